"""Judging for commands of the same user: first for the one that started it, then, if told to stay, for others.

It is a judge as any other: candidates run in forks of its launchers, confined, and none of their code in it. A command
that goes away takes its candidate with it. A service that stays ends after ten minutes in which nobody asked.
"""

from __future__ import annotations

import os
import select
import signal
import socket
from types import FrameType

import msgspec
from msgspec.structs import replace

from judge.errors import JudgeError, UserError
from judge.evaluate import evaluate
from judge.model import CaseResult, Options, Problem, Tier
from judge.sandbox.launchers import Launchers
from judge.sandbox.spawn import end_offered
from judge.source import Source
from judge.warm.hang_up import HangUp
from judge.warm.messages import Reply, Request, receive_request, send
from judge.warm.sockets import Listener, listen, peer_is_same_user

IDLE_S = 600.0
_LULL_S = 1.0
_READY_IN_A_LULL = 2
"""So many submissions, such as `judge run` and `judge submit` in one line, find a candidate that has waited."""
_REQUEST_S = 5.0


class ClientGone(BaseException):
    """The client hung up while its submission was judged."""


class Service:
    """The service's state.

    Args:
        started: when the process started, in seconds of the epoch.
        idle_s: how long to wait for the next client.
    """

    def __init__(self, started: float, idle_s: float = IDLE_S) -> None:
        self._idle_s = idle_s
        self._started = started
        self._judged = 0
        self._stopping = False
        self._launchers: dict[tuple[Tier | None, Tier | None], Launchers] = {}
        self._judged_last: tuple[Launchers, Problem] | None = None
        signal.signal(signal.SIGUSR1, _raise_client_gone)

    def serve(self, listener: Listener) -> None:
        """Answer whoever connects, one at a time, until told to stop, or idle for too long."""
        while not self._stopping:
            self._keep_ready(1)
            if not _is_called(listener, _LULL_S):
                self._keep_ready(_READY_IN_A_LULL)  # one after another: whoever comes now needs a processor too
                if not _is_called(listener, self._idle_s):
                    return
            with listener.accept() as connection:
                connection.settimeout(_REQUEST_S)
                if peer_is_same_user(connection):
                    self.answer(connection)
                if self._stopping:
                    connection.detach()  # it is closed by this process' end, for which the other side waits

    def _keep_ready(self, count: int) -> None:
        if self._judged_last is not None:
            launchers, problem = self._judged_last
            launchers.keep_ready(problem, count)

    def close(self) -> None:
        """End the launchers, and with them whatever runs."""
        for launchers in self._launchers.values():
            launchers.close()
        self._launchers.clear()
        self._judged_last = None

    def answer(self, connection: socket.socket) -> Request | None:
        """Answer one request, and return it; None where there was none, or nobody to be told."""
        try:
            request = receive_request(connection)
            if request is None:
                return None
            connection.settimeout(None)
            if request.op != "stay":  # that one is answered once the socket is there
                send(connection, Reply("ready"))
                send(connection, self._act(connection, request))
            return request
        except (OSError, ClientGone):
            return None

    def _get_launchers(self, options: Options) -> Launchers:
        key = options.isolation, options.min_isolation
        if key not in self._launchers:
            self._launchers[key] = Launchers(*key)
        return self._launchers[key]

    def _act(self, connection: socket.socket, request: Request) -> Reply:
        if request.op == "judge":
            return self._judge(connection, request)
        self._stopping = request.op == "stop"
        status = {"pid": os.getpid(), "started": self._started, "judged": self._judged, "for": "judge submit"}
        return Reply("status", status=status)

    def _judge(self, connection: socket.socket, request: Request) -> Reply:
        try:
            options = msgspec.convert(request.options, Options)
            problem = request.problem
            if problem is None:
                raise JudgeError("the request names no problem")
            source = Source(os.fsdecode(request.path), request.content, request.oversize)
            launchers = self._get_launchers(options)
            self._judged_last = launchers, problem
            with HangUp(connection.fileno(), signal.SIGUSR1):
                report = evaluate(
                    problem, source, options, launchers=launchers, on_case=lambda case: _tell(connection, case)
                )
        except ClientGone:
            self.close()  # interrupted anywhere: begin afresh
            raise
        except UserError as error:
            return Reply("user error", words=(error.problem, error.remedy))
        except (JudgeError, msgspec.ValidationError) as error:
            return Reply("judge error", words=(str(error), ""))
        self._judged += 1
        return Reply("report", report=replace(report, submission=replace(report.submission, path="")))


def _raise_client_gone(number: int, frame: FrameType | None) -> None:
    raise ClientGone


def _tell(connection: socket.socket, case: CaseResult) -> None:
    try:
        send(connection, Reply("case"))
    except OSError:
        raise ClientGone from None


def serve_command(channel: socket.socket, started: float) -> None:
    """Judge for the command at the other end; then stay for others, if it says where, or end with it."""
    service = Service(started)
    try:
        request = service.answer(channel)
        while request is not None and request.op != "stay":
            request = service.answer(channel)
        path = os.fsdecode(request.path) if request is not None else ""
        os.chdir("/")  # the folder that the command was called in can go
        listener = listen(path) if path else None
        _tell_ready(channel)
        channel.close()
        if listener is not None:
            try:
                service.serve(listener)
            finally:
                listener.close()
    finally:
        service.close()
        end_offered()
        os._exit(0)  # nothing is left to be done, and tearing NumPy down takes a while


def _tell_ready(channel: socket.socket) -> None:
    try:
        send(channel, Reply("ready"))
    except OSError:  # the command is gone already
        pass


def _is_called(listener: Listener, wall_s: float) -> bool:
    """Wait for a client; say whether there is one."""
    return bool(select.select([listener], [], [], wall_s)[0])
