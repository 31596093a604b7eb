class Node:
    def __init__(self, key):
        self.key, self.left, self.right = key, None, None
class Tree:
    def __init__(self):
        self.root, self.size = None, 0
    def insert(self, key):
        link, at = None, self.root
        while at is not None:
            link = at
            if key == at.key:
                return False
            at = at.left if key < at.key else at.right
        node = Node(key)
        self.size += 1
        if link is None:
            self.root = node
        elif key < link.key:
            link.left = node
        else:
            link.right = node
        return True
    def __iter__(self):
        stack, at = [], self.root
        while stack or at:
            while at:
                stack.append(at)
                at = at.left
            at = stack.pop()
            yield at.key
            at = at.right
    def __contains__(self, key):
        at = self.root
        while at and at.key != key:
            at = at.left if key < at.key else at.right
        return at is not None
    def height(self):
        def h(n):
            return 0 if n is None else 1 + max(h(n.left), h(n.right))
        return h(self.root)
t = Tree()
x = 42
for _ in range(200):
    x = (x * 1103515245 + 12345) & 0x7FFFFFFF
    t.insert(x % 1000)
keys = list(t)
print(t.size, len(keys), keys == sorted(set(keys)), keys[:5], keys[-3:], t.height(), keys[0] in t, -1 in t)
class Stack:
    class Empty(Exception):
        pass
    def __init__(self): self._items = []
    def push(self, x):
        self._items.append(x)
        return self
    def pop(self):
        if not self._items:
            raise Stack.Empty("empty")
        return self._items.pop()
s = Stack().push(1).push(2)
print(s.pop(), s.pop())
try:
    s.pop()
except Stack.Empty as e:
    print(type(e).__qualname__, e)
class Temp:
    scale = {"C": 1.0, "F": 1.8}
    def __init__(self, **kw):
        for k, v in kw.items():
            setattr(self, k, v)
print(sorted(vars(Temp(a=1, b=2)).items()), Temp.scale["F"])
class Enumish:
    _members = {}
    def __new__(cls, v):
        if v not in cls._members:
            o = super().__new__(cls)
            o.v = v
            cls._members[v] = o
        return cls._members[v]
print(Enumish(1) is Enumish(1), Enumish(1) is Enumish(2))
class LinkedList:
    def __init__(self, *items):
        self.head = None
        for i in reversed(items):
            self.head = (i, self.head)
    def __iter__(self):
        at = self.head
        while at:
            yield at[0]
            at = at[1]
    def __len__(self): return sum(1 for _ in self)
    def __repr__(self): return "LinkedList(" + ", ".join(map(repr, self)) + ")"
print(LinkedList(1, "b", 2.5), len(LinkedList(1, 2)), list(LinkedList()), LinkedList(*range(3)))
