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

if TYPE_CHECKING:
    from judge.index import Summary
    from judge.model import Language

DIFFICULTIES = ("easy", "medium", "hard")
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
    terminal.say(_table(chosen, statuses, language) if chosen else "no problem is left with these filters")
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
    """The title comes last, since Chinese characters take two columns each."""
    heads = ("status", "problem", "difficulty", "minutes", "topics", "title")
    rows = [
        (
            statuses.get(problem.slug, "new"),
            problem.slug,
            problem.difficulty,
            f"{problem.minutes:>7}",
            ", ".join(problem.topics),
            problem.title(language),
        )
        for problem in problems
    ]
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads) - 1)]
    colours = terminal.has_colours()
    lines = [click.style(_row(heads, widths), dim=True) if colours else _row(heads, widths)]
    for row in rows:
        line = _row(row, widths)
        status = row[0]
        lines.append(click.style(status, fg=_COLOURS.get(status)) + line[len(status) :] if colours else line)
    return "\n".join(lines)


def _row(cells: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join([*(cell.ljust(width) for cell, width in zip(cells, widths, strict=False)), cells[-1]])
