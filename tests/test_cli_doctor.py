"""`judge doctor`: what is there, what is missing, and what to do about it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from toy_cli import Cli

from judge import paths
from judge.model import Isolation
from judge.sandbox import probe
from judge.sandbox.probe import TierProbe

FULL = TierProbe("full", Isolation("full", ("userns", "seccomp")))
NO_FULL = TierProbe("full", None, "namespaces are not allowed here", "allow them")
NO_STANDARD = TierProbe("standard", None, "no Landlock", "a newer kernel")
BASIC = TierProbe("basic", Isolation("basic", ("rlimits",)))


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The console command in an empty folder, with the toy bank, on a machine that has the full tier."""
    monkeypatch.setattr(probe, "probe_tiers", lambda: [FULL])
    return Cli(tmp_path, monkeypatch)


def findings(cli: Cli, *words: str) -> dict[str, dict[str, Any]]:
    """What the doctor says, by name."""
    return {finding["name"]: finding for finding in json.loads(cli("doctor", "--json", *words).out)}


def test_sound_machine(cli: Cli) -> None:
    """Where all is well the exit code is 0, and the next command is to begin."""
    ended = cli("doctor")
    assert ended.code == 0
    assert ended.last_line == "next: judge list"
    found = findings(cli)
    assert {found[name]["outcome"] for name in ("python", "numpy", "problem bank", "history", "terminal")} == {"ok"}
    assert found["problem bank"]["detail"] == f"3 problems in {cli.bank}"


def test_missing_library_is_said_with_its_remedy(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without TensorFlow some problems cannot be judged, which is a note; without NumPy none can, which is a fault."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    found = findings(cli)
    assert (found["tensorflow"]["outcome"], found["numpy"]["outcome"]) == ("note", "fault")
    assert "pip install" in found["tensorflow"]["remedy"]
    assert cli("doctor").code == 1


def test_isolation_is_the_strongest_tier_there_is(cli: Cli) -> None:
    """The tier in force is named with what it is made of."""
    assert findings(cli)["isolation"] == {
        "name": "isolation", "outcome": "ok", "detail": "full (userns, seccomp)", "remedy": "",
    }  # fmt: skip


def test_weak_isolation_is_said_with_the_remedies(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each tier that is missing says why and what would help; the basic one is no boundary, and no fault."""
    monkeypatch.setattr(probe, "probe_tiers", lambda: [NO_FULL, NO_STANDARD, BASIC])
    found = findings(cli)
    assert found["isolation full"]["detail"] == "not to be had: namespaces are not allowed here"
    assert found["isolation standard"]["remedy"] == "a newer kernel"
    assert found["isolation"]["outcome"] == "note"
    assert "no security boundary" in found["isolation"]["remedy"]
    assert cli("doctor").code == 0


def test_missing_and_broken_banks_are_faults(cli: Cli, tmp_path: Path) -> None:
    """A bank that is not there, and one with a broken file, are told apart."""
    missing = findings(cli, "--bank", str(tmp_path / "none"))["problem bank"]
    assert missing["outcome"] == "fault"
    assert "JUDGE_BANK" in missing["remedy"]
    file = cli.bank / "problems" / "root" / "problem.toml"
    file.write_text("title = 1", encoding="utf-8")
    assert str(file) in findings(cli)["problem bank"]["detail"]


def test_home_that_cannot_be_written_is_a_note(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging works without a history, so the doctor only says what to set."""
    monkeypatch.setenv("JUDGE_HOME", "/proc/nowhere")
    found = findings(cli)["history"]
    assert found["outcome"] == "note"
    assert "JUDGE_HOME" in found["remedy"]


def test_terminal_that_lacks_characters_is_a_note(cli: Cli) -> None:
    """A terminal without mathematical characters is told how to get them."""
    ended = cli("doctor", encoding="latin-1")
    assert ended.code == 0
    assert "PYTHONUTF8=1" in ended.out


@pytest.mark.parametrize("base", [None, "", "relative", "/some/where"])
def test_data_directory_is_that_of_platformdirs(monkeypatch: pytest.MonkeyPatch, base: str | None) -> None:
    """The short way to the data directory leads where platformdirs does."""
    monkeypatch.delenv("JUDGE_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if base is not None:
        monkeypatch.setenv("XDG_DATA_HOME", base)
    assert str(paths.data_dir()) == platformdirs.user_data_dir("judge", appauthor=False)
