//! Progress on stderr: a bar where that is a terminal, now and then a line where it is not.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output;
use rushhour_engine::shown::shown;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_live::{Lag, Moment};
use rushhour_scenario::plan::{Plan, Warmup};
use rushhour_sim::{Glance, Progress};
use rushhour_tools::run::PILOTS;

/// The bar is drawn so often.
const DRAWN_EVERY: Duration = Duration::from_millis(100);
/// Where there is no bar, a line comes so often: a short run has none.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// So many replications are looked at one by one, which is more than run at once.
const RUNS_MAX: usize = 4_096;
/// Into so many parts a bar is divided.
const TICKS: u64 = 10_000;

/// How far the replications of a run are, in virtual time.
pub(super) struct Bar {
    shown: Shown,
    name: String,
    /// The virtual time of all of them together, in seconds: of very many it is more than a span can be.
    whole_s: f64,
    replications: u32,
    begun: quanta::Instant,
    state: Mutex<State>,
}

/// How it is shown.
enum Shown {
    Nowhere,
    Bar(ProgressBar),
    Lines,
}

struct State {
    /// How far the latest replications are; behind all of them the pilots, where there are any.
    runs: BTreeMap<u32, Run>,
    /// Those before them, together, and where they end.
    past: Run,
    past_end: u32,
    /// When it was shown last.
    told: quanta::Instant,
}

#[derive(Clone, Copy, Default)]
struct Run {
    at: SimTime,
    contacts: u64,
    findings: u64,
}

impl Bar {
    /// Progress of a run of this plan.
    pub(super) fn new(plan: &Plan, quiet: bool) -> Self {
        let pilots = match plan.warmup {
            Warmup::Stated(_) => 0,
            Warmup::Auto => PILOTS,
        };
        let runs = plan.replications.saturating_add(pilots);
        let whole_s = plan.duration.as_secs_f64() * f64::from(runs);
        let shown = match (quiet, io::stderr().is_terminal()) {
            (true, _) => Shown::Nowhere,
            (false, true) => Shown::Bar(bar(plan)),
            (false, false) => Shown::Lines,
        };
        let begun = quanta::Instant::now();
        let state = Mutex::new(State { runs: BTreeMap::new(), past: Run::default(), past_end: 0, told: begun });
        Self { shown, name: plan.name.clone(), whole_s, replications: plan.replications, begun, state }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        match &self.shown {
            Shown::Bar(bar) => bar.finish_and_clear(),
            Shown::Nowhere | Shown::Lines => {}
        }
    }

    /// Shows where a run on the wall clock is, and how far it is behind.
    pub(super) fn tell_moment(&self, moment: &Moment<'_>) {
        let behind = moment.lag.now;
        let behind =
            if behind >= Lag::SEEN { format!("  {:.1} s behind", behind.as_secs_f64()) } else { String::new() };
        self.show(0, &moment.glance, &behind);
    }

    /// Shows lines in place of the bar; without a bar, writes them as one line now and then.
    pub(super) fn tell_lines(&self, lines: &[String]) {
        match &self.shown {
            Shown::Nowhere => {}
            Shown::Bar(bar) => {
                if let Ok(style) = ProgressStyle::with_template("{msg}") {
                    bar.set_style(style);
                }
                bar.set_message(lines.join("\n"));
            }
            Shown::Lines => {
                let Ok(mut state) = self.state.lock() else { return };
                if state.told.elapsed() >= LINE_EVERY {
                    state.told = quanta::Instant::now();
                    output::note(&lines.join("  |  "));
                }
            }
        }
    }

    /// Whether it is drawn, and does not come in lines.
    pub(super) fn is_drawn(&self) -> bool {
        matches!(self.shown, Shown::Bar(_))
    }

    fn show(&self, run: u32, glance: &Glance<'_>, what: &str) {
        let every = match &self.shown {
            Shown::Nowhere => return,
            Shown::Bar(_) => DRAWN_EVERY,
            Shown::Lines => LINE_EVERY,
        };
        let Ok(mut state) = self.state.lock() else { return };
        state.note(run, Run { at: glance.now, contacts: glance.contacts, findings: glance.findings });
        if state.told.elapsed() < every {
            return;
        }
        state.told = quanta::Instant::now();
        let sum = |of: fn(&Run) -> u64| state.runs.values().map(of).fold(of(&state.past), u64::saturating_add);
        let done = SimSpan::from_ns(sum(|run| run.at.as_ns()));
        let speed = done.as_secs_f64() / self.begun.elapsed().as_secs_f64().max(1e-3);
        let (busy, there) = glance.agents();
        let findings = match sum(|run| run.findings) {
            0 => String::new(),
            1 => "  1 finding".to_owned(),
            several => format!("  {several} findings"),
        };
        let (now, contacts) = (clock(glance.now), sum(|run| run.contacts));
        match &self.shown {
            // To fit 80 columns.
            Shown::Bar(bar) => {
                bar.set_position((done.as_secs_f64() / self.whole_s.max(f64::MIN_POSITIVE) * TICKS as f64) as u64);
                bar.set_message(format!(
                    "{now}  {speed:.0}×  {contacts} contacts  {busy}/{there} busy{findings}{what}"
                ));
            }
            Shown::Lines => {
                let message = format!(
                    "{now}  {speed:.0}× real time  {contacts} contacts  {busy} of {there} agents busy{findings}{what}"
                );
                let share = 100.0 * done.as_secs_f64() / self.whole_s.max(f64::MIN_POSITIVE);
                output::note(&format!("{}: {share:.0} %  {message}", self.name));
            }
            Shown::Nowhere => {}
        }
    }
}

impl State {
    /// How far a replication is. Of those long past only the sum is kept.
    fn note(&mut self, replication: u32, run: Run) {
        if replication < self.past_end {
            return;
        }
        self.runs.insert(replication, run);
        if self.runs.len() > RUNS_MAX
            && let Some((oldest, run)) = self.runs.pop_first()
        {
            self.past_end = oldest.saturating_add(1);
            self.past.at = self.past.at + run.at.since(SimTime::ZERO);
            self.past.contacts = self.past.contacts.saturating_add(run.contacts);
            self.past.findings = self.past.findings.saturating_add(run.findings);
        }
    }
}

/// A bar over the virtual time of all replications.
fn bar(plan: &Plan) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(TICKS), ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:14} {percent:>3} %  {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(shown(&plan.name).into_owned());
    bar
}

/// A moment to the second.
fn clock(at: SimTime) -> String {
    SimTime::from_ns(at.as_ns() / 1_000_000_000 * 1_000_000_000).to_string().trim_end_matches(".000").to_owned()
}

impl Progress for Bar {
    fn tell(&self, replication: u32, glance: &Glance<'_>) {
        self.show(replication, glance, "");
    }
    fn tell_pilot(&self, pilot: u32, glance: &Glance<'_>) {
        self.show(self.replications.saturating_add(pilot), glance, "  finding the warm-up");
    }
}
