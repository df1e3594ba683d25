"""`judge run` and `judge submit`, and what `judge history` keeps of them."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from toy_cli import Cli


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The console command in an empty folder, with the toy bank."""
    return Cli(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("content", "code", "verdict"),
    [("", 0, "AC"), ("# verdict WA off", 1, "WA"), ("# verdict SV no", 1, "SV"), ("# verdict JE broken", 3, "JE")],
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_exit_code_follows_the_verdict(cli: Cli, content: str, code: int, verdict: str, form: list[str]) -> None:
    """0 accepted, 1 not accepted, 3 the judge's own fault, whatever the form of the output."""
    cli.write("double.py", content)
    ended = cli("submit", "double", *form)
    assert ended.code == code
    assert (json.loads(ended.out)["verdict"] if form else ended.out[:2]) == verdict


def test_submit_shows_what_failed_and_what_to_do(cli: Cli) -> None:
    """The failing case, its message, the prints, and the next command."""
    cli.write("double.py", "# verdict WA shape (3,) instead of (3, 1)\n# print hello")
    ended = cli("submit", "double")
    assert "case 1 (shapes)\n      shape (3,) instead of (3, 1)" in ended.out
    assert "your code printed:\n  \u2502 hello" in ended.out
    assert ended.last_line == "next: judge hint double (2 left), or judge submit double again"
    assert ended.err == ""


AFTER_A_FAULT = "judge doctor looks at this machine, judge verify double at the problem"


@pytest.mark.parametrize(
    ("before", "content", "last_line"),
    [
        ([], "", "next: judge solution double shows the reference and why it works; then judge show halve"),
        ([["hint", "double"]], "# verdict RE x", "next: judge hint double (1 left), or judge submit double again"),
        (
            [["hint", "double", "--all"]],
            "# verdict WA x",
            "next: judge submit double again, or judge solution double",
        ),
        ([], "# verdict CE x", "next: mend double.py, then judge submit double"),
        ([], "# verdict JE x", f"next: {AFTER_A_FAULT}"),
    ],
)
def test_last_line_says_what_to_do_next(cli: Cli, before: list[list[str]], content: str, last_line: str) -> None:
    """The next command depends on the verdict and on the hints that are left."""
    cli.write("double.py", content)
    for words in before:
        cli(*words)
    assert cli("submit", "double").last_line == last_line


def test_fault_of_the_judge_on_the_examples_is_not_the_file_s(cli: Cli) -> None:
    """Nobody is told to change a file that nothing is wrong with."""
    cli.write("double.py", "# verdict JE x")
    assert cli("run", "double").last_line == f"next: {AFTER_A_FAULT}"


def test_next_command_names_a_file_elsewhere(cli: Cli) -> None:
    """The words of the next command lead to the same file, quoted where the shell needs it."""
    cli.write("a b/double.py", "# verdict CE x")
    ended = cli("submit", "a b/double.py")
    assert ended.last_line == "next: mend a b/double.py, then judge submit double 'a b/double.py'"


def test_run_takes_the_examples_and_is_no_attempt(cli: Cli) -> None:
    """`judge run` judges the visible cases, names all of them, and leaves the history alone."""
    cli.write("double.py")
    ended = cli("run", "double")
    assert ended.out == (
        "AC  accepted: double, 1 of 1 example passes (double.py, 0.2 s)\n\n  \u2713 one (basics)\n\n"
        "next: judge submit double\n"
    )
    assert json.loads(cli("run", "double", "--json").out)["examples"] is True
    assert not (cli.home / "history.db").exists()


def test_run_that_fails_says_to_try_again(cli: Cli) -> None:
    """After a failing example the next command is to change the file and run it again."""
    cli.write("double.py", "# verdict WA got 1, expected 2")
    ended = cli("run", "double")
    assert ended.code == 1
    assert "got 1, expected 2" in ended.out
    assert ended.last_line == "next: change double.py, then judge run double"


def test_options_reach_the_engine(cli: Cli) -> None:
    """--seed and --isolation count."""
    cli.write("double.py")
    report = json.loads(cli("submit", "double", "--json", "--seed", "7", "--isolation", "basic").out)
    assert (report["seed"], report["isolation"]["tier"]) == (7, "basic")


def test_submit_writes_nothing_beside_the_file(cli: Cli) -> None:
    """The person's folder is as it was: the attempt is stored in the data directory."""
    cli.write("double.py")
    cli("submit", "double")
    assert os.listdir(cli.work) == ["double.py"]
    assert (cli.home / "history.db").exists()


def test_attempt_is_stored_with_source_and_report(cli: Cli) -> None:
    """Every submission is in the history: number, verdict, counts, place, report and source."""
    cli.write("double.py", "# verdict WA off\n")
    printed = json.loads(cli("submit", "double", "--json").out)
    cli.write("double.py", "# fine\n")
    cli("submit", "double")
    listed = json.loads(cli("history", "--json").out)
    assert [(row["id"], row["verdict"], row["passed"], row["total"]) for row in listed] == [
        (2, "AC", 1, 1),
        (1, "WA", 1, 2),
    ]
    assert listed[1]["path"] == str(cli.work / "double.py")
    assert listed[1]["started_at"].endswith("+00:00")
    stored = json.loads(cli("history", "--show", "1", "--json").out)
    assert stored["source"] == "# verdict WA off\n"
    assert stored["report"] == printed
    assert cli("history", "--show", "1").out == "# verdict WA off\n"


def test_history_as_a_table(cli: Cli) -> None:
    """The table has a line for each attempt, the newest first, and says how to see one."""
    cli.write("double.py")
    cli.write("root.py", "# verdict TLE slow")
    cli("submit", "double")
    cli("submit", "root")
    lines = cli("history").out.splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["2", "1"]
    assert "TLE" in lines[0]
    assert "root" in lines[0]
    assert lines[-1] == "next: judge history --show 2 prints what was submitted"
    assert "TLE" not in cli("history", "double").out
    assert "double" not in cli("history", "--limit", "1").out


def test_history_of_nothing(cli: Cli) -> None:
    """Without attempts the next command is to make one; what does not exist is said."""
    assert cli("history").out == "no attempts yet\n\nnext: judge list\n"
    assert cli("history", "double").last_line == "next: judge start double"
    assert json.loads(cli("history", "--json").out) == []
    assert "did you mean 'double'" in cli("history", "duoble").err
    assert "there is no attempt 9; 'judge history' lists them" in cli("history", "--show", "9").err
    assert f"there is no attempt {10**30}" in cli("history", "--show", str(10**30)).err
    assert cli("history", "--limit", str(10**30)).out == cli("history").out


def test_history_of_a_problem_that_left_the_bank(cli: Cli) -> None:
    """Attempts outlive their problem."""
    cli.write("double.py")
    cli("submit", "double")
    os.rename(cli.bank / "problems" / "double", cli.bank / "gone")
    ended = cli("history", "double")
    assert ended.code == 0
    assert "AC" in ended.out


def test_verdict_stands_when_the_history_cannot_be_written(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unwritable data directory costs one line on stderr; verdict and exit code are as ever."""
    monkeypatch.setenv("JUDGE_HOME", "/proc/nowhere")
    for content, code in (("", 0), ("# verdict WA off", 1)):
        cli.write("double.py", content)
        ended = cli("submit", "double")
        assert ended.code == code
        assert ended.out.startswith(("AC", "WA"))
        assert ended.err.startswith("judge: warning: the history /proc/nowhere/history.db cannot be used")
        assert "JUDGE_HOME" in ended.err
        assert ended.err.count("\n") == 1


def test_newer_history_is_refused_but_not_the_submission(cli: Cli) -> None:
    """A file of a newer judge stops `history` with the remedy, and `submit` only warns."""
    cli.write("double.py")
    cli("submit", "double")
    with closing(sqlite3.connect(cli.home / "history.db")) as raw:
        raw.execute("PRAGMA user_version = 99")
    ended = cli("submit", "double")
    assert ended.code == 0
    assert "judge: warning: the history" in ended.err
    assert "update the judge" in ended.err
    ended = cli("history")
    assert ended.code == 2
    assert ended.err.startswith("judge: error: the history")


def test_damaged_history_is_said_once_and_the_attempt_is_kept(cli: Cli) -> None:
    """A damaged file is moved aside, which is said, and the new attempt is in the new file."""
    cli.write("double.py")
    cli.home.mkdir()
    (cli.home / "history.db").write_bytes(b"damage " * 1000)
    ended = cli("submit", "double")
    assert ended.code == 0
    assert ended.err.count("\n") == 1
    assert "history.db.damaged-1" in ended.err
    assert len(json.loads(cli("history", "--json").out)) == 1


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_interrupt_is_one_line_and_130(cli: Cli, form: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while judging ends with one line, no verdict and no attempt."""
    monkeypatch.setattr("signal.signal", lambda *_: None)  # main switches Ctrl-C off for good
    cli.write("double.py", "# interrupt")
    ended = cli("submit", "double", *form)
    assert (ended.code, ended.out, ended.err) == (130, "", "judge: interrupted\n")
    assert json.loads(cli("history", "--json").out) == []


def test_our_own_fault_asks_to_be_reported(cli: Cli) -> None:
    """An exception nobody expected is one line and exit code 3; the traceback is in the file that it names."""
    cli.write("double.py", "# crash on purpose")
    ended = cli("submit", "double")
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("judge: judge error: ZeroDivisionError: on purpose; this is a bug in the judge")
    assert ended.err.count("\n") == 1
    (kept,) = cli.home.glob("crash-*.txt")
    assert str(kept) in ended.err
    assert "Traceback (most recent call last):" in kept.read_text(encoding="utf-8")


def test_traceback_of_our_own_fault_on_request(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under JUDGE_DEBUG=1 the traceback is on stderr, and no file is written."""
    monkeypatch.setenv("JUDGE_DEBUG", "1")
    cli.write("double.py", "# crash on purpose")
    ended = cli("submit", "double")
    assert ended.code == 3
    assert ended.err.startswith("Traceback")
    assert not list(cli.home.glob("crash-*"))


def test_our_own_fault_without_a_data_directory(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the data directory cannot be written the traceback goes to the temporary one."""
    monkeypatch.setenv("JUDGE_HOME", "/proc/nowhere")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    cli.write("double.py", "# crash on purpose")
    ended = cli("submit", "double")
    (kept,) = tmp_path.glob("crash-*.txt")
    assert str(kept) in ended.err
