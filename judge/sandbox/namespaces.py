"""The full tier: user, mount, pid, network and IPC namespaces around the launcher, a pid namespace for each candidate.

The launcher moves into its namespaces once, before it imports anything large; a candidate then costs one more pid and
mount namespace, about a millisecond. The mount view holds the runtime, read-only, and a small scratch folder in memory
that each candidate gets afresh. The kernel's /proc is not in it: nothing to look into, nothing to write to.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from judge.sandbox import kernel
from judge.sandbox.readable import Tree
from judge.sandbox.script import describing

SCRATCH_PARENT = "/scratch"
SCRATCH = f"{SCRATCH_PARENT}/own"
NOBODY = 65534
_STRANGERS = 1_100_000_000
"""Where user numbers begin that nobody on the machine has."""
_VIEW_POINTS = ("/sys", "/mnt", "/media", "/srv", "/tmp")
_OURS = kernel.CLONE_NEWNS | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS | kernel.CLONE_NEWPID


class Probe(NamedTuple):
    """What the machine allows: why there can't be namespaces, or "", and whether one of users is among them."""

    reason: str
    user_namespace: bool


def probe() -> Probe:
    """Try to make the namespaces, in a process of its own. Root goes on without one of users where there is none."""
    reason = _try_in_child(lambda: _attempt(user_namespace=True))
    if reason and os.geteuid() == 0:
        return Probe(_try_in_child(lambda: _attempt(user_namespace=False)), False)
    return Probe(reason, True)


def _attempt(*, user_namespace: bool) -> None:
    """Do what `Namespaces.enter` does, with an empty view."""
    proc = os.open("/proc", os.O_PATH)
    as_root = os.geteuid() == 0
    if as_root:
        kernel.unshare(kernel.CLONE_NEWNS)
    else:
        _own_user_namespace(proc)
        kernel.unshare(_OURS)
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", _view_point([]), "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=64k")
    if as_root:
        if user_namespace:
            _become_owner_as_nobody(proc)
        kernel.unshare(_OURS)


class Namespaces:
    """The launcher's namespaces.

    Attributes:
        user_namespace: whether there is a user namespace; root goes on without where the machine forbids them.
        proc: a descriptor of the machine's /proc, for the launcher alone; closed in every child.
    """

    def __init__(self, user_namespace: bool, proc: int) -> None:
        self.user_namespace = user_namespace
        self.proc = proc
        own = os.open("self/ns/pid", os.O_RDONLY, dir_fd=proc)
        with describing() as self._enter_new:
            kernel.unshare(kernel.CLONE_NEWPID)
        with describing() as self._return:
            kernel.setns(own, kernel.CLONE_NEWPID)

    @classmethod
    def enter(cls, trees: Sequence[Tree], *, user_namespace: bool) -> Namespaces:
        """Move into new namespaces with a view of `trees` alone. Returns in a child, process 1 of the pid namespace.

        Args:
            trees: what can be seen there.
            user_namespace: whether root makes one of users.

        Raises:
            OSError: the machine does not allow it; the process is then of no further use.
        """
        proc = os.open("/proc", os.O_PATH)
        death_signal = kernel.get_parent_death_signal()
        if os.geteuid() == 0:
            # The view is built with root's rights, as the runtime may lie where nobody else can reach; then they go.
            kernel.unshare(kernel.CLONE_NEWNS)
            _build_view(trees)
            if user_namespace:
                _become_owner_as_nobody(proc)
            kernel.unshare(_OURS)
        else:
            _own_user_namespace(proc)
            kernel.unshare(_OURS)
            _build_view(trees)
        _continue_as_first_process(death_signal)
        return cls(user_namespace, proc)

    def fork(self) -> int:
        """Fork a child that is process 1 of a pid namespace of its own: when it ends, so does all that it started."""
        self._enter_new.run()
        try:
            child = os.fork()
        except OSError:
            self._return.run()
            raise
        if child != 0:
            self._return.run()
        return child

    def give_scratch(self, size_mb: int) -> None:
        """In the child: a fresh scratch folder in memory, and mount and IPC namespaces of its own."""
        kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC)
        owner = "" if self.user_namespace else f",uid={NOBODY},gid={NOBODY}"
        flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
        kernel.mount("tmpfs", SCRATCH, "tmpfs", flags, f"mode=700,size={size_mb}m,nr_inodes=4k{owner}")


def _own_user_namespace(proc: int) -> None:
    """Enter a user namespace of one's own, keeping one's user and group numbers in it."""
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        fd = os.open(f"self/{name}", os.O_WRONLY, dir_fd=proc)
        try:
            os.write(fd, text.encode())
        finally:
            os.close(fd)


def _become_owner_as_nobody(proc: int) -> None:
    """Give up root for good, then own a user namespace as an ordinary user does."""
    kernel.change_user(NOBODY)
    kernel.set_dumpable(True)  # the change of user cleared it, and uid_map can't be opened without
    _own_user_namespace(proc)


def pick_stranger() -> int:
    """Return a user and group number that this launcher's candidates share with no other's.

    The kernel counts the threads of a user: candidates of two launchers must not use up one another's. Where root has
    too few numbers for that, as in some containers, they share that of nobody.
    """
    number = _STRANGERS + os.getpid()
    return number if all(map(_is_mapped, ("uid_map", "gid_map"), (number, number))) else NOBODY


def _is_mapped(name: str, number: int) -> bool:
    try:
        with open(f"/proc/self/{name}", encoding="ascii") as lines:
            ranges = [tuple(map(int, line.split())) for line in lines]
    except (OSError, ValueError):
        return False
    return any(first <= number < first + count for first, _, count in ranges)


def _build_view(trees: Sequence[Tree]) -> None:
    """Make a root of read-only binds of the trees, and move into it."""
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    view = _view_point(trees)
    kernel.mount("tmpfs", view, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=755,size=1m")
    links = {path: os.readlink(path) for path in ("/lib", "/lib64", "/bin") if os.path.islink(path)}
    for link, target in links.items():
        os.symlink(target, view + link)
    # Parents first: a package inside a tree lies on top of the tree's own hidden folders.
    for tree in sorted(trees, key=lambda tree: len(tree.path)):
        if not any(tree.path.startswith(link + "/") for link in links):
            _bind(tree, view)
    for folder in _folders_on_the_way(trees):
        os.chmod(view + folder, 0o111)  # to be passed through, and not to be listed
    for hidden in {hidden for tree in trees for hidden in tree.hidden}:
        kernel.mount("none", view + hidden, "", _read_only(view + hidden))
    _imitate_proc(view)
    os.makedirs(view + SCRATCH)
    # For what the runtime does at import; each candidate covers it with one of its own.
    kernel.mount("tmpfs", view + SCRATCH, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=1777,size=4m")
    if not os.path.lexists(f"{view}/tmp"):
        os.symlink(SCRATCH, f"{view}/tmp")
    old = "/.old"
    os.mkdir(view + old)
    os.chdir(view)
    kernel.pivot_root(".", old[1:])
    os.chdir("/")
    kernel.unmount(old)
    os.rmdir(old)
    kernel.mount("none", "/", "", kernel.MS_BIND | kernel.MS_REMOUNT | kernel.MS_RDONLY | kernel.MS_NOSUID)


def _folders_on_the_way(trees: Sequence[Tree]) -> set[str]:
    """The folders of the view that are only there because something further below is.

    Not the trees' own folders: imports list site-packages, which holds nothing here but the runtime's packages.
    """
    parents = set()
    for tree in trees:
        parent = os.path.dirname(os.path.dirname(tree.path))
        while parent != "/":
            parents.add(parent)
            parent = os.path.dirname(parent)
    real = {parent for parent in parents for tree in trees if _is_within(parent, tree)}
    return parents - real - {os.path.dirname(tree.path) for tree in trees}


def _is_within(path: str, tree: Tree) -> bool:
    inside = (path + "/").startswith(tree.path + "/")
    return inside and not any((path + "/").startswith(hidden + "/") for hidden in tree.hidden)


def _view_point(trees: Sequence[Tree]) -> str:
    """A folder that the new mount namespace can do without: nothing that has to be seen lies below it."""
    for point in _VIEW_POINTS:
        if os.path.isdir(point) and not any((tree.path + "/").startswith(point + "/") for tree in trees):
            return point
    raise OSError(f"none of {', '.join(_VIEW_POINTS)} can be mounted over")


def _imitate_proc(view: str) -> None:
    """Put plain files where TensorFlow looks for its own program's name: without them it aborts."""
    os.makedirs(f"{view}/proc/self", exist_ok=True)
    os.symlink(sys.executable, f"{view}/proc/self/exe")
    with open(f"{view}/proc/self/cmdline", "wb") as file:
        file.write(b"python\0")


def _bind(tree: Tree, view: str) -> None:
    target = view + tree.path
    if os.path.isdir(tree.path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.exists(target):
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    kernel.mount(tree.path, target, "", kernel.MS_BIND | kernel.MS_REC)
    kernel.mount("none", target, "", _read_only(target))
    for hidden in tree.hidden:
        kernel.mount("tmpfs", view + hidden, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=755,size=1m")


def _read_only(target: str) -> int:
    """The flags that make a mount read-only; those it has already may be locked, so they are given again."""
    present = os.statvfs(target).f_flag
    kept = present & (os.ST_NODEV | os.ST_NOEXEC | os.ST_NOATIME | os.ST_NODIRATIME)  # the same bits as MS_*
    relative = kernel.MS_RELATIME if present & os.ST_RELATIME else 0
    return kernel.MS_BIND | kernel.MS_REMOUNT | kernel.MS_RDONLY | kernel.MS_NOSUID | kept | relative


def _continue_as_first_process(death_signal: int) -> None:
    """Fork; the child goes on as process 1 of the pid namespace, the parent waits for it and ends as it ends.

    Args:
        death_signal: what the caller is to get when its own parent ends; moving into the namespaces has cleared that.
    """
    child = os.fork()
    if child == 0:
        return
    for fd in range(3, 64):  # the control socket above all: it has to close when the child dies
        try:
            os.close(fd)
        except OSError:
            pass
    kernel.set_parent_death_signal(death_signal)
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _try_in_child(action: Callable[[], object]) -> str:
    """Run `action` in a forked child; return "" when it succeeds, else what the kernel said."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            action()
        except OSError as error:
            os.write(writer, str(error).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        reason = pipe.read().decode(errors="replace")
    os.waitpid(child, 0)
    return reason
