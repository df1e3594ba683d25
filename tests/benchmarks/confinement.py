"""What confinement adds to a candidate's start, tier by tier.

    python tests/benchmarks/confinement.py [--forks 40]

Timed is what the judge waits for: from its order to the candidate's word that it is confined and ready. The tiers take
turns, fork by fork, so that a busy moment of the machine hits them alike.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from contextlib import ExitStack

from judge.model import Limits, Tier
from judge.sandbox.launcher_process import Means
from judge.sandbox.launchers import Kind, Launchers
from judge.sandbox.probe import probe_tiers
from judge.sandbox.replies import Output

TARGET_MS = 5.0
_WARM_UP = 3


def start_once(launchers: Launchers, runtime: str) -> float:
    """Start one candidate and end it; return the seconds until it was ready."""
    output = Output(1 << 16)
    started = time.perf_counter()
    birth = launchers.order(Kind(runtime, Means.of(Limits()), None), as_is=True)
    candidate = birth.launcher.complete(birth, output)
    seconds = time.perf_counter() - started
    candidate.kill()
    birth.launcher.wait_exit(birth.number)
    candidate.close()
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--forks", type=int, default=40)
    parser.add_argument("--runtime", choices=["numpy", "tensorflow"], default="numpy")
    arguments = parser.parse_args()
    tiers = [probe.tier for probe in probe_tiers() if probe.isolation]
    times: dict[Tier, list[float]] = {tier: [] for tier in tiers}
    with ExitStack() as stack:
        launchers = {tier: stack.enter_context(Launchers(tier)) for tier in tiers}
        for number in range(_WARM_UP + arguments.forks):
            for tier in tiers:
                seconds = start_once(launchers[tier], arguments.runtime)
                if number >= _WARM_UP:
                    times[tier].append(seconds * 1e3)
    show(arguments.runtime, times)


def show(runtime: str, times: dict[Tier, list[float]]) -> None:
    """Print medians and minima in milliseconds, and what each tier adds to the lowest one's."""
    forks, load = len(times["basic"]), os.getloadavg()[0]
    print(f"{forks} forks of a warm {runtime} launcher on each tier, in turn; load {load:.1f}")
    base = statistics.median(times["basic"]), min(times["basic"])
    print(f"{'tier':<10} {'median':>9} {'minimum':>9} {'added':>9} {'added at best':>14}")
    for tier, some in times.items():
        median, least = statistics.median(some), min(some)
        added = f"{median - base[0]:>6.1f} ms {least - base[1]:>11.1f} ms"
        print(f"{tier:<10} {median:>6.1f} ms {least:>6.1f} ms {added}")
    print(f"target: at most {TARGET_MS:g} ms added to the start without confinement (basic)")


if __name__ == "__main__":
    main()
