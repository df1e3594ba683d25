"""step or 1 turns a step of 0 into 1."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step or 1
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        return self.value.assign_add(self.step)
