"""Long lines broken to fit a terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.commands.markdown import render_markdown
from judge.wrap import columns, wrap

HAN = "\u4e2d"

WORDS = st.lists(
    st.one_of(
        st.text("abc(),.", min_size=1, max_size=12),
        st.sampled_from(["\u4e2d\u6587\u3002", "\x1b[31mred\x1b[0m", "/a/b.py"]),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("line", "width", "shown"),
    [
        ("short", 10, "short"),
        ("six of six words differ", 10, "six of six\nwords\ndiffer"),
        ("      deep at the margin", 18, "      deep at the\n      margin"),
        ("  \u2717 a case that failed", 12, "  \u2717 a case\n    that\n    failed"),
        ("  \x1b[31m\u2717\x1b[0m a case that failed", 12, "  \x1b[31m\u2717\x1b[0m a case\n    that\n    failed"),
        ("  1. one point of many", 13, "  1. one\n     point of\n     many"),
        ("in /a/path/without/an/end here", 10, "in\n/a/path/without/an/end\nhere"),
        ("next: judge mock report 1 --html", 10, "next: judge mock report 1 --html"),
        ("  \u2502 what the code has printed", 10, "  \u2502 what the code has printed"),
        ("\x1b[1mbold words\x1b[0m stay", 10, "\x1b[1mbold words\x1b[0m\nstay"),
        (
            "\u51cf\u53bb\u6700\u5927\u503c\uff0c\u518d\u53d6\u6307\u6570\u3002",
            11,
            "\u51cf\u53bb\u6700\u5927\n\u503c\uff0c\u518d\u53d6\u6307\n\u6570\u3002",
        ),
        ("\u9664\u4ee5 eps\u3002", 8, "\u9664\u4ee5\neps\u3002"),
        ("\u503c\uff08eps\uff09", 5, "\u503c\n\uff08eps\uff09"),
    ],
)
def test_lines_break_between_words(line: str, width: int, shown: str) -> None:
    """What follows is indented as the line is; commands, output and what has no place to break stay whole."""
    assert wrap(line, width) == shown


@given(st.integers(0, 12), WORDS, st.integers(26, 60))
def test_no_word_is_lost_and_every_line_fits(indent: int, words: list[str], width: int) -> None:
    """Only white space changes, and a line is too long only where a word is."""
    line = " " * indent + " ".join(words)
    shown = wrap(line, width)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", line)
    assert all(columns(part) <= width for part in shown.split("\n"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{HAN * 18}`tf.Variable`{HAN * 3}", f"{HAN * 18}\ntf.Variable{HAN * 3}"),
        (f"`tf.Variable`{HAN * 18}", f"tf.Variable{HAN * 14}\n{HAN * 4}"),
        (f"{HAN * 20}\u3002{HAN}", f"{HAN * 19}\n{HAN}\u3002{HAN}"),
        (f"{HAN * 19}\uff08`eps`\uff09", f"{HAN * 19}\n\uff08eps\uff09"),
        (f"{HAN * 18} `eps`\uff0c{HAN}", f"{HAN * 18}\neps\uff0c{HAN}"),
        (f"- {HAN * 18}\uff0c{HAN}", f" \u2022 {HAN * 17}\n   {HAN}\uff0c{HAN}"),
        (f"| a | b |\n| - | - |\n| {HAN * 9} | {HAN * 13}\u3002 |", None),
        (f"{'x' * 80} y\\\nz", f"{'x' * 40}\n{'x' * 40}\ny\nz"),
        (f"{HAN * 18} **{HAN * 3}**", f"{HAN * 18} {HAN}\n{HAN * 2}"),
    ],
)
def test_statements_break_as_our_words_do(monkeypatch: pytest.MonkeyPatch, text: str, shown: str | None) -> None:
    """In Markdown, too, a line is full, and neither begins with closing punctuation nor ends with an opening one."""
    monkeypatch.setenv("COLUMNS", "40")
    rendered = render_markdown(text).lstrip("\n")
    assert shown is None or rendered == shown
    assert all(columns(line) <= 40 for line in rendered.split("\n"))
    assert not re.search(r"^ *[\u3002\uff0c\uff09]|\uff08 *$| {3}[\u3002\uff0c\uff09]", rendered, re.MULTILINE)


def test_lines_stay_apart() -> None:
    """Empty lines and short ones are kept as they are."""
    assert wrap("one\n\n  two\n", 20) == "one\n\n  two\n"
