"""One submission -> its report, with launchers that serve all of them. Whatever happens, there is a report."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import re
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from msgspec.structs import replace

from judge.batch.messages import Setup, Work
from judge.batch.problem_files import stamp_problem
from judge.catalog import Bank
from judge.errors import UserError, name_lack
from judge.model import EntryPoint, Isolation, Options, Problem, Report, Submission, Verdict
from judge.source import Source


def import_pipeline() -> None:
    """Import what judging takes: otherwise that is done in the time that a launcher takes to get ready."""
    import tomllib  # noqa: F401

    from judge import evaluate, expected, marking, runner, suite_files  # noqa: F401
    from judge.sandbox import launchers  # noqa: F401


class Judging:
    """Judges one submission after another. A context manager: no process is left when it closes.

    Args:
        setup: how to judge.
    """

    def __init__(self, setup: Setup) -> None:
        from judge.sandbox.launchers import Launchers

        self._setup = setup
        self._bank = Bank(Path(os.fsdecode(setup.bank)))
        self._problems: dict[str, Problem] = {}
        self._stamps: dict[str, object] = {}
        self._used: set[str] = set()
        self._launchers = Launchers(setup.isolation, setup.min_isolation)

    def __enter__(self) -> Judging:
        self._launchers.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._launchers.__exit__(kind, error, trace)

    def take_up(self, setup: Setup) -> bool:
        """Judge for another command from now on.

        False where that wants another bank, seed or tier, or where a file of a problem is not what it was.
        """
        if replace(setup, turn=b"", tied=False) != replace(self._setup, turn=b"", tied=False):
            return False
        if any(self._stamps[slug] != stamp_problem(problem) for slug, problem in self._problems.items()):
            return False
        self._setup = setup
        self._bank = Bank(self._bank.root)
        self._used.clear()
        return True

    def rest(self) -> None:
        """Part with the runtimes that this command had no use for."""
        self._launchers.keep_only({self._problems[slug].runtime for slug in self._used} | {"numpy"})

    def judge(self, work: Work) -> Report:
        """Return the report of one submission; a fault of the judge is a report of its own.

        Raises:
            UserError: nothing can be judged here, such as when the runtime is not installed.
        """
        from judge.evaluate import evaluate

        problem = self._problem(work.slug)
        path, seed = os.fsdecode(work.path), self._setup.seed
        if work.fault:
            isolation = self._launchers.start(problem.runtime).isolation
            return without_cases(problem, path, seed, Verdict.CE, work.fault, isolation)
        options = Options(
            seed=seed,
            isolation=self._setup.isolation,
            min_isolation=self._setup.min_isolation,
            guesses=1,  # reports of many submissions show one failing case of each at length
        )
        source = Source(path, work.content, work.oversize, work.sha256)
        turn = functools.partial(take_turn, self._setup.turn)
        try:
            report = evaluate(problem, source, options, launchers=self._launchers, turn=turn, more_to_come=True)
        except UserError:
            raise
        except Exception as error:
            bug = f"{type(error).__name__}: {error}; this is a bug in the judge, please report it"
            words = str(name_lack(error) or bug)
            report = without_cases(problem, path, seed, Verdict.JE, words, sha256=source.sha256)
            report = replace(report, extra={"traceback": "".join(traceback.format_exception(error))})
        return replace(report, extra=report.extra | {"line": find_entry_line(work.content, problem.entry_points)})

    def _problem(self, slug: str) -> Problem:
        self._used.add(slug)
        if slug not in self._problems:
            problem = self._bank.problem(slug)
            self._stamps[slug] = stamp_problem(problem)  # before its tests are read
            self._problems[slug] = problem
        return self._problems[slug]


def without_cases(
    problem: Problem,
    path: str,
    seed: int,
    verdict: Verdict,
    message: str,
    isolation: Isolation | None = None,
    sha256: str = "",
) -> Report:
    """The report of a submission that was not run."""
    return Report(
        problem=problem.slug,
        verdict=verdict,
        submission=Submission(path, sha256),
        cases=(),
        limits=problem.limits,
        isolation=isolation or Isolation("basic", ()),
        environment={},
        seed=seed,
        duration_ms=0.0,
        message=message,
    )


def find_entry_line(content: bytes, entry_points: Sequence[EntryPoint]) -> int:
    """Return the line on which the first entry point is defined, or else assigned or imported; 1 where it is not.

    The source is not parsed: that is a submission's own risk, and a parser can be made to fail.
    """
    for entry in entry_points:
        name = re.escape(entry.name.encode())
        defined = rb"^[ \t]{0,100}(?:(?:async[ \t]+)?def|class)[ \t]+" + name + rb"\b"
        mentioned = rb"^[^#\n]{0,200}?\b" + name + rb"\b"
        for pattern in (defined, mentioned):
            found = re.search(pattern, content, re.MULTILINE)
            if found:
                return content.count(b"\n", 0, found.start()) + 1
    return 1


@contextlib.contextmanager
def take_turn(path: bytes) -> Iterator[None]:
    """Wait until no other process times a submission, and keep the others waiting.

    The lock is the kernel's: it goes with the process that holds it, however that ends.
    """
    if not path:
        yield
        return
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
