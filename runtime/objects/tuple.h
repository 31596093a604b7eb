/* tuple.h - immutable sequences. */
#ifndef KRAIT_RUNTIME_OBJECTS_TUPLE_H
#define KRAIT_RUNTIME_OBJECTS_TUPLE_H
#include "runtime/barrier.h"
typedef struct rt_tuple {
    rt_object hdr;
    uint64_t length;
    Value items[];
} rt_tuple;
static inline rt_tuple *rt_as_tuple(Value v) { return (rt_tuple *)rt_obj(v); }
static inline bool rt_is_tuple(Value v) { return rt_has_flag(v, RT_TF_TUPLE); }
static inline size_t rt_tuple_len(Value v) { return rt_as_tuple(v)->length; }
static inline Value rt_tuple_at(Value v, size_t i) { return rt_as_tuple(v)->items[i]; }
extern Value rt_tuple_empty;
[[nodiscard]] Value rt_tuple_new(
    rt_thread *t, const Value *items,
    size_t n); /* items NULL: filled with RT_NULL, to be set before it is seen */
[[nodiscard]] Value rt_tuple_pack2(rt_thread *t, Value a, Value b);
[[nodiscard]] Value rt_tuple_pack3(rt_thread *t, Value a, Value b, Value c);
/* The first n items of an array that no one changes meanwhile. */
struct rt_array;
[[nodiscard]] Value rt_tuple_from_array(rt_thread *t, const struct rt_array *array, size_t n);
/* hash(tuple) of an exact tuple; false: raised. Runs the items' __hash__ nested. */
[[nodiscard]] bool rt_tuple_hash(rt_thread *t, Value tuple, uint64_t *hash);

#endif
