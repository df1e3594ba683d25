"""One answer -> the result of its case. What was marked before, answer for answer, is not compared again.

Submissions to one problem are much alike: most of a course's right answers to a case are the same bytes, and so are
the answers of those who make the same mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from judge.answers import Answer, Failure, Packed
from judge.compare import Comparer
from judge.errors import JudgeError
from judge.model import CaseResult, Verdict

if TYPE_CHECKING:
    from judge.expected import Expected
    from judge.guess import Cause, Guesser
    from judge.suite import Case, Slip

_MOST_BYTES = 1 << 18
_LARGEST_BYTES = 1 << 14
_ENTRY_BYTES = 600
"""The answers to a case that are remembered: bytes of all and of one, and what one takes besides its own bytes."""
_QUICKLY_TOLD_BYTES = 1 << 16


class _Kept:
    """Causes that are looked for once, as far as somebody wants to know."""

    def __init__(self, causes: Iterator[Cause]) -> None:
        self._found: list[Cause] = []
        self._rest = causes

    def __iter__(self) -> Iterator[Cause]:
        yield from self._found
        for cause in self._rest:
            self._found.append(cause)
            yield cause


class _Mark(msgspec.Struct):
    """What an answer is worth, whoever gives it.

    Attributes:
        result: the case's result without clocks and guess.
        slips: those that give this answer; None where nobody has wanted to know yet, as in the next.
        relation: what its numbers give away.
    """

    result: CaseResult
    slips: _Kept | None = None
    relation: str | None = None


class Marker:
    """Marks the answers to one case. It contains the answers that it knows, which need not be decoded.

    Args:
        case: the case.
        due: what is expected.
        slips: the mistakes that the problem's author foresaw.
    """

    def __init__(self, case: Case, due: Expected, slips: Sequence[Slip]) -> None:
        self.due = due
        self._case = case
        self._slips = slips
        self._known: dict[Packed, _Mark] = {}
        self._room = _MOST_BYTES

    def __contains__(self, packed: object) -> bool:
        return packed in self._known

    def mark(self, got: Answer | Failure) -> CaseResult:
        """Return what became of the case, without a guess at the cause.

        Args:
            got: the answer, or why there is none.
        """
        if self.due.fault:
            return self._blame("reference", self.due.fault)
        if isinstance(got, Failure):
            return self._fail(got)
        try:
            mark = self._find(got)
        except JudgeError as fault:
            return self._blame("bank", str(fault))
        result = mark.result
        if got.changed and result.verdict is Verdict.AC:
            words = f"the answer is right, but {got.changed} was modified; work on a copy"
            result = replace(result, verdict=Verdict.WA, reason="mutated", message=words)
        return replace(result, wall_ms=_in_ms(got.wall_s), cpu_ms=_in_ms(got.cpu_s))

    def slips(self, got: Answer) -> Iterator[Cause]:
        """Return the slips that give a wrong answer, in the author's order, looked for as they are taken."""
        mark = self._known.get(got.packed)
        if mark is None:
            return self._guesser.slips(got.value)
        if mark.slips is None:
            mark.slips = _Kept(self._guesser.slips(got.value))
        return iter(mark.slips)

    def relation(self, got: Answer) -> str:
        """Return what the numbers of a wrong answer give away, or ""."""
        mark = self._known.get(got.packed)
        if mark is None:
            return self._guesser.relation(got.value)
        if mark.relation is None:
            mark.relation = self._guesser.relation(got.value)
        return mark.relation

    def rules_out(self, slip: Slip) -> bool:
        """Whether a submission with this slip would not pass the case, as far as that is quickly told."""
        return self._case.check is None and self.due.size <= _QUICKLY_TOLD_BYTES and self._guesser.rules_out(slip)

    def may_guess_at(self, got: Answer | Failure, result: CaseResult) -> bool:
        """Whether there is a cause to look for: the answer was compared, and is wrong."""
        compared = isinstance(got, Answer) and self._case.check is None
        return compared and result.verdict is Verdict.WA and result.reason != "mutated"

    def _blame(self, reason: str, fault: str) -> CaseResult:
        return CaseResult(self._case.name, self._case.group, Verdict.JE, reason, fault)

    def _fail(self, failure: Failure) -> CaseResult:
        return CaseResult(
            self._case.name,
            self._case.group,
            failure.verdict,
            failure.reason,
            failure.message,
            wall_ms=None if failure.wall_s is None else _in_ms(failure.wall_s),
            cpu_ms=None if failure.cpu_s is None else _in_ms(failure.cpu_s),
            traceback=failure.traceback,
        )

    def _find(self, got: Answer) -> _Mark:
        """Return what an answer is worth. Raises JudgeError for a fault of the case."""
        packed = got.packed
        mark = self._known.pop(packed, None)
        if mark is None:
            mark = _Mark(self._compare(got))
            if _size_of(packed) > _LARGEST_BYTES:
                return mark
            self._room -= _size_of(packed)
        self._known[packed] = mark  # at the end: those that have not been given for long go first
        while self._room < 0:
            oldest = next(iter(self._known))
            del self._known[oldest]
            self._room += _size_of(oldest)
        return mark

    def _compare(self, got: Answer) -> CaseResult:
        case = self._case
        if case.check is not None:
            complaint = self._check(got)
            if complaint:
                return CaseResult(case.name, case.group, Verdict.WA, "property", complaint)
            return CaseResult(case.name, case.group, Verdict.AC)
        found = self._comparer.compare(got.value)
        return CaseResult(
            case.name,
            case.group,
            Verdict.AC if found.ok else Verdict.WA,
            found.reason,
            found.message,
            error=found.error,
            bound=found.bound,
            ratio=found.ratio,
        )

    def _check(self, got: Answer) -> str | None:
        assert self._case.check is not None
        try:
            return self._case.check(self.due.exact_call, got.value)
        except (Exception, SystemExit) as error:
            from judge.suite_files import blame

            raise JudgeError(f"the case's property can't be checked: {blame(error)}") from error

    @cached_property
    def _comparer(self) -> Comparer:
        return Comparer(self.due.value, bound=self.due.bound, dtype=self.due.dtype)

    @cached_property
    def _guesser(self) -> Guesser:
        from judge.guess import Guesser

        due = self.due
        return Guesser(due.exact_call, due.value, slips=self._slips, bound=due.bound, dtype=due.dtype)


def _in_ms(seconds: float) -> float:
    """Return seconds as milliseconds, to the microsecond; `round` takes several times as long."""
    return int(seconds * 1e6 + 0.5) / 1e3


def _size_of(packed: Packed) -> int:
    return len(packed.header) + len(packed.body) + _ENTRY_BYTES
