/* itertools.c - the itertools module, and its iterators that pass items on: accumulate, chain, compress, count, cycle, dropwhile,
 * filterfalse, islice, pairwise, repeat, starmap, takewhile.
 *
 * Owns: their types. A step that has to call Python is a chain of continuations; one that need not is a plain loop.
 * Threads: any, inside a transaction. */
#include "runtime/modules/itertools_internal.h"

#include "runtime/objects/module.h"

static bool is_exact_type(Value type, const rt_type *exact) {
    return rt_obj(type) == (const rt_object *)exact;
}

static bool no_keywords(rt_thread *t, Value type, const rt_type *exact, const char *name,
                        Value kwnames) {
    if (!is_exact_type(type, exact) || rt_is_null(kwnames) || rt_tuple_len(kwnames) == 0)
        return true;
    (void)rt_raise_type_error(t, "%s() takes no keyword arguments", name);
    return false;
}

/* ---- construction from (function, iterable): state: type, function ---- */

static Value with_iterator(rt_thread *t, Value iterator, Value state) {
    Value fields[] = {iterator, rt_state_at(state, 1)};
    return iter_new(t, rt_state_at(state, 0), fields, 2);
}

static Value open_tail(rt_thread *t, Value type, Value function, Value iterable) {
    Value values[] = {type, function}, state = rt_state_new(t, values, 2);
    return rt_is_null(state) ? state : rt_then(t, rt_iter_tail(t, iterable), with_iterator, state);
}

/* ---- accumulate: iterator, function or None, total or RT_EMPTY, initial or RT_EMPTY ---- */

static Value accumulate_make(rt_thread *t, Value iterator, Value state) {
    Value fields[] = {iterator, rt_state_at(state, 1), RT_EMPTY, rt_state_at(state, 2)};
    return iter_new(t, rt_state_at(state, 0), fields, 4);
}

static Value accumulate_fn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool has_initial = !rt_is_empty(args[3]) && !rt_is_none(args[3]);
    Value values[] = {args[0], rt_is_empty(args[2]) ? RT_NONE : args[2],
                      has_initial ? args[3] : RT_EMPTY};
    Value state = rt_state_new(t, values, 3);
    return rt_is_null(state) ? state : rt_then(t, rt_iter_tail(t, args[1]), accumulate_make, state);
}

static Value accumulate_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                            Value kwnames) {
    static const rt_native_def def = {
        "accumulate", accumulate_fn, 0, 0, "type, /, iterable, func=, *, initial=", 0, NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}

static Value accumulate_store(rt_thread *t, Value total, Value self) {
    return iter_put(t, self, 2, total) ? total : RT_NULL;
}

static Value accumulate_got(rt_thread *t, Value item, Value self) {
    Value f[ITER_FIELDS];
    if (rt_is_empty(item)) return item;
    if (!iter_load(t, self, f)) return RT_NULL;
    if (rt_is_empty(f[2])) return accumulate_store(t, item, self);
    Value total = rt_is_none(f[1]) ? rt_binary_tail(t, RT_ADD, f[2], item)
                                   : rt_call_kw_tail(t, f[1], (Value[]){f[2], item}, 2, RT_NULL);
    return rt_then(t, total, accumulate_store, self);
}

static Value accumulate_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    if (!rt_is_empty(f[3])) {
        if (!iter_put(t, self, 3, RT_EMPTY)) return RT_NULL;
        return accumulate_store(t, f[3], self);
    }
    return rt_then(t, rt_next_tail(t, f[0]), accumulate_got, self);
}

ITERTOOLS_TYPE(rt_itertools_accumulate_type, "accumulate", accumulate_new, accumulate_next,
               .doc = "Return series of accumulated sums (or other binary function results).");

/* ---- chain: iterator of the iterables or None, iterator of the current one or None ---- */

static Value chain_make(rt_thread *t, Value type, Value iterables) {
    return open_tail(t, type, RT_NONE, iterables);
}

static Value chain_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    if (!no_keywords(t, self, &rt_itertools_chain_type, "chain", kwnames)) return RT_NULL;
    Value iterables = rt_tuple_new(t, args, nargs);
    return rt_is_null(iterables) ? iterables : chain_make(t, self, iterables);
}

static Value chain_from_iterable(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return chain_make(t, args[0], args[1]);
}

static Value chain_got_item(rt_thread *t, Value item, Value self);
static Value chain_got_iterable(rt_thread *t, Value iterable, Value self);
static Value chain_opened(rt_thread *t, Value iterator, Value self);

static Value chain_next(rt_thread *t, Value self) {
    for (;;) {
        Value f[ITER_FIELDS];
        if (!iter_load(t, self, f)) return RT_NULL;
        if (!rt_is_none(f[1])) {
            Value item = rt_next_tail(t, f[1]);
            if (rt_is_tail(item)) return rt_then(t, item, chain_got_item, self);
            if (!rt_is_empty(item)) return item;
            if (!iter_put(t, self, 1, RT_NONE)) return RT_NULL;
        } else if (rt_is_none(f[0])) {
            return RT_EMPTY;
        }
        Value iterable = rt_next_tail(t, f[0]);
        if (rt_is_tail(iterable)) return rt_then(t, iterable, chain_got_iterable, self);
        if (rt_is_null(iterable)) return iterable;
        if (rt_is_empty(iterable)) return iter_put(t, self, 0, RT_NONE) ? RT_EMPTY : RT_NULL;
        Value iterator = rt_iter_tail(t, iterable);
        if (rt_is_tail(iterator)) return rt_then(t, iterator, chain_opened, self);
        if (rt_is_null(iterator) || !iter_put(t, self, 1, iterator)) return RT_NULL;
    }
}

static Value chain_got_item(rt_thread *t, Value item, Value self) {
    if (!rt_is_empty(item)) return item;
    return iter_put(t, self, 1, RT_NONE) ? chain_next(t, self) : RT_NULL;
}

static Value chain_opened(rt_thread *t, Value iterator, Value self) {
    return iter_put(t, self, 1, iterator) ? chain_next(t, self) : RT_NULL;
}

static Value chain_got_iterable(rt_thread *t, Value iterable, Value self) {
    if (rt_is_empty(iterable)) return iter_put(t, self, 0, RT_NONE) ? RT_EMPTY : RT_NULL;
    return rt_then(t, rt_iter_tail(t, iterable), chain_opened, self);
}

static const rt_native_def chain_methods[] = {
    {"from_iterable", chain_from_iterable, 2, 2, NULL, RT_NATIVE_CLASS,
     "Alternative chain() constructor taking a single iterable argument that evaluates lazily."},
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"},
    {0}};
ITERTOOLS_TYPE(
    rt_itertools_chain_type, "chain", chain_new, chain_next, .methods = chain_methods,
    .doc = "Return a chain object whose .__next__() method returns elements from the first\n"
           "iterable until it is exhausted, then elements from the next iterable.");

/* ---- filterfalse, dropwhile, takewhile: iterator, function, state (a bool) ---- */

static Value predicate_new(rt_thread *t, rt_type *exact, const char *name, Value self,
                           const Value *args, uint32_t nargs, Value kwnames) {
    if (!no_keywords(t, self, exact, name, kwnames)) return RT_NULL;
    if (!rt_args_check(t, name, nargs, RT_NULL, 2, 2)) return RT_NULL;
    return open_tail(t, self, args[0], args[1]);
}

/* The truth of function(item), or of the item for None and bool; complete or RT_TAIL. */
static Value truth_of_answer(rt_thread *t, Value answer, Value state) {
    (void)state;
    return rt_truth_tail(t, answer);
}
static Value judge(rt_thread *t, Value function, Value item) {
    if (rt_is_none(function) || rt_same(function, rt_from_obj(&rt_bool_type)))
        return rt_truth_tail(t, item);
    return rt_then(t, rt_call_kw_tail(t, function, &item, 1, RT_NULL), truth_of_answer, RT_NONE);
}

/* What becomes of an item once it was judged: the item, RT_EMPTY (end), or RT_NOT_IMPLEMENTED (go on). */
typedef Value (*verdict_fn)(rt_thread *t, Value self, Value item, bool truth);

static Value false_verdict(rt_thread *t, Value self, Value item, bool truth) {
    (void)t, (void)self;
    return truth ? RT_NOT_IMPLEMENTED : item;
}
static Value drop_verdict(rt_thread *t, Value self, Value item, bool truth) {
    if (truth) return RT_NOT_IMPLEMENTED;
    return iter_put(t, self, 2, RT_TRUE) ? item : RT_NULL;
}
static Value take_verdict(rt_thread *t, Value self, Value item, bool truth) {
    if (truth) return item;
    return iter_put(t, self, 2, RT_TRUE) ? RT_EMPTY : RT_NULL;
}

static verdict_fn verdict_of(Value self) {
    rt_unary_fn next = rt_type_of(self)->slots.next;
    if (next == rt_itertools_takewhile_type.slots.next) return take_verdict;
    return next == rt_itertools_dropwhile_type.slots.next ? drop_verdict : false_verdict;
}

static Value predicate_run(rt_thread *t, Value self, verdict_fn verdict);

/* state: self, item, verdict */
static Value predicate_judged(rt_thread *t, Value truth, Value state) {
    Value self = rt_state_at(state, 0);
    verdict_fn verdict = (verdict_fn)(intptr_t)rt_imm_int_get(rt_state_at(state, 2));
    Value r = verdict(t, self, rt_state_at(state, 1), rt_same(truth, RT_TRUE));
    return rt_is_not_implemented(r) ? predicate_run(t, self, verdict) : r;
}

static Value predicate_judge_later(rt_thread *t, Value self, Value item, Value function,
                                   verdict_fn verdict) {
    Value values[] = {self, item, rt_imm_int((intptr_t)verdict)},
          state = rt_state_new(t, values, 3);
    return rt_is_null(state) ? state
                             : rt_then(t, judge(t, function, item), predicate_judged, state);
}

static Value predicate_got(rt_thread *t, Value item, Value self) {
    if (rt_is_empty(item)) return item;
    Value function = iter_get(t, self, 1);
    if (rt_is_null(function)) return function;
    return predicate_judge_later(t, self, item, function, verdict_of(self));
}

static Value predicate_run(rt_thread *t, Value self, verdict_fn verdict) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    for (;;) {
        Value item = rt_next_tail(t, f[0]);
        if (rt_is_tail(item)) return rt_then(t, item, predicate_got, self);
        if (rt_is_null(item) || rt_is_empty(item)) return item;
        Value truth = judge(t, f[1], item);
        if (rt_is_null(truth)) return truth;
        if (rt_is_tail(truth)) {
            Value values[] = {self, item, rt_imm_int((intptr_t)verdict)};
            return rt_suspend(t, predicate_judged, values, 3);
        }
        Value r = verdict(t, self, item, rt_same(truth, RT_TRUE));
        if (!rt_is_not_implemented(r)) return r;
    }
}

static Value filterfalse_next(rt_thread *t, Value self) {
    return predicate_run(t, self, false_verdict);
}
static Value dropwhile_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    return rt_same(f[2], RT_TRUE) ? rt_next_tail(t, f[0]) : predicate_run(t, self, drop_verdict);
}
static Value takewhile_next(rt_thread *t, Value self) {
    Value over = iter_get(t, self, 2);
    if (rt_is_null(over)) return over;
    return rt_same(over, RT_TRUE) ? RT_EMPTY : predicate_run(t, self, take_verdict);
}

#define PREDICATE_NEW(name)                                                                      \
    static Value name##_new(rt_thread *t, Value self, const Value *args, uint32_t n, Value kw) { \
        return predicate_new(t, &rt_itertools_##name##_type, #name, self, args, n, kw);          \
    }
PREDICATE_NEW(filterfalse)
PREDICATE_NEW(dropwhile)
PREDICATE_NEW(takewhile)
PREDICATE_NEW(starmap)
#undef PREDICATE_NEW
ITERTOOLS_TYPE(rt_itertools_filterfalse_type, "filterfalse", filterfalse_new, filterfalse_next,
               .doc = "Return those items of iterable for which function(item) is false.\n\n"
                      "If function is None, return the items that are false.");
ITERTOOLS_TYPE(rt_itertools_dropwhile_type, "dropwhile", dropwhile_new, dropwhile_next,
               .doc = "Drop items from the iterable while predicate(item) is true.\n\n"
                      "Afterwards, return every element until the iterable is exhausted.");
ITERTOOLS_TYPE(
    rt_itertools_takewhile_type, "takewhile", takewhile_new, takewhile_next,
    .doc =
        "Return successive entries from an iterable as long as the predicate evaluates to true for each entry.");

/* ---- starmap: iterator, function ---- */

static Value starmap_call(rt_thread *t, Value args, Value self) {
    Value function = iter_get(t, self, 1);
    if (rt_is_null(function)) return function;
    return rt_call_kw_tail(t, function, rt_as_tuple(args)->items, (uint32_t)rt_tuple_len(args),
                           RT_NULL);
}
static Value starmap_got(rt_thread *t, Value item, Value self) {
    return rt_is_empty(item) ? item : rt_then(t, rt_to_tuple_tail(t, item), starmap_call, self);
}
static Value starmap_next(rt_thread *t, Value self) {
    Value it = iter_get(t, self, 0);
    return rt_is_null(it) ? it : rt_then(t, rt_next_tail(t, it), starmap_got, self);
}
ITERTOOLS_TYPE(
    rt_itertools_starmap_type, "starmap", starmap_new, starmap_next,
    .doc =
        "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.");

/* ---- compress: data, selectors ---- */

static Value compress_second(rt_thread *t, Value selectors, Value state) {
    Value fields[] = {rt_state_at(state, 1), selectors};
    return iter_new(t, rt_state_at(state, 0), fields, 2);
}
static Value compress_first(rt_thread *t, Value data, Value state) {
    Value values[] = {rt_state_at(state, 0), data}, next = rt_state_new(t, values, 2);
    if (rt_is_null(next)) return next;
    return rt_then(t, rt_iter_tail(t, rt_state_at(state, 1)), compress_second, next);
}
static Value compress_fn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value values[] = {args[0], args[2]}, state = rt_state_new(t, values, 2);
    return rt_is_null(state) ? state : rt_then(t, rt_iter_tail(t, args[1]), compress_first, state);
}
static Value compress_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                          Value kwnames) {
    static const rt_native_def def = {"compress", compress_fn, 0, 0, "type, /, data, selectors",
                                      0,          NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}

static Value compress_next(rt_thread *t, Value self);
/* state: self, datum */
static Value compress_judged(rt_thread *t, Value truth, Value state) {
    return rt_same(truth, RT_TRUE) ? rt_state_at(state, 1)
                                   : compress_next(t, rt_state_at(state, 0));
}
static Value compress_got_selector(rt_thread *t, Value selector, Value state) {
    if (rt_is_empty(selector)) return selector;
    return rt_then(t, rt_truth_tail(t, selector), compress_judged, state);
}
static Value compress_got_datum(rt_thread *t, Value datum, Value self) {
    if (rt_is_empty(datum)) return datum;
    Value values[] = {self, datum}, state = rt_state_new(t, values, 2);
    Value selectors = rt_is_null(state) ? state : iter_get(t, self, 1);
    if (rt_is_null(selectors)) return selectors;
    return rt_then(t, rt_next_tail(t, selectors), compress_got_selector, state);
}
static Value compress_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    for (;;) {
        Value datum = rt_next_tail(t, f[0]);
        if (rt_is_tail(datum)) return rt_then(t, datum, compress_got_datum, self);
        if (rt_is_null(datum) || rt_is_empty(datum)) return datum;
        Value selector = rt_next_tail(t, f[1]);
        Value values[] = {self, datum};
        if (rt_is_tail(selector)) return rt_suspend(t, compress_got_selector, values, 2);
        if (rt_is_null(selector) || rt_is_empty(selector)) return selector;
        Value truth = rt_truth_tail(t, selector);
        if (rt_is_tail(truth)) return rt_suspend(t, compress_judged, values, 2);
        if (rt_is_null(truth)) return truth;
        if (rt_same(truth, RT_TRUE)) return datum;
    }
}
ITERTOOLS_TYPE(rt_itertools_compress_type, "compress", compress_new, compress_next,
               .doc = "Return data elements corresponding to true selector elements.");

/* ---- count: next value, step ---- */

static bool is_number(Value v) {
    const rt_slots *s = &rt_type_of(v)->slots;
    return s->unary[RT_INDEX] || s->unary[RT_TO_FLOAT] || s->unary[RT_TO_INT] ||
           rt_is_exact(v, &rt_complex_type);
}
static Value count_fn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value fields[] = {rt_is_empty(args[1]) ? rt_imm_int(0) : args[1],
                      rt_is_empty(args[2]) ? rt_imm_int(1) : args[2]};
    if (!is_number(fields[0]) || !is_number(fields[1]))
        return rt_raise_type_error(t, "a number is required");
    return iter_new(t, args[0], fields, 2);
}
static Value count_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    static const rt_native_def def = {"count", count_fn, 0, 0, "type, /, start=, step=", 0, NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}
/* state: self, the value to return */
static Value count_stepped(rt_thread *t, Value next, Value state) {
    return iter_put(t, rt_state_at(state, 0), 0, next) ? rt_state_at(state, 1) : RT_NULL;
}
static Value count_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    Value next = rt_binary_tail(t, RT_ADD, f[0], f[1]);
    if (!rt_is_tail(next)) return !rt_is_null(next) && iter_put(t, self, 0, next) ? f[0] : RT_NULL;
    Value values[] = {self, f[0]};
    return rt_suspend(t, count_stepped, values, 2);
}
static Value count_repr(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    Value start = rt_repr(t, f[0]);
    if (rt_is_null(start) || rt_same(f[1], rt_imm_int(1))) {
        return rt_is_null(start) ? start : rt_str_format_c(t, "count(%V)", start);
    }
    Value step = rt_repr(t, f[1]);
    return rt_is_null(step) ? step : rt_str_format_c(t, "count(%V, %V)", start, step);
}
rt_type rt_itertools_count_type = {
    RT_TYPE_HEAD(rt_itertools_count_type, "itertools.count"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(iter_object),
    .trace = iter_trace,
    .slots = {.new_ = count_new, .iter = rt_self_iter, .next = count_next, .repr = count_repr},
    .doc = "Return a count object whose .__next__() method returns consecutive values.",
};

/* ---- cycle: iterator or None, list of what it gave, index ---- */

static Value cycle_make(rt_thread *t, Value iterator, Value type) {
    Value fields[] = {iterator, rt_list_new(t, NULL, 0), rt_imm_int(0)};
    return rt_is_null(fields[1]) ? RT_NULL : iter_new(t, type, fields, 3);
}
static Value cycle_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    if (!no_keywords(t, self, &rt_itertools_cycle_type, "cycle", kwnames)) return RT_NULL;
    if (!rt_args_check(t, "cycle", nargs, RT_NULL, 1, 1)) return RT_NULL;
    return rt_then(t, rt_iter_tail(t, args[0]), cycle_make, self);
}
static Value cycle_again(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    int64_t n;
    if (!iter_load(t, self, f) || !rt_list_len(t, f[1], &n)) return RT_NULL;
    if (n == 0) return RT_EMPTY;
    int64_t i = rt_imm_int_get(f[2]);
    if (!iter_put(t, self, 2, rt_imm_int(i + 1 == n ? 0 : i + 1))) return RT_NULL;
    return rt_list_get(t, f[1], i);
}
static Value cycle_got(rt_thread *t, Value item, Value self) {
    if (rt_is_empty(item)) return iter_put(t, self, 0, RT_NONE) ? cycle_again(t, self) : RT_NULL;
    Value saved = iter_get(t, self, 1);
    return !rt_is_null(saved) && rt_list_append(t, saved, item) ? item : RT_NULL;
}
static Value cycle_next(rt_thread *t, Value self) {
    Value it = iter_get(t, self, 0);
    if (rt_is_null(it)) return it;
    return rt_is_none(it) ? cycle_again(t, self) : rt_then(t, rt_next_tail(t, it), cycle_got, self);
}
ITERTOOLS_TYPE(
    rt_itertools_cycle_type, "cycle", cycle_new, cycle_next,
    .doc =
        "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.");

/* ---- islice: iterator or None, index of the next item to give, stop or -1, step, items taken so far ---- */

static Value islice_make(rt_thread *t, Value iterator, Value state) {
    Value fields[] = {iterator, rt_state_at(state, 1), rt_state_at(state, 2), rt_state_at(state, 3),
                      rt_imm_int(0)};
    return iter_new(t, rt_state_at(state, 0), fields, 5);
}
static bool islice_bound(rt_thread *t, Value v, int64_t least, const char *message, int64_t *out) {
    if (rt_is_none(v)) return true;
    if (rt_has_index(v)) {
        Value i = rt_index(t, v);
        if (rt_is_null(i)) return false;
        if (rt_int_get(i, out) && *out >= least) return true;
    }
    (void)rt_raise_value_error(t, "%s", message);
    return false;
}
static Value islice_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                        Value kwnames) {
    static const char bounds[] =
        "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    static const char stop_bound[] =
        "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    if (!no_keywords(t, self, &rt_itertools_islice_type, "islice", kwnames)) return RT_NULL;
    if (!rt_args_check(t, "islice", nargs, RT_NULL, 2, 4)) return RT_NULL;
    int64_t start = 0, stop = -1, step = 1;
    if (nargs > 2 && !islice_bound(t, args[1], 0, bounds, &start)) return RT_NULL;
    if (!islice_bound(t, args[nargs > 2 ? 2 : 1], 0, nargs > 2 ? bounds : stop_bound, &stop))
        return RT_NULL;
    if (nargs > 3 &&
        !islice_bound(t, args[3], 1, "Step for islice() must be a positive integer or None.",
                      &step)) {
        return RT_NULL;
    }
    Value values[] = {self, rt_imm_int(start), rt_imm_int(stop), rt_imm_int(step)};
    Value state = rt_state_new(t, values, 4);
    return rt_is_null(state) ? state : rt_then(t, rt_iter_tail(t, args[0]), islice_make, state);
}
static Value islice_next(rt_thread *t, Value self);
static Value islice_got(rt_thread *t, Value item, Value self);

/* One item has come from the iterator: RT_NOT_IMPLEMENTED: it is skipped. */
static Value islice_take(rt_thread *t, Value self, Value item) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    if (rt_is_empty(item)) return iter_put(t, self, 0, RT_NONE) ? item : RT_NULL;
    int64_t next = rt_imm_int_get(f[1]), stop = rt_imm_int_get(f[2]), taken = rt_imm_int_get(f[4]);
    if (!iter_put(t, self, 4, rt_imm_int(taken + 1))) return RT_NULL;
    if (taken < next) return RT_NOT_IMPLEMENTED;
    int64_t after;
    if (__builtin_add_overflow(next, rt_imm_int_get(f[3]), &after) || (stop >= 0 && after > stop))
        after = stop;
    return iter_put(t, self, 1, rt_imm_int(after)) ? item : RT_NULL;
}
static Value islice_next(rt_thread *t, Value self) {
    for (;;) {
        Value f[ITER_FIELDS];
        if (!iter_load(t, self, f)) return RT_NULL;
        if (rt_is_none(f[0])) return RT_EMPTY;
        int64_t next = rt_imm_int_get(f[1]), stop = rt_imm_int_get(f[2]),
                taken = rt_imm_int_get(f[4]);
        bool done = stop >= 0 && taken >= stop && next >= stop;
        if (done) return iter_put(t, self, 0, RT_NONE) ? RT_EMPTY : RT_NULL;
        Value item = rt_next_tail(t, f[0]);
        if (rt_is_tail(item)) return rt_then(t, item, islice_got, self);
        if (rt_is_null(item)) return item;
        Value r = islice_take(t, self, item);
        if (!rt_is_not_implemented(r) || rt_is_not_implemented(item)) return r;
    }
}
static Value islice_got(rt_thread *t, Value item, Value self) {
    Value r = islice_take(t, self, item);
    return rt_is_not_implemented(r) && !rt_is_not_implemented(item) ? islice_next(t, self) : r;
}
ITERTOOLS_TYPE(
    rt_itertools_islice_type, "islice", islice_new, islice_next,
    .doc =
        "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object");

/* ---- pairwise: iterator, the item before or RT_EMPTY ---- */

static Value pairwise_make(rt_thread *t, Value iterator, Value type) {
    Value fields[] = {iterator, RT_EMPTY};
    return iter_new(t, type, fields, 2);
}
static Value pairwise_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                          Value kwnames) {
    if (!no_keywords(t, self, &rt_itertools_pairwise_type, "pairwise", kwnames)) return RT_NULL;
    if (!rt_args_check(t, "pairwise", nargs, RT_NULL, 1, 1)) return RT_NULL;
    return rt_then(t, rt_iter_tail(t, args[0]), pairwise_make, self);
}
static Value pairwise_next(rt_thread *t, Value self);
static Value pairwise_got(rt_thread *t, Value item, Value self) {
    Value old = iter_get(t, self, 1);
    if (rt_is_null(old) || !iter_put(t, self, 1, item)) return RT_NULL;
    if (rt_is_empty(item)) return iter_put(t, self, 0, RT_NONE) ? item : RT_NULL;
    return rt_is_empty(old) ? pairwise_next(t, self) : rt_tuple_pack2(t, old, item);
}
static Value pairwise_next(rt_thread *t, Value self) {
    Value it = iter_get(t, self, 0);
    if (rt_is_null(it)) return it;
    return rt_is_none(it) ? RT_EMPTY : rt_then(t, rt_next_tail(t, it), pairwise_got, self);
}
ITERTOOLS_TYPE(rt_itertools_pairwise_type, "pairwise", pairwise_new, pairwise_next,
               .doc = "Return an iterator of overlapping pairs taken from the input iterator.\n\n"
                      "    s -> (s0,s1), (s1,s2), (s2, s3), ...");

/* ---- repeat: object, times left or None ---- */

static Value repeat_fn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value fields[] = {args[1], RT_NONE};
    if (!rt_is_empty(args[2])) {
        int64_t times;
        if (!rt_has_index(args[2])) {
            return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer",
                                       args[2]);
        }
        if (!rt_arg_ssize(t, args[2], &times)) return RT_NULL;
        fields[1] = rt_imm_int(times < 0 ? 0 : times);
    }
    return iter_new(t, args[0], fields, 2);
}
static Value repeat_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                        Value kwnames) {
    static const rt_native_def def = {
        "repeat", repeat_fn, 0, 0, "type, /, object, times=", 0, NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}
static Value repeat_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    if (rt_is_none(f[1])) return f[0];
    int64_t left = rt_imm_int_get(f[1]);
    if (left == 0) return RT_EMPTY;
    return iter_put(t, self, 1, rt_imm_int(left - 1)) ? f[0] : RT_NULL;
}
static Value repeat_repr(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    Value object = rt_repr(t, f[0]);
    if (rt_is_null(object)) return object;
    if (rt_is_none(f[1])) return rt_str_format_c(t, "repeat(%V)", object);
    return rt_str_format_c(t, "repeat(%V, %R)", object, f[1]);
}
static Value repeat_hint(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value left = iter_get(t, args[0], 1);
    return rt_is_none(left) ? rt_raise_type_error(t, "len() of unsized object") : left;
}
static const rt_native_def repeat_methods[] = {
    {"__length_hint__", repeat_hint, 1, 1, NULL, 0,
     "Private method returning an estimate of len(list(it))."},
    {0}};
rt_type rt_itertools_repeat_type = {
    RT_TYPE_HEAD(rt_itertools_repeat_type, "itertools.repeat"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(iter_object),
    .trace = iter_trace,
    .slots = {.new_ = repeat_new, .iter = rt_self_iter, .next = repeat_next, .repr = repeat_repr},
    .methods = repeat_methods,
    .doc = "repeat(object [,times]) -> create an iterator which returns the object\n"
           "for the specified number of times.  If not specified, returns the object\nendlessly.",
};

/* ---- the module ---- */

static bool itertools_exec(rt_thread *t, Value module) {
#define X(name)                                    \
    rt_type_ready(t, &rt_itertools_##name##_type); \
    if (!rt_module_set(t, module, #name, rt_from_obj(&rt_itertools_##name##_type))) return false;
    ITERTOOLS_TYPES(X)
#undef X
    return true;
}

static const rt_native_def functions[] = {
    {"tee", rt_itertools_tee, 1, 2, NULL, 0, "Returns a tuple of n independent iterators."},
    {0},
};

const rt_module_def rt_module_itertools = {
    .name = "itertools",
    .functions = functions,
    .exec = itertools_exec,
    .doc = "Functional tools for creating and using iterators.",
};
