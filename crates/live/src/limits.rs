//! The limits of those who ask the wallboard. [`limits!`](rushhour_engine::limits!) tells how a row is read.

use rushhour_engine::limits;

limits! {
    /// The most connections, those of browsers that watch among them.
    CONNECTIONS_MAX: usize = 800 connections {
        name: "connections to the wallboard",
        counts: "those that are open at once, browsers that watch among them",
        beyond: "one more is answered 503 and closed",
        change: "close some",
    }
    /// The most browsers that watch.
    STREAMS_MAX: usize = 250 browsers {
        name: "browsers that watch a show",
        counts: "streams of snapshots that are open at once",
        beyond: "one more is answered 503",
        change: "close some",
    }
    /// The largest head of a request.
    HEAD_BYTES_MAX: usize = 32_768 bytes {
        name: "the head of a request",
        counts: "the address and all headers of one request",
        beyond: "it is answered 431 and its connection is closed",
        change: "send fewer headers",
    }
    /// The most headers of a request.
    HEADERS_MAX: usize = 64 headers {
        name: "headers of a request",
        counts: "headers of one request",
        beyond: "it is answered 431 and its connection is closed",
        change: "send fewer headers",
    }
    /// The largest body of a request.
    BODY_BYTES_MAX: usize = 16_384 bytes {
        name: "the body of a request",
        counts: "what one request sends",
        beyond: "it is answered 413",
        change: "do it in several requests",
    }
    /// The most orders that wait.
    ORDERS_MAX: usize = 256 orders {
        name: "orders that wait",
        counts: "requests that the run has not answered yet",
        beyond: "one more is answered 503",
        change: "wait for the answers",
    }
}
