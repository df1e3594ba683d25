"""Noticing that a file was saved, whichever way an editor does that. The clock is the test's."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable
from pathlib import Path

import pytest

from judge.live.saves import LOOK_S, SETTLE_S, FolderEvents, SavedFile


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with something in it."""
    place = tmp_path / "double.py"
    place.write_text("x = 1\n", encoding="utf-8")
    return place


@pytest.fixture
def clock() -> Clock:
    """The time."""
    return Clock()


@pytest.fixture
def file(path: Path, clock: Clock) -> SavedFile:
    """The file, looked at."""
    return SavedFile(str(path), clock)


def test_nothing_happened(file: SavedFile) -> None:
    """A file that is as it was is no news, and is looked at again before long."""
    assert file.look() == "same"
    assert file.look_in_s == LOOK_S


def test_reading_and_renaming_beside_it_is_no_news(file: SavedFile, path: Path) -> None:
    """What happens to other files, or to this one without changing it, is no save."""
    path.read_bytes()
    path.with_name("other.py").write_bytes(b"")
    path.chmod(0o600)
    assert file.look() == "same"


def in_place(path: Path) -> None:
    """As most editors save."""
    path.write_text("x = 22\n", encoding="utf-8")


def by_renaming(path: Path) -> None:
    """As vim and many others do: a new file takes the place of the old one, here even of the same size and time."""
    fresh = path.with_name("4913")
    fresh.write_text("x = 2\n", encoding="utf-8")
    os.utime(fresh, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    os.replace(fresh, path)


def by_moving_away(path: Path) -> None:
    """As vim does with a backup: the old file is renamed, and a new one is written."""
    os.rename(path, f"{path}~")
    path.write_text("x = 2\n", encoding="utf-8")


def touched(path: Path) -> None:
    """Saved without a change."""
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


@pytest.mark.parametrize("save", [in_place, by_renaming, by_moving_away, touched])
def test_save_is_news_once(file: SavedFile, path: Path, save: Callable[[Path], None]) -> None:
    """Each way of saving is a save, and is told once."""
    save(path)
    assert [file.look(), file.look()] == ["saved", "same"]


@pytest.mark.parametrize("gone", [False, True])
def test_half_way_through_a_save_is_no_news(file: SavedFile, path: Path, clock: Clock, gone: bool) -> None:
    """A file that is missing, or empty, for a moment is one that an editor is about to write."""
    if gone:
        path.unlink()
    else:
        path.write_bytes(b"")
    assert file.look() == "same"
    assert file.look_in_s == pytest.approx(SETTLE_S)
    clock.now += SETTLE_S / 2
    assert file.look() == "same"
    assert file.look_in_s == pytest.approx(SETTLE_S / 2)
    path.write_text("x = 2\n", encoding="utf-8")
    assert file.look() == "saved"


def test_empty_file_is_a_save_when_it_stays_so(file: SavedFile, path: Path, clock: Clock) -> None:
    """Who empties the file and saves it has saved it."""
    path.write_bytes(b"")
    file.look()
    clock.now += SETTLE_S
    assert [file.look(), file.look()] == ["saved", "same"]


def test_file_goes_and_comes_back(file: SavedFile, path: Path, clock: Clock) -> None:
    """A deleted file is told once, and is a save when it is there again."""
    path.unlink()
    file.look()
    clock.now += SETTLE_S
    assert [file.look(), file.look()] == ["gone", "same"]
    path.write_text("x = 1\n", encoding="utf-8")
    assert file.look() == "saved"


def test_file_that_comes_back_unchanged_is_no_news(file: SavedFile, path: Path, clock: Clock) -> None:
    """Moved away and back in a moment: nothing was saved, and the next moment without it counts from its own start."""
    for _ in range(2):
        os.rename(path, f"{path}~")
        assert file.look() == "same"
        os.rename(f"{path}~", path)
        assert file.look() == "same"
        clock.now += SETTLE_S


def test_link_is_followed(tmp_path: Path, path: Path, clock: Clock) -> None:
    """A symbolic link to the file is saved when the file is."""
    link = tmp_path / "link.py"
    link.symlink_to(path)
    linked = SavedFile(str(link), clock)
    in_place(path)
    assert linked.look() == "saved"


@pytest.mark.parametrize("through_a_link", [False, True])
def test_events_tell_of_a_save(tmp_path: Path, path: Path, through_a_link: bool) -> None:
    """Whoever waits is woken by a save, also by one of the file that a link elsewhere points to."""
    place = path
    if through_a_link:
        place = tmp_path / "elsewhere" / "link.py"
        place.parent.mkdir()
        place.symlink_to(path)
    rings: queue.SimpleQueue[None] = queue.SimpleQueue()
    with FolderEvents(str(place), lambda: rings.put(None)):
        for attempt in range(600):  # until the watch stands, which nobody tells
            path.write_text(f"x = {attempt}\n", encoding="utf-8")
            try:
                return rings.get(timeout=0.1)
            except queue.Empty:
                continue
        raise AssertionError("no event came")


def test_folder_without_events_is_no_error(tmp_path: Path) -> None:
    """A folder that is not there when the watch begins has no events; looking now and then is enough."""
    with FolderEvents(str(tmp_path / "missing" / "double.py"), lambda: None):
        pass
