"""One submission's processes: start, load, call, and start again after one had to be ended."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace

from judge.ahead import Ahead
from judge.answers import (
    Answer,
    Failure,
    Packed,
    describe_oversized,
    explain_call_fault,
    explain_exit,
    explain_load_fault,
    name_changes,
    read_text,
)
from judge.model import Limits, Problem, Verdict
from judge.requests import DRIVER_FILE, Request, encode_load_order, name_files
from judge.sandbox import frames, wire
from judge.sandbox.launcher_process import Birth, LauncherLost, LauncherProcess, Means, NotStarted
from judge.sandbox.launchers import Kind, Launchers
from judge.sandbox.patience import Patience, explain_lack
from judge.sandbox.process import CandidateProcess
from judge.sandbox.replies import NOT_AN_ANSWER, Fault, Output, Oversized
from judge.sandbox.scratch import fill_scratch, remove_folder
from judge.suite import Call

T = TypeVar("T")

_ANSWER_BYTES = 1 << 20
_TRUSTED_BYTES = 1 << 30
_CALLS_AHEAD = 64
_BYTES_AHEAD = 1 << 17
_WRITES = re.compile(rb"print|stdout|stderr|write|open|logging|warn")
"""In a source that may write something: its calls are sent in their turn, so that what was written is by the call
that waits."""
_CONFIGURES = b"config"
"""In a source that may set up its runtime: some of that is only to be had before the first use (tf.config)."""


class Runner:
    """Runs one source file against calls. A context manager: no process is left when it closes.

    Args:
        launchers: where candidates come from.
        problem: what to call, and within which limits.
        source: the file's content.
        name: the file's name, for tracebacks.
        limits: the problem's limits, or the wider ones that a reference gets.

    Attributes:
        output: what was printed.
        load_failure: why the file does not load.
        watch_memory: note the memory in use once the file is loaded.
    """

    def __init__(self, launchers: Launchers, problem: Problem, source: bytes, name: str, limits: Limits) -> None:
        self.output = Output(limits.output_kb << 10)
        self.load_failure: Failure | None = None
        self._launchers = launchers
        self._problem = problem
        self._files = name_files(problem, source, name)
        self._order = encode_load_order(problem, self._files)
        self._kind = Kind(problem.runtime, Means.of(limits), self._files.get(DRIVER_FILE))
        self._as_is = _CONFIGURES in source
        self._limits = limits
        self._process: CandidateProcess | None = None
        self._birth: Birth | None = None
        self._launcher: LauncherProcess | None = None
        self._scratch = ""
        self._number = 0
        self._waited = False
        self._calls = self._line_up(1 if _WRITES.search(source) else _CALLS_AHEAD, _BYTES_AHEAD)
        self._since = 0.0
        self.watch_memory = False
        self._cpu: int | None = None
        self._loaded_peak: int | None = None
        self._spent_s = 0.0  # waiting for the submission

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        if self._birth is not None:
            self._birth.launcher.abandon(self._birth)
            self._birth = None
        self._end()

    def start(self) -> None:
        """Ask for a process without waiting for it. Raises LauncherLost."""
        if self._birth is not None or self._process is not None:
            return
        self._birth = birth = self._launchers.order(self._kind, as_is=self._as_is)
        self._launcher = birth.launcher
        self._scratch = birth.scratch
        if birth.scratch:
            fill_scratch(birth.scratch, self._files)

    def run_on(self, cpu: int | None) -> None:
        """Have its processes, from here on, run on one CPU; None: where they like."""
        self._cpu = cpu
        if cpu is not None and self._process is not None:
            self._process.pin(cpu)

    def load(self) -> Failure | None:
        """Load the file in a process of its own, unless one is ready; return why it does not load, else None."""
        if self._process is None and self.load_failure is None:
            began = time.monotonic()
            try:
                self.load_failure = self._load_once()
            except LauncherLost as lost:
                self.load_failure = self._retry(self._load_once, lost)
            self._spent_s += time.monotonic() - began
        return self.load_failure

    def call(self, call: Call, expected_bytes: int = 0) -> Answer | Failure:
        """Make one call, in a new process where the last one had to be ended.

        Args:
            call: the call to make.
            expected_bytes: how large the right answer's arrays are.
        """
        self.ask([Request.of(call)])
        return self.answer(expected_bytes)

    def ask(self, requests: Iterable[Request]) -> None:
        """Have these calls made, one after another; `answer` gives what came of each."""
        self._calls.add(requests)

    def answer(self, expected_bytes: int = 0, known: Container[Packed] = ()) -> Answer | Failure:
        """Wait for what came of the next call that was asked for, as `call` does.

        Args:
            expected_bytes: how large the right answer's arrays are.
            known: answers that were sound before, and so are not decoded now.
        """
        try:
            if self._spent_s > self._limits.total_s:
                whole = f"the submission used up its {self._limits.total_s:g} s before this case"
                return Failure(Verdict.TLE, "total time", whole)
            if self._process is None and (failure := self.load()) is not None:
                return failure
            began = time.monotonic()
            try:
                answer = self._answer_once(expected_bytes, known)
            except LauncherLost as lost:
                answer = self._retry(lambda: self._answer_once(expected_bytes, known), lost)
            self._spent_s += time.monotonic() - began
            return answer
        finally:
            self._calls.drop_first()

    def _retry(self, action: Callable[[], T], lost: LauncherLost) -> T | Failure:
        """Do it again when a candidate did not start, or the launcher was lost; what stays is our own fault."""
        patience = Patience()
        while True:
            with self._uncharged():
                self._let_go(lost)
                pause = patience.pause_after(lost)
                if pause is not None:
                    time.sleep(pause)
            if pause is None:
                return Failure(Verdict.JE, "start" if isinstance(lost, NotStarted) else "launcher", explain_lack(lost))
            try:
                return action()
            except LauncherLost as again:
                lost = again

    @contextlib.contextmanager
    def _uncharged(self) -> Iterator[None]:
        """What is waited for while it is open is not the submission's time."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._spent_s -= time.monotonic() - began

    def _let_go(self, lost: LauncherLost) -> None:
        self._drop()
        if isinstance(lost, NotStarted):
            self._as_is = True  # what ended the one that waited may have ended others that wait
        else:
            self._launchers.replace(self._problem.runtime)

    def peak_memory(self) -> int | None:
        """The most bytes its present process has had resident above what it had when the file was loaded."""
        peak = self._process.peak_memory() if self._process else None
        return None if peak is None or self._loaded_peak is None else peak - self._loaded_peak

    def call_all(self, requests: Sequence[Request]) -> Iterator[Answer | Failure]:
        """Send the file and every call at once, now; return the answers as they come: the way for trusted code.

        Nothing is retried, and after a failure nothing more is to be had. Raises LauncherLost, then and now.
        """
        self._calls = self._line_up(len(requests), _TRUSTED_BYTES)
        self.ask(requests)
        return self._receive_all(self._begin())

    def _receive_all(self, failure: Failure | None) -> Iterator[Answer | Failure]:
        failure = failure or self._finish_load()
        self.load_failure = failure
        while self._calls:
            if self._process is None:
                yield failure or Failure(Verdict.JE, "exit", "ended at an earlier case")
            else:
                yield self._receive(_TRUSTED_BYTES)
            self._calls.drop_first()

    def _load_once(self) -> Failure | None:
        return self._begin() or self._finish_load()

    def _begin(self) -> Failure | None:
        """Have a process, and send it the file. Raises LauncherLost."""
        with self._uncharged():  # nothing of the submission has run yet
            self.start()
            birth, self._birth = self._birth, None
            assert birth is not None  # made by start
            assert self._launcher is not None  # it was asked for the process
            self._number, self._waited = birth.number, birth.waited
            try:
                self._process = self._launcher.complete(birth, self.output)
            except Fault as fault:
                self._launcher.wait_exit(birth.number)
                raise NotStarted(fault.message) from None
        self.run_on(self._cpu)
        self._process.post([*self._order, *self._take_calls()])
        return None

    def _line_up(self, most: int, most_bytes: int) -> Ahead:
        """Return a line for calls; a driver may change what it is given, and has each call to itself."""
        return Ahead(most, most_bytes, joined=self._kind.driver is None)

    def _take_calls(self) -> list[frames.Buffer]:
        """Return the calls that may be sent now."""
        if not self._calls.sent:
            self._since = time.perf_counter()
        return self._calls.send()

    def _finish_load(self) -> Failure | None:
        """Wait until the file is loaded. Raises LauncherLost."""
        assert self._process is not None
        limits = self._limits
        try:
            reply = self._process.next_frame(wall_s=limits.load_wall_s, cpu_s=limits.load_cpu_s, body_bytes=0)
        except Fault as fault:
            if fault.reason == "exit" and self._waited:
                self._end(by_itself=True)
                raise NotStarted(fault.message) from None
            return self._explain(fault, "while loading: ")
        except Oversized as oversized:
            return self._explain(describe_oversized(oversized), "")
        self._since = time.perf_counter()
        if reply.kind == frames.LOADED:
            self._loaded_peak = self._process.peak_memory() if self.watch_memory else None
            return None
        self._end()
        if reply.kind != frames.FAULT:
            return Failure(Verdict.SV, "protocol", "answered before it was asked")
        return explain_load_fault(reply)

    def _answer_once(self, expected_bytes: int, known: Container[Packed]) -> Answer | Failure:
        if self._process is None:  # it had to be ended, or the launcher was lost
            failure = self._load_once()
            if failure is not None:
                return failure
        if calls := self._take_calls():
            assert self._process is not None
            self._process.post(calls)
        return self._receive(min(max(_ANSWER_BYTES, 4 * expected_bytes), wire.ANSWER.body_bytes), known)

    def _receive(self, most: int, known: Container[Packed] = ()) -> Answer | Failure:
        """Wait for what came of the first of the calls, which was sent. Raises LauncherLost."""
        assert self._process is not None
        limits = self._limits
        request = self._calls.first
        try:
            reply = self._process.next_frame(
                wall_s=limits.wall_s,
                cpu_s=limits.cpu_s,
                body_bytes=most,
                started=self._since,
                ticket=self._calls.ticket,
            )
            self._since = time.perf_counter()
            if self._calls.sent == 1:
                self._process.raise_held()
            if reply.kind in (frames.ANSWER_ALONE, frames.ANSWER):
                packed = Packed(reply.header, reply.body)
                answer = Answer(packed, "", reply.wall_s, reply.cpu_s)
                if packed not in known:
                    _ = answer.value  # now: one that can't be read is the process' last
                if reply.kind == frames.ANSWER_ALONE:
                    return answer
                room = max(_ANSWER_BYTES, 2 * len(request.body))
                echo = self._process.next_frame(wall_s=limits.wall_s, cpu_s=limits.cpu_s, body_bytes=room)
                unchanged = (echo.header, echo.body) == (request.header, request.body)
                changed = "" if unchanged else name_changes(request.call, echo)
                return replace(answer, changed=changed, cpu_s=reply.cpu_s + echo.cpu_s)
            if reply.kind == frames.TOO_LARGE:
                return Failure(Verdict.WA, "size", f"the answer is too large: {read_text(reply)}")
            if reply.kind == frames.FAULT:
                return explain_call_fault(reply, limits)
            raise Fault(Verdict.SV, "protocol", NOT_AN_ANSWER)
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
        self._calls.take_back()
        process, self._process = self._process, None
        if process is None or self._launcher is None:
            return 0
        try:
            if not by_itself:
                process.kill()
                if not self._scratch:  # on disk, it can't be removed before the process is gone
                    self._launcher.forget(self._number)
                    return 0
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
        self._calls.take_back()
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
