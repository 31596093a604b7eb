import math
import sys
import time
print(math.pi, math.e, math.sqrt(2), math.sin(1), math.cos(1), math.atan2(1, 2), math.exp(1), math.log(10), math.log2(8), math.log10(1000), math.log(8, 2))
print(math.floor(-1.5), math.ceil(1.2), math.trunc(-1.7), math.fabs(-2), math.gcd(12, 18), math.lcm(4, 6), math.factorial(20), math.comb(10, 3), math.perm(5, 2), math.isqrt(99), math.hypot(3, 4), math.pow(2, 0.5), math.fmod(-7, 3), math.copysign(1, -0.0), math.modf(2.5), math.frexp(8.0), math.ldexp(0.5, 4))
print(math.isnan(math.nan), math.isinf(math.inf), math.isclose(0.1 + 0.2, 0.3), math.fsum([0.1] * 10), math.prod([1, 2, 3]), math.degrees(math.pi), math.radians(180), math.tau, math.dist([0, 0], [3, 4]))
def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
tried(lambda: math.sqrt(-1))
tried(lambda: math.log(0))
tried(lambda: math.factorial(-1))
tried(lambda: math.exp(1000))
tried(lambda: math.floor(math.inf))
tried(lambda: math.sqrt("a"))
print(sys.version_info[:2], sys.version_info >= (3, 11), sys.byteorder, sys.maxsize, sys.maxunicode, sys.getrecursionlimit(), isinstance(sys.argv, list), sys.platform, sys.float_info.max, sys.float_info.epsilon)
a = time.time()
print(a > 1e9, time.perf_counter() <= time.perf_counter(), time.process_time() >= 0, isinstance(time.time_ns(), int), time.gmtime(0)[:6], time.strftime("%Y-%m-%d", time.gmtime(86400)))
sys.setrecursionlimit(500)
def deep(n):
    try:
        return deep(n + 1)
    except RecursionError:
        return n
print(deep(0) < 500, sys.getrecursionlimit())
print(sys.intern("abc") == "abc", sys.getsizeof(1) > 0, sys.exc_info(), sys._getframe().f_code.co_name, callable(sys.exit))
