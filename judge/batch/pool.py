"""The judges of this machine: worker processes, or for a single job the process of the command itself."""

from __future__ import annotations

import os
import select
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from judge.batch.crew import Crew
from judge.batch.folder import TURN_FILE
from judge.batch.messages import Reply, Setup, Work
from judge.batch.process import WorkerLost, WorkerProcess
from judge.errors import JudgeError, UserError

Take = Callable[[Iterable[str]], Work | None]
"""(slugs of problems, the most welcome first) -> the next submission to judge, None when there is none left."""

_TRIES_TO_START = 3
_LOOK_UP_MS = 500
_LARGE_RUNTIMES = ("tensorflow",)


class Done(NamedTuple):
    """A submission that has been judged.

    Attributes:
        record: the report, as `judge.batch.codec` writes it; b"" where its judge was lost twice.
        fault: how it was lost.
    """

    number: int
    verdict: str
    record: bytes
    fault: str = ""


class Judges(Protocol):
    """What judges many submissions. A context manager: when it closes, nothing of it runs any more."""

    def __enter__(self) -> Judges:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, in the middle of submissions too."""

    def judge(self, take: Take) -> Iterator[Done]:
        """Take submissions until there are none, and yield each as it is done. Raises UserError, JudgeError."""


class OneJudge:
    """Judges in this process, one submission after another."""

    def __init__(self, setup: Setup) -> None:
        from judge.batch.judging import Judging

        self._judging = Judging(setup)

    def __enter__(self) -> OneJudge:
        self._judging.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._judging.__exit__(kind, error, trace)

    def judge(self, take: Take) -> Iterator[Done]:
        """See Judges."""
        from judge.batch.codec import encode_report

        while (work := take(())) is not None:
            report = self._judging.judge(work)
            yield Done(work.number, report.verdict.value, encode_report(report))


class LocalPool:
    """Judges in processes side by side. One that is lost is replaced, and its submission judged again, once.

    Args:
        setup: how to judge.
        jobs: how many processes.
        runtimes: the slug of each problem -> its runtime.
    """

    def __init__(self, setup: Setup, jobs: int, runtimes: dict[str, str]) -> None:
        self._crew = Crew(jobs)
        self._setup = replace(setup, turn=os.fsencode(os.path.join(self._crew.scratch, TURN_FILE)), tied=True)
        self._jobs = jobs
        self._runtimes = runtimes
        self._idle: list[WorkerProcess] = []
        self._busy: list[WorkerProcess] = []
        self._warm: dict[WorkerProcess, set[str]] = {}
        self._welcomes: dict[WorkerProcess | None, Sequence[str]] = {}  # until what is warm changes
        self._again: list[Work] = []
        self._lost_once: set[int] = set()
        self._failed_starts = 0

    def __enter__(self) -> LocalPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._crew.give_back()  # a process that ends waits for the one that was forked from it
        for worker in self.workers:
            worker.dismiss()
        for worker in self.workers:
            worker.close()
        self._crew.__exit__(kind, error, trace)

    @property
    def workers(self) -> list[WorkerProcess]:
        """The processes that there are now."""
        return [*self._busy, *self._idle]

    def judge(self, take: Take) -> Iterator[Done]:
        """See Judges."""
        try:
            self._hand_out(take)
            while self._busy:
                for worker in wait_for(self._busy):
                    done = self._collect(worker)
                    if done is not None:
                        yield done
                self._hand_out(take)
        except BaseException:  # the end of a run that stops early, too
            for worker in self.workers:
                worker.dismiss()
            raise
        leaving = self._too_large_to_stay()
        for worker in self.workers:  # while it is told what they have found
            if worker in leaving:
                worker.dismiss()
            else:
                worker.finish()

    def _too_large_to_stay(self) -> list[WorkerProcess]:
        """Of the processes with a runtime that takes much memory, all but one."""
        large = [
            worker
            for worker, slugs in self._warm.items()
            if any(self._runtimes[slug] in _LARGE_RUNTIMES for slug in slugs)
        ]
        return large[1:]

    def _hand_out(self, take: Take) -> None:
        """Give every process that has nothing to do a submission, and start one while there are more of those."""
        while len(self._busy) < self._jobs:
            worker = self._idle[0] if self._idle else None
            work = self._again.pop() if self._again else take(self._welcome(worker))
            if work is None:
                return
            if worker is None:
                worker = self._crew.hire(self._setup)
                self._warm[worker] = set()
            else:
                del self._idle[0]
            if work.slug not in self._warm[worker]:
                self._warm[worker].add(work.slug)
                self._welcomes.clear()
            self._busy.append(worker)
            worker.ask(work)

    def _welcome(self, worker: WorkerProcess | None) -> Sequence[str]:
        """The problems to give a process work of: those that it knows, then those that few others know.

        Whoever judges a problem for the first time loads its tests, runs its reference, and has not seen the answers
        that many submissions share. A runtime to import costs more than that.
        """
        if worker not in self._welcomes:
            self._welcomes[worker] = self._sort_problems(self._warm[worker] if worker is not None else set())
        return self._welcomes[worker]

    def _sort_problems(self, own: set[str]) -> Sequence[str]:
        own_runtimes = {self._runtimes[slug] for slug in own}
        others = Counter(slug for slugs in self._warm.values() for slug in slugs)
        runtimes = Counter(name for slugs in self._warm.values() for name in {self._runtimes[slug] for slug in slugs})

        def cost(slug: str) -> tuple[bool, bool, int, int]:
            runtime = self._runtimes[slug]
            return slug not in own, runtime not in own_runtimes, runtimes[runtime], others[slug]

        return sorted(self._runtimes, key=cost)

    def _collect(self, worker: WorkerProcess) -> Done | None:
        """Take an answer; None where there is none yet. Raises UserError, JudgeError."""
        work = worker.work
        assert work is not None  # it is one of the busy ones
        try:
            reply = worker.answer()
        except WorkerLost as lost:
            return self._replace(worker, work, str(lost))
        if reply is None:
            self._failed_starts = 0
            return None
        self._busy.remove(worker)
        self._idle.append(worker)
        return done_of(reply)

    def _replace(self, worker: WorkerProcess, work: Work, how: str) -> Done | None:
        """Let go of a process that is lost. Before it was ready it is to blame, and not the submission."""
        self._busy.remove(worker)
        self._crew.dismiss(worker)
        del self._warm[worker]
        self._welcomes.clear()
        if not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts > _TRIES_TO_START:
                raise JudgeError(f"the processes that judge do not start: {how}")
            self._again.append(work)
            return None
        if work.number in self._lost_once:
            return Done(work.number, "JE", b"", how)
        self._lost_once.add(work.number)
        self._again.append(work)
        return None


def done_of(reply: Reply) -> Done:
    """Return what a reply says. Raises UserError when nothing can be judged."""
    if reply.refusal:
        raise UserError(reply.refusal, reply.remedy)
    return Done(reply.number, reply.verdict, reply.record)


def wait_for(workers: Sequence[WorkerProcess]) -> list[WorkerProcess]:
    """Block until some of the processes have answered or ended, and return those."""
    poller = select.poll()
    found = {worker.fileno(): worker for worker in workers}
    for descriptor in found:
        poller.register(descriptor, select.POLLIN)
    # A signal that comes just before a wait does not wake it; Python looks for those between two.
    while not (events := poller.poll(_LOOK_UP_MS)):
        pass
    return [found[descriptor] for descriptor, _ in events]
