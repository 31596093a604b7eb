# Signed arithmetic of small integers: floor division and modulo follow the sign of the divisor.
for a in (7, -7, 0, 1, -1, 12345):
    for b in (3, -3, 1, -1, 10):
        print(a, b, a + b, a - b, a * b, a // b, a % b, divmod(a, b), a / b)
print(7 // 2 * 2 + 7 % 2, -7 // 2 * 2 + -7 % 2)
print(2 ** 10, (-2) ** 3, 2 ** -1, 0 ** 0, (-1) ** -1, 10 ** 0)
print(-2 ** 2, (-2) ** 2, 2 ** 3 ** 2)
print(+5, -5, ~5, ~-1, - -5, not 5)
print(True + True, True * 3, False - 1, ~True, -True, True ** 2, True / 2)
print(abs(-3), abs(3), pow(3, 4), pow(3, 4, 5), pow(2, -1, 7), round(15, -1), round(25, -1), round(-15, -1))
