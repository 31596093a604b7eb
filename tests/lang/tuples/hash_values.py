print(hash(()), hash((0,)), hash((1,)), hash((1, 2)), hash(((1,), (2,))))


class Large:
    def __hash__(self):
        return 2**62 + 5


print(hash(Large()))
