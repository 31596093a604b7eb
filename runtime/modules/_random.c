/* _random.c - the module _random: the Mersenne twister MT19937 (Matsumoto and Nishimura 1998), with the streams of python3.11.
 *
 * A generator that was given a seed keeps its state in the object, behind barriers: threads that share it see one stream. One
 * that took its seed from the operating system has no stream that anyone could predict, so each thread draws from a twister
 * of its own: the functions of the module random do not make threads collide. getstate() turns such a generator into one with a
 * state. What an aborted attempt drew from a thread's own twister is lost, which nobody can notice.
 *
 * Owns: the threads' own twisters. Threads: any. */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "runtime/error.h"
#include "runtime/native.h"
#include "runtime/objects/int_internal.h"
#include "runtime/objects/module.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

enum { N = 624, M = 397, PAIRS = N / 2 };

static const uint64_t OWN = UINT64_MAX; /* x_index: the stream is the thread's own */

typedef struct twister {
    uint32_t index; /* of the next word; N: none left */
    uint32_t words[N];
} twister;

typedef struct generator {
    rt_object hdr;
    rt_field x_index;
    rt_field x_pairs[PAIRS]; /* two words each, the first in the lower half */
} generator;

static thread_local twister own_twister;
static thread_local bool own_ready;

static rt_type random_type;
static generator *generator_of(Value v) { return (generator *)rt_obj(v); }

/* ---- the algorithm ---- */

static void init_by_number(twister *m, uint32_t seed) {
    m->words[0] = seed;
    for (uint32_t i = 1; i < N; i++)
        m->words[i] = 1812433253u * (m->words[i - 1] ^ m->words[i - 1] >> 30) + i;
    m->index = N;
}

static void init_by_key(twister *m, const uint32_t *key, size_t n) {
    init_by_number(m, 19650218u);
    uint32_t *w = m->words;
    size_t i = 1, j = 0;
    for (size_t k = n > N ? n : N; k > 0; k--) {
        w[i] = (w[i] ^ (w[i - 1] ^ w[i - 1] >> 30) * 1664525u) + key[j] + (uint32_t)j;
        if (++i == N) w[0] = w[N - 1], i = 1;
        if (++j == n) j = 0;
    }
    for (size_t k = N - 1; k > 0; k--) {
        w[i] = (w[i] ^ (w[i - 1] ^ w[i - 1] >> 30) * 1566083941u) - (uint32_t)i;
        if (++i == N) w[0] = w[N - 1], i = 1;
    }
    w[0] = 0x80000000u;
}

static void refill(twister *m) {
    uint32_t *w = m->words;
    for (int i = 0; i < N; i++) {
        uint32_t y = (w[i] & 0x80000000u) | (w[(i + 1) % N] & 0x7fffffffu);
        w[i] = w[(i + M) % N] ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
    }
    m->index = 0;
}

static uint32_t temper(uint32_t y) {
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

/* ---- the thread's own ---- */

static twister *own(rt_thread *t) {
    if (own_ready) return &own_twister;
    uint32_t key[N];
    for (size_t done = 0; done < sizeof key;) {
        ssize_t got = getrandom((char *)key + done, sizeof key - done, 0);
        if (got < 0 && errno != EINTR) return (void)rt_raise_os_error(t, errno, RT_NULL), NULL;
        if (got > 0) done += (size_t)got;
    }
    init_by_key(&own_twister, key, N);
    own_ready = true;
    return &own_twister;
}

static void draw_from(twister *m, uint32_t *out, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (m->index >= N) refill(m);
        out[i] = temper(m->words[m->index++]);
    }
}

/* ---- the object's ---- */

static uint32_t word_at(const generator *g, uint64_t i) {
    return (uint32_t)(rt_load_word(&g->x_pairs[i / 2]) >> (i % 2 * 32));
}

/* The object is the transaction's own: rt_write. */
static void load_twister(const generator *g, twister *m) {
    for (uint32_t i = 0; i < N; i++)
        m->words[i] = word_at(g, i);
    m->index = (uint32_t)rt_load_word(&g->x_index);
}
static void store_twister(rt_thread *t, rt_own own, generator *g, const twister *m) {
    for (size_t i = 0; i < PAIRS; i++)
        rt_set_word(t, own, &g->x_pairs[i], m->words[2 * i] | (uint64_t)m->words[2 * i + 1] << 32);
    rt_set_word(t, own, &g->x_index, m->index);
}

static bool draw_shared(rt_thread *t, generator *g, uint32_t *out, size_t n) {
    rt_own owned = rt_write(t, &g->hdr);
    if (!owned) return false;
    uint64_t index = rt_load_word(&g->x_index);
    for (size_t i = 0; i < n; i++) {
        if (index >= N) {
            twister m;
            load_twister(g, &m);
            refill(&m);
            store_twister(t, owned, g, &m);
            index = 0;
        }
        out[i] = temper(word_at(g, index++));
    }
    rt_set_word(t, owned, &g->x_index, index);
    return true;
}

/* n random words. false: conflict, or raised. */
static bool draw(rt_thread *t, Value self, uint32_t *out, size_t n) {
    generator *g = generator_of(self);
    Value index = rt_read_field(t, &g->hdr, &g->x_index);
    if (t->conflict) return false;
    if (index.bits != OWN) return draw_shared(t, g, out, n);
    twister *m = own(t);
    if (m) draw_from(m, out, n);
    return m != NULL;
}

/* ---- seeding ---- */

static bool set_twister(rt_thread *t, Value self, const twister *m) {
    rt_own owned = rt_write(t, rt_obj(self));
    if (owned) store_twister(t, owned, generator_of(self), m);
    return owned;
}

/* From the operating system: the thread that asks for it draws from a fresh stream. */
static bool seed_own(rt_thread *t, Value self) {
    generator *g = generator_of(self);
    own_ready = false;
    Value index = rt_read_field(t, &g->hdr, &g->x_index);
    if (t->conflict) return false;
    return index.bits == OWN || rt_write_field(t, &g->hdr, &g->x_index, (Value){OWN});
}

static bool seed_by_int(rt_thread *t, Value self, Value n) {
    int_view view;
    int_view_of(n, &view);
    size_t words = 2 * view.n;
    if (words == 0) words = 1;
    rt_blob *key = rt_blob_new(t, words * sizeof(uint32_t) + sizeof(uint64_t));
    if (!key) return false;
    uint32_t *w = (uint32_t *)(void *)key->data;
    memset(w, 0, words * sizeof *w);
    memcpy(w, view.limbs, view.n * sizeof(mp_limb_t));
    if (words > 1 && w[words - 1] == 0) words--;
    twister m;
    init_by_key(&m, w, words);
    return set_twister(t, self, &m);
}

static Value seed_by_hash(rt_thread *t, Value hash, Value self) {
    Value n = rt_int_new_u64(t, rt_hash_bits(hash));
    return rt_is_null(n) || !seed_by_int(t, self, n) ? RT_NULL : RT_NONE;
}

static Value seed_tail(rt_thread *t, Value self, Value from) {
    if (rt_is_empty(from) || rt_is_none(from)) return seed_own(t, self) ? RT_NONE : RT_NULL;
    if (rt_is_int(from)) return seed_by_int(t, self, from) ? RT_NONE : RT_NULL;
    return rt_then(t, rt_hash_tail(t, from), seed_by_hash, self);
}

/* ---- methods ---- */

static Value random_random(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    uint32_t w[2];
    if (!draw(t, args[0], w, 2)) return RT_NULL;
    return rt_float_new(t, ((w[0] >> 5) * 67108864.0 + (w[1] >> 6)) * (1.0 / 9007199254740992.0));
}

static Value random_seed(rt_thread *t, Value *args, uint32_t nargs) {
    return seed_tail(t, args[0], nargs > 1 ? args[1] : RT_NONE);
}

static Value random_getrandbits(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t k;
    if (!rt_seq_index(t, args[1], false, &k)) return RT_NULL;
    if (k < 0) return rt_raise_value_error(t, "number of bits must be non-negative");
    if (k == 0) return rt_imm_int(0);
    uint32_t one;
    if (k <= 32) return draw(t, args[0], &one, 1) ? rt_imm_int(one >> (32 - k)) : RT_NULL;
    size_t n = (size_t)((k - 1) / 32 + 1);
    rt_blob *blob = rt_blob_new(t, n * sizeof(uint32_t));
    if (!blob) return RT_NULL;
    uint32_t *w = (uint32_t *)(void *)blob->data;
    if (!draw(t, args[0], w, n)) return RT_NULL;
    if (k % 32) w[n - 1] >>= 32 - k % 32;
    return rt_int_from_bytes(t, blob->data, n * sizeof *w, true, false);
}

static Value random_getstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    generator *g = generator_of(args[0]);
    twister m;
    rt_own owned = rt_write(t, &g->hdr);
    if (!owned) return RT_NULL;
    if (rt_load_word(&g->x_index) == OWN) {
        const twister *mine = own(t);
        if (!mine) return RT_NULL;
        store_twister(t, owned, g, mine);
        own_ready = false; /* that stream is the object's from now on */
    }
    load_twister(g, &m);
    Value state = rt_tuple_new(t, NULL, N + 1);
    if (rt_is_null(state)) return state;
    for (size_t i = 0; i < N; i++)
        rt_as_tuple(state)->items[i] = rt_imm_int(m.words[i]);
    rt_as_tuple(state)->items[N] = rt_imm_int(m.index);
    return state;
}

static bool state_word(rt_thread *t, Value v, int64_t *out) {
    if (!rt_is_int(v)) return (void)rt_raise_type_error(t, "an integer is required"), false;
    if (!rt_int_get(v, out)) {
        (void)rt_raise(t, &rt_exc_OverflowError,
                       "Python int too large to convert to C unsigned long");
        return false;
    }
    if (*out >= 0) return true;
    (void)rt_raise(t, &rt_exc_OverflowError, "can't convert negative value to unsigned int");
    return false;
}

static Value random_setstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    twister m;
    int64_t n;
    if (!rt_is_tuple(args[1])) return rt_raise_type_error(t, "state vector must be a tuple");
    if (rt_tuple_len(args[1]) != N + 1)
        return rt_raise_value_error(t, "state vector is the wrong size");
    for (size_t i = 0; i < N; i++) {
        if (!state_word(t, rt_tuple_at(args[1], i), &n)) return RT_NULL;
        m.words[i] = (uint32_t)n;
    }
    if (!rt_int_get(rt_tuple_at(args[1], N), &n) || n < 0 || n > N)
        return rt_raise_value_error(t, "invalid state");
    m.index = (uint32_t)n;
    return set_twister(t, args[0], &m) ? RT_NONE : RT_NULL;
}

static Value random_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                        Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Value self = rt_instance_new(t, rt_as_type(type), 0);
    if (!rt_is_null(self)) rt_init_word(&generator_of(self)->x_index, OWN);
    return self;
}

static Value random_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    bool keywords = !rt_is_null(kwnames) && rt_tuple_len(kwnames) > 0;
    if (keywords && rt_is_exact(self, &random_type))
        return rt_raise_type_error(t, "Random() takes no keyword arguments");
    if (nargs > 1) return rt_raise_type_error(t, "Random() requires 0 or 1 argument");
    return seed_tail(t, self, nargs ? args[0] : RT_NONE);
}

static const rt_native_def methods[] = {
    {"random", random_random, 1, 1, NULL, 0, "random() -> x in the interval [0, 1)."},
    {"seed", random_seed, 1, 2, NULL, 0, "seed([n]) -> None."},
    {"getstate", random_getstate, 1, 1, NULL, 0,
     "getstate() -> tuple containing the current state."},
    {"setstate", random_setstate, 2, 2, NULL, 0,
     "setstate(state) -> None.  Restores generator state."},
    {"getrandbits", random_getrandbits, 2, 2, NULL, 0,
     "getrandbits(k) -> x.  Generates an int with k random bits."},
    {.name = NULL},
};

static rt_type random_type = {
    RT_TYPE_HEAD(random_type, "_random.Random"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(generator),
    .slots = {.new_ = random_new, .init = random_init},
    .methods = methods,
    .doc = "Random() -> create a random number generator with its own internal state.",
};

static bool exec(rt_thread *t, Value module) {
    rt_type_ready(t, &random_type);
    return rt_module_set(t, module, "Random", rt_from_obj(&random_type));
}

const rt_module_def rt_module__random = {
    "_random", NULL, exec, "Module implements the Mersenne Twister random number generator."};
