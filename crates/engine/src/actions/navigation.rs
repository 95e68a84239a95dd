//! Bodies: where a desktop is.

use smol_str::SmolStr;

use crate::effects::Cx;
use crate::engine::Engine;
use crate::event::{DesktopEvent, Event};
use crate::invocation::Landed;
use crate::platform::Done;
use crate::units::WorkerId;

/// A move through the history.
pub(super) enum Move {
    Push(SmolStr),
    Replace(SmolStr),
    Go(i64),
}

pub(super) fn go(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, to: Move) -> Done<Landed> {
    let history = &mut engine.desktops[worker.index()].history;
    let moved = match to {
        Move::Push(location) => {
            history.push(location);
            true
        }
        Move::Replace(location) => {
            history.replace(location);
            true
        }
        Move::Go(delta) => history.go(delta),
    };
    if moved {
        let location = history.location().clone();
        cx.emit(Event::Desktop(worker, DesktopEvent::Moved { location }));
    }
    Landed::nothing()
}
