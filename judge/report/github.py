"""Overview -> what GitHub Actions shows: annotations beside the code, and the summary of the step."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from judge.model import Report, Verdict
from judge.report.overview import Overview, entry_line, looks_like, reason_line, telling_case
from judge.text import clean, one_line, shorten, well_formed

SUMMARY_BYTES = 900_000
"""GitHub drops a step's summary above 1 MiB altogether."""

_MARKDOWN = re.compile(r"[\\`*_\[\]|~#!]")
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MARKS = {Verdict.AC: "✅", Verdict.JE: "⚠️"}


def render_annotations(overview: Overview, locate: Callable[[str], str] = str) -> Iterator[str]:
    """Return a workflow command a line: an error on the entry point of each submission that fails.

    A verdict that is allowed makes a warning. GitHub shows the first ten of a step, so what fails comes first.

    Args:
        locate: the path of a submission, as it is in the repository.
    """
    for slug in overview.missing:
        yield _command("error", {"title": f"{slug} is missing"}, f"nobody has submitted to {slug}, which is required")
    warnings = []
    for report in overview.reports:
        if report.verdict is Verdict.AC:
            continue
        kind = "error" if overview.fails(report.verdict) else "warning"
        place = {"file": locate(report.submission.path), "line": str(entry_line(report))}
        title = f"{report.problem}: {report.verdict.title}"
        command = _command(kind, {**place, "title": title}, _explain(report))
        if kind == "error":
            yield command
        else:
            warnings.append(command)
    yield from warnings


def stop_commands(token: str) -> tuple[str, str]:
    """Return the lines between which GitHub takes nothing for a command, whatever a submission makes us print.

    Args:
        token: what no submission can guess.
    """
    return f"::stop-commands::{token}", f"::{token}::"


def render_step_summary(overview: Overview, limit: int = SUMMARY_BYTES) -> str:
    """Return the summary of the step in Markdown, at most `limit` bytes of it: a table, what fails first."""
    head = f"### {'❌' if overview.exit_code else '✅'} judge check\n\n{overview.sentence}\n"
    if overview.missing:
        head += "\nMissing: " + ", ".join(_cell(slug) for slug in overview.missing) + "\n"
    failing: list[str] = []
    passing: list[str] = []
    room, left_out = limit - 200 - len(head.encode()), 0
    for report in overview.reports:
        row = _row(report, overview)
        room -= len(row.encode())
        if room < 0:
            left_out += 1
        else:
            (passing if report.verdict is Verdict.AC else failing).append(row)
    if not failing and not passing:
        return head
    note = f"\n{left_out} more are left out here.\n" if left_out else ""
    table = "\n|  | problem | submission | cases | why |\n| --- | --- | --- | --- | --- |\n"
    return head + table + "".join(failing) + "".join(passing) + note


def _row(report: Report, overview: Overview) -> str:
    mark = _MARKS.get(report.verdict, "❌" if overview.fails(report.verdict) else "☑️")
    path = _cell(shorten(well_formed(report.submission.path)))
    why = "" if report.verdict is Verdict.AC else _cell(one_line(reason_line(report), 300))
    score = f"{report.passed}/{report.total}"
    return f"| {mark} {report.verdict.value} | {_cell(report.problem)} | {path} | {score} | {why} |\n"


def _explain(report: Report) -> str:
    """Why a submission fails: its message, or its first telling case with the message and the guess."""
    case = telling_case(report)
    if case is None:
        return clean(report.message) or report.verdict.title
    guess = f"\n{looks_like(case.guess)}" if case.guess else ""
    score = f"\n{report.passed} of {report.total} hidden cases pass"
    return clean(f"{case.name} ({case.group}): {case.message}{guess}{score}")


def _command(kind: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{kind} {listed}::{_data(message)}"


def _data(text: str) -> str:
    text = _CONTROL.sub("\ufffd", well_formed(text))
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    """Text for a table's cell in which nothing is HTML, Markdown, a mention or a link."""
    spelled = _MARKDOWN.sub(r"\\\g<0>", html.escape(text, quote=False))
    for live, dead in (("@", "&#64;"), ("://", ":&#47;/"), ("www.", "www&#46;")):
        spelled = spelled.replace(live, dead)
    return spelled
