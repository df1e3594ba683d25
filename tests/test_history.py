"""The history: what was submitted is there, whatever happens to the file."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from toy_cli import make_report

from judge import database
from judge import history as history_module
from judge.history import MIGRATIONS, Attempt, History, HistoryError
from judge.model import Submission, Verdict

NOW = datetime(2024, 5, 1, 12, 30, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a history will be, in a folder that is not there yet."""
    return tmp_path / "deep" / "history.db"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    """A new history."""
    with closing(History(path)) as opened:
        yield opened


def record(
    history: History, verdict: Verdict = Verdict.AC, problem: str = "double", content: bytes = b"x = 1\n"
) -> int:
    """Store an attempt."""
    submission = Submission("double.py", f"sha of {content!r}")
    report = make_report(verdict, problem=problem, submission=submission)
    return history.record(report, content, document='{"schema": "judge-report/1"}', started_at=NOW)


def test_attempt_comes_back_as_it_was(history: History) -> None:
    """Everything about an attempt is kept: source to the byte, report, counts, time and place."""
    number = record(history, Verdict.WA, content=b"\xff\x00\r\n")
    assert history.attempts() == [
        Attempt(
            id=number,
            problem="double",
            path=os.path.abspath("double.py"),
            sha256="sha of b'\\xff\\x00\\r\\n'",
            verdict=Verdict.WA,
            passed=1,
            total=2,
            started_at=NOW,
            duration_ms=212.0,
        )
    ]
    assert history.attempt(number) == history.attempts()[0]
    assert history.source(number) == b"\xff\x00\r\n"
    assert json.loads(history.document(number)) == {"schema": "judge-report/1"}


def test_environment_is_kept(history: History, path: Path) -> None:
    """The versions that judged are in the row."""
    record(history)
    with closing(sqlite3.connect(path)) as raw:
        assert json.loads(raw.execute("SELECT environment FROM attempts").fetchone()[0])["numpy"] == "2.4.6"


def test_unknown_number_is_nothing(history: History) -> None:
    """A number that was never given has no attempt, no source and no report."""
    assert history.attempt(7) is None
    assert history.source(7) == b""
    assert history.document(7) == "null"


def test_newest_first_by_problem_and_limited(history: History) -> None:
    """Attempts are listed from the last one, of one problem if asked, and no more than asked."""
    numbers = [record(history, problem=problem) for problem in ("double", "halve", "double")]
    assert [attempt.id for attempt in history.attempts()] == numbers[::-1]
    assert [attempt.id for attempt in history.attempts("double")] == [numbers[2], numbers[0]]
    assert [attempt.id for attempt in history.attempts(limit=1)] == [numbers[2]]


def test_same_source_is_stored_once(history: History, path: Path) -> None:
    """Submitting the same file again adds an attempt and no second copy."""
    record(history)
    record(history)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM sources").fetchone() == (1,)
    assert len(history.attempts()) == 2


def test_times_are_stored_in_utc(history: History, path: Path) -> None:
    """A moment in another zone is the same moment afterwards, written in UTC."""
    local = NOW.astimezone(timezone(timedelta(hours=9)))
    history.record(make_report(), b"", document="{}", started_at=local)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT started_at FROM attempts").fetchone() == ("2024-05-01T12:30:00.000+00:00",)


def test_path_that_is_not_utf_8_can_be_stored(history: History) -> None:
    """A stray byte in a file name does not keep the attempt from being stored."""
    report = make_report(submission=Submission("caf\udce9.py", "ab"))
    history.record(report, b"", document="{}", started_at=NOW)
    assert history.attempts()[0].path.endswith("caf\\udce9.py")


def test_status_is_that_of_the_best_attempt(history: History) -> None:
    """A problem once solved stays solved; one only tried is tried; a fault of the judge counts as nothing."""
    record(history, Verdict.AC, "double")
    record(history, Verdict.WA, "double")
    record(history, Verdict.CE, "halve")
    record(history, Verdict.JE, "root")
    assert history.statuses() == {"double": "solved", "halve": "tried"}


def test_hints_and_reveals_are_remembered(history: History, path: Path) -> None:
    """How many hints were shown, and that the solution was, are there when the file is opened again."""
    assert (history.hints_shown("double"), history.is_revealed("double")) == (0, False)
    history.record_hint("double", 1, NOW)
    history.record_hint("double", 2, NOW)
    history.record_reveal("double", NOW)
    with closing(History(path)) as again:
        assert (again.hints_shown("double"), again.is_revealed("double")) == (2, True)
        assert (again.hints_shown("halve"), again.is_revealed("halve")) == (0, False)


def test_file_is_in_wal_mode_at_the_latest_version(history: History, path: Path) -> None:
    """The file is in WAL mode, and its version is the number of migrations."""
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_old_file_is_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration added later runs on a file that is in use, once, and keeps what is in it."""
    with closing(History(path)) as old:
        record(old)
    later = (*MIGRATIONS, ("ALTER TABLE attempts ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'",))
    monkeypatch.setattr(history_module, "MIGRATIONS", later)
    for _ in range(2):
        with closing(History(path)) as new:
            assert len(new.attempts()) == 1
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT mood FROM attempts").fetchone() == ("fine",)


def test_migration_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration is all or nothing: after a broken one the older judge still reads the file."""
    with closing(History(path)) as old:
        record(old)
    broken = (*MIGRATIONS, ("CREATE TABLE extra (a)", "CREATE TABLE attempts (a)"))
    with monkeypatch.context() as patch:
        patch.setattr(history_module, "MIGRATIONS", broken)
        with pytest.raises(HistoryError):
            History(path)
    with closing(History(path)) as again:
        assert len(again.attempts()) == 1
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM sqlite_master WHERE name = 'extra'").fetchone() == (0,)


def test_newer_file_is_refused_and_left_alone(history: History, path: Path) -> None:
    """A file of a later version is not touched; the message says to update or to move."""
    record(history)
    history.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version = 99")
    with pytest.raises(HistoryError, match=r"newer judge.*update the judge.*JUDGE_HOME"):
        History(path)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM attempts").fetchone() == (1,)


def test_file_that_is_no_database_is_moved_aside(path: Path) -> None:
    """Nothing of a damaged file is lost: it is kept under another name, and that is said."""
    path.parent.mkdir()
    path.write_bytes(b"these are not the bytes of a database" * 100)
    said: list[str] = []
    with closing(History(path, notify=said.append)) as history:
        record(history)
        assert len(history.attempts()) == 1
    aside = path.with_name("history.db.damaged-1")
    assert aside.read_bytes().startswith(b"these are not")
    assert len(said) == 1
    assert str(aside) in said[0]


def test_damage_found_later_is_moved_aside_too(path: Path) -> None:
    """Damage inside the file shows when it is used; the attempt is then stored in a new file."""
    with closing(History(path)) as history:
        for number in range(50):
            record(history, content=bytes([number]) * 4000)
    size = path.stat().st_size
    with open(path, "r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    said: list[str] = []
    with closing(History(path, notify=said.append)) as history:
        record(history)
        assert len(history.attempts()) == 1
    assert path.with_name("history.db.damaged-1").stat().st_size == size
    assert len(said) == 1


def test_new_file_of_another_process_is_kept(path: Path) -> None:
    """Who finds the damage second goes on with the file that the first one has begun."""
    with closing(History(path)) as history:
        for number in range(50):
            record(history, content=bytes([number]) * 4000)
    with open(path, "r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (path.stat().st_size - 4096))
    with closing(History(path)) as first, closing(History(path)) as second:
        record(first)
        record(second)
        assert len(first.attempts()) == 2
    assert not path.with_name("history.db.damaged-2").exists()


def test_only_making_the_file_takes_the_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite does not wait while it turns WAL on, so that making the file is locked; opening it later is not."""
    taken: list[Path] = []

    def lock(locked: Path) -> contextlib.AbstractContextManager[None]:
        taken.append(locked)
        return contextlib.nullcontext()

    monkeypatch.setattr(database, "_lock", lock)
    History(path).close()
    assert taken == [path]
    History(path).close()
    assert taken == [path]


def test_second_damaged_file_does_not_replace_the_first(path: Path) -> None:
    """Each damaged file gets a number of its own."""
    path.parent.mkdir()
    for number in (1, 2):
        path.write_bytes(b"damage %d " % number * 200)
        History(path).close()
    names = sorted(entry.name for entry in path.parent.iterdir() if "damaged" in entry.name)
    assert names == ["history.db.damaged-1", "history.db.damaged-2"]


@pytest.mark.parametrize("place", ["/proc/nowhere/history.db", "/dev/null/history.db"])
def test_place_that_cannot_be_written_is_an_error_with_a_remedy(place: str) -> None:
    """Where no folder can be made the error says which variable to set."""
    with pytest.raises(HistoryError, match="let JUDGE_HOME name a folder that can be written"):
        History(Path(place))


def test_file_is_read_where_nothing_can_be_made_beside_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was stored is read, a write is refused with the remedy, and as soon as it can be it is written again."""
    with closing(History(path)) as history:
        record(history)
    connect = database._connect

    def refuse(*_: object, **__: object) -> sqlite3.Connection:
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error

    monkeypatch.setattr(database, "_connect", refuse)
    with closing(History(path)) as history:
        assert len(history.attempts()) == 1
        with pytest.raises(HistoryError, match="let JUDGE_HOME name a folder that can be written"):
            record(history)
        monkeypatch.setattr(database, "_connect", connect)
        record(history)
        assert len(history.attempts()) == 2


def test_log_that_cannot_be_read_is_not_passed_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where some of the attempts are still in the log, the file alone would not be the whole history."""
    with closing(History(path)) as writer:
        record(writer)
        assert Path(f"{path}-wal").stat().st_size
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR

        def refuse(*_: object, **__: object) -> sqlite3.Connection:
            raise error

        monkeypatch.setattr(database, "_connect", refuse)
        with pytest.raises(HistoryError, match="disk I/O error"):
            History(path)


def test_full_disk_loses_nothing_that_is_stored(path: Path) -> None:
    """When the disk fills up, the attempt fails with a remedy; the earlier ones stay, and later ones work."""
    with closing(History(path)) as history:
        record(history)
    script = (
        "import resource, sys; from pathlib import Path; from judge.history import History, HistoryError\n"
        "import test_history\n"
        "history = History(Path(sys.argv[1]))\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({1 << 16}, -1))\n"
        "try: test_history.record(history, content=b'x' * 1000000)\n"
        "except HistoryError as error: print(error)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))\n"
        "test_history.record(history)\n"
    )
    ended = run_python(script, str(path))
    assert "make room on that disk" in ended.stdout
    with closing(History(path)) as history:
        assert len(history.attempts()) == 2


def test_write_is_all_or_nothing(path: Path) -> None:
    """What is interrupted half-way leaves nothing, and the next one works."""

    def half(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO reveals VALUES ('double', '')")
        raise KeyboardInterrupt

    with closing(database.Database(path, MIGRATIONS, print)) as store:
        with pytest.raises(KeyboardInterrupt):
            store.write(half)
        store.write(lambda connection: connection.execute("INSERT INTO reveals VALUES ('halve', '')"))
        assert store.rows("SELECT problem FROM reveals") == [("halve",)]


def test_two_processes_insert_at_once(path: Path) -> None:
    """Two processes that make the file and store 50 attempts each at the same time leave 100 rows."""
    script = (
        "import sys; from pathlib import Path; from judge.history import History; import test_history\n"
        "for number in range(50):\n"
        "    history = History(Path(sys.argv[1]))\n"
        "    test_history.record(history, content=b'%d' % number)\n"
        "    history.close()\n"
    )
    writers = [start_python(script, str(path)) for _ in range(2)]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert (writer.returncode, errors) == (0, "")
    with closing(History(path)) as history:
        assert len(history.attempts()) == 100


def test_damaged_file_is_moved_aside_once_by_two_processes(path: Path) -> None:
    """Two processes that find the same damage at once leave one damaged file and lose none of their attempts."""
    path.parent.mkdir()
    path.write_bytes(b"damage " * 1000)
    script = (
        "import sys; from pathlib import Path; from judge.history import History; import test_history\n"
        "history = History(Path(sys.argv[1])); test_history.record(history); history.close()\n"
    )
    for writer in [start_python(script, str(path)) for _ in range(3)]:
        _, errors = writer.communicate(timeout=120)
        assert (writer.returncode, errors) == (0, "")
    assert len([entry for entry in path.parent.iterdir() if "damaged" in entry.name]) == 1
    with closing(History(path)) as history:
        assert len(history.attempts()) == 3


def start_python(script: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a Python that can import the judge and this module."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def run_python(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a Python that can import the judge and this module, to its end."""
    process = start_python(script, *arguments)
    out, errors = process.communicate(timeout=120)
    assert errors == ""
    return subprocess.CompletedProcess(process.args, process.returncode, out, errors)
