/* memoryview.h - views into the memory of bytes, bytearray and array.array. */
#ifndef KRAIT_RUNTIME_OBJECTS_MEMORYVIEW_H
#define KRAIT_RUNTIME_OBJECTS_MEMORYVIEW_H
#include "runtime/barrier.h"
extern rt_type rt_memoryview_type, rt_memory_iterator_type;
static inline bool rt_is_memoryview(Value v) {
    return rt_is_obj(v) && rt_obj_type(rt_obj(v)) == &rt_memoryview_type;
}
/* memoryview(v); TypeError "memoryview: a bytes-like object is required, not 'T'". */
[[nodiscard]] Value rt_memoryview_new(rt_thread *t, Value v);
/* The same for bytes or any rt_store, also one that Python cannot ask for its buffer. */
[[nodiscard]] Value rt_memoryview_whole(rt_thread *t, Value v);
/* Not yet released. false: conflict. */
[[nodiscard]] bool rt_memoryview_live(rt_thread *t, Value view, bool *live);
/* The bytes of the view in C order: the memory of a bytes object itself, or a copy. ValueError if released. */
[[nodiscard]] bool rt_memoryview_bytes(rt_thread *t, Value view, const unsigned char **data,
                                       size_t *n);
/* For functions that fill a buffer (readinto): the bytes that a writable C-contiguous bytearray, array or memoryview has room
 * for; TypeError "<caller> argument must be read-write bytes-like object, not T" pending if it is none. caller may be NULL. */
[[nodiscard]] bool rt_writable_size(rt_thread *t, Value v, const char *caller, size_t *n);
/* Stores n bytes at `at`, which rt_writable_size allowed. */
[[nodiscard]] bool rt_writable_store(rt_thread *t, Value v, size_t at, const void *data, size_t n);
static inline bool rt_writable_fill(rt_thread *t, Value v, const void *data, size_t n) {
    return rt_writable_store(t, v, 0, data, n);
}
#endif
