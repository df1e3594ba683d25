"""The variable is the default of a parameter: made once, shared by all counters."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1, value=tf.Variable(0, dtype=tf.int32, name="counter")):  # noqa: B008
        self.step = step
        self.value = value
        self.value.assign(initial)

    def increment(self):
        return self.value.assign_add(self.step)
