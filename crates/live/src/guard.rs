//! Who may ask the wallboard what: hosts, origins, tokens.
//!
//! A page of somebody else in the same browser must neither read nor steer a show. So a request names the host that was
//! bound, or an address of this machine (a rebound name does not); one with an origin comes from the page itself; and
//! what changes something is JSON, which no plain form sends.

use std::net::{IpAddr, SocketAddr};

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

/// A secret that a request has to name in order to see or change anything.
#[derive(Clone, Debug)]
pub struct Token(String);

/// So long is a token that is generated, in bytes.
const GENERATED_BYTES: usize = 16;
/// The shortest that is taken.
pub(crate) const TOKEN_LEAST: usize = 8;

impl Token {
    /// A token that somebody chose.
    ///
    /// # Errors
    /// It is too short, or can't stand in an address.
    pub fn chosen(text: &str) -> Result<Self, String> {
        let fits = text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
        if text.len() < TOKEN_LEAST || !fits {
            return Err(format!("write at least {TOKEN_LEAST} letters, digits, `-`, `.`, `_` or `~`"));
        }
        Ok(Self(text.to_owned()))
    }

    /// One that nobody can guess.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn generated() -> Result<Self, String> {
        let mut bytes = [0; GENERATED_BYTES];
        getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is it. The time that takes tells nothing of it.
    fn is(&self, text: &str) -> bool {
        blake3::hash(self.0.as_bytes()) == blake3::hash(text.as_bytes())
    }
}

/// Whether an address is one of this machine alone.
pub fn is_local(address: &SocketAddr) -> bool {
    address.ip().to_canonical().is_loopback()
}

/// Who may ask what.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    bound: SocketAddr,
    token: Option<Token>,
}

/// Why a request is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TurnedAway {
    pub(super) status: StatusCode,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

impl Guard {
    pub(super) fn new(bound: SocketAddr, token: Option<Token>) -> Self {
        Self { bound, token }
    }

    /// Lets a request in or turns it away. `asked` is a token from its address.
    pub(super) fn admit(
        &self,
        method: &Method,
        headers: &HeaderMap,
        asked: Option<&str>,
    ) -> Result<(), TurnedAway> {
        let host = self.host(headers)?;
        self.origin(headers, &host)?;
        self.token(headers, asked, changes(method))
    }

    fn host(&self, headers: &HeaderMap) -> Result<Authority, TurnedAway> {
        let foreign = TurnedAway {
            status: StatusCode::MISDIRECTED_REQUEST,
            message: "this wallboard is not at the host that the request names",
            help: "open it by the address that it printed",
        };
        let text = headers.get(header::HOST).and_then(|host| host.to_str().ok()).ok_or(foreign)?;
        let host: Authority = text.parse().map_err(|_| foreign)?;
        // Elsewhere than on this machine it is the token that keeps others out, by whatever name they come.
        if !is_local(&self.bound) {
            return Ok(host);
        }
        let name = host.host().trim_start_matches('[').trim_end_matches(']');
        let is_here = name.eq_ignore_ascii_case("localhost")
            || name.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback());
        let port_fits = host.port_u16().unwrap_or(80) == self.bound.port();
        if is_here && port_fits { Ok(host) } else { Err(foreign) }
    }

    fn origin(&self, headers: &HeaderMap, host: &Authority) -> Result<(), TurnedAway> {
        let foreign = TurnedAway {
            status: StatusCode::FORBIDDEN,
            message: "the request comes from a page of another origin",
            help: "use the wallboard's own page, or a program that sends no origin",
        };
        let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
        if site.is_some_and(|site| site == "cross-site" || site == "same-site") {
            return Err(foreign);
        }
        match headers.get(header::ORIGIN).map(HeaderValue::to_str) {
            None => Ok(()),
            Some(Ok(origin)) if origin.strip_prefix("http://").is_some_and(|it| it == host.as_str()) => Ok(()),
            Some(_) => Err(foreign),
        }
    }

    fn token(&self, headers: &HeaderMap, asked: Option<&str>, changes: bool) -> Result<(), TurnedAway> {
        let Some(token) = &self.token else { return Ok(()) };
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        // An address is written down here and there, so what changes something carries its token in a header.
        let given = if changes { bearer } else { bearer.or(asked) };
        match given {
            Some(given) if token.is(given) => Ok(()),
            Some(_) => Err(TurnedAway {
                status: StatusCode::FORBIDDEN,
                message: "the token is wrong",
                help: "open the address that was printed when the show began",
            }),
            None => Err(TurnedAway {
                status: StatusCode::UNAUTHORIZED,
                message: "this wallboard wants a token",
                help: "send `authorization: Bearer TOKEN`, with the token that was printed when the show began",
            }),
        }
    }
}

/// Whether a request changes something.
pub(super) fn changes(method: &Method) -> bool {
    *method != Method::GET && *method != Method::HEAD
}

/// Turns away what changes something and is not sent as JSON.
pub(super) fn sends_json(headers: &HeaderMap) -> Result<(), TurnedAway> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_json =
        |kind: &str| kind.split(';').next().is_some_and(|it| it.trim().eq_ignore_ascii_case("application/json"));
    if kind.is_some_and(is_json) {
        return Ok(());
    }
    Err(TurnedAway {
        status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
        message: "what changes something is sent as JSON",
        help: "send `content-type: application/json`, and `{}` where there is nothing to say",
    })
}

/// What every answer carries: the page may load nothing from elsewhere, and nobody may frame it.
pub(super) fn headers() -> [(HeaderName, HeaderValue); 5] {
    [
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                 base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            ),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ]
}
