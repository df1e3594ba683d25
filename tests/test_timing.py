"""Samples to ratios: what noise may and may not do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.timing import Sample, bootstrap_interval, fit_growth, net_ratios, summarize


def test_carriage_is_part_of_neither_time() -> None:
    """Twice the work is a ratio of two, however long the data travels."""
    samples = [Sample(5.0 + 1.0, 5.0 + 2.0, 5.0)] * 10
    assert summarize(samples).ratio == pytest.approx(2.0)


def test_one_slow_phase_of_the_machine_changes_nothing() -> None:
    """A pair in which both were slow has the ratio of the others."""
    samples = [Sample(1.0, 1.5, 0.0)] * 9 + [Sample(10.0, 15.0, 0.0)]
    timing = summarize(samples)
    assert timing.ratio == pytest.approx(1.5)
    assert not timing.noisy


def test_few_pairs_are_too_noisy_to_say() -> None:
    """No number is given out on the strength of a handful."""
    assert summarize([Sample(1.0, 1.0, 0.0)] * 4).noisy


def test_scattered_pairs_are_too_noisy_to_say() -> None:
    """A wide interval is reported as such."""
    generator = np.random.default_rng(1)
    samples = [Sample(1.0, float(value), 0.0) for value in generator.uniform(0.2, 5.0, 24)]
    assert summarize(samples).noisy


@given(st.lists(st.floats(0.5, 2.0), min_size=8, max_size=60))
def test_interval_holds_the_median(ratios: list[float]) -> None:
    """Whatever the pairs say, the ratio lies within its own interval."""
    timing = summarize([Sample(1.0, ratio, 0.0) for ratio in ratios])
    assert timing.low <= timing.ratio <= timing.high


def test_interval_covers_a_known_median() -> None:
    """The interval of the median of noisy pairs misses the truth in few of many repetitions."""
    generator = np.random.default_rng(7)
    hits = 0
    for _ in range(200):
        low, high = bootstrap_interval(generator.lognormal(0.0, 0.2, 40))
        hits += low <= 1.0 <= high
    assert hits >= 190


def test_time_below_the_carriage_is_not_negative() -> None:
    """Noise in the carriage can't turn a time negative or a ratio infinite."""
    ratios = net_ratios([Sample(1.0, 1.0, 3.0)] * 8)
    assert np.all(np.isfinite(ratios)) and np.all(ratios > 0)


def test_power_law_is_found() -> None:
    """Points of a square law have exponent two, and a small error."""
    growth = fit_growth([100, 200, 400, 800], [3 * size**2 for size in (100, 200, 400, 800)])
    assert growth is not None
    assert growth.exponent == pytest.approx(2.0)
    assert growth.error == pytest.approx(0.0, abs=1e-9)


def test_two_points_make_no_law() -> None:
    """An exponent of two points would have no uncertainty to give."""
    assert fit_growth([1, 2], [1, 2]) is None
