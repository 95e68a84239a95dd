//! Ctrl-C, and what systems send to end a program (SIGTERM) or when its terminal goes away (SIGHUP): the first one finishes
//! the report, the second one ends at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rushhour_report::ExitCode;
use rushhour_tools::caught::catch;

/// A flag that is set when the user wants the run to stop. Signals are taken from here on.
pub(super) fn watch() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    // What the system has no descriptors for fails, or panics.
    let Ok(Some((runtime, signals))) = catch(taken) else { return stop };
    let flag = Arc::clone(&stop);
    // A thread of its own: runs are computations, and nothing in them waits for a signal.
    let waits = move || {
        runtime.block_on(async {
            let mut signals = signals;
            while signals.next().await {
                if flag.swap(true, Ordering::Relaxed) {
                    std::process::exit(ExitCode::Interrupted.code().into());
                }
                super::output::note("interrupted: finishing the report; once more to end at once");
            }
        });
    };
    // Where there is no thread, or no descriptor for what the thread needs, Ctrl-C ends the program as it ends any other.
    drop(std::thread::Builder::new().name("signals".to_owned()).spawn(move || catch(waits)));
    stop
}

/// The signals, and what waits for them.
fn taken() -> Option<(tokio::runtime::Runtime, Signals)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    let signals = {
        let _entered = runtime.enter();
        Signals::new()?
    };
    Some((runtime, signals))
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
        let hangup = if hangup_is_ignored() { None } else { Some(signal(SignalKind::hangup()).ok()?) };
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

/// Whether this program was started with SIGHUP ignored.
#[cfg(unix)]
fn hangup_is_ignored() -> bool {
    // SAFETY: all zeros are a valid `sigaction`, and with a null pointer for the new action the system only tells the old one.
    #[expect(unsafe_code, reason = "no crate reads the action of a signal without setting one")]
    let (asked, action) = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        (libc::sigaction(libc::SIGHUP, std::ptr::null(), &raw mut action), action)
    };
    asked == 0 && action.sa_sigaction == libc::SIG_IGN
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
