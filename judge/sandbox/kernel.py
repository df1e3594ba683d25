"""System calls: those that Python does not offer, and those that every candidate starts with, to be described first.

Each function raises OSError with the kernel's errno. Nothing here decides anything; `namespaces` and `confine` do.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys

from judge.sandbox.script import call, is_describing, syscall

TYPE_CHECKING = False
if TYPE_CHECKING:
    from judge.sandbox.script import Descriptor, Path

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 0x1
MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_NOEXEC = 0x8
MS_REMOUNT = 0x20
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x40000
MS_RELATIME = 0x200000
MNT_DETACH = 0x2

_PR_SET_PDEATHSIG = 1
_PR_GET_PDEATHSIG = 2
_PR_SET_DUMPABLE = 4
_PR_SET_KEEPCAPS = 8
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_LAST_CAPABILITY = 63
CAP_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION_3 = 0x20080522
_SYS_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SECCOMP_SET_MODE_FILTER = 1
_SECCOMP_FILTER_FLAG_NEW_LISTENER = 8
_SYS_LANDLOCK_RESTRICT_SELF = 446  # on every kind of machine
_SYS_CLOSE_RANGE = 436  # on every kind of machine, as are Landlock's and the next ones
_SYS_PIDFD_OPEN = 434
_SYS_PIDFD_SEND_SIGNAL = 424
_SOL_SOCKET = 1
_SCM_RIGHTS = 1
_SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_machine = os.uname().machine


def new_session() -> None:
    """Leave the session of the parent for a new one (setsid(2))."""
    call("setsid")


def open_null_as_input() -> None:
    """Have standard input read from /dev/null, opened anew."""
    call("close", ctypes.c_int(0))
    call("open", b"/dev/null", ctypes.c_int(os.O_RDONLY))  # the lowest number that is free


def duplicate(source: Descriptor, target: int) -> None:
    """Give a descriptor another number, which a program that is executed would keep (dup2(2))."""
    call("dup2", source, ctypes.c_int(target))


def close(descriptor: int) -> None:
    """Close a descriptor (close(2))."""
    call("close", ctypes.c_int(descriptor))


def close_range(first: int, last: int) -> None:
    """Close all descriptors from one number to another (close_range(2), of Linux 5.9)."""
    if is_describing():
        syscall("close_range", _SYS_CLOSE_RANGE, ctypes.c_uint(first), ctypes.c_uint(last), ctypes.c_uint(0))
    else:
        os.closerange(first, last + 1)  # on every kernel


def change_folder(path: Path) -> None:
    """Make a folder the working one (chdir(2))."""
    call("chdir", path)


def set_umask(mask: int) -> None:
    """Say which permissions new files do not get (umask(2))."""
    call("umask", ctypes.c_uint(mask))


def change_user(number: int) -> None:
    """Be another user, in the group of the same number and in no other (setgroups(2), setresgid(2), setresuid(2))."""
    call("setgroups", ctypes.c_size_t(0), None)
    for name in ("setresgid", "setresuid"):
        call(name, *[ctypes.c_uint(number)] * 3)


class _Piece(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_size_t)]


class _Beside(ctypes.Structure):
    """A control message (cmsg(3)) that holds one descriptor."""

    _fields_ = [
        ("size", ctypes.c_size_t), ("level", ctypes.c_int), ("kind", ctypes.c_int), ("descriptor", ctypes.c_int),
    ]  # fmt: skip


class _Message(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_void_p), ("name_size", ctypes.c_uint32), ("pieces", ctypes.POINTER(_Piece)),
        ("count", ctypes.c_size_t), ("beside", ctypes.POINTER(_Beside)), ("beside_size", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    ]  # fmt: skip


def send_descriptor(channel: int, data: bytes, descriptor: int) -> None:
    """Send a few bytes to a socket, and a descriptor beside them (sendmsg(2), unix(7))."""
    piece = ctypes.pointer(_Piece(data, len(data)))
    size = _Beside.descriptor.offset + _Beside.descriptor.size  # without what fills up the structure
    beside = ctypes.pointer(_Beside(size, _SOL_SOCKET, _SCM_RIGHTS, descriptor))
    message = _Message(None, 0, piece, 1, beside, ctypes.sizeof(_Beside), 0)
    call("sendmsg", ctypes.c_int(channel), ctypes.byref(message), ctypes.c_int(0))


def unshare(flags: int) -> None:
    """Move the caller into new namespaces (unshare(2))."""
    call("unshare", ctypes.c_int(flags))


def setns(fd: int, kind: int) -> None:
    """Move the caller into the namespace that `fd` refers to (setns(2))."""
    call("setns", ctypes.c_int(fd), ctypes.c_int(kind))


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Attach a file system (mount(2))."""
    call(
        "mount",
        os.fsencode(source),
        os.fsencode(target),
        kind.encode() or None,
        ctypes.c_ulong(flags),
        options.encode() or None,
    )


def unmount(target: str, flags: int = MNT_DETACH) -> None:
    """Detach a file system (umount2(2))."""
    call("umount2", os.fsencode(target), ctypes.c_int(flags))


def pivot_root(new_root: str, put_old: str) -> None:
    """Make `new_root` the root of the mount namespace (pivot_root(2))."""
    syscall("pivot_root", _SYS_PIVOT_ROOT[_machine], os.fsencode(new_root), os.fsencode(put_old))


def _prctl(option: int, *values: int) -> None:
    padded = (*values, 0, 0, 0, 0)[:4]
    call("prctl", ctypes.c_int(option), *(ctypes.c_ulong(value) for value in padded))


def set_parent_death_signal(signal_number: int) -> None:
    """Ask for a signal when the parent dies. A change of user or capabilities clears it, so call this after one."""
    _prctl(_PR_SET_PDEATHSIG, signal_number)


def get_parent_death_signal() -> int:
    """Return the signal that the caller has asked for; 0 for none."""
    found = ctypes.c_int()
    call("prctl", ctypes.c_int(_PR_GET_PDEATHSIG), ctypes.byref(found), *[ctypes.c_ulong(0)] * 3)
    return found.value


def set_dumpable(dumpable: bool) -> None:
    """Allow or forbid core dumps, ptrace and /proc/<pid>/mem by processes of the same user."""
    _prctl(_PR_SET_DUMPABLE, int(dumpable))


def set_no_new_privileges() -> None:
    """Give up set-user-ID programs and file capabilities for good."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def become_subreaper() -> None:
    """Adopt orphaned descendants in place of process 1."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


class Limit(ctypes.Structure):
    """A resource's soft and hard limit. What a script has of it may change until the script runs."""

    _fields_ = [("soft", ctypes.c_uint64), ("hard", ctypes.c_uint64)]


def set_limit(kind: int, limit: Limit) -> None:
    """Set a resource's limits (setrlimit(2)); kinds are as in `resource`."""
    call("setrlimit", ctypes.c_int(kind), ctypes.byref(limit))


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def load_filter(program: bytes, *, listen: bool = False) -> int:
    """Put a seccomp program in force for the calling thread and its future threads (seccomp(2)).

    Args:
        program: its instructions, of eight bytes each.
        listen: whether to return a descriptor that tells of the system calls that the program hands over.
    """
    flags = _SECCOMP_FILTER_FLAG_NEW_LISTENER if listen else 0
    return _seccomp(flags, ctypes.byref(_Program(len(program) // 8, program)))


def has_filters_with_listeners() -> bool:
    """Whether `load_filter` works with a listener: the kernel looks at the flags before it looks for the program."""
    try:
        _seccomp(_SECCOMP_FILTER_FLAG_NEW_LISTENER, None)
    except OSError as error:
        return error.errno in (errno.EFAULT, errno.EACCES)
    except KeyError:  # a machine whose system calls have other numbers
        return False
    return True


def _seccomp(flags: int, program: object) -> int:
    number = _SYS_SECCOMP[_machine]
    return syscall("seccomp", number, ctypes.c_uint(_SECCOMP_SET_MODE_FILTER), ctypes.c_uint(flags), program)


def restrict_to(rules: int) -> None:
    """Put a Landlock rule set in force for the calling thread and its future children (landlock_restrict_self(2)).

    Args:
        rules: the descriptor of the rule set.
    """
    syscall("landlock_restrict_self", _SYS_LANDLOCK_RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint(0))


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapabilityData(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]


_CapabilitySets = _CapabilityData * 2  # making a type takes longer than all that is done with it


def keep_capabilities() -> None:
    """Let the permitted capabilities outlive a change of user, until they are dropped one by one."""
    _prctl(_PR_SET_KEEPCAPS, 1)


def drop_capabilities(kept: int | None = None) -> None:
    """Empty every capability set but the bounding one; with the permitted capabilities go the ambient ones.

    Args:
        kept: a capability to keep in force, which has to be there.
    """
    header = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
    sets = _CapabilitySets()
    if kept is not None:
        sets[kept // 32].effective = sets[kept // 32].permitted = 1 << kept % 32
    call("capset", ctypes.byref(header), ctypes.byref(sets))
    _prctl(_PR_SET_KEEPCAPS, 0)


def may_have(capability: int) -> bool:
    """Whether a capability is among the permitted ones: a container may withhold some from its root."""
    header = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
    sets = _CapabilitySets()
    call("capget", ctypes.byref(header), ctypes.byref(sets))
    return bool(sets[capability // 32].permitted >> capability % 32 & 1)


def clear_ambient_set() -> None:
    """Empty the ambient set; the processes forked from here on have none."""
    with contextlib.suppress(OSError):  # kernels before 4.3 know of no such set
        _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)


def drop_bounding_set() -> None:
    """Empty the bounding set, where the caller may: programs that are executed gain nothing."""
    for capability in range(_LAST_CAPABILITY + 1):
        try:
            _prctl(_PR_CAPBSET_DROP, capability)
        except OSError:  # EINVAL past the kernel's last one, EPERM without CAP_SETPCAP: then there is nothing to drop
            break


def open_pidfd(pid: int) -> int:
    """Return a descriptor of a process (pidfd_open(2)), which no program that is executed inherits."""
    return syscall("pidfd_open", _SYS_PIDFD_OPEN, ctypes.c_int(pid), ctypes.c_uint(0))


def send_signal(pidfd: int, number: int) -> None:
    """Send a signal to the process of a descriptor (pidfd_send_signal(2)). ProcessLookupError: it is gone."""
    call_number = _SYS_PIDFD_SEND_SIGNAL
    syscall("pidfd_send_signal", call_number, ctypes.c_int(pidfd), ctypes.c_int(number), None, ctypes.c_uint(0))


def is_linux() -> bool:
    """Whether these calls exist here."""
    return sys.platform == "linux"
