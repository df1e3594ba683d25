"""Whether a ratio of times can be believed on a busy machine.

    python tests/benchmarks/timing_stability.py [--runs 100] [--budget 2.5]

One core is kept busy throughout. The reference is timed against itself: its interval should hold 1.0 in at least 95 of
100 runs, and be narrow. Then a solution that takes 1.2 times its CPU time: it should be told apart in at least 90.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

from judge.catalog import Bank
from judge.model import Problem, Timing
from judge.sandbox.launchers import Launchers
from judge.stopwatch import Stopwatch
from judge.suite_files import load_hidden_tests

ROOT = Path(__file__).resolve().parents[2]
SLOWER = b'''

import time

_once = softmax


def softmax(x, axis=-1):
    """Takes a fifth more of its thread's CPU time, by construction."""
    started = time.thread_time()
    answer = _once(x, axis=axis)
    due = started + 1.2 * (time.thread_time() - started)
    while time.thread_time() < due:
        pass
    return answer
'''


def main() -> None:
    """Run both comparisons and print their figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--budget", type=float, default=2.5)
    arguments = parser.parse_args()
    problem = Bank(ROOT).problem("softmax")
    reference = problem.reference.read_bytes()
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        with Launchers() as launchers:
            same = time_all(launchers, problem, reference, arguments.runs, arguments.budget)
            slower = time_all(launchers, problem, reference + SLOWER, arguments.runs, arguments.budget)
    finally:
        busy.kill()
        busy.wait()
    load = os.getloadavg()[0]
    print(f"{arguments.runs} runs each of at most {arguments.budget:g} s, one core kept busy; load {load:.1f}")
    print(f"{'':32}{'ratio':>8}{'half-width':>12}{'noisy':>7}")
    for name, timings in (("the reference against itself", same), ("a solution 1.2 times as slow", slower)):
        ratio = statistics.median(timing.ratio for timing in timings)
        half = statistics.median((timing.high - timing.low) / 2 / timing.ratio for timing in timings)
        noisy = sum(timing.noisy for timing in timings)
        print(f"{name:32}{ratio:8.3f}{100 * half:10.1f} %{noisy:7}")
    holds = sum(timing.low <= 1.0 <= timing.high for timing in same)
    apart = sum(timing.low > 1.0 for timing in slower)
    print(f"interval holds 1.0: {holds} of {arguments.runs} (target 95 of 100)")
    print(f"told apart:         {apart} of {arguments.runs} (target 90 of 100)")


def time_all(launchers: Launchers, problem: Problem, source: bytes, runs: int, budget_s: float) -> list[Timing]:
    """Time a source `runs` times, on fresh data each."""
    timed = load_hidden_tests(problem).timed
    assert timed is not None  # softmax has a timed call
    timings = []
    for number in range(runs):
        with Stopwatch(launchers, problem, source, "timed.py", timed, 1000 * number) as stopwatch:
            timings.append(stopwatch.measure(budget_s))
    return timings


if __name__ == "__main__":
    main()
