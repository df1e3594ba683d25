"""`judge profile`: how a file's time and memory grow with the size of its input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from judge.commands import terminal
from judge.commands.app import App, bank_option, complete_slug, json_option, pass_app, seed_option

if TYPE_CHECKING:
    from judge.model import Profile


@click.command()
@bank_option
@click.option("--html", "html_file", type=click.Path(), help="Write a page with the plots.")
@seed_option(default=20240501, show_default=True)
@json_option
@click.argument("problem", shell_complete=complete_slug)
@click.argument("file", type=click.Path())
@pass_app
def profile(app: App, problem: str, file: str, html_file: str | None, seed: int, as_json: bool) -> int:
    """Time growing sizes of FILE against the reference, and say how time and memory grow."""
    app.require_open(problem, "judge profile")
    if html_file is not None:
        from judge.commands.outputs import require_page

        require_page("--html", html_file)  # now, and not after a minute of measuring
    from judge.report import profile as report
    from judge.stopwatch import Wrong

    try:
        found = _measure(app, problem, file, seed, quiet=as_json)
    except Wrong as wrong:
        terminal.complain("error", f"{file} is not accepted ({wrong}); see 'judge submit {problem} {file}'")
        return 1
    if html_file is not None:
        from judge.commands.outputs import write_page

        write_page("--html", html_file, report.render_html(found, problem))
    terminal.say(report.render_json(found) if as_json else report.render(found))
    return 0


def _measure(app: App, slug: str, file: str, seed: int, *, quiet: bool) -> Profile:
    """Raises Wrong where the file is not accepted."""
    from judge.answers import base_name
    from judge.errors import UserError
    from judge.growth import profile as measure
    from judge.sandbox.launchers import Launchers
    from judge.source import read_source
    from judge.suite_files import load_hidden_tests

    problem = app.problem(slug)
    timed = load_hidden_tests(problem).timed
    if timed is None:
        raise UserError(f"{slug} has no call that is timed", "take softmax, attention, batch_norm or layer_norm")
    source = read_source(file)
    progress = terminal.Progress(f"profiling {slug}", noun="size", quiet=quiet)
    try:
        with Launchers() as launchers:
            return measure(
                launchers,
                problem,
                source.content,
                base_name(file),
                timed,
                seed=seed,
                on_size=lambda size: progress.step(),
            )
    finally:
        progress.clear()
