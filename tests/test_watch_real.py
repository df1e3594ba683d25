"""`judge watch` with the real engine: loops and floods do not hold it up, and nothing is left when it ends."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import descendants, watch
from toy_bank import DOUBLE, TWO_CASES, Toy

from judge.live.candidates import kill_candidates
from judge.sandbox.launchers import Launchers

pexpect = pytest.importorskip("pexpect")

ROOT = Path(__file__).resolve().parent.parent
LOOP = "def double(x):\n    while True:\n        pass\n"
LOOP_WHILE_LOADING = "while True:\n    pass\n"
FLOOD = "def double(x):\n    while True:\n        print('x' * 1000)\n"


class Window:
    """A terminal with `judge watch` about double.py, whose limits are so wide that nobody would wait for them."""

    def __init__(self, root: Path) -> None:
        toy = Toy(root / "bank", None).write(TWO_CASES, cpu_s=300, wall_s=300, load_cpu_s=300, load_wall_s=300)
        toy.write_suite("examples.py", TWO_CASES)
        (toy.folder / "statement.md").write_text("# Double\n\nReturn twice x.\n", encoding="utf-8")
        self.file = root / "double.py"
        self.file.write_text(DOUBLE.replace("x + x", "x"), encoding="utf-8")
        self.shell: Any = pexpect.spawn(
            sys.executable,
            ["-m", "judge", "watch", "double"],
            cwd=str(root),
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "JUDGE_BANK": str(toy.bank),
                "JUDGE_HOME": str(root / "home"),
                "TMPDIR": str(root),
                "TERM": "xterm",
                "LANG": "C.UTF-8",
            },
            dimensions=(40, 90),
            encoding="utf-8",
            timeout=60,
        )

    def save(self, text: str) -> None:
        """Save the file in place."""
        self.file.write_text(text, encoding="utf-8")

    def see(self, pattern: str) -> str:
        """Wait until something is on the screen; return what came before."""
        self.shell.expect(pattern)
        return re.sub(r"\x1b\[[0-9;]*[mK]", "", str(self.shell.before))


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    """A terminal, at the first verdict."""
    made = Window(tmp_path)
    made.see("WA ")
    made.see("watching double.py")
    yield made
    made.shell.close(force=True)


@pytest.mark.parametrize("loop", [LOOP, LOOP_WHILE_LOADING], ids=["calling", "loading"])
def test_save_ends_a_loop(window: Window, loop: str) -> None:
    """While a submission loops, the next save is judged at once, in the same warm launcher."""
    (launcher,) = children(window.shell.pid)
    window.save(loop)
    window.see("judging double.py for 1 s")
    window.save(DOUBLE)
    window.see("AC ")
    window.see("watching double.py")
    assert children(window.shell.pid) == [launcher]


def children(pid: int) -> list[int]:
    """What a process has started itself."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def test_keys_work_while_it_loops(window: Window) -> None:
    """A submission that loops can be read about, given up for a run, and left; no process stays behind."""
    window.save(LOOP)
    window.see("judging double.py for 1 s")
    window.shell.send("s")
    window.shell.send("t")
    window.see("Return twice x")
    window.save(DOUBLE)
    window.see("the submission was given up, and is not kept")
    window.see("AC ")
    window.save(LOOP)
    window.see("judging double.py for 1 s")
    left = watch(descendants(window.shell.pid) | {window.shell.pid})
    window.shell.send("q")
    window.see(pexpect.EOF)
    window.shell.wait()
    assert left.still_there(30_000) == []


def test_closed_window_leaves_nothing_behind(window: Window) -> None:
    """When the terminal goes away in the midst of a loop, so do the command and its processes."""
    window.save(LOOP)
    window.see("judging double.py for 1 s")
    left = watch(descendants(window.shell.pid) | {window.shell.pid})
    window.shell.ptyproc.fileobj.close()
    assert left.still_there(30_000) == []


def test_flood_of_output_is_cut_off(window: Window) -> None:
    """A submission that prints without end gets its verdict, and the screen is not flooded."""
    window.save(FLOOD)
    window.see("OLE")
    shown = window.see("watching double.py")
    assert "printed more than" in shown
    assert len(shown) < 20_000
    window.save(DOUBLE)
    window.see("AC ")


def test_killing_candidates_spares_the_launcher(launchers: Launchers, toy: Toy) -> None:
    """With nothing to kill, nothing is killed: the launcher answers as before, and a stranger's number is refused."""
    before = launchers.start("numpy")
    kill_candidates(before.pid)
    kill_candidates(1)
    assert toy.judge().verdict.value == "AC"
    assert launchers.start("numpy") is before
