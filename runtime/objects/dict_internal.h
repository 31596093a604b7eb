/* dict_internal.h - between dict.c, dict_methods.c, dict_views.c and dict_iter.c. */
#ifndef KRAIT_RUNTIME_OBJECTS_DICT_INTERNAL_H
#define KRAIT_RUNTIME_OBJECTS_DICT_INTERNAL_H

#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/hashtable.h"

static inline rt_hashed *rt_dict_hashed(Value dict) { return (rt_hashed *)rt_obj(dict); }

/* With the hash known. RT_EMPTY: absent. */
Value rt_dict_get_hash(rt_thread *t, Value dict, Value key, uint64_t hash);
bool rt_dict_set_hash(rt_thread *t, Value dict, Value key, uint64_t hash, Value value);
/* The value, removed; RT_EMPTY: absent; RT_NULL: raised. */
Value rt_dict_take_hash(rt_thread *t, Value dict, Value key, uint64_t hash);
/* dict.update's merge of a mapping or pairs; result None. */
/* update(*args, **kwargs): at most one positional; name is for the message. */
Value rt_dict_update_args_tail(rt_thread *t, const char *name, Value self, const Value *args,
                               uint32_t nargs, Value kwnames);
/* Last item; 1, 0, -1. Iteration from the end: *pos starts as SIZE_MAX. */
int rt_dict_prev(rt_thread *t, Value dict, size_t *pos, Value *key, Value *value);
/* next/prev with the number of live entries, for iterators. */
int rt_dict_step(rt_thread *t, Value dict, bool backwards, size_t *pos, Value *key, Value *value,
                 size_t *used);

extern const rt_native_def rt_dict_methods[];
typedef enum rt_dict_part { RT_DICT_KEYS, RT_DICT_VALUES, RT_DICT_ITEMS } rt_dict_part;
Value rt_dict_view_new(rt_thread *t, Value dict, rt_dict_part part);
Value rt_dict_iter_new(rt_thread *t, Value dict, rt_dict_part part, bool backwards);
Value rt_dict_iter(rt_thread *t, Value dict); /* the type's iter slot */

extern rt_type rt_dict_keys_type, rt_dict_values_type, rt_dict_items_type;
extern rt_type rt_dict_keyiterator_type, rt_dict_valueiterator_type, rt_dict_itemiterator_type;
extern rt_type rt_dict_reversekeyiterator_type, rt_dict_reversevalueiterator_type;
extern rt_type rt_dict_reverseitemiterator_type;

#endif
