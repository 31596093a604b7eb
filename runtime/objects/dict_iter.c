/* dict_iter.c - iterators over dicts, forwards and backwards.
 *
 * Owns: the six dict iterator types. Invariant: x_dict is RT_NULL once exhausted.
 * Threads: any, inside a transaction; an iterator is an ordinary granule. */
#include "runtime/error.h"
#include "runtime/objects/dict_internal.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"

typedef struct dict_iter {
    rt_object hdr;
    rt_field x_dict;
    rt_field x_pos;
    rt_field x_used; /* entries of the dict; UINT64_MAX: the error was raised, and will be again */
    rt_field x_live; /* items when made: in cell mode fewer than entries where cells are empty */
    rt_field x_left;
} dict_iter;

static rt_type *const iter_types[2][3] = {
    {&rt_dict_keyiterator_type, &rt_dict_valueiterator_type, &rt_dict_itemiterator_type},
    {&rt_dict_reversekeyiterator_type, &rt_dict_reversevalueiterator_type,
     &rt_dict_reverseitemiterator_type},
};

Value rt_dict_iter_new(rt_thread *t, Value dict, rt_dict_part part, bool backwards) {
    int64_t used, live;
    if (!rt_hashed_len(t, rt_dict_hashed(dict), &used)) return RT_NULL;
    if (!rt_dict_len(t, dict, &live)) return RT_NULL;
    rt_object *o = rt_alloc(t, sizeof(dict_iter), &iter_types[backwards][part]->root);
    if (!o) return RT_NULL;
    dict_iter *it = (dict_iter *)o;
    rt_init(&it->x_dict, dict);
    rt_init_word(&it->x_pos, backwards ? SIZE_MAX : 0);
    rt_init_word(&it->x_used, (uint64_t)used);
    rt_init_word(&it->x_live, (uint64_t)live);
    rt_init_word(&it->x_left, (uint64_t)used);
    return rt_from_obj(it);
}

/* The number of entries is another one than before. Namespaces get empty cells when code looks up a name that they do not
 * have, which is no change that Python sees: then the iterator goes on. Empty: it has changed; RT_NULL: conflict. */
static Value entries_changed(rt_thread *t, rt_own own, dict_iter *it, Value dict, uint64_t used) {
    uint64_t before = rt_load_word(&it->x_used);
    int64_t live;
    if (used <= before || !rt_load_word(&rt_as_dict(dict)->x_cells)) return RT_EMPTY;
    if (!rt_dict_len(t, dict, &live)) return RT_NULL;
    if ((uint64_t)live != rt_load_word(&it->x_live)) return RT_EMPTY;
    rt_set_word(t, own, &it->x_used, used);
    rt_set_word(t, own, &it->x_left, rt_load_word(&it->x_left) + used - before);
    return RT_NONE;
}

Value rt_dict_iter(rt_thread *t, Value dict) {
    return rt_dict_iter_new(t, dict, RT_DICT_KEYS, false);
}

static Value iter_step(rt_thread *t, Value self, rt_dict_part part, bool backwards) {
    dict_iter *it = (dict_iter *)rt_obj(self);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    Value dict = rt_load(&it->x_dict), key = RT_NULL, value = RT_NULL;
    if (rt_is_null(dict)) return RT_EMPTY;
    size_t pos = rt_load_word(&it->x_pos), used = 0;
    int r = rt_dict_step(t, dict, backwards, &pos, &key, &value, &used);
    if (r < 0) return RT_NULL;
    Value same = RT_NONE;
    if (used != rt_load_word(&it->x_used)) same = entries_changed(t, own, it, dict, used);
    if (rt_is_null(same)) return RT_NULL;
    if (rt_is_empty(same)) {
        rt_set_word(t, own, &it->x_used, UINT64_MAX);
        return rt_raise(t, &rt_exc_RuntimeError, "dictionary changed size during iteration");
    }
    if (r == 0) {
        rt_set(t, own, &it->x_dict, RT_NULL);
        return RT_EMPTY;
    }
    uint64_t left = rt_load_word(&it->x_left);
    if (left == 0) {
        rt_set(t, own, &it->x_dict, RT_NULL);
        return rt_raise(t, &rt_exc_RuntimeError, "dictionary keys changed during iteration");
    }
    rt_set_word(t, own, &it->x_pos, pos);
    rt_set_word(t, own, &it->x_left, left - 1);
    if (part == RT_DICT_ITEMS) return rt_tuple_pack2(t, key, value);
    return part == RT_DICT_KEYS ? key : value;
}

static Value key_next(rt_thread *t, Value s) { return iter_step(t, s, RT_DICT_KEYS, false); }
static Value value_next(rt_thread *t, Value s) { return iter_step(t, s, RT_DICT_VALUES, false); }
static Value item_next(rt_thread *t, Value s) { return iter_step(t, s, RT_DICT_ITEMS, false); }
static Value key_prev(rt_thread *t, Value s) { return iter_step(t, s, RT_DICT_KEYS, true); }
static Value value_prev(rt_thread *t, Value s) { return iter_step(t, s, RT_DICT_VALUES, true); }
static Value item_prev(rt_thread *t, Value s) { return iter_step(t, s, RT_DICT_ITEMS, true); }

static Value iter_length_hint(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    dict_iter *it = (dict_iter *)rt_obj(args[0]);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    Value dict = rt_load(&it->x_dict);
    int64_t n = 0;
    if (!rt_is_null(dict) && !rt_hashed_len(t, rt_dict_hashed(dict), &n)) return RT_NULL;
    bool valid = (uint64_t)n == rt_load_word(&it->x_used);
    return rt_imm_int(rt_is_null(dict) || !valid ? 0 : (int64_t)rt_load_word(&it->x_left));
}

static Value iter_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    dict_iter *it = (dict_iter *)rt_obj(args[0]);
    if (!rt_write(t, &it->hdr)) return RT_NULL;
    dict_iter *copy = (dict_iter *)rt_alloc(t, sizeof *copy, &rt_type_of(args[0])->root);
    if (!copy) return RT_NULL;
    rt_init(&copy->x_dict, rt_load(&it->x_dict));
    rt_init_word(&copy->x_pos, rt_load_word(&it->x_pos));
    rt_init_word(&copy->x_used, rt_load_word(&it->x_used));
    rt_init_word(&copy->x_live, rt_load_word(&it->x_live));
    rt_init_word(&copy->x_left, rt_load_word(&it->x_left));
    return rt_iter_reduce_rest(t, rt_from_obj(copy));
}

static void iter_trace(rt_object *o, rt_marker *m) { rt_mark_field(m, &((dict_iter *)o)->x_dict); }

static const rt_native_def iter_methods[] = {
    {"__length_hint__", iter_length_hint, 1, 1, NULL, 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", iter_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {0},
};

#define DICT_ITERATOR(type_symbol, type_name, next_fn)    \
    rt_type type_symbol = {                               \
        RT_TYPE_HEAD(type_symbol, type_name),             \
        .basic_size = sizeof(dict_iter),                  \
        .slots = {.iter = rt_self_iter, .next = next_fn}, \
        .trace = iter_trace,                              \
        .methods = iter_methods,                          \
    }
DICT_ITERATOR(rt_dict_keyiterator_type, "dict_keyiterator", key_next);
DICT_ITERATOR(rt_dict_valueiterator_type, "dict_valueiterator", value_next);
DICT_ITERATOR(rt_dict_itemiterator_type, "dict_itemiterator", item_next);
DICT_ITERATOR(rt_dict_reversekeyiterator_type, "dict_reversekeyiterator", key_prev);
DICT_ITERATOR(rt_dict_reversevalueiterator_type, "dict_reversevalueiterator", value_prev);
DICT_ITERATOR(rt_dict_reverseitemiterator_type, "dict_reverseitemiterator", item_prev);
#undef DICT_ITERATOR
