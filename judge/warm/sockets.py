"""The sockets of judges that stay: how a command finds one, and how one listens. Both sides are the same user's."""

from __future__ import annotations

import os
import socket
import struct


def connect(path: str) -> socket.socket | None:
    """Return a connection to whoever listens at a path; None where nobody of this user does."""
    if not os.path.exists(path):
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)  # where its judge is stopped, and others wait for it already
        connection.connect(path)
        connection.setblocking(True)
        if peer_is_same_user(connection):
            return connection
    except ConnectionRefusedError:  # its judge was killed; the next command may start another
        remove(path)
    except OSError:
        pass
    connection.close()
    return None


def listen(path: str) -> socket.socket | None:
    """Bind a socket; None when another judge was quicker."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.setblocking(False)
            probe.connect(path)
            return None
        except OSError:
            remove(path)  # left behind by one that was killed
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    unfinished = f"{path}.{os.getpid() % 1000}"  # who finds the socket under its own name finds it listening
    try:
        listener.bind(unfinished)
        os.chmod(unfinished, 0o600)
        listener.listen(8)
        os.rename(unfinished, path)
    except OSError:
        listener.close()
        remove(unfinished)
        return None
    return listener


def remove(path: str) -> None:
    """Remove a socket's name, if it is there."""
    try:
        os.unlink(path)
    except OSError:
        pass


def peer_is_same_user(connection: socket.socket) -> bool:
    """Whether the other side runs as this user; where the system can't say, the folder's permissions have to do."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", credentials)
    return bool(user == os.geteuid())
