/* tuple.c - immutable sequences of values.
 *
 * Owns: rt_tuple_type and the empty tuple.
 * Invariants
 *   tuple-1  The items never change once the tuple is reachable: no barriers.
 *   tuple-2  There is one exact empty tuple.
 * Threads: any, inside a transaction. */
#include "runtime/objects/tuple.h"
#include "runtime/objects/hashtable.h"

#include "runtime/error.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/slice.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

static rt_tuple empty_tuple = {.hdr = {.x_shape = (uint64_t)0}};
Value rt_tuple_empty;

static Value tuple_alloc(rt_thread *t, size_t n) {
    if (n > (SIZE_MAX >> 5)) return rt_raise_memory_error(t);
    rt_object *o = rt_alloc(t, sizeof(rt_tuple) + n * sizeof(Value), &rt_tuple_type.root);
    if (!o) return RT_NULL;
    ((rt_tuple *)o)->length = n;
    return rt_from_obj(o);
}

Value rt_tuple_new(rt_thread *t, const Value *items, size_t n) {
    if (n == 0) return rt_tuple_empty;
    Value v = tuple_alloc(t, n);
    if (!rt_is_null(v) && items) memcpy(rt_as_tuple(v)->items, items, n * sizeof *items);
    return v;
}

Value rt_tuple_pack2(rt_thread *t, Value a, Value b) {
    Value items[] = {a, b};
    return rt_tuple_new(t, items, 2);
}

Value rt_tuple_pack3(rt_thread *t, Value a, Value b, Value c) {
    Value items[] = {a, b, c};
    return rt_tuple_new(t, items, 3);
}

Value rt_tuple_from_array(rt_thread *t, const rt_array *array, size_t n) {
    if (n == 0) return rt_tuple_empty;
    Value v = tuple_alloc(t, n);
    if (rt_is_null(v)) return v;
    for (size_t i = 0; i < n; i++)
        rt_as_tuple(v)->items[i] = rt_load(&array->x_items[i]);
    return v;
}

/* ---- construction ---- */

static Value new_finish(rt_thread *t, Value tuple, Value type_value) {
    rt_type *type = (rt_type *)rt_obj(type_value);
    if (type == &rt_tuple_type) return tuple;
    size_t n = rt_tuple_len(tuple);
    Value v = rt_instance_new(t, type, n);
    if (rt_is_null(v)) return v;
    rt_as_tuple(v)->length = n;
    memcpy(rt_as_tuple(v)->items, rt_as_tuple(tuple)->items, n * sizeof(Value));
    return v;
}

static Value tuple_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    bool strict =
        rt_as_type(self)->slots.init == rt_tuple_type.slots.init; /* else __init__ may take them */
    if (!rt_args_check(t, "tuple", nargs, strict ? kwnames : RT_NULL, 0, 1)) return RT_NULL;
    if (nargs == 0) return new_finish(t, rt_tuple_empty, self);
    return rt_then(t, rt_to_tuple_tail(t, args[0]), new_finish, self);
}

/* ---- operators ---- */

static Value tuple_repr(rt_thread *t, Value self) {
    if (rt_tuple_len(self) == 0) return rt_str_from_ascii(t, "()", 2);
    return rt_seq_repr(t, self, "(", ")", ",");
}

/* The hash of python's tuples: xxHash's lanes over the items' hashes. */
bool rt_tuple_hash(rt_thread *t, Value self, uint64_t *hash) {
    const uint64_t prime1 = 11400714785074694791u, prime2 = 14029467366897019727u;
    const uint64_t prime5 = 2870177450012600261u;
    size_t n = rt_tuple_len(self);
    uint64_t acc = prime5;
    for (size_t i = 0; i < n; i++) {
        uint64_t h;
        if (!rt_key_hash(t, rt_tuple_at(self, i), &h)) return false;
        acc += h * prime2;
        acc = rt_rotl64(acc, 31) * prime1;
    }
    acc += n ^ (prime5 ^ 3527539);
    if (acc == UINT64_MAX) acc = 1546275796;
    *hash = acc;
    return true;
}

static Value tuple_hash(rt_thread *t, Value self) {
    uint64_t hash;
    return rt_tuple_hash(t, self, &hash) ? rt_hash_value(t, hash) : RT_NULL;
}

static Value tuple_length(rt_thread *t, Value self) {
    (void)t;
    return rt_imm_int((int64_t)rt_tuple_len(self));
}

static Value tuple_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (!rt_is_tuple(a) || !rt_is_tuple(b)) return RT_NOT_IMPLEMENTED;
    return rt_seq_compare_tail(t, a, b, op);
}

static Value tuple_slice(rt_thread *t, Value self, Value slice) {
    int64_t start, stop, step, count;
    int64_t n = (int64_t)rt_tuple_len(self);
    if (!rt_slice_indices(t, slice, n, &start, &stop, &step, &count)) return RT_NULL;
    if (count == n && step == 1 && rt_is_exact(self, &rt_tuple_type)) return self;
    if (step == 1) return rt_tuple_new(t, rt_as_tuple(self)->items + start, (size_t)count);
    if (count == 0) return rt_tuple_empty;
    Value v = tuple_alloc(t, (size_t)count);
    if (rt_is_null(v)) return v;
    for (int64_t i = 0; i < count; i++) {
        rt_as_tuple(v)->items[i] = rt_tuple_at(self, (size_t)(start + i * step));
    }
    return v;
}

static Value tuple_getitem(rt_thread *t, Value self, Value key) {
    if (rt_has_index(key)) {
        int64_t i, n = (int64_t)rt_tuple_len(self);
        if (!rt_seq_index(t, key, false, &i)) return RT_NULL;
        if (i < 0) i += n;
        if (i < 0 || i >= n) return rt_raise(t, &rt_exc_IndexError, "tuple index out of range");
        return rt_tuple_at(self, (size_t)i);
    }
    if (rt_is_exact(key, &rt_slice_type)) return tuple_slice(t, self, key);
    return rt_raise_type_error(t, "tuple indices must be integers or slices, not %T", key);
}

static Value tuple_add(rt_thread *t, Value a, Value b) {
    if (!rt_is_tuple(a)) return RT_NOT_IMPLEMENTED;
    if (!rt_is_tuple(b)) return rt_seq_operand_error(t, RT_ADD, "tuple", b);
    size_t n = rt_tuple_len(a), m = rt_tuple_len(b);
    if (n == 0 && rt_is_exact(b, &rt_tuple_type)) return b;
    if (m == 0 && rt_is_exact(a, &rt_tuple_type)) return a;
    if (n + m == 0) return rt_tuple_empty;
    Value v = tuple_alloc(t, n + m);
    if (rt_is_null(v)) return v;
    memcpy(rt_as_tuple(v)->items, rt_as_tuple(a)->items, n * sizeof(Value));
    memcpy(rt_as_tuple(v)->items + n, rt_as_tuple(b)->items, m * sizeof(Value));
    return v;
}

static Value tuple_mul(rt_thread *t, Value a, Value b) {
    bool swapped = !rt_is_tuple(a);
    if (swapped) {
        Value swap = a;
        a = b;
        b = swap;
    }
    if (!rt_is_tuple(a)) return RT_NOT_IMPLEMENTED;
    if (!rt_has_index(b))
        return swapped ? rt_raise_unsupported(t, RT_MUL, b, a)
                       : rt_seq_operand_error(t, RT_MUL, "tuple", b);
    int64_t times;
    if (!rt_seq_times(t, b, &times)) return RT_NULL;
    size_t n = rt_tuple_len(a), total;
    if (n == 0 || times <= 0) return rt_tuple_empty;
    if (times == 1 && rt_is_exact(a, &rt_tuple_type)) return a;
    if (__builtin_mul_overflow(n, (size_t)times, &total)) return rt_raise_memory_error(t);
    Value v = tuple_alloc(t, total);
    if (rt_is_null(v)) return v;
    for (size_t i = 0; i < total; i += n) {
        memcpy(rt_as_tuple(v)->items + i, rt_as_tuple(a)->items, n * sizeof(Value));
    }
    return v;
}

static Value tuple_getnewargs(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value copy = rt_tuple_new(t, rt_as_tuple(args[0])->items, rt_tuple_len(args[0]));
    return rt_is_null(copy) ? copy : rt_tuple_new(t, &copy, 1);
}

static void tuple_trace(rt_object *o, rt_marker *m) {
    const rt_tuple *self = (const rt_tuple *)o;
    rt_mark_values(m, self->items, self->length);
}

static const rt_native_def tuple_methods[] = {
    {"index", rt_seq_index_method, 2, 4, NULL, 0,
     "Return first index of value.\n\nRaises ValueError if the value is not present."},
    {"count", rt_seq_count_method, 2, 2, NULL, 0, "Return number of occurrences of value."},
    {"__getnewargs__", tuple_getnewargs, 1, 1, NULL, 0, NULL},
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"},
    {0},
};

rt_type rt_tuple_type = {
    RT_TYPE_HEAD(rt_tuple_type, "tuple"),
    .flags = RT_TF_BASETYPE | RT_TF_VARSIZE | RT_TF_IMMUTABLE | RT_TF_TUPLE | RT_TF_SEQUENCE,
    .basic_size = sizeof(rt_tuple),
    .item_size = sizeof(Value),
    .slots = {.new_ = tuple_new,
              .repr = tuple_repr,
              .hash = tuple_hash,
              .len = tuple_length,
              .iter = rt_seq_iter_new,
              .compare = tuple_compare,
              .getitem = tuple_getitem,
              .contains = rt_seq_contains_tail,
              .binary = {[RT_ADD] = tuple_add, [RT_MUL] = tuple_mul}},
    .trace = tuple_trace,
    .methods = tuple_methods,
    .doc = "Built-in immutable sequence.\n\n"
           "If no argument is given, the constructor returns an empty tuple.\n"
           "If iterable is specified the tuple is initialized from iterable's items.\n\n"
           "If the argument is a tuple, the return value is the same object.",
};

/* The empty tuple is static: everything may use it before the heap and the types are up. */
[[gnu::constructor]] static void tuple_early(void) {
    rt_init_ptr(&empty_tuple.hdr.x_shape, &rt_tuple_type.root);
    rt_tuple_empty = rt_from_obj(&empty_tuple);
}
