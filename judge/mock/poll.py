"""Noticing that a problem's file was saved: by looking at it a few times a second, which works on every file system."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from judge.mock.files import SavedFile, find_file, read_saved
from judge.mock.model import Event, Session

Signature = tuple[str, int, int, int, int]


class Poller:
    """Watches the files of a session.

    Args:
        known: a slug -> the SHA-256 of the content that is known already.
    """

    def __init__(self, session: Session, known: Mapping[str, str]) -> None:
        self._session = session
        self._known = dict(known)
        self._read: dict[str, Signature] = {}
        self._pending: dict[str, Signature] = {}

    def poll(self, events: Sequence[Event]) -> list[tuple[str, SavedFile]]:
        """Return the problems whose file has new content.

        A file is read when it has stayed as it is from one call to the next: some editors empty it before they write.
        """
        found = []
        for slug in self._session.slugs:
            path = find_file(self._session.folder, slug, events)
            signature = _signature(path)
            if signature is None or signature == self._read.get(slug):
                continue
            if self._pending.get(slug) != signature:
                self._pending[slug] = signature
                continue
            self._read[slug] = signature
            file = read_saved(path)
            if file is not None and file.source.sha256 != self._known.get(slug):
                self._known[slug] = file.source.sha256
                found.append((slug, file))
        return found


def _signature(path: str) -> Signature | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return path, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
