"""Report -> what a person reads in a terminal after `judge run` or `judge submit`. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import click

from judge.model import CaseResult, Report, Verdict
from judge.report.layout import indent, wrap
from judge.report.overview import looks_like
from judge.text import clip, one_line

SHOWN_IN_FULL = 5
"""How many kinds of failure are shown in full; the others are counted."""
_MESSAGE_LINES = 30
_TRACEBACK_LINES = 24
_PRINTED_LINES = 12
_PRINTED_LINES_OF_EXAMPLES = 60
_PRINTED_WIDTH = 200
_DEEP = " " * 6

_COLOURS = {
    Verdict.AC: "green",
    Verdict.TLE: "yellow",
    Verdict.MLE: "yellow",
    Verdict.OLE: "yellow",
    Verdict.SV: "magenta",
    Verdict.JE: "cyan",
}


class Style(NamedTuple):
    """What the terminal can show: colours, characters outside ASCII, and columns of text.

    Attributes:
        width: where our own words are broken into lines; 0 where nobody looks, and a line stays whole.
    """

    color: bool = False
    unicode: bool = False
    width: int = 0

    def paint(self, text: str, colour: str | None = None, *, bold: bool = False, dim: bool = False) -> str:
        """Return the text in a colour, where the terminal has colours."""
        return click.style(text, fg=colour, bold=bold or None, dim=dim or None) if self.color else text

    def verdict(self, verdict: Verdict) -> str:
        """Return the verdict's letters in its colour, padded to three columns."""
        return self.paint(f"{verdict.value:<3}", _COLOURS.get(verdict, "red"), bold=True)

    @property
    def passed(self) -> str:
        """The mark before a case that passes."""
        return self.paint("\u2713" if self.unicode else "ok", "green")

    @property
    def failed(self) -> str:
        """The mark before a case that fails."""
        return self.paint("\u2717" if self.unicode else "x", "red")


PLAIN = Style()
"""No colours, ASCII only: what a pipe gets."""


def render(
    report: Report, style: Style = PLAIN, *, noun: str = "hidden case", next_step: str = "", every_case: bool = False
) -> str:
    """Return one report in full.

    Args:
        noun: what a case is called, in the singular.
        next_step: the command to go on with.
        every_case: name the cases that pass, too.
    """
    blocks = [
        _headline(report, style, noun),
        _message(report, style),
        _passing(report, style) if every_case else "",
        *_failures(report, style),
        _limits(report, style),
        _output(report, style, _PRINTED_LINES_OF_EXAMPLES if every_case else _PRINTED_LINES),
        _remarks(report, style),
        render_next(next_step, style) if next_step else "",
    ]
    return "\n\n".join(block for block in blocks if block)


def render_next(next_step: str, style: Style) -> str:
    """Return the last line of every command: what comes next."""
    return _hanging("next: ", next_step, style, margin=6, bold=True)


def _hanging(head: str, text: str, style: Style, *, margin: int, bold: bool = False) -> str:
    """Text behind a head, its further lines behind a margin."""
    parts = [style.paint(part, bold=bold) for part in wrap(text, style.width, margin)]
    return head + f"\n{' ' * margin}".join(parts)


def _headline(report: Report, style: Style, noun: str) -> str:
    text = f"{report.verdict.title}: {report.problem}"
    if not report.message and report.total:
        plural = "" if report.total == 1 else "s"
        text += f", {report.passed} of {report.total} {noun}{plural} {'passes' if report.passed == 1 else 'pass'}"
    text += f" ({one_line(report.submission.path)}, {report.duration_ms / 1000:.1f} s)"
    return _hanging(f"{style.verdict(report.verdict)} ", text, style, margin=4)


def _message(report: Report, style: Style) -> str:
    """What is wrong with the file as a whole, and the traceback that it left."""
    if not report.message:
        return ""
    text = indent(clip(report.message, _MESSAGE_LINES), "  ", style.width)
    traceback = report.extra.get("traceback")
    if isinstance(traceback, str) and traceback.strip():
        text += "\n\n" + indent(_traceback(traceback, report.message), "  ")
    return text


def _traceback(traceback: str, message: str) -> list[str]:
    """The traceback's lines, without the last one where the message says it already."""
    head, _, last = traceback.rstrip().rpartition("\n")
    told = bool(head) and last.strip() in message
    return clip(head if told else traceback, _TRACEBACK_LINES, keep="ends")


def _passing(report: Report, style: Style) -> str:
    passing = [case for case in report.cases if case.verdict is Verdict.AC]
    return "\n".join("  " + _hanging(f"{style.passed} ", _name(case), style, margin=4) for case in passing)


def _failures(report: Report, style: Style) -> list[str]:
    """A block for each kind of failure, the most telling first, and a line that counts the rest.

    One mistake fails many cases, so it is shown once.
    """
    if report.message:  # nothing ran, and the cases have nothing to add
        return []
    kinds: dict[tuple[object, ...], list[CaseResult]] = {}
    for case in report.cases:
        if case.verdict is not Verdict.AC:
            kinds.setdefault(_mistake(case), []).append(case)
    chosen = _spread(list(kinds.values()), SHOWN_IN_FULL)
    blocks = [_failure(cases, report, style) for cases in chosen]
    rest = [case for cases in kinds.values() if cases not in chosen for case in cases]
    if rest:
        groups = Counter(case.group for case in rest)
        listed = ", ".join(f"{one_line(group)} {count}" for group, count in groups.items())
        blocks.append(indent([f"and {len(rest)} more ({listed})"], "  ", style.width))
    return blocks


def _mistake(case: CaseResult) -> tuple[object, ...]:
    """What cases that fail by one mistake share: the guess, or the line that raised, or else the whole message."""
    if case.guess:
        return case.verdict, re.sub(r"[\d.]+", "0", case.guess)
    raised_at = [line for line in case.traceback.splitlines() if line.lstrip().startswith("File ")]
    if raised_at:
        return case.verdict, raised_at[-1], case.message.partition(":")[0]
    return case.verdict, case.reason, case.message


def _spread(kinds: list[list[CaseResult]], count: int) -> list[list[CaseResult]]:
    """Choose `count` kinds, from as many groups as can be, in the order of the cases."""
    seen: set[str] = set()
    first: list[list[CaseResult]] = []
    later: list[list[CaseResult]] = []
    for cases in kinds:
        (later if cases[0].group in seen else first).append(cases)
        seen.add(cases[0].group)
    chosen = [*first, *later][:count]
    return [cases for cases in kinds if cases in chosen]


def _failure(cases: list[CaseResult], report: Report, style: Style) -> str:
    case, others = cases[0], len(cases) - 1
    lines = ["  " + _hanging(f"{style.failed} ", _name(case), style, margin=4, bold=True)]
    if case.verdict is not report.verdict:
        lines[0] += f"  {style.verdict(case.verdict).rstrip()}"
    if case.message:
        lines.append(indent(clip(case.message, _MESSAGE_LINES), _DEEP, style.width))
    if case.guess:
        guess = wrap(looks_like(one_line(case.guess)), style.width, len(_DEEP))
        lines += [f"{_DEEP}{style.paint(part, 'yellow')}" for part in guess]
    if case.traceback:
        lines.append(indent(_traceback(case.traceback, case.message), _DEEP))
    if others:
        names = ", ".join(_name(other) for other in cases[1:4])
        tail = f" and {others - 3} more" if others > 3 else ""
        also = wrap(f"also in {names}{tail}", style.width, len(_DEEP))
        lines += [style.paint(f"{_DEEP}{part}", dim=True) for part in also]
    return "\n".join(lines)


def _limits(report: Report, style: Style) -> str:
    limits, hit = report.limits, {case.verdict for case in report.cases} | {report.verdict}
    lines = []
    if Verdict.TLE in hit:
        lines.append(
            f"time limits: {limits.wall_s:g} s a case ({limits.cpu_s:g} s of CPU), "
            f"{limits.load_wall_s:g} s to load the file, {limits.total_s:g} s in all"
        )
    if Verdict.MLE in hit:
        lines.append(f"memory limit: {limits.memory_mb} MiB above what the runtime itself takes")
    if Verdict.OLE in hit:
        lines.append(f"output limit: {limits.output_kb} KiB printed in all")
    return indent(lines, "  ", style.width)


def _output(report: Report, style: Style, most: int) -> str:
    if not report.output.strip():
        return ""
    lines = clip(report.output, most, _PRINTED_WIDTH, keep="ends")
    if report.output_truncated:
        lines.append("... the rest was not kept")
    bar = "\u2502" if style.unicode else "|"
    return "your code printed:\n" + indent(lines, f"  {bar} ")


def _remarks(report: Report, style: Style) -> str:
    lines = []
    if report.timing and report.timing.noisy:
        lines.append("speed: this machine is too noisy to say")
    elif timing := report.timing:
        lines.append(
            f"speed: {timing.ratio:.2f} times the reference's time (between {timing.low:.2f} and {timing.high:.2f})"
        )
    if report.isolation.tier == "basic" and report.verdict is not Verdict.JE:
        lines.append("isolation: basic, which is fine for code of your own but no security boundary")
    return indent(lines, "", style.width)


def _name(case: CaseResult) -> str:
    return f"{one_line(case.name)} ({one_line(case.group)})"
