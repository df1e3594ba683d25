"""A NumPy integer for ordinary Python; a context of its own names the variable."""

import numpy as np
import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = np.int32(step)
        with tf.name_scope("state"), tf.name_scope("inner"):
            self.value = tf.Variable(np.int32(initial), name="counter")

    def increment(self):
        result = self.value.assign_add(self.step)
        return result.numpy() if tf.executing_eagerly() else result
