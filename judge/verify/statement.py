"""The examples of a statement, run with the reference in a candidate's process: a statement must not lie.

In every ```python block, `>>>` examples have to print what the statement says. Other lines only have to run. The blocks
of a statement share their names; an entry point that a block defines (its bare outline, as a rule) is put back.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from judge.answers import Failure
from judge.model import EntryPoint, Language, Limits, Problem
from judge.runner import Runner
from judge.suite import Call
from judge.verify.jobs import OWN, Bench, Environment

_ENTRY = "run_examples_of_the_statement"
_LIMITS = Limits(load_wall_s=60, load_cpu_s=60, wall_s=60, cpu_s=60, total_s=240, memory_mb=4096)

_RUNNER = f"""

def {_ENTRY}(blocks, entry_points):
    import doctest
    import linecache

    scope = dict(globals())
    exec("import math\\nimport numpy as np", scope)
    complaints = []
    for line, block in blocks:
        try:
            if ">>>" in block:
                test = doctest.DocTestParser().get_doctest(block, {{}}, "statement", "statement", line - 1)
                test.globs = scope
                told = []
                doctest.DocTestRunner(verbose=False).run(test, out=told.append, clear_globs=False)
                complaints += [text.split("\\n", 1)[1] for text in told]
            else:
                text = "\\n" * (line - 1) + block
                name = f"statement, block {{line}}"
                linecache.cache[name] = len(text), None, text.splitlines(True), name  # AutoGraph reads the source
                exec(compile(text, name, "exec"), scope)
        except Exception as error:
            complaints.append(f"the block at line {{line}}: {{type(error).__name__}}: {{error}}")
        scope.update({{name: globals()[name] for name in entry_points}})
    return complaints
"""


class Block(NamedTuple):
    """A block of Python in a statement: the number of its first line, and its text."""

    line: int
    text: str


class Examples(msgspec.Struct, frozen=True):
    """What became of a statement's examples: how many `>>>` there are, and what does not hold."""

    count: int
    complaints: tuple[str, ...]


class RunStatement(msgspec.Struct, frozen=True):
    """Run the examples of one statement."""

    slug: str
    runtime: str
    language: Language

    @property
    def station(self) -> tuple[str, Environment]:
        """What has to be warm for it."""
        return self.runtime, OWN

    def run(self, bench: Bench) -> Examples:
        """Return what became of them."""
        problem = bench.problem(self.slug)
        try:
            text = problem.statement(self.language).read_text(encoding="utf-8")
        except (OSError, ValueError):  # that it is missing is told elsewhere
            return Examples(0, ())
        blocks = python_blocks(text)
        count = sum(block.text.count(">>>") for block in blocks)
        return Examples(count, tuple(_run(bench, problem, blocks)) if blocks else ())


def python_blocks(markdown: str) -> list[Block]:
    """Return the ```python blocks of a text."""
    blocks = []
    for match in re.finditer(r"^```(?:python|pycon|py)[^\n]*\n(.*?)^```\s*$", markdown, re.DOTALL | re.MULTILINE):
        blocks.append(Block(markdown.count("\n", 0, match.start(1)) + 1, match[1]))
    return blocks


def _run(bench: Bench, problem: Problem, blocks: list[Block]) -> list[str]:
    """Make the calls as a submission whose entry point is the runner above, without the problem's driver."""
    source = problem.reference.read_bytes() + _RUNNER.encode()
    entry = EntryPoint(_ENTRY, "(blocks, entry_points)")
    posing = replace(problem, entry_points=(entry,), folder=problem.folder / "without-its-driver")
    names = [own.name for own in problem.entry_points]
    call = Call(([list(block) for block in blocks], names), {}, _ENTRY)
    with Runner(bench.launchers(OWN), posing, source, "reference.py", _LIMITS) as runner:
        got: Any = runner.call(call)
    if isinstance(got, Failure):
        return [f"its examples can't be run with the reference: {got.message}"]
    return [_one_line(text) for text in got.value]


def _one_line(complaint: str) -> str:
    """Turn doctest's report on one example into a line: "line 44: f(x): expected 3, got 4"."""
    place = re.match(r"File .*?, line (\d+)", complaint)
    parts = re.search(
        r"Failed example:\n(.*?)\n(Expected:\n(.*?)\nGot:\n(.*)|Expected nothing\nGot:\n(.*)|.*)", complaint, re.DOTALL
    )
    if place is None or parts is None:
        return " ".join(complaint.split())
    example, due, got, unexpected = parts[1], parts[3], parts[4], parts[5]
    if due is None:
        told = f"printed {unexpected}" if unexpected is not None else parts[2].strip().splitlines()[-1]
    else:
        told = f"expected {due}, got {got}"
    return " ".join(f"line {place[1]}: {example}: {told}".split())
