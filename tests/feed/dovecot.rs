//! A real Dovecot in a temporary folder, on a high port of loopback, started and ended by the test as an ordinary process;
//! and a wire to it that can be cut.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const USER: &str = "sscu";
pub const PASSWORD: &str = "correct-horse-9";

/// A server with one mailbox.
pub struct Dovecot {
    dir: TempDir,
    child: Option<Child>,
    pub port: u16,
    delivered: AtomicUsize,
}

/// What a server offers besides the usual.
#[derive(Default, Clone)]
pub struct Extra {
    /// Lines of configuration.
    pub lines: String,
    /// Capabilities it admits to, where not all.
    pub capability: Option<&'static str>,
}

impl Dovecot {
    pub fn start() -> Self {
        Self::with(&Extra::default())
    }

    pub fn with(extra: &Extra) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let port = free_port();
        // Dovecot's own users must be able to enter the folder.
        set_mode(dir.path(), "755");
        fs::create_dir_all(dir.path().join("mail")).expect("folder made");
        let root = fs::metadata(dir.path()).expect("it was just made").uid() == 0;
        let users = if root {
            own(&dir.path().join("mail"), "mail:mail");
            "mail_uid = mail\nmail_gid = mail\nfirst_valid_uid = 1\n".to_string()
        } else {
            let me = output("id", &["-un"]);
            let group = output("id", &["-gn"]);
            format!(
                "mail_uid = {me}\nmail_gid = {group}\ndefault_internal_user = {me}\ndefault_internal_group = {group}\ndefault_login_user = {me}\n"
            )
        };
        let capability = extra.capability.map(|c| format!("imap_capability = {c}\n")).unwrap_or_default();
        let base = dir.path().display();
        let text = format!(
            "base_dir = {base}/run\nstate_dir = {base}/state\nprotocols = imap\nlisten = 127.0.0.1\nssl = no\n\
             disable_plaintext_auth = no\nlog_path = {base}/dovecot.log\nmail_location = maildir:{base}/mail/%u\n\
             mail_max_userip_connections = 100\nauth_failure_delay = 0\n{users}{capability}\
             service imap-login {{\n chroot =\n inet_listener imap {{\n port = {port}\n }}\n inet_listener imaps {{\n port = 0\n }}\n}}\n\
             service anvil {{\n chroot =\n}}\n\
             passdb {{\n driver = static\n args = password={PASSWORD}\n mechanisms = plain login\n}}\n\
             userdb {{\n driver = static\n args = home={base}/mail/%u\n}}\n{}",
            extra.lines.replace("{port}", &port.to_string())
        );
        fs::write(dir.path().join("dovecot.conf"), text).expect("configuration written");
        let mut server = Self { dir, child: None, port, delivered: AtomicUsize::new(0) };
        server.up();
        server
    }

    /// Starts it, again after `down`.
    pub fn up(&mut self) {
        let conf = self.path("dovecot.conf");
        let child = Command::new("/usr/sbin/dovecot")
            .args(["-F", "-c"])
            .arg(conf)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Dovecot starts; `.ci/setup test` installs it");
        self.child = Some(child);
        let end = Instant::now() + Duration::from_secs(20);
        while greeting(self.port).is_none() {
            assert!(Instant::now() < end, "Dovecot does not answer: {}", self.log());
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Ends it, with every conversation.
    pub fn down(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        // SIGTERM lets it end its children; its own shutdown is what a restart is.
        let _ = Command::new("kill").arg(child.id().to_string()).status();
        let end = Instant::now() + Duration::from_secs(10);
        while child.try_wait().ok().flatten().is_none() {
            if Instant::now() > end {
                let _ = child.kill();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Makes it number every mail anew, as after a restored backup.
    pub fn renumber(&mut self) {
        self.down();
        let folder = self.mailbox();
        for entry in fs::read_dir(&folder).expect("the mailbox is there").flatten() {
            if entry.file_name().to_string_lossy().starts_with("dovecot") {
                let _ = fs::remove_file(entry.path());
            }
        }
        // UIDVALIDITY is made of the seconds of the clock.
        std::thread::sleep(Duration::from_millis(1_100));
        self.up();
    }

    /// Delivers a mail as a delivery agent does.
    pub fn deliver(&self, mail: &str) {
        let n = self.delivered.fetch_add(1, Ordering::SeqCst);
        let folder = self.mailbox();
        if !folder.join("new").exists() {
            for name in ["new", "cur", "tmp"] {
                fs::create_dir_all(folder.join(name)).expect("Maildir made");
                own(&folder.join(name), "mail:mail");
            }
            own(&folder, "mail:mail");
        }
        let now = jiff::Timestamp::now();
        let name = format!("{}.M{}P{}Q{n}.test", now.as_second(), now.subsec_microsecond(), std::process::id());
        let tmp = folder.join("tmp").join(&name);
        fs::write(&tmp, mail.replace('\n', "\r\n")).expect("mail written");
        own(&tmp, "mail:mail");
        fs::rename(&tmp, folder.join("new").join(&name)).expect("mail delivered");
    }

    /// Names of the mails in a folder, flags with them; the inbox has the empty name.
    pub fn mails(&self, folder: &str) -> Vec<String> {
        let place = if folder.is_empty() { self.mailbox() } else { self.mailbox().join(format!(".{folder}")) };
        let mut names = Vec::new();
        for part in ["new", "cur"] {
            let entries = fs::read_dir(place.join(part)).into_iter().flatten().flatten();
            names.extend(entries.map(|e| e.file_name().to_string_lossy().into_owned()));
        }
        names.sort();
        names
    }

    /// Moves every mail of a folder back to the inbox, as a person does who wants it looked at again.
    pub fn move_back(&self, folder: &str) -> usize {
        let place = self.mailbox().join(format!(".{folder}")).join("cur");
        let mut moved = 0;
        for entry in fs::read_dir(place).expect("the folder is there").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            fs::rename(entry.path(), self.mailbox().join("cur").join(name)).expect("moved");
            moved += 1;
        }
        moved
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.path("dovecot.log")).unwrap_or_default()
    }

    fn mailbox(&self) -> PathBuf {
        self.path("mail").join(USER)
    }

    /// A source in the settings that reads this mailbox through `port`.
    pub fn source(&self, port: u16, more: &str) -> String {
        format!(
            "sources:\n  - {{ name: box, kind: imap, host: 127.0.0.1, port: {port}, security: none, user: {USER}, password_file: imap-password{more} }}\n"
        )
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.down();
    }
}

/// A wire between two programs that can be cut.
pub struct Wire {
    pub port: u16,
    open: Arc<Mutex<Vec<TcpStream>>>,
    ended: Arc<AtomicBool>,
    /// Bytes from the server after which a connection is cut by itself; 0 for never.
    pub fuse: Arc<AtomicUsize>,
    pub cuts: Arc<AtomicUsize>,
}

impl Wire {
    #[allow(clippy::disallowed_methods, reason = "the threads end with the test's own process")]
    pub fn to(target: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let wire =
            Self { port, open: Arc::default(), ended: Arc::default(), fuse: Arc::default(), cuts: Arc::default() };
        let (open, ended, fuse, cuts) = (wire.open.clone(), wire.ended.clone(), wire.fuse.clone(), wire.cuts.clone());
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(far) = TcpStream::connect(("127.0.0.1", target)) else { continue };
                let pair = [near.try_clone(), far.try_clone()];
                open.lock().expect("no thread panicked").extend(pair.into_iter().flatten());
                let (near_again, far_again) = (near.try_clone(), far.try_clone());
                std::thread::spawn(move || {
                    near_again.map(|n| carry(n, far, &AtomicUsize::new(0), &AtomicUsize::new(0)))
                });
                let (fuse, cuts) = (fuse.clone(), cuts.clone());
                std::thread::spawn(move || far_again.map(|f| carry(f, near, &fuse, &cuts)));
            }
        });
        wire
    }

    /// Cuts every connection; true where there was one.
    pub fn cut(&self) -> bool {
        let mut open = self.open.lock().expect("no thread panicked");
        let some = open.iter().any(|stream| stream.shutdown(Shutdown::Both).is_ok());
        open.clear();
        self.cuts.fetch_add(usize::from(some), Ordering::SeqCst);
        some
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        self.cut();
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, fuse: &AtomicUsize, cuts: &AtomicUsize) {
    let mut block = [0; 4096];
    let mut carried = 0;
    while let Ok(n) = from.read(&mut block) {
        let most = fuse.load(Ordering::SeqCst);
        if most > 0 && carried + n > most {
            let _ = to.write_all(&block[..most.saturating_sub(carried).min(n)]);
            cuts.fetch_add(1, Ordering::SeqCst);
            break;
        }
        carried += n;
        if n == 0 || to.write_all(&block[..n]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("it is bound").port()
}

fn greeting(port: u16) -> Option<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_millis(500))).ok()?;
    let mut start = [0; 4];
    stream.read_exact(&mut start).ok()?;
    (&start == b"* OK").then_some(())
}

fn own(path: &Path, owner: &str) {
    // Only root can and must.
    if fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0) {
        static IDS: std::sync::OnceLock<(u32, u32)> = std::sync::OnceLock::new();
        let (uid, gid) = *IDS.get_or_init(|| owner_ids(owner));
        std::os::unix::fs::chown(path, Some(uid), Some(gid)).expect("owner set");
    }
}

/// The numbers of `user:group`; Debian's `mail` is 8:8.
fn owner_ids(owner: &str) -> (u32, u32) {
    let user = owner.split(':').next().expect("a user");
    let id = |kind| output("id", &[kind, user]).parse().expect("a number");
    (id("-u"), id("-g"))
}

fn set_mode(path: &Path, mode: &str) {
    let status = Command::new("chmod").arg(mode).arg(path).status().expect("chmod runs");
    assert!(status.success());
}

#[allow(clippy::disallowed_methods, reason = "`id` is quick")]
fn output(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output().expect("it runs");
    String::from_utf8_lossy(&output.stdout).trim().to_string()
}
