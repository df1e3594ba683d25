"""What is sent to a candidate: a file to load, and calls; each is encoded once, however often it is sent."""

from __future__ import annotations

import marshal
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from judge.model import EntryPoint, Problem
from judge.sandbox import frames, joined_calls, wire
from judge.sandbox.parameters import Parameters, make_function, parameters_of
from judge.suite import Call

if TYPE_CHECKING:
    from judge.sandbox.joined_calls import Plan

DRIVER_FILE = "judge_driver.py"


class Request(NamedTuple):
    """A call as it is sent, which is what its arguments have to come back as.

    Attributes:
        plan: the call as it travels with others; None where it has arguments that do not.
    """

    call: Call
    header: bytes
    body: bytes
    plan: Plan | None

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return len(self.header) + len(self.body)

    @classmethod
    def of(cls, call: Call) -> Request:
        """Encode a call."""
        header, chunks = wire.encode([call.entry, call.args, call.kwargs])
        return cls(call, header, b"".join(chunks), joined_calls.plan_call(call.entry, call.args, call.kwargs))


def join(requests: Sequence[Request]) -> list[frames.Buffer]:
    """Return one frame for a call, or for several that have a plan each."""
    if len(requests) == 1:
        return frames.pack(frames.CALL, requests[0].header, [requests[0].body])
    header = joined_calls.encode([request.plan for request in requests])
    return frames.pack(frames.CALLS, header, [request.body for request in requests])


def name_files(problem: Problem, source: bytes, name: str) -> dict[str, bytes]:
    """The files that a candidate loads, by name: the submission's first."""
    safe = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}\.py", name) and name != DRIVER_FILE
    files = {name if safe else "submission.py": source}
    if problem.driver:
        files[DRIVER_FILE] = problem.driver.read_bytes()
    return files


def encode_load_order(problem: Problem, files: dict[str, bytes]) -> list[frames.Buffer]:
    """Return the frame that tells a candidate to load the first of these files."""
    name, source = next(iter(files.items()))
    return frames.pack(frames.LOAD, _encode_order(name, files.get(DRIVER_FILE), problem.entry_points), [source])


@lru_cache(maxsize=64)
def _encode_order(name: str, driver: bytes | None, entry_points: tuple[EntryPoint, ...]) -> bytes:
    """Encode what is the same for many files."""
    due = [(entry.name, entry.signature, entry.kind, _parameters_of(entry)) for entry in entry_points]
    return marshal.dumps({"name": name, "driver": driver, "entry_points": due}, joined_calls.VERSION)


def _parameters_of(entry: EntryPoint) -> Parameters | None:
    return parameters_of(make_function(entry.signature)) if entry.kind == "function" else None
