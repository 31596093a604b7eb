# array: items, ranges, slices, methods, buffers, errors.
import array as A
from array import array, ArrayType, typecodes


def check(source):
    try:
        print(source, "->", ascii(eval(source)))
    except BaseException as e:
        print(source, "!!", type(e).__name__, e)


a = array("i", [1, 2, 3])
b = array("B", b"abc")
d = array("d", [1.5, 2])
u = array("u", "h\u0161\U0001f600")
for line in [
    'a',
    'b',
    'd',
    'u',
    "array('i')",
    "array('u','')",
    'typecodes',
    'ArrayType',
    'a.typecode,a.itemsize,len(a)',
    'a[0],a[-1]',
    'a[3]',
    "a['x']",
    'a[1:]',
    'a[::-1]',
    'a[1.5]',
    'a.append(4)',
    'a.append(2**31)',
    'a.append(-2**31-1)',
    "a.append('x')",
    'a.append(1.5)',
    'b.append(256)',
    'b.append(-1)',
    "array('b',[128])",
    "array('h',[40000])",
    "array('H',[-1])",
    "array('I',[2**32])",
    "array('I',[-1])",
    "array('L',[2**64])",
    "array('q',[2**63])",
    "array('Q',[2**64])",
    "array('Q',[-1])",
    "array('f',['x'])",
    "array('d',[None])",
    "array('f',[1e40])",
    "array('l',[2**63])",
    'a.extend([5,6])',
    'a.extend(b)',
    'a.extend(5)',
    "a.extend(array('i',[7]))",
    'a',
    "a+array('i',[1])",
    'a+b',
    'a+[1]',
    'a*2',
    '2*a',
    'a*-1',
    "a.__iadd__(array('i',[9]))",
    'a.__iadd__([1])',
    'a.__imul__(2)',
    'a.pop()',
    'a.pop(0)',
    'a.pop(100)',
    "array('i').pop()",
    'a.insert(1,99)',
    'a.insert(-100,98)',
    'a.remove(99)',
    'a.remove(1234)',
    'a.index(3)',
    'a.index(3,100)',
    'a.index(1234)',
    'a.count(3)',
    'a.reverse()',
    'a',
    'a.tolist()',
    'a.tobytes()[:8]',
    "a.frombytes(b'\\1\\0\\0\\0')",
    "a.frombytes(b'\\1')",
    "a.frombytes('x')",
    'a.fromlist([1,2])',
    "a.fromlist([1,'x'])",
    'a.fromlist(5)',
    'a',
    'a.byteswap()',
    'a[0]',
    'a.byteswap()',
    'd.byteswap()',
    'd.byteswap()',
    'u.tounicode()',
    'a.tounicode()',
    "u.fromunicode('x')",
    "a.fromunicode('x')",
    'u',
    'u[0]',
    "u.append('xy')",
    'u.append(5)',
    "a==array('i',a.tolist())",
    'a==a.tolist()',
    "array('i',[1])==array('d',[1.0])",
    "array('i',[1])<array('i',[2])",
    "array('i',[1])<array('d',[0.5])",
    "array('i',[1,2])<array('i',[1])",
    "array('i')<[1]",
    '3 in a',
    'hash(a)',
    "array('z')",
    "array('ii')",
    'array(5)',
    'array()',
    "array('i',5)",
    "array('i','x')",
    "array('i',u)",
    "array('u',[1])",
    "array('u',['a','b'])",
    "array('i',b'\\1\\0\\0\\0')",
    "array('i',b'abc')",
    "array('B',bytearray(b'ab'))",
    "array('i',(1,2))",
    "array('i',iter([1,2]))",
    "array('i',x for x in ())",
    "array('i',[1],2,3)",
    "array('i',x=1)",
    'a.__setitem__(0,5)',
    'a.__setitem__(100,5)',
    "a.__setitem__(slice(0,2),array('i',[1,2,3]))",
    'a.__setitem__(slice(0,2),[1])',
    "a.__setitem__(slice(0,4,2),array('i',[7,8]))",
    "a.__setitem__(slice(0,4,2),array('i',[7]))",
    'a.__setitem__(slice(0,2),b)',
    'a.__delitem__(0)',
    'a.__delitem__(slice(0,4,2))',
    'a',
    'bytes(a)[:4]',
    'memoryview(a).format,memoryview(a).itemsize,memoryview(a)[0]',
    'memoryview(u).format',
    'bytearray(b)',
    "b''.join([b,b'x'])",
    'list(a)==a.tolist()',
    'list(reversed(a))==a.tolist()[::-1]',
    'a.__copy__()==a',
    'a.__reduce_ex__(2)',
    'type(iter(a))',
    'copy.copy(a)',
    "array('i',a)",
    "array('d',a)",
    "array('i',d)",
    'array.__mro__',
    'a.__class_getitem__',
    "array('b',[1]).__sizeof__()>0",
    "array('f',[1.5,0.1])",
    "array('i',[True,False])",
    'A.__doc__[:10]',
    "bytes(memoryview(array('h',[1,2])).cast('B'))",
    'a.clear()',
    "sum(array('i',range(10)))",
    "max(array('d',[1,3,2]))",
    "sorted(array('i',[3,1,2]))",
]:
    check(line)


class X(array):
    pass


x = X("i", [1])
x.foo = 1
print(x, x.foo, x + x, type(x[:]), type(x * 2))
m = memoryview(b)
check("b.append(1)")
m[0] = 65
check("b")
m.release()
check("b.append(1)")
for i, v in enumerate(array("i", [5, 6])):
    print(i, v)
