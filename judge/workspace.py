"""The person's own files: which file is for which problem, and how a new one is started."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from judge.errors import BankError, UserError, near_miss, unknown_problem
from judge.model import Problem
from judge.source import Source, neighbours, read_source

_MARK = re.compile(rb"^[ \t]*#[ \t]*judge:[ \t]*([A-Za-z0-9_.-]+)", re.MULTILINE)


class Target(NamedTuple):
    """What the user means: a file, and the slug of the problem that it is for."""

    slug: str
    file: str


def marked_slug(content: bytes) -> str:
    """Return the slug in the first `# judge: <slug>` line of a source, or ""."""
    found = _MARK.search(content.removeprefix(b"\xef\xbb\xbf"))
    return found[1].decode("ascii") if found else ""


def slug_of_file(path: str, content: bytes, slugs: Sequence[str]) -> str:
    """Return which problem a file is for, or "" when nothing says so.

    What says so is a `# judge: <slug>` line, else the file's stem, else the name of a folder above it, the nearest
    first.

    Raises:
        UserError: the line names a problem that does not exist.
    """
    marked = marked_slug(content)
    if marked:
        if marked not in slugs:
            raise UserError(
                f"{path} says '# judge: {marked}', and there is no such problem{near_miss(marked, slugs)}",
                "mend that line, or see 'judge list'",
            )
        return marked
    *folders, name = os.path.abspath(path).split(os.sep)
    names = [os.path.splitext(name)[0], *reversed(folders)]
    return next((name for name in names if name in slugs), "")


def find_target(problem: str | None, file: str | None, slugs: Sequence[str], verb: str) -> Target:
    """Return the file and the problem that the words of a command mean; either word may be missing.

    Args:
        problem: the first word: a slug, or a file that says which problem it is for.
        file: the second word.
        slugs: the problems that there are.
        verb: the command, for the remedies, such as "submit".

    Raises:
        UserError: no such problem, no such file, or nothing says which.
    """
    if problem is None:
        return _only_target_here(slugs, verb)
    if file is not None:
        if problem not in slugs and file in slugs:
            problem, file = file, problem
        if problem not in slugs:
            raise unknown_problem(problem, slugs)
        return Target(problem, file)
    if problem in slugs:
        return Target(problem, _file_of_slug(problem))
    if not _looks_like_file(problem):
        raise unknown_problem(problem, slugs)
    slug = slug_of_file(problem, read_source(problem).content, slugs)
    if not slug:
        stem = Path(problem).stem
        raise UserError(
            f"nothing says which problem {problem} is for{near_miss(stem, slugs)}",
            f"name it: 'judge {verb} PROBLEM {problem}', or put a line '# judge: PROBLEM' in the file",
        )
    return Target(slug, problem)


def files_for(slug: str, slugs: Sequence[str]) -> list[str]:
    """Return the Python files of the current folder whose line or stem says that they are for a problem."""
    found = []
    for name in neighbours(""):
        with contextlib.suppress(UserError):  # what cannot be read, or is marked wrongly, is no candidate
            if (marked_slug(read_source(name).content) or Path(name).stem) == slug:
                found.append(name)
    return found


def read_target(target: Target) -> tuple[Source, str]:
    """Read a target's file. Also return a warning when the file says that it is for another problem, or ""."""
    source = read_source(target.file)
    marked = marked_slug(source.content)
    if marked and marked != target.slug:
        return source, f"{target.file} says '# judge: {marked}', but is judged as {target.slug}, as you asked"
    return source, ""


def _file_of_slug(slug: str) -> str:
    name = f"{slug}.py"
    if os.path.lexists(name):
        return name
    marked = files_for(slug, [slug])
    if len(marked) == 1:
        return marked[0]
    raise UserError(f"there is no {name} in this folder", f"name the file, or write one with 'judge start {slug}'")


def _only_target_here(slugs: Sequence[str], verb: str) -> Target:
    found = [Target(slug, name) for slug, name in _targets_here(slugs)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(target.file for target in found[:6]) + (", ..." if len(found) > 6 else "")
        raise UserError(f"say which file: {names}", f"for example 'judge {verb} {found[0].file}'")
    raise UserError("no file for a problem lies in this folder", "write one with 'judge start PROBLEM'")


def _targets_here(slugs: Sequence[str]) -> Iterable[tuple[str, str]]:
    for name in neighbours(""):
        with contextlib.suppress(UserError):
            slug = marked_slug(read_source(name).content) or Path(name).stem
            if slug in slugs:
                yield slug, name


def _looks_like_file(word: str) -> bool:
    return word == "-" or word.endswith(".py") or os.sep in word or os.path.lexists(word)


def start_file(problem: Problem, folder: str, *, force: bool = False) -> tuple[Path, Path | None]:
    """Write `<slug>.py` from the problem's stub into a folder, which is made when it is missing.

    Returns:
        The file, and the backup of the one that it replaces.

    Raises:
        UserError: the file is there and `force` is not set, or it cannot be written.
        BankError: the problem has no stub.
    """
    path = Path(folder) / f"{problem.slug}.py"
    content = starting_text(problem)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(path):
            _write_new(path, content)
            return path, None
        if not os.path.isfile(path):
            raise UserError(f"{path} is there already and is no file", "choose another folder with --dir")
        if not force:
            there = "" if os.path.abspath(folder) == os.getcwd() else f" --dir {shlex.quote(folder)}"
            raise UserError(
                f"{path} is there already and is left as it is",
                f"go on with it, or start over with 'judge start {problem.slug}{there} --force', which keeps a copy",
            )
        backup = _back_up(path)
        scratch = path.with_name(f".{path.name}.{os.getpid()}")
        _write_new(scratch, content)
        os.replace(scratch, path)
        return path, backup
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}", "choose another folder with --dir") from None


def starting_text(problem: Problem) -> bytes:
    """Return the content of a file that is begun: the stub, with the line that says which problem it is for.

    Raises:
        BankError: the problem has no stub.
    """
    try:
        stub = problem.stub.read_bytes()
    except OSError as error:
        raise BankError(f"{problem.stub}: {error.strerror}") from None
    mark = f"# judge: {problem.slug}\n".encode()
    return stub if marked_slug(stub) else mark + stub


def _back_up(path: Path) -> Path:
    """Copy a file to the first free numbered name beside it."""
    content = path.read_bytes()
    number = 1
    while True:
        backup = path.with_name(f"{path.name}.{number}")
        try:
            _write_new(backup, content)
            return backup
        except FileExistsError:
            number += 1


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that must not exist yet, whole or not at all, to the disk before anything is replaced by it."""
    with open(path, "xb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink()
            raise
