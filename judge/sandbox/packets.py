"""What a launcher is told before it begins, and what it says once it serves: one packet each. Both trust each other."""

from __future__ import annotations

import socket
from typing import Any, cast

from judge.sandbox import wire

_MESSAGE_BYTES = 1 << 17


def send_message(control: socket.socket, message: dict[str, Any]) -> None:
    """Send one packet. Raises OSError when the other side is gone."""
    control.send(wire.dumps(message))


def receive_message(control: socket.socket) -> dict[str, Any] | None:
    """Receive one packet; None when the other side is gone. Raises OSError."""
    data = control.recv(_MESSAGE_BYTES)
    return cast("dict[str, Any]", wire.loads(data)) if data else None
