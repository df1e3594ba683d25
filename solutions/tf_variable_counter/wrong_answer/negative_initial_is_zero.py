"""Slip: a counter that is to begin below 0 begins at 0."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(max(initial, 0), dtype=tf.int32, name="counter")

    def increment(self):
        return self.value.assign_add(self.step)
