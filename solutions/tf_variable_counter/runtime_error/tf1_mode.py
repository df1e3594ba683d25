"""The notes' script made to run: eager execution is switched off, and a session runs the update."""

import tensorflow as tf

tf.compat.v1.disable_eager_execution()


class Counter:
    def __init__(self, initial=0, step=1):
        self.value = tf.compat.v1.Variable(initial, name="counter", dtype=tf.int32)
        self.update = tf.compat.v1.assign(self.value, tf.add(self.value, step))
        self.session = tf.compat.v1.Session()
        self.session.run(self.value.initializer)

    def increment(self):
        return int(self.session.run(self.update))
