/* shape.c - hidden classes and the attributes of instances.
 *
 * Owns: the transition trees. A type's tree hangs off type->root; every other shape is allocated with malloc
 * and lives for ever, so that inline caches may compare addresses. A shape carries its keys in slot order and a
 * hash index over them, both written before it is published.
 * Invariants
 *   shape-1  A shape but for x_transitions never changes after rt_shape_add published it.
 *   shape-2  A dict-mode object's overflow word is its dict; its inline slots are dead.
 *   shape-3  Slots at or beyond shape->count hold RT_NULL, so that a tracer may mark every word.
 * Threads: any. Adding a child takes tree_lock (a leaf lock); look-ups take none.
 *
 *               | find child        | add child
 *   find child  | free              | acquire load of the table and of its entries
 *   add child   |                   | tree_lock
 */
#include "runtime/shape.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/type.h"

enum { WHOLE_BYTES = 128 }; /* instances up to here are saved whole */

/* What a shape beyond the root is: the public part, its keys, and behind them an index of mask + 1 bytes, each
 * 0 (free) or a slot number plus one. */
typedef struct full_shape {
    rt_shape shape;
    uint32_t mask;
    Value keys[];
} full_shape;

/* Children by key: open addressing, never more than half full. Replaced when it grows; old tables stay readable. */
struct rt_transitions {
    _Atomic(rt_shape *) x_dict; /* the type's dict-mode shape, at the root only */
    uint32_t count, mask;       /* count: under tree_lock */
    _Atomic(rt_shape *) x_children[];
};

static pthread_mutex_t tree_lock = PTHREAD_MUTEX_INITIALIZER;

static uint32_t key_hash(Value key) {
    return (uint32_t)((key.bits >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
}

/* ---- looking up ---- */

static const full_shape *full(const rt_shape *s) { return (const full_shape *)(const void *)s; }

static uint8_t *key_index(const full_shape *f) {
    return (uint8_t *)(uintptr_t)&f->keys[f->shape.count];
}

int32_t rt_shape_find(const rt_shape *s, Value name) {
    if (s->count == 0) return -1;
    const full_shape *f = full(s);
    const uint8_t *index = key_index(f);
    for (uint32_t i = key_hash(name) & f->mask; index[i] != 0; i = (i + 1) & f->mask)
        if (rt_same(f->keys[index[i] - 1], name)) return index[i] - 1;
    return -1;
}

Value rt_shape_key(const rt_shape *s, uint32_t index) {
    assert(index < s->count);
    return full(s)->keys[index];
}

static rt_shape *find_child(rt_transitions *table, Value name) {
    if (!table) return NULL;
    for (uint32_t i = key_hash(name) & table->mask;; i = (i + 1) & table->mask) {
        rt_shape *child = load_acq(&table->x_children[i]); /* pairs-with: put_child */
        if (!child || rt_same(child->key, name)) return child;
    }
}

/* ---- growing a tree ---- */

static void put_child(rt_transitions *table, rt_shape *child) {
    uint32_t i = key_hash(child->key) & table->mask;
    while (load_rlx(&table->x_children[i])) /* relaxed: under tree_lock */
        i = (i + 1) & table->mask;
    store_rel(&table->x_children[i], child); /* pairs-with: find_child */
    table->count++;
}

/* A table with room for one child more; NULL: no memory. Under tree_lock. */
static rt_transitions *table_with_room(rt_shape *s) {
    rt_transitions *old = load_rlx(&s->x_transitions); /* relaxed: under tree_lock */
    if (old && old->count * 2 <= old->mask) return old;
    uint32_t size = old ? (old->mask + 1) * 2 : 4;
    rt_transitions *table = calloc(1, sizeof *table + size * sizeof table->x_children[0]);
    if (!table) return NULL;
    table->mask = size - 1;
    if (old) {
        store_rlx(&table->x_dict, load_rlx(&old->x_dict));
        for (uint32_t i = 0; i <= old->mask; i++) {
            rt_shape *child = load_rlx(&old->x_children[i]);
            if (child) put_child(table, child);
        }
    }
    store_rel(&s->x_transitions, table); /* pairs-with: rt_shape_add, rt_shape_dict */
    return table;
}

static rt_shape *shape_new(rt_shape *parent, Value name) {
    uint32_t count = parent->count + 1, size = 4;
    while (size < count * 2)
        size *= 2;
    full_shape *f = calloc(1, sizeof *f + count * sizeof(Value) + size);
    if (!f) return NULL;
    f->shape = (rt_shape){.type = parent->type, .parent = parent, .key = name, .count = count};
    f->mask = size - 1;
    if (parent->count > 0) memcpy(f->keys, full(parent)->keys, parent->count * sizeof(Value));
    f->keys[count - 1] = name;
    uint8_t *index = key_index(f);
    for (uint32_t k = 0; k < count; k++) {
        uint32_t i = key_hash(f->keys[k]) & f->mask;
        while (index[i] != 0)
            i = (i + 1) & f->mask;
        index[i] = (uint8_t)(k + 1);
    }
    return &f->shape;
}

rt_shape *rt_shape_add(rt_thread *t, rt_shape *s, Value name) {
    assert(!s->dict_mode && rt_shape_find(s, name) < 0);
    rt_transitions *table = load_acq(&s->x_transitions); /* pairs-with: table_with_room */
    rt_shape *child = find_child(table, name);
    if (child) return child;
    if (s->count >= RT_SHAPE_LIMIT) return rt_shape_dict(t, s);
    pthread_mutex_lock(&tree_lock);
    table = table_with_room(s);
    child = table ? find_child(table, name) : NULL;
    bool full_up = !child && table && table->count >= RT_SHAPE_CHILDREN;
    if (table && !child && !full_up) {
        child = shape_new(s, name);
        if (child) put_child(table, child);
    }
    pthread_mutex_unlock(&tree_lock);
    if (full_up) return rt_shape_dict(t, s);
    if (!child) (void)rt_raise_memory_error(t);
    return child;
}

rt_shape *rt_shape_dict(rt_thread *t, rt_shape *s) {
    rt_shape *root = &s->type->root;
    rt_transitions *table = load_acq(&root->x_transitions);   /* pairs-with: table_with_room */
    rt_shape *dict = table ? load_acq(&table->x_dict) : NULL; /* pairs-with: the store below */
    if (dict) return dict;
    pthread_mutex_lock(&tree_lock);
    table = table_with_room(root);
    dict = table ? load_rlx(&table->x_dict) : NULL; /* relaxed: under tree_lock */
    if (table && !dict && (dict = calloc(1, sizeof *dict))) {
        *dict = (rt_shape){.type = root->type, .parent = root, .dict_mode = true};
        store_rel(&table->x_dict, dict);
    }
    pthread_mutex_unlock(&tree_lock);
    if (!dict) (void)rt_raise_memory_error(t);
    return dict;
}

/* ---- where an instance keeps its attributes ---- */

/* Bytes of the items behind the C part. Zero while a new object is still blank. */
static size_t item_bytes(const rt_object *o, const rt_type *type) {
    Value v = rt_from_obj(o);
    if (type->flags & RT_TF_INT) {
        int64_t size = ((const rt_int *)o)->size;
        return (size_t)(size < 0 ? -size : size) * sizeof(mp_limb_t);
    }
    if (type->flags & RT_TF_TUPLE) return rt_tuple_len(v) * sizeof(Value);
    if (type->flags & RT_TF_BYTES) return rt_as_bytes(v)->length + 1;
    if (type->flags & RT_TF_STR) {
        const rt_str *s = rt_as_str(v);
        return s->blob ? 0 : ((size_t)s->length + 1) * s->width;
    }
    return 0;
}

rt_field *rt_slot_area(rt_object *o, const rt_type *type) {
    assert(type->slots_offset != 0);
    size_t offset = type->slots_offset;
    if (type->flags & RT_TF_VARSIZE) offset += (item_bytes(o, type) + 7) & ~(size_t)7;
    return (rt_field *)(void *)((char *)o + offset);
}

rt_field *rt_slot(rt_object *o, const rt_type *type, uint32_t index) {
    rt_field *area = rt_slot_area(o, type);
    if (index < type->inline_slots) return &area[1 + index];
    rt_array *overflow = rt_load_ptr(&area[0]);
    index -= type->inline_slots;
    /* A torn read may find the dict of dict mode here, whose words mean something else. */
    if (!overflow || rt_shape_of(&overflow->hdr) != &rt_array_type.root) return NULL;
    return index < overflow->length ? &overflow->x_items[index] : NULL;
}

/* Is all state of an instance in its own words? Not where a built-in base has a C part, which may own more memory. */
static bool is_self_contained(const rt_type *type) {
    while (type->flags & RT_TF_HEAP)
        type = type->base;
    return type == &rt_object_type;
}

rt_own rt_write_instance(rt_thread *t, rt_object *o) {
    rt_own own = rt_write(t, o);
    if (own != STM_OWNED) return own;
    const rt_type *type = rt_obj_type(o);
    size_t size = rt_instance_size(type, 0);
    if (size > WHOLE_BYTES || !is_self_contained(type)) return own;
    if (type->slots_offset && rt_load_word(rt_slot_area(o, type)) != 0) return own; /* overflow */
    return rt_write_whole(t, o, &o->x_shape, size / sizeof(rt_field) - 1);
}

/* ---- reading ---- */

Value rt_attr_get(rt_thread *t, rt_object *o, Value name) {
    uint64_t h;
    Value v;
    bool dict_mode;
    do {
        if (!rt_read_open(t, o, &h)) return RT_NULL;
        const rt_shape *shape = rt_shape_of(o);
        dict_mode = shape->dict_mode;
        int32_t i = dict_mode ? -1 : rt_shape_find(shape, name);
        const rt_field *f = i >= 0      ? rt_slot(o, shape->type, (uint32_t)i)
                            : dict_mode ? rt_slot_area(o, shape->type)
                                        : NULL;
        v = f ? rt_load(f) : RT_EMPTY;
    } while (!rt_read_close(t, o, h));
    return dict_mode ? rt_dict_get_str(t, v, name) : v;
}

/* ---- writing: the object is owned ---- */

/* The overflow array with room for slot `index`, grown by copying. */
static bool make_room(rt_thread *t, rt_own own, rt_field *area, uint32_t index, uint32_t inlined) {
    const rt_array *old = rt_load_ptr(&area[0]);
    size_t have = old ? old->length : 0, need = index - inlined + 1;
    if (need <= have) return true;
    rt_array *array = rt_array_new(t, have ? have * 2 : 4);
    if (!array) return false;
    for (size_t i = 0; i < have; i++)
        rt_init_word(&array->x_items[i], rt_load_word(&old->x_items[i]));
    rt_set_storage(t, own, &area[0], array);
    return true;
}

/* Moves an owned object to dict mode with the given dict. */
static void enter_dict_mode(rt_thread *t, rt_own own, rt_object *o, rt_shape *to, Value dict) {
    const rt_shape *shape = rt_shape_of(o);
    rt_field *area = rt_slot_area(o, shape->type);
    rt_set_storage(t, own, &area[0], rt_obj(dict));
    uint32_t used = shape->dict_mode ? 0 : shape->count;
    for (uint32_t i = 0; i < used && i < shape->type->inline_slots; i++)
        rt_set(t, own, &area[1 + i], RT_NULL);
    rt_set_ptr(t, own, &o->x_shape, to);
}

/* The attributes of an owned object in shape mode as a fresh dict. */
static Value dict_of_slots(rt_thread *t, rt_object *o) {
    const rt_shape *shape = rt_shape_of(o);
    Value dict = rt_dict_new_sized(t, shape->count);
    if (rt_is_null(dict)) return RT_NULL;
    for (uint32_t i = 0; i < shape->count; i++)
        if (!rt_dict_set(t, dict, rt_shape_key(shape, i), rt_load(rt_slot(o, shape->type, i))))
            return RT_NULL;
    return dict;
}

static Value owned_dict(rt_thread *t, rt_own own, rt_object *o) {
    rt_shape *shape = rt_shape_of(o);
    if (shape->dict_mode) return rt_load(rt_slot_area(o, shape->type));
    rt_shape *to = rt_shape_dict(t, shape);
    if (!to) return RT_NULL;
    Value dict = dict_of_slots(t, o);
    if (!rt_is_null(dict)) enter_dict_mode(t, own, o, to, dict);
    return dict;
}

Value rt_attr_dict(rt_thread *t, rt_object *o) {
    uint64_t h;
    Value dict;
    bool dict_mode;
    do {
        if (!rt_read_open(t, o, &h)) return RT_NULL;
        const rt_shape *shape = rt_shape_of(o);
        dict_mode = shape->dict_mode;
        dict = dict_mode ? rt_load(rt_slot_area(o, shape->type)) : RT_EMPTY;
    } while (!rt_read_close(t, o, h));
    if (dict_mode) return dict;
    rt_own own = rt_write(t, o);
    return own ? owned_dict(t, own, o) : RT_NULL;
}

bool rt_attr_dict_set(rt_thread *t, rt_object *o, Value dict) {
    rt_own own = rt_write(t, o);
    if (!own) return false;
    rt_shape *to = rt_shape_dict(t, rt_shape_of(o));
    if (!to) return false;
    enter_dict_mode(t, own, o, to, dict);
    return true;
}

Value rt_attr_dict_copy(rt_thread *t, rt_object *o) {
    rt_own own = rt_write(t, o);
    if (!own) return RT_NULL;
    const rt_shape *shape = rt_shape_of(o);
    if (shape->dict_mode) return rt_dict_copy(t, rt_load(rt_slot_area(o, shape->type)));
    return dict_of_slots(t, o);
}

static rt_attr_result set_in_dict(rt_thread *t, Value dict, Value name, Value value) {
    if (rt_is_null(dict)) return RT_ATTR_FAILED;
    if (!rt_is_empty(value))
        return rt_dict_set(t, dict, name, value) ? RT_ATTR_DONE : RT_ATTR_FAILED;
    int deleted = rt_dict_del(t, dict, name);
    return deleted < 0 ? RT_ATTR_FAILED : deleted ? RT_ATTR_DONE : RT_ATTR_ABSENT;
}

static rt_attr_result add_slot(rt_thread *t, rt_own own, rt_object *o, Value name, Value value) {
    rt_shape *shape = rt_shape_of(o), *to = rt_shape_add(t, shape, name);
    if (!to) return RT_ATTR_FAILED;
    if (to->dict_mode) return set_in_dict(t, owned_dict(t, own, o), name, value);
    const rt_type *type = shape->type;
    uint32_t index = shape->count;
    if (index >= type->inline_slots &&
        !make_room(t, own, rt_slot_area(o, type), index, type->inline_slots))
        return RT_ATTR_FAILED;
    rt_set(t, own, rt_slot(o, type, index), value);
    rt_set_ptr(t, own, &o->x_shape, to);
    return RT_ATTR_DONE;
}

/* Leaves out slot `gone`: those behind it move down by one. The overflow array is written as part of o: only
 * who owns o may reach it, so that its words need no stamp of their own. */
static rt_attr_result delete_slot(rt_thread *t, rt_own own, rt_object *o, uint32_t gone) {
    const rt_shape *shape = rt_shape_of(o);
    rt_shape *to = &shape->type->root;
    for (uint32_t i = 0; i < shape->count; i++) {
        if (i == gone) continue;
        to = rt_shape_add(t, to, rt_shape_key(shape, i));
        if (!to) return RT_ATTR_FAILED;
        if (to->dict_mode)
            return set_in_dict(t, owned_dict(t, own, o), rt_shape_key(shape, gone), RT_EMPTY);
    }
    for (uint32_t i = gone; i + 1 < shape->count; i++)
        rt_set(t, own, rt_slot(o, shape->type, i), rt_load(rt_slot(o, shape->type, i + 1)));
    rt_set(t, own, rt_slot(o, shape->type, shape->count - 1), RT_NULL);
    rt_set_ptr(t, own, &o->x_shape, to);
    return RT_ATTR_DONE;
}

rt_attr_result rt_attr_set(rt_thread *t, rt_object *o, Value name, Value value) {
    rt_own own = rt_write(t, o);
    if (!own) return RT_ATTR_FAILED;
    rt_shape *shape = rt_shape_of(o);
    if (shape->dict_mode) return set_in_dict(t, rt_load(rt_slot_area(o, shape->type)), name, value);
    int32_t i = rt_shape_find(shape, name);
    if (i < 0) return rt_is_empty(value) ? RT_ATTR_ABSENT : add_slot(t, own, o, name, value);
    if (rt_is_empty(value)) return delete_slot(t, own, o, (uint32_t)i);
    rt_set(t, own, rt_slot(o, shape->type, (uint32_t)i), value);
    return RT_ATTR_DONE;
}
