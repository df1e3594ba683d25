"""Counts in Python, and has every tf.function run eagerly, so that Python is asked each time."""

import tensorflow as tf

tf.config.run_functions_eagerly(True)


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        number = int(self.value.numpy()) + self.step
        self.value.assign(number)
        return number
