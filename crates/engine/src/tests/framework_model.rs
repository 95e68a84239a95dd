//! The Actions framework against a small model of its rules, with functions that do whatever they like at any moment:
//! whom it calls and in which order, what each sees as the payload, what is refused, and how everything settles.
//!
//! The model is written from the rules as people read them. That the comparison sees each of them is shown by models that
//! get one rule wrong.

use std::collections::{BTreeMap, VecDeque};

use proptest::prelude::*;

use super::*;
use crate::action::ActionName;
use crate::effects::{CallRole, FunctionId, ScriptCall};
use crate::hooks::{Asked, ScriptEnd};
use crate::units::InvocationId;

const ACTIONS: [&str; 2] = ["Mine", "Yours"];

/// A payload as the rules see it: an object by its entries, each a plain value or the name of an object of its own.
#[derive(Clone, Debug, PartialEq)]
enum Seen {
    Absent,
    Plain(&'static str),
    Object(BTreeMap<&'static str, &'static str>),
}

/// The payloads that there are, as the engine and as the rules have them. Two objects of the same content are two.
fn payloads() -> Vec<(Payload, Seen)> {
    let one = |name: &str| Value::map(Entries::from([("mode".into(), Value::Text(name.into()))]));
    let (this, that) = (one("COLD"), one("COLD"));
    let number = |n| Payload::of("n", Value::Int(n));
    let object = |entries: &[(&'static str, &'static str)]| Seen::Object(entries.iter().copied().collect());
    let list = |items: &[i64]| Payload::Bare(Value::list(items.iter().map(|item| Value::Int(*item)).collect()));
    vec![
        (number(1), object(&[("n", "1")])),
        (number(2), object(&[("n", "2")])),
        (number(1).with("m", Value::Int(2)), object(&[("n", "1"), ("m", "2")])),
        (number(1).with("o", this.clone()), object(&[("n", "1"), ("o", "this")])),
        (number(1).with("o", that), object(&[("n", "1"), ("o", "that")])),
        (Payload::of("o", this), object(&[("o", "this")])),
        (Payload::Fields(Default::default()), object(&[])),
        (list(&[]), object(&[])),
        (list(&[1]), object(&[("0", "1")])),
        (list(&[1, 2]), object(&[("0", "1"), ("1", "2")])),
        (Payload::Bare(Value::Text("s".into())), Seen::Plain("s")),
        (Payload::Bare(Value::Int(1)), Seen::Plain("1")),
        (Payload::Absent, Seen::Absent),
    ]
}

/// A rule that a model gets wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slip {
    ThrowIsAwaited,
    ThrowAfterGoesOn,
    BodyIsLooked,
    NestedByValue,
    EmptyIsPartOfAll,
    NextIsTheOriginal,
    OriginalIsTheNext,
    AbortCutsOff,
    AbortCountsLate,
    OldestReplaces,
    FailureHasAfter,
    StartsBesideAnother,
    RemovesTheOldest,
}

impl Slip {
    const ALL: [Self; 13] = [
        Self::ThrowIsAwaited,
        Self::ThrowAfterGoesOn,
        Self::BodyIsLooked,
        Self::NestedByValue,
        Self::EmptyIsPartOfAll,
        Self::NextIsTheOriginal,
        Self::OriginalIsTheNext,
        Self::AbortCutsOff,
        Self::AbortCountsLate,
        Self::OldestReplaces,
        Self::FailureHasAfter,
        Self::StartsBesideAnother,
        Self::RemovesTheOldest,
    ];
}

/// How something came out: a number, or a failure.
type Came = Result<i64, Code>;

/// What a step brings about.
#[derive(Clone, Debug, Default, PartialEq)]
struct Effects {
    /// Functions that are called, each with the invocation.
    calls: Vec<(usize, u32)>,
    settled: Vec<(usize, Came)>,
    /// Replacements that are told what the one that they have asked for came to.
    told: Vec<(usize, Came)>,
}

#[derive(Clone, Debug, Default)]
struct Registered {
    before: Vec<u32>,
    after: Vec<u32>,
    replacements: Vec<u32>,
    body: u32,
}

/// Somebody who is at work in place of the body.
#[derive(Clone, Debug)]
struct AtWork {
    function: u32,
    /// Of a replacement, how many are older.
    older: Option<usize>,
    given: Option<Seen>,
}

#[derive(Clone, Debug)]
enum Stage {
    Listens { role: CallRole, waiting: VecDeque<u32>, open: Vec<u32>, first_steps: Option<u32>, aborted: bool },
    Works(Vec<AtWork>),
    Over,
}

#[derive(Clone, Debug)]
struct Model {
    slip: Option<Slip>,
    hooks: BTreeMap<usize, Registered>,
    /// Of each invocation its action, payload, body and stage.
    invocations: Vec<(usize, Seen, u32, Stage)>,
    came: BTreeMap<usize, Came>,
    /// Listeners that are at work and not waited for any longer.
    late: Vec<(usize, u32)>,
    effects: Effects,
}

impl Model {
    fn slips(&self, slip: Slip) -> bool {
        self.slip == Some(slip)
    }

    fn same(&self, one: &str, other: &str) -> bool {
        let by_value = |name: &str| if name == "that" { "this".to_owned() } else { name.to_owned() };
        if self.slips(Slip::NestedByValue) { by_value(one) == by_value(other) } else { one == other }
    }

    /// Rule 2.
    fn is_pending(&self, action: usize, payload: &Seen) -> bool {
        let running = self.invocations.iter().filter(|it| it.0 == action && !matches!(it.3, Stage::Over));
        let mut payloads = running.map(|it| &it.1);
        payloads.any(|running| match (payload, running) {
            (Seen::Absent, _) => true,
            (Seen::Object(mine), _) if mine.is_empty() && self.slips(Slip::EmptyIsPartOfAll) => true,
            (Seen::Plain(mine), Seen::Plain(theirs)) => mine == theirs,
            (Seen::Object(mine), Seen::Object(theirs)) => {
                mine.iter().all(|(name, value)| theirs.get(name).is_some_and(|other| self.same(value, other)))
            }
            (Seen::Plain(_) | Seen::Object(_), _) => false,
        })
    }

    fn invoke(&mut self, action: usize, payload: Seen) {
        let number = self.invocations.len();
        if self.is_pending(action, &payload) {
            self.invocations.push((action, payload, 0, Stage::Over));
            return self.effects.settled.push((number, Err(Code::ActionPending)));
        }
        let body = self.hooks[&action].body;
        self.invocations.push((action, payload, body, Stage::Over));
        self.listen(number, CallRole::Before);
    }

    fn listen(&mut self, number: usize, role: CallRole) {
        let hooks = &self.hooks[&self.invocations[number].0];
        let listeners = if role == CallRole::Before { &hooks.before } else { &hooks.after };
        let waiting = listeners.iter().copied().collect();
        let stage = Stage::Listens { role, waiting, open: Vec::new(), first_steps: None, aborted: false };
        self.invocations[number].3 = stage;
        self.go_on_listening(number, false);
    }

    /// Rules 3 and 5: the next one begins when the one before it waits or has ended; the stage is over when all have, or when
    /// one threw at once.
    fn go_on_listening(&mut self, number: usize, threw_at_once: bool) {
        let (ends_before, ends_after) = (!self.slips(Slip::ThrowIsAwaited), !self.slips(Slip::ThrowAfterGoesOn));
        let starts_beside = self.slips(Slip::StartsBesideAnother);
        let Stage::Listens { role, waiting, open, first_steps, aborted } = &mut self.invocations[number].3 else {
            return;
        };
        let ends = threw_at_once && if *role == CallRole::Before { ends_before } else { ends_after };
        if threw_at_once && !ends && *role == CallRole::Before {
            waiting.clear();
        }
        if !ends {
            if first_steps.is_some() && !starts_beside {
                return;
            }
            if let Some(function) = waiting.pop_front() {
                open.push(function);
                *first_steps = Some(function);
                return self.effects.calls.push((number, function));
            }
            if !open.is_empty() {
                return;
            }
        }
        self.late.extend(open.drain(..).map(|function| (number, function)));
        match (*role, *aborted) {
            (CallRole::Before, true) => self.settle(number, Err(Code::AbortedByListener)),
            (CallRole::Before, false) => self.run_body(number),
            (_, _) => self.settle(number, self.came[&number]),
        }
    }

    fn settle(&mut self, number: usize, came: Came) {
        self.invocations[number].3 = Stage::Over;
        self.effects.settled.push((number, came));
    }

    /// Rules 6 and 7.
    fn run_body(&mut self, number: usize) {
        let hooks = &self.hooks[&self.invocations[number].0];
        let newest = hooks.replacements.len().checked_sub(1);
        let newest = if self.slips(Slip::OldestReplaces) { newest.map(|_| 0) } else { newest };
        let body = if self.slips(Slip::BodyIsLooked) { hooks.body } else { self.invocations[number].2 };
        let function = newest.map_or(body, |place| hooks.replacements[place]);
        self.invocations[number].3 = Stage::Works(vec![AtWork { function, older: newest, given: None }]);
        self.effects.calls.push((number, function));
    }

    fn ask(&mut self, (number, function): (usize, u32), asked: Asked, given: Option<Seen>) -> bool {
        let asked = match asked {
            Asked::Next if self.slips(Slip::NextIsTheOriginal) => Asked::Original,
            Asked::Original if self.slips(Slip::OriginalIsTheNext) => Asked::Next,
            asked => asked,
        };
        let (action, _, body, stage) = &mut self.invocations[number];
        let Stage::Works(stack) = stage else { return false };
        let Some(AtWork { function: last, older: Some(older), .. }) = stack.last() else { return false };
        if *last != function {
            return false;
        }
        let older = older.checked_sub(1).filter(|_| asked == Asked::Next);
        let function = older.map_or(*body, |place| self.hooks[action].replacements[place]);
        stack.push(AtWork { function, older, given });
        self.effects.calls.push((number, function));
        true
    }

    fn waits(&mut self, (number, function): (usize, u32)) {
        if let Stage::Listens { first_steps, .. } = &mut self.invocations[number].3
            && first_steps.take_if(|first| *first == function).is_some()
        {
            self.go_on_listening(number, false);
        }
    }

    fn aborts(&mut self, number: usize) {
        let (late, cuts_off) = (self.slips(Slip::AbortCountsLate), self.slips(Slip::AbortCutsOff));
        match &mut self.invocations[number].3 {
            Stage::Listens { role: CallRole::Before, waiting, aborted, .. } => {
                *aborted = true;
                if cuts_off {
                    waiting.clear();
                }
            }
            Stage::Works(_) if late => {
                self.came.insert(number, Err(Code::AbortedByListener));
                self.settle(number, Err(Code::AbortedByListener));
            }
            Stage::Listens { .. } | Stage::Works(_) | Stage::Over => {}
        }
    }

    fn ends(&mut self, (number, function): (usize, u32), role: CallRole, came: Came) {
        if let Some(place) = self.late.iter().position(|late| *late == (number, function)) {
            self.late.remove(place);
            return;
        }
        match &mut self.invocations[number].3 {
            Stage::Listens { role: stage, open, first_steps, .. } if *stage == role => {
                let Some(place) = open.iter().position(|known| *known == function) else { return };
                open.remove(place);
                let at_once = first_steps.take_if(|first| *first == function).is_some();
                self.go_on_listening(number, at_once && came.is_err());
            }
            Stage::Works(stack) => {
                let Some(place) = stack.iter().rposition(|it| it.function == function) else { return };
                stack.truncate(place);
                if place > 0 {
                    return self.effects.told.push((number, came));
                }
                self.came.insert(number, came);
                if came.is_err() && !self.slips(Slip::FailureHasAfter) {
                    self.settle(number, came);
                } else {
                    self.listen(number, CallRole::After);
                }
            }
            Stage::Listens { .. } | Stage::Over => {}
        }
    }

    /// The payload as a function sees it, to be changed; nothing where the invocation is over.
    fn payload(&mut self, (number, function): (usize, u32)) -> Option<&mut Seen> {
        let (_, payload, _, stage) = &mut self.invocations[number];
        match stage {
            Stage::Over => self.late.contains(&(number, function)).then_some(payload),
            Stage::Listens { .. } => Some(payload),
            Stage::Works(stack) => {
                let up_to = stack.iter().rposition(|it| it.function == function).map_or(0, |place| place + 1);
                Some(stack[..up_to].iter_mut().rev().find_map(|it| it.given.as_mut()).unwrap_or(payload))
            }
        }
    }
}

/// The engine and the model, told the same.
struct Both {
    world: World,
    model: Model,
    /// The invocations in their order.
    ids: Vec<InvocationId>,
    /// Functions at work, with what the model calls their invocation.
    active: Vec<(ScriptCall, usize)>,
    registered: u32,
    listeners: Vec<(usize, CallRole, u32)>,
}

impl Both {
    fn new(slip: Option<Slip>) -> Self {
        let (hooks, came, effects) = (BTreeMap::new(), BTreeMap::new(), Effects::default());
        let model = Model { slip, hooks, invocations: Vec::new(), came, late: Vec::new(), effects };
        let (ids, active, listeners) = (Vec::new(), Vec::new(), Vec::new());
        let mut both = Self { world: World::staffed(1), model, ids, active, registered: 0, listeners };
        for action in 0..ACTIONS.len() {
            both.register(action, CallRole::Body, 0);
        }
        both
    }

    /// Registers a function: mostly a new one.
    fn register(&mut self, action: usize, role: CallRole, choice: usize) {
        let known: Vec<u32> =
            self.listeners.iter().filter(|it| (it.0, it.1) == (action, role)).map(|it| it.2).collect();
        let again = known.get(choice % 4).copied();
        self.registered += u32::from(again.is_none());
        let number = again.unwrap_or(self.registered);
        let hooks = self.model.hooks.entry(action).or_default();
        match role {
            CallRole::Before => hooks.before.push(number),
            CallRole::After => hooks.after.push(number),
            CallRole::Replacement => hooks.replacements.push(number),
            CallRole::Body => hooks.body = number,
        }
        if matches!(role, CallRole::Before | CallRole::After) {
            self.listeners.push((action, role, number));
        }
        let name = ActionName::new(ACTIONS[action]);
        self.world.act(|engine, _| engine.register(worker(1), name, role, FunctionId(number)));
    }

    fn remove(&mut self, choice: usize) {
        let Some(&(action, role, number)) = self.listeners.get(choice % self.listeners.len().max(1)) else {
            return;
        };
        let oldest = self.model.slips(Slip::RemovesTheOldest);
        let hooks = self.model.hooks.entry(action).or_default();
        let known = if role == CallRole::Before { &mut hooks.before } else { &mut hooks.after };
        let is_it = |it: &u32| *it == number;
        let place = if oldest { known.iter().position(is_it) } else { known.iter().rposition(is_it) };
        let place = place.map(|place| known.remove(place));
        let name = ActionName::new(ACTIONS[action]);
        let gone = self.world.act(|engine, _| engine.remove_listener(worker(1), &name, role, FunctionId(number)));
        assert_eq!(gone, place.is_some());
    }

    /// One step, and whether both did the same.
    fn step(&mut self, (what, which, choice): (u8, usize, usize)) -> Result<(), String> {
        let payloads = payloads_of_this_thread();
        let (payload, seen) = payloads[choice % payloads.len()].clone();
        let action = which % ACTIONS.len();
        let active = (!self.active.is_empty()).then(|| which % self.active.len());
        match (what, active) {
            (0..=14, _) => {
                let name = ActionName::new(ACTIONS[action]);
                let id = self.world.act(|engine, cx| engine.invoke(cx, worker(1), name, payload));
                self.ids.push(id);
                self.model.invoke(action, seen);
            }
            (15..=24, _) => {
                let roles =
                    [CallRole::Before, CallRole::Before, CallRole::After, CallRole::Replacement, CallRole::Body];
                self.register(action, roles[choice % 5], choice / 5);
            }
            (25..=27, _) => self.remove(choice),
            (_, None) => {}
            (28..=39, Some(place)) => {
                let (call, number) = self.active[place];
                self.world.act(|engine, cx| engine.listener_waits(cx, &call));
                if matches!(call.role, CallRole::Before | CallRole::After) {
                    self.model.waits((number, call.function.0));
                }
            }
            (40..=45, Some(place)) => {
                let (call, number) = self.active[place];
                self.world.act(|engine, _| engine.abort(call.invocation));
                self.model.aborts(number);
            }
            (46..=51, Some(place)) => {
                let (call, number) = self.active[place];
                self.world.act(|engine, _| engine.set_payload(&call, payload));
                if let Some(payload) = self.model.payload((number, call.function.0)) {
                    *payload = seen;
                }
            }
            (52..=65, Some(place)) => {
                let (call, number) = self.active[place];
                let asked = if what % 2 == 0 { Asked::Original } else { Asked::Next };
                let (payload, seen) =
                    if choice.is_multiple_of(3) { (None, None) } else { (Some(payload), Some(seen)) };
                let runs = self.world.act(|engine, cx| engine.run_original(cx, &call, asked, payload));
                let model_runs =
                    call.role == CallRole::Replacement && self.model.ask((number, call.function.0), asked, seen);
                if runs != model_runs {
                    return Err(format!("{call:?} asked for {asked:?}: {runs}, and {model_runs} by the rules"));
                }
            }
            (_, Some(place)) => {
                let (call, number) = self.active.remove(place);
                let n = i64::from(call.function.0);
                let (end, came) = if what < 80 {
                    (ScriptEnd::Threw(None, "no".into()), Err(Code::ActionFailed))
                } else {
                    (ScriptEnd::Returned(Value::Int(n)), Ok(n))
                };
                self.world.act(|engine, cx| engine.call_ended(cx, call, end));
                self.model.ends((number, call.function.0), call.role, came);
            }
        }
        self.compare()
    }

    fn compare(&mut self) -> Result<(), String> {
        let number = |id: InvocationId| self.ids.iter().position(|known| *known == id).unwrap();
        let out = &mut self.world.out;
        let came =
            |result: Result<Value, Code>| result.map(|value| if let Value::Int(n) = value { n } else { -1 });
        let calls: Vec<ScriptCall> = out.calls.drain(..).collect();
        let settled = out.settled.drain(..);
        let settled = settled.map(|it| (number(it.invocation), came(it.result.map_err(|it| it.code)))).collect();
        let told = out.originals.drain(..);
        let told = told.map(|it| (number(it.invocation), came(it.result.map_err(|it| it.code)))).collect();
        let called = calls.iter().map(|call| (number(call.invocation), call.function.0)).collect();
        let did = Effects { calls: called, settled, told };
        let by_the_rules = std::mem::take(&mut self.model.effects);
        if did != by_the_rules {
            return Err(format!("{did:?}, and by the rules {by_the_rules:?}"));
        }
        let more: Vec<(ScriptCall, usize)> = calls.iter().map(|call| (*call, number(call.invocation))).collect();
        self.active.extend(more);
        let payloads = payloads_of_this_thread();
        for (call, number) in &self.active {
            let sees = self.world.engine.payload_of(call);
            let sees =
                sees.and_then(|it| payloads.iter().find(|(payload, _)| is(payload, it)).map(|(_, seen)| seen));
            let by_the_rules = self.model.payload((*number, call.function.0)).map(|seen| &*seen);
            if sees != by_the_rules {
                return Err(format!("{call:?} sees {sees:?}, and by the rules {by_the_rules:?}"));
            }
        }
        Ok(())
    }
}

/// Whether it is this payload, with the objects that are in it.
fn is(one: &Payload, other: &Payload) -> bool {
    one == other && one.get("o").is_none_or(|it| other.get("o").is_some_and(|other| it.is_same(other)))
}

/// The payloads, whose objects are the same ones throughout a test.
fn payloads_of_this_thread() -> std::rc::Rc<Vec<(Payload, Seen)>> {
    thread_local! {
        static PAYLOADS: std::rc::Rc<Vec<(Payload, Seen)>> = std::rc::Rc::new(payloads());
    }
    PAYLOADS.with(std::rc::Rc::clone)
}

fn plays(steps: &[(u8, usize, usize)], slip: Option<Slip>) -> Result<(), String> {
    let mut both = Both::new(slip);
    steps
        .iter()
        .enumerate()
        .try_for_each(|(place, step)| both.step(*step).map_err(|said| format!("step {place}, {step:?}: {said}")))
}

fn steps() -> impl Strategy<Value = Vec<(u8, usize, usize)>> {
    prop::collection::vec((0..100u8, 0..64usize, 0..64usize), 1..80)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn the_framework_does_what_its_rules_say(steps in steps()) {
        if let Err(said) = plays(&steps, None) {
            prop_assert!(false, "{}", said);
        }
    }
}

#[test]
fn a_model_that_gets_a_rule_wrong_is_told_from_the_framework() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let samples: Vec<_> = (0..1_500).map(|_| steps().new_tree(&mut runner).unwrap().current()).collect();
    let unseen: Vec<Slip> = Slip::ALL
        .into_iter()
        .filter(|slip| samples.iter().all(|steps| plays(steps, Some(*slip)).is_ok()))
        .collect();
    assert_eq!(unseen, []);
}
