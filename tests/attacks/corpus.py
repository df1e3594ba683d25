"""The corpus: submissions/<class>/<name>.py, each an attack with a docstring that says what it tries.

A line of its own in a file tells how it is judged:

    # problem: tally       against this problem of the corpus' bank (double, where nothing is said)
    # every case           all cases are judged, not only those up to the first that is not accepted
    # twice                judged two times in a row; it gets through when the second time does
    # not on basic: why    the lowest tier does not promise to stop it, although it promises that for the class

A word between at-signs, such as the one for the reference's path, is replaced before judging (see canaries.Canaries):
the attacker knows the machine as well as we do.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "submissions"
BANK = FOLDER.parent / "bank"
CONTROLS = "controls"

CLASSES = {
    "early_exit": "early exit",
    "forged_verdict": "forged verdict",
    "patched_libraries": "patched libraries",
    "lying_objects": "lying objects",
    "wire_bombs": "wire bombs",
    "nan_wildcard": "NaN as a wildcard",
    "stealing": "stealing answers",
    "mutation": "mutated and aliased inputs",
    "clocks": "clocks and signals",
    "replay": "caching and replay",
    "resources": "resource abuse",
    "orphans": "processes that outlive",
    "judge_and_launcher": "judge, launcher and machine",
    "network": "network and sockets",
    "system_calls": "raw system calls",
    "poisoning": "poisoning what comes next",
    "load_time": "load time",
}
"""Folder -> name of the class, in the order of the table."""

BASIC_PROMISES = frozenset(
    "early_exit forged_verdict patched_libraries lying_objects wire_bombs nan_wildcard mutation clocks replay "
    "resources load_time".split()
)
"""The classes that the lowest tier stops too: what does not depend on the kernel keeping processes apart."""

_DIRECTIVE = re.compile(r"^# (problem|every case|twice|not on basic)(?:: (.*))?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Submission:
    """One file of the corpus.

    Attributes:
        kind: its class, the name of its folder.
        name: the file's name without its ending.
        summary: the first line of its docstring.
        text: the source, with its placeholders.
        problem: the problem it is judged against.
        every_case: whether all cases are judged.
        twice: whether it is judged two times in a row.
        basic: whether the lowest tier promises to stop it.
    """

    kind: str
    name: str
    summary: str
    text: str
    problem: str
    every_case: bool
    twice: bool
    basic: bool

    @property
    def label(self) -> str:
        """How tests and table call it."""
        return f"{self.kind}/{self.name}"

    @property
    def is_control(self) -> bool:
        """Whether it is an honest one, which has to be accepted."""
        return self.kind == CONTROLS


@cache
def attacks() -> tuple[Submission, ...]:
    """Return all attacks, class by class."""
    return tuple(submission for kind in CLASSES for submission in _read_folder(kind))


@cache
def controls() -> tuple[Submission, ...]:
    """Return the honest submissions that do unusual things."""
    return tuple(_read_folder(CONTROLS))


def find(label: str) -> Submission:
    """Return a submission by its label. Raises KeyError."""
    return {submission.label: submission for submission in (*attacks(), *controls())}[label]


def interleaved() -> list[Submission]:
    """Return attacks with the controls spread evenly between them, as they are judged."""
    every, honest = list(attacks()), list(controls())
    step = max(1, len(every) // max(1, len(honest)))
    mixed: list[Submission] = []
    for index, attack in enumerate(every):
        mixed.append(attack)
        if index % step == step - 1 and honest:
            mixed.append(honest.pop(0))
    return mixed + honest


def _read_folder(kind: str) -> list[Submission]:
    return [_read(kind, path) for path in sorted((FOLDER / kind).glob("*.py"))]


def _read(kind: str, path: Path) -> Submission:
    text = path.read_text(encoding="utf-8")
    directives = dict(_DIRECTIVE.findall(text))
    return Submission(
        kind,
        path.stem,
        _first_line(text),
        text,
        directives.get("problem", "double"),
        "every case" in directives,
        "twice" in directives,
        kind in BASIC_PROMISES and "not on basic" not in directives,
    )


def _first_line(text: str) -> str:
    """The docstring's first line, also of a file that is not Python any more after it."""
    match = re.match(r'(?:#[^\n]*\n)?"""(.*?)(?:"""|\n)', text, re.DOTALL)
    if match:
        return match[1].strip()
    try:
        return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    except (SyntaxError, ValueError):
        return ""
