"""The console command `judge`: parse, one call, exit code."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # as below: what is imported here keeps the process waiting that is to judge
    from collections.abc import Sequence
    from typing import NoReturn

    from click import ClickException

    from judge.clock import Clock

_JUDGING = ("run", "submit")
_CHECKING = "check"
COMPLETE_VARIABLE = "_JUDGE_COMPLETE"
OK, NOT_ACCEPTED, USAGE, JUDGE_FAULT, INTERRUPTED = 0, 1, 2, 3, 130


def run() -> NoReturn:
    """The process of the console command: run it and leave.

    Everything is flushed and closed by then; Python would only take apart, one by one, the modules that were imported,
    and whoever waits for the command would wait for that too.
    """
    from judge.sandbox.interpreter import settle_linear_algebra

    settle_linear_algebra()
    os._exit(main())


def main(argv: Sequence[str] | None = None, *, clock: Clock | None = None) -> int:
    """Run one command, and return its exit code.

    0 accepted or done, 1 not accepted, 2 bad usage, 3 a fault of the judge, 130 interrupted. Whatever goes wrong is one
    line on stderr.

    Args:
        argv: the words; None for the process' own.
        clock: tells the time of mock interviews; None for the machine's own.
    """
    try:
        # Inside, so that Ctrl-C is as quiet while modules load as later.
        try:
            _prepare_to_judge(sys.argv[1:] if argv is None else argv)
            from judge.commands import terminal

            terminal.prepare_streams()
            try:
                return _run_command(argv, clock)
            finally:
                terminal.flush_streams()
        finally:
            _end_what_was_prepared()
    except KeyboardInterrupt:
        _ignore_interrupts()
        _end_what_was_prepared()  # which may itself have been interrupted
        return _end_interrupted()


def _prepare_to_judge(words: Sequence[str]) -> None:
    """Where the command will judge, start the processes that do: they import NumPy while this one parses.

    The cyclic garbage collector waits too: modules that load make objects, not garbage.
    """
    import gc

    gc.set_threshold(100_000, 50, 50)
    if words and words[0] == _CHECKING:
        from judge import interrupts
        from judge.batch.start import start_early

        interrupts.end_like_interrupted()
        start_early(words)
    if words and words[0] in _JUDGING and "--help" not in words:
        from judge.warm import place

        if place.is_ruled_out():
            return
        socket = place.socket_path() if place.is_wanted() else None
        if socket is None or not socket.exists():
            from judge.warm.start import start_core

            start_core()


def _end_what_was_prepared() -> None:
    start = sys.modules.get("judge.warm.start")
    if start is not None:
        start.end_cores()
    if "judge.batch.start" in sys.modules:
        from judge import interrupts
        from judge.batch.crew import end_early

        end_early()
        interrupts.restore()


def _run_command(argv: Sequence[str] | None, clock: Clock | None) -> int:
    import click

    from judge.commands import terminal
    from judge.commands.app import App
    from judge.commands.group import judge
    from judge.errors import JudgeError, UserError, name_lack

    try:
        code = judge.main(argv, prog_name="judge", standalone_mode=False, obj=App(clock))
        return code if isinstance(code, int) else OK
    except UserError as error:
        terminal.complain("error", str(error))
        return USAGE
    except click.ClickException as error:
        terminal.complain("error", _usage_message(error, sys.argv[1:] if argv is None else argv))
        return USAGE
    except click.Abort:
        raise KeyboardInterrupt from None
    except JudgeError as error:
        terminal.complain("judge error", str(error))
        return JUDGE_FAULT
    except SystemExit as ended:
        if ended.code != 1 or COMPLETE_VARIABLE in os.environ:
            raise
        return OK  # click has met a closed pipe, as in `judge --help | true`
    except Exception as error:
        if terminal.is_output_lost(error):
            return USAGE
        lack = name_lack(error)
        if lack is None:
            return _report_bug(error)
        terminal.complain("error", str(lack))
        return USAGE


def _usage_message(error: ClickException, words: Sequence[str]) -> str:
    """Click's message as a clause, with the remedy of every usage error."""
    from judge.commands.group import COMMANDS

    message = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)  # click has none where an option lacks its value
    command = " ".join(["judge", *words[:1]]) if words and words[0] in COMMANDS else "judge"
    return f"{message}; see '{context.command_path if context else command} --help'"


def _report_bug(error: Exception) -> int:
    """Keep the traceback of a fault of our own in a file, and ask for it in one line."""
    import traceback

    from judge.commands import terminal

    if os.environ.get("JUDGE_DEBUG"):
        terminal.write(sys.stderr, "".join(traceback.format_exception(error)))
        return JUDGE_FAULT
    place = _keep("".join(traceback.format_exception(error)))
    what = f"{type(error).__name__}: {error}"
    terminal.complain("judge error", f"{what}; this is a bug in the judge, please report it with {place}")
    return JUDGE_FAULT


def _keep(text: str) -> str:
    """Write a traceback into the data directory, else into the temporary one, and return where it is."""
    import tempfile
    from datetime import UTC, datetime

    from judge.paths import data_dir

    for folder in (data_dir(), None):
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            prefix = f"crash-{datetime.now(UTC):%Y%m%dT%H%M%S}-"
            with tempfile.NamedTemporaryFile(
                "w", prefix=prefix, suffix=".txt", dir=folder, delete=False, encoding="utf-8", errors="replace"
            ) as file:
                file.write(text)
                return file.name
        except OSError:
            continue
    return "the output of the same command under JUDGE_DEBUG=1"


def _ignore_interrupts() -> None:
    """More of them must not disturb the end."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end_interrupted() -> int:
    from judge.commands import terminal

    terminal.complain("", "interrupted")
    return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
