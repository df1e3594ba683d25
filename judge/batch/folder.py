"""The folder in which one command's processes keep temporary files. It goes with the command, however that ends."""

from __future__ import annotations

import os

TURN_FILE = "turn"
"""In the folder: who holds its lock times a submission."""
_PREFIX = "judge-check-"
_MODE = 0o711  # a candidate that has given up root goes through it to its own folder
_made: list[str] = []
"""The folders of this process' commands, from before there is one until it is gone."""


def make_folder() -> str:
    """Make a folder for a command's processes. Raises OSError."""
    path = f"{temporary_folder()}/{_PREFIX}{os.getpid()}-{os.urandom(4).hex()}"
    _made.append(path)  # first: a command that is interrupted in the next line must find it
    try:
        os.mkdir(path, 0o700)
    except OSError:
        _made.remove(path)
        raise
    os.chmod(path, _MODE)
    return path


def remove_folder(path: str) -> None:
    """Remove a folder that was made."""
    import shutil

    shutil.rmtree(path, ignore_errors=True)
    _made.remove(path)


def leave_folder(path: str) -> None:
    """Leave a folder that was made to the process that keeps its files there: it removes that when it ends."""
    _made.remove(path)


def remove_what_is_left() -> None:
    """Remove the folders that an interrupt has kept from their end."""
    for path in tuple(_made):
        remove_folder(path)


def remove_folder_left_behind(folder: str) -> None:
    """In a process of a command that is gone, at its end: remove the folder that the command no longer will.

    The last of the command's processes finds it empty.

    Args:
        folder: where this process keeps temporary files; any other than a command's is left alone.
    """
    if not os.path.basename(folder).startswith(_PREFIX):
        return
    for remove, path in ((os.unlink, os.path.join(folder, TURN_FILE)), (os.rmdir, folder)):
        try:
            remove(path)
        except OSError:  # it is not there, or another process still has something in it
            continue


def temporary_folder() -> str:
    """Where temporary files are kept."""
    return os.path.abspath(os.environ.get("TMPDIR") or "/tmp")
