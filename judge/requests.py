"""What is sent to a candidate: a file to load, and calls; each is encoded once, however often it is sent."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from judge.model import Problem
from judge.sandbox import frames, wire
from judge.suite import Call

DRIVER_FILE = "judge_driver.py"


class Request(NamedTuple):
    """A call as it is sent, and what its arguments have to come back as."""

    call: Call
    frame: list[frames.Buffer]
    header: bytes
    body: bytes

    @classmethod
    def of(cls, call: Call) -> Request:
        """Encode a call."""
        header, chunks = wire.encode([call.entry, call.args, call.kwargs])
        body = b"".join(chunks)
        return cls(call, frames.pack(frames.CALL, header, [body]), header, body)


def name_files(problem: Problem, source: bytes, name: str) -> dict[str, bytes]:
    """The files that a candidate loads, by name: the submission's first."""
    safe = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}\.py", name) and name != DRIVER_FILE
    files = {name if safe else "submission.py": source}
    if problem.driver:
        files[DRIVER_FILE] = problem.driver.read_bytes()
    return files


def encode_load_order(problem: Problem, files: dict[str, bytes]) -> tuple[bytes, list[Any]]:
    """Return the header and the chunks of what tells a candidate to load the first of these files."""
    name, source = next(iter(files.items()))
    order = {
        "name": name,
        "source": source,
        "driver": files.get(DRIVER_FILE),
        "entry_points": [(entry.name, entry.signature, entry.kind) for entry in problem.entry_points],
    }
    header, chunks = wire.encode(order)
    return header, list(chunks)
