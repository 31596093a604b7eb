/* exception.c - BaseException, and the table of all built-in exception types.
 *
 * Owns: the rt_exc_* types but the groups. An exception is an ordinary mutable object: its fields are
 * read and written with barriers.
 * Threads: any, inside a transaction. */
#include "runtime/objects/exception.h"

#include "runtime/objects/dict.h"
#include "runtime/objects/exception_internal.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/shape.h"
#include "runtime/type.h"

/* ---- fields ---- */

static bool load(rt_thread *t, Value e, const rt_field *f, Value *out) {
    *out = rt_read_field(t, rt_obj(e), f);
    return !rt_is_null(*out) || !t->conflict;
}

bool rt_exc_load(rt_thread *t, Value e, size_t extra, Value *out) {
    return load(t, e, &rt_as_exception(e)->x_extra[extra], out);
}

bool rt_exc_store(rt_thread *t, Value e, const Value *extras, size_t n, Value args) {
    rt_exception *x = rt_as_exception(e);
    rt_own own = rt_write(t, &x->hdr);
    if (!own) return false;
    for (size_t i = 0; i < n; i++)
        rt_set(t, own, &x->x_extra[i], extras[i]);
    if (!rt_is_null(args)) rt_set(t, own, &x->x_args, args);
    return true;
}

Value rt_exception_stop_value(Value stop_iteration) {
    Value v = rt_load(&rt_as_exception(stop_iteration)->x_extra[EXTRA_VALUE]);
    return rt_is_null(v) ? RT_NONE : v;
}

/* ---- construction ---- */

Value rt_exc_base_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    (void)kwnames;
    Value tuple = rt_tuple_new(t, args, nargs);
    Value e = rt_is_null(tuple) ? tuple : rt_instance_new(t, (rt_type *)rt_obj(self), 0);
    if (rt_is_null(e)) return e;
    rt_init(&rt_as_exception(e)->x_args, tuple);
    rt_init(&rt_as_exception(e)->x_suppress_context, RT_FALSE);
    return e;
}

Value rt_exc_base_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    if (!rt_is_null(kwnames) && rt_tuple_len(kwnames)) {
        return rt_raise_type_error(t, "%T() takes no keyword arguments", self);
    }
    Value tuple = rt_tuple_new(t, args, nargs);
    if (rt_is_null(tuple)) return tuple;
    return rt_exc_store(t, self, NULL, 0, tuple) ? RT_NONE : RT_NULL;
}

Value rt_exception_new(rt_thread *t, rt_type *type, const Value *args, size_t n) {
    Value self = rt_from_obj(type);
    if (type->flags & RT_TF_HEAP) return rt_call(t, self, args, (uint32_t)n);
    Value e = type->slots.new_(t, self, args, (uint32_t)n, RT_NULL);
    if (rt_is_null(e)) return e;
    return rt_is_null(type->slots.init(t, e, args, (uint32_t)n, RT_NULL)) ? RT_NULL : e;
}

bool rt_exc_keywords(rt_thread *t, const char *type_name, const Value *kwvalues, Value kwnames,
                     const char *const *names, Value *values, size_t n) {
    for (size_t i = 0; i < n; i++)
        values[i] = RT_NULL;
    size_t count = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    for (size_t k = 0; k < count; k++) {
        Value name = rt_tuple_at(kwnames, k);
        size_t i = 0;
        while (i < n && !rt_str_equal_cstr(name, names[i]))
            i++;
        if (i == n) {
            (void)rt_raise_type_error(t, "'%V' is an invalid keyword argument for %s()", name,
                                      type_name);
            return false;
        }
        values[i] = kwvalues[k];
    }
    return true;
}

/* ---- str and repr ---- */

Value rt_exc_base_str(rt_thread *t, Value self) {
    Value args;
    if (!load(t, self, &rt_as_exception(self)->x_args, &args)) return RT_NULL;
    size_t n = rt_is_null(args) ? 0 : rt_tuple_len(args);
    if (n == 0) return rt_str_empty;
    return rt_to_str_tail(t, n == 1 ? rt_tuple_at(args, 0) : args);
}

static Value repr_done(rt_thread *t, Value text, Value state) {
    Value self = rt_state_at(state, 0);
    bool lone = rt_same(rt_state_at(state, 1), RT_TRUE);
    const char *name = rt_type_of(self)->name, *dot = strrchr(name, '.');
    if (dot) name = dot + 1;
    return rt_str_format_c(t, lone ? "%s(%V)" : "%s%V", name, text);
}

static Value base_repr(rt_thread *t, Value self) {
    Value args;
    if (!load(t, self, &rt_as_exception(self)->x_args, &args)) return RT_NULL;
    if (rt_is_null(args)) args = rt_tuple_empty;
    bool lone = rt_tuple_len(args) == 1;
    Value values[] = {self, rt_bool(lone)}, state = rt_state_new(t, values, 2);
    if (rt_is_null(state)) return state;
    return rt_then(t, rt_repr_tail(t, lone ? rt_tuple_at(args, 0) : args), repr_done, state);
}

/* ---- attributes ---- */

Value rt_exc_args(rt_thread *t, Value self) {
    Value v;
    if (!load(t, self, &rt_as_exception(self)->x_args, &v)) return RT_NULL;
    return rt_is_null(v) ? rt_tuple_empty : v;
}

static Value args_converted(rt_thread *t, Value tuple, Value self) {
    return rt_exc_store(t, self, NULL, 0, tuple) ? RT_NONE : RT_NULL;
}

static Value set_args(rt_thread *t, Value self, Value v) {
    if (rt_is_empty(v)) return rt_raise_type_error(t, "args may not be deleted");
    return rt_then(t, rt_to_tuple_tail(t, v), args_converted, self);
}

static Value none_if_null(rt_thread *t, Value self, const rt_field *f) {
    Value v;
    if (!load(t, self, f, &v)) return RT_NULL;
    return rt_is_null(v) ? RT_NONE : v;
}

static Value set_field(rt_thread *t, Value self, rt_field *f, Value v) {
    Value stored = rt_is_none(v) ? RT_NULL : v;
    return rt_write_field(t, rt_obj(self), f, stored) ? RT_NONE : RT_NULL;
}

static Value get_traceback(rt_thread *t, Value self) {
    return none_if_null(t, self, &rt_as_exception(self)->x_traceback);
}

static Value set_traceback(rt_thread *t, Value self, Value v) {
    if (rt_is_empty(v)) return rt_raise_type_error(t, "__traceback__ may not be deleted");
    if (!rt_is_none(v) && strcmp(rt_type_of(v)->name, "traceback") != 0) {
        return rt_raise_type_error(t, "__traceback__ must be a traceback or None");
    }
    return set_field(t, self, &rt_as_exception(self)->x_traceback, v);
}

static Value get_context(rt_thread *t, Value self) {
    return none_if_null(t, self, &rt_as_exception(self)->x_context);
}

static Value set_context(rt_thread *t, Value self, Value v) {
    if (rt_is_empty(v)) return rt_raise_type_error(t, "__context__ may not be deleted");
    if (!rt_is_none(v) && !rt_is_exception(v)) {
        return rt_raise_type_error(t,
                                   "exception context must be None or derive from BaseException");
    }
    return set_field(t, self, &rt_as_exception(self)->x_context, v);
}

static Value get_cause(rt_thread *t, Value self) {
    return none_if_null(t, self, &rt_as_exception(self)->x_cause);
}

static Value set_cause(rt_thread *t, Value self, Value v) {
    if (rt_is_empty(v)) return rt_raise_type_error(t, "__cause__ may not be deleted");
    if (!rt_is_none(v) && !rt_is_exception(v)) {
        return rt_raise_type_error(t, "exception cause must be None or derive from BaseException");
    }
    if (rt_is_null(set_field(t, self, &rt_as_exception(self)->x_cause, v))) return RT_NULL;
    return set_field(t, self, &rt_as_exception(self)->x_suppress_context, RT_TRUE);
}

static Value get_suppress(rt_thread *t, Value self) {
    Value v;
    if (!load(t, self, &rt_as_exception(self)->x_suppress_context, &v)) return RT_NULL;
    return rt_bool(rt_same(v, RT_TRUE));
}

static Value set_suppress(rt_thread *t, Value self, Value v) {
    if (rt_is_empty(v)) return rt_raise_type_error(t, "can't delete numeric/char attribute");
    if (!rt_is_bool(v)) return rt_raise_type_error(t, "attribute value type must be bool");
    return set_field(t, self, &rt_as_exception(self)->x_suppress_context, v);
}

static Value get_notes(rt_thread *t, Value self) {
    Value v;
    if (!load(t, self, &rt_as_exception(self)->x_notes, &v)) return RT_NULL;
    return rt_is_null(v) ? rt_raise_attribute_error(t, self, rt_id.__notes__) : v;
}

static Value set_notes(rt_thread *t, Value self, Value v) {
    Value stored = rt_is_empty(v) ? RT_NULL : v;
    bool ok = rt_write_field(t, rt_obj(self), &rt_as_exception(self)->x_notes, stored);
    return ok ? RT_NONE : RT_NULL;
}

static const rt_getset_def base_getsets[] = {
    {"args", rt_exc_args, set_args, NULL},
    {"__traceback__", get_traceback, set_traceback, NULL},
    {"__context__", get_context, set_context, "exception context"},
    {"__cause__", get_cause, set_cause, "exception cause"},
    {"__suppress_context__", get_suppress, set_suppress, NULL},
    {"__notes__", get_notes, set_notes, NULL},
    {0},
};

/* ---- methods ---- */

static Value with_traceback(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_is_null(set_traceback(t, args[0], args[1])) ? RT_NULL : args[0];
}

static Value add_note(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[1])) {
        return rt_raise_type_error(t, "note must be a str, not '%T'", args[1]);
    }
    Value notes;
    if (!load(t, args[0], &rt_as_exception(args[0])->x_notes, &notes)) return RT_NULL;
    if (rt_is_null(notes)) {
        notes = rt_list_new(t, NULL, 0);
        if (rt_is_null(notes) || rt_is_null(set_notes(t, args[0], notes))) return RT_NULL;
    }
    if (!rt_is_list(notes))
        return rt_raise_type_error(t, "Cannot add note: __notes__ is not a list");
    return rt_list_append(t, notes, args[1]) ? RT_NONE : RT_NULL;
}

Value rt_exc_state(rt_thread *t, Value self) {
    Value dict = rt_attr_dict_copy(t, rt_obj(self)), notes;
    if (rt_is_null(dict) || !load(t, self, &rt_as_exception(self)->x_notes, &notes)) return RT_NULL;
    return rt_is_null(notes) || rt_dict_set(t, dict, rt_id.__notes__, notes) ? dict : RT_NULL;
}

Value rt_exc_reduced(rt_thread *t, Value self, Value args, Value state) {
    int64_t n;
    if (rt_is_null(args) || rt_is_null(state) || !rt_dict_len(t, state, &n)) return RT_NULL;
    Value type = rt_from_obj(rt_type_of(self));
    return n ? rt_tuple_pack3(t, type, args, state) : rt_tuple_pack2(t, type, args);
}

static Value base_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_exc_reduced(t, args[0], rt_exc_args(t, args[0]), rt_exc_state(t, args[0]));
}

/* state: self, list of (name, value) pairs still to be set, next index */
static Value set_state_from(rt_thread *t, Value self, Value dict, size_t pos);

static Value set_state_resume(rt_thread *t, Value result, Value s) {
    (void)result;
    return set_state_from(t, rt_state_at(s, 0), rt_state_at(s, 1),
                          (size_t)rt_imm_int_get(rt_state_at(s, 2)));
}

static Value set_state_from(rt_thread *t, Value self, Value dict, size_t pos) {
    Value key, value;
    int r;
    while ((r = rt_dict_next(t, dict, &pos, &key, &value)) > 0) {
        Value done = rt_setattr_tail(t, self, key, value);
        if (rt_is_null(done)) return done;
        if (rt_is_tail(done)) {
            Value values[] = {self, dict, rt_imm_int((int64_t)pos)};
            return rt_suspend(t, set_state_resume, values, 3);
        }
    }
    return r < 0 ? RT_NULL : RT_NONE;
}

static Value base_setstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_none(args[1])) return RT_NONE;
    if (!rt_is_dict(args[1])) return rt_raise_type_error(t, "state is not a dictionary");
    return set_state_from(t, args[0], args[1], 0);
}

static const rt_native_def base_methods[] = {
    {"with_traceback", with_traceback, 2, 2, NULL, 0,
     "Exception.with_traceback(tb) --\n    set self.__traceback__ to tb and return self."},
    {"add_note", add_note, 2, 2, NULL, 0,
     "Exception.add_note(note) --\n    add a note to the exception"},
    {"__reduce__", base_reduce, 1, 1, NULL, 0, NULL},
    {"__setstate__", base_setstate, 2, 2, NULL, 0, NULL},
    {0},
};

static void exception_trace(rt_object *o, rt_marker *m) {
    const rt_exception *e = (const rt_exception *)o;
    rt_mark_field(m, &e->x_args);
    rt_mark_field(m, &e->x_traceback);
    rt_mark_field(m, &e->x_context);
    rt_mark_field(m, &e->x_cause);
    rt_mark_field(m, &e->x_notes);
    for (size_t i = 0; i < sizeof e->x_extra / sizeof *e->x_extra; i++) {
        rt_mark_field(m, &e->x_extra[i]);
    }
}

/* ---- the table ---- */

#define EXCEPTION_TYPE(symbol, type_name, ...)                      \
    rt_type symbol =                                                \
        {                                                           \
            RT_TYPE_HEAD(symbol, type_name),                        \
            .flags = RT_TF_BASETYPE | RT_TF_EXCEPTION | RT_TF_DICT, \
            .basic_size = sizeof(rt_exception),                     \
            .slots_offset = sizeof(rt_exception),                   \
            .trace = exception_trace,                               \
            __VA_ARGS__,                                            \
    }

EXCEPTION_TYPE(rt_exc_BaseException, "BaseException",
               .slots = {.new_ = rt_exc_base_new,
                         .init = rt_exc_base_init,
                         .str = rt_exc_base_str,
                         .repr = base_repr},
               .methods = base_methods, .getsets = base_getsets,
               .doc = "Common base class for all exceptions");

#define plain           {.new_ = rt_exc_base_new, .init = rt_exc_base_init}
#define system_exit     {.new_ = rt_exc_base_new, .init = rt_exc_exit_init}
#define stop_iteration  {.new_ = rt_exc_base_new, .init = rt_exc_stop_init}
#define attribute_error {.new_ = rt_exc_base_new, .init = rt_exc_attribute_init}
#define import_error    {.new_ = rt_exc_base_new, .init = rt_exc_import_init, .str = rt_exc_import_str}
#define key_error       {.new_ = rt_exc_base_new, .init = rt_exc_base_init, .str = rt_exc_key_str}
#define name_error      {.new_ = rt_exc_base_new, .init = rt_exc_name_init}
#define os_error        {.new_ = rt_exc_os_new, .init = rt_exc_os_init, .str = rt_exc_os_str}
#define syntax_error    {.new_ = rt_exc_base_new, .init = rt_exc_syntax_init, .str = rt_exc_syntax_str}
#define unicode_error \
    {.new_ = rt_exc_base_new, .init = rt_exc_unicode_init, .str = rt_exc_unicode_str}
#define X(type_name, base_name, layout) \
    EXCEPTION_TYPE(rt_exc_##type_name, #type_name, .base = &rt_exc_##base_name, .slots = layout);
RT_EXCEPTIONS(X)
#undef X
#undef plain
#undef system_exit
#undef stop_iteration
#undef attribute_error
#undef import_error
#undef key_error
#undef name_error
#undef os_error
#undef syntax_error
#undef unicode_error
#undef EXCEPTION_TYPE

static void set_members(void) {
    rt_exc_StopIteration.members = rt_exc_stop_members;
    rt_exc_SystemExit.members = rt_exc_exit_members;
    rt_exc_AttributeError.members = rt_exc_attribute_members;
    rt_exc_ImportError.members = rt_exc_import_members;
    rt_exc_ImportError.methods = rt_exc_import_methods;
    rt_exc_NameError.members = rt_exc_name_members;
    rt_exc_OSError.members = rt_exc_os_members;
    rt_exc_OSError.methods = rt_exc_os_methods;
    rt_exc_BlockingIOError.members = rt_exc_blocking_members;
    rt_exc_SyntaxError.members = rt_exc_syntax_members;
    rt_exc_UnicodeDecodeError.members = rt_exc_unicode_members;
    rt_exc_UnicodeEncodeError.members = rt_exc_unicode_members;
    rt_exc_UnicodeTranslateError.members = rt_exc_translate_members;
}

void rt_exceptions_ready(rt_thread *t) {
    set_members();
    rt_type_ready(t, &rt_exc_BaseException);
#define X(type_name, base_name, layout) rt_type_ready(t, &rt_exc_##type_name);
    RT_EXCEPTIONS(X)
#undef X
    rt_type_ready(t, &rt_exc_BaseExceptionGroup);
    rt_exc_ExceptionGroup.bases =
        rt_tuple_pack2(t, rt_from_obj(&rt_exc_BaseExceptionGroup), rt_from_obj(&rt_exc_Exception));
    rt_type_ready(t, &rt_exc_ExceptionGroup);
}
