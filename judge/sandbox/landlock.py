"""Which files a candidate may touch: Landlock rule sets, made of the trees that it may read and its scratch folder."""

from __future__ import annotations

import os
from collections.abc import Sequence

import landlockpy
from landlockpy import AccessFS, Ruleset, Scope

from judge.sandbox import kernel
from judge.sandbox.readable import Tree, leaves

_READ_FILE = AccessFS.READ_FILE
_READ = AccessFS.READ_FILE | AccessFS.READ_DIR
_USE_DEVICE = AccessFS.READ_FILE | AccessFS.WRITE_FILE
_WRITE_FILES = AccessFS.READ_FILE | AccessFS.WRITE_FILE | AccessFS.MAKE_REG | AccessFS.REMOVE_FILE | AccessFS.TRUNCATE
_WRITE = _WRITE_FILES | AccessFS.READ_DIR | AccessFS.MAKE_DIR | AccessFS.REMOVE_DIR | AccessFS.REFER
_SCOPED = Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL


def abi() -> int:
    """The kernel's Landlock ABI version, 0 where it has none."""
    try:
        return int(landlockpy.abi_version())
    except (OSError, landlockpy.LandlockError):
        return 0


def make_shared_rules(trees: Sequence[Tree], scratch_base: str) -> Ruleset:
    """The file rules that all candidates of the standard tier share: some two hundred, made only once.

    They leave out the package folders inside the standard library, entry by entry. Scratch folders are open in them;
    each candidate adds a second layer, in which only its own is.
    """
    rules = Ruleset()
    for tree in trees:
        for path in leaves(tree):
            rules.allow_path(path, _read_access(path))
    rules.allow_path("/proc", _READ)
    if os.path.isdir(scratch_base):  # else no scratch folder can be made in it, which is told when one is wanted
        rules.allow_path(scratch_base, _WRITE)
    rules.allow_path("/dev/null", _USE_DEVICE)
    return rules


def make_view_rules(scratch_parent: str) -> Ruleset:
    """The rules of all candidates of the full tier: what the view holds may be read, and scratch folders written to.

    They are one layer, which is all that those candidates have. Scratch folders are mounted below `scratch_parent`,
    and Landlock looks upwards through mounts for what is allowed; the folder itself is part of the view, which is
    mounted read-only.
    """
    rules = Ruleset(scoped=_SCOPED)
    rules.allow_path("/", _READ)
    rules.allow_path(scratch_parent, _WRITE)
    if os.path.exists("/dev/null"):
        rules.allow_path("/dev/null", _USE_DEVICE)
    return rules


def restrict_to_trees(shared: Ruleset, trees: Sequence[Tree], scratch: str) -> None:
    """In a candidate of the standard tier: the shared layer, which hides what is hidden in the trees, and its own."""
    kernel.restrict_to(shared.fileno())
    with Ruleset(scoped=_SCOPED) as rules:
        for tree in trees:
            rules.allow_path(tree.path, _read_access(tree.path))
        rules.allow_path("/proc/self/cmdline", _READ_FILE)  # TensorFlow asks for its program's name
        rules.allow_path(scratch, _WRITE)
        if os.path.exists("/dev/null"):
            rules.allow_path("/dev/null", _USE_DEVICE)
        rules.restrict()


def _read_access(path: str) -> AccessFS:
    return _READ if os.path.isdir(path) else _READ_FILE
