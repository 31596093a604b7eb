/* namespace.c - types.SimpleNamespace: an object that is nothing but its attributes.
 * Owns: rt_namespace_type. Threads: any, through the barriers of shape.h. */
#include "runtime/objects/namespace.h"

#include "runtime/error.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/shape.h"
#include "runtime/type.h"

static Value namespace_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                           Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_instance_new(t, (rt_type *)rt_obj(type), 0);
}

static Value namespace_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                            Value kwnames) {
    if (nargs) return rt_raise_type_error(t, "no positional arguments expected");
    size_t n = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    for (size_t i = 0; i < n; i++) {
        Value name = rt_str_intern(t, rt_tuple_at(kwnames, i));
        if (rt_is_null(name) || !rt_attr_set(t, rt_obj(self), name, args[i])) return RT_NULL;
    }
    return RT_NONE;
}

/* The attributes' reprs are taken one after the other by the prelude: they may be Python code. */
static Value namespace_repr(rt_thread *t, Value self) {
    Value dict = rt_attr_dict(t, rt_obj(self));
    if (rt_is_null(dict)) return dict;
    Value args[] = {self, dict};
    return rt_tail_prelude(t, "namespace_repr", args, 2);
}

static Value namespace_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if ((op != RT_EQ && op != RT_NE) || !rt_isinstance_exact(a, &rt_namespace_type) ||
        !rt_isinstance_exact(b, &rt_namespace_type))
        return RT_NOT_IMPLEMENTED;
    Value x = rt_attr_dict(t, rt_obj(a)), y = rt_is_null(x) ? x : rt_attr_dict(t, rt_obj(b));
    return rt_is_null(y) ? y : rt_compare_tail(t, x, y, op);
}

rt_type rt_namespace_type = {
    RT_TYPE_HEAD(rt_namespace_type, "types.SimpleNamespace"),
    .flags = RT_TF_BASETYPE | RT_TF_DICT,
    .basic_size = sizeof(rt_object),
    .slots_offset = sizeof(rt_object),
    .inline_slots = 4,
    .slots = {.new_ = namespace_new,
              .init = namespace_init,
              .repr = namespace_repr,
              .compare = namespace_compare},
    .doc = "A simple attribute-based namespace.",
};
