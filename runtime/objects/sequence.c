/* sequence.c - what tuples, lists and iterators share.
 *
 * Owns: nothing but the chain of active reprs of each thread (t->reprs), which lives on the C stack.
 * Invariants
 *   sequence-1  A state array is never written after it was handed to a continuation, so it needs no
 *               barrier, and a replayed continuation finds what its first run found.
 * Threads: any, inside a transaction. */
#include "runtime/objects/sequence.h"

#include <assert.h>

#include "runtime/error.h"
#include "runtime/objects/descriptor.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/type_internal.h"

Value rt_state_new(rt_thread *t, const Value *values, size_t n) {
    rt_array *a = rt_array_new(t, n);
    if (!a) return RT_NULL;
    for (size_t i = 0; i < n; i++)
        rt_init(&a->x_items[i], values[i]);
    return rt_from_obj(a);
}

Value rt_suspend(rt_thread *t, rt_cont run, const Value *values, size_t n) {
    Value state = rt_state_new(t, values, n);
    if (rt_is_null(state)) return RT_NULL;
    return rt_then(t, RT_TAIL, run, state);
}

/* ---- draining: a state holds iterator, step, done, the caller's state ---- */

static Value pack_pointer(const void *p) { return rt_imm_int((int64_t)(intptr_t)p); }
static void *unpack_pointer(Value v) { return (void *)(intptr_t)rt_imm_int_get(v); }

static Value drain_got_item(rt_thread *t, Value item, Value state);
static Value drain_stepped(rt_thread *t, Value verdict, Value state);

/* Runs until something has to be called. */
static Value drain_run(rt_thread *t, Value state) {
    Value it = rt_state_at(state, 0);
    rt_each_step step = (rt_each_step)(uintptr_t)unpack_pointer(rt_state_at(state, 1));
    rt_cont done = (rt_cont)(uintptr_t)unpack_pointer(rt_state_at(state, 2));
    Value own = rt_state_at(state, 3);
    for (;;) {
        Value item = rt_next_tail(t, it);
        if (rt_is_tail(item)) return rt_then(t, RT_TAIL, drain_got_item, state);
        if (rt_is_null(item)) return RT_NULL;
        if (rt_is_empty(item)) return done(t, RT_NONE, own);
        Value verdict = step(t, own, item);
        if (rt_is_tail(verdict)) return rt_then(t, RT_TAIL, drain_stepped, state);
        if (rt_is_null(verdict)) return RT_NULL;
        if (rt_is_empty(verdict)) return done(t, RT_NONE, own);
    }
}

static Value drain_stepped(rt_thread *t, Value verdict, Value state) {
    if (!rt_is_empty(verdict)) return drain_run(t, state);
    rt_cont done = (rt_cont)(uintptr_t)unpack_pointer(rt_state_at(state, 2));
    return done(t, RT_NONE, rt_state_at(state, 3));
}

static Value drain_got_item(rt_thread *t, Value item, Value state) {
    if (rt_is_empty(item)) return drain_stepped(t, RT_EMPTY, state);
    rt_each_step step = (rt_each_step)(uintptr_t)unpack_pointer(rt_state_at(state, 1));
    return rt_then(t, step(t, rt_state_at(state, 3), item), drain_stepped, state);
}

Value rt_drain_tail(rt_thread *t, Value iterator, rt_each_step step, rt_cont done, Value state) {
    Value values[] = {iterator, pack_pointer((const void *)(uintptr_t)step),
                      pack_pointer((const void *)(uintptr_t)done), state};
    Value packed = rt_state_new(t, values, 4);
    return rt_is_null(packed) ? RT_NULL : drain_run(t, packed);
}

static Value each_got_iterator(rt_thread *t, Value it, Value state) {
    Value values[] = {it, rt_state_at(state, 1), rt_state_at(state, 2), rt_state_at(state, 3)};
    Value packed = rt_state_new(t, values, 4);
    return rt_is_null(packed) ? RT_NULL : drain_run(t, packed);
}

Value rt_each_tail(rt_thread *t, Value iterable, rt_each_step step, rt_cont done, Value state) {
    Value it = rt_iter_tail(t, iterable);
    if (rt_is_null(it)) return RT_NULL;
    if (!rt_is_tail(it)) return rt_drain_tail(t, it, step, done, state);
    Value values[] = {RT_NULL, pack_pointer((const void *)(uintptr_t)step),
                      pack_pointer((const void *)(uintptr_t)done), state};
    return rt_suspend(t, each_got_iterator, values, 4);
}

static Value length_told(rt_thread *t, Value length, Value iterator) {
    (void)t, (void)length;
    return iterator;
}

Value rt_length_asked_tail(rt_thread *t, Value iterator, Value iterable) {
    rt_type *type = rt_type_of(iterable);
    if (!(type->flags & RT_TF_HEAP)) return iterator;
    if (!type->slots.len) {
        Value hint = rt_type_lookup(t, type, rt_id.__length_hint__);
        if (rt_is_null(hint) || rt_is_empty(hint)) return rt_is_null(hint) ? hint : iterator;
    }
    Value args[] = {iterable, rt_imm_int(0)};
    return rt_then(t, rt_tail_prelude(t, "operator_length_hint", args, 2), length_told, iterator);
}

/* state: iterable, the format of the error. */
static Value iter_refused(rt_thread *t, Value iterator, Value state) {
    if (!rt_is_null(iterator)) return iterator;
    if (!rt_exception_catch(t, &rt_exc_TypeError)) return RT_NULL;
    return rt_raise_type_error(t, unpack_pointer(rt_state_at(state, 1)), rt_state_at(state, 0));
}

Value rt_iter_refused_tail(rt_thread *t, Value iterable, const char *refused) {
    Value values[] = {iterable, pack_pointer(refused)}, state = rt_state_new(t, values, 2);
    if (rt_is_null(state)) return RT_NULL;
    return rt_then_catch(t, rt_iter_tail(t, iterable), iter_refused, state);
}

/* ---- items ---- */

Value rt_seq_at(rt_thread *t, Value seq, size_t i) {
    if (rt_is_tuple(seq)) return i < rt_tuple_len(seq) ? rt_tuple_at(seq, i) : RT_EMPTY;
    return rt_list_get(t, seq, (int64_t)i);
}

bool rt_seq_len(rt_thread *t, Value seq, int64_t *n) {
    if (!rt_is_tuple(seq)) return rt_list_len(t, seq, n);
    *n = (int64_t)rt_tuple_len(seq);
    return true;
}

/* ---- comparison ---- */

static Value compare_lengths(rt_thread *t, Value a, Value b, rt_cmp op) {
    int64_t n, m;
    if (!rt_seq_len(t, a, &n) || !rt_seq_len(t, b, &m)) return RT_NULL;
    switch (op) {
    case RT_LT: return rt_bool(n < m);
    case RT_LE: return rt_bool(n <= m);
    case RT_EQ: return rt_bool(n == m);
    case RT_NE: return rt_bool(n != m);
    case RT_GT: return rt_bool(n > m);
    case RT_GE: return rt_bool(n >= m);
    }
    return RT_NULL;
}

/* The first items that differ decide. */
static Value compare_items(rt_thread *t, Value a, Value b, size_t i, rt_cmp op) {
    if (op == RT_EQ) return RT_FALSE;
    if (op == RT_NE) return RT_TRUE;
    Value x = rt_seq_at(t, a, i), y = rt_seq_at(t, b, i);
    if (rt_is_null(x) || rt_is_null(y)) return RT_NULL;
    if (rt_is_empty(x) || rt_is_empty(y)) return compare_lengths(t, a, b, op);
    return rt_compare_tail(t, x, y, op);
}

static Value compare_from(rt_thread *t, Value a, Value b, size_t i, rt_cmp op);

static Value compare_resume(rt_thread *t, Value equal, Value state) {
    Value a = rt_state_at(state, 0), b = rt_state_at(state, 1);
    size_t i = (size_t)rt_imm_int_get(rt_state_at(state, 2));
    rt_cmp op = (rt_cmp)rt_imm_int_get(rt_state_at(state, 3));
    if (rt_same(equal, RT_TRUE)) return compare_from(t, a, b, i + 1, op);
    return compare_items(t, a, b, i, op);
}

static Value compare_from(rt_thread *t, Value a, Value b, size_t i, rt_cmp op) {
    for (;; i++) {
        Value x = rt_seq_at(t, a, i), y = rt_seq_at(t, b, i);
        if (rt_is_null(x) || rt_is_null(y)) return RT_NULL;
        if (rt_is_empty(x) || rt_is_empty(y)) return compare_lengths(t, a, b, op);
        if (rt_same(x, y)) continue;
        if (rt_is_imm_ints(x, y)) return compare_items(t, a, b, i, op);
        Value equal = rt_compare_bool_tail(t, x, y, RT_EQ);
        if (rt_is_null(equal)) return RT_NULL;
        if (rt_is_tail(equal)) {
            Value values[] = {a, b, rt_imm_int((int64_t)i), rt_imm_int(op)};
            return rt_suspend(t, compare_resume, values, 4);
        }
        if (rt_same(equal, RT_FALSE)) return compare_items(t, a, b, i, op);
    }
}

Value rt_seq_compare_tail(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (op == RT_EQ || op == RT_NE) {
        int64_t n, m;
        if (!rt_seq_len(t, a, &n) || !rt_seq_len(t, b, &m)) return RT_NULL;
        if (n != m) return rt_bool(op == RT_NE);
    }
    return compare_from(t, a, b, 0, op);
}

/* ---- search: a state holds seq, item, index, stop, what, count, found ---- */

static Value find_run(rt_thread *t, Value seq, Value item, int64_t i, int64_t stop,
                      rt_seq_search what, int64_t count, rt_cont found);

static Value find_resume(rt_thread *t, Value equal, Value s) {
    int64_t i = rt_imm_int_get(rt_state_at(s, 2)), count = rt_imm_int_get(rt_state_at(s, 5));
    rt_seq_search what = (rt_seq_search)rt_imm_int_get(rt_state_at(s, 4));
    rt_cont found = (rt_cont)(uintptr_t)unpack_pointer(rt_state_at(s, 6));
    if (rt_same(equal, RT_TRUE)) {
        if (what == RT_SEQ_FIRST) return found(t, rt_imm_int(i), rt_state_at(s, 0));
        count++;
    }
    return find_run(t, rt_state_at(s, 0), rt_state_at(s, 1), i + 1,
                    rt_imm_int_get(rt_state_at(s, 3)), what, count, found);
}

static Value find_run(rt_thread *t, Value seq, Value item, int64_t i, int64_t stop,
                      rt_seq_search what, int64_t count, rt_cont found) {
    for (; i < stop; i++) {
        Value x = rt_seq_at(t, seq, (size_t)i);
        if (rt_is_null(x)) return RT_NULL;
        if (rt_is_empty(x)) break;
        if (!rt_same(x, item)) {
            if (rt_is_imm_ints(x, item)) continue;
            Value equal = rt_compare_bool_tail(t, x, item, RT_EQ);
            if (rt_is_null(equal)) return RT_NULL;
            if (rt_is_tail(equal)) {
                Value values[] = {seq,
                                  item,
                                  rt_imm_int(i),
                                  rt_imm_int(stop),
                                  rt_imm_int(what),
                                  rt_imm_int(count),
                                  pack_pointer((const void *)(uintptr_t)found)};
                return rt_suspend(t, find_resume, values, 7);
            }
            if (rt_same(equal, RT_FALSE)) continue;
        }
        if (what == RT_SEQ_FIRST) return found(t, rt_imm_int(i), seq);
        count++;
    }
    return found(t, what == RT_SEQ_COUNT ? rt_imm_int(count) : RT_NONE, seq);
}

Value rt_seq_find_tail(rt_thread *t, Value seq, Value item, int64_t start, int64_t stop,
                       rt_seq_search what, rt_cont found) {
    return find_run(t, seq, item, start, stop > RT_INT_MAX ? RT_INT_MAX : stop, what, 0, found);
}

static Value found_bool(rt_thread *t, Value index, Value seq) {
    (void)t, (void)seq;
    return rt_bool(!rt_is_none(index));
}

Value rt_seq_contains_tail(rt_thread *t, Value seq, Value item) {
    return rt_seq_find_tail(t, seq, item, 0, INT64_MAX, RT_SEQ_FIRST, found_bool);
}

static Value found_count(rt_thread *t, Value count, Value seq) {
    (void)t, (void)seq;
    return count;
}

Value rt_seq_count_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_seq_find_tail(t, args[0], args[1], 0, INT64_MAX, RT_SEQ_COUNT, found_count);
}

static Value found_index(rt_thread *t, Value index, Value seq) {
    if (!rt_is_none(index)) return index;
    if (rt_is_tuple(seq)) return rt_raise_value_error(t, "tuple.index(x): x not in tuple");
    return RT_EMPTY; /* the caller knows the item that the message shows */
}

static Value raise_missing(rt_thread *t, Value text, Value place) {
    return rt_is_null(text) ? text : rt_raise_value_error(t, "%V is not in %V", text, place);
}

Value rt_seq_missing_tail(rt_thread *t, Value item, const char *place) {
    Value name = rt_str_intern_cstr(t, place);
    return rt_is_null(name) ? name : rt_then(t, rt_repr_tail(t, item), raise_missing, name);
}

static Value index_not_found(rt_thread *t, Value index, Value item) {
    return rt_is_empty(index) ? rt_seq_missing_tail(t, item, "list") : index;
}

Value rt_seq_index_method(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n, bound[2] = {0, INT64_MAX};
    if (!rt_seq_len(t, args[0], &n)) return RT_NULL;
    for (uint32_t i = 2; i < nargs; i++) {
        if (!rt_has_index(args[i])) {
            return rt_raise_type_error(
                t, "slice indices must be integers or have an __index__ method");
        }
        if (!rt_seq_index(t, args[i], true, &bound[i - 2])) return RT_NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (bound[i] < 0) bound[i] = bound[i] + n < 0 ? 0 : bound[i] + n;
    }
    Value item = args[1];
    Value r = rt_seq_find_tail(t, args[0], item, bound[0], bound[1], RT_SEQ_FIRST, found_index);
    return rt_then(t, r, index_not_found, item);
}

Value rt_seq_operand_error(rt_thread *t, rt_binop op, const char *kind, Value b) {
    if (op == RT_MUL)
        return rt_raise_type_error(t, "can't multiply sequence by non-int of type '%T'", b);
    return rt_raise_type_error(t, "can only concatenate %s (not \"%T\") to %s", kind, b, kind);
}

/* ---- repr ---- */

/* Each level takes some hundred bytes of C stack. */
enum { REPR_DEPTH_MAX = 1000 };

int rt_repr_enter(rt_thread *t, rt_repr_frame *frame, Value object) {
    uint32_t depth = 0;
    for (const rt_repr_frame *f = t->reprs; f; f = f->up) {
        if (rt_same(f->object, object)) return 1;
    }
    if (t->reprs) depth = t->reprs->depth + 1;
    if (depth >= REPR_DEPTH_MAX) {
        (void)rt_raise(t, &rt_exc_RecursionError,
                       "maximum recursion depth exceeded while getting the repr of an object");
        return -1;
    }
    *frame = (rt_repr_frame){t->reprs, object, depth};
    t->reprs = frame;
    return 0;
}

void rt_repr_leave(rt_thread *t, rt_repr_frame *frame) {
    assert(t->reprs == frame);
    t->reprs = frame->up;
}

Value rt_seq_repr(rt_thread *t, Value seq, const char *open, const char *close, const char *lone) {
    rt_repr_frame frame;
    int entered = rt_repr_enter(t, &frame, seq);
    if (entered < 0) return RT_NULL;
    if (entered) return rt_str_format_c(t, "%s...%s", open, close);
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_cstr(&b, open);
    size_t i = 0;
    for (;; i++) {
        Value item = rt_seq_at(t, seq, i);
        if (rt_is_empty(item)) break;
        Value text = rt_is_null(item) ? RT_NULL : rt_repr(t, item);
        if (rt_is_null(text)) {
            rt_repr_leave(t, &frame);
            rt_sb_drop(&b);
            return RT_NULL;
        }
        if (i) rt_sb_ascii(&b, ", ", 2);
        rt_sb_str(&b, text);
    }
    rt_repr_leave(t, &frame);
    if (i == 1) rt_sb_cstr(&b, lone);
    rt_sb_cstr(&b, close);
    return rt_sb_finish(t, &b);
}

/* ---- arguments ---- */

bool rt_seq_index(rt_thread *t, Value v, bool clamp, int64_t *out) {
    if (rt_is_imm_int(v)) {
        *out = rt_imm_int_get(v);
        return true;
    }
    Value i = rt_index(t, v);
    return !rt_is_null(i) && rt_index_get(t, i, clamp, out);
}

bool rt_arg_ssize(rt_thread *t, Value v, int64_t *out) {
    if (rt_seq_index(t, v, false, out)) return true;
    if (rt_exception_catch(t, &rt_exc_IndexError))
        (void)rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C ssize_t");
    return false;
}

bool rt_arg_c_int(rt_thread *t, Value v, int *out) {
    Value i = rt_is_bool(v) ? rt_imm_int(rt_same(v, RT_TRUE)) : rt_index(t, v);
    int64_t n;
    if (rt_is_null(i)) return false;
    if (!rt_int_get(i, &n) || n < INT_MIN || n > INT_MAX) {
        (void)rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C int");
        return false;
    }
    *out = (int)n;
    return true;
}

bool rt_seq_times(rt_thread *t, Value v, int64_t *out) {
    if (rt_seq_index(t, v, false, out)) return true;
    if (rt_exception_catch(t, &rt_exc_IndexError)) {
        (void)rt_raise(t, &rt_exc_OverflowError, "cannot fit '%T' into an index-sized integer", v);
    }
    return false;
}

bool rt_args_check(rt_thread *t, const char *name, uint32_t nargs, Value kwnames, uint32_t min,
                   uint32_t max) {
    if (!rt_is_null(kwnames) && rt_tuple_len(kwnames)) {
        (void)rt_raise_type_error(t, "%s() takes no keyword arguments", name);
        return false;
    }
    if (nargs >= min && nargs <= max) return true;
    uint32_t expected = nargs < min ? min : max;
    const char *how = min == max ? "" : nargs < min ? "at least " : "at most ";
    (void)rt_raise_type_error(t, "%s expected %s%u argument%s, got %u", name, how, expected,
                              expected == 1 ? "" : "s", nargs);
    return false;
}

Value rt_class_getitem(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_generic_alias_new(t, args[0], args[1]);
}
