"""Between two commands: a process that judges waits at a socket, and the next command of the user finds it there.

It is as any other that judges: candidates run in forks of its launchers, confined, and none of their code in it.
"""

from __future__ import annotations

import os
import select
import socket

from judge.batch.folder import temporary_folder
from judge.warm.hang_up import has_hung_up
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
