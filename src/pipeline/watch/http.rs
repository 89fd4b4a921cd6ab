//! The page for health and metrics, on this machine only: two addresses, one answer each, one visitor at a time, all of it
//! bounded. It shows numbers and names of sources, never anything of an item.

use super::status::Status;
use crate::pipeline::stop::Stop;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// Longest request that is read.
const LONGEST: usize = 4 << 10;

/// Time for a visitor in all.
const PATIENCE: Duration = Duration::from_secs(2);

/// Answers until told to stop.
pub fn serve(listener: &TcpListener, status: &Status, stop: &Stop) {
    if listener.set_nonblocking(true).is_err() {
        return;
    }
    while !stop.asked() {
        match listener.accept() {
            // A visitor who goes away early misses the answer; nobody else does.
            Ok((stream, _)) => drop(answer(stream, status)),
            Err(_) => {
                stop.wait(Duration::from_millis(100));
            }
        }
    }
}

fn answer(mut stream: TcpStream, status: &Status) -> std::io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(Duration::from_millis(500)))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = request(&mut stream)?;
    let first = request.lines().next().unwrap_or_default();
    let (code, kind, body) = match first.split(' ').take(2).collect::<Vec<_>>().as_slice() {
        ["GET" | "HEAD", "/health"] => {
            let problems = status.problems();
            let code = if problems.is_empty() { "200 OK" } else { "503 Service Unavailable" };
            let health = if problems.is_empty() { "ok" } else { "ill" };
            let body = serde_json::json!({ "schema": "postroom.health/1", "status": health, "problems": problems });
            (code, "application/json", format!("{body}\n"))
        }
        ["GET" | "HEAD", "/metrics"] => ("200 OK", "text/plain; version=0.0.4; charset=utf-8", status.metrics()),
        ["GET" | "HEAD", _] => ("404 Not Found", "text/plain", "Ask for /health or /metrics.\n".into()),
        _ => ("405 Method Not Allowed", "text/plain", "Ask with GET.\n".into()),
    };
    let head = format!(
        "HTTP/1.1 {code}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    if !first.starts_with("HEAD") {
        stream.write_all(body.as_bytes())?;
    }
    stream.flush()
}

fn request(stream: &mut TcpStream) -> std::io::Result<String> {
    let end = Instant::now() + PATIENCE;
    let mut bytes = Vec::new();
    let mut block = [0; 1024];
    while !bytes.windows(4).any(|w| w == b"\r\n\r\n") && bytes.len() < LONGEST && Instant::now() < end {
        match stream.read(&mut block)? {
            0 => break,
            n => bytes.extend_from_slice(block.get(..n).unwrap_or_default()),
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
