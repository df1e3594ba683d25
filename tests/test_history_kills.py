"""The history under kill -9, two writers at once, a folder that is read-only, and a disk that is full.

The full numbers (100 kills, 400 attempts) are in benchmarks/history_kills.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from submitting import Submitters, text_of


@pytest.fixture
def submitters(tmp_path: Path) -> Submitters:
    """A history to submit into."""
    return Submitters(tmp_path)


def test_kill_loses_no_acknowledged_attempt(submitters: Submitters) -> None:
    """Killed after any number of acknowledged submissions, in the midst of the next, the file has all of them."""
    chance = random.Random(6)
    promised: list[str] = []
    for life in range(4):
        process = submitters.start(f"life{life}", 1000)
        assert process.stdout is not None
        wanted = chance.randrange(1, 9)
        acknowledged = 0
        while acknowledged < wanted:
            line = process.stdout.readline()
            assert line, "it ended by itself"
            acknowledged += line.startswith("acknowledged")
        process.kill()
        rest, _ = process.communicate()
        acknowledged += rest.count("acknowledged ")
        promised += [text_of(f"life{life}", number) for number in range(acknowledged)]
    assert submitters.check() == "ok"
    stored = submitters.stored()
    assert set(promised) <= set(stored)
    assert len(stored) - len(promised) <= 4  # one of each life may have been stored and not told any more


def test_two_processes_submit_at_once(submitters: Submitters) -> None:
    """Nobody is told that the database is locked, and every attempt is there once."""
    writers = [submitters.start(name, 20) for name in ("one", "two")]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert (writer.returncode, errors) == (0, "")
    expected = [text_of(name, number) for name in ("one", "two") for number in range(20)]
    assert sorted(submitters.stored()) == sorted(expected)


class Somebody:
    """A user for whom file modes count (root does without its capabilities), with a history of one attempt.

    Args:
        folder: a folder of its own.
    """

    def __init__(self, folder: Path) -> None:
        self.submitters = Submitters(folder)
        self.home = folder / "home"
        (folder / "double.py").touch()
        process = self.submitters.start("first", 1)
        process.communicate(timeout=60)

    def run(self, *words: str, setup: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command, after a line of Python."""
        script = (
            "import os, resource, sys\n"
            "from judge.sandbox import kernel\n"
            "if os.geteuid() == 0: kernel.drop_capabilities()\n"
            "from toy_cli import modules; sys.modules.update(modules())\n"
            f"{setup}\n"
            "from judge.cli import main; sys.exit(main(sys.argv[1:]))\n"
        )
        return subprocess.run(
            [sys.executable, "-c", script, *words],
            cwd=self.submitters.root,
            env=self.submitters.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def somebody(tmp_path: Path) -> Iterator[Somebody]:
    """A user like any other."""
    made = Somebody(tmp_path)
    yield made
    os.chmod(made.home, 0o755)


def test_read_only_folder(somebody: Somebody) -> None:
    """The verdict stands with one warning; what only reads, reads; and nothing that was stored is lost."""
    for path in somebody.home.iterdir():
        os.chmod(path, 0o444)
    os.chmod(somebody.home, 0o555)
    ended = somebody.run("submit", "double")
    assert ended.returncode == 0
    assert "AC" in ended.stdout
    assert ended.stderr.count("\n") == 1
    assert "let JUDGE_HOME name a folder that can be written" in ended.stderr
    for command in ("stats", "next", "review"):
        reading = somebody.run(command)
        assert (reading.returncode, reading.stdout.count("next: ")) == (0, 1)
        assert reading.stderr == ""
    assert "1 submission" in somebody.run("stats").stdout
    exported = somebody.run("export")
    assert (exported.returncode, exported.stderr) == (0, "")
    assert len(json.loads(exported.stdout)["attempts"]) == 1
    hint = somebody.run("hint", "double")
    assert (hint.returncode, hint.stderr.count("\n")) == (0, 1)
    for path in (somebody.home, *somebody.home.iterdir()):  # some versions of SQLite write to read
        os.chmod(path, 0o755)
    assert somebody.submitters.stored() == [text_of("first", 0)]


def test_full_disk(somebody: Somebody) -> None:
    """The verdict stands with one warning that says what to do; the attempts before and after are there."""
    full = "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"
    ended = somebody.run("submit", "double", setup=full)
    assert ended.returncode == 0
    assert "AC" in ended.stdout
    assert ended.stderr.count("\n") == 1
    assert "make room on that disk" in ended.stderr
    assert somebody.run("submit", "double").stderr == ""
    assert somebody.submitters.check() == "ok"
    assert len(somebody.submitters.stored()) == 2


def test_import_on_a_full_disk_changes_nothing(somebody: Somebody) -> None:
    """An import that does not fit is refused with a remedy, and the history is as it was."""
    document = json.loads(somebody.run("export").stdout)
    text = "# " + "x" * 100_000
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    document["sources"][sha256] = {"text": text}
    document["attempts"].append(document["attempts"][0] | {"sha256": sha256})
    place = somebody.submitters.root / "mine.json"
    place.write_text(json.dumps(document), encoding="utf-8")
    full = "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))"
    ended = somebody.run("import", str(place), setup=full)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert "make room on that disk" in ended.stderr
    assert somebody.submitters.stored() == [text_of("first", 0)]
    assert somebody.run("import", str(place)).stderr == ""
    assert len(somebody.submitters.stored()) == 2


@pytest.mark.parametrize("command", ["stats", "next", "review", "export"])
def test_damaged_file_is_moved_aside(somebody: Somebody, command: str) -> None:
    """Whichever command finds the damage keeps the file under another name, and says so in a line."""
    content = b"no database at all" * 1000
    somebody.submitters.database.write_bytes(content)
    ended = somebody.run(command)
    assert ended.returncode == 0
    assert ended.stderr.count("\n") == 1
    assert "it is kept as" in ended.stderr
    assert somebody.home.joinpath("history.db.damaged-1").read_bytes() == content


@pytest.mark.parametrize("command", ["stats", "next", "review", "export", "import"])
def test_file_of_a_newer_judge_is_refused(somebody: Somebody, command: str) -> None:
    """It is left as it is, with the remedy; what does not need it goes on without."""
    mine = somebody.submitters.root / "mine.json"
    mine.write_text(somebody.run("export").stdout, encoding="utf-8")
    with closing(sqlite3.connect(somebody.submitters.database)) as raw:
        raw.execute("PRAGMA user_version = 99")
    words = [command, str(mine)] if command == "import" else [command]
    ended = somebody.run(*words)
    assert ended.returncode == (2 if command in ("export", "import") else 0)
    assert ended.stderr.count("\n") == 1
    assert "update the judge" in ended.stderr
    assert somebody.submitters.stored() == [text_of("first", 0)]
