"""Which of the causes that fit wrong answers is told: a submission's other cases know more than the one that failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from judge.answers import Answer
    from judge.guess import Cause
    from judge.marking import Marker


def explain(wrong: Mapping[Marker, Answer], passed: Sequence[Marker]) -> dict[Marker, str]:
    """Return the likely cause of each wrong answer of one submission, or "".

    Of several slips that fit an answer, the one that fits most of its wrong answers is told, of equal ones the first in
    the author's order. A slip that fails a case which the submission has passed is at most made in some cases: it is
    told last, and only where the answer can hardly come from anything else.

    Args:
        wrong: the case of each wrong answer -> the answer, which has been marked.
        passed: the cases that the submission has passed.
    """
    possible: dict[Marker, list[Cause]] = {}
    partial: dict[Marker, list[Cause]] = {}
    for marker, answer in wrong.items():
        possible[marker], partial[marker] = [], []
        for cause in marker.slips(answer):
            is_partial = any(other.rules_out(cause.slip) for other in passed)
            (partial if is_partial else possible)[marker].append(cause)
            if len(wrong) == 1 and not is_partial:
                break  # no other answer has a say
    fitting = Counter(cause.slip.description for causes in possible.values() for cause in causes)
    told = {}
    for marker, answer in wrong.items():
        best = max(possible[marker], key=lambda cause: fitting[cause.slip.description], default=None)
        sure = next((cause.words for cause in partial[marker] if cause.is_sure), "")
        told[marker] = best.words if best is not None else marker.relation(answer) or sure
    return told
