"""A new variable for each increment; a tf.function refuses to make them."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        self.value = tf.Variable(self.value + self.step, dtype=tf.int32, name="counter")
        return self.value
