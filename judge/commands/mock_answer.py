"""`judge mock answer` without a person at the terminal: one question, from options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judge.commands import terminal
from judge.errors import UserError

if TYPE_CHECKING:
    from judge.mock.interview import Interview


def answer_one(interview: Interview, slug: str, number: int | None, text: str | None, made: str | None) -> None:
    """Keep an answer, show the points of the question, and keep which of them were made.

    Raises:
        UserError: no question is open, or the points are no numbers of points.
    """
    from judge.mock.followups import open_questions
    from judge.text import clean

    questions = open_questions(interview.board, interview.problem, slug)
    wanted = [pair for pair in questions if number is None or pair[1] == number - 1]
    if not wanted:
        raise UserError(
            "no follow-up question is open here", "they open when a problem is solved, and all of them at the end"
        )
    name, index = wanted[0]
    followup = interview.problem(name).followups[index]
    language = interview.session.language
    points = _points(made, len(followup.points))
    if text is None and points is not None and index not in interview.board.part(name).answers:
        words = f"question {index + 1} of {name} is not answered yet"
        raise UserError(words, "answer it with --text, then tick the points that you made")
    terminal.say(terminal.fit(f"{name}, question {index + 1}: {followup.question.get(language)}"))
    if text is not None:
        interview.answer(name, index, clean(text).strip())
    elif index not in interview.board.part(name).answers:
        terminal.say(f"\nanswer it with: judge mock answer {name} --question {index + 1} --text '...'")
        return
    for place, point in enumerate(followup.points, 1):
        terminal.say(terminal.fit(f"  {place}. {point.get(language)}"))
    if points is not None:
        interview.tick(name, index, points)
        terminal.say(f"{len(points)} of {len(followup.points)} points made")
    else:
        terminal.say(f"\ntick the points made with: judge mock answer {name} --question {index + 1} --made 1,2")


def _points(made: str | None, count: int) -> list[int] | None:
    if made is None:
        return None
    if made.strip().lower() in ("none", ""):
        return []
    try:
        points = sorted({int(word) - 1 for word in made.split(",")})
    except ValueError:
        points = [-1]
    if not all(0 <= point < count for point in points):
        raise UserError(f"--made takes numbers from 1 to {count}", "for example --made 1,3, or --made none")
    return points
