/* weakproxy.c - proxies: weak references that pass every operation on to their target.
 * Owns: rt_weakproxy_type, rt_weakcallableproxy_type. Threads: any. */
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/str.h"
#include "runtime/objects/weakref.h"
#include "runtime/protocol.h"

static bool is_proxy(Value v) {
    return rt_is_exact(v, &rt_weakproxy_type) || rt_is_exact(v, &rt_weakcallableproxy_type);
}

/* What v stands for: its target if it is a proxy. RT_NULL: ReferenceError. */
static Value unwrap(rt_thread *t, Value v) {
    if (!is_proxy(v)) return v;
    Value target = rt_weak_target(v);
    return rt_is_null(target)
               ? rt_raise(t, &rt_exc_ReferenceError, "weakly-referenced object no longer exists")
               : target;
}

static bool unwrap2(rt_thread *t, Value *a, Value *b) {
    *a = unwrap(t, *a);
    if (rt_is_null(*a)) return false;
    *b = unwrap(t, *b);
    return !rt_is_null(*b);
}

static Value proxy_getattr(rt_thread *t, Value self, Value name) {
    Value o = unwrap(t, self);
    return rt_is_null(o) ? o : rt_getattr_tail(t, o, name);
}

static Value proxy_setattr(rt_thread *t, Value self, Value name, Value value) {
    Value o = unwrap(t, self);
    return rt_is_null(o) ? o : rt_setattr_tail(t, o, name, value);
}

static Value proxy_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                        Value kwnames) {
    Value o = unwrap(t, self);
    return rt_is_null(o) ? o : rt_tail_call_kw(t, o, args, nargs, kwnames);
}

static Value proxy_repr(rt_thread *t, Value self) {
    Value target = rt_weak_target(self);
    if (rt_is_null(target)) target = RT_NONE;
    return rt_str_format_c(t, "<weakproxy at 0x%llx to %T at 0x%llx>",
                           (unsigned long long)self.bits, target, (unsigned long long)target.bits);
}

#define UNARY(function, protocol)                                                                          \
    static Value function(rt_thread *t, Value self)                                                        \
    {                                                                                                      \
        Value o = unwrap(t, self);                                                                         \
        return rt_is_null(o) ? o : protocol(t, o);                                                         \
    }
UNARY(proxy_str, rt_to_str_tail)
UNARY(proxy_bool, rt_truth_tail)
UNARY(proxy_len, rt_len_tail)
UNARY(proxy_iter, rt_iter_tail)

static Value proxy_next(rt_thread *t, Value self) {
    Value o = unwrap(t, self);
    if (rt_is_null(o)) return o;
    if (!rt_type_of(o)->slots.next)
        return rt_raise_type_error(t, "Weakref proxy referenced a non-iterator '%T' object", o);
    return rt_next_tail(t, o);
}

static Value proxy_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    return unwrap2(t, &a, &b) ? rt_compare_tail(t, a, b, op) : RT_NULL;
}

static Value proxy_getitem(rt_thread *t, Value self, Value key) {
    return unwrap2(t, &self, &key) ? rt_getitem_tail(t, self, key) : RT_NULL;
}

static Value proxy_setitem(rt_thread *t, Value self, Value key, Value value) {
    Value o = unwrap(t, self);
    return rt_is_null(o) ? o : rt_setitem_tail(t, o, key, value);
}

static Value proxy_contains(rt_thread *t, Value self, Value item) {
    Value o = unwrap(t, self);
    return rt_is_null(o) ? o : rt_contains_tail(t, o, item);
}

static Value proxy_power(rt_thread *t, Value a, Value b, Value mod) {
    return unwrap2(t, &a, &b) ? rt_pow3_tail(t, a, b, mod) : RT_NULL;
}

/* One function for each operator: slots are not told which one they are. */
#define X(name, symbol, dunder)                                                                            \
    static Value binary_##name(rt_thread *t, Value a, Value b)                                             \
    {                                                                                                      \
        return unwrap2(t, &a, &b) ? rt_binary_tail(t, RT_##name, a, b) : RT_NULL;                          \
    }                                                                                                      \
    static Value inplace_##name(rt_thread *t, Value a, Value b)                                            \
    {                                                                                                      \
        return unwrap2(t, &a, &b) ? rt_inplace_tail(t, RT_##name, a, b) : RT_NULL;                         \
    }
RT_BINARY_OPS(X)
#undef X

#define UNARY_OP(name)                                                                                     \
    static Value unary_##name(rt_thread *t, Value self)                                                    \
    {                                                                                                      \
        Value o = unwrap(t, self);                                                                         \
        return rt_is_null(o) ? o : rt_unary_tail(t, RT_##name, o);                                         \
    }
/* clang-format off */
UNARY_OP(NEG)
UNARY_OP(POS) UNARY_OP(INVERT) UNARY_OP(ABS) UNARY_OP(TO_INT) UNARY_OP(TO_FLOAT) UNARY_OP(INDEX)
    /* clang-format on */

    static Value proxy_bytes(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value o = unwrap(t, args[0]);
    return rt_is_null(o) ? o : rt_call_method_tail(t, o, rt_id.__bytes__, NULL, 0);
}

static Value proxy_reversed(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value o = unwrap(t, args[0]);
    return rt_is_null(o) ? o : rt_call_method_tail(t, o, rt_id.__reversed__, NULL, 0);
}

static void proxy_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((rt_weak *)o)->x_callback);
}

static const rt_native_def proxy_methods[] = {
    {.name = "__bytes__", .fn = proxy_bytes, .min = 1, .max = 1},
    {.name = "__reversed__", .fn = proxy_reversed, .min = 1, .max = 1},
    {.name = NULL},
};

#define BINARY(name, symbol, dunder) [RT_##name] = binary_##name,
#define INPLACE(name, symbol, dunder) [RT_##name] = inplace_##name,
#define PROXY_SLOTS                                                                                        \
    .getattr = proxy_getattr, .setattr = proxy_setattr, .repr = proxy_repr, .str = proxy_str,              \
    .to_bool = proxy_bool, .len = proxy_len, .iter = proxy_iter, .next = proxy_next,                       \
    .compare = proxy_compare, .getitem = proxy_getitem, .setitem = proxy_setitem,                          \
    .contains = proxy_contains, .power = proxy_power, .binary = {RT_BINARY_OPS(BINARY)},                   \
    .inplace = {RT_BINARY_OPS(INPLACE)},                                                                   \
    .unary = {[RT_NEG] = unary_NEG, [RT_POS] = unary_POS, [RT_INVERT] = unary_INVERT,                      \
              [RT_ABS] = unary_ABS, [RT_TO_INT] = unary_TO_INT, [RT_TO_FLOAT] = unary_TO_FLOAT,            \
              [RT_INDEX] = unary_INDEX}

rt_type rt_weakproxy_type = {
    RT_TYPE_HEAD(rt_weakproxy_type, "weakref.ProxyType"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_weak),
    .slots = {PROXY_SLOTS},
    .trace = proxy_trace,
    .methods = proxy_methods,
};

rt_type rt_weakcallableproxy_type = {
    RT_TYPE_HEAD(rt_weakcallableproxy_type, "weakref.CallableProxyType"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_weak),
    .slots = {PROXY_SLOTS, .call = proxy_call},
    .trace = proxy_trace,
    .methods = proxy_methods,
};
