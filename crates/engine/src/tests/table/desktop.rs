//! Rows: navigation, and parts of the desktop.

use super::*;
use crate::event::EndReason;
use crate::event::{ConferenceEvent, InvocationEvent};

const ANYWHERE: &str = "a desktop always has a location; only the payload can be wrong";
const ENDS: &str = "legal always: beyond the ends of the history nothing happens";
const ALWAYS: &str = "legal always: what is so already stays so";

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::of(Action::HistoryPush).legal(pushes).exempt(ANYWHERE),
        Row::of(Action::HistoryReplace).legal(replaces).exempt(ANYWHERE),
        Row::of(Action::HistoryGo).legal(goes).exempt(ENDS),
        Row::of(Action::HistoryGoBack).legal(goes_back).exempt(ENDS),
        Row::of(Action::HistoryGoForward).legal(goes_forward).exempt(ENDS),
        Row::of(Action::ShowDirectory).legal(shows_directory).exempt(ALWAYS),
        Row::of(Action::HideDirectory).legal(hides_directory).exempt(ALWAYS),
        Row::of(Action::ToggleSidebar).legal(toggles_sidebar).exempt(ALWAYS),
        Row::of(Action::SetComponentState)
            .legal(sets_component)
            .illegal(Code::IncompletePayload, |mode| floor(mode).then(AGENT, Payload::Absent))
            .illegal(Code::IncompletePayload, |mode| {
                floor(mode).then(AGENT, Payload::Fields(crate::value::Fields::default()))
            })
            .aloud(Code::IncompletePayload, |mode| floor(mode).then(AGENT, Payload::of("name", text("Tabs"))))
            .aloud(Code::IncompletePayload, |mode| floor(mode).then(AGENT, Payload::of("state", Value::Int(1)))),
        Row::of(Action::ReloadWindow)
            .legal(reloads)
            .exempt("legal always, even after a logout: whoever sits there can reload the page"),
    ]
}

fn go(world: &mut World, action: Action, payload: Payload) -> Vec<String> {
    world.invoke(AGENT, action, payload).unwrap();
    let Value::List(entries) = world.shows(AGENT, "history") else { panic!("a list") };
    entries
        .iter()
        .map(|entry| if let Value::Text(text) = entry { text.to_string() } else { panic!("text") })
        .collect()
}

fn at(world: &World) -> Value {
    world.shows(AGENT, "location")
}

fn path(path: &str) -> Payload {
    Payload::Bare(text(path))
}

/// A desktop that has been to `/a` and `/b`.
fn been(mode: Mode) -> World {
    let mut world = floor(mode);
    go(&mut world, Action::HistoryPush, path("/a"));
    go(&mut world, Action::HistoryPush, path("/b"));
    world
}

fn pushes(mode: Mode) -> World {
    let mut world = been(mode);
    go(&mut world, Action::HistoryGoBack, Payload::Absent);
    assert_eq!(go(&mut world, Action::HistoryPush, path("/c")), ["/agent-desktop/", "/a", "/c"]);
    assert_eq!(at(&world), text("/c"));
    world
}

fn replaces(mode: Mode) -> World {
    let mut world = been(mode);
    assert_eq!(go(&mut world, Action::HistoryReplace, path("/c")), ["/agent-desktop/", "/a", "/c"]);
    assert_eq!(at(&world), text("/c"));
    world
}

fn goes(mode: Mode) -> World {
    let mut world = been(mode);
    for (delta, there) in [(-2, "/agent-desktop/"), (-1, "/agent-desktop/"), (2, "/b"), (1, "/b"), (-1, "/a")] {
        assert_eq!(go(&mut world, Action::HistoryGo, Payload::Bare(Value::Int(delta))).len(), 3);
        assert_eq!(at(&world), text(there), "by {delta}");
    }
    world
}

fn goes_back(mode: Mode) -> World {
    let mut world = been(mode);
    for there in ["/a", "/agent-desktop/", "/agent-desktop/"] {
        go(&mut world, Action::HistoryGoBack, Payload::Absent);
        assert_eq!(at(&world), text(there));
    }
    world
}

fn goes_forward(mode: Mode) -> World {
    let mut world = been(mode);
    go(&mut world, Action::HistoryGo, Payload::Bare(Value::Int(-2)));
    for there in ["/a", "/b", "/b"] {
        go(&mut world, Action::HistoryGoForward, Payload::Absent);
        assert_eq!(at(&world), text(there));
    }
    world
}

fn shows_directory(mode: Mode) -> World {
    let mut world = floor(mode);
    for _ in 0..2 {
        world.invoke(AGENT, Action::ShowDirectory, Payload::Absent).unwrap();
        assert_eq!(world.shows(AGENT, "directory"), Value::Bool(true));
    }
    world
}

fn hides_directory(mode: Mode) -> World {
    let mut world = shows_directory(mode);
    for _ in 0..2 {
        world.invoke(AGENT, Action::HideDirectory, Payload::Absent).unwrap();
        assert_eq!(world.shows(AGENT, "directory"), Value::Bool(false));
    }
    world
}

fn toggles_sidebar(mode: Mode) -> World {
    let mut world = floor(mode);
    for (open, shown) in
        [(None, true), (None, false), (Some(true), true), (Some(true), true), (Some(false), false)]
    {
        let payload = open.map_or(Payload::Absent, |open| Payload::of("open", Value::Bool(open)));
        world.invoke(AGENT, Action::ToggleSidebar, payload).unwrap();
        assert_eq!(world.shows(AGENT, "sidebar"), Value::Bool(shown), "{open:?}");
    }
    world
}

fn sets_component(mode: Mode) -> World {
    let mut world = floor(mode);
    let set = |world: &mut World, state: Value| {
        let payload = Payload::of("name", text("Tabs")).with("state", state);
        world.invoke(AGENT, Action::SetComponentState, payload).unwrap();
        world.shows(AGENT, "components").get("Tabs").unwrap().clone()
    };
    let (one, two) = (map(&[("x", Value::Int(1))]), map(&[("x", Value::Int(1)), ("y", Value::Int(2))]));
    assert_eq!(set(&mut world, one), map(&[("x", Value::Int(1))]));
    assert_eq!(set(&mut world, map(&[("y", Value::Int(2))])), two, "other entries stay");
    assert_eq!(set(&mut world, map(&[("x", map(&[]))])), map(&[("x", map(&[])), ("y", Value::Int(2))]));
    world
}

fn reloads(mode: Mode) -> World {
    let (mut world, _, reservation) = on_a_call(mode);
    world.on(AGENT, Action::SelectTask, reservation).unwrap();
    world.invoke(AGENT, Action::ToggleSidebar, Payload::Absent).unwrap();
    world.begin(AGENT, Action::HoldCall, sid_of(reservation));
    world.invoke_alone(AGENT, Action::ReloadWindow, Payload::Absent);
    assert_eq!(world.shows(AGENT, "sidebar"), Value::Bool(false), "what it showed is forgotten");
    assert_eq!(world.shows(AGENT, "selected_task"), Value::Null);
    let lost = |event: &Event| {
        matches!(event, Event::Invocation(_, InvocationEvent::Settled { outcome: Outcome::Lost, .. }))
    };
    assert_eq!(world.count(lost), 1, "and what it was waiting for is lost");
    let dropped = |event: &Event| {
        matches!(
            event,
            Event::Conference(
                _,
                ConferenceEvent::Left { role: Role::Worker(AGENT), reason: EndReason::HungUp, .. }
            )
        )
    };
    assert_eq!(world.count(dropped), 1, "the leg was in the browser");
    assert_eq!(world.engine.desktop(AGENT).unwrap().tasks[0].status, ReservationStatus::Wrapping, "fetched");
    assert_eq!((world.activity(AGENT), world.load(AGENT, Channel::Voice)), (AVAILABLE, 1));

    for (force, signed_in) in [(true, false), (false, true)] {
        world.invoke(AGENT, Action::ReloadWindow, Payload::of("forceLogin", Value::Bool(force))).unwrap();
        assert_eq!(world.shows(AGENT, "signed_in"), Value::Bool(signed_in));
    }
    world
}

impl World {
    /// Invokes what settles at once; what waits for the backend goes on waiting.
    fn invoke_alone(&mut self, by: WorkerId, action: Action, payload: Payload) {
        self.begin(by, action, payload);
        let requests = self.out.requests.len();
        assert_eq!(requests, 1, "what was asked before");
    }
}
