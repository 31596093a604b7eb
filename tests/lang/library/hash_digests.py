import hashlib
import hmac
import threading

DATA = [b"", b"abc", b"a" * 55, b"a" * 56, b"a" * 63, b"a" * 64, b"b" * 111, b"b" * 112, b"b" * 127, b"b" * 128, b"c" * 1000, bytes(range(256)) * 9]
for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512", "blake2b", "blake2s"):
    made = getattr(hashlib, name)
    total = made()
    for data in DATA:
        total.update(made(data).digest())
    print(name, total.hexdigest(), total.digest_size, total.block_size, total.name)
    parts = made()
    for data in DATA:
        parts.update(data)
        twin = parts.copy()
    print(parts.hexdigest() == made(b"".join(DATA)).hexdigest() == twin.hexdigest(), hashlib.new(name, b"x").hexdigest()[:16])
for name in ("shake_128", "shake_256"):
    print(hashlib.new(name, b"abc").hexdigest(20), getattr(hashlib, name)(b"a" * 500).digest(3), len(hashlib.new(name).digest(1000)))
print(hashlib.blake2b(b"data", digest_size=20, key=b"key", salt=b"salt", person=b"person").hexdigest())
print(hashlib.blake2s(b"data", digest_size=10, key=b"key", salt=b"salt", person=b"person").hexdigest())
print(hashlib.blake2b(b"d", fanout=2, depth=2, leaf_size=4096, node_offset=3, node_depth=1, inner_size=64, last_node=True).hexdigest()[:40])
print(hashlib.blake2s(b"d", fanout=2, depth=2, leaf_size=4096, node_offset=3, node_depth=1, inner_size=32, last_node=True).hexdigest()[:40])
print(hashlib.blake2b.MAX_DIGEST_SIZE, hashlib.blake2s.SALT_SIZE)
print(hmac.new(b"k", b"m", "sha256").hexdigest(), hmac.digest(b"k", b"m", "md5").hex(), hmac.compare_digest("a", "a"))
for bad in (lambda: hashlib.md5("text"), lambda: hashlib.sha1(5), lambda: hashlib.new("nope"), lambda: hashlib.blake2b(key=b"k" * 65),
            lambda: hashlib.blake2b(salt=b"s" * 17)):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__)
shared = hashlib.sha256()
threads = [threading.Thread(target=lambda: [shared.update(b"x" * 10) for _ in range(50)]) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(shared.hexdigest() == hashlib.sha256(b"x" * 2000).hexdigest())
print(hashlib.file_digest(open(__file__, "rb"), "sha256").hexdigest() == hashlib.sha256(open(__file__, "rb").read()).hexdigest())
