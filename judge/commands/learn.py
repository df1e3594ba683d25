"""`judge hint`, `judge solution` and `judge diff`: help, from a nudge to the reference."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from judge.commands import terminal
from judge.commands.app import App, bank_option, language_option, pass_app, problem_argument

if TYPE_CHECKING:
    from judge.model import Language, Problem

yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@click.command()
@problem_argument
@click.option("--all", "every", is_flag=True, help="Show all hints.")
@language_option
@bank_option
@pass_app
def hint(app: App, slug: str, every: bool, language: Language) -> None:
    """Show one more hint; when there is none left, all of them again."""
    problem = app.problem(slug)
    app.require_open(slug, "this way to a hint")
    left = tell_hint(app, problem, language, every=every)
    if left is None:
        terminal.say(f"{slug} has no hints\n\nnext: judge solution {slug}")
    else:
        terminal.say(f"next: judge submit {slug}" + (f", or judge hint {slug}" if left else ""))


def tell_hint(app: App, problem: Problem, language: Language, *, every: bool = False) -> int | None:
    """Show the next hint, else all of them again, and store that; return how many are left, None if there are none."""
    from judge.commands.markdown import show_markdown

    slug, total = problem.slug, len(problem.hints)
    if not total:
        return None
    seen = app.ask_history(lambda history: history.hints_shown(slug), 0)
    if every or seen >= total:
        first, last = 1, total
    else:
        first = last = seen + 1
    for number in range(first, last + 1):
        heading = f"hint {number} of {total}"
        terminal.say(click.style(heading, bold=True) if terminal.has_colours() else heading)
        show_markdown(problem.hints[number - 1].get(language))
        terminal.say()
    # Seen before or not: a review counts the help that was needed this time.
    app.try_history(lambda history: history.record_hint(slug, last, datetime.now(UTC)), None)
    return total - last


@click.command()
@problem_argument
@yes_option
@language_option
@bank_option
@pass_app
def solution(app: App, slug: str, yes: bool, language: Language) -> int:
    """Show the reference solution, and why it works. Asks first when the problem is not solved."""
    from judge.commands.browse import next_to_solve
    from judge.commands.markdown import read_text, show_code, show_markdown

    problem = app.problem(slug)
    app.require_open(slug, "the solution")
    if not _may_reveal(app, problem, "solution", yes):
        terminal.say(f"not shown\n\nnext: judge hint {slug}")
        return 1
    code, explanation = read_text(problem.reference), read_text(problem.explanation(language))
    show_code(code)
    terminal.say()
    show_markdown(explanation)
    statuses = app.statuses()
    following = next_to_solve(app.summaries(), statuses, but=slug)
    compare = f"judge diff {slug} compares your last attempt with it; then " if slug in statuses else ""
    app.say_next(f"{compare}{following}")
    return 0


@click.command()
@problem_argument
@yes_option
@bank_option
@pass_app
def diff(app: App, slug: str, yes: bool) -> int:
    """Compare the last attempt with the reference. Asks first when the problem is not solved."""
    from judge.commands.markdown import read_text
    from judge.errors import UserError
    from judge.source import decode

    problem = app.problem(slug)
    app.require_open(slug, "the reference")
    attempts = app.history().attempts(slug, limit=1)
    if not attempts:
        raise UserError(f"nothing was submitted for {slug} yet", f"'judge submit {slug}' comes first")
    if not _may_reveal(app, problem, "diff", yes):
        terminal.say(f"not shown\n\nnext: judge hint {slug}")
        return 1
    last = attempts[0]
    lines = _unified(
        decode(app.history().source(last.id)), read_text(problem.reference), f"attempt {last.id}", "reference"
    )
    terminal.say("\n".join(lines) if lines else "the last attempt is the reference, letter by letter")
    app.say_next(f"judge solution {slug} says why the reference works")
    return 0


def _may_reveal(app: App, problem: Problem, verb: str, yes: bool) -> bool:
    """Whether the reference may be shown: solved, shown before, or the person says so.

    Raises:
        UserError: it is not solved, and there is nobody to ask.
    """
    slug = problem.slug
    if app.statuses().get(slug) == "solved" or app.ask_history(lambda history: history.is_revealed(slug), False):
        return True
    if not yes:
        if not (terminal.is_terminal(sys.stdin) and terminal.is_terminal(sys.stdout)):
            from judge.errors import UserError

            raise UserError(
                f"{slug} is not solved yet", f"'judge {verb} {slug} --yes' shows the reference all the same"
            )
        if not click.confirm(f"You have not solved {slug} yet. Show the reference solution?"):
            return False
    app.try_history(lambda history: history.record_reveal(slug, datetime.now(UTC)), None)
    return True


def _unified(before: str, after: str, before_name: str, after_name: str) -> list[str]:
    import difflib

    from judge.text import clean

    colours = {"+": "green", "-": "red", "@": "cyan"} if terminal.has_colours() else {}
    lines = difflib.unified_diff(
        clean(before).splitlines(), clean(after).splitlines(), before_name, after_name, lineterm=""
    )
    return [click.style(line, fg=colours[line[0]]) if line[:1] in colours else line for line in lines]
