/* slice.c - slice objects.
 *
 * Owns: rt_slice_type. Immutable. Threads: any. */
#include "runtime/objects/slice.h"

#include "runtime/error.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"

static const rt_slice *slice_of(Value v) { return (const rt_slice *)rt_obj(v); }

Value rt_slice_new(rt_thread *t, Value start, Value stop, Value step) {
    rt_object *o = rt_alloc(t, sizeof(rt_slice), &rt_slice_type.root);
    if (!o) return RT_NULL;
    rt_slice *s = (rt_slice *)o;
    s->start = start;
    s->stop = stop;
    s->step = step;
    return rt_from_obj(s);
}

/* One of the three as an int64, beyond which it is clamped; None leaves *out alone. */
static bool bound(rt_thread *t, Value v, int64_t *out) {
    if (rt_is_none(v)) return true;
    if (rt_is_imm_int(v)) {
        *out = rt_imm_int_get(v);
        return true;
    }
    if (rt_has_index(v)) return rt_seq_index(t, v, true, out);
    (void)rt_raise_type_error(t,
                              "slice indices must be integers or None or have an __index__ method");
    return false;
}

static int64_t clamp(int64_t i, int64_t n, int64_t low, int64_t high) {
    if (i < 0) i += n;
    return i < low ? low : i > high ? high : i;
}

bool rt_slice_indices(rt_thread *t, Value slice, int64_t n, int64_t *start, int64_t *stop,
                      int64_t *step, int64_t *count) {
    const rt_slice *s = slice_of(slice);
    *step = 1;
    if (!bound(t, s->step, step)) return false;
    if (*step == 0) {
        (void)rt_raise_value_error(t, "slice step cannot be zero");
        return false;
    }
    if (*step < -INT64_MAX) *step = -INT64_MAX;
    bool back = *step < 0;
    int64_t low = back ? -1 : 0, high = back ? n - 1 : n;
    *start = back ? INT64_MAX : 0;
    *stop = back ? INT64_MIN + n : INT64_MAX;
    if (!bound(t, s->start, start) || !bound(t, s->stop, stop)) return false;
    *start = clamp(*start, n, low, high);
    *stop = rt_is_none(s->stop) && back ? -1 : clamp(*stop, n, low, high);
    if (back)
        *count = *stop >= *start ? 0
                 : *step == -1   ? *start - *stop
                                 : (*start - *stop - 1) / -*step + 1;
    else
        *count = *start >= *stop ? 0
                 : *step == 1    ? *stop - *start
                                 : (*stop - *start - 1) / *step + 1;
    return true;
}

/* ---- the type ---- */

static Value slice_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    (void)self;
    if (!rt_args_check(t, "slice", nargs, kwnames, 1, 3)) return RT_NULL;
    if (nargs == 1) return rt_slice_new(t, RT_NONE, args[0], RT_NONE);
    return rt_slice_new(t, args[0], args[1], nargs > 2 ? args[2] : RT_NONE);
}

static Value as_tuple(rt_thread *t, Value v) {
    return rt_tuple_pack3(t, slice_of(v)->start, slice_of(v)->stop, slice_of(v)->step);
}

static Value slice_repr(rt_thread *t, Value self) {
    Value tuple = as_tuple(t, self);
    return rt_is_null(tuple) ? tuple : rt_seq_repr(t, tuple, "slice(", ")", "");
}

static Value slice_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (!rt_is_exact(a, &rt_slice_type) || !rt_is_exact(b, &rt_slice_type)) {
        return RT_NOT_IMPLEMENTED;
    }
    Value x = as_tuple(t, a), y = rt_is_null(x) ? x : as_tuple(t, b);
    return rt_is_null(y) ? y : rt_seq_compare_tail(t, x, y, op);
}

static Value slice_hash(rt_thread *t, Value self) {
    return rt_raise_type_error(t, "unhashable type: '%T'", self);
}

static Value part_index(rt_thread *t, Value v) {
    if (rt_is_int(v) || rt_has_index(v)) return rt_index(t, v);
    return rt_raise_type_error(
        t, "slice indices must be integers or None or have an __index__ method");
}

/* slice.indices with ints of any size: the rules of rt_slice_indices over int arithmetic. */
static Value big_bound(rt_thread *t, Value v, Value n, Value fallback, Value low, Value high) {
    if (rt_is_none(v)) return fallback;
    v = part_index(t, v);
    if (rt_is_null(v)) return v;
    if (rt_int_sign(v) < 0) v = rt_int_binary(t, RT_ADD, v, n);
    if (rt_is_null(v)) return v;
    return rt_int_cmp(v, low) < 0 ? low : rt_int_cmp(v, high) > 0 ? high : v;
}

static Value big_indices(rt_thread *t, const rt_slice *s, Value n) {
    Value step = rt_is_none(s->step) ? rt_imm_int(1) : part_index(t, s->step);
    if (rt_is_null(step)) return step;
    if (rt_int_sign(step) == 0) return rt_raise_value_error(t, "slice step cannot be zero");
    bool back = rt_int_sign(step) < 0;
    Value low = rt_imm_int(back ? -1 : 0);
    Value high = back ? rt_int_binary(t, RT_SUB, n, rt_imm_int(1)) : n;
    if (rt_is_null(high)) return high;
    Value start = big_bound(t, s->start, n, back ? high : low, low, high);
    if (rt_is_null(start)) return start;
    Value stop = big_bound(t, s->stop, n, back ? low : high, low, high);
    return rt_is_null(stop) ? stop : rt_tuple_pack3(t, start, stop, step);
}

static Value slice_indices_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_slice *s = slice_of(args[0]);
    if (!rt_has_index(args[1])) {
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", args[1]);
    }
    Value n = rt_index(t, args[1]);
    if (rt_is_null(n)) return n;
    if (rt_int_sign(n) < 0) return rt_raise_value_error(t, "length should not be negative");
    return big_indices(t, s, n);
}

static Value get_start(rt_thread *t, Value self) { return (void)t, slice_of(self)->start; }
static Value get_stop(rt_thread *t, Value self) { return (void)t, slice_of(self)->stop; }
static Value get_step(rt_thread *t, Value self) { return (void)t, slice_of(self)->step; }

static Value slice_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value parts = as_tuple(t, args[0]);
    return rt_is_null(parts) ? parts : rt_tuple_pack2(t, rt_from_obj(&rt_slice_type), parts);
}

static void slice_trace(rt_object *o, rt_marker *m) {
    const rt_slice *s = (const rt_slice *)o;
    rt_mark(m, s->start);
    rt_mark(m, s->stop);
    rt_mark(m, s->step);
}

static const rt_getset_def slice_getsets[] = {{"start", get_start, rt_set_readonly, NULL},
                                              {"stop", get_stop, rt_set_readonly, NULL},
                                              {"step", get_step, rt_set_readonly, NULL},
                                              {0}};

static const rt_native_def slice_methods[] = {
    {"indices", slice_indices_method, 2, 2, NULL, 0,
     "S.indices(len) -> (start, stop, stride)\n\n"
     "Assuming a sequence of length len, calculate the start and stop\n"
     "indices, and the stride length of the extended slice described by\n"
     "S. Out of bounds indices are clipped in a manner consistent with the\n"
     "handling of normal slices."},
    {"__reduce__", slice_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {0}};

rt_type rt_slice_type = {
    RT_TYPE_HEAD(rt_slice_type, "slice"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(rt_slice),
    .slots = {.new_ = slice_new, .repr = slice_repr, .compare = slice_compare, .hash = slice_hash},
    .trace = slice_trace,
    .getsets = slice_getsets,
    .methods = slice_methods,
    .doc = "slice(stop)\nslice(start, stop[, step])\n\n"
           "Create a slice object.  This is used for extended slicing (e.g. a[0:10:2]).",
};
