# Lists made from ranges; what cannot be held fails at once.
for r in (range(0), range(5), range(-3, 3), range(10, 0, -3), range(5, 5), range(2**62 - 2, 2**62 + 2), range(2**70, 2**70 + 3),
          range(-(2**62) + 1, -(2**62) - 3, -1), range(0, 2**80, 2**78), range(3, 4)):
    items = list(r)
    print(items == [i for i in r], len(items) == len(r), items[:3], [*r] == items, tuple(r) == tuple(items))
    more = [1, 2]
    more.extend(r)
    more += r
    print(len(more), more[:2], more[-1:], sorted(r) == sorted(items))
for count in (1 << 62, 1 << 70):
    try:
        list(range(count))
    except (MemoryError, OverflowError) as e:
        print(type(e).__name__, e)
    x = [1]
    try:
        x.extend(range(count))
    except (MemoryError, OverflowError) as e:
        print(type(e).__name__, e, x)
