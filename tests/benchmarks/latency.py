"""How long a person waits for the judge, beside what they would wait for anyway.

    python tests/benchmarks/latency.py [--rounds 15]

All contestants run in every round, in rotating order, each in a fresh process, so that a busy moment of the machine
hits them alike. The numbers are comparable within one run only.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
COUNTER = ROOT / "solutions" / "tf_variable_counter" / "reference.py"
SOLUTION = ROOT / "solutions" / "softmax" / "accepted" / "log_sum_exp.py"

PYTEST_FILE = '''
"""The judge's checks of softmax as an ordinary test file: same calls, same expected values, same comparison."""

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

problem = Bank(Path({root!r})).problem("softmax")


def load(path):
    spec = importlib.util.spec_from_file_location("submission", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.softmax


def widen(value):
    return value.astype(np.float64) if isinstance(value, np.ndarray) and value.dtype == np.float32 else value


candidate, reference = load({solution!r}), load(problem.reference)


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


class Contestant(NamedTuple):
    """One command.

    Attributes:
        name: its name in the table.
        words: the command.
        home: the JUDGE_HOME that it is given in every round; "" for a new one each time.
        warm: whether a warm judge may stay between the rounds, as one does on a terminal.
    """

    name: str
    words: tuple[str, ...]
    home: str = "kept"
    warm: bool = False


class Group(NamedTuple):
    """Commands that are compared with the first of them."""

    title: str
    contestants: tuple[Contestant, ...]
    target: str


def judge_command() -> tuple[str, ...]:
    """The console command of this environment, else the module."""
    script = Path(PYTHON).with_name("judge")
    return (str(script),) if script.exists() else (PYTHON, "-m", "judge")


def groups(folder: Path) -> list[Group]:
    """What is compared with what; pytest's file is written into the folder."""
    judge = judge_command()
    submit = (*judge, "submit", "softmax", str(SOLUTION))
    submit_counter = (*judge, "submit", "tf_variable_counter", str(COUNTER))
    file = folder / "test_softmax.py"
    file.write_text(PYTEST_FILE.format(root=str(ROOT), solution=str(SOLUTION)), encoding="utf-8")
    pytest = (PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(file))
    return [
        Group(
            "a submission",
            (
                Contestant('python -c "import numpy"', (PYTHON, "-c", "import numpy")),
                Contestant("judge submit softmax, the first one", submit, home=""),
                Contestant("judge submit softmax, again", submit),
                Contestant("pytest, the same checks", pytest),
            ),
            "a submission takes at most 1.8 times the import, and less than pytest",
        ),
        Group(
            "a submission to the warm judge",
            (
                Contestant('python -c "import numpy, click"', (PYTHON, "-c", "import numpy, click")),
                Contestant("judge submit softmax, the second one", submit, home="warm", warm=True),
            ),
            "at most 1.2 times the import",
        ),
        Group(
            "the same with TensorFlow",
            (
                Contestant('python -c "import tensorflow"', (PYTHON, "-c", "import tensorflow")),
                Contestant("judge submit tf_..._counter, the second one", submit_counter, home="warm", warm=True),
            ),
            "at most 0.1 times the import",
        ),
        Group(
            "a look round",
            (
                Contestant('python -c "import click"', (PYTHON, "-c", "import click")),
                Contestant("judge --help", (*judge, "--help")),
                Contestant("judge list", (*judge, "list")),
            ),
            "each at most 2 times the import",
        ),
    ]


class Bench:
    """Runs commands in an empty folder, with nothing of the user's own in the environment. A context manager.

    Args:
        folder: an empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._homes = 0
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "OPENBLAS_NUM_THREADS": "1",
        }
        for name in ("LD_LIBRARY_PATH", "TMPDIR"):
            if name in os.environ:
                self._environment[name] = os.environ[name]

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        """End the warm judge."""
        self._run(Contestant("judge warm stop", (*judge_command(), "warm", "stop"), home="warm", warm=True))

    def time(self, contestant: Contestant) -> float:
        """Run a command once; return its seconds. One that fails ends the benchmark."""
        started = time.perf_counter()
        ended = self._run(contestant)
        seconds = time.perf_counter() - started
        if ended.returncode != 0:
            text = (ended.stdout + ended.stderr).decode(errors="replace")
            sys.exit(f"{contestant.name} ended with {ended.returncode}:\n{text}")
        return seconds

    def _run(self, contestant: Contestant) -> subprocess.CompletedProcess[bytes]:
        home = contestant.home
        if not home:
            self._homes += 1
            home = f"home{self._homes}"
        variables = {"JUDGE_HOME": str(self._folder / home)}
        if contestant.warm:  # without a terminal, as here, no judge stays
            variables["JUDGE_WARM"] = "1"
        return subprocess.run(
            contestant.words,
            cwd=self._folder,
            env=self._environment | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )


def measure(bench: Bench, group: Group, rounds: int) -> dict[str, list[float]]:
    """Time every contestant once a round, in rotating order; the round before the first only warms up."""
    times: dict[str, list[float]] = {contestant.name: [] for contestant in group.contestants}
    order = list(group.contestants)
    for round_number in range(rounds + 1):
        for contestant in order:
            seconds = bench.time(contestant)
            if round_number:
                times[contestant.name].append(seconds)
        order = [*order[1:], order[0]]
    return times


def show(group: Group, times: dict[str, list[float]]) -> None:
    """Print medians and minima in milliseconds, and each as a ratio to the first contestant's."""
    base = times[group.contestants[0].name]
    print(f"\n{group.title:<44} {'median':>9} {'ratio':>6} {'minimum':>9} {'ratio':>6}")
    for name, seconds in times.items():
        median, least = statistics.median(seconds), min(seconds)
        ratios = median / statistics.median(base), least / min(base)
        print(f"{name:<44} {median * 1e3:>6.1f} ms {ratios[0]:>6.2f} {least * 1e3:>6.1f} ms {ratios[1]:>6.2f}")
    print(f"target: {group.target}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    print(f"{rounds} rounds, interleaved, fresh processes; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("the judge is run as:", *judge_command())
    with tempfile.TemporaryDirectory(prefix="latency-") as folder, Bench(Path(folder)) as bench:
        for group in groups(Path(folder)):
            show(group, measure(bench, group, rounds))


if __name__ == "__main__":
    main()
