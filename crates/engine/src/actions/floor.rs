//! Where actions take place: the platform, and the desktops of those who are on it.
//!
//! Guards get it to read and landings to change. Neither knows of invocations, listeners or the journal, which are the
//! framework's.

use crate::desktop::Desktop;
use crate::platform::Platform;

/// The floor as it is, to be judged by.
#[derive(Clone, Copy)]
pub(crate) struct Floor<'a> {
    pub(crate) platform: &'a Platform,
    /// The desktops, by worker.
    pub(crate) desktops: &'a [Desktop],
}

/// The floor, to be changed.
pub(crate) struct FloorMut<'a> {
    pub(crate) platform: &'a mut Platform,
    /// The desktops, by worker.
    pub(crate) desktops: &'a mut [Desktop],
}

impl FloorMut<'_> {
    /// As guards see it.
    pub(crate) fn as_is(&self) -> Floor<'_> {
        Floor { platform: self.platform, desktops: self.desktops }
    }
}
