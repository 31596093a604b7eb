/* slice.h - slice and range objects (immutable). */
#ifndef KRAIT_RUNTIME_OBJECTS_SLICE_H
#define KRAIT_RUNTIME_OBJECTS_SLICE_H
#include "runtime/barrier.h"
typedef struct rt_slice {
    rt_object hdr;
    Value start, stop, step;
} rt_slice;
[[nodiscard]] Value rt_slice_new(rt_thread *t, Value start, Value stop, Value step);
/* start, stop, step and count of the slice for a sequence of length n, as slice.indices; false: raised. */
[[nodiscard]] bool rt_slice_indices(rt_thread *t, Value slice, int64_t n, int64_t *start,
                                    int64_t *stop, int64_t *step, int64_t *count);
typedef struct rt_range {
    rt_object hdr;
    Value start, stop, step, length;
} rt_range; /* ints, big allowed */
[[nodiscard]] Value rt_range_new(rt_thread *t, Value start, Value stop, Value step);
/* Iterator over a range whose three fit int64; big ones use a generic iterator. */
typedef struct rt_range_iter {
    rt_object hdr;
    rt_field x_next;
    int64_t step;
    rt_field x_left;
} rt_range_iter;
extern rt_type rt_range_iter_type, rt_list_iter_type, rt_tuple_iter_type;
typedef struct rt_seq_iter {
    rt_object hdr;
    rt_field x_index;
    rt_field x_seq;
} rt_seq_iter; /* list and tuple iterators; x_seq RT_NULL: exhausted */
#endif
