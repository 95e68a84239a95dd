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
use axum::body::{Body, Bytes};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};

use super::connections;
use super::guard::{self, Guard, Token};
use super::limits::{BODY_BYTES_MAX, STREAMS_MAX};
use super::orders::{Orders, Refused, What};
use super::speed::Speed;
use rushhour_scenario::plan::Plan;
use rushhour_scenario::raw::{RawActCue, RawDeed};
use rushhour_scenario::timeline::TrainerCommand;
use rushhour_scenario::trainer_commands::Known;

/// So long a client may take to send what it wants done.
const BODY_WITHIN: Duration = Duration::from_secs(10);
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
    guard: Guard,
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
            let shared = Shared(Arc::new(Inner {
                guard: Guard::new(bound, serve.token),
                plan: serve.plan,
                orders: serve.orders,
                screen: serve.screen,
                streams: AtomicUsize::new(0),
            }));
            Ok::<_, std::io::Error>((listener, routes(shared)))
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

/// The routes without a socket, as if they were bound to this address.
#[cfg(feature = "testing")]
pub(super) fn unbound(
    bound: SocketAddr,
    plan: Arc<Plan>,
    orders: Orders,
    screen: watch::Receiver<Arc<str>>,
) -> Router {
    let guard = Guard::new(bound, None);
    routes(Shared(Arc::new(Inner { guard, plan, orders, screen, streams: AtomicUsize::new(0) })))
}

fn routes(shared: Shared) -> Router {
    let page = |kind: &'static str, text: &'static str| {
        get(move || async move { ([(header::CONTENT_TYPE, kind)], text).into_response() })
    };
    Router::new()
        .route("/", page("text/html; charset=utf-8", include_str!("page/index.html")))
        .route("/app.js", page("text/javascript; charset=utf-8", include_str!("page/app.js")))
        .route("/floor.js", page("text/javascript; charset=utf-8", include_str!("page/floor.js")))
        .route("/seat.js", page("text/javascript; charset=utf-8", include_str!("page/seat.js")))
        .route("/words.js", page("text/javascript; charset=utf-8", include_str!("page/words.js")))
        .route("/style.css", page("text/css; charset=utf-8", include_str!("page/style.css")))
        .route("/icon.svg", page("image/svg+xml", include_str!("page/icon.svg")))
        .route("/openapi.json", page("application/json", include_str!("page/openapi.json")))
        .route("/api/state", get(state))
        .route("/api/events", get(events))
        .route("/api/floor", get(|State(shared): State<Shared>| async move { shared.ask(What::Floor).await }))
        .route("/api/record", get(|State(shared): State<Shared>| async move { shared.ask(What::Record).await }))
        .route("/api/agents/{name}", get(agent))
        .route("/api/queues/{name}", get(queue))
        .route("/api/seats/{name}", get(seat).post(act))
        .route("/api/pause", post(|shared: State<Shared>, body: Bytes| plain(shared, body, What::Pause)))
        .route("/api/resume", post(|shared: State<Shared>, body: Bytes| plain(shared, body, What::Resume)))
        .route("/api/step", post(|shared: State<Shared>, body: Bytes| plain(shared, body, What::Step)))
        .route("/api/jump", post(|shared: State<Shared>, body: Bytes| plain(shared, body, What::Jump)))
        .route("/api/exit", post(|shared: State<Shared>, body: Bytes| plain(shared, body, What::Exit)))
        .route("/api/speed", post(speed))
        .route("/api/inject", post(inject))
        .route("/api/annotate", post(annotate))
        .fallback(|| async { problem(StatusCode::NOT_FOUND, "there is no such page", "/openapi.json lists all") })
        .method_not_allowed_fallback(|| async {
            let help = "/openapi.json says which method each takes";
            problem(StatusCode::METHOD_NOT_ALLOWED, "this page is not asked like that", help)
        })
        .layer(middleware::from_fn_with_state(shared.clone(), admit))
        .with_state(shared)
}

/// A token in the address, for what can't set headers.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct InAddress {
    token: Option<String>,
}

async fn admit(
    State(shared): State<Shared>,
    asked: Result<Query<InAddress>, QueryRejection>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match admitted(&shared, asked, request).await {
        Ok(request) => next.run(request).await,
        Err(response) => *response,
    };
    response.headers_mut().extend(guard::headers().map(|(name, value): (HeaderName, _)| (name, value)));
    response
}

/// A request whose sender may ask, with all of its body; or the answer that turns it away.
async fn admitted(
    shared: &Shared,
    asked: Result<Query<InAddress>, QueryRejection>,
    request: Request,
) -> Result<Request, Box<Response>> {
    // The page itself tells nothing, and has to be there before it can send a token.
    let is_page = !request.uri().path().starts_with("/api/");
    let token = asked.as_ref().ok().filter(|_| !is_page).and_then(|asked| asked.token.as_deref());
    match shared.0.guard.admit(request.method(), request.headers(), token) {
        Err(away) if !(is_page && away.status == StatusCode::UNAUTHORIZED) => {
            return Err(Box::new(problem(away.status, away.message, away.help)));
        }
        Ok(()) | Err(_) => {}
    }
    if let Err(error) = asked {
        let help = "an address has nothing behind a `?` but `token`, where one is wanted";
        return Err(Box::new(problem(StatusCode::BAD_REQUEST, &error.body_text(), help)));
    }
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return Ok(request);
    }
    let (head, body) = request.into_parts();
    match tokio::time::timeout(BODY_WITHIN, whole(body)).await {
        Ok(body) => Ok(Request::from_parts(head, Body::from(body?))),
        Err(_) => {
            let help = "send all of it within ten seconds";
            Err(Box::new(problem(StatusCode::REQUEST_TIMEOUT, "the request did not come to its end", help)))
        }
    }
}

/// A body that is no larger than it may be.
async fn whole(body: Body) -> Result<Vec<u8>, Box<Response>> {
    let (mut chunks, mut whole) = (body.into_data_stream(), Vec::new());
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| {
            let help = "send as much as `content-length` says, or whole chunks";
            Box::new(problem(StatusCode::BAD_REQUEST, "the body of the request is cut off or broken", help))
        })?;
        if whole.len() + chunk.len() > BODY_BYTES_MAX {
            let message = format!("the body has more than {BODY_BYTES_MAX} bytes, which is the most");
            let help = "/openapi.json says what it takes";
            return Err(Box::new(problem(StatusCode::PAYLOAD_TOO_LARGE, &message, help)));
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole)
}

fn problem(status: StatusCode, message: &str, help: &str) -> Response {
    let body = json!({ "error": { "message": message, "help": help } });
    (status, axum::Json(body)).into_response()
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
    name.map(|Path(name)| name).map_err(|error| {
        let help = "a name is written in UTF-8, what is no letter or digit as `%20`";
        Box::new(problem(StatusCode::BAD_REQUEST, &error.body_text(), help))
    })
}

/// An order that has nothing to say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
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

/// The body, as what it should be.
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Box<Response>> {
    let wrong =
        |message: &str| Box::new(problem(StatusCode::BAD_REQUEST, message, "/openapi.json says what it takes"));
    let json: Json = serde_json::from_slice(body).map_err(|error| wrong(&error.to_string()))?;
    // Serde takes a list for an object, by the order in which the program declares its keys.
    if !json.is_object() {
        return Err(wrong("an object is expected"));
    }
    serde_path_to_error::deserialize(json).map_err(|error| {
        let path = error.path().to_string();
        let place = if path == "." { String::new() } else { format!("{path}: ") };
        wrong(&format!("{place}{}", error.into_inner()))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
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
