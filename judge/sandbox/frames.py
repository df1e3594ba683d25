"""Frames on the socket between judge and candidate: a kind, a header, a body, with their lengths first.

The header holds a value's structure, the body the raw bytes of its arrays (see `wire`). Whoever reads a frame decides
from the lengths, before anything is allocated, whether it wants the rest.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Sequence

HEAD = struct.Struct("<BIQ")
"""Kind, length of the header, length of the body."""

# From the judge.
LOAD = 1
CALL = 2
# From the candidate.
READY = 16
LOADED = 17
FAULT = 18
ANSWER = 19
ECHO = 20
TOO_LARGE = 21

Buffer = bytes | bytearray | memoryview


def pack(kind: int, header: bytes = b"", chunks: Sequence[Buffer] = ()) -> list[Buffer]:
    """Return a frame as buffers to be sent in order."""
    body_bytes = sum(memoryview(chunk).nbytes for chunk in chunks)
    return [HEAD.pack(kind, len(header), body_bytes) + header, *chunks]


def send(fd: int, buffers: Iterable[Buffer]) -> None:
    """Write all buffers to a blocking descriptor. Raises OSError when the other side is gone."""
    for buffer in buffers:
        view = memoryview(buffer).cast("B")
        while view:
            view = view[os.write(fd, view) :]


def receive(fd: int) -> tuple[int, bytes, bytes]:
    """Read one frame from a blocking descriptor, trusting its lengths: this is the candidate's side.

    Raises:
        EOFError: the other side is gone.
    """
    kind, header_bytes, body_bytes = HEAD.unpack(_read_exactly(fd, HEAD.size))
    return kind, bytes(_read_exactly(fd, header_bytes)), bytes(_read_exactly(fd, body_bytes))


def _read_exactly(fd: int, count: int) -> bytearray:
    data = bytearray(count)
    view = memoryview(data)
    while view:
        got = os.readv(fd, [view[: 1 << 20]])
        if got == 0:
            raise EOFError
        view = view[got:]
    return data
