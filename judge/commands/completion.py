"""`judge completion`: the script that makes a shell complete commands, slugs and files."""

from __future__ import annotations

import os
import sys

import click

from judge.commands import terminal
from judge.errors import UserError

_WHERE = {
    "bash": 'add this to ~/.bashrc: eval "$(judge completion bash)"',
    "zsh": 'add this to ~/.zshrc, after compinit: eval "$(judge completion zsh)"',
    "fish": "run this once: judge completion fish > ~/.config/fish/completions/judge.fish",
}


@click.command()
@click.argument("shell", required=False, type=click.Choice(sorted(_WHERE)))
@click.pass_context
def completion(ctx: click.Context, shell: str | None) -> None:
    """Print the completion script of a shell (default: the one of $SHELL)."""
    from click.shell_completion import ShellComplete, get_completion_class

    name = shell or os.path.basename(os.environ.get("SHELL", ""))
    found = get_completion_class(name) if name in _WHERE else None
    if found is None:
        raise UserError("no shell was named, and SHELL names none that is known", "say 'judge completion bash'")
    complete = found(ctx.find_root().command, {}, "judge", "_JUDGE_COMPLETE")
    # The base class fills in the template; bash's own first starts a shell to ask for its version.
    terminal.say(ShellComplete.source(complete))
    if terminal.is_terminal(sys.stdout):
        terminal.complain("note", _WHERE[name])
