"""`judge export` and `judge import`: the history in a file, and merged from one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from judge.commands import terminal
from judge.commands.app import App, pass_app


@click.command("export")
@click.argument("file", required=False, type=click.Path())
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@pass_app
def export_history(app: App, file: str | None, force: bool) -> None:
    """Write the whole history as JSON, attempts with their sources, to FILE or to stdout."""
    from judge.practice.exchange import export_history as make_export

    content = make_export(app.history().database, app.clock.now_utc())
    app.require_no_mock("judge export")  # only now: a history that cannot be read has been said once, as an error
    if file is None or file == "-":
        terminal.write_bytes(content)
        return
    write_whole(Path(file), content, force=force)
    terminal.say(f"wrote {file}\n\nnext: judge import {file} on the other machine")


@click.command("import")
@click.argument("file", type=click.Path())
@pass_app
def import_history(app: App, file: str) -> None:
    """Merge an exported history into this one: what is there already is left out. FILE may be - for stdin."""
    from judge.practice.exchange import merge_history
    from judge.practice.exchange_file import read_document
    from judge.practice.words import count

    name = "stdin" if file == "-" else file
    document = read_document(_read(file), name)
    merged = merge_history(app.history().database, document)
    mocks = f" and {count(merged.mocks, 'mock interview')}" if merged.mocks else ""
    were = "was" if merged.known == 1 else "were"
    known = f"; {count(merged.known, 'attempt')} of the file {were} here already" if merged.known else ""
    terminal.say(f"imported {count(merged.added, 'attempt')}{mocks}{known}\n\nnext: judge stats")


def _read(file: str) -> bytes:
    """The bytes of a file or of stdin. Raises UserError."""
    from judge.errors import UserError

    try:
        if file == "-":
            return sys.stdin.buffer.read()
        if os.path.lexists(file) and not os.path.isfile(file):
            raise UserError(f"{file} is no file", "name a file that 'judge export FILE' has written")
        with open(file, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}", "check the name") from None
    except ValueError:  # a NUL in the name
        raise UserError(f"{file!r} is no file name", "check it") from None


def write_whole(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file so that it is there whole or not at all. Raises UserError."""
    from judge.errors import UserError

    try:
        if os.path.lexists(path) and not (force and path.is_file()):
            instead = "choose another name" + (", or replace it with --force" if path.is_file() else "")
            raise UserError(f"{path} is there already", instead)
        scratch = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with open(scratch, "xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(scratch, path)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}", "choose another place") from None
    except ValueError:  # empty, or with a NUL
        raise UserError(f"{str(path)!r} is no file name", "choose another") from None
