/* local.c - see local.h.
 *
 * A _local has a number; each thread has a dict from numbers to dicts of attributes (thr_os.locals). All of them are ordinary objects, so
 * an abort takes back what it did to them, and a thread's contents go with the thread.
 * Threads: any; a thread's dicts are reached by itself only. */
#include "threading/local.h"

#include "runtime/error.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"
#include "stm/atomic.h"
#include "threading/thread.h"

typedef struct thr_local {
    rt_object hdr;
    uint64_t number;    /* constant */
    rt_field x_args;    /* of the call that made it: tuple of all values; constant */
    rt_field x_kwnames; /* tuple or RT_NULL; constant */
} thr_local;

static _Atomic(uint64_t) x_numbers;

static thr_local *as_local(Value v) { return (thr_local *)rt_obj(v); }

bool thr_locals_begin(rt_thread *t) {
    Value dict = rt_dict_new(t);
    thr_os_of(t)->locals = dict;
    return !rt_is_null(dict);
}

/* Numbers of _local objects begin at 1. */
Value thr_locals_get(rt_thread *t, enum thr_local_key key) {
    return rt_dict_get(t, thr_os_of(t)->locals, rt_imm_int(key));
}

bool thr_locals_set(rt_thread *t, enum thr_local_key key, Value v) {
    return rt_dict_set(t, thr_os_of(t)->locals, rt_imm_int(key), v);
}

/* ---- the calling thread's dict ---- */
static Value key_of(Value self) { return rt_imm_int((int64_t)as_local(self)->number); }

static Value initialised(rt_thread *t, Value result, Value self) {
    if (!rt_is_null(result)) return result;
    Value exc = rt_exception_take(t);
    if (rt_dict_del(t, thr_os_of(t)->locals, key_of(self)) >= 0) t->exc = exc;
    return RT_NULL;
}

static Value dict_make(rt_thread *t, Value self) {
    Value dict = rt_dict_new(t);
    return !rt_is_null(dict) && rt_dict_set(t, thr_os_of(t)->locals, key_of(self), dict) ? dict
                                                                                         : RT_NULL;
}

/* A thread's first look: a subclass's __init__ runs again, with the arguments of the first time. */
static Value begin_tail(rt_thread *t, Value self) {
    if (rt_is_null(dict_make(t, self))) return RT_NULL;
    rt_type *type = rt_type_of(self);
    if (type->slots.init == rt_object_type.slots.init) return RT_NONE;
    Value args = rt_load(&as_local(self)->x_args), kwnames = rt_load(&as_local(self)->x_kwnames);
    uint32_t nkw = rt_is_null(kwnames) ? 0 : (uint32_t)rt_tuple_len(kwnames);
    Value v = type->slots.init(t, self, rt_as_tuple(args)->items,
                               (uint32_t)rt_tuple_len(args) - nkw, kwnames);
    return rt_then_catch(t, v, initialised, self);
}

/* RT_EMPTY: not there yet. */
static Value dict_find(rt_thread *t, Value self) {
    return rt_dict_get(t, thr_os_of(t)->locals, key_of(self));
}

/* ---- attributes ---- */
static bool is_data_descriptor(Value v) {
    return !rt_is_empty(v) && rt_type_of(v)->slots.descr_set;
}

static Value bind_tail(rt_thread *t, Value v, Value self) {
    rt_ternary_fn get = rt_type_of(v)->slots.descr_get;
    return get ? get(t, v, self, rt_from_obj(rt_type_of(self))) : v;
}

static Value get_tail(rt_thread *t, Value self, Value name) {
    Value dict = dict_find(t, self);
    if (rt_is_null(dict)) return dict;
    if (rt_str_equal_cstr(name, "__dict__")) return dict;
    Value on_type = rt_type_lookup(t, rt_type_of(self), name);
    if (rt_is_null(on_type)) return on_type;
    if (is_data_descriptor(on_type)) return bind_tail(t, on_type, self);
    Value own = rt_dict_get_str(t, dict, name);
    if (!rt_is_empty(own)) return own;
    return rt_is_empty(on_type) ? rt_raise_attribute_error(t, self, name)
                                : bind_tail(t, on_type, self);
}

static Value set_tail(rt_thread *t, Value self, Value name, Value value) {
    Value dict = dict_find(t, self);
    if (rt_is_null(dict)) return dict;
    if (rt_str_equal_cstr(name, "__dict__"))
        return rt_raise(t, &rt_exc_AttributeError, "'%T' object attribute '__dict__' is read-only",
                        self);
    Value on_type = rt_type_lookup(t, rt_type_of(self), name);
    if (rt_is_null(on_type)) return on_type;
    if (is_data_descriptor(on_type))
        return rt_type_of(on_type)->slots.descr_set(t, on_type, self, value);
    if (!rt_is_empty(value)) return rt_dict_set(t, dict, name, value) ? RT_NONE : RT_NULL;
    int deleted = rt_dict_del(t, dict, name);
    if (deleted == 0) return rt_raise_attribute_error(t, self, name);
    return deleted < 0 ? RT_NULL : RT_NONE;
}

static Value get_ready(rt_thread *t, Value result, Value state) {
    (void)result;
    return get_tail(t, rt_tuple_at(state, 0), rt_tuple_at(state, 1));
}

static Value set_ready(rt_thread *t, Value result, Value state) {
    (void)result;
    return set_tail(t, rt_tuple_at(state, 0), rt_tuple_at(state, 1), rt_tuple_at(state, 2));
}

static Value local_getattr(rt_thread *t, Value self, Value name) {
    Value dict = dict_find(t, self);
    if (rt_is_null(dict)) return dict;
    if (!rt_is_empty(dict)) return get_tail(t, self, name);
    Value state = rt_tuple_pack2(t, self, name);
    return rt_is_null(state) ? state : rt_then(t, begin_tail(t, self), get_ready, state);
}

static Value local_setattr(rt_thread *t, Value self, Value name, Value value) {
    Value dict = dict_find(t, self);
    if (rt_is_null(dict)) return dict;
    if (!rt_is_empty(dict)) return set_tail(t, self, name, value);
    Value state = rt_tuple_pack3(t, self, name, value);
    return rt_is_null(state) ? state : rt_then(t, begin_tail(t, self), set_ready, state);
}

/* ---- the type ---- */
static Value local_new(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames) {
    rt_type *cls = rt_as_type(type);
    uint32_t total = nargs + (rt_is_null(kwnames) ? 0 : (uint32_t)rt_tuple_len(kwnames));
    if (total && cls->slots.init == rt_object_type.slots.init)
        return rt_raise_type_error(t, "Initialization arguments are not supported");
    Value kept = rt_tuple_new(t, args, total);
    Value self = rt_is_null(kept) ? kept : rt_instance_new(t, cls, 0);
    if (rt_is_null(self)) return self;
    thr_local *l = as_local(self);
    l->number = add_rlx(&x_numbers, 1) + 1; /* relaxed: only has to be new */
    rt_init(&l->x_args, kept);
    rt_init(&l->x_kwnames, kwnames);
    return rt_is_null(dict_make(t, self)) ? RT_NULL
                                          : self; /* type() runs __init__ for this thread */
}

static void local_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((thr_local *)o)->x_args);
    rt_mark_field(m, &((thr_local *)o)->x_kwnames);
}

rt_type thr_local_type = {
    RT_TYPE_HEAD(thr_local_type, "_thread._local"),
    .basic_size = sizeof(thr_local),
    .flags = RT_TF_BASETYPE | RT_TF_WEAKREF,
    .slots = {.new_ = local_new, .getattr = local_getattr, .setattr = local_setattr},
    .trace = local_trace,
};
