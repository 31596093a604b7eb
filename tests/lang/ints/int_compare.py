values = [-(10 ** 20), -5, -1, 0, False, True, 1, 2, 10 ** 20, 0.5, -0.0, 1e20, float("inf"), float("-inf")]
for a in values:
    print(a, [a < b for b in values].count(True), [a == b for b in values].count(True), [a >= b for b in values].count(True))
nan = float("nan")
print(nan == nan, nan != nan, nan < 1, nan > 1, 1 < nan, [nan] == [nan], nan in [nan], nan is nan)
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 >= 2 != 1, 1 == 1.0 == True, not 1 == 2, 1 < 2 > 0)
def loud(x):
    print("eval", x, end="; ")
    return x
print(loud(1) < loud(2) < loud(3))
print(loud(3) < loud(2) < loud(1))
print(loud(1) < loud(5) > loud(3) != loud(3))
print(9007199254740993 == 9007199254740992.0, 9007199254740993 > 9007199254740992.0, 2 ** 1000 > 1e300, 2 ** 2000 > 1e308)
