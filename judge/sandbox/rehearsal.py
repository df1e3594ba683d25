"""What a runtime does when it is first used, done before anybody waits for it. No code of a candidate is near.

In the launcher that is what starts no thread and opens nothing, as neither would outlive the fork; the rest is for a
candidate that has nothing to do yet.
"""

from __future__ import annotations

import contextlib
import sys
from types import ModuleType
from typing import Any


def rehearse(runtime: ModuleType) -> None:
    """Use a runtime that was just imported. It is no harm where that fails: candidates do without."""
    if runtime.__name__ == "tensorflow":
        with contextlib.suppress(Exception):
            _convert_a_function(runtime)


def _convert_a_function(tensorflow: ModuleType) -> None:
    """Load what turns Python into a graph, a good part of a second: any function with a loop whose source is there."""
    import fnmatch

    tensorflow.autograph.to_code(fnmatch.translate)


def warm_up() -> None:
    """In a candidate that waits for its submission: use the runtime once. It is no harm where that fails."""
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        with contextlib.suppress(Exception):
            _count_once(tensorflow)


def _count_once(tensorflow: ModuleType) -> None:
    """Start TensorFlow's threads; count with a variable, directly and in a graph: what is first is slow."""
    variable = tensorflow.Variable(0)
    variable.assign(1)

    def add(amount: object) -> Any:
        variable.assign_add(amount)
        return variable.read_value()

    one = tensorflow.constant(1)
    add(one).numpy()
    tensorflow.function(add, autograph=False)(one).numpy()
