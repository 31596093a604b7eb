/* hashtable.h - the ordered hash table of dict and set.
 *
 * One table object holds the index and the entries in insertion order. An index bucket is 8, 16 or 32 bits wide: 0 empty, 1
 * deleted, else entry + 2. An entry is {hash, key} or {hash, key, value}; a deleted one has the key RT_EMPTY. Probing
 * as in Python's dicts (i = 5i + perturb + 1), at most two thirds of the buckets used.
 *
 * A container (dict, set) is the granule: its stamp guards its table. Readers follow barrier.h. */
#ifndef KRAIT_RUNTIME_OBJECTS_HASHTABLE_H
#define KRAIT_RUNTIME_OBJECTS_HASHTABLE_H

#include "runtime/barrier.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/str.h"

typedef struct rt_table {
    rt_object hdr;
    uint8_t log2_buckets; /* constant */
    uint8_t log2_width;   /* bits a bucket: 3, 4, 5 */
    uint8_t stride;       /* words an entry: 2 set, 3 dict */
    uint64_t capacity;    /* entries */
    rt_field x_fill;      /* entries used, deleted ones included */
    rt_field x_dirty; /* buckets that are not EMPTY; at most capacity, so that every search ends */
    rt_field x_words[]; /* capacity * stride words of entries, then the index */
} rt_table;

/* How the table code sees a dict or set: both begin like this. */
typedef struct rt_hashed {
    rt_object hdr;
    rt_field x_used;  /* live entries */
    rt_field x_table; /* rt_table*, NULL while empty */
} rt_hashed;

extern rt_type rt_table_type;

static inline rt_field *rt_table_entry(const rt_table *table, size_t i) {
    return (rt_field *)&table->x_words[i * table->stride];
}

/* ---- the index: buckets packed in words, the first in the lowest bits ---- */
static_assert(__BYTE_ORDER__ ==
              __ORDER_LITTLE_ENDIAN__); /* a bucket is an integer of its own width */
enum { RT_BUCKET_EMPTY = 0, RT_BUCKET_DELETED = 1, RT_BUCKET_FIRST = 2 };

static inline uint64_t rt_bucket_get(const rt_table *table, uint64_t bucket) {
    const void *index = &table->x_words[table->capacity * table->stride];
    switch (table->log2_width) {
    case 3: return __atomic_load_n((const uint8_t *)index + bucket, __ATOMIC_ACQUIRE);
    case 4: return __atomic_load_n((const uint16_t *)index + bucket, __ATOMIC_ACQUIRE);
    default: return __atomic_load_n((const uint32_t *)index + bucket, __ATOMIC_ACQUIRE);
    }
}

typedef enum rt_quick { RT_QUICK_ABSENT, RT_QUICK_FOUND, RT_QUICK_ASK } rt_quick;

/* Looks up an exact str or immediate int in a table that nobody changes meanwhile. ASK: a key was met that only rt_hashed_find can
 * compare. */
static inline rt_quick rt_table_find_quick(const rt_table *table, Value key, uint64_t hash,
                                           size_t *entry) {
    uint64_t mask = (UINT64_C(1) << table->log2_buckets) - 1, bucket = hash & mask, perturb = hash;
    /* bounded: once all 64 bits of perturb are used up the probes visit each bucket, and none may be empty */
    for (uint64_t steps = mask + 16; steps > 0; steps--) {
        uint64_t b = rt_bucket_get(table, bucket);
        if (b == RT_BUCKET_EMPTY) return RT_QUICK_ABSENT;
        if (b != RT_BUCKET_DELETED) {
            *entry = b - RT_BUCKET_FIRST;
            const rt_field *e = rt_table_entry(table, *entry);
            Value stored = rt_load(&e[1]);
            if (rt_same(stored, key)) return RT_QUICK_FOUND;
            if (rt_load_word(&e[0]) == hash) {
                if (rt_is_exact(stored, &rt_str_type) && rt_is_obj(key)) {
                    if (rt_str_equal(stored, key)) return RT_QUICK_FOUND;
                } else if (!rt_is_imm_ints(stored, key))
                    return RT_QUICK_ASK;
            }
        }
        perturb >>= 5;
        bucket = (bucket * 5 + perturb + 1) & mask;
    }
    return RT_QUICK_ABSENT;
}

typedef struct rt_found {
    size_t entry;
    Value key;   /* as stored */
    Value value; /* third word of the entry; RT_EMPTY in sets */
    size_t used; /* by next and prev, also at the end: live entries of the container */
} rt_found;

/* The field that changes whenever a key is added or removed. */
rt_field *rt_hashed_version(rt_hashed *c);

/* Hash of a key as tables use it. False: raised. May run Python code in a nested loop. */
[[nodiscard]] bool rt_key_hash(rt_thread *t, Value key, uint64_t *hash);
/* Of an exact str or an immediate int; false: neither. */
[[nodiscard]] static inline bool rt_key_hash_quick(Value key, uint64_t *hash) {
    if (rt_is_exact(key, &rt_str_type)) {
        *hash = rt_str_hash(key);
        return true;
    }
    if (!rt_is_imm_int(key)) return false;
    int64_t i = rt_imm_int_get(key);
    const int64_t modulus = (INT64_C(1) << 61) - 1;
    i = i > -modulus && i < modulus ? i : i % modulus;
    *hash = (uint64_t)(i == -1 ? -2 : i);
    return true;
}

/* Looks key up: 1 found, 0 absent, -1 raised. May run a Python __eq__ nested. */
[[nodiscard]] int rt_hashed_find(rt_thread *t, rt_hashed *c, Value key, uint64_t hash,
                                 rt_found *out);
/* Runs fn(self, key, extra, hash of key): at once, or when the key's Python __hash__ has returned. */
typedef Value (*rt_keyed_fn)(rt_thread *t, Value self, Value key, Value extra, uint64_t hash);
Value rt_keyed_tail(rt_thread *t, rt_keyed_fn fn, Value self, Value key, Value extra);

/* For these the caller owns the container. */
/* Adds a key known to be absent; false: MemoryError. */
[[nodiscard]] bool rt_hashed_insert(rt_thread *t, rt_own own, rt_hashed *c, uint8_t stride,
                                    Value key, uint64_t hash, Value value);
void rt_hashed_remove(rt_thread *t, rt_own own, rt_hashed *c, size_t entry, uint64_t hash);
void rt_hashed_clear(rt_thread *t, rt_own own, rt_hashed *c);
/* Replaces the table (NULL: empty). */
void rt_hashed_adopt(rt_thread *t, rt_own own, rt_hashed *c, rt_table *table, size_t used);

/* A table for n entries. */
[[nodiscard]] rt_table *rt_table_new(rt_thread *t, size_t n, uint8_t stride);
/* Adds to a table that only the caller knows, which has room; the key is absent. */
void rt_table_add(rt_table *table, Value key, uint64_t hash, Value value);

/* Entry at or after *pos: 1: out and *hash set and *pos behind it, 0: end, -1: conflict. */
[[nodiscard]] int rt_hashed_next(rt_thread *t, rt_hashed *c, size_t *pos, rt_found *out,
                                 uint64_t *hash);
/* The last live entry before *pos (start with SIZE_MAX). */
[[nodiscard]] int rt_hashed_prev(rt_thread *t, rt_hashed *c, size_t *pos, rt_found *out,
                                 uint64_t *hash);
[[nodiscard]] bool rt_hashed_len(rt_thread *t, rt_hashed *c, int64_t *n);
/* A private, compacted copy of the table; NULL with *used 0: empty, or raised (false). */
[[nodiscard]] bool rt_hashed_snapshot(rt_thread *t, rt_hashed *c, rt_table **table, size_t *used);

#endif
