/* dict.h - insertion-ordered dicts.
 *
 * One table object holds the index (8, 16 or 32 bits a bucket) and the entries {hash, key, value}; the dict points to it. A dict in
 * cell mode (namespaces of modules and classes) has rt_cell pointers as values: reading derefs them,
 * storing writes the cell, deleting empties it; an entry with an empty cell counts as absent but keeps its place, so that
 * code may hold cells. Readers follow barrier.h; comparing keys that need Python's __eq__ is a nested call.
 * The x_tail forms are for keys whose __hash__ or __eq__ is Python code. */
#ifndef KRAIT_RUNTIME_OBJECTS_DICT_H
#define KRAIT_RUNTIME_OBJECTS_DICT_H
#include "runtime/barrier.h"
#include "runtime/heap/heap.h"
typedef struct rt_dict {
    rt_object hdr;
    rt_field x_used;         /* live entries (cell mode: entries, cells may be empty) */
    rt_field x_table;        /* rt_dict_table*, NULL while empty */
    rt_field x_cells;        /* 1: cell mode */
    rt_field x_keys_version; /* changes whenever a key is added or removed: iteration checks it */
} rt_dict;
static inline rt_dict *rt_as_dict(Value v) { return (rt_dict *)rt_obj(v); }
static inline bool rt_is_dict(Value v) { return rt_has_flag(v, RT_TF_DICT_TYPE); }
[[nodiscard]] Value rt_dict_new(rt_thread *t);
[[nodiscard]] Value rt_dict_new_sized(rt_thread *t, size_t n);
[[nodiscard]] Value rt_dict_get(rt_thread *t, Value dict,
                                Value key); /* RT_EMPTY: absent; RT_NULL: raised */
[[nodiscard]] Value rt_dict_get_str(
    rt_thread *t, Value dict, Value name); /* name an exact str: never runs Python for str keys */
[[nodiscard]] bool rt_dict_set(rt_thread *t, Value dict, Value key, Value value);
[[nodiscard]] int rt_dict_del(rt_thread *t, Value dict,
                              Value key); /* 1 deleted, 0 absent, -1 raised */
[[nodiscard]] bool rt_dict_len(rt_thread *t, Value dict, int64_t *n);
/* Iteration: *pos starts at 0; 1: *key and *value set, 0: end, -1: raised. No order guarantee if keys change meanwhile. */
[[nodiscard]] int rt_dict_next(rt_thread *t, Value dict, size_t *pos, Value *key, Value *value);
[[nodiscard]] Value rt_dict_copy(rt_thread *t, Value dict);
[[nodiscard]] bool rt_dict_update_exact(rt_thread *t, Value dict, Value other); /* other a dict */
/* dict.update(other): a mapping or an iterable of pairs. May return RT_TAIL; result None. */
[[nodiscard]] Value rt_dict_merge_tail(rt_thread *t, Value dict, Value other);
/* Cell mode: */
[[nodiscard]] Value rt_dict_new_cells(rt_thread *t);
[[nodiscard]] bool rt_dict_to_cells(rt_thread *t, Value dict); /* converts in place */
[[nodiscard]] struct rt_cell *rt_dict_cell(rt_thread *t, Value dict, Value name,
                                           bool create); /* NULL: absent, or raised if create */
#endif
