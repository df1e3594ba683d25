"""Which system calls a candidate may make: the seccomp policy, as tables that can be read.

Everything that is not listed fails with ENOSYS, as on a kernel that does not have it; libraries fall back from that.
What only hostile code tries is handed to the judge, which sees the call itself, names it and ends the candidate.
"""

from __future__ import annotations

import errno

import seccompy
from seccompy import Action, ArgCmp, CmpOp, Filter, FilterFlag, syscall_name

from judge.sandbox.ranges import RangeFilter

ALLOWED = """
    read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek sendfile copy_file_range open
    openat creat close close_range dup dup2 dup3 pipe pipe2 eventfd eventfd2 stat fstat lstat
    newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat getdents getdents64 getcwd
    chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 ftruncate fallocate
    fsync fdatasync fadvise64 umask mmap munmap mprotect mremap madvise brk msync mincore futex futex_waitv
    futex_wake futex_wait futex_requeue set_robust_list get_robust_list rseq membarrier sched_yield
    sched_getaffinity sched_getparam sched_getscheduler sched_getattr sched_get_priority_max
    sched_get_priority_min getpriority getcpu nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday
    time times alarm setitimer getitimer timer_create timer_settime timer_gettime timer_delete poll ppoll select
    pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 rt_sigaction
    rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack pause kill tkill tgkill
    getpid gettid getppid getuid geteuid getgid getegid getgroups getresuid getresgid getpgrp getpgid getsid
    getrlimit getrusage uname sysinfo getrandom exit exit_group wait4 waitid arch_prctl set_tid_address
    restart_syscall
""".split()
"""What Python, NumPy and TensorFlow need. Landlock decides which files the ones with a path may reach."""

REFUSED = """
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat futimesat setxattr
    lsetxattr fsetxattr removexattr lremovexattr fremovexattr link linkat symlink symlinkat mknod mknodat setuid
    setgid setreuid setregid setresuid setresgid setgroups setpriority sched_setscheduler sched_setparam
    sched_setattr ioprio_set mlock mlock2 mlockall seccomp prctl prlimit64 sched_setaffinity ioctl setrlimit
    setsid setpgid flock sendmsg fcntl truncate
""".split()
"""EPERM, without a verdict: libraries try these and live with a refusal."""

_SOCKETS = "tried to open a network connection or socket: not allowed here"
_PROCESSES = "tried to start another process: not allowed here"
_PROGRAMS = "tried to run another program: not allowed here"
_OTHERS = "tried to look into or signal another process: not allowed here"
_KERNEL = "tried to change the system: not allowed here"

REMOVALS = ("unlink", "unlinkat", "rmdir", "rename", "renameat", "renameat2")
"""On disk: the judge counts them, and lets them go on."""

VIOLATIONS = {
    _SOCKETS: "socket socketpair connect bind listen accept accept4 sendto sendmmsg recvmsg recvmmsg shutdown",
    _PROCESSES: "fork vfork clone",
    _PROGRAMS: "execve execveat",
    _OTHERS: """ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd pidfd_open
        pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo perf_event_open""",
    _KERNEL: """mount umount2 pivot_root chroot setns unshare move_mount open_tree fsopen fsconfig fsmount fspick
        mount_setattr bpf userfaultfd io_uring_setup io_uring_enter io_uring_register keyctl add_key request_key
        init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff sethostname
        setdomainname settimeofday clock_settime adjtimex clock_adjtime acct quotactl open_by_handle_at iopl ioperm
        fanotify_init landlock_create_ruleset landlock_add_rule landlock_restrict_self shmget msgget semget
        memfd_secret mq_open personality capset syslog vhangup""",
}
"""SV, with these words."""

_AF_UNIX = 1
_O_TMPFILE = 0o20000000
_CLONE_THREAD = 0x00010000
_PR_SET_NAME, _PR_GET_NAME, _PR_GET_DUMPABLE, _PR_SET_VMA = 15, 16, 3, 0x53564D41
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS TIOCGWINSZ FIONREAD FIONBIO FIONCLEX FIOCLEX


_FCNTLS = (0, 1, 2, 3, 4, 5, 36, 1030, 1031, 1032)
"""Duplicates, flags, looking for locks, and pipe sizes; not F_SETOWN and F_SETSIG, by which the kernel signals any
process of the same user (Landlock stops that from Linux 6.12 on)."""
_LOCKING = (6, 7, 37, 38)
"""F_SETLK and its like succeed without doing anything. Nobody else reaches the files that a candidate may write to; on
the others, such as the null device and the runtime's, a lock would be a sign to another candidate."""


def compile_policy(channel: int, *, on_disk: bool, own_pid: int | None) -> bytes:
    """Return the policy as a program for the kernel, to be loaded with a listener. The arguments are as for Policy."""
    return build_policy(channel, on_disk=on_disk, own_pid=own_pid).program


def compile_signals(own_pid: int) -> bytes:
    """Return the program that lets signals go to one process only, and allows everything else."""
    policy = RangeFilter(Action.ALLOW)
    _keep_signals_in(policy, own_pid)
    return policy.program


def build_policy(channel: int, *, on_disk: bool, own_pid: int | None) -> RangeFilter:
    """Return the policy as rules."""
    policy = RangeFilter(Action.ERRNO | errno.ENOSYS, flags=FilterFlag.NEW_LISTENER)
    known = _known()
    policy.allow("clone", args=[ArgCmp(0, CmpOp.MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD)])
    for request in _IOCTLS:
        policy.allow("ioctl", args={1: request})
    for option in (_PR_SET_NAME, _PR_GET_NAME, _PR_GET_DUMPABLE, _PR_SET_VMA):
        policy.allow("prctl", args={0: option})
    for command in _FCNTLS:
        policy.allow("fcntl", args={1: command})
    for command in _LOCKING:
        policy.errno("fcntl", 0, args={1: command})
    policy.allow("prlimit64", args={0: 0})  # process 0 is the caller
    policy.allow("sendmsg", args={0: channel, 2: 0})
    # The C library asks a name service by a local socket before it reads /etc/passwd, and lives with a refusal.
    for local in ("socket", "socketpair"):
        policy.errno(local, errno.EACCES, args={0: _AF_UNIX})
    if on_disk:
        _keep_files_in_sight(policy, known)
    if own_pid is not None:
        _keep_signals_in(policy, own_pid)
    _allow_the_rest(policy, known, on_disk=on_disk)
    return policy


def _keep_signals_in(policy: Filter, own_pid: int) -> None:
    """Let signals go to the caller's own process only."""
    for name in ("kill", "tgkill"):
        policy.errno(name, errno.EPERM, args=[ArgCmp(0, CmpOp.NE, own_pid)])
    policy.errno("tkill", errno.EPERM)


def _allow_the_rest(policy: Filter, known: frozenset[str], *, on_disk: bool) -> None:
    """What is allowed, refused or a violation whatever its arguments are, unless a rule before says otherwise."""
    for name in ALLOWED:
        if name in known and not (on_disk and name in REMOVALS):
            policy.allow(name)
    for name in REFUSED:
        if name in known:
            policy.errno(name, errno.EPERM)
    for names in VIOLATIONS.values():
        for name in names.split():
            if name in known:
                policy.notify(name)


def _keep_files_in_sight(policy: Filter, known: frozenset[str]) -> None:
    """Let files take no space that a look into the scratch folder does not find, or little.

    A file that is removed while it is open keeps its space, so the judge counts removals. Space can't be had without
    writing to it, and not in a file without a name.
    """
    for name in REMOVALS:
        if name in known:
            policy.notify(name)
    policy.errno("fallocate", errno.EOPNOTSUPP)
    for name, position in (("open", 1), ("openat", 2)):
        if name in known:
            nameless = [ArgCmp(position, CmpOp.MASKED_EQ, _O_TMPFILE, _O_TMPFILE)]
            policy.errno(name, errno.EOPNOTSUPP, args=nameless)


def is_removal(number: int) -> bool:
    """Whether the system call of this number removes a file or replaces one."""
    return syscall_name(number) in REMOVALS


def describe_violation(number: int) -> str:
    """Return in words what the system call of this number was an attempt at."""
    name = syscall_name(number) or f"system call {number}"
    for words, names in VIOLATIONS.items():
        if name in names.split():
            return f"{words} ({name})"
    return f"made a system call that is not allowed here ({name})"


def _known() -> frozenset[str]:
    """The names of this architecture's system calls; some of the old ones exist on x86-64 only."""
    tables = seccompy.syscalls
    table = tables.X86_64_SYSCALLS if tables.arch() == "x86_64" else tables.AARCH64_SYSCALLS
    return frozenset(table)
