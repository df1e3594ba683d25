"""Words in the columns of a terminal."""

from __future__ import annotations

import pytest
from toy_cli import make_overview, make_report

from judge.model import CaseResult, Verdict
from judge.report.console import Style, render
from judge.report.layout import columns, indent, wrap
from judge.report.table import render_table


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("缩放 x", 6), ("e\u0301", 1), ("（全）", 6), ("√x", 2)]
)
def test_columns(text: str, width: int) -> None:
    """Chinese letters and punctuation take two columns, an accent none."""
    assert columns(text) == width


def test_wrap_breaks_between_words_only() -> None:
    """Every part fits beside the margin but for words that never would; joined again, nothing is lost."""
    text = "worst at [3]: got 0.7, expected /a/very/long/path/that/nobody/can/break/anywhere.py (error 1e-05)"
    parts = wrap(text, 40, 6)
    assert " ".join(parts) == text
    assert all(columns(part) <= 34 or " " not in part for part in parts)
    assert len(parts) > 2


@pytest.mark.parametrize(("text", "width", "margin"), [("a  b " * 40, 0, 0), ("a  b", 40, 0), ("a  b " * 40, 24, 6)])
def test_wrap_leaves_alone(text: str, width: int, margin: int) -> None:
    """No width, a line that fits, and a terminal without room for words leave the line letter by letter."""
    assert wrap(text, width, margin) == [text]


def test_wrap_keeps_a_lead() -> None:
    """What a line is indented by counts for all of its parts."""
    parts = wrap("    " + "word " * 12, 40)
    assert len(parts) == 2
    assert all(part.startswith("    word") for part in parts)


def test_indent() -> None:
    """The margin is before each part; an empty line stays empty."""
    assert indent(["some words that are too long", "", "x"], "  ", 24) == "  some words that are\n  too long\n\n  x"


def test_report_fits_a_narrow_terminal() -> None:
    """Names, messages, guesses and what comes next are broken; tracebacks and prints stay as they are."""
    trace = "Traceback:\n  File 'a.py', line 1, in f\n    x = a + b + c + d + e + f + g + h + i + j + k + l + m\nE: no"
    words = "a case of many words that say what it is about"
    cases = tuple(
        CaseResult(f"{words} {n}", "shape", Verdict.RE, "", "E: not to be " * 4, guess="what it may " * 5, traceback=t)
        for n, t in enumerate((trace, ""))
    )
    report = make_report(cases=cases, verdict=Verdict.RE, output="printed " * 9)
    for style in (Style(width=40), Style(color=True, width=40)):
        lines = render(report, style, next_step="judge submit double, or something else").splitlines()
        long = [line for line in lines if len(line) > 60]
        assert [line.split()[0] for line in long] == ["x", "|"]
    plain = render(report, Style(width=40))
    assert max(len(line) for line in plain.splitlines() if "x = a" not in line and "|" not in line) <= 40
    assert "also in" in plain


def test_table_fits_a_narrow_terminal() -> None:
    """The reason below a failure is broken behind its margin."""
    case = CaseResult("name", "group", Verdict.WA, "value", "words " * 20)
    text = render_table(make_overview(make_report(cases=(case,), verdict=Verdict.WA)), Style(width=40))
    reason = text.split("\n\n")[0].splitlines()[1:]
    assert len(reason) > 2
    assert all(line.startswith("    ") and len(line) <= 40 for line in reason)
