"""What a judge and its launcher tell each other of candidates: one packet each, of a fixed layout.

The launcher forks between two of them, and whatever it touches until the next is copied, page by page. So nothing is
parsed here, and little is made.
"""

from __future__ import annotations

import array
import socket
import struct
from typing import NamedTuple

# From the judge.
SPAWN = 1
"""Fork a candidate."""
SPAWN_WARM = 2
"""Fork one that uses its runtime once, before it is given a file."""
AWAIT = 3
"""Tell how it ends."""
# From the launcher.
SPAWNED = 4
"""It is there, as process `first`; a descriptor of it comes along, where the system has such."""
REFUSED = 5
"""None can be forked: `text` says why."""
EXITED = 6
"""It has ended with the exit code `first`, negative for a signal."""

_HEAD = struct.Struct("<BQqq")
_TEXT_BYTES = 1 << 12
_MOST_DESCRIPTORS = 2
_ITEM = array.array("i").itemsize
_ROOM = socket.CMSG_SPACE(_MOST_DESCRIPTORS * _ITEM)


class Order(NamedTuple):
    """What one side tells the other of one candidate.

    Attributes:
        kind: one of the above.
        number: the judge's number for the candidate.
        first: to SPAWN, how many MiB of memory it may use beyond what the launcher does.
        second: to SPAWN, how many seconds of CPU time.
        text: to SPAWN, its scratch folder, where that is on disk.
    """

    kind: int
    number: int
    first: int = 0
    second: int = 0
    text: str = ""


def send_order(control: socket.socket, order: Order, fds: tuple[int, ...] = ()) -> None:
    """Send one, with descriptors beside it. Raises OSError when the other side is gone."""
    kind, number, first, second, text = order
    data = _HEAD.pack(kind, number, first, second) + text.encode(errors="surrogateescape")[:_TEXT_BYTES]
    if fds:
        control.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))])
    else:
        control.send(data)


def receive_order(control: socket.socket) -> tuple[Order | None, list[int]]:
    """Receive one and its descriptors; None when the other side is gone. Raises OSError."""
    data, ancillary, _, _ = control.recvmsg(_HEAD.size + _TEXT_BYTES, _ROOM)
    if not data:
        return None, []
    fds = array.array("i")
    for level, what, payload in ancillary:
        if level == socket.SOL_SOCKET and what == socket.SCM_RIGHTS:
            fds.frombytes(payload[: len(payload) - len(payload) % _ITEM])
    kind, number, first, second = _HEAD.unpack_from(data)
    return Order(kind, number, first, second, data[_HEAD.size :].decode(errors="surrogateescape")), list(fds)
