"""Messages between judge and launcher: one packet each, with descriptors beside it. Both sides trust each other."""

from __future__ import annotations

import array
import socket
from typing import Any, cast

from judge.sandbox import wire

_MESSAGE_BYTES = 1 << 17
_MOST_DESCRIPTORS = 8


def send_message(control: socket.socket, message: dict[str, Any], fds: list[int] | None = None) -> None:
    """Send one packet, with descriptors beside it."""
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
    control.sendmsg([wire.dumps(message)], ancillary)


def receive_message(control: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """Receive one packet and its descriptors; None when the other side is gone."""
    room = socket.CMSG_SPACE(_MOST_DESCRIPTORS * array.array("i").itemsize)
    data, ancillary, _, _ = control.recvmsg(_MESSAGE_BYTES, room)
    fds = array.array("i")
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(payload[: len(payload) - len(payload) % fds.itemsize])
    return (cast("dict[str, Any]", wire.loads(data)) if data else None), list(fds)
