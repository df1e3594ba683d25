"""The loop of `judge watch`: a save, a key or a verdict comes, and something is done about it at once."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from judge.errors import UserError
from judge.live.judging import TRY_AGAIN_S, Job, Judging, Outcome, Purpose
from judge.live.keyboard import END_OF_FILE
from judge.live.saves import SavedFile
from judge.live.screen import Screen
from judge.model import Options, Problem
from judge.source import read_source

_STATUS_S = 0.5
_GONE = select.POLLERR | select.POLLHUP | select.POLLNVAL
KEYS = "r run, s submit, h hint, t statement, q quit"
SHORT_KEYS = "r run s submit h hint t text q quit"


class Keys(Protocol):
    """Where keys come from."""

    @property
    def descriptor(self) -> int | None:
        """What to wait on; None while there are none."""

    def read(self) -> str:
        """Return what was pressed."""


class Speech(NamedTuple):
    """What the command says; all of it is called in the thread of the loop.

    Attributes:
        tell: the text of a verdict.
        hint: writes the next hint. May raise UserError.
        statement: writes the statement. May raise UserError.
        remark: writes a line about something else.
    """

    tell: Callable[[Outcome], str]
    hint: Callable[[], None]
    statement: Callable[[], None]
    remark: Callable[[str], None]


class Wake:
    """A descriptor that becomes readable when any thread, or a signal's handler, rings."""

    def __init__(self) -> None:
        self.descriptor, self._bell = os.pipe()
        os.set_blocking(self.descriptor, False)
        os.set_blocking(self._bell, False)

    def ring(self) -> None:
        """Wake the loop."""
        try:
            os.write(self._bell, b"!")
        except OSError:  # full: it is awake already; closed: nobody is left to wake
            pass

    def clear(self) -> None:
        """Go back to sleep."""
        try:
            while os.read(self.descriptor, 4096):
                pass
        except BlockingIOError:
            pass

    def close(self) -> None:
        """Give the descriptors back; a late ring is ignored."""
        os.close(self.descriptor)
        os.close(self._bell)


class Watch:
    """One file, judged as it is at the beginning, and then whenever it is saved or a key asks for it.

    Args:
        problem: what the file is for.
        path: the file.
        options: how to judge; the purpose decides between examples and hidden tests.
        on_save: what a save asks for.
        judging: the thread that judges.
        screen: where the status goes.
        speech: what else is said.
        keys: where keys come from.
        wake: rung by the other threads.
        permit: raises UserError where a purpose is not allowed just now.
        output: the descriptor of stdout; when its reader has gone, the loop ends. None to not care.
        clock: seconds that only grow.
        now: the time of day.
    """

    def __init__(
        self,
        problem: Problem,
        path: str,
        options: Options,
        on_save: Purpose,
        *,
        judging: Judging,
        screen: Screen,
        speech: Speech,
        keys: Keys,
        wake: Wake,
        permit: Callable[[Purpose], None] = lambda purpose: None,
        output: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self._problem = problem
        self._path = path
        self._options = options
        self._on_save = on_save
        self._judging = judging
        self._screen = screen
        self._speech = speech
        self._keys = keys
        self._wake = wake
        self._permit = permit
        self._output = output
        self._clock = clock
        self._now = now
        self._file = SavedFile(path, clock)
        self._warm: set[Purpose] = set()
        self._since = clock()
        self._stopped: Job | None = None

    def run(self) -> None:
        """Go on until `q`, Ctrl-D, or the end of the terminal. Raises what judging raises."""
        self._ask("run")
        while True:
            self._screen.show_status(*self._describe_status())
            keys = self._wait()
            if keys is None or not self._look_around(keys):
                self._screen.clear()
                return

    def stop(self) -> None:
        """Before the process is stopped: give up what runs, for its clocks go on. For a signal's handler."""
        self._stopped = self._judging.start()

    def resume(self) -> None:
        """After a stop: begin again what was given up."""
        self._screen.forget()
        if self._stopped is not None:
            self._start(self._stopped)
            self._stopped = None
        self._wake.ring()

    def _wait(self) -> str | None:
        """Sleep until something happens; return the keys that were pressed, or None when nobody can read any more."""
        poller = select.poll()
        poller.register(self._wake.descriptor, select.POLLIN)
        keys = self._keys.descriptor
        if keys is not None:
            poller.register(keys, select.POLLIN)
        if self._output is not None:
            poller.register(self._output, 0)
        events = dict(poller.poll(1000 * self._longest_sleep()))
        self._wake.clear()
        if events.get(self._output if self._output is not None else -1, 0) & _GONE:
            return None
        return self._keys.read() if keys is not None and events.get(keys) else ""

    def _longest_sleep(self) -> float:
        if self._judging.is_interrupting:
            return TRY_AGAIN_S
        return min(self._file.look_in_s, _STATUS_S)

    def _look_around(self, keys: str) -> bool:
        """Deal with all that may have happened; return whether to go on."""
        if self._judging.is_interrupting:
            self._judging.press_on()
        for outcome in self._judging.take_outcomes():
            self._hear(outcome)
        # Before the keys: who saves and presses s at once means what was saved.
        match self._file.look():
            case "saved":
                self._ask(self._on_save)
            case "gone":
                self._judging.start()
                self._screen.say(f"{self._path} is gone; it is judged when it comes back")
        return all(self._press(key) for key in keys)

    def _press(self, key: str) -> bool:
        """Do what a key asks for; return whether to go on."""
        if key in ("q", END_OF_FILE):
            return False
        match key:
            case "r":
                self._ask("run")
            case "s":
                self._ask("submit")
            case "h":
                self._show(self._speech.hint)
            case "t":
                self._show(self._speech.statement)
            case "\n" | "\r" | " ":
                self._screen.say("")  # room, as in any terminal
        return True

    def _show(self, write: Callable[[], None]) -> None:
        self._screen.clear()
        try:
            write()
        except UserError as error:
            self._screen.say(str(error))

    def _ask(self, purpose: Purpose) -> None:
        """Have the file judged as it is now, in place of what runs."""
        try:
            self._permit(purpose)
            source = read_source(self._path)
        except UserError as error:
            self._screen.say(str(error))
            return
        running = self._judging.running
        if running is not None and running.source.content == source.content and running.purpose in (purpose, "submit"):
            return  # it is at it already
        options = replace(self._options, examples=purpose == "run")
        given_up = self._start(Job(purpose, self._problem, source, options, self._now()))
        if given_up is not None and given_up.purpose == "submit":
            self._screen.say("the submission was given up, and is not kept: something newer came")

    def _start(self, job: Job) -> Job | None:
        self._since = self._clock()
        return self._judging.start(job, *self._warm_ups(job))

    def _warm_ups(self, job: Job) -> list[Job]:
        """Judge the reference on the hidden tests, unseen: the first submission is then as quick as the second."""
        if "submit" in self._warm or job.purpose == "submit":
            return []
        try:
            source = read_source(self._problem.reference)
        except UserError:  # whoever needs it is told
            return []
        return [Job("warm up", self._problem, source, replace(self._options, examples=False), job.started_at)]

    def _hear(self, outcome: Outcome) -> None:
        job = outcome.job
        if job.purpose == "warm up":
            if outcome.report is not None:
                self._warm.add("submit")
            return
        if outcome.error is not None:
            raise outcome.error
        if outcome.report is not None:
            self._warm.add(job.purpose)
            self._screen.say(self._speech.tell(outcome))
            if outcome.note:
                self._speech.remark(outcome.note)

    def _describe_status(self) -> tuple[str, ...]:
        """What goes on and which keys there are; then the same in fewer words."""
        running = self._judging.running
        if running is None or running.purpose == "warm up":
            return f"watching {self._path}: {KEYS}", KEYS, SHORT_KEYS
        seconds = self._clock() - self._since
        took = f" for {seconds:.0f} s" if seconds >= 1 else ""
        return f"judging {self._path}{took}: {KEYS}", f"judging{took}: {SHORT_KEYS}", f"judging{took}"
