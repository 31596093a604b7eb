/* array.c - rt_array and rt_blob: the storage behind lists, tables and strings. Never seen by Python code.
 * Owns: their types. Threads: any. */
#include "runtime/error.h"
#include "runtime/heap/heap.h"

static void trace_array(rt_object *o, rt_marker *m) {
    const rt_array *a = (const rt_array *)o;
    rt_mark_fields(m, a->x_items, a->length);
}

rt_type rt_array_type = {RT_TYPE_HEAD(rt_array_type, "array storage"),
                         .basic_size = sizeof(rt_array), .item_size = sizeof(rt_field),
                         .flags = RT_TF_VARSIZE | RT_TF_STORAGE, .trace = trace_array};
rt_type rt_blob_type = {RT_TYPE_HEAD(rt_blob_type, "byte storage"), .basic_size = sizeof(rt_blob),
                        .item_size = 1, .flags = RT_TF_VARSIZE};

rt_array *rt_array_new(rt_thread *t, size_t n) {
    if (n > (SIZE_MAX >> 4)) {
        (void)rt_raise_memory_error(t);
        return NULL;
    }
    rt_array *a =
        (rt_array *)rt_alloc(t, sizeof *a + n * sizeof a->x_items[0], &rt_array_type.root);
    if (a) a->length = n;
    return a;
}

rt_blob *rt_blob_new(rt_thread *t, size_t bytes) {
    if (bytes > (SIZE_MAX >> 1)) {
        (void)rt_raise_memory_error(t);
        return NULL;
    }
    rt_blob *b = (rt_blob *)rt_alloc(t, sizeof *b + bytes, &rt_blob_type.root);
    if (b) b->length = bytes;
    return b;
}
