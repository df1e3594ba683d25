"""`judge warm`: the processes that keep runtimes warm between commands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from judge.commands import terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@click.group(invoke_without_command=True)
@click.pass_context
def warm(ctx: click.Context) -> None:
    """The processes that wait between commands, with what they have imported.

    On a terminal, judge submit leaves one and judge check of a folder one for each job; what has waited for ten minutes
    ends. JUDGE_WARM=0 turns that off.
    """
    if ctx.invoked_subcommand is None:
        terminal.say(ctx.get_help())


@warm.command()
def status() -> int:
    """Say which wait. One that judges is not shown."""
    from judge.warm.client import ask

    found = [reply.status for path in _sockets() if (reply := ask(path, "status")) is not None]
    for one in found:
        since = datetime.fromtimestamp(one["started"]).astimezone()
        judged = f"{one['judged']} submission{'' if one['judged'] == 1 else 's'} judged"
        use = one.get("for", "judge submit")  # one of an earlier version says nothing
        terminal.say(f"process {one['pid']} waits for {use}, since {since:%H:%M:%S}, {judged}")
    if not found:
        words = "the next judge submit, or judge check of a folder, on a terminal starts one"
        terminal.say(f"no warm judge is running; {words}")
    return 0


@warm.command()
def stop() -> int:
    """End all that wait."""
    from judge.warm.client import ask

    stopped = sum(ask(path, "stop") is not None for path in _sockets())
    terminal.say(f"{stopped} stopped" if stopped else "no warm judge is running")
    return 0


def _sockets() -> Iterator[Path]:
    from judge.warm.place import folder

    place = folder()
    if place is not None:
        yield from sorted(place.glob("*.sock"))
