"""Frames: what is sent in pieces of any size arrives as it was, and what has arrived so far can be counted."""

from __future__ import annotations

import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.sandbox import frames

KINDS = st.sampled_from([frames.TICKET, frames.ANSWER_ALONE, frames.ANSWER, frames.ECHO, frames.FAULT])
FRAMES = st.lists(st.tuples(KINDS, st.binary(max_size=4), st.binary(max_size=4)), max_size=6)


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
        buffers = [frames.ticket(b"number"), *frames.pack(frames.ANSWER, b"header", chunks), *frames.pack(frames.ECHO)]
        sender = threading.Thread(target=frames.send, args=(ours.fileno(), buffers))
        sender.start()
        reader = frames.Reader(theirs.fileno())
        body = b"".join(chunks)
        expected = [(frames.TICKET, b"number", b""), (frames.ANSWER, b"header", body), (frames.ECHO, b"", b"")]
        assert [reader.receive() for _ in expected] == expected
        sender.join()
        ours.shutdown(socket.SHUT_WR)
        with pytest.raises(EOFError):
            reader.receive()


@given(FRAMES, st.integers(0, 200))
def test_counts_whole_frames_but_no_tickets(sent: list[tuple[int, bytes, bytes]], cut: int) -> None:
    whole = b""
    due = 0
    data = b"".join(b"".join(map(bytes, frames.pack(kind, head, [body]))) for kind, head, body in sent)[:cut]
    for kind, head, body in sent:
        whole += b"".join(map(bytes, frames.pack(kind, head, [body])))
        due += kind != frames.TICKET and len(whole) <= cut
    assert frames.count(data) == due


def test_counts_nothing_that_only_says_that_it_is_there() -> None:
    assert frames.count(frames.HEAD.pack(frames.ANSWER, (1 << 32) - 1, (1 << 64) - 1)) == 0
    assert frames.count(b"\xff" * 100) == 0
