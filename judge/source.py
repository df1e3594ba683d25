"""Reading a submission's file without trusting it: what it is and how large it is are known before it is read."""

from __future__ import annotations

import errno
import os
import stat

import msgspec

from judge.errors import UserError, near_miss

SIZE_LIMIT = 1 << 20
"""The largest source that is judged, in bytes."""

_KINDS = (
    (stat.S_ISDIR, "a directory", "name a .py file in it"),
    (stat.S_ISFIFO, "a pipe", "save the code to a file and name that"),
    (stat.S_ISSOCK, "a socket", "name a .py file"),
    (stat.S_ISCHR, "a device", "name a .py file"),
    (stat.S_ISBLK, "a device", "name a .py file"),
)
_REMEDIES = {
    errno.EACCES: ("cannot be read: permission denied", "make it readable (chmod u+r)"),
    errno.EPERM: ("cannot be read: permission denied", "make it readable (chmod u+r)"),
    errno.ELOOP: ("is a symbolic link that leads back to itself", "name the file itself"),
    errno.ENAMETOOLONG: ("has too long a name", "name a .py file"),
    errno.ENXIO: ("is a socket", "name a .py file"),
}


_OPEN_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY | os.O_NOFOLLOW


class Source(msgspec.Struct, frozen=True):
    """The content of a submission's file, as it was when it was read.

    Attributes:
        path: the file as the user named it.
        content: its bytes, at most SIZE_LIMIT + 1 of them.
        oversize: the file is longer than SIZE_LIMIT, and `content` is only its beginning.
        known_sha256: what `sha256` is, where somebody has found that already.
    """

    path: str
    content: bytes
    oversize: bool = False
    known_sha256: str = ""

    @property
    def sha256(self) -> str:
        """The SHA-256 of `content` in hexadecimal."""
        if self.known_sha256:
            return self.known_sha256
        import hashlib

        return hashlib.sha256(self.content).hexdigest()


def read_source(path: str | os.PathLike[str]) -> Source:
    """Read a file, and never more than SIZE_LIMIT + 1 bytes of it.

    Whether the content is Python is not asked here: that is a verdict.

    Raises:
        UserError: missing (with the near miss among its neighbours), unreadable, a link, or not a regular file.
    """
    name = os.fspath(path)
    try:
        _require_regular(name, os.stat(name))  # first: what is no file has a remedy of its own, as in `<(command)`
        _refuse_link(name)
        # The file may be swapped for a FIFO in between: O_NONBLOCK keeps the open from waiting for a writer.
        descriptor = os.open(name, _OPEN_FLAGS)
        try:
            _require_regular(name, os.fstat(descriptor))
            content = _read_at_most(descriptor, SIZE_LIMIT + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise _explain(name, error) from None
    except ValueError:  # a NUL in the name
        raise UserError("a file name cannot hold a NUL character", "name a .py file") from None
    return Source(name, content, oversize=len(content) > SIZE_LIMIT)


def _refuse_link(name: str) -> None:
    """A link in somebody's submissions may lead to the reference, or to a secret that an error message would quote."""
    if os.path.islink(name) and os.path.exists(name):
        raise UserError(f"{name} is a symbolic link", f"name the file itself: {os.path.realpath(name)}")


def _read_at_most(descriptor: int, limit: int) -> bytes:
    chunks: list[bytes] = []
    while limit > 0 and (chunk := os.read(descriptor, limit)):
        chunks.append(chunk)
        limit -= len(chunk)
    return b"".join(chunks)


def _require_regular(name: str, status: os.stat_result) -> None:
    for is_kind, kind, remedy in _KINDS:
        if is_kind(status.st_mode):
            raise UserError(f"{name} is {kind}, not a file", remedy)


def _explain(name: str, error: OSError) -> UserError:
    if name == "-":
        return UserError("no code is read from stdin", "save it to a file and name that")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        if os.path.islink(name):
            return UserError(f"{name} is a symbolic link to a file that is not there", "name the file itself")
        return UserError(f"there is no file {name}{near_miss(os.path.basename(name), neighbours(name))}", _look(name))
    if error.errno in _REMEDIES:
        fault, remedy = _REMEDIES[error.errno]
        return UserError(f"{name} {fault}", remedy)
    return UserError(f"{name} cannot be read: {error.strerror}", "copy it to another place and name that")


def neighbours(name: str) -> list[str]:
    """The names of the Python files in the folder of a file, at most a thousand; none where it cannot be read."""
    found: list[str] = []
    try:
        with os.scandir(os.path.dirname(name) or ".") as entries:
            for entry in entries:
                if entry.name.endswith(".py") and not entry.name.startswith("."):
                    found.append(entry.name)
                if len(found) == 1000:
                    break
    except OSError:
        return []
    return sorted(found)


def _look(name: str) -> str:
    folder = os.path.dirname(name)
    if folder and not os.path.isdir(folder):
        return f"there is no folder {folder} either"
    return "check the name, or write it with 'judge start PROBLEM'"


def decode(content: bytes) -> str:
    """Return a source as text, by its BOM or coding cookie, whatever bytes it holds."""
    import io
    import tokenize

    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    except SyntaxError:
        encoding = "utf-8"
    return content.decode(encoding, errors="replace")
