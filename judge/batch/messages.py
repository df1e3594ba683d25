"""What a run of many submissions says to the processes that judge them, and what they answer.

A message is its length in four bytes and a MessagePack document. Both sides are the judge's own and trusted; the
submission's content is bytes among others.
"""

from __future__ import annotations

import os
import struct

import msgspec

from judge.model import DEFAULT_SEED, Tier

_LENGTH = struct.Struct("<I")


class Setup(msgspec.Struct, frozen=True, tag=True):
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


class Work(msgspec.Struct, frozen=True, tag=True):
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


class Stay(msgspec.Struct, frozen=True, tag=True):
    """There is nothing more to judge for this command: wait for the next one.

    Attributes:
        path: of the socket to wait at, as bytes of the file system.
    """

    path: bytes


Order = Setup | Work | Stay
"""What a command says to a process."""


class Reply(msgspec.Struct, frozen=True):
    """What became of one submission; without verdict and refusal: the process is ready to judge, or waits for another
    command.

    Attributes:
        number: its place in the run.
        verdict: the verdict's letters.
        record: the report, as `judge.batch.codec` writes it.
        refusal: why nothing can be judged here at all, such as a runtime that is not installed; then without a report.
        remedy: what can be done about that.
        pid: the process' number, where it says that it is ready or waits; None else.
    """

    number: int
    verdict: str = ""
    record: bytes = b""
    refusal: str = ""
    remedy: str = ""
    pid: int | None = None


def send(descriptor: int, message: Order | Reply) -> None:
    """Write a message. Raises OSError when nobody reads any more."""
    body = msgspec.msgpack.encode(message)
    view = memoryview(_LENGTH.pack(len(body)) + body)
    while view:
        view = view[os.write(descriptor, view) :]


def receive_order(descriptor: int) -> Order | None:
    """Wait for what the command says, and read it; None when that has ended, be it in the middle of it.

    Raises:
        ConnectionError: it has ended with something still to read.
    """
    body = _receive(descriptor)
    order: Order | None = msgspec.msgpack.decode(body, type=Order) if body else None
    return order


def receive_reply(descriptor: int) -> Reply | None:
    """Wait for what a process answers, and read it; None when that has ended, be it in the middle of it.

    Raises:
        ConnectionError: it has ended with something still to read.
    """
    body = _receive(descriptor)
    return msgspec.msgpack.decode(body, type=Reply) if body else None


def _receive(descriptor: int) -> bytes:
    head = _read(descriptor, _LENGTH.size)
    return _read(descriptor, _LENGTH.unpack(head)[0]) if head else b""


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
