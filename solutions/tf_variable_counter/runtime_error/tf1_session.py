"""The notes' session and initialiser, which TensorFlow 2 does not have."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")
        self.session = tf.Session()
        self.session.run(tf.global_variables_initializer())

    def increment(self):
        return self.session.run(self.value.assign_add(self.step))
