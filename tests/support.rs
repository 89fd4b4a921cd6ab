//! An installation of Postroom in a temporary folder, and a real SMTP receiver. Every test that starts the program does it
//! through here.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// Longer than any source of the tests lets a file settle.
const RESTED: Duration = Duration::from_secs(10);

/// One installation with its own settings and data, and the project's rules.
pub struct House {
    pub dir: TempDir,
}

/// How a command ended.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl House {
    /// Settings that send notices into files and name no source.
    pub fn new() -> Self {
        let house = Self { dir: tempfile::tempdir().expect("a temporary folder") };
        house.settings("");
        house
    }

    /// Writes the settings with `more` behind what every test needs.
    pub fn settings(&self, more: &str) {
        let rules = root().join("rules");
        let mail = if more.contains("mail:") { "" } else { "mail: { from: postroom@northmoor.example }\n" };
        let text = format!(
            "council: {{ name: Northmoor Council, mailbox: sscu@northmoor.example }}\nfolders: {{ rules: {} }}\n{mail}{more}\n",
            rules.display()
        );
        fs::write(self.path("config.yaml"), text).expect("settings written");
    }

    /// A path in the installation.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file that has rested already, making its folders: a fresh one would hold up each run while it settles.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders made");
        let mut file = fs::File::create(&path).expect("file made");
        file.write_all(content.as_ref()).expect("file written");
        file.set_modified(SystemTime::now() - RESTED).expect("file dated");
        path
    }

    /// Gives the installation rules of its own, a copy of the project's, so that a test may spoil them.
    pub fn copy_rules(&self) {
        for entry in walkdir::WalkDir::new(root().join("rules")).into_iter().filter_map(Result::ok) {
            if entry.file_type().is_file() {
                let below = entry.path().strip_prefix(root()).expect("it was found there");
                self.write(&below.display().to_string(), fs::read(entry.path()).expect("rules are readable"));
            }
        }
        let settings = fs::read_to_string(self.path("config.yaml")).expect("settings are there");
        let own = settings.replace(&root().join("rules").display().to_string(), "rules");
        fs::write(self.path("config.yaml"), own).expect("settings written");
    }

    /// The program with these arguments, not started yet.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postroom"));
        command.current_dir(self.dir.path()).args(args).stdin(Stdio::null()).env_remove("POSTROOM_CONFIG");
        command
    }

    /// Runs the program to its end.
    #[allow(clippy::disallowed_methods, reason = "the program under test bounds itself")]
    pub fn run(&self, args: &[&str]) -> Ran {
        let output = self.command(args).output().expect("the program starts");
        Ran {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs the program and reads each line of its output as JSON.
    pub fn json(&self, args: &[&str]) -> Vec<serde_json::Value> {
        let ran = self.run(args);
        ran.out.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}\n{}", ran.err))).collect()
    }

    /// The register, opened beside the program.
    pub fn register(&self) -> postroom::register::Register {
        postroom::register::Register::open(&self.path("var")).expect("the register opens")
    }
}

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Public data beside the project, or a loud note that the test is skipped.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(name);
    if !path.exists() {
        eprintln!("SKIPPED: {name} is not here; this test needs the public data beside the project");
        return None;
    }
    Some(path)
}

/// A mail to the feedback mailbox.
pub fn mail(from: &str, subject: &str, id: &str, date: &str, body: &str) -> String {
    format!(
        "From: {from}\nTo: sscu@northmoor.example\nSubject: {subject}\nDate: {date}\nMessage-ID: <{id}>\n\
         MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    )
}

/// Notices that were being handed over when the program died, and of which it had not noted that they were accepted.
pub fn handing_over(house: &House) -> usize {
    let noted = fs::read(house.path("var/accepted")).unwrap_or_default();
    let noted = String::from_utf8_lossy(&noted).into_owned();
    let Ok(db) = rusqlite::Connection::open(house.path("var/register.sqlite")) else { return 0 };
    let read = || -> rusqlite::Result<Vec<String>> {
        let mut query = db.prepare("SELECT message_id FROM outbox WHERE state = 'sending'")?;
        query.query_map([], |r| r.get(0))?.collect()
    };
    read().map_or(0, |ids| ids.iter().filter(|id| !noted.contains(&format!("\n{id}\t"))).count())
}

/// A real SMTP receiver (aiosmtpd) on loopback that writes one line for each message it answers.
pub struct Receiver {
    child: Child,
    pub port: u16,
    log: PathBuf,
}

impl Receiver {
    /// Starts one that answers every message as told: `accept`, `refuse` (550) or `busy` (451).
    pub fn start(dir: &Path, answer: &str) -> Self {
        Self::with(dir, answer, "{}")
    }

    /// The same with options, JSON, which `tests/receiver.py` explains.
    pub fn with(dir: &Path, answer: &str, options: &str) -> Self {
        let log = dir.join(format!("received-{answer}.log"));
        let mut child = Command::new("/usr/bin/python3")
            .arg(root().join("tests/receiver.py"))
            .args([answer, &log.display().to_string(), options])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3 starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output is piped");
        BufReader::new(out).read_line(&mut line).expect("it says its port");
        let port = line.trim().parse().expect("the receiver runs; `make setup` and `.ci/setup test` install aiosmtpd");
        Self { child, port, log }
    }

    /// Settings that send notices to it.
    pub fn settings(&self) -> String {
        format!(
            "mail:\n  from: postroom@northmoor.example\n  send: smtp\n  smtp: {{ host: 127.0.0.1, port: {}, security: none }}\n",
            self.port
        )
    }

    /// Message-IDs of what it accepted, in order, repeats included.
    pub fn received(&self) -> Vec<String> {
        fs::read_to_string(&self.log).unwrap_or_default().lines().map(str::to_string).collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
