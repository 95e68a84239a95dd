//! What changes on a desktop, stated as events.

use crate::effects::Cx;
use crate::event::{DesktopChange, Event, ReservationStatus};
use crate::units::{ReservationId, WorkerId};
use crate::value::Value;

/// States that a part of a desktop has changed, and what it holds now.
pub(crate) fn state_panel(cx: &mut Cx<'_>, worker: WorkerId, name: &str, content: Value) {
    cx.emit(Event::DesktopChanged { worker, change: DesktopChange::Panel(name.into(), content) });
}

/// States what a desktop has learned by fetching its tasks.
pub(crate) fn state_news(cx: &mut Cx<'_>, worker: WorkerId, news: Vec<(ReservationId, ReservationStatus)>) {
    for (reservation, status) in news {
        cx.emit(Event::DesktopUpdated { worker, reservation, status });
    }
}
