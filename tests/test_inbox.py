"""The judge's reading of what a candidate sends: in whatever pieces it comes, it is what was sent, or a fault."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.sandbox import frames
from judge.sandbox.inbox import Inbox
from judge.sandbox.replies import Fault, Oversized

KINDS = st.sampled_from([frames.LOADED, frames.FAULT, frames.ANSWER, frames.ANSWER_ALONE, frames.ECHO])
FRAMES = st.lists(st.tuples(st.binary(max_size=9), KINDS, st.binary(max_size=40), st.binary(max_size=40)), max_size=6)
CUTS = st.lists(st.integers(0, 600), max_size=12)


def whole(ticket: bytes, kind: int, header: bytes, body: bytes) -> bytes:
    """A frame as it travels, behind its ticket."""
    return ticket + b"".join(map(bytes, frames.pack(kind, header, [body])))


def pieces(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    """The data in pieces, which end at the cuts."""
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for start, end in itertools.pairwise(places):
        yield data[start:end]


@given(FRAMES, CUTS)
def test_frames_come_out_as_they_were_sent(sent: list[tuple[bytes, int, bytes, bytes]], cuts: list[int]) -> None:
    """Each as soon as it is there, and none before."""
    inbox = Inbox()
    taken: list[tuple[int, bytes, bytes]] = []
    fed = 0
    for piece in pieces(b"".join(whole(*each) for each in sent), cuts):
        inbox.add(piece)
        fed += len(piece)
        while len(taken) < len(sent) and (frame := inbox.take(40, sent[len(taken)][0])) is not None:
            taken.append(frame)
        assert len(b"".join(whole(*each) for each in sent[: len(taken)])) <= fed
    assert taken == [each[1:] for each in sent]
    assert inbox.take(40) is None


@given(st.binary(min_size=1, max_size=8), st.binary(max_size=60), CUTS)
def test_another_ticket_is_a_fault(ticket: bytes, sent: bytes, cuts: list[int]) -> None:
    """As soon as one byte differs; and before, there is nothing to take."""
    inbox = Inbox()
    so_far = b""
    for piece in pieces(sent, cuts):
        inbox.add(piece)
        so_far += piece
        if not ticket.startswith(so_far[: len(ticket)]):
            with pytest.raises(Fault):
                inbox.take(40, ticket)
            return
        if len(so_far) < len(ticket) + frames.HEAD.size:
            assert inbox.take(40, ticket) is None


@pytest.mark.parametrize("kind", [0, frames.LOAD, frames.CALL, frames.CALLS, frames.TICKETS, frames.READY, 255])
def test_kinds_that_no_candidate_sends(kind: int) -> None:
    """Its head is enough to know."""
    inbox = Inbox()
    inbox.add(frames.HEAD.pack(kind, 0, 0))
    with pytest.raises(Fault):
        inbox.take(40)


def test_what_is_announced_is_believed_only_so_far() -> None:
    """A header of 4 GiB is a fault before it comes; a large body is told with the header that describes it."""
    inbox = Inbox()
    inbox.add(frames.HEAD.pack(frames.ANSWER, (1 << 32) - 1, 0))
    with pytest.raises(Fault, match="structure takes 4294967295 bytes"):
        inbox.take(40)
    inbox = Inbox()
    inbox.add(frames.HEAD.pack(frames.ANSWER, 3, 1 << 60) + b"he")
    assert inbox.take(40) is None
    inbox.add(b"r")
    with pytest.raises(Oversized) as oversized:
        inbox.take(40)
    assert (oversized.value.header, oversized.value.body_bytes) == (b"her", 1 << 60)


def test_frame_in_many_pieces_is_copied_once() -> None:
    """Else a long header before a body that comes bit by bit would keep the judge busy."""
    inbox = Inbox()
    data = whole(b"", frames.ANSWER, bytes(1 << 20), bytes(9))
    inbox.add(data[:-1])
    tracemalloc.start()
    early = inbox.take(9)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert early is None
    assert peak < 1 << 16
    inbox.add(data[-1:])
    assert inbox.take(9) == (frames.ANSWER, bytes(1 << 20), bytes(9))
