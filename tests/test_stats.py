"""`judge stats`: the figures, and how they look."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from practice_days import MORNING, PROBLEMS, TOKYO, after, did
from toy_cli import Cli

from judge.history import Activity
from judge.practice.render import render_stats
from judge.practice.stats import WEEKS, Best, Day, Share, Stats, compute_stats
from judge.report.console import Style


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The console command in an empty folder, with the toy bank."""
    return Cli(tmp_path, monkeypatch)


def stats(*activities: Activity, now: datetime = MORNING, zone: tzinfo = UTC) -> Stats:
    """The figures of these activities."""
    return compute_stats(PROBLEMS, activities, now, zone)


def test_solved_by_topic_and_difficulty() -> None:
    """A problem with an accepted submission is solved, in each of its topics; one of another bank is not counted."""
    figures = stats(did("WA"), did("AC", 1, problem="halve"), did("AC", 2, problem="elsewhere"))
    assert figures.solved == Share(1, 3)
    assert figures.topics == {"roots": Share(0, 1), "shares": Share(1, 1), "sums": Share(1, 2)}
    assert figures.difficulties == {"easy": Share(1, 2), "medium": Share(0, 0), "hard": Share(0, 1)}
    assert figures.submissions == Share(2, 3)


def test_first_try_is_the_very_first_submission() -> None:
    """Solved later is no first try, and neither is solved after the solution was shown."""
    figures = stats(
        did("AC"),
        did("WA", problem="halve"),
        did("AC", 1, problem="halve"),
        did("reveal", problem="root"),
        did("AC", 1, problem="root"),
    )
    assert figures.first_try == Share(1, 3)


@pytest.mark.parametrize(
    ("days", "today", "streak", "longest"),
    [
        ([], 5, 0, 0),
        ([3, 4, 5], 5, 3, 3),
        ([3, 4], 5, 2, 2),
        ([3, 4], 6, 0, 2),
        ([0, 1, 2, 4, 5], 5, 2, 3),
    ],
)
def test_streak(days: list[int], today: int, streak: int, longest: int) -> None:
    """Days in a row up to today; a day that is not over yet does not break it."""
    figures = stats(*(did("WA", days=day) for day in days), now=after(days=today))
    assert (figures.streak, figures.longest_streak) == (streak, longest)


def test_days_are_those_of_the_person_s_zone() -> None:
    """Shortly before and after midnight in Tokyo are two days there, and one in London."""
    late, early = did("WA", 5 * 60 + 55), did("WA", 6 * 60 + 5)
    assert stats(late, early, now=early.at, zone=TOKYO).streak == 2
    assert stats(late, early, now=early.at, zone=UTC).streak == 1


def test_best_times_count_from_the_start() -> None:
    """The fastest of all solutions that began with `judge start`, none where the solution was shown."""
    figures = stats(
        *(did("start"), did("AC", 9)),
        *(did("start", 60), did("WA", 61), did("AC", 64)),
        did("AC", 70),
        *(did("start", problem="halve"), did("reveal", 1, problem="halve"), did("AC", 2, problem="halve")),
        did("AC", problem="root"),
    )
    assert figures.best == [Best("double", 4.0, 10, after(64))]


def test_calendar_ends_today_and_begins_on_a_monday() -> None:
    """Every day of the last weeks is there once, with what was submitted and accepted."""
    now = after(days=3)
    figures = stats(did("WA"), did("AC", 1), did("AC", days=3), did("WA", days=-400), now=now)
    assert figures.calendar[0].day == date(2024, 5, 6) - timedelta(weeks=WEEKS - 1)
    assert figures.calendar[-1] == Day(date(2024, 5, 9), 1, 1)
    assert figures.calendar[-4] == Day(date(2024, 5, 6), 2, 1)
    assert len(figures.calendar) == 7 * (WEEKS - 1) + 4
    assert sum(day.submissions for day in figures.calendar) == 3


def test_figures_in_words() -> None:
    """All figures are on the page, in ASCII without colours."""
    done = [did("start"), did("AC", 9.5), *(did("WA", minute, days=2, problem="halve") for minute in range(12))]
    text = render_stats(stats(*done, now=after(days=2)), UTC)
    assert text == EXPECTED
    assert text.isascii()


EXPECTED = """\
1 of 3 problems solved
13 submissions, 1 accepted
1 of 2 solved at the first submission, the solution not shown before
streak: 1 day, the longest 1 day

difficulty  solved
easy          1 of 2   ##########..........
hard          0 of 1   ....................

topic       solved
roots         0 of 1   ....................
shares        0 of 1   ....................
sums          1 of 2   ##########..........

best times, from judge start on
  double      9:30  of 10 minutes expected, on 2024-05-06

     Jan Feb     Mar     Apr       May
Mon  . . . . . . . . . . . . . . . 1
     . . . . . . . . . . . . . . . .
Wed  . . . . . . . . . . . . . . . +
     . . . . . . . . . . . . . . .
Fri  . . . . . . . . . . . . . . .
     . . . . . . . . . . . . . . .
Sun  . . . . . . . . . . . . . . .
each place: submissions on that day, + for ten or more"""


def test_colours_tell_accepted_days() -> None:
    """A day with an accepted submission is green, one without yellow."""
    text = render_stats(stats(did("AC"), did("WA", days=1), now=after(days=1)), UTC, Style(color=True))
    assert "\x1b[32m1\x1b[0m" in text
    assert "\x1b[33m1\x1b[0m" in text


def test_command_in_an_empty_history(cli: Cli) -> None:
    """Nothing done yet is shown as that, and no history is made for it."""
    ended = cli("stats")
    assert ended.code == 0
    assert ended.out.startswith("0 of 3 problems solved\n\n")
    assert ended.last_line == "next: judge next"
    assert not (cli.home / "history.db").exists()


def test_only_a_solution_that_was_shown_spoils_the_first_submission(cli: Cli) -> None:
    """The line says so; a hint does not spoil it."""
    cli("hint", "double")
    cli("solution", "halve", "--yes")
    for slug in ("double", "halve"):
        cli.write(f"{slug}.py", "")
        cli("submit", slug)
    assert "1 of 2 solved at the first submission, the solution not shown before\n" in cli("stats").out


def test_command_counts_what_was_submitted(cli: Cli) -> None:
    """What the other commands store is counted; a fault of the judge is not."""
    cli("start", "double")
    cli.write("double.py", "# verdict JE broken")
    cli("submit", "double")
    cli.write("double.py", "")
    cli("submit", "double")
    document = json.loads(cli("stats", "--json").out)
    assert document["schema"] == "judge-stats/1"
    assert (document["solved"], document["problems"], document["submissions"], document["accepted"]) == (1, 3, 1, 1)
    assert document["first_try"] == {"solved": 1, "tried": 1}
    assert [best["problem"] for best in document["best_times"]] == ["double"]
    assert document["topics"]["sums"] == {"solved": 1, "problems": 2}
    assert document["calendar"][-1]["submissions"] == 1
