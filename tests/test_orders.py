"""What judge and launcher tell each other of candidates: it arrives as it was sent, with its descriptors."""

from __future__ import annotations

import os
import socket

from hypothesis import given
from hypothesis import strategies as st

from judge.sandbox.orders import MOST_FORGOTTEN, Order, receive_order, send_order

FOLDERS = st.binary(max_size=200).filter(lambda path: b"\0" not in path).map(os.fsdecode)
IDENTITIES = st.integers(0, (1 << 64) - 1)
FORGOTTEN = st.lists(IDENTITIES, max_size=MOST_FORGOTTEN).map(tuple)
NUMBERS = st.integers(-(1 << 63), (1 << 63) - 1)


def pair() -> tuple[socket.socket, socket.socket]:
    """The two ends of a socket of packets."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


@given(st.lists(st.builds(Order, st.integers(0, 255), IDENTITIES, NUMBERS, NUMBERS, FOLDERS, FORGOTTEN), max_size=5))
def test_orders_arrive_one_by_one_as_they_were_sent(sent: list[Order]) -> None:
    """Whatever bytes the folder's name has."""
    ours, theirs = pair()
    with ours, theirs:
        for order in sent:
            send_order(ours, order)
        assert [receive_order(theirs) for _ in sent] == [(order, []) for order in sent]


def test_descriptors_come_along() -> None:
    """Two beside one order: what is written into the one comes out of the other."""
    ours, theirs = pair()
    reader, writer = os.pipe()
    with ours, theirs:
        send_order(ours, Order(1, 1), (reader, writer))
        _, (their_reader, their_writer) = receive_order(theirs)
    os.write(their_writer, b"through")
    for descriptor in (reader, writer, their_writer):
        os.close(descriptor)
    assert os.read(their_reader, 20) == b"through"
    os.close(their_reader)


def test_nobody_at_the_other_end() -> None:
    """It is told apart from an order."""
    ours, theirs = pair()
    with theirs:
        ours.close()
        assert receive_order(theirs) == (None, [])


def test_a_long_reason_is_cut() -> None:
    """The other side has room for no more."""
    ours, theirs = pair()
    with ours, theirs:
        send_order(ours, Order(1, 1, text="é" * 10_000))
        order, _ = receive_order(theirs)
    assert order is not None
    assert order.text == "é" * 2048
