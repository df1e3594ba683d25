"""What a worker process does: it takes one submission after another, judges it, and answers; then it ends, or waits for
the next command."""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, TracebackType

from msgspec.structs import replace

from judge.batch import twin
from judge.batch.codec import encode_report
from judge.batch.folder import remove_folder_left_behind
from judge.batch.judging import Judging
from judge.batch.messages import Reply, Setup, Stay, Work, receive_order, send
from judge.batch.standby import Standby
from judge.errors import UserError
from judge.sandbox import kernel
from judge.sandbox.spawn import end_offered
from judge.warm.hang_up import HangUp, has_hung_up
from judge.warm.sockets import listen


def serve(channel: int, *, is_twin: bool = False) -> None:
    """Serve until nobody asks any more.

    Args:
        channel: the descriptor that the setup and the submissions come from, and the replies go to.
        is_twin: whether this is no child of the command, which then can't tie it to itself.
    """
    gc.set_threshold(100_000, 50, 50)  # suites and expected values are many objects, and stay
    for number in _ENDING:
        signal.signal(number, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it, which then ends it
    standby, kept = Standby(time.time()), _Kept()
    try:
        with kept, contextlib.suppress(ConnectionError):
            with HangUp(channel, signal.SIGTERM) if is_twin else contextlib.nullcontext():
                stay = serve_command(channel, kept, standby)
            while stay is not None and (taken := _stay(channel, os.fsdecode(stay.path), standby)) is not None:
                channel = taken
                with HangUp(channel, signal.SIGTERM):
                    stay = serve_command(channel, kept, standby)
            _ignore_more()
    finally:
        _ignore_more()
        is_lost = has_hung_up(channel)
        if is_lost:
            remove_folder_left_behind(os.path.dirname(kept.turn))
        if is_lost or standby.has_begun:
            remove_folder_left_behind(os.environ.get("TMPDIR", ""))
        end_offered()
        if not is_twin and not standby.has_begun:  # else nobody has told the twin to end, too
            twin.reap()


def serve_command(channel: int, kept: _Kept, standby: Standby) -> Stay | None:
    """Judge for one command; return its order to stay, None where it goes without one.

    Raises:
        ConnectionError: it is gone.
    """
    setup = receive_order(channel)
    if not isinstance(setup, Setup):
        return setup if isinstance(setup, Stay) else None
    if setup.tied:
        _tie_to_parent(True)
    judging = kept.take_up(setup)
    send(channel, Reply(-1, pid=os.getpid()))
    while _has_work(channel, setup.idle_s) and isinstance(order := receive_order(channel), Work | Stay):
        if isinstance(order, Stay):
            judging.rest()
            return order
        send(channel, answer(judging, order))
        standby.judged += 1
    return None


def _stay(channel: int, path: str, standby: Standby) -> int | None:
    """Leave one command and wait for the next; return the channel to it, None where this process is to end."""
    os.chdir("/")  # the folder that the command was called in can go
    listener = listen(path)
    if listener is None:
        return None
    _tie_to_parent(False)
    try:
        send(channel, Reply(-1, pid=os.getpid()))
    except OSError:  # it no longer wants that
        listener.close()
        return None
    standby.has_begun = True
    os.close(channel)
    return standby.wait(listener)


class _Kept:
    """What judges, with its launchers: made for one command, and taken up by the next that wants the same.

    Attributes:
        turn: the present command's file for taking turns, in its own folder.
    """

    def __init__(self) -> None:
        self._open = contextlib.ExitStack()
        self._judging: Judging | None = None
        self.turn = ""

    def __enter__(self) -> _Kept:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def take_up(self, setup: Setup) -> Judging:
        """Return what judges as a setup says."""
        self.turn = os.fsdecode(setup.turn)
        if self._judging is None or not self._judging.take_up(setup):
            self._open.close()
            self._judging = self._open.enter_context(Judging(self._open.enter_context(unpacked(setup))))
        return self._judging


def answer(judging: Judging, work: Work) -> Reply:
    """Judge one submission."""
    try:
        report = judging.judge(work)
    except UserError as error:
        return Reply(work.number, refusal=error.problem, remedy=error.remedy)
    return Reply(work.number, report.verdict.value, encode_report(report))


@contextlib.contextmanager
def unpacked(setup: Setup) -> Iterator[Setup]:
    """Write a bank that came by content into a folder of this process' own, for as long as it judges."""
    if not setup.files:
        yield setup
        return
    import tempfile  # it brings much along, and few have a bank by content

    with tempfile.TemporaryDirectory(prefix="judge-bank-") as folder:
        for name, content in setup.files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield replace(setup, bank=os.fsencode(folder), files={})


def _has_work(channel: int, idle_s: float) -> bool:
    return not idle_s or bool(select.select([channel], [], [], idle_s)[0])


def _tie_to_parent(tied: bool) -> None:
    """Have the kernel end this process with its parent, or no longer; where it can't, it ends when it has answered."""
    if kernel.is_linux():
        kernel.set_parent_death_signal(signal.SIGTERM if tied else 0)


_ENDING = (signal.SIGTERM, signal.SIGHUP)


def _leave(number: int, frame: FrameType | None) -> None:
    """End by way of every `with`, so that no launcher and no scratch folder is left."""
    _ignore_more()
    sys.exit(1)


def _ignore_more() -> None:
    """It ends now, whoever asks for that."""
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
