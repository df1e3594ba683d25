"""JUnit XML: valid whatever is in a report, and right in what it counts."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_cli import make_overview, make_report

from judge.model import CaseResult, Report, Submission, Verdict
from judge.report.junit import render_junit
from judge.report.overview import Overview

etree = pytest.importorskip("lxml.etree")

SCHEMA = Path(__file__).with_name("data") / "junit.xsd"


@functools.cache
def schema() -> Any:
    """The schema of JUnit reports."""
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def parse(overview: Overview) -> Any:
    """Render an overview, validate it, and return the root of the document."""
    root = etree.fromstring("".join(render_junit(overview)).encode("utf-8"))
    schema().assertValid(root)
    return root


def test_a_failure_in_full() -> None:
    """A suite for the submission, a test case for each hidden case, and in the failing one what the judge says."""
    case = CaseResult(
        "large logits", "stability", Verdict.WA, "shape", 'got (3,)\n<expected> "(3, 4)"', guess="a lost axis",
        wall_ms=0.25,
    )  # fmt: skip
    report = make_report(cases=(CaseResult("small", "basics", Verdict.AC, wall_ms=1.5), case), verdict=Verdict.WA)
    assert "".join(render_junit(make_overview(report, started="2024-05-01T12:00:00"))) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<testsuites>\n"
        '  <testsuite name="double.py" package="double" id="0" hostname="localhost" timestamp="2024-05-01T12:00:00"'
        ' time="0.212000" tests="2" failures="1" errors="0" skipped="0">\n'
        "    <properties>\n"
        '      <property name="problem" value="double"/>\n'
        '      <property name="verdict" value="WA"/>\n'
        f'      <property name="sha256" value="{"ab" * 32}"/>\n'
        '      <property name="isolation" value="standard landlock/7 seccomp"/>\n'
        '      <property name="seed" value="20240501"/>\n'
        "    </properties>\n"
        '    <testcase name="basics: small" classname="double.double" time="0.001500"/>\n'
        '    <testcase name="stability: large logits" classname="double.double" time="0.000250">'
        '<failure type="WA" message="wrong answer: got (3,)">'
        "got (3,)\n&lt;expected&gt; &quot;(3, 4)&quot;\nlooks like a lost axis</failure></testcase>\n"
        "    <system-out></system-out>\n"
        "    <system-err></system-err>\n"
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_file_that_does_not_load_fails_once() -> None:
    """One case says why it does not load; the others, which did not run, are skipped."""
    cases = tuple(CaseResult(f"case {n}", "g", Verdict.CE, "syntax", "not run") for n in range(5))
    report = make_report(cases=cases, verdict=Verdict.CE, message="SyntaxError: no", extra={"traceback": "line 3\n  ^"})
    suite = parse(make_overview(report))[0]
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "6", "failures": "1", "errors": "0", "skipped": "5",
    }  # fmt: skip
    assert suite.findall("testcase")[0].find("failure").text == "SyntaxError: no\nline 3\n  ^"


def test_fault_of_the_judge_is_an_error() -> None:
    """A JE is an error and no failure, also where there are no cases at all."""
    report = make_report(cases=(), verdict=Verdict.JE, message="the launcher is gone, twice")
    suite = parse(make_overview(report))[0]
    assert (suite.get("errors"), suite.get("failures")) == ("1", "0")


def test_allowed_verdict_is_skipped() -> None:
    """What --allow names turns no test red; what it does not name does."""
    reports = [make_report(Verdict.TLE), make_report(Verdict.WA)]
    suites = parse(make_overview(*reports, allowed=frozenset({Verdict.TLE})))
    assert [(suite.get("failures"), suite.get("skipped")) for suite in suites] == [("0", "1"), ("1", "0")]


def test_missing_problem_is_a_failure() -> None:
    """A required problem without a submission is a failing test case of its own."""
    suites = parse(make_overview(make_report(), missing=("root", "halve")))
    assert [suite.get("id") for suite in suites] == ["0", "1"]
    assert [case.get("name") for case in suites[1].findall("testcase")] == ["root", "halve"]
    assert suites[1].get("failures") == "2"


def test_two_files_of_one_name_are_two_classes() -> None:
    """GitLab tells tests apart by class and name, so that the folder has to be in the class."""
    reports = [make_report(submission=Submission(path, "")) for path in ("ada/double.py", "bob/double.py")]
    suites = parse(make_overview(*reports))
    assert [suite.find("testcase").get("classname") for suite in suites] == ["double.ada/double", "double.bob/double"]


def test_newline_of_a_name_survives() -> None:
    """A newline in an attribute is written so that a parser gives it back."""
    suite = parse(make_overview(make_report(submission=Submission("a\nb\tc.py", ""))))[0]
    assert suite.get("name") == "a\nb\tc.py"


def test_no_submission_at_all() -> None:
    """An empty shard leaves an empty, valid document."""
    assert len(parse(make_overview())) == 0


# Every kind of character, with those that XML cannot hold made likely.
nasty = st.text(
    st.one_of(st.characters(), st.sampled_from("\x00\x0b\x1b\x7f\x85\ud800\udce9\udfff\ufffe\uffff<&\"']]>\r\n\t"))
)


@settings(max_examples=60, deadline=None)
@given(name=nasty, path=nasty, message=nasty, guess=nasty, trace=nasty, output=nasty, verdict=st.sampled_from(Verdict))
def test_valid_whatever_a_submission_says(
    name: str, path: str, message: str, guess: str, trace: str, output: str, verdict: Verdict
) -> None:
    """Control characters, stray bytes, quotes and markup in names, paths, messages and prints leave it valid."""
    case = CaseResult(name, name, verdict, "value", message, guess, traceback=trace, wall_ms=1e9)
    report: Report = make_report(
        cases=(case,), verdict=verdict, submission=Submission(path, ""), output=output, environment={name: name}
    )
    loaded = make_report(verdict=verdict, message=message, submission=Submission(path, ""), extra={"traceback": trace})
    parse(make_overview(report, loaded))
