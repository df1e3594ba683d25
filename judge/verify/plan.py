"""What has to be run to verify a problem."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from judge.errors import BankError
from judge.model import DEFAULT_SEED, FOLDER_VERDICTS, Limits, Problem, Verdict
from judge.suite import Suite
from judge.verify.calibration import stretch
from judge.verify.data import CheckData
from judge.verify.impostors import Impersonate, make_impostors
from judge.verify.jobs import Environment, Job, Judge
from judge.verify.mutants import Mutant, make_mutants
from judge.verify.statement import RunStatement

MUTANT_LIMITS: dict[str, Any] = {"cpu_s": 2.0, "wall_s": 8.0, "total_s": 8.0}
"""What a mutant gets, where a reference takes milliseconds: some loop for ever."""


class Settings(msgspec.Struct, frozen=True):
    """How thoroughly to verify.

    Attributes:
        seeds: the seeds of the hidden tests' data; the first is the one that submissions are judged on.
        environments: what to run on beside the judge's own.
    """

    seeds: tuple[int, ...]
    environments: tuple[Environment, ...]


class Solution(msgspec.Struct, frozen=True):
    """A file of solutions/<slug>/: its name there, its content, and the verdict that is due."""

    name: str
    content: bytes
    due: Verdict

    @property
    def role(self) -> str:
        """ "reference", "accepted" or "wrong"."""
        if self.name == "reference.py":
            return "reference"
        return "accepted" if self.due is Verdict.AC else "wrong"


class Plan(msgspec.Struct, frozen=True):
    """The work on one problem, and what it was made from."""

    problem: Problem
    suite: Suite
    solutions: tuple[Solution, ...]
    mutants: tuple[Mutant, ...]
    jobs: tuple[Job, ...]


def choose_seeds(count: int) -> tuple[int, ...]:
    """Return the seed of every judging, and others that are always the same."""
    return tuple(DEFAULT_SEED + 1009 * i for i in range(count))


def make_plan(problem: Problem, suite: Suite, root: Path, settings: Settings) -> Plan:
    """Plan the work on one problem. Raises BankError for a reference that is not there or is not Python."""
    solutions = read_solutions(problem)
    reference = next((one.content for one in solutions if one.role == "reference"), None)
    if reference is None:
        raise BankError(f"{problem.reference} is missing")
    try:
        mutants = make_mutants(reference.decode())
    except (SyntaxError, ValueError) as fault:
        raise BankError(f"{problem.reference}: {fault}") from None
    jobs: list[Job] = [
        *_judge_solutions(problem, suite, solutions, settings),
        *_judge_mutants(problem, mutants),
        *_impersonate(problem, reference.decode()),
        *_judge_stub(problem),
        RunStatement(problem.slug, problem.runtime, "en"),
        RunStatement(problem.slug, problem.runtime, "zh"),
        CheckData(str(root), problem.slug, settings.seeds),
    ]
    return Plan(problem, suite, tuple(solutions), tuple(mutants), tuple(jobs))


def read_solutions(problem: Problem) -> list[Solution]:
    """Return the files that have a verdict due, the reference first. Raises BankError."""
    solutions = []
    try:
        if problem.reference.exists():
            solutions.append(Solution("reference.py", problem.reference.read_bytes(), Verdict.AC))
        for folder, due in FOLDER_VERDICTS.items():
            for path in sorted((problem.solutions / folder).glob("*.py")):
                solutions.append(Solution(f"{folder}/{path.name}", path.read_bytes(), due))
    except OSError as fault:
        raise BankError(f"{fault.filename}: {fault.strerror}") from None
    return solutions


def _judge_solutions(problem: Problem, suite: Suite, solutions: Sequence[Solution], settings: Settings) -> list[Judge]:
    """Every solution on every seed, and on one seed in the other environments; honest ones on the examples too.

    On the first seed every case is judged. Elsewhere a wrong answer only has to be rejected again, clearly.
    """
    first, *others = settings.seeds
    jobs = [_judge(problem, one, seed=first, guess=True) for one in solutions]
    jobs += [_judge(problem, one, seed=seed, stop=one.due is Verdict.WA) for seed in others for one in solutions]
    rounds = any(case.bound is not None and case.check is None for case in suite.cases)
    for environment in settings.environments:
        if environment.threads > 1 and not rounds:
            continue  # where every answer is exact, no order of summation can change it
        for one in solutions:
            if one.due in (Verdict.AC, Verdict.WA):  # the others do not get as far as numbers
                stop = one.due is Verdict.WA
                jobs.append(_judge(problem, one, seed=first, environment=environment, stop=stop))
    for one in solutions:
        if one.role != "wrong":
            jobs.append(_judge(problem, one, examples=True))
        if one.due is Verdict.TLE:
            jobs.append(_judge(problem, one, role="limit", limits=stretch(problem.limits), stop=True))
    return jobs


def _judge(problem: Problem, one: Solution, role: str = "", **options: Any) -> Judge:
    return Judge(problem.slug, problem.runtime, role or one.role, one.name, one.content, one.due, **options)


def _judge_mutants(problem: Problem, mutants: Sequence[Mutant]) -> list[Judge]:
    limits = msgspec.structs.replace(problem.limits, **_at_most(problem.limits))
    return [
        Judge(problem.slug, problem.runtime, "mutant", f"{i}.py", mutant.source.encode(), limits=limits)
        for i, mutant in enumerate(mutants)
    ]


def _at_most(limits: Limits) -> dict[str, Any]:
    return {name: min(value, getattr(limits, name)) for name, value in MUTANT_LIMITS.items()}


def _impersonate(problem: Problem, reference: str) -> list[Impersonate]:
    return [
        Impersonate(problem.slug, problem.runtime, impostor.kind, impostor.source.encode())
        for impostor in make_impostors(reference, problem.entry_points)
    ]


def _judge_stub(problem: Problem) -> list[Judge]:
    if not problem.stub.exists():
        return []
    return [Judge(problem.slug, problem.runtime, "stub", "stub.py", problem.stub.read_bytes())]
