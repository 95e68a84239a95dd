//! A run that is shown, from beginning to end: what paces it, what watches it, and the server that shows it.
//!
//! The command line makes it, runs a plan with it, and lets it linger.

use std::cell::RefCell;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::board::{Board, Watch};
use super::clock::Lag;
use super::guard::Token;
use super::orders;
use super::pacer::{self, Moment, WallPacer};
use super::record::Recorder;
use super::server::{self, ServerError};
use super::speed::Speed;
use rushhour_scenario::plan::Plan;

/// How a run is shown.
#[derive(Debug)]
pub struct Settings {
    /// How fast it begins.
    pub speed: Speed,
    /// Where the wallboard is served, if it is.
    pub wallboard: Option<Wallboard>,
    /// Keeps what a trainer does.
    pub recorder: Recorder,
}

/// A wallboard to be served.
#[derive(Debug)]
pub struct Wallboard {
    /// The address and port that it listens at.
    pub address: SocketAddr,
    /// The secret that requests have to name, where one is wanted.
    pub token: Option<Token>,
    /// Whether the run waits for the first browser.
    pub waits: bool,
}

/// A run that is shown: its pacer, what its observer fills, and the server, on a thread of its own.
pub struct Show<'a> {
    pacer: WallPacer<'a>,
    board: Rc<RefCell<Board>>,
    address: Option<SocketAddr>,
    running: server::Running,
}

impl<'a> Show<'a> {
    /// Makes everything ready; the wallboard can be opened from here on.
    ///
    /// # Errors
    /// The address can't be listened at, or the runtime can't be made.
    pub fn begin(
        plan: &Arc<Plan>,
        settings: Settings,
        stop: &'a AtomicBool,
        tell: Box<dyn FnMut(Moment<'_>) + 'a>,
    ) -> Result<Self, ServerError> {
        let Settings { speed, wallboard, recorder } = settings;
        let waits = wallboard.as_ref().is_some_and(|wallboard| wallboard.waits);
        let listener = wallboard.as_ref().map(|wallboard| listen(wallboard.address)).transpose()?;
        let (orders, to_obey) = orders::channel();
        // Empty until there is a first snapshot, for which the server waits.
        let (screen, shown) = tokio::sync::watch::channel(Arc::from(""));
        let address = listener.as_ref().and_then(|listener| listener.local_addr().ok());
        let serve = listener.zip(wallboard).map(|(listener, wallboard)| server::Serve {
            listener,
            token: wallboard.token,
            plan: Arc::clone(plan),
            orders: orders.clone(),
            screen: shown,
        });
        let running = server::start(serve)?;
        let board = Rc::new(RefCell::new(Board::new(plan)));
        let pacer = WallPacer::new(pacer::Parts {
            plan: Arc::clone(plan),
            board: Rc::clone(&board),
            runtime: running.runtime.clone(),
            orders: to_obey,
            keeps_open: orders,
            screen,
            recorder,
            stop,
            tell,
            speed,
            waits,
        });
        Ok(Self { pacer, board, address, running })
    }

    /// Where the wallboard is.
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// What watches the run.
    pub fn watch(&self) -> Watch {
        Watch::new(&self.board)
    }

    /// What paces it.
    pub fn pacer(&mut self) -> &mut WallPacer<'a> {
        &mut self.pacer
    }

    /// Whether somebody at the page has told it to go.
    pub fn is_told_to_go(&self) -> bool {
        self.pacer.is_told_to_go()
    }

    /// Stays after the end until somebody wants it to go.
    pub fn linger(&mut self) {
        self.pacer.linger();
    }

    /// Tells all who watch that it is over, and ends.
    pub fn part(self) {
        let Self { pacer, running, .. } = self;
        drop(pacer);
        running.part();
    }

    /// How far it was behind the clock.
    pub fn lag(&self) -> Lag {
        self.pacer.lag()
    }
}

fn listen(address: SocketAddr) -> Result<TcpListener, ServerError> {
    TcpListener::bind(address).map_err(|error| ServerError::Address { address, error })
}
