//! Signing in: passwords, TLS with a certificate authority of the council's own, and tokens that a real Dovecot checks with
//! the server that gave them.

use super::dovecot::{Dovecot, Extra};
use super::letter;
use crate::support::{House, root};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The token server of the tests: `/token` gives tokens, `/introspect` says whose they are.
pub struct TokenServer {
    child: Child,
    pub port: u16,
}

impl TokenServer {
    pub fn start() -> Self {
        let mut child = Command::new("/usr/bin/python3")
            .arg(root().join("tests/token_server.py"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3 starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("it says its port");
        Self { port: line.trim().parse().expect("a port"), child }
    }
}

impl Drop for TokenServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn filed(house: &House) -> i64 {
    house.json(&["run", "--json"])[0]["account"]["filed"].as_i64().unwrap_or(-1)
}

#[test]
fn tokens_are_fetched_checked_by_the_server_and_renewed() {
    let tokens = TokenServer::start();
    let (port, place) = (tokens.port, "{base}");
    let lines =
        "auth_mechanisms = plain login xoauth2\npassdb {\n driver = oauth2\n mechanisms = xoauth2\n args = OAUTH\n}\n";
    let dir = tempfile::tempdir().unwrap();
    let conf = dir.path().join("oauth2.conf");
    std::fs::write(&conf, format!("introspection_url = http://127.0.0.1:{port}/introspect?access_token=\nintrospection_mode = get\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n{}", place.replace("{base}", ""))).unwrap();
    let server =
        Dovecot::with(&Extra { lines: lines.replace("OAUTH", &conf.display().to_string()), ..Extra::default() });
    server.deliver(&letter(0));
    let settings = |more: &str| {
        format!(
            "sources:\n  - {{ name: box, kind: imap, host: 127.0.0.1, port: {}, security: none, user: sscu, xoauth2: {{ token_url: \"http://127.0.0.1:{port}/token\", client_id: postroom, scope: mail, {more} }} }}\n",
            server.port
        )
    };
    let house = House::new();
    house.write("secret", "the secret of the application\n");
    house.settings(&settings("client_secret_file: secret"));
    assert_eq!(filed(&house), 1, "client credentials: {}", server.log());

    house.write("refresh", "refresh-1\n");
    house.settings(&settings("refresh_token_file: refresh"));
    for n in 1..=3 {
        server.deliver(&letter(n));
        assert_eq!(filed(&house), 1 + n as i64, "each refresh token is good once: {}", server.log());
    }
    let kept = house.path("var/tokens/box.refresh");
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "refresh-4", "the renewed one is kept");
    assert_eq!(std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&kept).unwrap()) & 0o077, 0, "for us alone");

    house.write("secret", "wrong\n");
    house.settings(&settings("client_secret_file: secret"));
    let ran = house.run(&["run"]);
    assert!(ran.out.contains("invalid_client"), "{}", ran.out);
    assert!(!ran.out.contains("wrong\n"), "the secret is not shown");
    let shown = house.run(&["config", "show"]);
    assert!(shown.out.contains("client_secret_file") && !shown.out.contains("the secret of"), "{}", shown.out);
}

/// A certificate authority and a certificate for `localhost`, made by openssl.
pub fn certificates(dir: &Path) {
    let run = |args: &[&str]| {
        let status =
            Command::new("openssl").args(args).current_dir(dir).stderr(Stdio::null()).status().expect("openssl");
        assert!(status.success(), "{args:?}");
    };
    std::fs::write(dir.join("san"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n").unwrap();
    run(&[
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-days",
        "2",
        "-subj",
        "/CN=Northmoor CA",
    ]);
    run(&["req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "req.pem", "-subj", "/CN=localhost"]);
    run(&[
        "x509",
        "-req",
        "-in",
        "req.pem",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        "san",
        "-out",
        "cert.pem",
    ]);
}

#[test]
fn only_a_certificate_that_fits_is_spoken_to() {
    let dir = tempfile::tempdir().unwrap();
    certificates(dir.path());
    let place = dir.path().display();
    let tls = super::dovecot::free_port();
    let lines = format!(
        "ssl = yes\nssl_cert = <{place}/cert.pem\nssl_key = <{place}/key.pem\nservice imap-login {{\n inet_listener imaps {{\n port = {tls}\n ssl = yes\n }}\n}}\n"
    );
    let server = Dovecot::with(&Extra { lines, ..Extra::default() });
    server.deliver(&letter(0));
    let house = House::new();
    house.write("imap-password", super::dovecot::PASSWORD);
    let settings = |host: &str, port: u16, security: &str, more: &str| {
        format!(
            "sources:\n  - {{ name: box, kind: imap, host: {host}, port: {port}, security: {security}, user: sscu, password_file: imap-password{more} }}\n"
        )
    };
    let ca = format!(", ca_file: {place}/ca.pem");
    let cases = [
        ("localhost", tls, "tls", "", 0),
        ("localhost", server.port, "starttls", "", 0),
        ("127.0.0.1", tls, "tls", ca.as_str(), 0),
        ("localhost", tls, "tls", ca.as_str(), 1),
        ("localhost", server.port, "starttls", ca.as_str(), 1),
    ];
    for (host, port, security, more, wanted) in cases {
        house.settings(&settings(host, port, security, more));
        assert_eq!(filed(&house), wanted, "{host} {security} {more}: {}", house.run(&["check"]).out);
    }
    let check = house.run(&["check"]);
    assert!(check.out.contains("1 mail in imap://localhost/INBOX"), "{}", check.out);
}
