"""Bounds have room for any order of summation: correct solutions that add in different orders are all accepted.

This is a sample of what `tests/benchmarks/summation_orders.py` runs on 50 seeds.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from orders_of_summation import ORDERS, SOLUTIONS, source_of

from judge.catalog import Bank
from judge.evaluate import evaluate
from judge.model import Options, Verdict
from judge.sandbox.launchers import Launchers
from judge.source import Source

BANK = Bank(Path(__file__).resolve().parent.parent)
SEEDS = (1, 2**31, 2**63 + 11)


@pytest.mark.parametrize("slug", SOLUTIONS)
@pytest.mark.parametrize("order", ORDERS)
def test_every_order_of_summation_is_accepted(slug: str, order: str, launchers: Launchers) -> None:
    """Each case passes, in both dtypes, with errors that stay below a quarter of the bound."""
    problem = BANK.problem(slug)
    for seed in SEEDS:
        source = Source(f"{order}.py", source_of(slug, order))
        report = evaluate(problem, source, Options(seed=seed), launchers=launchers)
        failed = [f"{case.name}: {case.message}" for case in report.cases if case.verdict is not Verdict.AC]
        assert report.verdict is Verdict.AC, failed
        assert max(case.ratio or 0.0 for case in report.cases) <= 0.25


def test_the_orders_differ() -> None:
    """They are no five names for one sum: on a hard sum in float32 no two agree everywhere."""
    x = (10.0 ** np.random.default_rng(5).uniform(-3, 3, (200, 37))).astype(np.float32)
    sums = {}
    for order, source in ORDERS.items():
        scope: dict[str, object] = {"np": np}
        exec(source, scope)
        sums[order] = scope["total"](x, 1)  # type: ignore[operator]
        assert sums[order].dtype == np.float32 and sums[order].shape == (200, 1)
        assert np.allclose(sums[order], x.sum(axis=1, keepdims=True), rtol=1e-5)
    assert len({total.tobytes() for total in sums.values()}) == len(ORDERS)
