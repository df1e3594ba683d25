"""The history under kill -9 and under two writers, with the full numbers.

    python tests/benchmarks/history_kills.py [--kills 100] [--attempts 200] [--seed 6]

First a process that submits again and again is killed at a random moment, so many times, in the same history. Every
attempt whose report was printed has to be there, and the file has to pass SQLite's integrity check after each kill.
Then two processes submit so many attempts each at once. Exits with 1 when anything is missing.
"""

from __future__ import annotations

import argparse
import os
import random
import selectors
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from submitting import Submitters, text_of

_ENDLESS = 1_000_000
_LONGEST_S = 0.25


def kill_at_random(submitters: Submitters, name: str, chance: random.Random) -> int:
    """Start a process, kill it some time after its first acknowledged submission; return how many were acknowledged."""
    process = submitters.start(name, _ENDLESS)
    assert process.stdout is not None
    output = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        deadline = None
        while deadline is None or time.monotonic() < deadline:
            timeout = None if deadline is None else max(0.0, deadline - time.monotonic())
            if selector.select(timeout):
                output += os.read(process.stdout.fileno(), 1 << 16)
            if deadline is None and b"acknowledged" in output:
                deadline = time.monotonic() + chance.uniform(0.0, _LONGEST_S)
    process.kill()
    rest, errors = process.communicate()
    assert not errors, errors
    return output.count(b"acknowledged ") + rest.count("acknowledged ")


def check_kills(submitters: Submitters, kills: int, chance: random.Random) -> bool:
    """Print and return whether all that was acknowledged is there."""
    promised: set[str] = set()
    broken = 0
    for life in range(kills):
        acknowledged = kill_at_random(submitters, f"life{life}", chance)
        promised |= {text_of(f"life{life}", number) for number in range(acknowledged)}
        broken += submitters.check() != "ok"
    stored = submitters.stored()
    lost = promised - set(stored)
    unheard = len(stored) - len(promised)
    print(
        f"{kills} kills: {len(promised)} attempts acknowledged, {len(lost)} of them lost; {len(stored)} stored,"
        f" {unheard} of them not told any more; integrity check failed {broken} times"
    )
    return not lost and not broken and len(set(stored)) == len(stored)


def check_two_writers(submitters: Submitters, attempts: int) -> bool:
    """Print and return whether both have stored all of theirs."""
    before = len(submitters.stored())
    started = time.perf_counter()
    writers = [submitters.start(name, attempts) for name in ("one", "two")]
    errors = [writer.communicate()[1] for writer in writers]
    seconds = time.perf_counter() - started
    rows = len(submitters.stored()) - before
    locked = sum("locked" in text for text in errors)
    print(f"2 processes of {attempts} attempts: {rows} rows in {seconds:.1f} s, {locked} times 'locked'")
    return rows == 2 * attempts and not any(errors) and submitters.check() == "ok"


def main() -> int:
    """Run both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--attempts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=6)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        submitters = Submitters(Path(folder))
        kept = check_kills(submitters, options.kills, random.Random(options.seed))
        together = check_two_writers(submitters, options.attempts)
    return 0 if kept and together else 1


if __name__ == "__main__":
    sys.exit(main())
