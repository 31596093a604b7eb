for a in (1.5, -1.5, 0.0, -0.0, 7.25, 1e300, 1e-300, 3.0):
    for b in (2.0, -2.0, 0.1, 3, -7):
        print(a, b, a + b, a - b, a * b, a / b, a // b, a % b)
print(divmod(7.5, 2), divmod(-7.5, 2), divmod(7.5, -2), divmod(1e300, 3))
print(2.0 ** 0.5, 2 ** 0.5, 4 ** -0.5, (-8) ** (1 / 3), 0.0 ** 0, 1e308 * 10, -1e308 * 10, 1e308 * 10 - 1e308 * 10)
print(0.1 + 0.2, 0.1 * 3, 1 / 3, 2 / 3, 1e16 + 1, 1e-5, 123456789.0 * 1000, 1e15, 1e16, 1e17)
print(-0.0, 0.0 == -0.0, 0.0 - 0.0, -0.0 + 0.0, 0 * -1.0, 5 % -0.3, -5 % 0.3, 1e20 % 3, -1 % 1e-20)
inf = float("inf")
print(inf, -inf, inf - inf, inf * 0, inf + 1, 1 / inf, -1 / inf, inf > 10 ** 400, inf // 1, 5 % inf, -5 % inf)
for f in (lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: 0.0 ** -1, lambda: 10.0 ** 400, lambda: 1.0 + "a", lambda: divmod(1.0, 0.0)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
