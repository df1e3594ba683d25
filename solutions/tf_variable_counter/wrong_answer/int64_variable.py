"""The variable is int64."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int64, name="counter")

    def increment(self):
        return self.value.assign_add(self.step)
