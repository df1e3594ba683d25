"""How many submissions a second: `judge check`, pytest with the same checks, and the least that can be done at all.

    python tests/benchmarks/throughput.py [--count 200] [--jobs N] [--sample 10] [--rounds 3]
    python tests/benchmarks/throughput.py --many 5000

All contestants judge the same mixture of right, wrong and broken submissions to softmax and layer_norm, with the same
number of processes side by side. `judge check` is timed as a command, from its start to its exit: where it has to start
its processes, as in CI, and where those of an earlier command wait, which have judged one submission to each problem.
pytest takes a process for each submission; as that is slow, a sample is run and its rate taken for the whole. The floor
forks a warm NumPy process for each submission, which makes the same calls and exits: no confinement, no answer sent,
nothing checked, and no start to be timed. Of each the best of several rounds counts, in which they take turns.

With --many the memory of the judge and the time are printed as they grow with the number of submissions.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SLUGS = ("softmax", "layer_norm")
_PR_SET_CHILD_SUBREAPER = 36

PYTEST_FILE = '''
"""The judge's checks of a submission as an ordinary test file: same calls, expected values and comparison."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from judge.catalog import Bank
from judge.compare import compare
from judge.evaluate import DEFAULT_SEED
from judge.roundoff import Roundoff
from judge.suite import Call
from judge.suite_files import build_call, load_hidden_tests

problem = Bank(Path({root!r})).problem({slug!r})


def load(path):
    spec = importlib.util.spec_from_file_location("submission", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, problem.entry_points[0].name)


def widen(value):
    return value.astype(np.float64) if isinstance(value, np.ndarray) and value.dtype == np.float32 else value


candidate, reference = load({path!r}), load(problem.reference)


@pytest.mark.parametrize("case", load_hidden_tests(problem).cases, ids=lambda case: case.name)
def test_case(case):
    call = build_call(case, DEFAULT_SEED, problem)
    exact = Call(tuple(map(widen, call.args)), call.kwargs, call.entry)
    single = any(isinstance(arg, np.ndarray) and arg.dtype == np.float32 for arg in call.args)
    due = reference(*exact.args, **exact.kwargs)
    dtype = "float32" if single else None
    before = [np.copy(arg) for arg in call.args]
    answer = candidate(*call.args, **call.kwargs)
    result = compare(due, answer, bound=case.bound(exact, due, Roundoff(dtype or "float64")), dtype=dtype)
    assert result.ok, result.message
    assert all(np.array_equal(old, new, equal_nan=True) for old, new in zip(before, call.args))
'''

FLOOR = """
import gc, os, resource, sys
import numpy as np
from pathlib import Path

from judge.catalog import Bank
from judge.model import DEFAULT_SEED
from judge.suite_files import build_call, load_hidden_tests

folder, jobs = Path(sys.argv[1]), int(sys.argv[2])
bank = Bank(Path(sys.argv[3]))
problems = {slug: bank.problem(slug) for slug in sys.argv[4:]}
calls = {
    slug: [build_call(case, DEFAULT_SEED, problem) for case in load_hidden_tests(problem).cases]
    for slug, problem in problems.items()
}
submissions = [(path, path.read_bytes()) for path in sorted(folder.rglob("*.py"))]
gc.collect()
gc.freeze()
print("ready", flush=True)
sys.stdin.readline()


def run(path, source):
    slug = path.stem
    try:
        names = {"__name__": "submission"}
        exec(compile(source, str(path), "exec"), names)
        entry = names[problems[slug].entry_points[0].name]
    except BaseException:
        return
    for call in calls[slug]:
        try:
            entry(*call.args, **call.kwargs)
        except Exception:
            pass


running = 0
for path, source in submissions:
    if running == jobs:
        os.wait()
        running -= 1
    if os.fork() == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        run(path, source)
        os._exit(0)
    running += 1
while running:
    os.wait()
    running -= 1
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(usage.ru_utime + usage.ru_stime)
"""


class Result(NamedTuple):
    """What one contestant did.

    Attributes:
        judged: how many submissions.
        seconds: the wall clock that it took.
        cpu_s: the CPU time of all its processes.
    """

    judged: int
    seconds: float
    cpu_s: float

    @property
    def rate(self) -> float:
        """Submissions a second."""
        return self.judged / self.seconds


def make_submissions(folder: Path, count: int) -> list[Path]:
    """Write so many submissions, half of them to each problem, from all that the bank has, in a mixed order."""
    sources = {slug: sorted((ROOT / "solutions" / slug).glob("*/*.py")) for slug in SLUGS}
    order = random.Random(5)
    for paths in sources.values():
        order.shuffle(paths)
    made = []
    for number in range(count):
        slug = SLUGS[number % len(SLUGS)]
        source = sources[slug][number // len(SLUGS) % len(sources[slug])]
        path = folder / f"{number:05d}" / f"{slug}.py"
        path.parent.mkdir(parents=True)
        path.write_bytes(source.read_bytes() + f"\n# copy {number}\n".encode())
        made.append(path)
    return made


def environment(**more: str) -> dict[str, str]:
    """Nothing of the user's but what is needed to run."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR", "HOME") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"} | more


class Meter:
    """The wall clock, and the CPU clock of all processes that have ended in the meantime. A context manager."""

    def __enter__(self) -> Meter:
        self._begun = time.perf_counter(), self._cpu()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._begun[0]
        with contextlib.suppress(ChildProcessError):  # those whose parent has ended are this process' own, see `main`
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        self.cpu_s = self._cpu() - self._begun[1]

    def _cpu(self) -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime


def run_judge(folder: Path, count: int, jobs: int, **more: str) -> Result:
    """Time `judge check` on all submissions, and make sure that it has judged them."""
    report = folder.parent / "report.json"
    words = [sys.executable, "-m", "judge", "check", str(folder), "--jobs", str(jobs), "--json", str(report)]
    with Meter() as meter:
        subprocess.run(words, env=environment(**more), stdout=subprocess.DEVNULL, check=False)
    summary = json.loads(report.read_text(encoding="utf-8"))["summary"]
    if summary["total"] != count or "JE" in summary["verdicts"]:
        sys.exit(f"judge check went wrong: {summary}")
    return Result(count, meter.seconds, meter.cpu_s)


def run_warm_judge(folder: Path, count: int, jobs: int) -> Result:
    """As `run_judge`, with processes that have judged a right submission to each problem for an earlier command.

    The CPU time is not that of those processes, which have not ended.
    """
    few = folder.parent / "few"
    for slug in SLUGS:
        (few / slug).mkdir(parents=True, exist_ok=True)
        (few / slug / f"{slug}.py").write_bytes((ROOT / "solutions" / slug / "reference.py").read_bytes())
    more = {"JUDGE_WARM": "1", "XDG_RUNTIME_DIR": str(folder.parent)}
    try:
        run_judge(few, len(SLUGS), jobs, **more)
        return run_judge(folder, count, jobs, **more)
    finally:
        words = [sys.executable, "-m", "judge", "warm", "stop"]
        subprocess.run(words, env=environment(**more), stdout=subprocess.DEVNULL, check=False)
        with contextlib.suppress(ChildProcessError):  # their CPU time is nobody's
            while True:
                os.wait()


def run_pytest(submissions: list[Path], folder: Path, sample: int, jobs: int) -> Result:
    """Time pytest on a sample of the submissions, a process for each."""
    files = []
    step = max(1, len(submissions) // sample)
    for number, path in enumerate(submissions[::step][:sample]):
        file = folder / f"test_{number}.py"
        file.write_text(PYTEST_FILE.format(root=str(ROOT), slug=path.stem, path=str(path)), encoding="utf-8")
        files.append(file)

    def run(file: Path) -> None:
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(file)]
        variables = environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
        ended = subprocess.run(words, cwd=folder, env=variables, capture_output=True, check=False)
        if ended.returncode not in (0, 1, 2):
            sys.exit(f"pytest went wrong: {ended.stdout.decode()}")

    with Meter() as meter, ThreadPoolExecutor(jobs) as threads:
        list(threads.map(run, files))
    return Result(len(files), meter.seconds, meter.cpu_s)


def run_floor(folder: Path, count: int, jobs: int) -> Result:
    """Time bare forks; what comes before the first of them does not count."""
    words = [sys.executable, "-c", FLOOR, str(folder), str(jobs), str(ROOT), *SLUGS]
    with subprocess.Popen(words, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdout.readline()
        began = time.perf_counter()
        process.stdin.write(b"\n")
        process.stdin.close()
        cpu_s = float(process.stdout.read())
        process.wait()
        seconds = time.perf_counter() - began
    return Result(count, seconds, cpu_s)


def compare(count: int, jobs: int, sample: int, rounds: int) -> None:
    """Run the contestants by turns and print what each does in a second, in its best round."""
    found: dict[str, list[Result]] = {}
    with tempfile.TemporaryDirectory(prefix="throughput-") as name:
        folder, tests = Path(name, "submissions"), Path(name, "tests")
        tests.mkdir()
        submissions = make_submissions(folder, count)
        print(f"{count} submissions, {jobs} side by side; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        contestants: dict[str, Callable[[], Result]] = {
            "floor": lambda: run_floor(folder, count, jobs),
            "judge check": lambda: run_judge(folder, count, jobs),
            "judge check, its processes waiting": lambda: run_warm_judge(folder, count, jobs),
            "pytest": lambda: run_pytest(submissions, tests, sample, jobs),
        }
        for _ in range(rounds):
            for title, run in contestants.items():
                found.setdefault(title, []).append(run())
    best = {title: max(results, key=lambda result: result.rate) for title, results in found.items()}
    floor, judge, warm, pytest = best.values()
    print(f"\n{f'best of {rounds} rounds':<34} {'a second':>9} {'each':>10} {'CPU each':>10}")
    for title, result in best.items():
        cpu = f"{result.cpu_s / result.judged * 1e3:>7.1f} ms" if result is not warm else f"{'-':>10}"
        print(f"{title:<34} {result.rate:>9.1f} {1e3 / result.rate:>7.1f} ms {cpu}")
    for words, other, target in (("as fast as pytest", pytest, 30), ("of the floor's rate", floor, 0.5)):
        cold_ratio, warm_ratio = judge.rate / other.rate, warm.rate / other.rate
        print(
            f"judge check: {cold_ratio:.2f} times {words} (target: {target}); with processes waiting, {warm_ratio:.2f}"
        )


def grow(count: int, jobs: int) -> None:
    """Judge many submissions, and print the memory of the judge's own process and the time as they grow."""
    marks = sorted({500, *range(0, count + 1, max(1, count // 10))} - {0})
    with tempfile.TemporaryDirectory(prefix="throughput-") as name:
        folder = Path(name, "submissions")
        make_submissions(folder, count)
        words = [sys.executable, "-m", "judge", "check", str(folder), "--jobs", str(jobs)]
        words += ["--resume", str(Path(name, "results")), "--json", str(Path(name, "report.json"))]
        process = subprocess.Popen(words, env=environment(), stdout=subprocess.DEVNULL)
        seen = watch(process, Path(name, "results"), marks)
    print(f"{count} submissions, {jobs} side by side; {os.cpu_count()} cores")
    print(f"{'judged':>8} {'seconds':>9} {'ms each':>8} {'memory of the judge':>20} {'of its workers':>15}")
    before = (0, 0.0)
    for judged, seconds, own, others in seen:
        each = (seconds - before[1]) / max(1, judged - before[0]) * 1e3
        print(f"{judged:>8} {seconds:>9.1f} {each:>8.1f} {own:>17.1f} MB {others:>12.1f} MB")
        before = judged, seconds
    at_500 = next(entry for entry in seen if entry[0] >= 500)
    print(f"\nfrom the 500th on the judge grew by {seen[-1][2] - at_500[2]:.1f} MB (target: below 50), "
          f"its workers by {seen[-1][3] - at_500[3]:.1f} MB")  # fmt: skip


def watch(process: Any, results: Path, marks: list[int]) -> list[tuple[int, float, float, float]]:
    """At each mark note: how many are judged, the seconds, the peak memory of the judge, and that of its workers."""
    began = time.perf_counter()
    seen: list[tuple[int, float, float, float]] = []
    waiting = list(marks)
    judged = offset = 0
    while waiting:
        ended = process.poll() is not None
        if results.exists():
            with results.open("rb") as file:
                file.seek(offset)
                new = file.read()
            judged += new.count(b"\n") - (offset == 0 and bool(new))
            offset += len(new)
        if judged >= waiting[0] and not ended:
            workers = workers_of(process.pid)
            others = max(sum(map(peak_mb, workers)), max((entry[3] for entry in seen), default=0.0))
            seen.append((judged, time.perf_counter() - began, peak_mb(process.pid), others))
            waiting = [mark for mark in waiting if mark > judged]
        if ended:
            break
        time.sleep(0.05)
    _, _, usage = os.wait4(process.pid, 0) if process.returncode is None else (0, 0, None)
    if usage is not None:
        others = max((entry[3] for entry in seen), default=0.0)  # they have ended before it
        seen.append((judged, time.perf_counter() - began, usage.ru_maxrss / 1024, others))
    return seen


def workers_of(pid: int) -> list[int]:
    """The processes that judge for a command: those that it has started, and what these have started as their like."""
    own = children_of(pid)
    return own + [process for worker in own for process in children_of(worker) if leads_session(process)]


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def leads_session(pid: int) -> bool:
    """Whether a process is in a session of its own, as a worker is, and a launcher not."""
    try:
        return os.getsid(pid) == pid
    except ProcessLookupError:
        return False


def peak_mb(pid: int) -> float:
    """The most memory that a process has had so far, in MiB."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:")), 0.0)


def main() -> None:
    """Measure and print."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    cores = len(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=cores)
    parser.add_argument("--sample", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--many", type=int, metavar="COUNT", help="print memory and time as they grow")
    arguments = parser.parse_args()
    if arguments.many:
        grow(arguments.many, arguments.jobs)
    else:
        compare(arguments.count, arguments.jobs, arguments.sample, arguments.rounds)


if __name__ == "__main__":
    main()
