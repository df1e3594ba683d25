"""A bank's folder -> Problem. Unknown keys are errors that name the near miss."""

from __future__ import annotations

import os
import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from judge.errors import BankError, UserError, near_miss, unknown_problem
from judge.model import EntryPoint, Followup, Limits, Problem, Text


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    en: Annotated[str, msgspec.Meta(min_length=1)]
    zh: Annotated[str, msgspec.Meta(min_length=1)]

    def text(self) -> Text:
        return Text(self.en.strip(), self.zh.strip())


_SHOWN = 60


class _EntryPoint(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    signature: str
    kind: Literal["function", "class"] = "function"


class _Limits(msgspec.Struct, forbid_unknown_fields=True):
    load_wall_s: float | None = None
    load_cpu_s: float | None = None
    wall_s: float | None = None
    cpu_s: float | None = None
    total_s: float | None = None
    memory_mb: int | None = None
    output_kb: int | None = None


class _Followup(msgspec.Struct, forbid_unknown_fields=True):
    question: _Text
    points: Annotated[list[_Text], msgspec.Meta(min_length=1)]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    title: _Text
    difficulty: Literal["easy", "medium", "hard"]
    topics: Annotated[list[str], msgspec.Meta(min_length=1)]
    minutes: Annotated[int, msgspec.Meta(ge=1)]
    runtime: Literal["numpy", "tensorflow"]
    entry_points: Annotated[list[_EntryPoint], msgspec.Meta(min_length=1)]
    limits: _Limits = msgspec.field(default_factory=_Limits)
    hints: list[_Text] = msgspec.field(default_factory=list)
    followups: list[_Followup] = msgspec.field(default_factory=list)


_RUNTIME_LIMITS = {
    "numpy": Limits(),
    # TensorFlow traces and compiles on the first call of each function, and its allocator maps memory in large steps.
    "tensorflow": Limits(load_wall_s=20.0, load_cpu_s=10.0, wall_s=20.0, cpu_s=10.0, total_s=120.0, memory_mb=4096),
}


class Bank:
    """A folder with problems/ and solutions/.

    Args:
        root: the folder that holds both.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """The problems' slugs in alphabetical order. Raises UserError when there is no bank here."""
        try:
            with os.scandir(self.root / "problems") as entries:
                found = [entry.name for entry in entries if os.path.isfile(os.path.join(entry.path, "problem.toml"))]
        except OSError as error:
            lacks = isinstance(error, (FileNotFoundError, NotADirectoryError)) and os.path.isdir(self.root)
            raise UserError(
                f"no problem bank at {self.root}: {'it has no problems/ folder' if lacks else error.strerror}",
                "give --bank (or JUDGE_BANK) a folder with problems/ and solutions/ in it",
            ) from None
        return tuple(sorted(found))

    def problem(self, slug: str) -> Problem:
        """Return one problem.

        Raises:
            UserError: no problem of that name.
            BankError: its problem.toml is broken, or its folder has none.
        """
        is_begun = bool(slug.strip(".")) and os.sep not in slug and os.path.isdir(self.root / "problems" / slug)
        if slug not in self.slugs and not is_begun:
            raise unknown_problem(slug, self.slugs)
        return load_problem(self.root / "problems" / slug, self.root / "solutions" / slug)

    def problems(self) -> list[Problem]:
        """Return all problems, in the order of their slugs. Raises BankError."""
        return [self.problem(slug) for slug in self.slugs]


def load_problem(folder: Path, solutions: Path) -> Problem:
    """Read one problem.toml.

    Raises:
        BankError: the file is missing, is not TOML, lacks a key or has one too many.
    """
    path = folder / "problem.toml"
    try:
        raw = msgspec.toml.decode(path.read_bytes())
        file = msgspec.convert(raw, _File)
    except OSError as error:
        raise BankError(f"{path}: {error.strerror}") from None
    except msgspec.ValidationError as error:
        raise BankError(f"{path}: {_explain(str(error))}") from None
    except ValueError as error:  # tomllib's, with line and column, and UnicodeDecodeError
        raise BankError(f"{path}: {error}") from None
    for entry in file.entry_points:
        _check_signature(entry, path)
    return _problem(file, folder, solutions)


def _check_signature(entry: _EntryPoint, path: Path) -> None:
    reason = _why_no_signature(entry.signature)
    if reason:
        shown = entry.signature if len(entry.signature) <= _SHOWN else f"{entry.signature[:_SHOWN]}..."
        words = "is not the signature of a function; write it like (x, axis=-1)"
        raise BankError(f"{path}: '{shown}' {words} ({reason})")


def _why_no_signature(text: str) -> str:
    """Return what is wrong with a signature, "" for nothing. None of it is run, and what is run later are literals."""
    import ast

    if not (text.startswith("(") and text.endswith(")")):
        return "there are no parentheses around it"
    source = f"def expected{text}: pass"
    try:
        function, *more = ast.parse(source).body
        compile(source, "signature", "exec")  # finds names that come twice, and runs nothing
        if more or not isinstance(function, ast.FunctionDef) or len(function.body) > 1 or function.returns:
            return "there is more than parameters"
        arguments = function.args
        defaults = [*arguments.defaults, *filter(None, arguments.kw_defaults)]
        for default in defaults:
            ast.literal_eval(default)
    except SyntaxError as error:
        return error.msg
    except (ValueError, TypeError, MemoryError, RecursionError):
        return "a default is not a literal"
    variadic = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    if any(one.annotation for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *variadic)):
        return "a parameter is annotated"
    return ""


def _problem(file: _File, folder: Path, solutions: Path) -> Problem:
    given: dict[str, Any] = {
        name: value for name in _Limits.__struct_fields__ if (value := getattr(file.limits, name)) is not None
    }
    defaults = _RUNTIME_LIMITS[file.runtime]
    merged = {name: given.get(name, getattr(defaults, name)) for name in _Limits.__struct_fields__}
    return Problem(
        slug=folder.name,
        title=file.title.text(),
        difficulty=file.difficulty,
        topics=tuple(file.topics),
        minutes=file.minutes,
        runtime=file.runtime,
        entry_points=tuple(EntryPoint(entry.name, entry.signature, entry.kind) for entry in file.entry_points),
        limits=Limits(**merged),
        hints=tuple(hint.text() for hint in file.hints),
        followups=tuple(
            Followup(followup.question.text(), tuple(point.text() for point in followup.points))
            for followup in file.followups
        ),
        folder=folder,
        solutions=solutions,
    )


_KNOWN_KEYS = {name for struct in (_Text, _EntryPoint, _Limits, _Followup, _File) for name in struct.__struct_fields__}


def _explain(message: str) -> str:
    """Add the near miss to msgspec's message about an unknown key."""
    unknown = re.search(r"contains unknown field `([^`]*)`", message)
    return message + near_miss(unknown[1], _KNOWN_KEYS) if unknown else message
