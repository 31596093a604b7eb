/* digest_sha.c - the modules _md5 (RFC 1321), _sha1, _sha256 and _sha512 (FIPS 180-4).
 * All of them pad alike: a 1 bit, zeros, the length in bits.
 * Owns: their types. Threads: any. */
#include <math.h>
#include <string.h>

#include "runtime/modules/digest.h"
#include "runtime/objects/module.h"
#include "runtime/type.h"

static uint32_t rotl32(uint32_t x, unsigned n) { return x << n | x >> (32 - n); }
static uint32_t rotr32(uint32_t x, unsigned n) { return x >> n | x << (32 - n); }
static uint64_t rotr64(uint64_t x, unsigned n) { return x >> n | x << (64 - n); }
static uint32_t big32(const unsigned char *p) {
    uint32_t v;
    memcpy(&v, p, 4);
    return __builtin_bswap32(v);
}
static uint64_t big64(const unsigned char *p) {
    uint64_t v;
    memcpy(&v, p, 8);
    return __builtin_bswap64(v);
}

/* Buffers hold at most one block while they are padded. */
static void pad(digest_buffer *b, size_t block_size, size_t length_size, bool big,
                void (*block)(void *, const unsigned char *), void *context) {
    uint64_t bits = b->total * 8;
    size_t have = b->total % block_size;
    unsigned char tail[256] = {0x80};
    size_t n = block_size - have;
    if (n < length_size + 1) n += block_size;
    for (size_t i = 0; i < 8; i++)
        tail[big ? n - 1 - i : n - length_size + i] = (unsigned char)(bits >> (8 * i));
    digest_blocks(b, block_size, tail, n, block, context);
}

/* ---- MD5 and SHA-1: five 32-bit words, blocks of 64 bytes ---- */

typedef struct context32 {
    digest_buffer buffer;
    uint32_t h[8];
} context32;

/* floor(2^32 * |sin(i + 1)|) */
static const uint32_t md5_sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

static void md5_block(void *context, const unsigned char *p) {
    static const unsigned char shifts[4][4] = {
        {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    static const unsigned char step[4] = {1, 5, 3, 7}, start[4] = {0, 1, 5, 0};
    uint32_t *h = ((context32 *)context)->h, w[16], a = h[0], b = h[1], c = h[2], d = h[3];
    memcpy(w, p, 64);
    for (unsigned i = 0; i < 64; i++) {
        unsigned round = i / 16;
        uint32_t f = round == 0   ? (b & c) | (~b & d)
                     : round == 1 ? (b & d) | (c & ~d)
                     : round == 2 ? b ^ c ^ d
                                  : c ^ (b | ~d);
        uint32_t sum = a + f + md5_sines[i] + w[(step[round] * (i % 16) + start[round]) % 16];
        a = d, d = c, c = b;
        b += rotl32(sum, shifts[round][i % 4]);
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d;
}

static void sha1_block(void *context, const unsigned char *p) {
    uint32_t *h = ((context32 *)context)->h, w[80];
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 16; i++)
        w[i] = big32(p + 4 * i);
    for (int i = 16; i < 80; i++)
        w[i] = rotl32(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20   ? ((b & c) | (~b & d)) + 0x5a827999
                     : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
                     : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                              : (b ^ c ^ d) + 0xca62c1d6;
        uint32_t sum = rotl32(a, 5) + f + e + w[i];
        e = d, d = c, c = rotl32(b, 30), b = a, a = sum;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

static void old_init(void *context, const digest_algorithm *a) {
    static const uint32_t h[] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    (void)a;
    memcpy(((context32 *)context)->h, h, sizeof h);
}
static void md5_update(void *context, const unsigned char *data, size_t n) {
    digest_blocks(&((context32 *)context)->buffer, 64, data, n, md5_block, context);
}
static void md5_final(void *context, unsigned char *out, size_t n) {
    pad(&((context32 *)context)->buffer, 64, 8, false, md5_block, context);
    memcpy(out, ((context32 *)context)->h, n);
}
static void out32(const uint32_t *h, unsigned char *out, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
}
static void sha1_update(void *context, const unsigned char *data, size_t n) {
    digest_blocks(&((context32 *)context)->buffer, 64, data, n, sha1_block, context);
}
static void sha1_final(void *context, unsigned char *out, size_t n) {
    pad(&((context32 *)context)->buffer, 64, 8, true, sha1_block, context);
    out32(((context32 *)context)->h, out, n);
}

/* ---- SHA-2: the first bits of the cube roots of the first 80 primes; those of SHA-256 are the upper halves ---- */

static const uint64_t sha2_k[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817};

static void sha256_block(void *context, const unsigned char *p) {
    uint32_t *h = ((context32 *)context)->h, w[64], v[8];
    for (int i = 0; i < 16; i++)
        w[i] = big32(p + 4 * i);
    for (int i = 16; i < 64; i++)
        w[i] = w[i - 16] + (rotr32(w[i - 15], 7) ^ rotr32(w[i - 15], 18) ^ w[i - 15] >> 3) +
               w[i - 7] + (rotr32(w[i - 2], 17) ^ rotr32(w[i - 2], 19) ^ w[i - 2] >> 10);
    memcpy(v, h, sizeof v);
    for (int i = 0; i < 64; i++) {
        uint32_t a = v[0], e = v[4];
        uint32_t one = v[7] + (rotr32(e, 6) ^ rotr32(e, 11) ^ rotr32(e, 25)) +
                       ((e & v[5]) ^ (~e & v[6])) + (uint32_t)(sha2_k[i] >> 32) + w[i];
        uint32_t two = (rotr32(a, 2) ^ rotr32(a, 13) ^ rotr32(a, 22)) +
                       ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += one;
        v[0] = one + two;
    }
    for (int i = 0; i < 8; i++)
        h[i] += v[i];
}

static void sha256_init(void *context, const digest_algorithm *a) {
    static const uint32_t h256[] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    static const uint32_t h224[] = {0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939,
                                    0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4};
    memcpy(((context32 *)context)->h, a->digest_size == 32 ? h256 : h224, sizeof h256);
}
static void sha256_update(void *context, const unsigned char *data, size_t n) {
    digest_blocks(&((context32 *)context)->buffer, 64, data, n, sha256_block, context);
}
static void sha256_final(void *context, unsigned char *out, size_t n) {
    pad(&((context32 *)context)->buffer, 64, 8, true, sha256_block, context);
    out32(((context32 *)context)->h, out, n);
}

typedef struct context64 {
    digest_buffer buffer;
    uint64_t h[8];
} context64;

static void sha512_block(void *context, const unsigned char *p) {
    uint64_t *h = ((context64 *)context)->h, w[80], v[8];
    for (int i = 0; i < 16; i++)
        w[i] = big64(p + 8 * i);
    for (int i = 16; i < 80; i++)
        w[i] = w[i - 16] + (rotr64(w[i - 15], 1) ^ rotr64(w[i - 15], 8) ^ w[i - 15] >> 7) +
               w[i - 7] + (rotr64(w[i - 2], 19) ^ rotr64(w[i - 2], 61) ^ w[i - 2] >> 6);
    memcpy(v, h, sizeof v);
    for (int i = 0; i < 80; i++) {
        uint64_t a = v[0], e = v[4];
        uint64_t one = v[7] + (rotr64(e, 14) ^ rotr64(e, 18) ^ rotr64(e, 41)) +
                       ((e & v[5]) ^ (~e & v[6])) + sha2_k[i] + w[i];
        uint64_t two = (rotr64(a, 28) ^ rotr64(a, 34) ^ rotr64(a, 39)) +
                       ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += one;
        v[0] = one + two;
    }
    for (int i = 0; i < 8; i++)
        h[i] += v[i];
}

static void sha512_init(void *context, const digest_algorithm *a) {
    static const uint64_t h512[] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                    0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                    0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
    static const uint64_t h384[] = {0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17,
                                    0x152fecd8f70e5939, 0x67332667ffc00b31, 0x8eb44a8768581511,
                                    0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4};
    memcpy(((context64 *)context)->h, a->digest_size == 64 ? h512 : h384, sizeof h512);
}
static void sha512_update(void *context, const unsigned char *data, size_t n) {
    digest_blocks(&((context64 *)context)->buffer, 128, data, n, sha512_block, context);
}
static void sha512_final(void *context, unsigned char *out, size_t n) {
    pad(&((context64 *)context)->buffer, 128, 16, true, sha512_block, context);
    const uint64_t *h = ((context64 *)context)->h;
    for (size_t i = 0; i < n; i++)
        out[i] = (unsigned char)(h[i / 8] >> (56 - 8 * (i % 8)));
}

/* ---- the modules: each has one function and one type for each algorithm ---- */

#define ALGORITHM(id, context, block, size, init, family)                                                  \
    static const digest_algorithm id##_algorithm = {#id, sizeof(context), block, size, init, family##_update, family##_final}; \
    static rt_type id##_type = DIGEST_TYPE(id##_type, "_" #family "." #id, digest_methods);                \
    static Value make_##id(rt_thread *t, Value *args, uint32_t nargs) { return (void)nargs, digest_make(t, &id##_type, &id##_algorithm, args[0]); }
#define FUNCTION(id) {#id, make_##id, 0, 0, DIGEST_SIG, 0, "Return a new " #id " hash object."}

ALGORITHM(md5, context32, 64, 16, old_init, md5)
ALGORITHM(sha1, context32, 64, 20, old_init, sha1)
ALGORITHM(sha224, context32, 64, 28, sha256_init, sha256)
ALGORITHM(sha256, context32, 64, 32, sha256_init, sha256)
ALGORITHM(sha384, context64, 128, 48, sha512_init, sha512)
ALGORITHM(sha512, context64, 128, 64, sha512_init, sha512)

static const rt_native_def md5_functions[] = {FUNCTION(md5), {.name = NULL}};
static const rt_native_def sha1_functions[] = {FUNCTION(sha1), {.name = NULL}};
static const rt_native_def sha256_functions[] = {
    FUNCTION(sha224), FUNCTION(sha256), {.name = NULL}};
static const rt_native_def sha512_functions[] = {
    FUNCTION(sha384), FUNCTION(sha512), {.name = NULL}};

static bool ready_md5(rt_thread *t, Value module) {
    rt_type_ready(t, &md5_type);
    return rt_module_set(t, module, "MD5Type", rt_from_obj(&md5_type));
}
static bool ready_sha1(rt_thread *t, Value module) {
    rt_type_ready(t, &sha1_type);
    return rt_module_set(t, module, "SHA1Type", rt_from_obj(&sha1_type));
}
static bool ready_sha256(rt_thread *t, Value module) {
    rt_type_ready(t, &sha224_type);
    rt_type_ready(t, &sha256_type);
    return rt_module_set(t, module, "SHA224Type", rt_from_obj(&sha224_type)) &&
           rt_module_set(t, module, "SHA256Type", rt_from_obj(&sha256_type));
}
static bool ready_sha512(rt_thread *t, Value module) {
    rt_type_ready(t, &sha384_type);
    rt_type_ready(t, &sha512_type);
    return rt_module_set(t, module, "SHA384Type", rt_from_obj(&sha384_type)) &&
           rt_module_set(t, module, "SHA512Type", rt_from_obj(&sha512_type));
}

extern const rt_module_def rt_module__md5, rt_module__sha1, rt_module__sha256, rt_module__sha512;
const rt_module_def rt_module__md5 = {"_md5", md5_functions, ready_md5, NULL};
const rt_module_def rt_module__sha1 = {"_sha1", sha1_functions, ready_sha1, NULL};
const rt_module_def rt_module__sha256 = {"_sha256", sha256_functions, ready_sha256, NULL};
const rt_module_def rt_module__sha512 = {"_sha512", sha512_functions, ready_sha512, NULL};
