"""The judge's wait for a frame, held against clocks that go as the tests say."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from judge.sandbox import frames
from judge.sandbox.process import CandidateProcess
from judge.sandbox.replies import Fault, Output

ANSWER = b"".join(map(bytes, frames.pack(frames.ANSWER_ALONE, b"header", [b"body"])))


class SlowClock:
    """The clock of a busy machine: from one look at it to the next takes 5 ms."""

    def __init__(self) -> None:
        self.now = 100.0

    def perf_counter(self) -> float:
        self.now += 0.005
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SlowClock:
    """The clock that the judge looks at."""
    made = SlowClock()
    monkeypatch.setattr("judge.sandbox.process.time", made)
    return made


@pytest.fixture
def channel() -> Iterator[socket.socket]:
    """The judge's end of a channel on which an answer waits."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(ANSWER)
        yield ours


def make_process(channel: socket.socket) -> CandidateProcess:
    """The judge's side of a candidate that prints nothing."""
    reading, writing = os.pipe()
    os.close(writing)
    return CandidateProcess(channel, reading, Output(1), None, None)


@pytest.mark.parametrize("cpu_s", [0.0, 9.0])
@pytest.mark.parametrize("away_s", [9.0, None])
def test_answer_that_waits_for_a_busy_judge_is_in_time(
    clock: SlowClock, channel: socket.socket, monkeypatch: pytest.MonkeyPatch, away_s: float | None, cpu_s: float
) -> None:
    """Nobody knows when it came, and the CPU time since may be that of calls sent ahead: however slow the look is."""
    process = make_process(channel)
    monkeypatch.setattr(process, "cpu_s", lambda: cpu_s)
    started = None if away_s is None else clock.now - away_s
    reply = process.next_frame(wall_s=1.0, cpu_s=1.0, body_bytes=10, started=started)
    assert (reply.header, reply.body) == (b"header", b"body")
    process.close()


@pytest.mark.parametrize(("cpu_s", "told"), [(0.0, "no answer within 1 s"), (9.0, "used more than 1 s of CPU time")])
def test_no_answer_for_a_busy_judge_is_late(
    clock: SlowClock, monkeypatch: pytest.MonkeyPatch, cpu_s: float, told: str
) -> None:
    """What is not there when the judge comes back is held against the clocks at once."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = make_process(ours)
        monkeypatch.setattr(process, "cpu_s", lambda: cpu_s)
        with pytest.raises(Fault, match=told):
            process.next_frame(wall_s=1.0, cpu_s=1.0, body_bytes=10, started=clock.now - 9.0)
        process.close()
