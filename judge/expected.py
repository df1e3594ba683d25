"""Expected values: the reference solution, run on the same calls, in a process of its own, in float64."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace

from judge.answers import Answer, Failure
from judge.errors import JudgeError
from judge.model import Problem
from judge.requests import Request
from judge.roundoff import Roundoff
from judge.runner import Runner
from judge.sandbox.launchers import Launchers
from judge.suite import Call, Case
from judge.suite_files import blame

_LOWER = {np.dtype(np.float32): np.dtype(np.float64), np.dtype(np.float16): np.dtype(np.float64)}


class Expected(msgspec.Struct, frozen=True):
    """What a case's answer is compared with.

    Attributes:
        value: the reference's answer, in float64.
        exact_call: the call it was computed from: the case's own numbers, in float64.
        bound: the largest error for each element, in the structure of the value; None for equality.
        dtype: the floating-point format that is due, None for the reference's own.
        fault: why there is no expected value; then the case is a JE.
        size: how many bytes the value's arrays take.
    """

    value: Any
    exact_call: Call
    bound: Any
    dtype: str | None
    fault: str = ""
    size: int = 0


class Reference:
    """The reference at work on a suite's calls, while the judge does other things. A context manager.

    Args:
        launchers: where its process comes from.
        problem: whose reference.
        cases: the cases.
        calls: their calls.

    Raises:
        JudgeError: its file can't be read.
    """

    def __init__(self, launchers: Launchers, problem: Problem, cases: Sequence[Case], calls: Sequence[Call]) -> None:
        try:
            source = problem.reference.read_bytes()
        except OSError as error:
            raise JudgeError(f"{problem.reference}: {error.strerror}") from None
        self._problem = problem
        self._cases = cases
        self._calls = calls
        self._exact_calls = [Call(_to_float64(call.args), _to_float64(call.kwargs), call.entry) for call in calls]
        self._requests = [Request.of(call) for call in self._exact_calls]
        # The reference is trusted, and the clearest code is not the fastest.
        limits = replace(
            problem.limits, load_wall_s=60, load_cpu_s=60, wall_s=60, cpu_s=60, total_s=600, memory_mb=4096
        )
        self._runner = Runner(launchers, problem, source, "reference.py", limits)
        self._runner.start()

    def __enter__(self) -> Reference:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.__exit__()

    def begin(self) -> Iterator[Expected]:
        """Send it everything now; return what is expected of each case, as it answers.

        Raises, also while the answers are taken:
            JudgeError: it does not load. A case that it fails gets a fault of its own.
            LauncherLost: its launcher is gone.
        """
        return self._take(self._runner.call_all(self._requests))

    def _take(self, answers: Iterator[Answer | Failure]) -> Iterator[Expected]:
        for case, call, exact_call, got in zip(self._cases, self._calls, self._exact_calls, answers, strict=True):
            failure = self._runner.load_failure
            if failure is not None:
                printed = self._runner.output.text()
                raise JudgeError(f"{self._problem.reference} does not load: {failure.message} {printed}".strip())
            yield _expect(case, call, exact_call, got)


def _expect(case: Case, call: Call, exact_call: Call, got: Answer | Failure) -> Expected:
    lowered = [array.dtype.name for array in _arrays((call.args, call.kwargs)) if array.dtype in _LOWER]
    dtype = lowered[0] if lowered else None
    if isinstance(got, Failure):
        return Expected(None, exact_call, None, dtype, f"the reference fails: {got.message}")
    if got.changed:
        return Expected(None, exact_call, None, dtype, f"the reference changes {got.changed}")
    bound = None
    if case.bound is not None and case.check is None:
        try:
            with np.errstate(all="ignore"):
                bound = case.bound(exact_call, got.value, Roundoff(dtype or "float64"))
        except (Exception, SystemExit) as error:
            return Expected(None, exact_call, None, dtype, f"the case's bound can't be computed: {blame(error)}")
    size = sum(array.nbytes for array in _arrays(got.value))
    return Expected(got.value, exact_call, bound, dtype, "", size)


def _to_float64(value: Any) -> Any:
    """Return the value with its arrays of lower precision in float64: the same numbers, exactly."""
    if isinstance(value, np.ndarray):
        return value.astype(_LOWER[value.dtype]) if value.dtype in _LOWER else value
    if isinstance(value, list):
        return [_to_float64(item) for item in value]
    if isinstance(value, tuple):
        return tuple(_to_float64(item) for item in value)
    if isinstance(value, dict):
        return {name: _to_float64(item) for name, item in value.items()}
    return value


def _arrays(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, (list, tuple)):
        return [array for item in value for array in _arrays(item)]
    if isinstance(value, dict):
        return _arrays(list(value.values()))
    return []
