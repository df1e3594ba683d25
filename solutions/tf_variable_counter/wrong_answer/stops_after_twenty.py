"""Slip: after 20 increments the counter stands still."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")
        self.left = tf.Variable(20, dtype=tf.int32)

    def increment(self):
        step = tf.where(self.left > 0, self.step, 0)
        self.left.assign_sub(1)
        return self.value.assign_add(step)
