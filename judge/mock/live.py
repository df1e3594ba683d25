"""The live screen: time left, problems and verdicts; a file is judged when it is saved, and keys do the rest."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from threading import Lock

from rich.console import Console
from rich.live import Live
from rich.text import Text

from judge.clock import Clock, Seen, look
from judge.errors import UserError
from judge.live.judging import Superseded
from judge.live.keyboard import END_OF_FILE, Keyboard
from judge.mock.board import Board, read_board
from judge.mock.console import render_board, render_judged
from judge.mock.files import find_file
from judge.mock.followups import open_questions
from judge.mock.interview import Interview
from judge.mock.model import Event, Hinted, Judged, Ran, Session
from judge.mock.poll import Poller
from judge.mock.words import clock_time
from judge.mock.worker import Job, Worker
from judge.model import Problem
from judge.report.console import Style
from judge.source import Source, read_source
from judge.wrap import wrap

TURN_S = 0.15
_PATIENCE_S = 2.0
"""So long a save that is judged keeps other work waiting; then it is given up, once, and judged again after that."""
_LOOK_AGAIN_S = 0.02
_WIDEST = 100
_KEYS = "s submit   h hint   n next problem   f follow-ups{}   e end   q leave (the time goes on)"


@contextmanager
def released(keyboard: Keyboard) -> Iterator[None]:
    """A context in which lines are typed and echoed as usual."""
    keyboard.__exit__(None, None, None)
    try:
        yield
    finally:
        keyboard.__enter__()


class LiveScreen:
    """The screen of one session.

    Args:
        worker: judges; it has been started, as has the next.
        clerk: does what takes no time, also while the worker judges.
        seen: the latest moment of the session that was seen.
        problem: a slug -> the problem.
        talk: asks the open follow-up questions, and returns when they are answered.
        markdown: Markdown -> what a terminal shows of it.
        give_up: ends what the worker's engine judges, which then raises Superseded; called until it has ended.
    """

    def __init__(
        self,
        session: Session,
        worker: Worker,
        clerk: Worker,
        clock: Clock,
        seen: Seen,
        problem: Callable[[str], Problem],
        style: Style,
        talk: Callable[[], None],
        markdown: Callable[[str], str],
        give_up: Callable[[], None],
    ) -> None:
        self._session = session
        self._worker = worker
        self._clerk = clerk
        self._clock = clock
        self._seen = seen
        self._problem = cache(problem)
        self._style = style
        self._talk = talk
        self._markdown = cache(markdown)
        self._give_up = give_up
        self._judged_now = Lock()
        self._judging: tuple[str, str, float] | None = None  # the save that is judged: problem, content, since when
        self._waiting = 0  # what was posted to the worker, and not begun
        self._put_back: set[tuple[str, str]] = set()  # the saves that were given up for other work, once
        self._poller = Poller(session, self._known_content())
        self._latest: dict[str, str] = {}
        self._since = max((event.id for event in worker.events), default=0)
        self._note = ""
        self._settling = self._ending = self._leaving = False

    def run(self) -> bool:
        """Show the session until it has ended, or until the person leaves; return whether it has ended."""
        console = Console(
            force_terminal=True,
            color_system="standard" if self._style.color else None,
            highlight=False,
            legacy_windows=False,
        )
        with (
            Live(console=console, auto_refresh=False, transient=True) as live,
            Keyboard(sys.stdin.fileno(), live.stop, live.start) as keyboard,
        ):
            while not self.board.is_settled:
                live.update(Text.from_ansi(wrap(self.render(), min(console.width, _WIDEST))), refresh=True)
                self.step()
                keys = _wait_for_keys(keyboard)
                if "q" in keys or END_OF_FILE in keys:
                    self._leave()
                    return False
                if "f" in keys:
                    live.stop()
                    with released(keyboard):
                        self._talk()
                    live.start()
                else:
                    for key in keys:
                        self.press(key)
        return True

    @property
    def board(self) -> Board:
        """Where the session stands."""
        return read_board(self._session, self._events)

    @property
    def _events(self) -> tuple[Event, ...]:
        """All that has happened."""
        return merge_events(self._worker.events, self._clerk.events)

    def step(self) -> None:
        """Have what was saved judged, and at the deadline the session ended. Raises what ended a thread."""
        self._worker.check()
        self._clerk.check()
        for slug, file in self._poller.poll(self._events):
            self._latest[slug] = file.source.sha256
            self._post_save(slug, file.source, file.at)
        self._stop_what_is_in_the_way()
        if not self._settling and (self._now() >= self._session.deadline or self.board.closed_at is not None):
            self._settling = True
            self._post("the time is over: judging the last files", lambda interview: interview.settle())

    def press(self, key: str) -> None:
        """Do what a key means."""
        current = self.board.current
        ending, self._ending = self._ending, False
        self._note = self._worker.note = self._clerk.note = ""
        match key:
            case "s" if current:
                self._post(f"judging {current}", self._submit(current))
            case "h" if current:
                self._clerk.post("", lambda interview: interview.hint(current))
            case "n":
                self._clerk.post("", lambda interview: interview.turn())
            case "e" if ending:
                self._settling = True
                self._post("ending: judging the last files", lambda interview: interview.settle("finish"))
            case "e":
                self._ending = True
                self._note = "end the interview now? e again ends it, any other key goes on"

    def render(self) -> str:
        """Return what the screen shows."""
        events, board = self._events, self.board
        blocks = [
            render_board(self._session, board, events, self._now(), self._style),
            self._news(events),
            f"{self._worker.busy} ..." if self._worker.busy else "",
            self._note or self._worker.note or self._clerk.note,
            self._style.paint(_KEYS.format(self._say_open(board)), dim=True),
        ]
        return "\n\n".join(block for block in blocks if block)

    def _say_open(self, board: Board) -> str:
        count = len(open_questions(board, self._problem))
        return f" ({count} open)" if count else ""

    def _news(self, events: tuple[Event, ...]) -> str:
        """The last verdict or hint since the screen was opened."""
        for event in reversed(events):
            if 0 < event.id <= self._since:
                return ""
            if isinstance(event.what, Judged | Ran):
                at = clock_time(event.at)
                return f"{at}  {render_judged(event.problem, event.what, self._style)}"
            if isinstance(event.what, Hinted):
                hints = self._problem(event.problem).hints
                heading = f"{event.problem}, hint {event.what.number} of {len(hints)}"
                return f"{heading}\n{self._markdown(hints[event.what.number - 1].get(self._session.language))}"
        return ""

    def _post(self, label: str, job: Job) -> None:
        """Have the worker do something."""

        def begin(interview: Interview) -> object:
            with self._judged_now:
                self._waiting -= 1
            return job(interview)

        with self._judged_now:
            self._waiting += 1
        self._worker.post(label, begin)

    def _post_save(self, slug: str, source: Source, at: datetime) -> None:
        """Have a file that was saved judged, unless it is saved over in the meantime."""

        def job(interview: Interview) -> object:
            with self._judged_now:
                # What was saved over is kept, and not worth judging any more.
                if self._is_wanted(slug, source):
                    self._judging = slug, source.sha256, time.monotonic()
            try:
                return (interview.save if self._judging else interview.note)(slug, source, at)
            except Superseded:
                if self._is_wanted(slug, source):
                    self._put_back.add((slug, source.sha256))
                    self._post_save(slug, source, at)
                return None
            finally:
                with self._judged_now:
                    self._judging = None

        self._post(f"judging {slug}", job)

    def _is_wanted(self, slug: str, source: Source) -> bool:
        return self._latest[slug] == source.sha256 and not self._settling and not self._leaving

    def _stop_what_is_in_the_way(self) -> None:
        """Give up a save that was saved over, or that keeps the end or other work waiting, as code that loops does."""
        with self._judged_now:  # while it is held, no submission begins
            if self._judging is None:
                return
            slug, sha256, since = self._judging
            is_late = time.monotonic() - since > _PATIENCE_S
            waits = self._waiting and is_late and (slug, sha256) not in self._put_back
            if waits or self._settling or self._leaving or self._latest[slug] != sha256:
                self._give_up()

    def _leave(self) -> None:
        """Give up a save that is judged: it was written down, and is judged on coming back."""
        self._leaving = True
        while self._judging is not None:
            self._stop_what_is_in_the_way()
            time.sleep(_LOOK_AGAIN_S)

    def _submit(self, slug: str) -> Job:
        path = find_file(self._session.folder, slug, self._events)

        def job(interview: Interview) -> object:
            if not os.path.lexists(path):
                raise UserError(f"{path} is gone", "leave with q, and 'judge mock resume' writes it again")
            outcome = interview.submit(slug, read_source(path))
            if outcome.known:
                self._note = f"{slug}: this very content was judged before"
            return outcome

        return job

    def _now(self) -> datetime:
        self._seen = look(self._clock, self._seen)
        return self._seen.at

    def _known_content(self) -> dict[str, str]:
        """The content of each problem that need not be judged: the stub, or what was judged or tried last."""
        known = {asked.slug: asked.stub for asked in self._session.asked}
        judged = [(event.problem, event.what) for event in self._events]
        return known | {slug: what.sha256 for slug, what in judged if isinstance(what, Judged | Ran)}


def merge_events(*sides: tuple[Event, ...]) -> tuple[Event, ...]:
    """Return all that several who look at a session know: what is stored, as who has looked last knows it, and what
    could not be, which each knows alone."""
    stored = max(([event for event in side if event.id] for side in sides), key=len)
    return (*stored, *(event for side in sides for event in side if not event.id))


def _wait_for_keys(keyboard: Keyboard) -> str:
    descriptor = keyboard.descriptor  # None while the process is in the background
    readable, _, _ = select.select([] if descriptor is None else [descriptor], [], [], TURN_S)
    return keyboard.read() if readable else ""
