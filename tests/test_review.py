"""`judge review` and `judge next`: ratings come from what happened, and the schedule is that of the fsrs package."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from fsrs import Card, Rating, Scheduler
from practice_days import MINUTES, MORNING, PROBLEMS, TOKYO, after, did
from toy_cli import Cli

from judge.history import Activity
from judge.model import Verdict
from judge.practice.next_step import Step, choose_step
from judge.practice.render import render_reviews
from judge.practice.review import Review, pick_due, plan_reviews, rate
from judge.practice.sittings import group_sittings


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The console command in an empty folder, with the toy bank."""
    return Cli(tmp_path, monkeypatch)


def rating_of(*activities: Activity) -> Rating:
    """The rating of the one sitting that these make, for a problem of 10 minutes."""
    (sitting,) = group_sittings(activities)
    return rate(sitting, 10)


@pytest.mark.parametrize(
    ("activities", "rating"),
    [
        ([did("start"), did("AC", 5)], Rating.Easy),
        ([did("start"), did("AC", 5.1)], Rating.Good),
        ([did("AC")], Rating.Good),
        ([did("start"), did("AC", 10.5)], Rating.Good),
        ([did("start"), did("WA", 1), did("AC", 2)], Rating.Good),
        ([did("start"), did("hint", 1, number=1), did("AC", 2)], Rating.Good),
        ([did("start"), did("AC", 21)], Rating.Hard),
        ([did("CE"), did("WA", 1), did("AC", 2)], Rating.Hard),
        ([*(did("WA", minute) for minute in range(9)), did("AC", 9)], Rating.Hard),
        ([did("hint", number=1), did("WA", 1), did("AC", 2)], Rating.Hard),
        ([did("hint", number=2), did("WA"), did("WA", 1), did("AC", 2)], Rating.Again),
        ([did("start"), did("hint", 1, number=3), did("AC", 11)], Rating.Again),
        ([did("WA")], Rating.Again),
        ([did("reveal")], Rating.Again),
        ([did("start"), did("reveal", 1), did("AC", 2)], Rating.Again),
    ],
)
def test_rating_comes_from_what_happened(activities: list[Activity], rating: Rating) -> None:
    """Verdict, failures, hints, the solution shown, and the time make the rating; nobody is asked."""
    assert rating_of(*activities) is rating


def plan(*activities: Activity, now: datetime = MORNING) -> dict[str, Review]:
    """The reviews that these activities lead to."""
    return {review.problem: review for review in plan_reviews(group_sittings(activities), MINUTES, now)}


def test_failed_today_is_due_before_solved_first_try() -> None:
    """What was not solved comes back sooner than what was solved at once, on whichever of them the day began."""
    for first, second in (("double", "halve"), ("halve", "double")):
        reviews = plan(did("WA", problem=first), did("AC", 5, problem=second))
        assert reviews[first].due_date(UTC) < reviews[second].due_date(UTC)


def test_sixty_days_follow_the_package_s_own_schedule() -> None:
    """Practising what is due for sixty days, well and badly, each due moment is the one that fsrs itself names."""
    habits = {"double": [Rating.Good, Rating.Easy], "halve": [Rating.Again, Rating.Hard, Rating.Good]}
    ways = {
        Rating.Again: [("WA", 3.0)],
        Rating.Hard: [("start", 0.0), ("WA", 1.0), ("WA", 2.0), ("AC", 4.0)],
        Rating.Good: [("AC", 6.0)],
        Rating.Easy: [("start", 0.0), ("AC", 2.0)],
    }
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    cards = {slug: Card(card_id=number, due=MORNING) for number, slug in enumerate(habits)}
    done: list[Activity] = []
    practised = dict.fromkeys(habits, 0)
    for day in range(60):
        now = after(days=day)
        due = {review.problem for review in pick_due(plan(*done, now=now).values(), now, UTC)} if day else set(habits)
        assert due == {slug for slug, card in cards.items() if card.due.date() <= now.date()}
        for slug in sorted(due):
            rating = habits[slug][practised[slug] % len(habits[slug])]
            done += [did(kind, minutes, days=day, problem=slug) for kind, minutes in ways[rating]]
            cards[slug], _ = scheduler.review_card(cards[slug], rating, done[-1].at)
            practised[slug] += 1
            review = plan(*done, now=now)[slug]
            assert (review.due, review.rating, review.times) == (cards[slug].due, rating, practised[slug])
        done.sort(key=lambda activity: activity.at)
    assert practised["halve"] > practised["double"] >= 3


def test_recall_is_the_package_s() -> None:
    """How likely a problem is still known falls with the days, as fsrs computes it."""
    now = after(days=9)
    review = plan(did("AC"), now=now)["double"]
    card, _ = Scheduler(learning_steps=()).review_card(Card(card_id=1), Rating.Good, MORNING)
    assert review.recall == Scheduler().get_card_retrievability(card, now)
    assert 0 < review.recall < plan(did("AC"), now=after(days=1))["double"].recall < 1


def test_problem_that_is_not_in_the_bank_is_not_planned() -> None:
    """A problem of another bank cannot be practised here."""
    assert list(plan(did("AC", problem="elsewhere"), did("AC"))) == ["double"]


@pytest.mark.parametrize(("hour", "zone", "is_due"), [(15, UTC, False), (15, TOKYO, True), (14, TOKYO, False)])
def test_due_from_the_beginning_of_the_person_s_own_day(hour: int, zone: tzinfo, is_due: bool) -> None:
    """Due tomorrow means from midnight on where the person is: at 15 h UTC it is tomorrow in Tokyo."""
    reviews = plan(did("WA"))
    assert bool(pick_due(reviews.values(), MORNING.replace(hour=hour), zone)) is is_due


def test_what_is_most_likely_forgotten_comes_first() -> None:
    """Among what is due, the order is that of the recall."""
    now = after(days=40)
    due = pick_due(plan(did("AC"), did("WA", problem="halve"), now=now).values(), now, UTC)
    assert [review.problem for review in due] == ["halve", "double"]


def step(*activities: Activity, now: datetime, installed: Sequence[str] = ("numpy", "tensorflow")) -> Step:
    """What is to be done at a moment."""
    sittings = group_sittings(activities)
    reviews = plan_reviews(sittings, MINUTES, now)
    return choose_step(PROBLEMS, sittings, reviews, now, UTC, lambda runtime: runtime in installed)


def test_next_is_what_is_open() -> None:
    """Who submitted something wrong a moment ago goes on with it; what is solved, given up or long ago is not open."""
    assert step(did("WA"), now=after(12)) == Step(
        "go on", "double", "it is open: 12 minutes ago the last submission was not accepted"
    )
    assert step(did("start", problem="halve"), now=after(0.5)) == Step(
        "go on", "halve", "it is open: you began just now"
    )
    for over in ([did("AC")], [did("WA"), did("reveal", 1)]):
        assert step(*over, now=after(2)).kind == "new"
    assert step(did("WA"), now=after(200)).kind == "new"


def test_next_is_what_is_due_before_what_is_new() -> None:
    """A review comes before a new problem, and says how the last time went."""
    assert step(did("WA"), did("AC", 1), now=after(days=4)) == Step(
        "review", "double", "it is due: 4 days ago solved after 1 failed submission"
    )
    both = step(did("AC"), did("WA", problem="halve"), now=after(days=30))
    assert both.reason == "it is due: 30 days ago not solved after 1 submission; 1 more is due"


def test_next_is_the_easiest_new_problem_that_can_be_run() -> None:
    """Easy and short first; a problem whose runtime is missing is not proposed."""
    assert step(now=MORNING) == Step("new", "double", "it is new: easy, about 10 minutes, on sums")
    done = [did("AC", 0), did("AC", 1, problem="halve")]
    assert step(*done, now=after(10)).problem == "root"
    resting = step(*done, now=after(10), installed=["numpy"])
    assert resting == Step("wait", "double", "nothing is due before Wed 8 May")
    assert step(now=MORNING, installed=[]).kind == "wait"


def test_what_is_due_in_words() -> None:
    """A line for each problem: when it is due, and how it went."""
    now = after(days=2)
    reviews = list(plan(did("WA"), did("hint", 5, number=1, problem="halve"), did("AC", 6, problem="halve")).values())
    due = pick_due(reviews, now, UTC)
    text = render_reviews(due, [review for review in reviews if review not in due], now, UTC)
    assert text == (
        "2 problems due\n"
        "  double  due yesterday (Tue 7 May): 2 days ago not solved after 1 submission\n"
        "  halve   due today (Wed 8 May): 2 days ago solved at once, with 1 hint"
    )
    later = render_reviews([], reviews, MORNING, UTC)
    assert later == "nothing is due\n\nlater\n  double  tomorrow (Tue 7 May)\n  halve   in 2 days (Wed 8 May)"


def test_commands_without_a_history(cli: Cli) -> None:
    """A first-time user is told what to begin with, and no history is made for it."""
    ended = cli("next")
    assert (ended.code, ended.last_line) == (0, "next: judge show double")
    assert "double: it is new: easy, about 5 minutes, on sums" in ended.out
    assert "nothing is due" in cli("review").out
    assert not (cli.home / "history.db").exists()


def test_commands_after_a_failed_submission(cli: Cli) -> None:
    """What was just failed is open; it is due tomorrow, and in JSON all of that can be read."""
    cli("start", "double")
    cli.write("double.py", "# verdict WA off")
    cli("submit", "double")
    assert cli("next").last_line == "next: judge watch double"
    assert json.loads(cli("next", "--json").out) == {
        "schema": "judge-next/1",
        "kind": "go on",
        "problem": "double",
        "reason": "it is open: just now the last submission was not accepted",
        "command": "judge watch double",
    }
    document = json.loads(cli("review", "--json").out)
    assert (document["schema"], document["due"]) == ("judge-review/1", [])
    (later,) = document["later"]
    assert (later["problem"], later["last"]["rating"], later["reviews"]) == ("double", "again", 1)
    assert date.fromisoformat(later["due_date"]) >= datetime.now(UTC).date()
    assert "double  tomorrow" in cli("review").out


def test_review_begins_with_an_empty_file(cli: Cli) -> None:
    """What is due is written anew; where the old file lies, with --force, which keeps a copy."""
    record_long_ago(cli, "double")
    assert cli("review").last_line == "next: judge start double"
    cli.write("double.py", "# verdict WA off")
    assert cli("next").last_line == "next: judge start double --force"


def record_long_ago(cli: Cli, problem: str) -> None:
    """Store an accepted attempt of a month ago."""
    from contextlib import closing

    from toy_cli import make_report

    from judge.history import History

    with closing(History(cli.home / "history.db")) as history:
        moment = datetime.now(UTC) - timedelta(days=30)
        history.record(make_report(Verdict.AC, problem=problem), b"", document="{}", started_at=moment)


def test_hint_seen_again_counts_again(cli: Cli) -> None:
    """A hint that is read again in another sitting is help in that one too."""
    for _ in range(3):
        cli("hint", "double")
    from contextlib import closing

    from judge.history import History

    with closing(History(cli.home / "history.db")) as history:
        assert [activity.number for activity in history.activities()] == [1, 2, 2]


def test_history_that_cannot_be_read_is_a_warning(cli: Cli) -> None:
    """The commands say what is wrong, and go on as without a history."""
    cli.home.mkdir()
    (cli.home / "history.db").mkdir()
    for command in ("next", "review", "stats"):
        ended = cli(command)
        assert ended.code == 0
        assert ended.err.count("\n") == 1
        assert "warning" in ended.err
