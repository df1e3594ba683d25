"""One run over many submissions: what is left to do, what an earlier run has done, and what has become of each."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence

from judge import __version__
from judge.batch.codec import encode_report
from judge.batch.journal import Journal, Place, Reports
from judge.batch.judging import without_cases
from judge.batch.messages import Setup, Work
from judge.batch.pool import Done, Judges
from judge.batch.problem_files import digest_problem
from judge.batch.queue import Queue
from judge.collect import Collected
from judge.errors import UserError
from judge.model import Problem, Verdict

OnDone = Callable[[Verdict, bool], None]
"""Called with the verdict of a submission, and whether an earlier run has found it."""


class Run:
    """The run of one command.

    Args:
        submissions: what to judge.
        problems: slug -> problem, of all that the submissions are for.
        setup: how to judge.
        journal: where results are kept, with those of an earlier run.
        stops: tells of a verdict whether nothing that comes after it in order is to be judged.

    Attributes:
        on_done: called with each result as it comes.
    """

    def __init__(
        self,
        submissions: Sequence[Collected],
        problems: dict[str, Problem],
        setup: Setup,
        journal: Journal,
        *,
        stops: Callable[[Verdict], bool] = lambda verdict: False,
    ) -> None:
        self._problems = problems
        self._seed = setup.seed
        self._journal = journal
        self._stops = stops
        self.on_done: OnDone = lambda verdict, known: None
        self._queue = Queue(submissions)
        self._submissions = submissions
        how = [__version__, setup.seed, setup.isolation, setup.min_isolation]
        self._hows = {slug: [slug, digest_problem(problem), *how] for slug, problem in problems.items()}
        self._keys: dict[int, str] = {}
        self._places: dict[int, Place] = {}
        self._last = len(submissions)

    def judge(self, judges: Judges) -> None:
        """Judge what is left. What is finished stays so when this ends early. Raises UserError, JudgeError."""
        for done in judges.judge(self._take):
            self._finish(done)
            if self._last < len(self._submissions) and all(number in self._places for number in range(self._last)):
                return  # what still runs comes after the one that stopped it

    @property
    def is_empty(self) -> bool:
        """Whether there is no result at all yet."""
        return not self._places

    @property
    def reports(self) -> Reports:
        """What has been judged so far, in the order of the submissions."""
        return Reports(self._journal, self._shown())

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Their verdicts."""
        return tuple(place.verdict for place in self._shown())

    @property
    def not_judged(self) -> int:
        """How many submissions have no report."""
        return len(self._submissions) - len(self._shown())

    def _shown(self) -> list[Place]:
        return [self._places[number] for number in sorted(self._places) if number <= self._last]

    def _take(self, welcome: Iterable[str]) -> Work | None:
        """The next submission that has no result."""
        while True:
            taken = self._queue.take(welcome)
            if taken is None:
                return None
            number, submission = taken
            work = _read(number, submission)
            key = _digest([*self._hows[submission.slug], work.path.hex(), work.sha256, work.fault])
            place = self._journal.find(key)
            if place is None:
                self._keys[number] = key
                return work
            self._keep(number, place, known=True)

    def _finish(self, done: Done) -> None:
        record = done.record
        if not record:
            submission = self._submissions[done.number]
            words = f"the process that judged it was lost, twice: {done.fault}"
            problem = self._problems[submission.slug]
            record = encode_report(without_cases(problem, submission.path, self._seed, Verdict.JE, words))
        self._keep(done.number, self._journal.add(self._keys.pop(done.number), done.verdict, record))

    def _keep(self, number: int, place: Place, *, known: bool = False) -> None:
        self._places[number] = place
        if self._stops(place.verdict) and number < self._last:
            self._last = number
            self._queue.drop_after(number)
        self.on_done(place.verdict, known)


def _read(number: int, submission: Collected) -> Work:
    """Read a submission's file."""
    path = os.fsencode(submission.path)
    try:
        source = submission.read()
    except UserError as error:
        return Work(number, submission.slug, path, fault=str(error))
    return Work(number, submission.slug, path, source.content, source.oversize, sha256=source.sha256)


def _digest(parts: list[object] | list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
