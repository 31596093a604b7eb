s = "the cat sat on the mat"
print(s.find("cat"), s.find("dog"), s.find("the", 1), s.find("at", 5, 10), s.find(""), s.find("", 30), s.rfind("at"), s.rfind("the", 0, 5))
print(s.index("sat"), s.rindex("the"), s.count("at"), s.count("t"), s.count(""), "aaa".count("aa"), s.count("at", 6), s.find("t", -3))
for f in (lambda: s.index("dog"), lambda: s.rindex("dog"), lambda: s.find(1), lambda: s.count(None), lambda: s.find(), lambda: s.startswith(1), lambda: s.startswith(["the"])):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(s.startswith("the"), s.startswith("cat", 4), s.startswith(("dog", "the")), s.endswith("mat"), s.endswith("at", 0, 7), s.endswith(()), s.startswith(""))
print(s.replace("the", "a"), s.replace("the", "a", 1), s.replace("", "-"), "aaa".replace("a", "b", 2), s.replace("zzz", "y") == s, "".replace("", "x"), "abc".replace("b", ""))
print(s.partition(" "), s.rpartition(" "), s.partition("xyz"), s.rpartition("xyz"))
try:
    s.partition("")
except ValueError as e:
    print(e)
print("ab" * 50 in "ab" * 60, ("x" * 1000 + "y").find("xy"), ("ab" * 500 + "c").rfind("abc"), "é" in "café", "café".find("é"), "日本語".find("語"), "a日" in "xa日y")
print("prefix-body".removeprefix("prefix-"), "prefix".removeprefix("x"), "body.txt".removesuffix(".txt"), "body".removesuffix(""))
