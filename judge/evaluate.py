"""The one pipeline: a problem and a source file in, a Report out.

hidden tests -> calls -> reference (expected values) and candidate (answers) -> comparison -> verdicts -> report
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from msgspec.structs import replace

from judge.errors import JudgeError
from judge.model import DEFAULT_SEED as DEFAULT_SEED
from judge.model import CaseResult, Isolation, Problem, Report, Submission, Timing, Verdict, worst
from judge.model import Options as Options
from judge.sandbox.launcher_process import LauncherLost, NotStarted
from judge.sandbox.launchers import Launchers
from judge.sandbox.patience import Patience, explain_lack
from judge.sandbox.replies import Output
from judge.source import Source

if TYPE_CHECKING:
    from judge.answers import Answer, Failure
    from judge.expected import Expected
    from judge.marking import Marker
    from judge.requests import Request
    from judge.runner import Runner
    from judge.suite import Call, Suite

OnCase = Callable[[CaseResult], None]
Turn = Callable[[], contextlib.AbstractContextManager[None]]
"""What keeps others that judge at the same time from timing a submission while this one does."""


def evaluate(
    problem: Problem,
    source: Source,
    options: Options | None = None,
    *,
    launchers: Launchers | None = None,
    on_case: OnCase | None = None,
    turn: Turn = contextlib.nullcontext,
    more_to_come: bool = False,
) -> Report:
    """Judge one source file.

    Args:
        problem: the problem.
        source: the file's content.
        options: how to judge.
        launchers: launchers to share with other evaluations; without, they live for this one.
        on_case: called with each case's result as it comes.
        turn: entered while the submission is timed.
        more_to_come: whether to have a candidate ready, when this one is loaded, for another submission of this kind.

    Raises:
        UserError: the runtime is not installed, or the isolation asked for is not to be had.
    """
    options = options or Options()
    if launchers is not None:
        return _Evaluation(problem, source, options, launchers, on_case, turn, more_to_come).run()
    with Launchers(options.isolation, options.min_isolation) as own:
        return _Evaluation(problem, source, options, own, on_case, turn).run()


_SUITES_KEPT = 32
_KEPT_BYTES = 1 << 20


class _Suites:
    """What all evaluations that share launchers have in common: suites, calls, and what marks their answers."""

    def __init__(self) -> None:
        self.made: dict[tuple[object, ...], tuple[Suite, list[Call]]] = {}
        self.requests: dict[tuple[object, ...], list[Request]] = {}
        self.markers: dict[tuple[object, ...], list[Marker]] = {}

    def keep(self, key: tuple[object, ...], markers: list[Marker]) -> None:
        """Keep a suite's markers, and no more than the latest few suites'."""
        self.markers[key] = markers
        while len(self.markers) > _SUITES_KEPT:
            oldest = next(iter(self.markers))
            del self.markers[oldest]
            self.made.pop(oldest, None)
            self.requests.pop(oldest, None)


_suites: WeakKeyDictionary[Launchers, _Suites] = WeakKeyDictionary()


class _Evaluation:
    """One run of the pipeline, step by step."""

    def __init__(
        self,
        problem: Problem,
        source: Source,
        options: Options,
        launchers: Launchers,
        on_case: OnCase | None,
        turn: Turn,
        more_to_come: bool = False,
    ) -> None:
        self.problem = problem
        self.source = source
        self.options = options
        self.launchers = launchers
        self.on_case = on_case or (lambda result: None)
        self.turn = turn
        self.more_to_come = more_to_come
        self.started = time.perf_counter()
        self.suites = _suites.setdefault(launchers, _Suites())
        self.key = (problem.folder, options.seed, options.examples, _stamps(problem))

    def run(self) -> Report:
        """Judge; again where there was no process for the reference, or its launcher was lost."""
        patience = Patience()
        while True:
            launcher = self.launchers.start(self.problem.runtime)  # it imports while the judge does
            try:
                suite, calls = self.load_suite()
                self.launchers.check_tier(launcher)
                return self.judge(suite, calls)
            except JudgeError as fault:
                return self.report((), Verdict.JE, str(fault))
            except LauncherLost as lost:
                if not isinstance(lost, NotStarted):
                    self.launchers.replace(self.problem.runtime)
                pause = patience.pause_after(lost)
                if pause is None:
                    return self.report((), Verdict.JE, explain_lack(lost))
                time.sleep(pause)

    def load_suite(self) -> tuple[Suite, list[Call]]:
        """Return the cases and their calls. Raises BankError."""
        if self.key not in self.suites.made:
            from judge.suite_files import build_call, load_examples, load_hidden_tests

            suite = (load_examples if self.options.examples else load_hidden_tests)(self.problem)
            calls = [build_call(case, self.options.seed, self.problem) for case in suite.cases]
            self.suites.made[self.key] = suite, calls
        return self.suites.made[self.key]

    def encode(self, calls: list[Call]) -> list[Request]:
        """Return the calls as they are sent."""
        if self.key not in self.suites.requests:
            from judge.requests import Request

            self.suites.requests[self.key] = [Request.of(call) for call in calls]
        return self.suites.requests[self.key]

    def judge(self, suite: Suite, calls: list[Call]) -> Report:
        """Run reference and candidate side by side, and compare. Raises JudgeError and LauncherLost."""
        from judge.answers import base_name, check_source
        from judge.marking import Marker  # now, while the launcher gets ready, as all up to its first answer
        from judge.runner import Runner

        failure = check_source(self.source.content, self.source.oversize)
        if failure is not None:
            return self.refuse(failure, suite, None)
        name = base_name(self.source.path)
        requests = self.encode(calls)
        with contextlib.ExitStack() as stack:
            reference = self.start_reference(stack, suite, calls)
            runner = Runner(self.launchers, self.problem, self.source.content, name, self.problem.limits)
            stack.enter_context(runner).start()
            expected = reference() if reference else None
            failure = runner.load()
            if failure is not None:
                if expected is not None and self.problem.driver is not None:
                    next(expected)  # a driver that does not load is the bank's fault, and the reference's too
                return self.refuse(failure, suite, runner.output)
            if self.more_to_come:
                self.launchers.keep_ready(self.problem)
            if expected is None:
                markers = self.suites.markers[self.key]
            else:
                # All of them first: a candidate that answers ahead must not be kept waiting by a slow reference.
                due = list(expected)
                if any(each.fault for each in due):
                    due = self.ask_reference_again(suite, calls)
                markers = [Marker(case, each, suite.slips) for case, each in zip(suite.cases, due, strict=True)]
                if not any(each.fault for each in due):
                    self.suites.keep(self.key, markers)
            runner.ask(requests)
            cases = self.judge_cases(runner, markers)
            output = runner.output
        timing = None
        verdict = worst([case.verdict for case in cases])
        if verdict is Verdict.AC:
            timing, more = self.time(suite)
            cases += more
            verdict = worst([verdict, *(case.verdict for case in more)])
        return self.report(tuple(cases), verdict, "", output, timing=timing)

    def time(self, suite: Suite) -> tuple[Timing | None, list[CaseResult]]:
        """Time an accepted submission; a case of its own says so when it fails under the clock or is too slow."""
        timed = suite.timed
        if timed is None or self.options.examples or not (self.options.timing_s or timed.max_ratio):
            return None, []
        from judge.answers import base_name
        from judge.stopwatch import LEAST_BUDGET_S, Stopwatch, Wrong

        content, name = self.source.content, base_name(self.source.path)
        try:
            with (
                self.turn(),  # before the stopwatch is made: waiting for it is not the submission's time
                Stopwatch(self.launchers, self.problem, content, name, timed, None) as stopwatch,
            ):
                timing = stopwatch.measure(self.options.timing_s or LEAST_BUDGET_S)
        except Wrong as wrong:
            return None, [CaseResult(timed.name, "speed", wrong.verdict, wrong.reason, wrong.message)]
        if timed.max_ratio is None:
            return timing, []
        if timing.low <= timed.max_ratio:
            return timing, [CaseResult(timed.name, "speed", Verdict.AC)]
        words = f"surely slower than {timed.max_ratio:g} times the reference ({timing.low:.1f}-{timing.high:.1f})"
        return timing, [CaseResult(timed.name, "speed", Verdict.TLE, "ratio", words)]

    def start_reference(
        self, stack: contextlib.ExitStack, suite: Suite, calls: list[Call]
    ) -> Callable[[], Iterator[Expected]] | None:
        """Ask for the reference's process, unless its answers are known; return what sets it to work."""
        if self.key in self.suites.markers:
            return None
        from judge.expected import Reference

        return stack.enter_context(Reference(self.launchers, self.problem, suite.cases, calls)).begin

    def ask_reference_again(self, suite: Suite, calls: list[Call]) -> list[Expected]:
        """Return what is expected from a process of its own: what the first one lacked, others may have held."""
        from judge.expected import Reference

        with Reference(self.launchers, self.problem, suite.cases, calls) as reference:
            return list(reference.begin())

    def judge_cases(self, runner: Runner, markers: list[Marker]) -> list[CaseResult]:
        from judge.answers import Failure

        results: list[CaseResult] = []
        wrong: dict[int, Answer] = {}  # the answers whose cause is wanted
        left = self.options.guesses
        for number, marker in enumerate(markers):
            got = runner.answer(marker.due.size, marker)
            result = marker.mark(got)
            results.append(result)
            if left != 0 and not isinstance(got, Failure) and marker.may_guess_at(got, result):
                left = None if left is None else left - 1
                wrong[number] = got
                if len(got.packed.body) > _KEPT_BYTES:  # not to be held until the last case is judged
                    self.explain(markers, results, wrong)
            self.on_case(result)
            if self.options.stop_at_first and _is_clear(result, self.options.stop_ratio):
                break
        self.explain(markers, results, wrong)
        return results

    def explain(self, markers: list[Marker], results: list[CaseResult], wrong: dict[int, Answer]) -> None:
        """Say in results what may have made answers wrong, as far as the cases judged so far tell; let go of these."""
        if wrong:
            from judge.causes import explain

            passed = [marker for marker, result in zip(markers, results, strict=False) if result.verdict is Verdict.AC]
            told = explain({markers[number]: got for number, got in wrong.items()}, passed)
            for number in wrong:
                results[number] = replace(results[number], guess=told[markers[number]])
            wrong.clear()

    def refuse(self, failure: Failure, suite: Suite, output: Output | None) -> Report:
        """Report a file that does not load: every case shares its verdict."""
        cases = tuple(
            CaseResult(case.name, case.group, failure.verdict, failure.reason, "not run: the file does not load")
            for case in suite.cases
        )
        return self.report(cases, failure.verdict, failure.message, output, failure.traceback)

    def report(
        self,
        cases: tuple[CaseResult, ...],
        verdict: Verdict,
        message: str = "",
        output: Output | None = None,
        traceback: str = "",
        timing: Timing | None = None,
    ) -> Report:
        isolation, environment = self.describe_launcher()
        return Report(
            problem=self.problem.slug,
            verdict=verdict,
            submission=Submission(self.source.path, self.source.sha256),
            cases=cases,
            limits=self.problem.limits,
            isolation=isolation,
            environment=environment,
            seed=self.options.seed,
            duration_ms=(time.perf_counter() - self.started) * 1e3,
            message=message,
            timing=timing,
            output=output.text() if output else "",
            output_truncated=output.exceeded if output else False,
            extra={"traceback": traceback} if traceback else {},
        )

    def describe_launcher(self) -> tuple[Isolation, dict[str, str]]:
        from judge import __version__

        try:
            launcher = self.launchers.start(self.problem.runtime)
            return launcher.isolation, {"judge": __version__, **launcher.environment}
        except LauncherLost:
            return Isolation("basic", ()), {"judge": __version__}


def _stamps(problem: Problem) -> tuple[tuple[int, int], ...]:
    """Size and time of the files that expected values come from: a judge that stays notices when they change."""
    stamps = []
    folder, names = os.fspath(problem.folder), ("hidden_tests.py", "examples.py", "driver.py")
    for path in (*(f"{folder}/{name}" for name in names), os.fspath(problem.reference)):
        try:
            found = os.stat(path)
            stamps.append((found.st_mtime_ns, found.st_size))
        except OSError:  # whoever needs the file reports it
            stamps.append((0, 0))
    return tuple(stamps)


def _is_clear(result: CaseResult, least: float) -> bool:
    """Whether a case is not accepted, and if by its numbers alone, then by so many times their bound."""
    if result.verdict is Verdict.AC:
        return False
    return result.reason != "value" or result.ratio is None or result.ratio >= least
