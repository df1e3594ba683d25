"""The compatibility session, which has nothing to run: the variable is not in its graph."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")
        self.session = tf.compat.v1.Session()

    def increment(self):
        return self.session.run(self.value.assign_add(self.step))
