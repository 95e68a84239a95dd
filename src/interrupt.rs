//! Ctrl-C: the first one finishes the report, the second one ends at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rushhour_tools::caught::catch;

/// A flag that is set when the user wants the run to stop.
pub(super) fn watch() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // A thread of its own: runs are computations, and nothing in them waits for a signal.
    let thread = std::thread::Builder::new().name("signals".to_owned());
    // Where there is no thread, or no descriptor for what the thread needs, Ctrl-C ends the program as it ends any other.
    let _ = thread.spawn(move || catch(|| wait(&flag)));
    stop
}

fn wait(flag: &AtomicBool) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
    runtime.block_on(async {
        while wait_for_signal().await {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(105);
            }
            super::output::note("interrupted: finishing the report; once more to end at once");
        }
    });
}

#[cfg(unix)]
async fn wait_for_signal() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return false };
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed.is_ok(),
        told = terminate.recv() => told.is_some(),
    }
}

#[cfg(not(unix))]
async fn wait_for_signal() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}
