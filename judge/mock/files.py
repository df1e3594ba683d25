"""A session's files: written at its beginning, found again wherever they went, and read with the time of saving."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from judge.errors import UserError
from judge.mock.model import Event, Saved
from judge.model import Language, Problem
from judge.source import Source, neighbours, read_source
from judge.workspace import marked_slug, start_file


class SavedFile(NamedTuple):
    """A problem's file as it is now, and when it became so, in UTC by the file system's clock."""

    source: Source
    at: datetime


def make_folder(folder: str | None, began: datetime) -> tuple[Path, bool]:
    """Return the folder for a session's files, made when it is missing, and whether it was made.

    Args:
        folder: the one that the person names; None for one in the current folder, named after the local time.

    Raises:
        UserError: it cannot be made.
    """
    name = f"mock-{began.astimezone():%Y-%m-%d-%H%M}"
    number = 1
    while True:
        path = Path(folder or (name if number == 1 else f"{name}-{number}")).absolute()
        try:
            str(path).encode()
            path.mkdir(parents=True)
            return path, True
        except FileExistsError:
            if folder is not None and path.is_dir():
                return path, False
            if folder is not None:
                raise UserError(f"{path} is there already and is no folder", "name another with --dir") from None
            number += 1
        except OSError as error:
            raise UserError(f"{path} cannot be made: {error.strerror}", "name another folder with --dir") from None
        except UnicodeEncodeError:
            raise UserError("the folder's name is not UTF-8", "name another folder with --dir") from None


def write_files(problems: Sequence[Problem], folder: Path, language: Language) -> list[Path]:
    """Write the stub and the statement of every problem, and return what was written; all of it, or nothing.

    Raises:
        UserError: one is there already, or cannot be written.
        BankError: the bank lacks one.
    """
    written: list[Path] = []
    try:
        for problem in problems:
            path = folder / f"{problem.slug}.py"
            if os.path.lexists(path):
                raise UserError(
                    f"{path} is there already, and a mock interview begins with an empty file",
                    "name another folder with --dir",
                )
            written.append(start_file(problem, str(folder))[0])
            statement = folder / f"{problem.slug}.md"
            _write_statement(statement, problem, language)
            written.append(statement)
    except BaseException:
        remove_files(written)
        raise
    return written


def remove_files(paths: Iterable[Path]) -> None:
    """Take files away again, and folders that are empty."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()


def _write_statement(path: Path, problem: Problem, language: Language) -> None:
    from judge.errors import BankError

    try:
        content = problem.statement(language).read_bytes()
    except OSError as error:
        raise BankError(f"{problem.statement(language)}: {error.strerror}") from None
    try:
        with open(path, "xb") as file:
            file.write(content)
    except FileExistsError:
        raise UserError(f"{path} is there already", "name another folder with --dir") from None
    except OSError as error:
        path.unlink(missing_ok=True)
        raise UserError(f"{path} cannot be written: {error.strerror}", "name another folder with --dir") from None


def write_again(path: str, content: bytes) -> None:
    """Write a file that is gone, and its folder. Raises UserError."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "xb") as file:
            file.write(content)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written again: {error.strerror}", "'judge mock submit FILE' takes any other file"
        ) from None


def named_path(folder: str, slug: str, events: Iterable[Event]) -> str:
    """Return which file is a problem's: the one that was seen or submitted last, else the one written at the start."""
    path = os.path.join(folder, f"{slug}.py")
    for event in events:
        if event.problem == slug and isinstance(event.what, Saved):
            path = event.what.path
    return path


def find_file(folder: str, slug: str, events: Iterable[Event]) -> str:
    """Return a problem's file, which may have been renamed within the folder; where there is none, the name it had."""
    path = named_path(folder, slug, events)
    if os.path.lexists(path):
        return path
    marked = [name for name in _python_files(folder) if _marked(os.path.join(folder, name)) == slug]
    return os.path.join(folder, marked[0]) if len(marked) == 1 else path


def _python_files(folder: str) -> list[str]:
    return neighbours(os.path.join(folder, ""))


def _marked(path: str) -> str:
    try:
        return marked_slug(read_source(path).content)
    except UserError:
        return ""


def read_saved(path: str) -> SavedFile | None:
    """Read a file with the time of its last change; None when there is nothing that can be read.

    The time is the later one of the content's and the inode's: that of the content alone can be set to any moment.
    """
    try:
        source = read_source(path)
        status = os.stat(path)
    except (UserError, OSError):
        return None
    return SavedFile(source, _moment(max(status.st_mtime_ns, status.st_ctime_ns)))


def _moment(nanoseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=nanoseconds // 1000)
