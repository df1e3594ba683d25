"""What `judge list` says of every problem, kept between calls: reading forty problem.toml takes longer than it may."""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from judge.paths import data_dir

if TYPE_CHECKING:
    from judge.model import Language, Problem

_FORMAT = 1


class Summary(NamedTuple):
    """The part of a problem that fits on a line."""

    slug: str
    title_en: str
    title_zh: str
    difficulty: str
    topics: tuple[str, ...]
    minutes: int
    runtime: str

    def title(self, language: Language) -> str:
        """The title in one language."""
        return self.title_zh if language == "zh" else self.title_en


def summarise(root: Path) -> list[Summary]:
    """Return the summaries of a bank's problems, in the order of their slugs.

    They are read again whenever a problem.toml is not as it was: its size, its time or its place.

    Raises:
        UserError: there is no bank.
        BankError: a problem.toml is broken.
    """
    stamps = _stamps(root)
    cache = data_dir() / f"index-{zlib.crc32(os.fsencode(os.path.abspath(root))):08x}.json"
    key = [_FORMAT, os.fsencode(os.path.abspath(root)).hex(), stamps]
    kept = _read(cache, key) if stamps else None
    if kept is not None:
        return kept
    from judge.catalog import Bank

    summaries = [_summary(problem) for problem in Bank(root).problems()]
    _keep(cache, key, summaries)
    return summaries


def _summary(problem: Problem) -> Summary:
    return Summary(
        problem.slug,
        problem.title.en,
        problem.title.zh,
        problem.difficulty,
        problem.topics,
        problem.minutes,
        problem.runtime,
    )


def _stamps(root: Path) -> list[list[Any]]:
    """What tells that a problem.toml has changed; nothing where the bank cannot be read."""
    stamps: list[list[Any]] = []
    try:
        with os.scandir(root / "problems") as entries:
            folders = sorted(entry.path for entry in entries if entry.is_dir())
    except OSError:
        return []
    for folder in folders:
        try:
            status = os.stat(os.path.join(folder, "problem.toml"))
        except OSError:
            continue
        stamps.append([os.path.basename(folder), status.st_mtime_ns, status.st_size, status.st_ino])
    return stamps


def _read(cache: Path, key: list[Any]) -> list[Summary] | None:
    try:
        stored = json.loads(cache.read_bytes())
        if stored["key"] != key:
            return None
        return [Summary(**{**fields, "topics": tuple(fields["topics"])}) for fields in stored["problems"]]
    except (OSError, ValueError, TypeError, KeyError):  # missing, or not what was written: it is only a copy
        return None


def _keep(cache: Path, key: list[Any], summaries: list[Summary]) -> None:
    """Write the copy if that is possible; without it everything works, only slower."""
    scratch = cache.with_name(f"{cache.name}.{os.getpid()}")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        document = {"key": key, "problems": [summary._asdict() for summary in summaries]}
        scratch.write_text(json.dumps(document), encoding="ascii")
        os.replace(scratch, cache)
    except OSError:
        with contextlib.suppress(OSError):  # the folder may be a file, or not there
            scratch.unlink()
