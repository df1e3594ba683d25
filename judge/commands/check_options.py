"""The options of `judge check`, and what they say together."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from judge.commands.app import bank_option, complete_slug, seed_option
from judge.model import DEFAULT_SEED, Verdict
from judge.sandbox.tiers import TIERS

if TYPE_CHECKING:
    from judge.model import Tier
    from judge.selection import Shard

STDOUT = "-"
_NAMES_OF_STDOUT = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


class _Count(click.IntRange):
    """A number of things; click would call it an integer range where it is none."""

    name = "whole number"


class Request(NamedTuple):
    """What the command line asks for; the names are those of the options."""

    paths: tuple[str, ...]
    problem: str | None
    skip_unknown: bool
    require: tuple[str, ...]
    changed_since: str | None
    shard: Shard | None
    jobs: int | None
    cluster: str | None
    fail_fast: bool
    allow: frozenset[Verdict]
    resume: str | None
    json_file: str | None
    junit: str | None
    html: str | None
    github: bool
    seed: int
    isolation: Tier | None
    min_isolation: Tier | None

    def fails(self, verdict: Verdict) -> bool:
        """Whether a verdict fails the check."""
        return verdict is not Verdict.AC and verdict not in self.allow

    @property
    def on_stdout(self) -> list[str]:
        """The options whose report goes to stdout, and not the table."""
        files = {"--json": self.json_file, "--junit": self.junit, "--html": self.html}
        return [option for option, file in files.items() if file == STDOUT]


def _not_empty(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """What an option says; that it says nothing, as where a variable of the shell is unset, is not passed over."""
    if value == "":
        raise click.BadParameter("it is empty")
    return value


def _report(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The file of a report; stdout has one name, so that what is written there stands alone."""
    value = _not_empty(context, parameter, value)
    return STDOUT if value and os.path.abspath(value) in _NAMES_OF_STDOUT else value


def _results(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value == STDOUT:
        raise click.BadParameter("results are kept in a file, not on stdout")
    return _not_empty(context, parameter, value)


def _words(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The words of an option that may be repeated, or have several words with commas in between."""
    words = [value.replace(",", " ").split() for value in values]
    if not all(words):
        raise click.BadParameter("it is empty")
    return tuple(dict.fromkeys(word for some in words for word in some))


def _verdicts(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> frozenset[Verdict]:
    names = [verdict.value for verdict in Verdict if verdict not in (Verdict.AC, Verdict.JE)]
    words = [word.upper() for word in _words(context, parameter, values)]
    for word in words:
        if word not in names:
            raise click.BadParameter(f"'{word}' is none of {', '.join(names)}")
    return frozenset(Verdict(word) for word in words)


def _shard(context: click.Context, parameter: click.Parameter, value: str | None) -> Shard | None:
    from judge.selection import Shard

    try:
        return Shard.parse(value) if value is not None else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def check_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give the command its options, in the order in which the help lists them."""
    file = click.Path(readable=False)  # one that cannot be read is no reason to leave the others unjudged
    tiers = click.Choice(TIERS)
    for decorate in reversed([
        click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=file),
        click.option("--problem", metavar="SLUG", callback=_not_empty, shell_complete=complete_slug,
                     help="All files are for this problem."),
        click.option("--skip-unknown", is_flag=True, help="Leave out files that say no problem."),
        click.option("--require", metavar="SLUG,...", multiple=True, callback=_words,
                     help="Fail without a submission to it."),
        click.option("--changed-since", metavar="REV", callback=_not_empty,
                     help="Only what has changed in git since the branch left REV."),
        click.option("--shard", metavar="K/N", callback=_shard, help="Only the K-th of N equal parts."),
        click.option("--jobs", type=_Count(min=1), metavar="N", envvar="JUDGE_JOBS", show_envvar=True,
                     help="How many to judge side by side (default: one for each core)."),
        click.option("--cluster", metavar="ADDRESS", callback=_not_empty,
                     help="Judge on a Dask cluster, such as tcp://scheduler:8786."),
        click.option("--fail-fast", is_flag=True, help="Judge nothing after the first that fails."),
        click.option("--allow", metavar="VERDICT,...", multiple=True, callback=_verdicts,
                     help="A verdict that is no failure, such as TLE."),
        click.option("--resume", metavar="FILE", type=file, callback=_results,
                     help="Keep results in FILE as they come, and go on with it."),
        click.option("--json", "json_file", metavar="FILE", type=file, callback=_report,
                     help="Write the reports as JSON ('-': stdout)."),
        click.option("--junit", metavar="FILE", type=file, callback=_report,
                     help="Write the reports as JUnit XML ('-': stdout)."),
        click.option("--html", metavar="FILE", type=file, callback=_report,
                     help="Write the reports as a page ('-': stdout)."),
        click.option("--github", is_flag=True, help="Annotate the code on GitHub, and write the step's summary."),
        seed_option(default=DEFAULT_SEED),
        click.option("--isolation", type=tiers, help="Confine the code at this tier."),
        click.option("--min-isolation", type=tiers, envvar="JUDGE_MIN_ISOLATION", show_envvar=True,
                     help="Refuse to judge below this tier."),
        bank_option,
    ]):  # fmt: skip
        command = decorate(command)
    return command
