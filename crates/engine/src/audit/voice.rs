//! Invariants 2 and 16 to 20: who is in which call, and with which flags.

use smallvec::SmallVec;

use super::found::Found;
use super::number::{
    COACHING_HAS_A_PUPIL, EXIT_ENDS, HOLD_NEEDS_A_LEG, ONE_VOICE, SOMEONE_TO_TALK_TO, WRAPPING_IS_OFF_THE_LINE,
};
use super::view::{AuditView, LegState, LegView};
use crate::event::Role;
use crate::units::{ConferenceId, IdMap, ParticipantId, TaskId, WorkerId};

/// What can be changed about a participant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags {
    pub(super) hold: bool,
    pub(super) muted: bool,
    pub(super) coaching: Option<ParticipantId>,
    pub(super) end_on_exit: bool,
}

impl Flags {
    /// Whether they may be those of somebody who is gone.
    const fn are_idle(self) -> bool {
        !self.hold && !self.muted && self.coaching.is_none()
    }
}

/// A participant who is in a call, or ringing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Leg {
    conference: ConferenceId,
    role: Role,
    joined: bool,
    flags: Flags,
}

impl Leg {
    fn new(conference: ConferenceId, role: Role) -> Self {
        Self { conference, role, joined: true, flags: Flags::default() }
    }
    /// The worker who talks on it.
    fn talker(&self) -> Option<WorkerId> {
        self.role.worker().filter(|_| self.joined && !self.flags.hold)
    }
}

#[derive(Clone, Debug)]
struct Conference {
    task: TaskId,
    legs: SmallVec<[ParticipantId; 4]>,
    /// Whether anybody was ever called into it.
    used: bool,
    /// In this step: who left that ends it; whether it is over.
    exited: Option<ParticipantId>,
    over: bool,
}

/// The calls in progress, their legs, and who talks in them.
#[derive(Clone, Debug, Default)]
pub(super) struct Voice {
    conferences: IdMap<ConferenceId, Conference>,
    legs: IdMap<ParticipantId, Leg>,
    /// In how many calls a worker talks.
    talking: IdMap<WorkerId, u16>,
    touched: Vec<ConferenceId>,
    talkers: Vec<WorkerId>,
    scratch: Vec<LegView>,
}

impl Voice {
    pub(super) fn started(&mut self, conference: ConferenceId, task: TaskId) {
        let begun = Conference { task, legs: SmallVec::new(), used: false, exited: None, over: false };
        self.conferences.insert(conference, begun);
        self.touched.push(conference);
    }
    pub(super) fn ended(&mut self, conference: ConferenceId) {
        self.touched.push(conference);
        if let Some(it) = self.conferences.get_mut(conference) {
            it.over = true;
        }
    }
    pub(super) fn ringing(&mut self, conference: ConferenceId, participant: ParticipantId, role: Role) {
        self.enter(conference, participant, Leg { joined: false, ..Leg::new(conference, role) });
    }
    pub(super) fn joined(&mut self, conference: ConferenceId, participant: ParticipantId, role: Role, ends: bool) {
        self.enter(
            conference,
            participant,
            Leg { flags: Flags { end_on_exit: ends, ..Flags::default() }, ..Leg::new(conference, role) },
        );
    }
    pub(super) fn changed(
        &mut self,
        conference: ConferenceId,
        participant: ParticipantId,
        flags: Flags,
        found: &mut Found,
    ) {
        self.touched.push(conference);
        let Some(leg) = self.legs.get(participant).copied() else {
            return found.hold(HOLD_NEEDS_A_LEG, flags.are_idle(), || {
                ([participant.to_string(), conference.to_string()], "has flags and is in no call".to_owned())
            });
        };
        self.put(participant, Some(Leg { flags, ..leg }));
    }
    pub(super) fn left(&mut self, conference: ConferenceId, participant: ParticipantId) {
        self.touched.push(conference);
        let leg = self.legs.get(participant).copied();
        if let Some(it) = self.conferences.get_mut(conference) {
            it.legs.retain(|leg| *leg != participant);
            if leg.is_some_and(|leg| leg.joined && leg.flags.end_on_exit) {
                it.exited = Some(participant);
            }
        }
        self.put(participant, None);
    }

    /// Whether a worker is in this conference.
    pub(super) fn is_in(&self, conference: Option<ConferenceId>, worker: WorkerId) -> bool {
        let Some(conference) = conference.and_then(|conference| self.conferences.get(conference)) else {
            return false;
        };
        let mut legs = conference.legs.iter().filter_map(|leg| self.legs.get(*leg));
        legs.any(|leg| leg.joined && leg.role == Role::Worker(worker))
    }

    /// The task of a call in progress.
    pub(super) fn task_of(&self, conference: ConferenceId) -> Option<TaskId> {
        self.conferences.get(conference).map(|it| it.task)
    }

    /// The agents in a call.
    pub(super) fn agents_in(&self, conference: ConferenceId) -> impl Iterator<Item = WorkerId> {
        let legs = self.conferences.get(conference).into_iter().flat_map(|it| &it.legs);
        legs.filter_map(|leg| match self.legs.get(*leg) {
            Some(Leg { joined: true, role: Role::Worker(worker), .. }) => Some(*worker),
            Some(_) | None => None,
        })
    }

    fn enter(&mut self, conference: ConferenceId, participant: ParticipantId, leg: Leg) {
        self.touched.push(conference);
        let Some(it) = self.conferences.get_mut(conference) else { return };
        it.used = true;
        if !it.legs.contains(&participant) {
            it.legs.push(participant);
        }
        self.put(participant, Some(leg));
    }

    /// Puts a leg in, or takes it out, and keeps count of who talks.
    fn put(&mut self, participant: ParticipantId, leg: Option<Leg>) {
        let before = self.legs.get(participant).and_then(Leg::talker);
        let after = leg.as_ref().and_then(Leg::talker);
        match leg {
            Some(leg) => {
                self.legs.insert(participant, leg);
            }
            None => {
                self.legs.remove(participant);
            }
        }
        if before != after {
            if let Some(worker) = before {
                let talking = self.talking.entry(worker);
                *talking = talking.saturating_sub(1);
            }
            if let Some(worker) = after {
                *self.talking.entry(worker) += 1;
                self.talkers.push(worker);
            }
        }
    }

    /// Checks the calls that the step touched, and forgets those that are over.
    pub(super) fn check(&mut self, state: &dyn AuditView, found: &mut Found) {
        if self.touched.is_empty() && self.talkers.is_empty() {
            return;
        }
        self.touched.sort_unstable();
        self.touched.dedup();
        let touched = std::mem::take(&mut self.touched);
        for &conference in &touched {
            self.check_conference(conference, state, found);
        }
        self.touched = touched;
        self.touched.clear();
        self.talkers.sort_unstable();
        self.talkers.dedup();
        for worker in self.talkers.drain(..) {
            let calls = self.talking.get(worker).copied().unwrap_or(0);
            found.hold(ONE_VOICE, calls <= 1, || {
                ([worker.to_string()], format!("is talking in {calls} calls at once"))
            });
        }
    }

    fn check_conference(&mut self, conference: ConferenceId, state: &dyn AuditView, found: &mut Found) {
        let Some(it) = self.conferences.get(conference) else { return };
        if let Some(exited) = it.exited {
            found.hold(EXIT_ENDS, it.over, || {
                let message = "left, which ends the call, and the call goes on".to_owned();
                ([exited.to_string(), conference.to_string(), it.task.to_string()], message)
            });
        }
        let seen = state.conference(conference);
        found.hold(WRAPPING_IS_OFF_THE_LINE, seen.is_some_and(|seen| seen.live) != it.over, || {
            let message = format!("over: {} by the events, and {seen:?} by the state", it.over);
            ([conference.to_string(), it.task.to_string()], message)
        });
        if it.over {
            return self.forget(conference);
        }
        let parties = it.legs.iter().filter_map(|leg| self.legs.get(*leg)).filter(|leg| is_party(leg.role));
        found.hold(SOMEONE_TO_TALK_TO, parties.count() > 0 || !it.used, || {
            let message = format!("{} participants, none of them a customer or a third party", it.legs.len());
            ([conference.to_string(), it.task.to_string()], message)
        });
        for &participant in &it.legs {
            if let Some(leg) = self.legs.get(participant) {
                self.check_leg(participant, leg, found);
            }
        }
        self.scratch.clear();
        state.legs(conference, &mut self.scratch);
        for seen in &self.scratch {
            self.compare(conference, seen, found);
            self.check_exit(it, seen, found);
        }
    }

    /// That it follows from who is in a call, or from what an agent has set, whose exit ends it. An agent on hold keeps
    /// what was before.
    fn check_exit(&self, it: &Conference, seen: &LegView, found: &mut Found) {
        let Some(leg) = self.legs.get(seen.participant).filter(|leg| leg.joined) else { return };
        let joined = || it.legs.iter().filter_map(|leg| self.legs.get(*leg)).filter(|leg| leg.joined);
        let at_most_two = joined().count() <= 2;
        let ends = match leg.role {
            Role::Worker(_) if leg.flags.hold => return,
            Role::Worker(_) => seen.exit_set.unwrap_or(at_most_two),
            Role::Customer => seen
                .exit_set
                .unwrap_or_else(|| at_most_two || joined().filter(|leg| is_party(leg.role)).count() < 2),
            Role::Supervisor(_) | Role::External => return,
        };
        found.hold(EXIT_ENDS, leg.flags.end_on_exit == ends, || {
            let message = format!(
                "is one of {} in the call, has set {:?}, and their exit ends it: {}",
                joined().count(),
                seen.exit_set,
                leg.flags.end_on_exit
            );
            ([seen.participant.to_string(), leg.conference.to_string(), it.task.to_string()], message)
        });
    }

    fn check_leg(&self, participant: ParticipantId, leg: &Leg, found: &mut Found) {
        found.hold(HOLD_NEEDS_A_LEG, leg.joined || !(leg.flags.hold || leg.flags.muted), || {
            let message = "is held or muted and has not joined".to_owned();
            ([participant.to_string(), leg.conference.to_string()], message)
        });
        if let Some(pupil) = leg.flags.coaching {
            let there = self.legs.get(pupil).is_some_and(|it| it.joined && it.conference == leg.conference);
            found.hold(COACHING_HAS_A_PUPIL, there, || {
                let message = "coaches somebody who is not in the call".to_owned();
                ([participant.to_string(), pupil.to_string(), leg.conference.to_string()], message)
            });
        }
    }

    /// That a leg of the state is what the events say.
    fn compare(&self, conference: ConferenceId, seen: &LegView, found: &mut Found) {
        let leg = self.legs.get(seen.participant);
        let LegView { hold, muted, coaching, end_on_exit, .. } = *seen;
        let flags = Flags { hold, muted, coaching, end_on_exit };
        let same = match (seen.state, leg) {
            (LegState::Left, None) => flags.are_idle(),
            (LegState::Ringing | LegState::Joined, Some(leg)) => {
                leg.joined == (seen.state == LegState::Joined)
                    && leg.role == seen.role
                    && (leg.flags == flags || !leg.joined && flags.are_idle())
            }
            (LegState::Left, Some(_)) | (LegState::Ringing | LegState::Joined, None) => false,
        };
        found.hold(HOLD_NEEDS_A_LEG, same, || {
            let message = format!("the state is {seen:?} and the events say {leg:?}");
            ([seen.participant.to_string(), conference.to_string()], message)
        });
    }

    /// The call is over, and with it the legs of those who were not said to leave.
    fn forget(&mut self, conference: ConferenceId) {
        if let Some(it) = self.conferences.remove(conference) {
            for participant in it.legs {
                self.put(participant, None);
            }
        }
    }
}

const fn is_party(role: Role) -> bool {
    match role {
        Role::Customer | Role::External => true,
        Role::Worker(_) | Role::Supervisor(_) => false,
    }
}
