"""The tiers of isolation: what the launcher prepares once, and what each candidate does before it reads its submission.

full      namespaces and everything below
standard  Landlock, seccomp and everything below
basic     a session of its own, rlimits, closed descriptors, a cleaned environment: no security boundary
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from judge.sandbox import kernel, namespaces
from judge.sandbox.readable import Tree, leaves

if TYPE_CHECKING:
    from landlockpy import AccessFS, Ruleset
    from seccompy import Filter

CHANNEL = 3
TIERS = ("full", "standard", "basic")
FILE_SIZE_MB = 16
FILE_SIZE_ON_DISK_MB = 4  # a removed file that is still open is out of the judge's sight
SCRATCH_MB = 64  # also in `process`, for the tiers whose scratch folder is on disk
_DESCRIPTORS = 128
_STACK_MB = 8
_THREADS = 256


class Allowance(NamedTuple):
    """What one candidate may use in all."""

    address_space: int
    cpu_s: int


class Unavailable(Exception):
    """A tier that this machine does not offer, with the reason."""


class Confinement:
    """A launcher's side of one tier. Made once, before the runtime is imported; its methods serve every candidate.

    Attributes:
        tier: the tier in force.
        mechanisms: what it is made of, for the report.
    """

    def __init__(self, tier: str, trees: Sequence[Tree], scratch_base: str) -> None:
        """Prepare the tier; for the full one this forks and returns in the child.

        Args:
            tier: the tier.
            trees: what candidates may read.
            scratch_base: the folder that their scratch folders on disk will lie in.

        Raises:
            Unavailable: the machine does not offer it.
        """
        self.tier = tier
        self.mechanisms = ["session", "rlimits"]
        self._trees = trees
        self._namespaces: namespaces.Namespaces | None = None
        self._policy: Filter | None = None
        self._shared_rules: Ruleset | None = None
        self._as_root = os.geteuid() == 0
        self._tasks = 0
        if kernel.is_linux():
            self.mechanisms += ["no-new-privileges"]
        if tier != "basic":
            self._prepare_standard()
        if tier == "full":
            self._prepare_full()
        elif kernel.is_linux():
            if tier == "standard":
                self._shared_rules = self._make_shared_rules(scratch_base)
            kernel.become_subreaper()
            self.mechanisms.append("subreaper")
            self._tasks = _count_tasks(namespaces.NOBODY if self._drops_user() else os.getuid())
        if self._drops_user():
            self.mechanisms.append("nobody")
        # Root's Python may lie where nobody else can look. Landlock still says what may be read.
        readable = self._namespaces or all(_others_may_read(tree.path) for tree in trees)
        self._kept_capability = None if readable or not self._as_root else kernel.CAP_DAC_READ_SEARCH

    def _prepare_standard(self) -> None:
        if not kernel.is_linux():
            raise Unavailable("Landlock and seccomp are Linux's")
        quicken_library_lookup()
        abi = landlock_abi()
        if abi == 0:
            raise Unavailable("the kernel has no Landlock (Linux 5.13, with landlock among its security modules)")
        if not seccomp_works():
            raise Unavailable("the kernel does not let a process load a seccomp filter with a listener (Linux 5.5)")
        from judge.sandbox.syscalls import build_policy

        self._policy = build_policy(CHANNEL, on_disk=self.tier != "full")
        _ = self._policy.program  # compiled here once, not in each candidate
        self.mechanisms += [f"landlock/{abi}", "seccomp"]

    def _prepare_full(self) -> None:
        reason = namespaces.why_not()
        if reason:
            raise Unavailable(f"namespaces are not allowed here ({reason})")
        self._namespaces = namespaces.Namespaces.enter(self._trees)
        os.environ["TMPDIR"] = namespaces.SCRATCH
        self.mechanisms += ["userns"] if self._namespaces.user_namespace else []
        self.mechanisms += ["pidns", "mountns", "netns", "ipcns"]

    def _make_shared_rules(self, scratch_base: str) -> Ruleset:
        """The file rules that all candidates of the standard tier share: some two hundred, made only once.

        They leave out the package folders inside the standard library, entry by entry. Scratch folders are open in
        them; each candidate adds a second layer, in which only its own is.
        """
        from landlockpy import AccessFS, Ruleset

        rules = Ruleset()
        for tree in self._trees:
            for path in leaves(tree):
                rules.allow_path(path, _read_access(path))
        rules.allow_path("/proc", AccessFS.READ_FILE | AccessFS.READ_DIR)
        rules.allow_path(scratch_base, _write_access())
        rules.allow_path("/dev/null", AccessFS.READ_FILE | AccessFS.WRITE_FILE)
        return rules

    def enter_shared_rules(self) -> None:
        """In the candidate, before its descriptors are closed: the first layer of file rules, where there is one."""
        if self._shared_rules is not None:
            self._shared_rules.restrict()

    def _drops_user(self) -> bool:
        """Whether a candidate has to give up root: not where the launcher has."""
        if not self._as_root:
            return False
        if self._namespaces is not None:
            return not self._namespaces.user_namespace
        return kernel.is_linux()

    def own_size(self) -> int:
        """The launcher's address space in bytes, which a candidate starts with."""
        if not kernel.is_linux():
            return 0
        directory = self._namespaces.proc if self._namespaces else os.open("/proc", os.O_PATH)
        fd = os.open("self/statm", os.O_RDONLY, dir_fd=directory)
        try:
            pages = int(os.pread(fd, 256, 0).split()[0])
        finally:
            os.close(fd)
            if not self._namespaces:
                os.close(directory)
        return pages * resource.getpagesize()

    def fork(self) -> int:
        """Fork a candidate, as os.fork does."""
        return self._namespaces.fork() if self._namespaces else os.fork()

    def apply(self, allowance: Allowance, scratch: str) -> tuple[str, Any]:
        """In the candidate, whose descriptors are in place: give everything up.

        Args:
            allowance: what it may use.
            scratch: its folder on disk; the full tier has one of its own.

        Returns:
            The scratch folder to use, and the seccomp listener for the judge (None on the basic tier).
        """
        if self._namespaces:
            scratch = namespaces.SCRATCH
            self._namespaces.give_scratch(SCRATCH_MB)
        os.chdir(scratch)
        os.umask(0o077)
        self._limit(allowance)
        if self._drops_user():
            kernel.keep_capabilities()
            namespaces.become_nobody()
        if not kernel.is_linux():
            return scratch, None
        if self._as_root or self._namespaces:
            kernel.drop_capabilities(self._kept_capability)
        kernel.set_no_new_privileges()
        kernel.set_dumpable(False)
        kernel.set_parent_death_signal(signal.SIGKILL)
        if self._policy is None:
            return scratch, None
        self._restrict_files(scratch)
        from judge.sandbox.syscalls import load_policy

        return scratch, load_policy(self._policy, os.getpid())

    def _limit(self, allowance: Allowance) -> None:
        limits = {
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_FSIZE: (FILE_SIZE_MB if self._namespaces else FILE_SIZE_ON_DISK_MB) << 20,
            resource.RLIMIT_NOFILE: _DESCRIPTORS,
            resource.RLIMIT_STACK: _STACK_MB << 20,
            resource.RLIMIT_CPU: allowance.cpu_s,
        }
        if kernel.is_linux():  # macOS reserves far more address space than it uses
            limits[resource.RLIMIT_AS] = allowance.address_space
            limits[resource.RLIMIT_NPROC] = self._tasks + _THREADS
            limits[resource.RLIMIT_MEMLOCK] = 0
            limits[resource.RLIMIT_MSGQUEUE] = 0
        for kind, most in limits.items():
            hard = resource.getrlimit(kind)[1]
            value = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (value, value))

    def _restrict_files(self, scratch: str) -> None:
        from landlockpy import AccessFS, Ruleset, Scope

        with Ruleset(scoped=Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL) as rules:
            if self._namespaces:  # the view holds nothing else
                rules.allow_path("/", AccessFS.READ_FILE | AccessFS.READ_DIR)
            else:
                for tree in self._trees:  # whole: the layer below leaves out what is hidden in them
                    rules.allow_path(tree.path, _read_access(tree.path))
                rules.allow_path("/proc/self/cmdline", AccessFS.READ_FILE)  # TensorFlow asks for its program's name
            rules.allow_path(scratch, _write_access())
            if os.path.exists("/dev/null"):
                rules.allow_path("/dev/null", AccessFS.READ_FILE | AccessFS.WRITE_FILE)
            rules.restrict()


def _read_access(path: str) -> AccessFS:
    from landlockpy import AccessFS

    return AccessFS.READ_FILE | AccessFS.READ_DIR if os.path.isdir(path) else AccessFS.READ_FILE


def _write_access() -> AccessFS:
    from landlockpy import AccessFS

    files = AccessFS.READ_FILE | AccessFS.WRITE_FILE | AccessFS.MAKE_REG | AccessFS.REMOVE_FILE | AccessFS.TRUNCATE
    return files | AccessFS.READ_DIR | AccessFS.MAKE_DIR | AccessFS.REMOVE_DIR | AccessFS.REFER


def landlock_abi() -> int:
    """The kernel's Landlock ABI version, 0 where it has none."""
    import landlockpy

    try:
        return int(landlockpy.abi_version())
    except (OSError, landlockpy.LandlockError):
        return 0


def seccomp_works() -> bool:
    """Whether a filter with a listener can be loaded."""
    import seccompy

    try:
        return bool(seccompy.supported() and seccompy.flag_supported(seccompy.FilterFlag.NEW_LISTENER))
    except (OSError, seccompy.SeccompError):
        return False


def quicken_library_lookup() -> None:
    """Keep landlockpy and seccompy from running ldconfig, and gcc after it, to find the C library in use already."""
    import ctypes.util

    ctypes.util.find_library = lambda name: None  # None means "this process" to ctypes.CDLL


def _count_tasks(user: int) -> int:
    """How many threads a user has on the machine: RLIMIT_NPROC counts them all, not the candidate's alone."""
    total = 0
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            if os.stat(f"/proc/{name}").st_uid == user:
                total += len(os.listdir(f"/proc/{name}/task"))
        except OSError:  # it ended in the meantime
            continue
    return total


def _others_may_read(path: str) -> bool:
    """Whether a user without any rights of its own reaches this path."""
    while True:
        mode = os.stat(path).st_mode
        if not mode & (0o005 if os.path.isdir(path) else 0o004):
            return False
        parent = os.path.dirname(path)
        if parent == path:
            return True
        path = parent


def is_supported_platform() -> bool:
    """Whether there is any tier at all."""
    return sys.platform != "win32"
