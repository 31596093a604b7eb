/* heap.h - the collected heap: allocation, roots, collection.
 *
 * Non-moving. Addresses come from one reserved range, so "is this word a heap pointer" is a subtraction and
 * a table look-up, for the conservative scan of C stacks and for skipping static objects. Small objects
 * (up to 8 KiB) live in blocks of one size class, allocated through the runs in rt_thread; larger ones in
 * spans of their own. Mark bits lie beside the blocks. Every allocation is a safepoint: it may collect, and
 * it may wait for another thread's collection. Live objects are found from the roots, the VM stacks (precise,
 * through the registered hook), the transaction logs, and the C stacks and registers (conservative): C code
 * holds plain Values in locals and needs no handles. A pointer only in malloc memory is invisible: register it.
 */
#ifndef KRAIT_RUNTIME_HEAP_H
#define KRAIT_RUNTIME_HEAP_H

#include "runtime/thread.h"

void rt_heap_init(size_t limit); /* bytes; 0: no limit */
void rt_heap_set_limit(size_t limit);
void rt_heap_thread_fini(rt_thread *t); /* by rt_thread_fini */
bool rt_heap_reserve(
    rt_thread *t,
    bool on); /* allocate past the limit, to raise MemoryError; returns what was set */

/* A new object of `size` bytes (header included), zero-filled behind the header, with a birth stamp.
 * NULL with MemoryError pending when the limit or the machine is exhausted. */
[[nodiscard]] rt_object *rt_alloc_slow(rt_thread *t, size_t size, rt_shape *shape);
static inline rt_object *rt_alloc(rt_thread *t, size_t size,
                                  rt_shape *shape); /* inline path: heap/alloc_inline.h */

/* An rt_array: header, length, then `n` words that are Values or object pointers (traced). */
typedef struct rt_array {
    rt_object hdr;
    uint64_t length; /* words; constant */
    rt_field x_items[];
} rt_array;
[[nodiscard]] rt_array *rt_array_new(rt_thread *t, size_t n);

/* An rt_blob: header, length, then bytes (not traced). */
typedef struct rt_blob {
    rt_object hdr;
    uint64_t length; /* bytes; constant */
    rt_field x_used; /* free for the owner's use (str.c: bytes appended so far) */
    unsigned char data[];
} rt_blob;
[[nodiscard]] rt_blob *rt_blob_new(rt_thread *t, size_t bytes);

/* Stores without rt_write have been made, and not noted one by one: solo mode is over. */
void rt_heap_spoil(void);

/* Accounts for memory outside the heap that an object keeps alive; may trigger a collection. */
void rt_heap_charge(rt_thread *t, int64_t bytes);

/* ---- roots ---- */
void rt_root_add(Value *slot); /* a global Value, for ever */
void rt_roots_hook(
    void (*visit)(rt_marker *m)); /* called at every collection with the world stopped */

/* ---- marking: for trace functions ---- */
void rt_mark(rt_marker *m, Value v);                /* any Value, immediates included */
void rt_mark_ptr(rt_marker *m, const void *object); /* NULL or an object, heap or static */
void rt_mark_field(rt_marker *m, const rt_field *f);
/* NULL, or an object that belongs to the one being traced, whose stamp guards what it refers to (its type has RT_TF_STORAGE): it is
 * looked at whenever its owner is. */
void rt_mark_storage(rt_marker *m, const void *storage);
void rt_mark_values(rt_marker *m, const Value *values,
                    size_t n); /* n of them, faster than one by one */
void rt_mark_fields(rt_marker *m, const rt_field *fields, size_t n);
void rt_mark_conservative(rt_marker *m, const void *low,
                          const void *high); /* words in [low, high) */

/* ---- collection ---- */
typedef struct rt_heap_stats {
    uint64_t collections, young; /* all of them; of the young only */
    uint64_t live_bytes, reserved_bytes, freed_bytes, pause_ns;
} rt_heap_stats;
void rt_collect(rt_thread *t); /* full, now */
rt_heap_stats rt_heap_stats_get(void);
void rt_heap_stress(uint64_t every); /* collect at every n-th allocation; 0: off */
void rt_heap_enable(bool on);        /* gc.enable, gc.disable: off means seldom, not never */
bool rt_heap_enabled(void);
bool rt_is_live_object(const void *p); /* p is the start of an allocated object; world stopped */

void rt_heap_verify(rt_thread *t); /* walks all objects, fatal on a bad reference; debug aid */

/* ---- finalizers and weak references ---- */
/* Objects whose type has RT_TF_FINALIZER (__del__) or a C finalizer say so once, after their birth: whoever allocates
 * them calls this. An abort of the transaction forgets the registration with the object. */
[[nodiscard]] bool rt_finalizer_add(rt_thread *t, rt_object *o);
/* Calls that a collection has left for Python code: finalizers (__del__) and callbacks of weak references.
 * The interpreter takes one at a time at a safepoint, inside a transaction; if that aborts, the call goes back to the queue. */
typedef struct rt_pending {
    Value object;   /* the instance, or the weak reference */
    Value callback; /* RT_EMPTY: call type(object).__del__(object) */
} rt_pending;
static inline bool rt_pending_any(void);             /* cheap */
bool rt_pending_take(rt_thread *t, rt_pending *out); /* false: none */
void rt_heap_settle(rt_thread *t, bool committed);   /* use rt_heap_transaction_end */
/* Takes and makes the pending calls one after the other; None when there are none left. May return RT_TAIL. What they
 * raise goes to rt_unraisable_hook (error.h). */
Value rt_pending_run_tail(rt_thread *t);
/* At the end of the program every object that is alive is finalized: queues __del__ of all that have not had it and whose type has
 * is one of streams (the youngest first) or of others that want it (the eldest first). */
void rt_finalizers_queue(bool streams);
/* What is registered by now is never finalized: the standard streams, which stay to the very end. Start-up only. */
void rt_finalizers_forget(void);
/* Every end of a transaction, before the next one begins; in solo mode there is nothing to settle. */
static inline void rt_heap_transaction_end(rt_thread *t, bool committed) {
    if (__builtin_expect(t->unsettled, 0)) rt_heap_settle(t, committed);
}
extern void (*rt_pending_hook)(
    rt_thread *t); /* a collection has queued calls; NULL or registered above */
/* For what refers to objects weakly (objects/weakref.c, objects/cell.c): called with the world stopped when marking is
 * complete, before finalizers make anything live again. It forgets what is not marked. */
void rt_after_mark_hook(void (*run)(rt_thread *t));
bool rt_is_marked(const void *object);
void rt_pending_push(Value object, Value callback); /* world stopped */

/* How the heap stops other threads: registered by threading/; without it there is one thread. */
typedef struct rt_world_ops {
    void (*stop)(rt_thread *t); /* returns with every other thread at a safepoint */
    void (*start)(rt_thread *t);
    void (*each_thread)(void (*visit)(rt_thread *, void *ctx), void *ctx);
    void (*stack_bounds)(rt_thread *, const void **low,
                         const void **high); /* of a stopped thread's C stack */
    void (*poll)(rt_thread *t);              /* safepoint: waits while the world is stopped */
} rt_world_ops;
void rt_world_ops_set(const rt_world_ops *ops);
void rt_world_stop(rt_thread *t);
void rt_world_start(rt_thread *t);
void rt_world_each(void (*visit)(rt_thread *, void *ctx),
                   void *ctx); /* all threads; world stopped */

/* Precise VM roots of a thread: registered by interp/. */
extern void (*rt_vm_roots_hook)(rt_thread *t, rt_marker *m);

extern _Atomic(uint32_t) x_rt_pending;
/* relaxed: a hint; who sees it late looks again at the next safepoint */
static inline bool rt_pending_any(void) {
    return atomic_load_explicit(&x_rt_pending, memory_order_relaxed) != 0;
}

#include "runtime/heap/alloc_inline.h"
#endif
