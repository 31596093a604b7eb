/* _sha3.c - the module _sha3: SHA-3 and SHAKE over the permutation Keccak-f[1600] (FIPS 202).
 * Owns: its types. Threads: any. */
#include <string.h>

#include "runtime/modules/digest.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/module.h"
#include "runtime/type.h"

typedef struct sponge {
    uint64_t lanes[25];
    size_t rate, used; /* bytes of the block; of them absorbed */
    unsigned char suffix;
} sponge;

static uint64_t rotl(uint64_t x, unsigned n) { return n ? x << n | x >> (64 - n) : x; }

/* The next bit of the linear feedback shift register that the round constants are made of. */
static bool lfsr_bit(unsigned char *state) {
    bool bit = *state & 1;
    *state = (unsigned char)(*state << 1 ^ (*state & 0x80 ? 0x71 : 0));
    return bit;
}

static void permute(uint64_t a[25]) {
    unsigned char lfsr = 1;
    for (int round = 0; round < 24; round++) {
        uint64_t column[5];
        for (int x = 0; x < 5; x++)
            column[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (int i = 0; i < 25; i++)
            a[i] ^= column[(i + 4) % 5] ^ rotl(column[(i + 1) % 5], 1);
        int x = 1, y = 0;
        uint64_t moving = a[1];
        for (unsigned step = 0; step < 24; step++) {
            int next = (2 * x + 3 * y) % 5;
            x = y, y = next;
            uint64_t here = a[x + 5 * y];
            a[x + 5 * y] = rotl(moving, (step + 1) * (step + 2) / 2 % 64);
            moving = here;
        }
        for (int row = 0; row < 25; row += 5) {
            memcpy(column, a + row, sizeof column);
            for (int i = 0; i < 5; i++)
                a[row + i] = column[i] ^ (~column[(i + 1) % 5] & column[(i + 2) % 5]);
        }
        for (unsigned j = 0; j < 7; j++)
            if (lfsr_bit(&lfsr)) a[0] ^= UINT64_C(1) << ((1u << j) - 1);
    }
}

static void absorb(sponge *s, const unsigned char *data, size_t n) {
    unsigned char *state = (unsigned char *)s->lanes;
    for (size_t i = 0; i < n; i++) {
        state[s->used++] ^= data[i];
        if (s->used == s->rate) {
            permute(s->lanes);
            s->used = 0;
        }
    }
}

static void update(void *context, const unsigned char *data, size_t n) { absorb(context, data, n); }

static void final(void *context, unsigned char *out, size_t n) {
    sponge *s = context;
    unsigned char *state = (unsigned char *)s->lanes;
    state[s->used] ^= s->suffix;
    state[s->rate - 1] ^= 0x80;
    for (size_t i = 0; i < n; i++) {
        if (i % s->rate == 0) permute(s->lanes);
        out[i] = state[i % s->rate];
    }
}

static void init(void *context, const digest_algorithm *a) {
    sponge *s = context;
    s->rate = a->block_size;
    s->suffix = a->digest_size ? 0x06 : 0x1f;
}

static Value get_capacity(rt_thread *t, Value self) {
    return (void)t, rt_imm_int(1600 - 8 * (int64_t)digest_of(self)->algorithm->block_size);
}
static Value get_rate(rt_thread *t, Value self) {
    return (void)t, rt_imm_int(8 * (int64_t)digest_of(self)->algorithm->block_size);
}
static Value get_suffix(rt_thread *t, Value self) {
    return rt_bytes_new(t, digest_of(self)->digest_size ? "\x06" : "\x1f", 1);
}
static Value get_name(rt_thread *t, Value self) {
    return rt_str_intern_cstr(t, digest_of(self)->algorithm->name);
}
static Value get_block_size(rt_thread *t, Value self) {
    return (void)t, rt_imm_int((int64_t)digest_of(self)->algorithm->block_size);
}
static Value get_digest_size(rt_thread *t, Value self) {
    return (void)t, rt_imm_int((int64_t)digest_of(self)->digest_size);
}
static const rt_getset_def getsets[] = {
    {"name", get_name, NULL, NULL},
    {"block_size", get_block_size, NULL, NULL},
    {"digest_size", get_digest_size, NULL, NULL},
    {"_capacity_bits", get_capacity, NULL, NULL},
    {"_rate_bits", get_rate, NULL, NULL},
    {"_suffix", get_suffix, NULL, NULL},
    {.name = NULL},
};

#define ALGORITHM(id, block, size, method_table)                                                           \
    static const digest_algorithm id##_algorithm = {#id, sizeof(sponge), block, size, init, update, final}; \
    static rt_type id##_type;                                                                              \
    static Value make_##id(rt_thread *t, Value *args, uint32_t nargs) { return (void)nargs, digest_make(t, &id##_type, &id##_algorithm, args[0]); } \
    static Value new_##id(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames)      \
    {                                                                                                      \
        static const rt_native_def def = {#id, make_##id, 0, 0, "data=, /, *, usedforsecurity=", 0, NULL}; \
        return (void)type, rt_native_invoke_tail(t, &def, RT_EMPTY, args, nargs, kwnames);                 \
    }                                                                                                      \
    static rt_type id##_type = {RT_TYPE_HEAD(id##_type, "_sha3." #id), .basic_size = sizeof(digest_object), .trace = digest_trace, \
                                .slots = {.new_ = new_##id}, .methods = method_table, .getsets = getsets};

ALGORITHM(sha3_224, 144, 28, digest_methods)
ALGORITHM(sha3_256, 136, 32, digest_methods)
ALGORITHM(sha3_384, 104, 48, digest_methods)
ALGORITHM(sha3_512, 72, 64, digest_methods)
ALGORITHM(shake_128, 168, 0, digest_shake_methods)
ALGORITHM(shake_256, 136, 0, digest_shake_methods)

static bool exec(rt_thread *t, Value module) {
    static rt_type *const types[] = {&sha3_224_type, &sha3_256_type,  &sha3_384_type,
                                     &sha3_512_type, &shake_128_type, &shake_256_type};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        rt_type_ready(t, types[i]);
        if (!rt_module_set(t, module, rt_type_short_name(types[i]), rt_from_obj(types[i])))
            return false;
    }
    return rt_module_set(t, module, "implementation", rt_str_from_cstr(t, "generic 64-bit"));
}

extern const rt_module_def rt_module__sha3;
const rt_module_def rt_module__sha3 = {"_sha3", NULL, exec, NULL};
