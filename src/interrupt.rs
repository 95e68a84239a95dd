//! Ctrl-C, and what systems send to end a program (SIGTERM) or when its terminal goes away (SIGHUP): the first one finishes
//! the report, the second one ends at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

use rushhour_report::ExitCode;
use rushhour_tools::caught::catch;

/// A flag that is set when the user wants the run to stop. Signals are taken from here on.
pub(super) fn watch() -> Arc<AtomicBool> {
    watch_saying("interrupted: finishing the report; once more to end at once")
}

/// The same, with what is said when the first of them comes.
pub(super) fn watch_saying(says: &'static str) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let (taken, are_taken) = mpsc::channel();
    // A thread of its own: runs are computations, and nothing in them waits for a signal. Where there is none, or no descriptor
    // for what it needs, which panics, Ctrl-C ends the program as it ends any other.
    let waits = move || catch(|| wait(&flag, &taken, says));
    if std::thread::Builder::new().name("signals".to_owned()).spawn(waits).is_ok() {
        // An error says that the thread has ended, and there is nothing to wait for.
        let _ = are_taken.recv();
    }
    stop
}

/// Takes the signals, says so, and waits for them.
fn wait(stop: &AtomicBool, taken: &mpsc::Sender<()>, says: &str) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
    runtime.block_on(async {
        let Some(mut signals) = Signals::new() else { return };
        let _ = taken.send(());
        while signals.next().await {
            if stop.swap(true, Ordering::Relaxed) {
                std::process::exit(ExitCode::Interrupted.code().into());
            }
            super::output::note(says);
        }
    });
}

/// The signals that end a run.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// None where the program was started to outlive its terminal, as `nohup` does.
    hangup: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn new() -> Option<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let hangup =
            if super::machine::hangup_is_ignored() { None } else { Some(signal(SignalKind::hangup()).ok()?) };
        let (interrupt, terminate) =
            (signal(SignalKind::interrupt()).ok()?, signal(SignalKind::terminate()).ok()?);
        Some(Self { interrupt, terminate, hangup })
    }

    /// Waits for one; `false` where none will come any more.
    async fn next(&mut self) -> bool {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            told = self.interrupt.recv() => told.is_some(),
            told = self.terminate.recv() => told.is_some(),
            told = hangup => told.is_some(),
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Option<Self> {
        Some(Self)
    }

    async fn next(&mut self) -> bool {
        tokio::signal::ctrl_c().await.is_ok()
    }
}
