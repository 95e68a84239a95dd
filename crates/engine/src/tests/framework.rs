use super::*;
use crate::event::InvocationEvent;
use crate::event::Outcome;

fn outcomes(world: &World, action: Action) -> Vec<Outcome> {
    let outcome = |event: &Event| match event {
        Event::Invocation(_, InvocationEvent::Settled { action: name, outcome, .. }) if *name == action.into() => {
            Some(*outcome)
        }
        _ => None,
    };
    world.log.iter().filter_map(outcome).collect()
}

#[test]
fn the_same_invocation_is_refused_while_it_runs_and_another_is_not() {
    let mut world = World::staffed(1);
    for _ in 0..2 {
        world.comes(Channel::Chat, SUPPORT);
    }
    let offers = world.engine.platform().pending_of(worker(1));
    world.begin(worker(1), Action::AcceptTask, sid_of(offers[0]));
    world.begin(worker(1), Action::AcceptTask, sid_of(offers[0]));
    assert_eq!(outcomes(&world, Action::AcceptTask), [Outcome::Rejected(Code::ActionPending)]);
    world.begin(worker(1), Action::AcceptTask, Payload::Absent);
    assert_eq!(outcomes(&world, Action::AcceptTask).len(), 2, "nothing is a subset of everything");
    world.begin(worker(1), Action::AcceptTask, sid_of(offers[1]));
    world.land().unwrap();
    assert_eq!(outcomes(&world, Action::AcceptTask)[2..], [Outcome::Ok, Outcome::Ok]);
}

#[test]
fn what_nobody_registered_is_not_found() {
    let mut world = World::staffed(1);
    let name = crate::action::ActionName::new("NavigateToView");
    world.act(|engine, cx| engine.invoke(cx, worker(1), name, Payload::Absent));
    assert_eq!(refused(world.land()), (Code::ActionNotFound, Cause::Caller));
}

#[test]
fn a_wrong_payload_names_its_field() {
    let mut world = World::staffed(1);
    let rejection = world.invoke(worker(1), Action::AcceptTask, Payload::of("sid", Value::Int(3))).unwrap_err();
    assert_eq!(rejection.code, Code::InvalidPayload);
    assert!(rejection.message.contains("`sid`"), "{}", rejection.message);
    let rejection = world.invoke(worker(1), Action::AcceptTask, Payload::Absent).unwrap_err();
    assert_eq!(rejection.code, Code::IncompletePayload);
}

#[test]
fn selecting_a_task_pushes_its_location_as_an_invocation_of_its_own() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    world.on(worker(1), Action::SelectTask, offer).unwrap();
    assert_eq!(outcomes(&world, Action::HistoryPush), [Outcome::Ok]);
    let desktop = world.engine.desktop(worker(1)).unwrap();
    assert_eq!(desktop.selected, Some(offer));
    assert!(desktop.history.location().ends_with(&offer.to_string()));
    world.invoke(worker(1), Action::SelectTask, Payload::Absent).unwrap();
    assert_eq!(world.engine.desktop(worker(1)).unwrap().selected, None);
}

#[test]
fn every_invocation_settles_even_if_the_run_ends_first() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    world.begin(worker(1), Action::AcceptTask, sid_of(offer));
    world.act(Engine::lose_all);
    assert_eq!(outcomes(&world, Action::AcceptTask), [Outcome::Lost]);
}

#[test]
fn a_desktop_forgets_what_is_settled() {
    let mut world = World::staffed(1);
    let contact = world.calls();
    let offer = world.accepts(worker(1));
    assert!(world.leaves(contact));
    assert_eq!(world.engine.desktop(worker(1)).unwrap().tasks.len(), 1);
    world.on(worker(1), Action::CompleteTask, offer).unwrap();
    assert!(world.engine.desktop(worker(1)).unwrap().tasks.is_empty());
}
