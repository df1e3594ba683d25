"""What a user can be told: one line that says what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable


class UserError(Exception):
    """Bad input. Printed as one line, exit code 2, never with a traceback.

    Args:
        problem: what is wrong, as a clause without a full stop.
        remedy: what the user can do about it, if there is something to do.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem}; {remedy}" if remedy else problem)
        self.problem = problem
        self.remedy = remedy


class JudgeError(Exception):
    """A fault of the judge, of the bank or of a reference. Never the candidate's: verdict JE, exit code 3."""


class BankError(JudgeError):
    """A file of the problem bank is broken; the message names the file, and the line where there is one."""


def name_lack(error: Exception) -> UserError | None:
    """Return what the machine has no more of, where it is that which an error tells; None where it may be a bug."""
    import errno

    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return _no_process()
    if not isinstance(error, OSError):
        return None
    if error.errno == errno.EAGAIN:  # of fork: what else may have to wait is waited for
        return _no_process()
    if error.errno == errno.EMFILE:
        return UserError("this process may not open as many files as judging takes", "raise the limit: 'ulimit -n 256'")
    if error.errno == errno.ENFILE:
        return UserError("the machine has too many files open", "end some programs")
    if error.errno == errno.ENOSPC:
        return UserError(f"there is no room left for {error.filename or 'a file'}", "make some")
    if error.errno == errno.ENOENT and not _has_folder():
        return UserError("the folder that this command runs in is gone", "change to one that is there")
    return None


def _no_process() -> UserError:
    return UserError("no more processes or threads may be started", "end some, or raise the limit: 'ulimit -u'")


def _has_folder() -> bool:
    import os

    try:
        os.getcwd()
    except OSError:
        return False
    return True


def near_miss(word: str, known: Iterable[str]) -> str:
    """Return " (did you mean 'softmax'?)" for the known word closest to `word`, or "" when none is close."""
    import difflib

    close = difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)
    # Of words as close as one another that with the same letters: 'strat' is rather 'start' than 'stats'.
    close.sort(key=lambda found: sorted(found) != sorted(word))
    return f" (did you mean '{close[0]}'?)" if close else ""


def unknown_problem(slug: str, known: Iterable[str]) -> UserError:
    """Return the error that no problem has this name, with the near miss."""
    return UserError(f"no problem is called '{slug}'{near_miss(slug, known)}", "see 'judge list'")
