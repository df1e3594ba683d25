"""Asking the warm judge, and starting one for the next time. Whatever goes wrong, the command judges by itself."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from judge.errors import JudgeError, UserError
from judge.model import Options, Report
from judge.source import Source
from judge.warm.messages import Reply, Request, peer_is_same_user, receive_reply, send
from judge.warm.place import is_wanted, socket_path

_TURN_S = 0.1
_CODE = "import sys; sys.path.insert(0, sys.argv[1]); from judge.warm.service import main; main(sys.argv[2:])"
_KEPT_VARIABLES = ("HOME", "PATH", "LANG", "LC_ALL", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "JUDGE_HOME")


def evaluate_warm(
    bank: Path, slug: str, source: Source, options: Options, on_case: Callable[[], None]
) -> Report | None:
    """Have a file judged by the service; None when there is none that can, and the command has to do it.

    Raises:
        UserError, JudgeError: as evaluate.
    """
    if not is_wanted():
        return None
    connection = _connect()
    if connection is None:
        return None
    with connection:
        try:
            import msgspec

            fields = msgspec.to_builtins(options)
            send(connection, Request("judge", str(bank), slug, source.path, source.content, source.oversize, fields))
            connection.settimeout(_TURN_S)  # it may be at work for another command
            reply = receive_reply(connection)
            connection.settimeout(None)
            while reply is not None and reply.kind in ("ready", "case"):
                if reply.kind == "case":
                    on_case()
                reply = receive_reply(connection)
        except OSError:
            return None
    return _result(reply)


def _result(reply: Reply | None) -> Report | None:
    if reply is None:
        return None
    if reply.kind == "user error":
        raise UserError(*reply.words)
    if reply.kind == "judge error":
        raise JudgeError(reply.words[0])
    return reply.report


def ask(path: Path, op: str) -> Reply | None:
    """Send one word to the service at `path`; None when nobody answers."""
    connection = _connect(path)
    if connection is None:
        return None
    with connection:
        try:
            connection.settimeout(2.0)
            send(connection, Request(op))
            reply = receive_reply(connection)
            return receive_reply(connection) if reply is not None and reply.kind == "ready" else reply
        except OSError:
            return None


def start_service(bank: Path, slug: str) -> None:
    """Start a service in the background, warm for one problem, unless there is one or none is wanted."""
    path = socket_path() if is_wanted() else None
    if path is None or _answers(path):
        return
    folder = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    actions = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in range(3)]
    words = [sys.executable, "-c", _CODE, folder, str(path), str(bank), slug]
    try:
        os.posix_spawn(sys.executable, words, environment, file_actions=actions, setsid=True)
    except OSError:
        pass


def _answers(path: Path) -> bool:
    connection = _connect(path)
    if connection is None:
        return False
    connection.close()
    return True


def _connect(path: Path | None = None) -> socket.socket | None:
    path = path or socket_path()
    if path is None or not path.exists():
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(os.fspath(path))
        if peer_is_same_user(connection):
            return connection
    except OSError:
        pass
    connection.close()
    return None
