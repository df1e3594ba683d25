"""Speed against the reference, in real processes: what is meant to look fast without being so gains nothing.

An honest ratio here is about 1, one that was cheated near 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.catalog import Bank
from judge.model import Verdict
from judge.sandbox.launchers import Launchers
from judge.stopwatch import Stopwatch, Wrong, choose_clock
from judge.suite_files import load_hidden_tests
from judge.timing import summarize

PROBLEM = Bank(Path(__file__).resolve().parents[1]).problem("softmax")
HONEST = PROBLEM.reference.read_text(encoding="utf-8") + "\n\nhonest = softmax\n"
PAIRS = 12

BY_IDENTITY = """
kept = {}

def softmax(x, axis=-1):
    if id(x) not in kept:
        kept[id(x)] = honest(x, axis)
    return kept[id(x)]
"""
BY_POINTER = """
kept = {}

def softmax(x, axis=-1):
    where = x.__array_interface__["data"][0]
    if where not in kept:
        kept[where] = honest(x, axis)
    return kept[where]
"""
BY_SHAPE = """
kept = {}

def softmax(x, axis=-1):
    if x.shape not in kept:
        kept[x.shape] = honest(x, axis)
    return kept[x.shape]
"""
BY_FIRST_VALUES = """
kept = {}

def softmax(x, axis=-1):
    key = x.shape, x.ravel()[:2].round().tobytes()
    if key not in kept:
        kept[key] = honest(x, axis)
    return kept[key]
"""
BY_CONTENT = """
kept = {}

def softmax(x, axis=-1):
    key = x.tobytes()
    if key not in kept:
        kept[key] = honest(x, axis)
    return kept[key]
"""
LAZY = """
class Later(np.ndarray):
    def __array__(self, *args, **kwargs):
        return honest(self.x)

    def tobytes(self, *args):
        return honest(self.x).tobytes()

def softmax(x, axis=-1):
    later = np.empty_like(x).view(Later)
    later.x = x
    return later
"""
AFTER_ANSWERING = """
import threading
import time

def softmax(x, axis=-1):
    answer = np.empty_like(x)

    def fill():
        time.sleep(0.002)
        answer[...] = honest(x, axis)

    threading.Thread(target=fill).start()
    return answer
"""
WORKS_ON = """
import threading

def softmax(x, axis=-1):
    threading.Thread(target=lambda: [honest(x, axis) for _ in range(3)]).start()
    return honest(x, axis)
"""
PATCHED_CLOCKS = """
import time

for name in ("time", "perf_counter", "monotonic", "process_time", "thread_time", "clock_gettime"):
    setattr(time, name, lambda *args: 0.0)
    setattr(time, name + "_ns", lambda *args: 0)

def softmax(x, axis=-1):
    for _ in range(3):
        answer = honest(x, axis)
    return answer
"""


@pytest.fixture(scope="module")
def launchers() -> Iterator[Launchers]:
    with Launchers() as made:
        yield made


def ratio_of(launchers: Launchers, source: str) -> float:
    timed = load_hidden_tests(PROBLEM).timed
    assert timed is not None
    with Stopwatch(launchers, PROBLEM, (HONEST + source).encode(), "timed.py", timed, 0) as stopwatch:
        return summarize(choose_clock(stopwatch.take_pairs(PAIRS, warm_up=2))).ratio


@pytest.mark.parametrize(
    "source",
    [BY_IDENTITY, BY_POINTER, BY_SHAPE, BY_FIRST_VALUES],
    ids=["identity", "pointer", "shape", "first values"],
)
def test_an_answer_that_is_kept_for_what_only_looks_the_same_is_wrong_or_slow(
    launchers: Launchers, source: str
) -> None:
    """The data is fresh: where the key is met again, the answer is wrong; where it is not, the work is done."""
    try:
        ratio = ratio_of(launchers, source)
    except Wrong as wrong:
        assert wrong.verdict is Verdict.WA
    else:
        assert ratio > 0.8


def test_an_answer_that_is_kept_for_its_content_is_never_met_again(launchers: Launchers) -> None:
    assert ratio_of(launchers, BY_CONTENT) > 0.8


@pytest.mark.parametrize("source", [LAZY, AFTER_ANSWERING], ids=["lazy", "filled later"])
def test_an_answer_that_is_not_there_yet_is_wrong(launchers: Launchers, source: str) -> None:
    with pytest.raises(Wrong):
        ratio_of(launchers, source)


@pytest.mark.parametrize("source", [WORKS_ON, PATCHED_CLOCKS], ids=["works on", "patched clocks"])
def test_work_counts_wherever_it_is_done_and_whatever_clocks_say(launchers: Launchers, source: str) -> None:
    """It does the work three or four times."""
    assert ratio_of(launchers, source) > 2
