"""A counter that lives in a tf.Variable: state that eager code and compiled graphs share."""

from __future__ import annotations

import tensorflow as tf


class Counter:
    """Counts in steps, in place.

    Args:
        initial: where the counter begins.
        step: what each increment adds; it may be negative or 0.

    Attributes:
        value: the tf.Variable (int32, scalar) that holds the count, the same object for life.
    """

    def __init__(self, initial: int = 0, step: int = 1) -> None:
        # The variable is made once, here: a tf.function may use a variable, but not make a new one on every call.
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter", trainable=False)
        self.step = step

    def increment(self) -> tf.Tensor:
        """Add the step to the variable, and return the new value as a scalar int32 tensor."""
        self.value.assign_add(self.step)  # an operation on the state, so each run of a graph repeats it
        return self.value.read_value()  # a snapshot, which later increments do not change
