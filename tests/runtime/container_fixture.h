/* container_fixture.h - short ways to build values, call methods and built-ins, and compare results by their repr. */
#ifndef KRAIT_TESTS_RUNTIME_CONTAINER_FIXTURE_H
#define KRAIT_TESTS_RUNTIME_CONTAINER_FIXTURE_H

#include "tests/runtime/class_fixture.h"

#include "runtime/builtins.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/number.h"
#include "runtime/objects/set.h"
#include "runtime/objects/slice.h"

#define N(i)                 rt_imm_int(i)
#define S(s)                 str(s)
#define COUNT(...)           (sizeof((Value[]){__VA_ARGS__}) / sizeof(Value))
#define LIST(...)            ok(rt_list_new(T, (Value[]){__VA_ARGS__}, COUNT(__VA_ARGS__)))
#define TUPLE(...)           ok(rt_tuple_new(T, (Value[]){__VA_ARGS__}, COUNT(__VA_ARGS__)))
#define CALL(f, ...)         ok(rt_call(T, f, (Value[]){__VA_ARGS__}, COUNT(__VA_ARGS__)))
#define METHOD(o, name, ...) ok(try_method(o, name, (Value[]){__VA_ARGS__}, COUNT(__VA_ARGS__)))
#define METHOD0(o, name)     ok(try_method(o, name, NULL, 0))
#define BUILTIN(name, ...)   CALL(ok(rt_builtin_function(T, name)), __VA_ARGS__)
#define TYPE(type)           rt_from_obj(&(type))

[[maybe_unused]] static Value try_method(Value o, const char *name, const Value *args, size_t n) {
    return rt_call_method(T, o, str(name), args, (uint32_t)n);
}

[[maybe_unused]] static Value range(int64_t a, int64_t b, int64_t c) {
    return ok(rt_range_new(T, N(a), N(b), N(c)));
}
[[maybe_unused]] static Value list_of(Value iterable) { return ok(rt_to_list(T, iterable)); }
[[maybe_unused]] static Value slice(Value a, Value b, Value c) {
    return ok(rt_slice_new(T, a, b, c));
}

/* {"a": 1, ...} from alternating keys and values */
[[maybe_unused]] static Value dict_from(const Value *v, size_t n) {
    Value d = ok(rt_dict_new(T));
    for (size_t i = 0; i < n; i += 2)
        ck_assert(rt_dict_set(T, d, v[i], v[i + 1]));
    return d;
}
#define DICT(...) dict_from((Value[]){__VA_ARGS__}, COUNT(__VA_ARGS__))
#define SET(...)  CALL(TYPE(rt_set_type), LIST(__VA_ARGS__))

[[maybe_unused]] static void check_repr(Value v, const char *expected) {
    ck_assert_str_eq(rt_str_utf8(T, ok(rt_repr(T, ok(v))), NULL), expected);
}

/* v is RT_NULL with this exception pending, which is dropped. */
[[maybe_unused]] static void check_raised(Value v, rt_type *type, const char *text) {
    ck_assert(rt_is_null(v) && rt_exception_pending(T));
    Value e = rt_exception_take(T);
    ck_assert_str_eq(rt_type_of(e)->name, type->name);
    ck_assert_str_eq(rt_str_utf8(T, ok(rt_to_str(T, e)), NULL), text);
}

/* A collection at every allocation. */
[[maybe_unused]] static void stressed_fixture(void) {
    class_fixture();
    rt_heap_stress(1);
}

#endif
