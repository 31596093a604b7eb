class A:
    x = 1
    def m(self): return "m"
a = A()
print(getattr(a, "x"), getattr(a, "nope", 5), hasattr(a, "m"), hasattr(a, "zz"), setattr(a, "y", 2), a.y, vars(a), delattr(a, "y"), vars(a), callable(a.m), callable(a))
print(isinstance(1, int), isinstance(True, int), isinstance(1, (str, int)), isinstance("a", (int, (float, str))), issubclass(bool, int), issubclass(int, (str, object)), isinstance(A, type), isinstance(None, type(None)), isinstance(1, int | str), isinstance("x", int | None))
print(type(1), type("a"), type(None), type([]), type(A), type(a).__name__, type(type), type(lambda: 0), type(len), type(...), type(NotImplemented), type(range(1)), type(iter([])), type({}.keys()), type(x for x in []), type(a.m), type(Exception()), type(type(1)), sep="\n")
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
tried(lambda: getattr(a))
tried(lambda: getattr(a, 5))
tried(lambda: getattr(a, "nope"))
tried(lambda: setattr(a, 5, 1))
tried(lambda: hasattr(a, 5))
tried(lambda: delattr(a, "nope"))
tried(lambda: vars(5))
tried(lambda: isinstance(1, "int"))
tried(lambda: isinstance(1, (int, 5)))
tried(lambda: isinstance("a", (int, 5)))
tried(lambda: issubclass(5, int))
tried(lambda: issubclass(int, 5))
tried(lambda: isinstance(1))
tried(lambda: type())
tried(lambda: callable())
tried(lambda: 1 .foo)
tried(lambda: A.nope)
tried(lambda: A().nope)
tried(lambda: (lambda: 0).nope)
tried(lambda: type.nope)
tried(lambda: int | 5)
tried(lambda: object() + 1)
print(id(a) == id(a), a is a, dir(A())[-2:], bool(A), str(A)[:7], repr(a)[:10] in ("<__main__.", "<attributes", "<attribute"), int | str, (int | None), list[int], dict[str, int], tuple[int, ...], type[int], list[int] == list[int])
print(bool(), int(), float(), str(), list(), tuple(), dict(), set(), frozenset(), bytes(), object is not None, complex is not None)
print(globals() is globals(), "A" in globals(), locals() is globals(), sorted(k for k in vars(A) if not k.startswith("__")), __builtins__ is not None, input is not None, open is not None)
class P:
    def __instancecheck__(self, o): return True
print(isinstance(5, P()), slice(1, 2), slice(None), object.__name__, property.__name__, super.__name__, zip.__name__, map.__name__, staticmethod.__name__)
import builtins
print(builtins.len is len, builtins.__name__, hasattr(builtins, "print"))
builtins.my_builtin = "added"
print(my_builtin)
del builtins.my_builtin
try:
    my_builtin
except NameError as e:
    print(e)
