"""Patterns mean what `glob.glob` takes them for, but for folders that cannot be read."""

from __future__ import annotations

import glob
import os
from pathlib import Path

import pytest

from judge.patterns import expand

FILES = ("a.py", "b.txt", ".hidden.py", "s/a.py", "s/.h/a.py", "s/t/a.py", "s/t/u/b.py", "[x]/a.py", "d.py/c.py")
PATTERNS = """
*.py ** **/*.py s/** s/**/*.py */ */*.py */*/*.py s/*/a.py s/*/*/b.py **/t/*.py **/t **/**/*.py **/ */a.py/* ? [a-b].*
.*.py s/.*/*.py [[]x]/*.py ./*.py ./**/a.py s//*.py ../*/*.py nowhere/*.py */nowhere s/*/../*.py a**.py **.py
link/*.py */t/*.py **/u/** loop/* l* **/.h/*.py
""".split()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files, links and a link that leads nowhere; the test is in it."""
    root = tmp_path / "tree"
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / "link").symlink_to("s")
    (root / "loop").symlink_to("loop")
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize("pattern", PATTERNS)
def test_as_glob_has_it(tree: Path, pattern: str) -> None:
    """The same paths, relative to this folder and in full."""
    for words in (pattern, os.path.join(tree, pattern)):
        found = {os.path.normpath(path) for path in expand(words)}
        assert found == {os.path.normpath(path) for path in glob.glob(words, recursive=True)}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
@pytest.mark.parametrize("mode", [0o000, 0o400, 0o100])
@pytest.mark.parametrize("pattern", ["**/*.py", "s/*/u/*.py", "*/t/u/*.py", "s/t/*/b.py"])
def test_folder_that_must_not_be_read(tree: Path, pattern: str, mode: int) -> None:
    """Either all that is there is found, or it is said that it cannot be."""
    full = set(expand(pattern))
    (tree / "s" / "t").chmod(mode)
    try:
        found = set(expand(pattern))
    except PermissionError as error:
        assert str(error.filename).startswith(("s/t", "link/t"))
    else:
        assert found == full
    finally:
        (tree / "s" / "t").chmod(0o700)
