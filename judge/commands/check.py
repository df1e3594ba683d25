"""`judge check`: many files judged with launchers that stay warm, and reports that a CI system understands."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from judge.commands import terminal
from judge.commands.app import App, pass_app
from judge.commands.check_options import Request, check_options
from judge.cores import count_cores
from judge.errors import JudgeError, UserError, unknown_problem
from judge.sandbox.tiers import is_weaker

if TYPE_CHECKING:
    from judge.batch.messages import Setup
    from judge.batch.pool import Judges
    from judge.batch.run import Run
    from judge.collect import Collected
    from judge.commands.outputs import Output
    from judge.model import Problem, Report
    from judge.report.overview import Overview

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
WORKSPACE_VARIABLE = "GITHUB_WORKSPACE"
_HELD_BYTES = 1 << 23  # of more reports than that one is in memory at a time


@click.command()
@check_options
@pass_app
def check(app: App, /, **given: Any) -> int:
    """Judge files, folders and patterns.

    Which problem a file is for is found from a line '# judge: PROBLEM' in it, else from its name, else from the names
    of the folders it is in.
    """
    return run_check(app, Request(**given))


def run_check(app: App, request: Request) -> int:
    """Select, judge and tell; what is finished is told after an interrupt, too. Return the exit code."""
    from judge.batch.journal import Journal
    from judge.batch.run import Run
    from judge.commands.outputs import refuse_links, require_no_submission, require_writable
    from judge.report import table  # noqa: F401  # now, while the processes start, and not when all is judged

    started = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"
    _require_tiers_agree(request)
    outputs = choose_outputs(request)
    refuse_links(outputs)
    require_writable(outputs, request.resume)
    submissions, missing = select(app, request)
    require_no_submission(outputs, (submission.path for submission in submissions), request.resume)
    problems = {slug: app.problem(slug) for slug in dict.fromkeys(submission.slug for submission in submissions)}
    for slug in problems:
        app.require_open(slug, "judge check")
    setup = make_setup(app, request)
    with Journal(request.resume) as journal, contextlib.ExitStack() as judging:
        stops = request.fails if request.fail_fast else lambda verdict: False
        run = Run(submissions, problems, setup, journal, stops=stops)
        count = len(submissions)
        try:
            make_judges = functools.partial(choose_judges, request, setup, problems, count)
            judge_all(request, run, lambda: judging.enter_context(make_judges()), count)
        except (KeyboardInterrupt, UserError, JudgeError) as error:
            judging.close()  # nothing is judged any more while it is told what was
            if isinstance(error, KeyboardInterrupt) or not run.is_empty:
                try:
                    tell(app, request, outputs, overview_of(run, request, missing, started))
                except UserError as fault:  # as where a terminal was closed
                    terminal.complain("error", str(fault))
            raise
        overview = overview_of(run, request, missing, started)
        tell(app, request, outputs, overview)
        return overview.exit_code


def _require_tiers_agree(request: Request) -> None:
    """Refuse a tier that is asked for and ruled out at once. Raises UserError."""
    asked, least = request.isolation, request.min_isolation
    if asked and least and is_weaker(asked, least):
        raise UserError(f"--isolation {asked} is below --min-isolation {least}", "leave out one of them")


def judge_all(request: Request, run: Run, make_judges: Callable[[], Judges], count: int) -> None:
    """Judge what is left, with a bar that says how far it is. The judges are still to be ended.

    Raises:
        UserError, JudgeError, KeyboardInterrupt: before everything is judged.
    """
    from judge.commands.bar import Bar

    with Bar(count, quiet=bool(request.on_stdout)) as bar:
        run.on_done = lambda verdict, known: bar.step(request.fails(verdict), known)
        run.judge(make_judges())


def select(app: App, request: Request) -> tuple[list[Collected], tuple[str, ...]]:
    """Return the submissions to judge, and the required problems that nobody has submitted to. Raises UserError."""
    from judge.collect import find, list_unmatched, refuse
    from judge.selection import take_changed, take_shard

    slugs = app.bank.slugs
    for slug in (*request.require, *([request.problem] if request.problem else [])):
        if slug not in slugs:
            raise unknown_problem(slug, slugs)
    submissions, unmatched = find(request.paths, slugs, request.problem)
    found = {submission.slug for submission in submissions}
    missing = tuple(slug for slug in request.require if slug not in found)
    if request.changed_since is not None:
        submissions = take_changed(submissions, request.changed_since)
        unmatched = take_changed(unmatched, request.changed_since)
    if not request.skip_unknown:
        refuse(unmatched)
    elif unmatched:
        terminal.complain("", f"left out {len(unmatched)} that say no problem: {list_unmatched(unmatched, 5)}")
    if request.shard is not None:
        submissions = take_shard(submissions, request.shard)
    return submissions, missing


def make_setup(app: App, request: Request) -> Setup:
    """Return how to judge."""
    from judge.batch.messages import Setup

    return Setup(
        bank=os.fsencode(os.path.abspath(app.bank.root)),
        seed=request.seed,
        isolation=request.isolation,
        min_isolation=request.min_isolation,
    )


def choose_judges(request: Request, setup: Setup, problems: dict[str, Problem], count: int) -> Judges:
    """Return what judges: a cluster, processes, or for one job this process. Raises UserError."""
    if request.cluster is not None:
        from judge.batch.cluster import Cluster

        return Cluster(request.cluster, setup, problems)
    from judge.batch.pool import LocalPool, OneJudge
    from judge.batch.start import has_early
    from judge.sandbox.runtimes import find_runtime

    needing = {problem.runtime: slug for slug, problem in problems.items()}
    for runtime, slug in needing.items():
        try:
            find_runtime(runtime)  # says now what is not installed, not when others have been judged
        except UserError as error:
            raise UserError(f"{slug}: {error.problem}", f"{error.remedy}; or leave out its files") from None
    jobs = min(request.jobs or count_cores(), count)
    if jobs <= 1 and not has_early():
        return OneJudge(setup)
    return LocalPool(setup, jobs, {slug: problem.runtime for slug, problem in problems.items()})


def choose_outputs(request: Request) -> list[Output]:
    """Return the files to write. Raises UserError when two of them can't be had together."""
    from judge.commands.outputs import Output

    needing = [*(["--github"] if request.github else []), *(f"{option} -" for option in request.on_stdout)]
    if len(needing) > 1:
        option = request.on_stdout[-1]
        raise UserError(f"{needing[0]} and {option} - both need stdout", f"give {option} a file")
    if request.on_stdout and terminal.is_stdout_closed():
        option = request.on_stdout[0]
        raise UserError(f"{option} - needs stdout, which is closed", f"give {option} a file")
    outputs = []
    if request.json_file:
        from judge.report.json import render_check_json

        outputs.append(Output("--json", request.json_file, render_check_json))
    if request.junit:
        from judge.report.junit import render_junit

        outputs.append(Output("--junit", request.junit, render_junit))
    if request.html:
        from judge.report.html import render_html

        outputs.append(Output("--html", request.html, render_html))
    if request.github and os.environ.get(SUMMARY_VARIABLE):
        from judge.report.github import render_step_summary

        path = os.environ[SUMMARY_VARIABLE]
        outputs.append(Output(SUMMARY_VARIABLE, path, lambda overview: [render_step_summary(overview)], append=True))
    return outputs


def overview_of(run: Run, request: Request, missing: Sequence[str], started: str) -> Overview:
    """Return what there is to tell of a run, finished or not."""
    from judge.report.overview import Overview

    stored = run.reports
    reports: Sequence[Report] = tuple(stored) if stored.size <= _HELD_BYTES else stored  # read once for all outputs
    return Overview(reports, run.verdicts, request.allow, tuple(missing), run.not_judged, started)


def tell(app: App, request: Request, outputs: Sequence[Output], overview: Overview) -> None:
    """Print the table and write the files. Raises UserError for one that cannot be written after all."""
    from judge.commands.outputs import write_outputs
    from judge.report.table import render_table

    try:
        if not request.on_stdout:
            lines = [render_table(overview, app.style)]
            if request.github or terminal.is_on_github():
                import secrets

                from judge.report.github import stop_commands

                off, on = stop_commands(secrets.token_hex(16))
                lines = [off, *lines, on]
            if request.github:
                from judge.report.github import render_annotations

                lines += render_annotations(overview, _in_workspace)
            terminal.say("\n".join(lines))
    finally:  # where nobody reads the table, somebody may read the files
        write_outputs(outputs, overview)


def _in_workspace(path: str) -> str:
    """A path as it is in the repository, which is how GitHub finds the file."""
    root = os.environ.get(WORKSPACE_VARIABLE)
    place = os.path.abspath(path)
    return os.path.relpath(place, root) if root and place.startswith(root.rstrip("/") + "/") else path
