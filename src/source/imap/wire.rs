//! Bytes from and to the server, cut into whole answers. Bounds are kept here, before anything is parsed: length of a
//! line, size of a literal, nesting of parentheses (the grammar is read by recursion), silence, and time for a command.

use super::ImapError;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Longest text of one answer without its literals. A line of a listing has a hundred bytes.
const LONGEST_TEXT: usize = 64 << 10;

/// Deepest nesting of parentheses; what we ask for has two.
const DEEPEST: usize = 16;

/// Longest literal where no mail is expected.
const SMALL_LITERAL: u64 = 64 << 10;

/// How often a wait looks whether it should end.
pub const SLICE: Duration = Duration::from_millis(200);

/// The connection under the conversation.
pub enum Stream {
    /// Bare.
    Plain(TcpStream),
    /// In TLS.
    Tls(Box<rustls::StreamOwned<rustls::ClientConnection, TcpStream>>),
}

/// The stream and what was read of it and not used yet.
pub struct Wire {
    stream: Stream,
    unused: Vec<u8>,
    silence: Duration,
    end: Instant,
}

impl Wire {
    /// A conversation over a fresh stream.
    pub fn new(stream: Stream, silence: Duration) -> Self {
        Self { stream, unused: Vec::new(), silence, end: Instant::now() + silence }
    }

    /// The stream itself, for STARTTLS. Bytes that came before TLS would be believed after it, so there may be none
    /// (CVE-2011-0411 and its kin).
    pub fn into_plain(self) -> Result<TcpStream, ImapError> {
        match self.stream {
            Stream::Plain(stream) if self.unused.is_empty() => Ok(stream),
            _ => Err(ImapError::Garbage("bytes were sent before TLS was agreed".into())),
        }
    }

    /// Gives the next command so much time in all.
    pub fn allow(&mut self, time: Duration) {
        self.end = Instant::now() + time;
    }

    /// Sends one line.
    pub fn send(&mut self, line: &str) -> Result<(), ImapError> {
        let bytes = format!("{line}\r\n");
        self.set_wait(self.silence)?;
        let result = match &mut self.stream {
            Stream::Plain(s) => s.write_all(bytes.as_bytes()).and_then(|()| s.flush()),
            Stream::Tls(s) => s.write_all(bytes.as_bytes()).and_then(|()| s.flush()),
        };
        result.map_err(|e| ImapError::Lost(e.to_string()))
    }

    /// The next whole answer: a line, with the literals in it. A mail in it may have `largest` bytes.
    pub fn answer(&mut self, largest: u64) -> Result<Vec<u8>, ImapError> {
        let mut answer = Vec::new();
        let mut text = 0;
        loop {
            let start = answer.len();
            self.line(&mut answer, LONGEST_TEXT.saturating_sub(text))?;
            text += answer.len() - start;
            check_nesting(answer.get(start..).unwrap_or_default())?;
            let Some(size) = literal(&answer, start) else { return Ok(answer) };
            let allowed = largest.max(SMALL_LITERAL);
            if size > allowed {
                return Err(ImapError::TooLarge { bytes: size });
            }
            self.exactly(&mut answer, usize::try_from(size).unwrap_or(usize::MAX))?;
        }
    }

    /// True once the server has said something; false where `until` came or `stop` says so.
    pub fn wait(&mut self, until: Instant, stop: &dyn Fn() -> bool) -> Result<bool, ImapError> {
        while self.unused.is_empty() {
            if stop() || Instant::now() >= until {
                return Ok(false);
            }
            self.set_wait(SLICE)?;
            match self.fill() {
                Ok(()) | Err(ImapError::Slow) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn line(&mut self, into: &mut Vec<u8>, longest: usize) -> Result<(), ImapError> {
        let mut looked = 0;
        loop {
            let found = self.unused.get(looked..).and_then(|new| new.iter().position(|&b| b == b'\n'));
            if let Some(at) = found {
                into.extend(self.unused.drain(..=looked + at));
                return Ok(());
            }
            looked = self.unused.len();
            if looked > longest {
                return Err(ImapError::Garbage(format!("a line of more than {longest} bytes")));
            }
            self.fill_in_time()?;
        }
    }

    fn exactly(&mut self, into: &mut Vec<u8>, size: usize) -> Result<(), ImapError> {
        let end = into.len() + size;
        while into.len() < end {
            if self.unused.is_empty() {
                self.fill_in_time()?;
            }
            let take = self.unused.len().min(end - into.len());
            into.extend(self.unused.drain(..take));
        }
        Ok(())
    }

    fn fill_in_time(&mut self) -> Result<(), ImapError> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ImapError::Slow);
        }
        self.set_wait(self.silence.min(left))?;
        self.fill()
    }

    fn fill(&mut self) -> Result<(), ImapError> {
        let mut block = [0; 32 << 10];
        let read = match &mut self.stream {
            Stream::Plain(s) => s.read(&mut block),
            Stream::Tls(s) => s.read(&mut block),
        };
        match read {
            Ok(0) => Err(ImapError::Lost("the server closed it".into())),
            Ok(n) => {
                self.unused.extend_from_slice(block.get(..n).unwrap_or_default());
                Ok(())
            }
            Err(e) if e.kind() == ErrorKind::Interrupted => Ok(()),
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Err(ImapError::Slow),
            Err(e) => Err(ImapError::Lost(e.to_string())),
        }
    }

    fn set_wait(&self, wait: Duration) -> Result<(), ImapError> {
        let socket = match &self.stream {
            Stream::Plain(s) => s,
            Stream::Tls(s) => &s.sock,
        };
        let wait = Some(wait.max(Duration::from_millis(1)));
        let set = socket.set_read_timeout(wait).and_then(|()| socket.set_write_timeout(wait));
        set.map_err(|e| ImapError::Lost(e.to_string()))
    }
}

/// Size of the literal announced at the end of a line (`{123}`). The words of a status answer are for people and announce
/// nothing.
fn literal(answer: &[u8], start: usize) -> Option<u64> {
    let line = answer.get(start..)?.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if start == 0 && !is_data(line) {
        return None;
    }
    let inside = line.strip_suffix(b"}")?;
    let open = inside.iter().rposition(|&b| b == b'{')?;
    let digits = std::str::from_utf8(inside.get(open + 1..)?).ok()?;
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // A number beyond all bounds is a literal beyond all bounds.
    Some(digits.parse().unwrap_or(u64::MAX))
}

/// True for untagged answers other than `OK`, `NO`, `BAD`, `BYE` and `PREAUTH`.
fn is_data(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"* ") else { return false };
    let word = rest.split(|&b| b == b' ').next().unwrap_or_default().to_ascii_uppercase();
    !matches!(word.as_slice(), b"OK" | b"NO" | b"BAD" | b"BYE" | b"PREAUTH")
}

fn check_nesting(line: &[u8]) -> Result<(), ImapError> {
    let mut depth = 0_usize;
    for byte in line {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(ImapError::Garbage("parentheses nested too deep".into()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_announced_by_data_only() {
        let cases = [
            ("* 1 FETCH (BODY[] {12}\r\n", Some(12)),
            ("* 1 FETCH (BODY[] {12}\n", Some(12)),
            ("* 1 FETCH (BODY[] {99999999999999999999999}\r\n", Some(u64::MAX)),
            ("* OK see {12}\r\n", None),
            ("A1 NO see {12}\r\n", None),
            ("* 1 FETCH (UID 1)\r\n", None),
            ("* 1 FETCH (BODY[] {}\r\n", None),
            ("* 1 FETCH (BODY[] {-1}\r\n", None),
        ];
        for (line, size) in cases {
            assert_eq!(literal(line.as_bytes(), 0), size, "{line:?}");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(check_nesting(b"* 1 FETCH (FLAGS (\\Seen) UID 4)").is_ok());
        assert!(check_nesting(&[b'('; 100]).is_err());
    }
}
