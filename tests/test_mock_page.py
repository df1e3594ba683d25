"""The report of a mock interview as a person sees it: text, JSON, and a page in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from chromium import Chromium, find_chromium
from mock_summaries import HOSTILE, START, make_summary
from msgspec.structs import replace

from judge.mock.console import render_summary
from judge.mock.page import render_page
from judge.mock.plots import draw_bars, draw_speeds, draw_time_line
from judge.mock.render import summary_dict
from judge.model import Timing
from judge.report.console import Style


class Outline(HTMLParser):
    """The tags of a page that are open, and every attribute that could lead elsewhere."""

    VOID = ("meta", "link", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action", "data")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """A tag closes what was opened last."""
        assert self.open.pop() == tag


def outline(page: str) -> Outline:
    """Read a page."""
    read = Outline()
    read.feed(page)
    read.close()
    return read


def test_page_is_whole_and_needs_nothing_else() -> None:
    """Every tag is closed, there is no script, and nothing is linked."""
    read = outline(render_page(make_summary()))
    assert read.open == []
    assert "script" not in read.tags
    assert read.links == ["data:,"]


def test_page_escapes_what_people_and_programs_write() -> None:
    """Answers, titles and messages are text, whatever is in them."""
    page = render_page(make_summary())
    assert HOSTILE not in page
    assert page.count("&lt;script&gt;") == 3
    assert "\x1b" not in render_page(make_summary(problems=(replace(make_summary().problems[0], title="a\x1b[2Jb"),)))


def test_page_tells_everything() -> None:
    """What was solved when, attempts, hints, speed, why it failed, questions with points, and what comes next."""
    page = render_page(make_summary())
    for words in (
        "1 of 3 problems solved",
        "solved after 13:30",
        "at the deadline",
        "1 hint: after 6:15",
        "speed: 1.31 times",
        "looks like exp without the maximum subtracted",
        "The factor exp(-c) cancels.",
        'aria-label="made"',
        'aria-label="missed"',
        "<code>judge solution attention</code>",
    ):
        assert words in page, words


def test_page_of_a_session_in_which_nothing_happened() -> None:
    """Nothing solved, timed or asked: the page does without those parts."""
    left = make_summary().problems[2]
    page = render_page(make_summary(problems=(left,), practise=(), reason="finish", ended_at=START))
    assert outline(page).open == []
    assert "Speed against" not in page
    assert "points made" not in page
    assert "Nothing stands out" in page


def test_time_line_places() -> None:
    """Marks lie where they happened, in per cent of the session, and accepted ones on top."""
    line = draw_time_line(make_summary())
    first = line.lanes[0]
    assert first.solved == 30.0
    assert [(sign.kind, sign.x) for sign in first.signs] == [
        ("try", 6.67), ("try", 8.0), ("hint", 13.89), ("no", 11.11), ("no", 17.78), ("ok", 30.0),
    ]  # fmt: skip
    assert [tick.words for tick in line.ticks] == ["0", "10", "20", "30", "45 min"]
    assert line.ended is None
    ended = make_summary(reason="finish", ended_at=START + timedelta(minutes=9))
    assert draw_time_line(ended).ended == 20.0


@pytest.mark.parametrize("minutes", [1, 7, 45, 60, 90, 300, 1440])
def test_ticks_have_room(minutes: int) -> None:
    """However long the session, there are a few numbers, none too near to the end's."""
    ticks = draw_time_line(make_summary(minutes=float(minutes))).ticks
    assert 2 <= len(ticks) <= 9
    assert all(tick.x <= 82 for tick in ticks[:-1])


def test_bars_and_speeds_stay_on_their_scale() -> None:
    """The longest bar is the whole width; a ratio beyond the scale is drawn at its end; a noisy one is not drawn."""
    bars = draw_bars(make_summary())
    assert max(max(bar.code, bar.expected) for bar in bars) == 100
    problem = make_summary().problems[0]
    slow = replace(problem, timing=Timing(1000.0, 900.0, 1100.0, False))
    same = replace(problem, timing=Timing(1.0, 1.0, 1.0, False))
    noisy = replace(problem, timing=Timing(1.0, 0.2, 9.0, True))
    speeds = draw_speeds(make_summary(problems=(slow, same, noisy)))
    assert [(speed.low, speed.high) for speed in speeds] == [(100.0, 100.0), (50.0, 50.0)]


def test_json_is_the_whole_report() -> None:
    """It is plain JSON with its schema, moments in UTC."""
    document = json.loads(json.dumps(summary_dict(make_summary())))
    assert document["schema"] == "judge-mock/1"
    assert document["started_at"] == "2024-05-05T12:45:00Z"
    assert document["problems"][1]["explanation"]["groups"][0]["verdict"] == "RE"
    assert document["problems"][0]["questions"][0]["points"][1]["made"] is False


def test_text_on_a_plain_terminal() -> None:
    """ASCII marks where there are no others, no colours where they are not wanted, nothing that steers the terminal."""
    problem = replace(make_summary().problems[0], title="a\x1b[2Jb")
    text = render_summary(make_summary(problems=(problem,)))
    assert text.encode("ascii", "replace").decode() == text.replace("pᵀ", "p?")
    assert "\x1b" not in text
    painted = render_summary(make_summary(), Style(color=True, unicode=True))
    assert "\u2713" in painted and "\x1b[" in painted
    track = re.search(r"softmax +([-+xoh]+)$", text, re.MULTILINE)
    assert track is not None and len(track[1]) == 60 and track[1].index("+") == 18


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """A headless Chromium."""
    program = find_chromium()
    if program is None:
        pytest.skip("there is no Chromium here to open the page in")
    with Chromium(program) as started:
        yield started


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1000])
def test_page_in_a_browser(browser: Chromium, tmp_path: Path, width: int, dark: bool) -> None:
    """No console message, no request, nothing wider than the screen, in both themes, on a phone too."""
    path = tmp_path / "mock.html"
    path.write_text(render_page(make_summary()), encoding="utf-8")
    browser.open(path, width=width, dark=dark)
    assert browser.complaints == []
    assert browser.requests == []
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    ground = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(21, 24, 28)" if dark else "rgb(255, 255, 255)")
    outside = (
        "[...document.querySelectorAll('text')].filter(t => t.getBoundingClientRect().right > innerWidth"
        " || t.getBoundingClientRect().left < 0).map(t => t.textContent)"
    )
    assert browser.evaluate(outside) == []
    broken = (
        "[...document.querySelectorAll('th:not(:last-child), td:not(:last-child)')].filter(cell => {"
        " const range = document.createRange(); range.selectNodeContents(cell);"
        " return new Set([...range.getClientRects()].map(r => Math.round(r.bottom))).size > 1; }).map(c => c.textContent)"
    )
    assert browser.evaluate(broken) == []
    assert browser.screenshot().startswith(b"\x89PNG")


def test_the_browser_would_tell(browser: Chromium, tmp_path: Path) -> None:
    """What the test above looks for is found where it is: a message on the console, an error, a request."""
    path = tmp_path / "bad.html"
    path.write_text("<img src='http://127.0.0.1:9/x.png'><script>console.log(1); nowhere()</script>", encoding="utf-8")
    browser.open(path, width=390, dark=False)
    assert browser.requests == ["http://127.0.0.1:9/x.png"]
    assert len(browser.complaints) >= 2


def test_one_of_a_kind_is_counted_as_such() -> None:
    """The figures above the page are words that agree with their numbers, and what ended early is named in the key."""
    summary = make_summary()
    problem = replace(summary.problems[0], submissions=summary.problems[0].submissions[-1:])
    page = render_page(replace(summary, problems=(problem,), reason="finish", minutes=1.0))
    assert "<b>1</b> submission</li>" in page
    assert "<b>1</b> hint</li>" in page
    assert ", 1 minute, finished" in page
    assert "</svg>finished</span>" in page
    assert "</svg>finished</span>" not in render_page(summary)
