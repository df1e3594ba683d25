"""`judge start`: the file to fill in."""

from __future__ import annotations

import os
import shlex
from datetime import UTC, datetime

import click

from judge.commands import terminal
from judge.commands.app import App, bank_option, pass_app, problem_argument


@click.command()
@problem_argument
@click.option("--dir", "folder", default=".", metavar="DIR", help="Write it here (default: the current folder).")
@click.option("--force", is_flag=True, help="Start over; the file that is there is kept under a numbered name.")
@bank_option
@pass_app
def start(app: App, slug: str, folder: str, force: bool) -> None:
    """Write the file to fill in for a problem: PROBLEM.py. Work that is there is never overwritten."""
    from judge.commands.browse import has_runtime
    from judge.text import one_line
    from judge.workspace import start_file

    problem = app.problem(slug)
    path, backup = start_file(problem, folder, force=force)
    app.try_history(lambda history: history.record_start(slug, datetime.now(UTC)), None)
    wanted = " and ".join(f"{entry.name}{entry.signature}" for entry in problem.entry_points)
    if backup:
        terminal.say(f"kept what was there as {one_line(str(backup))}")
    terminal.say(f"wrote {one_line(str(path))}: fill in {wanted}, about {problem.minutes} minutes")
    if not has_runtime(problem.runtime):
        terminal.complain(
            "note", f"it needs {problem.runtime}, which is not installed; judge doctor says how to get it"
        )
    if app.is_asked(slug):
        words = f"the running mock interview asks {slug}, and judges its own file; judge mock status shows which"
        terminal.complain("note", words)
    here = os.path.abspath(folder) == os.getcwd()
    terminal.say(f"\nnext: edit it, then judge run {slug if here else shlex.quote(str(path))}")
