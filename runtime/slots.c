/* slots.c - special methods and slots: the one table that maps between them, in both directions.
 *
 * Built-in types define slots: rt_slots_wrap puts a wrapper for each into the namespace. Python classes define
 * special methods: rt_slots_derive gives them the generic slot function (slots_generic.c), or, where all names of a slot are
 * inherited from one built-in type, that type's own.
 *
 * Owns: the interned names of the table. Threads: names are set once at start; slots of a type in use change with
 * the world stopped. */
#include "runtime/objects/descriptor.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/sequence.h"
#include "runtime/protocol.h"
#include "runtime/type_internal.h"

#define OFFSET(field) ((uint32_t)offsetof(rt_slots, field))
#define GENERIC(fn) ((rt_any_fn)(fn))

/* X(name, slot, kind, op, generic function, doc) */
#define PLAIN_SLOTS(X)                                                                                     \
    X("__repr__", repr, UNARY, 0, rt_slot_repr, "Return repr(self).")                                      \
    X("__hash__", hash, UNARY, 0, rt_slot_hash, "Return hash(self).")                                      \
    X("__str__", str, UNARY, 0, rt_slot_str, "Return str(self).")                                          \
    X("__getattribute__", getattr, GETATTR, 0, rt_slot_getattr, "Return getattr(self, name).")             \
    X("__getattr__", getattr, GETATTR_HOOK, 0, rt_slot_getattr, NULL)                                      \
    X("__setattr__", setattr, SETATTR, 0, rt_slot_setattr, "Implement setattr(self, name, value).")        \
    X("__delattr__", setattr, DELATTR, 0, rt_slot_setattr, "Implement delattr(self, name).")               \
    X("__lt__", compare, COMPARE, RT_LT, rt_slot_compare, "Return self<value.")                            \
    X("__le__", compare, COMPARE, RT_LE, rt_slot_compare, "Return self<=value.")                           \
    X("__eq__", compare, COMPARE, RT_EQ, rt_slot_compare, "Return self==value.")                           \
    X("__ne__", compare, COMPARE, RT_NE, rt_slot_compare, "Return self!=value.")                           \
    X("__gt__", compare, COMPARE, RT_GT, rt_slot_compare, "Return self>value.")                            \
    X("__ge__", compare, COMPARE, RT_GE, rt_slot_compare, "Return self>=value.")                           \
    X("__iter__", iter, UNARY, 0, rt_slot_iter, "Implement iter(self).")                                   \
    X("__next__", next, NEXT, 0, rt_slot_next, "Implement next(self).")                                    \
    X("__call__", call, CALL, 0, rt_slot_call, "Call self as a function.")                                 \
    X("__init__", init, INIT, 0, rt_slot_init, "Initialize self.  See help(type(self)) for accurate signature.") \
    X("__new__", new_, NEW, 0, rt_slot_new,                                                                \
      "Create and return a new object.  See help(type) for accurate signature.")                           \
    X("__get__", descr_get, GET, 0, rt_slot_descr_get, "Return an attribute of instance, which is of type owner.") \
    X("__set__", descr_set, SET, 0, rt_slot_descr_set, "Set an attribute of instance to value.")           \
    X("__delete__", descr_set, DELETE, 0, rt_slot_descr_set, "Delete an attribute of instance.")           \
    X("__bool__", to_bool, UNARY, 0, rt_slot_bool, "True if self else False")                              \
    X("__len__", len, UNARY, 0, rt_slot_len, "Return len(self).")                                          \
    X("__getitem__", getitem, ITEM, 0, rt_slot_getitem, "Return self[key].")                               \
    X("__setitem__", setitem, SETITEM, 0, rt_slot_setitem, "Set self[key] to value.")                      \
    X("__delitem__", setitem, DELITEM, 0, rt_slot_setitem, "Delete self[key].")                            \
    X("__contains__", contains, ITEM, 0, rt_slot_contains, "Return key in self.")                          \
    X("__pow__", power, POWER, RT_POW, rt_slot_power, "Return pow(self, value, mod).")                     \
    X("__await__", await_, UNARY, 0, rt_slot_await, "Return an iterator to be used in await expression.")  \
    X("__aiter__", aiter, UNARY, 0, rt_slot_aiter, "Return an awaitable, that resolves in asynchronous iterator.") \
    X("__anext__", anext, UNARY, 0, rt_slot_anext, "Return a value or raise StopAsyncIteration.")

/* X(op, name, doc) */
#define UNARY_SLOTS(X)                                                                                     \
    X(RT_NEG, "__neg__", "-self") X(RT_POS, "__pos__", "+self") X(RT_INVERT, "__invert__", "~self")        \
    X(RT_ABS, "__abs__", "abs(self)") X(RT_TO_INT, "__int__", "int(self)")                                 \
    X(RT_TO_FLOAT, "__float__", "float(self)")                                                             \
    X(RT_INDEX, "__index__", "Return self converted to an integer, if self is suitable for use as an index into a list.")

enum { PLAIN_COUNT = 31, SLOT_COUNT = PLAIN_COUNT + RT_UNOP_COUNT + 3 * RT_BINOP_COUNT };
static rt_slot_def table[SLOT_COUNT];
static Value names[SLOT_COUNT]; /* interned, hence immortal */

static const rt_slot_def plain[] = {
#define X(name, field, kind, op, fn, doc) {name, OFFSET(field), RT_SK_##kind, op, GENERIC(fn), doc},
    PLAIN_SLOTS(X)
#undef X
};
static_assert(sizeof plain / sizeof plain[0] == PLAIN_COUNT);

/* {plain, reflected, in place} for each operator. */
static const char *const binary_names[RT_BINOP_COUNT][3] = {
#define X(name, symbol, dunder) {"__" dunder "__", "__r" dunder "__", "__i" dunder "__"},
    RT_BINARY_OPS(X)
#undef X
};
static const char *const binary_docs[RT_BINOP_COUNT][3] = {
#define X(name, symbol, dunder)                                                                            \
    {"Return self" symbol "value.", "Return value" symbol "self.", "Return self" symbol "=value."},
    RT_BINARY_OPS(X)
#undef X
};

enum { UNARY_AT = PLAIN_COUNT, BINARY_AT = UNARY_AT + RT_UNOP_COUNT };

Value rt_op_name(rt_binop op, rt_op_form form) { return names[BINARY_AT + 3 * op + form]; }
Value rt_unop_name(rt_unop op) { return names[UNARY_AT + op]; }
Value rt_cmp_name(rt_cmp op) {
    static const Value *const ids[] = {&rt_id.__lt__, &rt_id.__le__, &rt_id.__eq__,
                                       &rt_id.__ne__, &rt_id.__gt__, &rt_id.__ge__};
    return *ids[op];
}

void rt_slots_init(rt_thread *t) {
    memcpy(table, plain, sizeof plain);
#define X(unop, method, text)                                                                              \
    table[UNARY_AT + unop] = (rt_slot_def){method, OFFSET(unary[unop]), RT_SK_UNARY,                       \
                                           unop,   rt_generic_unary[unop], text};
    UNARY_SLOTS(X)
#undef X
    for (uint32_t op = 0; op < RT_BINOP_COUNT; op++)
        for (int form = 0; form < 3; form++)
            table[BINARY_AT + 3 * op + (uint32_t)form] = (rt_slot_def){
                .name = binary_names[op][form],
                .offset = (form == RT_INPLACE ? OFFSET(inplace) : OFFSET(binary)) +
                          op * (uint32_t)sizeof(rt_binary_fn),
                .kind = form == RT_REFLECTED ? RT_SK_REFLECTED : RT_SK_BINARY,
                .op = (int)op,
                .generic = form == RT_INPLACE ? rt_generic_inplace[op] : rt_generic_binary[op],
                .doc = binary_docs[op][form],
            };
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        names[i] = rt_str_intern_cstr(t, table[i].name);
        if (rt_is_null(names[i])) rt_fatal("cannot intern slot names");
    }
}

/* ---- a slot by its offset ---- */

static rt_any_fn slot_get(const rt_type *type, uint32_t offset) {
    rt_any_fn fn;
    memcpy(&fn, (const char *)&type->slots + offset, sizeof fn);
    return fn;
}
static void slot_set(rt_type *type, uint32_t offset, rt_any_fn fn) {
    memcpy((char *)&type->slots + offset, &fn, sizeof fn);
}

/* ---- built-in types ---- */

static void wrap(rt_thread *t, rt_type *type, size_t i) {
    if (rt_dict_cell(t, type->dict, names[i], false)) return; /* its own method is better */
    Value wrapper = table[i].kind == RT_SK_NEW ? rt_new_method_new(t, type)
                                               : rt_wrapper_descr_new(t, type, &table[i]);
    if (!rt_type_define(t, type, names[i], wrapper))
        rt_fatal("cannot wrap %s.%s", type->name, table[i].name);
}

void rt_slots_wrap(rt_thread *t, rt_type *type) {
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        rt_slot_kind kind = table[i].kind;
        /* an empty slot of object stands for the default behaviour */
        bool by_default = type == &rt_object_type &&
                          (kind == RT_SK_GETATTR || kind == RT_SK_SETATTR || kind == RT_SK_DELATTR);
        bool covered =
            kind == RT_SK_GETATTR_HOOK || (kind == RT_SK_POWER && type->slots.binary[RT_POW]);
        covered |= kind == RT_SK_REFLECTED && table[i].op == RT_ADD && rt_of_sequence(type, RT_ADD);
        if (!covered && (by_default || slot_get(type, table[i].offset))) wrap(t, type, i);
    }
}

void rt_slots_inherit(rt_type *type, const rt_type *base) {
    bool own_equality = type->slots.compare != NULL;
    for (uint32_t offset = 0; offset < sizeof(rt_slots); offset += (uint32_t)sizeof(rt_any_fn)) {
        if (offset == OFFSET(hash) && own_equality) continue;
        /* a built-in type without __new__ of its own cannot be instantiated from Python */
        if (offset == OFFSET(new_) && base == &rt_object_type) continue;
        if (!slot_get(type, offset)) slot_set(type, offset, slot_get(base, offset));
    }
}

/* ---- Python classes ---- */

/* What one slot is to be, as its names are looked at one after the other. */
typedef struct derivation {
    bool found;         /* some name is defined */
    bool generic;       /* some definition is not a built-in type's */
    rt_any_fn own;      /* the built-in types' slot function */
    rt_any_fn fallback; /* the generic function */
} derivation;

/* The static type above `type` whose own slot `value`, found under def->name, stands for; NULL: none. */
static const rt_type *native_owner(const rt_type *type, const rt_slot_def *def, Value value) {
    const rt_type *owner = NULL;
    if (rt_is_exact(value, &rt_new_method_type))
        owner = ((const rt_new_method *)rt_obj(value))->owner;
    else if ((rt_is_exact(value, &rt_wrapper_descr_type) ||
              rt_is_exact(value, &rt_method_descr_type)) &&
             strcmp(rt_as_descr(value)->name, def->name) == 0)
        owner = rt_as_descr(value)->owner;
    return owner && !(owner->flags & RT_TF_HEAP) && rt_type_is_subtype(type, owner) ? owner : NULL;
}

static void derive_from(derivation *d, const rt_type *type, const rt_slot_def *def, Value value) {
    const rt_type *owner = native_owner(type, def, value);
    rt_any_fn own = owner ? slot_get(owner, def->offset) : NULL;
    bool is_default = owner == &rt_object_type && !own;
    if (!owner || (!own && !is_default) || (d->found && d->own != own)) d->generic = true;
    d->own = own;
    d->fallback = def->generic;
    d->found = true;
}

/* Derives the slot at table[i].offset if i is the first row that names it. */
static bool derive_slot(rt_thread *t, rt_type *type, size_t i) {
    uint32_t offset = table[i].offset;
    for (size_t k = 0; k < i; k++)
        if (table[k].offset == offset) return true;
    derivation d = {0};
    bool unhashable = false;
    for (size_t k = i; k < SLOT_COUNT; k++) {
        if (table[k].offset != offset) continue;
        Value value = rt_type_lookup(t, type, names[k]);
        if (rt_is_null(value)) return false;
        if (rt_is_empty(value)) continue;
        unhashable = rt_is_none(value) && offset == OFFSET(hash);
        derive_from(&d, type, &table[k], value);
    }
    slot_set(type, offset, !d.found || unhashable ? NULL : d.generic ? d.fallback : d.own);
    return true;
}

/* Only __getitem__ makes a sequence: see rt_iter_tail. */
bool rt_slots_derive(rt_thread *t, rt_type *type) {
    for (size_t i = 0; i < SLOT_COUNT; i++)
        if (!derive_slot(t, type, i)) return false;
    Value finalizer = rt_type_lookup(t, type, rt_id.__del__);
    if (rt_is_null(finalizer)) return false;
    type->flags &= ~(uint32_t)RT_TF_FINALIZER;
    if (!rt_is_empty(finalizer)) type->flags |= RT_TF_FINALIZER;
    return true;
}

bool rt_slots_read(rt_thread *t, rt_type *type) {
    for (size_t i = 0; i < SLOT_COUNT; i++)
        if (rt_is_null(rt_type_lookup(t, type, names[i]))) return false;
    return !rt_is_null(rt_type_lookup(t, type, rt_id.__del__));
}

static bool is_special(Value name) {
    const rt_str *s = rt_as_str(name);
    return s->length > 4 && rt_str_at(s, 0) == '_' && rt_str_at(s, 1) == '_';
}

bool rt_slots_changed(rt_thread *t, rt_type *type, Value name) {
    if (!is_special(name)) return true;
    if (!rt_slots_derive(t, type)) return false;
    int64_t n;
    if (!rt_list_len(t, type->weak_subclasses, &n)) return false;
    for (int64_t i = 0; i < n; i++) {
        Value sub = rt_list_get(t, type->weak_subclasses, i);
        if (rt_is_null(sub)) return false;
        if (rt_is_obj(sub) && !rt_slots_changed(t, rt_as_type(sub), name)) return false;
    }
    return true;
}

/* ---- calling a slot as its special method ---- */

static Value to_none(rt_thread *t, Value result, Value state) {
    (void)t, (void)result, (void)state;
    return RT_NONE;
}

static Value next_result(rt_thread *t, Value result, Value self) {
    return rt_is_empty(result) ? rt_raise_stop(t, self) : result;
}

static Value expected(rt_thread *t, const char *count, uint32_t nargs) {
    return rt_raise_type_error(t, "expected %s argument%s, got %u", count,
                               strcmp(count, "1") == 0 ? "" : "s", nargs);
}

/* __setattr__ and __delattr__ of a built-in type must not bypass those of a built-in type below it. */
static bool check_override(rt_thread *t, const rt_slot_def *def, Value self, const rt_type *owner) {
    const rt_type *type = rt_type_of(self);
    while (type && (type->flags & RT_TF_HEAP))
        type = type->base;
    if (!type || type->slots.setattr == owner->slots.setattr) return true;
    (void)rt_raise_type_error(t, "can't apply this %s to %s object", def->name,
                              rt_type_of(self)->name);
    return false;
}

static Value invoke_getset(rt_thread *t, const rt_slot_def *def, const rt_slots *s, Value self,
                           const Value *args, uint32_t nargs) {
    Value owner = nargs > 1 && !rt_is_none(args[1]) ? args[1] : RT_NULL;
    switch (def->kind) {
    case RT_SK_GET:
        if (nargs < 1 || nargs > 2)
            return expected(t, nargs < 1 ? "at least 1" : "at most 2", nargs);
        if (rt_is_none(args[0]) && rt_is_null(owner))
            return rt_raise_type_error(t, "__get__(None, None) is invalid");
        return s->descr_get(t, self, rt_is_none(args[0]) ? RT_NULL : args[0], owner);
    case RT_SK_SET:
        if (nargs != 2) return expected(t, "2", nargs);
        return rt_then(t, s->descr_set(t, self, args[0], args[1]), to_none, RT_NONE);
    default:
        if (nargs != 1) return expected(t, "1", nargs);
        return rt_then(t, s->descr_set(t, self, args[0], RT_EMPTY), to_none, RT_NONE);
    }
}

static Value invoke_attr(rt_thread *t, const rt_slot_def *def, const rt_type *owner, Value self,
                         const Value *args, uint32_t nargs) {
    uint32_t want = def->kind == RT_SK_SETATTR ? 2 : 1;
    if (nargs != want) return expected(t, want == 1 ? "1" : "2", nargs);
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "attribute name must be string, not '%T'", args[0]);
    if (def->kind == RT_SK_GETATTR)
        return owner->slots.getattr ? owner->slots.getattr(t, self, args[0])
                                    : rt_generic_getattr_tail(t, self, args[0]);
    if (!check_override(t, def, self, owner)) return RT_NULL;
    Value value = want == 2 ? args[1] : RT_EMPTY;
    Value result = owner->slots.setattr ? owner->slots.setattr(t, self, args[0], value)
                                        : rt_generic_setattr_tail(t, self, args[0], value);
    return rt_then(t, result, to_none, RT_NONE);
}

static Value invoke_items(rt_thread *t, const rt_slot_def *def, const rt_type *owner, Value self,
                          const Value *args, uint32_t nargs) {
    uint32_t want = def->kind == RT_SK_SETITEM ? 2 : 1;
    if (nargs != want) return expected(t, want == 1 ? "1" : "2", nargs);
    Value value = want == 2 ? args[1] : RT_EMPTY;
    return rt_then(t, owner->slots.setitem(t, self, args[0], value), to_none, RT_NONE);
}

/* The sum of a sequence and something else: called by name it has nobody else to ask. */
static Value sum_result(rt_thread *t, Value result, Value state) {
    if (!rt_is_not_implemented(result)) return result;
    return rt_raise_unsupported(t, RT_ADD, rt_tuple_at(state, 0), rt_tuple_at(state, 1));
}

static Value invoke_binary(rt_thread *t, const rt_slot_def *def, const rt_type *owner, Value self,
                           const Value *args, uint32_t nargs) {
    rt_any_fn fn = slot_get(owner, def->offset);
    bool ternary =
        def->op == RT_POW && def->offset != OFFSET(inplace[RT_POW]) && owner->slots.power;
    if (nargs != 1 && !(ternary && nargs == 2)) return expected(t, "1", nargs);
    if (ternary && nargs == 2 && !rt_is_none(args[1]))
        return owner->slots.power(t, def->kind == RT_SK_REFLECTED ? args[0] : self,
                                  def->kind == RT_SK_REFLECTED ? self : args[0], args[1]);
    bool sequence = rt_of_sequence(owner, (rt_binop)def->op);
    if (sequence && def->op == RT_MUL && !rt_has_index(args[0]))
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", args[0]);
    if (def->kind == RT_SK_REFLECTED) return ((rt_binary_fn)fn)(t, args[0], self);
    Value result = ((rt_binary_fn)fn)(t, self, args[0]);
    if (!sequence || def->op != RT_ADD) return result;
    Value state = rt_tuple_pack2(t, self, args[0]);
    return rt_is_null(state) ? state : rt_then(t, result, sum_result, state);
}

Value rt_slot_invoke_tail(rt_thread *t, const rt_slot_def *def, const rt_type *owner, Value self,
                          const Value *args, uint32_t nargs, Value kwnames) {
    rt_any_fn fn = slot_get(owner, def->offset);
    if (def->kind == RT_SK_CALL) return owner->slots.call(t, self, args, nargs, kwnames);
    if (def->kind == RT_SK_INIT)
        return rt_then(t, owner->slots.init(t, self, args, nargs, kwnames), to_none, RT_NONE);
    if (!rt_is_null(kwnames) && rt_tuple_len(kwnames) > 0)
        return rt_raise_type_error(t, "wrapper %s() takes no keyword arguments", def->name);
    switch (def->kind) {
    case RT_SK_GETATTR:
    case RT_SK_SETATTR:
    case RT_SK_DELATTR: return invoke_attr(t, def, owner, self, args, nargs);
    case RT_SK_GET:
    case RT_SK_SET:
    case RT_SK_DELETE: return invoke_getset(t, def, &owner->slots, self, args, nargs);
    case RT_SK_SETITEM:
    case RT_SK_DELITEM: return invoke_items(t, def, owner, self, args, nargs);
    case RT_SK_UNARY:
    case RT_SK_NEXT: {
        if (nargs != 0) return expected(t, "0", nargs);
        Value result = ((rt_unary_fn)fn)(t, self);
        return def->kind == RT_SK_NEXT ? rt_then(t, result, next_result, self) : result;
    }
    case RT_SK_COMPARE:
        if (nargs != 1) return expected(t, "1", nargs);
        return owner->slots.compare(t, self, args[0], (rt_cmp)def->op);
    case RT_SK_ITEM:
        if (nargs != 1) return expected(t, "1", nargs);
        return ((rt_binary_fn)fn)(t, self, args[0]);
    case RT_SK_POWER: /* a type with three-argument pow only */
        if (nargs != 2) return expected(t, "2", nargs);
        return owner->slots.power(t, self, args[0], args[1]);
    default: return invoke_binary(t, def, owner, self, args, nargs);
    }
}
