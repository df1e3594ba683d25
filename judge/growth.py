"""How time and memory grow with the size of the input, for a submission and for the reference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

from judge.model import Growth, Point, Problem, Profile
from judge.sandbox.launchers import Launchers
from judge.stopwatch import Stopwatch, choose_clock
from judge.suite import Timed
from judge.timing import fit_growth

PAIRS = 9
_LEAST_TIME_S = 20e-6
_LEAST_MEMORY = 256 << 10


def profile(
    launchers: Launchers,
    problem: Problem,
    source: bytes,
    name: str,
    timed: Timed,
    *,
    seed: int,
    on_size: Callable[[int], None] = lambda size: None,
) -> Profile:
    """Time every size of `timed.sizes`, in processes of its own for each.

    Raises:
        Wrong: the submission failed a call.
        JudgeError: the reference did.
    """
    points = []
    for size in timed.sizes:
        on_size(size)
        with Stopwatch(launchers, problem, source, name, timed, seed) as stopwatch:
            samples = choose_clock(stopwatch.take_pairs(PAIRS, size=size, warm_up=2))
            memory = stopwatch.peak_memory()
        carriage = median(sample.carriage for sample in samples)
        reference, candidate = (
            max(0.0, median(times) - carriage)
            for times in ([sample.reference for sample in samples], [sample.candidate for sample in samples])
        )
        points.append(Point(size, candidate, reference, memory.candidate, memory.reference))
    return Profile(
        timed.name,
        tuple(points),
        _fit(points, [point.candidate_s for point in points], _LEAST_TIME_S),
        _fit(points, [point.reference_s for point in points], _LEAST_TIME_S),
        _fit(points, [point.candidate_bytes for point in points], _LEAST_MEMORY),
        _fit(points, [point.reference_bytes for point in points], _LEAST_MEMORY),
    )


def _fit(points: Sequence[Point], values: Sequence[float | None], least: float) -> Growth | None:
    """Fit the points that are large enough to say something."""
    kept = [(point.size, value) for point, value in zip(points, values, strict=True) if value and value >= least]
    return fit_growth([size for size, _ in kept], [value for _, value in kept])
