"""The sum is made in float32, which has no odd integers beyond 2**24."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        total = tf.cast(self.value, tf.float32) + float(self.step)
        return self.value.assign(tf.cast(total, tf.int32))
