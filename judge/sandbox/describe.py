"""Exceptions of a submission, in words: what went wrong, on which line, and a traceback without the judge's frames."""

from __future__ import annotations

import os
import traceback

TEXT_CHARACTERS = 16_000


def describe_syntax(error: SyntaxError, path: str) -> tuple[str, str]:
    """Return the message with its line, and the line itself with a caret."""
    where = f"line {error.lineno}" if error.lineno else "unknown line"
    lines = traceback.format_exception_only(type(error), error)
    trace = "".join(lines).replace(path, os.path.basename(path))
    return f"{type(error).__name__}: {error.msg} ({where})", trace[:TEXT_CHARACTERS]


def describe(error: BaseException, path: str) -> tuple[str, str, str]:
    """Return reason, message and traceback of an exception, from the submission's first frame on.

    Where none of its frames is there, as when it can't be called at all, the frames are the judge's, and help nobody.
    """
    try:
        reason = _reason(error)
        last = traceback.format_exception_only(type(error), error)[-1].strip()
        entries = traceback.extract_tb(error.__traceback__)
        first = next((i for i, entry in enumerate(entries) if entry.filename == path), len(entries))
        shown = entries[first:] if len(entries) - first <= 30 else entries[first : first + 15] + entries[-15:]
        lines = ["Traceback (most recent call last):\n", *traceback.format_list(shown), last] if shown else []
        trace = "".join(lines).replace(path, os.path.basename(path))
        last = last.replace(path, os.path.basename(path))
        where = next((entry for entry in reversed(entries) if entry.filename == path), None)
        if where is not None and where.lineno:
            last += f" (line {where.lineno})"
        return reason, last[:2000], trace[:TEXT_CHARACTERS]
    except BaseException:  # a hostile or broken exception object
        return "exception", f"{type(error).__name__}", ""


def _reason(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, SystemExit):
        return "exit"
    if isinstance(error, ImportError):
        return "import"
    return "exception"
