//! What faults strike, how often, and of whom.
//!
//! A `share` is that of its chances at which a fault strikes, 0 to 1; a `rate` is how often it strikes.

use std::sync::Arc;

use super::people::{Invocations, People};
use super::stage::HangUpStage;
use rushhour_engine::units::Rate;

/// It strikes some of the requests to the backend.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestTarget {
    /// Of invocations.
    pub share: f64,
    /// Whose, and which.
    pub of: Invocations,
}

/// It strikes some of the reservation events on their way to desktops.
#[derive(Clone, Debug, PartialEq)]
pub struct EventTarget {
    /// Of events.
    pub share: f64,
    /// At whose desktops.
    pub at: People,
}

/// It strikes some customers while something is done about their contact.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactTarget {
    /// Of the chances, for each customer.
    pub share: f64,
    /// Of which populations of customers.
    pub of: People,
    /// While what is done.
    pub during: Arc<[HangUpStage]>,
}

/// It strikes desktops now and then.
#[derive(Clone, Debug, PartialEq)]
pub struct DesktopTarget {
    /// For each desktop.
    pub rate: Rate,
    /// Of which populations those are whose desktops it strikes.
    pub at: People,
}

/// It strikes the platform now and then.
#[derive(Clone, Debug, PartialEq)]
pub struct PlatformTarget {
    /// Of the platform.
    pub rate: Rate,
}

impl RequestTarget {
    pub(super) fn weigh(&mut self, factor: f64) {
        self.share = times(self.share, factor);
    }
}

impl EventTarget {
    pub(super) fn weigh(&mut self, factor: f64) {
        self.share = times(self.share, factor);
    }
}

impl ContactTarget {
    pub(super) fn weigh(&mut self, factor: f64) {
        self.share = times(self.share, factor);
    }
}

impl DesktopTarget {
    pub(super) fn weigh(&mut self, factor: f64) {
        self.rate = times_as_often(self.rate, factor);
    }
}

impl PlatformTarget {
    pub(super) fn weigh(&mut self, factor: f64) {
        self.rate = times_as_often(self.rate, factor);
    }
}

/// So many times the share, up to all of the chances.
fn times(share: f64, factor: f64) -> f64 {
    (share * factor).clamp(0.0, 1.0)
}

fn times_as_often(rate: Rate, factor: f64) -> Rate {
    Rate::per_second(rate.as_per_second() * factor).unwrap_or_default()
}
