/* functional.c - enumerate, zip, map and filter. Each `next` asks other iterators, which may run Python, so it is written
 * as a chain of continuations.
 *
 * Owns: the four types. What an iterator has gathered of the current round lies in the state of its continuation and
 * not in the iterator, so that a replay finds the iterator as the round began.
 * Threads: any, inside a transaction. */
#include "runtime/error.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

static void *make(rt_thread *t, Value type) {
    return rt_obj(rt_instance_new(t, (rt_type *)rt_obj(type), 0));
}

/* ---- enumerate ---- */

typedef struct enumerate {
    rt_object hdr;
    Value iterator;
    rt_field x_index; /* an int of any size */
} enumerate;

/* state: type, start */
static Value enumerate_make(rt_thread *t, Value iterator, Value state) {
    enumerate *e = make(t, rt_state_at(state, 0));
    if (!e) return RT_NULL;
    e->iterator = iterator;
    rt_init(&e->x_index, rt_state_at(state, 1));
    return rt_from_obj(e);
}

static Value enumerate_fn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value start = rt_imm_int(0);
    if (rt_is_empty(args[1])) {
        return rt_raise_type_error(t, "enumerate() missing required argument 'iterable'");
    }
    if (!rt_is_empty(args[2])) {
        if (!rt_has_index(args[2])) {
            return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer",
                                       args[2]);
        }
        start = rt_index(t, args[2]);
        if (rt_is_null(start)) return start;
    }
    Value values[] = {args[0], start}, state = rt_state_new(t, values, 2);
    return rt_is_null(state) ? state : rt_then(t, rt_iter_tail(t, args[1]), enumerate_make, state);
}

static Value enumerate_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                           Value kwnames) {
    static const rt_native_def def = {
        "enumerate", enumerate_fn, 0, 0, "type, /, iterable=, start=", 0, NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}

static Value enumerate_got(rt_thread *t, Value item, Value self) {
    if (rt_is_empty(item)) return item;
    enumerate *e = (enumerate *)rt_obj(self);
    rt_own own = rt_write(t, &e->hdr);
    if (!own) return RT_NULL;
    Value index = rt_load(&e->x_index);
    Value next = rt_int_binary(t, RT_ADD, index, rt_imm_int(1));
    if (rt_is_null(next)) return next;
    rt_set(t, own, &e->x_index, next);
    return rt_tuple_pack2(t, index, item);
}

static Value enumerate_next(rt_thread *t, Value self) {
    Value item = rt_next_tail(t, ((enumerate *)rt_obj(self))->iterator);
    return rt_then(t, item, enumerate_got, self);
}

static void enumerate_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((enumerate *)o)->iterator);
    rt_mark_field(m, &((enumerate *)o)->x_index);
}

/* (type, arguments) */
static Value reduce_made(rt_thread *t, Value self, Value arguments) {
    return rt_is_null(arguments) ? arguments
                                 : rt_tuple_pack2(t, rt_from_obj(rt_type_of(self)), arguments);
}

static Value enumerate_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    enumerate *e = (enumerate *)rt_obj(args[0]);
    if (!rt_write(t, &e->hdr)) return RT_NULL;
    return reduce_made(t, args[0], rt_tuple_pack2(t, e->iterator, rt_load(&e->x_index)));
}

static const rt_native_def enumerate_methods[] = {
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"},
    {"__reduce__", enumerate_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {0}};

rt_type rt_enumerate_type = {
    RT_TYPE_HEAD(rt_enumerate_type, "enumerate"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(enumerate),
    .slots = {.new_ = enumerate_new, .iter = rt_self_iter, .next = enumerate_next},
    .trace = enumerate_trace,
    .methods = enumerate_methods,
    .doc = "Return an enumerate object.\n\n  iterable\n    an object supporting iteration\n\n"
           "The enumerate object yields pairs containing a count (from start, which\n"
           "defaults to zero) and a value yielded by the iterable argument.\n\n"
           "enumerate is useful for obtaining an indexed list:\n"
           "    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
};

/* ---- zip and map: a function (RT_NULL for zip) over several iterators ---- */

typedef struct gather {
    rt_object hdr;
    Value function;
    Value iterators;   /* tuple */
    rt_field x_strict; /* RT_TRUE: zip complains about arguments of different length */
} gather;

static gather *gather_of(Value v) { return (gather *)rt_obj(v); }

/* The iterators of args, one after the other. state: type, function, strict, args, then the iterators so far. */
static Value open_from(rt_thread *t, Value state);

static Value open_got(rt_thread *t, Value iterator, Value state) {
    size_t n = ((rt_array *)rt_obj(state))->length;
    rt_array *next = rt_array_new(t, n + 1);
    if (!next) return RT_NULL;
    for (size_t i = 0; i < n; i++)
        rt_init(&next->x_items[i], rt_state_at(state, i));
    rt_init(&next->x_items[n], iterator);
    return open_from(t, rt_from_obj(next));
}

static Value not_iterable(rt_thread *t, Value iterator, Value state) {
    if (!rt_is_null(iterator)) return open_got(t, iterator, state);
    size_t at = ((rt_array *)rt_obj(state))->length - 4;
    Value arg = rt_tuple_at(rt_state_at(state, 3), at);
    bool zip = rt_is_null(rt_state_at(state, 1));
    if (!zip || rt_type_of(arg)->slots.iter || rt_type_of(arg)->slots.getitem ||
        !rt_exception_catch(t, &rt_exc_TypeError)) {
        return RT_NULL;
    }
    return rt_raise_type_error(t, "'%T' object is not iterable", arg);
}

static Value open_from(rt_thread *t, Value state) {
    size_t have = ((rt_array *)rt_obj(state))->length - 4;
    Value args = rt_state_at(state, 3);
    if (have < rt_tuple_len(args)) {
        return rt_then_catch(t, rt_iter_tail(t, rt_tuple_at(args, have)), not_iterable, state);
    }
    Value iterators = rt_tuple_new(t, NULL, have);
    if (rt_is_null(iterators)) return iterators;
    for (size_t i = 0; i < have; i++) {
        rt_as_tuple(iterators)->items[i] = rt_state_at(state, 4 + i);
    }
    gather *g = make(t, rt_state_at(state, 0));
    if (!g) return RT_NULL;
    g->function = rt_state_at(state, 1);
    rt_init(&g->x_strict, rt_state_at(state, 2));
    g->iterators = iterators;
    return rt_from_obj(g);
}

static Value gather_open(rt_thread *t, Value type, Value function, bool strict, const Value *args,
                         uint32_t n) {
    Value tuple = rt_tuple_new(t, args, n);
    Value values[] = {type, function, rt_bool(strict), tuple};
    Value state = rt_is_null(tuple) ? tuple : rt_state_new(t, values, 4);
    return rt_is_null(state) ? state : open_from(t, state);
}

/* One round. `got` items lie in a fresh tuple that no one else sees. */
static Value round_run(rt_thread *t, Value self, Value items, size_t got);

static Value strict_error(rt_thread *t, const char *how, size_t argument) {
    const char *range = argument == 2 ? " " : "s 1-";
    return rt_raise_value_error(t, "zip() argument %zu is %s than argument%s%zu", argument, how,
                                range, argument - 1);
}

/* The first iterator of a strict zip ended: so must all others. state: self, which */
static Value strict_check(rt_thread *t, Value self, size_t at);
static Value strict_got(rt_thread *t, Value item, Value state) {
    size_t at = (size_t)rt_imm_int_get(rt_state_at(state, 1));
    if (!rt_is_empty(item)) return strict_error(t, "longer", at + 1);
    return strict_check(t, rt_state_at(state, 0), at + 1);
}
static Value strict_check(rt_thread *t, Value self, size_t at) {
    Value iterators = gather_of(self)->iterators;
    if (at == rt_tuple_len(iterators)) return RT_EMPTY;
    Value values[] = {self, rt_imm_int((int64_t)at)}, state = rt_state_new(t, values, 2);
    if (rt_is_null(state)) return state;
    return rt_then(t, rt_next_tail(t, rt_tuple_at(iterators, at)), strict_got, state);
}

static Value round_ended(rt_thread *t, Value self, size_t got) {
    Value strict = rt_read_field(t, rt_obj(self), &gather_of(self)->x_strict);
    if (!rt_same(strict, RT_TRUE)) return t->conflict ? RT_NULL : RT_EMPTY;
    return got ? strict_error(t, "shorter", got + 1) : strict_check(t, self, 1);
}

/* state: self, items, got. A state may be resumed again by a replay, so the items go to a new tuple. */
static Value round_resume(rt_thread *t, Value item, Value state) {
    Value self = rt_state_at(state, 0), old = rt_state_at(state, 1);
    size_t got = (size_t)rt_imm_int_get(rt_state_at(state, 2));
    if (rt_is_empty(item)) return round_ended(t, self, got);
    Value items = rt_tuple_new(t, rt_as_tuple(old)->items, rt_tuple_len(old));
    if (rt_is_null(items)) return items;
    rt_as_tuple(items)->items[got] = item;
    return round_run(t, self, items, got + 1);
}

static Value round_run(rt_thread *t, Value self, Value items, size_t got) {
    Value iterators = gather_of(self)->iterators;
    size_t n = rt_tuple_len(iterators);
    for (; got < n; got++) {
        Value item = rt_next_tail(t, rt_tuple_at(iterators, got));
        if (rt_is_null(item)) return item;
        if (rt_is_tail(item)) {
            Value values[] = {self, items, rt_imm_int((int64_t)got)};
            return rt_suspend(t, round_resume, values, 3);
        }
        if (rt_is_empty(item)) return round_ended(t, self, got);
        rt_as_tuple(items)->items[got] = item;
    }
    Value function = gather_of(self)->function;
    if (rt_is_null(function)) return items;
    return rt_call_kw_tail(t, function, rt_as_tuple(items)->items, (uint32_t)n, RT_NULL);
}

static Value map_call_one(rt_thread *t, Value item, Value self) {
    return rt_is_empty(item) ? item
                             : rt_call_kw_tail(t, gather_of(self)->function, &item, 1, RT_NULL);
}

static Value gather_next(rt_thread *t, Value self) {
    const gather *g = gather_of(self);
    size_t n = rt_tuple_len(g->iterators);
    if (n == 0) return RT_EMPTY;
    if (n == 1 && !rt_is_null(g->function)) {
        return rt_then(t, rt_next_tail(t, rt_tuple_at(g->iterators, 0)), map_call_one, self);
    }
    Value items = rt_tuple_new(t, NULL, n);
    return rt_is_null(items) ? items : round_run(t, self, items, 0);
}

static void gather_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((gather *)o)->function);
    rt_mark(m, ((gather *)o)->iterators);
}

static Value zip_got_strict(rt_thread *t, Value strict, Value state) {
    Value args = rt_state_at(state, 1);
    return gather_open(t, rt_state_at(state, 0), RT_NULL, rt_same(strict, RT_TRUE),
                       rt_as_tuple(args)->items, (uint32_t)rt_tuple_len(args));
}

static Value zip_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    size_t nkw = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    if (nkw == 0) return gather_open(t, self, RT_NULL, false, args, nargs);
    if (nkw > 1 || !rt_str_equal_cstr(rt_tuple_at(kwnames, 0), "strict")) {
        bool first = rt_str_equal_cstr(rt_tuple_at(kwnames, 0), "strict");
        return rt_raise_type_error(t, "'%V' is an invalid keyword argument for zip()",
                                   rt_tuple_at(kwnames, first ? 1 : 0));
    }
    Value tuple = rt_tuple_new(t, args, nargs);
    Value values[] = {self, tuple};
    Value state = rt_is_null(tuple) ? tuple : rt_state_new(t, values, 2);
    if (rt_is_null(state)) return state;
    return rt_then(t, rt_truth_tail(t, args[nargs]), zip_got_strict, state);
}

static Value map_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    if ((rt_type *)rt_obj(self) == &rt_map_type && !rt_is_null(kwnames) && rt_tuple_len(kwnames)) {
        return rt_raise_type_error(t, "map() takes no keyword arguments");
    }
    if (nargs < 2) return rt_raise_type_error(t, "map() must have at least two arguments.");
    return gather_open(t, self, args[0], false, args + 1, nargs - 1);
}

static Value zip_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const gather *g = gather_of(args[0]);
    Value strict = rt_read_field(t, rt_obj(args[0]), &g->x_strict);
    if (rt_is_null(strict)) return strict;
    Value type = rt_from_obj(rt_type_of(args[0]));
    return rt_same(strict, RT_TRUE) ? rt_tuple_pack3(t, type, g->iterators, strict)
                                    : rt_tuple_pack2(t, type, g->iterators);
}

static Value zip_became_strict(rt_thread *t, Value strict, Value self) {
    return rt_write_field(t, rt_obj(self), &gather_of(self)->x_strict, strict) ? RT_NONE : RT_NULL;
}

static Value zip_setstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, rt_truth_tail(t, args[1]), zip_became_strict, args[0]);
}

static Value map_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const gather *g = gather_of(args[0]);
    size_t n = rt_tuple_len(g->iterators);
    Value arguments = rt_tuple_new(t, NULL, n + 1);
    if (rt_is_null(arguments)) return arguments;
    rt_as_tuple(arguments)->items[0] = g->function;
    for (size_t i = 0; i < n; i++)
        rt_as_tuple(arguments)->items[i + 1] = rt_tuple_at(g->iterators, i);
    return reduce_made(t, args[0], arguments);
}

static const rt_native_def zip_methods[] = {
    {"__reduce__", zip_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {"__setstate__", zip_setstate, 2, 2, NULL, 0, "Set state information for unpickling."},
    {0}};
static const rt_native_def map_methods[] = {
    {"__reduce__", map_reduce, 1, 1, NULL, 0, "Return state information for pickling."}, {0}};

rt_type rt_zip_type = {
    RT_TYPE_HEAD(rt_zip_type, "zip"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(gather),
    .slots = {.new_ = zip_new, .iter = rt_self_iter, .next = gather_next},
    .methods = zip_methods,
    .trace = gather_trace,
    .doc = "zip(*iterables, strict=False) --> Yield tuples until an input is exhausted.\n\n"
           "   >>> list(zip('abcdefg', range(3), range(4)))\n"
           "   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]\n\n"
           "The zip object yields n-length tuples, where n is the number of iterables\n"
           "passed as positional arguments to zip().  The i-th element in every tuple\n"
           "comes from the i-th iterable argument to zip().  This continues until the\n"
           "shortest argument is exhausted.\n\n"
           "If strict is true and one of the arguments is exhausted before the others,\n"
           "raise a ValueError.",
};

rt_type rt_map_type = {
    RT_TYPE_HEAD(rt_map_type, "map"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(gather),
    .slots = {.new_ = map_new, .iter = rt_self_iter, .next = gather_next},
    .methods = map_methods,
    .trace = gather_trace,
    .doc = "map(func, *iterables) --> map object\n\n"
           "Make an iterator that computes the function using arguments from\n"
           "each of the iterables.  Stops when the shortest iterable is exhausted.",
};

/* ---- filter ---- */

typedef struct filter {
    rt_object hdr;
    Value function; /* None, bool or a callable */
    Value iterator;
} filter;

static filter *filter_of(Value v) { return (filter *)rt_obj(v); }

/* state: type, function */
static Value filter_make(rt_thread *t, Value iterator, Value state) {
    filter *f = make(t, rt_state_at(state, 0));
    if (!f) return RT_NULL;
    f->function = rt_state_at(state, 1);
    f->iterator = iterator;
    return rt_from_obj(f);
}

static Value filter_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                        Value kwnames) {
    bool exact = (rt_type *)rt_obj(self) == &rt_filter_type;
    if (!rt_args_check(t, "filter", nargs, exact ? kwnames : RT_NULL, 2, 2)) return RT_NULL;
    Value values[] = {self, args[0]}, state = rt_state_new(t, values, 2);
    return rt_is_null(state) ? state : rt_then(t, rt_iter_tail(t, args[1]), filter_make, state);
}

/* state: self, item */
static Value filter_judged(rt_thread *t, Value truth, Value state) {
    if (rt_same(truth, RT_TRUE)) return rt_state_at(state, 1);
    return rt_filter_type.slots.next(t, rt_state_at(state, 0));
}

static Value filter_called(rt_thread *t, Value answer, Value state) {
    return rt_then(t, rt_truth_tail(t, answer), filter_judged, state);
}

/* Judges an item: the answer's truth, complete or RT_TAIL. */
static Value judge(rt_thread *t, Value self, Value item, Value *state) {
    Value function = filter_of(self)->function;
    if (rt_is_none(function) || rt_same(function, rt_from_obj(&rt_bool_type))) {
        return rt_truth_tail(t, item);
    }
    Value values[] = {self, item};
    *state = rt_state_new(t, values, 2);
    if (rt_is_null(*state)) return RT_NULL;
    return rt_call_kw_tail(t, function, &item, 1, RT_NULL);
}

static Value filter_got(rt_thread *t, Value item, Value self) {
    if (rt_is_empty(item)) return item;
    Value state = RT_NULL, answer = judge(t, self, item, &state);
    if (!rt_is_null(state)) return rt_then(t, answer, filter_called, state);
    Value values[] = {self, item};
    state = rt_is_null(answer) ? answer : rt_state_new(t, values, 2);
    return rt_is_null(state) ? state : rt_then(t, answer, filter_judged, state);
}

static Value filter_next(rt_thread *t, Value self) {
    for (;;) {
        Value item = rt_next_tail(t, filter_of(self)->iterator);
        if (rt_is_null(item) || rt_is_empty(item)) return item;
        if (rt_is_tail(item)) return rt_then(t, item, filter_got, self);
        Value state = RT_NULL, answer = judge(t, self, item, &state);
        if (rt_is_null(answer)) return answer;
        if (rt_is_tail(answer)) {
            if (!rt_is_null(state)) return rt_then(t, answer, filter_called, state);
            Value values[] = {self, item};
            return rt_suspend(t, filter_judged, values, 2);
        }
        Value truth = rt_is_null(state) ? answer : rt_truth_tail(t, answer);
        if (rt_is_tail(truth)) return rt_then(t, truth, filter_judged, state);
        if (rt_is_null(truth)) return truth;
        if (rt_same(truth, RT_TRUE)) return item;
    }
}

static void filter_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((filter *)o)->function);
    rt_mark(m, ((filter *)o)->iterator);
}

static Value filter_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const filter *f = filter_of(args[0]);
    return reduce_made(t, args[0], rt_tuple_pack2(t, f->function, f->iterator));
}

static const rt_native_def filter_methods[] = {
    {"__reduce__", filter_reduce, 1, 1, NULL, 0, "Return state information for pickling."}, {0}};

rt_type rt_filter_type = {
    RT_TYPE_HEAD(rt_filter_type, "filter"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(filter),
    .slots = {.new_ = filter_new, .iter = rt_self_iter, .next = filter_next},
    .methods = filter_methods,
    .trace = filter_trace,
    .doc = "filter(function or None, iterable) --> filter object\n\n"
           "Return an iterator yielding those items of iterable for which function(item)\n"
           "is true. If function is None, return the items that are true.",
};
