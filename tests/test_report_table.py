"""The table of `judge check`, and what a check adds up to."""

from __future__ import annotations

import pytest
from toy_cli import make_overview, make_report

from judge.model import CaseResult, Submission, Verdict
from judge.report.table import render_table


def test_a_line_for_each_submission_and_the_failing_case_below() -> None:
    """The table lines up, keeps the order given, and ends with the sum."""
    case = CaseResult("rows", "shapes", Verdict.WA, "shape", "got (3,)", guess="a lost axis")
    overview = make_overview(
        make_report(Verdict.WA, problem="softmax"),
        make_report(),
        make_report(cases=(case,), verdict=Verdict.WA),
        make_report(cases=(), verdict=Verdict.CE, message="there is no file x.py"),
    )
    assert render_table(overview) == (
        "WA  softmax  1/2  double.py\n"
        "    large logits (stability): 1 of 3 elements differs\n"
        "AC  double   2/2  double.py\n"
        "WA  double   0/1  double.py\n"
        "    rows (shapes): got (3,); looks like a lost axis\n"
        "CE  double   0/0  double.py\n"
        "    there is no file x.py\n"
        "\n"
        "4 submissions: 1 accepted, 2 wrong answer, 1 does not load"
    )


def test_files_in_deep_folders_can_be_told_apart() -> None:
    """A path is there to its end, and the reason of a failure is, too."""
    paths = [f"{'folder/' * 50}{name}/double.py" for name in ("ada", "bob")]
    failed = [
        make_report(
            cases=(), verdict=Verdict.CE, submission=Submission(path, ""),
            message=f"{path} cannot be read: permission denied; make it readable (chmod u+r)",
        )
        for path in paths
    ]  # fmt: skip
    ada, why, bob, *_ = render_table(make_overview(*failed)).splitlines()
    assert (ada, bob) == (f"CE  double  0/0  {paths[0]}", f"CE  double  0/0  {paths[1]}")
    assert why.endswith("folder/ada/double.py cannot be read: permission denied; make it readable (chmod u+r)")
    assert len(why) <= 164


def test_what_is_missing_and_what_is_left() -> None:
    """Required problems without a submission, and submissions that were not judged, are named at the end."""
    assert render_table(make_overview(make_report(), missing=("root", "halve"), not_judged=3)).splitlines()[-2:] == [
        "missing: root, halve (nobody has submitted to what --require names)",
        "1 submission: 1 accepted; 3 not judged",
    ]
    assert render_table(make_overview()) == "0 submissions"


@pytest.mark.parametrize(
    ("verdicts", "allowed", "missing", "code"),
    [
        ([], [], (), 0),
        ([Verdict.AC], [], (), 0),
        ([Verdict.AC, Verdict.WA], [], (), 1),
        ([Verdict.TLE, Verdict.WA], [Verdict.TLE], (), 1),
        ([Verdict.TLE, Verdict.AC], [Verdict.TLE], (), 0),
        ([Verdict.AC], [], ("root",), 1),
        ([Verdict.JE, Verdict.WA], [Verdict.WA], ("root",), 3),
    ],
)
def test_exit_code(verdicts: list[Verdict], allowed: list[Verdict], missing: tuple[str, ...], code: int) -> None:
    """0 when all are accepted or allowed and none is missing, 3 when the judge itself failed, else 1."""
    overview = make_overview(*map(make_report, verdicts), allowed=frozenset(allowed), missing=missing)
    assert overview.exit_code == code
