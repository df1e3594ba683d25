"""`judge check`: many files judged with one set of launchers, and one table of what became of them."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from judge.commands import terminal
from judge.commands.app import TIERS, App, bank_option, complete_slug, pass_app
from judge.errors import UserError
from judge.model import Isolation, Report, Submission, Verdict

if TYPE_CHECKING:
    from judge.collect import Collected
    from judge.evaluate import Options
    from judge.model import Problem, Tier


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path())
@click.option("--problem", metavar="SLUG", shell_complete=complete_slug, help="All files are for this problem.")
@click.option("--json", "json_file", metavar="FILE", type=click.Path(), help="Write the reports as JSON ('-': stdout).")
@click.option("--seed", type=int, help="Make the data from another seed.")
@click.option("--isolation", type=click.Choice(TIERS), help="Confine the code at this tier.")
@click.option("--min-isolation", type=click.Choice(TIERS), help="Refuse to judge below this tier.")
@bank_option
@pass_app
def check(
    app: App,
    paths: tuple[str, ...],
    problem: str | None,
    json_file: str | None,
    seed: int | None,
    isolation: Tier | None,
    min_isolation: Tier | None,
) -> int:
    """Judge files, folders and patterns.

    Which problem a file is for is found from a line '# judge: PROBLEM' in it, else from its name, else from the names
    of the folders it is in.
    """
    from judge.collect import collect
    from judge.evaluate import Options

    options = Options(isolation=isolation, min_isolation=min_isolation)
    if seed is not None:
        from msgspec.structs import replace

        options = replace(options, seed=seed)
    if problem is not None:
        app.problem(problem)
    if json_file:
        _require_writable(json_file)
    submissions = collect(paths, app.bank.slugs, problem)
    reports: list[Report] = []
    try:
        reports.extend(_judge_all(app, submissions, options, quiet=json_file == "-"))
    except KeyboardInterrupt:
        _tell(app, reports, json_file)
        raise
    _tell(app, reports, json_file)
    return max((report.exit_code for report in reports), default=0)


def _judge_all(app: App, submissions: list[Collected], options: Options, *, quiet: bool) -> Iterator[Report]:
    """Judge one submission after another with the same launchers."""
    from judge.evaluate import evaluate
    from judge.sandbox.launchers import Launchers

    progress = terminal.Progress("judging", quiet=quiet)
    try:
        with Launchers(options.isolation, options.min_isolation) as launchers:
            problems = {submission.slug: app.problem(submission.slug) for submission in submissions}
            for runtime in dict.fromkeys(problem.runtime for problem in problems.values()):
                launchers.start(runtime)  # says now what is not installed, and imports while others are judged
            for number, submission in enumerate(submissions, 1):
                problem = problems[submission.slug]
                try:
                    source = submission.read()
                except UserError as error:
                    isolation = launchers.start(problem.runtime).isolation
                    yield _unreadable(problem, submission, options, isolation, str(error))
                else:
                    yield evaluate(problem, source, options, launchers=launchers)
                progress.step(f"{number} of {len(submissions)}")
    finally:
        progress.clear()


def _unreadable(problem: Problem, submission: Collected, options: Options, isolation: Isolation, fault: str) -> Report:
    """The report of a file that could not be read."""
    return Report(
        problem=problem.slug,
        verdict=Verdict.CE,
        submission=Submission(submission.path, ""),
        cases=(),
        limits=problem.limits,
        isolation=isolation,
        environment={},
        seed=options.seed,
        duration_ms=0.0,
        message=fault,
    )


def _tell(app: App, reports: list[Report], json_file: str | None) -> None:
    from judge.report.console import render_check
    from judge.report.json import check_dict, dumps

    if json_file != "-":
        terminal.say(render_check(reports, app.style))
    if json_file:
        _write(json_file, dumps(check_dict(reports)))


def _require_writable(path: str) -> None:
    """Say that a file cannot be written before an hour of judging, not after it. Raises UserError."""
    if path == "-" or _is_special(path):
        return
    folder = os.path.dirname(path) or "."
    try:
        if os.path.isdir(path):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}", "give --json another file") from None


def _write(path: str, text: str) -> None:
    """Write a file so that it is there in full or not at all."""
    if path == "-":
        terminal.say(text)
        return
    try:
        if _is_special(path):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text + "\n")
            return
        scratch = f"{path}.{os.getpid()}.tmp"
        with open(scratch, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        os.replace(scratch, path)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}", "give --json another file") from None


def _is_special(path: str) -> bool:
    """Whether a path is there and is neither a file nor a folder, such as /dev/stdout."""
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)
