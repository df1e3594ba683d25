"""Values in words: what kind of thing a value is, and a short, printable text of it. Never raises, never long."""

from __future__ import annotations

from typing import Any

import numpy as np

from judge.text import one_line

__all__ = ["NUMBERS", "SCALARS", "describe", "kind_of", "show", "show_pair"]

NUMBERS = frozenset({"int", "float", "complex"})
SCALARS = NUMBERS | {"bool"}

_LONGEST = 60  # characters of a string that are shown
_WIDEST = 128  # bits of an int that are written out; Python refuses to write more than 4300 digits

_SAMPLED = 1000  # items of a list that are looked at to name it

_ARTICLES = {"int": "an int", "array": "an array", "none": "None", "complex": "a complex number"}
_PLURALS = {
    "bool": "bools",
    "int": "ints",
    "float": "floats",
    "complex": "complex numbers",
    "str": "strings",
    "bytes": "bytes objects",
    "array": "arrays",
    "list": "lists",
    "tuple": "tuples",
    "dict": "dicts",
    "foreign": "TensorFlow tensors",
}
_TYPES: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("none", (type(None),)),
    ("array", (np.ndarray,)),
    ("list", (list,)),
    ("tuple", (tuple,)),
    ("dict", (dict,)),
    ("bool", (bool, np.bool_)),
    ("other", (np.timedelta64,)),  # NumPy counts it among its integers
    ("int", (int, np.integer)),
    ("float", (float, np.floating)),
    ("complex", (complex, np.complexfloating)),
    ("str", (str,)),
    ("bytes", (bytes,)),
)


def kind_of(value: Any) -> str:
    """Return what kind of value it is, as comparison sees it.

    One of "none", "bool", "int", "float", "complex", "str", "bytes", "list", "tuple", "dict", "array", "foreign" (a
    tensor or variable: an object with a kind and an array) and "other". A NumPy scalar is of the kind of the Python
    number it stands for; a bool is never an int.
    """
    for kind, types in _TYPES:
        if isinstance(value, types):
            return kind
    if isinstance(getattr(value, "array", None), np.ndarray) and hasattr(value, "kind"):
        return "foreign"
    return "other"


def describe(value: Any) -> str:
    """Return the type and size of a value as a noun, such as "a tuple of 2 arrays" or "an array of shape (3, 4)"."""
    kind = kind_of(value)
    if kind in ("list", "tuple", "dict"):
        return _describe_container(kind, value)
    if kind == "array":
        return f"an array of shape {value.shape}"
    if kind == "foreign":
        return f"a TensorFlow {one_line(str(value.kind), _LONGEST)}"
    if kind == "other":
        return f"an object of type {one_line(type(value).__name__, _LONGEST)}"
    if isinstance(value, np.generic):
        return f"a NumPy {value.dtype.name} scalar" if kind in SCALARS else f"a {kind}"
    return _ARTICLES.get(kind, f"a {kind}")


def _describe_container(kind: str, value: Any) -> str:
    if not value:
        return f"an empty {kind}"
    if kind == "dict":
        return f"a dict of {len(value)} entries" if len(value) > 1 else "a dict of 1 entry"
    if len(value) == 1:
        return f"a {kind} of 1 item"
    kinds = {kind_of(item) for item in value[:_SAMPLED]}
    noun = _PLURALS.get(kinds.pop(), "items") if len(kinds) == 1 else "items"
    return f"a {kind} of {len(value)} {noun}"


def show(value: Any) -> str:
    """Return a short text of one value: strings are cut and escaped, huge ints are counted, containers described."""
    kind = kind_of(value)
    if kind == "array" and value.ndim == 0:
        return show(value[()])
    if kind == "int":
        return _show_int(int(value))
    if kind in SCALARS or kind == "none":
        return str(value)
    if kind in ("str", "bytes"):
        return _quote(value, 0)
    return describe(value)


def show_pair(answer: Any, expected: Any) -> tuple[str, str]:
    """Return texts of two values that differ, such that the texts differ where that is possible.

    Long strings are cut around the first difference; a float32 whose digits read like the float64 beside it is written
    with all of its digits.
    """
    kind = kind_of(answer)
    if kind == kind_of(expected) and kind in ("str", "bytes"):
        start = max(0, _first_difference(answer, expected) - _LONGEST // 2)
        start = 0 if max(len(answer), len(expected)) <= _LONGEST else start
        return _quote(answer, start), _quote(expected, start)
    got, due = show(answer), show(expected)
    if got == due and kind == "float":
        return str(float(answer)), due
    if got == due and kind == "complex":
        return str(complex(answer)), due
    return got, due


def _quote(text: str | bytes, start: int) -> str:
    """Return `text` from `start` in quotes, cut to a readable length, control characters escaped."""
    part = text[start : start + _LONGEST]
    return ("..." if start else "") + repr(part) + ("..." if start + _LONGEST < len(text) else "")


def _show_int(value: int) -> str:
    if value.bit_length() <= _WIDEST:
        return str(value)
    digits = int(value.bit_length() * 0.30103) + 1
    return f"{'a negative' if value < 0 else 'an'} int of about {digits} digits"


def _first_difference(one: str | bytes, other: str | bytes) -> int:
    shorter = min(len(one), len(other))
    return next((i for i in range(shorter) if one[i] != other[i]), shorter)
