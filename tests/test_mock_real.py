"""A mock interview with the real bank, the real engine and the real clock."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


class Session:
    """The console command as a process, in an empty folder."""

    def __init__(self, root: Path) -> None:
        self.work = root / "work"
        self.work.mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("JUDGE_")},
            "PYTHONPATH": str(ROOT),
            "JUDGE_HOME": str(root / "home"),
            "JUDGE_WARM": "0",
        }

    def run(self, *words: str, code: int = 0) -> str:
        """Run a command, and return what it prints."""
        ended = subprocess.run(
            [sys.executable, "-m", "judge", *words], cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert ended.returncode == code, ended.stderr
        return ended.stdout

    def json(self, *words: str, code: int = 0) -> Any:
        """Run a command with --json."""
        return json.loads(self.run(*words, "--json", code=code))


def test_interview_about_softmax(tmp_path: Path) -> None:
    """A wrong and a right solution are judged; only the report says what was wrong; speed and questions are in it."""
    session = Session(tmp_path)
    solutions = ROOT / "solutions" / "softmax"
    session.run("mock", "start", "--problems", "softmax", "--dir", ".")
    shutil.copy(solutions / "wrong_answer" / "always_axis_0.py", session.work / "softmax.py")
    wrong = session.run("mock", "submit", code=1)
    assert "wrong answer: softmax" in wrong
    assert "looks like" not in wrong
    assert "differ" not in wrong
    session.run("solution", "softmax", "--yes", code=2)
    assert "looks like" not in session.run("run", "softmax.py", code=1)
    shutil.copy(solutions / "reference.py", session.work / "softmax.py")
    assert session.json("mock", "submit")["verdict"] == "AC"
    session.run("mock", "answer", "softmax", "--text", "The factor cancels.", "--made", "1")
    session.run("mock", "finish", "--yes")
    report = session.json("mock", "report")
    softmax = report["problems"][0]
    assert [mark["verdict"] for mark in softmax["submissions"]] == ["WA", "AC"]
    groups = softmax["explanation"]["groups"]
    assert any(group["message"] for group in groups)
    assert any("axis" in group["guess"] for group in groups)
    assert softmax["timing"] is not None
    assert [point["made"] for point in softmax["questions"][0]["points"]] == [True, False, False]
    session.run("mock", "report", "--html", "report.html")
    page = (session.work / "report.html").read_text(encoding="utf-8")
    assert "Speed against the reference" in page or softmax["timing"]["noisy"]
    session.run("solution", "softmax")


def test_code_that_loops_keeps_nothing_waiting(tmp_path: Path) -> None:
    """While it is judged a hint is shown, another problem's save comes first after a moment, and q leaves at once."""
    pexpect = pytest.importorskip("pexpect")
    session = Session(tmp_path)
    screen = pexpect.spawn(
        sys.executable,
        ["-m", "judge", "mock", "start", "--problems", "softmax,layer_norm", "--dir", "."],
        cwd=str(session.work),
        env=session.environment | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "NO_COLOR": "1"},
        dimensions=(60, 100),
        encoding="utf-8",
        timeout=120,
    )
    screen.expect("4[45]:.. left")
    (session.work / "softmax.py").write_text(
        "def softmax(x, axis=-1):\n    while True:\n        pass\n", encoding="utf-8"
    )
    screen.expect("judging softmax")
    screen.send("h")
    screen.expect("softmax, hint 1 of 3")
    shutil.copy(ROOT / "solutions" / "layer_norm" / "reference.py", session.work / "layer_norm.py")
    screen.expect("solved after")
    screen.send("q")
    screen.expect("next: judge mock resume")
    screen.expect(pexpect.EOF)
    softmax, layer_norm = session.json("mock", "status")["problems"]
    assert (softmax["verdict"], softmax["hints"]) == (None, 1)
    assert (layer_norm["verdict"], layer_norm["hints"]) == ("AC", 0)
