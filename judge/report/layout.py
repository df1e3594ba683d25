"""Words broken into lines that fit a terminal, with the margin of their first line. Pure."""

from __future__ import annotations

from collections.abc import Iterable

_LEAST = 20
"""Fewer columns than this are no room for words, and a line stays as it is."""


def columns(text: str) -> int:
    """Return how many columns a text takes: Chinese characters take two each, and combining marks none."""
    if text.isascii() and "\x1b" not in text:
        return len(text)
    from judge import wrap as breaking  # here, as most commands never need it

    return breaking.columns(text)


def wrap(text: str, width: int, margin: int = 0) -> list[str]:
    """Break a line between words so that it fits beside a margin; longer words, such as paths, stay whole.

    Args:
        text: one line, without the margin. One that fits is returned as it is.
        width: the columns that there are, with the margin; 0 breaks nothing.
        margin: the columns that are taken before the text.
    """
    room = width - margin
    if not width or room < _LEAST or columns(text) <= room:
        return [text]
    from judge import wrap as breaking

    return breaking.wrap_line(text, room)


def indent(lines: Iterable[str], margin: str, width: int = 0) -> str:
    """Return lines with a margin before each, broken where they do not fit the width (0: never)."""
    return "\n".join(f"{margin}{part}".rstrip() for line in lines for part in wrap(line, width, len(margin)))
