"""Functions over a global variable; the class is missing."""

import tensorflow as tf

value = tf.Variable(0, dtype=tf.int32, name="counter")


def increment(step=1):
    return value.assign_add(step)
