/* bytes_store.h - mutable bytes in the heap: what bytearray and array.array are made of, and what memoryviews look into.
 *
 * The bytes lie in an rt_blob, in words: every access to them is an atomic access to a whole word, so that readers and a
 * writer may meet. What lies beyond the size is garbage.
 *
 * Invariants
 *   store-1  size <= 8 * (words of the blob); a NULL blob means size 0.
 *   store-2  while a memoryview looks into the store its size stays as it is. Views are known by weak references: one that
 *            was dropped without release() counts until a collection has found it dead, so a resize that meets live views
 *            collects once before it refuses. */
#ifndef KRAIT_RUNTIME_OBJECTS_BYTES_STORE_H
#define KRAIT_RUNTIME_OBJECTS_BYTES_STORE_H
#include "runtime/barrier.h"
#include "runtime/heap/heap.h"

typedef struct rt_store {
    rt_object hdr;
    rt_field x_size; /* bytes */
    rt_field x_blob; /* rt_blob* */
    rt_field
        x_views; /* rt_array* of weak references to memoryviews, RT_NULL between them; NULL: none */
} rt_store;
static inline rt_store *rt_as_store(Value v) { return (rt_store *)rt_obj(v); }

void rt_store_trace(rt_object *o, rt_marker *m);
/* Gives a new store its content. */
[[nodiscard]] bool rt_store_init(rt_thread *t, rt_store *s, const void *data, size_t n);
[[nodiscard]] bool rt_store_size(rt_thread *t, rt_store *s, size_t *n);
/* n bytes from `from`, a consistent copy; *inside is false (nothing copied) where they do not all exist. false: conflict. */
[[nodiscard]] bool rt_store_load(rt_thread *t, rt_store *s, size_t from, void *out, size_t n,
                                 bool *inside);
/* All bytes as they are now, in a heap blob of its own. */
[[nodiscard]] bool rt_store_snapshot(rt_thread *t, rt_store *s, const unsigned char **data,
                                     size_t *n);
/* Bytes [start, end) become n others. data may not lie in the store itself (callers pass copies). false: conflict,
 * MemoryError, or BufferError as the size would change under a memoryview. */
[[nodiscard]] bool rt_store_splice(rt_thread *t, rt_store *s, size_t start, size_t end,
                                   const void *data, size_t n);
/* Bytes that the store has room for. */
[[nodiscard]] bool rt_store_room(rt_thread *t, rt_store *s, size_t *n);
/* A memoryview now looks into the store. */
[[nodiscard]] bool rt_store_view_add(rt_thread *t, rt_store *s, Value view);
#endif
