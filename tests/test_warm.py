"""The judge that stays warm between commands, in real processes."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from processes import descendants

from judge.catalog import Bank
from judge.warm.messages import Request, receive_reply, send

ROOT = Path(__file__).resolve().parents[1]
BANK = Bank(ROOT)
RIGHT = ROOT / "solutions" / "softmax" / "reference.py"

Judge = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="warm-") as short:  # a socket's path is: pytest's own folders are too long
        yield kept | {
            "PYTHONPATH": str(ROOT),
            "JUDGE_HOME": str(tmp_path / "home"),
            "XDG_RUNTIME_DIR": short,
            "JUDGE_WARM": "1",
            "LANG": "C.UTF-8",
        }


@pytest.fixture
def judge(environment: dict[str, str], tmp_path: Path) -> Iterator[Judge]:
    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "judge", *words],
            cwd=tmp_path,
            env=environment | variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    yield run
    run("warm", "stop")


def status_of(judge: Judge) -> tuple[int, int]:
    """The warm judge's process number and how many submissions it has judged; (0, 0) without one."""
    found = re.search(r"process (\d+) waits for judge submit, .* (\d+) submission", judge("warm", "status").stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def childless(root: int) -> set[int]:
    """Of the processes below one, those that have none below them."""
    below = descendants(root)
    return {pid for pid in below if not descendants(pid)}


def sockets(environment: dict[str, str]) -> list[Path]:
    return sorted(Path(environment["XDG_RUNTIME_DIR"], "judge").glob("*.sock"))


def test_the_second_submission_finds_the_judge_of_the_first(judge: Judge) -> None:
    assert judge("submit", "softmax", str(RIGHT)).returncode == 0
    first, _ = status_of(judge)
    assert first
    for _ in range(5):  # on a busy machine a command does not wait long for its turn, and judges by itself
        assert judge("submit", "softmax", str(RIGHT)).returncode == 0
        pid, judged = status_of(judge)
        assert pid == first
        if judged > 1:
            return
    raise AssertionError("no submission went to the judge that was there")


def test_two_candidates_wait_after_a_lull(judge: Judge) -> None:
    """Whoever says `judge run` and `judge submit` in one line finds one each."""
    assert judge("submit", "softmax", str(RIGHT)).returncode == 0
    first, _ = status_of(judge)
    assert first
    deadline = time.monotonic() + 60
    while len(childless(first)) < 2:
        assert time.monotonic() < deadline


def test_stop_ends_it(judge: Judge, environment: dict[str, str]) -> None:
    assert judge("submit", "softmax", str(RIGHT)).returncode == 0
    assert "1 stopped" in judge("warm", "stop").stdout
    assert status_of(judge) == (0, 0)
    assert sockets(environment) == []


@pytest.mark.parametrize(
    "variables", [{"JUDGE_WARM": "0"}, {"JUDGE_WARM": "Off"}, {"JUDGE_WARM": "", "CI": "true"}, {"JUDGE_WARM": ""}]
)
def test_there_is_none_where_it_is_off_or_in_ci_or_in_a_pipe(judge: Judge, variables: dict[str, str]) -> None:
    assert judge("submit", "softmax", str(RIGHT), **variables).returncode == 0
    assert status_of(judge) == (0, 0)


def test_one_that_was_killed_is_replaced(judge: Judge) -> None:
    assert judge("submit", "softmax", str(RIGHT)).returncode == 0
    first, _ = status_of(judge)
    assert first
    os.kill(first, signal.SIGKILL)
    assert judge("submit", "softmax", str(RIGHT)).returncode == 0
    assert judge("submit", "softmax", str(RIGHT)).returncode == 0
    second, _ = status_of(judge)
    assert second not in (0, first)


def test_a_changed_hidden_test_is_noticed(judge: Judge, tmp_path: Path) -> None:
    """What it keeps of a suite is dropped when the suite's file changes."""
    bank = tmp_path / "bank"
    for folder in ("problems", "solutions"):
        (bank / folder).mkdir(parents=True)
        subprocess.run(["cp", "-r", str(ROOT / folder / "softmax"), str(bank / folder)], check=True)
    words = ("submit", "--bank", str(bank), "softmax", str(RIGHT))
    assert judge(*words).returncode == 0
    hidden = bank / "problems" / "softmax" / "hidden_tests.py"
    hidden.write_text(hidden.read_text(encoding="utf-8") + "\nraise ValueError('changed')\n", encoding="utf-8")
    ended = judge(*words)
    assert ended.returncode == 3
    assert "changed" in ended.stdout + ended.stderr


def test_its_socket_is_the_user_s_alone(judge: Judge, environment: dict[str, str]) -> None:
    assert judge("submit", "softmax", str(RIGHT)).returncode == 0
    (path,) = sockets(environment)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_it_keeps_nothing_that_the_command_has_inherited(judge: Judge, environment: dict[str, str]) -> None:
    """A lock that a script holds around the command is free when the command has ended."""
    ours, theirs = os.pipe()
    words = [sys.executable, "-m", "judge", "submit", "softmax", str(RIGHT)]
    assert subprocess.run(words, env=environment, pass_fds=[theirs], stdout=subprocess.DEVNULL).returncode == 0
    os.close(theirs)
    assert status_of(judge)[0]
    assert select.select([ours], [], [], 10)[0]
    os.close(ours)


def test_nonsense_on_its_socket_does_no_harm(judge: Judge, environment: dict[str, str]) -> None:
    assert judge("submit", "softmax", str(RIGHT)).returncode == 0
    (path,) = sockets(environment)
    for nonsense in (b"", b"\xff" * 9, b"\x05\0\0\0abcde", b"\xff\xff\xff\x7f"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(str(path))
            connection.sendall(nonsense)
    assert judge("submit", "softmax", str(RIGHT)).returncode == 0
    assert status_of(judge)[0]


def test_a_command_that_goes_away_leaves_it_well(judge: Judge, environment: dict[str, str], tmp_path: Path) -> None:
    loop = tmp_path / "loop.py"
    loop.write_text("def softmax(x, axis=-1):\n    while True:\n        pass\n", encoding="utf-8")
    assert judge("submit", "softmax", str(RIGHT)).returncode == 0
    (path,) = sockets(environment)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(str(path))
        send(connection, Request("judge", BANK.problem("softmax"), os.fsencode(loop), loop.read_bytes()))
        reply = receive_reply(connection)
        assert reply is not None and reply.kind == "ready"
    assert judge("submit", "softmax", str(RIGHT)).returncode == 0


@pytest.mark.skipif(sys.platform == "darwin", reason="names are UTF-8 there")
def test_a_name_that_is_no_text_is_judged_all_the_same(judge: Judge, tmp_path: Path) -> None:
    """A file name is bytes, and what travels to another process is UTF-8."""
    name = os.fsdecode(b"softmax_\xff.py")
    tmp_path.joinpath(name).write_bytes(RIGHT.read_bytes())
    for form in ((), ("--json",)):
        done = judge("submit", "softmax", name, *form)
        assert (done.returncode, done.stderr) == (0, "")
