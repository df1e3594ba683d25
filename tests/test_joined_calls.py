"""Joined calls: what a candidate gets is what it would get of each call alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_wire import arrays, generous, round_trip, same, scalars

from judge.sandbox import joined_calls, wire

NAMES = st.text(st.characters(exclude_categories=()), max_size=5)
PLAIN = st.one_of(arrays(), scalars.filter(lambda value: not isinstance(value, np.generic)))
CALLS = st.tuples(NAMES, st.lists(PLAIN, max_size=3).map(tuple), st.dictionaries(NAMES, PLAIN, max_size=3))


def travel(
    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]],
) -> list[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    """Send calls joined, and return what arrives."""
    plans = [joined_calls.plan_call(*call) for call in calls]
    assert None not in plans
    body = b"".join(chunk for call in calls for chunk in wire.encode(list(call))[1])
    return joined_calls.decode(joined_calls.encode(plans), body)


@settings(generous, max_examples=150)
@given(st.lists(CALLS, max_size=4))
def test_joined_calls_arrive_as_each_alone_does(calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]]) -> None:
    """Every bit, in the same order of memory; and each array is writable and shares its memory with nobody."""
    alone = [round_trip(list(call)) for call in calls]
    arrived = travel(calls)
    assert same([list(call) for call in arrived], alone)
    for (_, args, kwargs), (_, others, named) in zip(arrived, alone, strict=True):
        for array, other in zip((*args, *kwargs.values()), (*others, *named.values()), strict=True):
            if isinstance(array, np.ndarray):
                assert array.flags.writeable
                assert (array if array.base is None else array.base).flags.owndata
                assert array.flags.c_contiguous == other.flags.c_contiguous


def test_a_plan_leaves_the_call_as_it_is() -> None:
    """The judge compares it with what comes back."""
    array = np.ones(3)
    args, kwargs = (array, 1), {"axis": array}
    joined_calls.plan_call("f", args, kwargs)
    assert args[0] is kwargs["axis"] is array


@pytest.mark.parametrize(
    "argument", [[1.0], (1,), {"a": 1}, np.float64(1), bytearray(b"a"), wire.Foreign("tensor", np.ones(2))]
)
def test_what_can_be_changed_has_no_plan(argument: object) -> None:
    """Whether it was changed is told by the bytes that it came as."""
    assert joined_calls.plan_call("f", (argument,), {}) is None
    assert joined_calls.plan_call("f", (), {"more": argument}) is None
