//! Requests put to the routes without a socket: what the fuzz target of them does. Nobody carries out what is ordered.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use futures_util::{StreamExt, stream};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tower_service::Service;

use super::admission::BODY_WITHIN;
use super::orders::{self, ToObey};
use super::server;
use rushhour_scenario::plan::Plan;

/// Where the routes believe to be.
const BOUND: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 7700);
/// No answer is larger but for files of the page.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// A wallboard that no browser can reach.
#[derive(Debug)]
pub struct Unbound {
    runtime: Runtime,
    routes: Router,
    to_obey: ToObey,
    _screen: watch::Sender<Arc<str>>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body; nothing of a stream.
    pub body: Vec<u8>,
    /// What the run was told to do, in the words of the program.
    pub ordered: Vec<String>,
}

impl Unbound {
    /// Of a run of this plan.
    ///
    /// # Errors
    /// The system gives no timer.
    pub fn new(plan: Arc<Plan>) -> std::io::Result<Self> {
        Self::patient(plan, BODY_WITHIN)
    }

    /// The same, where a body may take so long to come.
    ///
    /// # Errors
    /// The system gives no timer.
    pub fn patient(plan: Arc<Plan>, body_within: Duration) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let (orders, to_obey) = orders::channel();
        let (screen, watched) = watch::channel(Arc::from("{}"));
        let routes = server::unbound(BOUND, plan, orders, watched, body_within);
        Ok(Self { runtime, routes, to_obey, _screen: screen })
    }

    /// Puts a request. Nothing where it is none that HTTP has: a path with a space in it.
    pub fn ask(&mut self, method: &str, path: &str, body: Vec<u8>) -> Option<Answer> {
        self.send(method, path, Body::from(body))
    }

    /// Puts a request whose body begins like this and never ends.
    pub fn ask_without_end(&mut self, method: &str, path: &str, begun: Vec<u8>) -> Option<Answer> {
        let begun = stream::once(std::future::ready(Ok::<_, std::io::Error>(begun)));
        self.send(method, path, Body::from_stream(begun.chain(stream::pending())))
    }

    fn send(&mut self, method: &str, path: &str, body: Body) -> Option<Answer> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, BOUND.to_string())
            .header(header::CONTENT_TYPE, "application/json")
            .body(body)
            .ok()?;
        let (routes, to_obey) = (&mut self.routes, &mut self.to_obey);
        self.runtime.block_on(async move {
            let mut ordered = Vec::new();
            let answering = routes.call(request);
            tokio::pin!(answering);
            let response = loop {
                tokio::select! {
                    Ok(response) = &mut answering => break response,
                    Some(order) = to_obey.recv() => ordered.push(format!("{:?}", order.what)),
                }
            };
            let status = response.status().as_u16();
            let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
            let body = match kind {
                Some(kind) if kind.starts_with("text/event-stream") => Vec::new(),
                Some(_) | None => to_bytes(response.into_body(), ANSWER_BYTES_MAX).await.ok()?.to_vec(),
            };
            Some(Answer { status, body, ordered })
        })
    }
}
