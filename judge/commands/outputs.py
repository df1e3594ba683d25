"""The files that `judge check` writes, each in full or not at all."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from judge.commands import terminal
from judge.commands.check_options import STDOUT
from judge.errors import UserError
from judge.report.overview import Overview

Render = Callable[[Overview], Iterable[str]]


class Output(NamedTuple):
    """A file to write: the option that named it, where it is ("-": stdout), and what is written."""

    option: str
    path: str
    render: Render
    append: bool = False


def require_writable(outputs: Sequence[Output], resume: str | None = None) -> None:
    """Say before an hour of judging, not after it, that a file cannot be written. Raises UserError.

    Args:
        resume: the file of --resume, which none may replace.
    """
    places: dict[str, str] = {} if resume is None else {os.path.realpath(resume): "--resume"}
    for output in outputs:
        if output.path == STDOUT:
            continue
        place = os.path.realpath(output.path)
        if place in places and not _is_special(output.path):
            words = f"{output.path} is named by {places[place]} and by {output.option}"
            raise UserError(words, f"give {output.option} another file")
        places[place] = output.option
        if output.path.endswith(".py") and os.path.lexists(output.path):  # as in `--json *.py`
            raise _replaces_code(output)
        _require_writable(output)


def require_no_submission(outputs: Sequence[Output], paths: Iterable[str]) -> None:
    """Refuse to write a report in the place of what it is about. Raises UserError."""
    places = {os.path.realpath(path) for path in paths} if outputs else set()
    for output in outputs:
        if output.path != STDOUT and os.path.realpath(output.path) in places:
            raise _replaces_code(output)


def write_outputs(outputs: Sequence[Output], overview: Overview) -> None:
    """Write all files. Raises UserError for the first that cannot be written, after the others."""
    faults = []
    for output in outputs:
        try:
            _write(output, overview)
        except OSError as error:
            faults.append(_explain(output, error))
    if faults:
        raise faults[0]


def _require_writable(output: Output) -> None:
    if _is_special(output.path):
        return
    try:
        if os.path.isdir(output.path):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with tempfile.TemporaryFile(dir=os.path.dirname(output.path) or "."):
            pass
    except OSError as error:
        raise _explain(output, error) from None


def _write(output: Output, overview: Overview) -> None:
    pieces = output.render(overview)
    if output.path == STDOUT:
        for piece in pieces:
            terminal.write(sys.stdout, piece)
        return
    if output.append or _is_special(output.path):
        _write_pieces(output.path, "a", pieces)
        return
    scratch = f"{output.path}.{os.getpid()}.tmp"
    try:
        _write_pieces(scratch, "w", pieces)
        os.replace(scratch, output.path)
    except BaseException:
        if os.path.lexists(scratch):
            os.unlink(scratch)
        raise


def _write_pieces(path: str, mode: str, pieces: Iterable[str]) -> None:
    with open(path, mode, encoding="utf-8", errors="backslashreplace") as file:
        for piece in pieces:
            file.write(piece)


def _replaces_code(output: Output) -> UserError:
    return UserError(f"{output.option} would replace the code in {output.path}", f"give {output.option} another file")


def _explain(output: Output, error: OSError) -> UserError:
    return UserError(f"{output.path} cannot be written: {error.strerror}", f"give {output.option} another file")


def _is_special(path: str) -> bool:
    """Whether a path is there and is neither a file nor a folder, such as /dev/stdout."""
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)
