"""`judge history`: what was submitted, and how it went."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from judge.commands import terminal
from judge.commands.app import App, bank_option, complete_slug, json_option, pass_app

if TYPE_CHECKING:
    from judge.history import Attempt
    from judge.report.console import Style


@click.command()
@click.argument("slug", metavar="[PROBLEM]", required=False, shell_complete=complete_slug)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many, from the last one.")
@click.option("--show", "number", type=int, metavar="ID", help="Print the source of one attempt.")
@json_option
@bank_option
@pass_app
def history(app: App, slug: str | None, limit: int, number: int | None, as_json: bool) -> None:
    """List the attempts, the newest first; --show ID prints the source of one."""
    if number is not None:
        _show_attempt(app, number, as_json)
        return
    if slug is not None:
        _require_known(app, slug)
        app.require_open(slug, "its history")
    attempts = _visible_attempts(app, slug, limit)
    if as_json:
        terminal.say(json.dumps([_attempt_dict(attempt) for attempt in attempts], indent=2))
    elif attempts:
        terminal.say(_table(attempts, app.style))
        terminal.say(f"\nnext: judge history --show {attempts[0].id} prints what was submitted")
    else:
        terminal.say(f"no attempts yet\n\nnext: {f'judge start {slug}' if slug else 'judge list'}")


def _require_known(app: App, slug: str) -> None:
    """Attempts outlive the bank: a problem that has some is known, wherever it is now."""
    if slug not in app.statuses():
        app.problem(slug)


def _visible_attempts(app: App, slug: str | None, limit: int) -> list[Attempt]:
    """The attempts to list, without those of the problems that a running mock interview asks."""
    store = app.history()  # that it cannot be read is an error here, not a warning
    session = app.running_mock()
    if session is None:
        return store.attempts(slug, limit)
    terminal.complain("note", f"{', '.join(session.slugs)}: closed until the mock interview ends")
    attempts = store.attempts(slug)
    return [attempt for attempt in attempts if attempt.problem not in session.slugs][:limit]


def _show_attempt(app: App, number: int, as_json: bool) -> None:
    store = app.history()
    attempt = store.attempt(number)
    if attempt is None:
        from judge.errors import UserError

        raise UserError(f"there is no attempt {number}", "'judge history' lists them")
    app.require_open(attempt.problem, "its history")
    content = store.source(number)
    if store.attempt(number) is None:  # the file turned out to be damaged, and was moved aside
        from judge.errors import UserError

        raise UserError(f"attempt {number} can't be read", "what is left of it is in the file named above")
    if as_json:
        document = _attempt_dict(attempt) | {
            "source": content.decode("utf-8", "replace"),
            "report": json.loads(store.document(number)),
        }
        terminal.say(json.dumps(document, indent=2))
    elif terminal.is_terminal(sys.stdout):
        from judge.commands.markdown import show_code
        from judge.text import clean

        show_code(clean(content.decode("utf-8", "replace")))
    else:
        # To the byte, so that `judge history --show 3 > softmax.py` brings the file back.
        terminal.write_bytes(content)


def _attempt_dict(attempt: Attempt) -> dict[str, object]:
    return {
        "id": attempt.id,
        "problem": attempt.problem,
        "path": attempt.path,
        "sha256": attempt.sha256,
        "verdict": attempt.verdict.value,
        "passed": attempt.passed,
        "total": attempt.total,
        "started_at": attempt.started_at.isoformat(timespec="milliseconds"),
        "duration_ms": attempt.duration_ms,
    }


def _table(attempts: list[Attempt], style: Style) -> str:
    from judge.text import one_line

    slugs = max(len(attempt.problem) for attempt in attempts)
    numbers = max(len(str(attempt.id)) for attempt in attempts)
    scores = [f"{attempt.passed}/{attempt.total}" for attempt in attempts]
    widest = max(map(len, scores))
    return "\n".join(
        f"{attempt.id:>{numbers}}  {attempt.started_at.astimezone():%Y-%m-%d %H:%M}  {style.verdict(attempt.verdict)}"
        f"  {score:>{widest}}  {attempt.problem:<{slugs}}  {one_line(attempt.path)}"
        for attempt, score in zip(attempts, scores, strict=True)
    )
