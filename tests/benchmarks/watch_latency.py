"""How long after a save the verdict is on the screen, in a real pseudo-terminal.

    python tests/benchmarks/watch_latency.py [PROBLEM ...] [--saves 20]

For each problem `judge watch` is started once, and an accepted and a wrong file are saved in turn, in place and by
renaming. Timed is from the moment before the save to the moment when the verdict's letters and the prompt below them
have been read from the terminal; the first verdict, which warms everything up, is given by itself. A second lies between a
verdict and the next save.
"""

from __future__ import annotations

import argparse
import os
import re
import select
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect

from judge.catalog import Bank

ROOT = Path(__file__).resolve().parents[2]
TARGET_MS = {"numpy": 100.0, "tensorflow": 300.0}
_PAUSE_S = 1.0
"""Between a verdict and the next save; nobody changes code in less, and the judge gets a candidate ready meanwhile."""
_VERDICT = re.compile(r"(AC|WA|RE) .*watching [^:]*: ", re.DOTALL)


class Window:
    """A terminal with `judge watch` in it."""

    def __init__(self, folder: Path, slug: str, *options: str) -> None:
        self.file = folder / f"{slug}.py"
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "judge", "watch", slug, *options],
            cwd=str(folder),
            env=os.environ | {"PYTHONPATH": str(ROOT), "JUDGE_HOME": str(folder / "home"), "TERM": "dumb"},
            dimensions=(50, 100),
            timeout=None,
        )

    def wait_verdict(self) -> str:
        """Read until a verdict and the prompt below it have come; return the verdict's letters."""
        text = ""
        while not (found := _VERDICT.search(text)):
            select.select([self.process.child_fd], [], [])
            text += os.read(self.process.child_fd, 1 << 16).decode("utf-8", "replace")
        return found[1]

    def drain(self, quiet_s: float) -> None:
        """Read what still comes, until nothing has come for a while."""
        while select.select([self.process.child_fd], [], [], quiet_s)[0]:
            os.read(self.process.child_fd, 1 << 16)

    def time_save(self, save: Callable[[Path, str], None], text: str) -> tuple[float, str]:
        """Save, and return the milliseconds until the verdict was there, with its letters."""
        started = time.perf_counter()
        save(self.file, text)
        verdict = self.wait_verdict()
        return 1e3 * (time.perf_counter() - started), verdict

    def close(self) -> None:
        """Press q."""
        self.process.send("q")
        self.process.wait()


def save_in_place(path: Path, text: str) -> None:
    """Write over the file."""
    path.write_text(text, encoding="utf-8")


def save_by_renaming(path: Path, text: str) -> None:
    """Put a new file in its place."""
    fresh = path.with_name(".new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)


def rounds(slug: str, saves: int) -> Iterator[tuple[Callable[[Path, str], None], str]]:
    """Ways of saving and texts, in turn; no text is the same as the one before."""
    folder = ROOT / "solutions" / slug
    accepted = sorted((folder / "accepted").glob("*.py"))
    wrong = sorted((folder / "wrong_answer").glob("*.py"))
    for number in range(saves):
        save = save_by_renaming if number // 2 % 2 else save_in_place
        pool = wrong if number % 2 else accepted
        yield save, pool[number // 2 % len(pool)].read_text(encoding="utf-8")


def measure(slug: str, saves: int, *options: str) -> None:
    """Print a line for one problem."""
    problem = Bank(ROOT).problem(slug)
    with tempfile.TemporaryDirectory() as name:
        save_in_place(Path(name) / f"{slug}.py", problem.reference.read_text(encoding="utf-8"))
        started = time.perf_counter()
        window = Window(Path(name), slug, *options)
        try:
            window.wait_verdict()
            first = time.perf_counter() - started
            window.drain(quiet_s=3.0)  # the hidden tests are warmed up behind the first verdict
            timed = []
            for save, text in rounds(slug, saves):
                timed.append(window.time_save(save, text))
                window.drain(quiet_s=_PAUSE_S)
        finally:
            window.close()
    target = TARGET_MS[problem.runtime]
    print(f"{slug} {' '.join(options) or '(examples)'}: first verdict after {first:.2f} s, target {target:.0f} ms")
    for accepted in (True, False):
        tell(
            "accepted" if accepted else "refused",
            sorted(ms for ms, verdict in timed if (verdict == "AC") is accepted),
            target,
        )


def tell(kind: str, ms: list[float], target: float) -> None:
    """Print a line about some verdicts, their milliseconds in order."""
    if ms:
        within = sum(each <= target for each in ms)
        print(
            f"    {kind}  median {statistics.median(ms):6.1f} ms   90% {ms[int(0.9 * (len(ms) - 1))]:6.1f} ms"
            f"   worst {ms[-1]:6.1f} ms   {within} of {len(ms)} within the target",
            flush=True,
        )


def main() -> None:
    """Measure what the command line names, on the examples and on the hidden tests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("problems", nargs="*", default=["softmax", "layer_norm", "tf_variable_counter"])
    parser.add_argument("--saves", type=int, default=20)
    options = parser.parse_args()
    for slug in options.problems:
        measure(slug, options.saves)
        measure(slug, options.saves, "--submit")


if __name__ == "__main__":
    main()
