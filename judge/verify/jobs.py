"""The pieces of work of a verification. Each can be sent to another process, and says there what it found."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol

import msgspec

from judge.catalog import Bank
from judge.evaluate import evaluate
from judge.model import DEFAULT_SEED, Limits, Options, Problem, Report, Verdict
from judge.sandbox.launchers import Launchers
from judge.source import Source


class Environment(msgspec.Struct, frozen=True):
    """What submissions run on.

    Attributes:
        name: in words, "" for the judge's own.
        threads: how many threads linear algebra may use.
        python: another interpreter, "" for the judge's own.
    """

    name: str = ""
    threads: int = 1
    python: str = ""


OWN = Environment()

CLEARLY_WRONG = 10.0
"""The error / bound that a wrong solution has to reach in one case at least."""


class Bench:
    """Where jobs are done: a bank, and launchers for each environment, started when first needed. A context manager.

    Launchers die with the thread that started them, so a bench stays in one thread.

    Args:
        root: the bank.
        own: launchers to use for the judge's own environment, which are left running.
    """

    def __init__(self, root: Path, own: Launchers | None = None) -> None:
        self._bank = Bank(root)
        self._own = own
        self._launchers: dict[Environment, Launchers] = {}
        self._problems: dict[str, Problem] = {}
        self.primed: set[tuple[str, int, Environment]] = set()

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        for launchers in self._launchers.values():
            launchers.close()

    def problem(self, slug: str) -> Problem:
        """Return a problem. Raises BankError."""
        if slug not in self._problems:
            self._problems[slug] = self._bank.problem(slug)
        return self._problems[slug]

    def launchers(self, environment: Environment) -> Launchers:
        """Return the launchers of an environment."""
        if self._own is not None and environment == OWN:
            return self._own
        if environment not in self._launchers:
            self._launchers[environment] = Launchers(threads=environment.threads, python=environment.python or None)
        return self._launchers[environment]


class Job(Protocol):
    """A piece of work."""

    @property
    def slug(self) -> str:
        """The problem that it belongs to."""

    @property
    def station(self) -> tuple[str, Environment]:
        """What has to be warm for it: a runtime and an environment."""

    def run(self, bench: Bench) -> Any:
        """Do it."""


class Judge(msgspec.Struct, frozen=True):
    """Judge one source.

    Attributes:
        slug: the problem.
        runtime: its runtime.
        role: "reference", "accepted", "wrong", "limit", "stub", "mutant" or "impostor".
        name: what the author calls it, such as "wrong_answer/no_eps.py".
        content: the source.
        due: the verdict that is due; None where anything but AC is.
        seed: of the data.
        environment: what it runs on.
        examples: judge on the visible cases.
        stop: judge no further case once one is not accepted, by numbers that are clearly off.
        guess: look for slips.
        limits: others than the problem's own.
    """

    slug: str
    runtime: str
    role: str
    name: str
    content: bytes
    due: Verdict | None = None
    seed: int = DEFAULT_SEED
    environment: Environment = OWN
    examples: bool = False
    stop: bool = False
    guess: bool = False
    limits: Limits | None = None

    @property
    def station(self) -> tuple[str, Environment]:
        """What has to be warm for it."""
        return self.runtime, self.environment

    def run(self, bench: Bench) -> Report:
        """Return the report."""
        problem = bench.problem(self.slug)
        launchers = bench.launchers(self.environment)
        key = self.slug, self.seed, self.environment
        if self.stop and key not in bench.primed:
            # Expected values are kept only once all of them are there, which a judging that stops does not see to.
            reference = Source("reference.py", problem.reference.read_bytes())
            evaluate(problem, reference, Options(seed=self.seed), launchers=launchers)
        if not self.examples:
            bench.primed.add(key)
        if self.limits is not None:
            problem = msgspec.structs.replace(problem, limits=self.limits)
        options = Options(
            seed=self.seed,
            examples=self.examples,
            stop_at_first=self.stop,
            stop_ratio=CLEARLY_WRONG,
            guesses=None if self.guess else 0,
        )
        source = Source(os.path.basename(self.name), self.content)
        return evaluate(problem, source, options, launchers=launchers)
