"""TensorFlow variable counter: fill in the class, then try it with `judge run` and hand it in with `judge submit`."""

import tensorflow as tf


class Counter:
    """A counter that keeps its count in a tf.Variable.

    Args:
        initial: where the counter begins (int).
        step: what each increment adds (int; it may be negative or 0).

    Attributes:
        value: a scalar tf.Variable of dtype int32 named "counter", the same object for life.
    """

    def __init__(self, initial=0, step=1):
        self.value = tf.Variable(0)

    def increment(self):
        """Add step to the variable in place, and return the new value."""
        return 0
