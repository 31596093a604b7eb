"""Strings: build, split, join, slice, find, replace, format, compare."""
import sys

SIZE = 20000


def main(n):
    total = 0
    for r in range(n):
        text = ""
        for i in range(200):
            text += chr(97 + (i * 7 + r) % 26)
        words = []
        for i in range(0, 200, 5):
            words.append(text[i:i + 5])
        line = ",".join(words)
        for word in line.split(","):
            if word > "m":
                total += len(word.upper())
            total += ord(word[0])
            total += line.find(word)
        label = f"{r:05d}:{text[:8]}"
        total += len(label.replace("a", "bb")) + text.count("e")
        for c in text:
            if c == "q" or c in "xyz":
                total += 1
        total += len("%s=%d" % (words[0], r))
    print(total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
