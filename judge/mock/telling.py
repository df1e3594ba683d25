"""What may be told of a report before the end of a session: the verdict, and which cases fail; no word of why."""

from __future__ import annotations

from judge.mock.model import Failing, How, Judged, Ran
from judge.model import Report, Verdict


def tell_of(report: Report, how: How) -> Judged:
    """Return what may be told of a report before the end."""
    score = report.verdict, report.passed, report.total
    return Judged(report.submission.sha256, how, *score, failing_cases(report), loading_fault(report), report.timing)


def tried_of(report: Report) -> Ran:
    """Return what may be told of a report on the examples."""
    score = report.verdict, report.passed, report.total
    return Ran(report.submission.sha256, *score, failing_cases(report), loading_fault(report))


def failing_cases(report: Report) -> tuple[Failing, ...]:
    """Return the cases that fail, by name and group."""
    return tuple(Failing(case.name, case.group) for case in report.cases if case.verdict is not Verdict.AC)


def loading_fault(report: Report) -> str:
    """Return why a file does not load, which can hold nothing of the tests' data: it has not been called yet."""
    return report.message if report.verdict in (Verdict.CE, Verdict.JE) else ""
