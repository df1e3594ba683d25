"""The variable is right, but the answer comes from an int beside it."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.mirror = initial
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        self.value.assign_add(self.step)
        self.mirror += self.step
        return self.mirror
