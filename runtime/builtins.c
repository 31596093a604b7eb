/* builtins.c - the builtins module: its table, the types and exceptions in it, and the functions on single values.
 * Functions that need frames or files are added by the upper floors (rt_builtins_add).
 *
 * Owns: rt_module_builtins. Threads: any, inside a transaction. */
#include "runtime/builtins.h"

#include <stdio.h>

#include "runtime/builtins_internal.h"
#include "runtime/error.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/list_sort.h"
#include "runtime/objects/memoryview.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

/* ---- numbers ---- */

static Value builtin_abs(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_unary_tail(t, RT_ABS, args[0]);
}

/* "-0x1f": sign, prefix, digits. */
static Value in_base(rt_thread *t, Value v, int base, const char *prefix) {
    if (!rt_has_index(v)) {
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", v);
    }
    Value n = rt_index(t, v);
    if (rt_is_null(n)) return n;
    bool negative = rt_int_sign(n) < 0;
    Value digits = rt_int_text(t, n, base);
    if (rt_is_null(digits)) return digits;
    rt_str_builder b;
    rt_sb_init(&b);
    if (negative) rt_sb_char(&b, '-');
    rt_sb_cstr(&b, prefix);
    rt_sb_slice(&b, digits, negative, rt_as_str(digits)->length);
    return rt_sb_finish(t, &b);
}

static Value builtin_bin(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return in_base(t, args[0], 2, "0b");
}
static Value builtin_oct(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return in_base(t, args[0], 8, "0o");
}
static Value builtin_hex(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return in_base(t, args[0], 16, "0x");
}

static Value builtin_divmod(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_binary_tail(t, RT_DIVMOD, args[0], args[1]);
}

static Value builtin_pow(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_empty(args[2]) || rt_is_none(args[2])) {
        return rt_binary_tail(t, RT_POW, args[0], args[1]);
    }
    return rt_pow3_tail(t, args[0], args[1], args[2]);
}

static Value round_done(rt_thread *t, Value result, Value number) {
    if (!rt_is_empty(result)) return result;
    return rt_raise_type_error(t, "type %T doesn't define __round__ method", number);
}

static Value builtin_round(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool digits = !rt_is_empty(args[1]) && !rt_is_none(args[1]);
    Value r = rt_call_special_tail(t, args[0], rt_id.__round__, &args[1], digits);
    return rt_then(t, r, round_done, args[0]);
}

/* ---- characters and text ---- */

static Value builtin_chr(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_has_index(args[0])) {
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", args[0]);
    }
    Value v = rt_index(t, args[0]);
    if (rt_is_null(v)) return v;
    int64_t c;
    if (!rt_int_get(v, &c) || c != (int)c) {
        return rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C int");
    }
    if (c < 0 || c > 0x10ffff) return rt_raise_value_error(t, "chr() arg not in range(0x110000)");
    return rt_str_from_char(t, (uint32_t)c);
}

static Value builtin_ord(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t n;
    if (rt_is_str(args[0])) {
        n = rt_as_str(args[0])->length;
        if (n == 1) return rt_imm_int(rt_str_at(rt_as_str(args[0]), 0));
    } else if (rt_is_bytes(args[0]) ||
               rt_type_is_subtype(rt_type_of(args[0]), &rt_bytearray_type)) {
        const unsigned char *data;
        if (!rt_buffer_get(t, args[0], &data, &n)) return RT_NULL;
        if (n == 1) return rt_imm_int(data[0]);
    } else {
        return rt_raise_type_error(t, "ord() expected string of length 1, but %T found", args[0]);
    }
    return rt_raise_type_error(t, "ord() expected a character, but string of length %zu found", n);
}

static Value builtin_repr(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_repr_tail(t, args[0]);
}

/* Escapes what is not ASCII. */
static Value ascii_done(rt_thread *t, Value text, Value state) {
    (void)state;
    const rt_str *s = rt_as_str(text);
    if (s->ascii) return text;
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = rt_str_at(s, i);
        char escape[12];
        if (c < 128) {
            rt_sb_char(&b, c);
            continue;
        }
        snprintf(escape, sizeof escape,
                 c < 0x100     ? "\\x%02x"
                 : c < 0x10000 ? "\\u%04x"
                               : "\\U%08x",
                 (unsigned)c);
        rt_sb_cstr(&b, escape);
    }
    return rt_sb_finish(t, &b);
}

Value rt_ascii_tail(rt_thread *t, Value a) {
    return rt_then(t, rt_repr_tail(t, a), ascii_done, RT_NONE);
}

static Value builtin_ascii(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_ascii_tail(t, args[0]);
}

static Value builtin_format(rt_thread *t, Value *args, uint32_t nargs) {
    Value spec = nargs > 1 ? args[1] : rt_str_empty;
    if (!rt_is_str(spec)) {
        return rt_raise_type_error(t, "format() argument 2 must be str, not %T", spec);
    }
    return rt_format_tail(t, args[0], spec);
}

/* ---- any object ---- */

static Value builtin_breakpoint(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_tail_prelude(t, "breakpoint", args, 2);
}

static Value builtin_callable(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    return rt_bool(rt_type_of(args[0])->slots.call != NULL);
}

static Value builtin_hash(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_hash_tail(t, args[0]);
}

static Value builtin_id(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_int_new_u64(t, args[0].bits);
}

static Value builtin_isinstance(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_isinstance_tail(t, args[0], args[1]);
}

static Value builtin_issubclass(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_issubclass_tail(t, args[0], args[1]);
}

static Value builtin_len(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_len_tail(t, args[0]);
}

/* ---- print: the prelude writes to whatever sys.stdout is ---- */

/* args: values (tuple), sep, end, file, flush */
static Value builtin_print(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    for (int i = 1; i < 3; i++) {
        if (rt_is_empty(args[i])) args[i] = RT_NONE;
        if (!rt_is_none(args[i]) && !rt_is_str(args[i])) {
            return rt_raise_type_error(t, "%s must be None or a string, not %T",
                                       i == 1 ? "sep" : "end", args[i]);
        }
    }
    if (rt_is_empty(args[3]) || rt_is_none(args[3])) {
        Value sys = rt_dict_get_str(t, rt_sys_modules, rt_id.sys);
        if (rt_is_null(sys)) return sys;
        args[3] = rt_is_empty(sys) ? sys : rt_getattr_opt(t, sys, rt_id.stdout);
        if (rt_is_null(args[3])) return RT_NULL;
        if (rt_is_empty(args[3])) return rt_raise(t, &rt_exc_RuntimeError, "lost sys.stdout");
        if (rt_is_none(args[3])) return RT_NONE;
    }
    if (rt_is_empty(args[4])) args[4] = RT_FALSE;
    return rt_tail_prelude(t, "print", args, 5);
}

/* ---- the module ---- */

static const rt_native_def functions[] = {
    {"__build_class__", rt_build_class, 0, 0, RT_BUILD_CLASS_SIG, 0,
     "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\n"
     "Internal helper function used by the class statement."},
    {"abs", builtin_abs, 1, 1, NULL, 0, "Return the absolute value of the argument."},
    {"all", rt_builtin_all, 1, 1, NULL, 0,
     "Return True if bool(x) is True for all values x in the iterable.\n\n"
     "If the iterable is empty, return True."},
    {"any", rt_builtin_any, 1, 1, NULL, 0,
     "Return True if bool(x) is True for any x in the iterable.\n\n"
     "If the iterable is empty, return False."},
    {"ascii", builtin_ascii, 1, 1, NULL, 0, "Return an ASCII-only representation of an object."},
    {"bin", builtin_bin, 1, 1, NULL, 0,
     "Return the binary representation of an integer.\n\n   >>> bin(2796202)\n"
     "   '0b1010101010101010101010'"},
    {"breakpoint", builtin_breakpoint, 0, 0, "*args, **kws", 0,
     "breakpoint(*args, **kws)\n\n"
     "Call sys.breakpointhook(*args, **kws).  sys.breakpointhook() must accept\n"
     "whatever arguments are passed.\n\n"
     "By default, this drops you into the pdb debugger."},
    {"callable", builtin_callable, 1, 1, NULL, 0,
     "Return whether the object is callable (i.e., some kind of function).\n\n"
     "Note that classes are callable, as are instances of classes with a\n__call__() method."},
    {"chr", builtin_chr, 1, 1, NULL, 0,
     "Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff."},
    {"delattr", rt_builtin_delattr, 2, 2, NULL, 0,
     "Deletes the named attribute from the given object.\n\n"
     "delattr(x, 'y') is equivalent to ``del x.y``"},
    {"divmod", builtin_divmod, 2, 2, NULL, 0,
     "Return the tuple (x//y, x%y).  Invariant: div*y + mod == x."},
    {"format", builtin_format, 1, 2, NULL, 0, "Return value.__format__(format_spec)"},
    {"getattr", rt_builtin_getattr, 2, 3, NULL, 0,
     "getattr(object, name[, default]) -> value\n\n"
     "Get a named attribute from an object; getattr(x, 'y') is equivalent to x.y.\n"
     "When a default argument is given, it is returned when the attribute doesn't\n"
     "exist; without it, an exception is raised in that case."},
    {"hasattr", rt_builtin_hasattr, 2, 2, NULL, 0,
     "Return whether the object has an attribute with the given name.\n\n"
     "This is done by calling getattr(obj, name) and catching AttributeError."},
    {"hash", builtin_hash, 1, 1, NULL, 0, "Return the hash value for the given object."},
    {"hex", builtin_hex, 1, 1, NULL, 0,
     "Return the hexadecimal representation of an integer.\n\n   >>> hex(12648430)\n   '0xc0ffee'"},
    {"id", builtin_id, 1, 1, NULL, 0, "Return the identity of an object."},
    {"isinstance", builtin_isinstance, 2, 2, NULL, 0,
     "Return whether an object is an instance of a class or of a subclass thereof."},
    {"issubclass", builtin_issubclass, 2, 2, NULL, 0,
     "Return whether 'cls' is derived from another class or is the same class."},
    {"iter", rt_builtin_iter, 1, 2, NULL, 0,
     "iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\n"
     "Get an iterator from an object.  In the first form, the argument must\n"
     "supply its own iterator, or be a sequence.\n"
     "In the second form, the callable is called until it returns the sentinel."},
    {"len", builtin_len, 1, 1, NULL, 0, "Return the number of items in a container."},
    {"max", rt_builtin_max, 0, 0, "*args, key=, default=", 0,
     "max(iterable, *[, default=obj, key=func]) -> value\n"
     "max(arg1, arg2, *args, *[, key=func]) -> value\n\n"
     "With a single iterable argument, return its biggest item. The\n"
     "default keyword-only argument specifies an object to return if\n"
     "the provided iterable is empty.\n"
     "With two or more arguments, return the largest argument."},
    {"min", rt_builtin_min, 0, 0, "*args, key=, default=", 0,
     "min(iterable, *[, default=obj, key=func]) -> value\n"
     "min(arg1, arg2, *args, *[, key=func]) -> value\n\n"
     "With a single iterable argument, return its smallest item. The\n"
     "default keyword-only argument specifies an object to return if\n"
     "the provided iterable is empty.\n"
     "With two or more arguments, return the smallest argument."},
    {"next", rt_builtin_next, 1, 2, NULL, 0,
     "next(iterator[, default])\n\nReturn the next item from the iterator. If default is given and the iterator\n"
     "is exhausted, it is returned instead of raising StopIteration."},
    {"oct", builtin_oct, 1, 1, NULL, 0,
     "Return the octal representation of an integer.\n\n   >>> oct(342391)\n   '0o1234567'"},
    {"ord", builtin_ord, 1, 1, NULL, 0,
     "Return the Unicode code point for a one-character string."},
    {"pow", builtin_pow, 0, 0, "base, exp, mod=", 0,
     "Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments."},
    {"print", builtin_print, 0, 0, "*args, sep=, end=, file=, flush=", 0,
     "Prints the values to a stream, or to sys.stdout by default."},
    {"repr", builtin_repr, 1, 1, NULL, 0,
     "Return the canonical string representation of the object."},
    {"round", builtin_round, 0, 0, "number, ndigits=", 0,
     "Round a number to a given precision in decimal digits."},
    {"setattr", rt_builtin_setattr, 3, 3, NULL, 0,
     "Sets the named attribute on the given object to the specified value.\n\n"
     "setattr(x, 'y', v) is equivalent to ``x.y = v``"},
    {"sorted", rt_builtin_sorted, 0, 0, "*args, key=, reverse=", 0,
     "Return a new list containing all items from the iterable in ascending order."},
    {"sum", rt_builtin_sum, 0, 0, "iterable, /, start=", 0,
     "Return the sum of a 'start' value (default: 0) plus an iterable of numbers"},
    {0},
};

const rt_native_def rt_prelude_natives[] = {
    {"_krait_list_take", rt_prelude_list_take, 1, 1, NULL, 0, NULL},
    {"_krait_list_put", rt_prelude_list_put, 2, 2, NULL, 0, NULL},
    {"_krait_sort_simple", rt_prelude_sort_simple, 3, 3, NULL, 0, NULL},
    {0},
};

bool rt_builtins_add(rt_thread *t, const rt_native_def *defs) {
    Value module = rt_str_intern_cstr(t, "builtins");
    for (; defs->name; defs++) {
        Value f = rt_native_new(t, defs, RT_EMPTY, module);
        if (rt_is_null(f) || !rt_module_set(t, rt_builtins, defs->name, f)) return false;
    }
    return true;
}

Value rt_builtin_function(rt_thread *t, const char *name) {
    Value id = rt_str_intern_cstr(t, name);
    return rt_is_null(id) ? id : rt_getattr(t, rt_builtins, id);
}

static bool add_types(rt_thread *t, Value module) {
    static rt_type *const types[] = {
        &rt_object_type,        &rt_type_type,         &rt_bool_type,
        &rt_int_type,           &rt_float_type,        &rt_complex_type,
        &rt_str_type,           &rt_bytes_type,        &rt_bytearray_type,
        &rt_memoryview_type,    &rt_tuple_type,        &rt_list_type,
        &rt_dict_type,          &rt_set_type,          &rt_frozenset_type,
        &rt_range_type,         &rt_slice_type,        &rt_enumerate_type,
        &rt_zip_type,           &rt_map_type,          &rt_filter_type,
        &rt_reversed_type,      &rt_exc_BaseException, &rt_exc_BaseExceptionGroup,
        &rt_exc_ExceptionGroup,
#define X(name, base, layout) &rt_exc_##name,
        RT_EXCEPTIONS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (!rt_module_set(t, module, types[i]->name, rt_from_obj(types[i]))) return false;
    }
    return true;
}

static bool builtins_exec(rt_thread *t, Value module) {
    extern rt_type rt_property_type, rt_staticmethod_type, rt_classmethod_type, rt_super_type;
    static const struct {
        const char *name;
        Value value;
    } constants[] = {{"None", RT_NONE},         {"True", RT_TRUE},
                     {"False", RT_FALSE},       {"NotImplemented", RT_NOT_IMPLEMENTED},
                     {"Ellipsis", RT_ELLIPSIS}, {"__debug__", RT_TRUE}};
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        if (!rt_module_set(t, module, constants[i].name, constants[i].value)) return false;
    }
    return add_types(t, module) &&
           rt_module_set(t, module, "property", rt_from_obj(&rt_property_type)) &&
           rt_module_set(t, module, "staticmethod", rt_from_obj(&rt_staticmethod_type)) &&
           rt_module_set(t, module, "classmethod", rt_from_obj(&rt_classmethod_type)) &&
           rt_module_set(t, module, "super", rt_from_obj(&rt_super_type)) &&
           rt_module_set(t, module, "EnvironmentError", rt_from_obj(&rt_exc_OSError)) &&
           rt_module_set(t, module, "IOError", rt_from_obj(&rt_exc_OSError));
}

const rt_module_def rt_module_builtins = {
    .name = "builtins",
    .functions = functions,
    .exec = builtins_exec,
    .doc = "Built-in functions, exceptions, and other objects.\n\n"
           "Noteworthy: None is the `nil' object; Ellipsis represents `...' in slices.",
};
