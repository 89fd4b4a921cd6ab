//! What systemd is told: that we are ready, that we live, that we stop (sd_notify(3)). The watchdog is fed only while the
//! work goes on. Without systemd nothing is told.

use super::status::Status;
use crate::pipeline::stop::Stop;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

/// Tells systemd until the end.
pub fn keep_telling(status: &Status, stop: &Stop) {
    let Some(address) = std::env::var_os("NOTIFY_SOCKET").and_then(|name| address(name.as_encoded_bytes())) else {
        return;
    };
    let Ok(socket) = UnixDatagram::unbound() else { return };
    if socket.set_nonblocking(true).is_err() {
        return;
    }
    // Where systemd does not listen there is nobody to tell.
    let tell = |what: &str| drop(socket.send_to_addr(what.as_bytes(), &address));
    tell("READY=1");
    let every = std::env::var("WATCHDOG_USEC").ok().and_then(|t| t.parse().ok()).map(Duration::from_micros);
    let every = every.map_or(Duration::from_secs(10), |t| t / 3).max(Duration::from_millis(100));
    loop {
        if status.lives() {
            tell(&format!("WATCHDOG=1\nSTATUS={}", status.line()));
        }
        if stop.wait(every.min(Duration::from_secs(10))) {
            break;
        }
    }
    tell("STOPPING=1");
}

/// A path, or a name in the abstract namespace, which `@` stands for.
fn address(name: &[u8]) -> Option<SocketAddr> {
    match name.strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name).ok(),
        None => SocketAddr::from_pathname(std::str::from_utf8(name).ok()?).ok(),
    }
}
