"""Reports faults whose fields are lists and numbers, and a size complaint that is not text, to upset who reads them."""
import os
import struct


def double(x):
    fields = b"d" + struct.pack("<Q", 2)
    fields += b"s" + struct.pack("<Q", 6) + b"reason" + b"l" + struct.pack("<Q", 0)
    fields += b"s" + struct.pack("<Q", 7) + b"message" + b"i" + struct.pack("<q", -1)
    os.write(3, struct.pack("<BIQ", 18, len(fields), 0) + fields)
    os.write(3, struct.pack("<BIQ", 21, 1, 0) + b"N")
    return 0 * x
