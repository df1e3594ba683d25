"""Exceptions of a submission, in words: what went wrong, on which line, and a traceback without the judge's frames."""

from __future__ import annotations

import itertools
import os
import re
import traceback
from collections.abc import Iterator
from types import CodeType, TracebackType
from typing import NamedTuple

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
        stack, line, _ = _describe_stack(error.__traceback__, path)
        trace = "".join(["Traceback (most recent call last):\n", *stack, last]) if stack else ""
        if _STAGED in last:
            trace = trace or last
            last, line = _say_cause_of_staged(last, path)
        trace, last = (text.replace(path, os.path.basename(path)) for text in (trace, last))
        if line:
            last += f" (line {line})"
        last += _advise(error, path)
        return reason, last[:2000], trace[:TEXT_CHARACTERS]
    except BaseException:  # a hostile or broken exception object
        return "exception", f"{type(error).__name__}", ""


_stacks: dict[tuple[int, ...], _Described] = {}
"""Those that were described before: a mistake is met in call after call, and finding what to quote takes its time."""
_MOST_STACKS = 16
_LONGEST_STACK = 30


class _Described(NamedTuple):
    """What is told of a stack.

    Attributes:
        lines: those that quote it.
        line: the last one of the submission in it.
        codes: its code objects, which are kept, so that no other has the place of one of them.
    """

    lines: list[str]
    line: int | None
    codes: list[CodeType]


def _describe_stack(entry: TracebackType | None, path: str) -> _Described:
    """Describe a stack from the submission's first frame on."""
    while entry is not None and entry.tb_frame.f_code.co_filename != path:
        entry = entry.tb_next
    walked = list(itertools.islice(_walk(entry), _LONGEST_STACK + 1))
    codes = [each.tb_frame.f_code for each in walked]
    # By their places: code objects are equal whatever their files, and as slow to hash as their constants are many.
    key = tuple(itertools.chain.from_iterable(zip(map(id, codes), (each.tb_lasti for each in walked), strict=True)))
    found = _stacks.get(key)
    if found is not None:
        return found
    summaries = traceback.extract_tb(entry)
    line = next((summary.lineno for summary in reversed(summaries) if summary.filename == path), None)
    if len(summaries) > _LONGEST_STACK:
        summaries[_LONGEST_STACK // 2 : -_LONGEST_STACK // 2] = []
    described = _Described(traceback.format_list(summaries), line, codes)
    if len(walked) <= _LONGEST_STACK:
        if len(_stacks) == _MOST_STACKS:
            _stacks.clear()
        _stacks[key] = described
    return described


def _walk(entry: TracebackType | None) -> Iterator[TracebackType]:
    while entry is not None:
        yield entry
        entry = entry.tb_next


_STAGED = "in user code:\n"
"""What TensorFlow begins a message with where a function fails while its graph is made; its own traceback follows."""


def _say_cause_of_staged(message: str, path: str) -> tuple[str, int | None]:
    """Return the error that such a message ends with, and the last line of the submission that led to it."""
    lines = [int(number) for number in re.findall(rf'File "{re.escape(path)}", line (\d+)', message)]
    return message.strip().splitlines()[-1].strip(), lines[-1] if lines else None


def _advise(error: BaseException, path: str) -> str:
    """What to do instead of asking somebody who is not there."""
    if isinstance(error, EOFError) and "reading a line" in str(error):
        return "; nobody can type anything in here"
    if type(error).__name__ == "BdbQuit" or (isinstance(error, SystemExit) and _comes_from_debugger(error, path)):
        return "; there is no debugger in here: print what you want to see"
    return ""


def _comes_from_debugger(error: BaseException, path: str) -> bool:
    """Whether pdb has ended, as from Python 3.14 on when nobody answers it: not a submission that is called so."""
    files = (entry.tb_frame.f_code.co_filename for entry in _walk(error.__traceback__))
    return any(os.path.basename(file) == "pdb.py" for file in files if file != path)


def _reason(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, SystemExit):
        return "exit"
    if isinstance(error, ImportError):
        return "import"
    return "exception"
