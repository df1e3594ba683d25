"""The variable is there under another name: the attribute value is missing."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.counter = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        return self.counter.assign_add(self.step)
