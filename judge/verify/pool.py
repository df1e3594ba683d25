"""Doing jobs in several processes, each with launchers of its own.

A worker keeps to its station, the runtime and environment that it has warmed up, as long as there is work for it:
importing TensorFlow takes as long as judging ten of its submissions. Processes and not threads, as the judge's half of
a judging is Python, and launchers die with the thread that started them.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from judge.errors import JudgeError
from judge.verify.jobs import Bench, Environment, Job

Station = tuple[str, Environment]
OnResult = Callable[[int], None]

_WORTH_WARMING = {"numpy": 1, "tensorflow": 16}
"""How many jobs have to be left for a second worker to warm up a runtime."""


def run_jobs(root: Path, jobs: Sequence[Job], workers: int, on_result: OnResult = lambda count: None) -> list[Any]:
    """Do all jobs, and return what they return, in their order.

    Args:
        root: the bank.
        jobs: what to do.
        workers: how many processes may work at once; 1 works in this one.
        on_result: called with the number of jobs done, after each.

    Raises:
        Whatever a job raises; the others are then given up.
    """
    if workers < 2 or len(jobs) < 2:
        with Bench(root) as bench:
            results = []
            for job in jobs:
                results.append(job.run(bench))
                on_result(len(results))
            return results
    with _Pool(root, jobs, min(workers, len(jobs))) as pool:
        return pool.run(on_result)


class _Worker:
    """One process, and the pipe to it."""

    def __init__(self, root: Path) -> None:
        # A fresh interpreter: a fork would copy descriptors and locks of the judge's.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(root, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.station: Station | None = None
        self.number: int | None = None

    def give(self, number: int, job: Job) -> None:
        self.station, self.number = job.station, number
        self.pipe.send(job)

    def take(self) -> Any:
        """Return the result of its job. Raises what the job raised."""
        try:
            done, result = self.pipe.recv()
        except EOFError:
            raise JudgeError(f"a worker of 'judge verify' ended by itself (exit code {self._exit_code()})") from None
        self.number = None
        if not done:
            raise result
        return result

    def _exit_code(self) -> int | None:
        self.process.join(1)
        return self.process.exitcode

    def end(self) -> None:
        self.pipe.close()

    def wait(self) -> None:
        """Wait until it has ended its launchers, which it does when the pipe is closed and its job done."""
        self.process.join(10)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class _Pool:
    def __init__(self, root: Path, jobs: Sequence[Job], workers: int) -> None:
        self._jobs = jobs
        self._waiting: dict[Station, list[int]] = {}
        for number, job in enumerate(jobs):
            self._waiting.setdefault(job.station, []).append(number)
        for numbers in self._waiting.values():
            numbers.reverse()  # to be popped in their order
        self._workers = [_Worker(root) for _ in range(workers)]

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()
        for worker in self._workers:
            worker.wait()

    def run(self, on_result: OnResult) -> list[Any]:
        results: list[Any] = [None] * len(self._jobs)
        done = 0
        for worker in self._workers:
            self._employ(worker)
        while busy := {worker.pipe: worker for worker in self._workers if worker.number is not None}:
            for pipe in wait(list(busy)):
                assert isinstance(pipe, Connection)
                worker = busy[pipe]
                number = worker.number
                assert number is not None  # it is busy
                results[number] = worker.take()
                done += 1
                on_result(done)
                self._employ(worker)
        return results

    def _employ(self, worker: _Worker) -> None:
        station = self._choose(worker)
        if station is not None:
            number = self._waiting[station].pop()
            worker.give(number, self._jobs[number])

    def _choose(self, worker: _Worker) -> Station | None:
        """Its own station while there is work; else the dearest one where nobody is; else one worth warming up for."""
        left = {station: len(numbers) for station, numbers in self._waiting.items() if numbers}
        if worker.station in left:
            return worker.station
        taken = {other.station for other in self._workers if other.number is not None}
        free = [station for station in left if station not in taken]
        if free:
            return max(free, key=lambda station: (_WORTH_WARMING[station[0]], left[station]))
        shared = [station for station in left if left[station] >= _WORTH_WARMING[station[0]]]
        return max(shared, key=lambda station: left[station], default=None)


def _work(root: Path, pipe: Connection) -> None:
    """The life of a worker: a job, its result, the next."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which closes the pipe
    with Bench(root) as bench, contextlib.suppress(EOFError, BrokenPipeError):
        for job in _receive(pipe):
            try:
                result = True, job.run(bench)
            except Exception as fault:
                result = False, fault
            pipe.send(result)


def _receive(pipe: Connection) -> Iterator[Job]:
    while True:
        yield pipe.recv()
