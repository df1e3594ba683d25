"""How far the bounds keep right and wrong answers apart: proven by numbers, not believed. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from judge.model import CaseResult, Report, Verdict
from judge.verify.findings import Finding, Margin, error, note
from judge.verify.jobs import CLEARLY_WRONG
from judge.verify.redundancy import Kills, alone

ACCEPTED_MOST = 0.25
"""The largest error / bound that an honest solution may have."""

Judged = tuple[str, Report]
"""A solution's name, and one report on it."""


def check_margins(honest: Sequence[Judged], wrong: Sequence[Judged]) -> list[Finding]:
    """Check both limits: four times inside for each honest solution, ten times outside for each wrong one."""
    findings = []
    worst, by = 0.0, ""
    for name, report in honest:
        case = max(report.cases, key=_ratio, default=None)
        if case is None or report.verdict is not Verdict.AC:  # a verdict that is not due is told elsewhere
            continue
        if _ratio(case) > worst:
            worst, by = _ratio(case), name
        if _ratio(case) > ACCEPTED_MOST:
            findings.append(
                error("margins", f"{name} uses {_ratio(case):.2g} of the bound in '{case.name}'{_where(report)}")
            )
    least, near = math.inf, ""
    for name, report in wrong:
        reach = _reach(report)
        if reach < least:
            least, near = reach, name
        if reach < CLEARLY_WRONG and report.verdict is not Verdict.AC:
            what = f"{name} is nowhere more than {reach:.2g} times the bound off{_where(report)}"
            findings.append(error("margins", f"{what}; add a case that tells it apart"))
    if not findings:
        findings.append(note("margins", _describe(worst, by, least, near)))
    return findings


def _describe(worst: float, by: str, least: float, near: str) -> str:
    inside = f"honest solutions use at most {worst:.2g} of the bound ({by})" if worst else "no honest error is measured"
    if math.isinf(least):
        return f"{inside}; no wrong one is near it"
    return f"{inside}; wrong ones reach {least:.2g} times the bound or more ({near})"


def tabulate(
    cases: Sequence[str],
    titles: Mapping[str, str],
    honest: Iterable[Judged],
    wrong: Iterable[Judged],
    kills: Kills,
) -> list[Margin]:
    """Return a row for each case.

    Args:
        cases: the names of the cases.
        titles: case -> the name that it shares with its other dtypes.
        honest: reports on honest solutions, on all seeds and in all environments.
        wrong: reports on wrong ones.
        kills: wrong submission or mutant -> titles of the cases that reject it.
    """
    inside: dict[str, tuple[float, str]] = {}  # case -> the worst ratio, and whose it is
    outside: dict[str, tuple[float, str]] = {}  # case -> the least ratio above 1, and whose it is
    for name, report in honest:
        for case in report.cases:
            if case.ratio is not None and case.bound and (case.name not in inside or case.ratio > inside[case.name][0]):
                inside[case.name] = case.ratio, name
    for name, report in wrong:
        for case in report.cases:
            near = case.ratio if case.reason == "value" and case.ratio is not None else math.inf
            if 1 < near < outside.get(case.name, (math.inf, ""))[0]:
                outside[case.name] = near, name
    counts = {title: sum(title in by for by in kills.values()) for title in titles.values()}
    single = alone(kills, list(titles.values()))
    rows = []
    for label in cases:
        accepted, accepted_by = inside.get(label, (None, ""))
        rejected, rejected_by = outside.get(label, (None, ""))
        title = titles[label]
        rows.append(Margin(label, accepted, accepted_by, rejected, rejected_by, counts[title], single[title]))
    return rows


def _ratio(case: CaseResult) -> float:
    return case.ratio or 0.0


def _reach(report: Report) -> float:
    """How far outside the bound the worst case is: infinitely, where an answer is wrong in more than its numbers."""
    failed = [case for case in report.cases if case.verdict is not Verdict.AC]
    if any(case.reason != "value" or case.ratio is None for case in failed):
        return math.inf
    return max((_ratio(case) for case in failed), default=0.0)


def _where(report: Report) -> str:
    return f" (seed {report.seed})"
