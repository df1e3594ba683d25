"""Our own words, broken into lines that fit a terminal."""

from __future__ import annotations

import re
import unicodedata

_COLOURS = r"(?:\x1b\[[0-9;]*m)*"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WIDE = r"\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60"
_OPENING = r"\u201c\u2018\u300a\u300c\uff08"
_CLOSING = r"\u201d\u2019\u3001\u3002\u300b\u300d\uff01\uff09\uff0c\uff1a\uff1b\uff1f"
_SPACES_OR_WORD = re.compile(
    r"(?:\x1b\[[0-9;]*m)+"  # colours take no room
    r"| +"
    # A word, or one character of a script that has no spaces, with the punctuation that must not begin or end a line.
    rf"|[{_OPENING}]*(?:[{_WIDE}]|[^ \x1b{_WIDE}]+)[{_CLOSING}]*"
    r"|."
)
_MARGIN = re.compile(rf"{_COLOURS} *(?:{_COLOURS}(?:[\u2713\u2717?>]|ok|x|\d+\.){_COLOURS} )?")
"""The spaces that a line begins with, and the mark or number after them."""
_KEPT = re.compile(rf"{_COLOURS}(?:next: | *[\u2502|] )")
"""Lines that are left alone: commands that will be copied, and what a candidate has printed."""


def columns(text: str) -> int:
    """Return how many columns of a terminal a line takes, colour sequences not counted."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in _COLOUR.sub("", text)
    )


def wrap(text: str, width: int) -> str:
    """Return our own text with its long lines broken between words, what follows indented as the line is.

    A terminal by itself breaks in mid-word. What has no place to break, such as a path, is left whole to be copied.
    """
    return "\n".join(
        part for line in text.split("\n") for part in ([line] if _KEPT.match(line) else wrap_line(line, width))
    )


def wrap_line(line: str, width: int) -> list[str]:
    """Return the parts of one line, whatever it is."""
    if columns(line) <= width:
        return [line]
    match = _MARGIN.match(line)
    current = match[0] if match else ""
    rest = line[len(current) :]
    lines, taken = [], columns(current)
    indent = " " * min(taken, width // 2)
    for word in _SPACES_OR_WORD.findall(rest):
        size = columns(word)
        if taken + size > width and word.strip() and current.strip() and taken > len(indent):
            lines.append(current.rstrip(" "))
            current, taken = indent, len(indent)
        if word[0] != " " or taken > len(indent):  # no line begins with the space that it was broken at
            current, taken = current + word, taken + size
    return [*lines, current.rstrip(" ")]


def find_breaks(line: str, width: int) -> list[int]:
    """Return where a line without a margin is broken: the offsets of the words that begin what follows.

    A word that is longer than a line counts as folded, and what comes next follows its last part.
    """
    found: list[int] = []
    width, taken = max(width, 1), 0
    for word in _SPACES_OR_WORD.finditer(line):
        size = columns(word[0])
        if taken + size > width and word[0].strip():
            if taken:
                found.append(word.start())
            taken, size = 0, (size - 1) % width + 1
        taken += size
    return found
