"""Which problems to ask: unseen ones first, then weak ones. The same seed and the same history make the same choice."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence

from judge.errors import UserError, near_miss, unknown_problem
from judge.index import Summary
from judge.practice.sittings import Sitting

MOST = 4
"""How many problems are asked at most when the person does not say."""
_DIFFICULTIES = ("easy", "medium", "hard")
UNSEEN, UNSOLVED, SHAKY, SOUND = range(4)


def choose(
    problems: Sequence[Summary],
    sittings: Iterable[Sitting],
    *,
    minutes: float,
    seed: int,
    asked: Iterable[str] = (),
    count: int | None = None,
    topic: str | None = None,
    difficulty: str | None = None,
) -> list[str]:
    """Return the slugs of the problems to ask, the easy and short ones first.

    Args:
        problems: those that could be asked.
        sittings: what was done before.
        minutes: how long the session takes; without a count, as many are asked as fit by their own minutes, at least
            one and at most MOST.
        seed: decides between equals.
        asked: problems of earlier sessions, which are not unseen even where nothing was done.
        count: how many.
        topic: ask only problems about this.
        difficulty: ask only problems of this one.

    Raises:
        UserError: there are none, or too few.
    """
    _require_topic(topic, problems)
    fitting = [
        problem
        for problem in problems
        if (topic is None or topic.lower() in problem.topics) and difficulty in (None, problem.difficulty)
    ]
    if len(fitting) < (count or 1):
        raise _too_few(len(fitting), count, is_filtered=topic is not None or difficulty is not None)
    known = dict.fromkeys(asked, UNSOLVED) | weaknesses(sittings)
    order = random.Random(seed)
    drawn = sorted(fitting, key=lambda problem: problem.slug)
    order.shuffle(drawn)
    drawn.sort(key=lambda problem: known.get(problem.slug, UNSEEN))
    chosen = drawn[:count] if count else _fill(drawn, minutes)
    chosen.sort(key=lambda problem: (_DIFFICULTIES.index(problem.difficulty), problem.minutes, problem.slug))
    return [problem.slug for problem in chosen]


def _too_few(there: int, count: int | None, *, is_filtered: bool) -> UserError:
    if there:
        matching = (" that matches" if there == 1 else " that match") if is_filtered else ""
        return UserError(
            f"{count} problems were asked for, and only {there} {'is' if there == 1 else 'are'} there{matching}",
            f"take --count {there}" + (", or leave out --topic or --difficulty" if is_filtered else ""),
        )
    if is_filtered:
        return UserError("no problem that can be asked here matches", "leave out --topic or --difficulty")
    return UserError("no problem can be asked here", "'judge doctor' says what is missing")


def require_known(slugs: Sequence[str], known: Collection[str]) -> list[str]:
    """Return the slugs that the person names, each once. Raises UserError for one that does not exist, or for none."""
    for slug in slugs:
        if slug not in known:
            raise unknown_problem(slug, known)
    if not slugs:
        raise UserError("--problems names no problem", "for example --problems softmax,attention")
    return list(dict.fromkeys(slugs))


def weaknesses(sittings: Iterable[Sitting]) -> dict[str, int]:
    """Return how well each problem went when it was last done: UNSOLVED, SHAKY with help or failures, or SOUND."""
    found: dict[str, int] = {}
    for sitting in sittings:
        if not sitting.solved or sitting.revealed:
            found[sitting.problem] = UNSOLVED
        else:
            found[sitting.problem] = SHAKY if sitting.failures or sitting.hints else SOUND
    return found


def _fill(drawn: Sequence[Summary], minutes: float) -> list[Summary]:
    chosen = [drawn[0]]
    left = minutes - drawn[0].minutes
    for problem in drawn[1:]:
        if len(chosen) < MOST and problem.minutes <= left:
            chosen.append(problem)
            left -= problem.minutes
    return chosen


def _require_topic(topic: str | None, problems: Sequence[Summary]) -> None:
    topics = sorted({topic for problem in problems for topic in problem.topics})
    if topic is not None and topic.lower() not in topics:
        raise UserError(f"no problem is about '{topic}'{near_miss(topic, topics)}", f"topics: {', '.join(topics)}")
