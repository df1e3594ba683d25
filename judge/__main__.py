"""`python -m judge` is the command `judge`."""

from judge.cli import run

if __name__ == "__main__":
    run()
