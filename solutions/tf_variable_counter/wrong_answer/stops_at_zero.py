"""The counter never goes below 0."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        return self.value.assign(tf.maximum(self.value + self.step, 0))
