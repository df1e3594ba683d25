"""In a candidate: load a submission as a real module, and the problem's driver; refuse what can't be called as due.

The driver comes first: what it takes from a library then is that library's, whatever the submission puts in its place.
"""

from __future__ import annotations

import codecs
import importlib.machinery
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from judge.sandbox.describe import describe, describe_syntax
from judge.sandbox.parameters import Parameters, make_function, parameters_of

MODULE_NAME = "submission"
DRIVER_NAME = "judge_driver"
_COOKIE_BYTES = 4096
_CACHED_SUFFIX = f".{sys.implementation.cache_tag}.pyc"

EntryPoint = tuple[str, str, str, Parameters | None]
"""(name, signature, kind, parameters): the last where it is a function"""
Drive = Callable[[ModuleType, str, tuple[Any, ...], dict[str, Any]], Any]
"""(submission, entry point, arguments, keyword arguments) -> the answer"""


class Refused(Exception):
    """The submission does not load: what the judge has to be told."""

    def __init__(self, reason: str, message: str, trace: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.trace = trace


def load_driver(source: bytes, scratch: str) -> Drive:
    """Load the problem's driver from its source, and return what makes the calls. Raises whatever its code raises."""
    path = f"{scratch}/{DRIVER_NAME}.py"
    _write_new(path, source)
    drive: Drive = _make_module(DRIVER_NAME, path, source).drive
    return drive


def load(order: dict[str, Any], source: bytes, scratch: str, drive: Drive | None) -> tuple[ModuleType, Drive]:
    """Load the submission as a real module: in sys.modules, with a file that `inspect` finds; and the driver, if it
    is not there yet."""
    path = f"{scratch}/{order['name']}"
    _check_encoding(source)
    _write_new(path, source)
    if order["driver"] is None:
        drive = call_entry_point
    elif drive is None:  # first, so that what it imports is what it thinks it is
        drive = load_driver(order["driver"], scratch)
    return load_source(source, path, order["entry_points"]), drive


def load_source(source: bytes, path: str, entry_points: Sequence[EntryPoint]) -> ModuleType:
    """Load the submission from what its file holds.

    Args:
        source: the content.
        path: the file.
        entry_points: what it has to define.

    Raises:
        Refused: it does not load, or lacks one of them.
    """
    try:
        submission = _make_module(MODULE_NAME, path, source)
        for name, signature, kind, parameters in entry_points:
            _check_entry_point(submission, name, signature, kind, parameters)
    except Refused:
        raise
    except SyntaxError as error:
        raise Refused("syntax", *describe_syntax(error, path)) from None
    except BaseException as error:  # of its own code, which also runs where its entry points are looked at
        reason, message, trace = describe(error, path)
        raise Refused(reason, message, trace) from None
    return submission


def _write_new(path: str, content: bytes) -> None:
    """Write a file, unless the judge has: it does where the scratch folder is on disk."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(fd, view) :]
    finally:
        os.close(fd)


def _check_encoding(source: bytes) -> None:
    """Refuse bytes that are not in the file's encoding: in a comment, Python may read past them or stop there."""
    if source.isascii() and b"coding" not in source[:_COOKIE_BYTES]:
        return
    try:
        importlib.util.decode_source(source)
    except UnicodeDecodeError as error:
        raise _not_in_encoding(source, error) from None
    except (SyntaxError, LookupError, UnicodeError) as error:  # the last from codecs such as punycode
        try:
            source.decode("utf-8")
        except UnicodeDecodeError as not_utf_8:  # in the first two lines, where Python looks for a cookie
            raise _not_in_encoding(source, not_utf_8) from None
        if source.startswith(codecs.BOM_UTF8):
            words = "the file begins with a UTF-8 mark and names another encoding; drop one of them"
        else:
            words = f"{error}; name an encoding that Python knows in the first line"
        raise Refused("encoding", words) from None


def _not_in_encoding(source: bytes, error: UnicodeDecodeError) -> Refused:
    line = source.count(b"\n", 0, error.start) + 1
    where = f"byte 0x{source[error.start]:02x} on line {line}"
    remedy = "save it as UTF-8, or name its encoding in the first line, such as # coding: latin-1"
    return Refused("encoding", f"the file is not in {error.encoding} ({where}); {remedy}")


def call_entry_point(submission: ModuleType, entry: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Make a call where the problem has no driver: nothing stands between the arguments and the submission then."""
    return getattr(submission, entry)(*args, **kwargs)


_moulds: dict[str, ModuleType] = {}
"""Modules that were made before there was a file for them."""


def prepare() -> None:
    """In the launcher: make the submission's module, which only lacks its file."""
    _moulds[MODULE_NAME] = _make_empty(MODULE_NAME)


def _make_module(name: str, path: str, source: bytes) -> ModuleType:
    """Do as `import` does with a file; what that holds is known, and no bytecode of it is looked for."""
    module = _moulds.pop(name, None) or _make_empty(name)
    spec = module.__spec__
    assert spec is not None  # made with the module
    vars(spec.loader)["path"] = spec.origin = module.__file__ = path
    folder, _, file = path.rpartition("/")
    spec.cached = vars(module)["__cached__"] = f"{folder}/__pycache__/{file.removesuffix('.py')}{_CACHED_SUFFIX}"
    sys.modules[name] = module
    exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)
    return module


def _make_empty(name: str) -> ModuleType:
    """Make the module of a file that is not known yet."""
    place = f"{name}.py"
    loader = importlib.machinery.SourceFileLoader(name, place)
    spec = importlib.machinery.ModuleSpec(name, loader, origin=place)
    spec.has_location = True
    return importlib.util.module_from_spec(spec)


def _check_entry_point(
    submission: ModuleType, name: str, signature: str, kind: str, parameters: Parameters | None
) -> None:
    """Refuse a submission without the entry point, or with one that can't be called as the statement says."""
    wanted = f"class {name}" if kind == "class" else f"{name}{signature}"
    if not hasattr(submission, name):
        raise Refused("entry point", f"the file defines no '{name}'{_say_nearest(submission, name)}; define {wanted}")
    found = getattr(submission, name)
    if kind == "class" and not isinstance(found, type):
        raise Refused("entry point", f"'{name}' is not a class; define {wanted}")
    if not callable(found):
        raise Refused("entry point", f"'{name}' is {_article(type(found).__name__)}, not a function; define {wanted}")
    if parameters is not None and parameters_of(found) == parameters:
        return  # most have the very parameters that are due, and `inspect` is slow
    try:
        actual = inspect.signature(found)
    except Exception:  # some callables have none that Python knows of, and a submission can define what it likes
        return
    required: list[None] = []
    optional: dict[str, None] = {}
    for parameter in inspect.signature(make_function(signature)).parameters.values():
        if parameter.default is parameter.empty:
            required.append(None)
        else:
            optional[parameter.name] = None
    try:
        actual.bind(*required)
        actual.bind(*required, **optional)
    except TypeError as error:
        raise Refused(
            "entry point", f"{name}{actual} can't be called as {name}{signature}: {error}; change its parameters"
        ) from None


def _say_nearest(submission: ModuleType, name: str) -> str:
    """Name what a missing entry point may be: a method, or a function or class of the file with a similar name."""
    import difflib

    own = {
        other: value
        for other, value in vars(submission).items()
        if callable(value) and getattr(value, "__module__", MODULE_NAME) == MODULE_NAME
    }
    for other, value in own.items():
        if isinstance(value, type) and name in vars(value):
            return f" but as a method of {other}; it has to stand alone"
    close = difflib.get_close_matches(name, [other for other in own if not other.startswith("_")], n=1, cutoff=0.5)
    return f" (did you mean '{close[0]}'?)" if close else ""


def _article(noun: str) -> str:
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"
