//! The one way an outside program is started: bounded time, memory, processor time and output, an environment of its
//! own, and its whole process group ended when time is up. Nothing from an item ever reaches its command line.

use rlimit::Resource;
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

/// What an outside program may use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Wall time.
    pub time: Duration,
    /// Bytes it may write to standard output.
    pub output: u64,
    /// Address space in bytes.
    pub memory: u64,
}

/// Why an outside program gave no result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ToolError {
    /// It is not installed.
    #[error("the program is not installed")]
    Missing,
    /// It could not be started or fed.
    #[error("the program could not be run: {0}")]
    Run(#[from] io::Error),
    /// It took too long and was stopped.
    #[error("the program took too long and was stopped")]
    TimedOut,
    /// It wrote more than allowed and was stopped.
    #[error("the program wrote more than allowed and was stopped")]
    TooMuch,
    /// It ended with an error.
    #[error("the program ended with {0}")]
    Failed(std::process::ExitStatus),
}

/// Runs a program with these words as its input and gives back what it wrote.
pub(crate) fn run(program: &str, arguments: &[&str], input: &[&[u8]], bounds: Bounds) -> Result<Vec<u8>, ToolError> {
    let mut child = start(program, arguments)?;
    limit(&child, bounds);
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        stop(&mut child);
        return Err(io::Error::other("no pipes").into());
    };
    let outcome = std::thread::scope(|scope| {
        scope.spawn(move || {
            // A program that stops listening says so by its exit status.
            let _ = input.iter().try_for_each(|part| stdin.write_all(part));
        });
        let (send, receive) = sync_channel(1);
        scope.spawn(move || {
            let mut bytes = Vec::new();
            let read = stdout.take(bounds.output.saturating_add(1)).read_to_end(&mut bytes);
            let _ = send.send(read.map(|_| bytes));
        });
        let outcome = match receive.recv_timeout(bounds.time) {
            Ok(Ok(bytes)) if bytes.len() as u64 > bounds.output => Err(ToolError::TooMuch),
            Ok(read) => read.map_err(ToolError::Run),
            Err(_) => Err(ToolError::TimedOut),
        };
        if outcome.is_err() {
            stop(&mut child);
        }
        outcome
    });
    let bytes = outcome?;
    let status = child.wait()?;
    if status.success() { Ok(bytes) } else { Err(ToolError::Failed(status)) }
}

fn start(program: &str, arguments: &[&str]) -> Result<Child, ToolError> {
    let mut command = Command::new(program);
    command.args(arguments).env_clear().process_group(0).current_dir("/");
    for name in ["PATH", "TESSDATA_PREFIX"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    // Its own threads cost four times the processor time and gain nothing where pages are read side by side.
    command.env("OMP_THREAD_LIMIT", "1").env("LC_ALL", "C.UTF-8");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ToolError::Missing,
        _ => ToolError::Run(error),
    })
}

/// Sets its limits from outside; should it already have ended there is nothing to limit.
fn limit(child: &Child, bounds: Bounds) {
    let Ok(pid) = i32::try_from(child.id()) else { return };
    let seconds = bounds.time.as_secs().saturating_add(1);
    for (resource, most) in
        [(Resource::AS, bounds.memory), (Resource::CPU, seconds), (Resource::FSIZE, 0), (Resource::CORE, 0)]
    {
        let _ = rlimit::prlimit(pid, resource, Some((most, most)), None);
    }
}

fn stop(child: &mut Child) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::{Bounds, ToolError, run};
    use std::time::Duration;

    const BOUNDS: Bounds = Bounds { time: Duration::from_secs(10), output: 1 << 16, memory: 1 << 30 };

    #[test]
    fn a_program_is_bounded_in_every_way() {
        let cat = run("cat", &[], &[b"one ", b"two"], BOUNDS).expect("cat runs");
        assert_eq!(cat, b"one two");
        assert!(matches!(run("no-such-program-here", &[], &[], BOUNDS), Err(ToolError::Missing)));
        assert!(matches!(run("false", &[], &[], BOUNDS), Err(ToolError::Failed(_))));
        assert!(matches!(run("yes", &[], &[], BOUNDS), Err(ToolError::TooMuch)));
        let short = Bounds { time: Duration::from_millis(200), ..BOUNDS };
        assert!(matches!(run("sleep", &["30"], &[], short), Err(ToolError::TimedOut)));
    }
}
