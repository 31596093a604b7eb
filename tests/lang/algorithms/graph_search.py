graph = {}
x = 3
for i in range(60):
    for _ in range(3):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
        j = (x >> 8) % 60
        graph.setdefault(i, set()).add(j)
        graph.setdefault(j, set()).add(i)
def bfs(s):
    dist, queue = {s: 0}, [s]
    for u in queue:
        for v in sorted(graph[u]):
            if v not in dist:
                dist[v] = dist[u] + 1
                queue.append(v)
    return dist
d = bfs(0)
print(len(d), max(d.values()), sorted(d.items())[:8])
def dfs(u, seen=None):
    seen = set() if seen is None else seen
    seen.add(u)
    yield u
    for v in sorted(graph[u]):
        if v not in seen:
            yield from dfs(v, seen)
print(list(dfs(0))[:15])
def dijkstra(s):
    weights = lambda a, b: (a * 7 + b * 7) % 13 + 1
    dist, done = {s: 0}, set()
    while len(done) < len(dist):
        u = min((n for n in dist if n not in done), key=lambda n: (dist[n], n))
        done.add(u)
        for v in graph[u]:
            nd = dist[u] + weights(u, v)
            if nd < dist.get(v, 10 ** 9):
                dist[v] = nd
    return dist
w = dijkstra(0)
print(sorted(w.values())[-5:], sum(w.values()))
maze = """
#########
#S..#...#
#.#.#.#.#
#.#...#E#
#########""".split()
pos = {(r, c): ch for r, row in enumerate(maze) for c, ch in enumerate(row)}
start, = [k for k, v in pos.items() if v == "S"]
frontier, prev = [start], {start: None}
for p in frontier:
    if pos[p] == "E":
        break
    for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        q = p[0] + dr, p[1] + dc
        if pos.get(q, "#") != "#" and q not in prev:
            prev[q] = p
            frontier.append(q)
path = []
while p:
    path.append(p)
    p = prev[p]
print(len(path), path[::-1])
def topo(deps):
    out, state = [], {}
    def visit(n):
        if state.get(n) == 1:
            raise ValueError("cycle at " + n)
        if n not in state:
            state[n] = 1
            for m in deps.get(n, ()):
                visit(m)
            state[n] = 2
            out.append(n)
    for n in sorted(deps):
        visit(n)
    return out
print(topo({"app": ["lib", "log"], "lib": ["core"], "log": ["core"], "core": []}))
try:
    topo({"a": ["b"], "b": ["a"]})
except ValueError as e:
    print(e)
