"""Sequences of calls: a driver plays a script on an object beside the candidate, so that state can be tested.

This is the example that CONTRIBUTING.md points to: a running mean, as batch normalisation keeps one.
"""

from __future__ import annotations

import pytest
from toy_bank import Toy, only_case, verdicts

DRIVER = '''
"""Plays a script: each argument of the call is one step, and the answer has one entry for each."""


def drive(submission, entry, args, kwargs):
    objects = {}
    return [play(submission, entry, objects, *step) for step in args]


def play(submission, entry, objects, step, key, *rest):
    if step == "new":  # ["new", key, momentum]
        objects[key] = getattr(submission, entry)(*rest)
        return None
    return objects[key].update(*rest)  # ["update", key, batch]
'''

CASES = '''
def mean_bound(made, expected, roundoff):
    """Sums of at most 4 terms below 10, and two roundings for each of at most 4 updates."""
    return [None if value is None else roundoff.sum(10.0, 4 + 2 * 4) for value in expected]


@suite.case("one object", bound=mean_bound)
def three_batches(data):
    return call(["new", "a", 0.5], *(["update", "a", data.normal((4, 2))] for _ in range(3)))


@suite.case("two objects", bound=mean_bound)
def in_turn(data):
    steps = [["update", key, data.normal((4, 2), mean=2.0)] for key in "abab"]
    return call(["new", "a", 0.9], ["new", "b", 0.1], *steps)


@suite.case("two objects", bound=mean_bound)
def made_alike(data):
    one, other = data.normal((3, 2)), data.normal((3, 2))
    return call(["new", "a", 0.25], ["update", "a", one], ["new", "b", 0.25], ["update", "b", other])
'''

HONEST = """
import numpy as np


class RunningMean:
    def __init__(self, momentum=0.9):
        self.momentum, self.value = momentum, 0.0

    def update(self, batch):
        self.value = self.momentum * self.value + (1 - self.momentum) * batch.mean(axis=0)
        return self.value
"""

FORGETS = HONEST.replace("self.momentum * self.value + ", "")
SHARES = (
    HONEST.replace("self.momentum, self.value = momentum, 0.0", "self.momentum = momentum")
    .replace("    def update", "    value = 0.0\n\n    def update")
    .replace("self.value =", "RunningMean.value =")
)
KEEPS_ONE = (
    HONEST
    + """

class Cached(RunningMean):
    made = {}

    def __new__(cls, momentum=0.9):
        return cls.made.setdefault(momentum, object.__new__(cls))

    def __init__(self, momentum=0.9):
        if not hasattr(self, "value"):
            super().__init__(momentum)


RunningMean = Cached
"""
)


@pytest.fixture
def running_mean(toy: Toy) -> Toy:
    """A problem whose entry point is a class, and whose calls are scripts."""
    return toy.write(CASES, HONEST, entry_points=[("RunningMean", "(momentum=0.9)", "class")], driver=DRIVER)


def test_an_honest_class(running_mean: Toy) -> None:
    """Its state goes through every script."""
    assert verdicts(running_mean.judge(HONEST)) == ["AC", "AC", "AC"]


def test_state_that_is_forgotten(running_mean: Toy) -> None:
    """Without the earlier batches later updates are wrong, and the message says at which step."""
    report = running_mean.judge(FORGETS)
    assert verdicts(report) == ["WA", "WA", "AC"]
    assert report.cases[0].message.startswith(("in [2]", "in [3]"))


def test_state_that_objects_share(running_mean: Toy) -> None:
    """A value of the class in place of the object's shows as soon as there are two."""
    assert verdicts(running_mean.judge(SHARES)) == ["AC", "WA", "WA"]


def test_objects_that_are_one(running_mean: Toy) -> None:
    """Two objects made alike are still two."""
    assert only_case(running_mean.judge(KEEPS_ONE)).name == "made alike"


def test_the_driver_is_there_first(running_mean: Toy) -> None:
    """What the driver takes from a library when it is loaded, no submission has exchanged before."""
    source = "import sys\n\nassert 'judge_driver' in sys.modules\n" + HONEST
    assert verdicts(running_mean.judge(source)) == ["AC", "AC", "AC"]
