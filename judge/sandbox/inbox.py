"""What a candidate has sent and the judge has not taken yet: bytes that are frames only if they hold what is due."""

from __future__ import annotations

from judge.model import Verdict
from judge.sandbox import frames
from judge.sandbox.replies import NOT_AN_ANSWER, Fault, Oversized

_FROM_CANDIDATE = (
    frames.LOADED, frames.FAULT, frames.ANSWER, frames.ANSWER_ALONE, frames.ECHO, frames.TOO_LARGE,
)  # fmt: skip
_HEAD_BYTES = frames.HEAD.size
_HEADER_BYTES = 2 << 20


class Inbox:
    """Bytes as they come, and frames as they are taken. Nothing is allocated for what is only announced."""

    def __init__(self) -> None:
        self._received: bytes | bytearray = b""
        self._at = 0  # what lies before was taken

    def add(self, data: bytes) -> None:
        """Put in what was received."""
        if self._at == len(self._received):
            self._received = data  # as it is: most of what comes is whole frames
        else:
            if self._at or isinstance(self._received, bytes):
                self._received = bytearray(memoryview(self._received)[self._at :])
            self._received += data
        self._at = 0

    def take(self, body_limit: int, ticket: bytes = b"") -> tuple[int, bytes, bytes] | None:
        """Return the next frame (kind, header, body) once it is whole, else None.

        Args:
            body_limit: how large its body may be.
            ticket: what has to come before it.

        Raises:
            Fault: it is none of a candidate's, has no ticket, or too large a header: as soon as that is known.
            Oversized: it announces a larger body.
        """
        received, at = self._received, self._at
        there = len(received)
        head = at + len(ticket)
        if not received.startswith(ticket, at) and received[at:head] != ticket[: there - at]:
            raise Fault(Verdict.SV, "protocol", NOT_AN_ANSWER)
        start = head + _HEAD_BYTES
        if there < start:
            return None
        kind, header_bytes, body_bytes = frames.HEAD.unpack_from(received, head)
        if kind not in _FROM_CANDIDATE:
            raise Fault(Verdict.SV, "protocol", NOT_AN_ANSWER)
        if header_bytes > _HEADER_BYTES:
            raise Fault(Verdict.OLE, "answer size", f"the answer's structure takes {header_bytes} bytes")
        middle = start + header_bytes
        if there < middle:
            return None
        if body_bytes > body_limit:
            raise Oversized(kind, bytes(received[start:middle]), body_bytes)
        end = middle + body_bytes
        if there < end:
            return None
        header = bytes(memoryview(received)[start:middle])
        body = bytes(memoryview(received)[middle:end])
        if end == there:
            self._received = b""
            end = 0
        self._at = end
        return kind, header, body
