"""Slip: the step is kept as float32, which has no odd integers beyond 2**24."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = tf.constant(step, tf.float32)
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        return self.value.assign_add(tf.cast(self.step, tf.int32))
