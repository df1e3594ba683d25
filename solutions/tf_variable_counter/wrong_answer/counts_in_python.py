"""A Python int holds the count and is copied to the variable: in a graph it moves at tracing only."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.count = initial
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        self.count += self.step
        self.value.assign(self.count)
        return self.count
