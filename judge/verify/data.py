"""The hidden tests' data: the same seed gives the same bits, in this process and in any other; another one does not."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from judge.catalog import Bank
from judge.errors import JudgeError
from judge.model import Problem
from judge.sandbox import wire
from judge.suite import Call, Suite
from judge.suite_files import build_call, build_timed, load_hidden_tests
from judge.verify.jobs import OWN, Bench, Environment

_HASH_SEED = "4159"
_MAIN = "import sys; sys.path.insert(0, sys.argv[1]); from judge.verify.data import main; main(sys.argv[2:])"


class CheckData(msgspec.Struct, frozen=True):
    """Build each case again and again."""

    root: str
    slug: str
    seeds: tuple[int, ...]

    @property
    def station(self) -> tuple[str, Environment]:
        """What has to be warm for it: nothing, so the cheapest there is."""
        return "numpy", OWN

    def run(self, bench: Bench) -> list[str]:
        """Return what is wrong, in sentences. Raises BankError."""
        problem = bench.problem(self.slug)
        suite = load_hidden_tests(problem)
        first, *others = self.seeds
        once = digests(suite, problem, first)
        twice = digests(suite, problem, first)
        elsewhere = _digests_elsewhere(self.root, self.slug, first)
        later = [digests(suite, problem, seed) for seed in others]
        complaints = []
        for case in suite.cases:
            name = case.name
            if once[name] != twice[name]:
                complaints.append(f"'{name}' is another call each time: take data from `data` alone")
            elif once[name] != elsewhere[name]:
                complaints.append(f"'{name}' is another call in another process: a set or a hash decides its order")
            varies = any(more[name] != once[name] for more in later)
            if later and not varies and not case.fixed:
                complaints.append(f"'{name}' is the same for every seed: take data from `data`, or say fixed=True")
            if varies and case.fixed:
                complaints.append(f"'{name}' says fixed=True, and changes with the seed")
        if suite.timed is not None and once[""] != twice[""]:
            complaints.append("the timed call is another one each time: take data from `data` alone")
        return complaints


def digests(suite: Suite, problem: Problem, seed: int) -> dict[str, str]:
    """Return the SHA-256 of each case's call as it goes over the wire; that of the timed call under "". BankError."""
    found = {case.name: _digest(build_call(case, seed, problem)) for case in suite.cases}
    if suite.timed is not None:
        found[""] = _digest(build_timed(suite.timed, seed, None, problem))
    return found


def _digest(call: Call) -> str:
    return hashlib.sha256(wire.dumps([call.entry, call.args, call.kwargs])).hexdigest()


def _digests_elsewhere(root: str, slug: str, seed: int) -> dict[str, str]:
    """Return the digests from a process in which strings hash otherwise."""
    package = str(Path(__file__).resolve().parent.parent.parent)
    command = [sys.executable, "-B", "-c", _MAIN, package, root, slug, str(seed)]
    environment = {**os.environ, "PYTHONHASHSEED": _HASH_SEED}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise JudgeError(f"the cases of {slug} can't be built in another process: {done.stderr.strip()[-300:]}")
    found: dict[str, str] = json.loads(done.stdout)
    return found


def main(arguments: Sequence[str]) -> None:
    """In the other process: print the digests as JSON."""
    root, slug, seed = arguments
    problem = Bank(Path(root)).problem(slug)
    print(json.dumps(digests(load_hidden_tests(problem), problem, int(seed))))
