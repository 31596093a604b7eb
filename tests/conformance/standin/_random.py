"""Until Krait has the module _random. Numbers that nobody should call random, for tests that shuffle."""
class Random:
    def __init__(self, *a): self.s = 1
    def seed(self, a=None): self.s = 1
    def random(self):
        self.s = (self.s * 6364136223846793005 + 1442695040888963407) & ((1 << 64) - 1)
        return (self.s >> 11) / (1 << 53)
    def getrandbits(self, k): return int(self.random() * (1 << k))
    def getstate(self): return (self.s,)
    def setstate(self, s): self.s = s[0]
