"""What the commands share: the bank, the history, the language, and the options that say which."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from judge.commands import terminal
from judge.commands.terminal import complain, has_colours, has_marks, lines_break_at
from judge.paths import HISTORY_FILE, bank_dir, data_dir

if TYPE_CHECKING:
    from judge.catalog import Bank
    from judge.clock import Clock
    from judge.history import History, Status
    from judge.index import Summary
    from judge.mock.model import Session
    from judge.model import Language, Problem
    from judge.report.console import Style

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

LANGUAGE_VARIABLE = "JUDGE_LANG"


class App:
    """One call of the console command. Everything in it is made when it is first asked for.

    Args:
        clock: tells the time of mock interviews; None for the machine's own.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock
        self.bank_root: Path | None = None
        self._history: History | None = None
        self._summaries: list[Summary] | None = None
        self._warned = False

    @property
    def clock(self) -> Clock:
        """What tells the time."""
        if self._clock is None:
            from judge.clock import SystemClock

            self._clock = SystemClock()
        return self._clock

    @cached_property
    def bank(self) -> Bank:
        """The bank of --bank, else of JUDGE_BANK, else the one that comes with the judge."""
        from judge.catalog import Bank

        return Bank(self.bank_folder)

    @property
    def bank_folder(self) -> Path:
        """Where the bank is."""
        return self.bank_root or bank_dir()

    def summaries(self) -> list[Summary]:
        """Return what fits on a line of every problem, without loading them. Raises UserError, BankError."""
        from judge.index import summarise

        if self._summaries is None:
            self._summaries = summarise(self.bank_folder)
        return self._summaries

    def problem(self, slug: str) -> Problem:
        """Return a problem. Raises UserError with the near miss, or BankError."""
        return self.bank.problem(slug)

    @property
    def style(self) -> Style:
        """What stdout can show."""
        from judge.report.console import Style

        return Style(color=has_colours(), unicode=has_marks(), width=lines_break_at())

    def say_next(self, step: str) -> None:
        """Write the last line of a command: what comes next."""
        from judge.report.console import render_next

        terminal.say(f"\n{render_next(step, self.style)}")

    def history(self) -> History:
        """Return the history, made when it is missing. Raises HistoryError."""
        from judge.history import History

        if self._history is None:
            self._history = History(data_dir() / HISTORY_FILE, notify=lambda message: complain("warning", message))
            click.get_current_context().call_on_close(self._history.close)
        return self._history

    def ask_history(self, question: Callable[[History], T], default: T) -> T:
        """Return what the history says, or the default where there is none. That it cannot be read is a warning."""
        return self.try_history(question, default) if os.path.lexists(data_dir() / HISTORY_FILE) else default

    def try_history(self, action: Callable[[History], T], default: T) -> T:
        """Do something with the history that must not stop the command: where it fails, warn once in one line."""
        from judge.history import HistoryError

        try:
            return action(self.history())
        except HistoryError as error:
            if not self._warned:
                complain("warning", str(error))
            self._warned = True
            return default

    def statuses(self) -> dict[str, Status]:
        """Return "tried" or "solved" for each problem that was submitted."""
        return self.ask_history(lambda history: history.statuses(), {})

    def running_mock(self) -> Session | None:
        """Return the mock interview that is running, if there is one."""
        from judge.mock.guard import find_running

        return self.ask_history(lambda history: find_running(history, self.clock), None)

    def is_asked(self, slug: str) -> bool:
        """Whether a running mock interview asks a problem."""
        session = self.running_mock()
        return session is not None and slug in session.slugs

    def require_open(self, slug: str, what: str) -> None:
        """Refuse what a running mock interview keeps closed.

        Args:
            slug: the problem that it is about.
            what: the subject of the sentence, such as "the solution".

        Raises:
            UserError: the interview asks that problem.
        """
        session = self.running_mock()
        if session is not None and slug in session.slugs:
            from judge.mock.guard import closed_problem

            raise closed_problem(session, slug, what)

    def require_no_mock(self, what: str) -> None:
        """Refuse what is closed while any mock interview runs. Raises UserError."""
        session = self.running_mock()
        if session is not None:
            from judge.mock.guard import closed

            raise closed(session, "a mock interview is running", what)


pass_app = click.make_pass_decorator(App, ensure=True)


def choose_bank(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    """Callback of --bank, before or after the command's name."""
    if value == "":  # as of an unset variable: the current folder is not meant
        raise click.BadParameter("it is empty")
    if value is not None:
        ctx.ensure_object(App).bank_root = Path(value)


def bank_option(command: F) -> F:
    """Give a command the option --bank."""
    return click.option(
        "--bank",
        type=click.Path(),
        metavar="DIR",
        expose_value=False,
        callback=choose_bank,
        help="Use another problem bank (also: JUDGE_BANK).",
    )(command)


def language_option(command: F) -> F:
    """Give a command the option --lang; without it the language is the person's own."""
    return click.option(
        "--lang",
        "language",
        type=click.Choice(["en", "zh"]),
        default=own_language,
        help="English or Chinese (default: from JUDGE_LANG, else from LC_ALL or LANG).",
    )(command)


def json_option(command: F) -> F:
    """Give a command the option --json."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def seed_option(text: str = "Make the data from another seed.", **attributes: Any) -> Callable[[F], F]:
    """Return what gives a command the option --seed: a number that fits where it has to travel."""
    return click.option("--seed", type=int, metavar="N", callback=_fitting_seed, help=text, **attributes)


def _fitting_seed(ctx: click.Context, parameter: click.Parameter, value: int | None) -> int | None:
    if value is not None:
        from judge.model import SEEDS

        if value not in SEEDS:
            raise click.BadParameter("a seed has at most 63 bits")
    return value


def own_language() -> Language:
    """Return "zh" where JUDGE_LANG, or else the locale, is Chinese."""
    chosen = os.environ.get(LANGUAGE_VARIABLE, "")
    if chosen and not chosen.lower().startswith(("en", "zh")):
        terminal.complain("note", f"{LANGUAGE_VARIABLE} is '{chosen}', which is neither 'en' nor 'zh': this is English")
        return "en"
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "zh" if (chosen or named).lower().startswith("zh") else "en"


def complete_slug(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the slug of a problem."""
    from judge.errors import JudgeError, UserError

    try:
        return [slug for slug in ctx.ensure_object(App).bank.slugs if slug.startswith(incomplete)]
    except (UserError, JudgeError):  # a shell that completes is no place for messages
        return []


def problem_argument(command: F) -> F:
    """Give a command the argument PROBLEM."""
    return click.argument("slug", metavar="PROBLEM", shell_complete=complete_slug)(command)
