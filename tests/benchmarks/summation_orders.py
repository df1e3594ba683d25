"""Judge correct solutions that add in different orders, on many seeds: all have to be accepted in every case.

    python tests/benchmarks/summation_orders.py [--seeds 50]

Prints for each problem and order how many cases were judged and the worst error as a share of its bound. Exits 1 when
a case is not accepted.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from orders_of_summation import ORDERS, SOLUTIONS, source_of  # noqa: E402

from judge.catalog import Bank  # noqa: E402
from judge.evaluate import evaluate  # noqa: E402
from judge.model import Options, Verdict  # noqa: E402
from judge.sandbox.launchers import Launchers  # noqa: E402
from judge.source import Source  # noqa: E402


def main() -> int:
    """Judge them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    seeds = range(parser.parse_args().seeds)
    bank, failures, started = Bank(ROOT), 0, time.perf_counter()
    print(f"{'problem':<12} {'order':<14} {'cases':>6} {'failed':>6}  worst error / bound")
    with Launchers() as launchers:
        for slug in SOLUTIONS:
            problem = bank.problem(slug)
            worst = dict.fromkeys(ORDERS, (0.0, ""))
            cases, failed = dict.fromkeys(ORDERS, 0), dict.fromkeys(ORDERS, 0)
            for seed in seeds:  # the expected values of a seed serve all orders
                for order in ORDERS:
                    source = Source(f"{order}.py", source_of(slug, order))
                    report = evaluate(problem, source, Options(seed=seed, guesses=0), launchers=launchers)
                    cases[order] += report.total
                    failed[order] += report.total - report.passed if report.verdict is not Verdict.AC else 0
                    if report.verdict is Verdict.JE:
                        raise SystemExit(f"judge error: {report.message}")
                    worst[order] = max([worst[order], *((case.ratio or 0.0, case.name) for case in report.cases)])
            for order in ORDERS:
                ratio, name = worst[order]
                print(f"{slug:<12} {order:<14} {cases[order]:>6} {failed[order]:>6}  {ratio:.3f}  {name}", flush=True)
            failures += sum(failed.values())
    print(f"{failures} of all cases failed, on {len(seeds)} seeds, in {time.perf_counter() - started:.0f} s")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
