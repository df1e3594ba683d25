"""A thread that judges one thing at a time; something newer takes the place of what runs, however long that takes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, NamedTuple

from judge.model import Options, Problem, Report
from judge.source import Source

Purpose = Literal["run", "submit", "warm up"]
TRY_AGAIN_S = 0.03


class Job(NamedTuple):
    """Something to be judged.

    Attributes:
        purpose: "run" on the examples, "submit" on the hidden tests, or "warm up" for one of them, unseen.
        started_at: when it was asked for; it knows its time zone.
    """

    purpose: Purpose
    problem: Problem
    source: Source
    options: Options
    started_at: datetime


class Outcome(NamedTuple):
    """What became of a job.

    Attributes:
        report: the verdict; None for a job that was superseded or failed.
        error: what is to be raised where the person is.
        note: what `keep` has to say.
    """

    job: Job
    report: Report | None = None
    error: BaseException | None = None
    note: str = ""


class Superseded(Exception):
    """The running job is of no use any more."""


class Judging:
    """The thread and its jobs. A context manager.

    Args:
        evaluate: judges a job, calling its second argument after each case; runs in the thread.
        interrupt: ends the candidates of the job that runs; called again and again, from any thread, until it is over.
        notify: called in the thread when there is an outcome.
        keep: stores a submission before anybody hears of it, and returns what there is to say; runs in the thread.
        close: called in the thread at its end, for what `evaluate` and `keep` have opened in it.
        get_ready: called in the thread when an outcome was told, for what would make the next one quicker.
    """

    def __init__(
        self,
        evaluate: Callable[[Job, Callable[[Any], None]], Report],
        interrupt: Callable[[], None],
        notify: Callable[[], None],
        keep: Callable[[Job, Report], str] = lambda job, report: "",
        close: Callable[[], None] = lambda: None,
        get_ready: Callable[[Job], None] = lambda job: None,
    ) -> None:
        self._evaluate = evaluate
        self._interrupt = interrupt
        self._notify = notify
        self._keep = keep
        self._close = close
        self._get_ready = get_ready
        self._changed = threading.Condition()
        self._waiting: list[Job] = []
        self._running: Job | None = None
        self._superseded = False
        self._closing = False
        self._outcomes: list[Outcome] = []
        self._thread = threading.Thread(target=self._work, name="judging", daemon=True)

    def __enter__(self) -> Judging:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._closing = True
            self._waiting.clear()
            self._superseded = True
            self._changed.notify_all()
        for _try in range(100):  # bank code, which runs in this process, cannot be interrupted: the thread dies with it
            self._interrupt_running()
            self._thread.join(timeout=TRY_AGAIN_S)
            if not self._thread.is_alive():
                return

    @property
    def running(self) -> Job | None:
        """The job that runs, unless it was superseded."""
        with self._changed:
            return None if self._superseded else self._running

    @property
    def is_interrupting(self) -> bool:
        """Whether a superseded job is still running, so that `press_on` has to be called soon."""
        with self._changed:
            return self._superseded and self._running is not None

    def start(self, *jobs: Job) -> Job | None:
        """Judge these, in place of what runs or waits; return the job that was given up, if one ran."""
        with self._changed:
            given_up = None if self._superseded else self._running
            self._superseded = self._running is not None
            self._waiting = list(jobs)
            self._changed.notify_all()
        self._interrupt_running()
        return given_up

    def press_on(self) -> None:
        """End the superseded job's candidate, which may have been born only now."""
        self._interrupt_running()

    def take_outcomes(self) -> list[Outcome]:
        """Return what is done since the last call."""
        with self._changed:
            outcomes, self._outcomes = self._outcomes, []
        return outcomes

    def _interrupt_running(self) -> None:
        with self._changed:  # while it is held, no other job begins
            if self._superseded and self._running is not None:
                self._interrupt()

    def _work(self) -> None:
        try:
            while (job := self._next()) is not None:
                self._tell(self._judge(job))
                try:
                    self._get_ready(job)
                except BaseException as error:
                    self._tell(Outcome(job, None, error))
        finally:
            with contextlib.suppress(Exception):  # nobody is left to hear of it
                self._close()

    def _tell(self, outcome: Outcome) -> None:
        with self._changed:
            self._running, self._superseded = None, False
            self._outcomes.append(outcome)
        self._notify()

    def _next(self) -> Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._waiting)
            if self._closing:
                return None
            self._running = self._waiting.pop(0)
            return self._running

    def _judge(self, job: Job) -> Outcome:
        try:
            report = self._evaluate(job, self._check)
            self._settle()
            note = self._keep(job, report) if job.purpose == "submit" else ""
        except BaseException as error:  # whatever it is, it ends the command, not only this thread
            with self._changed:
                superseded = self._superseded
            return Outcome(job) if superseded else Outcome(job, None, error)
        return Outcome(job, report, note=note)

    def _settle(self) -> None:
        """From here on the job is done with, whatever is asked for meanwhile: what is kept is also told."""
        with self._changed:
            if self._superseded:
                raise Superseded
            self._running = None

    def _check(self, case: object = None) -> None:
        """Called between cases. Raises Superseded."""
        with self._changed:
            if self._superseded:
                raise Superseded
