//! Where a wallboard is served, and its token, as they are typed.

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use rushhour_live::Token;

/// The port unless one is given.
const PORT: u16 = 7878;

/// Where a wallboard is served unless an address is given.
pub(super) fn here() -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), PORT)
}

/// Reads an address as it is typed: `127.0.0.1:7878`, a port, or an IP.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    let text = text.trim();
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Ok(address);
    }
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Ok(SocketAddr::new(ip, PORT));
    }
    let port = text.strip_prefix("localhost:").or(text.strip_prefix(':')).unwrap_or(text);
    match port.parse::<u16>() {
        Ok(port) => Ok(SocketAddr::new(here().ip(), port)),
        Err(_) if text == "localhost" => Ok(here()),
        Err(_) => Err(String::from("write an address and a port, like 127.0.0.1:7878, or a port of this machine")),
    }
}

/// Joins `--wallboard` with the address behind it, as in `--wallboard 127.0.0.1:0`. The flag stands alone as well, before
/// a scenario for one, so that only what is an address is taken for one.
pub(super) fn with_address(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::new();
    for arg in args {
        let is_address = arg.to_str().is_some_and(|text| address(text).is_ok() || is_meant_as_address(text));
        match joined.last_mut().filter(|last| is_address && *last == "--wallboard") {
            Some(flag) => {
                flag.push("=");
                flag.push(arg);
            }
            None => joined.push(arg),
        }
    }
    joined
}

/// Whether something is written like a host and a port, even if no such address can exist: `127.0.0.1:99999`.
fn is_meant_as_address(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(_, port)| !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit()))
}

/// Reads a token as it is typed.
pub(super) fn token(text: &str) -> Result<Token, String> {
    Token::chosen(text)
}
