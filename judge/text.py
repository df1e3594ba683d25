"""Text from outside, made fit to show in a terminal or to store: what a candidate prints, raises or is called."""

from __future__ import annotations

import re

_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movement
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS: titles
    r"|\x1b[ -/]*[0-~]"  # everything else that starts with escape
)
# Newline and tab stay. Direction overrides go because they can make a line read other than it is.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNFIT = re.compile(rf"{_CONTROL.pattern}|{_SURROGATE.pattern}|[\t\n\ufffe\uffff\\]")


def clean(text: str) -> str:
    """Return the text without escape sequences and control characters; lines end in a plain newline."""
    unified = _SEQUENCE.sub("", text.replace("\r\n", "\n")).replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", unified))


def one_line(text: str, limit: int = 160) -> str:
    """Return the cleaned text on a single line of at most `limit` characters."""
    joined = _join(text)
    return joined if len(joined) <= limit else joined[: limit - 3] + "..."


def shorten(text: str, limit: int = 160) -> str:
    """Return the cleaned text on a single line of at most `limit` characters, without its middle if it is longer.

    Paths begin alike, and a message may begin with one: what tells them apart is at the end.
    """
    joined = _join(text)
    if len(joined) <= limit:
        return joined
    first = (limit - 3) // 3
    return f"{joined[:first]}...{joined[first + 3 - limit :]}"


def _join(text: str) -> str:
    return " ".join(clean(text).split())


def clip(text: str, lines: int, width: int = 400, *, keep: str = "head") -> list[str]:
    """Return the cleaned text as at most `lines` lines of at most `width` characters, saying what was left out.

    Args:
        keep: "head" keeps the first lines, "tail" the last ones, "ends" both.
    """
    every = [line if len(line) <= width else line[: width - 3] + "..." for line in clean(text).rstrip("\n").split("\n")]
    left_out = len(every) - lines
    if left_out <= 0:
        return every
    first = {"head": lines, "tail": 0, "ends": lines // 2}[keep]
    last = lines - first
    note = f"... {left_out} more line{'s' if left_out > 1 else ''} ..."
    return [*every[:first], note, *every[len(every) - last :]]


def well_formed(text: str) -> str:
    """Return the text with lone surrogates (bytes of a file name that are not UTF-8) written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def spell_out(text: str) -> str:
    """Return the text with what a terminal obeys or XML lacks written as in Python; no two texts become the same."""
    return _UNFIT.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
