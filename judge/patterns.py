"""Patterns of file names as `glob.glob` reads them, but for a folder that cannot be read: that is an error."""

from __future__ import annotations

import errno
import fnmatch
import glob
import os
from collections.abc import Iterator, Sequence

_NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG}


def expand(pattern: str) -> Iterator[str]:
    """Return the paths that a pattern matches, with `**` for any folders; one that `**` meets twice comes twice.

    Raises:
        OSError: a folder that may hold matches cannot be read.
    """
    root = pattern[: len(pattern) - len(pattern.lstrip("/"))]
    parts = pattern[len(root) :].split("/")
    return _expand(root, [part for part in parts[:-1] if part] + parts[-1:])


def _expand(folder: str, parts: Sequence[str]) -> Iterator[str]:
    if not parts:
        yield folder
        return
    part, rest = parts[0], parts[1:]
    if not glob.has_magic(part):
        path = os.path.join(folder, part)
        if _is_there(path):
            yield from _expand(path, rest)
        return
    deep = part == "**"
    if deep and (rest or os.path.isdir(folder)):
        yield from _expand(folder, rest)
    for name, is_folder in _list(folder):
        path = os.path.join(folder, name)
        if name.startswith(".") and not part.startswith("."):
            continue
        if deep and is_folder:
            yield from _expand(path, parts)
        elif (deep or fnmatch.fnmatchcase(name, part)) and (is_folder or not rest):
            yield from _expand(path, rest)


def _is_there(path: str) -> bool:
    try:
        os.lstat(path)
    except OSError as error:
        if error.errno not in _NOT_THERE:
            raise
        return False
    return True


def _list(folder: str) -> list[tuple[str, bool]]:
    """The names in a folder, each with whether it is that of a folder; none where there is no such folder."""
    try:
        with os.scandir(folder or ".") as entries:
            return [(entry.name, _is_folder(entry)) for entry in entries]
    except OSError as error:
        if error.errno not in _NOT_THERE:
            raise
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads nowhere, or to where nobody may look
        return False
