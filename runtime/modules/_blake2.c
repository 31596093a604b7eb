/* _blake2.c - the module _blake2: BLAKE2b and BLAKE2s (RFC 7693) with keys, salts and the parameters for trees.
 *
 * One algorithm over words of 64 and of 32 bits; written once over uint64_t, which the narrow one cuts to its width.
 * Owns: its types. Threads: any. */
#include <string.h>

#include "runtime/modules/arguments.h"
#include "runtime/modules/digest.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/type.h"

typedef struct blake {
    uint64_t h[8];
    uint64_t total; /* bytes compressed */
    size_t
        used; /* bytes in the buffer: the last block is kept back until more is known to follow */
    bool wide, last_node;
    unsigned char buffer[128];
} blake;

static const uint64_t iv[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                               0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                               0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
static const unsigned char sigma[10][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                            {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                            {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                            {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                            {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                            {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                            {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                            {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                            {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                            {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

static uint64_t start_word(const blake *b, int i) { return b->wide ? iv[i] : iv[i] >> 32; }
static size_t block_of(const blake *b) { return b->wide ? 128 : 64; }

static uint64_t rotr(const blake *b, uint64_t x, unsigned wide, unsigned narrow) {
    if (b->wide) return x >> wide | x << (64 - wide);
    uint32_t y = (uint32_t)x;
    return (uint32_t)(y >> narrow | y << (32 - narrow));
}
static uint64_t cut(const blake *b, uint64_t x) { return b->wide ? x : (uint32_t)x; }

static void mix(const blake *b, uint64_t *v, int a, int c, int d, int e, uint64_t x, uint64_t y) {
    v[a] = cut(b, v[a] + v[c] + x), v[e] = rotr(b, v[e] ^ v[a], 32, 16);
    v[d] = cut(b, v[d] + v[e]), v[c] = rotr(b, v[c] ^ v[d], 24, 12);
    v[a] = cut(b, v[a] + v[c] + y), v[e] = rotr(b, v[e] ^ v[a], 16, 8);
    v[d] = cut(b, v[d] + v[e]), v[c] = rotr(b, v[c] ^ v[d], 63, 7);
}

static void compress(blake *b, bool last) {
    uint64_t m[16], v[16], ones = cut(b, UINT64_MAX);
    size_t word = b->wide ? 8 : 4;
    memset(m, 0, sizeof m);
    for (size_t i = 0; i < 16; i++)
        memcpy(&m[i], b->buffer + i * word, word);
    memcpy(v, b->h, sizeof b->h);
    for (int i = 0; i < 8; i++)
        v[8 + i] = start_word(b, i);
    v[12] ^= cut(b, b->total);
    v[13] ^= b->wide ? 0 : b->total >> 32;
    if (last) v[14] ^= ones;
    if (last && b->last_node) v[15] ^= ones;
    for (int round = 0; round < (b->wide ? 12 : 10); round++) {
        const unsigned char *s = sigma[round % 10];
        for (int i = 0; i < 4; i++)
            mix(b, v, i, 4 + i, 8 + i, 12 + i, m[s[2 * i]], m[s[2 * i + 1]]);
        for (int i = 0; i < 4; i++)
            mix(b, v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[s[8 + 2 * i]],
                m[s[9 + 2 * i]]);
    }
    for (int i = 0; i < 8; i++)
        b->h[i] ^= v[i] ^ v[8 + i];
}

static void update(void *context, const unsigned char *data, size_t n) {
    blake *b = context;
    while (n > 0) {
        if (b->used == block_of(b)) {
            b->total += b->used;
            compress(b, false);
            b->used = 0;
        }
        size_t part = block_of(b) - b->used < n ? block_of(b) - b->used : n;
        memcpy(b->buffer + b->used, data, part);
        b->used += part;
        data += part;
        n -= part;
    }
}

static void final(void *context, unsigned char *out, size_t n) {
    blake *b = context;
    size_t word = b->wide ? 8 : 4;
    b->total += b->used;
    memset(b->buffer + b->used, 0, block_of(b) - b->used);
    compress(b, true);
    for (size_t i = 0; i < n; i++)
        out[i] = (unsigned char)(b->h[i / word] >> (8 * (i % word)));
}

static void init(void *context, const digest_algorithm *a) {
    ((blake *)context)->wide = a->block_size == 128;
}

static const digest_algorithm blake2b_algorithm = {"blake2b", sizeof(blake), 128,  64,
                                                   init,      update,        final};
static const digest_algorithm blake2s_algorithm = {"blake2s", sizeof(blake), 64,   32,
                                                   init,      update,        final};
static rt_type blake2b_type, blake2s_type;

/* ---- parameters ---- */

enum {
    TYPE,
    DATA,
    DIGEST_SIZE,
    KEY,
    SALT,
    PERSON,
    FANOUT,
    DEPTH,
    LEAF_SIZE,
    NODE_OFFSET,
    NODE_DEPTH,
    INNER_SIZE,
    LAST_NODE
};
#define SIGNATURE                                                                                          \
    "type, data=, /, *, digest_size=, key=, salt=, person=, fanout=, depth=, leaf_size=, node_offset=, "  \
    "node_depth=, inner_size=, last_node=, usedforsecurity="

static bool number(rt_thread *t, Value v, uint64_t standard, uint64_t max, const char *error,
                   uint64_t *out) {
    int64_t n;
    *out = standard;
    if (rt_is_empty(v)) return true;
    if (!rt_arg_long(t, v, &n)) return false;
    *out = (uint64_t)n;
    if (n >= 0 && (uint64_t)n <= max) return true;
    (void)rt_raise_value_error(t, "%s", error);
    return false;
}

/* Copies a parameter of bytes into the block; absent: zeros. */
static bool bytes(rt_thread *t, Value v, const char *name, size_t max, unsigned char *out,
                  size_t *n) {
    const unsigned char *data;
    *n = 0;
    if (rt_is_empty(v)) return true;
    if (!rt_buffer_get(t, v, &data, n)) return false;
    if (*n > max) {
        (void)rt_raise_value_error(t, "maximum %s length is %zu bytes", name, max);
        return false;
    }
    memcpy(out, data, *n);
    return true;
}

static void put(unsigned char *p, uint64_t v, size_t n) { memcpy(p, &v, n); }

/* The parameter block of RFC 7693 (section 2.5) and the BLAKE2 paper (section 2.8), and the key. */
static bool read_parameters(rt_thread *t, const Value *args, bool wide, unsigned char *p,
                            unsigned char *key, size_t *key_size, bool *last_node) {
    uint64_t size, fanout, depth, leaf, offset, node_depth, inner;
    size_t max = wide ? 64 : 32, part = wide ? 16 : 8, n;
    if (!number(t, args[DIGEST_SIZE], max, max,
                wide ? "digest_size must be between 1 and 64 bytes"
                     : "digest_size must be between 1 and 32 bytes",
                &size) ||
        !number(t, args[FANOUT], 1, 255, "fanout must be between 0 and 255", &fanout) ||
        !number(t, args[DEPTH], 1, 255, "depth must be between 1 and 255", &depth) ||
        !number(t, args[LEAF_SIZE], 0, UINT32_MAX, "leaf_size is too large", &leaf) ||
        !number(t, args[NODE_OFFSET], 0, wide ? UINT64_MAX : (UINT64_C(1) << 48) - 1,
                "node_offset is too large", &offset) ||
        !number(t, args[NODE_DEPTH], 0, 255, "node_depth must be between 0 and 255", &node_depth) ||
        !number(t, args[INNER_SIZE], 0, max,
                wide ? "inner_size must be between 0 and is 64"
                     : "inner_size must be between 0 and is 32",
                &inner) ||
        !rt_arg_flag(t, args[LAST_NODE], false, last_node) ||
        !bytes(t, args[KEY], "key", max, key, key_size) ||
        !bytes(t, args[SALT], "salt", part, p + (wide ? 32 : 16), &n) ||
        !bytes(t, args[PERSON], "person", part, p + (wide ? 48 : 24), &n))
        return false;
    if (size == 0 || depth == 0) {
        (void)rt_raise_value_error(t,
                                   size ? "depth must be between 1 and 255"
                                        : "digest_size must be between 1 and %zu bytes",
                                   max);
        return false;
    }
    p[0] = (unsigned char)size, p[1] = (unsigned char)*key_size;
    p[2] = (unsigned char)fanout, p[3] = (unsigned char)depth;
    put(p + 4, leaf, 4);
    put(p + 8, offset, wide ? 8 : 6);
    p[wide ? 16 : 14] = (unsigned char)node_depth, p[wide ? 17 : 15] = (unsigned char)inner;
    return true;
}

static Value make(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool wide = rt_same(args[TYPE], rt_from_obj(&blake2b_type)), last_node;
    unsigned char p[64] = {0}, key[128] = {0};
    size_t key_size, word = wide ? 8 : 4;
    if (!read_parameters(t, args, wide, p, key, &key_size, &last_node)) return RT_NULL;
    Value self =
        digest_new(t, rt_as_type(args[TYPE]), wide ? &blake2b_algorithm : &blake2s_algorithm);
    if (rt_is_null(self)) return self;
    blake *b = digest_context(self);
    b->last_node = last_node;
    digest_of(self)->digest_size = p[0];
    for (int i = 0; i < 8; i++) {
        memcpy(&b->h[i], p + (size_t)i * word, word);
        b->h[i] ^= start_word(b, i);
    }
    if (key_size) update(b, key, block_of(b));
    return rt_is_empty(args[DATA]) || digest_feed(t, self, args[DATA]) ? self : RT_NULL;
}

static Value blake2_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                        Value kwnames) {
    static const rt_native_def def = {"blake2", make, 0, 0, SIGNATURE, 0, NULL};
    return rt_native_invoke_tail(t, &def, type, args, nargs, kwnames);
}

static rt_type blake2b_type = {RT_TYPE_HEAD(blake2b_type, "_blake2.blake2b"),
                               .basic_size = sizeof(digest_object),
                               .trace = digest_trace,
                               .slots = {.new_ = blake2_new},
                               .methods = digest_methods,
                               .getsets = digest_getsets,
                               .doc = "Return a new BLAKE2b hash object."};
static rt_type blake2s_type = {RT_TYPE_HEAD(blake2s_type, "_blake2.blake2s"),
                               .basic_size = sizeof(digest_object),
                               .trace = digest_trace,
                               .slots = {.new_ = blake2_new},
                               .methods = digest_methods,
                               .getsets = digest_getsets,
                               .doc = "Return a new BLAKE2s hash object."};

static bool add_type(rt_thread *t, Value module, rt_type *type, const char *prefix, int64_t salt,
                     int64_t max) {
    const rt_constant sizes[] = {{"SALT_SIZE", salt},
                                 {"PERSON_SIZE", salt},
                                 {"MAX_KEY_SIZE", max},
                                 {"MAX_DIGEST_SIZE", max}};
    rt_type_ready(t, type);
    for (size_t i = 0; i < 4; i++) {
        Value in_module = rt_str_format_c(t, "%s_%s", prefix, sizes[i].name);
        const char *name = rt_is_null(in_module) ? NULL : rt_str_utf8(t, in_module, NULL);
        if (!name || !rt_module_set(t, module, name, rt_imm_int(sizes[i].value)) ||
            !rt_type_set_attr(t, type, rt_str_intern_cstr(t, sizes[i].name),
                              rt_imm_int(sizes[i].value)))
            return false;
    }
    return rt_module_set(t, module, rt_type_short_name(type), rt_from_obj(type));
}

static bool exec(rt_thread *t, Value module) {
    return add_type(t, module, &blake2b_type, "BLAKE2B", 16, 64) &&
           add_type(t, module, &blake2s_type, "BLAKE2S", 8, 32);
}

extern const rt_module_def rt_module__blake2;
const rt_module_def rt_module__blake2 = {"_blake2", NULL, exec,
                                         "_blake2b provides BLAKE2b for hashlib\n"};
