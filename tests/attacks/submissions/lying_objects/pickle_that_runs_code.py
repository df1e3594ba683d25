"""Returns an object, and sends bytes, that run code in whoever unpickles them."""
import os
import pickle
import struct


class Bomb:
    def __reduce__(self):
        return (exec, ("open('@OUTSIDE@/unpickled', 'w').close()",))


def double(x):
    for data in (pickle.dumps(Bomb()), pickle.dumps(x + x)):
        os.write(3, struct.pack("<BIQ", 19, len(data), 0) + data)
    return Bomb()
