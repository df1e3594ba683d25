"""Seeded data: the same bits for ever, and of the kind that was asked for."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from judge.data import Data

MASK = 2**64 - 1
seeds = st.integers(-(2**70), 2**70)


def split_mix(state: int, count: int) -> list[int]:
    """Return `count` words of SplitMix64, in plain integers."""
    words = []
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        words.append(z ^ (z >> 31))
    return words


def digest(array: NDArray[Any]) -> str:
    """Return the start of the SHA-256 of an array's bytes, little-endian."""
    return hashlib.sha256(array.astype(array.dtype.newbyteorder("<")).tobytes()).hexdigest()[:16]


# ---- the stream ----


def test_the_words_are_those_of_split_mix() -> None:
    """The generator gives the known words for a known state, also when they are drawn in pieces."""
    known = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]
    assert split_mix(1234567, 5) == known
    data = Data(0, "")
    data._state = 1234567
    assert [*data._words(2).tolist(), *data._words(3).tolist()] == known


@given(seeds, st.integers(0, 40))
def test_any_seed_gives_the_words_of_its_state(seed: int, count: int) -> None:
    """The vectorised generator agrees with plain integers, however large or negative the seed."""
    data = Data(seed, "any")
    state = data._state
    assert data._words(count).tolist() == split_mix(state, count)


def test_first_values() -> None:
    """These values can never change: attempts, bounds and margins were found on them."""
    data = Data(20240501, "golden")
    assert [value.hex() for value in data.uniform(3).tolist()] == [
        "0x1.07cd41682c99ap-1",
        "0x1.9d0447475c56ap-2",
        "0x1.4f20add21c645p-1",
    ]
    assert [value.hex() for value in data.normal(3, mean=1, scale=2).tolist()] == [
        "0x1.2aafb8feb5e00p+1",
        "0x1.fdeb3c3838260p+0",
        "0x1.1bb39d812eb84p+2",
    ]
    assert data.integers(6, -5, 100).tolist() == [63, 10, 36, 63, 5, 21]
    assert data.integer(0, 10) == 8
    assert data.booleans(8, 0.3).tolist() == [False, False, True, False, False, False, False, False]
    assert data.permutation(7).tolist() == [1, 3, 2, 5, 4, 0, 6]
    assert data.shuffled("abcde") == ["a", "d", "e", "c", "b"]
    assert data.choice("xyz") == "z"


@pytest.mark.parametrize(
    ("name", "draw", "sha256"),
    [
        ("uniform", lambda data: data.uniform((10, 100), -3, 5), "7e44e56f78ff61f2"),
        ("normal", lambda data: data.normal((10, 100), 1e3, 0.5), "5d49d8e1433dd35f"),
        ("normal32", lambda data: data.normal((10, 100), dtype="float32"), "696fe7b666f0ab9e"),
        ("integers", lambda data: data.integers(1000, -(2**31), 2**31 - 1), "5cbfde31c142c913"),
        ("permutation", lambda data: data.permutation(1000), "cf7cfbce5ae3e7b1"),
        ("booleans", lambda data: data.booleans(1000), "f452439c3b0a027d"),
    ],
)
def test_golden_digests(name: str, draw: Callable[[Data], NDArray[Any]], sha256: str) -> None:
    """A thousand values of each kind, to the last bit."""
    assert digest(draw(Data(20240501, name))) == sha256


def test_another_process_draws_the_same() -> None:
    """Nothing hangs on the hash seed of the process."""
    program = "from judge.data import Data; print(Data(3, 'case').normal(2).tolist())"
    command = [sys.executable, "-R", "-c", program]
    root = Path(__file__).parents[1]
    printed = {subprocess.run(command, capture_output=True, text=True, check=True, cwd=root).stdout for _ in range(2)}
    assert printed == {f"{Data(3, 'case').normal(2).tolist()}\n"}


@given(seeds, st.text(max_size=9))
def test_seed_and_name_decide(seed: int, name: str) -> None:
    """The same seed and name give the same data; another seed or another name gives other data."""
    first = Data(seed, name).uniform(4)
    assert (first == Data(seed, name).uniform(4)).all()
    assert (first != Data(seed + 1, name).uniform(4)).any()
    assert (first != Data(seed, name + "x").uniform(4)).any()


def test_draws_go_on() -> None:
    """Two draws of one stream differ, and size and shape do not change the values."""
    data = Data(1, "stream")
    pieces = np.concatenate([data.uniform(3), data.uniform((2, 2)).ravel()])
    assert (pieces == Data(1, "stream").uniform(7)).all()
    assert len(set(pieces.tolist())) == 7


# ---- the values ----


@given(seeds, st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_uniform_stays_in_its_range(seed: int, low: float, width: float) -> None:
    """No value is below low, nor above high."""
    values = Data(seed, "uniform").uniform((3, 5), low, low + width)
    assert values.shape == (3, 5)
    assert low <= values.min() <= values.max() <= low + width


def test_normal_has_its_moments() -> None:
    """Mean, deviation and range are those asked for; the mean of n values strays by scale / sqrt(n)."""
    values = Data(1, "normal").normal(20_000, mean=3.0, scale=2.0)
    assert abs(values.mean() - 3.0) < 5 * 2.0 / 20_000**0.5
    assert abs(values.std() - 2.0) < 0.1
    assert np.abs(values - 3.0).max() <= 12.0
    assert abs(np.mean(np.abs(values - 3.0) < 2.0) - 0.6827) < 0.02


@given(seeds, st.integers(-(2**31), 2**31), st.integers(1, 2**32 - 1))
def test_integers_stay_in_their_range(seed: int, low: int, span: int) -> None:
    """Integers are from low up to and without high."""
    values = Data(seed, "integers").integers(20, low, low + span)
    assert values.dtype == np.int64
    assert low <= values.min() <= values.max() < low + span


def test_integers_take_every_value() -> None:
    """Both ends of the range occur, each about as often as the others."""
    counts = np.bincount(Data(2, "integers").integers(6000, 0, 6))
    assert len(counts) == 6
    assert counts.min() > 850


def test_dtypes() -> None:
    """Arrays have the dtype asked for; the float32 values are the float64 ones rounded."""
    assert Data(1, "x").uniform(3, dtype="float32").dtype == np.float32
    assert Data(1, "x").integers(3, 0, 9, dtype="uint8").dtype == np.uint8
    assert Data(1, "x").booleans(3).dtype == np.bool_
    wide, narrow = Data(1, "x").normal((2, 3)), Data(1, "x").normal((2, 3), dtype="float32")
    assert (wide.astype("float32") == narrow).all()


def test_booleans_have_their_probability() -> None:
    """Never at 0, always at 1, and about as often as asked for between."""
    assert not Data(1, "b").booleans(50, 0.0).any()
    assert Data(1, "b").booleans(50, 1.0).all()
    assert abs(Data(1, "b").booleans(10_000, 0.3).mean() - 0.3) < 0.03


@given(seeds, st.integers(0, 50))
def test_permutations(seed: int, count: int) -> None:
    """Each number occurs once; shuffled items are the items, in the same order for the same seed."""
    assert sorted(Data(seed, "p").permutation(count).tolist()) == list(range(count))
    items = [str(i) for i in range(count)]
    shuffled = Data(seed, "p").shuffled(items)
    assert sorted(shuffled) == sorted(items)
    assert shuffled == Data(seed, "p").shuffled(items)


def test_choices() -> None:
    """Every item is chosen at some time, and nothing else is."""
    data = Data(1, "choice")
    assert {data.choice("abc") for _ in range(60)} == set("abc")
