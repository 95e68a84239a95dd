//! What the wallboard takes of those who ask it: so much, and no more.

/// So large a request may be.
pub(super) const BODY_BYTES_MAX: usize = 16 * 1024;
/// So large the head of a request may be.
pub(super) const HEAD_BYTES_MAX: usize = 32 * 1024;
/// So many headers it may have.
pub(super) const HEADERS_MAX: usize = 64;
/// So many connections may be open, those of browsers that watch among them.
pub(super) const CONNECTIONS_MAX: usize = 800;
/// So many browsers may watch.
pub(super) const STREAMS_MAX: usize = 250;
/// So many orders may wait.
pub(super) const ORDERS_MAX: usize = 256;
