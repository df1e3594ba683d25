"""Kill `judge check --resume` at random moments, and see that no finished result is lost.

    python tests/benchmarks/resume_kills.py [--kills 50] [--count 60] [--seed 1]

After each kill -9 the file of results is read: every result that was in it before has to be there still, whole and
unchanged, and every whole line has to be a report. The run that is let go to its end has to give the reports of a run
that nobody disturbed, and must not have judged again what was finished.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from throughput import environment, make_submissions


def start(folder: Path, jobs: int, *words: str) -> subprocess.Popen[bytes]:
    """Start `judge check` on the submissions."""
    command = [sys.executable, "-m", "judge", "check", "submissions", "--jobs", str(jobs), *words]
    return subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, start_new_session=True)


def whole_lines(path: Path) -> list[bytes]:
    """The results that are in the file as a whole; each is checked to be one."""
    if not path.exists():
        return []
    lines = path.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines[1:] if line.endswith(b"\n")]
    for line in kept:
        assert json.loads(line)["report"]["verdict"] != "JE", line[:300]
    return kept


def reports_of(path: Path) -> list[Any]:
    """The reports of a run without what differs each time."""
    reports: list[Any] = json.loads(path.read_text(encoding="utf-8"))["reports"]
    for report in reports:
        del report["duration_ms"]
        for case in report["cases"]:
            del case["wall_ms"], case["cpu_ms"]
    return reports


def main() -> None:
    """Kill, look, and print what was seen."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory(prefix="resume-kills-") as name:
        folder = Path(name)
        make_submissions(folder / "submissions", arguments.count)
        began = time.perf_counter()
        start(folder, arguments.jobs, "--json", "undisturbed.json").wait()
        whole_run_s = time.perf_counter() - began
        undisturbed = reports_of(folder / "undisturbed.json")
        kills, runs, finished, torn = 0, 0, 0, 0
        while kills < arguments.kills:
            runs += 1
            results = folder / f"results{runs}"
            words = ("--resume", results.name, "--json", "out.json")
            before: list[bytes] = []
            while True:
                process = start(folder, arguments.jobs, *words)
                try:
                    process.wait(chance.uniform(0, whole_run_s) if kills < arguments.kills else None)
                    break
                except subprocess.TimeoutExpired:
                    os.kill(process.pid, signal.SIGKILL)
                    process.wait()
                kills += 1
                torn += results.exists() and not results.read_bytes().endswith(b"\n")
                after = whole_lines(results)
                assert after[: len(before)] == before, "a finished result was lost"
                before = after
            lines = whole_lines(results)
            assert lines[: len(before)] == before
            assert len(lines) == len({json.loads(line)["key"] for line in lines}) == arguments.count, "judged again"
            assert reports_of(folder / "out.json") == undisturbed, "another report than that of an undisturbed run"
            finished += len(lines)
        print(f"{kills} kills in {runs} runs of {arguments.count} submissions: {finished} results, none lost or judged")
        print(f"again, all as in an undisturbed run; the last line was torn {torn} times")


if __name__ == "__main__":
    main()
