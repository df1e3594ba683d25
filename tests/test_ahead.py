"""Calls that are sent before their turn: in order, once, joined, and no more of them at a time than may be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.ahead import Ahead
from judge.requests import Request
from judge.sandbox import frames, joined_calls, wire
from judge.sandbox.wire import Foreign
from judge.suite import Call

JOINED = 1 << 15


def requests(sizes: list[int]) -> list[Request]:
    """Calls that are told apart by their entry points, with arguments of so many bytes."""
    return [Request.of(Call((np.zeros(size, np.uint8),), {}, f"f{i}")) for i, size in enumerate(sizes)]


def read(buffers: list[frames.Buffer]) -> list[tuple[list[bytes], list[str]]]:
    """The tickets and the entry points of each batch that is sent."""
    data, at, batches = b"".join(buffers), 0, []
    tickets: list[bytes] = []
    while at < len(data):
        kind, header, body = frames.HEAD.unpack_from(data, at)
        middle = at + frames.HEAD.size + header
        text = data[at + frames.HEAD.size : middle]
        if kind == frames.TICKETS:
            tickets = [text[i : i + frames.TICKET_BYTES] for i in range(0, len(text), frames.TICKET_BYTES)]
        else:
            assert kind in (frames.CALL, frames.CALLS)
            is_joined = kind == frames.CALLS
            calls: Any = (joined_calls if is_joined else wire).decode(text, data[middle : middle + body])
            batches.append((tickets, [entry for entry, _, _ in (calls if is_joined else [calls])]))
        at = middle + body
    return batches


@given(st.lists(st.integers(0, 400), max_size=12), st.integers(1, 6), st.integers(0, 900), st.booleans())
def test_calls_are_sent_once_and_in_order(sizes: list[int], most: int, most_bytes: int, joined: bool) -> None:
    """Each with the ticket that its answer is to begin with; as many at a time as may be, and one in any case."""
    calls = Ahead(most, most_bytes, joined=joined)
    made = requests(sizes)
    calls.add(made)
    sent: list[tuple[bytes, str]] = []
    for place in range(len(sizes)):
        for tickets, entries in read(calls.send()):
            sent += zip(tickets, entries, strict=True)
        assert 1 <= calls.sent <= most
        assert calls.sent == 1 or sum(each.size for each in made[place : place + calls.sent]) <= most_bytes
        assert (calls.ticket, calls.first.call.entry) == sent[place]
        calls.drop_first()
    assert [entry for _, entry in sent] == [f"f{i}" for i in range(len(sizes))]
    assert len({ticket for ticket, _ in sent}) == len(sizes)
    assert not calls
    assert not calls.send()


@pytest.mark.parametrize(
    ("sizes", "batches"),
    [
        ([10, 20, 30], [3]),
        ([JOINED, 1], [1, 1]),
        ([1, JOINED + 1, 1, 1], [1, 1, 2]),
        ([JOINED // 2 - 100] * 5, [2, 2, 1]),
    ],
)
def test_what_is_large_is_not_joined(sizes: list[int], batches: list[int]) -> None:
    """A candidate has the arguments of one batch in memory at a time."""
    calls = Ahead(100, 1 << 30, joined=True)
    calls.add(requests(sizes))
    assert [len(entries) for _, entries in read(calls.send())] == batches


@pytest.mark.parametrize(
    "argument", [[1.0], (1,), {"a": 1}, [np.zeros(3)], np.float64(1), Foreign("tensor", np.ones(2))]
)
def test_only_plain_arguments_are_joined(argument: object) -> None:
    """Whether others have changed is told by the bytes that they came as."""
    plain, other = Call((np.ones(2), 1, "a"), {"axis": None}, "f"), Call((np.ones(2),), {"more": argument}, "f")
    calls = Ahead(100, 1 << 30, joined=True)
    calls.add(map(Request.of, (plain, plain, other, other, plain, plain)))
    assert [len(entries) for _, entries in read(calls.send())] == [2, 1, 1, 2]
    calls = Ahead(100, 1 << 30, joined=False)
    calls.add(map(Request.of, (plain, plain)))
    assert [len(entries) for _, entries in read(calls.send())] == [1, 1]


def test_calls_are_sent_again_to_another_process() -> None:
    """Those that were not answered, with other tickets."""
    calls = Ahead(8, 1 << 20, joined=True)
    calls.add(requests([1, 2, 3]))
    first, _ = read(calls.send())[0]
    calls.drop_first()
    calls.take_back()
    assert calls.sent == 0
    second, entries = read(calls.send())[0]
    assert entries == ["f1", "f2"]
    assert not set(first) & set(second)
