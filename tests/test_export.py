"""`judge export` and `judge import`: a history goes to another machine and back, without loss and without doubles."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_cli import Cli, make_report

from judge.clock import Seen
from judge.errors import UserError
from judge.history import MIGRATIONS, History, HistoryError
from judge.mock.model import Answered, Asked, Closed, Event, Judged, Saved, Session
from judge.mock.store import Attempted, Sessions
from judge.model import Submission, Verdict
from judge.practice.exchange import Merged, export_history, merge_history
from judge.practice.exchange_file import read_document

NOW = datetime(2024, 5, 1, 12, 30, tzinfo=UTC)
TABLES = {
    "attempts": "problem, path, sha256, verdict, passed, total, report, started_at, duration_ms, environment",
    "sources": "*",
    "hints": "*",
    "reveals": "*",
    "starts": "*",
}


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The console command in an empty folder, with the toy bank."""
    return Cli(tmp_path, monkeypatch)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """A history with one of everything."""
    with closing(History(tmp_path / "one.db")) as made:
        add(made, content=b"x = 1\n")
        add(made, Verdict.WA, content=b"\xff\x00\r\n", minutes=1)
        made.record_start("double", NOW)
        made.record_hint("double", 2, NOW)
        made.record_reveal("double", NOW)
        yield made


@pytest.fixture
def other(tmp_path: Path) -> Iterator[History]:
    """An empty history, of another machine."""
    with closing(History(tmp_path / "other.db")) as made:
        yield made


def add(history: History, verdict: Verdict = Verdict.AC, *, content: bytes = b"", minutes: float = 0) -> None:
    """Store an attempt."""
    submission = Submission("double.py", hashlib.sha256(content).hexdigest())
    moment = NOW + timedelta(minutes=minutes)
    history.record(make_report(verdict, submission=submission), content, document='{"seed": 1}', started_at=moment)


def rows(history: History) -> dict[str, list[Any]]:
    """All that a history holds, but for the numbers of the attempts."""
    return {table: sorted(history.database.rows(f"SELECT {columns} FROM {table}")) for table, columns in TABLES.items()}


def carry(source: History, target: History) -> Merged:
    """Export one history and import it into another."""
    return merge_history(target.database, read_document(export_history(source.database, NOW), "x.json"))


def test_everything_arrives(history: History, other: History) -> None:
    """Attempts with their sources to the byte and their reports, hints, reveals and starts are the same afterwards."""
    assert carry(history, other) == Merged(2, 0, 3)
    assert rows(other) == rows(history)
    assert [other.source(attempt.id) for attempt in other.attempts()] == [b"\xff\x00\r\n", b"x = 1\n"]


def test_export_does_not_depend_on_the_machine(history: History, other: History) -> None:
    """The same history gives the same bytes, whichever way it came about."""
    carry(history, other)
    assert export_history(other.database, NOW) == export_history(history.database, NOW)


def test_importing_again_changes_nothing(history: History, other: History) -> None:
    """An import is idempotent, and a circle of them adds nothing."""
    carry(history, other)
    before = rows(other)
    assert carry(history, other) == Merged(0, 2, 0)
    assert carry(other, history) == Merged(0, 2, 0)
    assert rows(other) == before == rows(history)


def test_two_machines_end_up_the_same(history: History, other: History) -> None:
    """What each did since the last exchange is in both, once, whoever imports first."""
    carry(history, other)
    add(history, minutes=5)
    add(other, Verdict.TLE, minutes=6)
    other.record_hint("double", 2, NOW + timedelta(minutes=6))
    assert carry(other, history) == Merged(1, 2, 1)
    assert carry(history, other) == Merged(1, 3, 0)
    assert rows(history) == rows(other)
    assert [attempt.verdict for attempt in other.attempts()][:2] == [Verdict.TLE, Verdict.AC]


def test_attempts_that_look_the_same_are_all_kept(history: History, other: History) -> None:
    """Two terminals that submit the same file in the same millisecond have made two attempts."""
    add(history, content=b"x = 1\n")
    assert carry(history, other) == Merged(3, 0, 3)
    assert carry(history, other) == Merged(0, 3, 0)


def test_same_moment_in_another_zone_is_the_same_attempt(history: History, other: History) -> None:
    """Moments are compared as moments, and stored in UTC."""
    carry(history, other)
    document = json.loads(export_history(history.database, NOW))
    for attempt in document["attempts"]:
        local = datetime.fromisoformat(attempt["started_at"]).astimezone(timezone(timedelta(hours=8)))
        attempt["started_at"] = local.isoformat()
    assert merge_history(other.database, read_document(json.dumps(document).encode(), "x")) == Merged(0, 2, 0)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(Verdict), st.binary(max_size=9), st.integers(0, 3)), max_size=6),
    st.lists(st.tuples(st.sampled_from(Verdict), st.binary(max_size=9), st.integers(0, 3)), max_size=6),
)
def test_merging_any_histories(tmp_path_factory: pytest.TempPathFactory, one: list[Any], two: list[Any]) -> None:
    """Whatever two machines hold, after an exchange both hold the same, and as much of a kind as who held most."""
    folder = tmp_path_factory.mktemp("merge")
    with closing(History(folder / "one.db")) as first, closing(History(folder / "two.db")) as second:
        for history, attempts in ((first, one), (second, two)):
            for verdict, content, minutes in attempts:
                add(history, verdict, content=content, minutes=minutes)
        carry(first, second)
        carry(second, first)
        assert rows(first) == rows(second)
        both = rows(first)["attempts"]
        kinds = {
            (verdict.value, hashlib.sha256(content).hexdigest(), minutes) for verdict, content, minutes in one + two
        }
        assert len({(row[3], row[2], row[7]) for row in both}) == len(kinds)
        assert len(both) == sum(max(count(one, kind), count(two, kind)) for kind in kinds)


def count(attempts: list[Any], kind: tuple[str, str, int]) -> int:
    """How many of the attempts are of a kind."""
    return sum((v.value, hashlib.sha256(content).hexdigest(), minutes) == kind for v, content, minutes in attempts)


def add_mock(history: History, uid: str = "abc", *, closed: bool = True) -> Session:
    """Store a mock interview with a submission, an answer, and its end."""
    sessions = Sessions(history)
    asked = (Asked("double", "Double", 5, "00"),)
    session = sessions.begin(
        Session(uid, NOW, NOW + timedelta(minutes=45), "/work", "/bank", "en", 7, asked), Seen(NOW, None)
    )
    content = b"y = 2\n"
    sha256 = hashlib.sha256(content).hexdigest()
    report = make_report(Verdict.WA, submission=Submission("double.py", sha256))
    moment = NOW + timedelta(minutes=3, microseconds=7)
    sessions.append(session, [Event("double", moment, Saved("double.py", sha256))], content=(sha256, content))
    judged = Event("double", moment, Judged(sha256, "submit", Verdict.WA, 1, 2))
    sessions.append(session, [judged], attempted=Attempted(report, content, "{}", moment))
    sessions.append(session, [Event("double", moment, Answered(0, "because"))])
    if closed:
        sessions.append(session, [Event("", moment, Closed("finish"))])
    return session


def mock_events(history: History, session: Session) -> list[Event]:
    """What a history tells of a mock interview, without the numbers, but with the verdict of the attempt."""
    sessions = Sessions(history)
    found = sessions.find(session.uid)
    assert found is not None
    events = sessions.events(found)
    for event in events:
        if event.attempt is not None:
            attempt = history.attempt(event.attempt)
            assert attempt is not None
            assert (attempt.verdict, attempt.problem) == (Verdict.WA, "double")
            assert history.source(event.attempt) == b"y = 2\n"
    return [Event(event.problem, event.at, event.what, event.attempt and -1) for event in events]


def test_mock_interviews_arrive(history: History, other: History) -> None:
    """A closed mock interview is there with its events in order, each with its attempt, whatever number that has."""
    session = add_mock(history)
    for _ in range(5):
        add(other, Verdict.AC, content=b"other", minutes=9)
    merged = carry(history, other)
    assert (merged.added, merged.mocks) == (3, 1)
    assert mock_events(other, session) == mock_events(history, session)
    assert [event.attempt for event in mock_events(other, session)] == [None, -1, None, None]
    assert carry(history, other) == Merged(0, 3, 0)
    assert len(Sessions(other).events(session)) == 4
    assert carry(other, history)[2:] == (0, 0)


def test_answer_given_later_follows(history: History, other: History) -> None:
    """What was added to a closed mock interview after the first exchange comes with the next one."""
    session = add_mock(history)
    carry(history, other)
    Sessions(history).append(session, [Event("double", NOW + timedelta(hours=2), Answered(1, "later"))])
    assert carry(history, other).mocks == 0
    assert mock_events(other, session) == mock_events(history, session)


def test_running_mock_interview_stays_where_it_is(history: History, other: History) -> None:
    """One that runs is not exported, and an import never ends one that runs."""
    session = add_mock(history, closed=False)
    assert carry(history, other).mocks == 0
    assert Sessions(other).all() == []
    add_mock(other, session.uid)
    carry(other, history)
    assert Sessions(history).open() is not None


def test_moments_to_the_microsecond_are_compared_as_such(history: History, other: History) -> None:
    """A start that a mock interview has stored to the microsecond is the same after the journey, and no double."""
    add_mock(history)
    history.database.write(
        lambda connection: connection.execute("INSERT INTO starts VALUES ('root', '2024-05-01T12:30:00.123456+00:00')")
    )
    carry(history, other)
    assert carry(history, other) == Merged(0, 3, 0)
    assert sorted(other.database.rows("SELECT * FROM starts"))[-1][1] == "2024-05-01T12:30:00.123456+00:00"


def damage(history: History, change: Any) -> bytes:
    """An exported history with a change."""
    document = json.loads(export_history(history.database, NOW))
    change(document)
    return json.dumps(document).encode()


CHANGES: dict[str, tuple[Any, str]] = {
    "no such verdict": (lambda document: document["attempts"][0].update(verdict="OK"), "is damaged"),
    "a field is missing": (lambda document: document["attempts"][0].pop("path"), "is damaged"),
    "a field too many": (lambda document: document["attempts"][0].update(mood="fine"), "is damaged"),
    "no list": (lambda document: document.update(hints={}), "is damaged"),
    "a negative count": (lambda document: document["attempts"][0].update(passed=-1), "is damaged"),
    "a count beyond SQLite": (lambda document: document["attempts"][0].update(total=1 << 70), "is damaged"),
    "no moment": (
        lambda document: document["hints"][0].update(at="yesterday"),
        r"\$\.hints\[0\]\.at: 'yesterday' is no moment",
    ),
    "no time zone": (lambda document: document["starts"][0].update(at="2024-05-01T12:00:00"), "has no time zone"),
    "before the calendar": (
        lambda document: document["attempts"][0].update(started_at="0001-01-01T00:00:00+14:00"),
        "is no moment",
    ),
    "another source": (
        lambda document: next(iter(document["sources"].values())).update(text="print()", base64=None),
        "is not what its SHA-256 says",
    ),
    "no source": (lambda document: document["sources"].clear(), "has no source"),
    "no base64": (lambda document: document.update(sources={"aa": {"base64": "?"}}), "not in base64"),
    "an empty source": (lambda document: document.update(sources={"aa": {}}), "either a text or base64"),
    "a slug that is a path": (lambda document: document["attempts"][0].update(problem="../x"), "is damaged"),
    "a lone surrogate": (lambda document: document["attempts"][0].update(path="\ud800"), "is "),
    "a mock without an end": (lambda document: document["mocks"][0]["events"].pop(), "a mock interview has no end"),
    "a mock event of another kind": (
        lambda document: document["mocks"][0]["events"][0].update(kind="ran"),
        "is not of its kind",
    ),
    "a mock event that is none": (
        lambda document: document["mocks"][0]["events"][0]["document"].clear(),
        "does not hold together",
    ),
    "a mock session that is none": (
        lambda document: document["mocks"][0]["document"].clear(),
        "does not hold together",
    ),
    "a mock of an attempt that is not there": (
        lambda document: document["mocks"][0]["events"][1].update(attempt=99),
        "tells of an attempt that is not there",
    ),
    "more passed than there are": (
        lambda document: document["attempts"][0].update(passed=9, total=2),
        r"\$\.attempts\[0\]\.passed: 9 of 2",
    ),
    "a mock that asks nothing": (
        lambda document: document["mocks"][0]["document"].update(asked=[]),
        r"\$\.mocks\[0\]\.document\.asked: a mock interview asks nothing",
    ),
    "a mock that asks a path": (
        lambda document: document["mocks"][0]["document"]["asked"][0].update(slug="../x"),
        r"\$\.mocks\[0\]\.document\.asked\[0\]\.slug: ",
    ),
    "a mock event about something else": (
        lambda document: document["mocks"][0]["events"][0].update(problem="nonesuch"),
        r"\$\.mocks\[0\]\.events\[0\]\.problem: ",
    ),
    "a mock without time": (
        lambda document: (
            document["mocks"][0].update(deadline=document["mocks"][0]["started_at"]),
            document["mocks"][0]["document"].update(deadline=document["mocks"][0]["started_at"]),
        ),
        r"\$\.mocks\[0\]\.deadline: ",
    ),
    "a mock whose moments have no zone": (
        lambda document: document["mocks"][0]["document"].update(started_at="2024-05-01T12:30:00"),
        r"\$\.mocks\[0\]\.document\.started_at: ",
    ),
    "a mock under another name": (
        lambda document: document["mocks"][0].update(uid="other"),
        r"\$\.mocks\[0\]\.document\.uid: ",
    ),
    "a mock session of another language": (
        lambda document: document["mocks"][0]["document"].update(language="fr"),
        r"\$\.mocks\[0\]\.document\.language: ",
    ),
    "a newer schema": (lambda document: document.update(schema="judge-history/2"), "update the judge"),
    "another kind of file": (lambda document: document.update(schema="judge-report/1"), "is no exported history"),
    "no schema": (lambda document: document.pop("schema"), "is no exported history"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_bad_file_is_refused_whole(history: History, other: History, what: str) -> None:
    """A file that does not hold together is refused in one line with a remedy, and nothing of it is stored."""
    change, words = CHANGES[what]
    add_mock(history)
    with pytest.raises(UserError, match=words) as raised:
        merge_history(other.database, read_document(damage(history, change), "x.json"))
    assert raised.value.remedy
    assert "\n" not in str(raised.value)
    assert not any(rows(other).values())


@pytest.mark.parametrize("content", [b"", b"\0", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"schema": 1}', b"null"])
def test_what_is_no_history_is_refused(content: bytes) -> None:
    """Anything else in a file is refused, with how to get a right one."""
    with pytest.raises(UserError, match=r"x\.json is no exported history; name a file that 'judge export FILE'"):
        read_document(content, "x.json")


def test_cut_off_file_is_refused(history: History) -> None:
    """A file that was copied half is refused, wherever it was cut."""
    whole = export_history(history.database, NOW).rstrip()
    for end in range(0, len(whole), 97):
        with pytest.raises(UserError):
            read_document(whole[:end], "x.json")


def test_nothing_is_stored_when_the_import_fails_half_way(history: History, other: History) -> None:
    """One transaction: when the last table cannot be written, the first has nothing new either."""
    document = read_document(export_history(history.database, NOW), "x.json")
    other.database.write(lambda connection: connection.execute("DROP TABLE starts"))
    with pytest.raises(HistoryError):
        merge_history(other.database, document)
    assert other.attempts() == []
    assert not other.database.rows("SELECT * FROM sources")


def test_old_history_can_be_exported(tmp_path: Path, other: History) -> None:
    """A file that the first version of the judge has made is brought up to date, and exported whole."""
    with closing(sqlite3.connect(tmp_path / "old.db")) as raw:
        for statement in MIGRATIONS[0]:
            raw.execute(statement)
        raw.execute("INSERT INTO hints VALUES ('double', 1, '2024-05-01T12:30:00.000+00:00')")
        raw.execute("PRAGMA user_version = 1")
        raw.commit()
    with closing(History(tmp_path / "old.db")) as old:
        assert carry(old, other) == Merged(0, 0, 1)


def test_commands_carry_a_history_to_another_home(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """`judge export FILE` here and `judge import FILE` there: the attempts are there, and once."""
    cli.write("double.py", "# verdict WA off")
    cli("submit", "double")
    cli("hint", "double")
    ended = cli("export", "mine.json")
    assert (ended.code, ended.last_line) == (0, "next: judge import mine.json on the other machine")
    monkeypatch.setenv("JUDGE_HOME", str(cli.root / "there"))
    assert cli("import", "mine.json").out.startswith("imported 1 attempt\n")
    assert cli("import", "mine.json").out.startswith("imported 0 attempts; 1 attempt of the file was here already\n")
    assert len(json.loads(cli("history", "--json").out)) == 1
    assert "hint 2 of 2" in cli("hint", "double").out
    assert json.loads(cli("export").out)["attempts"] == json.loads((cli.work / "mine.json").read_bytes())["attempts"]


def test_import_from_stdin(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """`judge export | ssh there judge import -`."""
    cli.write("double.py")
    cli("submit", "double")
    exported = cli.write("mine.json", cli("export").out)
    monkeypatch.setenv("JUDGE_HOME", str(cli.root / "there"))
    with open(exported, encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert cli("import", "-").out.startswith("imported 1 attempt\n")


def test_export_replaces_nothing_unasked(cli: Cli) -> None:
    """A file that is there stays as it is, unless --force is given; a folder stays in any case."""
    cli.write("mine.json", "precious")
    ended = cli("export", "mine.json")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "--force" in ended.err
    assert (cli.work / "mine.json").read_text(encoding="utf-8") == "precious"
    assert cli("export", "mine.json", "--force").code == 0
    assert json.loads((cli.work / "mine.json").read_bytes())["schema"] == "judge-history/1"
    assert cli("export", ".", "--force").code == 2
    assert sorted(path.name for path in cli.work.iterdir()) == ["mine.json"]


@pytest.mark.parametrize("words", [["export", "/proc/nowhere/x"], ["import", "missing.json"], ["import", "."]])
def test_file_that_cannot_be_used(cli: Cli, words: list[str]) -> None:
    """Each is one line with a remedy, and exit code 2."""
    ended = cli(*words)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "; " in ended.err
