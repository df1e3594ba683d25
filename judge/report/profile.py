"""A Profile as text with a plot for the terminal, as JSON, and as one self-contained page."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from judge.model import Growth, Point, Profile

_WIDTH, _HEIGHT = 60, 14


class _Series(NamedTuple):
    label: str
    mark: str
    growth: Growth | None
    value: Callable[[Point], float | None]


def render(profile: Profile) -> str:
    """Return a table of the sizes, the fitted exponents and a plot of time against size on logarithmic scales."""
    lines = [f"{profile.call}: your file against the reference", ""]
    lines.append(f"{'size':>8}  {'time':>10}  {'reference':>10}  {'ratio':>6}  {'memory':>10}  {'reference':>10}")
    for point in profile.points:
        ratio = point.candidate_s / point.reference_s if point.reference_s else math.nan
        lines.append(
            f"{point.size:>8}  {_seconds(point.candidate_s):>10}  {_seconds(point.reference_s):>10}  {ratio:>6.2f}"
            f"  {_bytes(point.candidate_bytes):>10}  {_bytes(point.reference_bytes):>10}"
        )
    lines += ["", _sentence("time", profile.candidate_time, profile.reference_time)]
    lines += [_sentence("memory", profile.candidate_memory, profile.reference_memory), ""]
    return "\n".join([*lines, *_plot(profile.points)])


def render_json(profile: Profile) -> str:
    """Return the profile as one JSON object in schema judge-profile/1."""
    growth = {
        name: None if fit is None else {"exponent": fit.exponent, "error": fit.error}
        for name, fit in (
            ("time", profile.candidate_time),
            ("reference_time", profile.reference_time),
            ("memory", profile.candidate_memory),
            ("reference_memory", profile.reference_memory),
        )
    }
    points = msgspec.to_builtins(profile.points)
    return json.dumps({"schema": "judge-profile/1", "call": profile.call, "points": points, "growth": growth}, indent=2)


def render_html(profile: Profile, title: str) -> str:
    """Return a page with the table and two plots; it loads nothing from anywhere."""
    time = _svg("time (s)", profile.points, _time_series(profile))
    memory = _svg("memory (bytes)", profile.points, _memory_series(profile))
    table = html.escape(render(profile).split("\n\n", 2)[1])
    sentences = "".join(
        f"<p>{html.escape(line)}</p>"
        for line in (
            _sentence("time", profile.candidate_time, profile.reference_time),
            _sentence("memory", profile.candidate_memory, profile.reference_memory),
        )
    )
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style>"
        f"<h1>{html.escape(title)}: how it grows</h1><pre>{table}</pre>{sentences}{time}{memory}</html>\n"
    )


_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;"
    "padding:0 1rem}pre{overflow-x:auto}svg{width:100%;height:auto}text{font:12px system-ui;fill:currentColor}"
    ".you{stroke:#d4552a;fill:#d4552a}.reference{stroke:#2a7ad4;fill:#2a7ad4}polyline{fill:none!important;"
    "stroke-width:2}line{stroke:currentColor;opacity:.3}"
)


def _time_series(profile: Profile) -> list[_Series]:
    return [
        _Series("you", "you", profile.candidate_time, lambda point: point.candidate_s),
        _Series("reference", "reference", profile.reference_time, lambda point: point.reference_s),
    ]


def _memory_series(profile: Profile) -> list[_Series]:
    return [
        _Series("you", "you", profile.candidate_memory, lambda point: point.candidate_bytes),
        _Series("reference", "reference", profile.reference_memory, lambda point: point.reference_bytes),
    ]


def _sentence(quantity: str, yours: Growth | None, reference: Growth | None) -> str:
    if yours is None:
        return f"{quantity}: too little of it to say how it grows"
    words = f"{quantity} grows as size^{yours.exponent:.2f} (± {2 * yours.error:.2f})"
    if reference is None:
        return words
    difference = yours.exponent - reference.exponent
    doubt = 2 * math.hypot(yours.error, reference.error)
    verdict = (
        "as the reference does" if abs(difference) <= max(doubt, 0.15) else "faster" if difference > 0 else "slower"
    )
    return f"{words}; the reference as size^{reference.exponent:.2f} (± {2 * reference.error:.2f}): {verdict}"


def _seconds(value: float) -> str:
    return f"{value * 1e3:.2f} ms" if value < 1 else f"{value:.2f} s"


def _bytes(value: int | None) -> str:
    return "-" if value is None else f"{value / 2**20:.1f} MiB"


def _plot(points: Sequence[Point]) -> list[str]:
    """A plot in characters: o for the file, x for the reference, * where both fall together."""
    series = [("o", [point.candidate_s for point in points]), ("x", [point.reference_s for point in points])]
    values = [value for _, column in series for value in column if value > 0]
    if len(points) < 2 or not values:
        return []
    rows = [[" "] * _WIDTH for _ in range(_HEIGHT)]
    across = _scale([point.size for point in points], _WIDTH - 1)
    up = _scale(values, _HEIGHT - 1)
    for mark, column in series:
        for point, value in zip(points, column, strict=True):
            if value > 0:
                row = rows[_HEIGHT - 1 - round(up(value))]
                column_index = round(across(point.size))
                row[column_index] = mark if row[column_index] in (" ", mark) else "*"
    top, bottom = _seconds(max(values)), _seconds(min(values))
    lines = [
        f"{label:>10} |{''.join(row)}" for label, row in zip([top, *[""] * (_HEIGHT - 2), bottom], rows, strict=True)
    ]
    axis = f"{'':>10} +{'-' * _WIDTH}"
    ends = f"{'':>12}{points[0].size:<{_WIDTH // 2}}{points[-1].size:>{_WIDTH // 2}}"
    return [*lines, axis, ends, f"{'':>12}o your file   x the reference   (both axes logarithmic)"]


def _scale(values: Sequence[float], span: float) -> Callable[[float], float]:
    low, high = math.log(min(values)), math.log(max(values))
    return lambda value: span * (math.log(value) - low) / (high - low) if high > low else span / 2


def _svg(title: str, points: Sequence[Point], series: Sequence[_Series]) -> str:
    values = [value for one in series for point in points if (value := one.value(point)) and value > 0]
    if len(points) < 2 or not values:
        return ""
    across, up = _scale([point.size for point in points], 520), _scale(values, 200)
    parts = [f"<text x='10' y='16'>{html.escape(title)}</text>", "<line x1='60' y1='240' x2='600' y2='240'/>"]
    for i, one in enumerate(series):
        dots = [
            (70 + across(point.size), 230 - up(value)) for point in points if (value := one.value(point)) and value > 0
        ]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
        parts.append(f"<g class='{one.mark}'><polyline points='{line}'/>")
        parts += [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3'/>" for x, y in dots]
        fit = f", size^{one.growth.exponent:.2f}" if one.growth else ""
        parts.append(f"</g><text x='80' y='{40 + 16 * i}' class='{one.mark}'>{html.escape(one.label + fit)}</text>")
    parts += [f"<text x='{60 + across(point.size):.0f}' y='258'>{point.size}</text>" for point in points]
    return f"<svg viewBox='0 0 620 270' role='img'>{''.join(parts)}</svg>"
