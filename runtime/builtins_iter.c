/* builtins_iter.c - built-in functions over iterables and attributes. What is known to need no Python code is
 * done here; the rest goes to prelude functions of the same name.
 *
 * Owns: nothing. Threads: any, inside a transaction. */
#include "runtime/builtins_internal.h"
#include "runtime/error.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/list_internal.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"

static bool is_exact_seq(Value v) {
    return rt_is_exact(v, &rt_list_type) || rt_is_exact(v, &rt_tuple_type);
}

/* ---- all, any ---- */

/* RT_EMPTY: cannot be told here. */
static Value quantify(rt_thread *t, Value seq, bool all) {
    for (size_t i = 0;; i++) {
        Value item = rt_seq_at(t, seq, i);
        bool truth;
        if (rt_is_null(item)) return item;
        if (rt_is_empty(item)) return rt_bool(all);
        if (!rt_is_true_imm(item, &truth)) return RT_EMPTY;
        if (truth != all) return rt_bool(!all);
    }
}

Value rt_builtin_all(rt_thread *t, Value *args, uint32_t nargs) {
    Value r = is_exact_seq(args[0]) ? quantify(t, args[0], true) : RT_EMPTY;
    return rt_is_empty(r) ? rt_tail_prelude(t, "all", args, nargs) : r;
}

Value rt_builtin_any(rt_thread *t, Value *args, uint32_t nargs) {
    Value r = is_exact_seq(args[0]) ? quantify(t, args[0], false) : RT_EMPTY;
    return rt_is_empty(r) ? rt_tail_prelude(t, "any", args, nargs) : r;
}

/* ---- max, min ---- */

/* Of immediate ints or floats; RT_EMPTY: empty, or something else is among them. */
static Value extreme(rt_thread *t, Value seq, bool max) {
    Value best = rt_seq_at(t, seq, 0);
    bool ints = rt_is_imm_int(best);
    if (!ints && !rt_is_imm_float(best)) return rt_is_null(best) ? best : RT_EMPTY;
    for (size_t i = 1;; i++) {
        Value item = rt_seq_at(t, seq, i);
        if (rt_is_null(item)) return item;
        if (rt_is_empty(item)) return best;
        if (ints ? !rt_is_imm_int(item) : !rt_is_imm_float(item)) return RT_EMPTY;
        bool better;
        if (ints) {
            better = max ? (int64_t)item.bits > (int64_t)best.bits
                         : (int64_t)item.bits < (int64_t)best.bits;
        } else {
            double x = rt_imm_float_get(item), y = rt_imm_float_get(best);
            better = max ? x > y : x < y;
        }
        if (better) best = item;
    }
}

/* args: positional (tuple), key, default */
static Value max_or_min(rt_thread *t, Value *args, bool max) {
    const char *name = max ? "max" : "min";
    size_t n = rt_tuple_len(args[0]);
    if (n == 0) return rt_raise_type_error(t, "%s expected at least 1 argument, got 0", name);
    if (n > 1 && !rt_is_empty(args[2])) {
        return rt_raise_type_error(
            t, "Cannot specify a default for %s() with multiple positional arguments", name);
    }
    Value items = n > 1 ? args[0] : rt_tuple_at(args[0], 0);
    bool plain = rt_is_empty(args[1]) || rt_is_none(args[1]);
    if (plain && is_exact_seq(items)) {
        Value r = extreme(t, items, max);
        if (!rt_is_empty(r)) return r;
    }
    Value defaults = rt_is_empty(args[2]) ? rt_tuple_empty : rt_tuple_new(t, &args[2], 1);
    if (rt_is_null(defaults)) return defaults;
    Value rest[] = {items, plain ? RT_NONE : args[1], defaults};
    return rt_tail_prelude(t, name, rest, 3);
}

Value rt_builtin_max(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return max_or_min(t, args, true);
}

Value rt_builtin_min(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return max_or_min(t, args, false);
}

/* ---- sum ---- */

/* Ints, then floats with ints among them, in order, as Python adds them; RT_EMPTY: something else. */
static Value sum_numbers(rt_thread *t, Value seq, Value total) {
    for (size_t i = 0;; i++) {
        Value item = rt_seq_at(t, seq, i);
        if (rt_is_null(item)) return item;
        if (rt_is_empty(item)) return total;
        if (rt_is_imm_ints(total, item)) {
            total = rt_int_new(t, rt_imm_int_get(total) + rt_imm_int_get(item));
        } else if ((rt_is_imm_int(total) || rt_is_imm_float(total)) &&
                   (rt_is_imm_int(item) || rt_is_imm_float(item))) {
            double x =
                rt_is_imm_int(total) ? (double)rt_imm_int_get(total) : rt_imm_float_get(total);
            double y = rt_is_imm_int(item) ? (double)rt_imm_int_get(item) : rt_imm_float_get(item);
            total = rt_float_new(t, x + y);
        } else {
            return RT_EMPTY;
        }
        if (rt_is_null(total)) return total;
    }
}

Value rt_builtin_sum(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value start = rt_is_empty(args[1]) ? rt_imm_int(0) : args[1];
    if (rt_is_str(start)) {
        return rt_raise_type_error(t, "sum() can't sum strings [use ''.join(seq) instead]");
    }
    bool bytes = rt_has_flag(start, RT_TF_BYTES);
    if (bytes || rt_type_is_subtype(rt_type_of(start), &rt_bytearray_type)) {
        return rt_raise_type_error(t, "sum() can't sum %s [use b''.join(seq) instead]",
                                   bytes ? "bytes" : "bytearray");
    }
    if (is_exact_seq(args[0])) {
        Value total = sum_numbers(t, args[0], start);
        if (!rt_is_empty(total)) return total;
    }
    Value rest[] = {args[0], start};
    return rt_tail_prelude(t, "sum", rest, 2);
}

/* ---- sorted ---- */

static Value sorted_done(rt_thread *t, Value result, Value list) {
    (void)t, (void)result;
    return list;
}

/* state: key, reverse */
static Value sorted_sort(rt_thread *t, Value list, Value state) {
    Value args[] = {list, rt_state_at(state, 0), rt_state_at(state, 1)};
    return rt_then(t, rt_list_sort_method(t, args, 3), sorted_done, list);
}

Value rt_builtin_sorted(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t given = rt_tuple_len(args[0]);
    if (given != 1) return rt_raise_type_error(t, "sorted expected 1 argument, got %zu", given);
    Value state = rt_state_new(t, &args[1], 2);
    if (rt_is_null(state)) return state;
    return rt_then(t, rt_to_list_tail(t, rt_tuple_at(args[0], 0)), sorted_sort, state);
}

/* ---- iter, next ---- */

Value rt_builtin_iter(rt_thread *t, Value *args, uint32_t nargs) {
    if (nargs == 1) return rt_iter_tail(t, args[0]);
    if (!rt_type_of(args[0])->slots.call) {
        return rt_raise_type_error(t, "iter(v, w): v must be callable");
    }
    return rt_callable_iter_new(t, args[0], args[1]);
}

static Value next_or_stop(rt_thread *t, Value item, Value iterator) {
    return rt_is_empty(item) ? rt_raise_stop(t, iterator) : item;
}

static Value next_or_default(rt_thread *t, Value item, Value fallback) {
    (void)t;
    return rt_is_empty(item) ? fallback : item;
}

Value rt_builtin_next(rt_thread *t, Value *args, uint32_t nargs) {
    if (!rt_type_of(args[0])->slots.next) {
        return rt_raise_type_error(t, "'%T' object is not an iterator", args[0]);
    }
    Value item = rt_next_tail(t, args[0]);
    return nargs > 1 ? rt_then(t, item, next_or_default, args[1])
                     : rt_then(t, item, next_or_stop, args[0]);
}

/* ---- attributes ---- */

static bool name_ok(rt_thread *t, Value name) {
    if (rt_is_str(name)) return true;
    (void)rt_raise_type_error(t, "attribute name must be string, not '%T'", name);
    return false;
}

static Value getattr_done(rt_thread *t, Value v, Value fallback) {
    (void)t;
    return rt_is_empty(v) ? fallback : v;
}

Value rt_builtin_getattr(rt_thread *t, Value *args, uint32_t nargs) {
    if (!name_ok(t, args[1])) return RT_NULL;
    if (nargs < 3) return rt_getattr_tail(t, args[0], args[1]);
    return rt_then(t, rt_getattr_opt_tail(t, args[0], args[1]), getattr_done, args[2]);
}

static Value hasattr_done(rt_thread *t, Value v, Value state) {
    (void)t, (void)state;
    return rt_bool(!rt_is_empty(v));
}

Value rt_builtin_hasattr(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!name_ok(t, args[1])) return RT_NULL;
    return rt_then(t, rt_getattr_opt_tail(t, args[0], args[1]), hasattr_done, RT_NONE);
}

Value rt_builtin_setattr(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!name_ok(t, args[1])) return RT_NULL;
    return rt_setattr_tail(t, args[0], args[1], args[2]);
}

Value rt_builtin_delattr(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!name_ok(t, args[1])) return RT_NULL;
    return rt_setattr_tail(t, args[0], args[1], RT_EMPTY);
}
