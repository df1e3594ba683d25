"""Report <-> bytes, exactly: the line of a report in a resume file, and its way between processes.

It is JSON on one line. Bytes of a file name that are not UTF-8 are lone surrogates in Python, which only the standard
library's JSON writes and reads; what is not finite is a string, as JSON has no other way. Hardly a report has any of
that, and msgspec, which knows neither, is ten times as quick.
"""

from __future__ import annotations

import contextlib
import json
import math
from typing import Any

import msgspec

from judge.model import Report

_FLOATS_OF_CASE = ("wall_ms", "cpu_ms", "error", "bound", "ratio")
_FLOATS_OF_TIMING = ("ratio", "low", "high")


def encode_report(report: Report) -> bytes:
    """Return a report as one line of JSON without the newline."""
    if _is_finite(report):
        with contextlib.suppress(UnicodeEncodeError):
            return msgspec.json.encode(report, enc_hook=str)
    document = msgspec.to_builtins(report)
    for values, names in _with_floats(document):
        for name in names:
            value = values[name]
            if value is not None and not math.isfinite(value):
                values[name] = repr(float(value))
    return json.dumps(document, separators=(",", ":"), allow_nan=False, default=str).encode("ascii")


def _is_finite(report: Report) -> bool:
    """Whether JSON has all numbers of a report."""
    numbers: list[float | None] = []
    for case in report.cases:
        numbers += (case.wall_ms, case.cpu_ms, case.error, case.bound, case.ratio)
    if report.timing is not None:
        numbers += (report.timing.ratio, report.timing.low, report.timing.high)
    return all(map(math.isfinite, filter(None, numbers)))


def decode_report(line: bytes) -> Report:
    """Return the report that `encode_report` made a line of. Raises ValueError for anything else."""
    with contextlib.suppress(msgspec.MsgspecError):
        return msgspec.json.decode(line, type=Report)
    try:
        return report_of(json.loads(line))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def report_of(document: Any) -> Report:
    """Return a report from the document that a line holds. Raises ValueError."""
    try:
        for values, names in _with_floats(document):
            for name in names:
                if isinstance(values[name], str):
                    values[name] = float(values[name])
        return msgspec.convert(document, Report)
    except (TypeError, LookupError, AttributeError) as error:
        raise ValueError(f"not a report: {error}") from None


def _with_floats(document: dict[str, Any]) -> list[tuple[dict[str, Any], tuple[str, ...]]]:
    """The objects of a report that have floats which may be infinite or no number."""
    found: list[tuple[dict[str, Any], tuple[str, ...]]] = [(case, _FLOATS_OF_CASE) for case in document["cases"]]
    if document["timing"]:
        found.append((document["timing"], _FLOATS_OF_TIMING))
    return found
