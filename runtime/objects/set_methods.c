/* set_methods.c - the methods of set and frozenset.
 *
 * Owns: their method tables. An argument that is not a set is made one first: its items may be hashed by Python code,
 * after which the algebra runs without interruption.
 * Threads: any, inside a transaction. */
#include "runtime/error.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/set_internal.h"

/* ---- single elements ---- */

static Value add_hashed(rt_thread *t, Value set, Value key, Value extra, uint64_t hash) {
    (void)extra;
    return rt_set_add_hash(t, set, key, hash) < 0 ? RT_NULL : RT_NONE;
}

static Value set_add(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_keyed_tail(t, add_hashed, args[0], args[1], RT_NONE);
}

/* must: the key to show if it is not there, else RT_EMPTY */
static Value discard_hashed(rt_thread *t, Value set, Value key, Value must, uint64_t hash) {
    int r = rt_set_discard_hash(t, set, key, hash);
    if (r < 0) return RT_NULL;
    return r || rt_is_empty(must) ? RT_NONE : rt_raise_key_error(t, must);
}

static Value set_discard(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value key = rt_set_as_key(t, args[1]);
    return rt_is_null(key) ? key : rt_keyed_tail(t, discard_hashed, args[0], key, RT_EMPTY);
}

static Value set_remove(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value key = rt_set_as_key(t, args[1]);
    return rt_is_null(key) ? key : rt_keyed_tail(t, discard_hashed, args[0], key, args[1]);
}

static Value set_pop(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = rt_write(t, rt_obj(args[0]));
    size_t pos = 0;
    rt_found f;
    uint64_t hash;
    int r = own ? rt_hashed_next(t, rt_set_hashed(args[0]), &pos, &f, &hash) : -1;
    if (r < 0) return RT_NULL;
    if (r == 0) return rt_raise(t, &rt_exc_KeyError, "pop from an empty set");
    rt_hashed_remove(t, own, rt_set_hashed(args[0]), f.entry, hash);
    return f.key;
}

static Value set_clear(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = rt_write(t, rt_obj(args[0]));
    if (!own) return RT_NULL;
    rt_hashed_clear(t, own, rt_set_hashed(args[0]));
    return RT_NONE;
}

static Value set_copy(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_exact(args[0], &rt_frozenset_type)) return args[0];
    return rt_set_copy_as(t, rt_set_base_type(args[0]), args[0]);
}

/* ---- with another set or iterable ---- */

static Value as_set_tail(rt_thread *t, Value iterable) {
    return rt_is_any_set(iterable) ? iterable : rt_set_from_tail(t, &rt_set_type, iterable);
}

/* state: accumulator, operator, the arguments (tuple), how many are done, in place? */
static Value fold_from(rt_thread *t, Value state);

static Value fold_next(rt_thread *t, Value acc, Value state) {
    Value values[] = {acc, rt_state_at(state, 1), rt_state_at(state, 2),
                      rt_imm_int(rt_imm_int_get(rt_state_at(state, 3)) + 1), rt_state_at(state, 4)};
    Value next = rt_state_new(t, values, 5);
    return rt_is_null(next) ? next : fold_from(t, next);
}

static Value fold_step(rt_thread *t, Value other, Value state) {
    Value acc = rt_state_at(state, 0);
    rt_binop op = (rt_binop)rt_imm_int_get(rt_state_at(state, 1));
    int64_t done = rt_imm_int_get(rt_state_at(state, 3));
    if (rt_same(rt_state_at(state, 4), RT_TRUE)) {
        if (!rt_set_assign_algebra(t, op, acc, other)) return RT_NULL;
    } else {
        bool made = !rt_is_any_set(rt_tuple_at(rt_state_at(state, 2), (size_t)done));
        acc =
            made && op == RT_AND ? rt_set_common(t, acc, other) : rt_set_algebra(t, op, acc, other);
    }
    return rt_is_null(acc) ? acc : fold_next(t, acc, state);
}

static Value fold_from(rt_thread *t, Value state) {
    Value others = rt_state_at(state, 2);
    size_t done = (size_t)rt_imm_int_get(rt_state_at(state, 3));
    bool in_place = rt_same(rt_state_at(state, 4), RT_TRUE);
    if (done == rt_tuple_len(others)) return in_place ? RT_NONE : rt_state_at(state, 0);
    Value other = rt_tuple_at(others, done);
    /* item by item: what is in stays in when a later one is not hashable */
    if (in_place && rt_same(rt_state_at(state, 1), rt_imm_int(RT_OR)))
        return rt_then(t, rt_set_update_tail(t, rt_state_at(state, 0), other), fold_next, state);
    return rt_then(t, as_set_tail(t, other), fold_step, state);
}

static Value fold(rt_thread *t, rt_binop op, bool in_place, const Value *args, uint32_t nargs) {
    Value others = rt_tuple_new(t, args + 1, nargs - 1);
    Value acc =
        in_place || nargs > 1 ? args[0] : rt_set_copy_as(t, rt_set_base_type(args[0]), args[0]);
    Value values[] = {acc, rt_imm_int(op), others, rt_imm_int(0), rt_bool(in_place)};
    Value state = rt_is_null(others) || rt_is_null(acc) ? RT_NULL : rt_state_new(t, values, 5);
    return rt_is_null(state) ? state : fold_from(t, state);
}

static Value set_union(rt_thread *t, Value *args, uint32_t n) {
    return fold(t, RT_OR, false, args, n);
}
static Value set_intersection(rt_thread *t, Value *args, uint32_t n) {
    return fold(t, RT_AND, false, args, n);
}
static Value set_difference(rt_thread *t, Value *args, uint32_t n) {
    return fold(t, RT_SUB, false, args, n);
}
static Value set_symmetric_difference(rt_thread *t, Value *args, uint32_t n) {
    return fold(t, RT_XOR, false, args, n);
}
static Value set_update(rt_thread *t, Value *args, uint32_t n) {
    return fold(t, RT_OR, true, args, n);
}
static Value set_intersection_update(rt_thread *t, Value *args, uint32_t n) {
    return fold(t, RT_AND, true, args, n);
}
static Value set_difference_update(rt_thread *t, Value *args, uint32_t n) {
    return fold(t, RT_SUB, true, args, n);
}
static Value set_symmetric_difference_update(rt_thread *t, Value *args, uint32_t n) {
    return fold(t, RT_XOR, true, args, n);
}

static Value subset_of(rt_thread *t, Value other, Value self) {
    int r = rt_set_subset(t, self, other);
    return r < 0 ? RT_NULL : rt_bool(r);
}

static Value set_issubset(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, as_set_tail(t, args[1]), subset_of, args[0]);
}

static Value superset_of(rt_thread *t, Value other, Value self) {
    return subset_of(t, self, other);
}

static Value set_issuperset(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, as_set_tail(t, args[1]), superset_of, args[0]);
}

static Value disjoint_from(rt_thread *t, Value b, Value a) {
    Value common = rt_set_algebra(t, RT_AND, a, b);
    int64_t n;
    if (rt_is_null(common) || !rt_hashed_len(t, rt_set_hashed(common), &n)) return RT_NULL;
    return rt_bool(n == 0);
}

static Value disjoint_second(rt_thread *t, Value a, Value b) {
    return rt_then(t, as_set_tail(t, b), disjoint_from, a);
}

Value rt_set_isdisjoint_tail(rt_thread *t, Value a, Value b) {
    return rt_then(t, as_set_tail(t, a), disjoint_second, b);
}

static Value set_isdisjoint(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_set_isdisjoint_tail(t, args[0], args[1]);
}

static Value set_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_tail_prelude(t, "set_reduce", args, 1);
}

static Value set_sizeof(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t n;
    if (!rt_hashed_len(t, rt_set_hashed(args[0]), &n)) return RT_NULL;
    return rt_imm_int((int64_t)sizeof(rt_set_object) + n * 24);
}

#define SHARED_METHODS                                                                              \
    {"copy", set_copy, 1, 1, NULL, 0, "Return a shallow copy of a set."},                           \
        {"difference",                                                                              \
         set_difference,                                                                            \
         1,                                                                                         \
         -1,                                                                                        \
         NULL,                                                                                      \
         RT_NATIVE_PARSED,                                                                                         \
         "Return the difference of two or more sets as a new set.\n\n"                              \
         "(i.e. all elements that are in this set but not the others.)"},                           \
        {"intersection",                                                                            \
         set_intersection,                                                                          \
         1,                                                                                         \
         -1,                                                                                        \
         NULL,                                                                                      \
         RT_NATIVE_PARSED,                                                                                         \
         "Return the intersection of two sets as a new set.\n\n"                                    \
         "(i.e. all elements that are in both sets.)"},                                             \
        {"isdisjoint",                                                                              \
         set_isdisjoint,                                                                            \
         2,                                                                                         \
         2,                                                                                         \
         NULL,                                                                                      \
         0,                                                                                         \
         "Return True if two sets have a null intersection."},                                      \
        {"issubset", set_issubset, 2, 2, NULL, 0, "Report whether another set contains this set."}, \
        {"issuperset",                                                                              \
         set_issuperset,                                                                            \
         2,                                                                                         \
         2,                                                                                         \
         NULL,                                                                                      \
         0,                                                                                         \
         "Report whether this set contains another set."},                                          \
        {"symmetric_difference",                                                                    \
         set_symmetric_difference,                                                                  \
         2,                                                                                         \
         2,                                                                                         \
         NULL,                                                                                      \
         0,                                                                                         \
         "Return the symmetric difference of two sets as a new set.\n\n"                            \
         "(i.e. all elements that are in exactly one of the sets.)"},                               \
        {"union",                                                                                   \
         set_union,                                                                                 \
         1,                                                                                         \
         -1,                                                                                        \
         NULL,                                                                                      \
         RT_NATIVE_PARSED,                                                                                         \
         "Return the union of sets as a new set.\n\n"                                               \
         "(i.e. all elements that are in either set.)"},                                            \
        {"__reduce__", set_reduce, 1, 1, NULL, 0, "Return state information for pickling."},        \
        {"__sizeof__",                                                                              \
         set_sizeof,                                                                                \
         1,                                                                                         \
         1,                                                                                         \
         NULL,                                                                                      \
         0,                                                                                         \
         "S.__sizeof__() -> size of S in memory, in bytes"},                                        \
        {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"}

const rt_native_def rt_set_methods[] = {
    {"add", set_add, 2, 2, NULL, 0,
     "Add an element to a set.\n\nThis has no effect if the element is already present."},
    {"clear", set_clear, 1, 1, NULL, 0, "Remove all elements from this set."},
    {"discard", set_discard, 2, 2, NULL, 0,
     "Remove an element from a set if it is a member.\n\n"
     "Unlike set.remove(), the discard() method does not raise\n"
     "an exception when an element is missing from the set."},
    {"remove", set_remove, 2, 2, NULL, 0,
     "Remove an element from a set; it must be a member.\n\n"
     "If the element is not a member, raise a KeyError."},
    {"pop", set_pop, 1, 1, NULL, 0,
     "Remove and return an arbitrary set element.\nRaises KeyError if the set is empty."},
    {"update", set_update, 1, -1, NULL, RT_NATIVE_PARSED,
     "Update a set with the union of itself and others."},
    {"difference_update", set_difference_update, 1, -1, NULL, RT_NATIVE_PARSED,
     "Remove all elements of another set from this set."},
    {"intersection_update", set_intersection_update, 1, -1, NULL, RT_NATIVE_PARSED,
     "Update a set with the intersection of itself and another."},
    {"symmetric_difference_update", set_symmetric_difference_update, 2, 2, NULL, 0,
     "Update a set with the symmetric difference of itself and another."},
    SHARED_METHODS,
    {0},
};

const rt_native_def rt_frozenset_methods[] = {SHARED_METHODS, {0}};
#undef SHARED_METHODS
