//! The connections of the server: so many, and none for ever that says nothing.
//!
//! Whoever connects gets a task of its own on the server's thread. A client that is slow to say what it wants loses its
//! connection; one that watches may do so for as long as the show lasts.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};

use super::limits::{CONNECTIONS_MAX, HEAD_BYTES_MAX, HEADERS_MAX};

/// So long a client may take to say what it wants, from one request to the end of the next one's head.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// So long nobody is let in after the system has refused a connection, as it does where descriptors have run out.
const REFUSED_FOR: Duration = Duration::from_millis(250);
/// So long one who is turned away may take to be told.
const TURNED_AWAY_WITHIN: Duration = Duration::from_secs(1);

/// What a client is told for whom there is no connection left.
const FULL: &str = "{\"error\":{\"message\":\"too many connections are open\",\"help\":\"close some of them\"}}";

/// Serves until `parting` is over, and then until those who are connected have been answered.
pub(super) async fn serve(listener: TcpListener, routes: Router, parting: impl Future<Output = ()>) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    // When this is dropped, all are told that it is over; when all have dropped theirs, nobody is left.
    let (open, is_open) = watch::channel(());
    let (here, mut left) = mpsc::channel::<Infallible>(1);
    let mut parting = std::pin::pin!(parting);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut parting => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(REFUSED_FOR).await;
            continue;
        };
        match Arc::clone(&slots).try_acquire_owned() {
            Ok(slot) => {
                let (routes, is_open, here) = (routes.clone(), is_open.clone(), here.clone());
                tokio::spawn(async move {
                    connection(stream, routes, is_open).await;
                    drop((slot, here));
                });
            }
            Err(_) => turn_away(stream).await,
        }
    }
    drop((open, here));
    let _ = left.recv().await;
}

/// One connection, to its end.
async fn connection(stream: TcpStream, routes: Router, mut is_open: watch::Receiver<()>) {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN);
    // What is somewhat too much comes through and is told so (`admission`); what is far too much ends here.
    server.max_headers(2 * HEADERS_MAX).max_buf_size(2 * HEAD_BYTES_MAX);
    let served = server.serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes));
    let mut served = std::pin::pin!(served);
    // An error of a connection ends it, and nothing else.
    tokio::select! {
        _ = served.as_mut() => return,
        _ = is_open.changed() => served.as_mut().graceful_shutdown(),
    }
    let _ = served.await;
}

/// Tells somebody that there is no room, without reading what they want.
async fn turn_away(mut stream: TcpStream) {
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{FULL}",
        FULL.len()
    );
    // As much as fits at once; nobody waits for those who do not listen.
    let told = async {
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.shutdown().await;
    };
    let _ = tokio::time::timeout(TURNED_AWAY_WITHIN, told).await;
}
