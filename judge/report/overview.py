"""What the renderers of many reports have in common: which they are, what was missing, and what it adds up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from judge.model import CaseResult, Report, Verdict
from judge.text import one_line, shorten


class Overview(msgspec.Struct, frozen=True):
    """All that one check has to say.

    Attributes:
        reports: in the order of the submissions. It may read them from disk, so go through it once.
        verdicts: their verdicts.
        allowed: verdicts that do not fail the check.
        missing: problems that were required and that nobody has submitted to.
        not_judged: how many submissions were left when the check was interrupted, or had failed under --fail-fast.
        started: when the check began, in UTC, as in "2024-05-01T12:00:00".
    """

    reports: Sequence[Report]
    verdicts: tuple[Verdict, ...]
    allowed: frozenset[Verdict] = frozenset()
    missing: tuple[str, ...] = ()
    not_judged: int = 0
    started: str = "1970-01-01T00:00:00"

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many reports have each verdict, from best to worst; those that none has are left out."""
        found = Counter(self.verdicts)
        return {verdict: found[verdict] for verdict in Verdict if found[verdict]}

    @property
    def exit_code(self) -> int:
        """0 when all are accepted or allowed and none is missing, 3 after a judge error, else 1."""
        if Verdict.JE in self.verdicts:
            return 3
        return 1 if self.missing or any(self.fails(verdict) for verdict in self.verdicts) else 0

    def fails(self, verdict: Verdict) -> bool:
        """Whether a verdict fails the check."""
        return verdict is not Verdict.AC and verdict not in self.allowed

    @property
    def sentence(self) -> str:
        """The whole check in one sentence, such as "3 submissions: 2 accepted, 1 wrong answer; 4 not judged"."""
        total = len(self.verdicts)
        listed = ", ".join(f"{count} {verdict.title}" for verdict, count in self.counts.items())
        whole = f"{total} submission{'' if total == 1 else 's'}" + (f": {listed}" if listed else "")
        return whole + (f"; {self.not_judged} not judged" if self.not_judged else "")


def telling_case(report: Report) -> CaseResult | None:
    """The first case with the verdict of the whole, None where it did not load or is accepted."""
    if report.message or report.verdict is Verdict.AC:
        return None
    return next((case for case in report.cases if case.verdict is report.verdict), None)


def reason_line(report: Report) -> str:
    """Why a submission fails, on one line: its message, or its first telling case with the message and the guess."""
    case = telling_case(report)
    if case is None:
        path = report.submission.path
        return one_line(report.message.replace(path, shorten(path, 80)) if path else report.message)
    words = f"{one_line(case.name)} ({one_line(case.group)}): {one_line(case.message)}"
    return "; ".join(filter(None, [words, looks_like(one_line(case.guess))]))


def entry_line(report: Report) -> int:
    """The line of the entry point, as the judging found it, else 1."""
    line = report.extra.get("line")
    return line if isinstance(line, int) and line > 0 else 1


def looks_like(guess: str) -> str:
    """A guess at the cause as a clause; "" where there is none."""
    return guess if not guess or guess.startswith("looks like") else f"looks like {guess}"
