"""Exceptions of a submission in words."""

from __future__ import annotations

from typing import Any

import pytest

from judge.sandbox.describe import describe

STAGED = """in user code:

    File "/scratch/judge_driver.py", line 172, in increment_each  *
        return counter.increment()
    File "/scratch/counter.py", line 10, in increment  *
        return self.value.numpy()

    NotImplementedError: numpy() is only available when eager execution is enabled."""


def test_error_while_a_graph_is_made() -> None:
    """TensorFlow puts a traceback of its own into the message: what is told is what that ends with, and where."""
    reason, message, trace = describe(NotImplementedError(STAGED), "/scratch/counter.py")
    assert reason == "exception"
    assert message == "NotImplementedError: numpy() is only available when eager execution is enabled. (line 10)"
    assert 'File "counter.py", line 10, in increment' in trace


def test_error_while_a_graph_is_made_of_others_code() -> None:
    """Where nothing of the submission led to it there is no line."""
    _, message, _ = describe(ValueError(STAGED), "/scratch/another.py")
    assert message == "NotImplementedError: numpy() is only available when eager execution is enabled."


@pytest.mark.parametrize(("file", "is_debugger"), [("/scratch/double.py", True), ("/lib/pdb.py", False)])
def test_only_the_debugger_itself_is_taken_for_it(file: str, is_debugger: bool) -> None:
    """From Python 3.14 on pdb leaves by SystemExit where nobody answers; a submission that is called pdb.py is none."""
    debugger: dict[str, Any] = {}
    exec(compile("def set_trace(): raise SystemExit(1)", "/lib/pdb.py", "exec"), debugger)
    with pytest.raises(SystemExit) as left:
        debugger["set_trace"]()
    reason, message, _ = describe(left.value, file)
    assert reason == "exit"
    assert ("there is no debugger in here" in message) is is_debugger
