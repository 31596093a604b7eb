# Around the borders of machine words: results must be exact on both sides.
for bits in (29, 30, 31, 32, 61, 62, 63, 64, 65, 127, 128):
    n = 1 << bits
    for d in (-1, 0, 1):
        v = n + d
        print(bits, d, v, -v, v + v, v * v, v - 1, -v - 1, v // 3, v % 7, ~v, v >> 5, v << 3)
n = 4611686018427387903
print(n + 1, n + 1 - 1 == n, -n - 1, -n - 2, (n + 1) * -1)
print(n * n, n * -n, (-n - 1) * (-n - 1), (-n - 1) // -1, abs(-n - 1), -(-n - 1))
x = 1
for i in range(70):
    x *= 3
    if i % 10 == 9:
        print(i, x, x % 1000007)
x = 2 ** 62
x -= 1
print(x, type(x).__name__, x.bit_length())
total = 0
for i in range(100):
    total += i << 58
print(total)
