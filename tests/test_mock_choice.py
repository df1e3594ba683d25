"""Which problems are asked: unseen ones, then weak ones, the same for the same seed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from judge.errors import UserError
from judge.index import Summary
from judge.mock.choice import MOST, choose, require_known
from judge.practice.sittings import Sitting

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def summary(slug: str, difficulty: str = "easy", minutes: int = 10, topic: str = "sums") -> Summary:
    """A problem."""
    return Summary(slug, slug.title(), slug, difficulty, (topic,), minutes, "numpy")


def sitting(slug: str, *, solved: bool = True, hints: int = 0, failures: int = 0, revealed: bool = False) -> Sitting:
    """One go at a problem."""
    return Sitting(slug, NOW, NOW, NOW, solved, solved + failures, hints, revealed)


BANK = [summary(letter) for letter in "abcdefgh"]


def test_same_seed_same_choice() -> None:
    """The choice depends on the seed alone, not on the order in which the bank is read."""
    first = choose(BANK, [], minutes=45, seed=7, count=3)
    assert choose(BANK[::-1], [], minutes=45, seed=7, count=3) == first
    assert {tuple(choose(BANK, [], minutes=45, seed=seed, count=3)) for seed in range(20)} != {tuple(first)}


def test_unseen_then_unsolved_then_shaky_then_sound() -> None:
    """Whatever the seed, the order of weakness holds."""
    done = [
        sitting("a"),
        sitting("b", hints=1),
        sitting("c", solved=False, failures=2),
        sitting("d", failures=1),
        sitting("e", revealed=True),
    ]
    bank = [summary(letter) for letter in "abcdef"]
    for seed in range(10):
        assert choose(bank, done, minutes=45, seed=seed, count=1) == ["f"]
        assert set(choose(bank, done, minutes=45, seed=seed, count=3)) == {"f", "c", "e"}
        assert set(choose(bank, done, minutes=45, seed=seed, count=5)) == {"f", "c", "e", "b", "d"}


def test_the_last_time_counts() -> None:
    """A problem that was failed once and solved at once later is not weak."""
    done = [sitting("a", solved=False), sitting("a"), sitting("b", hints=2)]
    assert choose([summary("a"), summary("b")], done, minutes=45, seed=1, count=1) == ["b"]


def test_a_problem_of_an_earlier_interview_is_not_unseen() -> None:
    """Its statement was read, even where nothing was written."""
    for seed in range(10):
        assert choose([summary("a"), summary("b")], [], minutes=45, seed=seed, asked=["a"], count=1) == ["b"]


def test_as_many_as_fit_the_time() -> None:
    """Without a count the problems' own minutes decide; one is asked in any case, and never more than MOST."""
    assert len(choose(BANK, [], minutes=35, seed=1)) == 3
    assert len(choose(BANK, [], minutes=1, seed=1)) == 1
    assert len(choose(BANK, [], minutes=600, seed=1)) == MOST


def test_easy_ones_come_first() -> None:
    """They are asked in the order of difficulty, then of length."""
    bank = [summary("hard", "hard", 5), summary("long", "easy", 20), summary("short", "easy", 5)]
    assert choose(bank, [], minutes=90, seed=3, count=3) == ["short", "long", "hard"]


def test_topic_and_difficulty() -> None:
    """Only what was asked for is asked; too little of it is an error with a remedy."""
    bank = [summary("a", topic="roots"), summary("b", "hard"), summary("c")]
    assert choose(bank, [], minutes=45, seed=1, topic="Roots") == ["a"]
    assert choose(bank, [], minutes=45, seed=1, difficulty="hard") == ["b"]
    with pytest.raises(UserError, match=r"did you mean 'roots'.*topics: roots, sums"):
        choose(bank, [], minutes=45, seed=1, topic="root")
    with pytest.raises(UserError, match="2 problems were asked for, and only 1 is there that matches; take --count 1"):
        choose(bank, [], minutes=45, seed=1, topic="roots", count=2)
    with pytest.raises(UserError, match="no problem that can be asked here matches; leave out --topic or --difficulty"):
        choose(bank, [], minutes=45, seed=1, topic="roots", difficulty="hard")


def test_more_than_there_are() -> None:
    """Both numbers are said, and the one to take."""
    with pytest.raises(UserError, match="^99 problems were asked for, and only 8 are there; take --count 8$"):
        choose(BANK, [], minutes=45, seed=1, count=99)
    with pytest.raises(UserError, match="only 8 are there that match; take --count 8, or leave out"):
        choose(BANK, [], minutes=45, seed=1, count=99, topic="sums")
    with pytest.raises(UserError, match="no problem can be asked here; 'judge doctor'"):
        choose([], [], minutes=45, seed=1)


def test_named_problems() -> None:
    """They are taken in the person's order, each once; one that does not exist is answered with its near miss."""
    assert require_known(["root", "double", "root"], ["double", "root"]) == ["root", "double"]
    with pytest.raises(UserError, match="did you mean 'double'"):
        require_known(["doubel"], ["double"])
    with pytest.raises(UserError, match="names no problem"):
        require_known([], ["double"])
