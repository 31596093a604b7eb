/* type.c - classes: look-up with its cache, versions, readiness of static types.
 *
 * Owns: the look-up cache, the version counter, the list of types that were given a version.
 * Invariants
 *   type-1  The cache refers to committed cells of types that are never collected: a version is given to a type
 *           only once it is committed, and from then on the type is a root (DESIGN 4).
 *   type-2  Namespaces only gain cells; a deleted attribute is an empty cell that keeps its place.
 *   type-3  Whatever makes a look-up find another cell bumps the version of the type and of its subclasses.
 * Threads: any. A cache entry is a sequence lock: even when at rest, odd while one thread writes it; readers that
 * see it change miss. pinned_lock is a leaf lock. */
#include "runtime/type.h"

#include <pthread.h>
#include <stdlib.h>

#include "runtime/objects/descriptor.h"
#include "runtime/type_internal.h"

rt_type *rt_function_type;
Value (*rt_class_body_hook)(rt_thread *t, Value function, Value namespace);
uint32_t (*rt_attr_hint_hook)(Value function);
Value (*rt_globals_hook)(rt_thread *t);
void (*rt_shadow_hook)(Value name);
bool (*rt_super_hook)(rt_thread *t, Value *type, Value *self);

/* ---- versions ---- */

static _Atomic(uint32_t) x_last_version;
static pthread_mutex_t pinned_lock = PTHREAD_MUTEX_INITIALIZER;
static rt_type **pinned;
static size_t pinned_count, pinned_cap;

static void visit_pinned(rt_marker *m) {
    for (size_t i = 0; i < pinned_count; i++)
        rt_mark_ptr(m, pinned[i]);
}

/* Makes a heap type immortal; false: no memory. */
static bool pin(rt_type *type) {
    pthread_mutex_lock(&pinned_lock);
    if (pinned_count == pinned_cap) {
        size_t cap = pinned_cap ? pinned_cap * 2 : 64;
        rt_type **grown = realloc(pinned, cap * sizeof(rt_type *));
        if (grown) {
            pinned = grown;
            pinned_cap = cap;
        }
    }
    bool room = pinned_count < pinned_cap;
    if (room) pinned[pinned_count++] = type;
    pthread_mutex_unlock(&pinned_lock);
    return room;
}

uint32_t rt_type_version_make(rt_thread *t, rt_type *type) {
    uint32_t version = rt_type_version(type);
    if (version != 0 || rt_in_flight(t, &type->hdr)) return version;
    if ((type->flags & RT_TF_HEAP) && !(load_rlx(&type->x_pinned))) {
        if (!pin(type)) return 0;
        store_rlx(&type->x_pinned,
                  true); /* relaxed: a second entry by a racing thread does no harm */
    }
    /* relaxed: the number says nothing about other memory; look-ups have barriers of their own */
    uint32_t fresh = load_rlx(&x_last_version);
    do {
        if (fresh == UINT32_MAX) return 0;
    } while (!cas_rlx(&x_last_version, &fresh, fresh + 1));
    uint32_t none = 0;
    return cas_rlx(&type->x_version, &none, fresh + 1) ? fresh + 1 : none;
}

/* Whether type or a class below it has a version; forgets them if asked to (world stopped). */
static bool has_versions(rt_thread *t, rt_type *type, bool forget) {
    bool some = rt_type_version(type) != 0;
    if (forget) store_rlx(&type->x_version, 0); /* relaxed: every other thread is stopped */
    int64_t n;
    if (rt_is_null(type->weak_subclasses) || !rt_list_len(t, type->weak_subclasses, &n))
        return some;
    for (int64_t i = 0; i < n; i++) {
        Value sub = rt_list_get(t, type->weak_subclasses, i);
        if (rt_is_obj(sub)) some |= has_versions(t, rt_as_type(sub), forget);
    }
    return some;
}

/* They may have read a class attribute, or its absence, without logging it. */
static void condemn_other(rt_thread *other, void *self) {
    if (other != self && other->tx && stm_active(other->tx) && !stm_is_irrevocable(other->tx))
        stm_condemn(other->tx);
}

void rt_type_condemn_others(rt_thread *t) {
    if (!t->tx->solo) rt_world_each(condemn_other, t);
}

void rt_type_bump_version(rt_thread *t, rt_type *type) {
    if (!has_versions(t, type, false)) return;
    bool parallel = !t->tx->solo;
    if (parallel) {
        rt_world_stop(t);
        rt_type_condemn_others(t);
    }
    (void)has_versions(t, type, true);
    if (parallel) rt_world_start(t);
}

/* ---- the cache ---- */

enum { CACHE_SIZE = 4096 };

typedef struct cache_entry {
    _Atomic(uint32_t) x_sequence;
    _Atomic(uint32_t) x_version;
    _Atomic(uint64_t) x_name;
    _Atomic(rt_cell *) x_cell; /* NULL: absent */
} cache_entry;

static cache_entry cache[CACHE_SIZE];

static cache_entry *cache_at(uint32_t version, Value name) {
    return &cache[(version ^ (uint32_t)(name.bits >> 4)) & (CACHE_SIZE - 1)];
}

static bool cache_get(uint32_t version, Value name, rt_cell **cell) {
    cache_entry *e = cache_at(version, name);
    uint32_t sequence = load_acq(&e->x_sequence); /* pairs-with: cache_put */
    if (load_acq(&e->x_version) != version || load_acq(&e->x_name) != name.bits) return false;
    *cell = load_acq(&e->x_cell);
    /* relaxed: the acquire loads above keep it after them */
    return (sequence & 1) == 0 && load_rlx(&e->x_sequence) == sequence;
}

static void cache_put(uint32_t version, Value name, rt_cell *cell) {
    cache_entry *e = cache_at(version, name);
    uint32_t sequence = load_acq(&e->x_sequence);
    if ((sequence & 1) || !cas_acqrel(&e->x_sequence, &sequence, sequence + 1)) return;
    store_rel(&e->x_version, version);
    store_rel(&e->x_name, name.bits);
    store_rel(&e->x_cell, cell);
    store_rel(&e->x_sequence, sequence + 2); /* pairs-with: cache_get */
}

/* ---- look-up ---- */

/* The first bound cell of name from mro[from]. NULL: absent, or conflict. *empty: one was passed that is unbound. */
static rt_cell *find_cell(rt_thread *t, Value mro, size_t from, Value name, Value *value) {
    for (size_t i = from; i < rt_tuple_len(mro); i++) {
        rt_cell *cell = rt_dict_cell(t, rt_as_type(rt_tuple_at(mro, i))->dict, name, false);
        if (!cell) {
            if (t->conflict) break;
            continue;
        }
        *value = rt_cell_get(t, cell);
        if (rt_is_null(*value)) return NULL;
        if (!rt_is_empty(*value)) return cell;
    }
    *value = t->conflict ? RT_NULL : RT_EMPTY;
    return NULL;
}

/* The cell and its value; *version 0 where the answer is not to be kept. */
static rt_cell *lookup(rt_thread *t, rt_type *type, Value name, uint32_t *version, Value *value) {
    rt_cell *cell;
    *version = rt_type_version(type);
    if (*version != 0 && cache_get(*version, name, &cell)) {
        if (!cell) {
            *value = RT_EMPTY;
            return NULL;
        }
        *value = rt_cell_get(t, cell);
        if (!rt_is_empty(*value)) return cell;
    }
    *version = rt_type_version_make(t, type);
    cell = find_cell(t, type->mro, 0, name, value);
    if (t->conflict || (cell && rt_in_flight(t, &cell->hdr))) *version = 0;
    if (*version != 0) cache_put(*version, name, cell);
    return cell;
}

Value rt_type_lookup_cached(rt_thread *t, rt_type *type, Value name, uint32_t *cacheable_version) {
    Value value;
    rt_cell *cell = lookup(t, type, name, cacheable_version, &value);
    /* a variable's value may change under the same version */
    if (cell && rt_load_word(&cell->x_state) == RT_CELL_VARIABLE) *cacheable_version = 0;
    return value;
}

Value rt_type_lookup(rt_thread *t, rt_type *type, Value name) {
    Value value;
    uint32_t version;
    (void)lookup(t, type, name, &version, &value);
    return value;
}

rt_cell *rt_type_lookup_cell(rt_thread *t, rt_type *type, Value name, uint32_t *version) {
    Value value;
    return lookup(t, type, name, version, &value);
}

Value rt_type_lookup_after(rt_thread *t, const rt_type *type, const rt_type *after, Value name) {
    size_t i = 0, n = rt_tuple_len(type->mro);
    while (i < n && rt_as_type(rt_tuple_at(type->mro, i)) != after)
        i++;
    Value value;
    (void)find_cell(t, type->mro, i + 1, name, &value);
    return value;
}

/* ---- for inline caches ---- */

static uint32_t slot_offset(const rt_type *type, uint32_t slot) {
    if ((type->flags & RT_TF_VARSIZE) || slot >= type->inline_slots) return 0;
    return type->slots_offset + (uint32_t)sizeof(rt_field) * (1 + slot);
}

static rt_attr_kind instance_kind(const rt_shape *shape, Value name, rt_attr_info *info) {
    int32_t slot = rt_shape_find(shape, name);
    info->slot = slot < 0 ? shape->count : (uint32_t)slot;
    if (shape->type->slots_offset != 0) info->offset = slot_offset(shape->type, info->slot);
    return slot < 0 ? RT_ATTR_MISSING : RT_ATTR_SLOT;
}

static rt_attr_kind descr_kind(rt_type *descr_type, rt_attr_info *info) {
    if (descr_type == &rt_property_type) return RT_ATTR_PROPERTY;
    if (descr_type == &rt_getset_descr_type) return RT_ATTR_GETSET;
    if (descr_type != &rt_member_descr_type) return RT_ATTR_OTHER;
    const rt_member_def *def = rt_as_descr(info->value)->member;
    info->offset = def->offset;
    info->writable = def->writable;
    return RT_ATTR_MEMBER;
}

static rt_attr_kind class_kind(rt_type *descr_type) {
    if (descr_type->flags & RT_TF_METHOD_DESCR) return RT_ATTR_METHOD;
    return descr_type->slots.descr_get ? RT_ATTR_OTHER : RT_ATTR_VALUE;
}

bool rt_attr_lookup_info(rt_thread *t, rt_shape *shape, Value name, bool store,
                         rt_attr_info *info) {
    rt_type *type = shape->type;
    *info = (rt_attr_info){.kind = RT_ATTR_OTHER, .value = RT_EMPTY};
    bool own_rules = store ? type->slots.setattr != NULL : type->slots.getattr != NULL;
    if (own_rules || shape->dict_mode) return true;
    info->cell = lookup(t, type, name, &info->version, &info->value);
    if (t->conflict) return false;
    if (info->version == 0) return true;
    rt_type *descr_type = info->cell ? rt_type_of(info->value) : NULL;
    if (descr_type && descr_type->slots.descr_set) {
        info->kind = descr_kind(descr_type, info);
        return true;
    }
    rt_attr_kind kind =
        type->slots_offset != 0 ? instance_kind(shape, name, info) : RT_ATTR_MISSING;
    if (store && type->slots_offset == 0) kind = RT_ATTR_OTHER;
    if (kind == RT_ATTR_MISSING && !store && descr_type) kind = class_kind(descr_type);
    info->kind = kind;
    return true;
}

/* ---- simple questions ---- */

bool rt_type_is_subtype(const rt_type *a, const rt_type *b) {
    if (a == b) return true;
    if (rt_is_null(a->mro)) {
        while (a && a != b)
            a = a->base;
        return a == b || b == &rt_object_type;
    }
    for (size_t i = 0; i < rt_tuple_len(a->mro); i++)
        if (rt_as_type(rt_tuple_at(a->mro, i)) == b) return true;
    return false;
}

bool rt_isinstance_exact(Value v, const rt_type *type) {
    return rt_type_is_subtype(rt_type_of(v), type);
}

rt_type *rt_type_of_imm(Value v) {
    if (rt_is_imm_int(v)) return &rt_int_type;
    if (rt_is_imm_float(v)) return &rt_float_type;
    if (rt_is_none(v)) return &rt_none_type;
    if (rt_is_bool(v)) return &rt_bool_type;
    if (rt_is_not_implemented(v)) return &rt_not_implemented_type;
    if (rt_same(v, RT_ELLIPSIS)) return &rt_ellipsis_type;
    rt_fatal("no type: value 0x%llx", (unsigned long long)v.bits);
}

const char *rt_type_short_name(const rt_type *type) {
    if (type->flags & RT_TF_HEAP) return type->name;
    const char *dot = strrchr(type->name, '.');
    return dot ? dot + 1 : type->name;
}

Value rt_type_module(rt_thread *t, rt_type *type) {
    if (!(type->flags & RT_TF_HEAP)) return type->module;
    rt_cell *cell = rt_dict_cell(t, type->dict, rt_id.__module__, false);
    if (!cell) return t->conflict ? RT_NULL : RT_EMPTY;
    return rt_cell_get(t, cell);
}

Value rt_type_qualname(rt_thread *t, rt_type *type) {
    (void)t;
    return type->qualname;
}

size_t rt_instance_size(const rt_type *type, size_t items) {
    size_t size = type->basic_size;
    if (type->flags & RT_TF_VARSIZE) size += (items * type->item_size + 7) & ~(size_t)7;
    if (type->slots_offset != 0) size += sizeof(rt_field) * (1 + type->inline_slots);
    return size;
}

static bool type_needs_finalizer(const rt_type *type) {
    return (type->flags & RT_TF_FINALIZER) || type->finalize;
}

Value rt_instance_new(rt_thread *t, rt_type *type, size_t items) {
    rt_object *o = rt_alloc(t, rt_instance_size(type, items), &type->root);
    if (!o || (type_needs_finalizer(type) && !rt_finalizer_add(t, o))) return RT_NULL;
    return rt_from_obj(o);
}

/* ---- readiness of static types ---- */

bool rt_type_define(rt_thread *t, rt_type *type, Value name, Value value) {
    if (rt_is_null(value)) return false;
    rt_cell *cell = rt_dict_cell(t, type->dict, name, true);
    if (!cell) return false;
    cell->owner = type;
    return rt_cell_set(t, cell, value);
}

static void define_cstr(rt_thread *t, rt_type *type, const char *name, Value value) {
    Value id = rt_str_intern_cstr(t, name);
    if (rt_is_null(id) || !rt_type_define(t, type, id, value))
        rt_fatal("cannot define %s.%s", type->name, name);
}

static void fill_namespace(rt_thread *t, rt_type *type) {
    for (const rt_native_def *d = type->methods; d && d->name; d++)
        define_cstr(t, type, d->name, rt_method_descr_new(t, type, d));
    for (const rt_getset_def *d = type->getsets; d && d->name; d++)
        define_cstr(t, type, d->name, rt_getset_descr_new(t, type, d));
    for (const rt_member_def *d = type->members; d && d->name; d++)
        define_cstr(t, type, d->name, rt_member_descr_new(t, type, d));
    if (!rt_dict_cell(t, type->dict, rt_id.__doc__, false))
        define_cstr(t, type, "__doc__", type->doc ? rt_str_from_cstr(t, type->doc) : RT_NONE);
    if (type->slots.compare && !type->slots.hash) define_cstr(t, type, "__hash__", RT_NONE);
}

/* Whatever a subtype shares with its base unless it says otherwise. */
static void inherit_layout(rt_type *type, const rt_type *base) {
    const uint32_t kept = RT_TF_VARSIZE | RT_TF_IMMUTABLE | RT_TF_DICT | RT_TF_WEAKREF |
                          RT_TF_FINALIZER | RT_TF_SEQUENCE | RT_TF_MAPPING | 0xffff0000u;
    type->flags |= base->flags & kept;
    if (type->basic_size == 0) type->basic_size = base->basic_size;
    if (type->item_size == 0) type->item_size = base->item_size;
    if (type->inline_slots == 0) type->inline_slots = base->inline_slots;
    if ((type->flags & RT_TF_DICT) && type->slots_offset == 0)
        type->slots_offset = type->basic_size;
    if (!type->trace) type->trace = base->trace;
    if (!type->finalize) type->finalize = base->finalize;
    if (!type->wants_del) type->wants_del = base->wants_del;
}

static void set_names(rt_thread *t, rt_type *type) {
    const char *short_name = rt_type_short_name(type);
    type->qualname = rt_str_intern_cstr(t, short_name);
    size_t n = (size_t)(short_name - type->name);
    type->module = n == 0 ? rt_id.builtins : rt_str_from_ascii(t, type->name, n - 1);
}

/* Fields of a static object are invisible to the collector. */
static void add_roots(rt_type *type) {
    Value *fields[] = {&type->bases,    &type->mro,    &type->dict,
                       &type->qualname, &type->module, &type->weak_subclasses};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        rt_root_add(fields[i]);
}

void rt_type_ready(rt_thread *t, rt_type *type) {
    if (type->flags & RT_TF_READY) return;
    static bool started;
    if (!started) {
        started = true;
        rt_roots_hook(visit_pinned);
        rt_slots_init(t);
    }
    if (!type->base && type != &rt_object_type) type->base = &rt_object_type;
    rt_type *base = type->base;
    if (base) rt_type_ready(t, base);
    Value base_value = rt_from_obj(base);
    add_roots(type); /* a module's types are made ready while collections run */
    if (rt_is_null(type->bases))
        type->bases = base ? rt_tuple_new(t, &base_value, 1) : rt_tuple_empty;
    type->dict = rt_dict_new_cells(t);
    type->weak_subclasses = rt_list_new(t, NULL, 0);
    set_names(t, type);
    type->mro = rt_mro_compute(t, type);
    if (rt_is_null(type->mro) || rt_is_null(type->dict))
        rt_fatal("cannot ready type %s", type->name);
    fill_namespace(t, type);
    rt_slots_wrap(t, type);
    bool own_dict = (type->flags & RT_TF_DICT) && !(base->flags & RT_TF_DICT);
    if (own_dict &&
        !rt_type_define(t, type, rt_id.__dict__, rt_getset_descr_new(t, type, &rt_dict_getset)))
        rt_fatal("cannot ready type %s", type->name);
    if (base) {
        inherit_layout(type, base);
        rt_slots_inherit(type, base);
        if (!rt_list_append(t, base->weak_subclasses, rt_from_obj(type)))
            rt_fatal("cannot ready type %s", type->name);
    }
    type->flags |= RT_TF_READY;
}
