"""What a verification says of a problem: plain values."""

from __future__ import annotations

from typing import Literal

import msgspec

Level = Literal["error", "warning", "note"]

CHECKS = (
    "files",
    "statement",
    "stub",
    "examples",
    "data",
    "verdicts",
    "environments",
    "margins",
    "mutants",
    "impostors",
    "redundancy",
    "slips",
    "limits",
)
"""The checks, in the order in which they are told."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that a check has to say.

    Attributes:
        check: one of CHECKS.
        level: "error" for what an author must mend, "warning" for what is better mended, "note" for what is good.
        message: a sentence without a full stop.
    """

    check: str
    level: Level
    message: str


class Margin(msgspec.Struct, frozen=True):
    """How far one case keeps right and wrong answers apart.

    Attributes:
        case: the case's name.
        accepted: the worst error / bound of an honest solution, on all seeds and in all environments; None where
            nothing is measured: equality, or a property.
        accepted_by: the file that is that far off.
        wrong: the least error / bound of a wrong solution that fails here by its numbers; None where there is none.
        wrong_by: the file that comes that near.
        kills: how many wrong solutions and mutants it rejects.
        alone: how many of them no other case rejects (cases of one function count as one).
    """

    case: str
    accepted: float | None
    accepted_by: str
    wrong: float | None
    wrong_by: str
    kills: int
    alone: int


class Verification(msgspec.Struct, frozen=True):
    """What was found of one problem.

    Attributes:
        problem: its slug.
        findings: in the order of CHECKS.
        margins: one for each hidden case.
        seconds: how much work it was, summed over the processes.
    """

    problem: str
    findings: tuple[Finding, ...]
    margins: tuple[Margin, ...]
    seconds: float

    def count(self, level: Level) -> int:
        """How many findings are of a level."""
        return sum(finding.level == level for finding in self.findings)


def error(check: str, message: str) -> Finding:
    """What an author must mend."""
    return Finding(check, "error", message)


def warning(check: str, message: str) -> Finding:
    """What is better mended, and with --strict has to be."""
    return Finding(check, "warning", message)


def note(check: str, message: str) -> Finding:
    """What was looked at and is good, in numbers."""
    return Finding(check, "note", message)
