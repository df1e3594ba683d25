"""The thread that judges: one thing at a time, the newest first, and nothing can hold it up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from toy_cli import make_bank, make_report

from judge.catalog import Bank
from judge.live.judging import Job, Judging, Outcome, Purpose
from judge.model import Options, Problem, Report
from judge.source import Source

WAIT_S = 60


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    """A problem; nothing of it is read."""
    return Bank(make_bank(tmp_path / "bank")).problem("double")


class Engine:
    """An evaluation that does as the source says: "loop" until it is interrupted, "fail", or be done at once."""

    def __init__(self) -> None:
        self.looping = threading.Event()
        self.killed = threading.Event()
        self.judged: list[bytes] = []
        self.kept: list[bytes] = []
        self.closed_in: int | None = None
        self.interrupts = 0
        self.deaf = 0

    def evaluate(self, job: Job, on_case: Callable[[Any], None]) -> Report:
        """Judge a job."""
        self.killed.clear()
        self.judged.append(job.source.content)
        if job.source.content == b"fail":
            raise ZeroDivisionError("a bug")
        if job.source.content.startswith(b"loop"):
            self.looping.set()
            assert self.killed.wait(WAIT_S)
        on_case(None)
        return make_report()

    def interrupt(self) -> None:
        """End the loop; the first calls find nothing to end where `deaf` says so."""
        self.interrupts += 1
        if self.interrupts > self.deaf:
            self.killed.set()

    def keep(self, job: Job, report: Report) -> str:
        """Store a submission."""
        self.kept.append(job.source.content)
        return "kept"

    def close(self) -> None:
        """Note which thread this is."""
        self.closed_in = threading.get_ident()


class Bench:
    """A thread that judges with the engine above, and what comes of it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.engine = Engine()
        self.rung = threading.Semaphore(0)
        self.outcomes: list[Outcome] = []
        engine = self.engine
        self.judging = Judging(engine.evaluate, engine.interrupt, self.rung.release, engine.keep, engine.close)

    def job(self, content: bytes, purpose: Purpose = "run") -> Job:
        """Something to judge."""
        return Job(purpose, self.problem, Source("double.py", content), Options(), datetime.now(UTC))

    def outcome(self) -> Outcome:
        """The next outcome."""
        assert self.rung.acquire(timeout=WAIT_S)
        self.outcomes += self.judging.take_outcomes()
        return self.outcomes.pop(0)

    def start_loop(self, purpose: Purpose = "run") -> Job:
        """Start a job that does not end by itself, and wait until it runs."""
        job = self.job(b"loop", purpose)
        self.judging.start(job)
        assert self.engine.looping.wait(WAIT_S)
        return job


@pytest.fixture
def bench(problem: Problem) -> Iterator[Bench]:
    """A thread at work."""
    made = Bench(problem)
    with made.judging:
        yield made


def test_verdict_comes_back(bench: Bench) -> None:
    """A job's outcome has its report, and afterwards nothing runs."""
    job = bench.job(b"x")
    assert bench.judging.start(job) is None
    outcome = bench.outcome()
    assert (outcome.job, outcome.report, outcome.note) == (job, make_report(), "")
    assert bench.judging.running is None
    assert not bench.judging.is_interrupting


def test_jobs_given_together_are_done_in_order(bench: Bench) -> None:
    """What waits behind a job comes after it."""
    bench.judging.start(bench.job(b"one"), bench.job(b"two", "warm up"))
    assert bench.rung.acquire(timeout=WAIT_S)
    assert bench.rung.acquire(timeout=WAIT_S)
    assert [outcome.job.source.content for outcome in bench.judging.take_outcomes()] == [b"one", b"two"]


def test_newer_job_takes_the_place_of_one_that_loops(bench: Bench) -> None:
    """A loop is ended, its outcome has no report, and the newer job is judged."""
    looping = bench.start_loop()
    assert bench.judging.running == looping
    assert bench.judging.start(bench.job(b"new")) == looping
    assert bench.outcome() == Outcome(looping)
    assert bench.outcome().report is not None
    assert bench.engine.judged == [b"loop", b"new"]


def test_newest_of_several_is_the_one_that_is_judged(bench: Bench) -> None:
    """Saves that come while the loop is being ended replace one another; only the first had something to give up."""
    bench.engine.deaf = 2
    looping = bench.start_loop()
    assert bench.judging.start(bench.job(b"two")) == looping
    assert bench.judging.start(bench.job(b"three")) is None
    bench.judging.start(bench.job(b"four"))
    bench.outcome()
    assert bench.outcome().job.source.content == b"four"
    assert bench.engine.judged == [b"loop", b"four"]


def test_candidate_that_is_born_late_is_ended_too(bench: Bench) -> None:
    """Where there was nothing to end yet, pressing on ends it later."""
    bench.engine.deaf = 1
    bench.start_loop()
    bench.judging.start(bench.job(b"new"))
    assert bench.judging.is_interrupting
    assert bench.judging.running is None
    bench.judging.press_on()
    bench.outcome()
    bench.outcome()
    assert bench.engine.judged == [b"loop", b"new"]


def test_nothing_is_ended_that_was_not_superseded(bench: Bench) -> None:
    """Pressing on while a job runs in its own right, or none runs, ends nothing."""
    bench.judging.press_on()
    bench.start_loop()
    bench.judging.press_on()
    assert bench.engine.interrupts == 0


def test_submission_is_kept_before_it_is_told(bench: Bench) -> None:
    """A submission is stored in the thread; a run is not."""
    bench.judging.start(bench.job(b"run"))
    bench.outcome()
    bench.judging.start(bench.job(b"submit", "submit"))
    assert bench.outcome().note == "kept"
    assert bench.engine.kept == [b"submit"]


def test_superseded_submission_is_not_kept(bench: Bench) -> None:
    """What nobody will hear of is not in the history either."""
    looping = bench.start_loop("submit")
    assert bench.judging.start() == looping
    assert bench.outcome() == Outcome(looping)
    assert bench.engine.kept == []


def test_what_is_kept_is_told(bench: Bench) -> None:
    """A save that comes while the history is written does not swallow the verdict."""
    keeping, saved = threading.Event(), threading.Event()

    def keep(job: Job, report: Report) -> str:
        keeping.set()
        assert saved.wait(WAIT_S)
        return "kept"

    bench.judging._keep = keep
    submission = bench.job(b"one", "submit")
    bench.judging.start(submission)
    assert keeping.wait(WAIT_S)
    assert bench.judging.start(bench.job(b"two")) is None
    saved.set()
    outcome = bench.outcome()
    assert (outcome.job, outcome.note) == (submission, "kept")
    assert outcome.report is not None
    assert bench.outcome().job.source.content == b"two"
    assert bench.engine.interrupts == 0


def test_error_is_handed_over(bench: Bench) -> None:
    """A fault of the judge ends the command, not only the thread: whoever waits gets it, and the thread goes on."""
    bench.judging.start(bench.job(b"fail"))
    outcome = bench.outcome()
    assert isinstance(outcome.error, ZeroDivisionError)
    assert outcome.report is None
    bench.judging.start(bench.job(b"x"))
    assert bench.outcome().report is not None


def test_closing_ends_what_runs(problem: Problem) -> None:
    """Leaving does not wait for a loop, and what belongs to the thread is closed in it."""
    bench = Bench(problem)
    with bench.judging:
        bench.start_loop()
        thread = bench.judging._thread
    assert not thread.is_alive()
    assert bench.engine.closed_in == thread.ident


def test_closing_does_not_wait_for_ever(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code of the bank that never returns cannot be ended: the command ends all the same."""
    monkeypatch.setattr("judge.live.judging.TRY_AGAIN_S", 0.0001)
    bench = Bench(problem)
    bench.engine.deaf = 10**6
    with bench.judging:
        bench.start_loop()
    bench.engine.killed.set()
