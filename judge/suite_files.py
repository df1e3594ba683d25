"""hidden_tests.py and examples.py -> Suite. They are the bank's own code, and run in the judge."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from judge.errors import BankError
from judge.model import Problem
from judge.sandbox import wire
from judge.suite import Call, Case, Suite, Timed

_JUST_NOW_S = 3.0


def load_hidden_tests(problem: Problem) -> Suite:
    """Return the hidden cases. Raises BankError, which names file and line."""
    return _load(problem.folder / "hidden_tests.py", problem.slug)


def load_examples(problem: Problem) -> Suite:
    """Return the visible cases, with the hidden suite's bound where they have none, and its slips. Raises BankError."""
    hidden = load_hidden_tests(problem)
    examples = _load(problem.folder / "examples.py", problem.slug)
    cases = [case if case.bound or case.exact else replace(case, bound=hidden.bound) for case in examples.cases]
    return Suite(hidden.bound, cases, hidden.slips)


def build_call(case: Case, seed: int, problem: Problem) -> Call:
    """Make a case's call. Raises BankError, which names file and line."""
    try:
        made = case.build(seed)
    except (Exception, SystemExit) as error:
        raise BankError(f"case '{case.name}' of {problem.slug} can't be made: {blame(error)}") from error
    return _check_call(made, f"case '{case.name}' of {problem.slug}", problem)


def build_timed(timed: Timed, seed: int, size: int | None, problem: Problem) -> Call:
    """Make a timed call. Raises BankError, which names file and line."""
    try:
        made = timed.build(seed, size)
    except (Exception, SystemExit) as error:
        raise BankError(f"the timed call of {problem.slug} can't be made: {blame(error)}") from error
    return _check_call(made, f"the timed call of {problem.slug}", problem)


def _check_call(made: object, whose: str, problem: Problem) -> Call:
    """Return the call with its entry point's name. Raises BankError when it is none, or can't be sent."""
    if not isinstance(made, Call):
        raise BankError(f"{whose} returns {type(made).__name__} where a call(...) is expected")
    try:
        wire.encode([made.args, made.kwargs])
    except wire.WireError as error:
        raise BankError(f"{whose} can't be sent to a submission: {error}") from None
    return made if made.entry else Call(made.args, made.kwargs, problem.entry_points[0].name)


def blame(error: BaseException) -> str:
    """Return an exception as one line with the bank's file and line that it comes from, whatever library raised it."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}: {error.msg}"
    frames = list(traceback.extract_tb(error.__traceback__))
    where = ([frame for frame in frames if not _is_library(frame.filename)] or frames)[-1:]
    place = "".join(f"{frame.filename}:{frame.lineno}: " for frame in where)
    return f"{place}{type(error).__name__}: {error}"


def _is_library(path: str) -> bool:
    """Whether a file is not the bank's, but the judge's or a library's. The wheel carries the bank in the package."""
    import sysconfig  # nobody needs it but who has a fault to tell

    package = os.path.dirname(os.path.abspath(__file__))
    if path.startswith(os.path.join(package, "bank", "")):
        return False
    folders = [package, *map(sysconfig.get_path, ("stdlib", "purelib", "platlib"))]
    return any(path.startswith(os.path.join(folder, "")) for folder in folders) or path.startswith("<frozen ")


@contextlib.contextmanager
def _bytecode_kept(of: Path) -> Iterator[None]:
    """Let Python keep the bytecode of a file, unless that has just been written.

    Python knows a source again by its size and the second of its last change: one that is changed twice in a second
    would be taken for what it was after the first time.
    """
    before = sys.dont_write_bytecode
    if time.time() - of.stat().st_mtime < _JUST_NOW_S:
        sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def _load(path: Path, slug: str) -> Suite:
    name = f"judge_bank_{slug}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None  # the path ends in .py
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    try:
        with _bytecode_kept(of=path):
            spec.loader.exec_module(module)
    except FileNotFoundError:
        raise BankError(f"{path} is missing") from None
    except (Exception, SystemExit) as error:
        raise BankError(f"{path} can't be loaded: {blame(error)}") from error
    finally:
        del sys.modules[name]
    suite = getattr(module, "suite", None)
    if not isinstance(suite, Suite) or not suite.cases:
        raise BankError(f"{path} defines no 'suite' with cases in it")
    return suite
