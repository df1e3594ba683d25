"""The candidate's side: load one submission, answer one call after another with raw values.

This runs in the confined process, beside code that is not trusted, and may be tampered with there. Nothing depends on
it being honest: it holds no expected value and states no verdict. It only has to serve honest submissions well.
"""

from __future__ import annotations

import array
import codecs
import importlib.machinery
import importlib.util
import inspect
import linecache
import os
import re
import socket
import sys
import traceback
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

from judge.sandbox import frames, wire

MODULE_NAME = "submission"
_DRIVER_NAME = "judge_driver"
TEXT_CHARACTERS = 16_000
_KEPT_BYTES = 1 << 20
_COOKIE_BYTES = 4096
_REHEARSALS = 20
_OWN_PACKAGES = ("judge", "seccompy", "landlockpy")

_VARIADIC = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS

_UNCHANGEABLE = (type(None), bool, int, float, complex, str, bytes)
_ndarray: Any = None  # known once NumPy is imported; that it is, the launcher sees to

Drive = Callable[[ModuleType, str, tuple[Any, ...], dict[str, Any]], Any]


class _Refused(Exception):
    """The submission does not load: what the judge has to be told."""

    def __init__(self, reason: str, message: str, trace: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.trace = trace


def prepare() -> None:
    """In the launcher, before any fork: do what every candidate would otherwise do again."""
    global _ndarray
    _ndarray = vars(sys.modules["numpy"])["ndarray"] if "numpy" in sys.modules else None
    linecache.getlines(os.__file__)
    re.compile("")
    if _ndarray is not None:
        _rehearse(sys.modules["numpy"])
    # The launcher's own streams were made for what its descriptors were then; a candidate's are others.
    for fd, name in ((1, "stdout"), (2, "stderr")):
        stream = open(fd, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    for name in [name for name in sys.modules if name.partition(".")[0] in _OWN_PACKAGES]:
        del sys.modules[name]  # a submission that says `import judge` is told that there is none


def _rehearse(numpy: Any) -> None:
    """Answer calls as a candidate does: Python's bytecode and NumPy's own state then are as they are in long use."""

    def softmax(x: Any, axis: int = -1) -> Any:
        exponentials = numpy.exp(x - x.max(axis=axis, keepdims=True))
        return exponentials / exponentials.sum(axis=axis, keepdims=True)

    stand_in = ModuleType(MODULE_NAME)
    stand_in.__dict__["softmax"] = softmax
    for dtype in (numpy.float32, numpy.float64):
        header, chunks = wire.encode(["softmax", (numpy.ones((2, 3), dtype),), {"axis": 0}])
        for _ in range(_REHEARSALS):
            _answer(stand_in, _call_entry_point, header, b"".join(chunks))


def settle_in(scratch: str) -> None:
    """Make a folder the one for temporary files, and the home."""
    os.environ.update(HOME=scratch, TMPDIR=scratch)
    if "tempfile" in sys.modules:  # the runtime's import may have settled on another
        vars(sys.modules["tempfile"])["tempdir"] = scratch


def announce(sender: socket.socket, listener: int | None) -> None:
    """Tell the judge that the confinement is in force, and hand it the seccomp listener, which has no use here."""
    head = frames.HEAD.pack(frames.READY, 0, 0)
    if listener is None:
        sender.sendall(head)
        return
    rights = array.array("i", [listener])
    sender.sendmsg([head], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
    os.close(listener)


def serve(channel: int, scratch: str) -> None:
    """Load what the judge sends, then answer its calls until it hangs up.

    Args:
        channel: the descriptor of the socket to the judge.
        scratch: the one folder that may be written to.
    """
    if os.environ.get("HOME") != scratch:  # on disk, where each candidate has its own
        settle_in(scratch)
    reader = frames.Reader(channel)
    kind, header, body = reader.receive()
    drive = None
    if kind == frames.PREPARE:
        drive = _rehearse_driver(wire.decode(header, body), scratch)
        _, header, body = reader.receive()
    order: Any = wire.decode(header, body)
    try:
        submission, drive = _load(order, scratch, drive)
    except _Refused as refusal:
        frames.send(channel, _fault(refusal.reason, str(refusal), refusal.trace))
        return
    _flush()
    frames.send(channel, frames.pack(frames.LOADED))
    ticket = b""
    while True:
        kind, header, body = reader.receive()
        if kind == frames.TICKET:
            ticket = frames.ticket(header)
        elif kind == frames.CALL:
            frames.send(channel, [ticket, *_answer(submission, drive, header, body)])


def _answer(submission: ModuleType, drive: Drive, asked: bytes, data: bytes) -> list[frames.Buffer]:
    """Make one call and return the answer as it is sent; where the arguments have changed, with those as well.

    Large arguments are sent back in any case: to keep what they were would double the memory of the call.
    """
    call: Any = wire.decode(asked, data)
    entry, args, kwargs = call
    large = len(data) > _KEPT_BYTES
    if large:
        data = b""
    before = None if large or drive is not _call_entry_point else _look_at(args, kwargs)
    try:
        value = drive(submission, entry, args, kwargs)
        answer = wire.encode(value, wire.ANSWER)
    except wire.TooLarge as error:
        return frames.pack(frames.TOO_LARGE, wire.encode(str(error)[:1000])[0])
    except wire.UnsupportedValue as error:
        return _fault("type", str(error))
    except BaseException as error:
        return _fault(*_describe(error, str(submission.__file__)))
    finally:
        _flush()
    if before is not None and before == _look_at(args, kwargs):
        return frames.pack(frames.ANSWER_ALONE, *answer)
    try:
        echo = wire.encode([entry, args, kwargs])
    except wire.WireError:
        echo = b"", []  # equal to nothing that was sent: the arguments were changed beyond what travels
    if echo[0] == asked and sum(map(len, echo[1])) == len(data) and b"".join(echo[1]) == data:
        return frames.pack(frames.ANSWER_ALONE, *answer)
    return [*frames.pack(frames.ANSWER, *answer), *frames.pack(frames.ECHO, *echo)]


def _look_at(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[tuple[Any, ...]] | None:
    """Return all that a call can change of its arguments, if they are arrays and plain values; else None."""
    seen = []
    for value in (*args, *kwargs.values()):
        if type(value) is _ndarray:
            seen.append((value.dtype, value.shape, value.strides, value.tobytes()))
        elif type(value) not in _UNCHANGEABLE:
            return None
    return seen


def _rehearse_driver(source: Any, scratch: str) -> Drive | None:
    """Load the driver, and have it do once what it will do, if it can; None where it does not load, which shows later.

    There is no submission yet.
    """
    try:
        drive = _load_driver(source, scratch)
        sys.modules[_DRIVER_NAME].__dict__.get("rehearse", lambda: None)()
    except Exception:
        return None
    _flush()
    return drive


def _load_driver(source: bytes, scratch: str) -> Drive:
    path = os.path.join(scratch, f"{_DRIVER_NAME}.py")
    _write_new(path, source)
    drive: Drive = _import_file(_DRIVER_NAME, path).drive
    return drive


def _load(order: dict[str, Any], scratch: str, drive: Drive | None) -> tuple[ModuleType, Drive]:
    """Load the submission as a real module: in sys.modules, with a file that `inspect` finds; and the driver, if it
    is not there yet."""
    path = os.path.join(scratch, order["name"])
    _check_encoding(order["source"])
    _write_new(path, order["source"])
    if order["driver"] is None:
        drive = _call_entry_point
    elif drive is None:  # first, so that what it imports is what it thinks it is
        drive = _load_driver(order["driver"], scratch)
    try:
        submission = _import_file(MODULE_NAME, path)
        for name, signature, kind in order["entry_points"]:
            _check_entry_point(submission, name, signature, kind)
    except _Refused:
        raise
    except SyntaxError as error:
        raise _Refused("syntax", *_describe_syntax(error, path)) from None
    except BaseException as error:  # of its own code, which also runs where its entry points are looked at
        reason, message, trace = _describe(error, path)
        raise _Refused(reason, message, trace) from None
    return submission, drive


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
        raise _Refused("encoding", words) from None


def _not_in_encoding(source: bytes, error: UnicodeDecodeError) -> _Refused:
    line = source.count(b"\n", 0, error.start) + 1
    where = f"byte 0x{source[error.start]:02x} on line {line}"
    remedy = "save it as UTF-8, or name its encoding in the first line, such as # coding: latin-1"
    return _Refused("encoding", f"the file is not in {error.encoding} ({where}); {remedy}")


def _call_entry_point(submission: ModuleType, entry: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return getattr(submission, entry)(*args, **kwargs)


def _import_file(name: str, path: str) -> ModuleType:
    loader = importlib.machinery.SourceFileLoader(name, path)
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    assert spec is not None  # a loader was given
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    return module


def _check_entry_point(submission: ModuleType, name: str, signature: str, kind: str) -> None:
    """Refuse a submission without the entry point, or with one that can't be called as the statement says."""
    wanted = f"class {name}" if kind == "class" else f"{name}{signature}"
    if not hasattr(submission, name):
        names = [other for other in vars(submission) if not other.startswith("_")]
        near = _near_miss(name, names)
        raise _Refused("entry point", f"the file defines no '{name}'{near}; define {wanted}")
    found = getattr(submission, name)
    if kind == "class" and not isinstance(found, type):
        raise _Refused("entry point", f"'{name}' is not a class; define {wanted}")
    if not callable(found):
        raise _Refused("entry point", f"'{name}' is {_article(type(found).__name__)}, not a function; define {wanted}")
    namespace: dict[str, Any] = {}
    exec(f"def expected{signature}: pass", namespace)
    if _is_alike(found, namespace["expected"]):
        return
    try:
        actual = inspect.signature(found)
    except Exception:  # some callables have none that Python knows of, and a submission can define what it likes
        return
    required: list[None] = []
    optional: dict[str, None] = {}
    for parameter in inspect.signature(namespace["expected"]).parameters.values():
        if parameter.default is parameter.empty:
            required.append(None)
        else:
            optional[parameter.name] = None
    try:
        actual.bind(*required)
        actual.bind(*required, **optional)
    except TypeError as error:
        raise _Refused(
            "entry point", f"{name}{actual} can't be called as {name}{signature}: {error}; change its parameters"
        ) from None


def _is_alike(found: object, expected: FunctionType) -> bool:
    """Whether it is a plain function with the very parameters that are expected: most are, and `inspect` is slow."""
    if type(found) is not FunctionType or found.__dict__:
        return False
    code, due = found.__code__, expected.__code__
    counts = code.co_argcount, code.co_kwonlyargcount, code.co_flags & _VARIADIC, code.co_posonlyargcount
    return (
        counts == (due.co_argcount, due.co_kwonlyargcount, due.co_flags & _VARIADIC, due.co_posonlyargcount)
        and code.co_varnames[: code.co_argcount] == due.co_varnames[: due.co_argcount]
        and not code.co_kwonlyargcount
        and len(found.__defaults__ or ()) == len(expected.__defaults__ or ())
    )


def _near_miss(name: str, names: list[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f" (did you mean '{close[0]}'?)" if close else ""


def _article(noun: str) -> str:
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


def _describe_syntax(error: SyntaxError, path: str) -> tuple[str, str]:
    """Return the message with its line, and the line itself with a caret."""
    where = f"line {error.lineno}" if error.lineno else "unknown line"
    lines = traceback.format_exception_only(type(error), error)
    trace = "".join(lines).replace(path, os.path.basename(path))
    return f"{type(error).__name__}: {error.msg} ({where})", trace[:TEXT_CHARACTERS]


def _describe(error: BaseException, path: str) -> tuple[str, str, str]:
    """Return reason, message and traceback of an exception, from the submission's first frame on.

    Where none of its frames is there, as when it can't be called at all, the frames are the judge's, and help nobody.
    """
    try:
        reason = _reason(error)
        last = traceback.format_exception_only(type(error), error)[-1].strip()
        entries = traceback.extract_tb(error.__traceback__)
        first = next((i for i, entry in enumerate(entries) if entry.filename == path), len(entries))
        shown = entries[first:] if len(entries) - first <= 30 else entries[first : first + 15] + entries[-15:]
        lines = ["Traceback (most recent call last):\n", *traceback.format_list(shown), last] if shown else []
        trace = "".join(lines).replace(path, os.path.basename(path))
        last = last.replace(path, os.path.basename(path))
        where = next((entry for entry in reversed(entries) if entry.filename == path), None)
        if where is not None and where.lineno:
            last += f" (line {where.lineno})"
        return reason, last[:2000], trace[:TEXT_CHARACTERS]
    except BaseException:  # a hostile or broken exception object
        return "exception", f"{type(error).__name__}", ""


def _reason(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, SystemExit):
        return "exit"
    if isinstance(error, ImportError):
        return "import"
    return "exception"


def _fault(reason: str, message: str, trace: str = "") -> list[frames.Buffer]:
    fault = {"reason": reason, "message": message[:TEXT_CHARACTERS], "traceback": trace}
    return frames.pack(frames.FAULT, wire.encode(fault)[0])


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # the submission may have put anything in their place
            pass
