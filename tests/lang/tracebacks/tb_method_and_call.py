# compare: stderr
class C:
    def m(self, n):
        return self.helper(n, k=n + 1)
    def helper(self, n, k):
        return n.missing(
            k,
            k + 1)
[C().m(i) for i in range(2)]
