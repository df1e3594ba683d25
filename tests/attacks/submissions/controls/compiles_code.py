"""Compiles and runs code of its own: eval, exec, ast, types, ctypes, struct, a closure's cells."""
import ast
import ctypes
import struct
import types


def double(x):
    scope = {}
    exec(compile(ast.parse("def twice(x):\n    return x + x"), "made", "exec"), scope)
    made = types.FunctionType(scope["twice"].__code__, {})
    libm = ctypes.CDLL(None)
    libm.abs.restype = ctypes.c_int
    fits = eval("1 + 1") == 2 and libm.abs(-3) == 3 and struct.unpack("<d", struct.pack("<d", 2.0))[0] == 2.0
    return made(x) if fits else 0 * x
