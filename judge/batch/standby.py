"""Between two commands: a process that judges waits at a socket, and the next command of the user finds it there.

It is as any other that judges: candidates run in forks of its launchers, confined, and none of their code in it.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import threading

from judge.batch.folder import temporary_folder
from judge.warm.messages import Reply, Request, receive_reply, receive_request, send
from judge.warm.sockets import Listener, connect, peer_is_same_user

IDLE_S = 600.0
_PATIENCE_S = 0.3
_REQUEST_S = 5.0


def take(path: str) -> int | None:
    """Have the process that waits at a path judge for this command; return the descriptor of the connection to it.

    None where none waits there, or it does not answer at once.
    """
    connection = connect(path)
    if connection is None:
        return None
    connection.settimeout(_PATIENCE_S)
    try:
        send(connection, Request("check"))
        reply = receive_reply(connection)
    except OSError:
        reply = None
    if reply is None or reply.kind != "ready":
        connection.close()
        return None
    connection.settimeout(None)
    return connection.detach()


class Standby:
    """A process' time between two commands.

    Args:
        started: when the process started, in seconds of the epoch.

    Attributes:
        judged: how many submissions it has judged.
        has_begun: whether the command that has started it has left it to itself.
    """

    def __init__(self, started: float) -> None:
        self._started = started
        self.judged = 0
        self.has_begun = False

    def wait(self, listener: Listener, idle_s: float = IDLE_S) -> int | None:
        """Wait for the next command, and return the descriptor of the connection to it.

        None when told to stop, when nobody finds it any more, or when no command comes for so long.
        """
        try:
            while select.select([listener], [], [], idle_s)[0]:
                connection = listener.accept()
                op = _ask_what_for(connection)
                if op in ("check", "stop"):  # before it is answered: whoever comes now starts a process of its own
                    listener.withdraw()
                if op == "check" and not os.path.isdir(temporary_folder()):  # without one it is of no use any more
                    return None
                is_heard = self._answer(connection, op)
                if op == "stop":
                    connection.detach()  # it is closed by this process' end, for which the other side waits
                    return None
                if op == "check":
                    connection.settimeout(None)
                    return connection.detach() if is_heard else None
                connection.close()
                if not listener.is_found():
                    return None
            return None
        finally:
            listener.close()

    def _answer(self, connection: socket.socket, op: str) -> bool:
        """Say that it is heard, and what there is to say; return whether the other side is still there."""
        try:
            if op:
                send(connection, Reply("ready"))
            if op in ("status", "stop"):
                pid = os.getpid()
                status = {"pid": pid, "started": self._started, "judged": self.judged, "for": "judge check"}
                send(connection, Reply("status", status=status))
        except OSError:
            return False
        return True


def _ask_what_for(connection: socket.socket) -> str:
    """Return what whoever has connected wants; "" where that is not to be had."""
    connection.settimeout(_REQUEST_S)
    try:
        request = receive_request(connection) if peer_is_same_user(connection) else None
    except OSError:  # it has gone away, or says nothing
        return ""
    if request is None or has_hung_up(connection.fileno()):  # it did not wait, as where this process was stopped
        return ""
    return request.op


def has_hung_up(channel: int) -> bool:
    """Whether the other side of a connection is closed: it has ended, or wants nothing of this one any more."""
    poller = select.poll()
    poller.register(channel, 0)
    return bool(poller.poll(0))


class HangUp:
    """While it is open, a command that hangs up, as one does that is killed, ends this process. A context manager.

    Args:
        channel: the descriptor of the connection to it.
    """

    def __init__(self, channel: int) -> None:
        self._channel = channel
        self._done, self._finish = os.pipe()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        os.write(self._finish, b"x")
        self._thread.join()
        os.close(self._done)
        os.close(self._finish)

    def _watch(self) -> None:
        poller = select.poll()
        poller.register(self._channel, 0)  # its end is told all the same
        poller.register(self._done, select.POLLIN)
        if all(descriptor != self._done for descriptor, _ in poller.poll()):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)  # wherever it waits
