"""Where things lie: the problem bank, and what the judge keeps for the person. Loads next to nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HOME_VARIABLE = "JUDGE_HOME"
BANK_VARIABLE = "JUDGE_BANK"
HISTORY_FILE = "history.db"


def data_dir() -> Path:
    """The folder for what the judge keeps: JUDGE_HOME, else the user's data directory."""
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "linux":
        # platformdirs' own rule; importing it takes a tenth of the time that `judge list` may.
        base = os.environ.get("XDG_DATA_HOME", "")
        return Path(base if os.path.isabs(base) else os.path.expanduser("~/.local/share"), "judge")
    import platformdirs

    return Path(platformdirs.user_data_dir("judge", appauthor=False))


def bank_dir() -> Path:
    """The bank of JUDGE_BANK, else that of the checkout, else the one that the wheel carries."""
    chosen = os.environ.get(BANK_VARIABLE)
    if chosen:
        return Path(chosen)
    package = Path(__file__).resolve().parent
    carried = package / "bank"
    return carried if carried.is_dir() else package.parent
