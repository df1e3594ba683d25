"""Where a warm judge listens: a folder that is the user's alone, and a name that changes with what it is made of.

Whether one is wanted is asked before anything else is done, so that little is imported for that.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

VARIABLE = "JUDGE_WARM"
_OFF = ("0", "false", "off", "no")
_LONGEST_SOCKET_PATH = 100  # the kernel's limit is 108 bytes, 104 on macOS
_LONGEST_NAME = 28


def is_wanted() -> bool:
    """Whether to use one: JUDGE_WARM=1 or 0 says so; else on a terminal, and not in CI."""
    if os.environ.get(VARIABLE):
        return not is_ruled_out()
    return not os.environ.get("CI") and bool(sys.stdout) and sys.stdout.isatty()


def is_ruled_out() -> bool:
    """Whether JUDGE_WARM=0 says that a submission is judged by the command itself, without a process of its own."""
    return os.environ.get(VARIABLE, "").lower() in _OFF


def folder() -> Path | None:
    """The private folder of the sockets, made if need be; None where there can't be one."""
    import stat
    from pathlib import Path

    from judge.paths import data_dir

    base = os.environ.get("XDG_RUNTIME_DIR", "")
    path = Path(base, "judge") if os.path.isabs(base) and os.path.isdir(base) else data_dir() / "warm"
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = os.lstat(path)
    except OSError:
        return None
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077
    return path if private and len(os.fsencode(path)) < _LONGEST_SOCKET_PATH - _LONGEST_NAME else None


def socket_path() -> Path | None:
    """The socket of a judge made of the same Python, packages and code as this one."""
    place = folder()
    return None if place is None else place / f"{_fingerprint():08x}.sock"


def lane_paths(lanes: Sequence[str], environment: Sequence[str]) -> list[Path]:
    """The sockets at which processes of `judge check` wait, one for each lane; none where there can't be any.

    Args:
        lanes: what tells the processes of a command apart.
        environment: variables that such a process keeps as they were when it started.
    """
    place = folder()
    if place is None:
        return []
    mark = _fingerprint(*(f"{name} {os.environ.get(name)}" for name in environment), *_inherited())
    return [place / f"{mark:08x}-{lane}.sock" for lane in lanes]


def _inherited() -> list[str]:
    """What a process has from the command that starts it, and candidates from that."""
    import resource

    limits = sorted(name for name in dir(resource) if name.startswith("RLIMIT_"))
    found = [f"{name} {resource.getrlimit(getattr(resource, name))}" for name in limits]
    found.append(f"nice {os.getpriority(os.PRIO_PROCESS, 0)}")
    if hasattr(os, "sched_getaffinity"):
        found.append(f"cores {sorted(os.sched_getaffinity(0))}")
    return found


def _fingerprint(*more: str) -> int:
    """A checksum over the interpreter, where it imports from, the judge's own files, and the folders of packages."""
    import zlib

    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    libraries = [f"{name} {os.environ.get(name)}" for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")]
    parts = [sys.version, sys.executable, own, *sys.path[1:], *libraries, *more]
    for root in (own, *(os.path.join(own, name) for name in ("sandbox", "warm", "batch"))):
        with os.scandir(root) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith(".py"):
                    parts.append(f"{entry.name} {entry.stat().st_mtime_ns}")
    for path in sys.path:
        if path.endswith(("site-packages", "dist-packages")) and os.path.isdir(path):
            parts.append(f"{path} {os.stat(path).st_mtime_ns}")
    return zlib.crc32("\n".join(parts).encode("utf-8", "surrogateescape"))
