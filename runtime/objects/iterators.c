/* iterators.c - iterators over sequences, forwards and backwards, by protocol, and over a callable.
 *
 * Owns: their types. An iterator is an ordinary granule; it is acquired at each step, so that two threads that share
 * one never get the same item.
 * Invariant: iterators-1  x_seq is RT_NULL once exhausted.
 * Threads: any, inside a transaction. */
#include "runtime/objects/iterators.h"

#include "runtime/builtins.h"
#include "runtime/error.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"

/* ---- list and tuple iterators; all of these share rt_seq_iter ---- */

static Value seq_iter_make(rt_thread *t, rt_type *type, Value seq, int64_t index) {
    rt_object *o = rt_alloc(t, sizeof(rt_seq_iter), &type->root);
    if (!o) return RT_NULL;
    rt_seq_iter *it = (rt_seq_iter *)o;
    rt_init_word(&it->x_index, (uint64_t)index);
    rt_init(&it->x_seq, seq);
    return rt_from_obj(it);
}

Value rt_seq_iter_new(rt_thread *t, Value seq) {
    return seq_iter_make(t, rt_is_tuple(seq) ? &rt_tuple_iter_type : &rt_list_iter_type, seq, 0);
}

Value rt_list_reverse_iter_new(rt_thread *t, Value list) {
    int64_t n;
    if (!rt_list_len(t, list, &n)) return RT_NULL;
    return seq_iter_make(t, &rt_list_reverse_iter_type, list, n - 1);
}

Value rt_getitem_iter_new(rt_thread *t, Value seq) {
    return seq_iter_make(t, &rt_getitem_iter_type, seq, 0);
}

static rt_seq_iter *seq_iter(Value v) { return (rt_seq_iter *)rt_obj(v); }

static Value seq_next(rt_thread *t, Value self) {
    rt_seq_iter *it = seq_iter(self);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    Value seq = rt_load(&it->x_seq);
    if (rt_is_null(seq)) return RT_EMPTY;
    uint64_t i = rt_load_word(&it->x_index);
    Value item = rt_seq_at(t, seq, i);
    if (rt_is_empty(item))
        rt_set(t, own, &it->x_seq, RT_NULL);
    else if (!rt_is_null(item))
        rt_set_word(t, own, &it->x_index, i + 1);
    return item;
}

static Value list_previous(rt_thread *t, Value self) {
    rt_seq_iter *it = seq_iter(self);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    Value seq = rt_load(&it->x_seq);
    if (rt_is_null(seq)) return RT_EMPTY;
    int64_t i = (int64_t)rt_load_word(&it->x_index);
    Value item = rt_list_get(t, seq, i);
    if (rt_is_empty(item))
        rt_set(t, own, &it->x_seq, RT_NULL);
    else if (!rt_is_null(item))
        rt_set_word(t, own, &it->x_index, (uint64_t)(i - 1));
    return item;
}

static Value seq_hint(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_seq_iter *it = seq_iter(args[0]);
    if (!rt_write(t, &it->hdr)) return RT_NULL;
    Value seq = rt_load(&it->x_seq);
    int64_t n, i = (int64_t)rt_load_word(&it->x_index);
    if (rt_is_null(seq)) return rt_imm_int(0);
    if (!rt_seq_len(t, seq, &n)) return RT_NULL;
    if (rt_type_of(args[0]) == &rt_list_reverse_iter_type) return rt_imm_int(i < n ? i + 1 : 0);
    return rt_imm_int(i < n ? n - i : 0);
}

/* ---- pickling: what made the iterator, what it iterates, and where it stands ---- */

static Value reduce_to(rt_thread *t, Value maker, Value seq, Value index) {
    Value inner = rt_is_null(maker) || rt_is_null(seq) ? RT_NULL : rt_tuple_new(t, &seq, 1);
    if (rt_is_null(inner)) return inner;
    return rt_is_empty(index) ? rt_tuple_pack2(t, maker, inner)
                              : rt_tuple_pack3(t, maker, inner, index);
}

Value rt_iter_reduce(rt_thread *t, Value seq, Value index) {
    Value maker = rt_builtin_function(t, "iter");
    return rt_is_null(seq) ? reduce_to(t, maker, rt_tuple_empty, RT_EMPTY)
                           : reduce_to(t, maker, seq, index);
}

Value rt_iter_reduce_rest(rt_thread *t, Value copy) {
    Value rest = rt_list_new(t, NULL, 0), item;
    if (rt_is_null(rest)) return rest;
    while (item = rt_type_of(copy)->slots.next(t, copy), !rt_is_empty(item))
        if (rt_is_null(item) || !rt_list_append(t, rest, item)) return RT_NULL;
    return rt_iter_reduce(t, rest, RT_EMPTY);
}

static Value seq_index(const rt_seq_iter *it) {
    return rt_imm_int((int64_t)rt_load_word(&it->x_index));
}

static Value seq_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_seq_iter *it = seq_iter(args[0]);
    if (!rt_write(t, &it->hdr)) return RT_NULL;
    Value seq = rt_load(&it->x_seq);
    if (rt_type_of(args[0]) != &rt_list_reverse_iter_type) {
        if (rt_is_null(seq) && rt_type_of(args[0]) == &rt_list_iter_type)
            return rt_iter_reduce(t, rt_list_new(t, NULL, 0), RT_EMPTY);
        return rt_iter_reduce(t, seq, seq_index(it));
    }
    if (rt_is_null(seq)) return rt_iter_reduce(t, rt_list_new(t, NULL, 0), RT_EMPTY);
    return reduce_to(t, rt_builtin_function(t, "reversed"), seq, seq_index(it));
}

static Value seq_setstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_seq_iter *it = seq_iter(args[0]);
    int64_t i;
    if (!rt_seq_index(t, args[1], true, &i)) return RT_NULL;
    bool back = rt_type_of(args[0]) == &rt_list_reverse_iter_type;
    if (i < (back ? -1 : 0)) i = back ? -1 : 0;
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    rt_set_word(t, own, &it->x_index, (uint64_t)i);
    return RT_NONE;
}

static void seq_trace(rt_object *o, rt_marker *m) { rt_mark_field(m, &((rt_seq_iter *)o)->x_seq); }

static const rt_native_def seq_methods[] = {
    {"__length_hint__", seq_hint, 1, 1, NULL, 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", seq_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {"__setstate__", seq_setstate, 2, 2, NULL, 0, "Set state information for unpickling."},
    {0}};

/* ---- by __getitem__ ---- */

static const rt_native_def getitem_methods[] = {
    {"__reduce__", seq_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {"__setstate__", seq_setstate, 2, 2, NULL, 0, "Set state information for unpickling."},
    {0}};

/* Ends at IndexError and StopIteration. */
static Value getitem_done(rt_thread *t, Value item, Value self) {
    rt_seq_iter *it = seq_iter(self);
    rt_own own = t->conflict ? STM_CONFLICT : rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    if (!rt_is_null(item)) {
        rt_set_word(t, own, &it->x_index, rt_load_word(&it->x_index) + 1);
        return item;
    }
    if (!rt_exception_catch(t, &rt_exc_IndexError) &&
        !rt_exception_catch(t, &rt_exc_StopIteration)) {
        return RT_NULL;
    }
    rt_set(t, own, &it->x_seq, RT_NULL);
    return RT_EMPTY;
}

static Value getitem_next(rt_thread *t, Value self) {
    rt_seq_iter *it = seq_iter(self);
    if (!rt_write(t, &it->hdr)) return RT_NULL;
    Value seq = rt_load(&it->x_seq);
    if (rt_is_null(seq)) return RT_EMPTY;
    if (rt_load_word(&it->x_index) >= INT64_MAX)
        return rt_raise(t, &rt_exc_OverflowError, "iter index too large");
    Value index = rt_int_new(t, (int64_t)rt_load_word(&it->x_index));
    if (rt_is_null(index)) return index;
    return rt_then_catch(t, rt_getitem_tail(t, seq, index), getitem_done, self);
}

/* ---- iter(callable, sentinel) ---- */

typedef struct callable_iter {
    rt_object hdr;
    rt_field x_callable; /* RT_NULL once exhausted */
    Value sentinel;
} callable_iter;

Value rt_callable_iter_new(rt_thread *t, Value callable, Value sentinel) {
    rt_object *o = rt_alloc(t, sizeof(callable_iter), &rt_callable_iter_type.root);
    if (!o) return RT_NULL;
    ((callable_iter *)o)->sentinel = sentinel;
    rt_init(&((callable_iter *)o)->x_callable, callable);
    return rt_from_obj(o);
}

/* state: iterator, the value */
static Value callable_compared(rt_thread *t, Value equal, Value state) {
    if (rt_same(equal, RT_FALSE)) return rt_state_at(state, 1);
    callable_iter *it = (callable_iter *)rt_obj(rt_state_at(state, 0));
    return rt_write_field(t, &it->hdr, &it->x_callable, RT_NULL) ? RT_EMPTY : RT_NULL;
}

static Value callable_called(rt_thread *t, Value value, Value self) {
    callable_iter *it = (callable_iter *)rt_obj(self);
    if (rt_is_null(value)) {
        if (!rt_exception_catch(t, &rt_exc_StopIteration)) return RT_NULL;
        return rt_write_field(t, &it->hdr, &it->x_callable, RT_NULL) ? RT_EMPTY : RT_NULL;
    }
    Value values[] = {self, value}, state = rt_state_new(t, values, 2);
    if (rt_is_null(state)) return state;
    Value equal = rt_compare_bool_tail(t, it->sentinel, value, RT_EQ);
    return rt_then(t, equal, callable_compared, state);
}

static Value callable_next(rt_thread *t, Value self) {
    callable_iter *it = (callable_iter *)rt_obj(self);
    Value callable = rt_read_field(t, &it->hdr, &it->x_callable);
    if (rt_is_null(callable)) return t->conflict ? RT_NULL : RT_EMPTY;
    return rt_then_catch(t, rt_call_kw_tail(t, callable, NULL, 0, RT_NULL), callable_called, self);
}

static Value callable_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    callable_iter *it = (callable_iter *)rt_obj(args[0]);
    Value callable = rt_read_field(t, &it->hdr, &it->x_callable);
    if (rt_is_null(callable)) return t->conflict ? RT_NULL : rt_iter_reduce(t, RT_NULL, RT_EMPTY);
    Value maker = rt_builtin_function(t, "iter");
    Value inner = rt_is_null(maker) ? maker : rt_tuple_pack2(t, callable, it->sentinel);
    return rt_is_null(inner) ? inner : rt_tuple_pack2(t, maker, inner);
}

static const rt_native_def callable_methods[] = {
    {"__reduce__", callable_reduce, 1, 1, NULL, 0, "Return state information for pickling."}, {0}};

static void callable_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((callable_iter *)o)->x_callable);
    rt_mark(m, ((callable_iter *)o)->sentinel);
}

/* ---- reversed ---- */

static Value reversed_got_len(rt_thread *t, Value n, Value seq) {
    return seq_iter_make(t, &rt_reversed_type, seq, rt_imm_int_get(n) - 1);
}

static Value reversed_special(rt_thread *t, Value result, Value seq) {
    if (!rt_is_empty(result)) return result;
    const rt_type *type = rt_type_of(seq);
    if (!type->slots.getitem || !type->slots.len || rt_is_dict(seq)) {
        return rt_raise_type_error(t, "'%T' object is not reversible", seq);
    }
    return rt_then(t, rt_len_tail(t, seq), reversed_got_len, seq);
}

Value rt_reversed_tail(rt_thread *t, Value seq) {
    if (rt_is_exact(seq, &rt_list_type)) return rt_list_reverse_iter_new(t, seq);
    Value r = rt_call_special_tail(t, seq, rt_id.__reversed__, NULL, 0);
    return rt_then(t, r, reversed_special, seq);
}

static Value reversed_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                          Value kwnames) {
    (void)self;
    if (!rt_args_check(t, "reversed", nargs, kwnames, 1, 1)) return RT_NULL;
    return rt_reversed_tail(t, args[0]);
}

static Value reversed_done(rt_thread *t, Value item, Value self) {
    rt_seq_iter *it = seq_iter(self);
    rt_own own = t->conflict ? STM_CONFLICT : rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    if (!rt_is_null(item)) {
        rt_set_word(t, own, &it->x_index, rt_load_word(&it->x_index) - 1);
        return item;
    }
    if (!rt_exception_catch(t, &rt_exc_IndexError) &&
        !rt_exception_catch(t, &rt_exc_StopIteration)) {
        return RT_NULL;
    }
    rt_set(t, own, &it->x_seq, RT_NULL);
    return RT_EMPTY;
}

static Value reversed_next(rt_thread *t, Value self) {
    rt_seq_iter *it = seq_iter(self);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    Value seq = rt_load(&it->x_seq);
    int64_t i = (int64_t)rt_load_word(&it->x_index);
    if (rt_is_null(seq)) return RT_EMPTY;
    if (i < 0) {
        rt_set(t, own, &it->x_seq, RT_NULL);
        return RT_EMPTY;
    }
    return rt_then_catch(t, rt_getitem_tail(t, seq, rt_imm_int(i)), reversed_done, self);
}

static Value reversed_hint(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_seq_iter *it = seq_iter(args[0]);
    if (!rt_write(t, &it->hdr)) return RT_NULL;
    bool done = rt_is_null(rt_load(&it->x_seq));
    return rt_imm_int(done ? 0 : (int64_t)rt_load_word(&it->x_index) + 1);
}

static Value reversed_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_seq_iter *it = seq_iter(args[0]);
    if (!rt_write(t, &it->hdr)) return RT_NULL;
    Value seq = rt_load(&it->x_seq), type = rt_from_obj(rt_type_of(args[0]));
    return rt_is_null(seq) ? reduce_to(t, type, rt_tuple_empty, RT_EMPTY)
                           : reduce_to(t, type, seq, seq_index(it));
}

/* state: iterator, index; the length bounds the index */
static Value reversed_place(rt_thread *t, Value length, Value state) {
    rt_seq_iter *it = seq_iter(rt_state_at(state, 0));
    int64_t n, i = rt_imm_int_get(rt_state_at(state, 1));
    rt_own own = rt_write(t, &it->hdr);
    if (!own || !rt_int_get(length, &n)) return RT_NULL;
    rt_set_word(t, own, &it->x_index, (uint64_t)(i < -1 ? -1 : i > n - 1 ? n - 1 : i));
    return RT_NONE;
}

static Value reversed_setstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t i;
    if (!rt_seq_index(t, args[1], true, &i)) return RT_NULL;
    rt_seq_iter *it = seq_iter(args[0]);
    Value seq = rt_read_field(t, &it->hdr, &it->x_seq);
    if (rt_is_null(seq)) return t->conflict ? RT_NULL : RT_NONE;
    const int64_t most = INT64_C(1) << 60; /* an immediate; no length is beyond it */
    Value values[] = {args[0], rt_imm_int(i > most ? most : i < -1 ? -1 : i)};
    Value state = rt_state_new(t, values, 2);
    return rt_is_null(state) ? state : rt_then(t, rt_len_tail(t, seq), reversed_place, state);
}

static const rt_native_def reversed_methods[] = {
    {"__reduce__", reversed_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {"__setstate__", reversed_setstate, 2, 2, NULL, 0, "Set state information for unpickling."},
    {"__length_hint__", reversed_hint, 1, 1, NULL, 0,
     "Private method returning an estimate of len(list(it))."},
    {0}};

/* ---- the types ---- */

#define SEQ_ITERATOR(symbol, type_name, ...)                                              \
    rt_type symbol = {RT_TYPE_HEAD(symbol, type_name), .basic_size = sizeof(rt_seq_iter), \
                      .trace = seq_trace, __VA_ARGS__}
#define SLOTS(next_fn) .slots = {.iter = rt_self_iter, .next = (next_fn)}
SEQ_ITERATOR(rt_list_iter_type, "list_iterator", SLOTS(seq_next), .methods = seq_methods);
SEQ_ITERATOR(rt_tuple_iter_type, "tuple_iterator", SLOTS(seq_next), .methods = seq_methods);
SEQ_ITERATOR(rt_list_reverse_iter_type, "list_reverseiterator", SLOTS(list_previous),
             .methods = seq_methods);
SEQ_ITERATOR(rt_getitem_iter_type, "iterator", SLOTS(getitem_next), .methods = getitem_methods);
SEQ_ITERATOR(rt_reversed_type, "reversed", .flags = RT_TF_BASETYPE,
             .slots = {.new_ = reversed_new, .iter = rt_self_iter, .next = reversed_next},
             .methods = reversed_methods,
             .doc = "Return a reverse iterator over the values of the given sequence.");
#undef SEQ_ITERATOR
#undef SLOTS

rt_type rt_callable_iter_type = {
    RT_TYPE_HEAD(rt_callable_iter_type, "callable_iterator"),
    .basic_size = sizeof(callable_iter),
    .slots = {.iter = rt_self_iter, .next = callable_next},
    .methods = callable_methods,
    .trace = callable_trace,
};
