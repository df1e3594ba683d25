"""A second variable holds the count and is copied: what is assigned to value from outside is lost."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.count = tf.Variable(initial, dtype=tf.int32, name="count")
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        return self.value.assign(self.count.assign_add(self.step))
