# Annotations as text: the compiler writes expressions back.
from __future__ import annotations


def f(a: b ** -c, d: (-b) ** c, e: 1 .real, g: f'{a!r:>{w}}{{b', i: 1e100, j: -1, k: 'it\'s "x"', l: a[b, c], m: a[(b, *c)],
      n: a[b:c, ::d], *o: *Ts, p: lambda x, /, y=1, *z, k=2, **q: (x, y), r: (a if b else c), s: not (a and b) or c,
      t: {1: 2, **d}, u: {x for x in y if z if w}, v: [x for x in y], w: f(x for x in y), x: f(a, *b, c=1, **d),
      y: (), z: (1,), aa: a.b.c, bb: 0x1f, cc: 1_000_000_000_000_000_000_000, dd: b'\x00\xff"', ee: u'u', ff: ...,
      gg: "é\u200b\U0001f600\ud800", hh: 1j + 0.5, ii: 1e309, jj: (a, b), kk: a < b <= c is not d not in e, ll: ~a @ b,
      mm: ((a, b), [c, *d]), nn: a | b & c ^ d << e, oo: (lambda: 0)(), pp: "a" "b", qq: f"{x}" "y", rr: f"{ {1: 2} }",
      ss: a[*b], tt: {**a}, uu: f'{x=}', vv: None or True) -> a.b[c] | None:
    z: never = 1


for name, text in f.__annotations__.items():
    print(name, ascii(text))


class C:
    x: undefined[name] = 1
    __y: int
    (z): int = 3


print(C.__annotations__)
