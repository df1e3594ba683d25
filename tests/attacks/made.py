"""Hostile files that cannot lie in a repository as they are: pipes, links, devices, and sources of no sane size."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from .canaries import Canaries

Make = Callable[[Path, Canaries], None]


def fifo(path: Path, canaries: Canaries) -> None:
    """A named pipe that nobody writes to, on which whoever opens it waits."""
    os.mkfifo(path)


def folder(path: Path, canaries: Canaries) -> None:
    """A folder under the name of a submission."""
    path.mkdir()


def listening_socket(path: Path, canaries: Canaries) -> None:
    """A socket under the name of a submission."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


def link_to_itself(path: Path, canaries: Canaries) -> None:
    """A symbolic link that leads back to itself."""
    path.symlink_to(path)


def link_to_nowhere(path: Path, canaries: Canaries) -> None:
    """A symbolic link to a file that is not there."""
    path.symlink_to(path.with_name("missing.py"))


def link_to_a_device(path: Path, canaries: Canaries) -> None:
    """A symbolic link to a device that never ends."""
    path.symlink_to("/dev/zero")


def link_to_the_reference(path: Path, canaries: Canaries) -> None:
    """A symbolic link to the reference solution, which the judge may read although the submitter may not."""
    path.symlink_to(canaries.bank / "solutions/double/reference.py")


def link_to_a_private_file(path: Path, canaries: Canaries) -> None:
    """A symbolic link to a file of the user's, whose first line a syntax error would show."""
    path.symlink_to(canaries.base / "home/.netrc")


def two_mebibytes(path: Path, canaries: Canaries) -> None:
    """A valid source of two mebibytes."""
    path.write_bytes(b"def double(x):\n    return x + x\n" + b"#" * (2 << 20))


def sparse_terabyte(path: Path, canaries: Canaries) -> None:
    """A file of a terabyte that takes no room on the disk."""
    with path.open("wb") as file:
        file.write(b"def double(x):\n    return x + x\n")
        file.truncate(1 << 40)


def nul_bytes(path: Path, canaries: Canaries) -> None:
    """A right solution with NUL bytes in it, at which some readers stop."""
    path.write_bytes(b"def double(x):\n    return 0 * x\n\0\ndef double(x):\n    return x + x\n")


def no_text(path: Path, canaries: Canaries) -> None:
    """Bytes that are no text in any encoding."""
    path.write_bytes(bytes(range(255, 0, -1)) * 100)


def empty(path: Path, canaries: Canaries) -> None:
    """Nothing at all."""
    path.write_bytes(b"")


def one_endless_line(path: Path, canaries: Canaries) -> None:
    """A megabyte of one expression, nested as deep as it is long."""
    path.write_bytes(b"double = " + b"-" * 900_000 + b"1\n")


def thousand_brackets(path: Path, canaries: Canaries) -> None:
    """A list in a list, three hundred thousand times."""
    path.write_bytes(b"double = " + b"[" * 300_000 + b"]" * 300_000 + b"\n")


FILES: dict[str, Make] = {
    make.__name__: make
    for make in (
        fifo, folder, listening_socket, link_to_itself, link_to_nowhere, link_to_a_device, link_to_the_reference,
        link_to_a_private_file, two_mebibytes, sparse_terabyte, nul_bytes, no_text, empty, one_endless_line,
        thousand_brackets,
    )
}  # fmt: skip
"""Name -> what makes the file."""

LABELS = tuple(f"load_time/{name}" for name in FILES)
"""How tests and table call them: they belong to the class "load time"."""
