"""For the tests of the history: a program that submits again and again, says each time that it did, and can be killed.

It is the console command with the engine of toy_cli: an attempt counts as acknowledged when its report was printed.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from toy_cli import make_bank, modules

ROOT = Path(__file__).resolve().parent.parent


class Submitters:
    """Processes that submit into one history.

    Args:
        root: a folder of their own.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.database = root / "home" / "history.db"
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
            "JUDGE_BANK": str(make_bank(root / "bank")),
            "JUDGE_HOME": str(root / "home"),
            "JUDGE_WARM": "0",  # no process of its own, which would have the real engine
            "LANG": "C.UTF-8",
        }

    def start(self, name: str, count: int) -> subprocess.Popen[str]:
        """Start a process that submits so many files, each with a text of its own; it writes a line for each."""
        return subprocess.Popen(
            [sys.executable, str(Path(__file__)), name, str(count)],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def check(self) -> str:
        """What SQLite says of the file's integrity: "ok" where all is well."""
        with closing(sqlite3.connect(self.database)) as connection:
            return str(connection.execute("PRAGMA integrity_check").fetchone()[0])

    def stored(self) -> list[str]:
        """The texts of all stored attempts."""
        with closing(sqlite3.connect(self.database)) as connection:
            rows = connection.execute("SELECT content FROM attempts JOIN sources USING (sha256)")
            return [bytes(content).decode() for (content,) in rows]


def text_of(name: str, number: int) -> str:
    """The text of a submission."""
    return f"# submission {number} of {name}\n"


def main(name: str, count: int) -> None:
    """Submit; what the command prints comes before our own line."""
    sys.modules.update(modules())
    from judge.cli import main as run_judge

    file = Path(f"{name}.py")
    for number in range(count):
        file.write_text(text_of(name, number), encoding="utf-8")
        code = run_judge(["submit", "double", str(file), "--json"])
        assert code == 0
        print(f"acknowledged {number}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
