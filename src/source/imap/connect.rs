//! From nothing to a signed-in conversation: the connection, its protection, and the sign-in. A password or token is sent
//! only over a connection that is protected as the settings ask.

use super::session::Session;
use super::wire::{Stream, Wire};
use super::{Credential, ImapError, Protection, Server, names, tls};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::net::{TcpStream, ToSocketAddrs};

impl Session {
    /// Connects and signs in.
    pub fn open(server: &Server, credential: &Credential) -> Result<Self, ImapError> {
        let stream = connect(server)?;
        let mut session = match server.protection {
            Protection::Tls => Self::over(Wire::new(Stream::Tls(tls::wrap(server, stream)?), server.silence)),
            Protection::Starttls => return starttls(server, stream, credential),
            Protection::None => Self::over(Wire::new(Stream::Plain(stream), server.silence)),
        };
        session.greeting().map_err(|e| unreachable(server, &e))?;
        sign_in(&mut session, server, credential)?;
        Ok(session)
    }
}

fn connect(server: &Server) -> Result<TcpStream, ImapError> {
    let place = format!("{}:{}", server.host, server.port);
    let fault = |e: std::io::Error| ImapError::Connect(format!("cannot reach {place}: {e}"));
    let addresses = (server.host.as_str(), server.port).to_socket_addrs().map_err(fault)?;
    let mut last = std::io::Error::other("the name has no address");
    for address in addresses {
        match TcpStream::connect_timeout(&address, server.silence) {
            Ok(stream) => {
                stream.set_nodelay(true).map_err(fault)?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(fault(last))
}

fn starttls(server: &Server, stream: TcpStream, credential: &Credential) -> Result<Session, ImapError> {
    let mut session = Session::over(Wire::new(Stream::Plain(stream), server.silence));
    session.greeting().map_err(|e| unreachable(server, &e))?;
    session.command("STARTTLS").map_err(|_| {
        ImapError::Connect(format!("{}:{} offers no STARTTLS, and nothing is sent without", server.host, server.port))
    })?;
    let stream = session.into_wire().into_plain()?;
    let mut session = Session::over(Wire::new(Stream::Tls(tls::wrap(server, stream)?), server.silence));
    sign_in(&mut session, server, credential).map_err(|e| unreachable(server, &e))?;
    Ok(session)
}

fn sign_in(session: &mut Session, server: &Server, credential: &Credential) -> Result<(), ImapError> {
    session.ask_capabilities()?;
    let result = match credential {
        Credential::Token(token) => {
            let answer = STANDARD.encode(format!("user={}\x01auth=Bearer {token}\x01\x01", server.user));
            session.authenticate("XOAUTH2", &answer)
        }
        Credential::Password(password) if session.has("AUTH=PLAIN") => {
            session.authenticate("PLAIN", &STANDARD.encode(format!("\0{}\0{password}", server.user)))
        }
        Credential::Password(password) => {
            let line = format!("LOGIN {} {}", names::quoted(&server.user)?, names::quoted(password)?);
            session.secret_command("LOGIN", &line)
        }
    };
    result.map_err(|error| match error {
        ImapError::Refused { answer, .. } => ImapError::SignIn(answer),
        other => other,
    })?;
    // What a server can do may change with the sign-in.
    session.ask_capabilities()?;
    session.ask_delimiter()
}

/// A fault before the greeting is most often TLS on one side only, or a certificate that does not fit.
fn unreachable(server: &Server, error: &ImapError) -> ImapError {
    match error {
        ImapError::SignIn(_) => ImapError::SignIn(error.to_string()),
        _ => ImapError::Connect(format!(
            "{}:{} does not answer as an IMAP server with this `security`: {error}",
            server.host, server.port
        )),
    }
}
