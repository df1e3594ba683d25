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
        slug: the problem that it is for.
        fault: why it cannot be read, or "".
    """

    path: str
    slug: str
    fault: str = ""

    def read(self) -> Source:
        """Read the file. Raises UserError when it has become unreadable since."""
        return read_source(self.path)


def collect(paths: Sequence[str], slugs: Sequence[str], problem: str | None = None) -> list[Collected]:
    """Return the submissions that paths mean, each once: in the order given, and sorted within a folder.

    Args:
        paths: files, folders (searched for .py files) and patterns that the shell has left alone.
        slugs: the problems that there are.
        problem: the problem of all of them, which otherwise each file has to say.

    Raises:
        UserError: a folder or pattern without any file, or files that do not say which problem they are for.
    """
    found: list[Collected] = []
    unmatched: list[str] = []
    for path in dict.fromkeys(file for word in paths for file in _files(word)):
        fault, content = "", b""
        try:
            content = read_source(path).content
        except UserError as error:
            fault = str(error)
        slug = problem or slug_of_file(path, content, slugs)
        if slug:
            found.append(Collected(path, slug, fault))
        else:
            unmatched.append(f"{path} ({fault})" if fault else path)
    if unmatched:
        listed = ", ".join(unmatched[:_SHOWN]) + (f" and {len(unmatched) - _SHOWN} more" if unmatched[_SHOWN:] else "")
        raise UserError(
            f"nothing says which problem these are for: {listed}",
            "add a line '# judge: PROBLEM' to each, or say --problem",
        )
    return found


def _files(path: str) -> Iterator[str]:
    """The files that one word of the command line means."""
    if os.path.isdir(path):
        found = list(_walk(path))
        if not found:
            raise UserError(f"there is no .py file in {path}", "name a folder with submissions in it")
        yield from found
    elif glob.has_magic(path) and not os.path.lexists(path):
        matches = sorted(glob.glob(path, recursive=True))
        if not matches:
            raise UserError(f"no file matches {path}", "check the pattern")
        for match in matches:
            yield from _walk(match) if os.path.isdir(match) else [match]
    else:
        yield path


def _walk(folder: str) -> Iterator[str]:
    """The .py files of a folder and of those below it, without hidden folders, caches and links to folders."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        yield from (os.path.join(parent, name) for name in sorted(names) if name.endswith(".py"))
