"""Frames: what is sent in pieces of any size arrives as it was."""

from __future__ import annotations

import os
import select
import socket
import threading
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from judge.sandbox import frames


@pytest.mark.parametrize(
    "chunks",
    [
        [],
        [b""],
        [b"", b"x", b""],
        [bytes([number % 256]) * (number % 7) for number in range(3000)],  # more than one call takes
        [b"a" * (3 << 20), memoryview(b"b" * (1 << 20)), bytearray(b"c")],  # more than a socket holds
        [b"a" * 70_000] * 40,
    ],
    ids=["no body", "an empty chunk", "empty ends", "many", "large", "many and large"],
)
def test_frames_arrive_whole_and_in_order(chunks: list[frames.Buffer]) -> None:
    """Two frames behind a ticket, over a socket with little room."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        buffers = [
            *frames.pack(frames.TICKETS, b"number"),
            *frames.pack(frames.ANSWER, b"header", chunks),
            *frames.pack(frames.ECHO),
        ]
        sender = threading.Thread(target=frames.send, args=(ours.fileno(), buffers))
        sender.start()
        reader = frames.Reader(theirs.fileno())
        body = b"".join(chunks)
        expected = [(frames.TICKETS, b"number", b""), (frames.ANSWER, b"header", body), (frames.ECHO, b"", b"")]
        assert [reader.receive() for _ in expected] == expected
        sender.join()
        ours.shutdown(socket.SHUT_WR)
        with pytest.raises(EOFError):
            reader.receive()


class Line(NamedTuple):
    """A writer, the other end of what it sends over, and the bell at that end."""

    writer: frames.Writer
    judge: socket.socket
    bell: int

    def hear(self, wait_s: float = 0.0) -> int:
        """How many answers it has rung for since the last time."""
        return sum(os.read(self.bell, 1000)) if select.select([self.bell], [], [], wait_s)[0] else 0


@pytest.fixture
def line() -> Iterator[Line]:
    ours, theirs = socket.socketpair()
    bell, rope = os.pipe()
    with ours, theirs:
        yield Line(frames.Writer(theirs.fileno(), rope), ours, bell)
    os.close(bell)
    os.close(rope)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The writer's clock, whose only item is the time."""
    now = [100.0]
    monkeypatch.setattr(frames, "perf_counter", lambda: now[0])
    return now


def test_quick_answers_are_sent_at_once_and_rung_for_together(line: Line, clock: list[float]) -> None:
    """When there is nothing more to do, and then no more."""
    line.writer.begin()
    for _ in range(3):
        line.writer.send([b"answer"])
    assert line.judge.recv(100) == b"answer" * 3
    assert line.hear() == 0
    line.writer.ring()
    assert line.hear() == 3
    line.writer.ring()
    assert line.hear() == 0


def test_a_slow_answer_is_rung_for(line: Line, clock: list[float]) -> None:
    """With those before it; the time counts from the last ring."""
    line.writer.begin()
    line.writer.send([b"quick"])
    clock[0] += 0.1
    line.writer.send([b"slow"])
    assert line.hear() == 2
    line.writer.send([b"quick"])
    assert line.hear() == 0


def test_the_bell_rings_before_the_judge_has_to_make_room(line: Line, clock: list[float]) -> None:
    """A writer that waits for it to read has told it that there is something."""
    line.writer.begin()
    sender = threading.Thread(target=line.writer.send, args=([b"head", bytes(5 << 20)],))
    sender.start()
    assert line.hear(60) == 1
    left = 4 + (5 << 20)
    while left:
        left -= len(line.judge.recv(1 << 20))
    sender.join()
    for _ in range(40):
        line.writer.send([b"more", bytes(1000)])
    assert 0 < line.hear() < 40


def test_a_reader_tells_when_it_has_to_wait() -> None:
    """Not while what it has read goes on."""
    ours, theirs = socket.socketpair()
    waits: list[None] = []
    with ours, theirs:
        frames.send(ours.fileno(), [*frames.pack(frames.TICKETS, b"12345678"), *frames.pack(frames.CALLS, b"l")])
        reader = frames.Reader(theirs.fileno(), lambda: waits.append(None))
        reader.receive()
        reader.receive()
        assert len(waits) == 1
