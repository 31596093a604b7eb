#!/usr/bin/env python3.11
"""repr and float() of random doubles, by the tool float_text and by this Python.

usage: compare_float.py TOOL [COUNT [SEED]]

Besides COUNT random bit patterns: all powers of two and ten with their neighbours, whole numbers, short decimals.
"""
import random
import struct
import subprocess
import sys


def to_bits(d):
    return struct.unpack("<Q", struct.pack("<d", d))[0]


def from_bits(b):
    return struct.unpack("<d", struct.pack("<Q", b))[0]


def patterns(count, seed):
    rng = random.Random(seed)
    special = [2.0 ** e for e in range(-1074, 1024)] + [float(f"1e{e}") for e in range(-323, 309)]
    special += [float(n) for n in range(1000)] + [n / 1000 for n in range(20000)]
    special += [float(2 ** 53 + n) for n in range(-50, 50)]
    for d in special:
        b = to_bits(d)
        yield from (b, b + 1, max(b - 1, 0))
    for _ in range(count):
        yield rng.getrandbits(64)
    for _ in range(count // 10):
        yield rng.getrandbits(52) | rng.getrandbits(1) << 63  # subnormals
        yield to_bits(float(f"{rng.getrandbits(rng.randint(1, 60))}e{rng.randint(-30, 30)}"))


def main():
    tool, count, seed = sys.argv[1], int((sys.argv[2:] + ["1000000"])[0]), int((sys.argv[3:] + ["1"])[0])
    bits = list(patterns(count, seed))
    lines = "".join(f"{b:016x} {from_bits(b):.17g}\n" for b in bits)
    answers = subprocess.run([tool], input=lines, capture_output=True, text=True, check=True).stdout.split("\n")
    bad = 0
    for b, answer in zip(bits, answers, strict=False):
        d = from_bits(b)
        text, again, given = answer.split(" ")
        same = {b} if d == d else {to_bits(float("nan")), to_bits(-float("nan"))}
        if text != repr(d) or int(again, 16) not in same or int(given, 16) not in same:
            bad += 1
            if bad <= 20:
                print(f"{b:016x}: want {d!r}, got {answer}")
    print(f"compare_float: {len(bits)} doubles, {bad} wrong")
    return bad != 0 or len(answers) != len(bits) + 1


sys.exit(main())
