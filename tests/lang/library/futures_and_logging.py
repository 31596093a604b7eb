import concurrent.futures
import dataclasses
import inspect
import io
import logging
import queue
import statistics
import tempfile
import threading
import unittest

with concurrent.futures.ThreadPoolExecutor(4) as pool:
    print(list(pool.map(lambda x: x * x, range(10))))
    futures = [pool.submit(pow, n, 2) for n in range(5)]
    print(sorted(f.result() for f in concurrent.futures.as_completed(futures)))
    bad = pool.submit(lambda: 1 / 0)
    print(type(bad.exception()).__name__, bad.done())
    try:
        bad.result()
    except ZeroDivisionError as e:
        print(e)
    print(concurrent.futures.wait(futures).not_done)

stream = io.StringIO()
handler = logging.StreamHandler(stream)
handler.setFormatter(logging.Formatter("%(levelname)s:%(name)s:%(threadName)s:%(message)s"))
log = logging.getLogger("krait.test")
log.addHandler(handler)
log.setLevel(logging.DEBUG)
log.propagate = False


def chat(n):
    for i in range(5):
        log.info("message %d of %s", i, n)


threads = [threading.Thread(target=chat, args=(n,), name="thread-%d" % n) for n in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
try:
    raise KeyError("k")
except KeyError:
    log.exception("it failed")
lines = stream.getvalue().splitlines()
print(len(lines), sorted(lines[:15])[0], lines[15], lines[-1])


@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: int = 2
    tags: list = dataclasses.field(default_factory=list, compare=False)


print(Point(1), Point(1) < Point(2), dataclasses.asdict(Point(3, 4)), dataclasses.replace(Point(1), y=9), inspect.signature(Point))
print(inspect.signature(chat), inspect.getdoc(dataclasses.dataclass)[:20], inspect.isfunction(chat))
print(statistics.mean([1, 2, 3, 4]), statistics.stdev([1.5, 2.5, 4]), statistics.median([5, 1, 3]), statistics.quantiles(range(10)))
with tempfile.TemporaryDirectory() as d, tempfile.NamedTemporaryFile("w+", dir=d) as f:
    f.write("temporary")
    f.seek(0)
    print(f.read())


class Case(unittest.TestCase):
    def test_ok(self):
        self.assertEqual(1, 1)
        with self.assertRaises(ValueError):
            int("x")

    def test_fails(self):
        self.assertEqual([1, 2], [1, 3])

    def test_sub(self):
        for i in range(2):
            with self.subTest(i=i):
                self.assertTrue(i < 5)

    @unittest.skip("not now")
    def test_skipped(self):
        pass


result = unittest.TextTestRunner(io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(Case))
print(result.testsRun, len(result.failures), len(result.errors), len(result.skipped))
print(result.failures[0][1].splitlines()[-1] if result.failures else None)
q = queue.SimpleQueue()
threading.Timer(0.01, q.put, ("late",)).start()
print(q.get(), q.empty())
try:
    q.get(timeout=0.001)
except queue.Empty:
    print("empty")
