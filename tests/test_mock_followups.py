"""Follow-up questions: asked when the code is done, answered in a few lines, then ticked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mock_toy import make_mock_bank

from judge.catalog import Bank
from judge.errors import UserError
from judge.mock.board import Part, read_board
from judge.mock.followups import Keeper, ask, open_questions
from judge.mock.model import Answered, Asked, Closed, Event, Judged, Session, Ticked, What
from judge.model import Language, Problem, Verdict

START = datetime(2024, 5, 5, 12, 45, tzinfo=UTC)


@pytest.fixture
def problem(tmp_path: Path) -> Callable[[str], Problem]:
    """The toy bank, with questions."""
    return Bank(make_mock_bank(tmp_path)).problem


class Script:
    """A person whose lines are known."""

    def __init__(self, *lines: str) -> None:
        self._lines = list(lines)
        self.said: list[str] = []

    def say(self, text: str = "") -> None:
        """Note what is said."""
        self.said.append(text)

    def hear(self, prompt: str) -> str:
        """The next line."""
        if not self._lines:
            raise EOFError
        return self._lines.pop(0)


class Notes:
    """What is kept."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.points: list[list[int]] = []
        self.keeper = Keeper(
            lambda slug, number, text: self.answers.append(text),
            lambda slug, number, points: self.points.append(points),
        )


def talk(
    problem: Callable[[str], Problem], script: Script, part: Part | None = None, language: Language = "en"
) -> Notes:
    """Ask the first question."""
    notes = Notes()
    ask(problem("double"), 0, part or Part("double"), language, script, notes.keeper)
    return notes


def test_a_few_lines_then_points(problem: Callable[[str], Problem]) -> None:
    """The answer ends with an empty line; only then the points are shown, one by one."""
    script = Script("because", "  of the scale ", "", "y", "N")
    notes = talk(problem, script)
    assert (notes.answers, notes.points) == (["because\nof the scale"], [[0]])
    assert "Why is double so?" in script.said[0]
    assert not any("it scales" in said for said in script.said[:2])


@pytest.mark.parametrize(("word", "made"), [("y", [0]), ("YES", [0]), ("是", [0]), ("n", []), ("NO", []), ("否", [])])
def test_what_is_a_yes(problem: Callable[[str], Problem], word: str, made: list[int]) -> None:
    """A point is made when the person says so, in either language."""
    assert talk(problem, Script("x", "", word, "n")).points == [made]


@pytest.mark.parametrize("word", ["3", "", "yep"])
def test_neither_yes_nor_no_is_asked_again(problem: Callable[[str], Problem], word: str) -> None:
    """The point stays the same until the answer is one of both."""
    assert talk(problem, Script("x", "", word, word, "y", "n")).points == [[0]]


def test_question_in_chinese(problem: Callable[[str], Problem]) -> None:
    """Question and points are in the session's language."""
    script = Script("因为", "", "是", "是")
    assert talk(problem, script, language="zh").points == [[0, 1]]
    assert "double 为什么这样？" in script.said[0]
    assert any("数值稳定" in said for said in script.said)


def test_passing_over(problem: Callable[[str], Problem]) -> None:
    """An empty line at once: no points are shown, and the question is not asked again."""
    script = Script("")
    notes = talk(problem, script)
    assert (notes.answers, notes.points) == ([""], [])
    assert not any("it scales" in said for said in script.said)


def test_going_away_keeps_what_was_said(problem: Callable[[str], Problem]) -> None:
    """Ctrl-D before the first line leaves the question open; after one it ends the answer; while ticking, no tick."""
    for lines, answers in (([], []), (["half"], ["half"]), (["whole", "", "y"], ["whole"])):
        notes = Notes()
        with pytest.raises(EOFError):
            ask(problem("double"), 0, Part("double"), "en", Script(*lines), notes.keeper)
        assert (notes.answers, notes.points) == (answers, [])


def test_answer_without_ticks_is_only_ticked(problem: Callable[[str], Problem]) -> None:
    """Where the answer is there already, the points come at once."""
    notes = talk(problem, Script("y", "y"), Part("double", answers={0: "said before"}))
    assert (notes.answers, notes.points) == ([], [[0, 1]])


def test_escape_sequences_do_not_get_into_an_answer(problem: Callable[[str], Problem]) -> None:
    """Arrow keys and broken bytes are no part of what was said."""
    notes = talk(problem, Script("a\x1b[Db\udce9", "", "n", "n"))
    assert notes.answers == ["ab\ufffd"]


def test_which_questions_are_open(problem: Callable[[str], Problem]) -> None:
    """Those of solved problems; at the end all; those that are answered and ticked, or passed over, no more."""
    session = Session(
        uid="u", started_at=START, deadline=START + timedelta(minutes=45), folder="/", bank="/", language="en", seed=1,
        asked=tuple(Asked(slug, slug, 5, "") for slug in ("double", "halve", "gone")),
    )  # fmt: skip

    def find(slug: str) -> Problem:
        if slug == "gone":
            raise UserError("no such problem")
        return problem(slug)

    events: list[Event] = []

    def after(slug: str, what: What) -> list[tuple[str, int]]:
        events.append(Event(slug, START, what, id=len(events) + 1))
        return open_questions(read_board(session, events), find)

    assert after("halve", Judged("x", "submit", Verdict.WA, 1, 2)) == []
    assert after("halve", Judged("y", "submit", Verdict.AC, 2, 2)) == [("halve", 0), ("halve", 1)]
    assert after("halve", Answered(0, "so")) == [("halve", 0), ("halve", 1)]
    assert after("halve", Ticked(0, ())) == [("halve", 1)]
    assert after("halve", Answered(1, "")) == []
    assert after("", Closed("deadline")) == [("double", 0), ("double", 1)]
    assert open_questions(read_board(session, events), find, "halve") == []
