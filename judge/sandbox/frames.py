"""Frames on the socket between judge and candidate: a kind, a header, a body, with their lengths first.

The header holds a value's structure, the body the raw bytes of its arrays (see `wire`; what is sent to load and
small calls have a header of `marshal`'s). Whoever reads a frame decides from the lengths, before anything is
allocated, whether it wants the rest.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence

HEAD = struct.Struct("<BIQ")
"""Kind, length of the header, length of the body."""

# From the judge.
LOAD = 1
"""A file to load: its content is the body, and what else there is to know the header."""
CALL = 2
"""A call to make, as `wire` encodes it."""
CALLS = 5
"""Small calls, to make one after another, as `joined_calls` encodes them."""
TICKETS = 3
"""Before calls: random bytes for each of them, which come back before whatever is said of it. Calls are sent before
their turn, and whoever has not read them can't answer."""
PREPARE = 4
"""Before a file, to a candidate that has to wait for it: the problem's driver."""
# From the candidate.
READY = 16
LOADED = 17
FAULT = 18
ANSWER = 19
"""The answer; the arguments as they are now come behind it, in an ECHO."""
ECHO = 20
TOO_LARGE = 21
ANSWER_ALONE = 22
"""The answer; the arguments are what they were before the call, and no ECHO comes."""

TICKET_BYTES = 8

CONFINED = HEAD.pack(READY, 0, 0)
"""The first frame: nothing of the submission has run, and nothing will before the confinement is in force."""

Buffer = bytes | bytearray | memoryview
_MOST_BUFFERS = 512
_READ_BYTES = 1 << 16


def pack(kind: int, header: bytes = b"", chunks: Sequence[Buffer] = ()) -> list[Buffer]:
    """Return a frame as buffers to be sent in order. The chunks of its body are buffers of single bytes."""
    return [HEAD.pack(kind, len(header), sum(map(len, chunks))) + header, *chunks]


def send(fd: int, buffers: Sequence[Buffer]) -> None:
    """Write all buffers to a blocking descriptor. Raises OSError when the other side is gone."""
    left = list(buffers)
    while left:
        sent = os.writev(fd, left[:_MOST_BUFFERS])
        if sent == sum(map(len, left)):  # nearly always
            return
        done = 0
        while done < len(left) and sent >= len(left[done]):
            sent -= len(left[done])
            done += 1
        del left[:done]
        if sent:
            left[0] = memoryview(left[0])[sent:]


class Reader:
    """Reads frames from a blocking descriptor, trusting their lengths: this is the candidate's side."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._ahead = b""
        self._at = 0

    def receive(self) -> tuple[int, bytes, bytes]:
        """Return the next frame's kind, header and body. Raises EOFError when the other side is gone."""
        ahead, start = self._ahead, self._at + HEAD.size
        if start <= len(ahead):
            kind, header_bytes, body_bytes = HEAD.unpack_from(ahead, self._at)
            middle, end = start + header_bytes, start + header_bytes + body_bytes
            if end <= len(ahead):  # all of it has been read, with what came before
                self._at = end
                return kind, ahead[start:middle], ahead[middle:end]
        kind, header_bytes, body_bytes = HEAD.unpack(self._read(HEAD.size))
        return kind, self._read(header_bytes), self._read(body_bytes) if body_bytes else b""

    def _read(self, count: int) -> bytes:
        if len(self._ahead) - self._at < count:
            left = self._ahead[self._at :]
            self._ahead, self._at = b"", 0
            if count > _READ_BYTES:
                return self._read_large(left, count)
            while len(left) < count:
                more = os.read(self._fd, _READ_BYTES)
                if not more:
                    raise EOFError
                left += more
            self._ahead = left
        self._at += count
        return self._ahead[self._at - count : self._at]

    def _read_large(self, ahead: bytes, count: int) -> bytes:
        data = bytearray(count)
        data[: len(ahead)] = ahead
        view = memoryview(data)[len(ahead) :]
        while view:
            got = os.readv(self._fd, [view[: 1 << 20]])
            if got == 0:
                raise EOFError
            view = view[got:]
        return bytes(data)
