"""Starting worker processes, before anything else is imported: they import NumPy while the command parses."""

from __future__ import annotations

import _socket
import os

from judge.sandbox.interpreter import judging_command, start_interpreter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT_VARIABLES: Sequence[str] = ("HOME", "TMPDIR", "JUDGE_DEBUG")
"""Nothing else of the environment: launchers, and so candidates, are forked from workers."""


class Started:
    """A process that has been started.

    Attributes:
        channel: the descriptor of the socket to it.
        pid: its number; None where it is the second of a pair, which is not a child of this process.
    """

    def __init__(self, channel: int, pid: int | None) -> None:
        self.channel = channel
        self.pid = pid


def start_worker(temporary: str | None) -> Started:
    """Start one worker. Raises OSError.

    Args:
        temporary: the folder for its temporary files; None for the usual one.
    """
    return _start("judge.batch.core", 1, temporary)[0]


def start_pair(temporary: str) -> list[Started]:
    """Start two workers, which import NumPy once; the second is a child of the first, and ends with it. Raises OSError.

    Args:
        temporary: the folder for their temporary files.
    """
    return _start("judge.batch.pair", 2, temporary)


def _start(module: str, count: int, temporary: str | None) -> list[Started]:
    pairs = [_socket.socketpair(_socket.AF_UNIX, _socket.SOCK_STREAM) for _ in range(count)]
    try:
        theirs = [other.fileno() for _, other in pairs]
        pid = start_interpreter(theirs, judging_command(module), keep=KEPT_VARIABLES, temporary=temporary)
    except OSError:
        for own, _ in pairs:
            own.close()
        raise
    finally:
        for _, other in pairs:
            other.close()
    return [Started(own.detach(), None if place else pid) for place, (own, _) in enumerate(pairs)]


class Early:
    """Two workers that wait for a command to say what to judge.

    Attributes:
        scratch: the folder that all of the command's workers keep temporary files in.
        started: those that nobody has taken.
    """

    def __init__(self, scratch: str, started: list[Started]) -> None:
        self.scratch = scratch
        self.started = started


_early: Early | None = None


def start_early(words: Sequence[str]) -> None:
    """Start two workers where the words of `judge check` look as if that many were of use. Where that fails: none."""
    global _early
    if not _are_of_use(words):
        return
    scratch = f"{os.environ.get('TMPDIR') or '/tmp'}/judge-check-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        # A candidate that has given up root goes through it to its own folder.
        os.mkdir(scratch, 0o711)
    except OSError:  # whoever needs a folder will say so
        return
    try:
        _early = Early(scratch, start_pair(scratch))
    except OSError:
        os.rmdir(scratch)


def _are_of_use(words: Sequence[str]) -> bool:
    """Whether a folder is to be judged, side by side, on this machine: a quick look, which may be wrong both ways."""
    joined = " ".join(words) + " "
    if (os.cpu_count() or 1) < 2 or any(word in joined for word in ("--help ", "--cluster", "--jobs 1 ", "--jobs=1 ")):
        return False
    before = ["", *words]  # a word behind an option is most often its value
    return any(os.path.isdir(word) for option, word in zip(before, words, strict=False) if option[:1] != "-")


def take_early() -> Early | None:
    """Return the workers that were started early, if any; whoever takes them ends them."""
    global _early
    early, _early = _early, None
    return early
