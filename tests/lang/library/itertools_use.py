from itertools import (accumulate, chain, combinations, combinations_with_replacement, compress, count, cycle, dropwhile,
                       filterfalse, groupby, islice, pairwise, permutations, product, repeat, starmap, takewhile, tee, zip_longest)
print(list(islice(count(10, 2), 4)), list(islice(cycle("ab"), 5)), list(repeat("x", 3)), list(islice(count(0.5), 2)), list(islice("abcdefg", 1, 6, 2)))
print(list(accumulate([1, 2, 3, 4])), list(accumulate([3, 1, 2], max)), list(accumulate([1, 2], initial=10)), list(chain("ab", [1])), list(chain.from_iterable([[1], [2, 3]])))
print(list(compress("abcd", [1, 0, 1, 0])), list(dropwhile(lambda x: x < 3, [1, 3, 2])), list(takewhile(lambda x: x < 3, [1, 3, 2])), list(filterfalse(lambda x: x % 2, range(5))), list(starmap(pow, [(2, 3), (3, 2)])))
print([(k, list(g)) for k, g in groupby("aabbca")], [(k, len(list(g))) for k, g in groupby(sorted(["aa", "b", "cc", "d"], key=len), key=len)])
a, b = tee([1, 2, 3])
print(list(a), list(b), list(zip_longest("ab", [1, 2, 3], fillvalue="-")), list(pairwise("abcd")))
print(list(product("ab", [1, 2])), list(product([0, 1], repeat=2)), list(permutations([1, 2, 3], 2)), list(combinations("abc", 2)), list(combinations_with_replacement("ab", 2)), len(list(permutations(range(5)))))
print(list(permutations("ab")), list(combinations([], 0)), list(product()), list(combinations([1], 2)), next(count()), repr(count(5)), repr(repeat(1, 2)), list(zip(count(), "ab")), sum(islice(count(1), 100)))
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
tried(lambda: islice([1], -1))
tried(lambda: list(islice([1], 0, None, 0)))
tried(lambda: count("a"))
tried(lambda: list(chain(5)))
tried(lambda: combinations([1], -1))
tried(lambda: list(starmap(pow, [1])))
tried(lambda: cycle())
tried(lambda: tee([1], -1))
tried(lambda: list(accumulate([1, "a"])))
