/* str_type.c - the type str: slots, str(...), subscripts.
 *
 * Owns: rt_str_type.
 * Invariants
 *   str-4  An instance of a subclass has no items of its own: its blob is an exact str, whose characters it shares.
 * Threads: any.
 */
#include "runtime/format.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/number.h"
#include "runtime/objects/slice.h"
#include "runtime/objects/str_methods.h"
#include "runtime/objects/text.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

static void str_trace(rt_object *o, rt_marker *m) { rt_mark_ptr(m, ((const rt_str *)o)->blob); }

/* ---- str(...) ---- */

static Value str_wrap(rt_thread *t, Value v, Value cls) {
    rt_type *type = (rt_type *)rt_obj(cls);
    if (type == &rt_str_type) return v;
    Value exact = rt_str_exact(t, v);
    if (rt_is_null(exact)) return RT_NULL;
    Value o = rt_instance_new(t, type, 0);
    if (rt_is_null(o)) return RT_NULL;
    const rt_str *from = rt_as_str(exact);
    rt_str *s = rt_as_str(o);
    s->data = from->data;
    s->blob = rt_obj(exact);
    s->length = from->length;
    s->width = from->width;
    s->ascii = from->ascii;
    return o;
}

static Value str_done(rt_thread *t, Value v, Value cls) {
    if (!rt_is_str(v)) return rt_raise_type_error(t, "__str__ returned non-string (type %T)", v);
    return str_wrap(t, v, cls);
}

static Value str_make(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const char *encoding, *errors;
    const unsigned char *data;
    size_t n;
    if (!rt_codec_arg(t, args[2], "str", "encoding", &encoding) ||
        !rt_codec_arg(t, args[3], "str", "errors", &errors))
        return RT_NULL;
    if (rt_is_empty(args[1])) return str_wrap(t, rt_str_empty, args[0]);
    if (encoding == NULL && errors == NULL)
        return rt_then(t, rt_to_str_tail(t, args[1]), str_done, args[0]);
    if (rt_is_str(args[1])) return rt_raise_type_error(t, "decoding str is not supported");
    if (!rt_buffer_get(t, args[1], &data, &n)) {
        if (rt_exception_catch(t, &rt_exc_TypeError))
            rt_raise_type_error(t, "decoding to str: need a bytes-like object, %T found", args[1]);
        return RT_NULL;
    }
    Value v = n ? rt_decode(t, args[1], data, n, encoding, errors) : rt_str_empty;
    return rt_is_null(v) ? RT_NULL : str_wrap(t, v, args[0]);
}

static const rt_native_def str_new_def = {
    "str", str_make, 0, 0, "type, object=, encoding=, errors=", 0, NULL};

static Value str_new_slot(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                          Value kwnames) {
    size_t nkw = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    if (nargs == 1 && nkw == 0) return rt_then(t, rt_to_str_tail(t, args[0]), str_done, cls);
    if (nargs + nkw > 3)
        return rt_raise_type_error(t, "str() takes at most 3 %sarguments (%zu given)",
                                   nargs ? "" : "keyword ", nargs + nkw);
    return rt_native_invoke_tail(t, &str_new_def, cls, args, nargs, kwnames);
}

/* ---- slots ---- */

static Value str_hash(rt_thread *t, Value v) {
    (void)t;
    return rt_imm_int((int64_t)rt_str_hash(v));
}

static Value str_len(rt_thread *t, Value v) {
    (void)t;
    return rt_imm_int(rt_as_str(v)->length);
}

static Value str_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    (void)t;
    if (!rt_is_str(a) || !rt_is_str(b)) return RT_NOT_IMPLEMENTED;
    if (op == RT_EQ || op == RT_NE) return rt_bool(rt_str_equal(a, b) == (op == RT_EQ));
    int order = rt_str_cmp(a, b);
    return rt_bool(op == RT_LT   ? order < 0
                   : op == RT_LE ? order <= 0
                   : op == RT_GT ? order > 0
                                 : order >= 0);
}

static Value str_getitem(rt_thread *t, Value self, Value key) {
    const rt_str *s = rt_as_str(self);
    int64_t i;
    if (rt_is_exact(key, &rt_slice_type)) {
        int64_t start, stop, step, count;
        if (!rt_slice_indices(t, key, s->length, &start, &stop, &step, &count)) return RT_NULL;
        if (step == 1) return rt_str_slice(t, self, (size_t)start, (size_t)(start + count));
        rt_text text;
        return rt_text_of(t, self, &text) ? rt_text_getslice(t, &text, key) : RT_NULL;
    }
    if (!rt_is_int(key) && rt_type_of(key)->slots.unary[RT_INDEX] == NULL)
        return rt_raise_type_error(t, "string indices must be integers, not '%T'", key);
    if (!rt_index_get(t, key, false, &i)) return RT_NULL;
    if (i < 0) i += s->length;
    if (i < 0 || i >= s->length)
        return rt_raise(t, &rt_exc_IndexError, "string index out of range");
    return rt_str_from_char(t, rt_str_at(s, (size_t)i));
}

static Value str_contains(rt_thread *t, Value self, Value item) {
    rt_text s, pattern;
    if (rt_is_exact(item, &rt_str_type) && rt_as_str(item)->length == 1 &&
        rt_as_str(item)->width == 1 && rt_as_str(self)->width == 1) {
        const rt_str *in = rt_as_str(self);
        return rt_bool(memchr(in->data, *(const uint8_t *)rt_as_str(item)->data, in->length) !=
                       NULL);
    }
    if (!rt_text_of(t, self, &s)) return RT_NULL;
    if (!rt_text_arg(t, &s, item, &pattern,
                     "'in <string>' requires string as left operand, not %T"))
        return RT_NULL;
    return rt_bool(rt_text_find(&s, &pattern, 0, s.n) >= 0);
}

static Value str_add(rt_thread *t, Value a, Value b) {
    return rt_is_str(a) && rt_is_str(b) ? rt_str_concat(t, a, b) : RT_NOT_IMPLEMENTED;
}

static Value str_mul(rt_thread *t, Value a, Value b) {
    Value self = rt_is_str(a) ? a : b, count = rt_is_str(a) ? b : a;
    rt_text s;
    int64_t n;
    if (!rt_is_int(count) && rt_type_of(count)->slots.unary[RT_INDEX] == NULL)
        return RT_NOT_IMPLEMENTED;
    if (!rt_index_get(t, count, false, &n)) {
        if (rt_exception_catch(t, &rt_exc_IndexError))
            rt_raise(t, &rt_exc_OverflowError, "cannot fit '%T' into an index-sized integer",
                     count);
        return RT_NULL;
    }
    return rt_text_of(t, self, &s) ? rt_text_repeat(t, &s, n) : RT_NULL;
}

static Value str_mod(rt_thread *t, Value a, Value b) {
    return rt_is_str(a) ? rt_percent_str(t, a, b) : RT_NOT_IMPLEMENTED;
}

static Value str_iter(rt_thread *t, Value self) { return rt_text_iter(t, self); }

/* ---- methods ---- */

static Value str_format_spec(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "__format__() argument must be str, not %A", args[1]);
    return rt_format_str(t, args[0], args[1]);
}

static Value str_getnewargs(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value v = rt_str_exact(t, args[0]);
    return rt_is_null(v) ? RT_NULL : rt_tuple_new(t, &v, 1);
}

static Value str_sizeof(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    const rt_str *s = rt_as_str(args[0]);
    return rt_imm_int((int64_t)(sizeof *s + ((size_t)s->length + 1) * s->width));
}

static const rt_native_def str_methods[] = {
    RT_TEXT_METHOD_ROWS,
    {"lower", rt_str_lower, 1, 1, NULL, 0, "Return a copy of the string converted to lowercase."},
    {"upper", rt_str_upper, 1, 1, NULL, 0, "Return a copy of the string converted to uppercase."},
    {"casefold", rt_str_casefold, 1, 1, NULL, 0,
     "Return a version of the string suitable for caseless comparisons."},
    {"capitalize", rt_str_capitalize, 1, 1, NULL, 0, "Return a capitalized version of the string."},
    {"title", rt_str_title, 1, 1, NULL, 0,
     "Return a version of the string where each word is titlecased."},
    {"swapcase", rt_str_swapcase, 1, 1, NULL, 0,
     "Convert uppercase characters to lowercase and lowercase characters to uppercase."},
    {"isalpha", rt_str_isalpha, 1, 1, NULL, 0,
     "Return True if the string is an alphabetic string, False otherwise."},
    {"isalnum", rt_str_isalnum, 1, 1, NULL, 0,
     "Return True if the string is an alpha-numeric string, False otherwise."},
    {"isdecimal", rt_str_isdecimal, 1, 1, NULL, 0,
     "Return True if the string is a decimal string, False otherwise."},
    {"isdigit", rt_str_isdigit, 1, 1, NULL, 0,
     "Return True if the string is a digit string, False otherwise."},
    {"isnumeric", rt_str_isnumeric, 1, 1, NULL, 0,
     "Return True if the string is a numeric string, False otherwise."},
    {"isspace", rt_str_isspace, 1, 1, NULL, 0,
     "Return True if the string is a whitespace string, False otherwise."},
    {"isprintable", rt_str_isprintable, 1, 1, NULL, 0,
     "Return True if the string is printable, False otherwise."},
    {"isascii", rt_str_isascii, 1, 1, NULL, 0,
     "Return True if all characters in the string are ASCII, False otherwise."},
    {"islower", rt_str_islower, 1, 1, NULL, 0,
     "Return True if the string is a lowercase string, False otherwise."},
    {"isupper", rt_str_isupper, 1, 1, NULL, 0,
     "Return True if the string is an uppercase string, False otherwise."},
    {"istitle", rt_str_istitle, 1, 1, NULL, 0,
     "Return True if the string is a title-cased string, False otherwise."},
    {"isidentifier", rt_str_isidentifier, 1, 1, NULL, 0,
     "Return True if the string is a valid Python identifier, False otherwise."},
    {"translate", rt_str_translate, 2, 2, NULL, 0,
     "Replace each character in the string using the given translation table."},
    {"maketrans", rt_str_maketrans, 1, 3, NULL, RT_NATIVE_STATIC,
     "Return a translation table usable for str.translate()."},
    {"encode", rt_str_encode, 0, 0, "self, /, encoding=, errors=", 0,
     "Encode the string using the codec registered for encoding."},
    {"format", rt_str_format, 0, 0, "self, /, *args, **kwargs", 0,
     "Return a formatted version of S, using substitutions from args and kwargs."},
    {"format_map", rt_str_format_map, 2, 2, NULL, 0,
     "Return a formatted version of S, using substitutions from mapping."},
    {"__format__", str_format_spec, 2, 2, NULL, 0,
     "Return a formatted version of the string as described by format_spec."},
    {"__getnewargs__", str_getnewargs, 1, 1, NULL, 0, NULL},
    {"__sizeof__", str_sizeof, 1, 1, NULL, 0, "Return the size of the string in memory, in bytes."},
    {},
};

rt_type rt_str_type = {
    RT_TYPE_HEAD(rt_str_type, "str"),
    .flags = RT_TF_BASETYPE | RT_TF_VARSIZE | RT_TF_IMMUTABLE | RT_TF_STR,
    .basic_size = sizeof(rt_str),
    .item_size = 1,
    .trace = str_trace,
    .slots = {.new_ = str_new_slot,
              .repr = rt_str_repr,
              .str = rt_str_exact,
              .hash = str_hash,
              .len = str_len,
              .iter = str_iter,
              .compare = str_compare,
              .getitem = str_getitem,
              .contains = str_contains,
              .binary = {[RT_ADD] = str_add, [RT_MUL] = str_mul, [RT_MOD] = str_mod}},
    .methods = str_methods,
    .doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\n"
           "Create a new string object from the given object.",
};
