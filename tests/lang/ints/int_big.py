# Integers of many digits.
a = 123456789012345678901234567890
b = 987654321098765432109876543210
print(a + b, a - b, b - a, a * b)
print(b // a, b % a, -b // a, -b % a, b // -a, b % -a, divmod(-b, -a))
print(a ** 5)
print(a & b, a | b, a ^ b, ~a, -a & b, -a | b, -a ^ -b)
print(a << 100, a >> 30, -a >> 30, a >> 1000, -a >> 1000)
print(a == b, a < b, a > b, a <= a, a != b, hash(a) == hash(a + 0))
f = 1
for i in range(1, 61):
    f *= i
print(f)
print(f // (2 ** 50), f % (10 ** 9 + 7), f.bit_length(), len(str(f)))
print(pow(a, b, 1000000007), pow(a, 3, b), pow(7, 10 ** 30, 13))
x, y = 0, 1
for _ in range(300):
    x, y = y, x + y
print(x)
print(int(str(x)) == x, x // y, y * y - x * y - x * x in (1, -1))
print(a / b, b / a, 10 ** 400 // 10 ** 399, 10 ** 300 / 10 ** 299)
print(10 ** 25 == 10.0 ** 25, 10 ** 22 == 1e22, 2 ** 53 + 1 == float(2 ** 53), 2 ** 100 < 2.0 ** 101)
