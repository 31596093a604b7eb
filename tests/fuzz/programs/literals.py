"""Literals, chosen for their edges: where representations change, where rounding and limits lie."""

INTS = [*map(str, range(-3, 11)), "100", "255", "256", "-129", "65536", "2**31", "2**32 - 1", "-2**31", "2**53", "2**53 + 1", "2**61", "-2**61", "2**62",
        "2**62 - 1", "-2**62", "-2**62 - 1", "2**63", "2**63 - 1", "-2**63", "2**64", "-2**64 + 1", "10**18", "10**25", "-10**25 + 7", "3**50", "0x_ff", "0b101",
        "0o17", "1_000", "10**100", "True", "False"]
FLOATS = ["0.0", "-0.0", "1.0", "-1.5", "0.5", "0.1", "1e16", "1e15", "123456789.125", "1e-5", "1e-4", "2.5", "3.5", "1e308", "-1e308", "5e-324", "2.2250738585072014e-308",
          "float('inf')", "float('-inf')", "float('nan')", "1e22", "1e23", "2**53 + 0.0", "9007199254740993.0", "0.30000000000000004", "1/3", "1e100", "-7.25"]
COMPLEXES = ["0j", "1j", "-1j", "(1+2j)", "(-0.0+0j)", "complex(0.0, -0.0)", "complex('nan')", "(1.5-2.5j)", "complex(float('inf'), 1)", "1e100j", "(3+0j)"]
STRINGS = ["''", "'a'", "'abc'", "'Hello, World'", "' x '", "'aaa'", "'a,b,,c'", "'12'", "'-7'", "'3.5'", "'\\n'", "'a\\tb\\nc\\r\\nd'", "'\\x00'", "'\\xe9t\\xe9'", "'\\u20ac'",
           "'\\U0001f600x'", "'\\u0130'", "'\\xdf'", "'\\ud800'", "'\\'\"'", "r'\\d'", "'%s'", "'{}'", "'{0!r:>5}'", "'ab' 'cd'", "'''tri\nple'''", "'\\u0391\\u03a3'", "'ABC'", "'title case'",
           "'\\u2460'", "'\\u0660'", "'snake_case'", "'x' * 20", "'\\x85'", "'\\N{DIGIT ONE}'", "'False'", "'\\ufb01'"]
BYTES = ["b''", "b'a'", "b'abc'", "b'\\x00\\xff'", "b' x '", "b'a,b,,c'", "b'12'", "b'\\'\"'", "b'\\n'", "rb'\\d'", "b'ABCdef'", "b'\\xc3\\xa9'", "b'%d'", "b'aa' * 3", "bytes(3)"]
SPECS = ["''", "'d'", "'x'", "'#x'", "'b'", "'08.3f'", "'>10'", "'^12'", "'*<8'", "'+'", "' '", "'e'", "'.3'", "'.0f'", "'g'", "'G'", "'%'", "',.2f'", "','", "'_x'", "'_d'", "'n'", "'c'", "'s'",
         "'.2s'", "'=+8d'", "'010'", "'-'", "'.10g'", "'#.3g'", "'z.1f'", "'>>5'", "'\\u20ac^6'", "'q'", "'5.x'", "'#o'", "'.1%'", "'E'", "'020,d'", "'+.3e'", "'.3d'", "',s'", "'r'"]
PERCENTS = ["'%d'", "'%s'", "'%r'", "'%5.2f'", "'%x'", "'%#o'", "'%-8s|'", "'%+d'", "'%05d'", "'%e'", "'%g'", "'%c'", "'%%'", "'%a'", "'%.3s'", "'% d'", "'%i'", "'%X'", "'%.10d'",
            "'%#.3g'", "'%q'", "'%'", "'%5%'", "'%ld'"]
EXCEPTIONS = ["ValueError", "TypeError", "KeyError", "IndexError", "ZeroDivisionError", "RuntimeError", "StopIteration", "LookupError", "ArithmeticError", "Exception", "OSError",
              "AttributeError", "AssertionError", "NameError", "OverflowError", "NotImplementedError", "UnicodeError", "KeyboardInterrupt", "GeneratorExit", "ImportError"]
