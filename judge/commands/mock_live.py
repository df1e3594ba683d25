"""The live screen of a session, with the threads behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judge.commands import terminal
from judge.commands.app import App
from judge.commands.mocking import Engine, Person, bank_of, opened_apart

if TYPE_CHECKING:
    from judge.mock.board import Board
    from judge.mock.model import Session
    from judge.mock.worker import Worker


def show_live(app: App, session: Session) -> bool:
    """Show the screen until the session has ended or the person leaves; return whether it has ended."""
    from judge.commands.markdown import render_markdown
    from judge.commands.mocking import open_sessions
    from judge.mock.live import LiveScreen
    from judge.mock.worker import Worker

    seen = open_sessions(app).seen(session)
    engine = Engine()
    worker = Worker(lambda: opened_apart(app, session, lambda message: _show_note(worker, message), engine))
    clerk = Worker(lambda: opened_apart(app, session, lambda message: _show_note(clerk, message), Engine(), warm=False))
    worker.start()
    clerk.start()
    screen = LiveScreen(
        session,
        worker,
        clerk,
        app.clock,
        seen,
        bank_of(session),
        app.style,
        lambda: _ask(session, clerk, screen.board),
        render_markdown,
        engine.give_up,
    )
    ended = screen.run()
    if worker.busy:
        terminal.say(f"{worker.busy}: waiting for the verdict (Ctrl-C does not)")
    for thread in (clerk, worker):
        thread.stop()
        thread.check()
    return ended


def _show_note(worker: Worker, message: str) -> None:
    worker.note = message


def _ask(session: Session, clerk: Worker, board: Board) -> None:
    """Ask the open questions; the thread keeps the answers."""
    from judge.mock.followups import Keeper, ask, open_questions

    def keep_answer(slug: str, number: int, text: str) -> None:
        clerk.post("", lambda interview: interview.answer(slug, number, text))

    def keep_points(slug: str, number: int, points: list[int]) -> None:
        clerk.post("", lambda interview: interview.tick(slug, number, points))

    problem = bank_of(session)
    questions = open_questions(board, problem)
    if not questions:
        clerk.note = "no follow-up question is open: they open when a problem is solved, and all of them at the end"
    try:
        for slug, number in questions:
            keeper = Keeper(keep_answer, keep_points)
            ask(problem(slug), number, board.part(slug), session.language, Person(), keeper)
    except EOFError:
        pass
