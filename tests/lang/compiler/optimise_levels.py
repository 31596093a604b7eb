# What -O and -OO leave out, by compile()'s optimize argument; results of constant expressions.
SOURCE = '''
"""module doc"""
def f(x):
    "function doc"
    assert x, "message"
    assert isinstance(x, int)
    return x
class C:
    "class doc"
    y = 1
    def m(self): "only doc"
def g():
    f"not a doc {1}"
async def h():
    'async doc'
if __debug__: print("debug")
else: print("no debug")
while not __debug__:
    print("no debug")
    break
print(__debug__, __doc__, f.__doc__, C.__doc__, C.m.__doc__, g.__doc__, h.__doc__)
for value in (0, "text"):
    try:
        print("passed", f(value))
    except AssertionError as error:
        print("assert", error)
'''
for level in (-1, 0, 1, 2):
    print(level)
    exec(compile(SOURCE, "x", "exec", optimize=level), {})
    print(eval(compile("__debug__, 1 if __debug__ else 2", "x", "eval", optimize=level)))
for text in ["1+2", "-1", "'a'+'b'", "'a'*3", "3*'a'", "(1,2)+(3,)", "2**10", "2**100", "1/0", "1//0", "1%0", "0**-1", "'ab'[1]", "(1,2)[0]",
             "~5", "not 1", "not x", "1 if 1 else x", "x in [1,2]", "x in {1,2}", "x not in {'a', 1.0}", "-0.0", "0.0 * -1", "0.0 - 0.0", "1e308*10",
             "1e400 - 1e400", "1j*1j", "3 - 2j", "-2j", "True + 1", "None is None", "1 < 2", "'%s' % 'a'", "b'a' + b'b'", "b'ab'[1]", "1 << 5",
             "1 << 200", "1 << -1", "1 >> 1", "7 % -3", "7 // -3", "-7 % 3", "7.5 // -2", "-7.5 % 2", "10 ** -1", "0 ** 0", "2 ** 0.5", "(-8) ** 0.5",
             "'abc'[-1]", "'abc'[5]", "'abc'[True]", "(1, (2, 3))", "1 and 2", "0 or 3", "x and 1", "'\xe9'[0]", "1.0 // 0.3", "5 & 3 | 8 ^ 1", "+True",
             "-True", "~False", "not ()", "not 'a'", "1 + 'a'", "'a' + 1", "-'a'", "(1,)[1]", "1[0]", "9223372036854775807 + 1", "-9223372036854775808 - 1",
             "9223372036854775807 * 9223372036854775807", "-(-9223372036854775808)", "0x7fffffffffffffff << 1", "1 == 1.0 == True"]:
    try:
        result = eval(text, {"x": 1})
        print(text, type(result).__name__, repr(result)[:80])
    except Exception as error:
        print(text, type(error).__name__, error)
