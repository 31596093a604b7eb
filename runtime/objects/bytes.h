/* bytes.h - immutable byte strings, and the buffer view that functions taking bytes-like objects use. */
#ifndef KRAIT_RUNTIME_OBJECTS_BYTES_H
#define KRAIT_RUNTIME_OBJECTS_BYTES_H
#include "runtime/barrier.h"
#include "runtime/heap/heap.h"
typedef struct rt_bytes {
    rt_object hdr;
    rt_field x_hash;
    uint64_t length;
    unsigned char data[]; /* NUL behind */
} rt_bytes;
static inline rt_bytes *rt_as_bytes(Value v) { return (rt_bytes *)rt_obj(v); }
static inline bool rt_is_bytes(Value v) { return rt_has_flag(v, RT_TF_BYTES); }
[[nodiscard]] Value rt_bytes_new(rt_thread *t, const void *data,
                                 size_t n); /* data NULL: zeroed, to be filled before it is seen */
/* The bytes of a bytes, bytearray, array or memoryview at this moment (mutable ones are copied to a heap blob under the barrier).
 * False with TypeError "a bytes-like object is required, not 'T'" pending. */
bool rt_is_bytes_like(Value v); /* whatever rt_buffer_get takes */
[[nodiscard]] bool rt_buffer_get(rt_thread *t, Value v, const unsigned char **data, size_t *n);
#endif
