//! Signing in to mail servers: a password from its file, or an access token from a token endpoint (RFC 6749 4.4 and 6),
//! held until shortly before it ends. Secrets are read when they are needed and never shown.

use crate::config::OAuthConfig;
use serde::Deserialize;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use ureq::tls::{RootCerts, TlsConfig};

/// Time for the token endpoint to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A token is not used in its last minute: the sign-in takes time too.
const MARGIN: Duration = Duration::from_secs(60);

/// Largest answer of a token endpoint.
const LARGEST: u64 = 64 << 10;

/// How we sign in somewhere.
#[derive(Debug)]
pub enum SignIn {
    /// With the password in this file.
    Password(PathBuf),
    /// With a token.
    Token(Box<Tokens>),
}

/// A secret, ready to be used.
pub enum Secret {
    /// A password.
    Password(String),
    /// An access token.
    Token(String),
}

/// Where tokens come from.
pub struct Tokens {
    settings: OAuthConfig,
    /// Where a refresh token that the provider changed is kept; providers change them, and the old one ends.
    renewed: PathBuf,
    held: Mutex<Option<(String, Instant)>>,
}

#[derive(Deserialize)]
struct Answer {
    access_token: Option<String>,
    expires_in: Option<serde_json::Value>,
    refresh_token: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

impl SignIn {
    /// From the settings of a server; none where they name neither password nor tokens. `name` tells servers apart,
    /// `data` is the data folder.
    pub fn new(password: Option<&PathBuf>, oauth: Option<&OAuthConfig>, data: &Path, name: &str) -> Option<Self> {
        if let Some(settings) = oauth {
            let safe: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
            let renewed = data.join("tokens").join(format!("{safe}.refresh"));
            return Some(Self::Token(Box::new(Tokens { settings: settings.clone(), renewed, held: Mutex::new(None) })));
        }
        password.map(|path| Self::Password(path.clone()))
    }

    /// The secret. The error says which setting is wrong and holds no secret.
    pub fn secret(&self) -> Result<Secret, String> {
        match self {
            Self::Password(path) => secret_file("password_file", path).map(Secret::Password),
            Self::Token(tokens) => tokens.token().map(Secret::Token),
        }
    }

    /// The server refused the secret: a token that is held is not used again.
    pub fn refused(&self) {
        if let Self::Token(tokens) = self {
            *tokens.held.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }
}

impl Tokens {
    fn token(&self) -> Result<String, String> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((token, end)) = &*held
            && Instant::now() + MARGIN < *end
        {
            return Ok(token.clone());
        }
        let answer = self.ask()?;
        let token = answer.access_token.ok_or("the token endpoint answered without an access token")?;
        let seconds = answer.expires_in.and_then(|v| v.as_u64().or_else(|| v.as_str()?.parse().ok())).unwrap_or(300);
        if let Some(refresh) = &answer.refresh_token {
            self.keep(refresh)?;
        }
        *held = Some((token.clone(), Instant::now() + Duration::from_secs(seconds)));
        Ok(token)
    }

    fn ask(&self) -> Result<Answer, String> {
        let url = &self.settings.token_url;
        let mut form = vec![("client_id", self.settings.client_id.clone())];
        if let Some(path) = &self.settings.client_secret_file {
            form.push(("client_secret", secret_file("client_secret_file", path)?));
        }
        match self.refresh_token()? {
            Some(refresh) => form.extend([("grant_type", "refresh_token".into()), ("refresh_token", refresh)]),
            None => form.push(("grant_type", "client_credentials".into())),
        }
        form.extend(self.settings.scope.clone().map(|scope| ("scope", scope)));
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let mut config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            // A redirect would carry the secret elsewhere.
            .max_redirects(0)
            .tls_config(tls);
        if url.starts_with("http://") {
            config = config.proxy(None);
        }
        let agent: ureq::Agent = config.build().into();
        let fault = |e: ureq::Error| format!("token endpoint {url}: {e}");
        let mut response = agent.post(url).send_form(form).map_err(fault)?;
        let status = response.status();
        let body = response.body_mut().with_config().limit(LARGEST).read_to_string().map_err(fault)?;
        let answer: Answer = serde_json::from_str(&body).map_err(|_| {
            format!("token endpoint {url}: status {status}, and the answer is no JSON as RFC 6749 has it")
        })?;
        match &answer.error {
            None if status.is_success() => Ok(answer),
            error => {
                let words = answer.error_description.as_deref().unwrap_or_default();
                let error = error.as_deref().unwrap_or("refused");
                Err(format!("token endpoint {url}: {error} {}", words.chars().take(200).collect::<String>()))
            }
        }
    }

    /// The newest refresh token: the one the provider gave last, unless the settings' file was written after it.
    fn refresh_token(&self) -> Result<Option<String>, String> {
        let Some(given) = &self.settings.refresh_token_file else { return Ok(None) };
        let age = |path: &Path| std::fs::metadata(path).and_then(|m| m.modified()).ok();
        let newer = age(&self.renewed).is_some_and(|renewed| age(given).is_none_or(|given| given <= renewed));
        let path = if newer { &self.renewed } else { given };
        secret_file("refresh_token_file", path).map(Some)
    }

    fn keep(&self, refresh: &str) -> Result<(), String> {
        let folder = self.renewed.parent().unwrap_or(Path::new("."));
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(folder)?;
            // Readable by this user only: that is how temporary files are made.
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(refresh.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&self.renewed)?;
            std::fs::File::open(folder)?.sync_all()
        };
        write().map_err(|e| format!("{}: {e}. The renewed refresh token could not be kept.", self.renewed.display()))
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("token_url", &self.settings.token_url).finish_non_exhaustive()
    }
}

fn secret_file(key: &str, path: &Path) -> Result<String, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| format!("`{key}`: {}: {e}. Create it, readable for this user only.", path.display()))?;
    Ok(text.trim_end().to_string())
}
