"""What is ready to use in CI names options that there are, and pins the tier of isolation."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import click
import pytest

from judge.commands.check import check

ROOT = Path(__file__).resolve().parent.parent
FILES = ("action.yml", ".pre-commit-hooks.yaml", "docs/ci.md")
OLD_BASH = "mapfile() { exit 9; }; readarray() { exit 9; }\n"
"""What the bash of macOS lacks."""
OTHERS = {"--quiet", "--judge", "--judge-min-isolation"}  # of pip, and of the pytest plugin


@pytest.mark.parametrize("name", FILES)
def test_options_exist(name: str) -> None:
    """Every option that is named is one of `judge check`."""
    known = {word for option in check.params if isinstance(option, click.Option) for word in option.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", (ROOT / name).read_text(encoding="utf-8")))
    assert named <= known | OTHERS


@pytest.mark.parametrize("name", FILES)
def test_tier_is_pinned(name: str) -> None:
    """Other people's code is never judged below the tier that stands there."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.search(r"--min-isolation standard|min-isolation:\n.*\n    default: standard", text)


def test_no_file_name_is_an_option_of_the_hook() -> None:
    """pre-commit puts the names behind `args`, and anybody may call a script `--allow=WA`."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert re.findall(r"^ +args: (\[.*\])", text, re.MULTILINE) == ['["--"]']
    assert re.findall(r"# args: \[.*, --\]", (ROOT / "docs/ci.md").read_text(encoding="utf-8"))


def test_every_example_is_pinned() -> None:
    """No tool gets the judge as it happens to be that day, and none but a tag that stays where it is not asked again."""
    text = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    for place in re.findall(r"(?:uses: |git\+https://HOST/)OWNER/REPOSITORY(\S*)", text):
        assert re.fullmatch(r"(\.git)?@v\d[.\d]*", place)
    assert re.findall(r"\brev: (\S+)", text) == ["v0.1.0"]
    assert "`pytest --judge --judge-min-isolation standard " in text


def test_action_takes_inputs_as_words(tmp_path: Path) -> None:
    """Paths and options with spaces, quotes and dollars reach the command as they are, and are not read as shell."""
    script = (ROOT / "action.yml").read_text(encoding="utf-8").rpartition("run: |\n")[2]
    folder = tmp_path / "judge" / "bin"
    folder.mkdir(parents=True)
    (folder / "judge").write_text('#!/bin/bash\nprintf "<%s>" "$@"\n')
    (folder / "judge").chmod(0o755)
    variables = {
        "RUNNER_TEMP": str(tmp_path),
        "SUBMISSIONS": "a b\n\n$(touch pwned)/*.py\n-x\n",
        "OPTIONS": "--junit=it's.xml\n",
        "MIN_ISOLATION": "",  # as of a variable that is not set: no tier must not mean any
    }
    ended = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", OLD_BASH + script], cwd=tmp_path, env=os.environ | variables, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    words = "<check><--github><--min-isolation><><--junit=it's.xml><--><a b><$(touch pwned)/*.py><-x>"
    assert ended.stdout == words
    assert not (tmp_path / "pwned").exists()
    assert "${{" not in script


def test_action_without_options(tmp_path: Path) -> None:
    """An empty list of options is no word, and no failure of the shell."""
    script = (ROOT / "action.yml").read_text(encoding="utf-8").rpartition("run: |\n")[2]
    (tmp_path / "judge" / "bin").mkdir(parents=True)
    (tmp_path / "judge" / "bin" / "judge").symlink_to("/bin/echo")
    variables = {"RUNNER_TEMP": str(tmp_path), "SUBMISSIONS": "s", "OPTIONS": "", "MIN_ISOLATION": "full"}
    ended = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", OLD_BASH + script],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == "check --github --min-isolation full -- s\n"
