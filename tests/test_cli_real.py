"""The console command with the real engine and the real bank."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from processes import descendants, watch

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS = ROOT / "solutions"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment without settings, with an empty home."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path),
        "LANG": "C.UTF-8",
    }


def judge(work: Path, environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "judge", *words],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_first_time_user_needs_only_what_the_commands_print(tmp_path: Path, environment: dict[str, str]) -> None:
    """From `judge list`, each command's last line leads to the next, up to an accepted softmax."""
    words, seen = ["list"], []
    while "submit" not in seen:
        seen.append(words[0])
        ended = judge(tmp_path, environment, *words)
        assert ended.stderr == ""
        following = ended.stdout.rstrip().rpartition("\n")[2].removeprefix("next: ")
        if "edit it" in following:
            # What the person types, below the line that names the problem.
            mark = (tmp_path / "softmax.py").read_text(encoding="utf-8").partition("\n")[0]
            answer = (SOLUTIONS / "softmax" / "reference.py").read_text(encoding="utf-8")
            (tmp_path / "softmax.py").write_text(f"{mark}\n{answer}", encoding="utf-8")
        words = following.rpartition("judge ")[2].split() if "submit" not in seen else []
    assert seen == ["list", "show", "start", "run", "submit"]
    assert ended.returncode == 0
    assert ended.stdout.startswith("AC  accepted: softmax, ")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["home", "softmax.py"]
    assert "solved  softmax" in judge(tmp_path, environment, "list").stdout


@pytest.mark.parametrize(
    ("file", "code", "verdict"),
    [
        (SOLUTIONS / "softmax" / "reference.py", 0, "AC"),
        (ROOT / "problems" / "softmax" / "stub.py", 1, None),
    ],
)
def test_report_as_json(
    tmp_path: Path, environment: dict[str, str], file: Path, code: int, verdict: str | None
) -> None:
    """--json prints the report of the schema and nothing else; a stub is never accepted."""
    shutil.copy(file, tmp_path / "softmax.py")
    ended = judge(tmp_path, environment, "submit", "softmax", "--json")
    report = json.loads(ended.stdout)
    assert (ended.returncode, ended.stderr) == (code, "")
    assert report["schema"] == "judge-report/1"
    assert report["verdict"] == verdict if verdict else report["verdict"] != "AC"
    assert report["total"] == len(report["cases"]) >= 12


def test_check_of_a_folder(tmp_path: Path, environment: dict[str, str]) -> None:
    """Files of one folder are judged with the same launchers, each with its own verdict."""
    folder = tmp_path / "softmax"
    folder.mkdir()
    shutil.copy(SOLUTIONS / "softmax" / "reference.py", folder / "ada.py")
    (folder / "bob.py").write_text("def softmax(x, axis=-1):\n    return x\n", encoding="utf-8")
    (folder / "eve.py").write_text("def softmax(:\n", encoding="utf-8")
    ended = judge(tmp_path, environment, "check", "softmax", "--json", "out.json")
    assert (ended.returncode, ended.stderr) == (1, "")
    document = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [report["verdict"] for report in document["reports"]] == ["AC", "WA", "CE"]


@pytest.mark.skipif(sys.platform == "darwin", reason="its file names are UTF-8")
@pytest.mark.parametrize("command", ["run", "submit"])
def test_file_and_bank_whose_names_are_not_utf_8(tmp_path: Path, environment: dict[str, str], command: str) -> None:
    """They are judged as any other, and named in what is printed and kept as well as can be."""
    folder = os.fsdecode(os.path.join(os.fsencode(tmp_path), b"b\xff"))
    for part in ("problems", "solutions"):
        shutil.copytree(ROOT / part / "softmax", f"{folder}/{part}/softmax")
    file = os.fsdecode(b"s\xff.py")
    shutil.copy(SOLUTIONS / "softmax" / "reference.py", tmp_path / file)
    for words in (["softmax", file], ["softmax", f"{folder}/solutions/softmax/reference.py", "--bank", folder]):
        ended = judge(tmp_path, environment, command, *words, "--json")
        assert (ended.returncode, ended.stderr) == (0, "")
        assert json.loads(ended.stdout)["submission"]["path"].count("\\udcff") == 1


def test_required_isolation_is_kept_or_refused(tmp_path: Path, environment: dict[str, str]) -> None:
    """Asked for more than it was told to use, `check` refuses with one line."""
    shutil.copy(SOLUTIONS / "softmax" / "reference.py", tmp_path / "softmax.py")
    words = ["check", "softmax.py", "--isolation", "basic", "--min-isolation", "standard"]
    ended = judge(tmp_path, environment, *words)
    assert ended.returncode == 2
    assert "--isolation basic is below --min-isolation standard" in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
def test_ctrl_c_leaves_no_process(tmp_path: Path, environment: dict[str, str]) -> None:
    """After Ctrl-C in the middle of an endless loop neither the launcher nor the candidate is left."""
    (tmp_path / "softmax.py").write_text("def softmax(x, axis=-1):\n    while True: pass\n", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "judge", "submit", "softmax"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while len(below := descendants(process.pid)) < 2:
        assert process.poll() is None
    watched = watch(below)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"judge: interrupted\n")
    assert watched.still_there(60_000) == []


def test_profile_of_what_is_not_accepted(tmp_path: Path, environment: dict[str, str]) -> None:
    """It is no bad usage: exit code 1, with one line."""
    (tmp_path / "mine.py").write_text("def softmax(x, axis=-1):\n    return x\n", encoding="utf-8")
    ended = judge(tmp_path, environment, "profile", "softmax", "mine.py")
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert ended.stderr.startswith("judge: error: mine.py is not accepted (")
    assert "see 'judge submit softmax mine.py'" in ended.stderr


@pytest.mark.skipif(sys.platform == "darwin" or os.geteuid() != 0, reason="it is about a root that lacks a capability")
def test_root_that_cannot_share_what_it_reaches(tmp_path: Path, environment: dict[str, str]) -> None:
    """As in a container with Python below /root: no tier works, which is said once, and is not each submission's end."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    path = str(SOLUTIONS / "softmax" / "reference.py")
    words = [sys.executable, "-m", "judge", "check", path, "--problem", "softmax", "--isolation", "basic"]
    # PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH: what is executed next is without it.
    script = f"import ctypes, os; ctypes.CDLL(None).prctl(24, 2, 0, 0, 0); os.execv({words[0]!r}, {words!r})"
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env=environment | {"TMPDIR": str(private)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith("judge: error: root alone reaches /")
    assert line.endswith(", and lacks CAP_DAC_READ_SEARCH to let a candidate do so; see 'judge doctor'")
