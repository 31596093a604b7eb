/* range.c - ranges of ints of any size, and their iterators.
 *
 * Owns: rt_range_type, rt_range_iter_type (start, stop and step fit int64), rt_big_range_iter_type.
 * Ranges are immutable; an iterator is an ordinary granule. Threads: any, inside a transaction. */
#include "runtime/objects/range.h"
#include "runtime/error.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/slice.h"
#include "runtime/objects/str.h"

static const rt_range *range_of(Value v) { return (const rt_range *)rt_obj(v); }

/* ---- length: max(0, ceil((stop - start) / step)) ---- */

static Value big_length(rt_thread *t, Value start, Value stop, Value step) {
    bool back = rt_int_sign(step) < 0;
    Value low = back ? stop : start, high = back ? start : stop;
    if (rt_int_cmp(low, high) >= 0) return rt_imm_int(0);
    Value span = rt_int_binary(t, RT_SUB, high, low);
    Value less = rt_is_null(span) ? span : rt_int_binary(t, RT_SUB, span, rt_imm_int(1));
    Value stride = back ? rt_int_binary(t, RT_SUB, rt_imm_int(0), step) : step;
    if (rt_is_null(less) || rt_is_null(stride)) return RT_NULL;
    Value n = rt_int_binary(t, RT_FLOORDIV, less, stride);
    return rt_is_null(n) ? n : rt_int_binary(t, RT_ADD, n, rt_imm_int(1));
}

static Value range_length(rt_thread *t, Value start, Value stop, Value step) {
    if (!rt_is_imm_int(start) || !rt_is_imm_int(stop) || !rt_is_imm_int(step)) {
        return big_length(t, start, stop, step);
    }
    int64_t a = rt_imm_int_get(start), b = rt_imm_int_get(stop), s = rt_imm_int_get(step);
    if (s > 0 ? a >= b : a <= b) return rt_imm_int(0);
    uint64_t span = s > 0 ? (uint64_t)b - (uint64_t)a : (uint64_t)a - (uint64_t)b;
    uint64_t stride = s > 0 ? (uint64_t)s : (uint64_t)-s;
    return rt_int_new_u64(t, (span - 1) / stride + 1);
}

Value rt_range_new(rt_thread *t, Value start, Value stop, Value step) {
    if (rt_int_sign(step) == 0) return rt_raise_value_error(t, "range() arg 3 must not be zero");
    Value length = range_length(t, start, stop, step);
    if (rt_is_null(length)) return length;
    rt_object *o = rt_alloc(t, sizeof(rt_range), &rt_range_type.root);
    if (!o) return RT_NULL;
    rt_range *r = (rt_range *)o;
    r->start = start;
    r->stop = stop;
    r->step = step;
    r->length = length;
    return rt_from_obj(r);
}

static Value range_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    (void)self;
    if (!rt_args_check(t, "range", nargs, kwnames, 1, 3)) return RT_NULL;
    Value v[3] = {rt_imm_int(0), RT_NULL, rt_imm_int(1)};
    for (uint32_t i = 0; i < nargs; i++) {
        if (!rt_has_index(args[i])) {
            return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer",
                                       args[i]);
        }
        Value index = rt_is_imm_int(args[i]) ? args[i] : rt_index(t, args[i]);
        if (rt_is_null(index)) return RT_NULL;
        v[nargs == 1 ? 1 : i] = index;
    }
    return rt_range_new(t, v[0], v[1], v[2]);
}

/* ---- items ---- */

/* start + i * step */
static Value item_at(rt_thread *t, const rt_range *r, Value i) {
    if (rt_is_imm_int(i) && rt_is_imm_int(r->start) && rt_is_imm_int(r->step)) {
        int64_t product, sum;
        if (!__builtin_mul_overflow(rt_imm_int_get(i), rt_imm_int_get(r->step), &product) &&
            !__builtin_add_overflow(product, rt_imm_int_get(r->start), &sum)) {
            return rt_int_new(t, sum);
        }
    }
    Value offset = rt_int_binary(t, RT_MUL, i, r->step);
    return rt_is_null(offset) ? offset : rt_int_binary(t, RT_ADD, r->start, offset);
}

static Value range_slice(rt_thread *t, const rt_range *r, Value slice) {
    static const rt_native_def *indices;
    if (!indices) indices = rt_slice_type.methods;
    Value args[] = {slice, r->length}, parts = indices->fn(t, args, 2);
    if (rt_is_null(parts)) return parts;
    Value start = item_at(t, r, rt_tuple_at(parts, 0));
    Value stop = rt_is_null(start) ? start : item_at(t, r, rt_tuple_at(parts, 1));
    Value step = rt_is_null(stop) ? stop : rt_int_binary(t, RT_MUL, r->step, rt_tuple_at(parts, 2));
    return rt_is_null(step) ? step : rt_range_new(t, start, stop, step);
}

static Value range_getitem(rt_thread *t, Value self, Value key) {
    const rt_range *r = range_of(self);
    if (rt_is_exact(key, &rt_slice_type)) return range_slice(t, r, key);
    if (!rt_has_index(key)) {
        return rt_raise_type_error(t, "range indices must be integers or slices, not %T", key);
    }
    Value i = rt_index(t, key);
    if (!rt_is_null(i) && rt_int_sign(i) < 0) i = rt_int_binary(t, RT_ADD, i, r->length);
    if (rt_is_null(i)) return i;
    if (rt_int_sign(i) < 0 || rt_int_cmp(i, r->length) >= 0) {
        return rt_raise(t, &rt_exc_IndexError, "range object index out of range");
    }
    return item_at(t, r, i);
}

/* The index of an exact int in the range, None if it is not there. */
static Value find_int(rt_thread *t, const rt_range *r, Value v) {
    bool back = rt_int_sign(r->step) < 0;
    if (back ? rt_int_cmp(v, r->start) > 0 || rt_int_cmp(v, r->stop) <= 0
             : rt_int_cmp(v, r->start) < 0 || rt_int_cmp(v, r->stop) >= 0) {
        return RT_NONE;
    }
    Value offset = rt_int_binary(t, RT_SUB, v, r->start);
    Value rest = rt_is_null(offset) ? offset : rt_int_binary(t, RT_MOD, offset, r->step);
    if (rt_is_null(rest)) return rest;
    return rt_int_sign(rest) ? RT_NONE : rt_int_binary(t, RT_FLOORDIV, offset, r->step);
}

static bool is_exact_int(Value v) {
    return rt_is_imm_int(v) || rt_is_bool(v) || rt_is_exact(v, &rt_int_type);
}

/* Anything but an int is compared item by item, as Python does. */
static Value list_search(rt_thread *t, Value self, Value item, rt_seq_search what, rt_cont found) {
    Value items = rt_to_list(t, self);
    if (rt_is_null(items)) return items;
    return rt_seq_find_tail(t, items, item, 0, INT64_MAX, what, found);
}

static Value found_bool(rt_thread *t, Value index, Value seq) {
    (void)t, (void)seq;
    return rt_bool(!rt_is_none(index));
}

static Value range_contains(rt_thread *t, Value self, Value item) {
    if (!is_exact_int(item)) return list_search(t, self, item, RT_SEQ_FIRST, found_bool);
    Value i = find_int(t, range_of(self), item);
    return rt_is_null(i) ? i : rt_bool(!rt_is_none(i));
}

static Value found_count(rt_thread *t, Value count, Value seq) {
    (void)t, (void)seq;
    return count;
}

static Value range_count(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!is_exact_int(args[1])) return list_search(t, args[0], args[1], RT_SEQ_COUNT, found_count);
    Value i = find_int(t, range_of(args[0]), args[1]);
    return rt_is_null(i) ? i : rt_imm_int(!rt_is_none(i));
}

static Value found_index(rt_thread *t, Value index, Value seq) {
    (void)seq;
    if (!rt_is_none(index)) return index;
    return rt_raise_value_error(t, "sequence.index(x): x not in sequence");
}

static Value range_index(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!is_exact_int(args[1])) return list_search(t, args[0], args[1], RT_SEQ_FIRST, found_index);
    Value i = find_int(t, range_of(args[0]), args[1]);
    if (!rt_is_none(i)) return i;
    return rt_seq_missing_tail(t, args[1], "range");
}

/* ---- slots ---- */

static Value range_len(rt_thread *t, Value self) {
    Value n = range_of(self)->length;
    int64_t count;
    if (rt_int_get(n, &count)) return n;
    return rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C ssize_t");
}

bool rt_range_span_get(rt_thread *t, Value range, rt_range_span *out) {
    const rt_range *r = range_of(range);
    int64_t count, last;
    if (!rt_int_get(r->length, &count)) {
        (void)rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C ssize_t");
        return false;
    }
    *out = (rt_range_span){.count = (size_t)count};
    out->immediate = rt_int_get(r->start, &out->start) && rt_int_get(r->step, &out->step) &&
                     (count == 0 || (!__builtin_mul_overflow(out->step, count - 1, &last) &&
                                     !__builtin_add_overflow(out->start, last, &last) &&
                                     rt_fits_imm_int(out->start) && rt_fits_imm_int(last)));
    return true;
}

static Value range_bool(rt_thread *t, Value self) {
    (void)t;
    return rt_bool(rt_int_sign(range_of(self)->length) != 0);
}

static Value range_repr(rt_thread *t, Value self) {
    const rt_range *r = range_of(self);
    if (rt_same(r->step, rt_imm_int(1)))
        return rt_str_format_c(t, "range(%R, %R)", r->start, r->stop);
    return rt_str_format_c(t, "range(%R, %R, %R)", r->start, r->stop, r->step);
}

static bool ranges_equal(const rt_range *a, const rt_range *b) {
    if (a == b) return true;
    if (rt_int_cmp(a->length, b->length) != 0) return false;
    if (rt_int_sign(a->length) == 0) return true;
    if (rt_int_cmp(a->start, b->start) != 0) return false;
    return rt_same(a->length, rt_imm_int(1)) || rt_int_cmp(a->step, b->step) == 0;
}

static Value range_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    (void)t;
    if (op != RT_EQ && op != RT_NE) return RT_NOT_IMPLEMENTED;
    if (!rt_is_exact(a, &rt_range_type) || !rt_is_exact(b, &rt_range_type)) {
        return RT_NOT_IMPLEMENTED;
    }
    return rt_bool(ranges_equal(range_of(a), range_of(b)) == (op == RT_EQ));
}

static Value range_hash(rt_thread *t, Value self) {
    const rt_range *r = range_of(self);
    bool none = rt_int_sign(r->length) == 0, one = rt_same(r->length, rt_imm_int(1));
    Value parts =
        rt_tuple_pack3(t, r->length, none ? RT_NONE : r->start, none || one ? RT_NONE : r->step);
    return rt_is_null(parts) ? parts : rt_hash_tail(t, parts);
}

/* ---- iterators ---- */

static Value small_iter(rt_thread *t, int64_t start, int64_t step, int64_t left) {
    rt_object *o = rt_alloc(t, sizeof(rt_range_iter), &rt_range_iter_type.root);
    if (!o) return RT_NULL;
    rt_range_iter *it = (rt_range_iter *)o;
    it->step = step;
    rt_init_word(&it->x_next, (uint64_t)start);
    rt_init_word(&it->x_left, (uint64_t)left);
    return rt_from_obj(it);
}

typedef struct big_iter {
    rt_object hdr;
    Value step;
    rt_field x_next, x_left; /* ints */
} big_iter;

static Value iter_over(rt_thread *t, Value start, Value step, Value length) {
    int64_t a, s, n, last;
    if (rt_int_get(start, &a) && rt_int_get(step, &s) && rt_int_get(length, &n) &&
        !__builtin_mul_overflow(s, n, &last) && !__builtin_add_overflow(a, last, &last)) {
        return small_iter(t, a, s, n);
    }
    rt_object *o = rt_alloc(t, sizeof(big_iter), &rt_big_range_iter_type.root);
    if (!o) return RT_NULL;
    big_iter *it = (big_iter *)o;
    it->step = step;
    rt_init(&it->x_next, start);
    rt_init(&it->x_left, length);
    return rt_from_obj(it);
}

static Value range_iter(rt_thread *t, Value self) {
    const rt_range *r = range_of(self);
    return iter_over(t, r->start, r->step, r->length);
}

static Value range_reversed(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_range *r = range_of(args[0]);
    Value last = rt_int_binary(t, RT_SUB, r->length, rt_imm_int(1));
    Value start = rt_is_null(last) ? last : item_at(t, r, last);
    Value step = rt_is_null(start) ? start : rt_int_binary(t, RT_SUB, rt_imm_int(0), r->step);
    return rt_is_null(step) ? step : iter_over(t, start, step, r->length);
}

static Value small_next(rt_thread *t, Value self) {
    rt_range_iter *it = (rt_range_iter *)rt_obj(self);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    uint64_t left = rt_load_word(&it->x_left), next = rt_load_word(&it->x_next);
    if (left == 0) return RT_EMPTY;
    rt_set_word(t, own, &it->x_left, left - 1);
    rt_set_word(t, own, &it->x_next, next + (uint64_t)it->step);
    return rt_int_new(t, (int64_t)next);
}

static Value big_next(rt_thread *t, Value self) {
    big_iter *it = (big_iter *)rt_obj(self);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    Value left = rt_load(&it->x_left), next = rt_load(&it->x_next);
    if (rt_int_sign(left) == 0) return RT_EMPTY;
    Value less = rt_int_binary(t, RT_SUB, left, rt_imm_int(1));
    Value after = rt_is_null(less) ? less : rt_int_binary(t, RT_ADD, next, it->step);
    if (rt_is_null(after)) return after;
    rt_set(t, own, &it->x_left, less);
    rt_set(t, own, &it->x_next, after);
    return next;
}

static Value small_hint(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = rt_write(t, rt_obj(args[0]));
    if (!own) return RT_NULL;
    return rt_int_new(t, (int64_t)rt_load_word(&((rt_range_iter *)rt_obj(args[0]))->x_left));
}

/* iter over what is left, standing at its beginning */
static Value reduce_left(rt_thread *t, Value next, Value step, Value left) {
    Value way = rt_int_binary(t, RT_MUL, left, step);
    Value stop = rt_is_null(way) ? way : rt_int_binary(t, RT_ADD, next, way);
    Value rest = rt_is_null(stop) ? stop : rt_range_new(t, next, stop, step);
    return rt_is_null(rest) ? rest : rt_iter_reduce(t, rest, rt_imm_int(0));
}

static Value small_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_range_iter *it = (rt_range_iter *)rt_obj(args[0]);
    if (!rt_write(t, &it->hdr)) return RT_NULL;
    Value next = rt_int_new(t, (int64_t)rt_load_word(&it->x_next));
    Value step = rt_is_null(next) ? next : rt_int_new(t, it->step);
    Value left = rt_is_null(step) ? step : rt_int_new(t, (int64_t)rt_load_word(&it->x_left));
    return rt_is_null(left) ? left : reduce_left(t, next, step, left);
}

static Value big_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    big_iter *it = (big_iter *)rt_obj(args[0]);
    if (!rt_write(t, &it->hdr)) return RT_NULL;
    return reduce_left(t, rt_load(&it->x_next), it->step, rt_load(&it->x_left));
}

/* Goes on by so many items, at most to the end. */
static Value small_setstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_range_iter *it = (rt_range_iter *)rt_obj(args[0]);
    int64_t skipped;
    if (!rt_seq_index(t, args[1], true, &skipped)) return RT_NULL;
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    uint64_t left = rt_load_word(&it->x_left), by = skipped < 0 ? 0 : (uint64_t)skipped;
    if (by > left) by = left;
    rt_set_word(t, own, &it->x_left, left - by);
    rt_set_word(t, own, &it->x_next, rt_load_word(&it->x_next) + by * (uint64_t)it->step);
    return RT_NONE;
}

static Value big_setstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    big_iter *it = (big_iter *)rt_obj(args[0]);
    Value by = args[1];
    if (!rt_is_int(by)) return rt_raise_type_error(t, "state must be an int, not %T", by);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    Value left = rt_load(&it->x_left);
    if (rt_int_sign(by) < 0) by = rt_imm_int(0);
    Value rest = rt_int_binary(t, RT_SUB, left, by);
    if (!rt_is_null(rest) && rt_int_sign(rest) < 0) by = left, rest = rt_imm_int(0);
    Value way = rt_is_null(rest) ? rest : rt_int_binary(t, RT_MUL, by, it->step);
    Value next = rt_is_null(way) ? way : rt_int_binary(t, RT_ADD, rt_load(&it->x_next), way);
    if (rt_is_null(next)) return next;
    rt_set(t, own, &it->x_left, rest);
    rt_set(t, own, &it->x_next, next);
    return RT_NONE;
}

static Value big_hint(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    big_iter *it = (big_iter *)rt_obj(args[0]);
    return rt_read_field(t, &it->hdr, &it->x_left);
}

static void range_trace(rt_object *o, rt_marker *m) {
    const rt_range *r = (const rt_range *)o;
    rt_mark(m, r->start);
    rt_mark(m, r->stop);
    rt_mark(m, r->step);
    rt_mark(m, r->length);
}

static void big_trace(rt_object *o, rt_marker *m) {
    big_iter *it = (big_iter *)o;
    rt_mark(m, it->step);
    rt_mark_field(m, &it->x_next);
    rt_mark_field(m, &it->x_left);
}

static Value get_start(rt_thread *t, Value self) { return (void)t, range_of(self)->start; }
static Value get_stop(rt_thread *t, Value self) { return (void)t, range_of(self)->stop; }
static Value get_step(rt_thread *t, Value self) { return (void)t, range_of(self)->step; }

static Value range_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_range *r = range_of(args[0]);
    Value parts = rt_tuple_pack3(t, r->start, r->stop, r->step);
    return rt_is_null(parts) ? parts : rt_tuple_pack2(t, rt_from_obj(&rt_range_type), parts);
}

static const rt_getset_def range_getsets[] = {{"start", get_start, rt_set_readonly, NULL},
                                              {"stop", get_stop, rt_set_readonly, NULL},
                                              {"step", get_step, rt_set_readonly, NULL},
                                              {0}};

static const rt_native_def range_methods[] = {
    {"count", range_count, 2, 2, NULL, 0,
     "rangeobject.count(value) -> integer -- return number of occurrences of value"},
    {"index", range_index, 2, 2, NULL, 0,
     "rangeobject.index(value) -> integer -- return index of value.\n"
     "Raise ValueError if the value is not present."},
    {"__reversed__", range_reversed, 1, 1, NULL, 0, "Return a reverse iterator."},
    {"__reduce__", range_reduce, 1, 1, NULL, 0, NULL},
    {0}};
static const rt_native_def small_methods[] = {
    {"__length_hint__", small_hint, 1, 1, NULL, 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", small_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {"__setstate__", small_setstate, 2, 2, NULL, 0, "Set state information for unpickling."},
    {0}};
static const rt_native_def big_methods[] = {
    {"__length_hint__", big_hint, 1, 1, NULL, 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", big_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {"__setstate__", big_setstate, 2, 2, NULL, 0, "Set state information for unpickling."},
    {0}};

rt_type rt_range_type = {
    RT_TYPE_HEAD(rt_range_type, "range"),
    .flags = RT_TF_IMMUTABLE | RT_TF_SEQUENCE,
    .basic_size = sizeof(rt_range),
    .slots = {.new_ = range_new,
              .repr = range_repr,
              .len = range_len,
              .to_bool = range_bool,
              .iter = range_iter,
              .compare = range_compare,
              .hash = range_hash,
              .getitem = range_getitem,
              .contains = range_contains},
    .trace = range_trace,
    .getsets = range_getsets,
    .methods = range_methods,
    .doc = "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\n"
           "Return an object that produces a sequence of integers from start (inclusive)\n"
           "to stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\n"
           "start defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\n"
           "These are exactly the valid indices for a list of 4 elements.\n"
           "When step is given, it specifies the increment (or decrement).",
};
rt_type rt_range_iter_type = {
    RT_TYPE_HEAD(rt_range_iter_type, "range_iterator"),
    .basic_size = sizeof(rt_range_iter),
    .slots = {.iter = rt_self_iter, .next = small_next},
    .methods = small_methods,
};
rt_type rt_big_range_iter_type = {
    RT_TYPE_HEAD(rt_big_range_iter_type, "longrange_iterator"),
    .basic_size = sizeof(big_iter),
    .slots = {.iter = rt_self_iter, .next = big_next},
    .trace = big_trace,
    .methods = big_methods,
};
