/* range.h - what others ask of range objects. */
#ifndef KRAIT_RUNTIME_OBJECTS_RANGE_H
#define KRAIT_RUNTIME_OBJECTS_RANGE_H

#include "runtime/object.h"

typedef struct rt_range_span {
    int64_t start, step;
    size_t count;
    bool immediate; /* every item is an immediate int: start + i * step */
} rt_range_span;

/* Of an exact range; false: OverflowError pending, it has more items than a container can. */
[[nodiscard]] bool rt_range_span_get(rt_thread *t, Value range, rt_range_span *out);

#endif
