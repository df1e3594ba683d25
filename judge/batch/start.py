"""Starting worker processes, before anything else is imported: they import NumPy while the command parses."""

from __future__ import annotations

import _socket
import contextlib
import os

from judge.batch.folder import make_folder
from judge.cores import count_cores, keep_on, lanes
from judge.sandbox.interpreter import judging_command, start_interpreter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT_VARIABLES: Sequence[str] = ("HOME", "TMPDIR", "JUDGE_DEBUG")
"""Nothing else of the environment: launchers, and so candidates, are forked from workers."""
_COUNT = 2
_MOST_DIGITS = 6


class Started:
    """A process that has been started.

    Attributes:
        channel: the descriptor of the socket to it.
        pid: its number.
        core: the one that it is kept on; None where it runs on any.
    """

    def __init__(self, channel: int, pid: int, core: int | None) -> None:
        self.channel = channel
        self.pid = pid
        self.core = core


def start_worker(temporary: str | None, core: int | None = None) -> Started:
    """Start a worker. Raises OSError.

    Args:
        temporary: the folder for its temporary files; None for the usual one.
        core: the core to keep it on, with its launcher and its candidates; None for any.
    """
    ours, theirs = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        words = judging_command("judge.batch.core")
        pid = start_interpreter(theirs.fileno(), words, keep=KEPT_VARIABLES, temporary=temporary)
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()
    if core is not None:
        keep_on(pid, core)
    return Started(ours.detach(), pid, core)


class Early:
    """Workers that wait for a command to say what to judge.

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
    with contextlib.suppress(OSError):  # whoever needs a folder or a worker will say what is wrong
        _early = Early(make_folder(), [])
        cores = lanes(_jobs(words))
        for place in range(_COUNT):
            _early.started.append(start_worker(_early.scratch, cores[place] if cores else None))


def _are_of_use(words: Sequence[str]) -> bool:
    """Whether a folder is to be judged, side by side, on this machine: a quick look, which may be wrong both ways."""
    if any(word in ("-h", "--help") or word.startswith("--cluster") for word in words):
        return False
    if _jobs(words) < 2 or count_cores() < 2:
        return False
    before = ["", *words]  # a word behind an option is most often its value
    return any(os.path.isdir(word) for option, word in zip(before, words, strict=False) if option[:1] != "-")


def _jobs(words: Sequence[str]) -> int:
    """How many processes are to judge, as far as the words of the command tell."""
    asked = os.environ.get("JUDGE_JOBS", "")
    for word, behind in zip(words, [*words[1:], ""], strict=True):
        if word == "--jobs":
            asked = behind
        elif word.startswith("--jobs="):
            asked = word.partition("=")[2]
    return int(asked) if asked.isdecimal() and len(asked) < _MOST_DIGITS else count_cores()


def has_early() -> bool:
    """Whether there are workers that were started early."""
    return _early is not None and bool(_early.started)


def take_early() -> Early | None:
    """Return the workers that were started early, if any; whoever takes them ends them."""
    global _early
    early, _early = _early, None
    return early
