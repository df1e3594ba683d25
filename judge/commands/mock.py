"""`judge mock`: interviews with a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from judge.commands import terminal
from judge.commands.app import App, bank_option, json_option, language_option, pass_app, seed_option
from judge.commands.browse import DIFFICULTIES

if TYPE_CHECKING:
    from judge.mock.interview import Interview
    from judge.mock.model import Session
    from judge.model import Language


@click.group(invoke_without_command=True)
@click.pass_context
def mock(ctx: click.Context) -> None:
    """Mock interviews: problems chosen for you, a deadline, follow-up questions, and a report."""
    if ctx.invoked_subcommand is None:
        terminal.say(ctx.get_help())


@mock.command()
@click.option("--minutes", type=click.IntRange(1, 24 * 60), default=45, show_default=True, help="How long it takes.")
@click.option("--problems", metavar="SLUG,...", help="Ask these.")
@click.option("--count", type=click.IntRange(min=1), help="Ask so many (default: what fits the time).")
@click.option("--topic", help="Ask only problems about this topic.")
@click.option("--difficulty", type=click.Choice(DIFFICULTIES), help="Ask only problems of this difficulty.")
@seed_option("Choose as another time with this number.")
@click.option("--dir", "folder", metavar="DIR", help="Write the files here (default: a new folder).")
@click.option("--plain", is_flag=True, help="Do not open the live screen.")
@language_option
@bank_option
@pass_app
def start(
    app: App,
    minutes: int,
    problems: str | None,
    count: int | None,
    topic: str | None,
    difficulty: str | None,
    seed: int | None,
    folder: str | None,
    plain: bool,
    language: Language,
) -> None:
    """Choose problems, unseen and weak ones first, write their files, and start the clock."""
    from judge.commands import mocking
    from judge.commands.mock_start import Wishes, start_session

    session = start_session(app, Wishes(minutes, problems, count, topic, difficulty, seed, folder, language))
    _go_on(app, mocking.open_interview(app, session), plain)


@mock.command()
@click.option("--plain", is_flag=True, help="Do not open the live screen.")
@pass_app
def resume(app: App, plain: bool) -> None:
    """Open the live screen again, after a closed terminal or a reboot; files that are gone are written again."""
    from judge.commands import mocking

    interview = mocking.running(app, "going on")
    for path in interview.restore_files():
        terminal.say(f"wrote {path} again")
    _go_on(app, interview, plain)


@mock.command()
@json_option
@pass_app
def status(app: App, as_json: bool) -> None:
    """Say how much time is left, and where each problem stands."""
    from judge.commands import mocking
    from judge.mock.console import render_board
    from judge.mock.render import status_dict
    from judge.report.json import dumps

    interview = mocking.latest(app)
    facts = (interview.session, interview.board, interview.events, interview.now())
    if as_json:
        terminal.say(dumps(status_dict(*facts)))
        return
    terminal.say(terminal.fit(render_board(*facts, app.style)))
    terminal.say(f"\nnext: {_next_step(interview)}")


@mock.command()
@click.argument("word", metavar="[FILE]", required=False, type=click.Path())
@json_option
@pass_app
def submit(app: App, word: str | None, as_json: bool) -> int:
    """Judge a file on the hidden tests; without FILE that of the current problem."""
    from judge.commands.mock_submit import submit_file

    return submit_file(app, word, as_json)


@mock.command()
@click.argument("slug", metavar="[PROBLEM]", required=False)
@pass_app
def hint(app: App, slug: str | None) -> None:
    """Show one more hint; it is counted."""
    from judge.commands import mocking
    from judge.commands.markdown import show_markdown

    interview = mocking.running(app, "the hint")
    chosen = _choose(interview, slug)
    hints = interview.problem(chosen).hints
    number = interview.hint(chosen) or len(hints)
    if not number:
        terminal.say(f"{chosen} has no hints\n\nnext: {_next_step(interview)}")
        return
    terminal.say(f"{chosen}, hint {number} of {len(hints)}")
    show_markdown(hints[number - 1].get(interview.session.language))
    terminal.say(f"\nnext: {_next_step(interview)}")


@mock.command("next")
@pass_app
def next_problem(app: App) -> None:
    """Answer the follow-up questions that are open, then go on with the next problem that is not solved."""
    from judge.commands import mocking
    from judge.mock.files import find_file
    from judge.text import one_line

    interview = mocking.latest(app)
    if mocking.is_interactive():
        mocking.ask_open_questions(interview)
    if not interview.is_over:
        before = interview.board.focus
        following = interview.turn()
        if following == before:
            terminal.say(f"{following} is the only problem that is left")
        elif following:
            path = find_file(interview.session.folder, following, interview.events)
            terminal.say(f"now {following}: {one_line(path)}")
        else:
            terminal.say("every problem is solved")
    terminal.say(f"\nnext: {_next_step(interview)}")


@mock.command()
@click.argument("slug", metavar="[PROBLEM]", required=False)
@click.option("--question", "number", type=click.IntRange(min=1), help="Which one (default: the first that is open).")
@click.option("--text", help="The answer, instead of typing it.")
@click.option("--made", metavar="1,3", help="The points that the answer made, or 'none'.")
@pass_app
def answer(app: App, slug: str | None, number: int | None, text: str | None, made: str | None) -> None:
    """Answer the follow-up questions of problems that are solved, and at the end of all; then tick the points made."""
    from judge.commands import mocking
    from judge.commands.mock_answer import answer_one

    interview = mocking.latest(app)
    chosen = _choose(interview, slug) if slug else ""
    if text is None and made is None and mocking.is_interactive():
        mocking.ask_open_questions(interview, chosen)
    else:
        answer_one(interview, chosen, number, text, made)
    terminal.say(f"\nnext: {_next_step(interview)}")


@mock.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_app
def finish(app: App, yes: bool) -> int:
    """End the interview before its deadline: what is saved is submitted."""
    from judge.commands import mocking

    interview = mocking.latest(app)
    if not interview.is_over:
        if not yes and not mocking.is_interactive():
            from judge.errors import UserError

            words = f"mock interview {interview.session.number} is running, and nobody can be asked whether to end it"
            raise UserError(words, "'judge mock finish --yes' ends it")
        left = "End the interview now? What is saved is submitted, and no more time is given."
        if not yes and not click.confirm(left):
            terminal.say(f"it goes on\n\nnext: {_next_step(interview)}")
            return 1
        mocking.judged_with_progress("judging the last files", lambda: interview.settle("finish"))
    _conclude(app, interview)
    return 0


@mock.command()
@click.argument("number", metavar="[NUMBER]", required=False, type=int)
@json_option
@click.option("--html", "page", metavar="FILE", type=click.Path(), help="Write one HTML file that can be kept.")
@pass_app
def report(app: App, number: int | None, as_json: bool, page: str | None) -> None:
    """Report an interview that has ended: the last one, or that of a number from 'judge mock list'."""
    from judge.commands.mock_report import show_report

    show_report(app, number, as_json, page)


@mock.command("list")
@json_option
@pass_app
def list_sessions(app: App, as_json: bool) -> None:
    """List the mock interviews, the newest first."""
    from judge.commands import mocking
    from judge.mock.board import read_board
    from judge.mock.console import render_sessions
    from judge.mock.render import sessions_list
    from judge.report.json import dumps

    store = mocking.open_sessions(app)
    sessions = store.all()
    if sessions:
        mocking.latest(app)
    boards = {session.uid: read_board(session, store.events(session)) for session in sessions}
    if as_json:
        terminal.say(dumps(sessions_list(sessions, boards)))
    elif sessions:
        has_ended = boards[sessions[0].uid].closed_at is not None
        following = f"judge mock report {sessions[0].number}" if has_ended else "judge mock status"
        terminal.say(f"{render_sessions(sessions, boards)}\n\nnext: {following}")
    else:
        terminal.say("no mock interview yet\n\nnext: judge mock start")


def _go_on(app: App, interview: Interview, plain: bool) -> None:
    """Show the live screen where there can be one, else where the session stands."""
    from judge.commands import mocking
    from judge.mock.console import render_board

    if plain or not mocking.can_show_live():
        session = interview.session
        board = render_board(session, interview.board, interview.events, interview.now(), app.style)
        terminal.say(terminal.fit(board))
        terminal.say(f"\nnext: {_next_step(interview)}")
        return
    from judge.commands.mock_live import show_live

    try:
        ended = show_live(app, interview.session)
    except KeyboardInterrupt:
        _say_goes_on(interview.session)
        raise
    if ended:
        interview.refresh()
        _conclude(app, interview)
    else:
        _say_goes_on(interview.session)


def _say_goes_on(session: Session) -> None:
    from judge.mock.words import clock_time

    terminal.say(f"the interview goes on until {clock_time(session.deadline)}\n\nnext: judge mock resume")


def _conclude(app: App, interview: Interview) -> None:
    """After the end: the follow-up questions, then the report."""
    from judge.commands import mocking
    from judge.mock.console import render_board, render_summary

    if mocking.is_interactive():
        board = render_board(interview.session, interview.board, interview.events, interview.now(), app.style)
        terminal.say(terminal.fit(board))
        mocking.ask_open_questions(interview)
        interview.refresh()  # another terminal may have answered meanwhile
        terminal.say()
    terminal.say(terminal.fit(render_summary(mocking.make_summary(app, interview), app.style)))
    terminal.say(f"\nnext: {_next_step(interview)}")


def _choose(interview: Interview, slug: str | None) -> str:
    """Return the problem that a word means, or the current one. Raises UserError."""
    from judge.commands.mocking import not_asked
    from judge.errors import UserError

    if slug is not None and slug not in interview.session.slugs:
        raise not_asked(interview.session, slug)
    chosen = slug or interview.board.current
    if not chosen:
        raise UserError("every problem is solved", "name one, or end with 'judge mock finish'")
    return chosen


def _next_step(interview: Interview) -> str:
    """The command to go on with."""
    from judge.mock.followups import open_questions

    asks = open_questions(interview.board, interview.problem)
    if interview.is_over:
        number = interview.session.number
        kept = f"judge mock report {number} --html mock-{number}.html keeps it as a page"
        return f"judge mock answer ({len(asks)} follow-up questions are open), or {kept}" if asks else kept
    if not interview.board.current:
        return "judge mock answer, then judge mock finish" if asks else "judge mock finish"
    return "edit the file, then judge mock submit; or judge mock hint, judge mock next"
