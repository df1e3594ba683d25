"""What GitHub Actions is told: annotations, and the summary of the step."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from toy_cli import make_overview, make_report

from judge.model import CaseResult, Submission, Verdict
from judge.report.github import render_annotations, render_step_summary, stop_commands

WRONG = make_report(
    cases=(
        CaseResult("small", "basics", Verdict.AC),
        CaseResult("large logits", "stability", Verdict.WA, "value", "2 of 3 differ\nby 0.5", guess="exp before max"),
    ),
    verdict=Verdict.WA,
    submission=Submission("subs/ada.py", ""),
    extra={"line": 12},
)
UNLOADED = make_report(
    cases=(),
    verdict=Verdict.CE,
    message="SyntaxError: '(' was never closed (line 3)",
    submission=Submission("b.py", ""),
)


def test_annotations_golden() -> None:
    """A missing problem, then each failure at its entry point's line; what is allowed comes last, as a warning."""
    overview = make_overview(
        make_report(Verdict.TLE, extra={"line": 4}), make_report(), WRONG, UNLOADED,
        missing=("root",), allowed=frozenset({Verdict.TLE}),
    )  # fmt: skip
    assert list(render_annotations(overview, lambda path: f"repo/{path}")) == [
        "::error title=root is missing::nobody has submitted to root, which is required",
        "::error file=repo/subs/ada.py,line=12,title=double%3A wrong answer::"
        "large logits (stability): 2 of 3 differ%0Aby 0.5%0Alooks like exp before max%0A1 of 2 hidden cases pass",
        "::error file=repo/b.py,line=1,title=double%3A does not load::SyntaxError: '(' was never closed (line 3)",
        "::warning file=repo/double.py,line=4,title=double%3A time limit exceeded::"
        "large logits (stability): 1 of 3 elements differs%0A1 of 2 hidden cases pass",
    ]


def test_step_summary_golden() -> None:
    """One sentence and a table, failures first."""
    assert render_step_summary(make_overview(make_report(), WRONG, UNLOADED, missing=("root",))) == (
        "### ❌ judge check\n"
        "\n"
        "3 submissions: 1 accepted, 1 wrong answer, 1 does not load\n"
        "\n"
        "Missing: root\n"
        "\n"
        "|  | problem | submission | cases | why |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| ❌ WA | double | subs/ada.py | 1/2 | large logits (stability): 2 of 3 differ by 0.5;"
        " looks like exp before max |\n"
        "| ❌ CE | double | b.py | 0/0 | SyntaxError: '(' was never closed (line 3) |\n"
        "| ✅ AC | double | double.py | 2/2 |  |\n"
    )


def test_nothing_to_tell() -> None:
    """An empty shard is green, and has no table."""
    text = render_step_summary(make_overview())
    assert "✅" in text
    assert "|" not in text


def test_summary_stays_below_what_github_takes() -> None:
    """Rows that have no room are counted instead, as a summary that is too long is dropped altogether."""
    text = render_step_summary(make_overview(*[WRONG] * 100), limit=4000)
    assert len(text.encode()) <= 4000
    assert "are left out here" in text


def test_markup_of_a_submission_is_shown_not_rendered() -> None:
    """Names and messages cannot make links, images, mentions, HTML or another column."""
    evil = "<img src=x>![a](http://b)`c`|@team www.d.com"
    report = make_report(
        cases=(CaseResult(evil, "g", Verdict.WA, message=evil),), verdict=Verdict.WA, submission=Submission(evil, "")
    )
    row = render_step_summary(make_overview(report)).splitlines()[-1]
    for live in ("<img", "@team", "://", "www."):
        assert live not in row
    assert re.search(r"(?<!\\)[\[\]`!]", row) is None
    assert row.replace("\\|", "").count("|") == 6


nasty = st.text(st.one_of(st.characters(), st.sampled_from("\r\n%:,\x00\x1b\ud800#[]")))


@settings(max_examples=60, deadline=None)
@given(path=nasty, message=nasty, name=nasty)
def test_one_submission_is_one_command(path: str, message: str, name: str) -> None:
    """Whatever is in a report, an annotation is one line that can be encoded, and its fields end where they should."""
    case = CaseResult(name, "g", Verdict.RE, message=message)
    report = make_report(cases=(case,), verdict=Verdict.RE, submission=Submission(path, ""))
    (line,) = render_annotations(make_overview(report))
    line.encode("utf-8")
    assert re.search(r"[\x00-\x1f\x7f-\x9f]", line) is None
    head = line.removeprefix("::error ").partition("::")[0]
    assert [field.partition("=")[0] for field in head.split(",")] == ["file", "line", "title"]
    render_step_summary(make_overview(report)).encode("utf-8")


def test_what_is_printed_in_between_is_no_command() -> None:
    """The lines that turn commands off and on are those that GitHub documents."""
    assert stop_commands("abc") == ("::stop-commands::abc", "::abc::")
