"""`judge list` and `judge show`: what there is to solve."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from judge.commands import terminal
from judge.commands.app import (
    App,
    bank_option,
    json_option,
    language_option,
    pass_app,
    problem_argument,
)
from judge.report.layout import columns

if TYPE_CHECKING:
    from judge.index import Summary
    from judge.model import Language

DIFFICULTIES = ("easy", "medium", "hard")
_DISPENSABLE = ("topics", "minutes", "difficulty", "title")
"""The columns of the list that a narrow terminal goes without, the first one first."""
_COLOURS = {"solved": "green", "tried": "yellow"}


def _complete_topic(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    from judge.errors import JudgeError, UserError

    try:
        return [topic for topic in _topics(ctx.ensure_object(App).summaries()) if topic.startswith(incomplete)]
    except (UserError, JudgeError):
        return []


@click.command("list")
@click.option("--topic", shell_complete=_complete_topic, help="Only problems about this topic.")
@click.option("--difficulty", type=click.Choice(DIFFICULTIES), help="Only problems of this difficulty.")
@click.option("--status", type=click.Choice(["new", "tried", "solved"]), help="Only problems that stand so with you.")
@json_option
@language_option
@bank_option
@pass_app
def list_problems(
    app: App, topic: str | None, difficulty: str | None, status: str | None, as_json: bool, language: Language
) -> None:
    """List the problems, and which are solved."""
    every = app.summaries()
    _require_topic(topic, every)
    statuses = app.statuses()
    chosen = [
        problem
        for problem in in_order(every)
        if (topic is None or topic.lower() in problem.topics)
        and difficulty in (None, problem.difficulty)
        and status in (None, statuses.get(problem.slug, "new"))
    ]
    if as_json:
        from judge.report.json import dumps

        terminal.say(dumps([_listed(problem, statuses, language) for problem in chosen]))
        return
    table = _table(chosen, statuses, language) if chosen else "no problem is left with these filters"
    if not terminal.can_encode(table):  # rather another language than question marks
        table = _table(chosen, statuses, "en")
    terminal.say(table)
    terminal.say(f"\nnext: {next_to_solve(every, statuses)}")


@click.command()
@problem_argument
@language_option
@bank_option
@pass_app
def show(app: App, slug: str, language: Language) -> None:
    """Show a problem's statement."""
    from judge.commands.markdown import read_text, show_markdown

    problem = app.problem(slug)
    show_markdown(read_text(problem.statement(language)))
    started = os.path.lexists(f"{slug}.py")
    terminal.say(f"\nnext: judge run {slug}" if started else f"\nnext: judge start {slug}")


def in_order(problems: list[Summary]) -> list[Summary]:
    """Return the problems in the order in which a beginner may take them: the easy and short ones first."""
    return sorted(problems, key=lambda problem: (DIFFICULTIES.index(problem.difficulty), problem.minutes, problem.slug))


def next_to_solve(problems: list[Summary], statuses: Mapping[str, str], *, but: str = "") -> str:
    """Return the command that goes on with the first problem that is not solved and whose runtime is installed.

    Args:
        but: the slug of a problem to leave out.
    """
    for problem in in_order(problems):
        if statuses.get(problem.slug) != "solved" and problem.slug != but and has_runtime(problem.runtime):
            return f"judge show {problem.slug}"
    return "judge history"


def has_runtime(runtime: str) -> bool:
    """Return whether a library is installed, without the time that loading it takes."""
    from importlib.util import find_spec

    return find_spec(runtime) is not None


def _topics(problems: list[Summary]) -> list[str]:
    return sorted({topic for problem in problems for topic in problem.topics})


def _require_topic(topic: str | None, problems: list[Summary]) -> None:
    topics = _topics(problems)
    if topic is not None and topic.lower() not in topics:
        from judge.errors import UserError, near_miss

        raise UserError(f"no problem is about '{topic}'{near_miss(topic, topics)}", f"topics: {', '.join(topics)}")


def _listed(problem: Summary, statuses: Mapping[str, str], language: Language) -> dict[str, object]:
    return {
        "slug": problem.slug,
        "title": problem.title(language),
        "difficulty": problem.difficulty,
        "topics": list(problem.topics),
        "minutes": problem.minutes,
        "runtime": problem.runtime,
        "status": statuses.get(problem.slug, "new"),
    }


def _table(problems: list[Summary], statuses: Mapping[str, str], language: Language) -> str:
    """A row for each problem, without the columns that a narrow terminal has no room for."""
    rows = [
        {
            "status": statuses.get(problem.slug, "new"),
            "problem": problem.slug,
            "difficulty": problem.difficulty,
            "minutes": f"{problem.minutes:>7}",
            "topics": ", ".join(problem.topics),
            "title": problem.title(language),
        }
        for problem in problems
    ]
    rows.insert(0, {head: head for head in rows[0]})
    widths = {head: max(columns(row[head]) for row in rows) for head in rows[0]}
    room = terminal.table_columns()
    for head in _DISPENSABLE:
        if room and sum(widths.values()) + 2 * (len(widths) - 1) > room:
            del widths[head]
    colours = terminal.has_colours()
    lines = [_row(row, widths) for row in rows]
    if not colours:
        return "\n".join(lines)
    heads, *others = lines
    painted = [
        click.style(row["status"], fg=_COLOURS.get(row["status"])) + line[len(row["status"]) :]
        for row, line in zip(rows[1:], others, strict=True)
    ]
    return "\n".join([click.style(heads, dim=True), *painted])


def _row(cells: Mapping[str, str], widths: Mapping[str, int]) -> str:
    return "  ".join(cells[head] + " " * (width - columns(cells[head])) for head, width in widths.items()).rstrip()
