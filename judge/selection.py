"""Which of the submissions that were found are judged: a shard of them, those that git has seen change."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import NamedTuple

from judge.collect import Collected
from judge.errors import UserError

_NO_CONFIGURED_PROGRAMS = ("-c", "core.fsmonitor=false")
_LOOKED_AT = b"H "


class Shard(NamedTuple):
    """One of several parts of the work, counted from 1."""

    number: int
    parts: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Return the shard that "K/N" means. Raises ValueError."""
        found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
        if found is None or not 1 <= int(found[1]) <= int(found[2]):
            raise ValueError(f"'{text}' is no shard; it is written K/N, such as 1/4, with K from 1 to N")
        return cls(int(found[1]), int(found[2]))


def take_shard(submissions: Sequence[Collected], shard: Shard) -> list[Collected]:
    """Return one shard of the submissions, in their order.

    Every submission is in exactly one shard, and the shards are of equal size but for one; which one it is in depends
    on the paths alone, not on the order in which they were named.
    """
    ranked = sorted(range(len(submissions)), key=lambda index: os.fsencode(submissions[index].path))
    chosen = sorted(ranked[shard.number - 1 :: shard.parts])
    return [submissions[index] for index in chosen]


def take_changed(submissions: Sequence[Collected], revision: str) -> list[Collected]:
    """Return the submissions of which git cannot say that they are as they were where the branch left a revision.

    Those are the ones that differ, and those that git does not track here: new ones and ignored ones, ones in a
    repository of their own or outside this one, and names of files that are not there.

    Raises:
        UserError: git is not installed, this is no repository, its files are not there, or it has no such revision.
    """
    top = os.path.realpath(_git("rev-parse", "--show-toplevel").removesuffix(b"\n"))
    if not os.path.isdir(top):
        words = f"the files of this git repository should be in {os.fsdecode(top)}, which is no folder"
        raise UserError(words, "mend 'git config core.worktree' or GIT_WORK_TREE, or leave out --changed-since")
    unchanged = _unchanged_paths(top, revision)
    chosen = []
    for submission in submissions:
        path = os.fsencode(submission.path)
        place = os.path.join(os.path.realpath(os.path.dirname(path) or b"."), os.path.basename(path))
        # Of a link git says whether it leads elsewhere, and nothing of what it leads to.
        if os.path.relpath(place, top) not in unchanged or os.path.islink(path):
            chosen.append(submission)
    return chosen


def _unchanged_paths(top: bytes, revision: str) -> set[bytes]:
    """The paths below `top` that git tracks, and that are as they were where HEAD branched off."""
    try:
        commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    except UserError:
        raise UserError(
            f"git has no revision '{revision}' here",
            "fetch it (with actions/checkout: fetch-depth: 0), or name another",
        ) from None
    base = commit.decode("ascii")
    try:
        base = _git("merge-base", base, "HEAD").strip().decode("ascii") or base
    except UserError:  # no common history, as in a shallow clone: compare with the revision itself
        pass
    differing = _git("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", base, "--", folder=top)
    tracked = _git("ls-files", "-z", "-v", folder=top).split(b"\0")
    # Other letters are for what `git diff` does not look at, such as `git update-index --assume-unchanged`.
    seen = {entry.removeprefix(_LOOKED_AT) for entry in tracked if entry.startswith(_LOOKED_AT)}
    return seen - set(differing.split(b"\0"))


def _git(*words: str, folder: bytes = b".") -> bytes:
    """Run git and return what it prints. Raises UserError with its first line of complaint."""
    import subprocess  # most checks need none

    remedy = "run it in a git repository, or without --changed-since"
    try:
        ended = subprocess.run(
            ["git", *_NO_CONFIGURED_PROGRAMS, *words],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise UserError("--changed-since needs git, which is not installed", "install git, or leave it out") from None
    except OSError as error:
        raise UserError(f"git can't be run: {error.strerror}", remedy) from None
    if ended.returncode != 0:
        lines = ended.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {ended.returncode}"]
        trust = next((line.strip() for line in lines if "--add safe.directory" in line), "")
        remedy = f"if you trust it, run: {trust}" if trust else remedy
        raise UserError(f"git can't say what has changed: {lines[0].removeprefix('fatal: ')}", remedy)
    return ended.stdout
