//! TLS to the mail server: the system's certificate authorities and, where the settings name one, the council's own. There
//! is no way to switch the check off.

use super::{ImapError, Server};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use rustls_platform_verifier::Verifier;
use std::net::TcpStream;
use std::sync::Arc;

/// Puts TLS over a connection; the handshake runs with the first bytes.
pub fn wrap(server: &Server, stream: TcpStream) -> Result<Box<StreamOwned<ClientConnection, TcpStream>>, ImapError> {
    let fault = |what: String| ImapError::Connect(format!("cannot set up TLS for {}: {what}", server.host));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier =
        Verifier::new_with_extra_roots(own_roots(server)?, provider.clone()).map_err(|e| fault(e.to_string()))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| fault(e.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    let name = ServerName::try_from(server.host.clone()).map_err(|e| fault(e.to_string()))?;
    let connection = ClientConnection::new(Arc::new(config), name).map_err(|e| fault(e.to_string()))?;
    Ok(Box::new(StreamOwned::new(connection, stream)))
}

fn own_roots(server: &Server) -> Result<Vec<CertificateDer<'static>>, ImapError> {
    let Some(path) = &server.ca_file else { return Ok(Vec::new()) };
    let fault = |what: String| {
        ImapError::Connect(format!("`ca_file`: {}: {what}. It must hold a certificate in PEM form.", path.display()))
    };
    let roots: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path).map_err(|e| fault(e.to_string()))?.collect();
    let roots = roots.map_err(|e| fault(e.to_string()))?;
    if roots.is_empty() { Err(fault("no certificate in it".into())) } else { Ok(roots) }
}
