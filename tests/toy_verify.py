"""A bank of one small problem that lacks nothing: `judge verify` is content with it until a test plants a fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from judge.catalog import Bank
from judge.sandbox.launchers import Launchers
from judge.suite_files import load_hidden_tests
from judge.verify.conclude import Conclusions
from judge.verify.content import check_files
from judge.verify.findings import Finding, Verification
from judge.verify.jobs import OWN, Bench, Job, Judge
from judge.verify.plan import Plan, Settings, choose_seeds, make_plan

TOML = """\
title = { en = "Line", zh = "直线" }
difficulty = "easy"
topics = ["toys"]
minutes = 1
runtime = "numpy"

[[entry_points]]
name = "line"
signature = "(x, shift=1.0)"
"""
TOML += "".join(f'\n[[hints]]\nen = "Hint {i}."\nzh = "提示{i}。"\n' for i in (1, 2, 3))
TOML += "".join(
    f'\n[[followups]]\nquestion = {{ en = "Question {i}?", zh = "问题{i}？" }}\n'
    f'points = [{{ en = "Point.", zh = "要点。" }}]\n'
    for i in (1, 2, 3)
)

STATEMENT = """\
# {title}

`line(x, shift=1.0)` = 3 x + shift

```python
>>> line(np.array([1.0, 2.0]))
array([4., 7.])
>>> line(np.array([1.0, 2.0]), shift=0.5)
array([3.5, 6.5])
```
"""

HIDDEN = '''\
"""Hidden tests."""

import numpy as np

from judge.suite import FLOATS, Suite, call


def line_bound(made, expected, roundoff):
    """Two roundings, of 3 x and of the sum."""
    x, shift = np.abs(made.args[0]), abs(made.kwargs.get("shift", 1.0))
    return roundoff.elementwise(3 * x + shift, 8)


suite = Suite(bound=line_bound)


@suite.case("shapes", dtypes=FLOATS)
def vector(data, dtype):
    return call(data.normal(5, dtype=dtype))


@suite.case("shapes", dtypes=FLOATS)
def matrix(data, dtype):
    return call(data.normal((2, 3), dtype=dtype))


@suite.case("shapes", dtypes=FLOATS)
def cube(data, dtype):
    return call(data.normal((2, 3, 4), dtype=dtype))


@suite.case("shift", dtypes=FLOATS)
def negative_shift(data, dtype):
    return call(data.normal((3, 2), dtype=dtype), shift=-2.5)


@suite.case("shift", dtypes=FLOATS)
def no_shift(data, dtype):
    return call(data.normal((3, 2), dtype=dtype), shift=0.0)


@suite.case("size", dtypes=FLOATS)
def large_numbers(data, dtype):
    return call(data.uniform((3, 2), 1e4, 1e5, dtype=dtype))


@suite.slip("a line without its shift")
def without_shift(x, shift=1.0):
    return 3 * x
'''

EXAMPLES = '''\
"""Visible examples."""

import numpy as np

from judge.suite import Suite, call

suite = Suite()


@suite.case("basic")
def two_numbers(data):
    return call(np.array([1.0, 2.0]))


@suite.case("basic")
def with_a_shift(data):
    return call(np.array([1.0, 2.0]), shift=2.0)
'''

HEAD = "import numpy as np\n\n\ndef line(x, shift=1.0):\n"
REFERENCE = f'"""The reference."""\n\n{HEAD}    return 3 * x + shift\n'
STUB = '"""Write it."""\n\n\ndef line(x, shift=1.0):\n    raise NotImplementedError\n'

ACCEPTED = {
    "added": "    return x + x + x + shift\n",
    "twice_and_once": "    return 2 * x + (x + shift)\n",
    "in_float64": "    return (3 * x.astype(np.float64) + shift).astype(x.dtype)\n",
}
WRONG = {
    "no_vector": "    return 3 * x + shift if x.ndim > 1 else x\n",
    "no_cube": "    return 3 * x + shift if x.ndim < 3 else x\n",
    "rows_of_two_only": "    return 3 * x + shift if x.shape != (2, 3) else x\n",
    "absolute_shift": "    return 3 * x + abs(shift)\n",
    "shift_or_one": "    return 3 * x + (shift or 1.0)\n",
    "small_numbers_only": "    return 3 * np.minimum(x, 1e4) + shift\n",
    "without_shift": "    return 3 * x\n",
    "flat": "    return (3 * x + shift).ravel()\n",
    "rounded": "    return np.round(3 * x + shift, 3)\n",
    "in_place": "    x *= 3\n    x += shift\n    return x\n",
}

Chosen = Callable[[Job], bool]


class VerifyToy:
    """The bank in a folder of the test's own.

    Args:
        root: the folder, which is written.
        launchers: what its jobs run on.
    """

    def __init__(self, root: Path, launchers: Launchers) -> None:
        self.root, self.launchers = root, launchers
        self.write("problems/line/problem.toml", TOML)
        self.write("problems/line/statement.md", STATEMENT.format(title="Line"))
        self.write("problems/line/statement.zh.md", STATEMENT.format(title="直线"))
        self.write("problems/line/stub.py", STUB)
        self.write("problems/line/hidden_tests.py", HIDDEN)
        self.write("problems/line/examples.py", EXAMPLES)
        self.write("solutions/line/reference.py", REFERENCE)
        self.write("solutions/line/explanation.md", "Three times, and a shift.\n")
        self.write("solutions/line/explanation.zh.md", "乘三再加。\n")
        for name, body in ACCEPTED.items():
            self.write_solution(f"accepted/{name}.py", body)
        for name, body in WRONG.items():
            self.write_solution(f"wrong_answer/{name}.py", body)

    def write(self, path: str, text: str) -> None:
        """Write a file of the bank."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def write_solution(self, name: str, body: str) -> None:
        """Write a file of solutions/: the body of `line`."""
        self.write(f"solutions/line/{name}", f'"""{name}"""\n\n{HEAD}{body}')

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that is there once."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, (path, old)
        self.write(path, text.replace(old, new))

    def remove(self, path: str) -> None:
        """Remove a file."""
        (self.root / path).unlink()

    def add_case(self, text: str) -> None:
        """Add to the hidden tests."""
        path = self.root / "problems/line/hidden_tests.py"
        path.write_text(path.read_text(encoding="utf-8") + "\n\n" + text, encoding="utf-8")

    def plan(self, seeds: int = 2, settings: Settings | None = None) -> Plan:
        """Plan the whole work."""
        problem = Bank(self.root).problem("line")
        chosen = settings or Settings(choose_seeds(seeds), ())
        return make_plan(problem, load_hidden_tests(problem), self.root, chosen)

    def verify(self, chosen: Chosen, settings: Settings | None = None) -> Verification:
        """Do the jobs that are chosen, and conclude."""
        plan = self.plan(settings=settings)
        jobs = tuple(job for job in plan.jobs if chosen(job))
        mutants = plan.mutants if any(is_role("mutant")(job) for job in jobs) else ()
        plan = Plan(plan.problem, plan.suite, plan.solutions, mutants, jobs)
        with Bench(self.root, self.launchers) as bench:
            done = [(job, job.run(bench)) for job in jobs]
        return Conclusions(plan, done).verification(check_files(plan.problem, plan.suite), 0.0)

    def findings(self, check: str, chosen: Chosen, settings: Settings | None = None) -> list[Finding]:
        """Return what one check finds after those jobs."""
        return [finding for finding in self.verify(chosen, settings).findings if finding.check == check]

    def complaints(self, check: str, chosen: Chosen, settings: Settings | None = None) -> list[str]:
        """Return the messages of a check's errors and warnings."""
        return [finding.message for finding in self.findings(check, chosen, settings) if finding.level != "note"]


def nothing(job: Job) -> bool:
    """No job at all: for checks of files."""
    return False


def is_role(*roles: str) -> Chosen:
    """Judgings in these roles, in the judge's own environment."""
    return lambda job: isinstance(job, Judge) and job.role in roles and job.environment == OWN


def is_kind(kind: type) -> Chosen:
    """Jobs of this kind."""
    return lambda job: isinstance(job, kind)
