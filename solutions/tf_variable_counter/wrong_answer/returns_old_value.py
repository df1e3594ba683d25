"""Returns the value from before the increment."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        old = self.value.read_value()
        self.value.assign_add(self.step)
        return old
