"""What several test modules share: launchers, which take half a second to start and serve any number of submissions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from toy_bank import Toy

from judge.model import Tier
from judge.sandbox.launchers import Launchers
from judge.sandbox.probe import probe_tiers

os.environ.pop("GITHUB_ACTIONS", None)  # processes of tests would shield their tables, where the tests run on GitHub


@pytest.fixture(scope="session")
def launchers() -> Iterator[Launchers]:
    """Launchers of the strongest tier that this machine offers."""
    with Launchers() as shared:
        yield shared


@pytest.fixture
def toy(tmp_path: Path, launchers: Launchers) -> Toy:
    """A small problem, `double(x)`, to be judged with the shared launchers."""
    return Toy(tmp_path / "bank", launchers)


@pytest.fixture(scope="session")
def launchers_tier(launchers: Launchers) -> str:
    """The tier of the shared launchers."""
    return launchers.start("numpy").isolation.tier


@pytest.fixture(scope="session")
def offered() -> dict[str, str]:
    """The tiers of this machine: "" for one that it offers, else why it does not."""
    return {probe.tier: "" if probe.isolation else probe.reason for probe in probe_tiers()}


@pytest.fixture(params=["full", "standard", "basic"])
def tier(request: pytest.FixtureRequest, offered: dict[str, str]) -> Tier:
    """Each tier of isolation in turn; one that the machine does not offer is skipped."""
    wanted: Tier = request.param
    if offered[wanted]:
        pytest.skip(f"no tier '{wanted}' here: {offered[wanted]}")
    return wanted
