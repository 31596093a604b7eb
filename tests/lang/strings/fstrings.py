x, name, items = 42, "World", [1, 2, 3]
print(f"{x} {name!r} {x:>5} {x!s:>5}| {items[0]} {items} {x + 1} {name.upper()} {'nested'} {{literal}} {x=} {x = } {name=!s} {x=:>5}")
print(f"{x:{'>'}{8}}|{3.14159:.{2}f}|{'a' if x > 10 else 'b'}|{(lambda v: v * 2)(5)}|{ {'k': 1}['k'] }|{x!r:^{10}}|")
print(f"", f"{''}", f"a" "b{x}" f"c{x}", rf"\n{x}\t", f'{x}' f"{name}", f"""multi
{x}
line""", F"{x}", fr"{x}\d")
print(f"{[i * i for i in range(4)]} {sum(i for i in range(5))} {', '.join(str(i) for i in items)}")
def g():
    yield 1
    yield 2
print(f"{list(g())} {max(items)} {x if x else 0} {x > 5 and x < 50} {not x} {-x} {x ** 2} {items[1:]} {items[::-1]}")
width = 10
print(f"{'left':<{width}}|{'right':>{width}}|{'mid':^{width}}|{x:0{width}d}|{1234.5:{width},.2f}|")
print(f"{x:#x} {x:b} {x:o} {x:e} {x!a} {None} {True:>6} {3 > 2} {'a' 'b'} {x,} {1, 2}")
print(f"{{}} {{{x}}} }}{{ {'{'} {'}'}")
class C:
    def __format__(self, spec):
        return "spec:" + spec
print(f"{C():abc} {C()} {C():{x}} {C():%Y-%m}")
try:
    print(f"{undefined_name}")
except NameError as e:
    print(e)
try:
    print(f"{x:z}")
except ValueError as e:
    print(e)
print(f'{x!r}' == '%r' % x, f"{x:}" , f"{name:.3}", f"{x != 3}", f"{(y := 5)} {y}")
