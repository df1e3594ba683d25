"""Match the structure of an answer with the expected one: types, lengths, keys, shapes and dtypes, before any value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from judge.errors import JudgeError
from judge.text import one_line
from judge.wording import SCALARS, describe, kind_of, show

__all__ = ["Fault", "Leaf", "due_format", "match"]

Array = NDArray[Any]


class Fault(msgspec.Struct, frozen=True):
    """A difference in structure: its reason ("type", "length", "keys", "shape" or "dtype") and a line for a person."""

    reason: str
    message: str


class Leaf(msgspec.Struct, frozen=True):
    """Two values of one type and shape, whose contents are still to be compared.

    Attributes:
        path: where they lie in the answer, such as "output 0" or "[1]"; "" for the answer itself.
        expected: an array (of no dimensions for a float or complex number), int, bool, str, bytes or None.
        answer: the like.
        bound: the bounds of an array's elements, or of a number; None for equality.
    """

    path: str
    expected: Any
    answer: Any
    bound: Array | None

    @property
    def prefix(self) -> str:
        """What a message about this leaf begins with."""
        return f"in {self.path}: " if self.path else ""


def match(expected: Any, answer: Any, bound: Any, dtype: str | None) -> tuple[list[Fault], list[Leaf]]:
    """Go through both structures; return what differs, most telling first, and the leaves where nothing does.

    Args:
        bound: bounds in the structure of `expected`, as `spread_bound` makes them.
        dtype: the floating-point format due in place of float64, or None.

    Raises:
        JudgeError: `expected` cannot be compared, or there is no such format.
    """
    walk = _Walk(_format(dtype))
    walk.visit(expected, answer, bound, "")
    return sorted(walk.faults, key=lambda fault: _ORDER.index(fault.reason)), walk.leaves


_ORDER = ("type", "length", "keys", "shape", "dtype")


class _Walk(msgspec.Struct):
    """Goes through two structures side by side; gathers what differs in structure, and the leaves otherwise."""

    due: np.dtype[Any] | None
    faults: list[Fault] = msgspec.field(default_factory=list)
    leaves: list[Leaf] = msgspec.field(default_factory=list)

    def visit(self, expected: Any, answer: Any, bound: Any, path: str) -> None:
        kind = kind_of(expected)
        if kind == "other":
            raise JudgeError(f"the reference returned {describe(expected)}, which cannot be compared")
        if kind_of(answer) != kind or (kind == "foreign" and answer.kind != expected.kind):
            verb = "got" if path else "returned"
            remedy = _type_remedy(expected, answer)
            self.fault("type", f"{verb} {describe(answer)}, {describe(expected)} is expected{remedy}", path)
        elif kind in ("list", "tuple"):
            self.visit_items(expected, answer, bound, path, f"a {kind}")
        elif kind == "dict":
            self.visit_entries(expected, answer, bound, path)
        elif kind == "foreign":
            self.visit_array(expected.array, answer.array, bound, path)
        elif kind == "array":
            self.visit_array(expected, answer, bound, path)
        elif kind in ("float", "complex"):
            self.visit_number(np.asarray(expected), np.asarray(answer), bound, path)
        else:
            self.leaves.append(Leaf(path, expected, answer, bound))

    def fault(self, reason: str, message: str, path: str) -> None:
        self.faults.append(Fault(reason, (f"in {path}: " if path else "") + message))

    def visit_items(self, expected: Any, answer: Any, bound: Any, path: str, noun: str) -> None:
        if len(answer) != len(expected):
            items = "1 item" if len(answer) == 1 else f"{len(answer)} items"
            self.fault("length", f"{noun} of {items}, expected {len(expected)}", path)
            return
        for i in range(len(expected)):
            step = f"output {i}" if not path and isinstance(expected, tuple) else f"{path}[{i}]"
            self.visit(expected[i], answer[i], bound[i], step)

    def visit_entries(self, expected: Any, answer: Any, bound: Any, path: str) -> None:
        due, given = dict(_by_key(expected)), dict(_by_key(answer))
        missing = [show(due[key]) for key in due if key not in given]
        surplus = [show(given[key]) for key in given if key not in due]
        if missing or surplus:
            told = [f"missing: {_some(missing)}"] * bool(missing) + [f"not expected: {_some(surplus)}"] * bool(surplus)
            self.fault("keys", "keys " + "; ".join(told), path)
            return
        for key, name in due.items():
            self.visit(expected[name], answer[given[key]], bound[name], f"{path}[{show(name)}]")

    def visit_array(self, expected: Array, answer: Array, bound: Any, path: str) -> None:
        if expected.dtype.kind not in "biufc":
            raise JudgeError(f"the reference returned an array of dtype {expected.dtype}, which cannot be compared")
        due = _due_dtype(expected.dtype, self.due)
        if answer.shape != expected.shape:
            hint = _shape_hint(expected.shape, answer.shape)
            self.fault("shape", f"shape {answer.shape}, expected {expected.shape}{hint}", path)
        elif _native(answer.dtype) != due:
            hint = _dtype_hint(due, answer.dtype)
            self.fault("dtype", f"dtype {one_line(str(_native(answer.dtype)))}, expected {due}{hint}", path)
        else:
            self.leaves.append(Leaf(path, expected, answer, bound))

    def visit_number(self, expected: Array, answer: Array, bound: Any, path: str) -> None:
        """Take a float or complex number: in the format due, or as Python's own."""
        due = _due_dtype(expected.dtype, self.due)
        own = np.dtype(complex if expected.dtype.kind == "c" else float)
        if answer.dtype not in (due, own):
            self.fault("dtype", f"a number of dtype {answer.dtype}, expected {due}", path)
        else:
            self.leaves.append(Leaf(path, expected, answer, bound))


def _by_key(entries: dict[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Give each key of a dict with a form of it that keeps 1, 1.0 and True apart."""
    for key in entries:
        yield _typed(key), key


def _typed(key: Any) -> Any:
    if isinstance(key, tuple):
        return tuple(map(_typed, key))
    return kind_of(key), repr(key) if key != key else key


def _some(texts: list[str]) -> str:
    return ", ".join(texts[:3]) + (f" and {len(texts) - 3} more" if len(texts) > 3 else "")


def due_format(expected: np.dtype[Any], dtype: str | None) -> np.dtype[Any]:
    """Return the format that an answer has to be in. Raises JudgeError when there is no such format as `dtype`."""
    return _due_dtype(expected, _format(dtype))


def _format(dtype: str | None) -> np.dtype[Any] | None:
    try:
        return None if dtype is None else np.dtype(dtype)
    except TypeError:
        raise JudgeError(f"there is no floating-point format {dtype!r}") from None


def _native(dtype: np.dtype[Any]) -> np.dtype[Any]:
    return dtype.newbyteorder("=")


def _due_dtype(expected: np.dtype[Any], due: np.dtype[Any] | None) -> np.dtype[Any]:
    """Return the dtype that is due where the reference, run in float64, returned `expected`."""
    native = _native(expected)
    if due is None or native not in (np.dtype(np.float64), np.dtype(np.complex128)):
        return native
    return np.result_type(due, np.complex64) if native.kind == "c" else due


def _type_remedy(expected: Any, answer: Any) -> str:
    due, got = kind_of(expected), kind_of(answer)
    if got == "none":
        return "; is a return statement missing?"
    if got == "foreign" and (due == "array" or due in SCALARS):
        return "; convert it with .numpy()"
    if got == "array" and due in SCALARS and answer.size == 1:
        return "; take the number out with .item()"
    if due == "array" and got in SCALARS and expected.ndim:
        return "; does a reduction lack its axis?"
    remedies = {
        ("array", "list"): "; convert it with np.array(...)",
        ("list", "array"): "; convert it with .tolist()",
        ("list", "tuple"): "; convert it with list(...)",
        ("tuple", "list"): "; convert it with tuple(...)",
        ("tuple", "array"): "; return the values together, as in `return a, b`",
    }
    return remedies.get((due, got), "")


def _shape_hint(expected: tuple[int, ...], answer: tuple[int, ...]) -> str:
    squeezed = [tuple(size for size in shape if size != 1) for shape in (expected, answer)]
    if squeezed[0] == squeezed[1] and len(answer) < len(expected):
        return "; did you forget keepdims, or an axis of size 1?"
    if squeezed[0] == squeezed[1] and len(answer) > len(expected):
        return "; there is an axis of size 1 too many: is it left from keepdims or None?"
    if answer in (expected[::-1], expected[:-2] + expected[:-3:-1]):
        return "; is it transposed?"
    if sorted(answer) == sorted(expected):
        return "; are its axes in another order?"
    return ""


def _dtype_hint(due: np.dtype[Any], answer: np.dtype[Any]) -> str:
    if due.kind in "fc" and answer.kind == due.kind:
        if answer.itemsize > due.itemsize:
            return f"; something of dtype {_native(answer)} widened it on the way"
        return "; it was cast to lower precision on the way"
    if due.kind == "f" and answer.kind in "biu":
        return "; are floats written into an array of integers?"
    return ""
