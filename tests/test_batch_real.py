"""Many submissions with the real engine: the same reports from processes side by side, and none lost."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pkgutil
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from processes import alive, children, descendants, watch
from toy_bank import DOUBLE, Toy

from judge.batch.codec import decode_report
from judge.batch.judging import take_turn
from judge.batch.messages import Setup, Work
from judge.batch.pool import Done, LocalPool
from judge.batch.start import start_early, take_early
from judge.cli import main
from judge.errors import UserError
from judge.model import Timing

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {
    "accepted": DOUBLE,
    "wrong": "def double(x):\n    return x * 3\n",
    "raises": "def double(x):\n    print('hello')\n    raise ValueError('no \\udce9')\n",
    "leaves": "import os\n\ndef double(x):\n    os._exit(3)\n",
    "broken": "def double(x:\n",
    "empty": "",
    "million": "x = 1\n" * 1_000_000,
    "lines": "\n" * 1_000_000 + DOUBLE,
}
DUE = {"accepted": "AC", "wrong": "WA", "raises": "RE", "leaves": "RE", "lines": "AC"}


def make_submissions(root: Path) -> Path:
    """Write a submission of each kind, to `double`."""
    for name, source in SOURCES.items():
        (root / "s" / name).mkdir(parents=True)
        (root / "s" / name / "double.py").write_text(source)
    return root / "s"


def check(toy: Toy, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the console command."""
    return subprocess.run(
        [sys.executable, "-m", "judge", "check", *words, "--bank", str(toy.bank)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def without_clocks(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The reports without what differs each time."""
    reports: list[dict[str, Any]] = document["reports"]
    for report in reports:
        del report["duration_ms"]
        for case in report["cases"]:
            del case["wall_ms"], case["cpu_ms"]
    return reports


def test_processes_report_what_one_process_reports(toy: Toy, tmp_path: Path) -> None:
    """Every kind of submission, judged side by side and one after another: the same reports, in the same order."""
    make_submissions(tmp_path)
    documents = []
    for jobs in ("1", "2"):
        ended = check(toy, tmp_path, "s", "--jobs", jobs, "--json", f"{jobs}.json")
        assert (ended.returncode, ended.stderr) == (1, "")
        documents.append(json.loads((tmp_path / f"{jobs}.json").read_text()))
    one, two = map(without_clocks, documents)
    assert one == two
    verdicts = {Path(report["submission"]["path"]).parent.name: report["verdict"] for report in two}
    assert verdicts == {name: DUE.get(name, "CE") for name in SOURCES}


def test_nothing_is_left_of_processes_that_were_not_needed(toy: Toy, tmp_path: Path) -> None:
    """Processes start before the files are read: where those say nothing, or were judged before, they end unused."""
    folder = make_submissions(tmp_path)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    (folder / "unknown.py").touch()
    for word, code in (("s", 2), ("s/accepted", 0), ("s/accepted", 0)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TMPDIR", str(temporary))
            ended = check(
                toy, tmp_path, word, "--jobs", "2", "--resume", "results"
            )  # ends when all that it started has
        assert ended.returncode == code, ended.stderr
        assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("mask", [0o077, 0o177])
@pytest.mark.parametrize("isolation", [None, "standard"])
def test_strict_mask_is_nobody_s_fault(toy: Toy, tmp_path: Path, mask: int, isolation: str | None) -> None:
    """Hardened machines have one; a right solution is right there too."""
    make_submissions(tmp_path)
    words = ["s/accepted", "s/lines", *(["--isolation", isolation] if isolation else [])]
    before = os.umask(mask)
    try:
        ended = check(toy, tmp_path, *words)
    finally:
        os.umask(before)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_before_anything_is_judged_leaves_nothing(toy: Toy, tmp_path: Path, number: signal.Signals) -> None:
    """From the moment on at which there is a folder, it is removed."""
    folder, temporary = make_submissions(tmp_path), tmp_path / "tmp"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "judge", "check", str(folder), "--jobs", "2", "--bank", str(toy.bank)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while not any(temporary.iterdir()) and process.poll() is None:
        pass
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert list(temporary.iterdir()) == []


def make_slow_submissions(root: Path) -> Path:
    """A folder of right submissions that take several seconds, all together."""
    for number in range(40):
        path = root / f"s/{number}/double.py"
        path.parent.mkdir(parents=True)
        path.write_text(f"import time\ntime.sleep(0.1)\n{DOUBLE}", encoding="utf-8")
    return root / "s"


def has_begun(results: Path) -> bool:
    """Whether a file of --resume has some results."""
    return results.exists() and results.read_bytes().count(b"\n") > 2


def test_linear_algebra_is_not_the_user_s(tmp_path: Path) -> None:
    """Whatever the user tells the library that NumPy multiplies matrices with: bounds are the same to the last bit."""
    wrong = ROOT / "solutions" / "attention" / "wrong_answer" / "softmax_over_everything.py"
    found = []
    for core in ("", "Prescott", "Haswell"):
        ended = subprocess.run(
            [sys.executable, "-m", "judge", "check", str(wrong), "--json", "-"],
            env=os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_CORETYPE": core},
            capture_output=True,
            check=False,
        )
        (report,) = json.loads(ended.stdout)["reports"]
        found.append([(case["name"], case["bound"], case["error"]) for case in report["cases"]])
    assert found[0] == found[1] == found[2]


def test_closed_terminal_is_an_interrupt(toy: Toy, tmp_path: Path) -> None:
    """Nobody reads the table any more; what is finished is in the report, as after any other interrupt."""
    folder, results, report = make_slow_submissions(tmp_path), tmp_path / "results", tmp_path / "out.json"
    words = [str(folder), "--bank", str(toy.bank), "--resume", str(results), "--json", str(report)]
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(
            sys.executable, [sys.executable, "-m", "judge", "check", *words], os.environ | {"PYTHONPATH": str(ROOT)}
        )
    while not has_begun(results):
        if select.select([terminal], [], [], 0.01)[0]:
            os.read(terminal, 1 << 16)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 130
    told = json.loads(report.read_text(encoding="utf-8"))["reports"]
    assert len(told) == results.read_bytes().count(b"\n") - 1


@pytest.mark.parametrize("words", [[], ["--isolation", "standard"]])
def test_kill_leaves_nothing(toy: Toy, tmp_path: Path, words: list[str]) -> None:
    """The processes of a command that is killed end, and the last of them removes its folder."""
    folder, temporary, results = make_slow_submissions(tmp_path), tmp_path / "tmp", tmp_path / "results"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "judge", "check", str(folder), "--jobs", "2", "--bank", str(toy.bank),
         "--resume", str(results), *words],
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while not has_begun(results):
        assert process.poll() is None
    held = watch(descendants(process.pid))
    process.kill()
    process.wait()
    assert held.still_there(20_000) == []
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="orphans are adopted as Linux has it")
@pytest.mark.parametrize("words", [[], ["--isolation", "standard"]])
def test_no_zombie_is_left_to_whoever_adopts_orphans(toy: Toy, tmp_path: Path, words: list[str]) -> None:
    """Which many a container's first process never reaps: the second worker, and its launcher, are no exception."""
    script = """
        import pathlib, subprocess, sys
        from judge.sandbox import kernel

        kernel.become_subreaper()
        ended = subprocess.run([sys.executable, "-m", "judge", "check", *sys.argv[1:]], stdout=subprocess.DEVNULL)
        print(ended.returncode, pathlib.Path("/proc/thread-self/children").read_text().split())
    """
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            dedent(script),
            str(make_submissions(tmp_path)),
            "--jobs",
            "2",
            "--bank",
            str(toy.bank),
            *words,
        ],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout == "1 []\n"


@pytest.mark.parametrize("where", ["os.chmod", "judge.batch.start.start_interpreter", "shutil.rmtree"])
def test_interrupt_in_the_worst_moment_leaves_nothing(
    toy: Toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """While the folder is made, while processes start, and while all of it is removed again."""
    folder, temporary = make_submissions(tmp_path), tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    whole = pkgutil.resolve_name(where)
    moments = iter([True])

    def interrupted(*words: Any, **options: Any) -> Any:
        if next(moments, False):
            assert any(temporary.iterdir())
            raise KeyboardInterrupt
        return whole(*words, **options)

    monkeypatch.setattr(where, interrupted)
    before = signal.getsignal(signal.SIGINT)
    try:
        assert main(["check", str(folder), "--jobs", "2", "--bank", str(toy.bank)]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert list(temporary.iterdir()) == []
    assert next(moments, None) is None


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("check {folder}", True),
        ("check --github {folder} --json out.json", False),  # a quick look takes the folder for the option's value
        ("check {folder} --jobs 8", True),
        ("check {folder} --jobs " + "9" * 5000, True),
        ("check {folder} --jobs eight", True),  # which is refused later
        ("check {folder} --jobs 1", False),
        ("check --jobs=1 {folder}", False),
        ("check {folder} --cluster tcp://localhost:1", False),
        ("check --help {folder}", False),
        ("check {folder} -h", False),
        ("check one.py", False),
        ("check one.py --bank {folder}", False),
    ],
)
def test_processes_start_early_where_a_folder_is_judged_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, due: bool
) -> None:
    """Not for a single file, and not where the judging is done elsewhere."""
    monkeypatch.setattr("judge.batch.start._COUNT", 0)
    start_early(words.format(folder=tmp_path).split())
    early = take_early()
    assert (early is not None) is due
    if early is not None:
        os.rmdir(early.scratch)
    assert take_early() is None


def test_tier_below_the_least_is_refused(toy: Toy) -> None:
    """Where the isolation asked for is not to be had, nothing is judged."""
    waiting = works(3)
    setup = Setup(bank=os.fsencode(toy.bank), isolation="basic", min_isolation="standard")
    with (
        LocalPool(setup, 2, {"double": "numpy"}) as pool,
        pytest.raises(UserError, match="offers the isolation tier 'basic', 'standard' is required"),
    ):
        next(iter(pool.judge(lambda welcome: next(waiting, None))))


def pids(pool: LocalPool) -> list[int]:
    """The processes of a pool, in the order in which they were started."""
    return sorted(worker.pid for worker in pool.workers if worker.pid is not None)


def works(count: int) -> Iterator[Work]:
    """Submissions that are right."""
    for number in range(count):
        yield Work(number, "double", b"double.py", DOUBLE.encode())


@pytest.mark.parametrize("early", [False, True])
@pytest.mark.parametrize("victim", [0, 1])
def test_killed_process_loses_nothing(toy: Toy, tmp_path: Path, early: bool, victim: int) -> None:
    """Of two processes one is killed while it judges: every submission has one report, and it is the right one."""
    if early:
        start_early(["check", str(tmp_path)])
    waiting = works(60)
    victims: list[int] = []
    with LocalPool(Setup(bank=os.fsencode(toy.bank)), 2, {"double": "numpy"}) as pool:

        def take(welcome: Iterable[str]) -> Work | None:
            if not victims and len(pids(pool)) == 2:
                victims.append(pids(pool)[victim])
                os.kill(victims[0], signal.SIGKILL)
            return next(waiting, None)

        done: list[Done] = list(pool.judge(take))
        held = watch({process for pid in pids(pool) for process in descendants(pid) | {pid}})
    assert victims
    assert sorted(each.number for each in done) == list(range(60))
    assert {each.verdict for each in done} == {"AC"}
    assert all(decode_report(each.record).total == 2 for each in done)
    assert held.still_there(20_000) == []


def test_second_process_keeps_its_launcher(toy: Toy, tmp_path: Path) -> None:
    """Both launchers are children of the first process; when that is killed, its own ends, and the other's goes on."""
    start_early(["check", str(tmp_path)])
    waiting = works(60)
    launchers: list[int] = []
    still_there: list[list[int]] = []
    with LocalPool(Setup(bank=os.fsencode(toy.bank)), 2, {"double": "numpy"}) as pool:

        def take(welcome: object) -> Work | None:
            work = next(waiting, None)
            if not launchers and len(pids(pool)) == 2:
                below = {pid: children(pid) for pid in pids(pool)}
                first = next(pid for pid, found in below.items() if found & below.keys())
                launchers.extend(below[first] - below.keys())
                os.kill(first, signal.SIGKILL)
            if work is None:
                still_there.append(alive(launchers))
            return work

        assert len(list(pool.judge(take))) == 60
    assert len(launchers) == 2
    assert len(still_there[0]) == 1
    assert watch(launchers).still_there(20_000) == []


@pytest.fixture
def two_cores() -> Iterator[list[int]]:
    """This process may use two cores, and no more."""
    if not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2:
        pytest.skip("there are no two cores to choose from")
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:2])
    yield sorted(allowed)[:2]
    os.sched_setaffinity(0, allowed)


def places(pool: LocalPool) -> list[set[int]]:
    """The cores that each process of a pool may use, with all that it has started but those that only wait for others."""
    found = []
    for pid in pids(pool):
        cores: set[int] = set()
        for process in descendants(pid) | {pid}:
            with contextlib.suppress(ProcessLookupError):  # a candidate that has just been ended
                if process == pid or not descendants(process):
                    cores |= os.sched_getaffinity(process)
        found.append(cores)
    return found


def judge_and_look(toy: Toy, jobs: int, count: int, victim_at: int | None = None) -> list[set[int]]:
    """Judge so many submissions, killing a process in the middle where that is said; return where the others were."""
    waiting = works(count)
    seen: list[list[set[int]]] = []
    with LocalPool(Setup(bank=os.fsencode(toy.bank)), jobs, {"double": "numpy"}) as pool:

        def take(welcome: Iterable[str]) -> Work | None:
            work = next(waiting, None)
            if work is None:
                seen.append(places(pool))
            elif work.number == victim_at:
                os.kill(pids(pool)[0], signal.SIGKILL)
            return work

        assert len(list(pool.judge(take))) == count
    return seen[-1]


@pytest.mark.parametrize("early", [False, True])
def test_processes_keep_to_a_core_each(toy: Toy, tmp_path: Path, two_cores: list[int], early: bool) -> None:
    """Where there are as many as cores; who takes the place of one that is lost takes its core."""
    if early:
        start_early(["check", str(tmp_path)])
    found = judge_and_look(toy, jobs=2, count=40, victim_at=3)  # enough for whoever comes in place of the one lost
    assert sorted(map(sorted, found)) == [[core] for core in two_cores]


def test_few_processes_may_use_every_core(toy: Toy, two_cores: list[int]) -> None:
    """One process on two cores is not kept from either."""
    assert judge_and_look(toy, jobs=1, count=1) == [set(two_cores)]


def test_timing_takes_turns(tmp_path: Path) -> None:
    """Who times a submission holds a lock that others wait for; with the process it goes."""
    path = tmp_path / "turn"
    with take_turn(os.fsencode(path)), path.open("rb") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_submission_is_timed_only_in_its_turn(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stopwatch is made and used inside the turn: its time limits do not run while others time."""
    events: list[str] = []

    @contextlib.contextmanager
    def turn() -> Iterator[None]:
        events.append("turn")
        yield
        events.append("over")

    class Stopwatch:
        def __init__(self, *_: object) -> None:
            events.append("made")

        def __enter__(self) -> Stopwatch:
            return self

        def __exit__(self, *_: object) -> None:
            events.append("closed")

        def measure(self, budget_s: float) -> Timing:
            return Timing(1.0, 1.0, 1.0, False)

    from judge.evaluate import Options, evaluate
    from judge.source import Source

    monkeypatch.setattr("judge.stopwatch.Stopwatch", Stopwatch)
    toy.write(
        """
        @suite.case("basics")
        def three(data):
            return call(np.ones(3))

        @suite.time(10, sizes=(10, 20))
        def long_vector(data, size):
            return call(data.normal((size,)))
        """
    )
    source = Source("double.py", DOUBLE.encode())
    report = evaluate(toy.problem, source, Options(timing_s=1.0), launchers=toy.launchers, turn=turn)
    assert report.timing is not None
    assert events == ["turn", "made", "closed", "over"]
