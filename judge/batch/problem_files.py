"""The files that a problem's verdicts come from, and what tells that one of them has changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from judge.model import Problem


def files_of(problem: Problem) -> dict[str, Path]:
    """Return the files that judging a problem takes: their names below the bank's folder, and where they are."""
    found = {}
    for path in problem.folder.iterdir():
        if path.is_file():
            found[f"problems/{problem.slug}/{path.name}"] = path
    if problem.reference.is_file():
        found[f"solutions/{problem.slug}/{problem.reference.name}"] = problem.reference
    return found


def digest_problem(problem: Problem) -> str:
    """Return what changes when the content of one of them does."""
    parts = []
    for name, path in sorted(files_of(problem).items()):
        parts += [name, hashlib.sha256(path.read_bytes()).hexdigest()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def stamp_problem(problem: Problem) -> object:
    """Return what changes when one of them is written: a quick look. None where they are not there."""
    try:
        found = {name: path.stat() for name, path in files_of(problem).items()}
    except OSError:
        return None
    return {name: (status.st_mtime_ns, status.st_size, status.st_ino) for name, status in found.items()}
