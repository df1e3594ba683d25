"""A bank of one tiny problem in a folder of the test's own, and its judging."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

from judge.catalog import Bank
from judge.evaluate import OnCase, Options, evaluate
from judge.model import CaseResult, Problem, Report
from judge.sandbox.launchers import Launchers
from judge.source import Source

DOUBLE = '"""An honest submission."""\n\n\ndef double(x):\n    return x + x\n'

TWO_CASES = """
@suite.case("basics")
def three_numbers(data):
    return call(np.array([1.0, -2.0, 4.0]))


@suite.case("shapes")
def matrix(data):
    return call(data.normal((2, 3)))
"""

_HEAD = """\
from __future__ import annotations

import numpy as np

from judge.suite import FLOATS, Call, Data, Roundoff, Suite, call


def close(made, expected, roundoff):
    return roundoff.elementwise(expected)


suite = Suite(bound=close)
"""

_TOML = """\
title = { en = "Double", zh = "加倍" }
difficulty = "easy"
topics = ["toys"]
minutes = 1
"""


class Toy:
    """One problem, `double(x)` where nothing else is said, and the launchers that judge it.

    Args:
        root: the bank's folder, which is written.
        launchers: what submissions run on; None starts new ones for each.
    """

    def __init__(self, root: Path, launchers: Launchers | None) -> None:
        self.bank = root
        self.launchers = launchers
        self.folder = root / "problems" / "double"
        self.solutions = root / "solutions" / "double"
        self.folder.mkdir(parents=True)
        self.solutions.mkdir(parents=True)
        self.write()

    def write(
        self,
        cases: str = TWO_CASES,
        reference: str = DOUBLE,
        *,
        entry_points: Sequence[tuple[str, ...]] = (("double", "(x)"),),
        driver: str = "",
        **limits: float,
    ) -> Toy:
        """Write the problem's files.

        Args:
            cases: the hidden cases; `suite`, `call`, `np` and FLOATS are there, and a bound of four roundings.
            reference: the reference's source.
            entry_points: name, signature, and kind where it is a class.
            driver: the driver's source, "" for none.
            limits: as in problem.toml.
        """
        toml = _TOML + 'runtime = "numpy"\n'
        for entry in entry_points:
            fields = zip(("name", "signature", "kind"), entry, strict=False)
            toml += "[[entry_points]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in fields)
        toml += "[limits]\n" + "".join(f"{name} = {value}\n" for name, value in limits.items())
        (self.folder / "problem.toml").write_text(toml, encoding="utf-8")
        self.write_suite("hidden_tests.py", cases)
        (self.solutions / "reference.py").write_text(dedent(reference), encoding="utf-8")
        if driver:
            (self.folder / "driver.py").write_text(dedent(driver), encoding="utf-8")
        return self

    def write_suite(self, name: str, cases: str) -> None:
        """Write hidden_tests.py or examples.py."""
        (self.folder / name).write_text(_HEAD + dedent(cases), encoding="utf-8")

    @property
    def problem(self) -> Problem:
        """The problem, as its files are now."""
        return Bank(self.bank).problem("double")

    def judge(
        self, source: str | bytes = DOUBLE, *, name: str = "double.py", on_case: OnCase | None = None, **options: Any
    ) -> Report:
        """Judge a source, given as text (which is dedented) or as the bytes of the file."""
        content = source if isinstance(source, bytes) else dedent(source).encode()
        return self.judge_source(Source(name, content), on_case=on_case, **options)

    def judge_source(self, source: Source, *, on_case: OnCase | None = None, **options: Any) -> Report:
        """Judge what was read from a file."""
        return evaluate(self.problem, source, Options(**options), launchers=self.launchers, on_case=on_case)


def only_case(report: Report) -> CaseResult:
    """The result of the one case that is not accepted."""
    failed = [case for case in report.cases if case.verdict.value != "AC"]
    assert len(failed) == 1, verdicts(report)
    return failed[0]


def verdicts(report: Report) -> list[str]:
    """The verdicts of the cases, in order."""
    return [case.verdict.value for case in report.cases]
