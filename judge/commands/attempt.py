"""`judge run` and `judge submit`: one file, judged."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import click

from judge.commands import terminal
from judge.commands.app import App, bank_option, complete_slug, json_option, pass_app, seed_option
from judge.sandbox.tiers import TIERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from judge.model import Options, Problem, Report, Tier
    from judge.source import Source


_TIMING_S = 1.5


class Judged(NamedTuple):
    """What a command has judged."""

    problem: Problem
    source: Source
    report: Report
    started_at: datetime


def _words(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the arguments [PROBLEM] [FILE], and the options that say how to judge."""
    for decorate in (
        bank_option,
        click.option("--isolation", type=click.Choice(TIERS), help="Confine the code at this tier."),
        seed_option(),
        click.argument("file", required=False, type=click.Path()),
        click.argument("problem", required=False, shell_complete=_complete_word),
    ):
        command = decorate(command)
    return command


def _complete_word(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
    """A slug or a file."""
    from click.shell_completion import CompletionItem

    slugs = [CompletionItem(slug) for slug in complete_slug(ctx, parameter, incomplete)]
    return [*slugs, CompletionItem(incomplete, type="file")]


@click.command()
@_words
@json_option
@pass_app
def run(
    app: App, problem: str | None, file: str | None, seed: int | None, isolation: Tier | None, as_json: bool
) -> int:
    """Try a file on the visible examples. PROBLEM or FILE alone is enough when it says which."""
    judged = _judge(app, problem, file, "run", _options(seed, isolation, examples=True), quiet=as_json)
    return _tell(app, judged.report, as_json, _next_step_of_run(judged), noun="example", every_case=True)


@click.command()
@_words
@click.option(
    "--timing/--no-timing", default=None, help="Time an accepted file against the reference (default: on a terminal)."
)
@json_option
@pass_app
def submit(
    app: App,
    problem: str | None,
    file: str | None,
    seed: int | None,
    isolation: Tier | None,
    timing: bool | None,
    as_json: bool,
) -> int:
    """Judge a file on the hidden tests, and keep the attempt. PROBLEM or FILE alone is enough when it says which."""
    timed = sys.stdout.isatty() and not as_json if timing is None else timing
    judged = _judge(app, problem, file, "submit", _options(seed, isolation, timed=timed), quiet=as_json)
    keep_attempt(app, judged)
    return _tell(app, judged.report, as_json, "" if as_json else _next_step(app, judged))


def keep_attempt(app: App, judged: Judged) -> None:
    """Store the attempt, before anybody hears of it. Where that fails the verdict stands all the same."""
    import json

    from judge.report.json import report_dict

    document = json.dumps(report_dict(judged.report))
    app.try_history(
        lambda history: history.record(
            judged.report, judged.source.content, document=document, started_at=judged.started_at
        ),
        0,
    )


def _options(seed: int | None, isolation: Tier | None, *, examples: bool = False, timed: bool = False) -> Options:
    from judge.model import Options

    chosen = Options(examples=examples, isolation=isolation, timing_s=_TIMING_S if timed else 0.0)
    if seed is None:
        return chosen
    from msgspec.structs import replace

    return replace(chosen, seed=seed)


def _without_guess(options: Options) -> Options:
    """In an interview nobody says what a mistake looks like."""
    from msgspec.structs import replace

    return replace(options, guesses=0)


def _judge(app: App, problem: str | None, file: str | None, verb: str, options: Options, *, quiet: bool) -> Judged:
    """Find the file, read it, and have it judged."""
    from judge.workspace import find_target, read_target

    target = find_target(problem, file, app.bank.slugs, verb)
    source, warning = read_target(target)
    if warning:
        terminal.complain("note", warning)
    chosen = app.problem(target.slug)
    if not options.examples:
        app.require_open(target.slug, "judge submit")
    elif app.is_asked(target.slug):
        options = _without_guess(options)
    started_at = datetime.now(UTC)
    progress = terminal.Progress(f"judging {target.slug}", quiet=quiet)
    try:
        report = _evaluate(app, chosen, source, options, progress)
    finally:
        progress.clear()
    return Judged(chosen, source, report, started_at)


def _evaluate(app: App, problem: Problem, source: Source, options: Options, progress: terminal.Progress) -> Report:
    """Have it judged in another process, else here."""
    from judge.warm.client import evaluate_elsewhere

    report = evaluate_elsewhere(problem, source, options, progress.step, partial(_work_ahead, app, options))
    if report is None:
        from judge.evaluate import evaluate

        report = evaluate(problem, source, options, on_case=lambda case: progress.step())
    return report


def _work_ahead(app: App, options: Options) -> None:
    """Do what is left to do with a report before it is there: another process judges in the meantime."""
    import judge.report.console
    import judge.report.json  # noqa: F401
    from judge.errors import JudgeError, UserError

    if not options.examples:
        with contextlib.suppress(UserError, JudgeError):  # whoever needs them says what is wrong
            app.history()
            app.summaries()


def _tell(
    app: App, report: Report, as_json: bool, next_step: str, *, noun: str = "hidden case", every_case: bool = False
) -> int:
    if as_json:
        from judge.report.json import dumps, report_dict

        terminal.say(dumps(report_dict(report)))
    else:
        from judge.report.console import render

        terminal.say(render(report, app.style, noun=noun, next_step=next_step, every_case=every_case))
    return report.exit_code


def _next_step_of_run(judged: Judged) -> str:
    """The command to go on with after the examples."""
    from judge.model import Verdict

    words = _words_for(judged)
    match judged.report.verdict:
        case Verdict.AC:
            return f"judge submit {words}"
        case Verdict.JE:
            return _look_for_the_fault(judged)
    return f"change {_shown(judged)}, then judge run {words}"


def _look_for_the_fault(judged: Judged) -> str:
    return f"judge doctor looks at this machine, judge verify {judged.problem.slug} at the problem"


def _next_step(app: App, judged: Judged) -> str:
    """The command to go on with after a submission."""
    from judge.commands.browse import next_to_solve
    from judge.model import Verdict

    slug = judged.problem.slug
    match judged.report.verdict:
        case Verdict.AC:
            following = next_to_solve(app.summaries(), app.statuses(), but=slug)
            return f"judge solution {slug} shows the reference and why it works; then {following}"
        case Verdict.JE:
            return _look_for_the_fault(judged)
        case Verdict.CE:
            return f"mend {_shown(judged)}, then judge submit {_words_for(judged)}"
    seen = app.ask_history(lambda history: history.hints_shown(slug), 0)
    left = len(judged.problem.hints) - seen
    if left > 0:
        return f"judge hint {slug} ({left} left), or judge submit {_words_for(judged)} again"
    return f"judge submit {_words_for(judged)} again, or judge solution {slug}"


def _words_for(judged: Judged) -> str:
    """The shortest words that mean this problem and file."""
    slug, path = judged.problem.slug, judged.source.path
    if os.path.normpath(path) == f"{slug}.py":
        return slug
    return f"{slug} {shlex.quote(path)}"


def _shown(judged: Judged) -> str:
    from judge.text import one_line

    return one_line(judged.source.path)
