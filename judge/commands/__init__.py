"""The click commands, a file for each theme; `judge.cli` loads one only when it is called."""
