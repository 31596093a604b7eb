for n in range(6):
    if n == 0:
        print("zero")
    elif n in (1, 2):
        print("small")
    elif n % 2:
        print("odd")
    else:
        print("even")
i = 0
while i < 10:
    i += 1
    if i == 3:
        continue
    if i == 6:
        break
    print(i, end=" ")
else:
    print("never")
print()
while i:
    i -= 1
else:
    print("while else", i)
for x in []:
    pass
else:
    print("for else")
for x in range(3):
    if x == 1:
        break
else:
    print("never")
print(x)
for i in range(3):
    for j in range(3):
        if j == 2:
            break
        if i == 1:
            continue
        print(i, j)
    else:
        print("no")
for a, b in zip("ab", [1, 2]):
    print(a, b)
box = {}
for box["k"] in range(3):
    pass
print(box)
lst = [0]
for lst[0] in "xy":
    print(lst)
if not []: print("one-liner")
if 1: pass; print("same line"); x = 5
while True:
    break
def f(n):
    while n:
        for i in range(n):
            if i == 2:
                return "returned", n, i
        n -= 1
    return "fell off"
print(f(5), f(2), f(0))
x = 5 if [] else 6
y = "a" if x > 5 else "b" if x else "c"
print(x, y, (1 if 0 else 2) + 1, [i for i in range(3) if i] if x else None)
print(bool(0 or ""), 0 or "last", 1 and "last", 0 and 1 / 0, 1 or 1 / 0, not 0, not not 5, None or [] or 0, 1 and 2 and 3, "" and x or "y", not (1 and 0) or 5)
for i in range(3): print(i, end=";")
else: print("done")
pass
...
