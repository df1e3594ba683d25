"""The command group: a table of names, so that `judge --help` loads no command and `judge list` loads one."""

from __future__ import annotations

import importlib
import shlex
from typing import Any

import click

from judge import __version__
from judge.commands.app import App, choose_bank

COMMANDS = {
    "list": ("judge.commands.browse:list_problems", "List the problems, and which are solved."),
    "show": ("judge.commands.browse:show", "Show a problem's statement."),
    "start": ("judge.commands.start:start", "Write the file to fill in for a problem."),
    "run": ("judge.commands.attempt:run", "Try a file on the visible examples."),
    "submit": ("judge.commands.attempt:submit", "Judge a file on the hidden tests, and keep the attempt."),
    "watch": ("judge.commands.watch:watch", "Judge a file each time that it is saved."),
    "hint": ("judge.commands.learn:hint", "Show one more hint."),
    "solution": ("judge.commands.learn:solution", "Show the reference solution, and why it works."),
    "diff": ("judge.commands.learn:diff", "Compare the last attempt with the reference."),
    "history": ("judge.commands.history:history", "List the attempts, or show one."),
    "stats": ("judge.commands.progress:stats", "Show how far you are."),
    "next": ("judge.commands.progress:next_step", "Say what to do now, and why."),
    "review": ("judge.commands.progress:review", "Show what is due to be done again."),
    "export": ("judge.commands.exchange:export_history", "Write the whole history to a file."),
    "import": ("judge.commands.exchange:import_history", "Merge the history of another machine into this one."),
    "profile": ("judge.commands.profile:profile", "Say how a file's time and memory grow with its input."),
    "mock": ("judge.commands.mock:mock", "Mock interviews with a clock: start, status, submit, report."),
    "check": ("judge.commands.check:check", "Judge many files, as in CI."),
    "warm": ("judge.commands.warm:warm", "The processes that keep runtimes warm: status, stop."),
    "verify": ("judge.commands.verify:verify", "Check what the author of a problem must have right."),
    "doctor": ("judge.commands.doctor:doctor", "Say what this machine offers, and what it lacks."),
    "completion": ("judge.commands.completion:completion", "Print the completion script of a shell."),
}
"""Name -> where its click command is, and its line in the help."""


_AFTER_THE_COMMAND = ("--lang", "--json")


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which a beginner needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a wrong name is answered with the closest one."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            raise _unknown_command(ctx, name)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands from COMMANDS alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Complete names from COMMANDS alone."""
        from click.shell_completion import CompletionItem

        names = [CompletionItem(name, help=text) for name, (_, text) in COMMANDS.items() if name.startswith(incomplete)]
        return names or click.Command.shell_complete(self, ctx, incomplete)

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Parse the words; leave Ctrl-C to main, which says one line: click would begin with an empty one."""
        try:
            return super().make_context(*args, **options)
        except KeyboardInterrupt:
            raise click.Abort from None
        except click.NoSuchOption as error:
            if error.option_name not in _AFTER_THE_COMMAND:
                raise
            from judge.errors import UserError

            words = f"{error.option_name} goes after the command that it is for"
            raise UserError(words, "for example 'judge list --lang zh'") from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; leave Ctrl-C to main here, too."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.Abort from None


def _unknown_command(ctx: click.Context, name: str) -> Exception:
    """What to say to a word that is no command, be it a problem, a file, or nearly a command."""
    from judge.commands.app import complete_slug
    from judge.errors import UserError, near_miss

    if name in complete_slug(ctx, ctx.command.params[0], name):
        return UserError(f"'{name}' is a problem, not a command", f"say 'judge show {name}' or 'judge submit {name}'")
    if name.endswith(".py"):
        words = shlex.quote(name)
        return UserError(f"'{name}' is no command", f"say 'judge run {words}' or 'judge submit {words}'")
    return UserError(f"no command is called '{name}'{near_miss(name, COMMANDS)}", "see 'judge --help'")


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="New here? 'judge list' says what to do first.",
)
@click.option(
    "--bank",
    type=click.Path(),
    metavar="DIR",
    expose_value=False,
    callback=choose_bank,
    help="Judge with another problem bank (also: JUDGE_BANK).",
)
@click.version_option(__version__, prog_name="judge", message="%(prog)s %(version)s")
@click.pass_context
def judge(ctx: click.Context) -> None:
    """Practise machine-learning coding interviews: write it by hand, have it judged."""
    ctx.ensure_object(App)
    if ctx.invoked_subcommand is None:
        from judge.commands.terminal import say

        say(ctx.get_help())
