"""`judge verify`: plan, work, conclusions."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from judge.catalog import Bank
from judge.errors import BankError, UserError
from judge.sandbox.runtimes import find_runtime
from judge.suite_files import build_call, load_hidden_tests
from judge.verify.conclude import Conclusions
from judge.verify.content import check_bank, check_files
from judge.verify.findings import Finding, Level, Verification, error
from judge.verify.jobs import Environment, Job
from judge.verify.plan import Plan, Settings, make_plan
from judge.verify.pool import run_jobs

OTHER_THREADS = 2
"""How many BLAS threads the second round has; the judge's own launchers have one."""

OnProgress = Callable[[int, int], None]


class Result(msgspec.Struct, frozen=True):
    """What `judge verify` found.

    Attributes:
        verifications: one for each problem.
        bank: what is wrong with the bank as a whole.
        seeds: the seeds that were used.
        environments: what solutions were run on beside the judge's own.
        strict: warnings count as errors.
        seconds: how long it took.
    """

    verifications: tuple[Verification, ...]
    bank: tuple[Finding, ...]
    seeds: tuple[int, ...]
    environments: tuple[str, ...]
    strict: bool
    seconds: float

    def count(self, level: Level) -> int:
        """How many findings are of a level, in all."""
        own = sum(finding.level == level for finding in self.bank)
        return own + sum(verification.count(level) for verification in self.verifications)

    @property
    def exit_code(self) -> int:
        """1 where there is something that an author must mend."""
        return int(self.count("error") > 0 or (self.strict and self.count("warning") > 0))


def choose_environments(pythons: Sequence[str]) -> tuple[Environment, ...]:
    """Return what to run on beside the judge's own: more threads, and other interpreters. Raises UserError."""
    others = []
    for python in pythons:
        find_runtime("numpy", python)  # says now what is wrong with it
        others.append(Environment(python, 1, python))
    return (Environment(f"{OTHER_THREADS} BLAS threads", OTHER_THREADS), *others)


def verify(
    bank: Bank,
    slugs: Sequence[str],
    settings: Settings,
    *,
    workers: int,
    strict: bool = False,
    on_progress: OnProgress = lambda done, total: None,
) -> Result:
    """Verify problems.

    Args:
        bank: where they are.
        slugs: which; none for all of them, and for what lies beside them.
        settings: how thoroughly.
        workers: how many processes may work at once.
        strict: warnings count as errors.
        on_progress: called with the number of jobs done and in all.

    Raises:
        UserError: there is no such problem.
    """
    started = time.perf_counter()
    root = bank.root.resolve()
    beside = [] if slugs else [error("files", text) for text in check_bank(root, bank.slugs)]
    plans = [_plan(bank, slug, settings) for slug in (slugs or bank.slugs)]
    jobs = [job for plan in plans if isinstance(plan, Plan) for job in plan.jobs]
    results = iter(run_jobs(root, jobs, workers, lambda done: on_progress(done, len(jobs))))
    verifications = []
    for plan in plans:
        if isinstance(plan, Plan):
            verifications.append(_conclude(plan, [(job, next(results)) for job in plan.jobs]))
        else:
            verifications.append(plan)
    names = tuple(environment.name for environment in settings.environments)
    seconds = time.perf_counter() - started
    return Result(tuple(verifications), tuple(beside), settings.seeds, names, strict, seconds)


def _plan(bank: Bank, slug: str, settings: Settings) -> Plan | Verification:
    """Return the plan; or, for a problem that can't even be loaded, all that there is to say of it."""
    try:
        problem = bank.problem(slug)
        suite = load_hidden_tests(problem)
        missing = _missing(problem.runtime)
        if missing:
            return Verification(slug, (error("files", f"not verified: {missing}"),), (), 0.0)
        for seed in settings.seeds:
            for case in suite.cases:
                build_call(case, seed, problem)  # before others wait for what it comes to
        # An interpreter that was named serves NumPy problems; it need not have TensorFlow as well.
        usable = [one for one in settings.environments if not one.python or not _missing(problem.runtime, one.python)]
        return make_plan(problem, suite, bank.root.resolve(), Settings(settings.seeds, tuple(usable)))
    except BankError as fault:
        return Verification(slug, (error("files", str(fault)),), (), 0.0)


def _missing(runtime: str, python: str | None = None) -> str:
    """Why a runtime is not to be had; "" where it is."""
    try:
        find_runtime(runtime, python)
    except UserError as fault:
        return str(fault)
    return ""


def _conclude(plan: Plan, done: list[tuple[Job, Any]]) -> Verification:
    seconds = sum(result.duration_ms for _, result in done if hasattr(result, "duration_ms")) / 1e3
    files = check_files(plan.problem, plan.suite)
    try:
        return Conclusions(plan, done).verification(files, seconds)
    except BankError as fault:
        return Verification(plan.problem.slug, (*files, error("files", str(fault))), (), seconds)
