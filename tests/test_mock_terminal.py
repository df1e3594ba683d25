"""A whole mock interview in a real pseudo-terminal, by a clock that is set: nothing here waits for time to pass."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from mock_toy import FileClock, make_mock_bank

pexpect = pytest.importorskip("pexpect")

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "tests" / "mock_toy.py"


class Terminal:
    """A terminal of 100 columns in an empty folder, and a clock in a file."""

    def __init__(self, root: Path) -> None:
        self.work = root / "work"
        self.work.mkdir()
        self.room = self.work / "room"
        self.clock = root / "clock"
        FileClock.write(self.clock, 0, datetime.now(UTC))
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
            "JUDGE_BANK": str(make_mock_bank(root / "bank")),
            "JUDGE_HOME": str(root / "home"),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
        }

    def start(self, *words: str, **environment: str) -> Any:
        """Start a command of `judge mock`."""
        return pexpect.spawn(
            sys.executable,
            [str(PROGRAM), str(self.clock), "mock", *words],
            cwd=str(self.work),
            env=self.environment | environment,
            dimensions=(50, 100),
            encoding="utf-8",
            timeout=60,
        )

    def see(self, *words: str) -> str:
        """Return all that a command writes to the terminal."""
        process = self.start(*words)
        process.expect(pexpect.EOF)
        process.close()
        return without_colours(str(process.before))

    def save(self, slug: str, text: str) -> None:
        """Save a problem's file as careful editors do: another file, renamed."""
        scratch = self.room / f".{slug}.tmp"
        scratch.write_text(text, encoding="utf-8")
        scratch.rename(self.room / f"{slug}.py")

    def set_clock(self, minutes: float) -> None:
        """Let so many minutes have passed since the beginning."""
        FileClock.write(self.clock, minutes)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal, with the toy bank."""
    return Terminal(tmp_path)


def without_colours(text: str) -> str:
    """The text without colour sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text).replace("\r\n", "\n")


def end(process: Any) -> str:
    """Wait until a command has ended, and return what it wrote since the last thing that was waited for."""
    process.expect(pexpect.EOF)
    process.close()
    return without_colours(str(process.before))


def test_whole_interview(terminal: Terminal) -> None:
    """Start, save wrong, save right, follow-ups, deadline, late submit refused, report."""
    screen = terminal.start("start", "--problems", "double,halve", "--dir", "room")
    screen.expect("45:00 left")
    terminal.set_clock(3)
    screen.expect("42:00 left")
    terminal.save("double", "# verdict WA secret")
    screen.expect("examples: WA")
    terminal.set_clock(5)
    terminal.save("double", "# hidden WA secret")
    screen.expect(r"case 1 \(shapes\)")
    screen.expect("1 submission")
    screen.send("h")
    screen.expect("hint 1 of 2")
    screen.expect("Think of double first")
    terminal.set_clock(9)
    terminal.save("double", "# fine")
    screen.expect("solved after 9:00")
    screen.expect(r"\(2 open\)")
    screen.send("f")
    screen.expect("Why is double so")
    screen.expect("> ")
    screen.sendline("because it scales")
    screen.expect("> ")
    screen.sendline("")
    screen.expect("1. it scales")
    screen.expect(r"\[y/n\]")
    screen.sendline("y")
    screen.expect(r"2. it is .*\[y/n\]")
    screen.sendline("n")
    screen.expect("And in float32")
    screen.expect("> ")
    screen.sendline("")
    screen.expect("36:00 left")
    terminal.save("halve", "# verdict WA secret")
    screen.expect("examples: WA")
    terminal.set_clock(45)
    screen.expect("ended at")
    screen.expect("Why is halve so")
    screen.expect("> ")
    screen.sendeof()
    rest = end(screen)
    assert "1 of 2 problems solved" in rest
    assert screen.exitstatus == 0

    terminal.set_clock(47)
    late = terminal.see("submit", "halve")
    assert "the submission comes 2:00 too late" in late
    report = terminal.see("report")
    assert "because it scales" in report
    assert re.search(r"9:00  AC +1/1  saved", report)
    assert re.search(r"45:00  WA +1/2  at the deadline", report)
    document = json.loads(terminal.see("report", "--json"))
    double = document["problems"][0]
    assert [mark["how"] for mark in double["tries"]] == ["examples"] * 3
    assert [mark["verdict"] for mark in double["submissions"]] == ["WA", "AC"]
    assert [point["made"] for point in double["questions"][0]["points"]] == [True, False]
    assert (double["questions"][1]["answer"], double["hints"]) == ("", [300])


def test_leaving_and_coming_back(terminal: Terminal) -> None:
    """The screen can be left or killed; the clock runs on, and resume shows the session again."""
    screen = terminal.start("start", "--problems", "double", "--dir", "room")
    screen.expect("45:00 left")
    screen.send("q")
    assert "next: judge mock resume" in end(screen)
    assert screen.exitstatus == 0
    terminal.set_clock(10)
    screen = terminal.start("resume")
    screen.expect("35:00 left")
    screen.kill(9)
    end(screen)
    terminal.save("double", "# fine")
    terminal.set_clock(20)
    screen = terminal.start("resume")
    screen.expect("solved after 20:00")  # what was saved while no screen was there is judged when one is
    screen.sendintr()
    end(screen)
    assert screen.exitstatus == 130
    screen = terminal.start("resume")
    screen.expect("25:00 left")
    screen.close(force=True)  # the terminal is closed
    assert "25:00 left" in terminal.see("status")


def test_save_that_was_saved_over_is_given_up(terminal: Terminal) -> None:
    """Code that loops does not keep its correction waiting, and leaves no verdict behind."""
    fifo = terminal.work / "fifo"
    os.mkfifo(fifo)
    screen = terminal.start("start", "--problems", "double", "--dir", "room")
    screen.expect("45:00 left")
    terminal.save("double", f"# wait {fifo}\n# verdict WA of the loop")
    screen.expect("judging double")
    terminal.save("double", "# fine")
    terminal.set_clock(3)
    screen.expect("42:00 left")  # the screen has looked at the files since
    terminal.set_clock(4)
    screen.expect("41:00 left")
    terminal.set_clock(5)
    screen.expect("40:00 left")
    os.close(os.open(fifo, os.O_WRONLY))
    screen.expect("solved after")
    screen.send("ee")
    screen.expect("Why is double so")
    screen.sendeof()
    end(screen)
    double = json.loads(terminal.see("report", "--json"))["problems"][0]
    assert double["tries"] == [] or {mark["verdict"] for mark in double["tries"]} == {"AC"}
    assert [mark["verdict"] for mark in double["submissions"]] == ["AC"]


def test_another_terminal_does_something(terminal: Terminal) -> None:
    """The screen shows what other terminals submit, and ends when one of them ends the session."""
    screen = terminal.start("start", "--problems", "double", "--dir", "room")
    screen.expect("45:00 left")
    other = terminal.work / "double.py"
    other.write_text("# verdict TLE", encoding="utf-8")
    terminal.see("submit", "double.py")
    screen.expect("time limit exceeded")
    finish = terminal.start("finish", "--yes")
    screen.expect("ended at")
    screen.expect("Why is double so")
    screen.sendeof()
    end(screen)
    finish.expect("Why is double so")
    finish.sendeof()
    end(finish)


def test_ending_takes_the_key_twice(terminal: Terminal) -> None:
    """One e asks, another key goes on, two in a row end the session; s submits and n goes to the next problem."""
    screen = terminal.start("start", "--problems", "double,halve", "--dir", "room")
    screen.expect("45:00 left")
    screen.send("e")
    screen.expect("end the interview now")
    screen.send("n")
    screen.expect("> halve")
    terminal.save("halve", "# hidden WA why")
    screen.expect("1 submission")
    screen.send("s")
    screen.expect("judged before")
    screen.send("e")
    screen.expect("end the interview now")
    screen.send("e")
    screen.expect("ended at")
    screen.expect("Why is double so")
    screen.sendintr()
    end(screen)
    assert screen.exitstatus == 130
    assert "finished before the deadline" in terminal.see("report")


def test_without_a_terminal_that_can_no_screen_is_drawn(terminal: Terminal) -> None:
    """A dumb terminal, or --plain, gets plain lines and no control sequences."""
    screen = terminal.start("start", "--problems", "double", "--dir", "room", TERM="dumb")
    text = str(screen.read())
    assert "\x1b" not in text
    assert "next: edit the file" in text
    screen = terminal.start("resume", "--plain")
    assert "next: edit the file" in end(screen)


def test_answers_of_another_terminal_are_in_the_report_at_the_end(terminal: Terminal) -> None:
    """What was answered elsewhere while this terminal waited for an answer is not said to be open."""
    terminal.see("start", "--problems", "double", "--dir", "room", "--plain")
    terminal.save("double", "# fine")
    screen = terminal.start("finish", "--yes")
    screen.expect("Why is double so")
    screen.expect("> ")
    terminal.see("answer", "--text", "as it scales", "--made", "1")
    screen.sendeof()
    assert "as it scales" in end(screen)


def test_finish_asks(terminal: Terminal) -> None:
    """At a terminal finishing early wants a yes."""
    terminal.see("start", "--problems", "double", "--dir", "room", "--plain")
    process = terminal.start("finish")
    process.expect("End the interview now")
    process.sendline("n")
    assert "it goes on" in end(process)
    assert process.exitstatus == 1
    assert "45:00 left" in terminal.see("status")


def test_questions_of_next(terminal: Terminal) -> None:
    """At a terminal `next` asks what is open before it goes on."""
    terminal.see("start", "--problems", "double,halve", "--dir", "room", "--plain")
    terminal.save("double", "# fine")
    terminal.see("submit")
    process = terminal.start("next")
    for line in ("because", "", "y", "y", ""):
        process.expect(r"> |\[y/n\] ")
        process.sendline(line)
    assert "now halve" in end(process)
