"""What a run of many submissions says to the processes that judge them, and what they answer.

A message is its length in four bytes and a MessagePack document. Both sides are the judge's own and trusted; the
submission's content is bytes among others.
"""

from __future__ import annotations

import os
import struct
from typing import TypeVar

import msgspec

from judge.model import DEFAULT_SEED, Tier

_LENGTH = struct.Struct("<I")
T = TypeVar("T")


class Setup(msgspec.Struct, frozen=True):
    """How to judge, the same for all submissions of a run.

    Attributes:
        bank: the folder of the problem bank, as bytes of the file system; b"" where `files` has it.
        files: the bank by content, path below its folder -> content, for machines that do not see the folder.
        turn: the file whose lock a process holds while it times a submission; b"" for none.
        tied: end when the process that started this one does.
        idle_s: end after so long without work; 0 waits for ever.
    """

    bank: bytes = b""
    files: dict[str, bytes] = msgspec.field(default_factory=dict)
    seed: int = DEFAULT_SEED
    isolation: Tier | None = None
    min_isolation: Tier | None = None
    turn: bytes = b""
    tied: bool = False
    idle_s: float = 0.0


class Work(msgspec.Struct, frozen=True):
    """One submission to judge.

    Attributes:
        number: its place in the run.
        slug: the problem that it is for.
        path: the file as it was named, as bytes of the file system.
        content: what is in it; a process that judges never reads the file itself.
        oversize: the file is longer than what `content` has of it.
        fault: why the file cannot be read, or "".
        sha256: the SHA-256 of the content in hexadecimal; "" where whoever judges is to find it.
    """

    number: int
    slug: str
    path: bytes
    content: bytes = b""
    oversize: bool = False
    fault: str = ""
    sha256: str = ""


class Reply(msgspec.Struct, frozen=True):
    """What became of one submission; without verdict and refusal: the process is ready to judge.

    Attributes:
        number: its place in the run.
        verdict: the verdict's letters.
        record: the report, as `judge.batch.codec` writes it.
        refusal: why nothing can be judged here at all, such as a runtime that is not installed; then without a report.
        remedy: what can be done about that.
    """

    number: int
    verdict: str = ""
    record: bytes = b""
    refusal: str = ""
    remedy: str = ""


def send(descriptor: int, message: Setup | Work | Reply) -> None:
    """Write a message. Raises OSError when nobody reads any more."""
    body = msgspec.msgpack.encode(message)
    view = memoryview(_LENGTH.pack(len(body)) + body)
    while view:
        view = view[os.write(descriptor, view) :]


def receive(descriptor: int, kind: type[T]) -> T | None:
    """Wait for a message and read it; None when the other side has ended, be it in the middle of one.

    Raises:
        ConnectionError: it has ended with something still to read.
    """
    head = _read(descriptor, _LENGTH.size)
    body = head and _read(descriptor, _LENGTH.unpack(head)[0])
    return msgspec.msgpack.decode(body, type=kind) if body else None


def _read(descriptor: int, size: int) -> bytes:
    """Read so many bytes, or return b"" when they do not come."""
    chunks = []
    while size:
        chunk = os.read(descriptor, size)
        if not chunk:
            return b""
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)
