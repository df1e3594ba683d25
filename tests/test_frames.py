"""Frames: how many whole ones lie in what has arrived so far."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from judge.sandbox import frames

KINDS = st.sampled_from([frames.TICKET, frames.ANSWER_ALONE, frames.ANSWER, frames.ECHO, frames.FAULT])
FRAMES = st.lists(st.tuples(KINDS, st.binary(max_size=4), st.binary(max_size=4)), max_size=6)


@given(FRAMES, st.integers(0, 200))
def test_counts_whole_frames_but_no_tickets(sent: list[tuple[int, bytes, bytes]], cut: int) -> None:
    whole = b""
    due = 0
    data = b"".join(b"".join(map(bytes, frames.pack(kind, head, [body]))) for kind, head, body in sent)[:cut]
    for kind, head, body in sent:
        whole += b"".join(map(bytes, frames.pack(kind, head, [body])))
        due += kind != frames.TICKET and len(whole) <= cut
    assert frames.count(data) == due


def test_counts_nothing_that_only_says_that_it_is_there() -> None:
    assert frames.count(frames.HEAD.pack(frames.ANSWER, (1 << 32) - 1, (1 << 64) - 1)) == 0
    assert frames.count(b"\xff" * 100) == 0
