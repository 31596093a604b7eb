/* itertools_combine.c - itertools over whole pools: product, permutations, combinations; and zip_longest, groupby, tee.
 *
 * Owns: their types. The positions of a combinatoric iterator are a tuple that each step replaces, so that a step is one
 * write. Threads: any, inside a transaction. */
#include "runtime/modules/itertools_internal.h"

/* ---- shared: the items of a pool at given positions ---- */

static Value pick(rt_thread *t, Value pool, const Value *positions, size_t n) {
    Value items = rt_tuple_new(t, NULL, n);
    for (size_t i = 0; !rt_is_null(items) && i < n; i++) {
        rt_as_tuple(items)->items[i] = rt_tuple_at(pool, (size_t)rt_imm_int_get(positions[i]));
    }
    return items;
}

/* A tuple of n ints: start, start + step ... */
static Value count_up(rt_thread *t, size_t n, int64_t start, int64_t step) {
    Value v = rt_tuple_new(t, NULL, n);
    for (size_t i = 0; !rt_is_null(v) && i < n; i++) {
        rt_as_tuple(v)->items[i] = rt_imm_int(start + (int64_t)i * step);
    }
    return v;
}

static Value copy_tuple(rt_thread *t, Value v) {
    return rt_tuple_new(t, rt_as_tuple(v)->items, rt_tuple_len(v));
}

static int64_t at(Value tuple, size_t i) { return rt_imm_int_get(rt_tuple_at(tuple, i)); }
static void set_at(Value tuple, size_t i, int64_t v) {
    rt_as_tuple(tuple)->items[i] = rt_imm_int(v);
}

/* ---- product: pools, positions (None before the first; RT_EMPTY after the last) ---- */

static Value product_make(rt_thread *t, Value type, Value pools, int64_t repeat) {
    size_t n = rt_tuple_len(pools), total;
    if (__builtin_mul_overflow(n, (size_t)repeat, &total) || total > SIZE_MAX >> 5) {
        return rt_raise(t, &rt_exc_OverflowError, "repeat argument too large");
    }
    Value all = rt_tuple_new(t, NULL, total);
    if (rt_is_null(all)) return all;
    for (size_t i = 0; i < total; i++)
        rt_as_tuple(all)->items[i] = rt_tuple_at(pools, i % n);
    return iter_new(t, type, &all, 1);
}

/* state: type, repeat, the arguments, then the pools so far */
static Value product_pools(rt_thread *t, Value state);

static Value product_got_pool(rt_thread *t, Value pool, Value state) {
    size_t n = ((rt_array *)rt_obj(state))->length;
    rt_array *next = rt_array_new(t, n + 1);
    if (!next) return RT_NULL;
    for (size_t i = 0; i < n; i++)
        rt_init(&next->x_items[i], rt_state_at(state, i));
    rt_init(&next->x_items[n], pool);
    return product_pools(t, rt_from_obj(next));
}

static Value product_pools(rt_thread *t, Value state) {
    size_t have = ((rt_array *)rt_obj(state))->length - 3;
    Value args = rt_state_at(state, 2);
    if (have < rt_tuple_len(args)) {
        return rt_then(t, rt_to_tuple_tail(t, rt_tuple_at(args, have)), product_got_pool, state);
    }
    Value pools = rt_tuple_new(t, NULL, have);
    if (rt_is_null(pools)) return pools;
    for (size_t i = 0; i < have; i++)
        rt_as_tuple(pools)->items[i] = rt_state_at(state, 3 + i);
    return product_make(t, rt_state_at(state, 0), pools, rt_imm_int_get(rt_state_at(state, 1)));
}

/* args: type, iterables, repeat */
static Value product_fn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t repeat = 1;
    if (!rt_is_empty(args[2])) {
        if (!rt_has_index(args[2])) {
            return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer",
                                       args[2]);
        }
        if (!rt_arg_ssize(t, args[2], &repeat)) return RT_NULL;
        if (repeat < 0) return rt_raise_value_error(t, "repeat argument cannot be negative");
    }
    Value values[] = {args[0], rt_imm_int(repeat), repeat ? args[1] : rt_tuple_empty};
    Value state = rt_state_new(t, values, 3);
    return rt_is_null(state) ? state : product_pools(t, state);
}
static Value product_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    static const rt_native_def def = {
        "product", product_fn, 0, 0, "type, /, *iterables, repeat=", 0, NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}

static Value product_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    if (rt_is_empty(f[1])) return RT_EMPTY;
    size_t n = rt_tuple_len(f[0]);
    Value positions = rt_is_none(f[1]) ? count_up(t, n, 0, 0) : copy_tuple(t, f[1]);
    if (rt_is_null(positions)) return positions;
    bool more = rt_is_none(f[1]);
    if (more) {
        for (size_t i = 0; i < n; i++)
            more = more && rt_tuple_len(rt_tuple_at(f[0], i)) > 0;
    } else {
        for (size_t i = n; i-- > 0 && !more;) {
            more = at(positions, i) + 1 < (int64_t)rt_tuple_len(rt_tuple_at(f[0], i));
            set_at(positions, i, more ? at(positions, i) + 1 : 0);
        }
    }
    if (!iter_put(t, self, 1, more ? positions : RT_EMPTY)) return RT_NULL;
    if (!more) return RT_EMPTY;
    Value items = rt_tuple_new(t, NULL, n);
    for (size_t i = 0; !rt_is_null(items) && i < n; i++) {
        rt_as_tuple(items)->items[i] = rt_tuple_at(rt_tuple_at(f[0], i), (size_t)at(positions, i));
    }
    return items;
}
ITERTOOLS_TYPE(rt_itertools_product_type, "product", product_new, product_next,
               .doc = "product(*iterables, repeat=1) --> product object\n\n"
                      "Cartesian product of input iterables.  Equivalent to nested for-loops.");

/* ---- combinations, with replacement, permutations: pool, positions, r, cycles ---- */

/* state: type, r or None */
static Value pool_make(rt_thread *t, Value pool, Value state) {
    Value fields[] = {pool, RT_NONE, rt_state_at(state, 1), RT_NONE};
    if (rt_is_none(fields[2])) fields[2] = rt_imm_int((int64_t)rt_tuple_len(pool));
    return iter_new(t, rt_state_at(state, 0), fields, 4);
}
static Value pool_fn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value r = rt_is_empty(args[2]) ? RT_NONE : args[2];
    if (!rt_is_none(r)) {
        int64_t n;
        if (!rt_has_index(r))
            return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", r);
        if (!rt_arg_ssize(t, r, &n)) return RT_NULL;
        if (n < 0) return rt_raise_value_error(t, "r must be non-negative");
        r = rt_imm_int(n);
    }
    Value values[] = {args[0], r}, state = rt_state_new(t, values, 2);
    return rt_is_null(state) ? state : rt_then(t, rt_to_tuple_tail(t, args[1]), pool_make, state);
}
static Value permutations_fn(rt_thread *t, Value *args, uint32_t nargs) {
    if (!rt_is_empty(args[2]) && !rt_is_none(args[2]) && !rt_is_int(args[2])) {
        return rt_raise_type_error(t, "Expected int as r");
    }
    return pool_fn(t, args, nargs);
}
static Value combinations_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                              Value kwnames) {
    static const rt_native_def def = {"combinations",         pool_fn, 0,   0,
                                      "type, /, iterable, r", 0,       NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}
static Value replacement_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                             Value kwnames) {
    static const rt_native_def def = {"combinations_with_replacement", pool_fn, 0,   0,
                                      "type, /, iterable, r",          0,       NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}
static Value permutations_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                              Value kwnames) {
    static const rt_native_def def = {
        "permutations", permutations_fn, 0, 0, "type, /, iterable, r=", 0, NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}

/* Stores the new positions, or the end, and gives the items. */
static Value pool_step(rt_thread *t, Value self, Value pool, Value positions, size_t r, bool more) {
    if (!iter_put(t, self, 1, more ? positions : RT_EMPTY)) return RT_NULL;
    return more ? pick(t, pool, rt_as_tuple(positions)->items, r) : RT_EMPTY;
}

static Value combinations_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    if (rt_is_empty(f[1])) return RT_EMPTY;
    int64_t n = (int64_t)rt_tuple_len(f[0]), r = rt_imm_int_get(f[2]);
    if (r > n) return RT_EMPTY;
    bool first = rt_is_none(f[1]);
    Value positions = first ? count_up(t, (size_t)r, 0, 1) : copy_tuple(t, f[1]);
    if (rt_is_null(positions) || first) {
        return first && !rt_is_null(positions)
                   ? pool_step(t, self, f[0], positions, (size_t)r, true)
                   : RT_NULL;
    }
    int64_t i = r - 1;
    while (i >= 0 && at(positions, (size_t)i) == i + n - r)
        i--;
    if (i >= 0) {
        int64_t v = at(positions, (size_t)i) + 1;
        for (; i < r; i++)
            set_at(positions, (size_t)i, v++);
    }
    return pool_step(t, self, f[0], positions, (size_t)r, i >= 0);
}

static Value replacement_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    if (rt_is_empty(f[1])) return RT_EMPTY;
    int64_t n = (int64_t)rt_tuple_len(f[0]), r = rt_imm_int_get(f[2]);
    if (n == 0 && r > 0) return RT_EMPTY;
    if (rt_is_none(f[1])) {
        Value start = count_up(t, (size_t)r, 0, 0);
        return rt_is_null(start) ? start : pool_step(t, self, f[0], start, (size_t)r, true);
    }
    Value positions = copy_tuple(t, f[1]);
    if (rt_is_null(positions)) return positions;
    int64_t i = r - 1;
    while (i >= 0 && at(positions, (size_t)i) == n - 1)
        i--;
    if (i >= 0) {
        int64_t v = at(positions, (size_t)i) + 1;
        for (; i < r; i++)
            set_at(positions, (size_t)i, v);
    }
    return pool_step(t, self, f[0], positions, (size_t)r, i >= 0);
}

/* Advances positions and cycles in place; false: that was the last permutation. */
static bool permute(Value positions, Value cycles, size_t n, size_t r) {
    for (size_t i = r; i-- > 0;) {
        int64_t cycle = at(cycles, i) - 1;
        if (cycle > 0) {
            size_t j = n - (size_t)cycle;
            int64_t swap = at(positions, i);
            set_at(positions, i, at(positions, j));
            set_at(positions, j, swap);
            set_at(cycles, i, cycle);
            return true;
        }
        int64_t moved = at(positions, i);
        for (size_t j = i; j + 1 < n; j++)
            set_at(positions, j, at(positions, j + 1));
        set_at(positions, n - 1, moved);
        set_at(cycles, i, (int64_t)(n - i));
    }
    return false;
}

static Value permutations_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    if (rt_is_empty(f[1])) return RT_EMPTY;
    size_t n = rt_tuple_len(f[0]), r = (size_t)rt_imm_int_get(f[2]);
    if (r > n) return RT_EMPTY;
    bool first = rt_is_none(f[1]);
    Value positions = first ? count_up(t, n, 0, 1) : copy_tuple(t, f[1]);
    Value cycles = first ? count_up(t, r, (int64_t)n, -1) : copy_tuple(t, f[3]);
    if (rt_is_null(positions) || rt_is_null(cycles)) return RT_NULL;
    bool more = first || permute(positions, cycles, n, r);
    if (!iter_put(t, self, 3, cycles)) return RT_NULL;
    return pool_step(t, self, f[0], positions, r, more);
}
ITERTOOLS_TYPE(rt_itertools_combinations_type, "combinations", combinations_new, combinations_next,
               .doc = "Return successive r-length combinations of elements in the iterable.\n\n"
                      "combinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)");
ITERTOOLS_TYPE(
    rt_itertools_combinations_with_replacement_type, "combinations_with_replacement",
    replacement_new, replacement_next,
    .doc =
        "Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.");
ITERTOOLS_TYPE(rt_itertools_permutations_type, "permutations", permutations_new, permutations_next,
               .doc = "Return successive r-length permutations of elements in the iterable.\n\n"
                      "permutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)");

/* ---- zip_longest: list of iterators (None once over), fill value, how many are active ---- */

/* state: type, fill value, the iterables, list of the iterators so far */
static Value longest_open(rt_thread *t, Value state);
static Value longest_opened(rt_thread *t, Value iterator, Value state) {
    return rt_list_append(t, rt_state_at(state, 3), iterator) ? longest_open(t, state) : RT_NULL;
}
static Value longest_open(rt_thread *t, Value state) {
    int64_t have;
    if (!rt_list_len(t, rt_state_at(state, 3), &have)) return RT_NULL;
    Value args = rt_state_at(state, 2);
    if ((size_t)have < rt_tuple_len(args)) {
        return rt_then(t, rt_iter_tail(t, rt_tuple_at(args, (size_t)have)), longest_opened, state);
    }
    Value fields[] = {rt_state_at(state, 3), rt_state_at(state, 1), rt_imm_int(have)};
    return iter_new(t, rt_state_at(state, 0), fields, 3);
}
static Value longest_fn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value values[] = {args[0], rt_is_empty(args[2]) ? RT_NONE : args[2], args[1],
                      rt_list_new(t, NULL, 0)};
    Value state = rt_is_null(values[3]) ? RT_NULL : rt_state_new(t, values, 4);
    return rt_is_null(state) ? state : longest_open(t, state);
}
static Value longest_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    static const rt_native_def def = {
        "zip_longest", longest_fn, 0, 0, "type, /, *iterables, fillvalue=", 0, NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}

static Value longest_run(rt_thread *t, Value self, Value items, size_t got);

/* Enters item `got`; false: all are over, or a conflict (then RT_NULL in *end). */
static bool longest_enter(rt_thread *t, Value self, Value items, size_t got, Value item,
                          Value *end) {
    Value f[ITER_FIELDS];
    *end = RT_NULL;
    if (!iter_load(t, self, f)) return false;
    if (rt_is_empty(item)) {
        int64_t active = rt_imm_int_get(f[2]) - 1;
        if (!iter_put(t, self, 2, rt_imm_int(active))) return false;
        if (!rt_list_set(t, f[0], (int64_t)got, RT_NONE)) return false;
        if (active == 0) return *end = RT_EMPTY, false;
        item = f[1];
    }
    rt_as_tuple(items)->items[got] = item;
    return true;
}
/* state: self, items, got */
static Value longest_got(rt_thread *t, Value item, Value state) {
    Value items = copy_tuple(t, rt_state_at(state, 1)), end;
    size_t got = (size_t)rt_imm_int_get(rt_state_at(state, 2));
    if (rt_is_null(items)) return items;
    if (!longest_enter(t, rt_state_at(state, 0), items, got, item, &end)) return end;
    return longest_run(t, rt_state_at(state, 0), items, got + 1);
}
static Value longest_run(rt_thread *t, Value self, Value items, size_t got) {
    Value f[ITER_FIELDS], end;
    if (!iter_load(t, self, f)) return RT_NULL;
    for (; got < rt_tuple_len(items); got++) {
        Value it = rt_list_get(t, f[0], (int64_t)got);
        if (rt_is_null(it)) return it;
        if (rt_is_none(it)) {
            rt_as_tuple(items)->items[got] = f[1];
            continue;
        }
        Value item = rt_next_tail(t, it);
        if (rt_is_null(item)) return item;
        if (rt_is_tail(item)) {
            Value values[] = {self, items, rt_imm_int((int64_t)got)};
            return rt_suspend(t, longest_got, values, 3);
        }
        if (!longest_enter(t, self, items, got, item, &end)) return end;
    }
    return items;
}
static Value longest_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    int64_t n;
    if (!iter_load(t, self, f) || !rt_list_len(t, f[0], &n)) return RT_NULL;
    if (rt_same(f[2], rt_imm_int(0))) return RT_EMPTY;
    Value items = rt_tuple_new(t, NULL, (size_t)n);
    return rt_is_null(items) ? items : longest_run(t, self, items, 0);
}
ITERTOOLS_TYPE(rt_itertools_zip_longest_type, "zip_longest", longest_new, longest_next,
               .doc = "zip_longest(*iterables, fillvalue=None) --> zip_longest object\n\n"
                      "Return a zip_longest object whose .__next__() method returns a tuple where\n"
                      "the i-th element comes from the i-th iterable argument.");

/* ---- groupby: iterator, key function, key of the group handed out, key and value at hand, the group ---- */

enum { G_ITERATOR, G_FUNCTION, G_TARGET, G_KEY, G_VALUE, G_GROUP };

static Value groupby_make(rt_thread *t, Value iterator, Value state) {
    Value fields[] = {iterator, rt_state_at(state, 1), RT_EMPTY, RT_EMPTY, RT_EMPTY, RT_NONE};
    return iter_new(t, rt_state_at(state, 0), fields, 6);
}
static Value groupby_fn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value values[] = {args[0], rt_is_empty(args[2]) ? RT_NONE : args[2]},
          state = rt_state_new(t, values, 2);
    return rt_is_null(state) ? state : rt_then(t, rt_iter_tail(t, args[1]), groupby_make, state);
}
static Value groupby_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    static const rt_native_def def = {
        "groupby", groupby_fn, 0, 0, "type, /, iterable, key=", 0, NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}

/* Fetches the next value and its key: RT_NONE, or RT_EMPTY at the end. state: self, value */
static Value fetch_keyed(rt_thread *t, Value key, Value state) {
    Value self = rt_state_at(state, 0);
    bool ok = iter_put(t, self, G_VALUE, rt_state_at(state, 1)) && iter_put(t, self, G_KEY, key);
    return ok ? RT_NONE : RT_NULL;
}
static Value fetch_got(rt_thread *t, Value value, Value self) {
    if (rt_is_empty(value)) return value;
    Value function = iter_get(t, self, G_FUNCTION);
    Value values[] = {self, value}, state = rt_state_new(t, values, 2);
    if (rt_is_null(state) || rt_is_null(function)) return RT_NULL;
    if (rt_is_none(function)) return fetch_keyed(t, value, state);
    return rt_then(t, rt_call_kw_tail(t, function, &value, 1, RT_NULL), fetch_keyed, state);
}
static Value fetch_tail(rt_thread *t, Value self) {
    Value it = iter_get(t, self, G_ITERATOR);
    return rt_is_null(it) ? it : rt_then(t, rt_next_tail(t, it), fetch_got, self);
}

/* Skips what is left of the group handed out. */
static Value groupby_skip(rt_thread *t, Value self);
static Value groupby_compared(rt_thread *t, Value equal, Value self) {
    Value f[ITER_FIELDS];
    if (!rt_same(equal, RT_TRUE)) {
        if (!iter_load(t, self, f)) return RT_NULL;
        Value fields[] = {self, f[G_KEY]};
        Value group = iter_new(t, rt_from_obj(&rt_itertools__grouper_type), fields, 2);
        if (rt_is_null(group) || !iter_put(t, self, G_TARGET, f[G_KEY])) return RT_NULL;
        return iter_put(t, self, G_GROUP, group) ? rt_tuple_pack2(t, f[G_KEY], group) : RT_NULL;
    }
    return groupby_skip(t, self);
}
static Value groupby_fetched(rt_thread *t, Value more, Value self) {
    Value f[ITER_FIELDS];
    if (rt_is_empty(more)) return more;
    if (!iter_load(t, self, f)) return RT_NULL;
    if (rt_is_empty(f[G_TARGET])) return groupby_compared(t, RT_FALSE, self);
    return rt_then(t, rt_compare_bool_tail(t, f[G_TARGET], f[G_KEY], RT_EQ), groupby_compared,
                   self);
}
static Value groupby_skip(rt_thread *t, Value self) {
    for (;;) {
        Value more = fetch_tail(t, self), f[ITER_FIELDS];
        if (rt_is_tail(more)) return rt_then(t, more, groupby_fetched, self);
        if (rt_is_null(more) || rt_is_empty(more)) return more;
        if (!iter_load(t, self, f)) return RT_NULL;
        if (rt_is_empty(f[G_TARGET])) return groupby_compared(t, RT_FALSE, self);
        Value equal = rt_compare_bool_tail(t, f[G_TARGET], f[G_KEY], RT_EQ);
        if (rt_is_tail(equal)) return rt_then(t, equal, groupby_compared, self);
        if (rt_is_null(equal)) return equal;
        if (!rt_same(equal, RT_TRUE)) return groupby_compared(t, equal, self);
    }
}
static Value groupby_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f) || !iter_put(t, self, G_GROUP, RT_NONE)) return RT_NULL;
    if (rt_is_empty(f[G_KEY])) return groupby_skip(t, self);
    if (rt_is_empty(f[G_TARGET])) return groupby_compared(t, RT_FALSE, self);
    return rt_then(t, rt_compare_bool_tail(t, f[G_TARGET], f[G_KEY], RT_EQ), groupby_compared,
                   self);
}

/* ---- a group: its groupby, its key ---- */

static Value grouper_compared(rt_thread *t, Value equal, Value self) {
    if (!rt_same(equal, RT_TRUE)) return RT_EMPTY;
    Value parent = iter_get(t, self, 0);
    if (rt_is_null(parent)) return parent;
    Value value = iter_get(t, parent, G_VALUE);
    return !rt_is_null(value) && iter_put(t, parent, G_VALUE, RT_EMPTY) ? value : RT_NULL;
}
static Value grouper_fetched(rt_thread *t, Value more, Value self) {
    if (rt_is_empty(more)) return more;
    Value parent = iter_get(t, self, 0), target = iter_get(t, self, 1);
    Value key = rt_is_null(parent) ? parent : iter_get(t, parent, G_KEY);
    if (rt_is_null(key) || rt_is_null(target)) return RT_NULL;
    return rt_then(t, rt_compare_bool_tail(t, target, key, RT_EQ), grouper_compared, self);
}
static Value grouper_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS], parent = iter_get(t, self, 0);
    if (rt_is_null(parent) || !iter_load(t, parent, f)) return RT_NULL;
    if (!rt_same(f[G_GROUP], self)) return RT_EMPTY;
    if (!rt_is_empty(f[G_VALUE])) return grouper_fetched(t, RT_NONE, self);
    return rt_then(t, fetch_tail(t, parent), grouper_fetched, self);
}
static Value grouper_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    if (!rt_args_check(t, "_grouper", nargs, kwnames, 2, 2)) return RT_NULL;
    if (!rt_isinstance_exact(args[0], &rt_itertools_groupby_type)) {
        return rt_raise_type_error(t, "_grouper() argument 1 must be itertools.groupby, not %T",
                                   args[0]);
    }
    Value group = iter_new(t, self, args, 2);
    return !rt_is_null(group) && iter_put(t, args[0], G_GROUP, group) ? group : RT_NULL;
}
ITERTOOLS_TYPE(
    rt_itertools_groupby_type, "groupby", groupby_new, groupby_next,
    .doc = "make an iterator that returns consecutive keys and groups from the iterable");
ITERTOOLS_TYPE(rt_itertools__grouper_type, "_grouper", grouper_new, grouper_next);

/* ---- tee: the iterator, and the node where this copy stands. A node is an array {item or RT_EMPTY, next node}; the copies share
 * the nodes ahead of them. ---- */

static Value node_new(rt_thread *t) {
    Value values[] = {RT_EMPTY, RT_NONE};
    return rt_state_new(t, values, 2);
}
static rt_array *node_of(Value v) { return (rt_array *)rt_obj(v); }

/* Moves self on from its node, which has an item. */
static Value tee_advance(rt_thread *t, Value self, Value node) {
    rt_array *n = node_of(node);
    Value item = rt_read_field(t, &n->hdr, &n->x_items[0]),
          next = rt_read_field(t, &n->hdr, &n->x_items[1]);
    if (rt_is_null(item) || rt_is_null(next)) return RT_NULL;
    return iter_put(t, self, 1, next) ? item : RT_NULL;
}
static Value tee_got(rt_thread *t, Value item, Value self) {
    Value node = iter_get(t, self, 1);
    if (rt_is_null(node) || rt_is_empty(item)) return rt_is_null(node) ? node : item;
    Value next = node_new(t);
    rt_array *n = node_of(node);
    rt_own own = rt_is_null(next) ? STM_CONFLICT : rt_write(t, &n->hdr);
    if (!own) return RT_NULL;
    if (!rt_is_empty(rt_load(&n->x_items[0]))) {
        return rt_raise(t, &rt_exc_RuntimeError, "cannot re-enter the tee iterator");
    }
    rt_set(t, own, &n->x_items[0], item);
    rt_set(t, own, &n->x_items[1], next);
    return tee_advance(t, self, node);
}
static Value tee_next(rt_thread *t, Value self) {
    Value f[ITER_FIELDS];
    if (!iter_load(t, self, f)) return RT_NULL;
    rt_array *n = node_of(f[1]);
    Value item = rt_read_field(t, &n->hdr, &n->x_items[0]);
    if (rt_is_null(item)) return item;
    if (!rt_is_empty(item)) return tee_advance(t, self, f[1]);
    return rt_then(t, rt_next_tail(t, f[0]), tee_got, self);
}
static Value tee_copy(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value f[ITER_FIELDS];
    if (!iter_load(t, args[0], f)) return RT_NULL;
    return iter_new(t, rt_from_obj(rt_type_of(args[0])), f, 2);
}
static Value tee_make(rt_thread *t, Value iterator, Value type) {
    if (rt_isinstance_exact(iterator, &rt_itertools__tee_type)) return tee_copy(t, &iterator, 1);
    Value fields[] = {iterator, node_new(t)};
    return rt_is_null(fields[1]) ? RT_NULL : iter_new(t, type, fields, 2);
}
static Value tee_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    if (!rt_args_check(t, "_tee", nargs, kwnames, 1, 1)) return RT_NULL;
    return rt_then(t, rt_iter_tail(t, args[0]), tee_make, self);
}
static const rt_native_def tee_methods[] = {
    {"__copy__", tee_copy, 1, 1, NULL, 0, "Returns an independent iterator."}, {0}};
ITERTOOLS_TYPE(rt_itertools__tee_type, "_tee", tee_new, tee_next, .methods = tee_methods,
               .doc = "Iterator wrapped to make it copyable.");

/* The other copies of a first one. */
static Value tee_all(rt_thread *t, Value first, Value count) {
    size_t n = (size_t)rt_imm_int_get(count);
    Value all = rt_tuple_new(t, NULL, n);
    for (size_t i = 0; !rt_is_null(all) && i < n; i++) {
        Value copy = i == 0 ? first : tee_copy(t, &first, 1);
        if (rt_is_null(copy)) return copy;
        rt_as_tuple(all)->items[i] = copy;
    }
    return all;
}
Value rt_itertools_tee(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n = 2;
    if (nargs > 1 && !rt_arg_ssize(t, args[1], &n)) return RT_NULL;
    if (n < 0) return rt_raise_value_error(t, "n must be >= 0");
    if (n == 0) return rt_tuple_empty;
    Value type = rt_from_obj(&rt_itertools__tee_type);
    Value first = rt_then(t, rt_iter_tail(t, args[0]), tee_make, type);
    return rt_then(t, first, tee_all, rt_imm_int(n));
}
