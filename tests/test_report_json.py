"""The JSON that other programs read."""

from __future__ import annotations

import json
import math

import pytest
from toy_cli import make_overview, make_report

from judge.model import CaseResult, Submission, Timing, Verdict
from judge.report.json import dumps, render_check_json, report_dict


def test_report_has_the_keys_of_the_schema_in_their_order() -> None:
    """A plain report has exactly the keys that the design lists."""
    document = report_dict(make_report(Verdict.WA))
    assert list(document) == [
        "schema", "problem", "verdict", "passed", "total", "submission", "cases", "timing", "limits", "isolation",
        "environment", "seed", "duration_ms",
    ]  # fmt: skip
    assert document["schema"] == "judge-report/1"
    assert (document["verdict"], document["passed"], document["total"]) == ("WA", 1, 2)
    assert document["submission"] == {"path": "double.py", "sha256": "ab" * 32}
    assert document["isolation"] == {"tier": "standard", "mechanisms": ["landlock/7", "seccomp"]}
    assert document["limits"]["memory_mb"] == 512


def test_case_has_the_keys_of_the_schema() -> None:
    """A case without guess or traceback has exactly the nine keys that the design lists."""
    case = report_dict(make_report(Verdict.WA))["cases"][1]
    assert case == {
        "name": "large logits", "group": "stability", "verdict": "WA", "reason": "value",
        "message": "1 of 3 elements differs", "wall_ms": None, "cpu_ms": None, "error": 3.0, "bound": 1e-12,
    }  # fmt: skip


def test_what_there_is_to_say_is_said() -> None:
    """Guess, traceback, message, output and timing appear when the report has them."""
    case = CaseResult("a", "b", Verdict.RE, "exception", "boom", guess="ddof=1", traceback="Traceback ...")
    document = report_dict(
        make_report(
            cases=(case,), verdict=Verdict.RE, message="m", output="hi\n", timing=Timing(1.04, 1.01, 1.07, False)
        )
    )
    assert document["cases"][0]["guess"] == "ddof=1"
    assert document["cases"][0]["traceback"] == "Traceback ..."
    assert document["message"] == "m"
    assert (document["output"], document["output_truncated"]) == ("hi\n", False)
    assert document["timing"] == {"ratio": 1.04, "low": 1.01, "high": 1.07, "noisy": False}


def test_nan_and_infinity_never_become_bare_tokens() -> None:
    """An error of infinity and a bound of NaN are strings, so that strict parsers read the report."""
    case = CaseResult("a", "b", Verdict.WA, error=math.inf, bound=math.nan)
    text = dumps(report_dict(make_report(cases=(case,), verdict=Verdict.WA, extra={"x": [-math.inf]})))

    def refuse(token: str) -> None:
        raise AssertionError(token)

    document = json.loads(text, parse_constant=refuse)
    assert (document["cases"][0]["error"], document["cases"][0]["bound"]) == ("inf", "nan")
    assert document["x"] == ["-inf"]


def test_names_that_are_not_utf_8_stay_valid_json() -> None:
    """A file name with a stray byte, and a lone surrogate in a message, leave no surrogate in the JSON."""
    case = CaseResult("a", "b", Verdict.RE, message="\ud800")
    report = make_report(submission=Submission("caf\udce9.py", ""), cases=(case,), verdict=Verdict.RE)
    text = dumps(report_dict(report))
    assert text.isascii()
    json.loads(text)["submission"]["path"].encode("utf-8")
    json.loads(text)["cases"][0]["message"].encode("utf-8")


def test_check_keeps_the_order_and_counts_verdicts() -> None:
    """The document of many reports lists them as given, one a line, and sums them up."""
    reports = [make_report(Verdict.WA), make_report(), make_report(Verdict.WA)]
    text = "".join(render_check_json(make_overview(*reports)))
    document = json.loads(text)
    assert document["schema"] == "judge-check/1"
    assert document["reports"] == [report_dict(report) for report in reports]
    assert document["summary"] == {"total": 3, "accepted": 1, "verdicts": {"AC": 1, "WA": 2}}
    assert text.count("\n") == 5


@pytest.mark.parametrize("words", ["plain", "größer als 1", "\ud800", "\U0001f600", "a\nb\0"])
@pytest.mark.parametrize("error", [1.5, math.inf, None])
def test_line_of_a_report_is_what_the_report_is_alone(words: str, error: float | None) -> None:
    """Whatever is in it, the document of many reports has it in ASCII, as the document of one has it."""
    case = CaseResult(words, words, Verdict.WA, message=words, error=error, bound=0.0, wall_ms=0.1)
    timing = Timing(error or 1.0, 0.5, math.nan, False)
    report = make_report(cases=(case,), verdict=Verdict.WA, timing=timing, extra={"more": {1: [words, error, (2,)]}})
    text = "".join(render_check_json(make_overview(report)))
    assert text.isascii()
    assert json.loads(text, parse_constant=pytest.fail)["reports"] == [json.loads(dumps(report_dict(report)))]


def test_check_says_what_is_missing_and_what_is_left() -> None:
    """Problems without a submission and submissions without a report are in the summary; no report at all is fine."""
    document = json.loads("".join(render_check_json(make_overview(missing=("root",), not_judged=7))))
    assert document["reports"] == []
    assert document["summary"] == {"total": 0, "accepted": 0, "verdicts": {}, "missing": ["root"], "not_judged": 7}
