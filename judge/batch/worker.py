"""What a worker process does: it takes one submission after another, judges it, and answers."""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from msgspec.structs import replace

from judge.batch.codec import encode_report
from judge.batch.folder import remove_folder_of_lost_command
from judge.batch.judging import Judging
from judge.batch.messages import Reply, Setup, Work, receive, send
from judge.errors import UserError


def serve(channel: int) -> None:
    """Serve until nobody asks any more.

    Args:
        channel: the descriptor that the setup and the submissions come from, and the replies go to.
    """
    gc.set_threshold(100_000, 50, 50)  # suites and expected values are many objects, and stay
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it, which then ends it
    try:
        setup = receive(channel, Setup)
        if setup is None:
            return
        if setup.tied:
            _tie_to_parent()
        with unpacked(setup) as ready, Judging(ready) as judging, contextlib.suppress(ConnectionError):
            send(channel, Reply(-1))
            while _has_work(channel, setup.idle_s) and (work := receive(channel, Work)) is not None:
                send(channel, answer(judging, work))
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        remove_folder_of_lost_command(os.environ.get("TMPDIR", ""))


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


def _tie_to_parent() -> None:
    """Have the kernel end this process with its parent, where it can; elsewhere it ends when it has answered."""
    from judge.sandbox import kernel

    if kernel.is_linux():
        kernel.set_parent_death_signal(signal.SIGTERM)


def _leave(number: int, frame: FrameType | None) -> None:
    """End by way of every `with`, so that no launcher and no scratch folder is left."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(1)
