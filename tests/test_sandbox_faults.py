"""Faults with real processes: a launcher that dies or stops, a judge that is killed, a full disk, a long day's work."""

from __future__ import annotations

import gc
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from processes import alive, cpu_seconds, descendants, open_descriptors, resident_mb, watch
from toy_bank import DOUBLE, Toy, only_case, verdicts

from judge.errors import JudgeError, UserError
from judge.model import Tier, Verdict
from judge.sandbox.launchers import Launchers
from judge.sandbox.replies import Output

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")

ONE_CASE = """
@suite.case("basics")
def three_numbers(data):
    return call(np.array([1.0, -2.0, 4.0]))
"""
READY = "ready\n"
SLOW = f"""
import sys
import time


def double(x):
    sys.stdout.write({READY!r})
    sys.stdout.flush()
    time.sleep(0.4)
    return x + x
"""

Interrupt = Callable[[], None]


@pytest.fixture
def own(tier: Tier) -> Iterator[Launchers]:
    """Launchers of one tier for one test, which may do to them what it likes."""
    with Launchers(tier) as launchers:
        launchers.start("numpy").isolation  # noqa: B018  started and ready
        yield launchers


@pytest.fixture
def when_ready(monkeypatch: pytest.MonkeyPatch) -> Callable[[Interrupt], list[str]]:
    """Do something each time that the judge reads "ready" from a candidate; return the list of what was read."""

    def install(action: Interrupt) -> list[str]:
        told: list[str] = []
        add = Output.add

        def add_and_act(output: Output, data: bytes) -> None:
            add(output, data)
            if data.decode().endswith(READY):
                told.append(READY)
                action()

        monkeypatch.setattr(Output, "add", add_and_act)
        return told

    return install


def launcher_pids(launchers: Launchers) -> list[int]:
    """The process that the judge started, and the one below it where the tier has the launcher in a pid namespace."""
    pid = launchers.start("numpy").pid
    return [pid, *(below for below in descendants(pid) if session_of(below) == session_of(pid))]


def session_of(pid: int) -> int | None:
    """Candidates have sessions of their own, and one that was killed may be gone at any moment."""
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def command_line(pid: int) -> bytes:
    """The arguments of a process."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


# ---- the launcher ----


@pytest.mark.parametrize("inner", [False, True])
def test_launcher_killed_in_mid_case(
    tmp_path: Path, own: Launchers, when_ready: Callable[[Interrupt], list[str]], inner: bool
) -> None:
    """A launcher killed with -9 is replaced, and the case is judged again: the submission does not suffer."""
    toy = Toy(tmp_path, own).write(ONE_CASE)
    toy.judge()  # the expected values are known, so only the candidate is there to be hit
    first = launcher_pids(own)

    def kill_once() -> None:
        if len(told) == 1:
            os.kill(first[-1] if inner else first[0], signal.SIGKILL)

    told = when_ready(kill_once)
    report = toy.judge(SLOW)
    assert (report.verdict, told) == (Verdict.AC, [READY] * 2), report
    assert own.start("numpy").pid != first[0]
    assert not alive(first)


def test_launcher_killed_twice(tmp_path: Path, own: Launchers, when_ready: Callable[[Interrupt], list[str]]) -> None:
    """The second time it is the judge's fault, in words; the next submission is judged as ever."""
    toy = Toy(tmp_path, own).write(ONE_CASE)
    toy.judge()
    told = when_ready(lambda: os.kill(own.start("numpy").pid, signal.SIGKILL))
    case = only_case(toy.judge(SLOW))
    assert (case.verdict, case.reason, told) == (Verdict.JE, "launcher", [READY] * 2)
    assert case.message.endswith("twice")
    assert toy.judge().verdict is Verdict.AC


@pytest.mark.parametrize("times", [1, 2])
def test_launcher_killed_under_the_reference(
    tmp_path: Path, own: Launchers, when_ready: Callable[[Interrupt], list[str]], times: int
) -> None:
    """Expected values are made again once, too."""
    toy = Toy(tmp_path, own).write(ONE_CASE, SLOW)

    def kill() -> None:
        if len(told) <= times:
            os.kill(own.start("numpy").pid, signal.SIGKILL)

    told = when_ready(kill)
    report = toy.judge()
    if times == 1:
        assert report.verdict is Verdict.AC, report
    else:
        assert report.verdict is Verdict.JE
        assert report.message.endswith("twice")
    assert len(told) == 2


def test_launcher_killed_while_reference_and_candidate_run(
    tmp_path: Path, own: Launchers, when_ready: Callable[[Interrupt], list[str]]
) -> None:
    """One launcher holds both processes; when it dies, both are made again, and soon."""
    cases = ONE_CASE + ONE_CASE.replace("three_numbers", "the_same_again")
    reference = "import time\n\n\ndef double(x):\n    time.sleep(0.2)\n    return x + x\n"
    toy = Toy(tmp_path, own).write(cases, reference)

    def kill_once() -> None:
        if len(told) == 1:
            os.kill(own.start("numpy").pid, signal.SIGKILL)

    told = when_ready(kill_once)
    report = toy.judge(SLOW)
    assert verdicts(report) == ["AC", "AC"], report
    assert report.duration_ms < 10_000


def test_launcher_killed_between_submissions(tmp_path: Path, own: Launchers) -> None:
    """Nobody notices."""
    toy = Toy(tmp_path, own)
    for _ in range(2):
        assert toy.judge().verdict is Verdict.AC
        os.kill(own.start("numpy").pid, signal.SIGKILL)
        wait_for_end(own.start("numpy").pid)
    assert toy.judge().verdict is Verdict.AC


@pytest.mark.parametrize("first_time", [True, False])
def test_stopped_launcher(tmp_path: Path, own: Launchers, monkeypatch: pytest.MonkeyPatch, first_time: bool) -> None:
    """A launcher that does not answer is replaced, whether the reference or the submission is the first to need it."""
    monkeypatch.setattr("judge.sandbox.launcher_process._REPLY_S", 1.0)
    toy = Toy(tmp_path, own)
    if not first_time:
        toy.judge()
    first = launcher_pids(own)
    for pid in first:
        os.kill(pid, signal.SIGSTOP)
    assert toy.judge().verdict is Verdict.AC
    assert own.start("numpy").pid != first[0]
    assert not alive(first)


def test_launcher_stopped_in_mid_case(
    tmp_path: Path, own: Launchers, when_ready: Callable[[Interrupt], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer of a candidate counts although its launcher is stopped by then, and the next one gets a new one."""
    monkeypatch.setattr("judge.sandbox.launcher_process._REPLY_S", 1.0)
    toy = Toy(tmp_path, own)
    toy.judge()
    first = launcher_pids(own)

    def stop_once() -> None:
        if len(told) == 1:
            for pid in first:
                os.kill(pid, signal.SIGSTOP)

    told = when_ready(stop_once)
    assert toy.judge(SLOW).verdict is Verdict.AC
    assert toy.judge().verdict is Verdict.AC
    assert not alive(first)


# ---- the judge ----

DOOMED_JUDGE = """
import sys

from toy_bank import Toy
from pathlib import Path
from judge.sandbox.launchers import Launchers
from judge.sandbox.replies import Output

add = Output.add


def tell(output, data):
    add(output, data)
    print("looping", flush=True)


Output.add = tell
with Launchers(sys.argv[2]) as launchers:
    toy = Toy(Path(sys.argv[1]), launchers).write(wall_s=60, cpu_s=60)
    toy.judge(sys.stdin.read())
"""
LOOPS = {
    "busy": "while True: pass",
    "deaf": "[signal.signal(s, signal.SIG_IGN) for s in (1, 2, 3, 13, 15)]; time.sleep(60)",
}


@pytest.mark.parametrize("loop", LOOPS)
def test_judge_killed_while_a_candidate_runs(tmp_path: Path, tier: Tier, loop: str) -> None:
    """When the judge dies by kill -9, launcher and candidates die with it, whatever they are doing."""
    source = f"import signal, time\n\n\ndef double(x):\n    print('now', flush=True)\n    {LOOPS[loop]}\n"
    judge = subprocess.Popen(
        [sys.executable, "-c", DOOMED_JUDGE, str(tmp_path), tier],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert judge.stdin is not None and judge.stdout is not None
    with judge:
        judge.stdin.write(source.encode())
        judge.stdin.close()
        assert judge.stdout.readline() == b"looping\n"
        below = descendants(judge.pid)
        assert len(below) >= 2  # a launcher and a candidate at least
        watched = watch(below)
        judge.kill()
    try:
        left = watched.still_there(10_000)
        assert not left, [command_line(pid) for pid in left]
    finally:
        watched.kill()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_ended_command_leaves_nothing(tmp_path: Path, tier: Tier, end: signal.Signals) -> None:
    """`judge submit` in mid-case, killed or interrupted: whatever it has started ends with it."""
    toy = Toy(tmp_path / "bank", None).write(wall_s=60, cpu_s=60)
    file = tmp_path / "double.py"
    file.write_text("def double(x):\n    while True: pass\n", encoding="utf-8")
    words = ["submit", "double", str(file), "--bank", str(toy.bank), "--isolation", tier]
    variables = {"PYTHONPATH": str(ROOT), "JUDGE_HOME": str(tmp_path / "home"), "JUDGE_WARM": "0"}
    with subprocess.Popen(
        [sys.executable, "-m", "judge", *words],
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as judge:
        watched = watch(wait_for_a_busy_one(judge))
        judge.send_signal(end)
        judge.communicate(timeout=20)
    try:
        left = watched.still_there(10_000)
        assert not left, [command_line(pid) for pid in left]
    finally:
        watched.kill()


def wait_for_a_busy_one(judge: subprocess.Popen[bytes]) -> set[int]:
    """Wait until a candidate of this command has worked for a second; return all that is below the command."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and judge.poll() is None:
        below = descendants(judge.pid)
        if any(cpu_seconds(pid) > 1 for pid in below):  # importing NumPy takes less
            return below
    raise AssertionError(judge.communicate())


def test_interrupted_evaluation_leaves_no_candidate(
    tmp_path: Path, own: Launchers, when_ready: Callable[[Interrupt], list[str]]
) -> None:
    """Ctrl-C in mid-case ends the candidate, and the launchers serve on."""
    toy = Toy(tmp_path, own)
    toy.judge()
    before = descendants(os.getpid())

    def interrupt() -> None:
        raise KeyboardInterrupt

    when_ready(interrupt)
    with pytest.raises(KeyboardInterrupt):
        toy.judge(SLOW.replace("0.4", "60"))
    assert wait_until_gone(descendants(os.getpid()) - before)
    assert toy.judge().verdict is Verdict.AC


def test_closing_launchers_leaves_nothing(tmp_path: Path, tier: Tier, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the last submission there is no process, no descriptor and no file left."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    before = descendants(os.getpid()), open_descriptors()
    with Launchers(tier) as launchers:
        toy = Toy(tmp_path / "bank", launchers).write(cpu_s=0.2)
        toy.judge()
        toy.judge("open('left.txt', 'w').close()\n\n\ndef double(x):\n    while True: pass\n", stop_at_first=True)
        inside = descendants(os.getpid())
    assert wait_until_gone(inside - before[0])
    assert (descendants(os.getpid()), open_descriptors()) == before
    assert list(scratch.iterdir()) == []


# ---- a long day's work ----

DAY = [
    DOUBLE,
    "def double(x):\n    return x\n",
    "def double(x):\n    raise ValueError\n",
    "import os\n\n\ndef double(x):\n    os._exit(1)\n",
    "def double(x\n",
    "import socket\n\n\ndef double(x):\n    socket.socket()\n    return x + x\n",
    "from pathlib import Path\n\n\ndef double(x):\n    Path('f').write_text('f' * 9999)\n    return x + x\n",
    "import numpy as np\n\n\ndef double(x):\n    return np.zeros(1 << 22)\n",
    "def double(x):\n    while True: print('spam' * 1000)\n",
    "from threading import Timer\n\n\ndef double(x):\n    Timer(9, print).start()\n    return x + x\n",
]


def test_two_hundred_submissions_leave_nothing_behind(
    tmp_path: Path, tier: Tier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process judges 200 submissions of every kind: no process, descriptor, file or memory is left of them."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    with Launchers(tier) as launchers:
        toy = Toy(tmp_path / "bank", launchers).write(ONE_CASE, output_kb=16)

        def day(count: int) -> list[str]:
            return [toy.judge(DAY[i % len(DAY)]).verdict.value for i in range(count)]

        first = day(2 * len(DAY))  # whatever is loaded once, is loaded
        launcher = launcher_pids(launchers)
        assert wait_until_gone(descendants(launcher[0]) - set(launcher))
        below, descriptors = descendants(os.getpid()), open_descriptors()
        inside = [open_descriptors(pid) for pid in launcher]
        files = len(list(scratch.rglob("*")))
        gc.collect()
        sizes = [resident_mb(pid) for pid in (os.getpid(), *launcher)]
        assert day(200) == first[: len(DAY)] * (200 // len(DAY))
        gc.collect()
        assert launcher_pids(launchers) == launcher
        assert wait_until_gone(descendants(os.getpid()) - below)
        assert open_descriptors() == descriptors
        # The launcher may not have let go yet of the candidate that ended last, then or now.
        left = [open_descriptors(pid) - before for pid, before in zip(launcher, inside, strict=True)]
        assert max(left) <= 1, left
        grown = [resident_mb(pid) - size for pid, size in zip((os.getpid(), *launcher), sizes, strict=True)]
        assert max(grown) < 20, grown
        assert len(list(scratch.rglob("*"))) <= files
    assert list(scratch.iterdir()) == []


# ---- no disk, and a full one ----


@pytest.mark.parametrize("tier", ["standard", "basic"], indirect=True)
@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_no_place_for_scratch_folders_is_no_fault_of_the_judge(
    tmp_path: Path, tier: Tier, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Where TMPDIR names no folder, its name is told, and what to set."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("TMPDIR", str(tmp_path / name))
    with (
        Launchers(tier) as launchers,
        pytest.raises(UserError, match=f"can't make .*{name}: .*; set TMPDIR to a folder"),
    ):
        Toy(tmp_path / "bank", launchers).judge()


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk of 4 MiB under the scratch folders of the lower tiers."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    done = mount and subprocess.run([mount, "-t", "tmpfs", "-o", "size=4m", "none", disk], check=False).returncode == 0
    if not done:
        pytest.skip("only root may mount a small disk")
    monkeypatch.setenv("TMPDIR", str(disk))
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def fill(disk: Path) -> None:
    """Write until nothing more fits."""
    with open(disk / "full", "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 12))
        except OSError:
            return


@pytest.mark.parametrize("tier", ["standard", "basic"], indirect=True)
@pytest.mark.parametrize("known", [False, True])
def test_full_disk_is_no_fault_of_the_submission(tmp_path: Path, small_disk: Path, own: Launchers, known: bool) -> None:
    """Where a submission cannot even be written to disk, the user hears of the disk; no verdict blames the file."""
    toy = Toy(tmp_path / "bank", own)
    if known:
        toy.judge()
    fill(small_disk)
    try:
        report = toy.judge()
    except (UserError, JudgeError) as error:
        told = str(error)
    else:
        assert report.verdict is Verdict.JE, report
        told = report.message + "".join(case.message for case in report.cases)
    assert "No space left on device" in told
    (small_disk / "full").unlink()
    assert toy.judge().verdict is Verdict.AC


def test_a_submission_that_fills_its_disk_does_not_hurt_the_next(
    tmp_path: Path, small_disk: Path, own: Launchers
) -> None:
    """What a candidate leaves in its scratch folder is gone before the next one starts."""
    hog = """
        def double(x):
            try:
                for i in range(100):
                    with open(f"hog{i}", "wb", buffering=0) as file:
                        for _ in range(15):
                            file.write(bytes(1 << 20))
            except OSError:
                pass
            return x + x
    """
    toy = Toy(tmp_path / "bank", own).write(ONE_CASE)
    assert [toy.judge(source).verdict for source in (DOUBLE, hog, DOUBLE)] == [Verdict.AC] * 3


# ---- waiting without sleeping ----


def wait_for_end(pid: int) -> None:
    """Wait until a process has ended."""
    descriptor = os.pidfd_open(pid)
    try:
        assert select.select([descriptor], [], [], 10)[0]
    finally:
        os.close(descriptor)


def wait_until_gone(pids: set[int]) -> bool:
    """Wait until processes have ended; say whether they did."""
    return not watch(pids).still_there(10_000)
