"""Samples in, ratio and interval out. Pure: nothing here reads a clock.

The ratio is the median of paired ratios: both members of a pair saw the same input within milliseconds of one another,
so that a slow phase of the machine hits both. The interval is a percentile bootstrap (B. Efron and R. Tibshirani, "An
Introduction to the Bootstrap", chapter 13) over runs of pairs: those of one run come from the same two processes, and
where the pages of a process happen to lie makes it a few percent quicker or slower for as long as it lives.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from judge.model import Growth, Timing

LEVEL = 0.975
"""Of the bootstrap interval. Above the usual 0.95, as sampling stops when the interval looks narrow."""
NOISY_HALF_WIDTH = 0.15
_RESAMPLES = 1000
_LEAST_S = 1e-6  # a clock that stood still says nothing of what passed
_LEAST_SHARE = 0.05


class Sample(NamedTuple):
    """Seconds of one pair: the reference's call, the candidate's, and one that only carries the data to and fro."""

    reference: float
    candidate: float
    carriage: float


def summarize(samples: Sequence[Sample], run: int = 1) -> Timing:
    """Return the median ratio of candidate to reference, net of carriage, with its interval.

    Args:
        samples: the pairs, one at least.
        run: how many after one another come from the same processes; it divides their number.
    """
    ratios = net_ratios(samples)
    ratio = float(np.median(ratios))
    low, high = bootstrap_interval(ratios, run=run)
    low, high = min(low, ratio), max(high, ratio)
    noisy = len(samples) < 8 or (high - low) / 2 > NOISY_HALF_WIDTH * ratio
    return Timing(ratio, low, high, noisy)


def net_ratios(samples: Sequence[Sample]) -> NDArray[np.float64]:
    """Return (candidate - carriage) / (reference - carriage) for each pair.

    Carriage is the median over the pairs; what is left of either is never taken for less than a twentieth of it.
    """
    seconds = np.array(samples, dtype=np.float64)
    carriage = np.median(seconds[:, 2])
    net = np.maximum(seconds[:, :2] - carriage, _LEAST_SHARE * np.maximum(seconds[:, :2], _LEAST_S))
    ratios: NDArray[np.float64] = net[:, 1] / net[:, 0]
    return ratios


def bootstrap_interval(values: NDArray[np.float64], level: float = LEVEL, *, run: int = 1) -> tuple[float, float]:
    """Return the percentile bootstrap interval of the median. The resampling is seeded: same values, same interval.

    Args:
        values: (runs * run,), in runs.
        level: how probable it is that the interval holds the truth.
        run: how many values belong together; whole runs are drawn.
    """
    runs = values.reshape(-1, run)  # (runs, run)
    generator = np.random.default_rng(len(values))
    picks = generator.integers(0, len(runs), (_RESAMPLES, len(runs)))
    medians = np.median(runs[picks].reshape(_RESAMPLES, -1), axis=1)
    low, high = np.quantile(medians, [(1 - level) / 2, (1 + level) / 2])
    middle, wider = float(np.median(values)), _widening(level, len(runs) - 1)
    return middle - wider * (middle - float(low)), middle + wider * (float(high) - middle)


def _widening(level: float, freedom: int) -> float:
    """Return how much wider than a normal interval Student's is: few runs understate how much runs differ.

    The first term of the Cornish-Fisher expansion of t (M. Abramowitz and I. Stegun, 26.7.5).
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    return 1 + (z * z + 1) / (4 * max(1, freedom))


def fit_growth(sizes: Sequence[float], values: Sequence[float]) -> Growth | None:
    """Fit value = c * size**exponent by least squares in logarithms; None with fewer than three positive values."""
    pairs = [(size, value) for size, value in zip(sizes, values, strict=True) if value > 0]
    if len(pairs) < 3:
        return None
    x, y = np.log(np.array(pairs, dtype=np.float64)).T
    x = x - x.mean()
    spread = float(x @ x)
    slope = float(x @ y) / spread
    residuals = y - y.mean() - slope * x
    variance = float(residuals @ residuals) / (len(pairs) - 2)
    return Growth(slope, (variance / spread) ** 0.5)
