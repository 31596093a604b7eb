# Hashes that python3.11 defines by value. Those of str and bytes are salted.
import sys

VALUES = [0, 1, -1, -2, 2**61 - 1, 2**61 - 2, 2**61, -(2**61 - 1), -(2**61), 2**62, -(2**62), 2**63, 2**64, 10**30, -(10**30),
          1.0, -1.0, 0.5, -0.0, 1e300, -1e300, 1.5e-300, 5e-324, 3.14159, 2.0**61, 2.0**62, float("inf"), -float("inf"),
          (), (0,), (1,), (1, 2), (1, 2, 3), (-1,), ((1, 2), (3,)), (1.5, 2**70), tuple(range(50)),
          frozenset(), frozenset([1, 2, 3]), frozenset([(1,), 2.5]), frozenset(range(1000)),
          True, False, range(10), range(2**70), 1j, 2.5 + 3j, complex(-1, -1), complex(0, -1), b"", ""]
for value in VALUES:
    print(repr(value)[:40], hash(value))


class Hashed:
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        return self.value

    def __eq__(self, other):
        return self.value == other.value


for value in (-1, -2, 2**61 - 1, 2**62 + 7, -(2**62) - 7, 2**63 - 1, -(2**63), 2**63, 2**64 + 5, -(2**64), True):
    h = Hashed(value)
    print(value, hash(h), hash((h, 1)), hash(frozenset([h])), {h: "found"}[Hashed(value)], Hashed(value) in {h})
print(hash("a") == hash("".join(["a"])), hash(b"ab") == hash(bytes([97, 98])) == hash("ab") or "salted alike or not")
print(sys.hash_info.width, sys.hash_info.modulus == 2**61 - 1, sys.hash_info.inf, sys.hash_info.imag)
pairs = {(i, j): i * j for i in range(30) for j in range(30)}
print(sum(pairs[i, j] for i in range(30) for j in range(30)), (31, 0) in pairs, len({hash(k) for k in pairs}))
