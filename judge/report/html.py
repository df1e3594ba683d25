"""Overview -> one page of HTML that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2

from judge.model import CaseResult, Report, Verdict
from judge.report.overview import Overview, looks_like
from judge.text import clean, clip, well_formed

_TEMPLATE = Path(__file__).with_name("page.html.jinja")
_MESSAGE_LINES = 12
_TRACEBACK_LINES = 30
_OUTPUT_LINES = 40


def render_html(overview: Overview) -> Iterator[str]:
    """Return the page in pieces: a line for each submission, which opens to its failing cases."""
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    yield from template.generate(
        overview=overview,
        counts=[(verdict.value, verdict.title, count) for verdict, count in overview.counts.items()],
        reports=(_report(report, overview) for report in overview.reports),
    )


def _report(report: Report, overview: Overview) -> dict[str, Any]:
    """What the template shows of a report: plain strings, without control characters."""
    failing = [] if report.message else [case for case in report.cases if case.verdict is not Verdict.AC]
    shown: dict[str, Any] = {
        "verdict": report.verdict.value,
        "title": report.verdict.title,
        "kind": "ac" if report.verdict is Verdict.AC else "no" if overview.fails(report.verdict) else "allowed",
        "problem": report.problem,
        "path": clean(well_formed(report.submission.path)),
        "score": f"{report.passed}/{report.total}",
        "seconds": f"{report.duration_ms / 1e3:.2f}",
        "message": _lines(report.message, _MESSAGE_LINES),
        "traceback": _lines(str(report.extra.get("traceback", "")), _TRACEBACK_LINES),
        "output": _lines(report.output, _OUTPUT_LINES),
        "cases": [_case(case) for case in failing],
        "tier": report.isolation.tier,
        "sha256": report.submission.sha256,
        "seed": report.seed,
        "environment": ", ".join(f"{name} {version}" for name, version in report.environment.items()),
    }
    return shown


def _case(case: CaseResult) -> dict[str, str]:
    return {
        "verdict": case.verdict.value,
        "name": clean(case.name),
        "group": clean(case.group),
        "message": _lines(case.message, _MESSAGE_LINES),
        "guess": looks_like(clean(case.guess)),
        "error": "" if case.error is None else f"{case.error:.3g}",
        "traceback": _lines(case.traceback, _TRACEBACK_LINES),
    }


def _lines(text: str, most: int) -> str:
    return "\n".join(clip(text, most, keep="ends")) if text.strip() else ""
