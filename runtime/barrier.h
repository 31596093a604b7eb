/* barrier.h - how C code reads and writes mutable objects.
 *
 * Reading shared state of one object:
 *
 *     uint64_t h;
 *     do {
 *         if (!rt_read_open(t, o, &h)) return RT_NULL;     // conflict: unwind
 *         n = rt_load_word(&list->x_size); ...             // acquire loads, no trust yet:
 *     } while (!rt_read_close(t, o, h));                   // no looping, no calls, bounds from what was loaded
 *
 * Between open and close another thread may be writing: what is loaded may be torn between fields, so a
 * pointer may be followed only into memory that the collector keeps (it does: collections happen at
 * safepoints only), an index must be checked against the length stored in the array itself, and nothing may
 * be called that allocates, raises or runs Python. After close returned true the values are a snapshot.
 *
 * Writing:
 *
 *     rt_own own = rt_write(t, o);
 *     if (!own) return RT_NULL;                            // conflict: unwind
 *     rt_set(t, own, &list->x_size, n);                    // logs the old word if needed, then stores (release)
 *
 * After rt_write the object is ours until the transaction ends: plain loads of its fields through rt_load
 * need no open and close. In solo mode all of this costs one predictable branch.
 *
 * Types flagged RT_TF_IMMUTABLE need no barriers: their fields are written before the object is reachable.
 *
 * The generational contract: rt_write is also the collector's write barrier, so every store of a reference into an object that
 * may be older than the current transaction goes through it (heap/generation.c; else rt_heap_wrote).
 */
#ifndef KRAIT_RUNTIME_BARRIER_H
#define KRAIT_RUNTIME_BARRIER_H

#include "runtime/thread.h"

typedef stm_own rt_own; /* STM_CONFLICT (0), STM_OWNED, STM_FRESH */

[[nodiscard]] static inline bool rt_conflict(rt_thread *t) {
    t->conflict = true;
    return false;
}

[[nodiscard]] static inline bool rt_read_open(rt_thread *t, const rt_object *o, uint64_t *h) {
    return __builtin_expect(stm_read_open_at(t->tx, &o->stm, h, rt_site(t)), 1) || rt_conflict(t);
}

/* pairs-with: rt_set of the writing thread, through the stamp */
[[nodiscard]] static inline bool rt_read_close(rt_thread *t, const rt_object *o, uint64_t h) {
    return stm_read_close(t->tx, &o->stm, h, rt_site(t));
}

[[nodiscard]] static inline rt_own rt_write(rt_thread *t, rt_object *o) {
    rt_own own = stm_write(t->tx, &o->stm, rt_site(t));
    if (__builtin_expect(own == STM_CONFLICT, 0)) (void)rt_conflict(t);
    return own;
}

/* The same for an object whose mutable state is the n words at `words`: one acquisition saves them all, and every later
 * rt_write of this transaction answers STM_FRESH. */
[[nodiscard]] static inline rt_own rt_write_whole(rt_thread *t, rt_object *o, rt_field *words,
                                                  size_t n) {
    rt_own own = stm_write_whole(t->tx, &o->stm, words, n, rt_site(t));
    if (__builtin_expect(own == STM_CONFLICT, 0)) (void)rt_conflict(t);
    return own;
}

static inline uint64_t rt_load_word(const rt_field *f) {
    return atomic_load_explicit((rt_field *)f, memory_order_acquire);
}
static inline Value rt_load(const rt_field *f) { return (Value){rt_load_word(f)}; }
static inline void *rt_load_ptr(const rt_field *f) { return (void *)(uintptr_t)rt_load_word(f); }

/* Stores without logging: for objects not yet reachable, and for fields whose old contents nobody needs
 * (a list item beyond the size). */
static inline void rt_init_word(rt_field *f, uint64_t w) {
    atomic_store_explicit(f, w, memory_order_release);
}
static inline void rt_init(rt_field *f, Value v) { rt_init_word(f, v.bits); }
static inline void rt_init_ptr(rt_field *f, const void *p) {
    rt_init_word(f, (uint64_t)(uintptr_t)p);
}

static inline void rt_set_word(rt_thread *t, rt_own own, rt_field *f, uint64_t w) {
    if (own == STM_OWNED) stm_undo_log(t->tx, f);
    rt_init_word(f, w);
}
static inline void rt_set(rt_thread *t, rt_own own, rt_field *f, Value v) {
    rt_set_word(t, own, f, v.bits);
}
static inline void rt_set_ptr(rt_thread *t, rt_own own, rt_field *f, const void *p) {
    rt_set_word(t, own, f, (uint64_t)(uintptr_t)p);
}

/* For stores of references without rt_write into objects that others may know; NULL: nothing (heap/generation.c). */
void rt_heap_wrote(rt_thread *t, const rt_object *o);

/* Gives an object other storage (RT_TF_STORAGE), or none. What it had refers to what was stored there lately: from now on no acquisition
 * of the object tells of that. */
static inline void rt_set_storage(rt_thread *t, rt_own own, rt_field *f, const void *storage) {
    if (!t->tx->solo) rt_heap_wrote(t, rt_load_ptr(f));
    rt_set_ptr(t, own, f, storage);
}

/* Made or changed by the transaction in flight: nothing outside the heap may remember it, since an abort takes it back. */
static inline bool rt_in_flight(const rt_thread *t, const rt_object *o) {
    /* relaxed: only I can have stored my own stamp */
    return !t->tx->solo && stm_mine(t->tx, load_rlx(&((rt_object *)(uintptr_t)o)->stm.x_stamp));
}

/* Made by the transaction in flight: nobody else knows it. */
static inline bool rt_born_here(const rt_thread *t, const rt_object *o) {
    return t->tx->solo || load_rlx(&((rt_object *)(uintptr_t)o)->stm.x_stamp) ==
                              (t->tx->mine | STM_INCARNATION_BORN);
}

/* One field of one object, read with a barrier; RT_NULL on conflict. */
[[nodiscard]] static inline Value rt_read_field(rt_thread *t, const rt_object *o,
                                                const rt_field *f) {
    uint64_t h;
    Value v;
    do {
        if (!rt_read_open(t, o, &h)) return RT_NULL;
        v = rt_load(f);
    } while (!rt_read_close(t, o, h));
    return v;
}

/* One field of one object, written with a barrier; false on conflict. */
[[nodiscard]] static inline bool rt_write_field(rt_thread *t, rt_object *o, rt_field *f, Value v) {
    rt_own own = rt_write(t, o);
    if (!own) return false;
    rt_set(t, own, f, v);
    return true;
}

#endif
