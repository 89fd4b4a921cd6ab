//! One conversation with a mail server. The message and its final dot leave in one write: in two, the second waits for
//! the server's delayed acknowledgement, forty milliseconds in which a crash would send the notice twice.

use super::sign_in::{Secret, SignIn};
use crate::config::{Security, SmtpConfig};
use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use lettre::transport::smtp::{self};
use std::path::Path;
use std::time::{Duration, Instant};

/// A conversation that rested for so long is tried with a NOOP first.
const RESTED: Duration = Duration::from_secs(3);

/// A server and how it is spoken to.
pub struct Server {
    settings: SmtpConfig,
    from: Address,
    tls: Option<TlsParameters>,
    sign_in: Option<SignIn>,
}

/// One conversation with the server, begun when there is something to say.
pub struct Conversation<'a> {
    server: &'a Server,
    /// The connection, and when it was last used.
    connection: Option<(SmtpConnection, Instant)>,
}

/// Why a message was not accepted.
#[derive(Debug)]
pub enum Refusal {
    /// The server cannot be spoken to at all.
    Unreachable(String),
    /// It may be accepted another time.
    Later(String),
    /// It never will be.
    Never(String),
}

impl Server {
    /// Reads password and certificates; nothing is sent yet. The error says which setting is wrong. `data` is the data
    /// folder.
    pub fn new(settings: &SmtpConfig, from: &str, data: &Path) -> Result<Self, String> {
        let oauth = settings.xoauth2.as_ref();
        let sign_in = SignIn::new(settings.password_file.as_ref(), oauth, data, "smtp");
        if settings.user.is_some() && sign_in.is_none() {
            return Err("`mail: smtp: user` needs `password_file` or `xoauth2`.".into());
        }
        if let Some(password @ SignIn::Password(_)) = &sign_in {
            password.secret().map_err(|e| format!("`mail: smtp`: {e}"))?;
        }
        Ok(Self {
            from: address(from)?,
            tls: match settings.security {
                Security::None => None,
                Security::Starttls | Security::Tls => Some(tls(settings)?),
            },
            sign_in,
            settings: settings.clone(),
        })
    }

    /// A conversation that is not begun.
    pub fn conversation(&self) -> Conversation<'_> {
        Conversation { server: self, connection: None }
    }

    /// Connects and signs in, and sends nothing. The error says what did not work.
    pub fn try_out(&self) -> Result<String, String> {
        let settings = SmtpConfig { timeout_seconds: self.settings.timeout_seconds.min(20), ..self.settings.clone() };
        let mut connection = self.connect(&settings)?;
        // Whatever the server says to the farewell, everything was said before.
        let _ = connection.quit();
        Ok(format!("{}:{} lets us in", self.settings.host, self.settings.port))
    }

    fn connect(&self, settings: &SmtpConfig) -> Result<SmtpConnection, String> {
        let timeout = Some(Duration::from_secs(settings.timeout_seconds));
        let hello = ClientId::default();
        let at_once = self.tls.as_ref().filter(|_| settings.security == Security::Tls);
        let place = (settings.host.as_str(), settings.port);
        let mut connection = SmtpConnection::connect(place, timeout, &hello, at_once, None).map_err(|e| words(&e))?;
        if let Some(tls) = self.tls.as_ref().filter(|_| settings.security == Security::Starttls) {
            connection.starttls(tls, &hello).map_err(|e| words(&e))?;
        }
        if let (Some(user), Some(sign_in)) = (&settings.user, &self.sign_in) {
            let (mechanisms, secret) = match sign_in.secret()? {
                Secret::Password(password) => (DEFAULT_MECHANISMS, password),
                Secret::Token(token) => (&[Mechanism::Xoauth2][..], token),
            };
            connection.auth(mechanisms, &Credentials::new(user.clone(), secret)).map_err(|e| {
                sign_in.refused();
                format!("sign-in refused: {}", words(&e))
            })?;
        }
        Ok(connection)
    }
}

impl Conversation<'_> {
    /// Hands over one message and returns what the server said to it.
    pub fn hand_over(&mut self, to: &str, message: &[u8]) -> Result<String, Refusal> {
        let to = address(to).map_err(Refusal::Never)?;
        // A server may have ended a conversation that rested; that is no refusal, and a new one is begun.
        let held = self.connection.take();
        let held = held.and_then(|(mut open, used)| (used.elapsed() < RESTED || open.test_connected()).then_some(open));
        let mut connection = match held {
            Some(open) => open,
            None => self.server.connect(&self.server.settings).map_err(Refusal::Unreachable)?,
        };
        match talk(&mut connection, &self.server.from, to, message) {
            Ok(answer) => {
                self.connection = Some((connection, Instant::now()));
                Ok(answer.message().collect::<Vec<_>>().join(" "))
            }
            Err(error) => {
                // A conversation that went wrong is not gone on with: the next message begins a new one.
                connection.abort();
                Err(refusal(&error))
            }
        }
    }
}

impl Drop for Conversation<'_> {
    fn drop(&mut self) {
        if let Some((mut connection, _)) = self.connection.take() {
            // Whatever the server says to the farewell, everything was said before.
            let _ = connection.quit();
        }
    }
}

fn talk(connection: &mut SmtpConnection, from: &Address, to: Address, message: &[u8]) -> Result<Response, smtp::Error> {
    connection.command(Mail::new(Some(from.clone()), vec![]))?;
    connection.command(Rcpt::new(to, vec![]))?;
    connection.command(Data)?;
    connection.command(with_dot(message))
}

/// RFC 5321 4.5.2: lines that begin with a dot get another, and a line of one dot ends the message.
fn with_dot(message: &[u8]) -> String {
    let text = String::from_utf8_lossy(message);
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        if line.starts_with('.') {
            out.push('.');
        }
        out.push_str(line);
    }
    out.push_str(if out.ends_with("\r\n") { ".\r\n" } else { "\r\n.\r\n" });
    out
}

fn tls(settings: &SmtpConfig) -> Result<TlsParameters, String> {
    let mut parameters = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        let fault = |e: &dyn std::fmt::Display| {
            format!("`mail: smtp: ca_file`: {}: {e}. It must hold a certificate in PEM form.", path.display())
        };
        let pem = std::fs::read(path).map_err(|e| fault(&e))?;
        parameters = parameters.add_root_certificate(Certificate::from_pem(&pem).map_err(|e| fault(&e))?);
    }
    parameters.build().map_err(|e| format!("cannot set up TLS for {}: {e}", settings.host))
}

fn address(text: &str) -> Result<Address, String> {
    text.parse().map_err(|e| format!("`{text}` is not a mail address: {e}"))
}

fn refusal(error: &smtp::Error) -> Refusal {
    if error.is_permanent() { Refusal::Never(words(error)) } else { Refusal::Later(words(error)) }
}

/// The error with its causes, each told once.
fn words(error: &smtp::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let told = inner.to_string();
        if !text.contains(&told) {
            text.push_str(&format!(": {told}"));
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::with_dot;

    #[test]
    fn a_message_ends_with_one_dot_and_its_own_dots_are_doubled() {
        let cases = [
            ("a\r\n", "a\r\n.\r\n"),
            ("a", "a\r\n.\r\n"),
            (".\r\nb\r\n", "..\r\nb\r\n.\r\n"),
            ("a\r\n..b\r\n", "a\r\n...b\r\n.\r\n"),
            ("a.\r\n", "a.\r\n.\r\n"),
        ];
        for (from, to) in cases {
            assert_eq!(with_dot(from.as_bytes()), to);
        }
    }
}
