"""Values as bounded bytes: what the judge and a candidate's process send each other.

A message is a header and a body. The header is a tree of values in pre-order, each a tag byte and what the table says;
the body is the raw bytes of the header's arrays, one after another. Every n and every dimension is an unsigned 64-bit
number, and every number is little-endian (array data keeps the byte order of its dtype).

    N T F      nothing                None, True, False
    i          8 bytes                an int that fits into them
    I          n, n bytes             any other int, two's complement
    f c        8 or 16 bytes          float and complex, bit for bit
    s b        n, n bytes             str (UTF-8, lone surrogates too) and bytes
    l t        n, n values            list and tuple
    d          n, n keys and values   dict, in its order
    g          dtype, its bytes       NumPy scalar
    a e v      dtype, C or F, number of dimensions (1 byte), dimensions: array, TensorFlow tensor, TensorFlow variable

Both sides distrust what they read: a length is compared with the bytes that are there, and an array's size with the
limits, before anything of that size is allocated. Nothing in a message can name a type to import or code to run.

NumPy and TensorFlow are not imported here for what cannot be theirs: only who has imported them can hold their values.
"""

from __future__ import annotations

from judge.sandbox.wire_format import (
    ANSWER,
    DEFAULT,
    UNCHANGEABLE,
    Foreign,
    Limits,
    TooLarge,
    UnsupportedValue,
    WireError,
)
from judge.sandbox.wire_reader import Layout, decode, decode_header, loads
from judge.sandbox.wire_writer import dumps, encode

__all__ = [
    "ANSWER",
    "DEFAULT",
    "UNCHANGEABLE",
    "Foreign",
    "Layout",
    "Limits",
    "TooLarge",
    "UnsupportedValue",
    "WireError",
    "decode",
    "decode_header",
    "dumps",
    "encode",
    "loads",
]
