"""The files that `judge check` writes, each in full or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from judge.commands import terminal
from judge.commands.check_options import STDOUT
from judge.errors import UserError
from judge.report.overview import Overview

Render = Callable[[Overview], Iterable[str]]
_DESCRIPTORS = ("/dev/std", "/dev/fd/", "/proc/")
"""Where paths begin that mean what this process has open."""
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class Output(NamedTuple):
    """A file to write: the option that named it, where it is ("-": stdout), and what is written."""

    option: str
    path: str
    render: Render
    append: bool = False


def require_writable(outputs: Sequence[Output], resume: str | None = None) -> None:
    """Say before an hour of judging, not after it, that a file cannot be written. Raises UserError.

    Args:
        resume: the file of --resume, which none may replace, and which may not be code that is still to be written.
    """
    if resume is not None and _is_empty_code(os.path.realpath(resume)):
        raise _replaces_code("--resume", resume)
    _require_apart(outputs, resume)
    for output in outputs:
        if output.path == STDOUT:
            continue
        if output.path.endswith(".py") and os.path.lexists(output.path):  # as in `--json *.py`
            raise _replaces_code(output.option, output.path)
        _require_writable(output)


def _require_apart(outputs: Sequence[Output], resume: str | None) -> None:
    """Refuse one place under two names: what is written there second would spoil the first. Raises UserError."""
    on_stdout = next((output.option for output in outputs if output.path == STDOUT), "")
    places = {_place_of(1): on_stdout} if on_stdout or stat.S_ISREG(_mode_of(1)) else {}
    named = [("--resume", resume, False)] if resume is not None else []
    named += [(output.option, output.path, output.append) for output in outputs if output.path != STDOUT]
    for option, path, append in named:
        if stat.S_ISCHR(_mode_of(path)):  # a terminal, or /dev/null, which may be named twice
            continue
        place = _place_of(path)
        if places.get(place):
            raise UserError(f"{path} is named by {places[place]} and by {option}", f"give {option} another file")
        if place in places and not append:  # a step summary may follow the table
            raise UserError(f"{path} is where stdout goes", f"give {option} another file")
        places[place] = option


def _place_of(file: str | int) -> object:
    """What tells two files apart, however they are named: the inode, or for one that is to be made the path."""
    try:
        status = os.stat(file)
    except OSError:
        return os.path.realpath(file) if isinstance(file, str) else None
    return status.st_dev, status.st_ino


def _mode_of(file: str | int) -> int:
    """What a file is, for the functions of `stat`; 0, which is nothing, where there is none to be seen."""
    try:
        return os.stat(file).st_mode
    except OSError:
        return 0


def refuse_links(outputs: Sequence[Output]) -> None:
    """Refuse links: to be replaced by a report, or followed to a file that nobody has named? Raises UserError."""
    for output in outputs:
        if output.path != STDOUT and os.path.islink(output.path) and not _is_appended_to(output):
            words = f"{output.path} is a symbolic link"
            raise UserError(words, f"give {output.option} the file itself: {os.path.realpath(output.path)}")


def require_no_submission(outputs: Sequence[Output], paths: Iterable[str], resume: str | None = None) -> None:
    """Refuse to write a report, or the results, in the place of what they are about. Raises UserError."""
    named = [(output.option, output.path) for output in outputs if output.path != STDOUT]
    named += [("--resume", resume)] if resume is not None else []
    places = {os.path.realpath(path) for path in paths} if named else set()
    for option, path in named:
        if os.path.realpath(path) in places:
            raise _replaces_code(option, path)


def write_outputs(outputs: Sequence[Output], overview: Overview) -> None:
    """Write all files. Raises UserError for the first that cannot be written, after the others."""
    from judge import interrupts

    faults = []
    for output in outputs:
        try:
            # Whoever reads stdout or a pipe may keep it waiting for as long as he likes.
            may_wait = output.path == STDOUT or _is_special(output.path)
            with contextlib.nullcontext() if may_wait else interrupts.held_off():
                _write(output, overview)
        except OSError as error:
            faults.append(_explain(output, error))
    if faults:
        raise faults[0]


def require_page(option: str, path: str, text: str = "") -> Output:
    """Return the file of one text, which can be written: it would replace no code and no link. Raises UserError."""
    if not path:
        raise UserError(f"{option} names no file", "say which file to write")
    output = Output(option, path, lambda overview: [text])
    refuse_links([output])
    require_writable([output])
    return output


def write_page(option: str, path: str, text: str) -> None:
    """Write a file of one text, whole or not at all. Raises UserError."""
    write_outputs([require_page(option, path, text)], Overview((), ()))


def _require_writable(output: Output) -> None:
    try:
        if os.path.isdir(output.path):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if _is_appended_to(output):
            _try_to_append(output.path)
        else:
            _try_to_replace(output.path)
    except OSError as error:
        raise _explain(output, error) from None


def _try_to_append(path: str) -> None:
    """Open a file as for writing, and leave no trace of that. Raises OSError."""
    # Opened and closed, a FIFO would be at its end for whoever reads it; a reader may still come.
    if stat.S_ISFIFO(_mode_of(path)):
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return
    if os.path.exists(path):
        os.close(os.open(path, _APPEND))
        return
    place = os.path.realpath(path)
    os.close(os.open(place, _APPEND | os.O_CREAT | os.O_EXCL, 0o666))
    os.unlink(place)


def _try_to_replace(path: str) -> None:
    """Make and remove the file that is to take another's place, and see whether it may. Raises OSError."""
    scratch = _scratch(path)
    try:
        _write_pieces(scratch, "w", [])
    finally:
        if os.path.lexists(scratch):
            os.unlink(scratch)
    if not os.path.lexists(path):
        return
    folder, user = os.stat(os.path.dirname(path) or "."), os.geteuid()
    if folder.st_mode & stat.S_ISVTX and user not in (0, folder.st_uid, os.lstat(path).st_uid):
        raise PermissionError(errno.EPERM, "it belongs to somebody else, in a folder where nobody may replace it")


def _write(output: Output, overview: Overview) -> None:
    pieces = output.render(overview)
    if output.path == STDOUT:
        for piece in pieces:
            # In the encoding that the report says it has, whatever the terminal's is.
            terminal.write_bytes(piece.encode("utf-8", "backslashreplace"))
        return
    if _is_appended_to(output):
        _write_pieces(output.path, "a", pieces)
        return
    scratch = _scratch(output.path)
    try:
        _write_pieces(scratch, "w", pieces)
        os.replace(scratch, output.path)
    except BaseException:
        if os.path.lexists(scratch):
            os.unlink(scratch)
        raise


def _scratch(path: str) -> str:
    """The file that takes the place of another when it is complete."""
    return f"{path}.{os.getpid()}.tmp"


def _write_pieces(path: str, mode: str, pieces: Iterable[str]) -> None:
    with open(path, mode, encoding="utf-8", errors="backslashreplace") as file:
        for piece in pieces:
            file.write(piece)


def _replaces_code(option: str, path: str) -> UserError:
    return UserError(f"{option} would replace the code in {path}", f"give {option} another file")


def _is_empty_code(path: str) -> bool:
    return path.endswith(".py") and os.path.isfile(path) and os.path.getsize(path) == 0


def _explain(output: Output, error: OSError) -> UserError:
    return UserError(f"{output.path} cannot be written: {error.strerror}", f"give {output.option} another file")


def _is_appended_to(output: Output) -> bool:
    """Whether a report goes to the end of what is there, which another file must not take the place of."""
    return output.append or _is_special(output.path)


def _is_special(path: str) -> bool:
    """Whether a path is there and is neither a file nor a folder, or is what the process has open, as /dev/stdout."""
    if not os.path.exists(path) or os.path.isdir(path):
        return False
    return not os.path.isfile(path) or os.path.abspath(path).startswith(_DESCRIPTORS)
