"""The page: complete in itself, and never a submission's own markup."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from chromium import Chromium, find_chromium
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_cli import make_overview, make_report

from judge.model import CaseResult, Submission, Verdict
from judge.report.html import render_html
from judge.report.overview import Overview

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """A page's elements and its visible words; every element has to be closed."""

    def __init__(self, overview: Overview) -> None:
        super().__init__()
        self.source = "".join(render_html(overview))
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(self.source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note what is to be read."""
        if "style" not in self.open:
            self.words += data

    def count(self, tag: str) -> int:
        """How many such elements there are."""
        return sum(element == tag for element, _ in self.elements)


def test_page_says_what_the_reports_say() -> None:
    """The sum, a row for each submission in their order, and in it the failing cases with message and guess."""
    case = CaseResult("large logits", "stability", Verdict.WA, "value", "2 differ", guess="exp first", error=0.5)
    reports = [
        make_report(),
        make_report(cases=(case,), verdict=Verdict.WA, submission=Submission("ada.py", ""), output="hello"),
        make_report(cases=(), verdict=Verdict.CE, message="no such file", extra={"traceback": "line 7"}),
    ]
    page = Page(make_overview(*reports, missing=("root",), not_judged=4))
    assert page.count("details") == 3
    assert "3 submissions: 1 accepted, 1 wrong answer, 1 does not load; 4 not judged" in page.words
    shown = [
        "missing:", "root", "AC", "2/2", "double.py", "WA", "0/1", "ada.py", "large logits", "(stability)", "2 differ",
        "looks like exp first", "largest error 0.5", "hello", "CE", "no such file", "line 7",
    ]  # fmt: skip
    place = 0
    for words in shown:
        place = page.words.index(words, place)


def test_largest_error_is_not_held_against_the_bound_of_another_element() -> None:
    """The bound of a case is that of its worst element, which the message names; the largest error may be elsewhere."""
    case = CaseResult("large", "axis", Verdict.WA, "value", "1 of 3 differs", error=3.74, bound=7.02e-14)
    words = Page(make_overview(make_report(cases=(case,), verdict=Verdict.WA))).words
    assert "largest error 3.74" in words
    assert "7.02e-14" not in words


CHROMIUM = find_chromium()


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
@pytest.mark.parametrize(("width", "dark"), [(1100, False), (390, True)])
def test_page_in_a_browser(tmp_path: Path, width: int, dark: bool) -> None:
    """A row shows that it opens, nothing is wider than a telephone, and nothing is loaded or complained about."""
    assert CHROMIUM is not None
    case = CaseResult("large", "axis", Verdict.WA, "value", "differs " * 40, traceback="x" * 300)
    report = make_report(cases=(case,), verdict=Verdict.WA, submission=Submission("a/" * 60 + "ada.py", ""))
    path = tmp_path / "page.html"
    path.write_text("".join(render_html(make_overview(report))), encoding="utf-8")
    with Chromium(CHROMIUM) as browser:
        browser.open(path, width=width, dark=dark)
        mark = "getComputedStyle(document.querySelector('summary'), '::before').content"
        closed = browser.evaluate(mark)
        browser.evaluate("document.querySelector('details').open = true")
        assert (closed, browser.evaluate(mark)) == ('"\u25b8"', '"\u25be"')
        assert browser.evaluate("document.documentElement.scrollWidth") <= width
        assert browser.complaints == []


def test_page_stands_alone() -> None:
    """Nothing is loaded from anywhere, nothing runs, and it is fit for the dark and for a telephone."""
    page = Page(make_overview(make_report()))
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.elements}
    assert "http://" not in page.source
    assert "https://" not in page.source
    metas = {attributes.get("name"): attributes.get("content") for tag, attributes in page.elements if tag == "meta"}
    assert metas["viewport"] == "width=device-width, initial-scale=1"
    assert "prefers-color-scheme: dark" in page.source
    assert "max-width: 40rem" in page.source
    assert "default-src 'none'" in page.source


def test_allowed_verdict_looks_otherwise_than_a_failure() -> None:
    """What --allow names is marked apart."""
    page = Page(make_overview(make_report(Verdict.TLE), make_report(Verdict.WA), allowed=frozenset({Verdict.TLE})))
    assert [attributes["class"] for tag, attributes in page.elements if tag == "details"] == ["allowed", "no"]


nasty = st.text(st.one_of(st.characters(), st.sampled_from("<>&\"'{}%#\x00\x1b\ud800")))


@settings(max_examples=30, deadline=None)
@given(path=nasty, message=nasty, name=nasty, trace=nasty)
def test_no_markup_of_a_submission_s_own(path: str, message: str, name: str, trace: str) -> None:
    """Whatever is in a report makes no element and no attribute, and can be encoded."""
    case = CaseResult(name, name, Verdict.RE, message=message, guess=message, traceback=trace)
    reports = [
        make_report(cases=(case,), verdict=Verdict.RE, submission=Submission(path, ""), output=trace),
        make_report(cases=(), verdict=Verdict.CE, message=message or "?", environment={name: name}),
    ]
    page = Page(make_overview(*reports))
    page.source.encode("utf-8")
    plain = make_report(
        cases=(CaseResult("n", "g", Verdict.RE, message="m", guess=message and "g", traceback="t"),),
        verdict=Verdict.RE,
    )
    allowed = {tag for tag, _ in Page(make_overview(plain)).elements}
    assert {tag for tag, _ in page.elements} <= allowed


def test_template_in_a_message_stays_text() -> None:
    """A message is never a template."""
    report = make_report(cases=(), verdict=Verdict.CE, message="{{ 7 * 7 }}{% raw %}<b>x</b>")
    page = Page(make_overview(report))
    assert "{{ 7 * 7 }}{% raw %}<b>x</b>" in page.words
    assert page.count("b") == 1
