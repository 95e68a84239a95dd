//! What changes on a desktop, stated as events.

use crate::effects::{Cx, News};
use crate::event::{DesktopEvent, Event, ReservationStatus};
use crate::units::{ReservationId, WorkerId};

/// States that a part of a desktop has changed.
pub(crate) fn state_panel(cx: &mut Cx<'_>, worker: WorkerId, panel: &str) {
    cx.emit(Event::Desktop(worker, DesktopEvent::PanelChanged { panel: panel.into() }));
}

/// States that a part of a desktop, which is on or off, is so now.
pub(crate) fn state_switch(cx: &mut Cx<'_>, worker: WorkerId, part: &str, on: bool) {
    cx.emit(Event::Desktop(worker, DesktopEvent::Switched { part: part.into(), on }));
}

/// States what a desktop has learned by fetching its tasks.
pub(crate) fn state_news(cx: &mut Cx<'_>, worker: WorkerId, news: &[(ReservationId, ReservationStatus)]) {
    for &(reservation, status) in news {
        cx.emit(Event::Desktop(worker, DesktopEvent::Updated { reservation, status }));
        cx.out.news.push(News { worker, reservation, status });
    }
}
