"""The report of a mock interview -> one HTML file that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from pathlib import Path

import jinja2

from judge.mock.console import looks_like, speed
from judge.mock.plots import draw_bars, draw_speeds, draw_time_line
from judge.mock.summary import Summary
from judge.mock.words import FATE, HOW, clock_time, count, date_and_time, span, zone_name
from judge.text import clean

_TEMPLATE = Path(__file__).with_name("page.html.jinja")


def render_page(summary: Summary) -> str:
    """Return the page."""
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters.update(
        span=span, clock_time=clock_time, date_and_time=date_and_time, zone=zone_name, count=count, clean=clean,
        looks_like=looks_like, speed=speed,
    )  # fmt: skip
    points = [point for problem in summary.problems for question in problem.questions for point in question.points]
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        summary=summary,
        line=draw_time_line(summary),
        bars=draw_bars(summary),
        speeds=draw_speeds(summary),
        made=sum(point.made is True for point in points),
        submissions=sum(len(problem.submissions) for problem in summary.problems),
        hints=sum(len(problem.hints) for problem in summary.problems),
        ticked=sum(point.made is not None for point in points),
        how=HOW,
        fate=FATE,
    )
