"""Overview -> the table that `judge check` prints."""

from __future__ import annotations

from typing import NamedTuple

from judge.model import Report, Verdict
from judge.report.console import PLAIN, Style
from judge.report.layout import indent
from judge.report.overview import Overview, reason_line
from judge.text import one_line

_LONGEST_PATH = 4096
"""More than a path can have: of a file in a deep folder only the end says which it is."""


class _Line(NamedTuple):
    """What the table keeps of a report."""

    verdict: Verdict
    slug: str
    score: str
    path: str
    reason: str


def render_table(overview: Overview, style: Style = PLAIN) -> str:
    """Return a line for each submission, below a failure its first telling case, and the sum at the end."""
    lines = [_line(report) for report in overview.reports]
    slugs = max((len(line.slug) for line in lines), default=0)
    scores = max((len(line.score) for line in lines), default=0)
    text = []
    for line in lines:
        text.append(f"{style.verdict(line.verdict)} {line.slug:<{slugs}}  {line.score:>{scores}}  {line.path}")
        if line.reason:
            text.append(indent([line.reason], "    ", style.width))
    if lines:
        text.append("")
    if overview.missing:
        text.append(f"missing: {', '.join(overview.missing)} (nobody has submitted to what --require names)")
    return "\n".join([*text, overview.sentence])


def _line(report: Report) -> _Line:
    score = f"{report.passed}/{report.total}"
    return _Line(
        report.verdict, report.problem, score, one_line(report.submission.path, _LONGEST_PATH), reason_line(report)
    )
