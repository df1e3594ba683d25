"""What answers are charged with: those of a group alike, a slow one alone, and all of them with all that has passed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.sandbox.charges import Charges


def take(charges: Charges, wall_s: float, due: int) -> float:
    """Take an answer when so much has passed since the last look; return what it is charged with."""
    share = charges.take_share()
    return (share or charges.charge(wall_s, wall_s / 2, due))[0]


def test_a_group_shares_evenly() -> None:
    """Both clocks; and the next answer is charged with what passes after it."""
    charges = Charges()
    charges.tell(b"\3")
    assert charges.charge(0.9, 0.6, due=10) == pytest.approx((0.3, 0.2))
    assert charges.take_share() == charges.take_share() == pytest.approx((0.3, 0.2))
    assert charges.take_share() is None
    charges.tell(b"\1")
    assert charges.charge(0.5, 0.1, due=7) == (0.5, 0.1)


def test_a_later_group_takes_nothing_of_an_earlier_one() -> None:
    """Though both are known of when the first is charged."""
    charges = Charges()
    charges.tell(b"\1\2")
    assert take(charges, 0.3, due=3) == 0.3
    assert [take(charges, 0.001, due=2), take(charges, 0.0, due=1)] == [0.0005, 0.0005]


def test_answers_that_were_seen_before_the_bell_rang_for_them() -> None:
    """They are no part of their group any more when it is told of."""
    charges = Charges()
    assert [take(charges, 0.2, due=4), take(charges, 0.1, due=3)] == [0.2, 0.1]
    charges.tell(b"\3\1")
    assert [take(charges, 0.3, due=2), take(charges, 0.001, due=1)] == [0.3, 0.001]


def test_no_more_answers_share_than_are_due() -> None:
    """However many the candidate tells of, the last one is charged with all."""
    charges = Charges()
    charges.tell(bytes([200]))
    assert take(charges, 0.2, due=2) == 0.1
    charges = Charges()
    charges.tell(bytes([200]))
    assert take(charges, 0.2, due=1) == 0.2


def test_groups_of_none_are_no_groups() -> None:
    """They are not kept, however many are told of."""
    charges = Charges()
    charges.tell(bytes(1000) + b"\1")
    assert charges.waiting == 1


@given(st.lists(st.tuples(st.binary(max_size=3), st.floats(0, 10)), min_size=1, max_size=12))
def test_none_is_lost(looks: list[tuple[bytes, float]]) -> None:
    """Whatever a candidate tells, its answers are charged with what has passed in all."""
    charges = Charges()
    charged, passed = 0.0, 0.0
    for place, (told, seconds) in enumerate(looks):
        charges.tell(told)
        share = charges.take_share()
        if share is None:
            passed += seconds
            share = charges.charge(seconds, 0.0, due=len(looks) - place)
        assert share[0] >= 0
        charged += share[0]
    assert charged == pytest.approx(passed)
