"""What client and service say to one another: MessagePack behind a length. Both are the same user's."""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path
from typing import Any

import msgspec

from judge.model import Problem, Report

_LENGTH = struct.Struct("<I")
_LONGEST = 64 << 20


class Request(msgspec.Struct, frozen=True):
    """What to do: "judge", "status" or "stop"; the rest is for "judge", and `path` for "stay".

    A process of `judge check` that waits for the next one is asked for with "check" instead of "judge", and then speaks
    as `judge.batch.messages` says.

    Attributes:
        problem: the problem, which the command has read.
        path: the submission's path as the system knows it, or the socket's.
        content: its bytes.
        oversize: whether there were more.
        options: the fields of evaluate.Options.
    """

    op: str
    problem: Problem | None = None
    path: bytes = b""
    content: bytes = b""
    oversize: bool = False
    options: dict[str, Any] = {}


class Reply(msgspec.Struct, frozen=True):
    """One of: the service has turned to this client, a case is done, the report, an error, a status.

    Attributes:
        kind: "ready", "case", "report", "user error", "judge error" or "status".
        report: with "report"; who asked knows the path of what was judged, and a path need not be text.
        words: the error's clause and remedy.
        status: with "status".
    """

    kind: str
    report: Report | None = None
    words: tuple[str, str] = ("", "")
    status: dict[str, Any] = {}


def send(connection: socket.socket, message: Request | Reply) -> None:
    """Send a message. Raises OSError."""
    data = msgspec.msgpack.encode(message, enc_hook=os.fsencode)
    connection.sendall(_LENGTH.pack(len(data)) + data)


def receive_request(connection: socket.socket) -> Request | None:
    """Receive a request; None when the client is gone or speaks otherwise."""
    data = _receive(connection)
    try:
        return None if data is None else msgspec.msgpack.decode(data, type=Request, dec_hook=_to_path)
    except msgspec.MsgspecError:
        return None


def receive_reply(connection: socket.socket) -> Reply | None:
    """Receive a reply; None when the service is gone. Raises OSError, also after the socket's time-out."""
    data = _receive(connection)
    try:
        return None if data is None else msgspec.msgpack.decode(data, type=Reply)
    except msgspec.MsgspecError:
        return None


def _to_path(kind: type, name: bytes) -> Path:
    """Folders are the only values that MessagePack does not know; they travel as the system's own bytes."""
    if kind is not Path:
        raise NotImplementedError(kind)
    return Path(os.fsdecode(name))


def _receive(connection: socket.socket) -> bytes | None:
    head = _exactly(connection, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    return _exactly(connection, length) if length <= _LONGEST else None


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        part = connection.recv(min(count - len(data), 1 << 20))
        if not part:
            return None
        data += part
    return bytes(data)
