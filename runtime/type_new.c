/* type_new.c - making classes: type(name, bases, dict), and calling a class.
 *
 * The order is that of the language reference: metaclass, best base, __slots__, namespace, MRO, slots, __classcell__; then
 * __set_name__ for each attribute and __init_subclass__, as continuations.
 * Owns: nothing. Threads: any; a class under construction belongs to its thread. */
#include <stdlib.h>

#include "runtime/objects/descriptor.h"
#include "runtime/objects/exception.h"
#include "runtime/type_internal.h"

enum { DEFAULT_INLINE_SLOTS = 5, MAX_INLINE_SLOTS = 32 };
_Thread_local uint32_t rt_attr_hint;

/* What is known of a class before its object exists. */
typedef struct recipe {
    rt_type *meta, *base;
    Value name, bases, dict;
    Value slots;    /* tuple of mangled names, sorted */
    bool has_slots; /* __slots__ was given */
    bool may_dict, may_weak, add_dict, add_weak;
} recipe;

/* ---- calling a class ---- */

static Value init_done(rt_thread *t, Value result, Value self) {
    (void)t, (void)result;
    return self;
}

static Value init_instance(rt_thread *t, Value self, const rt_type *type, const Value *args,
                           uint32_t nargs, Value kwnames) {
    if (rt_is_null(self) || !rt_isinstance_exact(self, type)) return self;
    rt_call_fn init = rt_type_of(self)->slots.init;
    return init ? rt_then(t, init(t, self, args, nargs, kwnames), init_done, self) : self;
}

static Value init_created(rt_thread *t, Value self, Value state) {
    Value args = rt_tuple_at(state, 1), kwnames = rt_tuple_at(state, 2);
    size_t named = rt_is_none(kwnames) ? 0 : rt_tuple_len(kwnames);
    return init_instance(t, self, rt_as_type(rt_tuple_at(state, 0)), rt_as_tuple(args)->items,
                         (uint32_t)(rt_tuple_len(args) - named), named ? kwnames : RT_NULL);
}

Value rt_type_call(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    const rt_type *type = rt_as_type(self);
    size_t named = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    if (type == &rt_type_type) {
        if (nargs == 1 && named == 0) return rt_from_obj(rt_type_of(args[0]));
        if (nargs == 1) return rt_raise_type_error(t, "type() takes no keyword arguments");
        if (nargs != 3) return rt_raise_type_error(t, "type() takes 1 or 3 arguments");
    }
    if (!type->slots.new_)
        return rt_raise_type_error(t, "cannot create '%s' instances", type->name);
    Value made = type->slots.new_(t, self, args, nargs, kwnames);
    if (!rt_is_tail(made)) return init_instance(t, made, type, args, nargs, kwnames);
    Value all = rt_tuple_new(t, args, nargs + named);
    Value state =
        rt_is_null(all) ? RT_NULL : rt_tuple_pack3(t, self, all, named ? kwnames : RT_NONE);
    return rt_is_null(state) ? RT_NULL : rt_then(t, made, init_created, state);
}

/* ---- metaclass and bases ---- */

rt_type *rt_metaclass_of(rt_thread *t, rt_type *meta, Value bases) {
    rt_type *winner = meta;
    for (size_t i = 0; i < rt_tuple_len(bases); i++) {
        rt_type *other = rt_type_of(rt_tuple_at(bases, i));
        if (rt_type_is_subtype(winner, other)) continue;
        if (!rt_type_is_subtype(other, winner)) {
            (void)rt_raise_type_error(
                t, "metaclass conflict: the metaclass of a derived class must be a (non-strict) "
                   "subclass of the metaclasses of all its bases");
            return NULL;
        }
        winner = other;
    }
    return winner;
}

static bool extends_layout(const rt_type *type, const rt_type *base) {
    return type->basic_size != base->basic_size || ((type->flags ^ base->flags) & RT_TF_VARSIZE);
}

rt_type *rt_solid_base(rt_type *type) {
    while (type->base && !extends_layout(type, type->base))
        type = type->base;
    return type;
}

rt_type *rt_best_base(rt_thread *t, Value bases) {
    rt_type *winner = NULL, *best = NULL;
    for (size_t i = 0; i < rt_tuple_len(bases); i++) {
        Value v = rt_tuple_at(bases, i);
        if (!rt_is_type(v)) {
            (void)rt_raise_type_error(t, "bases must be types");
            return NULL;
        }
        rt_type *base = rt_as_type(v);
        if (!(base->flags & RT_TF_BASETYPE)) {
            (void)rt_raise_type_error(t, "type '%s' is not an acceptable base type", base->name);
            return NULL;
        }
        rt_type *candidate = rt_solid_base(base);
        if (!winner || (candidate != winner && rt_type_is_subtype(candidate, winner))) {
            winner = candidate;
            best = base;
        } else if (!rt_type_is_subtype(winner, candidate)) {
            (void)rt_raise_type_error(t, "multiple bases have instance lay-out conflict");
            return NULL;
        }
    }
    return best;
}

/* ---- __slots__ ---- */

static bool is_identifier(Value s) {
    const rt_str *str = rt_as_str(s);
    for (size_t i = 0; i < str->length; i++) {
        uint32_t c = rt_str_at(str, i);
        bool letter = (c | 32) - 'a' < 26 || c == '_' || c >= 128;
        if (!letter && (i == 0 || c - '0' >= 10)) return false;
    }
    return str->length > 0;
}

/* A private name (__x) as the class's own: _Class__x. */
static Value mangle(rt_thread *t, Value class_name, Value name) {
    const rt_str *n = rt_as_str(name), *c = rt_as_str(class_name);
    size_t len = n->length, skip = 0;
    bool is_private = len > 2 && rt_str_at(n, 0) == '_' && rt_str_at(n, 1) == '_' &&
                      !(rt_str_at(n, len - 1) == '_' && rt_str_at(n, len - 2) == '_');
    while (skip < c->length && rt_str_at(c, skip) == '_')
        skip++;
    if (!is_private || skip == c->length) return rt_str_intern(t, name);
    Value stripped = rt_str_slice(t, class_name, skip, c->length);
    Value mangled = rt_is_null(stripped) ? RT_NULL : rt_str_format_c(t, "_%V%V", stripped, name);
    return rt_is_null(mangled) ? RT_NULL : rt_str_intern(t, mangled);
}

static bool type_error(rt_thread *t, const char *message) {
    (void)rt_raise_type_error(t, "%s", message);
    return false;
}

/* __dict__ and __weakref__ among the slots; *special: it was one of them. */
static bool special_slot(rt_thread *t, recipe *r, Value name, bool *special) {
    *special = true;
    if (rt_str_equal_cstr(name, "__dict__")) {
        if (!r->may_dict || r->add_dict)
            return type_error(t, "__dict__ slot disallowed: we already got one");
        r->add_dict = true;
    } else if (rt_str_equal_cstr(name, "__weakref__")) {
        if (!r->may_weak || r->add_weak)
            return type_error(
                t, "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0");
        r->add_weak = true;
    } else
        *special = false;
    return true;
}

static bool check_slot(rt_thread *t, recipe *r, Value name, bool *special) {
    if (!rt_is_str(name)) {
        (void)rt_raise_type_error(t, "__slots__ items must be strings, not '%T'", name);
        return false;
    }
    if (!is_identifier(name)) return type_error(t, "__slots__ must be identifiers");
    return special_slot(t, r, name, special);
}

static void insert_sorted(Value *names, size_t n, Value name) {
    while (n > 0 && rt_str_cmp(names[n - 1], name) > 0) {
        names[n] = names[n - 1];
        n--;
    }
    names[n] = name;
}

/* The mangled names of r->slots, sorted, without the special ones. All are checked before one is compared with the class. */
static bool mangle_slots(rt_thread *t, recipe *r) {
    size_t n = rt_tuple_len(r->slots), plain = 0, count = 0;
    Value names = rt_tuple_new(t, NULL, n);
    if (rt_is_null(names)) return false;
    for (size_t i = 0; i < n; i++) {
        bool special;
        if (!check_slot(t, r, rt_tuple_at(r->slots, i), &special)) return false;
        if (!special) rt_as_tuple(names)->items[plain++] = rt_tuple_at(r->slots, i);
    }
    for (size_t i = 0; i < plain; i++) {
        Value name = rt_tuple_at(names, i);
        Value mangled = mangle(t, r->name, name);
        if (rt_is_null(mangled)) return false;
        Value clash = rt_dict_get_str(t, r->dict, mangled);
        if (rt_is_null(clash)) return false;
        if (!rt_is_empty(clash) && !rt_str_equal_cstr(mangled, "__qualname__") &&
            !rt_same(mangled, rt_id.__classcell__)) {
            (void)rt_raise_value_error(t, "%R in __slots__ conflicts with class variable", name);
            return false;
        }
        insert_sorted(rt_as_tuple(names)->items, count++, mangled);
    }
    r->slots = rt_tuple_new(t, rt_as_tuple(names)->items, count);
    return !rt_is_null(r->slots);
}

static bool plan_slots(rt_thread *t, recipe *r) {
    const rt_type *base = r->base;
    bool has_dict = base->slots_offset != 0 || (base->flags & RT_TF_TYPE) ||
                    rt_type_is_subtype(base, &rt_module_type);
    r->may_dict = !has_dict;
    bool items = (base->flags & RT_TF_VARSIZE) && !(base->flags & RT_TF_STR);
    r->may_weak = !(base->flags & RT_TF_WEAKREF) && !items;
    Value slots = rt_dict_get_str(t, r->dict, rt_id.__slots__);
    if (rt_is_null(slots)) return false;
    r->slots = rt_tuple_empty;
    r->has_slots = !rt_is_empty(slots);
    if (!r->has_slots) {
        r->add_dict = r->may_dict;
        r->add_weak = r->may_weak;
        return true;
    }
    r->slots = rt_is_str(slots) ? rt_tuple_new(t, &slots, 1) : rt_to_tuple(t, slots);
    if (rt_is_null(r->slots)) return false;
    if (rt_tuple_len(r->slots) > 0 && items) {
        (void)rt_raise_type_error(t, "nonempty __slots__ not supported for subtype of '%s'",
                                  base->name);
        return false;
    }
    if (!mangle_slots(t, r)) return false;
    for (size_t i = 0; i < rt_tuple_len(r->bases);
         i++) { /* what a second base has, its subclass has */
        const rt_type *other = rt_as_type(rt_tuple_at(r->bases, i));
        if (other->slots_offset != 0) r->add_dict |= r->may_dict;
        if (other->flags & RT_TF_WEAKREF) r->add_weak |= r->may_weak;
    }
    return true;
}

/* Marks __slots__ of all heap types above, then what the built-in type holds. */
static void slotted_trace(rt_object *o, rt_marker *m) {
    const rt_type *type = rt_obj_type(o);
    for (; type->flags & RT_TF_HEAP; type = type->base)
        for (const rt_member_def *d = type->itemslots; d && d->name; d++)
            rt_mark_field(m, (rt_field *)(void *)((char *)o + d->offset));
    if (type->trace) type->trace(o, m);
}

static bool add_slot_members(rt_thread *t, rt_type *type, Value slots) {
    size_t n = rt_tuple_len(slots);
    if (n == 0) return true;
    rt_member_def *defs = calloc(n + 1, sizeof *defs);
    if (!defs) return !rt_is_null(rt_raise_memory_error(t));
    type->itemslots = defs;
    for (size_t i = 0; i < n; i++) {
        Value name = rt_tuple_at(slots, i);
        const char *text = rt_str_utf8(t, name, NULL);
        char *copy = text ? strdup(text) : NULL;
        if (!copy) return !rt_is_null(rt_raise_memory_error(t));
        defs[i] = (rt_member_def){.name = copy, .offset = type->basic_size, .writable = true};
        type->basic_size += (uint32_t)sizeof(rt_field);
        if (!rt_type_define(t, type, name, rt_member_descr_new(t, type, &defs[i]))) return false;
    }
    type->members = defs;
    type->trace = slotted_trace;
    return true;
}

/* ---- the object ---- */

static uint32_t inline_slots_for(const rt_type *base) {
    uint32_t n = rt_attr_hint ? rt_attr_hint : DEFAULT_INLINE_SLOTS;
    rt_attr_hint = 0;
    if (n < base->inline_slots) n = base->inline_slots;
    return n > MAX_INLINE_SLOTS ? MAX_INLINE_SLOTS : n;
}

static rt_type *type_alloc(rt_thread *t, const recipe *r) {
    size_t n;
    const char *text = rt_str_utf8(t, r->name, &n);
    if (!text) return NULL;
    if (strlen(text) != n) {
        (void)rt_raise_value_error(t, "type name must not contain null characters");
        return NULL;
    }
    rt_type *type = (rt_type *)rt_alloc(t, rt_instance_size(r->meta, 0), &r->meta->root);
    if (!type) return NULL;
    const rt_type *base = r->base;
    type->bases = type->mro = type->dict = type->qualname = RT_NONE; /* traceable from the start */
    type->root.type = type;
    type->base = r->base;
    const uint32_t kept =
        RT_TF_VARSIZE | RT_TF_IMMUTABLE | RT_TF_DICT | RT_TF_WEAKREF | 0xffff0000u;
    type->flags = (base->flags & kept) | RT_TF_HEAP | RT_TF_BASETYPE;
    type->basic_size = base->basic_size;
    type->item_size = base->item_size;
    type->trace = base->trace;
    type->finalize = base->finalize;
    type->wants_del = base->wants_del;
    type->bases = r->bases;
    type->qualname = type->module = r->name;
    type->name = strdup(text); /* for ever: error messages keep no reference to the type */
    type->weak_subclasses = rt_list_new(t, NULL, 0);
    type->dict = rt_dict_new_cells(t);
    if (!type->name) (void)rt_raise_memory_error(t);
    return type->name && !rt_is_null(type->weak_subclasses) && !rt_is_null(type->dict) ? type
                                                                                       : NULL;
}

static void lay_out(rt_type *type, const recipe *r) {
    const rt_type *base = r->base;
    bool dict = r->add_dict || base->slots_offset != 0;
    if (dict) {
        type->flags |= RT_TF_DICT;
        type->slots_offset = type->basic_size;
        type->inline_slots = inline_slots_for(base);
    }
    rt_attr_hint = 0;
    if (r->add_weak) type->flags |= RT_TF_WEAKREF;
}

/* ---- the namespace ---- */

static bool is_function(Value v) { return rt_function_type && rt_type_of(v) == rt_function_type; }

/* The attribute as it is stored: some methods are static or class methods without saying so. */
static Value stored_form(rt_thread *t, Value name, Value value) {
    if (!is_function(value)) return value;
    if (rt_same(name, rt_id.__new__)) return rt_staticmethod_new(t, value);
    if (rt_same(name, rt_id.__init_subclass__) || rt_same(name, rt_id.__class_getitem__))
        return rt_classmethod_new(t, value);
    return value;
}

static bool set_qualname(rt_thread *t, rt_type *type, Value value) {
    if (!rt_is_str(value)) {
        (void)rt_raise_type_error(t, "type __qualname__ must be a str, not %T", value);
        return false;
    }
    type->qualname = value;
    return true;
}

static bool copy_namespace(rt_thread *t, rt_type *type, Value dict) {
    size_t pos = 0;
    Value key, value;
    int more;
    while ((more = rt_dict_next(t, dict, &pos, &key, &value)) > 0) {
        if (!rt_is_str(key)) {
            if (!rt_dict_set(t, type->dict, key, value)) return false;
            continue;
        }
        Value name = rt_name_intern(t, key);
        if (rt_is_null(name)) return false;
        if (rt_same(name, rt_id.__classcell__)) continue;
        if (rt_same(name, rt_id.__qualname__)) {
            if (!set_qualname(t, type, value)) return false;
        } else if (!rt_type_define(t, type, name, stored_form(t, name, value)))
            return false;
    }
    return more == 0;
}

static bool has_own(rt_thread *t, rt_type *type, Value name) {
    return rt_dict_cell(t, type->dict, name, false) != NULL;
}

/* What every class has whether its body says so or not. */
static bool add_defaults(rt_thread *t, rt_type *type, const recipe *r) {
    if (!has_own(t, type, rt_id.__module__)) {
        Value globals = rt_globals_hook ? rt_globals_hook(t) : RT_NULL;
        Value module = rt_is_null(globals) ? RT_EMPTY : rt_dict_get_str(t, globals, rt_id.__name__);
        if (!rt_is_empty(module) && !rt_type_define(t, type, rt_id.__module__, module))
            return false;
    }
    if (r->add_dict && !has_own(t, type, rt_id.__dict__) &&
        !rt_type_define(t, type, rt_id.__dict__, rt_getset_descr_new(t, type, &rt_dict_getset)))
        return false;
    if (r->add_weak && !has_own(t, type, rt_id.__weakref__) &&
        !rt_type_define(t, type, rt_id.__weakref__,
                        rt_getset_descr_new(t, type, &rt_weakref_getset)))
        return false;
    if (!has_own(t, type, rt_id.__doc__) && !rt_type_define(t, type, rt_id.__doc__, RT_NONE))
        return false;
    if (has_own(t, type, rt_id.__eq__) && !has_own(t, type, rt_id.__hash__) &&
        !rt_type_define(t, type, rt_id.__hash__, RT_NONE))
        return false;
    return !t->conflict;
}

/* The MRO, from the metaclass's own mro() if it has one. */
static Value make_mro(rt_thread *t, rt_type *type, rt_type *meta) {
    if (meta == &rt_type_type) return rt_mro_compute(t, type);
    Value own = rt_type_lookup(t, meta, rt_id.mro),
          by_default = rt_type_lookup(t, &rt_type_type, rt_id.mro);
    if (rt_is_null(own) || rt_is_null(by_default)) return RT_NULL;
    if (rt_same(own, by_default)) return rt_mro_compute(t, type);
    type->mro = rt_mro_compute(t, type); /* for look-ups while mro() runs */
    if (rt_is_null(type->mro)) return RT_NULL;
    Value custom = rt_call_special(t, rt_from_obj(type), rt_id.mro, NULL, 0);
    Value mro = rt_is_null(custom) ? RT_NULL : rt_to_tuple(t, custom);
    for (size_t i = 0; !rt_is_null(mro) && i < rt_tuple_len(mro); i++)
        if (!rt_is_type(rt_tuple_at(mro, i)))
            return rt_raise_type_error(t, "mro() returned a non-class ('%T')", rt_tuple_at(mro, i));
    return mro;
}

static bool register_subclass(rt_thread *t, rt_type *type) {
    for (size_t i = 0; i < rt_tuple_len(type->bases); i++)
        if (!rt_list_append(t, rt_as_type(rt_tuple_at(type->bases, i))->weak_subclasses,
                            rt_from_obj(type)))
            return false;
    return true;
}

static bool fill_class_cell(rt_thread *t, Value dict, rt_type *type) {
    Value cell = rt_dict_get_str(t, dict, rt_id.__classcell__);
    if (rt_is_null(cell)) return false;
    if (rt_is_empty(cell)) return true;
    if (!rt_is_exact(cell, &rt_cell_type)) {
        (void)rt_raise_type_error(t, "__classcell__ must be a nonlocal cell, not %R",
                                  rt_from_obj(rt_type_of(cell)));
        return false;
    }
    return rt_cell_set(t, rt_as_cell(cell), rt_from_obj(type));
}

/* What it is for patterns, a sequence or a mapping, it is as the first of its bases that is either. */
static void inherit_pattern_kind(rt_type *type) {
    const uint32_t kinds = RT_TF_SEQUENCE | RT_TF_MAPPING;
    for (size_t i = 0; !(type->flags & kinds) && i < rt_tuple_len(type->mro); i++)
        type->flags |= rt_as_type(rt_tuple_at(type->mro, i))->flags & kinds;
}

static rt_type *type_build(rt_thread *t, recipe *r) {
    if (!plan_slots(t, r)) return NULL;
    rt_type *type = type_alloc(t, r);
    if (!type || !copy_namespace(t, type, r->dict) || !add_slot_members(t, type, r->slots))
        return NULL;
    lay_out(type, r);
    if (!add_defaults(t, type, r) || !fill_class_cell(t, r->dict, type)) return NULL;
    type->mro = make_mro(t, type, r->meta);
    if (rt_is_null(type->mro) || !rt_slots_derive(t, type) || !register_subclass(t, type))
        return NULL;
    inherit_pattern_kind(type);
    type->flags |= RT_TF_READY;
    return type;
}

/* ---- __set_name__ and __init_subclass__ ---- */

/* State: (type, (name, value, ...), next index, keyword values, keyword names or None). */
enum { ST_TYPE, ST_ITEMS, ST_NEXT, ST_KWVALUES, ST_KWNAMES, ST_COUNT };

static Value made(rt_thread *t, Value result, Value type) {
    (void)t, (void)result;
    return type;
}

static Value init_subclass(rt_thread *t, Value state) {
    Value self = rt_tuple_at(state, ST_TYPE), kwnames = rt_tuple_at(state, ST_KWNAMES);
    rt_type *type = rt_as_type(self);
    bool named = !rt_is_none(kwnames) && rt_tuple_len(kwnames) > 0;
    Value f = rt_type_lookup_after(t, type, type, rt_id.__init_subclass__);
    Value by_default = rt_type_lookup(t, &rt_object_type, rt_id.__init_subclass__);
    if (rt_is_null(f) || rt_is_null(by_default)) return RT_NULL;
    if (rt_is_empty(f)) return self;
    if (rt_same(f, by_default)) {
        if (!named) return self;
        return rt_raise_type_error(t, "%V.__init_subclass__() takes no keyword arguments",
                                   type->qualname);
    }
    rt_ternary_fn get = rt_type_of(f)->slots.descr_get;
    if (get) f = rt_finish(t, get(t, f, RT_NULL, self));
    if (rt_is_null(f)) return RT_NULL;
    Value called = rt_call_kw_tail(t, f, rt_as_tuple(rt_tuple_at(state, ST_KWVALUES))->items, 0,
                                   named ? kwnames : RT_NULL);
    return rt_then(t, called, made, self);
}

static Value set_names(rt_thread *t, Value state);

static Value raise_set_name(rt_thread *t, Value state) {
    size_t i = (size_t)rt_imm_int_get(rt_tuple_at(state, ST_NEXT)) - 2;
    Value items = rt_tuple_at(state, ST_ITEMS);
    Value cause = rt_exception_take(t);
    (void)rt_raise(t, &rt_exc_RuntimeError,
                   "Error calling __set_name__ on '%T' instance %R in '%s'",
                   rt_tuple_at(items, i + 1), rt_tuple_at(items, i),
                   rt_as_type(rt_tuple_at(state, ST_TYPE))->name);
    if (!rt_exception_pending(t)) return RT_NULL;
    rt_exception *e = rt_as_exception(t->exc);
    rt_init(&e->x_cause, cause);
    rt_init(&e->x_context, cause);
    rt_init(&e->x_suppress_context, RT_TRUE);
    return RT_NULL;
}

static Value set_name_done(rt_thread *t, Value result, Value state) {
    return rt_is_null(result) ? raise_set_name(t, state) : set_names(t, state);
}

/* Calls __set_name__ of the attributes from the state's index on. */
static Value set_names(rt_thread *t, Value state) {
    Value items = rt_tuple_at(state, ST_ITEMS), type = rt_tuple_at(state, ST_TYPE);
    for (size_t i = (size_t)rt_imm_int_get(rt_tuple_at(state, ST_NEXT)); i < rt_tuple_len(items);
         i += 2) {
        Value value = rt_tuple_at(items, i + 1), args[] = {type, rt_tuple_at(items, i)};
        Value f = rt_type_lookup(t, rt_type_of(value), rt_id.__set_name__);
        if (rt_is_null(f)) return RT_NULL;
        if (rt_is_empty(f)) continue;
        Value next = rt_tuple_new(t, rt_as_tuple(state)->items, ST_COUNT);
        if (rt_is_null(next)) return RT_NULL;
        rt_as_tuple(next)->items[ST_NEXT] = rt_imm_int((int64_t)i + 2);
        return rt_then_catch(t, rt_call_special_tail(t, value, rt_id.__set_name__, args, 2),
                             set_name_done, next);
    }
    return init_subclass(t, state);
}

/* The attributes as they are now: a callback may add more. */
static Value namespace_items(rt_thread *t, const rt_type *type) {
    Value list = rt_list_new(t, NULL, 0), key, value;
    size_t pos = 0;
    int more = -1;
    while (!rt_is_null(list) && (more = rt_dict_next(t, type->dict, &pos, &key, &value)) > 0) {
        /* most values are functions, which have no __set_name__ */
        if (is_function(value) || !rt_is_obj(value)) continue;
        if (!rt_list_append(t, list, key) || !rt_list_append(t, list, value)) return RT_NULL;
    }
    return more < 0 ? RT_NULL : rt_to_tuple(t, list);
}

static Value finish_class(rt_thread *t, rt_type *type, const Value *kwvalues, Value kwnames) {
    size_t named = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    Value items = namespace_items(t, type);
    Value values = rt_is_null(items) ? RT_NULL : rt_tuple_new(t, kwvalues, named);
    if (rt_is_null(values)) return RT_NULL;
    Value parts[ST_COUNT] = {rt_from_obj(type), items, rt_imm_int(0), values,
                             named ? kwnames : RT_NONE};
    Value state = rt_tuple_new(t, parts, ST_COUNT);
    return rt_is_null(state) ? RT_NULL : set_names(t, state);
}

/* ---- type.__new__ ---- */

Value rt_type_new_tail(rt_thread *t, rt_type *meta, Value name, Value bases, Value dict,
                       const Value *kwvalues, Value kwnames) {
    recipe r = {.meta = meta, .name = name, .bases = bases, .dict = dict};
    if (rt_tuple_len(bases) == 0) {
        Value object = rt_from_obj(&rt_object_type);
        r.bases = rt_tuple_new(t, &object, 1);
        if (rt_is_null(r.bases)) return RT_NULL;
    }
    r.base = rt_best_base(t, r.bases);
    rt_type *type = r.base ? type_build(t, &r) : NULL;
    return type ? finish_class(t, type, kwvalues, kwnames) : RT_NULL;
}

static Value check_new_arguments(rt_thread *t, const Value *args, uint32_t nargs) {
    if (nargs != 3)
        return rt_raise_type_error(t, "type.__new__() takes exactly 3 arguments (%u given)", nargs);
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "type.__new__() argument 1 must be str, not %A", args[0]);
    if (!rt_is_tuple(args[1]))
        return rt_raise_type_error(t, "type.__new__() argument 2 must be tuple, not %A", args[1]);
    if (!rt_is_dict(args[2]))
        return rt_raise_type_error(t, "type.__new__() argument 3 must be dict, not %A", args[2]);
    return RT_NONE;
}

/* A base that is no class but can name one belongs to types.new_class. */
static bool check_mro_entries(rt_thread *t, Value bases) {
    for (size_t i = 0; i < rt_tuple_len(bases); i++) {
        Value base = rt_tuple_at(bases, i);
        if (rt_is_type(base)) continue;
        Value entries = rt_getattr_opt(t, base, rt_id.__mro_entries__);
        if (rt_is_null(entries)) return false;
        if (!rt_is_empty(entries))
            return type_error(t,
                              "type() doesn't support MRO entry resolution; use types.new_class()");
    }
    return true;
}

Value rt_type_new_slot(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    if (rt_is_null(check_new_arguments(t, args, nargs)) || !check_mro_entries(t, args[1]))
        return RT_NULL;
    rt_type *meta = rt_as_type(self), *winner = rt_metaclass_of(t, meta, args[1]);
    if (!winner) return RT_NULL;
    if (winner != meta && winner->slots.new_ != rt_type_new_slot)
        return winner->slots.new_(t, rt_from_obj(winner), args, nargs, kwnames);
    return rt_type_new_tail(t, winner, args[0], args[1], args[2], args + nargs, kwnames);
}

Value rt_type_init_slot(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                        Value kwnames) {
    (void)self, (void)args;
    bool named = !rt_is_null(kwnames) && rt_tuple_len(kwnames) > 0;
    if (nargs == 1 && named)
        return rt_raise_type_error(t, "type.__init__() takes no keyword arguments");
    if (nargs != 1 && nargs != 3)
        return rt_raise_type_error(t, "type.__init__() takes 1 or 3 arguments");
    return RT_NONE;
}

Value rt_type_new_simple(rt_thread *t, const char *name, rt_type *base, const char *doc) {
    const char *dot = strrchr(name, '.'), *own = dot ? dot + 1 : name;
    Value base_value = rt_from_obj(base), bases = rt_tuple_new(t, &base_value, 1),
          dict = rt_dict_new(t);
    Value name_value = rt_str_from_cstr(t, own);
    if (rt_is_null(bases) || rt_is_null(dict) || rt_is_null(name_value)) return RT_NULL;
    Value module = dot ? rt_str_from_ascii(t, name, (size_t)(dot - name)) : rt_id.builtins;
    if (rt_is_null(module) || !rt_dict_set(t, dict, rt_id.__module__, module)) return RT_NULL;
    Value text = doc ? rt_str_from_cstr(t, doc) : RT_NONE;
    if (rt_is_null(text) || !rt_dict_set(t, dict, rt_id.__doc__, text)) return RT_NULL;
    return rt_finish(
        t, rt_type_new_tail(t, rt_type_of(base_value), name_value, bases, dict, NULL, RT_NULL));
}
