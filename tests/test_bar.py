"""The progress bar: what it says, and where it keeps quiet."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from toy_cli import make_bank

from judge.commands.bar import Bar, draw

ROOT = Path(__file__).resolve().parent.parent


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.mark.parametrize(
    ("done", "failed", "seconds", "line"),
    [
        (0, 0, 0.0, "judging [............] 0/24"),
        (12, 0, 3.0, "judging [######......] 12/24  4.0/s  3 s left"),
        (1, 1, 10.0, "judging [............] 1/24  0.1/s  3 min 50 s left  1 not accepted"),
        (23, 2, 82800.0, "judging [###########.] 23/24  0.0/s  1 h 0 min left  2 not accepted"),
        (24, 2, 8.0, "judging [############] 24/24  3.0/s  0 s left  2 not accepted"),
    ],
)
def test_line(done: int, failed: int, seconds: float, line: str) -> None:
    """How far it is, how many a second, how long it takes still, and how many have failed."""
    assert draw(done, 24, failed, seconds, width=12) == line


def test_rate_is_that_of_this_run() -> None:
    """What an earlier run has judged counts as done, but not as fast."""
    assert draw(20, 24, 0, 2.0, known=18, width=6) == "judging [#####.] 20/24  1.0/s  4 s left"
    assert draw(18, 24, 0, 2.0, known=18, width=4) == "judging [###.] 18/24"


def test_narrow_terminal() -> None:
    """The numbers come before the bar, and nothing goes beyond the edge."""
    assert draw(12, 24, 1, 3.0, room=40) == "judging 12/24  4.0/s  3 s left  1 not ac"
    assert draw(12, 24, 0, 3.0, room=40) == "judging 12/24  4.0/s  3 s left"
    assert draw(12, 24, 0, 3.0, room=54) == "judging 12/24  4.0/s  3 s left"
    assert draw(12, 24, 0, 3.0, room=57) == "judging [############............] 12/24  4.0/s  3 s left"


def test_nothing_to_do() -> None:
    """Without submissions the bar is full at once."""
    assert draw(0, 0, 0, 0.0, width=4) == "judging [####] 0/0"


def test_terminal_sees_it_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is drawn at most ten times a second, and taken away at the end."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    moments = iter([0.0, 0.0, 0.05, 0.15, 0.2])
    with Bar(3, clock=lambda: next(moments)) as bar:
        for failed in (False, True, False):
            bar.step(failed)
    drawn = terminal.getvalue().split("\r")
    assert [line.split("]")[1].split()[0] for line in drawn if "]" in line] == ["0/3", "2/3", "3/3"]
    assert drawn[-1] == ""
    assert drawn[-2].isspace()


@pytest.mark.parametrize("quiet", [True, False])
def test_pipe_sees_nothing(monkeypatch: pytest.MonkeyPatch, quiet: bool) -> None:
    """In a pipe there is no bar, and none on a terminal when stdout is to stand alone."""
    stream = Terminal() if quiet else io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    with Bar(1, quiet=quiet) as bar:
        bar.step(False)
    assert stream.getvalue() == ""


def test_real_terminal(tmp_path: Path) -> None:
    """While `judge check` judges there is a bar; the table then stands alone."""
    pexpect = pytest.importorskip("pexpect")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
        "JUDGE_BANK": str(make_bank(tmp_path / "bank")),
        "JUDGE_JOBS": "1",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
    }
    for number in range(3):
        (tmp_path / "s" / str(number)).mkdir(parents=True)
        (tmp_path / "s" / str(number) / "double.py").touch()
    words = [str(ROOT / "tests" / "toy_cli.py"), "check", "s"]
    process = pexpect.spawn(
        sys.executable, words, cwd=str(tmp_path), env=environment, dimensions=(40, 90), encoding="utf-8", timeout=60
    )
    process.expect(pexpect.EOF)
    bar, _, table = process.before.replace("\r\n", "\n").rpartition("\r")
    assert "judging [........................] 0/3" in bar
    assert "3/3" in bar
    assert table.startswith("AC  double  1/1  s/0/double.py\n")
    assert table.endswith("\n3 submissions: 3 accepted\n")
