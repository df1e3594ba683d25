"""What comes back from a candidate, put into words: answers, and failures with the verdict that each is worth."""

from __future__ import annotations

import os
import signal
from functools import cached_property
from typing import Any

import msgspec

from judge.model import Limits, Verdict
from judge.sandbox import wire
from judge.sandbox.replies import Fault, Oversized, Reply
from judge.suite import Call

_FAULT_BYTES = 1 << 16


class Packed(msgspec.Struct, frozen=True):
    """A value as it travels: the header and the body of its frame."""

    header: bytes
    body: bytes


class Answer(msgspec.Struct, frozen=True, dict=True):
    """A value that came back.

    Attributes:
        packed: what the entry point returned.
        changed: which arguments are not what they were before the call, in words; "" when all are.
        wall_s: seconds of the judge's wall clock.
        cpu_s: seconds of the candidate's CPU clock, all since the call before: nothing can be done on the side.
    """

    packed: Packed
    changed: str
    wall_s: float
    cpu_s: float

    @cached_property
    def value(self) -> Any:
        """What the entry point returned. Raises WireError, though not for what the runner has let through."""
        return wire.decode(self.packed.header, self.packed.body, wire.ANSWER)


class Failure(msgspec.Struct, frozen=True):
    """No value came back: the verdict that this is worth, and why."""

    verdict: Verdict
    reason: str
    message: str
    traceback: str = ""
    wall_s: float | None = None
    cpu_s: float | None = None


def describe_oversized(oversized: Oversized) -> Fault:
    """An answer that was not read because of its size: say what it is, if its header is a sound one."""
    try:
        what = wire.decode_header(oversized.header, wire.Limits(body_bytes=1 << 62)).describe()
    except wire.WireError:
        what = f"{oversized.body_bytes} bytes"
    return Fault(Verdict.WA, "size", f"the answer is far larger than what is expected: {what}")


def _fault_fields(reply: Reply) -> dict[str, str]:
    """The fields of a fault, which come from the candidate: whatever is not a text is dropped."""
    try:
        fields = wire.decode(reply.header, reply.body)
    except wire.WireError:
        fields = {}
    texts = fields if isinstance(fields, dict) else {}
    found = {name: texts.get(name) for name in ("reason", "message", "traceback")}
    return {name: text[:_FAULT_BYTES] if isinstance(text, str) else "" for name, text in found.items()}


def read_text(reply: Reply) -> str:
    """Return the text that a frame holds; "" where it holds none."""
    try:
        text = wire.decode(reply.header, reply.body)
    except wire.WireError:
        return ""
    return text[:1000] if isinstance(text, str) else ""


def explain_load_fault(reply: Reply) -> Failure:
    """Return the verdict on a file that does not load, from what the candidate says of it."""
    fields = _fault_fields(reply)
    reason, message = fields["reason"], fields["message"]
    if reason == "memory":
        return Failure(Verdict.MLE, "memory", f"while loading: {message}", fields["traceback"])
    if reason == "exit":
        return Failure(Verdict.RE, "exit", f"left while loading, without answering: {message}", fields["traceback"])
    if reason == "import":
        message += "; only the standard library and the problem's own packages can be imported here"
    return Failure(Verdict.CE, reason or "load", message, fields["traceback"])


def explain_call_fault(reply: Reply, limits: Limits) -> Failure:
    """Return the verdict on a call that raised or returned what does not travel, from what the candidate says."""
    fields = _fault_fields(reply)
    reason, message, trace = fields["reason"], fields["message"], fields["traceback"]
    clocks = reply.wall_s, reply.cpu_s
    if reason == "memory":
        return Failure(Verdict.MLE, "memory", f"used more than {limits.memory_mb} MB: {message}", trace, *clocks)
    if reason == "exit":
        return Failure(Verdict.RE, "exit", f"left without answering: {message}", trace, *clocks)
    if reason == "type":
        remedy = "return what the statement asks for"
        if message.startswith("an ndarray of <U"):
            remedy = "a list of strings can, as .tolist() makes one"
        words = message.replace("does not travel", f"can't be compared; {remedy}")
        return Failure(Verdict.WA, "type", words, trace, *clocks)
    return Failure(Verdict.RE, "exception", message, trace, *clocks)


def explain_exit(status: int, limits: Limits, message: str) -> tuple[Verdict, str, str]:
    """Return verdict, reason and message for a process that ended by itself, from its exit code."""
    if status >= 0:
        return Verdict.RE, "exit", f"{message} (exit code {status})"
    number = -status
    if number == signal.SIGSYS:
        return Verdict.SV, "system call", "made a system call that is not allowed here"
    if number == signal.SIGXCPU:
        return Verdict.TLE, "cpu time", "used up its CPU time"
    if number == signal.SIGKILL:
        return Verdict.MLE, "memory", "was ended by the system, which does that when memory runs out"
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    words = {"SIGSEGV": "a crash in native code: recursion or memory", "SIGABRT": "native code gave up"}.get(name, "")
    return Verdict.RE, "signal", f"killed by {name}" + (f" ({words})" if words else "")


def name_changes(call: Call, echo: Reply) -> str:
    """Say which arguments came back changed."""
    try:
        after: Any = wire.decode(echo.header, echo.body)
        _, args, kwargs = after
        named = [(f"argument {i + 1}", old, args[i]) for i, old in enumerate(call.args)]
        named += [(f"argument '{name}'", old, kwargs[name]) for name, old in call.kwargs.items()]
        changed = [name for name, old, new in named if wire.dumps(old) != wire.dumps(new)]
    except (wire.WireError, TypeError, ValueError, LookupError):
        changed = []
    return " and ".join(changed) or "its arguments"


def check_source(content: bytes, oversize: bool) -> Failure | None:
    """Refuse a file that is not worth a process: empty, with NUL bytes, or too large."""
    if oversize:
        return Failure(Verdict.CE, "size", "the file is larger than 1 MiB; a solution takes a few KiB")
    if not content.strip():
        return Failure(Verdict.CE, "empty", "the file is empty; write your solution into it and save it")
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        return Failure(Verdict.CE, "encoding", f"the file has a NUL byte on line {line}; save it as UTF-8 text")
    return None


def base_name(path: str) -> str:
    """The file's own name."""
    return os.path.basename(path)
