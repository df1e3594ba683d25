"""Overview -> JUnit XML, as Jenkins, GitLab and GitHub's test reporters read it.

It is valid against both schemas that are in use, that of Ant and that of Jenkins' xunit plugin: where they differ, the
stricter one is followed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from judge.model import CaseResult, Report, Verdict
from judge.report.overview import Overview, looks_like
from judge.text import clean

# What XML 1.0 has no way to write, not even as a reference.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOADS = "the file loads"


def render_junit(overview: Overview) -> Iterator[str]:
    """Return the document in pieces: a test suite for each submission, a test case for each hidden case.

    A verdict that is allowed makes its cases "skipped"; a fault of the judge makes them errors, not failures. A file
    that does not load has one failing case that says so, and its others are skipped.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
    number = 0
    for number, report in enumerate(overview.reports, 1):
        yield _suite(report, overview, number - 1)
    if overview.missing:
        yield _missing(overview, number)
    yield "</testsuites>\n"


def _suite(report: Report, overview: Overview, number: int) -> str:
    cases = [_case(report, case, overview) for case in report.cases]
    if report.message:
        trace = str(report.extra.get("traceback", ""))
        words = _element(report.verdict, report.message, f"\n{trace}" if trace else "", overview)
        cases.insert(0, _Case(_LOADS, _class_of(report), 0.0, words))
    system_out = clean(report.output) + ("\n... the rest was not kept" if report.output_truncated else "")
    properties = {
        "problem": report.problem,
        "verdict": report.verdict.value,
        "sha256": report.submission.sha256,
        "isolation": " ".join([report.isolation.tier, *report.isolation.mechanisms]),
        "seed": str(report.seed),
    }
    return _write_suite(
        report.submission.path or "?", report.problem, number, overview, cases, properties, system_out,
        report.duration_ms / 1e3,
    )  # fmt: skip


def _missing(overview: Overview, number: int) -> str:
    words = "nobody has submitted to this problem, which --require names"
    cases = [
        _Case(slug, "required", 0.0, f'<failure type="missing" message="{words}">{words}</failure>')
        for slug in overview.missing
    ]
    return _write_suite("required problems", "required", number, overview, cases, {}, "", 0.0)


class _Case:
    """A test case as it is written."""

    def __init__(self, name: str, class_name: str, seconds: float, outcome: str) -> None:
        self.name = name
        self.class_name = class_name
        self.seconds = seconds
        self.outcome = outcome

    def __str__(self) -> str:
        head = f'<testcase name={_quote(self.name)} classname={_quote(self.class_name)} time="{self.seconds:.6f}"'
        return f"    {head}>{self.outcome}</testcase>\n" if self.outcome else f"    {head}/>\n"


def _case(report: Report, case: CaseResult, overview: Overview) -> _Case:
    outcome = ""
    if report.message:
        outcome = f"<skipped message={_quote('not run')}/>"
    elif case.verdict is not Verdict.AC:
        guess = f"\n{looks_like(case.guess)}" if case.guess else ""
        trace = f"\n\n{case.traceback}" if case.traceback else ""
        outcome = _element(case.verdict, case.message, guess + trace, overview)
    return _Case(f"{case.group}: {case.name}", _class_of(report), (case.wall_ms or 0.0) / 1e3, outcome)


def _element(verdict: Verdict, message: str, details: str, overview: Overview) -> str:
    """The element that says why a case does not pass."""
    first = clean(message).partition("\n")[0]
    if verdict in overview.allowed:
        return f"<skipped message={_quote(f'allowed: {verdict.title}: {first}')}/>"
    kind = "error" if verdict is Verdict.JE else "failure"
    text = _text(clean(message + details))
    return f'<{kind} type="{verdict.value}" message={_quote(f"{verdict.title}: {first}")}>{text}</{kind}>'


def _write_suite(
    name: str,
    package: str,
    number: int,
    overview: Overview,
    cases: list[_Case],
    properties: dict[str, str],
    system_out: str,
    seconds: float,
) -> str:
    counted = {kind: sum(case.outcome.startswith(f"<{kind}") for case in cases) for kind in ("failure", "error")}
    skipped = sum(case.outcome.startswith("<skipped") for case in cases)
    listed = "".join(
        f"      <property name={_quote(key)} value={_quote(value)}/>\n" for key, value in properties.items()
    )
    return (
        f'  <testsuite name={_quote(name)} package={_quote(package)} id="{number}" hostname="localhost"'
        f' timestamp="{overview.started}" time="{seconds:.6f}" tests="{len(cases)}"'
        f' failures="{counted["failure"]}" errors="{counted["error"]}" skipped="{skipped}">\n'
        f"    <properties>\n{listed}    </properties>\n"
        + "".join(map(str, cases))
        + f"    <system-out>{_text(system_out)}</system-out>\n    <system-err></system-err>\n  </testsuite>\n"
    )


def _class_of(report: Report) -> str:
    """What a test case belongs to. Jenkins takes what is before the last dot for the package."""
    return f"{report.problem}.{report.submission.path.removesuffix('.py')}"


def _quote(value: str) -> str:
    """An attribute's value in quotes. Newlines and tabs would become spaces if they were not written as references."""
    escaped = _text(value)
    for character in "\t\n\r":
        escaped = escaped.replace(character, f"&#{ord(character)};")
    return f'"{escaped}"'


def _text(value: str) -> str:
    """Text in which what XML cannot hold, such as a stray byte of a file name, is written as in Python."""
    return html.escape(_ILLEGAL.sub(_spell, value))


def _spell(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
