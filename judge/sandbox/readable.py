"""What a candidate may read: the Python runtime's own files and nothing beside them.

A wheel puts the problem bank and the judge into site-packages, next to the NumPy that the candidate needs, so whole
trees are not granted: each one is given without the package folders inside it.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

PACKAGE_FOLDERS = ("site-packages", "dist-packages")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_SYSTEM_FILES = ("/etc/ld.so.cache",)
_SYSTEM_LIBRARIES = ("/lib", "/usr/lib", "/lib64", "/usr/lib64")


class Tree(NamedTuple):
    """A folder or file that may be read, less the folders below it that may not."""

    path: str
    hidden: tuple[str, ...] = ()


@functools.cache
def readable_trees(standard_library: tuple[str, ...], packages: tuple[str, ...]) -> tuple[Tree, ...]:
    """Return what a candidate needs: the standard library, system libraries, the runtime's packages, a few devices.

    It is found once, for all launchers that are forked from a process which has asked.

    Args:
        standard_library: `sys.path` of an interpreter started without site-packages.
        packages: the folders and files of the runtime's packages, such as ".../site-packages/numpy".
    """
    trees = [_without_packages(path) for path in standard_library]
    trees += [_without_packages(path) for path in _library_folders()]
    trees += [Tree(path) for path in (*_mapped_files(), *_SYSTEM_FILES, *_DEVICES, *packages)]
    return tuple(_distinct(tree for tree in trees if os.path.exists(tree.path)))


def leaves(tree: Tree) -> Iterator[str]:
    """Yield the paths to grant for a tree: itself, or its entries one by one where something below it is hidden."""
    if not tree.hidden:
        yield tree.path
        return
    for name in sorted(os.listdir(tree.path)):
        path = os.path.join(tree.path, name)
        if path in tree.hidden:
            continue
        below = tuple(hidden for hidden in tree.hidden if hidden.startswith(path + os.sep))
        yield from leaves(Tree(path, below))


def others_may_read(path: str) -> bool:
    """Whether a user without any rights of its own reaches this path, and reads what is there."""
    needed = 0o005 if os.path.isdir(path) else 0o004
    return os.stat(path).st_mode & needed == needed and others_may_pass(path)


def others_may_pass(path: str) -> bool:
    """Whether a user without any rights of its own may enter every folder on the way to a path, and itself if it is
    one: as it is named, and where links lead. What is missing is passed over."""
    return all(
        os.stat(place).st_mode & 0o001
        for way in {os.path.abspath(path), os.path.realpath(path)}
        for place in _way_to(way)
        if os.path.isdir(place)
    )


def _way_to(path: str) -> Iterator[str]:
    """Yield an absolute path, and all folders above it."""
    while True:
        yield path
        parent = os.path.dirname(path)
        if parent == path:
            return
        path = parent


def _library_folders() -> list[str]:
    """The folders of the C library and its kind: the multi-architecture one where there is one."""
    multiarch = getattr(sys.implementation, "_multiarch", "")
    found = []
    for folder in _SYSTEM_LIBRARIES:
        specific = os.path.join(folder, multiarch)
        if multiarch and os.path.isdir(specific):
            found.append(os.path.realpath(specific))
        elif folder.endswith("64") and os.path.isdir(folder):
            found.append(os.path.realpath(folder))
    return found


def _mapped_files() -> list[str]:
    """The shared libraries this process runs on, wherever a conda or a custom build keeps them."""
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
            paths = {line.split(maxsplit=5)[5].strip() for line in maps if ".so" in line}
    except OSError:
        return []
    return sorted(path for path in paths if os.path.isfile(path))


def _without_packages(path: str) -> Tree:
    """Hide the package folders of a library folder, at its top and inside its python3.x folders."""
    hidden = [os.path.join(path, name) for name in PACKAGE_FOLDERS]
    if os.path.isdir(path):
        for name in os.listdir(path):
            if name.startswith("python"):  # /usr/lib64/python3.12 beside the system's libraries
                hidden.append(os.path.join(path, name))
    return Tree(path, tuple(folder for folder in hidden if os.path.isdir(folder)))


def _distinct(trees: Iterator[Tree]) -> list[Tree]:
    """Drop what a tree before it holds already."""
    kept: list[Tree] = []
    for tree in sorted(set(trees), key=lambda tree: len(tree.path)):
        if not any(_holds(other, tree.path) for other in kept):
            kept.append(tree)
    return kept


def _holds(tree: Tree, path: str) -> bool:
    inside = path == tree.path or path.startswith(tree.path + os.sep)
    return inside and not any(path == hidden or path.startswith(hidden + os.sep) for hidden in tree.hidden)
