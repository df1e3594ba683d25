"""The tiers of isolation: what the launcher prepares once, and what each candidate does before it reads its submission.

full      namespaces and everything below
standard  Landlock, seccomp and everything below
basic     a session of its own, rlimits, closed descriptors, a cleaned environment: no security boundary
"""

from __future__ import annotations

import functools
import math
import os
import resource
import signal
import time
from collections.abc import Callable, Mapping, Sequence

from judge.sandbox import frames, kernel, namespaces
from judge.sandbox.lean_imports import lean_imports
from judge.sandbox.pidfds import has_pidfds
from judge.sandbox.policy import Policy
from judge.sandbox.readable import Tree, others_may_pass, others_may_read
from judge.sandbox.script import Descriptor, Path, Script, describing
from judge.sandbox.threads import MOST_THREADS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from landlockpy import Ruleset

CHANNEL = 3
FILE_SIZE_MB = 16
FILE_SIZE_ON_DISK_MB = 4  # a removed file that is still open is out of the judge's sight
SCRATCH_MB = 64  # also in `scratch`, for the tiers whose scratch folder is on disk
_LISTENER = CHANNEL + 1  # the lowest that is free when the seccomp listener is made
_DESCRIPTORS = 512
"""How many a candidate may have open, if the user may.

No more may be on their way when one is sent, and each of many jobs may have some on its way.
"""
_HIGHEST_DESCRIPTOR = 1 << 16
_STACK_MB = 8
_SHARED_THREADS = 4096
"""How many a candidate may have beyond its user's others, where those may be other candidates': far more than the judge
leaves it, as what one has is lacking to the others."""
_COUNT_AGAIN_S = 1.0


class Unavailable(Exception):
    """A tier that this machine does not offer, with the reason."""


class Confinement:
    """A launcher's side of one tier. Made once, before the runtime is imported; its methods serve every candidate.

    Attributes:
        tier: the tier in force.
        mechanisms: what it is made of, for the report.
        scratch: where every candidate finds its scratch folder; "" where each has another.
        announcer: the second descriptor of its channel, by which a candidate hands its listener over, and which it then
            closes. It is beyond what a candidate may have, who so never gets one of this number again, and none but
            this one may send others: those on their way count for all of a user's processes, and too many of them
            would keep other candidates from handing over theirs.
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
        self.scratch = ""
        self.announcer = _choose_announcer()
        self._trees = trees
        self._namespaces: namespaces.Namespaces | None = None
        self._restrict_files: Callable[[str], None] | None = None
        self._restrict_calls: Callable[[], int] | None = None
        self._rules: Ruleset | None = None
        self._scripts: dict[tuple[int, int], Script] = {}
        self._channel, self._output, self._folder = Descriptor(), Descriptor(), Path()
        self._as_root = os.geteuid() == 0
        self._user = namespaces.NOBODY
        self._shares_user = False
        self._tasks = kernel.Limit()
        self._count_again_at = 0.0
        if kernel.is_linux():
            self.mechanisms += ["no-new-privileges"]
        if tier != "basic":
            self._prepare_standard(scratch_base)
        if tier == "full":
            self._prepare_full()
        elif kernel.is_linux():
            kernel.become_subreaper()
            self.mechanisms.append("subreaper")
            self._user = namespaces.pick_stranger() if self._drops_user() else os.getuid()
            self._shares_user = self._user in (os.getuid(), namespaces.NOBODY)
        if self._drops_user():
            self.mechanisms.append("nobody")
        if kernel.is_linux() and (self._as_root or self._namespaces):
            kernel.clear_ambient_set()
            kernel.drop_bounding_set()  # nothing here ever executes another program
        self._kept_capability = self._choose_capability(scratch_base)

    def _prepare_standard(self, scratch_base: str) -> None:
        if not kernel.is_linux():
            raise Unavailable("Landlock and seccomp are Linux's")
        with lean_imports():
            # Imported here, as they are Linux's; all that a candidate will need of them, which can import nothing more.
            from judge.sandbox import landlock

            abi = landlock.abi()
            if abi == 0:
                raise Unavailable("the kernel has no Landlock (Linux 5.13, with landlock among its security modules)")
            if not kernel.has_filters_with_listeners():
                raise Unavailable("the kernel does not let a process load a seccomp filter with a listener (Linux 5.5)")
            on_disk = self.tier != "full"
            policy = Policy(self.announcer, on_disk=on_disk, own_pid=None if on_disk else 1)
        self._restrict_calls = policy.load
        if on_disk:
            shared = landlock.make_shared_rules(self._trees, scratch_base)
            self._restrict_files = functools.partial(landlock.restrict_to_trees, shared, self._trees)
        self.mechanisms += [f"landlock/{abi}", "seccomp"]

    def _prepare_full(self) -> None:
        if not has_pidfds():  # the numbers of its processes are another namespace's, and mean others outside
            raise Unavailable("there are no descriptors of processes (pidfd_open, Linux 5.3)")
        found = namespaces.probe()
        if found.reason:
            raise Unavailable(f"namespaces are not allowed here ({found.reason})")
        self._namespaces = namespaces.Namespaces.enter(self._trees, user_namespace=found.user_namespace)
        from judge.sandbox import landlock

        self._rules = landlock.make_view_rules(namespaces.SCRATCH_PARENT)
        self.scratch = os.environ["TMPDIR"] = namespaces.SCRATCH
        self._folder.value = self.scratch.encode()
        self.mechanisms += ["userns"] if self._namespaces.user_namespace else []
        self.mechanisms += ["pidns", "mountns", "netns", "ipcns"]

    def _drops_user(self) -> bool:
        """Whether a candidate has to give up root: not where the launcher has."""
        if not self._as_root:
            return False
        if self._namespaces is not None:
            return not self._namespaces.user_namespace
        return kernel.is_linux()

    def _choose_capability(self, scratch_base: str) -> int | None:
        """Return the capability that a candidate needs where root's Python or temporary files lie where nobody else can
        look; None for none. On the standard tier Landlock still says what may be read; on the basic one nothing does.

        Raises:
            Unavailable: it needs one that there is not.
        """
        if self._namespaces or not self._as_root:
            return None
        places = [tree.path for tree in self._trees if not others_may_read(tree.path)]
        if not others_may_pass(scratch_base):
            places.append(scratch_base)
        if not places:
            return None
        if kernel.is_linux() and not kernel.may_have(kernel.CAP_DAC_READ_SEARCH):
            raise Unavailable(f"root alone reaches {places[0]}, and lacks CAP_DAC_READ_SEARCH to let a candidate do so")
        return kernel.CAP_DAC_READ_SEARCH

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

    def prepare(self, address_space: int, cpu_s: int, channel: int, output: int, folder: str) -> Script:
        """In the launcher: describe what the next candidate has to call.

        Args:
            address_space: how many bytes of it the candidate may use in all.
            cpu_s: how many seconds of CPU time.
            channel: the descriptor of its socket to the judge.
            output: the descriptor of what it prints to.
            folder: its scratch folder on disk; the full tier has one of its own.
        """
        self._channel.value, self._output.value = channel, output
        if not self.scratch:
            self._folder.value = os.fsencode(folder)
        if kernel.is_linux():
            self._allow_tasks()
        script = self._scripts.get((address_space, cpu_s))
        if script is None:
            with describing() as script:
                self._settle_in(address_space, cpu_s)
                if self._namespaces:
                    self._close_and_announce()
            self._scripts[address_space, cpu_s] = script
        return script

    def apply(self, script: Script, folder: str) -> str:
        """In the candidate: be confined, and tell the judge so.

        Args:
            script: as `prepare` has described it, for the full tier all of it.
            folder: as for `prepare`.

        Returns:
            The scratch folder to use.
        """
        script.run()
        if self._namespaces:
            return self.scratch
        if self._restrict_files is not None:
            self._restrict_files(folder)
        self._close_and_announce()
        return folder

    def _settle_in(self, address_space: int, cpu_s: int) -> None:
        """Put the descriptors in place, have room, be limited to it, and give up every right."""
        # First the one that a fault would be told by.
        for source, targets in ((self._output, (2, 1)), (self._channel, (CHANNEL, self.announcer))):
            for target in targets:
                kernel.duplicate(source, target)
        kernel.new_session()
        # Opened anew: flags and locks of what all candidates of a launcher share would outlive them.
        kernel.open_null_as_input()
        if self._namespaces:
            self._namespaces.give_scratch(SCRATCH_MB)
        self._limit(address_space, cpu_s)
        kernel.change_folder(self._folder)
        kernel.set_umask(0o077)
        if self._drops_user():
            kernel.keep_capabilities()
            kernel.change_user(self._user)
        if kernel.is_linux():
            if self._as_root or self._namespaces:
                kernel.drop_capabilities(self._kept_capability)
            kernel.set_no_new_privileges()
            kernel.set_dumpable(False)
            kernel.set_parent_death_signal(signal.SIGKILL)
        if self._rules is not None:
            kernel.restrict_to(self._rules.fileno())

    def _close_and_announce(self) -> None:
        """Close what is not the candidate's, restrict its calls, and tell the judge, with the seccomp listener."""
        kernel.close_range(CHANNEL + 1, self.announcer - 1)  # not before: the rules are held by one
        kernel.close_range(self.announcer + 1, _HIGHEST_DESCRIPTOR)
        if self._restrict_calls is None:
            os.write(self.announcer, frames.CONFINED)
        else:
            self._restrict_calls()
            kernel.send_descriptor(self.announcer, frames.CONFINED, _LISTENER)
            kernel.close(_LISTENER)
        kernel.close(self.announcer)

    def limit_launcher(self) -> None:
        """Set the limits that suit the launcher too, for good: its candidates are born with them."""
        limits = {
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_FSIZE: (FILE_SIZE_MB if self._namespaces else FILE_SIZE_ON_DISK_MB) << 20,
            resource.RLIMIT_STACK: _STACK_MB << 20,
        }
        if kernel.is_linux():
            limits[resource.RLIMIT_MEMLOCK] = 0
            limits[resource.RLIMIT_MSGQUEUE] = 0
        _set_limits(limits)

    def _limit(self, address_space: int, cpu_s: int) -> None:
        limits = {resource.RLIMIT_NOFILE: self.announcer, resource.RLIMIT_CPU: cpu_s}
        if kernel.is_linux():  # macOS reserves far more address space than it uses
            limits[resource.RLIMIT_AS] = address_space
            kernel.set_limit(resource.RLIMIT_NPROC, self._tasks)
        _set_limits(limits)

    def _allow_tasks(self) -> None:
        """Allow the next candidate so many threads, besides those that its user has on the machine.

        The kernel counts them all together. On the lower tiers the user is mostly whoever called the judge, who may
        start other programs while a launcher serves.
        """
        now = time.monotonic()
        if now < self._count_again_at:
            return
        others = _count_tasks(self._user) if self._shares_user else 0
        own = _SHARED_THREADS if self._shares_user and self.tier == "standard" else MOST_THREADS
        self._tasks.soft = self._tasks.hard = _within_hard_limit(resource.RLIMIT_NPROC, others + own)
        self._count_again_at = now + _COUNT_AGAIN_S if self._shares_user else math.inf


def _choose_announcer() -> int:
    """Return the largest descriptor that candidates need not have, and see to it that the launcher may have it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY or hard > _DESCRIPTORS:
        number = _DESCRIPTORS
    else:
        number = hard - 1
    if soft != resource.RLIM_INFINITY and soft <= number:
        resource.setrlimit(resource.RLIMIT_NOFILE, (number + 1, hard))
    return number


def _set_limits(limits: Mapping[int, int]) -> None:
    for kind, most in limits.items():
        most = _within_hard_limit(kind, most)
        kernel.set_limit(kind, kernel.Limit(most, most))


def _within_hard_limit(kind: int, most: int) -> int:
    hard = resource.getrlimit(kind)[1]
    return most if hard == resource.RLIM_INFINITY else min(most, hard)


def _count_tasks(user: int) -> int:
    """How many threads a user has on the machine."""
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
