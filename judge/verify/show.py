"""A verification -> what an author reads in a terminal. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from judge.report.console import Style
from judge.verify.findings import CHECKS, Finding, Margin, Verification
from judge.verify.jobs import CLEARLY_WRONG
from judge.verify.margins import ACCEPTED_MOST
from judge.verify.run import Result

_SHOWN = 12
"""How many findings of a check are written out; --json has them all."""
_NAME = 48
"""How many characters of a case's name are shown."""


def render(result: Result, style: Style, width: int = 100) -> str:
    """Return the tables of every problem, the margins, and a line that sums up."""
    parts = [_problem(verification, style, width) for verification in result.verifications]
    parts += [_margins(verification, style) for verification in result.verifications if verification.margins]
    if result.bank:
        parts.append("\n".join([style.paint("bank", bold=True), *_findings(result.bank, style, width)]))
    return "\n\n".join([*parts, _summary(result, style)])


def _problem(verification: Verification, style: Style, width: int) -> str:
    lines = [f"{style.paint(verification.problem, bold=True)}  {verification.seconds:.1f} s of judging"]
    for check in CHECKS:
        findings = [finding for finding in verification.findings if finding.check == check]
        lines += _findings(findings, style, width)
    return "\n".join(lines)


def _findings(findings: Sequence[Finding], style: Style, width: int) -> list[str]:
    """One check: a mark, its name, and what it has to say; the name only once."""
    ordered = sorted(findings, key=lambda finding: ("error", "warning", "note").index(finding.level))
    lines: list[str] = []
    for i, finding in enumerate(ordered[:_SHOWN]):
        name = finding.check if i == 0 else ""
        label = f"  {_mark(finding, style)} {name:<13}"
        wrapped = textwrap.wrap(finding.message, max(40, width - 18), break_long_words=False, break_on_hyphens=False)
        lines.append(f"{label}{wrapped[0] if wrapped else ''}")
        lines += [" " * 18 + line for line in wrapped[1:]]
    if len(ordered) > _SHOWN:
        lines.append(" " * 18 + f"and {len(ordered) - _SHOWN} more; --json has them all")
    return lines


def _mark(finding: Finding, style: Style) -> str:
    if finding.level == "error":
        return style.paint("\u2717" if style.unicode else "x", "red") + " "
    if finding.level == "warning":
        return style.paint("!", "yellow") + " "
    return style.paint("\u2713" if style.unicode else "o", "green") + " "


def _margins(verification: Verification, style: Style) -> str:
    title = f"{style.paint(verification.problem, bold=True)}: margins of {len(verification.margins)} hidden cases"
    name_width = min(_NAME, max(len(margin.case) for margin in verification.margins))
    head = f"  {'case':<{name_width}}  {'honest':>8}  {'nearest wrong':>13}  {'rejects':>7}  {'alone':>5}"
    rows = [title, style.paint(head, dim=True)]
    for margin in verification.margins:
        row = f"  {_clip(margin.case, name_width):<{name_width}}  {_inside(margin, style)}  {_outside(margin)}"
        row += f"  {margin.kills:>7}  {margin.alone or '':>5}  {_stem(margin.wrong_by)}"
        rows.append(row.rstrip())
    worst = max(verification.margins, key=lambda margin: margin.accepted or 0.0)
    if worst.accepted:
        rows.append(f"  worst honest: {worst.accepted:.3g} of the bound in '{worst.case}' ({worst.accepted_by})")
    return "\n".join(rows)


def _inside(margin: Margin, style: Style) -> str:
    """The share of the bound that honest solutions use, such as 0.074; at most a quarter is good."""
    if margin.accepted is None:
        return f"{'exact':>8}"
    text = f"{margin.accepted:>8.3f}"
    return style.paint(text, "red") if margin.accepted > ACCEPTED_MOST else text


def _outside(margin: Margin) -> str:
    """How many times the bound the nearest wrong answer is off."""
    if margin.wrong is None:
        return f"{'-':>13}"
    if margin.wrong == float("inf"):
        return f"{'no room':>13}"
    return f"{_times(margin.wrong):>13}"


def _times(ratio: float) -> str:
    return f"{ratio:.3g} x" if ratio < 1e4 else f"{ratio:.0e} x"


def _clip(name: str, width: int) -> str:
    return name if len(name) <= width else name[: width - 3] + "..."


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".py")


def _summary(result: Result, style: Style) -> str:
    errors, warnings = result.count("error"), result.count("warning")
    where = "".join(f", also with {name}" for name in result.environments)
    what = f"{_count(len(result.verifications), 'problem')} on {_count(len(result.seeds), 'seed')}{where}"
    told = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"
    colour = "red" if result.exit_code else "green"
    limits = f"margins: honest at most {ACCEPTED_MOST:g} of the bound, each wrong {CLEARLY_WRONG:g} times it somewhere"
    return f"{style.paint(told, colour, bold=True)}: {what}, in {result.seconds:.0f} s\n{limits}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
