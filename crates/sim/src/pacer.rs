//! Who lets virtual time go on: nobody but the calendar, or a clock on the wall and a trainer.
//!
//! It is asked before each thing on the calendar. A pacer may wait as long as it likes, and hand over what somebody wants to
//! be done to the floor; it never changes what would happen of itself, so how fast a run is shown reaches no digest.

use rushhour_engine::Engine;
use rushhour_engine::audit::Violation;
use rushhour_engine::units::SimTime;
use rushhour_scenario::timeline::{Cue, TrainerCommand};

use super::finding::Finding;
use super::progress::Glance;

/// What a pacer may look at while it waits.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The moment of what happened last.
    pub now: SimTime,
    /// The centre.
    pub engine: &'a Engine,
    /// The first violations of each invariant of the centre.
    pub violations: &'a [Violation],
    /// What has been found besides, in the order in which that was seen.
    pub found: &'a [Finding],
    /// How many people are there, agents and customers.
    pub actors: usize,
    /// Customers who have come so far.
    pub contacts: u64,
    /// Violations, failed scripts and failed checks so far.
    pub findings: u64,
}

impl<'a> Scene<'a> {
    /// How far it is, as whoever tells of progress is told.
    pub fn glance(&self) -> Glance<'a> {
        Glance { now: self.now, contacts: self.contacts, findings: self.findings, engine: self.engine }
    }
}

/// How a run goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum Pace {
    /// To what is next.
    Go,
    /// With something that somebody wants to be done, at about this moment.
    Do(SimTime, TrainerCommand),
    /// Not at all: it ends here.
    Stop,
}

/// Lets virtual time go on.
pub trait Pacer {
    /// Answers when the run may go on to `next`, the moment of the next thing that happens.
    fn pace(&mut self, scene: &Scene<'_>, next: SimTime) -> Pace;

    /// A script or the timeline wants the show to wait, before anything else happens.
    fn pause(&mut self);

    /// Something that was handed over is carried out at this moment.
    fn done(&mut self, cue: &Cue);

    /// Everything that happens has happened.
    fn ended(&mut self, scene: &Scene<'_>);
}
