"""The candidate's side: load one submission, answer one call after another with raw values.

This runs in the confined process, beside code that is not trusted, and may be tampered with there. Nothing depends on
it being honest: it holds no expected value and states no verdict. It only has to serve honest submissions well.
"""

from __future__ import annotations

import contextlib
import linecache
import marshal
import os
import re
import socket
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any, NoReturn

from judge.sandbox import frames, joined_calls, wire
from judge.sandbox.describe import TEXT_CHARACTERS, describe
from judge.sandbox.loading import (
    DRIVER_NAME,
    MODULE_NAME,
    Drive,
    Refused,
    call_entry_point,
    load,
    load_driver,
    load_source,
)
from judge.sandbox.loading import prepare as prepare_module
from judge.sandbox.parameters import make_function, parameters_of

_KEPT_BYTES = 1 << 20
_REHEARSALS = 8
_OWN_PACKAGES = ("judge", "seccompy", "landlockpy")

_LOADED = frames.pack(frames.LOADED)
_ndarray: Any = None  # known once NumPy is imported; that it is, the launcher sees to


def prepare() -> None:
    """In the launcher, before any fork: do what every candidate would otherwise do again."""
    global _ndarray
    _ndarray = vars(sys.modules["numpy"])["ndarray"] if "numpy" in sys.modules else None
    linecache.getlines(os.__file__)
    re.compile("")
    # The launcher's own streams were made for what its descriptors were then; a candidate's are others.
    for fd, name in ((1, "stdout"), (2, "stderr")):
        stream = open(fd, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    prepare_module()
    for name in [name for name in sys.modules if name.partition(".")[0] in _OWN_PACKAGES]:
        del sys.modules[name]  # a submission that says `import judge` is told that there is none


_STAND_IN = b"""
import numpy as np

def softmax(x, axis=-1):
    exponentials = np.exp(x - x.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)
"""
_STAND_INS_FILE = "stand_in.py"


def rehearse() -> Iterator[None]:
    """In the launcher, in steps, between which candidates may be forked: load a file and answer calls as those do.

    Python's bytecode and NumPy's own state then are as they are in long use, and what that takes is not done, page by
    copied page, in every candidate.
    """
    if _ndarray is None:
        return
    numpy = sys.modules["numpy"]
    kinds = ((numpy.float32, 0), (numpy.float64, 0), (numpy.float64, 2))  # the last of them raises
    arrays = [numpy.ones((2, 3), dtype) for dtype, _ in kinds]
    made = zip(arrays, kinds, strict=True)
    plans = [joined_calls.plan_call("softmax", (array,), {"axis": axis}) for array, (_, axis) in made]
    sent = frames.pack(frames.TICKETS, bytes(frames.TICKET_BYTES * len(plans)))
    sent += frames.pack(frames.CALLS, joined_calls.encode(plans), [array.tobytes() for array in arrays])
    for _ in range(_REHEARSALS):
        _rehearse_once(sent)
        yield


def _rehearse_once(sent: list[frames.Buffer]) -> None:
    known = dict(linecache.cache)
    linecache.cache[_STAND_INS_FILE] = len(_STAND_IN), None, _STAND_IN.decode().splitlines(True), _STAND_INS_FILE
    signature = "(x, axis=-1)"
    entry_points = [("softmax", signature, "function", parameters_of(make_function(signature)))]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        frames.send(ours.fileno(), sent)
        ours.shutdown(socket.SHUT_WR)
        stand_in = load_source(_STAND_IN, _STAND_INS_FILE, entry_points)
        with contextlib.suppress(EOFError):
            _answer_calls(frames.Reader(theirs.fileno()), theirs.fileno(), stand_in, call_entry_point)
    del sys.modules[MODULE_NAME]
    linecache.cache.clear()
    linecache.cache.update(known)  # without the stand-in, and what its traceback went through
    prepare_module()


def settle_in(scratch: str) -> None:
    """Make a folder the one for temporary files, and the home."""
    os.environ.update(HOME=scratch, TMPDIR=scratch)
    if "tempfile" in sys.modules:  # the runtime's import may have settled on another
        vars(sys.modules["tempfile"])["tempdir"] = scratch


def serve(reader: frames.Reader, channel: int, scratch: str) -> None:
    """Load what the judge sends, then answer its calls until it hangs up.

    Args:
        reader: what the judge sends.
        channel: the descriptor of the socket to the judge.
        scratch: the one folder that may be written to.
    """
    kind, header, body = reader.receive()
    drive = None
    if kind == frames.PREPARE:
        drive = _rehearse_driver(wire.decode(header, body), scratch)
        _, header, body = reader.receive()
    order: Any = marshal.loads(header)
    try:
        submission, drive = load(order, body, scratch, drive)
    except Refused as refusal:
        frames.send(channel, _fault(refusal.reason, str(refusal), refusal.trace))
        return
    _flush()
    frames.send(channel, _LOADED)
    _answer_calls(reader, channel, submission, drive)


def _answer_calls(reader: frames.Reader, channel: int, submission: ModuleType, drive: Drive) -> NoReturn:
    """Answer one call after another. Raises EOFError when the judge hangs up."""
    tickets = b""
    while True:
        kind, header, body = reader.receive()
        if kind == frames.TICKETS:
            tickets = header
            continue
        calls: Any
        asked: bytes = b""
        data: bytes | None = b""
        if kind == frames.CALLS:
            calls = joined_calls.decode(header, body)
            calls.reverse()
        else:
            calls = [wire.decode(header, body)]
            asked, data = header, body if len(body) <= _KEPT_BYTES else None
        header = body = b""
        while calls:  # none is held here when it is made, nor when the next ones come
            answer = _answer(submission, drive, *calls.pop(), asked=asked, data=data)
            frames.send(channel, [tickets[: frames.TICKET_BYTES], *answer])
            del answer
            tickets = tickets[frames.TICKET_BYTES :]


def _answer(
    submission: ModuleType,
    drive: Drive,
    entry: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    *,
    asked: bytes,
    data: bytes | None,
) -> list[frames.Buffer]:
    """Make one call and return the answer as it is sent; where the arguments have changed, with those as well.

    Args:
        submission: the module.
        drive: what makes the call.
        entry: the entry point's name.
        args: its arguments.
        kwargs: those that it gets by name.
        asked: the header that they came with, if they came alone.
        data: the body. None where it is large, and was not kept, as that would double the memory of the call: the
            arguments are sent back in any case.
    """
    before = _look_at(args, kwargs) if drive is call_entry_point and data is not None else None
    try:
        value = drive(submission, entry, args, kwargs)
        answer = wire.encode(value, wire.ANSWER)
    except wire.TooLarge as error:
        return frames.pack(frames.TOO_LARGE, wire.encode(str(error)[:1000])[0])
    except wire.UnsupportedValue as error:
        return _fault("type", str(error))
    except BaseException as error:
        return _fault(*describe(error, str(submission.__file__)))
    finally:
        _flush()
    if before is not None and before == _look_at(args, kwargs):
        return frames.pack(frames.ANSWER_ALONE, *answer)
    try:
        echo = wire.encode([entry, args, kwargs])
    except wire.WireError:  # they were changed beyond what travels
        return [*frames.pack(frames.ANSWER, *answer), *frames.pack(frames.ECHO)]
    if echo[0] == asked and data is not None and sum(map(len, echo[1])) == len(data) and b"".join(echo[1]) == data:
        return frames.pack(frames.ANSWER_ALONE, *answer)
    return [*frames.pack(frames.ANSWER, *answer), *frames.pack(frames.ECHO, *echo)]


def _look_at(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[tuple[Any, ...]] | None:
    """Return all that a call can change of its arguments, if they are arrays and plain values; else None."""
    seen = []
    for value in (*args, *kwargs.values()):
        if type(value) is _ndarray:
            seen.append((value.dtype, value.shape, value.strides, value.tobytes()))
        elif type(value) not in wire.UNCHANGEABLE:
            return None
    return seen


def _rehearse_driver(source: Any, scratch: str) -> Drive | None:
    """Load the driver, and have it do once what it will do, if it can; None where it does not load, which shows later.

    There is no submission yet.
    """
    try:
        drive = load_driver(source, scratch)
        sys.modules[DRIVER_NAME].__dict__.get("rehearse", lambda: None)()
    except Exception:
        return None
    _flush()
    return drive


def _fault(reason: str, message: str, trace: str = "") -> list[frames.Buffer]:
    fault = {"reason": reason, "message": message[:TEXT_CHARACTERS], "traceback": trace}
    return frames.pack(frames.FAULT, wire.encode(fault)[0])


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # the submission may have put anything in their place
            pass
