"""Adds the step twice: once by hand, once by the answer."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        self.value.assign_add(self.step)
        return self.value.assign_add(self.step)
