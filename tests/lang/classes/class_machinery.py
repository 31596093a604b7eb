# What a class gets when it is made, and how its descriptors are found.
class Plain:
    pass


print(sorted(Plain.__dict__), type(Plain.__dict__["__weakref__"]).__name__, Plain().__weakref__)


class Slotted:
    __slots__ = ("__weakref__",)


import weakref
kept = Slotted()
reference = weakref.ref(kept)
print(hasattr(kept, "__dict__"), kept.__weakref__ is reference)


class Meta(type):
    def mro(self):
        if "early" in self.__dict__:
            print("in mro", self.__dict__["early"](None).__name__)
        return super().mro()


class Early(metaclass=Meta):
    def early(self):
        return __class__


class WriteOnly:
    def __set__(self, obj, value):
        obj.__dict__[self.name] = value

    def __set_name__(self, owner, name):
        self.name = name


class Holder:
    item = WriteOnly()


holder = Holder()
print(type(holder.item).__name__)
holder.item = 42
print(holder.item)


class A:
    def method(self, *args):
        return args


class B:
    bound = classmethod(A().method)
    plain = A().method


print(B.bound() == (B,), B().plain(1), hasattr(A().method, "__get__"))


def function():
    pass


for action in (lambda: delattr(function, "__dict__"), lambda: setattr(function, "__dict__", 7),
               lambda: Plain.__dict__["__dict__"].__set__(Plain(), 7)):
    try:
        action()
    except TypeError as error:
        print(error)
plain = Plain()
plain.a = 1
del plain.__dict__
print(plain.__dict__)
try:
    property().__set_name__(1)
except TypeError as error:
    print(error)
for text in ("match 1:\n case {0: _, False: _}: pass", "match 1:\n case {1: _, 1.0: _}: pass", "match 1:\n case f'': pass"):
    try:
        compile(text, "f", "exec")
    except SyntaxError as error:
        print(error)
