"""Who reaches what a candidate needs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.sandbox.readable import others_may_pass, others_may_read


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may look into, unlike pytest's own."""
    if not others_may_pass("/tmp"):
        pytest.skip("not everybody may enter /tmp here")
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        os.chmod(name, 0o755)
        yield Path(os.path.realpath(name))


def make(folder: Path, way_mode: int, mode: int) -> Path:
    """Make a folder of one mode below one of another."""
    path = folder / "way" / "packages"
    path.mkdir(parents=True)
    path.chmod(mode)
    path.parent.chmod(way_mode)
    return path


@pytest.mark.parametrize(
    ("way_mode", "mode", "reads", "passes"),
    [
        (0o755, 0o755, True, True),
        (0o711, 0o755, True, True),
        (0o755, 0o711, False, True),
        (0o755, 0o744, False, False),
        (0o744, 0o755, False, False),
        (0o700, 0o755, False, False),
        (0o755, 0o700, False, False),
    ],
)
@pytest.mark.parametrize("linked", [False, True])
def test_others_reach_what_every_folder_on_the_way_lets_them(
    folder: Path, way_mode: int, mode: int, reads: bool, passes: bool, linked: bool
) -> None:
    """A link is no way round: what it leads to lies where it lies."""
    path = make(folder, way_mode, mode)
    if linked:
        (folder / "link").symlink_to(path)
        path = folder / "link"
    assert (others_may_read(str(path)), others_may_pass(str(path))) == (reads, passes)
    path.joinpath("module.py").touch()
    path.joinpath("module.py").chmod(0o644)
    assert others_may_read(str(path / "module.py")) == passes


def test_others_have_to_reach_the_link_too(folder: Path) -> None:
    """An open folder behind a link that lies in a closed one is not reached by that name."""
    (folder / "open").mkdir()
    (folder / "open").chmod(0o755)
    closed = make(folder, 0o700, 0o755)
    (closed / "link").symlink_to(folder / "open")
    assert others_may_read(str(folder / "open"))
    assert not others_may_read(str(closed / "link"))


def test_what_is_missing_keeps_nobody_out(folder: Path) -> None:
    """Whoever makes a folder there hears what is wrong."""
    assert others_may_pass(str(folder / "none" / "at all"))
