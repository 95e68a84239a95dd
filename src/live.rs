//! A run that is shown: at the speed of the wall clock, on a wallboard if one is wanted.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::args::{ClockArg, LiveArgs, RunArgs};
use super::progress::Bar;
use super::{given, output};
use rushhour_live::{self as live, Recorder, Settings, Show, Speed, Token, Wallboard};
use rushhour_measure::RunResult;
use rushhour_report::ExitCode;
use rushhour_scenario::plan::Plan;
use rushhour_sim::Quiet;
use rushhour_tools::run::{self, RunError};

/// Where `run -o` puts the record of a show.
pub(super) const RECORD_FILE: &str = "controls.json";

impl LiveArgs {
    /// Whether the run is held to the clock on the wall.
    pub(super) fn is_wanted(&self) -> bool {
        self.clock == Some(ClockArg::Wall) || self.speed.is_some() || self.live || self.wallboard.is_some()
    }

    /// Whether it stays when the run is over.
    pub(super) fn lingers(&self) -> bool {
        self.wallboard.is_some() && !self.exit
    }

    /// What makes no sense together.
    pub(super) fn mistake(&self, scenarios: usize, until: bool) -> Option<&'static str> {
        if self.wallboard.is_none() && (self.no_wait || self.exit) {
            return Some("--no-wait and --exit are about the wallboard: add --wallboard, or leave them out");
        }
        if !self.is_wanted() {
            return self.record.is_some().then_some(
                "--record keeps what a trainer does on the wallboard: add --wallboard, or leave it out",
            );
        }
        if self.clock == Some(ClockArg::Virtual) {
            return Some("--clock virtual has no speed and no wallboard: leave it out, or write --clock wall");
        }
        if scenarios > 1 {
            return Some("the wall clock shows one scenario at a time: name one");
        }
        until.then_some("--until makes many replications, and the wall clock shows one: leave one of the two out")
    }

    fn settings(&self, out: Option<&Path>) -> Result<Settings, String> {
        let wallboard = match self.wallboard {
            Some(address) => Some(Wallboard { address, token: self.token_for(&address)?, waits: !self.no_wait }),
            None => None,
        };
        let record = self.record.clone().or_else(|| out.map(|out| out.join(RECORD_FILE)));
        Ok(Settings {
            speed: self.speed.unwrap_or(Speed::REAL),
            recorder: Recorder::new(record.filter(|_| wallboard.is_some()), output::write_file),
            wallboard,
        })
    }

    /// Requests from other machines need a token: the given one, or one that is made here.
    fn token_for(&self, address: &SocketAddr) -> Result<Option<Token>, String> {
        match &self.token {
            Some(token) => Ok(Some(token.clone())),
            None if live::is_local(address) => Ok(None),
            None => Token::generated().map(Some),
        }
    }
}

/// A plan of the first replication alone, which is what can be shown.
pub(super) fn one_replication(plan: Plan, quiet: bool) -> Plan {
    if plan.replications > 1 && !quiet {
        output::note(
            "the wall clock shows the first replication only; `--replications 1` runs the same in virtual time",
        );
    }
    plan.with_replications(1)
}

/// Runs the first replication of a plan on the wall clock. The show can linger afterwards.
pub(super) fn show<'a>(
    args: &RunArgs,
    plan: &Arc<Plan>,
    stop: &'a AtomicBool,
    bar: &'a Bar,
) -> io::Result<(RunResult, Show<'a>)> {
    let settings = args.live.settings(args.out.as_deref()).map_err(io::Error::other)?;
    let token = settings.wallboard.as_ref().and_then(|wallboard| wallboard.token.clone());
    let waits = settings.wallboard.as_ref().is_some_and(|wallboard| wallboard.waits);
    let in_lines = args.live.live;
    // What the wallboard shows needs no lines of a log.
    let is_told = settings.wallboard.is_none() || bar.is_drawn();
    let tell = Box::new(move |moment: live::Moment<'_>| {
        if in_lines {
            bar.tell_lines(&moment.lines);
        } else if is_told {
            bar.tell_moment(&moment);
        }
    });
    let mut show = Show::begin(plan, settings, stop, tell).map_err(io::Error::other)?;
    if let Some(address) = show.address() {
        let token = token.map(|token| format!("#token={}", token.as_str())).unwrap_or_default();
        let waiting = if waits { " (the show begins when it is opened)" } else { "" };
        let elsewhere = if address.ip().is_unspecified() {
            format!("; from another machine by the name or address of this one instead of {}", address.ip())
        } else {
            String::new()
        };
        output::note(&format!("wallboard: http://{address}/{token}{waiting}{elsewhere}"));
    }
    let mut result = RunResult::begin(Arc::clone(plan));
    let ran = run_shown(&mut show, plan, stop, &mut result);
    run::end(&mut result, ran).map_err(io::Error::other)?;
    Ok((result, show))
}

/// Runs the first replication, once its warm-up is known.
fn run_shown(show: &mut Show<'_>, plan: &Plan, stop: &AtomicBool, result: &mut RunResult) -> Result<(), RunError> {
    if let Some(truncation) = run::resolve_warmup(plan, 1, stop, &Quiet)? {
        let watch = show.watch();
        result.take(run::replicate_shown(plan, truncation, stop, watch, show.pacer())?);
    }
    Ok(())
}

/// How well the clock was kept, and what was recorded. A record that could not be written decides what the program exits with.
pub(super) fn tell_how_it_went(show: &mut Show<'_>, args: &RunArgs) -> ExitCode {
    let lag = show.lag();
    if lag.most >= live::Lag::SEEN {
        output::note(&format!(
            "the wall clock could not be kept: {:.1} s behind at the end, {:.1} s at the worst; a lower --speed, or a \
             smaller floor, would keep up",
            lag.now.as_secs_f64(),
            lag.most.as_secs_f64()
        ));
    }
    match show.pacer().recorded() {
        Ok(Some(recorded)) if !args.quiet => output::note(&recorded),
        Ok(_) => {}
        Err(failed) => {
            output::error_line(&failed);
            return ExitCode::Unexpected;
        }
    }
    ExitCode::Success
}

/// A plan with the recorded controls that the flags name, where they name some. What is wrong with them goes to stderr.
pub(super) fn controlled(plan: Result<Plan, ExitCode>, args: &LiveArgs) -> Result<Plan, ExitCode> {
    let plan = plan?;
    let Some(path) = &args.controls else { return Ok(plan) };
    let text = given::read(path)?;
    live::read_controls(&text, plan).map_err(|error| {
        output::error_line(&format!("{}: {error}\n  help: {}", path.display(), error.help));
        ExitCode::Invalid
    })
}
