"""Having a file judged by another process: the warm judge, or this command's own core."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from judge.errors import JudgeError, UserError
from judge.model import Options, Problem, Report
from judge.source import Source
from judge.warm.messages import Reply, Request, receive_reply, send
from judge.warm.place import is_wanted, socket_path
from judge.warm.sockets import connect
from judge.warm.start import dismiss_core, take_core

_TURN_S = 0.3
_STAY_S = 1.0
_ASK_S = 2.0
_END_S = 5.0


def evaluate_elsewhere(
    problem: Problem,
    source: Source,
    options: Options,
    on_case: Callable[[], None],
    meanwhile: Callable[[], None] = lambda: None,
) -> Report | None:
    """Have a file judged by the warm judge, else by this command's core; None when neither can.

    Args:
        problem: the problem.
        source: the file.
        options: how to judge.
        on_case: called when a case is done.
        meanwhile: called once the other process is at work: time for what this one would do later.

    Raises:
        UserError, JudgeError: as evaluate.
    """
    fields = msgspec.to_builtins(options)
    folders = {"folder": problem.folder.absolute(), "solutions": problem.solutions.absolute()}
    whole = replace(problem, **folders)
    request = Request("judge", whole, os.fsencode(source.path), source.content, source.oversize, fields)
    path = socket_path() if is_wanted() else None
    warm = connect(os.fspath(path)) if path is not None else None
    if warm is not None:
        with warm:
            reply = _exchange(warm, request, on_case, meanwhile, _TURN_S)  # it may be at work for another command
            if reply is not None:
                return _result(reply, source)
    core = take_core()
    if core is None:
        return None
    stays = False
    try:
        reply = _exchange(core.channel, request, on_case, meanwhile, None)
        stays = reply is not None and _ask_to_stay(core.channel)
        return _result(reply, source)
    finally:
        if not stays:
            dismiss_core(core)


def _exchange(
    connection: socket.socket,
    request: Request,
    on_case: Callable[[], None],
    meanwhile: Callable[[], None],
    turn_s: float | None,
) -> Reply | None:
    """Send a request and return the last reply to it; None when the other side is gone or busy."""
    try:
        send(connection, request)
        meanwhile()
        connection.settimeout(turn_s)
        reply = receive_reply(connection)
        connection.settimeout(None)
        while reply is not None and reply.kind in ("ready", "case"):
            if reply.kind == "case":
                on_case()
            reply = receive_reply(connection)
        return reply
    except OSError:
        return None


def _ask_to_stay(channel: socket.socket) -> bool:
    """Let the core become the warm judge, where one is wanted and none is there."""
    path = socket_path() if is_wanted() else None
    if path is None or path.exists():
        return False
    try:
        send(channel, Request("stay", path=os.fsencode(path)))
        channel.settimeout(_STAY_S)
        receive_reply(channel)  # so that the next command finds it
    except OSError:
        return False
    return True


def _result(reply: Reply | None, source: Source) -> Report | None:
    if reply is None:
        return None
    if reply.kind == "user error":
        raise UserError(*reply.words)
    if reply.kind == "judge error":
        raise JudgeError(reply.words[0])
    report = reply.report
    return report and replace(report, submission=replace(report.submission, path=source.path))


def ask(path: Path, op: str) -> Reply | None:
    """Send one word to whoever listens at a path, and wait for its end after "stop"; None when nobody answers."""
    connection = connect(os.fspath(path))
    if connection is None:
        return None
    with connection:
        try:
            connection.settimeout(_ASK_S)
            send(connection, Request(op))
            reply = receive_reply(connection)
            reply = receive_reply(connection) if reply is not None and reply.kind == "ready" else reply
        except OSError:
            return None
        with contextlib.suppress(OSError):
            connection.settimeout(_END_S)
            while op == "stop" and connection.recv(1 << 12):
                pass
        return reply
