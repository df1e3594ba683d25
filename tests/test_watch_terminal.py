"""`judge watch` in a real pseudo-terminal, as a person sees it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import descendants, watch
from toy_cli import make_bank

pexpect = pytest.importorskip("pexpect")

ROOT = Path(__file__).resolve().parent.parent
TOY = ROOT / "tests" / "toy_cli.py"
SHELL = ROOT / "tests" / "job_shell.py"
IDLE = r"watching double\.py: r run, s submit, h hint, t statement, q quit"
ENDED = "[ended {}: lines echo signals]"


class Terminal:
    """A terminal with a shell that runs one command, in a folder with a file for a problem of the toy bank."""

    def __init__(self, root: Path) -> None:
        self.work = root / "work"
        self.work.mkdir()
        self.file = self.work / "double.py"
        self.file.write_text("# verdict WA off\n", encoding="utf-8")
        self.shell: Any = None
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
            "JUDGE_BANK": str(make_bank(root / "bank")),
            "JUDGE_HOME": str(root / "home"),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "TMPDIR": str(root),
        }

    def start(self, *words: str, idle: str = IDLE, **environment: str) -> None:
        """Start `judge watch`, and wait for its first verdict."""
        self.shell = pexpect.spawn(
            sys.executable,
            [str(SHELL), sys.executable, str(TOY), "watch", *(words or ("double",))],
            cwd=str(self.work),
            env=self.environment | environment,
            dimensions=(40, 90),
            encoding="utf-8",
            timeout=60,
        )
        self.shell.expect("WA ")
        self.see(idle)

    def save(self, text: str) -> None:
        """Save the file as an editor does that renames."""
        fresh = self.work / ".double.py.swp"
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, self.file)

    def see(self, pattern: str) -> str:
        """Wait until something is on the screen; return what came before it, without colours."""
        self.shell.expect(pattern)
        return re.sub(r"\x1b\[[0-9;]*[mK]", "", str(self.shell.before))

    def see_idle(self) -> str:
        """Wait until the file is only watched."""
        return self.see(IDLE)

    def press(self, key: str) -> None:
        """Press a key."""
        self.shell.send(key)

    def see_end(self, code: int) -> str:
        """Wait until the command has ended, with the terminal as it was."""
        self.shell.expect_exact(ENDED.format(code))
        return str(self.shell.before)

    def kept(self) -> list[str]:
        """The verdicts in the history, the oldest first."""
        listed = subprocess.run(
            [sys.executable, str(TOY), "history", "--json"],
            env=self.environment,
            cwd=self.work,
            capture_output=True,
            check=True,
        )
        return [attempt["verdict"] for attempt in reversed(json.loads(listed.stdout))]

    def close(self) -> None:
        """Close the window."""
        if self.shell is not None:
            self.shell.close(force=True)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal."""
    made = Terminal(tmp_path)
    yield made
    made.close()


def test_a_sitting_with_watch(terminal: Terminal) -> None:
    """Save wrong: WA. Save right: AC. s submits, h hints, t shows the statement; q quits, and all is as it was."""
    terminal.start()
    flags = termios.tcgetattr(terminal.shell.child_fd)[3]
    assert not flags & (termios.ECHO | termios.ICANON)
    terminal.save("# verdict WA wrong shape\n")
    terminal.see("wrong shape")
    assert "change double.py, and save it" in terminal.see_idle()
    terminal.save("x = 1\n")
    terminal.see("AC .*accepted")
    assert "press s to submit it" in terminal.see_idle()
    assert not (terminal.work.parent / "home" / "history.db").exists()
    terminal.press("s")
    terminal.see("submitted")
    terminal.see("1 of 1 hidden case")
    assert "judge solution double" in terminal.see_idle()
    terminal.press("h")
    terminal.see("hint 1 of 2")
    terminal.press("t")
    terminal.see("Return .*x.* as √x says")
    terminal.press("q")
    terminal.see_end(0)
    assert terminal.kept() == ["AC"]


def test_each_save_is_submitted_where_that_is_asked_for(terminal: Terminal) -> None:
    """With --submit every save is an attempt; the file as it was at the beginning is none."""
    terminal.start("double.py", "--submit")
    terminal.save("# verdict TLE too slow\n")
    terminal.see("TLE")
    terminal.see_idle()
    terminal.save("x = 1\n")
    terminal.see("AC ")
    terminal.see_idle()
    terminal.press("q")
    terminal.see_end(0)
    assert terminal.kept() == ["TLE", "AC"]


def test_interview_that_begins_meanwhile_closes_it(terminal: Terminal) -> None:
    """A window that was open before the interview tells no more than one that is opened during it."""
    terminal.start()
    command = [sys.executable, str(TOY), "mock", "start", "--problems", "double", "--dir", "room", "--plain"]
    subprocess.run(
        command, cwd=terminal.work, env=terminal.environment, check=True, stdin=subprocess.DEVNULL, capture_output=True
    )
    terminal.save("# verdict WA secret\n")
    assert "secret" not in terminal.see("and judge watch is closed until it ends at")
    terminal.see(IDLE)
    terminal.shell.send("s")
    terminal.see("and judge submit is closed until it ends at")
    terminal.shell.send("q")


def test_file_is_deleted_and_comes_back(terminal: Terminal) -> None:
    """A deleted file is said to be gone, and judged when it is there again."""
    terminal.start()
    terminal.file.unlink()
    terminal.see("double.py is gone")
    terminal.save("x = 1\n")
    terminal.see("AC ")


def test_folder_is_deleted_and_comes_back(terminal: Terminal) -> None:
    """When the folder itself is made anew, as `git checkout` may do, a save is noticed all the same."""
    folder = terminal.work / "src"
    folder.mkdir()
    (folder / "double.py").write_text("# verdict WA off\n", encoding="utf-8")
    terminal.start("src/double.py", idle="watching src/double.py")
    shutil.rmtree(folder)
    terminal.see("src/double.py is gone")
    folder.mkdir()
    (folder / "double.py").write_text("x = 1\n", encoding="utf-8")
    terminal.see("AC ")


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGHUP, 128 + signal.SIGHUP)],
)
def test_signal_ends_it_and_leaves_the_terminal_as_it_was(terminal: Terminal, number: int, code: int) -> None:
    """Whichever signal ends it, lines and echo are on again, and no process is left."""
    terminal.start()
    (judge,) = [pid for pid in descendants(terminal.shell.pid) if b"watch" in cmdline(pid)][:1]
    left = watch(descendants(judge) | {judge})
    os.kill(judge, number)
    terminal.see_end(code)
    assert left.still_there(30_000) == []


def cmdline(pid: int) -> bytes:
    """The command of a process."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_fault_of_the_judge_leaves_the_terminal_as_it_was(terminal: Terminal) -> None:
    """A bug is one line, exit code 3, and a terminal in order."""
    terminal.start()
    terminal.save("# crash on purpose\n")
    terminal.see("this is a bug in the judge")
    terminal.see_end(3)


def test_stop_and_go_on(terminal: Terminal) -> None:
    """Ctrl-Z gives the terminal back; after fg, saves and keys work as before."""
    terminal.start()
    terminal.press("\x1a")
    terminal.shell.expect_exact("[stopped: lines echo signals]")
    terminal.save("x = 1\n")
    terminal.shell.sendline("fg")
    terminal.see("AC ")
    terminal.see_idle()
    terminal.press("q")
    terminal.see_end(0)


def test_plain_terminal(terminal: Terminal) -> None:
    """A dumb terminal gets no escape sequences at all."""
    terminal.start(TERM="dumb")
    terminal.save("x = 1\n")
    terminal.shell.expect("AC ")
    terminal.press("h")
    terminal.shell.expect("Then|first")
    terminal.press("q")
    assert "\x1b" not in terminal.see_end(0)


def test_history_that_cannot_be_written_is_a_remark(terminal: Terminal) -> None:
    """The verdict stands, and a line says that it was not kept."""
    terminal.start(JUDGE_HOME="/proc/nowhere")
    terminal.press("s")
    terminal.see("submitted")
    terminal.see("WA ")
    terminal.see("warning: the history /proc/nowhere/history.db cannot be used")
    terminal.press("q")
    terminal.see_end(0)


def test_without_a_terminal_there_is_only_the_text(terminal: Terminal) -> None:
    """In a pipe, as in an editor's task, each save adds a verdict; there is no status, and no key is waited for."""
    process = subprocess.Popen(
        [sys.executable, str(TOY), "watch", "double"],
        cwd=terminal.work,
        env=terminal.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or "next:" not in lines[-1]:
        lines.append(process.stdout.readline())
    terminal.save("x = 1\n")
    while "press s to submit" not in lines[-1]:
        lines.append(process.stdout.readline())
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 128 + signal.SIGTERM
    text = "".join(lines)
    assert "\x1b" not in text
    assert "q quit" not in text
    assert text.count("run on the examples") == 2
    process.stdout.close()


def test_reader_of_the_output_goes_away(terminal: Terminal) -> None:
    """`judge watch | head -1` ends with head."""
    ended = subprocess.run(
        ["bash", "-c", f"{sys.executable} {TOY} watch double | head -1; exit ${{PIPESTATUS[0]}}"],
        cwd=terminal.work,
        env=terminal.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
