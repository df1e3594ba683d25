"""A thread behind the live screen: only such touch the database and the engine, so that the screen never waits."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from judge.errors import UserError
from judge.mock.interview import Interview
from judge.mock.model import Event

Job = Callable[[Interview], object]

_IDLE_S = 0.5
_SEEN_EVERY = 10
"""So many idle turns between two notes of the present in the database."""


class Worker:
    """Does one job after the other.

    Args:
        opened: opens the interview, in the thread.
    """

    def __init__(self, opened: Callable[[], AbstractContextManager[Interview]]) -> None:
        self._opened = opened
        self._jobs: queue.SimpleQueue[tuple[str, Job] | None] = queue.SimpleQueue()
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.busy = ""
        self.note = ""
        self.events: tuple[Event, ...] = ()

    def start(self) -> None:
        """Start the thread, and wait until the interview is open. Raises what opening it raises."""
        self._thread.start()
        self._ready.wait()
        self.check()

    def check(self) -> None:
        """Raise what ended the thread, if something did."""
        if self._failure is not None:
            raise self._failure

    def post(self, label: str, job: Job) -> None:
        """Have something done.

        Args:
            label: what is shown meanwhile, such as "judging softmax".
        """
        self._jobs.put((label, job))

    def stop(self) -> None:
        """Wait until all that was posted is done, and end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            with self._opened() as interview:
                self.events = interview.events
                self._ready.set()
                self._work(interview)
        except BaseException as failure:  # it is raised again in the main thread
            self._failure = failure
        finally:
            self._ready.set()

    def _work(self, interview: Interview) -> None:
        turns = 0
        while True:
            try:
                posted = self._jobs.get(timeout=_IDLE_S)
            except queue.Empty:
                turns += 1
                interview.refresh()
                if turns % _SEEN_EVERY == 0:
                    interview.touch()
            else:
                if posted is None:
                    return
                self._do(interview, *posted)
            self.events = interview.events

    def _do(self, interview: Interview, label: str, job: Job) -> None:
        self.busy = label
        try:
            job(interview)
        except UserError as error:
            self.note = str(error)
        finally:
            self.events = interview.events
            self.busy = ""
