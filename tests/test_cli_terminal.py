"""What a person sees: the console command in a real pseudo-terminal."""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from toy_cli import make_bank

from judge.commands.terminal import Progress

pexpect = pytest.importorskip("pexpect")

ROOT = Path(__file__).resolve().parent.parent
TOY = ROOT / "tests" / "toy_cli.py"


class Terminal:
    """A terminal in a folder with a bank and a home."""

    def __init__(self, root: Path) -> None:
        self.work = root / "work"
        self.work.mkdir()
        self.columns = 90
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
            "JUDGE_BANK": str(make_bank(root / "bank")),
            "JUDGE_HOME": str(root / "home"),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
        }

    def start(self, *words: str, **environment: str) -> Any:
        """Start a command."""
        return pexpect.spawn(
            sys.executable,
            [str(TOY), *words],
            cwd=str(self.work),
            env=self.environment | environment,
            dimensions=(40, self.columns),
            encoding="utf-8",
            timeout=60,
        )

    def see(self, *words: str, **environment: str) -> str:
        """Return all that a command writes to the terminal."""
        process = self.start(*words, **environment)
        process.expect(pexpect.EOF)
        process.close()
        return str(process.before).replace("\r\n", "\n")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal, with the toy bank."""
    return Terminal(tmp_path)


def without_colours(text: str) -> str:
    """The text without colour sequences."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_statement_is_rendered(terminal: Terminal) -> None:
    """The Markdown is rendered, in colour, and the last line is the next command."""
    text = terminal.see("show", "double")
    assert "**" not in text
    assert "\x1b[1m" in text
    assert text.rstrip().endswith("next: judge start double")


def test_verdict_is_coloured_and_the_progress_line_goes_away(terminal: Terminal) -> None:
    """While judging a line says so; the report then stands alone, in colour, with marks."""
    (terminal.work / "double.py").write_text("# verdict WA shape (3,)", encoding="utf-8")
    text = terminal.see("submit", "double")
    progress, _, report = text.rpartition("\r")
    assert "judging double" in progress
    assert report.startswith("\x1b[31m\x1b[1mWA \x1b[0m wrong answer: double, 1 of 2 hidden cases passes")
    assert "\u2717" in report
    assert without_colours(report).rstrip().endswith("next: judge hint double (2 left), or judge submit double again")


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
@pytest.mark.parametrize("words", [["list"], ["submit", "double"], ["show", "double"], ["hint", "double"]])
def test_no_colours_where_they_are_not_wanted(
    terminal: Terminal, words: list[str], environment: dict[str, str]
) -> None:
    """NO_COLOR and a dumb terminal get plain text from every command."""
    (terminal.work / "double.py").touch()
    assert "\x1b" not in terminal.see(*words, **environment)


@pytest.mark.parametrize(
    ("columns", "heads"),
    [
        (90, ["status", "problem", "difficulty", "minutes", "topics", "title"]),
        (53, ["status", "problem", "difficulty", "minutes", "title"]),
        (40, ["status", "problem", "difficulty", "title"]),
        (20, ["status", "problem"]),
    ],
)
def test_list_fits_the_terminal(terminal: Terminal, columns: int, heads: list[str]) -> None:
    """A narrow terminal gets fewer columns, never a broken row."""
    terminal.columns = columns
    table = terminal.see("list", NO_COLOR="1").partition("\n\n")[0].splitlines()
    assert table[0].split() == heads
    assert len(table) == 4
    assert max(map(len, table)) <= columns


def test_progress_says_what_it_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare number says nothing to somebody who waits for a loop to be ended."""
    seen = io.StringIO()
    monkeypatch.setattr(seen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", seen)
    clock = SimpleNamespace(monotonic=iter(range(1, 9)).__next__)
    monkeypatch.setattr("judge.commands.terminal.time", clock)
    progress = Progress("judging double")
    progress.step()
    progress.step()
    progress.step("3 of 4")
    progress.clear()
    lines = [line.rstrip() for line in seen.getvalue().split("\r")]
    assert [line.partition(": ")[2] for line in lines if ": " in line] == ["1 case done", "2 cases done", "3 of 4"]
    assert lines[-1] == ""


def test_what_comes_next_is_broken_between_words(terminal: Terminal) -> None:
    """The last line of a command, and the reason of `judge next`."""
    (terminal.work / "double.py").touch()
    terminal.see("submit", "double", "--no-timing")
    terminal.columns = 50
    for words in ("solution", "double"), ("next",):
        text = terminal.see(*words, NO_COLOR="1").rstrip()
        assert max(map(len, text.splitlines())) <= 50
        assert "\nnext: judge " in text


def test_words_are_broken_where_the_terminal_ends(terminal: Terminal) -> None:
    """Our own words keep their margin; a pipe gets them on one line."""
    (terminal.work / "double.py").write_text(f"# verdict WA {'some words ' * 9}", encoding="utf-8")
    terminal.columns = 50
    lines = terminal.see("submit", "double", NO_COLOR="1").rpartition("\r")[2].splitlines()
    assert max(map(len, lines)) <= 50
    message = [line for line in lines if "words" in line]
    assert len(message) > 1
    assert {line[:6] for line in message} == {"      "}


@pytest.mark.parametrize(("answer", "shown"), [("n", False), ("", False), ("y", True)])
def test_solution_asks_before_it_reveals(terminal: Terminal, answer: str, shown: bool) -> None:
    """An unsolved problem's reference is shown only after a yes."""
    process = terminal.start("solution", "double")
    process.expect("You have not solved double yet")
    process.sendline(answer)
    process.expect(pexpect.EOF)
    process.close()
    text = without_colours(str(process.before))
    assert ("the clear way" in text) is shown
    assert process.exitstatus == (0 if shown else 1)
    assert "next: judge" in text


def test_ctrl_c_at_the_question(terminal: Terminal) -> None:
    """Ctrl-C at the question shows nothing, and ends with 130."""
    process = terminal.start("solution", "double")
    process.expect(r"\[y/N\]: ")
    # A loaded machine may not have begun to read when the first one comes.
    while process.expect(["judge: interrupted", pexpect.TIMEOUT], timeout=2):
        process.sendintr()
    process.expect(pexpect.EOF)
    process.close()
    assert process.exitstatus == 130
    assert "next: judge show halve" not in terminal.see("solution", "halve", "--yes")


def test_diff_is_coloured(terminal: Terminal) -> None:
    """Lines that go are red and lines that come are green."""
    (terminal.work / "double.py").write_text("x = 1\n", encoding="utf-8")
    terminal.see("submit", "double")
    text = terminal.see("diff", "double")
    assert "\x1b[31m-x = 1" in text
    assert "\x1b[32m+def double(x):" in text


def test_shown_source_cannot_steer_the_terminal(terminal: Terminal) -> None:
    """A stored source with escape sequences in it is shown without them."""
    (terminal.work / "double.py").write_bytes(b"x = '\x1b]0;pwned\x07\x1b[2J'\n")
    terminal.see("submit", "double")
    text = terminal.see("history", "--show", "1")
    assert "x = " in without_colours(text)
    assert "pwned" not in text
    assert "\x1b[2J" not in text
