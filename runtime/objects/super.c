/* super.c - attribute look-up in the MRO behind a class. Fields are written by __init__ only.
 * Owns: rt_super_type. Threads: any. */
#include "runtime/objects/descriptor.h"
#include "runtime/type_internal.h"

typedef struct super_parts {
    Value type, obj, obj_type; /* RT_NULL where unset */
} super_parts;

static bool parts_of(rt_thread *t, Value self, super_parts *parts) {
    rt_super *s = (rt_super *)rt_obj(self);
    uint64_t h;
    do {
        if (!rt_read_open(t, &s->hdr, &h)) return false;
        *parts = (super_parts){rt_load(&s->x_type), rt_load(&s->x_obj), rt_load(&s->x_obj_type)};
    } while (!rt_read_close(t, &s->hdr, h));
    return true;
}

static void super_trace(rt_object *o, rt_marker *m) {
    rt_super *s = (rt_super *)o;
    rt_mark_field(m, &s->x_type);
    rt_mark_field(m, &s->x_obj);
    rt_mark_field(m, &s->x_obj_type);
}

static Value super_new(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_instance_new(t, rt_as_type(type), 0);
}

/* The class whose MRO is searched: obj itself if it is a class below `type`, else its class. NULL: raised. */
static rt_type *check_object(rt_thread *t, const rt_type *type, Value obj) {
    if (rt_is_type(obj) && rt_type_is_subtype(rt_as_type(obj), type)) return rt_as_type(obj);
    if (rt_isinstance_exact(obj, type)) return rt_type_of(obj);
    Value claimed = rt_getattr_opt(t, obj, rt_id.__class__);
    if (rt_is_null(claimed)) return NULL;
    if (!rt_is_empty(claimed) && rt_is_type(claimed) &&
        rt_type_is_subtype(rt_as_type(claimed), type))
        return rt_as_type(claimed);
    (void)rt_raise_type_error(t, "super(type, obj): obj must be an instance or subtype of type");
    return NULL;
}

static bool fill(rt_thread *t, Value self, Value type, Value obj) {
    rt_type *obj_type = NULL;
    if (!rt_is_null(obj) && !(obj_type = check_object(t, rt_as_type(type), obj))) return false;
    rt_super *s = (rt_super *)rt_obj(self);
    rt_own own = rt_write(t, &s->hdr);
    if (!own) return false;
    rt_set(t, own, &s->x_type, type);
    rt_set(t, own, &s->x_obj, obj);
    rt_set(t, own, &s->x_obj_type, obj_type ? rt_from_obj(obj_type) : RT_NULL);
    return true;
}

static Value super_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                        Value kwnames) {
    if (!rt_is_null(kwnames) && rt_tuple_len(kwnames) > 0)
        return rt_raise_type_error(t, "super() takes no keyword arguments");
    if (nargs > 2)
        return rt_raise_type_error(t, "super expected at most 2 arguments, got %u", nargs);
    Value type = nargs > 0 ? args[0] : RT_NULL,
          obj = nargs > 1 && !rt_is_none(args[1]) ? args[1] : RT_NULL;
    if (nargs == 0) {
        if (!rt_super_hook) return rt_raise(t, &rt_exc_RuntimeError, "super(): no arguments");
        if (!rt_super_hook(t, &type, &obj)) return RT_NULL;
    }
    if (!rt_is_type(type))
        return rt_raise_type_error(t, "super() argument 1 must be a type, not %T", type);
    return fill(t, self, type, obj) ? RT_NONE : RT_NULL;
}

Value rt_super_lookup_tail(rt_thread *t, Value type, Value obj, Value obj_type, Value name) {
    Value found = rt_type_lookup_after(t, rt_as_type(obj_type), rt_as_type(type), name);
    if (rt_is_null(found) || rt_is_empty(found)) return found;
    rt_ternary_fn get = rt_type_of(found)->slots.descr_get;
    return get ? get(t, found, rt_same(obj, obj_type) ? RT_NULL : obj, obj_type) : found;
}

static Value super_getattr(rt_thread *t, Value self, Value name) {
    super_parts p;
    name = rt_name_intern(t, name);
    if (rt_is_null(name) || !parts_of(t, self, &p)) return RT_NULL;
    if (!rt_is_null(p.obj_type) && !rt_same(name, rt_id.__class__)) {
        Value found = rt_super_lookup_tail(t, p.type, p.obj, p.obj_type, name);
        if (!rt_is_empty(found)) return found;
    }
    return rt_generic_getattr_tail(t, self, name);
}

static Value super_descr_get(rt_thread *t, Value self, Value obj, Value owner) {
    (void)owner;
    super_parts p;
    if (rt_is_null(obj)) return self;
    if (!parts_of(t, self, &p)) return RT_NULL;
    if (rt_is_none(obj) || !rt_is_null(p.obj)) return self;
    Value args[] = {p.type, obj};
    if (!rt_is_exact(self, &rt_super_type))
        return rt_call_kw_tail(t, rt_from_obj(rt_type_of(self)), args, 2, RT_NULL);
    Value bound = rt_instance_new(t, &rt_super_type, 0);
    return !rt_is_null(bound) && fill(t, bound, p.type, obj) ? bound : RT_NULL;
}

static Value super_repr(rt_thread *t, Value self) {
    super_parts p;
    if (!parts_of(t, self, &p)) return RT_NULL;
    const char *name = rt_is_null(p.type) ? "NULL" : rt_as_type(p.type)->name;
    if (rt_is_null(p.obj_type)) return rt_str_format_c(t, "<super: <class '%s'>, NULL>", name);
    return rt_str_format_c(t, "<super: <class '%s'>, <%s object>>", name,
                           rt_as_type(p.obj_type)->name);
}

static const rt_member_def super_members[] = {
    {.name = "__thisclass__", .offset = offsetof(rt_super, x_type), .none_if_null = true},
    {.name = "__self__", .offset = offsetof(rt_super, x_obj), .none_if_null = true},
    {.name = "__self_class__", .offset = offsetof(rt_super, x_obj_type), .none_if_null = true},
    {0},
};

rt_type rt_super_type = {
    RT_TYPE_HEAD(rt_super_type, "super"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(rt_super),
    .trace = super_trace,
    .members = super_members,
    .slots = {.new_ = super_new,
              .init = super_init,
              .getattr = super_getattr,
              .descr_get = super_descr_get,
              .repr = super_repr},
};
