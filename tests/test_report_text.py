"""Text from outside, before it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.text import clean, clip, one_line, shorten, spell_out, well_formed


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x07", "link"),
        ("a\x1b]0;title never ends\nb", "a\nb"),
        ("10%\r20%\r\ndone", "10%\n20%\ndone"),
        ("tab\there\nnew", "tab\there\nnew"),
        ("\x1bc\x1b(Bx\x08y\x7f\x85", "xy"),
        ("中文 ✓ √", "中文 ✓ √"),
        ("\udcff", "\ufffd"),
    ],
)
def test_clean_keeps_the_words(raw: str, shown: str) -> None:
    """Sequences and control characters go; words, tabs, newlines and other scripts stay."""
    assert clean(raw) == shown


@given(st.text(st.characters(codec=None)))
def test_clean_text_has_no_control_character(raw: str) -> None:
    """Whatever goes in, nothing that steers a terminal comes out, and it can be encoded."""
    text = clean(raw)
    text.encode("utf-8")
    assert not [c for c in text if (c < " " and c not in "\n\t") or "\x7f" <= c <= "\x9f"]
    assert "\n" not in one_line(raw)


def test_one_line_is_cut_to_its_limit() -> None:
    """A text on many lines becomes one, no longer than asked for."""
    assert one_line("a\n  b") == "a b"
    assert one_line("x" * 20, 10) == "xxxxxxx..."


def test_long_text_is_shortened_in_its_middle() -> None:
    """Where a text begins and how it ends can be read; one that fits stays whole."""
    assert shorten("a\n  b") == "a b"
    assert shorten("0123456789", 10) == "0123456789"
    assert shorten("0123456789x", 10) == "01...6789x"
    assert shorten("01\x1b[31m23456789x", 10) == "01...6789x"


@pytest.mark.parametrize(
    ("keep", "lines"),
    [
        ("head", ["0", "1", "... 6 more lines ..."]),
        ("tail", ["... 6 more lines ...", "6", "7"]),
        ("ends", ["0", "... 6 more lines ...", "7"]),
    ],
)
def test_clip_says_what_it_left_out(keep: str, lines: list[str]) -> None:
    """Of eight lines two stay, and the others are counted."""
    assert clip("\n".join(map(str, range(8))), 2, keep=keep) == lines


def test_clip_cuts_long_lines() -> None:
    """A line of a megabyte does not fill the screen."""
    assert clip("x" * 10**6, 3, 10) == ["xxxxxxx..."]


def test_well_formed_keeps_stray_bytes_readable() -> None:
    """A byte of a file name that is not UTF-8 is written as an escape."""
    assert well_formed("caf\udce9") == "caf\\udce9"


@given(st.text(st.one_of(st.characters(codec=None), st.sampled_from("\x1b\n\x9b\u202e\uffff\udcff\\"))))
def test_what_is_spelled_out_can_be_shown_and_read_back(raw: str) -> None:
    """Nothing steers a terminal or is missing in XML, and the text says which characters there were."""
    text = spell_out(raw)
    assert text == clean(text)
    assert not set(text) & set("\t\n\ufffe\uffff")
    assert text.encode("ascii", "backslashreplace").decode("unicode_escape") == raw
