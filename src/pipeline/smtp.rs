//! One conversation with a mail server. The message and its final dot leave in one write: in two, the second waits for
//! the server's delayed acknowledgement, forty milliseconds in which a crash would send the notice twice.

use crate::config::{Security, SmtpConfig};
use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use lettre::transport::smtp::{self};
use std::cell::RefCell;
use std::time::Duration;

/// A server, and the conversation with it once there is one.
pub struct Server<'a> {
    settings: &'a SmtpConfig,
    from: Address,
    tls: Option<TlsParameters>,
    credentials: Option<Credentials>,
    connection: RefCell<Option<SmtpConnection>>,
}

/// Why a message was not accepted.
pub enum Refusal {
    /// It may be accepted another time.
    Later(String),
    /// It never will be.
    Never(String),
}

impl<'a> Server<'a> {
    /// Reads password and certificates; nothing is sent yet. The error says which setting is wrong.
    pub fn new(settings: &'a SmtpConfig, from: &str) -> Result<Self, String> {
        Ok(Self {
            from: address(from)?,
            tls: match settings.security {
                Security::None => None,
                Security::Starttls | Security::Tls => Some(tls(settings)?),
            },
            credentials: credentials(settings)?,
            connection: RefCell::new(None),
            settings,
        })
    }

    /// Hands over one message and returns what the server said to it.
    pub fn hand_over(&self, to: &str, message: &[u8]) -> Result<String, Refusal> {
        let to = address(to).map_err(Refusal::Never)?;
        let mut held = self.connection.borrow_mut();
        let mut connection = match held.take() {
            Some(open) => open,
            None => self.connect().map_err(|e| refusal(&e))?,
        };
        match self.talk(&mut connection, to, message) {
            Ok(answer) => {
                *held = Some(connection);
                Ok(answer.message().collect::<Vec<_>>().join(" "))
            }
            Err(error) => {
                // A conversation that went wrong is not gone on with: the next message begins a new one.
                connection.abort();
                Err(refusal(&error))
            }
        }
    }

    fn connect(&self) -> Result<SmtpConnection, smtp::Error> {
        let timeout = Some(Duration::from_secs(self.settings.timeout_seconds));
        let hello = ClientId::default();
        let at_once = self.tls.as_ref().filter(|_| self.settings.security == Security::Tls);
        let place = (self.settings.host.as_str(), self.settings.port);
        let mut connection = SmtpConnection::connect(place, timeout, &hello, at_once, None)?;
        if let Some(tls) = self.tls.as_ref().filter(|_| self.settings.security == Security::Starttls) {
            connection.starttls(tls, &hello)?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials)?;
        }
        Ok(connection)
    }

    fn talk(&self, connection: &mut SmtpConnection, to: Address, message: &[u8]) -> Result<Response, smtp::Error> {
        connection.command(Mail::new(Some(self.from.clone()), vec![]))?;
        connection.command(Rcpt::new(to, vec![]))?;
        connection.command(Data)?;
        connection.command(with_dot(message))
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        if let Some(mut connection) = self.connection.borrow_mut().take() {
            // Whatever the server says to the farewell, everything was said before.
            let _ = connection.quit();
        }
    }
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

fn credentials(settings: &SmtpConfig) -> Result<Option<Credentials>, String> {
    let Some(user) = &settings.user else { return Ok(None) };
    let path = settings.password_file.as_ref().ok_or("`mail: smtp: user` needs `password_file`.".to_string())?;
    let password = std::fs::read_to_string(path).map_err(|e| {
        format!("`mail: smtp: password_file`: {}: {e}. Create it, readable for this user only.", path.display())
    })?;
    Ok(Some(Credentials::new(user.clone(), password.trim_end().to_string())))
}

fn address(text: &str) -> Result<Address, String> {
    text.parse().map_err(|e| format!("`{text}` is not a mail address: {e}"))
}

fn refusal(error: &smtp::Error) -> Refusal {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let told = inner.to_string();
        if !text.contains(&told) {
            text.push_str(&format!(": {told}"));
        }
        cause = inner.source();
    }
    if error.is_permanent() { Refusal::Never(text) } else { Refusal::Later(text) }
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
