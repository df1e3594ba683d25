"""One answer -> the result of its case. What was marked before, answer for answer, is not compared again.

Submissions to one problem are much alike: most of a course's right answers to a case are the same bytes, and so are
the answers of those who make the same mistake.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from judge.answers import Answer, Packed
from judge.compare import Comparer
from judge.errors import JudgeError
from judge.model import CaseResult, Verdict

if TYPE_CHECKING:
    from judge.expected import Expected
    from judge.guess import Guesser
    from judge.suite import Case, Slip

_MOST_KNOWN = 128
_PLAIN = ("property", "mutated")
"""Reasons that need no guess at their cause."""


class _Mark(msgspec.Struct):
    """What an answer is worth, whoever gives it.

    Attributes:
        result: the case's result without clocks and guess.
        guess: the likely cause of a wrong answer; None where nobody has wanted to know yet.
    """

    result: CaseResult
    guess: str | None = None


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
        self._known: dict[bytes, _Mark] = {}

    def __contains__(self, packed: object) -> bool:
        return isinstance(packed, Packed) and packed.digest in self._known

    def mark(self, got: Answer, *, guess: bool) -> CaseResult:
        """Mark an answer.

        Args:
            got: the answer.
            guess: whether to look for the likely cause where it is wrong.

        Raises:
            JudgeError: the case is at fault.
        """
        mark = self._find(got)
        result = mark.result
        if got.changed and result.verdict is Verdict.AC:
            words = f"the answer is right, but {got.changed} was modified; work on a copy"
            result = replace(result, verdict=Verdict.WA, reason="mutated", message=words)
        told = ""
        if guess and is_guessable(result):
            if mark.guess is None:
                mark.guess = self._guesser.guess(got.value)
            told = mark.guess
        return replace(result, wall_ms=_milliseconds(got.wall_s), cpu_ms=_milliseconds(got.cpu_s), guess=told)

    def _find(self, got: Answer) -> _Mark:
        digest = got.packed.digest
        mark = self._known.pop(digest, None) or _Mark(self._compare(got))
        self._known[digest] = mark  # at the end: those that have not been given for long go first
        if len(self._known) > _MOST_KNOWN:
            del self._known[next(iter(self._known))]
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
        except Exception as error:
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


def is_guessable(result: CaseResult) -> bool:
    """Whether a result is that of an answer whose mistake a guess may name."""
    return result.verdict is Verdict.WA and result.reason not in _PLAIN


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1e3, 3)
