"""Impostors: submissions that cannot be right, and that no honest set of tests accepts.

Each is the reference with its answers replaced, part by part, so that the structure, the shapes and the dtypes are
right and nothing else is. Of a class, every public method answers falsely, and does its work all the same. Where a
problem has several entry points, each impostor lies about one of them.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

import msgspec

from judge.answers import Failure
from judge.model import EntryPoint, Problem, Report, Verdict
from judge.runner import Runner
from judge.sandbox import wire
from judge.suite import Call
from judge.suite_files import build_call, load_hidden_tests
from judge.verify.jobs import OWN, Bench, Environment, Judge

KINDS = {
    "zeros": "a * 0",
    "ones": "a * 0 + 1",
    "constant": "a * 0 + numpy.asarray(a).mean().astype(a.dtype)",
    "NaN": "a * 0 + (numpy.nan if a.dtype.kind == 'f' else -1)",
    "random": "a * 0 + (low(a) + RANDOM.random(a.shape) * (high(a) - low(a) + 1)).astype(a.dtype)",
    "float16 inside": "a.astype(numpy.float16).astype(a.dtype) if a.dtype.kind == 'f' else a",
}
"""Kind -> what becomes of an array `a` of the right answer, as Python."""

_HEAD = """

# ---- the impostor ----
import numpy

RANDOM = numpy.random.default_rng(12345)
KIND = {kind!r}
ANSWERS = {{}}


def low(a):
    return numpy.min(numpy.nan_to_num(a), initial=0)


def high(a):
    return numpy.max(numpy.nan_to_num(a), initial=0)


def change(a):
    with numpy.errstate(all="ignore"):
        return numpy.asarray({change}).astype(a.dtype)


def disguise(value, args):
    if isinstance(value, tuple):
        items = [disguise(item, args) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, list):
        return [disguise(item, args) for item in value]
    if isinstance(value, dict):
        return {{key: disguise(item, args) for key, item in value.items()}}
    if KIND.startswith("echo"):
        place = int(KIND.split()[-1]) - 1
        echo = args[place] if place < len(args) else None
        return numpy.array(echo) if isinstance(echo, numpy.ndarray) else echo
    if isinstance(value, str):
        return value if KIND == "float16 inside" else KIND
    if isinstance(value, (bool, numpy.bool_)):
        return not value
    if isinstance(value, (int, float)):
        return type(value)(change(numpy.asarray(value)))
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        return change(numpy.asarray(value))
    if hasattr(value, "dtype"):  # a tensor, in a graph perhaps: arithmetic is all that there is
        return value if KIND == "float16 inside" else value * 0 + {{"ones": 1, "constant": 7, "NaN": -1}}.get(KIND, 0)
    return value


def posing(entry, honest):
    def pose(*args, **kwargs):
        answer = honest(*args, **kwargs)
        if KIND == "replay":
            return ANSWERS.setdefault(entry, answer)
        return disguise(answer, args)

    return pose


def posing_class(name, honest):
    def method(entry):
        def pose(self, *args, **kwargs):
            return posing(entry, getattr(honest, entry))(self, *args, **kwargs)

        return pose

    names = [key for key in dir(honest) if not key.startswith("_") and callable(getattr(honest, key))]
    return type(name, (honest,), {{key: method(key) for key in names}})


"""


class Impostor(NamedTuple):
    """A submission that cannot be right: what it answers, and its source."""

    kind: str
    source: str


def make_impostors(reference: str, entry_points: tuple[EntryPoint, ...]) -> list[Impostor]:
    """Return all impostors that wrap a reference."""
    impostors = []
    for entry in entry_points:
        echoes = {f"echo of argument {i}": "a" for i in range(1, _count_parameters(entry) + 1)}
        pose = "posing_class" if entry.kind == "class" else "posing"
        tail = f"{entry.name} = {pose}({entry.name!r}, {entry.name})\n"
        for kind, change in {**KINDS, **echoes, "replay": "a"}.items():
            title = kind if len(entry_points) == 1 else f"{kind} in {entry.name}"
            impostors.append(Impostor(title, reference + _HEAD.format(kind=kind, change=change) + tail))
    return impostors


def _count_parameters(entry: EntryPoint) -> int:
    """How many parameters an entry point has to be given; at least one, as an echo needs something to repeat."""
    (function,) = ast.parse(f"def f{entry.signature}: pass").body
    assert isinstance(function, ast.FunctionDef)
    parameters = function.args
    return max(1, len(parameters.posonlyargs) + len(parameters.args) - len(parameters.defaults))


class Outcome(msgspec.Struct, frozen=True):
    """What became of an impostor: "rejected", "accepted", or "same" where its answers are the right ones."""

    kind: str
    result: str
    message: str = ""


class Impersonate(msgspec.Struct, frozen=True):
    """Judge one impostor; where it is accepted, see whether it changes any answer at all."""

    slug: str
    runtime: str
    kind: str
    content: bytes

    @property
    def station(self) -> tuple[str, Environment]:
        """What has to be warm for it."""
        return self.runtime, OWN

    def run(self, bench: Bench) -> Outcome:
        """Return what became of it."""
        job = Judge(self.slug, self.runtime, "impostor", "impostor.py", self.content, stop=True)
        report: Report = job.run(bench)
        if report.verdict is Verdict.JE:
            return Outcome(self.kind, "fault", report.message or next(case.message for case in report.cases[-1:]))
        if report.verdict is not Verdict.AC:
            return Outcome(self.kind, "rejected")
        problem = bench.problem(self.slug)
        calls = [build_call(case, job.seed, problem) for case in load_hidden_tests(problem).cases]
        right = _answers(bench, problem, problem.reference.read_bytes(), calls)
        return Outcome(self.kind, "same" if _answers(bench, problem, self.content, calls) == right else "accepted")


def _answers(bench: Bench, problem: Problem, source: bytes, calls: list[Call]) -> list[bytes | None]:
    """Return the answers as bytes, None for a failure."""
    answers: list[bytes | None] = []
    with Runner(bench.launchers(OWN), problem, source, "impostor.py", problem.limits) as runner:
        for call in calls:
            got = runner.call(call, 1 << 24)
            answers.append(None if isinstance(got, Failure) else wire.dumps(_plain(got.value)))
    return answers


def _plain(value: object) -> object:
    """Return a value as it can be written to the wire again: tensors as their arrays."""
    array = getattr(value, "array", None)
    if array is not None:
        return array
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
