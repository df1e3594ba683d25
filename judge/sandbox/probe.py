"""What isolation this machine offers, found by trying each tier for real."""

from __future__ import annotations

from dataclasses import dataclass

from judge.errors import UserError
from judge.model import Isolation, Tier
from judge.sandbox.launcher_process import LauncherLost, LauncherProcess
from judge.sandbox.runtimes import find_runtime
from judge.sandbox.tiers import TIERS

_REMEDIES = {
    "namespaces": "allow unprivileged user namespaces (sysctl user.max_user_namespaces, or "
    "kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu), or run as root; 'standard' needs none of this",
    "Landlock": "boot a kernel of 5.13 or newer with landlock in its lsm= list; a container takes its host's kernel",
    "CAP_DAC_READ_SEARCH": "have Python and TMPDIR in folders that everybody may enter, or add this capability to the "
    "container's",
    "seccomp": "use a kernel of 5.5 or newer, and a container runtime that does not forbid seccomp(2)",
}


@dataclass(frozen=True, slots=True)
class TierProbe:
    """One tier: what it is made of here, or why it is not to be had, and what would help."""

    tier: Tier
    isolation: Isolation | None
    reason: str = ""
    remedy: str = ""


def probe_tiers() -> list[TierProbe]:
    """Try each tier, strongest first. Raises UserError when NumPy is not installed."""
    return [_probe(tier) for tier in TIERS]


def _probe(tier: Tier) -> TierProbe:
    launcher = LauncherProcess(find_runtime("numpy"), tier)
    try:
        return TierProbe(tier, launcher.isolation)
    except (UserError, LauncherLost) as error:
        reason = error.problem if isinstance(error, UserError) else str(error)
        remedy = next((text for word, text in _REMEDIES.items() if word in reason), "")
        return TierProbe(tier, None, reason, remedy)
    finally:
        launcher.close()
