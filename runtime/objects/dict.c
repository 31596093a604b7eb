/* dict.c - dicts: C interface, cell mode and the type's slots.
 *
 * Owns: rt_dict_type.
 * Invariants
 *   dict-1  Once x_cells is 1 it stays so, and every live entry's value is an rt_cell of this dict alone.
 *   dict-2  In cell mode an entry is never removed but by clear: who holds a cell may go on using it.
 * Threads: any, inside a transaction. */
#include "runtime/objects/dict.h"

#include "runtime/error.h"
#include "runtime/mutant.h"
#include "runtime/objects/cell.h"
#include "runtime/objects/dict_internal.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

extern rt_type rt_cell_type;

static rt_hashed *hashed(Value dict) { return rt_dict_hashed(dict); }

/* Read without a barrier: a dict that others know is converted with the world stopped. */
static bool cell_mode(Value dict) { return rt_load_word(&rt_as_dict(dict)->x_cells) != 0; }

Value rt_dict_new(rt_thread *t) {
    rt_object *o = rt_alloc(t, sizeof(rt_dict), &rt_dict_type.root);
    return o ? rt_from_obj(o) : RT_NULL;
}

Value rt_dict_new_sized(rt_thread *t, size_t n) {
    Value d = rt_dict_new(t);
    if (rt_is_null(d) || n == 0) return d;
    rt_table *table = rt_table_new(t, n, 3);
    if (!table) return RT_NULL;
    rt_init_ptr(&rt_as_dict(d)->x_table, table);
    return d;
}

/* ---- with the hash known ---- */

Value rt_dict_get_hash(rt_thread *t, Value dict, Value key, uint64_t hash) {
    rt_found f;
    int r = rt_hashed_find(t, hashed(dict), key, hash, &f);
    if (r <= 0) return r ? RT_NULL : RT_EMPTY;
    return cell_mode(dict) ? rt_cell_get(t, rt_as_cell(f.value)) : f.value;
}

static rt_cell *new_cell(rt_thread *t, Value dict, Value key, uint64_t hash) {
    Value cell = rt_cell_new_name(t, NULL);
    rt_own own = rt_is_null(cell) ? STM_CONFLICT : rt_write(t, rt_obj(dict));
    if (!own || !rt_hashed_insert(t, own, hashed(dict), 3, key, hash, cell)) return NULL;
    return rt_as_cell(cell);
}

bool rt_dict_set_hash(rt_thread *t, Value dict, Value key, uint64_t hash, Value value) {
    rt_found f;
    if (cell_mode(dict)) {
        int r = rt_hashed_find(t, hashed(dict), key, hash, &f);
        if (r < 0) return false;
        rt_cell *cell = r ? rt_as_cell(f.value) : new_cell(t, dict, key, hash);
        return cell && rt_cell_set(t, cell, value);
    }
    /* Owned first: the probe then runs over words that no one else can change. */
    rt_own own = rt_write(t, rt_obj(dict));
    if (!own) return false;
    int r = rt_hashed_find(t, hashed(dict), key, hash, &f);
    if (r < 0) return false;
    if (!r) return rt_hashed_insert(t, own, hashed(dict), 3, key, hash, value);
    rt_table *table = rt_load_ptr(&rt_as_dict(dict)->x_table);
    if (rt_mutant(DICT_VALUE_NOT_LOGGED)) own = STM_FRESH;
    rt_set(t, own, &rt_table_entry(table, f.entry)[2], value);
    return true;
}

Value rt_dict_take_hash(rt_thread *t, Value dict, Value key, uint64_t hash) {
    rt_found f;
    int r = rt_hashed_find(t, hashed(dict), key, hash, &f);
    if (r <= 0) return r ? RT_NULL : RT_EMPTY;
    if (cell_mode(dict)) {
        Value v = rt_cell_get(t, rt_as_cell(f.value));
        if (rt_is_null(v) || rt_is_empty(v)) return v;
        return rt_cell_set(t, rt_as_cell(f.value), RT_EMPTY) ? v : RT_NULL;
    }
    rt_own own = rt_write(t, rt_obj(dict));
    if (!own) return RT_NULL;
    rt_hashed_remove(t, own, hashed(dict), f.entry, hash);
    return f.value;
}

/* ---- by key ---- */

Value rt_dict_get(rt_thread *t, Value dict, Value key) {
    uint64_t hash;
    if (t->tx->solo && rt_key_hash_quick(key, &hash) && !cell_mode(dict)) {
        const rt_table *table = rt_load_ptr(&rt_as_dict(dict)->x_table);
        size_t i;
        rt_quick r = table ? rt_table_find_quick(table, key, hash, &i) : RT_QUICK_ABSENT;
        if (r == RT_QUICK_FOUND) return rt_load(&rt_table_entry(table, i)[2]);
        if (r == RT_QUICK_ABSENT) return RT_EMPTY;
    }
    return rt_key_hash(t, key, &hash) ? rt_dict_get_hash(t, dict, key, hash) : RT_NULL;
}

Value rt_dict_get_str(rt_thread *t, Value dict, Value name) {
    return rt_dict_get_hash(t, dict, name, rt_str_hash(name));
}

bool rt_dict_set(rt_thread *t, Value dict, Value key, Value value) {
    uint64_t hash;
    return rt_key_hash(t, key, &hash) && rt_dict_set_hash(t, dict, key, hash, value);
}

int rt_dict_del(rt_thread *t, Value dict, Value key) {
    uint64_t hash;
    if (!rt_key_hash(t, key, &hash)) return -1;
    Value v = rt_dict_take_hash(t, dict, key, hash);
    return rt_is_null(v) ? -1 : !rt_is_empty(v);
}

/* ---- iteration ---- */

int rt_dict_step(rt_thread *t, Value dict, bool backwards, size_t *pos, Value *key, Value *value,
                 size_t *used) {
    rt_found f;
    for (;;) {
        int r = backwards ? rt_hashed_prev(t, hashed(dict), pos, &f, NULL)
                          : rt_hashed_next(t, hashed(dict), pos, &f, NULL);
        if (used && r >= 0) *used = f.used;
        if (r <= 0) return r;
        if (cell_mode(dict)) {
            f.value = rt_cell_get(t, rt_as_cell(f.value));
            if (rt_is_null(f.value)) return -1;
            if (rt_is_empty(f.value)) continue;
        }
        if (key) *key = f.key;
        if (value) *value = f.value;
        return 1;
    }
}

int rt_dict_next(rt_thread *t, Value dict, size_t *pos, Value *key, Value *value) {
    return rt_dict_step(t, dict, false, pos, key, value, NULL);
}

int rt_dict_prev(rt_thread *t, Value dict, size_t *pos, Value *key, Value *value) {
    return rt_dict_step(t, dict, true, pos, key, value, NULL);
}

bool rt_dict_len(rt_thread *t, Value dict, int64_t *n) {
    if (!cell_mode(dict)) return rt_hashed_len(t, hashed(dict), n);
    size_t pos = 0;
    int r;
    *n = 0;
    while ((r = rt_dict_next(t, dict, &pos, NULL, NULL)) > 0)
        ++*n;
    return r == 0;
}

/* ---- whole dicts ---- */

bool rt_dict_update_exact(rt_thread *t, Value dict, Value other) {
    if (rt_same(dict, other)) return true;
    rt_table *table = NULL;
    size_t used;
    bool cells = cell_mode(other);
    if (!rt_hashed_snapshot(t, hashed(other), &table, &used)) return false;
    if (!table) return true;
    rt_own own = rt_write(t, rt_obj(dict));
    if (!own) return false;
    if (!cells && !cell_mode(dict) && rt_load_word(&rt_as_dict(dict)->x_used) == 0) {
        rt_hashed_adopt(t, own, hashed(dict), table, used);
        return true;
    }
    uint64_t fill = rt_load_word(&table->x_fill);
    for (size_t i = 0; i < fill; i++) {
        const rt_field *e = rt_table_entry(table, i);
        Value v = rt_load(&e[2]);
        if (cells) v = rt_cell_get(t, rt_as_cell(v));
        if (rt_is_null(v)) return false;
        if (rt_is_empty(v)) continue;
        if (!rt_dict_set_hash(t, dict, rt_load(&e[1]), rt_load_word(&e[0]), v)) return false;
    }
    return true;
}

Value rt_dict_copy(rt_thread *t, Value dict) {
    Value copy = rt_dict_new(t);
    if (rt_is_null(copy)) return copy;
    return rt_dict_update_exact(t, copy, dict) ? copy : RT_NULL;
}

/* ---- cell mode ---- */

Value rt_dict_new_cells(rt_thread *t) {
    Value d = rt_dict_new(t);
    if (!rt_is_null(d)) rt_init_word(&rt_as_dict(d)->x_cells, 1);
    return d;
}

bool rt_dict_to_cells(rt_thread *t, Value dict) {
    if (cell_mode(dict)) return true;
    Value cells = rt_dict_new_cells(t);
    if (rt_is_null(cells) || !rt_dict_update_exact(t, cells, dict)) return false;
    rt_dict *from = rt_as_dict(cells), *to = rt_as_dict(dict);
    /* Others look at x_cells without a barrier: they see all of the conversion or nothing, and it stays. */
    rt_own own = rt_write(t, &to->hdr);
    if (!own) return false;
    bool shared = own != STM_FRESH;
    if (shared && !stm_irrevocable(t->tx, rt_site(t))) return rt_conflict(t);
    if (shared) rt_world_stop(t);
    if (shared) rt_type_condemn_others(t);
    rt_hashed_adopt(t, own, hashed(dict), rt_load_ptr(&from->x_table), rt_load_word(&from->x_used));
    rt_set_word(t, own, &to->x_cells, 1);
    if (shared) rt_world_start(t);
    return true;
}

rt_cell *rt_dict_cell(rt_thread *t, Value dict, Value name, bool create) {
    uint64_t hash;
    rt_found f;
    if (!rt_key_hash(t, name, &hash)) return NULL;
    int r = rt_hashed_find(t, hashed(dict), name, hash, &f);
    if (r > 0) return rt_as_cell(f.value);
    return r == 0 && create ? new_cell(t, dict, name, hash) : NULL;
}

/* ---- slots ---- */

static Value dict_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    rt_type *type = (rt_type *)rt_obj(self);
    return type == &rt_dict_type ? rt_dict_new(t) : rt_instance_new(t, type, 0);
}

static Value init_keywords(rt_thread *t, Value result, Value state) {
    (void)result;
    Value self = rt_state_at(state, 0), kwnames = rt_state_at(state, 1);
    for (size_t i = 0; i < rt_tuple_len(kwnames); i++) {
        if (!rt_dict_set(t, self, rt_tuple_at(kwnames, i), rt_state_at(state, 2 + i))) {
            return RT_NULL;
        }
    }
    return RT_NONE;
}

static Value dict_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    return rt_dict_update_args_tail(t, "dict", self, args, nargs, kwnames);
}

Value rt_dict_update_args_tail(rt_thread *t, const char *name, Value self, const Value *args,
                               uint32_t nargs, Value kwnames) {
    if (!rt_args_check(t, name, nargs, RT_NULL, 0, 1)) return RT_NULL;
    Value r = nargs ? rt_dict_merge_tail(t, self, args[0]) : RT_NONE;
    if (rt_is_null(r) || rt_is_null(kwnames) || rt_tuple_len(kwnames) == 0) return r;
    size_t nkw = rt_tuple_len(kwnames);
    rt_array *a = rt_array_new(t, 2 + nkw);
    if (!a) return RT_NULL;
    rt_init(&a->x_items[0], self);
    rt_init(&a->x_items[1], kwnames);
    for (size_t i = 0; i < nkw; i++)
        rt_init(&a->x_items[2 + i], args[nargs + i]);
    return rt_then(t, r, init_keywords, rt_from_obj(a));
}

static Value repr_item(rt_thread *t, rt_str_builder *b, Value v) {
    Value text = rt_repr(t, v);
    if (!rt_is_null(text)) rt_sb_str(b, text);
    return text;
}

static Value dict_repr(rt_thread *t, Value self) {
    rt_repr_frame frame;
    int entered = rt_repr_enter(t, &frame, self);
    if (entered) return entered < 0 ? RT_NULL : rt_str_from_ascii(t, "{...}", 5);
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_char(&b, '{');
    size_t pos = 0;
    Value key, value;
    int r;
    bool ok = true;
    for (bool first = true; (r = rt_dict_next(t, self, &pos, &key, &value)) > 0; first = false) {
        if (!first) rt_sb_ascii(&b, ", ", 2);
        ok = !rt_is_null(repr_item(t, &b, key));
        if (!ok) break;
        rt_sb_ascii(&b, ": ", 2);
        ok = !rt_is_null(repr_item(t, &b, value));
        if (!ok) break;
    }
    rt_repr_leave(t, &frame);
    if (!ok || r < 0) {
        rt_sb_drop(&b);
        return RT_NULL;
    }
    rt_sb_char(&b, '}');
    return rt_sb_finish(t, &b);
}

static Value dict_length(rt_thread *t, Value self) {
    int64_t n;
    return rt_dict_len(t, self, &n) ? rt_imm_int(n) : RT_NULL;
}

static Value missing_done(rt_thread *t, Value result, Value key) {
    return rt_is_empty(result) ? rt_raise_key_error(t, key) : result;
}

static Value getitem_hashed(rt_thread *t, Value self, Value key, Value extra, uint64_t hash) {
    (void)extra;
    Value v = rt_dict_get_hash(t, self, key, hash);
    if (!rt_is_empty(v)) return v;
    if (rt_is_exact(self, &rt_dict_type)) return rt_raise_key_error(t, key);
    return rt_then(t, rt_call_special_tail(t, self, rt_id.__missing__, &key, 1), missing_done, key);
}

static Value dict_getitem(rt_thread *t, Value self, Value key) {
    return rt_keyed_tail(t, getitem_hashed, self, key, RT_NONE);
}

static Value setitem_hashed(rt_thread *t, Value self, Value key, Value value, uint64_t hash) {
    if (!rt_is_empty(value)) {
        return rt_dict_set_hash(t, self, key, hash, value) ? RT_NONE : RT_NULL;
    }
    Value old = rt_dict_take_hash(t, self, key, hash);
    if (rt_is_empty(old)) return rt_raise_key_error(t, key);
    return rt_is_null(old) ? RT_NULL : RT_NONE;
}

static Value dict_setitem(rt_thread *t, Value self, Value key, Value value) {
    return rt_keyed_tail(t, setitem_hashed, self, key, value);
}

static Value contains_hashed(rt_thread *t, Value self, Value key, Value extra, uint64_t hash) {
    (void)extra;
    Value v = rt_dict_get_hash(t, self, key, hash);
    return rt_is_null(v) ? v : rt_bool(!rt_is_empty(v));
}

static Value dict_contains(rt_thread *t, Value self, Value key) {
    return rt_keyed_tail(t, contains_hashed, self, key, RT_NONE);
}

/* state: a, b, position after the pair asked about, negate. */
static Value equal_from(rt_thread *t, Value a, Value b, size_t pos, Value negate);

static Value equal_resume(rt_thread *t, Value equal, Value s) {
    if (rt_same(equal, RT_FALSE)) return rt_bool(rt_same(rt_state_at(s, 3), RT_TRUE));
    return equal_from(t, rt_state_at(s, 0), rt_state_at(s, 1),
                      (size_t)rt_imm_int_get(rt_state_at(s, 2)), rt_state_at(s, 3));
}

static Value equal_from(rt_thread *t, Value a, Value b, size_t pos, Value negate) {
    rt_found f;
    uint64_t hash;
    int r;
    while ((r = rt_hashed_next(t, hashed(a), &pos, &f, &hash)) > 0) {
        Value x = cell_mode(a) ? rt_cell_get(t, rt_as_cell(f.value)) : f.value;
        if (rt_is_null(x)) return RT_NULL;
        if (rt_is_empty(x)) continue;
        Value y = rt_dict_get_hash(t, b, f.key, hash);
        if (rt_is_null(y)) return RT_NULL;
        if (rt_is_empty(y)) return negate;
        if (rt_same(x, y)) continue;
        Value equal = rt_compare_bool_tail(t, x, y, RT_EQ);
        if (rt_is_null(equal)) return RT_NULL;
        if (rt_is_tail(equal)) {
            Value values[] = {a, b, rt_imm_int((int64_t)pos), negate};
            return rt_suspend(t, equal_resume, values, 4);
        }
        if (rt_same(equal, RT_FALSE)) return negate;
    }
    return r < 0 ? RT_NULL : rt_bool(rt_same(negate, RT_FALSE));
}

static Value dict_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (!rt_is_dict(a) || !rt_is_dict(b) || (op != RT_EQ && op != RT_NE)) return RT_NOT_IMPLEMENTED;
    int64_t n, m;
    if (!rt_dict_len(t, a, &n) || !rt_dict_len(t, b, &m)) return RT_NULL;
    if (n != m) return rt_bool(op == RT_NE);
    return equal_from(t, a, b, 0, rt_bool(op == RT_NE));
}

static Value dict_or(rt_thread *t, Value a, Value b) {
    if (!rt_is_dict(a) || !rt_is_dict(b)) return RT_NOT_IMPLEMENTED;
    Value both = rt_dict_copy(t, a);
    if (rt_is_null(both)) return both;
    return rt_dict_update_exact(t, both, b) ? both : RT_NULL;
}

static Value ior_done(rt_thread *t, Value result, Value self) {
    (void)t, (void)result;
    return self;
}

static Value dict_ior(rt_thread *t, Value self, Value other) {
    return rt_then(t, rt_dict_merge_tail(t, self, other), ior_done, self);
}

static void dict_trace(rt_object *o, rt_marker *m) {
    rt_mark_storage(m, rt_load_ptr(&((rt_dict *)o)->x_table));
}

rt_type rt_dict_type = {
    RT_TYPE_HEAD(rt_dict_type, "dict"),
    .flags = RT_TF_BASETYPE | RT_TF_DICT_TYPE | RT_TF_MAPPING,
    .basic_size = sizeof(rt_dict),
    .slots = {.new_ = dict_new,
              .init = dict_init,
              .repr = dict_repr,
              .len = dict_length,
              .iter = rt_dict_iter,
              .compare = dict_compare,
              .getitem = dict_getitem,
              .setitem = dict_setitem,
              .contains = dict_contains,
              .binary = {[RT_OR] = dict_or},
              .inplace = {[RT_OR] = dict_ior}},
    .trace = dict_trace,
    .methods = rt_dict_methods,
    .doc = "dict() -> new empty dictionary\n"
           "dict(mapping) -> new dictionary initialized from a mapping object's\n"
           "    (key, value) pairs\n"
           "dict(iterable) -> new dictionary initialized as if via:\n"
           "    d = {}\n"
           "    for k, v in iterable:\n"
           "        d[k] = v\n"
           "dict(**kwargs) -> new dictionary initialized with the name=value pairs\n"
           "    in the keyword argument list.  For example:  dict(one=1, two=2)",
};
