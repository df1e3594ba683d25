"""The questions that an interviewer asks after the code: answered in a few lines, then the points made are ticked."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from judge.errors import JudgeError, UserError
from judge.mock.board import Board, Part
from judge.model import Language, Problem
from judge.text import clean

_LONGEST = 4000
_HOW_TO_ANSWER = (
    "(a few lines, then an empty one; an empty line at once passes the question over; Ctrl-D leaves the rest for later)"
)
_YES = ("y", "yes", "是", "对")
_NO = ("n", "no", "否", "不", "不是", "不对")


class Talk(Protocol):
    """A person at a terminal."""

    def say(self, text: str = "") -> None:
        """Show lines."""

    def hear(self, prompt: str) -> str:
        """Return the next line that the person types. Raises EOFError when there will be none."""


class Keeper(NamedTuple):
    """Where answers go: (slug, question, text) and (slug, question, points)."""

    answer: Callable[[str, int, str], None]
    tick: Callable[[str, int, list[int]], None]


def open_questions(board: Board, problem: Callable[[str], Problem], slug: str = "") -> list[tuple[str, int]]:
    """Return the questions that are to be answered, or ticked: those of problems that are solved, at the end of all.

    Args:
        slug: look only at this problem.
    """
    found = []
    for part in board.parts:
        if (part.solved_at is not None or board.closed_at is not None) and slug in ("", part.slug):
            found += [(part.slug, number) for number in range(_count(problem, part.slug)) if _is_open(part, number)]
    return found


def _count(problem: Callable[[str], Problem], slug: str) -> int:
    """How many questions a problem has; none where the bank has lost it."""
    try:
        return len(problem(slug).followups)
    except (UserError, JudgeError):
        return 0


def _is_open(part: Part, number: int) -> bool:
    return number not in part.answers or (bool(part.answers[number]) and number not in part.ticks)


def ask(problem: Problem, number: int, part: Part, language: Language, talk: Talk, keeper: Keeper) -> None:
    """Ask one question, keep the answer, show the points, and keep which of them it made.

    Raises:
        EOFError: the person has gone; what was said so far is kept.
    """
    followup = problem.followups[number]
    talk.say(f"\n{problem.slug}, question {number + 1} of {len(problem.followups)}: {followup.question.get(language)}")
    answer = part.answers.get(number)
    if answer is None:
        talk.say(_HOW_TO_ANSWER)
        answer = _hear_answer(talk)
        keeper.answer(problem.slug, number, answer)
    if not answer:
        return
    talk.say("\nwhich of these points did you make?")
    made = []
    for index, point in enumerate(followup.points):
        talk.say(f"  {index + 1}. {point.get(language)}")
        if _hear_yes(talk, "     made it? [y/n] "):
            made.append(index)
    keeper.tick(problem.slug, number, made)


def _hear_yes(talk: Talk, prompt: str) -> bool:
    """Ask until it is yes or no."""
    while (word := talk.hear(prompt).strip().lower()) not in (*_YES, *_NO):
        talk.say("     y for yes, n for no")
    return word in _YES


def _hear_answer(talk: Talk) -> str:
    lines: list[str] = []
    while True:
        try:
            line = clean(talk.hear("> ")).strip()
        except EOFError:
            if lines:
                return "\n".join(lines)[:_LONGEST]
            raise
        if not line:
            return "\n".join(lines)[:_LONGEST]
        lines.append(line)
