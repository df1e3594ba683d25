"""Slip: a step beyond 1000 is taken for 1000."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = max(min(step, 1000), -1000)
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        return self.value.assign_add(self.step)
