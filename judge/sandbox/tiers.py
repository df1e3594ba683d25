"""The tiers of isolation in their order. Imports nothing: launchers know them, and commands that load little."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Tier = Literal["full", "standard", "basic"]  # as in judge.model, which no launcher knows

TIERS: tuple[Tier, ...] = ("full", "standard", "basic")
"""From the strongest to the weakest."""


def is_weaker(tier: Tier, other: Tier) -> bool:
    """Whether a tier confines less than another."""
    return TIERS.index(tier) > TIERS.index(other)
