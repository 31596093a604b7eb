/* class_fixture.h - classes for tests without an interpreter: methods are C functions behind a type that behaves as
 * Python functions do (they bind, and calling them returns RT_TAIL). */
#ifndef KRAIT_TESTS_RUNTIME_CLASS_FIXTURE_H
#define KRAIT_TESTS_RUNTIME_CLASS_FIXTURE_H

#define _GNU_SOURCE /* before any system header: fixture.h needs it */
#include "runtime/objects/descriptor.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/list.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"
#include "runtime/shape.h"
#include "runtime/type.h"
#include "tests/runtime/fixture.h"

typedef struct test_function {
    rt_object hdr;
    Value native;
} test_function;

static void test_function_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((test_function *)o)->native);
}
static Value test_function_call(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                                Value kwnames) {
    return rt_tail_call_kw(t, ((test_function *)rt_obj(self))->native, args, nargs, kwnames);
}
static Value test_function_get(rt_thread *t, Value self, Value obj, Value owner) {
    (void)owner;
    return rt_is_null(obj) ? self : rt_method_new(t, self, obj);
}
static rt_type test_function_type = {
    RT_TYPE_HEAD(test_function_type, "function"),
    .flags = RT_TF_METHOD_DESCR,
    .basic_size = sizeof(test_function),
    .trace = test_function_trace,
    .slots = {.call = test_function_call, .descr_get = test_function_get},
};

static rt_thread *T; /* the test's thread */

[[maybe_unused]] static void class_fixture(void) {
    T = fixture_runtime();
    rt_finish_hook = fixture_finish;
    rt_type_ready(T, &test_function_type);
    rt_function_type = &test_function_type;
}

/* A case of its own for each test: CK_RUN_CASE=name runs it alone. */
[[maybe_unused]] static void class_case(Suite *s, const TTest *test, const char *name) {
    TCase *tc = tcase_create(name);
    tcase_add_checked_fixture(tc, class_fixture, NULL);
    tcase_add_test(tc, test);
    suite_add_tcase(s, tc);
}

static Value ok(Value v) {
    if (rt_is_null(v) && rt_exception_pending(T)) {
        Value e = rt_exception_take(T), text = rt_to_str(T, e);
        ck_abort_msg("%s: %s", rt_type_of(e)->name,
                     rt_is_null(text) ? "?" : rt_str_utf8(T, text, NULL));
    }
    ck_assert(!rt_is_null(v));
    return v;
}
[[maybe_unused]] static Value str(const char *s) { return ok(rt_str_intern_cstr(T, s)); }
[[maybe_unused]] static Value num(int64_t i) { return rt_imm_int(i); }

/* A Python-like function that runs fn. */
[[maybe_unused]] static Value def(const char *name, rt_native_fn fn) {
    rt_native_def *d = calloc(1, sizeof *d);
    *d = (rt_native_def){.name = name, .fn = fn, .min = 0, .max = -1};
    test_function *f = (test_function *)rt_alloc(T, sizeof *f, &test_function_type.root);
    f->native = ok(rt_native_new(T, d, RT_EMPTY, RT_NONE));
    return rt_from_obj(f);
}

/* type(name, bases, {key: value ...}); bases and members end with RT_NULL; members: "name", value. */
typedef struct member {
    const char *name;
    Value value;
} member;
[[maybe_unused]] static Value try_class(const char *name, const Value *bases, size_t nbases,
                                        const member *members) {
    Value dict = ok(rt_dict_new(T));
    for (; members && members->name; members++)
        ck_assert(rt_dict_set(T, dict, str(members->name), members->value));
    Value args[] = {str(name), ok(rt_tuple_new(T, bases, nbases)), dict};
    return rt_call(T, rt_from_obj(&rt_type_type), args, 3);
}
#define CLASS(name, base, ...) ok(try_class(name, (Value[]){base}, 1, (member[]){__VA_ARGS__ __VA_OPT__(,) {0}}))
#define OBJECT rt_from_obj(&rt_object_type)
#define TRY_CLASS(name, bases, ...)                                                                        \
    try_class(name, bases, sizeof(bases) / sizeof((bases)[0]), (member[]){__VA_ARGS__ __VA_OPT__(,) {0}})

[[maybe_unused]] static Value call(Value f) { return rt_call(T, f, NULL, 0); }
[[maybe_unused]] static Value call1(Value f, Value a) { return rt_call(T, f, &a, 1); }
[[maybe_unused]] static Value attr(Value o, const char *name) {
    return rt_getattr(T, o, str(name));
}
[[maybe_unused]] static Value set(Value o, const char *name, Value v) {
    return rt_setattr(T, o, str(name), v);
}
[[maybe_unused]] static Value del(Value o, const char *name) {
    return rt_setattr(T, o, str(name), RT_EMPTY);
}

[[maybe_unused]] static void is_text(Value v, const char *expected) {
    ck_assert_str_eq(rt_str_utf8(T, ok(v), NULL), expected);
}
[[maybe_unused]] static void is_repr(Value v, const char *expected) {
    is_text(rt_repr(T, ok(v)), expected);
}
[[maybe_unused]] static void is_int(Value v, int64_t expected) {
    ok(v);
    ck_assert(rt_is_imm_int(v));
    ck_assert_int_eq(rt_imm_int_get(v), expected);
}
[[maybe_unused]] static void is_same(Value a, Value b) { ck_assert_uint_eq(ok(a).bits, b.bits); }
/* v is a failure with this exception pending; it is dropped. */
[[maybe_unused]] static void raises(Value v, const rt_type *type, const char *text) {
    ck_assert(rt_is_null(v));
    ck_assert(rt_exception_pending(T));
    Value e = rt_exception_take(T);
    is_text(rt_to_str(T, e), text);
    ck_assert_str_eq(rt_type_of(e)->name, type->name);
}

#endif
