"""Collects, freezes, disables and debugs the garbage collector, with weak references and finalisers."""
import gc
import sys
import tracemalloc
import weakref


class Node:
    pass


def double(x):
    tracemalloc.start()
    gc.disable()
    node = Node()
    node.self = node
    seen = []
    weakref.finalize(node, seen.append, 1)
    del node
    gc.collect()
    gc.freeze()
    gc.enable()
    size = sys.getsizeof(x) + tracemalloc.get_traced_memory()[0] + len(gc.get_objects())
    tracemalloc.stop()
    return x + x if seen and size else 0 * x
