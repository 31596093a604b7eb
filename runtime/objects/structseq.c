/* structseq.c - tuples with named fields made by C.
 *
 * Each type is a subclass of tuple made at run time whose namespace holds one field descriptor for each name. Fields beyond the
 * visible ones are stored behind the visible items' tuple, as attributes of the instance.
 * Owns: the field descriptor type. Threads: any; instances are immutable. */
#include "runtime/objects/structseq.h"

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/shape.h"
#include "runtime/type.h"

typedef struct field_descriptor {
    rt_object hdr;
    uint64_t index;
} field_descriptor;

extern rt_type rt_structseq_field_type;

static Value field_get(rt_thread *t, Value self, Value instance, Value owner) {
    (void)owner;
    uint64_t index = ((const field_descriptor *)rt_obj(self))->index;
    if (rt_is_null(instance)) return self;
    if (!rt_is_tuple(instance) || index >= rt_tuple_len(instance))
        return rt_raise_type_error(t, "descriptor doesn't apply to a '%T' object", instance);
    return rt_tuple_at(instance, index);
}

static Value field_set(rt_thread *t, Value self, Value instance, Value v) {
    (void)self, (void)instance, (void)v;
    return rt_raise(t, &rt_exc_AttributeError, "readonly attribute");
}

rt_type rt_structseq_field_type = {
    RT_TYPE_HEAD(rt_structseq_field_type, "member_descriptor"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(field_descriptor),
    .slots = {.descr_get = field_get, .descr_set = field_set},
};

static Value structseq_repr(rt_thread *t, Value self) {
    rt_type *type = rt_type_of(self);
    Value names = rt_type_lookup(t, type, rt_id.__match_args__);
    if (rt_is_null(names)) return names;
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_cstr(&b, type->name);
    rt_sb_char(&b, '(');
    for (size_t i = 0; i < rt_tuple_len(self) && i < rt_tuple_len(names); i++) {
        Value text = rt_repr(t, rt_tuple_at(self, i));
        if (rt_is_null(text)) {
            rt_sb_drop(&b);
            return text;
        }
        if (i) rt_sb_cstr(&b, ", ");
        rt_sb_str(&b, rt_tuple_at(names, i));
        rt_sb_char(&b, '=');
        rt_sb_str(&b, text);
    }
    rt_sb_char(&b, ')');
    return rt_sb_finish(t, &b);
}

static Value sealed_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                        Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_raise_type_error(t, "cannot create '%N' instances", (rt_type *)rt_obj(type));
}

static bool set(rt_thread *t, Value type, Value name, Value v) {
    return !rt_is_null(rt_setattr(t, type, name, v));
}

static bool add_fields(rt_thread *t, Value type, const rt_structseq_def *def, uint32_t *total) {
    Value names = rt_tuple_new(t, NULL, def->visible);
    if (rt_is_null(names)) return false;
    for (*total = 0; def->fields[*total]; ++*total) {
        bool unnamed = def->fields[*total][0] == '-';
        Value name = rt_str_intern_cstr(t, def->fields[*total] + unnamed);
        if (rt_is_null(name)) return false;
        if (*total >= def->visible) continue;
        rt_as_tuple(names)->items[*total] = name;
        if (unnamed) continue;
        field_descriptor *d =
            (field_descriptor *)rt_alloc(t, sizeof *d, &rt_structseq_field_type.root);
        if (!d) return false;
        d->index = *total;
        if (!set(t, type, name, rt_from_obj(d))) return false;
    }
    return set(t, type, rt_id.__match_args__, names);
}

Value rt_structseq_type(rt_thread *t, const rt_structseq_def *def) {
    if (!(rt_structseq_field_type.flags & RT_TF_READY)) rt_type_ready(t, &rt_structseq_field_type);
    Value v = rt_type_new_simple(t, def->name, &rt_tuple_type, def->doc);
    uint32_t total;
    if (rt_is_null(v) || !add_fields(t, v, def, &total)) return RT_NULL;
    rt_type *type = (rt_type *)rt_obj(v);
    type->name = def->name;
    type->slots.repr = structseq_repr;
    if (def->sealed) type->slots.new_ = sealed_new;
    if (!set(t, v, rt_str_intern_cstr(t, "n_sequence_fields"), rt_imm_int(def->visible)) ||
        !set(t, v, rt_str_intern_cstr(t, "n_fields"), rt_imm_int(total)) ||
        !set(t, v, rt_str_intern_cstr(t, "n_unnamed_fields"), rt_imm_int(0)))
        return RT_NULL;
    return v;
}

Value rt_structseq_new(rt_thread *t, Value type_value, const rt_structseq_def *def,
                       const Value *values) {
    rt_type *type = (rt_type *)rt_obj(type_value);
    Value v = rt_instance_new(t, type, def->visible);
    if (rt_is_null(v)) return v;
    rt_as_tuple(v)->length = def->visible;
    for (uint32_t i = 0; i < def->visible; i++)
        rt_as_tuple(v)->items[i] = values[i];
    for (uint32_t i = def->visible; def->fields[i]; i++)
        if (!rt_attr_set(t, rt_obj(v), rt_str_intern_cstr(t, def->fields[i]), values[i]))
            return RT_NULL;
    return v;
}
