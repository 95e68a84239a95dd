//! The server: the page, the stream of snapshots, and the controls, over HTTP.
//!
//! Runs on a thread of its own and shares nothing with the simulation but a channel of orders and the newest snapshot.
//! A browser that is slow gets the newest one when it is ready for it; whatever it does, the run goes on.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use futures_util::stream;
use serde::Deserialize;
use serde_json::Value as Json;
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};

use super::admission::{self, At, BODY_WITHIN, problem, read};
use super::connections;
use super::guard::{Guard, Token};
use super::limits::STREAMS_MAX;
use super::orders::{Orders, Refused, What};
use super::speed::Speed;
use rushhour_scenario::plan::Plan;
use rushhour_scenario::raw::{RawActCue, RawDeed};
use rushhour_scenario::timeline::TrainerCommand;
use rushhour_scenario::trainer_commands::Known;

/// How long an order may take before its sender is told that the run is busy.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// So long those who watch may take to hear that it is over.
const PART_WITHIN: Duration = Duration::from_secs(1);

/// Why nothing can be shown.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address can't be listened at.
    #[error("the wallboard can't be served at {address}: {error}; choose another with `--wallboard 127.0.0.1:0`")]
    Address {
        /// Which.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// The system gives no thread or timer.
    #[error(
        "the wall clock can't be started: {0}\n  help: it needs a thread and some descriptors: raise `ulimit -u` and `ulimit -n`, and `ulimit -v` where that is limited"
    )]
    Runtime(#[from] std::io::Error),
}

/// What is served.
pub(super) struct Serve {
    pub(super) listener: TcpListener,
    pub(super) token: Option<Token>,
    pub(super) plan: Arc<Plan>,
    pub(super) orders: Orders,
    pub(super) screen: watch::Receiver<Arc<str>>,
}

#[derive(Clone)]
struct Shared(Arc<Inner>);

struct Inner {
    plan: Arc<Plan>,
    orders: Orders,
    screen: watch::Receiver<Arc<str>>,
    streams: AtomicUsize,
}

/// What runs on the thread of the server.
#[derive(Debug)]
pub(super) struct Running {
    /// The runtime.
    pub(super) runtime: Handle,
    /// While this is here, requests are taken.
    takes_requests: oneshot::Sender<()>,
    /// Is told that all have been answered.
    answered: mpsc::Receiver<()>,
}

impl Running {
    /// Takes no more requests, and waits until those that are here are answered, and all who watched have been told that
    /// it is over, or do not listen.
    pub(super) fn part(self) {
        drop(self.takes_requests);
        let _ = self.answered.recv_timeout(PART_WITHIN);
    }
}

/// Starts the runtime on a thread of its own, and what is served on it.
pub(super) fn start(serve: Option<Serve>) -> Result<Running, ServerError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (takes_requests, parting) = oneshot::channel();
    let (all_answered, answered) = mpsc::channel();
    let running = Running { runtime: runtime.handle().clone(), takes_requests, answered };
    let ready = serve
        .map(|serve| {
            serve.listener.set_nonblocking(true)?;
            let bound = serve.listener.local_addr()?;
            let _entered = runtime.enter();
            let listener = tokio::net::TcpListener::from_std(serve.listener)?;
            let at = At::new(Guard::new(bound, serve.token), BODY_WITHIN);
            let shared = Shared(Arc::new(Inner {
                plan: serve.plan,
                orders: serve.orders,
                screen: serve.screen,
                streams: AtomicUsize::new(0),
            }));
            Ok::<_, std::io::Error>((listener, routes(shared, at)))
        })
        .transpose()?;
    std::thread::Builder::new().name(String::from("wallboard")).spawn(move || {
        let parting = async {
            let _ = parting.await;
        };
        runtime.block_on(async move {
            match ready {
                Some((listener, routes)) => connections::serve(listener, routes, parting).await,
                None => parting.await,
            }
        });
        let _ = all_answered.send(());
    })?;
    Ok(running)
}

/// The routes without a socket, as if they were bound to this address; a body may take so long to come.
#[cfg(any(test, feature = "testing"))]
pub(super) fn unbound(
    bound: SocketAddr,
    plan: Arc<Plan>,
    orders: Orders,
    screen: watch::Receiver<Arc<str>>,
    body_within: Duration,
) -> Router {
    let at = At::new(Guard::new(bound, None), body_within);
    routes(Shared(Arc::new(Inner { plan, orders, screen, streams: AtomicUsize::new(0) })), at)
}

/// All that can be asked. Who may ask is looked at first, then where, then how, and last what was sent.
fn routes(shared: Shared, at: At) -> Router {
    let whole = || middleware::from_fn_with_state(at.clone(), admission::whole);
    let admit = middleware::from_fn_with_state(at.clone(), admission::admit);
    all_routes()
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| router.route(path, methods.route_layer(whole())))
        .fallback(|| async { problem(StatusCode::NOT_FOUND, "there is no such page", "/openapi.json lists all") })
        .method_not_allowed_fallback(|| async {
            let help = "/openapi.json says which method each takes, and so does `allow` in this answer";
            problem(StatusCode::METHOD_NOT_ALLOWED, "this page is not asked like that", help)
        })
        .layer(admit)
        .with_state(shared)
}

/// Each path, with the methods that it takes.
fn all_routes() -> Vec<(&'static str, MethodRouter<Shared>)> {
    let page = |kind: &'static str, text: &'static str| {
        get(move || async move { ([(header::CONTENT_TYPE, kind)], text).into_response() })
    };
    vec![
        ("/", page("text/html; charset=utf-8", include_str!("page/index.html"))),
        ("/app.js", page("text/javascript; charset=utf-8", include_str!("page/app.js"))),
        ("/floor.js", page("text/javascript; charset=utf-8", include_str!("page/floor.js"))),
        ("/seat.js", page("text/javascript; charset=utf-8", include_str!("page/seat.js"))),
        ("/words.js", page("text/javascript; charset=utf-8", include_str!("page/words.js"))),
        ("/style.css", page("text/css; charset=utf-8", include_str!("page/style.css"))),
        ("/icon.svg", page("image/svg+xml", include_str!("page/icon.svg"))),
        ("/openapi.json", page("application/json", include_str!("page/openapi.json"))),
        ("/api/state", get(state)),
        ("/api/events", get(events)),
        ("/api/floor", get(|State(shared): State<Shared>| async move { shared.ask(What::Floor).await })),
        ("/api/record", get(|State(shared): State<Shared>| async move { shared.ask(What::Record).await })),
        ("/api/agents/{name}", get(agent)),
        ("/api/queues/{name}", get(queue)),
        ("/api/seats/{name}", get(seat).post(act)),
        ("/api/pause", post(|shared: State<Shared>, body: Bytes| plain(shared, body, What::Pause))),
        ("/api/resume", post(|shared: State<Shared>, body: Bytes| plain(shared, body, What::Resume))),
        ("/api/step", post(|shared: State<Shared>, body: Bytes| plain(shared, body, What::Step))),
        ("/api/jump", post(|shared: State<Shared>, body: Bytes| plain(shared, body, What::Jump))),
        ("/api/exit", post(|shared: State<Shared>, body: Bytes| plain(shared, body, What::Exit))),
        ("/api/speed", post(speed)),
        ("/api/inject", post(inject)),
        ("/api/annotate", post(annotate)),
    ]
}

impl Shared {
    /// Gives an order, and answers with what came of it.
    async fn ask(&self, what: What) -> Response {
        let Some(answered) = self.0.orders.give(what) else { return busy() };
        match tokio::time::timeout(ANSWER_WITHIN, answered).await {
            Ok(Ok(Ok(answer))) => axum::Json(answer).into_response(),
            Ok(Ok(Err(Refused::Unknown))) => {
                problem(StatusCode::NOT_FOUND, "there is nothing by this name", "/api/floor lists all names")
            }
            Ok(Ok(Err(Refused::Over))) => {
                problem(StatusCode::CONFLICT, "the show is over", "start it again to do something to it")
            }
            Ok(Ok(Err(Refused::TooMuch(what, help)))) => problem(StatusCode::CONFLICT, &what, &help),
            Ok(Ok(Err(Refused::Illegal(why, code)))) => {
                let help = format!("the desktop would refuse it with {code}: wait, or do something else first");
                problem(StatusCode::CONFLICT, &why, &help)
            }
            // The run is gone, or has been at one moment of virtual time for long.
            Ok(Err(_)) | Err(_) => busy(),
        }
    }
}

fn busy() -> Response {
    problem(StatusCode::SERVICE_UNAVAILABLE, "the run takes no orders at the moment", "try again in a second")
}

async fn state(State(shared): State<Shared>) -> Response {
    let mut screen = shared.0.screen.clone();
    // The first snapshot is there as soon as the run is.
    match tokio::time::timeout(ANSWER_WITHIN, screen.wait_for(|text| !text.is_empty())).await {
        Ok(Ok(text)) => ([(header::CONTENT_TYPE, "application/json")], text.to_string()).into_response(),
        Ok(Err(_)) | Err(_) => busy(),
    }
}

/// Counts a browser that watches, for as long as it does.
struct Watching(Shared);

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.0.streams.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn events(State(shared): State<Shared>) -> Response {
    if shared.0.streams.fetch_add(1, Ordering::Relaxed) >= STREAMS_MAX {
        shared.0.streams.fetch_sub(1, Ordering::Relaxed);
        let help = "close some of them";
        return problem(StatusCode::SERVICE_UNAVAILABLE, "too many browsers are watching", help);
    }
    let watching = Watching(shared.clone());
    let mut screen = shared.0.screen.clone();
    screen.mark_changed();
    // Nobody waits for the answer; it only lets a run begin that waits for the first browser.
    let _ = shared.0.orders.give(What::Look);
    // After the last snapshot browsers are told that no more will come, so that they do not try again.
    let snapshots = stream::unfold(Some((screen, watching)), |watched| async move {
        let (mut screen, watching) = watched?;
        loop {
            if screen.changed().await.is_err() {
                return Some((Ok::<_, Infallible>(Event::default().event("gone").data("{}")), None));
            }
            let text = screen.borrow_and_update().to_string();
            if !text.is_empty() {
                return Some((Ok(Event::default().data(text)), Some((screen, watching))));
            }
        }
    });
    Sse::new(snapshots).keep_alive(KeepAlive::default()).into_response()
}

/// A name in an address, or why it is none.
type Name = Result<Path<String>, PathRejection>;

fn named(name: Name) -> Result<String, Box<Response>> {
    name.map(|Path(name)| name).map_err(|_| {
        let help = "a name is written in UTF-8, what is no letter or digit as `%20`";
        Box::new(problem(StatusCode::BAD_REQUEST, "the name in the address is no UTF-8", help))
    })
}

/// An order that has nothing to say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct Nothing {}

async fn plain(State(shared): State<Shared>, body: Bytes, what: What) -> Response {
    let said = if body.trim_ascii().is_empty() { Ok(Nothing {}) } else { read(&body) };
    match said {
        Ok(Nothing {}) => shared.ask(what).await,
        Err(response) => *response,
    }
}

async fn agent(State(shared): State<Shared>, name: Name) -> Response {
    match named(name) {
        Ok(name) => shared.ask(What::Agent(name)).await,
        Err(response) => *response,
    }
}

async fn queue(State(shared): State<Shared>, name: Name) -> Response {
    match named(name) {
        Ok(name) => shared.ask(What::Queue(name)).await,
        Err(response) => *response,
    }
}

async fn seat(State(shared): State<Shared>, name: Name) -> Response {
    match named(name) {
        Ok(name) => shared.ask(What::Seat(name)).await,
        Err(response) => *response,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct ActBody {
    action: String,
    #[serde(default)]
    payload: Json,
}

async fn act(State(shared): State<Shared>, name: Name, body: Bytes) -> Response {
    let (name, ActBody { action, payload }) = match named(name).and_then(|name| Ok((name, read(&body)?))) {
        Ok(asked) => asked,
        Err(response) => return *response,
    };
    let raw = RawDeed { act: Some(RawActCue { agent: Some(name), action, payload }), ..RawDeed::default() };
    match shared.meant(&raw) {
        Ok(TrainerCommand::Act { agent, action, payload }) => shared.ask(What::Act(agent, action, payload)).await,
        Ok(other) => shared.ask(What::Do(other)).await,
        Err(response) => *response,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct SpeedBody {
    speed: Json,
}

async fn speed(State(shared): State<Shared>, body: Bytes) -> Response {
    let speed = match read::<SpeedBody>(&body) {
        Ok(body) => body.speed,
        Err(response) => return *response,
    };
    let parsed = match &speed {
        Json::Number(times) => Speed::times(times.as_f64().unwrap_or(f64::NAN)),
        Json::String(text) => text.parse(),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => {
            Err(String::from("a speed is a number or `max`"))
        }
    };
    match parsed {
        Ok(speed) => shared.ask(What::Speed(speed)).await,
        Err(message) => problem(StatusCode::UNPROCESSABLE_ENTITY, &message, "write `{\"speed\": 10}`"),
    }
}

async fn inject(State(shared): State<Shared>, body: Bytes) -> Response {
    match read::<RawDeed>(&body) {
        Ok(raw) => shared.act(&raw).await,
        Err(response) => *response,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct NoteBody {
    text: String,
}

async fn annotate(State(shared): State<Shared>, body: Bytes) -> Response {
    match read::<NoteBody>(&body) {
        Ok(NoteBody { text }) => shared.act(&RawDeed { note: Some(text), ..RawDeed::default() }).await,
        Err(response) => *response,
    }
}

impl Shared {
    /// What a body means, or the answer that says why it means nothing.
    fn meant(&self, raw: &RawDeed) -> Result<TrainerCommand, Box<Response>> {
        Known::of(&self.0.plan).deed(raw).map_err(|wrong| {
            let place = if wrong.at.is_empty() { String::new() } else { format!("{}: ", wrong.at.join(".")) };
            let message = format!("{place}{}", wrong.message);
            Box::new(problem(StatusCode::UNPROCESSABLE_ENTITY, &message, &wrong.help))
        })
    }

    async fn act(&self, raw: &RawDeed) -> Response {
        match self.meant(raw) {
            Ok(command) => self.ask(What::Do(command)).await,
            Err(response) => *response,
        }
    }
}
