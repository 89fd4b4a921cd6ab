//! Files in folders and Maildirs: what is there, what has settled, and the move once an item is kept. Links, pipes and
//! devices are never opened: a drop folder must not be a way to read other files.

use super::{Fault, Findings, Found, Kind, Source, is_ignored};
use jiff::Timestamp;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;
use walkdir::WalkDir;

/// Folder, beside the items of a drop folder, to which kept items are moved.
const DONE: &str = "done";

/// Every file of the source that may be taken now.
pub fn find(source: &Source, ignore: &[String]) -> Findings {
    let mut findings = Findings::default();
    let mut fresh = Vec::new();
    for root in roots(source) {
        walk(source, &root, ignore, &mut findings, &mut fresh);
    }
    settle(source, fresh, &mut findings);
    findings.files.sort_by(|a, b| a.path.cmp(&b.path));
    findings
}

/// Moves a kept file on: `new` to `cur` in a Maildir, into `done` in a folder. Nothing is ever overwritten.
pub fn move_on(source: &Source, found: &Found) -> io::Result<()> {
    let name = found.path.file_name().ok_or_else(|| io::Error::other("it has no file name"))?;
    match source.kind {
        Kind::Maildir => {
            let in_new = found.path.parent().is_some_and(|p| p.ends_with("new"));
            if !in_new {
                return Ok(());
            }
            // maildir(5): a message in `cur` carries an info part; `:2,` is the empty one.
            let to = source.path.join("cur").join(format!("{}:2,", name.to_string_lossy()));
            rename_new(&found.path, &to)
        }
        Kind::Folder | Kind::Mbox => {
            let base = if source.path.is_dir() { source.path.clone() } else { parent(&source.path) };
            let below = found.path.strip_prefix(&base).unwrap_or(Path::new(name));
            let to = base.join(DONE).join(below);
            fs::create_dir_all(parent(&to))?;
            rename_new(&found.path, &free_name(to))
        }
    }
}

/// Reads a file whole, provided that it did not change since it was found.
pub fn read_whole(found: &Found) -> Result<Vec<u8>, Fault> {
    let fault = |message: String| Fault { path: found.path.clone(), message };
    let unreadable = |e: io::Error| {
        fault(format!("could not be read ({e}); left where it is. Check its permissions and run again."))
    };
    let mut file = File::open(&found.path).map_err(unreadable)?;
    let mut bytes = Vec::with_capacity(usize::try_from(found.bytes).unwrap_or(0));
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    let after = file.metadata().map_err(unreadable)?;
    let same = after.len() == found.bytes && bytes.len() as u64 == found.bytes && modified(&after) == found.arrived;
    if same { Ok(bytes) } else { Err(fault("changed while it was read; left for the next run.".into())) }
}

fn roots(source: &Source) -> Vec<PathBuf> {
    match source.kind {
        Kind::Maildir => vec![source.path.join("new"), source.path.join("cur")],
        Kind::Folder | Kind::Mbox => vec![source.path.clone()],
    }
}

fn walk(source: &Source, root: &Path, ignore: &[String], findings: &mut Findings, fresh: &mut Vec<Found>) {
    let done = root.join(DONE);
    let passed_over = |path: &Path| (source.moves && path == done) || is_maildir_tmp(path);
    let entries = WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(|e| !passed_over(e.path()));
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(root).to_path_buf();
                let message = format!("could not be looked at ({error}). Check its permissions and run again.");
                findings.faults.push(Fault { path, message });
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        let name = entry.file_name().to_string_lossy();
        // A Maildir's own name rules apply there: maildir(5) has readers skip names that begin with a dot.
        if entry.depth() > 0 && is_ignored(&name, ignore) {
            findings.ignored += 1;
            continue;
        }
        // A path named outright may be a link; inside a folder links, pipes and devices are left alone.
        let meta = if entry.depth() == 0 { fs::metadata(entry.path()) } else { fs::symlink_metadata(entry.path()) };
        match meta {
            Ok(meta) if meta.is_file() => fresh.push(Found {
                path: entry.path().to_path_buf(),
                locator: locator(source, entry.path()),
                mbox: source.kind == Kind::Mbox,
                bytes: meta.len(),
                arrived: modified(&meta),
            }),
            Ok(_) => findings.faults.push(Fault {
                path: entry.path().to_path_buf(),
                message: "is a link, a pipe or a device and was not opened. Put the file itself there.".into(),
            }),
            Err(error) => findings.faults.push(Fault {
                path: entry.path().to_path_buf(),
                message: format!("could not be looked at ({error}). Check its permissions and run again."),
            }),
        }
    }
}

/// Takes files that have rested long enough; waits once, no longer than the settling time, for those that have not.
fn settle(source: &Source, fresh: Vec<Found>, findings: &mut Findings) {
    let (rested, young): (Vec<_>, Vec<_>) = fresh.into_iter().partition(|f| age(f) >= source.settle);
    findings.files.extend(rested);
    let Some(wait) = young.iter().map(|f| source.settle.saturating_sub(age(f))).max() else { return };
    std::thread::sleep(wait.min(source.settle));
    for found in young {
        let unchanged = fs::symlink_metadata(&found.path)
            .is_ok_and(|now| now.len() == found.bytes && modified(&now) == found.arrived);
        if unchanged {
            findings.files.push(found);
        } else {
            findings.unsettled.push(found.path);
        }
    }
}

/// Time since the last change. A file dated in the future counts as just written and settles by standing still.
fn age(found: &Found) -> Duration {
    Duration::try_from(Timestamp::now().duration_since(found.arrived)).unwrap_or(Duration::ZERO)
}

/// maildir(5): what is in `tmp` is being written, and nobody but the writer may read it.
fn is_maildir_tmp(path: &Path) -> bool {
    path.ends_with("tmp") && path.parent().is_some_and(|p| p.join("new").is_dir() && p.join("cur").is_dir())
}

/// The path; for a Maildir without `new` or `cur` and without the info part, which mail programs change at will.
fn locator(source: &Source, path: &Path) -> String {
    let name = path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
    match source.kind {
        Kind::Maildir => source.path.join(name.split(":2,").next().unwrap_or(&name)).display().to_string(),
        Kind::Folder | Kind::Mbox => path.display().to_string(),
    }
}

fn modified(meta: &Metadata) -> Timestamp {
    meta.modified().ok().and_then(|t| Timestamp::try_from(t).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn parent(path: &Path) -> PathBuf {
    path.parent().map(Path::to_path_buf).unwrap_or_default()
}

fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    if to.exists() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{} exists", to.display())));
    }
    fs::rename(from, to)?;
    File::open(parent(to))?.sync_all()
}

/// The wished-for name, or the same with a number, where that name is taken by an earlier file.
fn free_name(wish: PathBuf) -> PathBuf {
    let stem = wish.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = wish.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    std::iter::once(wish.clone())
        .chain((2..).map(|n| wish.with_file_name(format!("{stem} ({n}){ending}"))))
        .find(|path| !path.exists())
        .unwrap_or(wish)
}
