"""Speed against the reference: pairs of calls in two confined processes, alternating, on fresh and checked data.

A third process only carries the same data to and fro; what that takes is part of neither's time. Time is the CPU clock
as the kernel counts it, over everything the process does between two calls, so that nothing can be done on the side;
where a submission waits rather than computes, it is the judge's wall clock.
"""

from __future__ import annotations

import contextlib
import os
import random
import time
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import msgspec
import numpy as np
from msgspec.structs import replace

from judge.answers import Answer
from judge.compare import compare, is_clearly_right
from judge.errors import JudgeError
from judge.model import EntryPoint, Problem, Timing, Verdict
from judge.roundoff import Roundoff
from judge.runner import Runner
from judge.sandbox.launchers import Launchers
from judge.suite import Call, Timed
from judge.suite_files import build_timed
from judge.timing import Sample, summarize

RUN = 8
"""Pairs by the same two processes, before there are others."""
LEAST_RUNS = 10
MOST_RUNS = 40
NARROW = 0.03
LEAST_BUDGET_S = 1.5
_WARM_UP = 1
_CARRY_EVERY = 4
_CARRIER = b"""
_kept = None

def keep(value):
    global _kept
    _kept = value

def give(*args, **kwargs):
    return _kept
"""


class Wrong(Exception):
    """A timed answer that is not right, or did not come: why."""

    def __init__(self, verdict: Verdict, reason: str, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.reason = reason
        self.message = message


class Pair(msgspec.Struct, frozen=True):
    """What one pair took: CPU and wall seconds of the reference, of the candidate, and of carrying such data."""

    reference: Answer
    candidate: Answer
    carriage: Answer


class Memory(NamedTuple):
    """Peak bytes above what loading took, None where that is not known."""

    reference: int | None
    candidate: int | None


class Stopwatch:
    """Times a submission against the reference. A context manager: no process is left when it closes.

    Args:
        launchers: where the processes come from.
        problem: the problem.
        source: the submission.
        name: its file's name.
        timed: the call that is timed.
        seed: of all pairs' seeds, which have nothing to do with one another: data of neighbouring seeds overlaps.
            None: of data that no submission can foretell.
    """

    def __init__(
        self, launchers: Launchers, problem: Problem, source: bytes, name: str, timed: Timed, seed: int | None
    ) -> None:
        self._problem = problem
        self._timed = timed
        self._seeds = random.SystemRandom() if seed is None else random.Random(seed)
        self._order = np.random.default_rng()  # unpredictable to the submission
        trusted = replace(problem.limits, total_s=600, memory_mb=4096)
        carrying = replace(
            problem, entry_points=(EntryPoint("keep", "(value)"), EntryPoint("give", "(*args, **kwargs)"))
        )
        self._carrier = Runner(launchers, carrying, _CARRIER, "carrier.py", trusted)
        self._make_reference = partial(
            Runner, launchers, problem, problem.reference.read_bytes(), "reference.py", trusted
        )
        self._make_candidate = partial(Runner, launchers, problem, source, name, problem.limits)
        self._stack = contextlib.ExitStack()
        self._renew()

    def _renew(self) -> None:
        """Have other processes for the calls from here on."""
        self._stack.close()
        self._reference, self._candidate = self._make_reference(), self._make_candidate()
        cpu = self._stack.enter_context(_one_cpu())
        self._carrier.run_on(cpu)
        for runner in (self._reference, self._candidate):
            runner.run_on(cpu)
            runner.watch_memory = True
            self._stack.enter_context(runner)

    def __enter__(self) -> Stopwatch:
        self._carrier.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        self._carrier.__exit__()

    def measure(self, budget_s: float) -> Timing:
        """Time pairs until the interval is narrow or the budget ends.

        Raises:
            Wrong: the submission failed a timed call.
            JudgeError: the reference did.
        """
        deadline = time.monotonic() + budget_s
        pairs: list[Pair] = []
        while True:
            pairs += self.take_pairs(RUN, warm_up=_WARM_UP)
            runs = len(pairs) // RUN
            timing = summarize(choose_clock(pairs), RUN)
            narrow = runs >= LEAST_RUNS and timing.high - timing.low < 2 * NARROW * timing.ratio
            if narrow or runs >= MOST_RUNS or time.monotonic() > deadline:
                return timing
            self._renew()

    def peak_memory(self) -> Memory:
        """Return what the calls so far took at their peak, in the processes that there are now."""
        return Memory(self._reference.peak_memory(), self._candidate.peak_memory())

    def take_pairs(self, count: int, *, size: int | None = None, warm_up: int = 0) -> list[Pair]:
        """Time `count` pairs after some that do not count. Raises as `measure`."""
        return list(self._pairs(count + warm_up, size))[warm_up:]

    def _pairs(self, count: int, size: int | None) -> Iterator[Pair]:
        for number in range(count):
            call = build_timed(self._timed, self._seeds.getrandbits(64), size, self._problem)
            runners = [self._reference, self._candidate]
            swapped = bool(self._order.integers(2))
            first, second = (self._run(runner, call) for runner in (runners[::-1] if swapped else runners))
            reference, candidate = (second, first) if swapped else (first, second)
            self._check(call, reference, candidate)
            if number % _CARRY_EVERY == 0:  # it varies little, and is only subtracted
                self._run(self._carrier, Call((reference.value,), {}, "keep"))
                carriage = self._run(self._carrier, replace(call, entry="give"))
            yield Pair(reference, candidate, carriage)

    def _run(self, runner: Runner, call: Call) -> Answer:
        got = runner.call(call, 1 << 28)
        if isinstance(got, Answer):
            return got
        if runner is self._candidate:
            raise Wrong(got.verdict, got.reason, got.message)
        raise JudgeError(f"the timed call of {self._problem.slug} fails in the reference: {got.message}")

    def _check(self, call: Call, reference: Answer, candidate: Answer) -> None:
        bound: Any = None
        if self._timed.bound is not None:
            with np.errstate(all="ignore"):
                bound = self._timed.bound(call, reference.value, Roundoff("float64"))
        if not is_clearly_right(reference.value, candidate.value, bound):
            result = compare(reference.value, candidate.value, bound=bound)
            if not result.ok:
                raise Wrong(Verdict.WA, result.reason, result.message)
        if candidate.changed:
            raise Wrong(Verdict.WA, "mutated", f"{candidate.changed} was modified; work on a copy")


@contextlib.contextmanager
def _one_cpu() -> Iterator[int | None]:
    """Keep this thread on one CPU, any of its own, and say which; None where that can't be had.

    The kernel counts a process' CPU time when it leaves its CPU. A judge elsewhere sees the answer before that, and
    reads a clock that may be a tick behind; on the same CPU it can't read before the other has left.
    """
    try:
        allowed = os.sched_getaffinity(0)
        cpu = random.choice(sorted(allowed))
        os.sched_setaffinity(0, {cpu})
    except (OSError, AttributeError):
        yield None
        return
    try:
        yield cpu
    finally:
        os.sched_setaffinity(0, allowed)


def choose_clock(pairs: list[Pair]) -> list[Sample]:
    """Return the pairs as samples of the CPU clock, or of the wall clock where the submission waits.

    It waits when its wall clock runs ahead of its CPU clock by half its CPU time more than the reference's does. Where
    the system does not tell a process' CPU time, there is the wall clock alone.
    """

    def ahead(answers: list[Answer]) -> float:
        return float(np.median([answer.wall_s - answer.cpu_s for answer in answers]))

    candidates = [pair.candidate for pair in pairs]
    waiting = ahead(candidates) - ahead([pair.reference for pair in pairs])
    untold = not any(pair.reference.cpu_s for pair in pairs)
    if untold or waiting > 0.5 * float(np.median([answer.cpu_s for answer in candidates])):
        return [Sample(pair.reference.wall_s, pair.candidate.wall_s, pair.carriage.wall_s) for pair in pairs]
    return [Sample(pair.reference.cpu_s, pair.candidate.cpu_s, pair.carriage.cpu_s) for pair in pairs]
