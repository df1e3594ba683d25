"""`judge verify`: what an author must have right."""

from __future__ import annotations

import click

from judge.commands import terminal
from judge.commands.app import App, bank_option, complete_slug, json_option, pass_app
from judge.cores import count_cores

PYTHON_VARIABLE = "JUDGE_OTHER_PYTHON"


@click.command()
@click.argument("slugs", metavar="[PROBLEM...]", nargs=-1, shell_complete=complete_slug)
@click.option("--seeds", type=click.IntRange(1), default=3, show_default=True, help="Judge on so many seeds.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Use N processes (default: one for each core).")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option(
    "--python",
    "pythons",
    metavar="PATH",
    multiple=True,
    envvar=PYTHON_VARIABLE,
    type=click.Path(),
    help=f"Judge on another interpreter too, with its own NumPy (also: {PYTHON_VARIABLE}).",
)
@json_option
@bank_option
@pass_app
def verify(
    app: App,
    slugs: tuple[str, ...],
    seeds: int,
    jobs: int | None,
    strict: bool,
    pythons: tuple[str, ...],
    as_json: bool,
) -> int:
    """Check what an author must have right: files, verdicts, bounds, mutants, impostors, limits."""
    for slug in slugs or app.bank.slugs:
        app.require_open(slug, "judge verify")
    from judge.verify.plan import Settings, choose_seeds
    from judge.verify.run import choose_environments, verify

    progress = terminal.Progress("verifying", quiet=as_json)
    settings = Settings(choose_seeds(seeds), choose_environments(pythons))
    try:
        result = verify(
            app.bank,
            tuple(dict.fromkeys(slugs)),
            settings,
            workers=jobs or count_cores(),
            strict=strict,
            on_progress=lambda done, total: progress.step(f"{done} of {total}"),
        )
    finally:
        progress.clear()
    if as_json:
        from judge.report.json import dumps
        from judge.verify.document import result_dict

        terminal.say(dumps(result_dict(result)))
    else:
        from judge.verify.show import render

        terminal.say(render(result, app.style, terminal.width()))
    return result.exit_code
