# Warnings of the lexer and the parser: category, text, line; and the place of the SyntaxError that a filter makes of them.
import warnings


def test(source, mode):
    print(ascii(source))
    for action in "always", "error":
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter(action)
            try:
                compile(source, "<text>", mode)
            except SyntaxError as e:
                print("   ", e.msg, (e.lineno, e.offset, e.end_lineno, e.end_offset), ascii(e.text))
            print("   ", [(w.category.__name__, str(w.message), w.lineno) for w in caught])


for source in ("0xfor x", "[0x1for x in ()]", "1if x else y", "1is x", "'\\400'", "b'\\777'", "'''\n\\407'''", "'\\d'", "'''\n\n\\d'''",
               "f'\\d{1}\\w'", "f'\\{6*7}'", "rb'\\d'", "'a' '\\d' 'c'", "f'{1:\\d}'", "1_000if x else 3", "0_7in x", "1jif x else 2",
               "'\u00e9' '\u00e9\\d'", "('\u00e9', 1if x else 2)", "'\\377\\0'", "f'\\{{x}}'", "f'\\N{DIGIT ONE}\\{1}'"):
    test(source, "eval")
for source in "x = 1\ny = '\\d'\nz = 2\n", "y = '\\d'", "def f():\n    '''doc\n    \\d'''\n", "1if 1else 0\n":
    test(source, "exec")
warnings.simplefilter("ignore")
print(eval(r"f'\{6*7}'"), eval(r"'\400'") == chr(256), eval(r"b'\777'"), eval("0xf if 1else 2"))
