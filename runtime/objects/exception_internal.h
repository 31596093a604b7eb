/* exception_internal.h - between exception.c, exception_layouts.c, exception_os.c, exception_syntax.c,
 * exception_unicode.c and exception_group.c: what x_extra holds in each layout. */
#ifndef KRAIT_RUNTIME_OBJECTS_EXCEPTION_INTERNAL_H
#define KRAIT_RUNTIME_OBJECTS_EXCEPTION_INTERNAL_H

#include "runtime/native.h"
#include "runtime/objects/exception.h"

enum {
    EXTRA_VALUE = 0, /* StopIteration.value, SystemExit.code */
    EXTRA_NAME = 0,
    EXTRA_OBJ = 1, /* AttributeError; NameError has the name only */
    EXTRA_IMPORT_MSG = 0,
    EXTRA_IMPORT_NAME,
    EXTRA_IMPORT_PATH,
    EXTRA_ERRNO = 0,
    EXTRA_STRERROR,
    EXTRA_FILENAME,
    EXTRA_FILENAME2,
    EXTRA_WRITTEN,
    EXTRA_MSG = 0,
    EXTRA_SYNTAX_FILE,
    EXTRA_LINENO,
    EXTRA_OFFSET,
    EXTRA_TEXT,
    EXTRA_END_LINENO,
    EXTRA_END_OFFSET,
    EXTRA_PRINT,
    EXTRA_ENCODING = 0,
    EXTRA_OBJECT,
    EXTRA_START,
    EXTRA_END,
    EXTRA_REASON,
    EXTRA_MESSAGE = 0,
    EXTRA_EXCEPTIONS,
};

#define RT_EXTRA(name, index) \
    {name, offsetof(rt_exception, x_extra) + (index) * sizeof(rt_field), true, true}

/* A field, read with a barrier; false: conflict. */
[[nodiscard]] bool rt_exc_load(rt_thread *t, Value e, size_t extra, Value *out);
/* Sets extras[0..n) and, with args not RT_NULL, the args; false: conflict. */
[[nodiscard]] bool rt_exc_store(rt_thread *t, Value e, const Value *extras, size_t n, Value args);

/* Slots of the plain layout, on which the others build. */
Value rt_exc_base_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
Value rt_exc_base_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
Value rt_exc_base_str(rt_thread *t, Value self);
Value rt_exc_args(rt_thread *t, Value self); /* the tuple */
/* What __reduce__ says: type, args, and the state if there is anything in it. */
Value rt_exc_reduced(rt_thread *t, Value self, Value args, Value state);
Value rt_exc_state(rt_thread *t, Value self); /* a fresh dict of attributes and notes */
/* For layouts with keywords: values[i] gets the keyword names[i] (RT_NULL if absent); others raise
 * TypeError "'x' is an invalid keyword argument for T". */
[[nodiscard]] bool rt_exc_keywords(rt_thread *t, const char *type_name, const Value *kwvalues,
                                   Value kwnames, const char *const *names, Value *values,
                                   size_t n);

/* The slots and attributes of one layout. */
typedef struct rt_exc_layout {
    rt_call_fn new_, init;
    rt_unary_fn str;
} rt_exc_layout;
extern const rt_member_def rt_exc_stop_members[], rt_exc_exit_members[], rt_exc_attribute_members[];
extern const rt_native_def rt_exc_import_methods[], rt_exc_os_methods[];
extern const rt_member_def rt_exc_import_members[], rt_exc_name_members[], rt_exc_os_members[];
extern const rt_member_def rt_exc_blocking_members[], rt_exc_syntax_members[];
extern const rt_member_def rt_exc_unicode_members[], rt_exc_translate_members[];

Value rt_exc_stop_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
Value rt_exc_exit_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
Value rt_exc_attribute_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kw);
Value rt_exc_name_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
Value rt_exc_import_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames);
Value rt_exc_import_str(rt_thread *t, Value self);
Value rt_exc_key_str(rt_thread *t, Value self);
Value rt_exc_os_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
Value rt_exc_os_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames);
Value rt_exc_os_str(rt_thread *t, Value self);
Value rt_exc_syntax_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames);
Value rt_exc_syntax_str(rt_thread *t, Value self);
Value rt_exc_unicode_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kw);
Value rt_exc_unicode_str(rt_thread *t, Value self);

#endif
