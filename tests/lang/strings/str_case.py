for s in ("hello World", "ÀÉÎ straße", "ǆ ﬁ İ ı", "MiXeD123", "", "they're bill's", "x1y2", "ΑΣ σς", "123"):
    print([s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold()])
for s in ("abc", "ABC", "Abc Def", "abc1", "123", "١٢", "½", "²", " ", "\t\n", "", "a_b", "1a", "é", "日本", "Ab", "class", "a b", "\x00", "ⅷ"):
    print(repr(s), s.isalpha(), s.isdigit(), s.isdecimal(), s.isnumeric(), s.isalnum(), s.isspace(), s.isupper(), s.islower(), s.istitle(), s.isidentifier(), s.isprintable(), s.isascii())
