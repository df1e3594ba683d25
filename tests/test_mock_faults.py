"""What can go wrong in a session: files that go, disks that fill, two terminals at once, kills at any moment."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mock_toy import FakeClock, FileClock, Room, evaluate, make_mock_bank

from judge import database
from judge.catalog import Bank
from judge.database import HistoryError
from judge.history import History
from judge.mock.begin import begin
from judge.mock.board import read_board
from judge.mock.interview import Interview
from judge.mock.model import Closed, Hinted, Judged
from judge.mock.store import RunningError, Sessions
from judge.model import Problem, Report, Verdict
from judge.source import Source

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """The console command in an empty folder, with a clock that is set."""
    return Room(tmp_path, monkeypatch)


class Table:
    """A session begun without the command line."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clock = FakeClock()
        self.bank = Bank(make_mock_bank(root / "bank"))
        self.path = root / "home" / "history.db"
        self.warnings: list[str] = []
        self.history = History(self.path, notify=self.warnings.append)
        self.sessions = Sessions(self.history)
        problems = [self.bank.problem(slug) for slug in ("double", "halve")]
        self.session = begin(
            self.sessions, problems, clock=self.clock, minutes=45, folder=str(root / "room"), bank=self.bank.root,
            language="en", seed=1,
        )  # fmt: skip

    def open(self) -> Interview:
        """Open the session."""
        return Interview(self.session, self.sessions, self.bank.problem, self.clock, judge, self.warnings.append)

    def source(self, slug: str, text: str) -> Source:
        """Save a problem's file."""
        path = self.root / "room" / f"{slug}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return Source(str(path), text.encode())


def judge(problem: Problem, source: Source, examples: bool) -> Report:
    """The toy engine."""
    from judge.model import Options

    return evaluate(problem, source, Options(examples=examples))


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """A session."""
    made = Table(tmp_path)
    yield made
    made.history.close()


def refuse_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every write fail as on a full disk."""

    def write(self: database.Database, action: Callable[[sqlite3.Connection], object]) -> object:
        raise HistoryError("the history cannot be used: database or disk is full", "make room on that disk")

    monkeypatch.setattr(database.Database, "write", write)


def test_two_starts_at_once_leave_one_session(table: Table, tmp_path: Path) -> None:
    """The one that comes second finds out when it stores its own, and takes its files away again."""
    problems = [table.bank.problem("root")]
    from judge.errors import UserError
    from judge.mock import begin as module

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "require_none_running", lambda sessions: None)  # both have looked
        with pytest.raises(UserError, match="is running until"):
            begin(
                table.sessions, problems, clock=table.clock, minutes=45, folder=str(tmp_path / "second"),
                bank=table.bank.root, language="en", seed=1,
            )  # fmt: skip
    assert not (tmp_path / "second").exists()
    assert len(table.sessions.all()) == 1


def test_begin_in_one_transaction(table: Table) -> None:
    """The check for a running session and the insertion can't be torn apart."""
    from judge.clock import look

    with pytest.raises(RunningError):
        table.sessions.begin(table.session, look(table.clock))


def test_start_where_nothing_can_be_kept(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that can't be stored is refused, with the remedy, and leaves no file behind."""
    monkeypatch.setenv("JUDGE_HOME", "/dev/null/home")
    ended = room.start()
    assert ended.code == 2
    assert "let JUDGE_HOME name a folder that can be written" in ended.err
    assert list(room.cli.work.iterdir()) == []


def test_start_on_a_full_disk(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files are taken away again when the session can't be stored."""
    room.cli("submit", str(room.cli.write("double.py", "# fine")))
    with monkeypatch.context() as patch:
        refuse_writes(patch)
        ended = room.start()
    assert (ended.code, "make room on that disk" in ended.err) == (2, True)
    assert not room.folder.exists()
    assert room.start().code == 0


def test_full_disk_in_mid_session_still_shows_the_verdict(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said once, that nothing is kept; the session is as it was afterwards."""
    room.start()
    room.write("double", "# verdict WA why")
    with monkeypatch.context() as patch:
        refuse_writes(patch)
        ended = room("submit")
        assert ended.code == 1
        assert "case 1 (shapes)" in ended.out
        assert ended.err.count("make room on that disk") == 1
        room.clock.move(46)
        assert "ended at" in room("status").out
    assert "ended at" in room("status").out
    assert room.json("report")["problems"][0]["verdict"] == "WA"


def test_report_of_what_has_ended_needs_no_room(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the end nothing is written down any more, so that a full disk is no reason for a warning."""
    room.start()
    room("finish", "--yes")
    with monkeypatch.context() as patch:
        refuse_writes(patch)
        ended = room("report", "1")
    assert (ended.code, ended.err) == (0, "")


def test_unreadable_history_in_mid_session_still_shows_the_verdict(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where not even the session can be read, a file that is named is judged, and that it isn't kept is said."""
    room.start()
    path = room.write("double", "# verdict WA secret")
    monkeypatch.setenv("JUDGE_HOME", "/dev/null/home")
    ended = room("submit", str(path))
    assert ended.code == 1
    assert "case 1 (shapes)" in ended.out
    assert "not kept" in ended.err
    assert "secret" not in ended.out
    assert "no file for a problem lies in this folder" in room("submit").err
    monkeypatch.chdir(path.parent)
    assert "say which file: double.py, halve.py" in room("submit").err
    (path.parent / "halve.py").unlink()
    assert "case 1 (shapes)" in room("submit").out


def test_damaged_history_is_moved_aside_and_said_so(room: Room) -> None:
    """Nothing is overwritten; the session that was in it is gone, and another can begin."""
    room.start()
    path = room.cli.home / "history.db"
    path.write_bytes(b"these are not the bytes of a database" * 100)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    ended = room("status")
    assert ended.code == 2
    assert "history.db.damaged-1" in ended.err
    assert path.with_name("history.db.damaged-1").read_bytes().startswith(b"these are not")
    assert room("start", "--problems", "root", "--dir", "other").code == 0


def test_open_session_survives_a_damaged_history(table: Table) -> None:
    """The live screen holds the session in memory: the new file gets all of it."""
    interview = table.open()
    interview.hint("double")
    interview.submit("double", table.source("double", "# verdict WA why"))
    table.history.close()
    table.path.write_bytes(b"these are not the bytes of a database" * 100)
    interview.refresh()
    assert "moved" in table.warnings[0] or "damaged" in table.warnings[0]
    interview.submit("double", table.source("double", "# fine"))
    kept = table.sessions.find(table.session.uid)
    assert kept is not None
    assert (kept.started_at, kept.deadline) == (table.session.started_at, table.session.deadline)
    board = read_board(kept, table.sessions.events(kept))
    assert (board.part("double").hints, board.part("double").attempts, board.solved) == (1, 2, 1)
    assert table.history.hints_shown("double") == 1


def test_newer_history_is_refused(room: Room) -> None:
    """A file of a later version is left alone, with the remedy."""
    room.start()
    with closing(sqlite3.connect(room.cli.home / "history.db")) as raw:
        raw.execute("PRAGMA user_version = 99")
    ended = room("status")
    assert ended.code == 2
    assert "update the judge" in ended.err


def test_deleted_stub(room: Room) -> None:
    """Submitting says what is missing and how to get it back; resume writes the last content that was seen."""
    room.start()
    path = room.write("double", "# verdict WA seen")
    room("status")
    path.unlink()
    ended = room("submit")
    assert ended.code == 2
    assert "there is no file" in ended.err and "judge mock resume" in ended.err
    assert "wrote" in room("resume").out
    assert path.read_text(encoding="utf-8") == "# verdict WA seen"
    shutil.rmtree(room.folder)
    room("resume")
    assert path.read_text(encoding="utf-8") == "# verdict WA seen"
    assert "# judge: halve" in (room.folder / "halve.py").read_text(encoding="utf-8")


def test_renamed_stub_is_found(room: Room) -> None:
    """A file that was renamed in its folder is known by its line."""
    room.start()
    (room.folder / "double.py").rename(room.folder / "answer.py")
    (room.folder / "answer.py").write_text("# judge: double\n# verdict WA why", encoding="utf-8")
    assert "double" in room("submit").out
    assert room.json("status")["problems"][0]["file"] == str(room.folder / "answer.py")


def test_moved_stub_is_followed(room: Room) -> None:
    """Once it was submitted from another place, the deadline takes it from there."""
    room.start()
    moved = room.cli.write("elsewhere.py", "# judge: double\n# verdict WA why")
    (room.folder / "double.py").unlink()
    room("submit", str(moved))
    moved.write_text("# judge: double\n# fine", encoding="utf-8")
    room.clock.move(46)
    assert room.json("status")["problems"][0]["verdict"] == "AC"


def test_stub_replaced_by_a_folder(room: Room) -> None:
    """What is no file is said to be none, and is nothing at the deadline."""
    room.start("double")
    (room.folder / "double.py").unlink()
    (room.folder / "double.py").mkdir()
    told = room("submit").err
    assert "is a directory" in told
    assert "when that is moved away, 'judge mock resume' writes it again" in told
    (room.folder / "double.py").rmdir()
    assert "from elsewhere, 'judge mock resume' writes it again" in room("submit").err
    (room.folder / "double.py").mkdir()
    room.clock.move(46)
    assert room("status").code == 0


class Terminals:
    """Processes that run the console command in one session, with a clock in a file."""

    def __init__(self, root: Path) -> None:
        self.work, self.home, self.log = root / "work", root / "home", root / "log"
        self.work.mkdir()
        self.clock = root / "clock"
        self.began = datetime.now(UTC)
        FileClock.write(self.clock, 0, self.began)
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
            "JUDGE_BANK": str(make_mock_bank(root / "bank")),
            "JUDGE_HOME": str(self.home),
            "JUDGE_TOY_LOG": str(self.log),
            "LANG": "C.UTF-8",
        }

    def spawn(self, *words: str) -> subprocess.Popen[str]:
        """Start a command of `judge mock`."""
        return self.python(str(ROOT / "tests" / "mock_toy.py"), str(self.clock), "mock", *words)

    def python(self, *words: str) -> subprocess.Popen[str]:
        """Start a Python."""
        return subprocess.Popen(
            [sys.executable, *words], cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *words: str) -> str:
        """Run a command of `judge mock`, and return what it prints."""
        process = self.spawn(*words)
        out, err = process.communicate(timeout=120)
        assert process.returncode in (0, 1), err
        return out


@pytest.fixture
def terminals(tmp_path: Path) -> Terminals:
    """Several terminals."""
    return Terminals(tmp_path)


def test_two_terminals_submit_at_the_same_moment(terminals: Terminals) -> None:
    """The same content is judged once and both see its verdict; different content is judged each."""
    terminals.run("start", "--problems", "double,halve", "--dir", "room")
    (terminals.work / "room" / "double.py").write_text("# verdict WA why", encoding="utf-8")
    other = terminals.work / "halve.py"
    other.write_text("# fine", encoding="utf-8")
    processes = [terminals.spawn("submit", *words) for words in (["double"], ["double"], [str(other)])]
    codes = []
    for process in processes:
        _, err = process.communicate(timeout=120)
        assert err == ""
        codes.append(process.returncode)
    assert codes == [1, 1, 0]
    judged = sorted(line.split()[0] for line in terminals.log.read_text(encoding="ascii").splitlines())
    assert judged == ["double", "halve"]
    status = json.loads(terminals.run("status", "--json"))
    assert [problem["submissions"] for problem in status["problems"]] == [1, 1]


def test_two_terminals_find_the_deadline_passed_at_once(terminals: Terminals) -> None:
    """The last files are submitted once, whoever is first."""
    terminals.run("start", "--problems", "double,halve", "--dir", "room")
    for slug in ("double", "halve"):
        (terminals.work / "room" / f"{slug}.py").write_text("# fine", encoding="utf-8")
    FileClock.write(terminals.clock, 46)
    for process in [terminals.spawn("status") for _ in range(2)]:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, "")
        assert "2 of 2 solved" in out
    judged = sorted(line.split()[0] for line in terminals.log.read_text(encoding="ascii").splitlines())
    assert judged == ["double", "halve"]


SUBMITTER = """
import sys, os
sys.modules.update(__import__("mock_toy").modules())
from pathlib import Path
from mock_toy import FileClock
from judge.cli import main
clock = FileClock(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    number += 1
    Path("room/double.py").write_text(f"# hidden WA {number}")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    assert main(["mock", "submit"], clock=clock) == 1
    os.write(2, f"{number}\\n".encode())
"""


def test_kill_at_any_moment(terminals: Terminals) -> None:
    """Every submission that was acknowledged is there, the deadline is what it was, and the file is whole."""
    terminals.run("start", "--problems", "double", "--dir", "room")
    before = json.loads(terminals.run("status", "--json"))["deadline"]
    acknowledged = 0
    for wanted in (1, 4, 2, 7, 3):
        process = terminals.python("-c", SUBMITTER, str(terminals.clock), str(acknowledged + 1000 * wanted))
        assert process.stderr is not None
        for _ in range(wanted):
            assert process.stderr.readline().strip().isdigit()
        process.send_signal(signal.SIGKILL)
        rest = process.stderr.read()
        process.wait()
        assert "Error" not in rest
        acknowledged += wanted + rest.count("\n")
        if process.stdout is not None:
            process.stdout.close()
        process.stderr.close()
    status = json.loads(terminals.run("status", "--json"))
    assert status["deadline"] == before
    # One more each time at most: stored, and killed before it could be said.
    assert acknowledged <= status["problems"][0]["submissions"] <= acknowledged + 5
    with closing(sqlite3.connect(terminals.home / "history.db")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        stored = raw.execute("SELECT count(*) FROM attempts").fetchone()[0]
        events = raw.execute("SELECT count(*) FROM mock_events WHERE kind = 'judged' AND attempt > 0").fetchone()[0]
    assert stored == events == status["problems"][0]["submissions"]


def test_lock_is_free_after_a_kill(table: Table) -> None:
    """Whoever judges is killed: the next one does not wait."""
    script = (
        "import sys, time; from pathlib import Path; from judge.history import History\n"
        "from judge.mock.store import Sessions\n"
        "with Sessions(History(Path(sys.argv[1]))).lock():\n"
        "    print('held', flush=True); time.sleep(3600)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(table.path)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    process.kill()
    process.wait()
    process.stdout.close()
    with table.sessions.lock():
        pass


def test_submission_received_in_time_counts_though_the_verdict_comes_late(table: Table) -> None:
    """What matters is when it was made; the deadline may pass while it is judged."""
    interview = table.open()
    table.clock.move(44.9)

    def slow(problem: Problem, source: Source, examples: bool) -> Report:
        table.clock.move(1)
        return judge(problem, source, examples)

    interview._judge = slow
    outcome = interview.submit("double", table.source("double", "# fine"))
    assert outcome.judged.verdict is Verdict.AC
    interview.settle()
    board = read_board(table.session, table.sessions.events(table.session))
    assert board.solved == 1
    assert board.part("double").attempts == 1


def test_save_runs_the_examples_before_the_hidden_tests(table: Table) -> None:
    """What fails the examples is no submission; what passes them is one; the same content is not judged again."""
    interview = table.open()
    first = table.source("double", "# verdict WA why")
    tried = interview.save("double", first, table.clock.utc)
    assert tried is not None and not isinstance(tried, Judged)
    second = table.source("double", "# hidden WA why")
    judged = interview.save("double", second, table.clock.utc)
    assert isinstance(judged, Judged) and (judged.how, judged.verdict) == ("save", Verdict.WA)
    assert interview.save("double", second, table.clock.utc) is None
    assert len(table.history.attempts("double")) == 1


def test_saved_content_is_kept_before_it_is_judged(table: Table) -> None:
    """Killed while it is judged, a save is still what the deadline submits."""
    interview = table.open()

    def die(problem: Problem, source: Source, examples: bool) -> Report:
        raise KeyboardInterrupt

    interview._judge = die
    source = table.source("double", "# fine")
    with pytest.raises(KeyboardInterrupt):
        interview.save("double", source, table.clock.utc)
    Path(source.path).unlink()
    table.clock.move(46)
    again = table.open()
    again.settle()
    assert again.board.part("double").solved_at == table.session.deadline


def test_events_are_all_stored_or_none(table: Table) -> None:
    """An attempt and the event that tells of it are one transaction."""
    interview = table.open()
    interview.submit("double", table.source("double", "# fine"))
    (attempt,) = table.history.attempts()
    (event,) = [event for event in table.sessions.events(table.session) if isinstance(event.what, Judged)]
    assert event.attempt == attempt.id
    assert (attempt.problem, attempt.verdict) == ("double", Verdict.AC)
    with pytest.raises(ZeroDivisionError):
        table.sessions._database.write(lambda connection: 1 // 0)
    assert len(table.sessions.events(table.session)) == len(interview.events)


def test_time_seen_is_never_taken_back(table: Table) -> None:
    """Of two processes the one that has seen more wins, whichever writes last."""
    from judge.clock import Seen

    later = Seen(table.clock.utc + timedelta(minutes=9), None)
    table.sessions.see(table.session, later)
    table.sessions.see(table.session, Seen(table.clock.utc, None))
    assert table.sessions.seen(table.session) == later


def test_session_comes_back_as_it_was(table: Table) -> None:
    """Everything about a session and its events is read back from the file."""
    interview = table.open()
    interview.hint("double")
    interview.settle("finish")
    with closing(History(table.path)) as history:
        sessions = Sessions(history)
        assert sessions.last() == table.session
        events = sessions.events(table.session)
        assert tuple(events) == interview.events
    assert [type(event.what) for event in events[:2]] == [Hinted, Closed]
