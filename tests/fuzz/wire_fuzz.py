"""Throw generated and broken messages at the wire's decoder.

    python tests/fuzz/wire_fuzz.py --count 1000000 [--seed N]

Every input has to end in a value or in a WireError, soon and in bounded memory, and a value that was decoded has to
survive another round trip. Prints what happened; exit code 1 for any crash, hang, or growth of more than 64 MB.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import struct
import sys
import time
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import numpy as np

from judge.sandbox import wire

HANG_SECONDS = 5.0
GROWTH_MB = 64
WARM_UP = 1000
BODY_BYTES = 1 << 20
"""Bodies up to this size are made up and decoded; of larger ones only the header is."""

TAGS = b"NTFiIfcsbltdgaev"
DTYPES = ("?", "i1", "<i2", ">i4", "<i8", "u1", ">u2", "<u4", "<f2", "<f4", ">f8", "<f8", "<c8", ">c16", "longdouble")
EDGES = (0, 1, 2, 31, 63, 64, 65, 255, 1 << 16, 1 << 31, 1 << 32, 1 << 40, (1 << 61) - 1, (1 << 63) - 1, (1 << 64) - 1)


class Hang(BaseException):
    """An input took longer than HANG_SECONDS."""


@dataclass
class Outcome:
    """What a run found."""

    decoded: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    growth_mb: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether there was a crash, a hang or too much growth."""
        return bool(self.faults) or self.growth_mb > GROWTH_MB


class Inputs:
    """An endless supply of headers, most of them a step or two away from a valid one."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.noise = self.rng.randbytes(2 * BODY_BYTES)
        self.pool = [self.make_valid() for _ in range(300)]

    def next(self) -> bytes:
        """Return the next header."""
        rng = self.rng
        choice = rng.random()
        if choice < 0.70:
            return self.mutate(rng.choice(self.pool))
        if choice < 0.85:
            return self.make_plausible(rng.randrange(5))
        if choice < 0.94:
            return self.take_noise(rng.randrange(64))
        if choice < 0.95:
            self.pool[rng.randrange(len(self.pool))] = header = self.make_valid()
            return header
        if choice < 0.9995:
            return rng.choice(self.pool)
        return self.make_bomb()

    def take_noise(self, size: int) -> bytes:
        """Return `size` random bytes."""
        start = self.rng.randrange(BODY_BYTES)
        return self.noise[start : start + size]

    def make_valid(self) -> bytes:
        """Return the header of a value."""
        return wire.encode(self.make_value(self.rng.randrange(5)))[0]

    def make_value(self, depth: int) -> object:
        """Return a value that travels, nested at most `depth` deep."""
        rng = self.rng
        if depth and rng.random() < 0.7:
            items = [self.make_value(depth - 1) for _ in range(rng.randrange(5))]
            shape = rng.randrange(3)
            if shape == 2:
                return {self.make_key(): item for item in items}
            return tuple(items) if shape else items
        kind = rng.randrange(4)
        if kind == 0:
            return self.make_array()
        if kind == 1:
            return np.dtype(rng.choice(DTYPES)).type(1)
        if kind == 2:
            return wire.Foreign(rng.choice(("tensor", "variable")), self.make_array())
        return self.make_key()

    def make_key(self) -> Any:
        """Return a value that can be a key."""
        rng = self.rng
        choices: tuple[Any, ...] = (
            None,
            True,
            rng.randrange(-5, 5),
            rng.getrandbits(200),
            rng.random(),
            complex(rng.random(), -0.0),
            "naïve \ud800 \N{SNAKE}"[: rng.randrange(10)],
            self.take_noise(rng.randrange(6)),
            (rng.randrange(3), (None, "x")),
            np.float32(rng.randrange(3)),
        )
        return rng.choice(choices)

    def make_array(self) -> np.ndarray[Any, np.dtype[Any]]:
        """Return a small array of any dtype and order."""
        rng = self.rng
        shape = [rng.choice((0, 1, 2, 3)) for _ in range(rng.randrange(4))]
        return np.zeros(shape, rng.choice(DTYPES), "F" if rng.random() < 0.5 else "C")

    def mutate(self, header: bytes) -> bytes:
        """Return a header with one to four things wrong, or none by luck."""
        rng = self.rng
        data = bytearray(header)
        for _ in range(rng.randrange(1, 5)):
            at, size = rng.randrange(len(data) + 1), rng.randrange(1, 12)
            choice = rng.randrange(7)
            if choice == 0 and at < len(data):
                data[at] ^= 1 << rng.randrange(8)
            elif choice == 1 and at < len(data):
                data[at] = rng.choice(TAGS)
            elif choice == 2:
                del data[at : at + size]
            elif choice == 3:
                data[at:at] = self.take_noise(size)
            elif choice == 4:
                data[at : at + 8] = struct.pack("<Q", rng.choice(EDGES))
            elif choice == 5:
                other = rng.choice(self.pool)
                data[at : at + size] = other[rng.randrange(len(other)) :]
            elif rng.random() < 0.3:
                del data[at:]
        return bytes(data)

    def make_plausible(self, depth: int) -> bytes:
        """Return bytes that follow the grammar, with numbers that need not agree with anything."""
        rng = self.rng
        tag = rng.choice(TAGS if depth else b"NTFifcsg")
        count = rng.randrange(5) if rng.random() < 0.8 else rng.choice(EDGES)
        head = bytes((tag,))
        if tag in b"ltd":
            children = min(count, 6) * (2 if tag == ord("d") else 1)
            parts = [self.make_plausible(depth - 1) for _ in range(children)]
            return head + struct.pack("<Q", count) + b"".join(parts)
        if tag in b"sbI":
            return head + struct.pack("<Q", count) + self.take_noise(min(count, 20))
        if tag in b"aev":
            dims = min(count, 80)
            sizes = [rng.choice(EDGES) if rng.random() < 0.2 else rng.randrange(4) for _ in range(dims)]
            return head + bytes((rng.randrange(20), rng.choice(b"CF"), dims)) + struct.pack(f"<{dims}Q", *sizes)
        return head + self.take_noise({"i": 8, "f": 8, "c": 16, "g": 9}.get(chr(tag), 0))

    def make_bomb(self) -> bytes:
        """Return a header that is much of the same: nested, wide, or keys that share a hash."""
        rng = self.rng
        count = rng.randrange(1, 4000)
        choice = rng.randrange(3)
        if choice == 0:
            return struct.pack("<cQ", rng.choice((b"l", b"t")), 1) * count + b"N"
        if choice == 1:
            return struct.pack("<cQ", b"l", count) + self.make_plausible(1) * count
        keys = (struct.pack("<cqc", b"i", (number % 4) * ((1 << 61) - 1) + number, b"N") for number in range(count))
        return struct.pack("<cQ", b"d", count) + b"".join(keys)


def try_input(header: bytes, inputs: Inputs) -> bool:
    """Decode one header and a body that fits; whether there was a value. Raises what the decoder should not."""
    try:
        layout = wire.decode_header(header)
        if not layout.describe():
            raise AssertionError("nothing to say of a value")
        if layout.body_bytes > BODY_BYTES:
            return True
        value = layout.decode(inputs.take_noise(layout.body_bytes))
    except wire.WireError:
        return False
    if header[0] % 8 == inputs.rng.randrange(8):
        again = wire.dumps(value)
        if wire.dumps(wire.loads(again)) != again:
            raise AssertionError("a second round trip changes the value")
    return True


def run(count: int, seed: int) -> Outcome:
    """Try `count` inputs."""
    inputs = Inputs(seed)
    outcome = Outcome()
    start_mb = peak_mb()
    previous = signal.signal(signal.SIGALRM, stop_hang)
    try:
        for number in range(count):
            if number == min(WARM_UP, count // 10):
                start_mb = peak_mb()
            header = inputs.next()
            began = time.perf_counter()
            signal.setitimer(signal.ITIMER_REAL, HANG_SECONDS)
            try:
                if try_input(header, inputs):
                    outcome.decoded += 1
                else:
                    outcome.refused += 1
            except (Exception, Hang) as error:
                outcome.faults.append(f"input {number}: {type(error).__name__}: {error}: {header[:200].hex()}")
            signal.setitimer(signal.ITIMER_REAL, 0)
            outcome.slowest_s = max(outcome.slowest_s, time.perf_counter() - began)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    outcome.growth_mb = peak_mb() - start_mb
    return outcome


def stop_hang(number: int, frame: FrameType | None) -> None:
    """Break out of an input that takes too long."""
    raise Hang(f"no end after {HANG_SECONDS} s")


def peak_mb() -> float:
    """Return the most memory that this process has had resident, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / (1 << 10)


def main(arguments: list[str] | None = None) -> int:
    """Run the fuzzer from the command line."""
    parser = argparse.ArgumentParser(description="Throw broken messages at the wire's decoder.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    outcome = run(options.count, options.seed)
    seconds = time.perf_counter() - began
    print(f"{options.count:,} inputs (seed {options.seed}) in {seconds:.1f} s: {options.count / seconds:,.0f} a second")
    print(f"{outcome.decoded:,} decoded, {outcome.refused:,} refused, {len(outcome.faults)} crashes and hangs")
    print(f"slowest input {outcome.slowest_s * 1e3:.1f} ms, peak memory grew by {outcome.growth_mb:.1f} MB")
    for fault in outcome.faults[:10]:
        print(fault)
    return 1 if outcome.failed else 0


if __name__ == "__main__":
    sys.exit(main())
