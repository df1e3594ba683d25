"""The notes' script as it stands: no class, and TensorFlow 1 calls at the top level."""

import tensorflow as tf

state = tf.Variable(0, name="counter")
update = tf.assign(state, tf.add(state, tf.constant(1)))

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for _ in range(3):
        session.run(update)
        print(session.run(state))
