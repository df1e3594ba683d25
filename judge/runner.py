"""One submission's processes: start, load, call, and start again after one had to be ended."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from judge.answers import (
    Answer,
    Failure,
    describe_oversized,
    explain_call_fault,
    explain_exit,
    explain_load_fault,
    name_changes,
    read_text,
)
from judge.model import Limits, Problem, Verdict
from judge.sandbox import frames, wire
from judge.sandbox.launchers import Birth, LauncherLost, LauncherProcess, Launchers, NotStarted, remove_folder
from judge.sandbox.process import CandidateProcess, Fault, Output, Oversized
from judge.suite import Call

T = TypeVar("T")

_ANSWER_BYTES = 1 << 20
_TRUSTED_BYTES = 1 << 30


class Runner:
    """Runs one source file against calls. A context manager: no process is left when it closes.

    Args:
        launchers: where candidates come from.
        problem: what to call, and within which limits.
        source: the file's content.
        name: the file's name, for tracebacks.
        limits: the problem's limits, or the wider ones that a reference gets.
    """

    def __init__(self, launchers: Launchers, problem: Problem, source: bytes, name: str, limits: Limits) -> None:
        self.output = Output(limits.output_kb << 10)
        self.load_failure: Failure | None = None
        self._launchers = launchers
        self._problem = problem
        self._files = _name_files(problem, source, name)
        self._order = _load_order(problem, self._files)
        self._limits = limits
        self._process: CandidateProcess | None = None
        self._birth: Birth | None = None
        self._launcher: LauncherProcess | None = None
        self._scratch = ""
        self._number = 0
        self.watch_memory = False
        self._loaded_peak: int | None = None
        self._started = time.monotonic()

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        if self._birth is not None:
            assert self._launcher is not None  # it was asked for the process
            self._launcher.abandon(self._birth)
            self._birth = None
        self._end()

    def start(self) -> None:
        """Ask for a process without waiting for it. Raises LauncherLost."""
        if self._birth is not None or self._process is not None:
            return
        self._launcher = launcher = self._launchers.start(self._problem.runtime)
        self._launchers.check_tier(launcher)
        if launcher.isolation.tier != "full":
            self._scratch = self._launchers.make_scratch(self._files)
        self._birth = launcher.order(self._limits, self._scratch, math.ceil(2 * self._limits.total_s) + 10)

    def load(self) -> Failure | None:
        """Load the file in a process of its own, unless one is ready; return why it does not load, else None."""
        if self._process is not None or self.load_failure is not None:
            return self.load_failure
        self.load_failure = self._retry(self._load_once)
        return self.load_failure

    def call(self, call: Call, expected_bytes: int = 0) -> Answer | Failure:
        """Make one call, in a new process where the last one had to be ended.

        Args:
            call: the call to make.
            expected_bytes: how large the right answer's arrays are.
        """
        if time.monotonic() - self._started > self._limits.total_s:
            whole = f"the submission used up its {self._limits.total_s:g} s before this case"
            return Failure(Verdict.TLE, "total time", whole)
        failure = self.load()
        if failure is not None:
            return failure
        return self._retry(lambda: self._call_once(call, expected_bytes))

    def _retry(self, action: Callable[[], T]) -> T | Failure:
        """Do it once more when a candidate did not start, or the launcher was lost; a second time is our own fault."""
        for last in (False, True):
            try:
                return action()
            except NotStarted as fault:
                self._drop()
                if last:
                    return Failure(Verdict.JE, "start", str(fault))
            except LauncherLost as lost:
                self._drop()
                self._launchers.replace(self._problem.runtime)
                if last:
                    return Failure(Verdict.JE, "launcher", f"{lost}, twice")
        raise AssertionError("unreachable")

    def peak_memory(self) -> int | None:
        """The most bytes its present process has had resident above what it had when the file was loaded."""
        peak = self._process.peak_memory() if self._process else None
        return None if peak is None or self._loaded_peak is None else peak - self._loaded_peak

    def call_all(self, calls: Sequence[Call]) -> Iterator[Answer | Failure]:
        """Send the file and every call at once, now; return the answers as they come: the way for trusted code.

        Nothing is retried, and after a failure nothing more is to be had. Raises LauncherLost, then and now.
        """
        failure = self._begin()
        requests = [_request(call) for call in calls]
        if self._process is not None:
            for request in requests:
                self._process.post(request.frame)
        return self._receive_all(calls, requests, failure)

    def _receive_all(
        self, calls: Sequence[Call], requests: Sequence[_Request], failure: Failure | None
    ) -> Iterator[Answer | Failure]:
        failure = failure or self._finish_load()
        self.load_failure = failure
        for call, request in zip(calls, requests, strict=True):
            if self._process is None:
                yield failure or Failure(Verdict.JE, "exit", "ended at an earlier case")
            else:
                yield self._receive(call, request, _TRUSTED_BYTES)

    def _load_once(self) -> Failure | None:
        return self._begin() or self._finish_load()

    def _begin(self) -> Failure | None:
        """Have a process, and send it the file. Raises LauncherLost."""
        self.start()
        birth, self._birth = self._birth, None
        assert birth is not None  # made by start
        assert self._launcher is not None  # it was asked for the process
        self._number = birth.number
        try:
            self._process = self._launcher.complete(birth, self.output)
        except Fault as fault:  # nothing of the submission has run yet
            self._launcher.wait_exit(birth.number)
            raise NotStarted(fault.message) from None
        self._process.post(frames.pack(frames.LOAD, *self._order))
        return None

    def _finish_load(self) -> Failure | None:
        """Wait until the file is loaded. Raises LauncherLost."""
        assert self._process is not None
        limits = self._limits
        try:
            reply = self._process.next_frame(wall_s=limits.load_wall_s, cpu_s=limits.load_cpu_s, body_bytes=0)
        except Fault as fault:
            return self._explain(fault, "while loading: ")
        except Oversized as oversized:
            return self._explain(describe_oversized(oversized), "")
        if reply.kind == frames.LOADED:
            self._loaded_peak = self._process.peak_memory() if self.watch_memory else None
            return None
        self._end()
        if reply.kind != frames.FAULT:
            return Failure(Verdict.SV, "protocol", "answered before it was asked")
        return explain_load_fault(reply)

    def _call_once(self, call: Call, expected_bytes: int) -> Answer | Failure:
        if self._process is None:  # the launcher was lost in between
            failure = self._load_once()
            if failure is not None:
                return failure
        assert self._process is not None
        request = _request(call)
        try:
            self._process.refuse_early_bytes()
        except Fault as fault:
            return self._explain(fault, "")
        started = time.perf_counter()
        self._process.post(request.frame)
        return self._receive(call, request, max(_ANSWER_BYTES, 4 * expected_bytes), started)

    def _receive(self, call: Call, request: _Request, most: int, started: float | None = None) -> Answer | Failure:
        """Wait for the answer to a call that was sent. Raises LauncherLost."""
        assert self._process is not None
        limits = self._limits
        try:
            reply = self._process.next_frame(wall_s=limits.wall_s, cpu_s=limits.cpu_s, body_bytes=most, started=started)
            if reply.kind == frames.ANSWER_ALONE:
                return Answer(wire.decode(reply.header, reply.body, wire.ANSWER), "", reply.wall_s, reply.cpu_s)
            if reply.kind == frames.ANSWER:
                value = wire.decode(reply.header, reply.body, wire.ANSWER)
                room = max(_ANSWER_BYTES, 2 * len(request.body))
                echo = self._process.next_frame(wall_s=limits.wall_s, cpu_s=limits.cpu_s, body_bytes=room)
                unchanged = (echo.header, echo.body) == (request.header, request.body)
                changed = "" if unchanged else name_changes(call, echo)
                return Answer(value, changed, reply.wall_s, reply.cpu_s + echo.cpu_s)
            if reply.kind == frames.TOO_LARGE:
                return Failure(Verdict.WA, "size", f"the answer is too large: {read_text(reply)}")
            if reply.kind == frames.FAULT:
                return explain_call_fault(reply, limits)
            raise Fault(Verdict.SV, "protocol", "wrote to the judge's channel: what came back is not an answer")
        except Fault as fault:
            return self._explain(fault, "")
        except Oversized as oversized:
            return self._explain(describe_oversized(oversized), "")
        except wire.WireError as error:
            return self._explain(Fault(Verdict.SV, "protocol", f"sent an answer that is not one: {error}"), "")

    def _explain(self, fault: Fault, prefix: str) -> Failure:
        """End the process, and turn the fault into a failure; how it died says more where it died by itself."""
        status = self._end(by_itself=fault.reason == "exit")
        verdict, reason, message = fault.verdict, fault.reason, fault.message
        if reason == "exit":
            verdict, reason, message = explain_exit(status, self._limits, message)
        return Failure(verdict, reason, prefix + message, "", fault.wall_s, fault.cpu_s)

    def _end(self, by_itself: bool = False) -> int:
        """End the process, reap it and remove what belongs to it; return its exit code. Raises LauncherLost."""
        process, self._process = self._process, None
        if process is None or self._launcher is None:
            return 0
        try:
            if not by_itself:
                process.kill()
            return self._launcher.wait_exit(self._number)
        except LauncherLost:
            process.kill()
            if by_itself:
                raise  # it died because its launcher did: that is not the submission's doing
            self._launchers.discard(self._launcher)
            return 0
        finally:
            process.close()
            self._remove_scratch()

    def _drop(self) -> None:
        """Let go of a process whose launcher is lost."""
        if self._birth is not None:
            self._birth.close()
            self._birth = None
        if self._process is not None:
            self._process.kill()
            self._process.close()
            self._process = None
        self._remove_scratch()

    def _remove_scratch(self) -> None:
        scratch, self._scratch = self._scratch, ""
        if scratch:
            remove_folder(scratch)


class _Request(NamedTuple):
    """A call as it is sent, and what its arguments have to come back as."""

    frame: list[frames.Buffer]
    header: bytes
    body: bytes


def _request(call: Call) -> _Request:
    header, chunks = wire.encode([call.entry, call.args, call.kwargs])
    body = b"".join(chunks)
    return _Request(frames.pack(frames.CALL, header, [body]), header, body)


_DRIVER = "judge_driver.py"


def _name_files(problem: Problem, source: bytes, name: str) -> dict[str, bytes]:
    """The files that a candidate loads, by name: the submission's first."""
    safe = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}\.py", name) and name != _DRIVER
    files = {name if safe else "submission.py": source}
    if problem.driver:
        files[_DRIVER] = problem.driver.read_bytes()
    return files


def _load_order(problem: Problem, files: dict[str, bytes]) -> tuple[bytes, list[Any]]:
    name, source = next(iter(files.items()))
    order = {
        "name": name,
        "source": source,
        "driver": files.get(_DRIVER),
        "entry_points": [(entry.name, entry.signature, entry.kind) for entry in problem.entry_points],
    }
    header, chunks = wire.encode(order)
    return header, list(chunks)
