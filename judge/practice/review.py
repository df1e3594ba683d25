"""When to do a problem again: spaced repetition by the fsrs package, with ratings that come from what happened.

Nobody grades themselves. Each sitting that was decided (see sittings.py) is one review, rated so:

    Again   not solved, or solved after the solution was shown
    else by strain, which is the sum of
            failed submissions before the accepted one, at most 2
            hints shown, each 1
            time: 1 over the problem's expected minutes, 2 over twice as many
            0        Easy when it took at most half the expected minutes, from `judge start` on; else Good
            1        Good
            2 or 3   Hard
            4 up     Again: with so much help it was not remembered

The schedule is that of `fsrs.Scheduler` with its own parameters, without fuzz, so that two machines with the same
history agree, and without learning steps: they are minutes, made for flash cards, and a problem takes half an hour.
Nothing of it is stored: it is computed from the history, so that merged histories have the schedule of the whole.

What is due becomes so at the beginning of its day in the person's own zone: who practises at eight in the evening need
not wait for eight in the evening.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from fsrs import Card, Rating, Scheduler

from judge.practice.sittings import Sitting

_MOST_FAILURES = 2
_HARD, _AGAIN = 2, 4  # strain


class Review(NamedTuple):
    """When a problem is to be done again.

    Attributes:
        due: the moment that the schedule names, in UTC; the person's day of it is what counts.
        last: the sitting before.
        rating: of that sitting.
        times: how many sittings there were.
        recall: how likely the problem is still known, from 0 to 1, by the model.
    """

    problem: str
    due: datetime
    last: Sitting
    rating: Rating
    times: int
    recall: float

    def due_date(self, zone: tzinfo | None) -> date:
        """The day on which it is due; without a zone, in that of this machine."""
        return self.due.astimezone(zone).date()


def rate(sitting: Sitting, minutes: int) -> Rating:
    """Return the rating of a sitting that was decided.

    Args:
        minutes: how long the problem is expected to take.
    """
    if not sitting.solved or sitting.revealed:
        return Rating.Again
    late = (sitting.minutes > minutes) + (sitting.minutes > 2 * minutes)
    strain = min(sitting.failures, _MOST_FAILURES) + sitting.hints + late
    if strain >= _AGAIN:
        return Rating.Again
    if strain >= _HARD:
        return Rating.Hard
    quick = sitting.timed and sitting.minutes <= minutes / 2
    return Rating.Easy if strain == 0 and quick else Rating.Good


def make_scheduler() -> Scheduler:
    """The schedule that reviews follow."""
    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def plan_reviews(sittings: Iterable[Sitting], minutes: Mapping[str, int], now: datetime) -> list[Review]:
    """Return a review for every problem that was decided once, the one that is due first at the front.

    Args:
        sittings: in the order of time.
        minutes: the problems that can be practised, and how long each is expected to take; others are left out.
        now: the moment for which `recall` holds.
    """
    scheduler = make_scheduler()
    cards: dict[str, Card] = {}
    reviews: dict[str, Review] = {}
    for sitting in sittings:
        slug = sitting.problem
        if slug not in minutes or not sitting.is_decided:
            continue
        moment = sitting.at.astimezone(UTC)
        rating = rate(sitting, minutes[slug])
        # A card without a number of its own would take one from the clock, and wait a millisecond.
        card = cards.get(slug) or Card(card_id=len(cards), due=moment)
        cards[slug], _ = scheduler.review_card(card, rating, moment)
        times = reviews[slug].times + 1 if slug in reviews else 1
        reviews[slug] = Review(slug, cards[slug].due, sitting, rating, times, 0.0)
    known = [
        review._replace(recall=scheduler.get_card_retrievability(cards[slug], now.astimezone(UTC)))
        for slug, review in reviews.items()
    ]
    return sorted(known, key=lambda review: (review.due, review.problem))


def pick_due(reviews: Iterable[Review], now: datetime, zone: tzinfo | None) -> list[Review]:
    """Return what is due today or since, the one that is most likely forgotten first."""
    today = now.astimezone(zone).date()
    due = [review for review in reviews if review.due_date(zone) <= today]
    return sorted(due, key=lambda review: (review.recall, review.due, review.problem))
