"""The warm judge: one evaluation at a time, for its own user, until nobody has asked for ten minutes.

It is a judge as any command is: candidates run in forks of its launchers, confined, and none of their code in it. A
client that goes away takes its candidate with it.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import msgspec

from judge.catalog import Bank
from judge.errors import JudgeError, UserError
from judge.evaluate import evaluate
from judge.model import CaseResult, Options, Tier
from judge.sandbox.launchers import Launchers
from judge.source import Source, read_source
from judge.warm.messages import Reply, Request, peer_is_same_user, receive_request, send

IDLE_S = 600.0
_REQUEST_S = 5.0


class ClientGone(Exception):
    """The client hung up while its submission was judged."""


class Service:
    """The service's state.

    Args:
        listener: the socket that clients connect to.
        idle_s: how long to wait for the next one.
    """

    def __init__(self, listener: socket.socket, idle_s: float = IDLE_S) -> None:
        self._listener = listener
        self._idle_s = idle_s
        self._started = time.time()
        self._judged = 0
        self._stopping = False
        self._launchers: dict[Tier | None, Launchers] = {}

    def serve(self) -> None:
        """Answer clients until told to stop, or idle for too long."""
        signal.signal(signal.SIGUSR1, _raise_client_gone)
        try:
            while not self._stopping:
                readable, _, _ = select.select([self._listener], [], [], self._idle_s)
                if not readable:
                    return
                connection, _ = self._listener.accept()
                with connection:
                    self._answer(connection)
        finally:
            for launchers in self._launchers.values():
                launchers.close()

    def warm_up(self, bank: Path, slug: str) -> None:
        """Judge a problem's own reference: all that a submission to it needs is there then."""
        try:
            problem = Bank(bank).problem(slug)
            evaluate(problem, read_source(problem.reference), Options(), launchers=self._get_launchers(None))
        except (UserError, JudgeError):  # whoever asks for it is told
            pass

    def _get_launchers(self, tier: Tier | None) -> Launchers:
        if tier not in self._launchers:
            self._launchers[tier] = Launchers(tier)
        return self._launchers[tier]

    def _answer(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(_REQUEST_S)
            request = receive_request(connection) if peer_is_same_user(connection) else None
            if request is None:
                return
            connection.settimeout(None)
            send(connection, Reply("ready"))
            send(connection, self._act(connection, request))
        except (OSError, ClientGone):  # nobody is there to be told
            return

    def _act(self, connection: socket.socket, request: Request) -> Reply:
        if request.op == "judge":
            return self._judge(connection, request)
        self._stopping = request.op == "stop"
        status = {"pid": os.getpid(), "started": self._started, "judged": self._judged}
        return Reply("status", status=status)

    def _judge(self, connection: socket.socket, request: Request) -> Reply:
        try:
            options = msgspec.convert(request.options, Options)
            problem = Bank(Path(request.bank)).problem(request.slug)
            source = Source(request.path, request.content, request.oversize)
            launchers = self._get_launchers(options.isolation)
            with _Watch(connection):
                report = evaluate(
                    problem, source, options, launchers=launchers, on_case=lambda case: _tell(connection, case)
                )
        except ClientGone:
            self._launchers.pop(options.isolation).close()  # interrupted anywhere: begin afresh
            raise
        except UserError as error:
            return Reply("user error", words=(error.problem, error.remedy))
        except (JudgeError, msgspec.ValidationError) as error:
            return Reply("judge error", words=(str(error), ""))
        self._judged += 1
        return Reply("report", report=report)


class _Watch:
    """While it is open, a client that hangs up interrupts the main thread, wherever it waits."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
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
        readable, _, _ = select.select([self._connection.fileno(), self._done], [], [])
        if self._done not in readable:  # the client says nothing more in its life: this is its end
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)


def _raise_client_gone(number: int, frame: FrameType | None) -> None:
    raise ClientGone


def _tell(connection: socket.socket, case: CaseResult) -> None:
    try:
        send(connection, Reply("case"))
    except OSError:
        raise ClientGone from None


def main(words: Sequence[str]) -> None:
    """Listen at the path given, warm up for the problem given, and serve."""
    path, bank, slug = words
    os.closerange(3, 1024)
    os.chdir("/")
    listener = _listen(path)
    if listener is None:
        return
    service = Service(listener)
    service.warm_up(Path(bank), slug)
    try:
        service.serve()
    finally:
        _unlink(path)


def _listen(path: str) -> socket.socket | None:
    """Bind the socket; None when another service was quicker."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    probe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        probe.connect(path)
        return None
    except OSError:
        _unlink(path)  # left behind by one that was killed
    finally:
        probe.close()
    try:
        listener.bind(path)
        os.chmod(path, 0o600)
        listener.listen(8)
    except OSError:
        return None
    return listener


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass


if __name__ == "__main__":
    main(sys.argv[1:])
