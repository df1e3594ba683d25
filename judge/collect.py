"""The submissions that `judge check` means: paths, folders and patterns -> files, each with its problem."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from judge.errors import UserError
from judge.source import Source, read_source
from judge.workspace import slug_of_file

_SHOWN = 10


class Collected(NamedTuple):
    """One submission to judge.

    Attributes:
        path: the file, as the user named it or as it was found.
        slug: the problem that it is for; "" where nothing says it.
        fault: why it cannot be read, or why nothing says its problem; or "".
    """

    path: str
    slug: str
    fault: str = ""

    def read(self) -> Source:
        """Read the file. Raises UserError when it has become unreadable since."""
        return read_source(self.path)


class Found(NamedTuple):
    """What the words of the command line mean.

    Attributes:
        submissions: in the order given, and sorted within a folder.
        unmatched: files of which nothing says which problem they are for.
    """

    submissions: list[Collected]
    unmatched: list[Collected]


def find(paths: Sequence[str], slugs: Sequence[str], problem: str | None = None) -> Found:
    """Return the submissions that paths mean, each once, and the files that are none.

    Args:
        paths: files, folders (searched for .py files) and patterns that the shell has left alone.
        slugs: the problems that there are.
        problem: the problem of all of them, which otherwise each file has to say.

    Raises:
        UserError: a folder or pattern without any file, or a word that is neither there nor the name of a submission.
    """
    found = Found([], [])
    seen: set[str] = set()
    for word in paths:
        _require_there(word, slugs, problem)
    for path in (file for word in paths for file in _files(word)):
        place = os.path.abspath(path)
        if place not in seen:
            seen.add(place)
            _match(path, slugs, problem, found)
    return found


def _require_there(word: str, slugs: Sequence[str], problem: str | None) -> None:
    """Refuse a slip in a word, which --skip-unknown would pass over in silence.

    The name of a file that has gone, of which is known what it was to be, is a submission that does not load.
    """
    if os.path.lexists(word) or glob.has_magic(word):
        return
    if not word:
        raise UserError("an empty word is no path", "name a file or a folder; a variable of the shell may be unset")
    if word == "-":
        raise UserError("no code is read from stdin", "save it to a file and name that")
    stem, suffix = os.path.splitext(os.path.basename(word))
    if suffix != ".py" or not (problem or slug_of_file(word, b"", slugs)):
        hint = f"it is a problem: '--problem {stem}', or '--require' and more with commas between"
        hint = hint if stem in slugs else "check the name"
        raise UserError(f"there is no file or folder {word}", hint)


def _match(path: str, slugs: Sequence[str], problem: str | None, found: Found) -> None:
    """Add a file to what it is."""
    fault, reason, content = "", "", b""
    try:
        content = read_source(path).content
    except UserError as error:
        fault, reason = str(error), error.problem.removeprefix(f"{path} ")
    try:
        slug = problem or slug_of_file(path, content, slugs)
    except UserError as error:  # its line names a problem that there is not
        slug, reason = "", error.problem.removeprefix(f"{path} ")
    if slug:
        found.submissions.append(Collected(path, slug, fault))
    else:
        found.unmatched.append(Collected(path, "", reason))


def refuse(unmatched: Sequence[Collected]) -> None:
    """Refuse files of which nothing says which problem they are for. Raises UserError, which lists them."""
    if len(unmatched) == 1 and unmatched[0].fault:
        _refuse_unreadable(unmatched[0].path)
    if unmatched:
        raise UserError(
            f"nothing says which problem these are for: {list_unmatched(unmatched, _SHOWN)}",
            "add a line '# judge: PROBLEM' to each, say --problem, or leave them out with --skip-unknown",
        )


def _refuse_unreadable(path: str) -> None:
    """Say why a file cannot be read, and what helps, if that is its fault."""
    try:
        read_source(path)
    except UserError as error:
        raise UserError(error.problem, f"{error.remedy}; or leave it out with --skip-unknown") from None


def list_unmatched(unmatched: Sequence[Collected], most: int) -> str:
    """Return the names of such files, the first few of many, with the reason where there is one."""
    names = [f"{path} ({reason})" if reason else path for path, _, reason in unmatched[:most]]
    more = len(unmatched) - most
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _files(path: str) -> Iterator[str]:
    """The files that one word of the command line means."""
    if os.path.isdir(path):
        found = list(_walk(path))
        if not found:
            raise UserError(f"there is no .py file in {path}", "name a folder with submissions in it")
        yield from found
    elif glob.has_magic(path) and not os.path.lexists(path):
        matches = _matches(path)
        if not matches:
            raise UserError(f"no file matches {path}", "check the pattern")
        for match in matches:
            yield from _walk(match) if os.path.isdir(match) else [match]
    else:
        yield path


def _matches(pattern: str) -> list[str]:
    """What a pattern matches, each once and in order. Raises UserError where a folder on the way cannot be read."""
    from judge.patterns import expand

    try:
        return sorted(set(expand(pattern)))
    except OSError as error:
        raise _explain_unreadable(error) from None


def _refuse_folder(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):  # gone since
        raise _explain_unreadable(error)


def _explain_unreadable(error: OSError) -> UserError:
    return UserError(f"{error.filename} cannot be read: {error.strerror}", "make it readable, or name the others")


def _walk(folder: str) -> Iterator[str]:
    """The .py files of a folder and of those below it, without hidden folders, caches and links to folders.

    Raises:
        UserError: one of the folders cannot be read; what lies in it must not pass as judged.
    """
    for parent, folders, names in os.walk(folder, onerror=_refuse_folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        yield from (os.path.join(parent, name) for name in sorted(names) if name.endswith(".py"))
