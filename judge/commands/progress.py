"""`judge stats`, `judge next` and `judge review`: how far you are, what to do now, and what is due."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import click

from judge.commands import terminal
from judge.commands.app import App, bank_option, json_option, pass_app

if TYPE_CHECKING:
    from datetime import datetime

    from judge.history import Activity
    from judge.practice.next_step import Step
    from judge.practice.review import Review
    from judge.practice.sittings import Sitting


class Practice(NamedTuple):
    """What the history says, at one moment."""

    now: datetime
    activities: list[Activity]
    sittings: list[Sitting]
    reviews: list[Review]


def read_practice(app: App) -> Practice:
    """Return what the history says now. Raises UserError, BankError; a history that cannot be read is a warning."""
    from judge.practice.review import plan_reviews
    from judge.practice.sittings import group_sittings

    now = app.clock.now_utc()
    activities = _read_activities(app)
    sittings = group_sittings(activities)
    minutes = {problem.slug: problem.minutes for problem in app.summaries()}
    return Practice(now, activities, sittings, plan_reviews(sittings, minutes, now))


def _read_activities(app: App) -> list[Activity]:
    nothing: list[Activity] = []
    return app.ask_history(lambda history: history.activities(), nothing)


@click.command()
@json_option
@bank_option
@pass_app
def stats(app: App, as_json: bool) -> None:
    """Show how far you are: problems solved, streak, topics, first tries, best times, and a calendar."""
    from judge.practice.render import render_stats, stats_dict
    from judge.practice.stats import compute_stats
    from judge.report.json import dumps

    activities = _read_activities(app)
    figures = compute_stats(app.summaries(), activities, app.clock.now_utc(), None)
    if as_json:
        terminal.say(dumps(stats_dict(figures)))
    else:
        terminal.say(f"{render_stats(figures, None, app.style)}\n\nnext: judge next")


@click.command("next")
@json_option
@bank_option
@pass_app
def next_step(app: App, as_json: bool) -> None:
    """Say what to do now, and why."""
    from judge.commands.browse import has_runtime
    from judge.practice.next_step import choose_step
    from judge.practice.render import step_dict
    from judge.report.json import dumps
    from judge.report.layout import indent

    step = _mock_step(app)
    if step is None:
        practice = read_practice(app)
        step = choose_step(app.summaries(), practice.sittings, practice.reviews, practice.now, None, has_runtime)
    command = command_for(step)
    if as_json:
        terminal.say(dumps(step_dict(step, command)))
    else:
        words = step.reason if step.kind in ("wait", "mock") else f"{step.problem}: {step.reason}"
        terminal.say(indent([words], "", app.style.width))
        app.say_next(command)


def _mock_step(app: App) -> Step | None:
    """What a running mock interview leaves to do: that comes before everything else."""
    session = app.running_mock()
    if session is None:
        return None
    from judge.mock.words import clock_time
    from judge.practice.next_step import Step

    asked = ", ".join(session.slugs)
    return Step("mock", "", f"mock interview {session.number} is running until {clock_time(session.deadline)}: {asked}")


@click.command()
@json_option
@bank_option
@pass_app
def review(app: App, as_json: bool) -> None:
    """Show what is due to be done again, and when the rest will be."""
    from judge.practice.render import render_reviews, reviews_dict
    from judge.practice.review import pick_due
    from judge.report.json import dumps

    practice = read_practice(app)
    due = pick_due(practice.reviews, practice.now, None)
    later = [each for each in practice.reviews if each not in due]
    if as_json:
        terminal.say(dumps(reviews_dict(due, later, None)))
    elif practice.reviews:
        asked = bool(due) and app.is_asked(due[0].problem)
        following = _begin_again(due[0].problem) if due and not asked else "judge next"
        terminal.say(f"{render_reviews(due, later, practice.now, None)}\n\nnext: {following}")
    else:
        terminal.say("nothing was submitted yet, so that nothing is due\n\nnext: judge next")


def command_for(step: Step) -> str:
    """Return the command that does the next step."""
    match step.kind:
        case "mock":
            return "judge mock status"
        case "go on":
            slug = step.problem
            return f"judge watch {slug}" if os.path.lexists(f"{slug}.py") else f"judge start {slug}"
        case "review":
            return _begin_again(step.problem)
        case "new":
            return f"judge show {step.problem}"
    return "judge review" if step.problem else "judge doctor"


def _begin_again(slug: str) -> str:
    """The command that writes an empty file: what was solved once is not to be read again."""
    return f"judge start {slug}" + (" --force" if os.path.lexists(f"{slug}.py") else "")
