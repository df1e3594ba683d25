"""What a judge and its launcher tell each other of candidates: one packet each, of a fixed layout.

The launcher forks between two of them, and whatever it touches until the next is copied, page by page, be it an object
or a function. So nothing is parsed here, and little is made.
"""

from __future__ import annotations

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

_HEAD = struct.Struct("<BQqqH")
_NUMBER_BYTES = 8
MOST_FORGOTTEN = 256
_TEXT_BYTES = 1 << 12
_MOST_BYTES = _HEAD.size + MOST_FORGOTTEN * _NUMBER_BYTES + _TEXT_BYTES
MOST_DESCRIPTORS = 2
_DESCRIPTORS = tuple(struct.Struct(f"{count}i") for count in range(MOST_DESCRIPTORS + 1))
_ITEM = _DESCRIPTORS[1].size
_ROOM = socket.CMSG_SPACE(MOST_DESCRIPTORS * _ITEM)


class Order(NamedTuple):
    """What one side tells the other of one candidate.

    Attributes:
        kind: one of the above.
        number: the judge's number for the candidate.
        first: to SPAWN, how many MiB of memory it may use beyond what the launcher does.
        second: to SPAWN, how many seconds of CPU time.
        text: to SPAWN, its scratch folder, where that is on disk.
        forgotten: to SPAWN, the numbers of others whose ends nobody will ask after: the next candidate, which starts
            as the launcher's copy, is not to find what they have ended with.
    """

    kind: int
    number: int
    first: int = 0
    second: int = 0
    text: str = ""
    forgotten: tuple[int, ...] = ()


def send_order(control: socket.socket, order: Order, fds: tuple[int, ...] = ()) -> None:
    """Send one, with descriptors beside it. Raises OSError when the other side is gone."""
    kind, number, first, second, text, forgotten = order
    count = len(forgotten)
    data = _HEAD.pack(kind, number, first, second, count) + struct.pack(f"<{count}Q", *forgotten)
    data += text.encode(errors="surrogateescape")[:_TEXT_BYTES]
    if fds:
        control.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, _DESCRIPTORS[len(fds)].pack(*fds))])
    else:
        control.send(data)


def send_news(control: socket.socket, kind: int, number: int, first: int, descriptor: int | None = None) -> None:
    """Send an order of which no more is to be told, as the launcher does. Raises OSError as `send_order` does."""
    data = _HEAD.pack(kind, number, first, 0, 0)
    if descriptor is None:
        control.send(data)
    else:
        control.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, _DESCRIPTORS[1].pack(descriptor))])


def receive_order(control: socket.socket) -> tuple[Order | None, list[int]]:
    """Receive one and its descriptors; None when the other side is gone. Raises OSError."""
    data, ancillary, _, _ = control.recvmsg(_MOST_BYTES, _ROOM)
    if not data:
        return None, []
    fds: list[int] = []
    for level, what, payload in ancillary:
        if level == socket.SOL_SOCKET and what == socket.SCM_RIGHTS:
            fds += _DESCRIPTORS[len(payload) // _ITEM].unpack_from(payload)
    kind, number, first, second, count = _HEAD.unpack_from(data)
    forgotten = struct.unpack_from(f"<{count}Q", data, _HEAD.size) if count else ()
    start = _HEAD.size + count * _NUMBER_BYTES
    text = data[start:].decode(errors="surrogateescape") if start < len(data) else ""
    return Order(kind, number, first, second, text, forgotten), fds
