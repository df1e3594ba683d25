"""increment is a tf.function itself; the step is a constant of the graph."""

from __future__ import annotations

import tensorflow as tf


class Counter:
    def __init__(self, initial: int = 0, step: int = 1) -> None:
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")
        self.delta = tf.constant(step, dtype=tf.int32)

    @tf.function
    def increment(self) -> tf.Tensor:
        return self.value.assign_add(self.delta).read_value()
