/* arguments.c - see arguments.h. Owns: nothing. Threads: any. */
#include "runtime/modules/arguments.h"

#include "runtime/error.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"

/* An exact int from whatever has __index__. */
static Value index_of(rt_thread *t, Value v) {
    if (!rt_is_int(v) && !rt_type_of(v)->slots.unary[RT_INDEX])
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", v);
    return rt_index(t, v);
}

bool rt_arg_long(rt_thread *t, Value v, int64_t *out) {
    Value i = index_of(t, v);
    if (rt_is_null(i)) return false;
    if (rt_int_get(i, out)) return true;
    (void)rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C long");
    return false;
}

bool rt_arg_int(rt_thread *t, Value v, int64_t *out) {
    if (!rt_arg_long(t, v, out)) return false;
    if (*out >= INT32_MIN && *out <= INT32_MAX) return true;
    (void)rt_raise(t, &rt_exc_OverflowError,
                   *out < 0 ? "signed integer is less than minimum"
                            : "signed integer is greater than maximum");
    return false;
}

bool rt_arg_int_or(rt_thread *t, Value v, int64_t standard, int64_t *out) {
    *out = standard;
    return rt_is_empty(v) || rt_arg_int(t, v, out);
}

bool rt_arg_double(rt_thread *t, Value v, double *out) {
    bool number;
    if (rt_number_to_double(t, v, out, &number)) return true;
    if (number) return false;
    rt_type *type = rt_type_of(v);
    rt_unop op = type->slots.unary[RT_TO_FLOAT] ? RT_TO_FLOAT : RT_INDEX;
    if (!type->slots.unary[op]) {
        (void)rt_raise_type_error(t, "must be real number, not %T", v);
        return false;
    }
    Value f = rt_unary(t, op, v);
    return !rt_is_null(f) && rt_number_to_double(t, f, out, &number);
}

bool rt_arg_fd(rt_thread *t, Value v, int *out) {
    int64_t fd;
    if (!rt_is_int(v)) {
        Value name = rt_str_intern_cstr(t, "fileno");
        Value method = rt_is_null(name) ? name : rt_getattr_opt(t, v, name);
        if (rt_is_null(method)) return false;
        if (rt_is_empty(method)) {
            (void)rt_raise_type_error(t, "argument must be an int, or have a fileno() method.");
            return false;
        }
        v = rt_call(t, method, NULL, 0);
        if (rt_is_null(v)) return false;
        if (!rt_is_int(v)) {
            (void)rt_raise_type_error(t, "fileno() returned a non-integer");
            return false;
        }
    }
    if (!rt_int_get(v, &fd) || fd > INT32_MAX) {
        (void)rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C int");
        return false;
    }
    if (fd < 0) {
        (void)rt_raise_value_error(t, "file descriptor cannot be a negative integer (%lld)",
                                   (long long)fd);
        return false;
    }
    *out = (int)fd;
    return true;
}

bool rt_arg_flag(rt_thread *t, Value v, bool standard, bool *out) {
    *out = standard;
    if (rt_is_empty(v)) return true;
    Value b = rt_truth(t, v);
    *out = rt_same(b, RT_TRUE);
    return !rt_is_null(b);
}

bool rt_module_constants(rt_thread *t, Value module, const rt_constant *rows, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!rt_module_set(t, module, rows[i].name, rt_int_new(t, rows[i].value))) return false;
    return true;
}
