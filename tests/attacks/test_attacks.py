"""Every attack of the corpus, on every tier that this machine has: none gets through, and every honest one does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from judge.errors import UserError
from judge.model import Tier

from . import as_user
from .arena import Arena, Outcome
from .canaries import Canaries
from .corpus import CLASSES, attacks, controls, find
from .table import TIERS, is_due, labels, main, table

_PATIENCE_S = 300
_WORST_TO_TIDY = (
    "orphans/threads_that_stay",
    "resources/many_files",
    "clocks/stops_itself",
    "early_exit/leader_thread_ends",
    "poisoning/folders_three_thousand_deep",
    "poisoning/leaves_its_scratch_unusable",
)


@pytest.fixture(scope="module", autouse=True)
def others(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The corpus run by an ordinary user, in processes of their own beside the tests of this module, if we are root."""
    wanted = any(item.name.startswith("test_as_an_ordinary_user") for item in request.session.items)
    if sys.platform != "linux" or os.geteuid() != 0 or not wanted:
        yield None
        return
    with as_user.installation() as place, tempfile.TemporaryDirectory(dir="/var/tmp") as results:
        os.chmod(results, 0o777)  # the user writes there
        settings = {"full": ["--tier", "full"], "without namespaces": ["--forbid-namespaces"]}
        runs = {
            name: as_user.start(place, [*options, "--json", f"{results}/{name}.json"])
            for name, options in settings.items()
        }

        def collect(name: str) -> tuple[str, list[Outcome]]:
            told = runs[name].communicate(timeout=_PATIENCE_S)[0]
            path = Path(results, f"{name}.json")
            every = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
            return told, [Outcome(**{**fields, "harm": tuple(fields["harm"])}) for fields in every]

        yield collect
        for run in runs.values():
            run.terminate()
        for run in runs.values():
            run.communicate(timeout=_PATIENCE_S)


class Arenas:
    """The arena in use: entered when its tier's first submission comes, left when the next tier's does."""

    def __init__(self) -> None:
        self._open: Arena | None = None
        self._missing: dict[Tier, str] = {}

    def enter(self, tier: Tier) -> Arena:
        """Return the tier's arena; skip the test where the machine does not offer the tier."""
        if self._open is not None and self._open.isolation.tier != tier:
            self.leave()
        if tier not in self._missing and self._open is None:
            try:
                self._open = Arena(tier).__enter__()
            except UserError as error:
                self._missing[tier] = str(error)
        if self._open is None:
            pytest.skip(f"this machine does not offer the tier {tier}: {self._missing[tier]}")
        return self._open

    def leave(self) -> None:
        """Leave the arena in use."""
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self._open = None


@pytest.fixture(scope="module")
def arenas() -> Iterator[Arenas]:
    """One launcher for each tier, shared by all of its submissions, with the canaries round it."""
    entered = Arenas()
    yield entered
    entered.leave()


_EVERYTHING = [pytest.param(tier, label, id=f"{tier}-{label}") for tier in TIERS for label in labels(tier)]


@pytest.mark.parametrize(("tier", "label"), _EVERYTHING)
def test_submission_gets_its_due(arenas: Arenas, tier: Tier, label: str) -> None:
    """An attack is not accepted, touches nothing, costs little and spoils nothing after it; a control is accepted."""
    outcome = arenas.enter(tier).try_label(label)
    assert is_due(outcome), outcome


@pytest.mark.parametrize("tier", TIERS)
def test_nothing_survives(arenas: Arenas, tier: Tier) -> None:
    """After the worst of them and a tidying up, no process, no folder and no file of any submission is left."""
    arena = arenas.enter(tier)
    launcher = arena.launcher.pid
    for label in _WORST_TO_TIDY:
        arena.try_label(label)
    assert arena.launcher.pid == launcher
    arenas.leave()
    assert arena.left == []


@pytest.mark.parametrize("tier", TIERS)
def test_scratch_goes_with_its_submission(arenas: Arenas, tier: Tier) -> None:
    """What a submission wrote is gone when it has been judged, not only when the judge ends."""
    arena = arenas.enter(tier)
    arena.judge_honest()
    assert [name for _, _, names in os.walk(arena.canaries.scratch_base) for name in names] == []


@pytest.mark.parametrize(("name", "tier"), [("full", "full"), ("without namespaces", "standard")])
def test_as_an_ordinary_user(others: Any, name: str, tier: str) -> None:
    """As an ordinary user everything holds too; where user namespaces are forbidden, on the standard tier."""
    if others is None:
        pytest.skip("only root can become another user, on Linux")
    told, outcomes = others(name)
    if not outcomes and "not to be had here" in told:
        pytest.skip(f"this machine does not offer the tier {tier} to an ordinary user: {told}")
    assert {outcome.tier for outcome in outcomes} == {tier}, told
    assert [outcome.label for outcome in outcomes] == labels(tier)
    assert [outcome for outcome in outcomes if not is_due(outcome)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="user namespaces are Linux's")
def test_root_without_namespaces(tmp_path: Path) -> None:
    """Root too comes out on the standard tier where namespaces are forbidden, and is held there."""
    if os.geteuid() != 0:
        pytest.skip("not root")
    code = "import sys; from tests.attacks.table import main; sys.exit(main(sys.argv[1:]))"
    result = tmp_path / "result.json"
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", code, "--forbid-namespaces", "--only", "caches", "--json", str(result)],
        {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    status = os.waitpid(child, 0)[1]
    outcomes = json.loads(result.read_text(encoding="utf-8"))
    assert [(outcome["tier"], outcome["verdict"]) for outcome in outcomes] == [("standard", "AC")], status


@pytest.mark.parametrize(
    "label",
    [
        "stealing/searches_the_heap",
        "stealing/environment_of_the_judge",
        "stealing/inherited_descriptors",
        "stealing/imports_the_judge",
        "stealing/memory_of_other_processes",
        "controls/own_source",
    ],
)
def test_by_the_command_line(label: str) -> None:
    """The command's own launcher, which is a fork of a process that judges, holds no more than any other."""
    submission = find(label)
    with Canaries() as canaries:
        file = canaries.base / "inbox" / "double.py"
        file.write_bytes(canaries.fill(submission.text, os.getpid()))
        words = [sys.executable, "-m", "judge", "submit", "double", str(file), "--json", "--bank", str(canaries.bank)]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
        told = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        report = json.loads(told.stdout)
        assert canaries.secret not in told.stdout + told.stderr
    assert report["verdict"] == ("AC" if submission.is_control else "WA"), told


def test_corpus_is_whole() -> None:
    """Every class has attacks, there are eighty and more, and each says what it tries."""
    kinds = {attack.kind for attack in attacks()}
    assert kinds == set(CLASSES)
    assert len(attacks()) >= 80
    assert all(submission.summary.endswith(".") for submission in (*attacks(), *controls()))


def test_table_says_what_got_through() -> None:
    """The table marks an attack that was accepted, and an honest submission that was not."""
    good = Outcome("early_exit/sys_exit_zero", "full", "RE", "exit", 0.1, 1.0)
    bad = Outcome("early_exit/os_exit_zero", "full", "AC", "", 0.1, 1.0)
    late = Outcome("clocks/late_answer", "full", "TLE", "wall time", 9.0, 1.0)
    unfair = Outcome("controls/caches", "full", "WA", "value", 0.1, 1.0)
    shown = table({"full": {outcome.label: outcome for outcome in (good, bad, late, unfair)}})
    assert "1 of 3 attacks stopped, 0 of 1 honest submissions accepted" in shown
    assert "it was accepted" in shown and "took 9.00 s" in shown


def test_table_program_has_an_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The program ends with 1 when anything got through, so that CI stops at it."""
    through = Outcome("early_exit/os_exit_zero", "basic", "AC", "", 0.1, 1.0)
    monkeypatch.setattr(f"{__package__}.table.run", lambda tier, only, teeth: {"basic": {through.label: through}})
    assert main(["--tier", "basic"]) == 1
    assert main(["--tier", "basic", "--markdown"]) == 1
    assert "**1 not**" in capsys.readouterr().out
