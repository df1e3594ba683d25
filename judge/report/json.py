"""Report -> the objects of schema judge-report/1 and judge-check/1: plain dicts that any JSON parser reads."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec.structs import asdict

from judge.model import REPORT_SCHEMA, CaseResult, Report, Verdict
from judge.report.overview import Overview
from judge.text import well_formed

CHECK_SCHEMA = "judge-check/1"


def report_dict(report: Report) -> dict[str, Any]:
    """Return the report in schema judge-report/1.

    Keys that have nothing to say ("message", "output", a case's "guess" and "traceback") are left out, and what the
    report has beyond the schema, such as the "traceback" of a file that does not load, is added. JSON has no NaN or
    infinities, so that a float without a finite value is given as the string "nan", "inf" or "-inf".
    """
    plain: dict[str, Any] = _plain(_document(report))
    return plain


def _document(report: Report) -> dict[str, Any]:
    """Return the report's values under their names. Its floats are finite; its texts may have lone surrogates."""
    document: dict[str, Any] = {
        "schema": REPORT_SCHEMA,
        "problem": report.problem,
        "verdict": report.verdict.value,
        "passed": report.passed,
        "total": report.total,
        "submission": asdict(report.submission),
    }
    if report.message:
        document["message"] = report.message
    document |= {
        "cases": [_case_of(case) for case in report.cases],
        "timing": _plain(asdict(report.timing)) if report.timing else None,
        "limits": asdict(report.limits),
        "isolation": {"tier": report.isolation.tier, "mechanisms": list(report.isolation.mechanisms)},
        "environment": dict(report.environment),
        "seed": report.seed,
        "duration_ms": report.duration_ms,
    }
    if report.output:
        document |= {"output": report.output, "output_truncated": report.output_truncated}
    document |= {key: _plain(value) for key, value in report.extra.items() if key not in document}
    return document


def render_check_json(overview: Overview) -> Iterator[str]:
    """Return many reports in schema judge-check/1, in pieces: a report on each line, then what they add up to.

    The summary names what is beyond the schema only where there is something: "missing" problems, and how many
    submissions were "not_judged".
    """
    yield f'{{"schema": "{CHECK_SCHEMA}", "reports": ['
    before = "\n"
    for report in overview.reports:
        yield before + _render_line(report)
        before = ",\n"
    summary: dict[str, Any] = {
        "total": len(overview.verdicts),
        "accepted": overview.counts.get(Verdict.AC, 0),
        "verdicts": {verdict.value: count for verdict, count in overview.counts.items()},
    }
    if overview.missing:
        summary["missing"] = list(overview.missing)
    if overview.not_judged:
        summary["not_judged"] = overview.not_judged
    yield f'\n], "summary": {json.dumps(summary)}}}\n'


def _render_line(report: Report) -> str:
    """Return the report as JSON on one line, in pure ASCII."""
    document = _document(report)
    with contextlib.suppress(UnicodeEncodeError):  # lone surrogates, which are rare
        line = msgspec.json.encode(document)  # several times as quick as what always writes ASCII
        if line.isascii():
            return line.decode("ascii")
    return json.dumps(_plain(document), allow_nan=False)


def dumps(document: Any) -> str:
    """Return a document as indented JSON in pure ASCII, which survives every terminal encoding."""
    return json.dumps(document, indent=2, allow_nan=False)


class _Case(msgspec.Struct, omit_defaults=True):
    """A case as it is written. A struct is made and encoded in half the time of a dict."""

    name: str
    group: str
    verdict: Verdict
    reason: str
    message: str
    wall_ms: float | None
    cpu_ms: float | None
    error: float | str | None
    bound: float | str | None
    guess: str = ""
    traceback: str = ""


def _case_of(case: CaseResult) -> _Case:
    return _Case(
        case.name,
        case.group,
        case.verdict,
        case.reason,
        case.message,
        case.wall_ms,
        case.cpu_ms,
        _finite(case.error),
        _finite(case.bound),
        case.guess,
        case.traceback,
    )


def _finite(value: float | None) -> float | str | None:
    """Return a number, or what it is called where JSON has none like it."""
    return value if value is None or math.isfinite(value) else repr(float(value))


def _plain(value: Any) -> Any:
    """Return a value made of what JSON has: no NaN, no lone surrogates, no keys but strings."""
    match value:
        case bool() | int() | None:
            return value
        case float():
            return _finite(value)
        case str():
            return well_formed(value)
        case dict():
            return {well_formed(str(key)): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _Case():
            return _plain(msgspec.to_builtins(value))
    return well_formed(str(value))
