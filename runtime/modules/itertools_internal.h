/* itertools_internal.h - the object that all of itertools' iterators are, and its accessors.
 *
 * An iterator has up to six fields, which hold Values but never RT_NULL, so that RT_NULL from a read means a conflict.
 * It changes only at the end of a step, when what it asked for has arrived: a step that is replayed or raises leaves it as it was. */
#ifndef KRAIT_RUNTIME_MODULES_ITERTOOLS_INTERNAL_H
#define KRAIT_RUNTIME_MODULES_ITERTOOLS_INTERNAL_H

#include "runtime/error.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

enum { ITER_FIELDS = 6 };

typedef struct iter_object {
    rt_object hdr;
    rt_field x_field[ITER_FIELDS];
} iter_object;

static inline Value iter_get(rt_thread *t, Value self, int i) {
    iter_object *o = (iter_object *)rt_obj(self);
    return rt_read_field(t, &o->hdr, &o->x_field[i]);
}
[[nodiscard]] static inline bool iter_put(rt_thread *t, Value self, int i, Value v) {
    iter_object *o = (iter_object *)rt_obj(self);
    return rt_write_field(t, &o->hdr, &o->x_field[i], v);
}
/* All fields, read as of one moment; false: conflict. */
[[nodiscard]] static inline bool iter_load(rt_thread *t, Value self, Value f[ITER_FIELDS]) {
    iter_object *o = (iter_object *)rt_obj(self);
    if (!rt_write(t, &o->hdr)) return false;
    for (int i = 0; i < ITER_FIELDS; i++)
        f[i] = rt_load(&o->x_field[i]);
    return true;
}
/* An instance whose first n fields are given, the others None. */
static inline Value iter_new(rt_thread *t, Value type, const Value *fields, int n) {
    Value v = rt_instance_new(t, (rt_type *)rt_obj(type), 0);
    if (rt_is_null(v)) return v;
    iter_object *o = (iter_object *)rt_obj(v);
    for (int i = 0; i < ITER_FIELDS; i++)
        rt_init(&o->x_field[i], i < n ? fields[i] : RT_NONE);
    return v;
}
static inline void iter_trace(rt_object *o, rt_marker *m) {
    for (int i = 0; i < ITER_FIELDS; i++)
        rt_mark_field(m, &((iter_object *)o)->x_field[i]);
}

#define ITERTOOLS_TYPE(symbol, type_name, new_fn, next_fn, ...)                         \
    rt_type symbol = {RT_TYPE_HEAD(symbol, "itertools." type_name),                     \
                      .flags = RT_TF_BASETYPE,                                          \
                      .basic_size = sizeof(iter_object),                                \
                      .trace = iter_trace,                                              \
                      .slots = {.new_ = new_fn, .iter = rt_self_iter, .next = next_fn}, \
                      __VA_ARGS__ __VA_OPT__(, )}

#define ITERTOOLS_TYPES(X)                                                                      \
    X(accumulate)                                                                               \
    X(chain) X(combinations) X(combinations_with_replacement) X(compress) X(count) X(cycle)     \
        X(dropwhile) X(filterfalse) X(groupby) X(islice) X(pairwise) X(permutations) X(product) \
            X(repeat) X(starmap) X(takewhile) X(zip_longest) X(_tee) X(_grouper)
#define X(name) extern rt_type rt_itertools_##name##_type;
ITERTOOLS_TYPES(X)
#undef X

Value rt_itertools_tee(rt_thread *t, Value *args, uint32_t nargs);

#endif
