/* pyarray.h - array.array, as far as buffers and memoryviews see it: an rt_store of items in native formats. */
#ifndef KRAIT_RUNTIME_OBJECTS_PYARRAY_H
#define KRAIT_RUNTIME_OBJECTS_PYARRAY_H
#include "runtime/objects/bytes_store.h"
typedef struct rt_pyarray {
    rt_store store;
    char code; /* typecode; set at birth */
    uint32_t itemsize;
} rt_pyarray;
extern rt_type rt_pyarray_type, rt_pyarray_iter_type;
bool rt_is_pyarray(Value v); /* subclasses included */
static inline const rt_pyarray *rt_as_pyarray(Value v) { return (const rt_pyarray *)rt_obj(v); }
#endif
