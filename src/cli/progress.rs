//! Progress on stderr, where that is a terminal.

use std::io::{self, IsTerminal};
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::live::Lag;
use crate::run::PILOTS;
use crate::scenario::plan::{Plan, Warmup};
use crate::sim::Progress;
use crate::units::{SimSpan, SimTime};

/// A bar over the virtual time of all replications.
pub(super) struct Bar {
    bar: ProgressBar,
    /// How far each replication is; behind them the pilots, where there are any.
    at: Mutex<Vec<SimTime>>,
    replications: u32,
}

impl Bar {
    /// A bar for a run of this plan; one that shows nothing where stderr is no terminal or nobody wants to see it.
    pub(super) fn new(plan: &Plan, quiet: bool) -> Self {
        let pilots = match plan.warmup {
            Warmup::Stated(_) => 0,
            Warmup::Auto => PILOTS,
        };
        let runs = plan.replications.saturating_add(pilots);
        let whole = plan.duration.as_ns().saturating_mul(u64::from(runs));
        let target = if quiet || !io::stderr().is_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr_with_hz(10)
        };
        let bar = ProgressBar::with_draw_target(Some(whole), target);
        if let Ok(style) =
            ProgressStyle::with_template("{prefix} {bar:30} {percent:>3}%  {msg}  {elapsed} elapsed")
        {
            bar.set_style(style);
        }
        bar.set_prefix(plan.name.clone());
        let at = Mutex::new(vec![SimTime::ZERO; runs as usize]);
        Self { bar, at, replications: plan.replications }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Shows where a run on the wall clock is, and how far it is behind.
    pub(super) fn tell_moment(&self, now: SimTime, actors: usize, behind: Duration) {
        let behind =
            if behind >= Lag::SEEN { format!("  {:.1} s behind", behind.as_secs_f64()) } else { String::new() };
        self.show(0, now, actors, &behind);
    }

    /// Shows a line in place of the bar.
    pub(super) fn tell_line(&self, line: String) {
        if self.bar.is_hidden() {
            return;
        }
        if let Ok(style) = ProgressStyle::with_template("{wide_msg}") {
            self.bar.set_style(style);
        }
        self.bar.set_message(line);
    }

    fn show(&self, run: u32, now: SimTime, actors: usize, what: &str) {
        if self.bar.is_hidden() {
            return;
        }
        let Ok(mut at) = self.at.lock() else { return };
        if let Some(place) = at.get_mut(run as usize) {
            *place = now;
        }
        let done: u64 = at.iter().map(|at| at.as_ns()).fold(0, u64::saturating_add);
        self.bar.set_position(done);
        let speed = SimSpan::from_ns(done).as_secs_f64() / self.bar.elapsed().as_secs_f64().max(1e-3);
        self.bar.set_message(format!("{now}  {speed:.0}× real time  {actors} actors{what}"));
    }
}

impl Progress for Bar {
    fn tell(&self, replication: u32, now: SimTime, actors: usize) {
        self.show(replication, now, actors, "");
    }
    fn tell_pilot(&self, pilot: u32, now: SimTime, actors: usize) {
        self.show(self.replications.saturating_add(pilot), now, actors, "  finding the warm-up");
    }
}
