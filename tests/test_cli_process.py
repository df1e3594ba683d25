"""The console command as a process: what is loaded, closed pipes, signals, odd terminals, completion."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from toy_cli import make_bank

ROOT = Path(__file__).resolve().parent.parent
TOY = ROOT / "tests" / "toy_cli.py"


class Place:
    """A folder with a bank and a home, and the console command as a process in it."""

    def __init__(self, root: Path) -> None:
        self.work = root / "work"
        self.work.mkdir()
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
            "JUDGE_BANK": str(make_bank(root / "bank")),
            "JUDGE_HOME": str(root / "home"),
            "LANG": "C.UTF-8",
        }

    def start(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a command."""
        return subprocess.Popen(
            [sys.executable, str(TOY), *words],
            cwd=self.work,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        """Run a command to its end."""
        process = self.start(*words, **environment)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def shell(self, line: str) -> subprocess.CompletedProcess[bytes]:
        """Run a line of bash, in which $judge is the command."""
        return subprocess.run(
            ["bash", "-c", line],
            cwd=self.work,
            env=self.environment | {"judge": f"{sys.executable} {TOY}"},
            capture_output=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty folder, with the toy bank."""
    return Place(tmp_path)


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (["--help"], ["sqlite3", "judge.history", "judge.index", "json"]),
        (["--version"], ["sqlite3", "judge.history", "judge.index", "json"]),
        (["list"], []),
    ],
)
def test_start_up_loads_little(place: Place, words: list[str], more: list[str]) -> None:
    """The help and the list load neither NumPy nor rich, nor the parser of the bank, which takes as long as click."""
    place.run("list")
    script = (
        "import sys; from judge.cli import main; main(sys.argv[1:]); "
        "print(','.join(name for name in sys.modules), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, *words], env=place.environment, capture_output=True, text=True, check=True
    )
    loaded = set(ended.stderr.strip().split(","))
    assert "judge.cli" in loaded
    heavy = {"numpy", "rich", "msgspec", "tomllib", "platformdirs", "judge.model", "judge.catalog", "judge.evaluate"}
    assert not loaded & (heavy | set(more))


@pytest.mark.parametrize("words", ["list", "--help", "show double", "history --json", "submit double --json"])
def test_closed_pipe_is_quiet(place: Place, words: str) -> None:
    """A reader that leaves at once is no error: no traceback, no complaint at exit either."""
    (place.work / "double.py").write_text("# print " + "x" * 200_000, encoding="utf-8")
    ended = place.shell(f"$judge {words} | true")
    assert (ended.stderr, ended.returncode) == (b"", 0)


@pytest.mark.parametrize("words", ["--help", "--version", "mock --help", "list"])
def test_closed_pipe_is_no_failure(place: Place, words: str) -> None:
    """What has nothing to judge ends well, also for a shell that looks at every part of a pipeline."""
    ended = place.shell(f"$judge {words} | true; exit ${{PIPESTATUS[0]}}")
    assert (ended.stderr, ended.returncode) == (b"", 0)


def test_closed_pipe_keeps_the_verdict(place: Place) -> None:
    """The exit code of a submission is the verdict's, although nobody read the report."""
    (place.work / "double.py").write_text("# verdict WA off\n# print " + "x" * 200_000, encoding="utf-8")
    ended = place.shell("$judge submit double --json | true; exit ${PIPESTATUS[0]}")
    assert (ended.stderr, ended.returncode) == (b"", 1)


@pytest.mark.parametrize("words", ["list", "--help", "--version", "submit --help"])
def test_full_disk_on_stdout_is_said(place: Place, words: str) -> None:
    """A text that could not be written is an error in one line, be it ours or click's."""
    ended = place.shell(f"$judge {words} > /dev/full")
    assert ended.returncode == 2
    assert ended.stderr == b"judge: error: the output cannot be written: No space left on device; send it elsewhere\n"


@pytest.mark.parametrize(
    ("before", "words", "told"),
    [
        ("ulimit -n 6", "check {folder}", "this process may not open as many files as judging takes; raise the limit"),
        ("ulimit -n 6", "run {folder}/reference.py", "this process may not open as many files as judging takes; raise"),
        (
            "mkdir gone; cd gone; rmdir ../gone",
            "check {folder}",
            "the folder that this command runs in is gone; change",
        ),
    ],
)
def test_what_the_machine_lacks_is_no_bug(place: Place, before: str, words: str, told: str) -> None:
    """One line with the remedy."""
    words = words.format(folder=ROOT / "solutions" / "softmax")
    ended = place.shell(f"{before}; JUDGE_BANK={ROOT} {sys.executable} -m judge {words}")
    assert ended.returncode == 2
    assert ended.stderr.decode().startswith(f"judge: error: {told}")
    assert ended.stderr.count(b"\n") == 1


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_report_is_not_written_to_a_closed_stdout(place: Place, name: str) -> None:
    """It would be lost; a table that nobody reads is not missed."""
    (place.work / "double.py").write_text("# judge: double\n")
    ended = place.shell(f"$judge check double.py --json {name} >&-")
    said = b"judge: error: --json - needs stdout, which is closed; give --json a file\n"
    assert (ended.returncode, ended.stderr) == (2, said)
    assert place.shell("$judge check double.py >&-").returncode == 0


@pytest.mark.parametrize("words", ["--json kept", "--resume kept"])
def test_report_is_not_written_to_where_the_table_goes(place: Place, words: str) -> None:
    """One of the two would be gone."""
    (place.work / "double.py").write_text("# judge: double\n")
    ended = place.shell(f"$judge check double.py {words} > kept")
    assert ended.returncode == 2
    assert b"kept is where stdout goes; give --" in ended.stderr
    assert (place.work / "kept").read_bytes() == b""


def test_summary_may_follow_the_table(place: Place) -> None:
    """A step summary is only ever added to what is there, as where somebody tries what GitHub would show."""
    (place.work / "double.py").write_text("# judge: double\n")
    ended = place.shell("GITHUB_STEP_SUMMARY=/dev/stdout $judge check double.py --github >> kept")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert re.search(rb"AC  double(.*\n)+.*judge check\n", (place.work / "kept").read_bytes())


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_not_spoil_the_history(place: Place, closed: str) -> None:
    """With stdin, stdout or stderr closed the history is not mistaken for one of them."""
    (place.work / "double.py").touch()
    assert place.shell(f"$judge submit double {closed}").returncode == 0
    listed = place.run("history", "--json")
    assert len(json.loads(listed.stdout)) == 1
    assert listed.stderr == b""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads /proc")
def test_no_later_file_becomes_a_standard_stream(place: Place) -> None:
    """Whichever of the three descriptors are closed, a file that is opened later gets another number."""
    script = (
        "from judge.commands.terminal import prepare_streams; prepare_streams(); print(open('number', 'w').fileno())"
    )
    place.environment["script"] = script
    for closed in ("<&-", "2>&-", "<&- 2>&-"):
        ended = place.shell(f'{sys.executable} -c "$script" {closed}')
        assert int(ended.stdout) > 2


def test_ctrl_c_while_judging(place: Place) -> None:
    """SIGINT ends the process with one line and 130, and a second one changes nothing."""
    (place.work / "double.py").write_text("# hang", encoding="utf-8")
    os.mkfifo(place.work / "ready")
    process = place.start("submit", "double", JUDGE_TOY_READY=str(place.work / "ready"))
    (place.work / "ready").read_bytes()
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"judge: interrupted\n")


def test_ctrl_c_during_start_up(place: Place) -> None:
    """SIGINT while modules load is as quiet as later, and one more at the end changes nothing."""
    script = (
        "import builtins, os, signal, sys\n"
        "real = builtins.__import__\n"
        "def load(name, *rest):\n"
        "    if name == 'click': os.kill(os.getpid(), signal.SIGINT)\n"
        "    return real(name, *rest)\n"
        "from judge.cli import main\n"
        "builtins.__import__ = load\n"
        "code = main(['list'])\n"
        "os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.exit(code)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], env=place.environment, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (130, b"judge: interrupted\n")


@pytest.mark.parametrize(("encoding", "title"), [("ascii", "Halve"), ("gb2312", "\u51cf\u534a")])
def test_titles_that_a_terminal_can_show(place: Place, encoding: str, title: str) -> None:
    """Where Chinese cannot be written the list is in English, not in question marks."""
    text = place.run("list", "--lang", "zh", PYTHONIOENCODING=encoding).stdout.decode(encoding)
    assert title in text
    assert "?" not in text


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gb2312"])
def test_terminal_without_utf_8(place: Place, encoding: str) -> None:
    """What the encoding lacks is replaced, our own marks have ASCII stand-ins, and nothing raises."""
    (place.work / "double.py").write_text("# print \\u4e2d\\u6587", encoding="utf-8")
    ended = place.run("run", "double", PYTHONIOENCODING=encoding)
    assert ended.returncode == 0
    text = ended.stdout.decode(encoding)
    assert "  ok one (basics)" in text
    assert "  | " in text
    shown = place.run("show", "double", "--lang", "zh", PYTHONIOENCODING=encoding)
    assert shown.returncode == 0
    if encoding != "gb2312":
        assert b"unset PYTHONIOENCODING to see them" in shown.stderr  # with it, PYTHONUTF8 changes nothing


def test_history_show_is_exact_in_a_pipe(place: Place) -> None:
    """`judge history --show 1 > file` gives the bytes back, whatever they are."""
    content = b"\xef\xbb\xbf# coding: latin-1\r\n# caf\xe9 \x1b[31m\0"
    (place.work / "double.py").write_bytes(content)
    place.run("submit", "double")
    assert place.run("history", "--show", "1").stdout == content


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(place: Place, shell: str) -> None:
    """Each shell gets a script that asks the command itself."""
    ended = place.run("completion", shell)
    assert ended.returncode == 0
    assert f"_JUDGE_COMPLETE={shell}_complete".encode() in ended.stdout
    assert place.run("completion", SHELL=f"/usr/bin/{shell}").stdout == ended.stdout
    assert ended.stderr == b""


def test_completion_of_an_unknown_shell(place: Place) -> None:
    """A shell that is not known is a usage error."""
    ended = place.run("completion", SHELL="/bin/dash")
    assert ended.returncode == 2
    assert b"judge completion bash" in ended.stderr


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("judge su", {"submit"}),
        ("judge show ", {"double", "halve", "root"}),
        ("judge submit ro", {"root"}),
        ("judge hint d", {"double"}),
        ("judge check a.py --problem h", {"halve"}),
        ("judge list --topic s", {"shares", "sums"}),
        ("judge list --status ", {"new", "tried", "solved"}),
        ("judge show --la", {"--lang"}),
    ],
)
def test_completion_of_commands_slugs_and_topics(place: Place, words: str, offered: set[str]) -> None:
    """The shell is offered the names that begin so."""
    answer = complete(place, words)
    assert {line.partition(",")[2] for line in answer if line.startswith("plain,")} == offered


def test_completion_of_files(place: Place) -> None:
    """Where a file may stand the shell is asked to complete files."""
    assert "file,sub/do" in complete(place, "judge submit sub/do")


def test_completion_without_a_bank_is_silent(place: Place) -> None:
    """A shell that completes gets no message."""
    place.environment["JUDGE_BANK"] = "/nowhere"
    assert complete(place, "judge show ") == []


def complete(place: Place, words: str) -> list[str]:
    """Ask for the completion of the last word as bash does."""
    count = len(words.split(" ")) - 1
    ended = place.run(_JUDGE_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(count))
    assert ended.stderr == b""
    return ended.stdout.decode().split()
