# Repeated concatenation, and strings that grow by pieces of other widths.
s = ""
for i in range(3000):
    s += chr(97 + i % 26)
print(len(s), s[:30], s[-5:], s.count("a"))
t = ""
for i in range(300):
    t = t + str(i)
    if i % 100 == 50:
        t += "é"
    if i % 100 == 75:
        t += "日"
print(len(t), t[150:170], t.find("日"), hash(t) == hash("".join([t])))
a = b = "x"
a += "y"
print(a, b)
parts = []
for i in range(100):
    parts.append(str(i))
u = ",".join(parts)
print(len(u), u[-11:], u.split(",") == parts)
def add(s):
    s += "!"
    return s
orig = "hey"
print(add(orig), orig)
d = {}
key = "k"
for i in range(5):
    key = key + "k"
    d[key] = i
print(d, d["k" * 4])
v = "ab"
v *= 3
print(v, v + v, (v + "c") * 2, ("a" + "b") * 2 + "c" == "ababc", "a" + ("b" + "c") == ("a" + "b") + "c")
