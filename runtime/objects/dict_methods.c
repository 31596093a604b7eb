/* dict_methods.c - dict's methods and merging.
 *
 * Owns: the method table of dict. Threads: any, inside a transaction. */
#include "runtime/error.h"
#include "runtime/objects/dict_internal.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"

/* ---- merging ---- */

static Value set_hashed(rt_thread *t, Value dict, Value key, Value value, uint64_t hash) {
    return rt_dict_set_hash(t, dict, key, hash, value) ? RT_NONE : RT_NULL;
}

/* state: dict, mapping; then the key whose value was asked for */
static Value keys_got_value(rt_thread *t, Value value, Value s) {
    return rt_keyed_tail(t, set_hashed, rt_state_at(s, 0), rt_state_at(s, 2), value);
}

static Value keys_step(rt_thread *t, Value state, Value key) {
    Value value = rt_getitem_tail(t, rt_state_at(state, 1), key);
    if (rt_is_null(value)) return value;
    if (!rt_is_tail(value)) return rt_keyed_tail(t, set_hashed, rt_state_at(state, 0), key, value);
    Value values[] = {rt_state_at(state, 0), rt_state_at(state, 1), key};
    return rt_suspend(t, keys_got_value, values, 3);
}

static Value merge_done(rt_thread *t, Value result, Value state) {
    (void)t, (void)state;
    return result;
}

static Value merge_keys(rt_thread *t, Value keys, Value state) {
    return rt_each_tail(t, keys, keys_step, merge_done, state);
}

/* One element of a sequence of pairs. state: dict, an array of one word that counts. */
static Value pair_as_list(rt_thread *t, Value items, Value state) {
    rt_array *count = (rt_array *)rt_obj(rt_state_at(state, 1));
    Value index = rt_read_field(t, &count->hdr, &count->x_items[0]);
    if (rt_is_null(index)) return RT_NULL;
    if (rt_is_null(items)) {
        if (!rt_exception_catch(t, &rt_exc_TypeError)) return RT_NULL;
        return rt_raise_type_error(
            t, "cannot convert dictionary update sequence element #%lld to a sequence",
            (long long)rt_imm_int_get(index));
    }
    int64_t n;
    if (!rt_seq_len(t, items, &n)) return RT_NULL;
    if (n != 2) {
        return rt_raise_value_error(
            t, "dictionary update sequence element #%lld has length %lld; 2 is required",
            (long long)rt_imm_int_get(index), (long long)n);
    }
    Value next = rt_imm_int(rt_imm_int_get(index) + 1);
    if (!rt_write_field(t, &count->hdr, &count->x_items[0], next)) return RT_NULL;
    Value key = rt_seq_at(t, items, 0), value = rt_seq_at(t, items, 1);
    if (rt_is_null(key) || rt_is_null(value)) return RT_NULL;
    return rt_keyed_tail(t, set_hashed, rt_state_at(state, 0), key, value);
}

static Value pair_step(rt_thread *t, Value state, Value pair) {
    return rt_then_catch(t, rt_to_sequence_tail(t, pair, ""), pair_as_list, state);
}

static Value merge_pairs(rt_thread *t, Value dict, Value pairs) {
    Value zero = rt_imm_int(0), count = rt_state_new(t, &zero, 1);
    if (rt_is_null(count)) return count;
    Value values[] = {dict, count}, state = rt_state_new(t, values, 2);
    return rt_is_null(state) ? state : rt_each_tail(t, pairs, pair_step, merge_done, state);
}

/* state: dict, other */
static Value merge_got_keys_method(rt_thread *t, Value keys, Value state) {
    if (rt_is_empty(keys)) return merge_pairs(t, rt_state_at(state, 0), rt_state_at(state, 1));
    return rt_then(t, rt_call_kw_tail(t, keys, NULL, 0, RT_NULL), merge_keys, state);
}

Value rt_dict_merge_tail(rt_thread *t, Value dict, Value other) {
    if (rt_is_dict(other) && rt_type_of(other)->slots.iter == rt_dict_type.slots.iter) {
        return rt_dict_update_exact(t, dict, other) ? RT_NONE : RT_NULL;
    }
    Value values[] = {dict, other}, state = rt_state_new(t, values, 2);
    if (rt_is_null(state)) return state;
    return rt_then(t, rt_getattr_opt_tail(t, other, rt_id.keys), merge_got_keys_method, state);
}

/* ---- methods with a key ---- */

static Value get_hashed(rt_thread *t, Value self, Value key, Value fallback, uint64_t hash) {
    Value v = rt_dict_get_hash(t, self, key, hash);
    return rt_is_empty(v) ? fallback : v;
}

static Value dict_get(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_keyed_tail(t, get_hashed, args[0], args[1], nargs > 2 ? args[2] : RT_NONE);
}

static Value setdefault_hashed(rt_thread *t, Value self, Value key, Value fallback, uint64_t hash) {
    Value v = rt_dict_get_hash(t, self, key, hash);
    if (!rt_is_empty(v)) return v;
    return rt_dict_set_hash(t, self, key, hash, fallback) ? fallback : RT_NULL;
}

static Value dict_setdefault(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_keyed_tail(t, setdefault_hashed, args[0], args[1], nargs > 2 ? args[2] : RT_NONE);
}

static Value pop_hashed(rt_thread *t, Value self, Value key, Value fallback, uint64_t hash) {
    Value v = rt_dict_take_hash(t, self, key, hash);
    if (!rt_is_empty(v)) return v;
    return rt_is_empty(fallback) ? rt_raise_key_error(t, key) : fallback;
}

static Value dict_pop(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n;
    if (!rt_dict_len(t, args[0], &n)) return RT_NULL;
    if (n == 0) { /* as in python3.11 the key is not hashed, so it may be of any type */
        if (nargs > 2) return args[2];
        return rt_raise_key_error(t, args[1]);
    }
    return rt_keyed_tail(t, pop_hashed, args[0], args[1], nargs > 2 ? args[2] : RT_EMPTY);
}

/* ---- others ---- */

static Value dict_popitem(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t pos = SIZE_MAX;
    Value key, value;
    int r = rt_dict_prev(t, args[0], &pos, &key, &value);
    if (r < 0) return RT_NULL;
    if (r == 0) return rt_raise(t, &rt_exc_KeyError, "popitem(): dictionary is empty");
    Value pair = rt_tuple_pack2(t, key, value);
    if (rt_is_null(pair)) return pair;
    if (rt_load_word(&rt_as_dict(args[0])->x_cells)) {
        return rt_dict_del(t, args[0], key) < 0 ? RT_NULL : pair;
    }
    rt_own own = rt_write(t, rt_obj(args[0]));
    if (!own) return RT_NULL;
    const rt_table *table = rt_load_ptr(&rt_as_dict(args[0])->x_table);
    uint64_t hash = rt_load_word(&rt_table_entry(table, pos)[0]);
    rt_hashed_remove(t, own, rt_dict_hashed(args[0]), pos, hash);
    return pair;
}

static Value dict_clear(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_load_word(&rt_as_dict(args[0])->x_cells)) {
        size_t pos = 0;
        Value key;
        int r;
        while ((r = rt_dict_next(t, args[0], &pos, &key, NULL)) > 0) {
            if (rt_dict_del(t, args[0], key) < 0) return RT_NULL;
        }
        return r < 0 ? RT_NULL : RT_NONE;
    }
    rt_own own = rt_write(t, rt_obj(args[0]));
    if (!own) return RT_NULL;
    rt_hashed_clear(t, own, rt_dict_hashed(args[0]));
    return RT_NONE;
}

static Value dict_copy(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_dict_copy(t, args[0]);
}

/* args: self, positional tuple, keywords as a dict */
static Value update_keywords(rt_thread *t, Value result, Value state) {
    (void)result;
    bool ok = rt_dict_update_exact(t, rt_state_at(state, 0), rt_state_at(state, 1));
    return ok ? RT_NONE : RT_NULL;
}

static Value dict_update(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t n = rt_tuple_len(args[1]);
    if (!rt_args_check(t, "update", (uint32_t)n, RT_NULL, 0, 1)) return RT_NULL;
    Value values[] = {args[0], args[2]}, state = rt_state_new(t, values, 2);
    if (rt_is_null(state)) return state;
    Value r = n ? rt_dict_merge_tail(t, args[0], rt_tuple_at(args[1], 0)) : RT_NONE;
    return rt_then(t, r, update_keywords, state);
}

/* state: dict, value */
static Value fromkeys_set(rt_thread *t, Value state, Value key) {
    Value dict = rt_state_at(state, 0);
    if (rt_is_exact(dict, &rt_dict_type)) {
        return rt_keyed_tail(t, set_hashed, dict, key, rt_state_at(state, 1));
    }
    return rt_setitem_tail(t, dict, key, rt_state_at(state, 1));
}

static Value fromkeys_done(rt_thread *t, Value result, Value state) {
    (void)t, (void)result;
    return rt_state_at(state, 0);
}

/* state: iterable, value */
static Value fromkeys_fill(rt_thread *t, Value dict, Value state) {
    Value values[] = {dict, rt_state_at(state, 1)}, next = rt_state_new(t, values, 2);
    if (rt_is_null(next)) return next;
    return rt_each_tail(t, rt_state_at(state, 0), fromkeys_set, fromkeys_done, next);
}

static Value dict_fromkeys(rt_thread *t, Value *args, uint32_t nargs) {
    Value values[] = {args[1], nargs > 2 ? args[2] : RT_NONE}, state = rt_state_new(t, values, 2);
    if (rt_is_null(state)) return state;
    bool exact = (rt_type *)rt_obj(args[0]) == &rt_dict_type;
    Value dict = exact ? rt_dict_new(t) : rt_call_kw_tail(t, args[0], NULL, 0, RT_NULL);
    return rt_then(t, dict, fromkeys_fill, state);
}

static Value dict_keys(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_dict_view_new(t, args[0], RT_DICT_KEYS);
}
static Value dict_values(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_dict_view_new(t, args[0], RT_DICT_VALUES);
}
static Value dict_items(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_dict_view_new(t, args[0], RT_DICT_ITEMS);
}
static Value dict_reversed(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_dict_iter_new(t, args[0], RT_DICT_KEYS, true);
}

static Value dict_sizeof(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_dict *d = rt_as_dict(args[0]);
    Value v = rt_read_field(t, &d->hdr, &d->x_table);
    if (t->conflict) return RT_NULL;
    const rt_table *table = (const rt_table *)(uintptr_t)v.bits;
    size_t words = table ? table->capacity * table->stride : 0;
    return rt_imm_int((int64_t)(sizeof(rt_dict) + words * sizeof(Value)));
}

const rt_native_def rt_dict_methods[] = {
    {"get", dict_get, 2, 3, NULL, 0,
     "Return the value for key if key is in the dictionary, else default."},
    {"setdefault", dict_setdefault, 2, 3, NULL, 0,
     "Insert key with a value of default if key is not in the dictionary.\n\n"
     "Return the value for key if key is in the dictionary, else default."},
    {"pop", dict_pop, 2, 3, NULL, 0,
     "D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\n"
     "If the key is not found, return the default if given; otherwise,\nraise a KeyError."},
    {"popitem", dict_popitem, 1, 1, NULL, 0,
     "Remove and return a (key, value) pair as a 2-tuple.\n\n"
     "Pairs are returned in LIFO (last-in, first-out) order.\n"
     "Raises KeyError if the dict is empty."},
    {"keys", dict_keys, 1, 1, NULL, 0,
     "D.keys() -> a set-like object providing a view on D's keys"},
    {"items", dict_items, 1, 1, NULL, 0,
     "D.items() -> a set-like object providing a view on D's items"},
    {"values", dict_values, 1, 1, NULL, 0,
     "D.values() -> an object providing a view on D's values"},
    {"update", dict_update, 0, 0, "self, /, *args, **kw", 0,
     "D.update([E, ]**F) -> None.  Update D from dict/iterable E and F."},
    {"fromkeys", dict_fromkeys, 2, 3, NULL, RT_NATIVE_CLASS,
     "Create a new dictionary with keys from iterable and values set to value."},
    {"clear", dict_clear, 1, 1, NULL, 0, "D.clear() -> None.  Remove all items from D."},
    {"copy", dict_copy, 1, 1, NULL, 0, "D.copy() -> a shallow copy of D"},
    {"__reversed__", dict_reversed, 1, 1, NULL, 0, "Return a reverse iterator over the dict keys."},
    {"__sizeof__", dict_sizeof, 1, 1, NULL, 0, "D.__sizeof__() -> size of D in memory, in bytes"},
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"},
    {0},
};
