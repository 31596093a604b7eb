/* hashtable.c - the ordered hash table of dict and set; layout and protocol in the header.
 *
 * Owns: rt_table_type and the words of every table.
 * Invariants
 *   table-1  capacity, widths and stride never change: bounds come from the table itself, so that a reader who loads
 *            torn words stays inside it.
 *   table-2  Entries at and beyond x_fill hold nothing that an abort needs: removal logs what it overwrites.
 *   table-3  Once replaced in its container, a table is not written any more.
 * Order: an insertion stores the entry before its bucket, both before the container's counts.
 * Threads: any, inside a transaction. */
#include "runtime/objects/hashtable.h"

#include <assert.h>

#include "runtime/error.h"
#include "runtime/mutant.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/set.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"

static_assert(offsetof(rt_dict, x_table) == offsetof(rt_hashed, x_table));
static_assert(offsetof(rt_set_object, x_table) == offsetof(rt_hashed, x_table));

rt_field *rt_hashed_version(rt_hashed *c) {
    if (rt_obj_type(&c->hdr)->flags & RT_TF_DICT_TYPE) return &((rt_dict *)c)->x_keys_version;
    return &((rt_set_object *)c)->x_keys_version;
}

static rt_table *table_of(const rt_hashed *c) { return rt_load_ptr(&c->x_table); }

/* ---- the index: buckets packed in words ---- */

static uint64_t bucket_count(const rt_table *table) { return UINT64_C(1) << table->log2_buckets; }

static rt_field *bucket_word(const rt_table *table, uint64_t bucket, unsigned *shift) {
    unsigned log2_per_word = 6u - table->log2_width;
    uint64_t lane = bucket & ((UINT64_C(1) << log2_per_word) - 1);
    *shift = (unsigned)(lane << table->log2_width);
    return (rt_field *)&table->x_words[table->capacity * table->stride + (bucket >> log2_per_word)];
}

static uint64_t bucket_mask(const rt_table *table) {
    return (UINT64_C(1) << (1u << table->log2_width)) - 1;
}

/* The word with the bucket changed, to be stored at *word. */
static uint64_t bucket_put(const rt_table *table, uint64_t bucket, uint64_t v, rt_field **word) {
    unsigned shift;
    *word = bucket_word(table, bucket, &shift);
    return (rt_load_word(*word) & ~(bucket_mask(table) << shift)) | v << shift;
}

typedef struct probe {
    uint64_t bucket, perturb, mask;
} probe;

static probe probe_start(const rt_table *table, uint64_t hash) {
    uint64_t mask = bucket_count(table) - 1;
    return (probe){hash & mask, hash, mask};
}

static void probe_step(probe *p) {
    p->perturb >>= 5;
    p->bucket = (p->bucket * 5 + p->perturb + 1) & p->mask;
}

/* ---- tables ---- */

rt_table *rt_table_new(rt_thread *t, size_t n, uint8_t stride) {
    uint8_t log2_buckets = 3;
    while (((UINT64_C(1) << log2_buckets) * 2 / 3) < n) {
        if (++log2_buckets > 31) {
            (void)rt_raise_memory_error(t);
            return NULL;
        }
    }
    uint8_t log2_width = log2_buckets <= 7 ? 3 : log2_buckets <= 15 ? 4 : 5;
    uint64_t buckets = UINT64_C(1) << log2_buckets, capacity = buckets * 2 / 3;
    uint64_t words = capacity * stride + ((buckets << log2_width) + 63) / 64;
    rt_object *o = rt_alloc(t, sizeof(rt_table) + words * sizeof(rt_field), &rt_table_type.root);
    if (!o) return NULL;
    rt_table *table = (rt_table *)o;
    table->log2_buckets = log2_buckets;
    table->log2_width = log2_width;
    table->stride = stride;
    table->capacity = capacity;
    return table;
}

static void entry_init(rt_table *table, size_t i, Value key, uint64_t hash, Value value) {
    rt_field *e = rt_table_entry(table, i);
    rt_init_word(&e[0], hash);
    rt_init(&e[1], key);
    if (table->stride == 3) rt_init(&e[2], value);
}

static uint64_t free_bucket(const rt_table *table, uint64_t hash) {
    probe p = probe_start(table, hash);
    while (rt_bucket_get(table, p.bucket) >= RT_BUCKET_FIRST)
        probe_step(&p);
    return p.bucket;
}

void rt_table_add(rt_table *table, Value key, uint64_t hash, Value value) {
    uint64_t i = rt_load_word(&table->x_fill);
    assert(i < table->capacity);
    entry_init(table, i, key, hash, value);
    rt_field *word;
    uint64_t bits = bucket_put(table, free_bucket(table, hash), i + RT_BUCKET_FIRST, &word);
    rt_init_word(word, bits);
    rt_init_word(&table->x_fill, i + 1);
    rt_init_word(&table->x_dirty, i + 1);
}

/* Adds the live entries of `from` to `to`, which has room. */
static size_t copy_entries(rt_table *to, const rt_table *from) {
    size_t live = 0;
    uint64_t fill = rt_load_word(&from->x_fill);
    if (fill > from->capacity) fill = from->capacity;
    for (size_t i = 0; i < fill; i++) {
        const rt_field *e = rt_table_entry(from, i);
        Value key = rt_load(&e[1]);
        if (rt_is_empty(key) || rt_is_null(key)) continue;
        if (rt_load_word(&to->x_fill) >= to->capacity) break; /* torn: the caller starts over */
        rt_table_add(to, key, rt_load_word(&e[0]), from->stride == 3 ? rt_load(&e[2]) : RT_EMPTY);
        live++;
    }
    return live;
}

static void table_trace(rt_object *o, rt_marker *m) {
    const rt_table *table = (const rt_table *)o;
    uint64_t fill = rt_load_word(&table->x_fill);
    for (size_t i = 0; i < fill; i++)
        rt_mark_fields(m, rt_table_entry(table, i) + 1, table->stride - 1); /* without the hash */
}

rt_type rt_table_type = {
    RT_TYPE_HEAD(rt_table_type, "hash table"),
    .flags = RT_TF_STORAGE,
    .basic_size = sizeof(rt_table),
    .trace = table_trace,
};

/* ---- hashes ---- */

static Value keyed_hashed(rt_thread *t, Value hash, Value s) {
    rt_keyed_fn fn = (rt_keyed_fn)(intptr_t)rt_imm_int_get(rt_state_at(s, 0));
    return fn(t, rt_state_at(s, 1), rt_state_at(s, 2), rt_state_at(s, 3), rt_hash_bits(hash));
}

Value rt_keyed_tail(rt_thread *t, rt_keyed_fn fn, Value self, Value key, Value extra) {
    uint64_t hash;
    if (rt_key_hash_quick(key, &hash)) return fn(t, self, key, extra, hash);
    if (rt_is_exact(key, &rt_tuple_type))
        return rt_tuple_hash(t, key, &hash) ? fn(t, self, key, extra, hash) : RT_NULL;
    Value h = rt_hash_tail(t, key);
    if (rt_is_null(h)) return RT_NULL;
    if (!rt_is_tail(h)) return fn(t, self, key, extra, rt_hash_bits(h));
    Value values[] = {rt_imm_int((intptr_t)fn), self, key, extra};
    return rt_suspend(t, keyed_hashed, values, 4);
}

bool rt_key_hash(rt_thread *t, Value key, uint64_t *hash) {
    if (rt_key_hash_quick(key, hash)) return true;
    if (rt_is_exact(key, &rt_tuple_type)) return rt_tuple_hash(t, key, hash);
    Value h = rt_hash(t, key);
    if (rt_is_null(h)) return false;
    *hash = rt_hash_bits(h);
    return true;
}

/* ---- look-up ---- */

typedef enum outcome { ABSENT, FOUND, ASK } outcome;

typedef struct search {
    Value key;
    uint64_t hash;
    Value equal; /* a stored key that __eq__ said is equal; RT_NULL: none */
    const rt_table *table;
    uint64_t version; /* of the keys, when `at` was reached */
    probe at;
    size_t entry;
    Value stored, value;
} search;

/* Equal without Python code? *sure is false if only __eq__ can tell. */
static bool keys_equal(const search *s, Value stored, bool *sure) {
    *sure = true;
    if (rt_same(stored, s->key) || rt_same(stored, s->equal)) return true;
    if (rt_is_exact(s->key, &rt_str_type) && rt_is_exact(stored, &rt_str_type)) {
        return rt_str_equal(s->key, stored);
    }
    if (rt_is_imm_ints(stored, s->key)) return false;
    *sure = false;
    return false;
}

/* One walk over possibly torn words: bounded, and trusted only after the read is closed. */
static outcome walk(search *s) {
    const rt_table *table = s->table;
    uint64_t limit = 2 * bucket_count(table) + 32;
    for (uint64_t steps = 0; steps < limit; steps++, probe_step(&s->at)) {
        uint64_t b = rt_bucket_get(table, s->at.bucket);
        if (b == RT_BUCKET_EMPTY) return ABSENT;
        if (b == RT_BUCKET_DELETED) continue;
        size_t i = b - RT_BUCKET_FIRST;
        if (i >= table->capacity) return ABSENT;
        const rt_field *e = rt_table_entry(table, i);
        if (rt_load_word(&e[0]) != s->hash) continue;
        Value stored = rt_load(&e[1]);
        if (rt_is_empty(stored) || rt_is_null(stored)) continue;
        bool sure;
        bool equal = keys_equal(s, stored, &sure);
        if (sure && !equal) continue;
        s->entry = i;
        s->stored = stored;
        s->value = table->stride == 3 ? rt_load(&e[2]) : RT_EMPTY;
        return equal ? FOUND : ASK;
    }
    return ABSENT;
}

/* Asks __eq__ about s->stored: 1 equal, 0 not, -1 raised. May change anything. */
static int ask(rt_thread *t, search *s) {
    Value r = rt_compare_bool(t, s->stored, s->key, RT_EQ);
    if (rt_is_null(r)) return -1;
    return rt_same(r, RT_TRUE);
}

/* In solo mode, or where the caller owns the container. */
static rt_quick find_quick(const rt_hashed *c, Value key, uint64_t hash, rt_found *out) {
    const rt_table *table = table_of(c);
    if (!table) return RT_QUICK_ABSENT;
    if (!rt_is_imm_int(key) && !rt_is_exact(key, &rt_str_type)) return RT_QUICK_ASK;
    size_t i;
    rt_quick r = rt_table_find_quick(table, key, hash, &i);
    if (r != RT_QUICK_FOUND) return r;
    const rt_field *e = rt_table_entry(table, i);
    *out = (rt_found){i, rt_load(&e[1]), table->stride == 3 ? rt_load(&e[2]) : RT_EMPTY, 0};
    return r;
}

int rt_hashed_find(rt_thread *t, rt_hashed *c, Value key, uint64_t hash, rt_found *out) {
    if (t->tx->solo) {
        rt_quick r = find_quick(c, key, hash, out);
        if (r != RT_QUICK_ASK) return r == RT_QUICK_FOUND;
    }
    const rt_field *version = rt_hashed_version(c);
    search s = {.key = key, .hash = hash};
    for (;;) {
        uint64_t h;
        if (!rt_read_open(t, &c->hdr, &h)) return -1;
        const rt_table *table = table_of(c);
        uint64_t now = rt_load_word(version);
        outcome o = ABSENT;
        if (table != s.table || now != s.version) {
            /* first round, or __eq__ changed the container: from the start */
            if (table) s.at = probe_start(table, hash);
            s.table = table;
            s.version = now;
        }
        probe before = s.at;
        if (table) o = walk(&s);
        if (!rt_mutant(TABLE_FIND_UNCHECKED) && !rt_read_close(t, &c->hdr, h)) {
            s.at = before;
            continue;
        }
        if (o == ABSENT) return 0;
        if (o == FOUND) {
            *out = (rt_found){s.entry, s.stored, s.value, 0};
            return 1;
        }
        int equal = ask(t, &s);
        if (equal < 0) return -1;
        if (equal)
            s.equal = s.stored;
        else
            probe_step(&s.at);
    }
}

/* ---- changes: the caller owns the container ---- */

static void bump_version(rt_thread *t, rt_own own, rt_hashed *c, uint8_t stride) {
    rt_field *version =
        stride == 3 ? &((rt_dict *)c)->x_keys_version : &((rt_set_object *)c)->x_keys_version;
    rt_set_word(t, own, version, rt_load_word(version) + 1);
}

void rt_hashed_adopt(rt_thread *t, rt_own own, rt_hashed *c, rt_table *table, size_t used) {
    rt_set_storage(t, own, &c->x_table, table);
    rt_set_word(t, own, &c->x_used, used);
    rt_field *version = rt_hashed_version(c);
    rt_set_word(t, own, version, rt_load_word(version) + 1);
}

void rt_hashed_clear(rt_thread *t, rt_own own, rt_hashed *c) {
    rt_hashed_adopt(t, own, c, NULL, 0);
}

/* A table with room for one more; NULL: MemoryError. */
static rt_table *make_room(rt_thread *t, rt_own own, rt_hashed *c, uint8_t stride) {
    rt_table *old = table_of(c);
    if (old && rt_load_word(&old->x_fill) < old->capacity &&
        rt_load_word(&old->x_dirty) < old->capacity)
        return old;
    size_t used = rt_load_word(&c->x_used);
    rt_table *table = rt_table_new(t, old ? (used + 1) * 2 : 1, stride);
    if (!table) return NULL;
    if (old) (void)copy_entries(table, old);
    rt_set_storage(t, own, &c->x_table, table);
    return table;
}

bool rt_hashed_insert(rt_thread *t, rt_own own, rt_hashed *c, uint8_t stride, Value key,
                      uint64_t hash, Value value) {
    rt_table *table = make_room(t, own, c, stride);
    if (!table) return false;
    uint64_t i = rt_load_word(&table->x_fill);
    entry_init(table, i, key, hash, value); /* table-2 */
    rt_field *word;
    uint64_t bucket = free_bucket(table, hash);
    bool fresh = rt_bucket_get(table, bucket) == RT_BUCKET_EMPTY;
    uint64_t bits = bucket_put(table, bucket, i + RT_BUCKET_FIRST, &word);
    rt_set_word(t, rt_mutant(TABLE_BUCKET_NOT_LOGGED) ? STM_FRESH : own, word, bits);
    if (fresh) rt_set_word(t, own, &table->x_dirty, rt_load_word(&table->x_dirty) + 1);
    rt_set_word(t, rt_mutant(TABLE_FILL_NOT_LOGGED) ? STM_FRESH : own, &table->x_fill, i + 1);
    rt_set_word(t, rt_mutant(TABLE_USED_NOT_LOGGED) ? STM_FRESH : own, &c->x_used,
                rt_load_word(&c->x_used) + 1);
    bump_version(t, own, c, stride);
    return true;
}

/* Makes an entry a deleted one, with all its words in the undo log (table-2). */
static void wipe_entry(rt_thread *t, rt_own own, rt_table *table, size_t i) {
    rt_field *e = rt_table_entry(table, i);
    if (rt_mutant(TABLE_WIPE_NOT_LOGGED)) own = STM_FRESH;
    rt_set_word(t, own, &e[0], 0);
    rt_set(t, own, &e[1], RT_EMPTY);
    if (table->stride == 3) rt_set(t, own, &e[2], RT_EMPTY);
}

void rt_hashed_remove(rt_thread *t, rt_own own, rt_hashed *c, size_t entry, uint64_t hash) {
    rt_table *table = table_of(c);
    probe p = probe_start(table, hash);
    while (rt_bucket_get(table, p.bucket) != entry + RT_BUCKET_FIRST)
        probe_step(&p);
    rt_field *word;
    uint64_t bits = bucket_put(table, p.bucket, RT_BUCKET_DELETED, &word);
    rt_set_word(t, own, word, bits);
    wipe_entry(t, own, table, entry);
    size_t fill = rt_load_word(&table->x_fill);
    if (entry + 1 == fill) {
        /* so that popitem in a loop does not pass over its own traces */
        fill--;
        while (fill && rt_is_empty(rt_load(&rt_table_entry(table, fill - 1)[1]))) {
            wipe_entry(t, own, table, --fill);
        }
        rt_set_word(t, own, &table->x_fill, fill);
    }
    rt_set_word(t, own, &c->x_used, rt_load_word(&c->x_used) - 1);
    bump_version(t, own, c, table->stride);
}

/* ---- iteration ---- */

int rt_hashed_next(rt_thread *t, rt_hashed *c, size_t *pos, rt_found *out, uint64_t *hash) {
    uint64_t h;
    size_t i;
    int found;
    do {
        if (!rt_read_open(t, &c->hdr, &h)) return -1;
        const rt_table *table = table_of(c);
        uint64_t fill = table ? rt_load_word(&table->x_fill) : 0;
        found = 0;
        for (i = *pos; table && i < fill && i < table->capacity; i++) {
            const rt_field *e = rt_table_entry(table, i);
            Value key = rt_load(&e[1]);
            if (rt_is_empty(key) || rt_is_null(key)) continue;
            *out = (rt_found){i, key, table->stride == 3 ? rt_load(&e[2]) : RT_EMPTY, 0};
            if (hash) *hash = rt_load_word(&e[0]);
            found = 1;
            break;
        }
        out->used = rt_load_word(&c->x_used);
    } while (!rt_read_close(t, &c->hdr, h));
    *pos = i + 1;
    return found;
}

int rt_hashed_prev(rt_thread *t, rt_hashed *c, size_t *pos, rt_found *out, uint64_t *hash) {
    uint64_t h;
    size_t i;
    int found;
    do {
        if (!rt_read_open(t, &c->hdr, &h)) return -1;
        const rt_table *table = table_of(c);
        uint64_t fill = table ? rt_load_word(&table->x_fill) : 0;
        if (table && fill > table->capacity) fill = table->capacity;
        found = 0;
        for (i = *pos < fill ? *pos : fill; i-- > 0;) {
            const rt_field *e = rt_table_entry(table, i);
            Value key = rt_load(&e[1]);
            if (rt_is_empty(key) || rt_is_null(key)) continue;
            *out = (rt_found){i, key, table->stride == 3 ? rt_load(&e[2]) : RT_EMPTY, 0};
            if (hash) *hash = rt_load_word(&e[0]);
            found = 1;
            break;
        }
        out->used = rt_load_word(&c->x_used);
    } while (!rt_read_close(t, &c->hdr, h));
    *pos = found ? i : 0;
    return found;
}

bool rt_hashed_len(rt_thread *t, rt_hashed *c, int64_t *n) {
    uint64_t h;
    do {
        if (!rt_read_open(t, &c->hdr, &h)) return false;
        *n = (int64_t)rt_load_word(&c->x_used);
    } while (!rt_read_close(t, &c->hdr, h));
    return true;
}

bool rt_hashed_snapshot(rt_thread *t, rt_hashed *c, rt_table **table, size_t *used) {
    rt_table *copy = NULL;
    size_t room = 0;
    for (;;) {
        uint64_t h;
        if (!rt_read_open(t, &c->hdr, &h)) return false;
        const rt_table *from = table_of(c);
        size_t n = rt_load_word(&c->x_used);
        uint8_t stride = from ? from->stride : 0;
        bool fits = copy && n <= room && n > 0;
        if (fits && from) (void)copy_entries(copy, from);
        if (!rt_read_close(t, &c->hdr, h)) {
            copy = NULL;
            continue;
        }
        *used = n;
        *table = n ? copy : NULL;
        if (fits || n == 0 || !from) return true;
        copy = rt_table_new(t, n, stride);
        if (!copy) return false;
        room = copy->capacity;
    }
}
