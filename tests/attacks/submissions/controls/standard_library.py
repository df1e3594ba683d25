"""Imports a good part of the standard library, and uses some of it."""
import bisect
import collections
import copy
import csv
import decimal
import fractions
import hashlib
import heapq
import io
import itertools
import json
import math
import operator
import pickle
import pprint
import re
import statistics
import string
import textwrap
import zlib


def double(x):
    copied = pickle.loads(pickle.dumps(copy.deepcopy(x)))
    rows = list(csv.reader(io.StringIO("1,2\n")))
    digest = hashlib.sha256(copied.tobytes()).hexdigest() + hashlib.md5(b"").hexdigest() + json.dumps(rows)
    heap = [3, 1, 2]
    heapq.heapify(heap)
    text = textwrap.shorten(pprint.pformat(collections.Counter(string.ascii_letters)), 40)
    numbers = [decimal.Decimal(1) / 3, fractions.Fraction(1, 3), statistics.mean(heap), math.prod(heap), bisect.bisect(heap, 1)]
    fits = digest and re.match(r"\w", digest) and zlib.crc32(b"") == 0 and text and numbers
    return copied + copied if fits and list(itertools.accumulate([1, 2], operator.add)) == [1, 3] else 0 * x
