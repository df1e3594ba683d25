"""Starting worker processes, before anything else is imported: they import NumPy while the command parses."""

from __future__ import annotations

import _socket
import contextlib
import os

from judge.batch import twin
from judge.batch.folder import make_folder
from judge.cores import choose_cores, count_cores
from judge.sandbox.interpreter import judging_command, start_interpreter
from judge.warm import place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT_VARIABLES: Sequence[str] = ("HOME", "TMPDIR", "JUDGE_DEBUG")
"""Nothing else of the environment: launchers, and so candidates, are forked from workers."""
_COUNT = 2
_MOST_DIGITS = 6


class Lane:
    """A place among the processes of one command.

    Args:
        core: the core to keep a process on, with its launcher and its candidates; None for any.
        path: the socket at which it waits between two commands; "" where it ends with the one that has started it.
    """

    def __init__(self, core: int | None = None, path: str = "") -> None:
        self.core = core
        self.path = path


def make_lanes(jobs: int) -> list[Lane]:
    """Return a lane for each of so many processes."""
    cores = choose_cores(jobs)
    names = [f"core{core}" for core in cores] or [f"any{number}" for number in range(min(jobs, count_cores()))]
    # With JUDGE_DEBUG their stderr is the command's, and whoever reads that would wait for them.
    stays = place.is_wanted() and "JUDGE_DEBUG" not in os.environ
    paths = [os.fspath(path) for path in place.lane_paths(names, KEPT_VARIABLES)] if stays else []
    return [
        Lane(cores[number] if cores else None, paths[number] if number < len(paths) else "") for number in range(jobs)
    ]


class Started:
    """A process that judges for this command.

    Attributes:
        channel: the descriptor of the socket to it.
        pid: its number; None where it is no child of this process.
        lane: its place.
        folder: the folder of its own that this command has made for its temporary files; "" for none.
    """

    def __init__(self, channel: int, pid: int | None, lane: Lane, folder: str = "") -> None:
        self.channel = channel
        self.pid = pid
        self.lane = lane
        self.folder = folder


def get_workers(shared: str, lanes: Sequence[Lane]) -> list[Started]:
    """Return a process for each of a few lanes: those that earlier commands have left there, else new ones.

    Args:
        shared: the folder for temporary files of those that end with the command.
        lanes: the lanes, of which two are started more quickly than one after another.

    Raises:
        OSError: one can't be started; this process then has none of them.
    """
    taken = [started for lane in lanes if (started := _take_waiting(lane)) is not None]
    missing = [lane for lane in lanes if all(started.lane is not lane for started in taken)]
    try:
        return [*taken, *(_start(shared, missing) if missing else [])]
    except OSError:
        for started in taken:
            os.close(started.channel)
        raise


def _take_waiting(lane: Lane) -> Started | None:
    if not os.path.exists(lane.path):
        return None
    from judge.batch.standby import take

    channel = take(lane.path)
    return None if channel is None else Started(channel, None, lane)


def start_worker() -> Started:
    """Start a worker that keeps its temporary files where everybody does, and runs on any core. Raises OSError."""
    (started,) = _start("", [Lane()])
    return started


def _start(shared: str, lanes: Sequence[Lane]) -> list[Started]:
    """Start one worker, or two that import NumPy once: the second is forked from the first. Raises OSError."""
    folders = [_make_own_folder(lane) for lane in lanes]
    pairs = [_socket.socketpair(_socket.AF_UNIX, _socket.SOCK_STREAM) for _ in lanes]
    variables = {twin.CORE_VARIABLE: twin.describe_core(lanes[0].core)}
    if folders[0] or shared:
        variables["TMPDIR"] = folders[0] or shared
    if len(lanes) > 1:
        variables[twin.VARIABLE] = twin.describe(lanes[1].core, folders[1] or shared)
    try:
        channels = [theirs.fileno() for _, theirs in pairs]
        pid = start_interpreter(channels, judging_command("judge.batch.core"), keep=KEPT_VARIABLES, variables=variables)
    except OSError:
        for ours, _ in pairs:
            ours.close()
        raise
    finally:
        for _, theirs in pairs:
            theirs.close()
    pids = (pid, None)
    return [
        Started(ours.detach(), pid, lane, folder)
        for (ours, _), pid, lane, folder in zip(pairs, pids, lanes, folders, strict=False)
    ]


def _make_own_folder(lane: Lane) -> str:
    """Make the folder of a process that may need it for longer than this command; one that has none does not stay."""
    if lane.path:
        try:
            return make_folder()
        except OSError:
            lane.path = ""
    return ""


class Early:
    """Workers that wait for a command to say what to judge.

    Attributes:
        scratch: the folder for temporary files of those that end with the command; "" where all may stay.
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
        lanes = make_lanes(_jobs(words))[:_COUNT]
        _early = Early("" if lanes and all(lane.path for lane in lanes) else make_folder(), [])
        _early.started += get_workers(_early.scratch, lanes)


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
