text = "The quick brown fox jumps over the lazy dog"
words = text.split()
print(sorted(words, key=str.lower), " ".join(w[::-1] for w in words), "".join(sorted(set(text.lower()) - {" "})), {w: len(w) for w in words}["quick"], max(words, key=len), text.title(), [w.capitalize() for w in words][::2])
count = {}
for ch in text.lower():
    if ch.isalpha():
        count[ch] = count.get(ch, 0) + 1
print(sorted(count.items(), key=lambda p: (-p[1], p[0]))[:5])
def caesar(s, k):
    out = []
    for c in s:
        if c.isupper():
            out.append(chr((ord(c) - 65 + k) % 26 + 65))
        elif c.islower():
            out.append(chr((ord(c) - 97 + k) % 26 + 97))
        else:
            out.append(c)
    return "".join(out)
print(caesar(text, 3), caesar(caesar(text, 3), -3) == text)
def is_palindrome(s):
    s = [c.lower() for c in s if c.isalnum()]
    return s == s[::-1]
print(is_palindrome("A man, a plan, a canal: Panama"), is_palindrome("nope"))
def rle(s):
    out, i = "", 0
    while i < len(s):
        j = i
        while j < len(s) and s[j] == s[i]:
            j += 1
        out += f"{s[i]}{j - i}"
        i = j
    return out
print(rle("aaabbc"), rle(""))
def roman(n):
    out = ""
    for v, s in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= v:
            out, n = out + s, n - v
    return out
print([roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1994, 2024)])
def tokens(s):
    i = 0
    while i < len(s):
        if s[i].isspace():
            i += 1
        elif s[i].isdigit():
            j = i
            while j < len(s) and s[j].isdigit():
                j += 1
            yield int(s[i:j])
            i = j
        else:
            yield s[i]
            i += 1
print(list(tokens("12 + (34*5)-6")))
for row in (("name", "qty", "price"), ("apple", 3, 1.5), ("kiwi", 12, 0.25)):
    print("{:<10}|{:>5}|{:>8}".format(*row))
print("\n".join("*" * i + " " * (4 - i) + "|" for i in range(1, 5)), "=" * 20, sep="\n")
print("a-b_c d".replace("-", " ").replace("_", " ").split(), "key=value=x".partition("="), "k: v".split(": "), "CSV,line,,end".split(","), "%-10s|%5.1f|%03d" % ("ab", 2.25, 7), "x".join("abc"), "abc" < "abd", "Z" < "a")
