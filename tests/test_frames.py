"""Frames: what is sent in pieces of any size arrives as it was."""

from __future__ import annotations

import socket
import threading

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
