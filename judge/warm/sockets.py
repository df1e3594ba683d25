"""The sockets of judges that stay: how a command finds one, and how one listens. Both sides are the same user's."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import struct
from collections.abc import Iterator


def connect(path: str) -> socket.socket | None:
    """Return a connection to whoever listens at a path; None where nobody of this user does."""
    if not os.path.exists(path):
        return None
    try:
        connection = _connect(path)
    except ConnectionRefusedError:  # its judge was killed; the next command may start another
        with _alone(path):
            _remove_stale(path)
        return None
    except OSError:
        return None
    if peer_is_same_user(connection):
        return connection
    connection.close()
    return None


def _connect(path: str) -> socket.socket:
    """Connect without waiting for a place, as where a judge is stopped and others wait for it. Raises OSError."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    connection.setblocking(True)
    return connection


@contextlib.contextmanager
def _alone(path: str) -> Iterator[None]:
    """Keep others from changing who listens in a folder; where it can't be locked, it is not there."""
    try:
        folder = os.open(os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        yield
        return
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _remove_stale(path: str) -> bool:
    """Remove a socket's name, unless somebody listens; whether there is none now."""
    try:
        _connect(path).close()
        return False
    except OSError:  # such as where it does not exist, or its judge is stopped
        _remove(path)
        return True


class Listener:
    """A socket that somebody may find under a name.

    Args:
        listening: the socket.
        path: its name.
    """

    def __init__(self, listening: socket.socket, path: str) -> None:
        self._listening = listening
        self._path = path
        self._own = _identify(path)

    def fileno(self) -> int:
        """The descriptor that becomes readable when somebody has connected."""
        return self._listening.fileno()

    def accept(self) -> socket.socket:
        """Return the connection to the next who has connected."""
        return self._listening.accept()[0]

    def is_found(self) -> bool:
        """Whether its name is still its own: another may have taken it while this process was stopped."""
        return _identify(self._path) == self._own

    def withdraw(self) -> None:
        """Have nobody find it any more."""
        with _alone(self._path):
            if self.is_found():
                _remove(self._path)

    def close(self) -> None:
        """Withdraw it and close it."""
        self.withdraw()
        self._listening.close()


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)


def _identify(path: str) -> tuple[int, int] | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def listen(path: str) -> Listener | None:
    """Listen at a path; None when another judge was quicker. Of those that come at once one gets it."""
    with _alone(path):
        listening = _listen(path) if _remove_stale(path) else None
        return None if listening is None else Listener(listening, path)


def _listen(path: str) -> socket.socket | None:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    unfinished = f"{path}.{os.getpid() % 1000}"  # who finds the socket under its own name finds it listening
    try:
        listener.bind(unfinished)
        os.chmod(unfinished, 0o600)
        listener.listen(8)
        os.rename(unfinished, path)
    except OSError:
        listener.close()
        _remove(unfinished)
        return None
    return listener


def peer_is_same_user(connection: socket.socket) -> bool:
    """Whether the other side runs as this user; where the system can't say, the folder's permissions have to do."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", credentials)
    return bool(user == os.geteuid())
