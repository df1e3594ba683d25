"""Reads its own source by inspect, and its own frames, modules and documentation."""
import inspect
import linecache
import pydoc
import sys
import traceback


def double(x):
    source = inspect.getsource(double)
    module = inspect.getmodule(double)
    text = inspect.getsource(module)
    lines = linecache.getlines(__file__)
    stack = traceback.format_stack() + [frame.function for frame in inspect.stack()]
    fits = "own_source_mark" in source and "own_source_mark" in text and any("own_source_mark" in line for line in lines)
    fits = fits and module is sys.modules[__name__] and stack and pydoc.render_doc(double)
    return x + x if fits else 0 * x  # own_source_mark
