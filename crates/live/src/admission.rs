//! Who gets in, and with what: all that is looked at before a request is understood.
//!
//! In this order, so that each answer says the first thing that is wrong: how long the head is (431), who asks (421, 403,
//! 401), whether there is such a page (404) and whether it is asked like that (405), what stands behind the address (400),
//! whether JSON is sent (415), how much (413), whether it comes (408), and whether it can be read (400).

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::guard::{self, Guard};
use super::limits::{BODY_BYTES_MAX, HEAD_BYTES_MAX, HEADERS_MAX};
use rushhour_scenario::read_json_strictly;

/// So long a client may take to send what it wants done.
pub(super) const BODY_WITHIN: Duration = Duration::from_secs(10);
/// So much of what stands behind an address is told.
const CHARS_TOLD: usize = 60;

/// The door.
#[derive(Clone)]
pub(super) struct At(Arc<Inner>);

struct Inner {
    guard: Guard,
    body_within: Duration,
}

impl At {
    /// With this guard; a body may take so long to come.
    pub(super) fn new(guard: Guard, body_within: Duration) -> Self {
        Self(Arc::new(Inner { guard, body_within }))
    }
}

/// An error as every answer has it.
pub(super) fn problem(status: StatusCode, message: &str, help: &str) -> Response {
    let body = json!({ "error": { "message": message, "help": help } });
    (status, axum::Json(body)).into_response()
}

/// The same of a client with whom nothing more is spoken.
fn last_word(status: StatusCode, message: &str, help: &str) -> Response {
    let mut response = problem(status, message, help);
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// What stands behind an address.
type Asked = Query<Vec<(String, String)>>;

/// Lets a request through whose sender may ask something at all.
pub(super) async fn admit(State(at): State<At>, request: Request, next: Next) -> Response {
    let mut response = match admitted(&at, &request) {
        Ok(()) => next.run(request).await,
        Err(response) => *response,
    };
    response.headers_mut().extend(guard::headers().map(|(name, value): (HeaderName, _)| (name, value)));
    response
}

fn admitted(at: &At, request: &Request) -> Result<(), Box<Response>> {
    let help = "send fewer headers, and shorter ones";
    if head_bytes(request) > HEAD_BYTES_MAX {
        let message = format!("the head of the request has more than {HEAD_BYTES_MAX} bytes, which is the most");
        return Err(Box::new(last_word(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, &message, help)));
    }
    if request.headers().len() > HEADERS_MAX {
        let message = format!("the request has more than {HEADERS_MAX} headers, which is the most");
        return Err(Box::new(last_word(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, &message, help)));
    }
    // The page itself tells nothing, and has to be there before it can send a token.
    let is_page = !request.uri().path().starts_with("/api/");
    let asked = Asked::try_from_uri(request.uri()).ok().filter(|_| !is_page);
    let token = asked.as_ref().and_then(|Query(pairs)| pairs.iter().find(|(key, _)| key == "token"));
    let token = token.map(|(_, token)| token.as_str());
    match at.0.guard.admit(request.method(), request.headers(), token) {
        Err(away) if !(is_page && away.status == StatusCode::UNAUTHORIZED) => {
            Err(Box::new(problem(away.status, away.message, away.help)))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// How many bytes the line of the request and its headers have, as they are written.
fn head_bytes(request: &Request) -> usize {
    let line = request.method().as_str().len() + request.uri().to_string().len() + " HTTP/1.1\r\n\r\n ".len();
    let headers = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    line + headers.sum::<usize>()
}

/// Lets a request for a page that there is through to it, with all of its body.
pub(super) async fn whole(State(at): State<At>, request: Request, next: Next) -> Response {
    match complete(&at, request).await {
        Ok(request) => next.run(request).await,
        Err(response) => *response,
    }
}

async fn complete(at: &At, request: Request) -> Result<Request, Box<Response>> {
    behind_the_address(&request).map_err(|message| {
        let help = "an address has nothing behind a `?` but `token`, where one is wanted";
        Box::new(problem(StatusCode::BAD_REQUEST, &message, help))
    })?;
    if !guard::changes(request.method()) {
        return Ok(request);
    }
    guard::sends_json(request.headers())
        .map_err(|away| Box::new(problem(away.status, away.message, away.help)))?;
    if stated_length(request.headers()).is_some_and(|length| length > BODY_BYTES_MAX as u64) {
        return Err(too_large());
    }
    let (head, body) = request.into_parts();
    match tokio::time::timeout(at.0.body_within, bounded(body)).await {
        Ok(body) => Ok(Request::from_parts(head, Body::from(body?))),
        Err(_) => {
            let help = format!("send all of it within {} seconds", at.0.body_within.as_secs_f64());
            let message = "the request did not come to its end";
            Err(Box::new(last_word(StatusCode::REQUEST_TIMEOUT, message, &help)))
        }
    }
}

/// Whether nothing stands behind an address but a token; what else does.
fn behind_the_address(request: &Request) -> Result<(), String> {
    let Ok(Query(pairs)) = Asked::try_from_uri(request.uri()) else {
        return Err("what stands behind the `?` of the address cannot be read".to_owned());
    };
    if let Some((key, _)) = pairs.iter().find(|(key, _)| key != "token") {
        let told: String = key.chars().take(CHARS_TOLD).collect();
        return Err(format!("nothing here is called `{told}`"));
    }
    if pairs.len() > 1 {
        return Err("`token` stands twice behind the address".to_owned());
    }
    Ok(())
}

fn stated_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large() -> Box<Response> {
    let message = format!("the body has more than {BODY_BYTES_MAX} bytes, which is the most");
    Box::new(last_word(StatusCode::PAYLOAD_TOO_LARGE, &message, "/openapi.json says what it takes"))
}

/// A body that is no larger than it may be.
async fn bounded(body: Body) -> Result<Vec<u8>, Box<Response>> {
    let (mut chunks, mut whole) = (body.into_data_stream(), Vec::new());
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| {
            let help = "send as much as `content-length` says, or whole chunks";
            let message = "the body of the request is cut off or broken";
            Box::new(last_word(StatusCode::BAD_REQUEST, message, help))
        })?;
        if whole.len() + chunk.len() > BODY_BYTES_MAX {
            return Err(too_large());
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole)
}

/// The body, as what it should be.
pub(super) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Box<Response>> {
    let wrong = |message: &str, help: &str| Box::new(problem(StatusCode::BAD_REQUEST, message, help));
    let what_it_takes = "/openapi.json says what it takes";
    let text = std::str::from_utf8(body).map_err(|error| {
        let message = format!("the body is no UTF-8: byte {} begins no character", error.valid_up_to() + 1);
        wrong(&message, "JSON is written in UTF-8")
    })?;
    let told =
        |help: String| if help.is_empty() { what_it_takes.to_owned() } else { format!("{help}; {what_it_takes}") };
    read_json_strictly(text).map_err(|problem| wrong(&problem.to_string(), &told(problem.help.clone())))
}
