//! Skills: who belongs to a queue by what they know, and who goes first where a queue prefers a skill.

use super::*;
use crate::audit::{Audit, Seen, SetupFacts};
use crate::event::Purpose;
use crate::event::ReservationEvent;
use crate::skills::Level;
use crate::walk::draws::Draws;

fn level(number: u64) -> Level {
    Level::new(number).unwrap()
}

fn knowing(skills: &[(&str, i64)]) -> Value {
    let skills = skills.iter().map(|(name, level)| (SmolStr::new(name), Value::Int(*level))).collect();
    Value::map(Entries::from([("skills".into(), Value::map(skills))]))
}

impl World {
    /// An available agent who names these queues and knows this.
    fn expert(&mut self, queues: &[QueueId], skills: &[(&str, i64)]) -> WorkerId {
        let number = self.engine.platform().workers().len() + 1;
        let worker = self.hire_as(&WorkerSetup {
            name: format!("agent-{number}").into(),
            attributes: knowing(skills),
            queues: queues.to_vec(),
            capacity: [1, 3, 1, 1],
            supervisor: false,
        });
        self.set_available(worker);
        self.now = self.now + seconds(1);
        worker
    }

    fn learns(&mut self, worker: WorkerId, skills: &[(&str, i64)]) {
        let attributes = knowing(skills);
        self.act(|engine, cx| engine.platform.set_worker_attributes(cx, worker, attributes));
    }

    /// Who is offered the task of a contact.
    fn taker(&self, contact: ContactId) -> Option<WorkerId> {
        let task = self.engine.platform().task(self.task_of(contact)).unwrap();
        task.open.first().map(|id| self.engine.platform().reservation(*id).unwrap().worker)
    }

    fn served(&self, worker: WorkerId) -> Vec<QueueId> {
        let worker = self.engine.platform().worker(worker).unwrap();
        worker.queues.iter().map(|membership| membership.queue).collect()
    }
}

/// Support prefers German, sales prefers nothing.
fn choosy() -> Center {
    let mut center = center();
    center.queues[0].prefer = Some("german".into());
    center
}

#[test]
fn who_has_all_the_skills_at_their_levels_belongs_to_the_queue() {
    let mut center = center();
    center.queues[1].skills = vec![("german".into(), level(3)), ("sales".into(), level(1))];
    let mut world = World::new(center);
    /// The queues that somebody names, what they know, and the queues they serve.
    type Case<'a> = (&'a [QueueId], &'a [(&'a str, i64)], &'a [QueueId]);
    let cases: [Case<'_>; 6] = [
        (&[], &[("german", 3), ("sales", 1)], &[SALES]),
        (&[SUPPORT], &[("german", 10), ("sales", 10)], &[SUPPORT, SALES]),
        (&[SUPPORT], &[("german", 2), ("sales", 9)], &[SUPPORT]),
        (&[SUPPORT], &[("german", 9)], &[SUPPORT]),
        // Whoever names the queue belongs to it whatever they know.
        (&[SALES], &[], &[SALES]),
        (&[], &[], &[]),
    ];
    for (named, skills, expected) in cases {
        let worker = world.expert(named, skills);
        assert_eq!(world.served(worker), expected, "{named:?} {skills:?}");
    }
}

#[test]
fn the_highest_level_goes_first_and_among_equals_who_has_been_idle_longest() {
    let mut world = World::new(choosy());
    let without = world.expert(&[SUPPORT], &[]);
    let low = world.expert(&[SUPPORT], &[("german", 2)]);
    let high = world.expert(&[SUPPORT], &[("german", 7)]);
    let as_high = world.expert(&[SUPPORT], &[("german", 7)]);
    for expected in [high, as_high, low, without] {
        let contact = world.calls();
        assert_eq!(world.taker(contact), Some(expected));
    }
}

#[test]
fn a_queue_that_prefers_nothing_asks_for_idle_time_alone() {
    let mut world = World::new(choosy());
    let first = world.expert(&[SALES], &[]);
    let second = world.expert(&[SALES], &[("german", 9)]);
    let takers = [world.comes(Channel::Voice, SALES), world.comes(Channel::Voice, SALES)];
    assert_eq!(takers.map(|contact| world.taker(contact)), [Some(first), Some(second)]);
}

#[test]
fn a_level_that_changes_counts_from_then_on() {
    let mut world = World::new(choosy());
    let one = world.expert(&[SUPPORT], &[("german", 2)]);
    let two = world.expert(&[SUPPORT], &[("german", 5)]);
    world.learns(one, &[("german", 6)]);
    let contact = world.calls();
    assert_eq!(world.taker(contact), Some(one));
    world.learns(one, &[]);
    assert!(world.leaves(contact));
    world.learns(two, &[("german", 1)]);
    let contact = world.calls();
    assert_eq!(world.taker(contact), Some(two), "a little is more than nothing");
    assert_eq!(world.engine.platform().queue_facts(SUPPORT, Channel::Voice), (1, 0), "nobody is listed twice");
}

#[test]
fn whoever_learns_enough_is_offered_what_waits() {
    let mut center = center();
    center.queues[1].skills = vec![("german".into(), level(3))];
    let mut world = World::new(center);
    let agent = world.expert(&[], &[("german", 2)]);
    let contact = world.comes(Channel::Voice, SALES);
    assert_eq!(world.taker(contact), None);
    world.learns(agent, &[("german", 3)]);
    assert_eq!(world.taker(contact), Some(agent));
    let offer = world.offered(agent).unwrap();
    world.learns(agent, &[]);
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending, "what is offered stays");
    assert_eq!(world.served(agent), []);
}

#[test]
fn several_are_reserved_by_level() {
    let mut center = choosy();
    center.queues[0].max_reserved = 2;
    let mut world = World::new(center);
    let agents = [3, 9, 5].map(|german| world.expert(&[SUPPORT], &[("german", german)]));
    world.calls();
    let offered = agents.map(|agent| world.offered(agent).is_some());
    assert_eq!(offered, [false, true, true]);
}

#[test]
fn of_those_who_become_free_at_once_the_highest_level_gets_what_waits() {
    // Two are reserved for one call, another call waits; the first call ends and frees both at once.
    let mut center = choosy();
    center.queues[1].max_reserved = 2;
    let mut world = World::new(center);
    let low = world.expert(&[SUPPORT, SALES], &[("german", 2)]);
    let high = world.expert(&[SUPPORT, SALES], &[("german", 7)]);
    let first = world.comes(Channel::Voice, SALES);
    assert!(world.offered(low).is_some() && world.offered(high).is_some());
    let second = world.calls();
    assert_eq!(world.taker(second), None);
    assert!(world.leaves(first));
    assert_eq!(world.taker(second), Some(high));
}

#[test]
fn an_expert_is_kept_for_what_goes_before() {
    // Freed at once again; what waits in sales has a higher priority, and only the expert may take it.
    let mut center = choosy();
    center.queues.push(queue("both"));
    let both = QueueId::new(2);
    center.queues[2].max_reserved = 2;
    center.queues[1].priority = 5;
    let mut world = World::new(center);
    let low = world.expert(&[SUPPORT, both], &[("german", 2)]);
    let high = world.expert(&[SUPPORT, SALES, both], &[("german", 7)]);
    let first = world.comes(Channel::Voice, both);
    assert!(world.offered(low).is_some() && world.offered(high).is_some());
    let (second, urgent) = (world.calls(), world.comes(Channel::Voice, SALES));
    assert!(world.leaves(first));
    assert_eq!((world.taker(urgent), world.taker(second)), (Some(high), Some(low)));
}

/// Levels that may change at any moment, queues that prefer, that ask, and that do neither.
struct Rush {
    world: World,
    audit: Audit,
    stream: Draws,
    open: Vec<ContactId>,
    /// Who has been offered what: they may have declined it.
    had: Vec<(TaskId, WorkerId)>,
}

impl Rush {
    fn new(seed: u64) -> Self {
        let mut center = choosy();
        center.queues[1].skills = vec![("french".into(), level(4))];
        center.queues[1].prefer = Some("french".into());
        center.queues.push(queue("any"));
        center.queues[2].max_reserved = 3;
        let audit = Audit::new(SetupFacts::from(&center));
        Self { world: World::new(center), audit, stream: Draws::new(seed), open: Vec::new(), had: Vec::new() }
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.stream.whole(0, i64::try_from(bound.max(1)).unwrap() - 1)).unwrap()
    }

    fn skills(&mut self) -> [(&'static str, i64); 2] {
        [("german", self.stream.whole(0, 4)), ("french", self.stream.whole(2, 6))]
    }

    /// What is due next, or what somebody does.
    fn step(&mut self) {
        let until = self.world.now + SimSpan::from_millis(u64::try_from(self.below(4_000)).unwrap());
        let timers = &self.world.timers;
        let next = timers.iter().enumerate().min_by_key(|(place, (at, _))| (*at, *place)).map(|(place, _)| place);
        if let Some(place) = next.filter(|place| timers[*place].0 <= until) {
            let (at, timer) = self.world.timers.remove(place);
            self.world.now = at;
            return self.world.act(|engine, cx| engine.timer(cx, timer));
        }
        self.world.now = until;
        let agent = WorkerId::new(u32::try_from(self.below(6)).unwrap());
        match self.below(10) {
            0..=3 if self.open.len() < 9 => {
                let queue = QueueId::new(u32::try_from(self.below(3)).unwrap());
                let priority =
                    Value::map(Entries::from([("priority".into(), Value::Int(self.stream.whole(0, 2)))]));
                let contact = self.world.comes_with(Channel::Voice, Some(queue), priority);
                self.open.push(contact);
            }
            0..=5 => {
                if !self.open.is_empty() {
                    let place = self.below(self.open.len());
                    let contact = self.open.swap_remove(place);
                    self.world.leaves(contact);
                }
            }
            6 => {
                let skills = self.skills();
                self.world.learns(agent, &skills);
            }
            _ => {
                let offer = self.world.offered(agent);
                let answer = [Action::AcceptTask, Action::RejectTask][self.below(2)];
                let accepted = self.world.engine.platform().worker(agent).unwrap().open.first().copied();
                match (offer, accepted) {
                    (Some(offer), _) => drop(self.world.on(agent, answer, offer)),
                    (None, Some(accepted)) => drop(self.world.on(agent, Action::CompleteTask, accepted)),
                    (None, None) => drop(self.world.set_activity(agent, AVAILABLE)),
                }
            }
        }
    }

    /// Looks at what the last step did: nobody who is free could have been offered it rather than whoever was.
    fn judge(&mut self) -> usize {
        let events = std::mem::take(&mut self.world.log);
        let seen = Seen { platform: self.world.engine.platform(), predicates: &ByNumber };
        self.audit.step(self.world.now, &events, &seen);
        assert_eq!(self.audit.violations(), []);
        let platform = self.world.engine.platform();
        let mut judged = 0;
        for event in &events {
            let Event::Reservation(
                _,
                ReservationEvent::Created { task, worker, queue: Some(queue), purpose: Purpose::Routing, .. },
            ) = event
            else {
                continue;
            };
            self.had.push((*task, *worker));
            let Some(skill) = platform.center().queues[queue.index()].prefer.clone() else { continue };
            let level = |worker: WorkerId| Level::of(&platform.worker(worker).unwrap().attributes, &skill);
            let rather =
                (0..platform.workers().len()).map(|it| WorkerId::new(u32::try_from(it).unwrap())).find(|it| {
                    let known = platform.worker(*it).unwrap();
                    let serves = known.queues.iter().any(|membership| membership.queue == *queue);
                    let could = serves && known.is_free(Channel::Voice) && !self.had.contains(&(*task, *it));
                    could && level(*it) > level(*worker)
                });
            assert_eq!(rather, None, "{worker} was offered {task}");
            judged += 1;
        }
        judged
    }
}

#[test]
fn whatever_happens_nobody_of_a_lower_level_is_offered_what_a_free_expert_could_have() {
    let mut judged = 0;
    for seed in 0..20 {
        let mut rush = Rush::new(seed);
        for number in 0..6_u32 {
            let skills = rush.skills();
            let named: &[QueueId] =
                if number.is_multiple_of(2) { &[SUPPORT, QueueId::new(2)] } else { &[SUPPORT] };
            rush.world.expert(named, &skills);
        }
        for _ in 0..400 {
            rush.step();
            judged += rush.judge();
        }
    }
    assert!(judged > 500, "only {judged} offers were looked at");
}
