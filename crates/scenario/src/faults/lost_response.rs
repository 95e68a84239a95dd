//! `lost_response`: a request has its effect, and nobody hears of it.

use super::checks::Checks;
use super::keys::fault;
use super::kind::Kind;
use super::set::StandardSet;
use super::target::RequestTarget;
use crate::values::Span;
use rushhour_engine::units::SimSpan;

/// How long a desktop waits for a response, unless the scenario says.
const WAIT: SimSpan = SimSpan::from_secs(10);

fault! {
    /// Invocations whose response is lost.
    RawLostResponseFault strikes requests {
        /// How long the desktop waits for the response; `10s` unless set.
        after: Option<Span>,
    }
}

/// A request has its effect, and its response is lost.
#[derive(Clone, Debug, PartialEq)]
pub struct LostResponse {
    /// How long its desktop waits for it.
    pub after: SimSpan,
}

impl Kind for LostResponse {
    type Raw = RawLostResponseFault;

    fn resolve(raw: &Self::Raw, _: &mut Checks<'_, '_>) -> Self {
        Self { after: raw.after.map_or(WAIT, |Span(span)| span) }
    }

    fn standard(set: &StandardSet) -> (RequestTarget, Self) {
        (set.requests(0.01), Self { after: WAIT })
    }
}
