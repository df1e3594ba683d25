"""`judge watch`: a file, judged each time that it is saved."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

import click

from judge.commands import terminal
from judge.commands.app import App, bank_option, complete_slug, language_option, pass_app, seed_option
from judge.sandbox.tiers import TIERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from judge.history import History
    from judge.live.judging import Job, Judging, Outcome
    from judge.live.screen import Screen
    from judge.live.watch import Speech, Wake
    from judge.model import Language, Options, Problem, Report, Tier
    from judge.sandbox.launchers import Launchers


@click.command()
@click.argument("problem", required=False, shell_complete=complete_slug)
@click.argument("file", required=False, type=click.Path())
@click.option("--submit", "submits", is_flag=True, help="Judge each save on the hidden tests, and keep the attempt.")
@seed_option()
@click.option("--isolation", type=click.Choice(TIERS), help="Confine the code at this tier.")
@language_option
@bank_option
@pass_app
def watch(
    app: App,
    problem: str | None,
    file: str | None,
    submits: bool,
    seed: int | None,
    isolation: Tier | None,
    language: Language,
) -> None:
    """Judge a file each time that it is saved. PROBLEM or FILE alone is enough when it says which.

    Keys: r runs the examples, s submits, h shows a hint, t the statement, q quits.
    """
    from judge.model import DEFAULT_SEED, Options
    from judge.workspace import find_target, read_target

    target = find_target(problem, file, app.bank.slugs, "watch")
    app.require_open(target.slug, "judge watch")
    _, warning = read_target(target)
    if warning:
        terminal.complain("note", warning)
    options = Options(seed=DEFAULT_SEED if seed is None else seed, isolation=isolation)
    _watch(app, app.problem(target.slug), target.file, options, submits=submits, language=language)


def _watch(app: App, problem: Problem, path: str, options: Options, *, submits: bool, language: Language) -> None:
    """Put the pieces together, start what has to live in this thread, and go on until the person has enough."""
    from judge.live.keyboard import Keyboard
    from judge.live.saves import FolderEvents
    from judge.live.watch import Wake, Watch
    from judge.sandbox.launchers import Launchers

    screen = _make_screen()
    wake = Wake()
    with contextlib.ExitStack() as stack:
        stack.callback(screen.clear)
        # A launcher dies with the thread that has started it: this one, which lives longest.
        launchers = stack.enter_context(Launchers(options.isolation))
        launchers.start(problem.runtime)
        judging = stack.enter_context(_make_judging(launchers, problem, wake))
        keyboard = Keyboard(0, lambda: loop.stop(), lambda: loop.resume())
        loop = Watch(
            problem,
            path,
            options,
            "submit" if submits else "run",
            judging=judging,
            screen=screen,
            speech=_make_speech(app, problem, path, screen, language),
            keys=keyboard,
            wake=wake,
            permit=lambda purpose: app.require_open(
                problem.slug, "judge submit" if purpose == "submit" else "judge watch"
            ),
            output=1,
        )
        stack.enter_context(keyboard)
        stack.enter_context(FolderEvents(path, wake.ring))
        loop.run()


def _make_screen() -> Screen:
    from judge.live.screen import Screen

    looked_at = terminal.is_terminal(sys.stdout)
    return Screen(
        lambda text: terminal.write(sys.stdout, text),
        lambda: terminal.columns() if looked_at else 0,
        can_erase=os.environ.get("TERM", "dumb") != "dumb",
    )


def _make_judging(launchers: Launchers, problem: Problem, wake: Wake) -> Judging:
    from judge.evaluate import evaluate
    from judge.live.candidates import kill_candidates
    from judge.live.judging import Judging

    launcher = launchers.start(problem.runtime).pid

    def judge(job: Job, on_case: Callable[[Any], None]) -> Report:
        nonlocal launcher
        launcher = launchers.start(problem.runtime).pid  # another one, where the last was lost
        if job.purpose == "warm up":
            import judge.history  # a twentieth of a second, which the first submission is spared
            import judge.report.json  # noqa: F401
        return evaluate(job.problem, job.source, job.options, launchers=launchers, on_case=on_case)

    keeper = _Keeper()
    return Judging(
        judge,
        lambda: kill_candidates(launcher),
        wake.ring,
        keeper.keep,
        keeper.close,
        lambda job: launchers.keep_ready(job.problem),
    )


class _Keeper:
    """Stores submissions from the thread that judges: the history's file belongs to the thread that has opened it."""

    def __init__(self) -> None:
        self._history: History | None = None
        self._remarks: list[str] = []

    def keep(self, job: Job, report: Report) -> str:
        """Store an attempt; return a warning where that fails or is worth a word: the verdict stands all the same."""
        import json

        from judge.history import History, HistoryError
        from judge.paths import HISTORY_FILE, data_dir
        from judge.report.json import report_dict

        try:
            if self._history is None:
                self._history = History(data_dir() / HISTORY_FILE, notify=self._remarks.append)
            document = json.dumps(report_dict(report))
            self._history.record(report, job.source.content, document=document, started_at=job.started_at)
        except HistoryError as error:
            return str(error)
        remarks, self._remarks = self._remarks, []
        return "; ".join(remarks)

    def close(self) -> None:
        """Close the history, where it was opened."""
        if self._history is not None:
            self._history.close()


def _make_speech(app: App, problem: Problem, path: str, screen: Screen, language: Language) -> Speech:
    from judge.commands.learn import tell_hint
    from judge.commands.markdown import read_text, show_markdown
    from judge.live.watch import Speech

    def hint() -> None:
        app.require_open(problem.slug, "this way to a hint")
        if tell_hint(app, problem, language) is None:
            terminal.say(f"{problem.slug} has no hints")

    def statement() -> None:
        show_markdown(read_text(problem.statement(language)))
        terminal.say()

    def remark(text: str) -> None:
        screen.clear()
        terminal.complain("warning", text)

    return Speech(lambda outcome: _verdict(app, outcome, path), hint, statement, remark)


def _verdict(app: App, outcome: Outcome, path: str) -> str:
    """A verdict, with the time of day above it, and below it what to do."""
    from judge.model import Verdict
    from judge.report.console import render
    from judge.text import one_line

    job, report = outcome.job, outcome.report
    assert report is not None  # the loop tells verdicts, and nothing else
    style = app.style
    passed = report.verdict is Verdict.AC
    moment = style.paint(f"{job.started_at.astimezone():%H:%M:%S}", dim=True)
    if job.purpose == "run":
        following = "press s to submit it" if passed else f"change {one_line(path)}, and save it"
        text = render(report, style, noun="example", next_step=following, every_case=True)
    else:
        again = "press h for a hint, or change the file and save it"
        following = f"judge solution {job.problem.slug}; q quits" if passed else again
        text = render(report, style, next_step=following)
    return f"{moment} {'run on the examples' if job.purpose == 'run' else 'submitted'}\n{terminal.fit(text)}\n"
