"""Begins at 1 where no initial value is given."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=1, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        return self.value.assign_add(self.step)
