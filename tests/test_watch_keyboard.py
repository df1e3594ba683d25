"""Single keys from a terminal: what is a key, and that the terminal is as it was on every way out."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from judge.live.keyboard import END_OF_FILE, Keyboard, keys_in

pexpect = pytest.importorskip("pexpect")

ROOT = Path(__file__).resolve().parent.parent
SHELL = ROOT / "tests" / "job_shell.py"

PROGRAM = """
import os, select, sys
from judge.live.keyboard import Keyboard
with Keyboard(0, lambda: print("[stopping]", flush=True), lambda: print("[resumed]", flush=True)) as keyboard:
    print("[ready]", flush=True)
    while True:
        select.select([0], [], [])
        for key in keyboard.read():
            print(f"[key {key}]", flush=True)
            if key == "q": sys.exit(0)
            if key == "x": raise ValueError("on purpose")
            if key == "k": os.kill(os.getpid(), int(sys.argv[1]))
"""


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"rQ", "rq"),
        (b"\x1b[A\x1b[1;5D\x1bOP\x1b[15~", ""),
        (b"\x1bs", ""),
        (b"\x1b", ""),
        (b"s\x1b[200~q", "sq"),
        (b"\x04", END_OF_FILE),
        ("你".encode() + b"\xff", "你\ufffd"),
    ],
)
def test_keys_in_what_a_terminal_sends(data: bytes, keys: str) -> None:
    """Letters count in either case; arrow and function keys, and Alt with a letter, are no letters."""
    assert keys_in(data) == keys


@pytest.fixture
def descriptors() -> Iterator[tuple[int, int]]:
    """The two ends of a pseudo-terminal that is nobody's controlling terminal."""
    master, slave = pty.openpty()
    yield master, slave
    for descriptor in (master, slave):
        os.close(descriptor)


def test_terminal_of_another_job_is_left_alone(descriptors: tuple[int, int]) -> None:
    """Where this process is not in the foreground, there are no keys, and the modes stay as they are."""
    _, slave = descriptors
    before = termios.tcgetattr(slave)
    with Keyboard(slave) as keyboard:
        assert keyboard.descriptor is None
        assert termios.tcgetattr(slave) == before


def test_pipe_has_no_keys() -> None:
    """A descriptor that is no terminal is not waited on: `yes | judge watch` does not press y."""
    reading, writing = os.pipe()
    with Keyboard(reading) as keyboard:
        assert keyboard.descriptor is None
    os.close(reading)
    os.close(writing)


def test_signal_handlers_are_put_back() -> None:
    """After the block, signals do what they did before."""
    numbers = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP, signal.SIGCONT, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    with Keyboard(0):
        assert signal.getsignal(signal.SIGTERM) != before[0]
    assert [signal.getsignal(number) for number in numbers] == before


def test_hangup_that_is_ignored_stays_so() -> None:
    """Under nohup, the end of the terminal ends nothing."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Keyboard(0):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def start(number: int = 0) -> Any:
    """Start the program as a job of a shell in a terminal."""
    shell = pexpect.spawn(
        sys.executable,
        [str(SHELL), sys.executable, "-c", PROGRAM, str(number)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        encoding="utf-8",
        timeout=60,
    )
    shell.expect_exact("[ready]")
    return shell


def modes(shell: Any) -> int:
    """The modes of the terminal, now."""
    return int(termios.tcgetattr(shell.child_fd)[3]) & (termios.ICANON | termios.ECHO | termios.ISIG)


def test_keys_come_without_enter_and_without_echo() -> None:
    """A key is there as soon as it is pressed; Ctrl-C and Ctrl-Z stay signals."""
    shell = start()
    assert modes(shell) == termios.ISIG
    shell.send("a")
    shell.expect_exact("[key a]")
    assert "a" not in shell.before.replace("[ready]", "")


@pytest.mark.parametrize(
    ("key", "number", "code"),
    [
        ("q", 0, 0),
        ("x", 0, 1),
        ("\x03", 0, -signal.SIGINT),
        ("k", signal.SIGTERM, 128 + signal.SIGTERM),
        ("k", signal.SIGHUP, 128 + signal.SIGHUP),
        ("\x1c", 0, 128 + signal.SIGQUIT),
    ],
)
def test_modes_are_put_back_on_every_way_out(key: str, number: int, code: int) -> None:
    """After a key that quits, an exception, Ctrl-C, Ctrl-\\ or a signal, lines and echo are on again."""
    shell = start(number)
    shell.send(key)
    shell.expect_exact(f"[ended {code}: lines echo signals]")


def test_modes_are_put_back_while_the_process_is_stopped() -> None:
    """Ctrl-Z gives the shell its terminal as it was; `fg` takes it again, as often as one likes."""
    shell = start()
    for _ in range(2):
        shell.send("\x1a")
        shell.expect_exact("[stopping]")
        shell.expect_exact("[stopped: lines echo signals]")
        shell.sendline("fg")
        shell.expect_exact("[resumed]")
        assert modes(shell) == termios.ISIG
        shell.send("a")
        shell.expect_exact("[key a]")
    shell.send("q")
    shell.expect_exact("[ended 0: lines echo signals]")


def test_background_job_takes_no_keys() -> None:
    """After `bg` the terminal is the shell's; after `fg` the keys are back."""
    shell = start()
    shell.send("\x1a")
    shell.expect_exact("[stopped: lines echo signals]")
    shell.sendline("bg")
    shell.expect_exact("[resumed]")
    assert modes(shell) & termios.ICANON
    shell.sendline("fg")
    shell.expect_exact("[resumed]")
    shell.send("q")
    shell.expect_exact("[ended 0: lines echo signals]")


def test_terminal_that_goes_away_is_the_end_of_the_keys(descriptors: tuple[int, int]) -> None:
    """A closed window reads as Ctrl-D, not as an error, and putting the modes back is no error either."""
    script = PROGRAM.replace('if key == "q"', f"if key == {END_OF_FILE!r}")
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{script}"],
        stdin=slave,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"[ready]\n"
    os.close(slave)
    os.close(master)
    assert process.communicate(timeout=60)[0] == f"[key {END_OF_FILE}]\n".encode()
    assert process.returncode == 0
