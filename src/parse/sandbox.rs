//! The walls around a reading process, which it builds itself before it sees a byte from outside: no files, no
//! sockets, no new programs, little memory. Where a kernel lacks a layer the others stand, and the lack is reported.

use crate::model::Limits;
use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus};
use rlimit::Resource;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which layers of protection a reading process has on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sandbox {
    /// Memory, CPU, file size, open files and core dumps are limited.
    pub limits: bool,
    /// Landlock refuses every file (Linux 5.13 and later).
    pub files: bool,
    /// Seccomp refuses sockets, new programs, new processes and tracing.
    pub calls: bool,
    /// The kernel ends the process when ours ends.
    pub follows_parent: bool,
}

impl Sandbox {
    /// True where every layer is on.
    pub fn complete(self) -> bool {
        self.limits && self.files && self.calls && self.follows_parent
    }

    /// The layers that are missing, in words.
    pub fn missing(self) -> Vec<&'static str> {
        [
            (self.limits, "limits on memory, time and files (setrlimit)"),
            (self.files, "refusal of file access (Landlock, Linux 5.13 or later)"),
            (self.calls, "refusal of sockets and programs (seccomp)"),
            (self.follows_parent, "ending with the parent process"),
        ]
        .into_iter()
        .filter_map(|(on, what)| (!on).then_some(what))
        .collect()
    }
}

/// The first walls, built by the first thread: what later threads inherit.
pub(crate) fn enter(limits: &Limits) -> Sandbox {
    let follows_parent = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL)).is_ok();
    Sandbox { limits: limit_self(limits).is_ok(), files: refuse_files(), calls: false, follows_parent }
}

/// The last wall; afterwards no thread can be started either.
pub(crate) fn refuse_calls() -> bool {
    let Ok(filter) = filter() else { return false };
    seccompiler::apply_filter_all_threads(&filter).is_ok()
}

/// Gives the item that follows its own share of processor time; the soft limit kills, the hard one stays open for the
/// items after it.
pub(crate) fn allow_seconds(seconds: u64) {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).tv_sec;
    let until = u64::try_from(used).unwrap_or(0).saturating_add(seconds).saturating_add(1);
    // Without the limit the wall clock of the parent still holds.
    let _ = rlimit::setrlimit(Resource::CPU, until, rlimit::INFINITY);
}

fn limit_self(limits: &Limits) -> std::io::Result<()> {
    let memory = limits.parse_memory_mib.saturating_mul(1 << 20);
    rlimit::setrlimit(Resource::AS, memory, memory)?;
    rlimit::setrlimit(Resource::CORE, 0, 0)?;
    rlimit::setrlimit(Resource::FSIZE, 0, 0)?;
    rlimit::setrlimit(Resource::NOFILE, 16, 16)
}

fn refuse_files() -> bool {
    let rules = || {
        Ruleset::default()
            .handle_access(AccessFs::from_all(ABI::V5))?
            .handle_access(AccessNet::from_all(ABI::V5))?
            .create()?
            .restrict_self()
    };
    rules().is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
}

/// Calls that reading needs: memory, its two pipes, time, locks and leaving. Everything else is refused with an error.
fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
    let needed = [
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_readv,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_lseek,
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_gettimeofday,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_set_robust_list,
        libc::SYS_rseq,
        libc::SYS_membarrier,
        libc::SYS_sysinfo,
    ];
    let mut rules: BTreeMap<i64, _> = needed.into_iter().map(|call| (call, Vec::new())).collect();
    // Its own processor time only, and signals to itself only (how an abort ends a process).
    let is = |argument, value: u64| SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value);
    rules.insert(libc::SYS_prlimit64, vec![SeccompRule::new(vec![is(0, 0)?, is(1, u64::from(libc::RLIMIT_CPU))?])?]);
    rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![is(0, u64::from(std::process::id()))?])?]);
    SeccompFilter::new(
        rules,
        SeccompAction::Errno(libc::EPERM as u32),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?
    .try_into()
}
