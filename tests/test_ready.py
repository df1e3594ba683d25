"""A candidate that is ready before its submission is: used where it fits, and missed by nobody where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import descendants, watch
from toy_bank import DOUBLE, Toy

from judge.catalog import Bank
from judge.evaluate import evaluate
from judge.model import Verdict
from judge.sandbox.launchers import Launchers
from judge.source import Source

DRIVER = """
rehearsals = 0


def rehearse():
    global rehearsals
    rehearsals += 1


def drive(submission, entry, args, kwargs):
    print("rehearsed", rehearsals)
    return getattr(submission, entry)(*args, **kwargs)
"""
WAS_READY, WAS_NOT = "rehearsed 1\n" * 2, "rehearsed 0\n" * 2
BANK = Bank(Path(__file__).resolve().parents[1])


@pytest.fixture
def own() -> Iterator[Launchers]:
    with Launchers() as made:
        yield made


@pytest.fixture
def driven(tmp_path: Path, own: Launchers) -> Toy:
    """A problem of two cases whose output says whether a ready candidate was used; one is ready."""
    toy = Toy(tmp_path, own).write(driver=DRIVER)
    toy.judge()
    own.keep_ready(toy.problem)
    return toy


def test_the_one_that_is_ready_is_used_once(driven: Toy) -> None:
    reports = [driven.judge() for _ in range(2)]
    assert [report.output for report in reports] == [WAS_READY, WAS_NOT]
    assert [report.verdict for report in reports] == [Verdict.AC] * 2


def test_runtime_without_further_use_is_given_up(driven: Toy, own: Launchers) -> None:
    """With the candidate that is ready; whoever needs it after all gets another."""
    pid = own.start("numpy").pid
    held = watch(descendants(pid) | {pid})
    own.keep_only({"numpy"})
    assert driven.judge().output == WAS_READY
    own.keep_only(())
    assert held.still_there(20_000) == []
    report = driven.judge()
    assert (report.verdict, report.output) == (Verdict.AC, WAS_NOT)


def test_one_is_enough(driven: Toy, own: Launchers) -> None:
    own.keep_ready(driven.problem)
    assert [driven.judge().output for _ in range(2)] == [WAS_READY, WAS_NOT]


def test_as_many_wait_as_are_asked_for(driven: Toy, own: Launchers) -> None:
    own.keep_ready(driven.problem, 2)
    assert [driven.judge().output for _ in range(3)] == [WAS_READY, WAS_READY, WAS_NOT]


def test_a_submission_that_sets_up_its_runtime_finds_it_as_imported(driven: Toy) -> None:
    """It gets another candidate, and the one that is ready waits on."""
    assert driven.judge(DOUBLE + "config = None\n").output == WAS_NOT
    assert driven.judge().output == WAS_READY


@pytest.mark.parametrize("change", ["driver", "limits"])
def test_one_for_another_problem_is_left_alone(driven: Toy, change: str) -> None:
    if change == "driver":
        driven.write(driver=DRIVER + "\n\nchanged = True\n")
    else:
        driven.write(driver=DRIVER, memory_mb=300)
    report = driven.judge()
    assert (report.verdict, report.output) == (Verdict.AC, WAS_NOT)


@pytest.mark.parametrize("ending", ["os._exit(3)", "1 / 0"])
def test_a_rehearsal_that_fails_is_no_harm(tmp_path: Path, own: Launchers, ending: str) -> None:
    toy = Toy(tmp_path, own)
    toy.write(driver="import os\n" + DRIVER.replace("    rehearsals += 1", f"    {ending}"))
    toy.judge()
    own.keep_ready(toy.problem, 2)
    report = toy.judge()
    assert (report.verdict, report.output) == (Verdict.AC, WAS_NOT)


def test_none_is_left_behind(tmp_path: Path) -> None:
    with Launchers() as made:
        toy = Toy(tmp_path, made)
        toy.judge()
        launcher = made.start("numpy").pid
        made.keep_ready(toy.problem)
        below = descendants(launcher)
        assert below
        ends = watch(below)
    assert not ends.still_there(5000)


SETS_UP = b"""

import sys

tf.config.threading.set_inter_op_parallelism_threads(3)
print("gast" in sys.modules)
"""


def test_tensorflow_can_still_be_set_up(own: Launchers) -> None:
    """Some of it is only to be had before the first use; what turns functions into graphs is loaded all the same."""
    pytest.importorskip("tensorflow")
    problem = BANK.problem("tf_variable_counter")
    own.start("tensorflow").isolation  # noqa: B018  started and ready
    own.keep_ready(problem)
    report = evaluate(problem, Source("counter.py", problem.reference.read_bytes() + SETS_UP), launchers=own)
    assert (report.verdict, report.output) == (Verdict.AC, "True\n")
