"""The notes' update, tf.assign, which TensorFlow 2 does not have."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        new_value = tf.add(self.value, tf.constant(self.step))
        return tf.assign(self.value, new_value)
