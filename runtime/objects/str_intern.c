/* str_intern.c - the intern table: one string for each text, so that names compare by pointer.
 *
 * Owns: the table, the interned strings (they lie outside the collected heap and live for ever, because
 * a string made by a transaction in flight may vanish), rt_id.
 * Invariants
 *   intern-1  A slot once filled never changes; a reader may use it at once.
 *   intern-2  A table that was replaced stays readable: a reader that misses there asks again under the lock.
 * Threads: look-ups take no lock; insertion takes intern_lock, a leaf lock (nothing is called under it).
 */
#include "runtime/objects/str_internal.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct intern_table {
    size_t mask, used; /* used: under the lock */
    _Atomic(rt_str *) x_slots[];
} intern_table;

static _Atomic(intern_table *) x_table;
static pthread_mutex_t intern_lock = PTHREAD_MUTEX_INITIALIZER;

rt_ids rt_id;

static intern_table *table_new(size_t slots) {
    intern_table *table = calloc(1, sizeof *table + slots * sizeof table->x_slots[0]);
    if (table != NULL) table->mask = slots - 1;
    return table;
}

/* The slot that holds the text of s, or the empty one where it belongs. */
static _Atomic(rt_str *) *table_find(intern_table *table, Value s, rt_str **found) {
    const rt_str *key = rt_as_str(s);
    uint64_t h = rt_str_hash(s);
    for (size_t i = h & table->mask;; i = (i + 1) & table->mask) {
        /* pairs-with: table_insert */
        rt_str *slot = atomic_load_explicit(&table->x_slots[i], memory_order_acquire);
        *found = slot;
        if (slot == NULL) return &table->x_slots[i];
        if (atomic_load_explicit(&slot->x_hash, memory_order_relaxed) == h &&
            slot->length == key->length && slot->width == key->width &&
            memcmp(slot->data, key->data, (size_t)key->length * key->width) == 0)
            return &table->x_slots[i];
    }
}

static bool table_grow(void) {
    intern_table *old = atomic_load_explicit(&x_table, memory_order_relaxed); /* under the lock */
    intern_table *table = table_new(2 * (old->mask + 1));
    if (table == NULL) return false;
    for (size_t i = 0; i <= old->mask; i++) {
        rt_str *s = atomic_load_explicit(&old->x_slots[i], memory_order_relaxed), *found;
        if (s == NULL) continue;
        atomic_store_explicit(table_find(table, rt_from_obj(s), &found), s, memory_order_relaxed);
        table->used++;
    }
    /* pairs-with: rt_str_intern. The old table is kept (intern-2); all old ones together are smaller. */
    atomic_store_explicit(&x_table, table, memory_order_release);
    return true;
}

static rt_str *immortal_copy(Value v) {
    const rt_str *s = rt_as_str(v);
    rt_str *copy = rt_str_alloc_immortal(s->length, s->width, s->ascii);
    if (copy == NULL) return NULL;
    memcpy(copy + 1, s->data, (size_t)s->length * s->width);
    rt_init_word(&copy->x_hash, rt_str_hash(v));
    atomic_store_explicit(&copy->x_interned, true, memory_order_relaxed); /* before it is seen */
    return copy;
}

/* Under the lock. NULL: out of memory. */
static rt_str *table_insert(Value s) {
    rt_str *found;
    intern_table *table = atomic_load_explicit(&x_table, memory_order_relaxed);
    if (4 * (table->used + 1) > 3 * (table->mask + 1)) {
        if (!table_grow()) return NULL;
        table = atomic_load_explicit(&x_table, memory_order_relaxed);
    }
    _Atomic(rt_str *) *slot = table_find(table, s, &found);
    if (found != NULL) return found;
    rt_str *copy = immortal_copy(s);
    if (copy == NULL) return NULL;
    /* pairs-with: table_find */
    atomic_store_explicit(slot, copy, memory_order_release);
    table->used++;
    return copy;
}

static rt_str *intern(Value s) {
    rt_str *found;
    /* pairs-with: table_grow */
    (void)table_find(atomic_load_explicit(&x_table, memory_order_acquire), s, &found);
    if (found != NULL) return found;
    pthread_mutex_lock(&intern_lock);
    found = table_insert(s);
    pthread_mutex_unlock(&intern_lock);
    return found;
}

Value rt_str_intern(rt_thread *t, Value s) {
    if (atomic_load_explicit(&rt_as_str(s)->x_interned, memory_order_relaxed)) return s;
    rt_str *found = intern(s);
    return found != NULL ? rt_from_obj(found) : rt_raise_memory_error(t);
}

Value rt_str_intern_cstr(rt_thread *t, const char *text) {
    Value s = rt_str_from_cstr(t, text);
    return rt_is_null(s) ? RT_NULL : rt_str_intern(t, s);
}

/* A string on the C stack, good enough as a key. */
static Value key_make(rt_str *key, const void *data, size_t n, bool ascii) {
    *key = (rt_str){.length = (uint32_t)n, .width = 1, .ascii = ascii, .data = data};
    return rt_from_obj(key);
}

static Value intern_latin1(const void *data, size_t n) {
    alignas(16) rt_str key;
    rt_str *s = intern(key_make(&key, data, n, rt_chars_or(data, n, 1) < 128));
    if (s == NULL) rt_fatal("out of memory at start-up");
    return rt_from_obj(s);
}

/* Fields named like C keywords have one underscore too many: throw_ stands for throw, __func___ for __func__. */
static Value intern_id(const char *name) {
    size_t n = strlen(name);
    if (n > 3 && name[n - 1] == '_' && (name[n - 2] != '_' || name[n - 3] == '_')) n--;
    return intern_latin1(name, n);
}

void rt_str_ready(rt_thread *t, uint64_t hash_seed) {
    (void)t;
    rt_str_hash_init(hash_seed);
    atomic_store_explicit(&x_table, table_new(4096), memory_order_relaxed); /* one thread yet */
    if (atomic_load_explicit(&x_table, memory_order_relaxed) == NULL)
        rt_fatal("out of memory at start-up");
    rt_str_empty = intern_latin1("", 0);
    for (unsigned i = 0; i < 256; i++) {
        unsigned char c = (unsigned char)i;
        rt_str_chars[i] = intern_latin1(&c, 1);
    }
#define X(id) rt_id.id = intern_id(#id);
#include "runtime/names.def"
#undef X
}
