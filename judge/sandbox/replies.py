"""What comes from a candidate: frames, prints, and the ways in which no more of them come."""

from __future__ import annotations

import msgspec

from judge.model import Verdict

NOT_AN_ANSWER = "wrote to the judge's channel: what came back is not an answer"


class Reply(msgspec.Struct, frozen=True):
    """A frame of the candidate, with what it took: seconds of wall clock and of CPU clock."""

    kind: int
    header: bytes
    body: bytes
    wall_s: float
    cpu_s: float


class Fault(Exception):
    """The candidate broke a limit or is gone; nothing more will come from it.

    Args:
        verdict: the verdict that this is worth.
        reason: a word for the report.
        message: a sentence for a person.
    """

    def __init__(self, verdict: Verdict, reason: str, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.reason = reason
        self.message = message
        self.wall_s: float | None = None
        self.cpu_s: float | None = None


class Oversized(Exception):
    """A frame that announces more than it may: the header was read, the body was not."""

    def __init__(self, kind: int, header: bytes, body_bytes: int) -> None:
        super().__init__(f"{body_bytes} bytes announced")
        self.kind = kind
        self.header = header
        self.body_bytes = body_bytes


class Output:
    """What the candidate prints: kept up to a limit, in the order of arrival."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.received = 0
        self._kept = bytearray()

    def add(self, data: bytes) -> None:
        """Take what was read from a pipe."""
        self.received += len(data)
        self._kept += data[: max(0, self.limit - len(self._kept))]

    @property
    def exceeded(self) -> bool:
        """Whether more has come than may be printed."""
        return self.received > self.limit

    def text(self) -> str:
        """All that was kept, as text."""
        return self._kept.decode("utf-8", errors="backslashreplace")
