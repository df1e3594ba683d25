"""What a runtime does when it is first used, done in the launcher: its candidates find it done.

Only what starts no thread and opens nothing, as neither would outlive the fork. No code of a candidate is near.
"""

from __future__ import annotations

import contextlib
from types import ModuleType


def rehearse(runtime: ModuleType) -> None:
    """Use a runtime that was just imported. It is no harm where that fails: candidates do without."""
    if runtime.__name__ == "tensorflow":
        with contextlib.suppress(Exception):
            _convert_a_function(runtime)


def _convert_a_function(tensorflow: ModuleType) -> None:
    """Load what turns Python into a graph, a good part of a second: any function with a loop whose source is there."""
    import fnmatch

    tensorflow.autograph.to_code(fnmatch.translate)
