"""`judge doctor`: what this machine offers, what it lacks, and how to mend that."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

import click

from judge.commands import terminal
from judge.commands.app import App, bank_option, json_option, pass_app
from judge.errors import JudgeError, UserError

if TYPE_CHECKING:
    from judge.report.console import Style

Outcome = Literal["ok", "note", "fault"]
_NO_BOUNDARY = "judge only code of your own: this is no security boundary"


class Finding(NamedTuple):
    """One thing that was looked at.

    Attributes:
        outcome: "note" where something is missing that some can do without, "fault" where judging will not work.
    """

    name: str
    outcome: Outcome
    detail: str
    remedy: str = ""


@click.command()
@json_option
@bank_option
@pass_app
def doctor(app: App, as_json: bool) -> int:
    """Say what this machine offers, and what it lacks. Exit code 1 when something has to be mended first."""
    findings = [
        _python(),
        _package("numpy", "fault", f"run: {sys.executable} -m pip install numpy"),
        _package(
            "tensorflow", "note", f"run: {sys.executable} -m pip install tensorflow, for the problems that use it"
        ),
        *_isolation(),
        _bank(app),
        _data_folder(),
        _encoding(),
    ]
    faults = sum(finding.outcome == "fault" for finding in findings)
    if as_json:
        from judge.report.json import dumps

        terminal.say(dumps([finding._asdict() for finding in findings]))
    else:
        terminal.say("\n".join(_line(finding, app.style) for finding in findings))
        terminal.say(f"\nnext: {'mend what is marked fault, then judge doctor' if faults else 'judge list'}")
    return 1 if faults else 0


def _line(finding: Finding, style: Style) -> str:
    colour = {"ok": "green", "note": "yellow", "fault": "red"}[finding.outcome]
    from judge.report.layout import indent

    margin = " " * 7
    words = [f"{finding.name}: {finding.detail}", *filter(None, [finding.remedy])]
    return style.paint(f"{finding.outcome:<5}", colour) + indent(words, margin, style.width)[5:]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("python", "ok", f"{version} ({sys.executable})")


def _package(name: str, missing: Outcome, remedy: str) -> Finding:
    from importlib.metadata import PackageNotFoundError, version

    from judge.commands.browse import has_runtime

    if not has_runtime(name):
        return Finding(name, missing, "not installed", remedy)
    try:
        return Finding(name, "ok", version(name))
    except PackageNotFoundError:  # such as tensorflow-cpu, or a build of one's own
        return Finding(name, "ok", "installed")


def _isolation() -> Iterator[Finding]:
    """The tier that submissions will run on, and why the stronger ones are not to be had."""
    from judge.sandbox.probe import probe_tiers

    try:
        tiers = probe_tiers()
    except (UserError, JudgeError) as error:
        yield Finding("isolation", "fault", str(error))
        return
    for tried in tiers:
        if tried.isolation is not None:
            boundary = tried.tier != "basic"
            detail = f"{tried.tier} ({', '.join(tried.isolation.mechanisms)})"
            yield Finding("isolation", "ok" if boundary else "note", detail, "" if boundary else _NO_BOUNDARY)
            return
        yield Finding(f"isolation {tried.tier}", "note", f"not to be had: {tried.reason}", tried.remedy)
    yield Finding("isolation", "fault", "no tier works here")


def _bank(app: App) -> Finding:
    remedy = "give --bank (or JUDGE_BANK) a folder with problems/ and solutions/ in it"
    try:
        problems = app.bank.problems()
    except UserError as error:
        return Finding("problem bank", "fault", error.problem, error.remedy)
    except JudgeError as error:
        return Finding("problem bank", "fault", str(error), "mend that file")
    if not problems:
        return Finding("problem bank", "fault", f"no problem in {app.bank.root}", remedy)
    return Finding("problem bank", "ok", f"{len(problems)} problems in {app.bank.root}")


def _data_folder() -> Finding:
    """Writes a file, as only that shows a read-only or a full disk; the history itself is only opened."""
    import tempfile

    from judge.history import History, HistoryError
    from judge.paths import HISTORY_FILE, HOME_VARIABLE, data_dir

    folder = data_dir()
    remedy = f"let {HOME_VARIABLE} name a folder that can be written; until then attempts are judged but not kept"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
            file.flush()
        history = History(folder / HISTORY_FILE, notify=lambda message: terminal.complain("warning", message))
        count = len(history.attempts())
        history.close()
    except HistoryError as error:
        return Finding("history", "note", error.problem, error.remedy)
    except OSError as error:
        return Finding("history", "note", f"{folder} cannot be written: {error.strerror}", remedy)
    return Finding("history", "ok", f"{count} attempt{'' if count == 1 else 's'} in {folder}")


def _encoding() -> Finding:
    encoding = (sys.stdout.encoding or "ascii").lower()
    if terminal.can_encode("\u2713\u2211\u221a\u4e2d"):
        return Finding("terminal", "ok", encoding)
    words = f"{encoding} lacks mathematical and Chinese characters"
    return Finding("terminal", "note", words, terminal.encoding_remedy())
