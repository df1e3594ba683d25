"""Scratch folders on disk, for the tiers that have no private ones: made, filled, watched and removed by the judge."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping

from judge.errors import UserError
from judge.sandbox import spawn

MOST_MB = 64
MOST_FILES = 400
MOST_REMOVALS = 64


class ScratchFull(Exception):
    """A candidate has broken a limit of its folder: what it did, in words."""


class ScratchFolders:
    """The folders of one command's candidates, below one that is the judge's own."""

    def __init__(self) -> None:
        self._parent = ""
        self._number = 0

    def make(self) -> str:
        """Return a new folder for one candidate. Raises UserError."""
        if not self._parent:
            self._parent = _make_private_folder()
        self._number += 1
        path = os.path.join(self._parent, str(self._number))
        with _room_needed(path):
            os.mkdir(path, 0o700)
            # Whatever the mask: a candidate gives up root where it can, and must still read and write here.
            os.chmod(path, 0o777 if os.geteuid() == 0 else 0o700)
        return path

    def close(self) -> None:
        """Remove them all."""
        if self._parent:
            remove_folder(self._parent)
            self._parent = ""


class ScratchWatch:
    """What one candidate has in its folder, and what it has removed from there.

    Args:
        path: the folder; "" where the candidate has one of limited size in memory, which needs no watching.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._removed = 0

    def check(self) -> None:
        """Raise ScratchFull when the folder holds more than it may, or what can't be looked into."""
        size = count = 0
        try:
            # By descriptors: paths can be endless.
            for _, folders, files, fd in os.fwalk(self.path, onerror=_raise):
                count += len(folders) + len(files)
                size += sum(os.stat(name, dir_fd=fd, follow_symlinks=False).st_blocks << 9 for name in files)
                if size > MOST_MB << 20 or count > MOST_FILES:
                    raise ScratchFull(f"wrote more than {MOST_MB} MB or {MOST_FILES} files to its scratch folder")
        except FileNotFoundError:  # it is at work there
            return
        except (OSError, RecursionError):
            raise ScratchFull("made folders that can't be looked into") from None

    def count_removal(self) -> None:
        """Note that a file goes: it may keep its space while it is open. Raises ScratchFull."""
        self._removed += 1
        if self._removed > MOST_REMOVALS:
            raise ScratchFull(f"removed more than {MOST_REMOVALS} files of its scratch folder")


def _make_private_folder() -> str:
    base = spawn.scratch_base()
    path = os.path.join(base, f"judge-{os.getpid()}-{os.urandom(8).hex()}")
    try:
        os.mkdir(path, 0o700)
        os.chmod(path, 0o711)
    except OSError as error:
        raise UserError(
            f"can't make a scratch folder in {base}: {error.strerror}", "set TMPDIR to a folder with some room"
        ) from None
    return path


def fill_scratch(path: str, files: Mapping[str, bytes]) -> None:
    """Write the files that a candidate loads to its folder, so that a full disk is not its fault. Raises UserError."""
    with _room_needed(path):
        for name, content in files.items():
            with open(os.path.join(path, name), "wb") as file:
                file.write(content)
            os.chmod(file.name, 0o644 if os.geteuid() == 0 else 0o600)


@contextlib.contextmanager
def _room_needed(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remove_folder(path)
        raise UserError(
            f"no room for a scratch folder in {spawn.scratch_base()}: {error.strerror}",
            "free some space there, or set TMPDIR",
        ) from None


def remove_folder(path: str) -> None:
    """Remove a folder that hostile code may have filled: rm copes with any depth, Python's own functions recurse."""
    for words in (["rm", "-rf", "--", path], ["chmod", "-R", "u+rwX", path], ["rm", "-rf", "--", path]):
        if not os.path.lexists(path):
            return
        quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in range(3)]
        try:
            os.waitpid(os.posix_spawnp(words[0], words, {"PATH": os.defpath}, file_actions=quiet), 0)
        except OSError:
            return


def _raise(error: OSError) -> None:
    raise error
