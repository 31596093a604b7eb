/* _codecs.c - the _codecs module: the registry, and the C codecs as functions. Escapes and charmaps: _codecs_escape.c.
 * Owns: nothing. Threads: any. */
#include "runtime/modules/_codecs_internal.h"

#include <stdio.h>

#include "runtime/objects/bytes_internal.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/codec_registry.h"
#include "runtime/objects/number.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

/* ---- arguments ---- */

bool rt_codecs_errors(rt_thread *t, Value v, const char *function, const char **out) {
    if (rt_is_none(v)) v = RT_EMPTY;
    return rt_codec_arg(t, v, function, "errors", out);
}

Value rt_codecs_pair(rt_thread *t, Value result, size_t consumed) {
    return rt_is_null(result) ? RT_NULL : rt_tuple_pack2(t, result, rt_imm_int((int64_t)consumed));
}

/* ---- registry ---- */

static Value codecs_register(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_codec_register(t, args[0]);
}

static Value codecs_unregister(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_codec_unregister(t, args[0]);
}

static Value codecs_lookup(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const char *name;
    return rt_codec_arg(t, args[0], "lookup", "encoding", &name) ? rt_codec_lookup(t, name)
                                                                 : RT_NULL;
}

static Value codecs_register_error(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "register_error() argument 1 must be str, not %A", args[0]);
    if (rt_type_of(args[1])->slots.call == NULL)
        return rt_raise_type_error(t, "handler must be callable");
    return rt_codec_handler_set(t, args[0], args[1]) ? RT_NONE : RT_NULL;
}

static Value codecs_lookup_error(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "lookup_error() argument must be str, not %A", args[0]);
    Value handler = rt_codec_handler_get(t, args[0]);
    return rt_is_empty(handler)
               ? rt_raise(t, &rt_exc_LookupError, "unknown error handler name '%V'", args[0])
               : handler;
}

static Value first_of_pair(rt_thread *t, Value pair, Value state) {
    (void)state;
    if (rt_is_tuple(pair) && rt_tuple_len(pair) == 2) return rt_tuple_at(pair, 0);
    return rt_raise_type_error(t, "encoder must return a tuple (object, integer)");
}

/* codecs.encode and codecs.decode: any object to any other, through the registry. */
static Value recode(rt_thread *t, Value *args, bool encode) {
    const char *encoding, *errors, *function = encode ? "encode" : "decode";
    if (!rt_codec_arg(t, args[1], function, "encoding", &encoding) ||
        !rt_codecs_errors(t, args[2], function, &errors))
        return RT_NULL;
    if (encoding == NULL || rt_codec_is_native(encoding)) {
        const unsigned char *data;
        size_t n;
        if (encode && rt_is_str(args[0])) return rt_encode(t, args[0], encoding, errors);
        if (!encode)
            return rt_buffer_get(t, args[0], &data, &n)
                       ? rt_decode(t, args[0], data, n, encoding, errors)
                       : RT_NULL;
    }
    Value codec = rt_codec_lookup(t, encoding == NULL ? "utf-8" : encoding);
    if (rt_is_null(codec)) return RT_NULL;
    Value mode = rt_str_from_cstr(t, errors == NULL ? "strict" : errors);
    if (rt_is_null(mode)) return RT_NULL;
    return rt_then(t, rt_tail_call2(t, rt_tuple_at(codec, encode ? 0 : 1), args[0], mode),
                   first_of_pair, RT_NULL);
}

static Value codecs_encode(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return recode(t, args, true);
}

static Value codecs_decode(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return recode(t, args, false);
}

/* ---- error handlers as functions ---- */

typedef struct unicode_error {
    Value object;
    size_t start, end;
    bool decode, encode;
} unicode_error;

static bool error_get(rt_thread *t, Value exception, unicode_error *e) {
    int64_t start, end;
    e->decode = rt_isinstance_exact(exception, &rt_exc_UnicodeDecodeError);
    e->encode = rt_isinstance_exact(exception, &rt_exc_UnicodeEncodeError);
    if (!e->decode && !e->encode &&
        !rt_isinstance_exact(exception, &rt_exc_UnicodeTranslateError)) {
        rt_raise_type_error(t, "don't know how to handle %T in error callback", exception);
        return false;
    }
    e->object = rt_getattr(t, exception, rt_str_intern_cstr(t, "object"));
    Value first =
        rt_is_null(e->object) ? RT_NULL : rt_getattr(t, exception, rt_str_intern_cstr(t, "start"));
    Value last =
        rt_is_null(first) ? RT_NULL : rt_getattr(t, exception, rt_str_intern_cstr(t, "end"));
    if (rt_is_null(last)) return false;
    int64_t length =
        e->decode ? (int64_t)rt_as_bytes(e->object)->length : rt_as_str(e->object)->length;
    if (!rt_int_get(first, &start) || start < 0) start = 0;
    if (!rt_int_get(last, &end) || end > length) end = length;
    e->start = (size_t)(start > length ? length : start);
    e->end = (size_t)(end < start ? start : end);
    return true;
}

static Value answer(rt_thread *t, rt_str_builder *b, size_t next) {
    return rt_codecs_pair(t, rt_sb_finish(t, b), next);
}

static Value strict_errors(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_has_flag(args[0], RT_TF_EXCEPTION)) return rt_raise_object(t, args[0]);
    return rt_raise_type_error(t, "codec must pass exception instance");
}

static Value ignore_errors(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unicode_error e;
    return error_get(t, args[0], &e) ? rt_codecs_pair(t, rt_str_empty, e.end) : RT_NULL;
}

static Value replace_errors(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unicode_error e;
    rt_str_builder b;
    if (!error_get(t, args[0], &e)) return RT_NULL;
    rt_sb_init(&b);
    rt_sb_fill(&b, e.encode ? '?' : 0xfffd, e.decode ? 1 : e.end - e.start);
    return answer(t, &b, e.end);
}

static void put_escape(rt_str_builder *b, uint32_t c) {
    char text[16];
    int n = snprintf(text, sizeof text,
                     c < 0x100     ? "\\x%02x"
                     : c < 0x10000 ? "\\u%04x"
                                   : "\\U%08x",
                     c);
    rt_sb_ascii(b, text, (size_t)n);
}

static Value backslashreplace_errors(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unicode_error e;
    rt_str_builder b;
    if (!error_get(t, args[0], &e)) return RT_NULL;
    rt_sb_init(&b);
    for (size_t i = e.start; i < e.end; i++)
        put_escape(&b,
                   e.decode ? rt_as_bytes(e.object)->data[i] : rt_str_at(rt_as_str(e.object), i));
    return answer(t, &b, e.end);
}

static Value xmlcharrefreplace_errors(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unicode_error e;
    rt_str_builder b;
    if (!error_get(t, args[0], &e)) return RT_NULL;
    if (!e.encode)
        return rt_raise_type_error(t, "don't know how to handle %T in error callback", args[0]);
    rt_sb_init(&b);
    for (size_t i = e.start; i < e.end; i++) {
        char text[16];
        int n = snprintf(text, sizeof text, "&#%u;", rt_str_at(rt_as_str(e.object), i));
        rt_sb_ascii(&b, text, (size_t)n);
    }
    return answer(t, &b, e.end);
}

/* Names come from the unicodedata module, one nested call a character. */
static Value namereplace_errors(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unicode_error e;
    rt_str_builder b;
    if (!error_get(t, args[0], &e)) return RT_NULL;
    if (!e.encode)
        return rt_raise_type_error(t, "don't know how to handle %T in error callback", args[0]);
    Value module = rt_codec_import(t, "unicodedata");
    if (rt_is_null(module)) return RT_NULL;
    rt_sb_init(&b);
    for (size_t i = e.start; i < e.end; i++) {
        uint32_t c = rt_str_at(rt_as_str(e.object), i);
        Value name_args[2] = {rt_str_from_char(t, c), RT_NONE};
        Value name = rt_call_method(t, module, rt_id.name, name_args, 2);
        if (rt_is_null(name)) {
            rt_sb_drop(&b);
            return RT_NULL;
        }
        if (rt_is_str(name)) {
            rt_sb_cstr(&b, "\\N{");
            rt_sb_str(&b, name);
            rt_sb_char(&b, '}');
        } else {
            put_escape(&b, c);
        }
    }
    return answer(t, &b, e.end);
}

static Value surrogateescape_errors(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unicode_error e;
    rt_str_builder b;
    if (!error_get(t, args[0], &e)) return RT_NULL;
    rt_sb_init(&b);
    size_t i = e.start;
    for (; i < e.end; i++) {
        uint32_t c = e.decode ? rt_as_bytes(e.object)->data[i] : rt_str_at(rt_as_str(e.object), i);
        if (e.decode ? c < 128 || i >= e.start + 4 : c < 0xdc80 || c > 0xdcff) break;
        rt_sb_char(&b, e.decode ? 0xdc00 + c : c - 0xdc00);
    }
    if (i == e.start || (!e.decode && i < e.end)) {
        rt_sb_drop(&b);
        return rt_raise_object(t, args[0]);
    }
    if (e.decode) return answer(t, &b, i);
    Value bytes = rt_bytes_new(t, b.data, b.length);
    rt_sb_drop(&b);
    return rt_codecs_pair(t, bytes, e.end);
}

static const rt_native_def handlers[] = {
    {"strict", strict_errors, 1, 1, NULL, 0,
     "Implements the 'strict' error handling, which raises a UnicodeError on coding errors."},
    {"ignore", ignore_errors, 1, 1, NULL, 0,
     "Implements the 'ignore' error handling, which ignores malformed data and continues."},
    {"replace", replace_errors, 1, 1, NULL, 0,
     "Implements the 'replace' error handling, which replaces malformed data with a replacement marker."},
    {"backslashreplace", backslashreplace_errors, 1, 1, NULL, 0,
     "Implements the 'backslashreplace' error handling."},
    {"xmlcharrefreplace", xmlcharrefreplace_errors, 1, 1, NULL, 0,
     "Implements the 'xmlcharrefreplace' error handling."},
    {"namereplace", namereplace_errors, 1, 1, NULL, 0,
     "Implements the 'namereplace' error handling."},
    {"surrogateescape", surrogateescape_errors, 1, 1, NULL, 0,
     "Implements the 'surrogateescape' error handling."},
    {},
};

static bool codecs_exec(rt_thread *t, Value module) {
    (void)module;
    for (const rt_native_def *def = handlers; def->name != NULL; def++) {
        Value name = rt_str_intern_cstr(t, def->name);
        Value handler = rt_is_null(name) ? RT_NULL : rt_native_new(t, def, RT_EMPTY, RT_NONE);
        if (rt_is_null(handler) || !rt_codec_handler_set(t, name, handler)) return false;
    }
    return true;
}

/* ---- the C codecs ---- */

static Value encode_with(rt_thread *t, Value *args, uint32_t nargs, const char *encoding) {
    const char *errors;
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "%s_encode() argument 1 must be str, not %A", encoding,
                                   args[0]);
    if (!rt_codecs_errors(t, nargs > 1 ? args[1] : RT_EMPTY, "encode", &errors)) return RT_NULL;
    return rt_codecs_pair(t, rt_encode(t, args[0], encoding, errors), rt_as_str(args[0])->length);
}

/* args: data, errors, final. whole: the codec has no final and takes everything. */
static Value decode_with(rt_thread *t, Value *args, uint32_t nargs, const char *encoding,
                         bool whole) {
    const char *errors;
    const unsigned char *data;
    size_t n, consumed = 0;
    Value final = nargs > 2 ? rt_truth(t, args[2]) : rt_bool(whole);
    if (rt_is_null(final) ||
        !rt_codecs_errors(t, nargs > 1 ? args[1] : RT_EMPTY, "decode", &errors))
        return RT_NULL;
    if (!rt_buffer_get(t, args[0], &data, &n)) return RT_NULL;
    if (rt_same(final, RT_TRUE))
        return rt_codecs_pair(t, rt_decode(t, args[0], data, n, encoding, errors), n);
    Value text = rt_decode_partial(t, encoding, data, n, errors, &consumed);
    return rt_codecs_pair(t, text, consumed);
}

#define CODEC_PAIR(function, encoding, whole)                                                      \
    static Value function##_encode(rt_thread *t, Value *args, uint32_t nargs)                      \
    {                                                                                              \
        return encode_with(t, args, nargs, encoding);                                              \
    }                                                                                              \
    static Value function##_decode(rt_thread *t, Value *args, uint32_t nargs)                      \
    {                                                                                              \
        return decode_with(t, args, nargs, encoding, whole);                                       \
    }
CODEC_PAIR(utf_8, "utf-8", false)
CODEC_PAIR(ascii, "ascii", true)
CODEC_PAIR(latin_1, "latin-1", true)
CODEC_PAIR(utf_16_le, "utf-16-le", false)
CODEC_PAIR(utf_16_be, "utf-16-be", false)
CODEC_PAIR(utf_32_le, "utf-32-le", false)
CODEC_PAIR(utf_32_be, "utf-32-be", false)
#undef CODEC_PAIR

/* utf_16 and utf_32: the encoder takes a byte order (0: native with a mark, -1 little, 1 big). */
static Value encode_ordered(rt_thread *t, Value *args, uint32_t nargs, const char *marked,
                            const char *little, const char *big) {
    int64_t order = 0;
    if (nargs > 2 && (!rt_is_int(args[2]) || !rt_int_get(args[2], &order)))
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", args[2]);
    return encode_with(t, args, nargs, order == 0 ? marked : order < 0 ? little : big);
}

static Value utf_16_encode(rt_thread *t, Value *args, uint32_t nargs) {
    return encode_ordered(t, args, nargs, "utf-16", "utf-16-le", "utf-16-be");
}
static Value utf_32_encode(rt_thread *t, Value *args, uint32_t nargs) {
    return encode_ordered(t, args, nargs, "utf-32", "utf-32-le", "utf-32-be");
}
static Value utf_16_decode(rt_thread *t, Value *args, uint32_t nargs) {
    return decode_with(t, args, nargs, "utf-16", false);
}
static Value utf_32_decode(rt_thread *t, Value *args, uint32_t nargs) {
    return decode_with(t, args, nargs, "utf-32", false);
}

/* (text, consumed, byte order): the order given, or as the mark at the start says. */
static Value ex_decode(rt_thread *t, Value *args, uint32_t nargs, bool wide) {
    const unsigned char *data;
    size_t n, unit = wide ? 4 : 2;
    int64_t order = 0;
    if (nargs > 2 && (!rt_is_int(args[2]) || !rt_int_get(args[2], &order)))
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", args[2]);
    if (!rt_buffer_get(t, args[0], &data, &n)) return RT_NULL;
    const char *name = wide ? "utf-32" : "utf-16";
    if (order != 0)
        name = order < 0 ? (wide ? "utf-32-le" : "utf-16-le") : (wide ? "utf-32-be" : "utf-16-be");
    if (order == 0 && n >= unit) {
        if (data[0] == 0xff && data[1] == 0xfe && (!wide || (data[2] == 0 && data[3] == 0)))
            order = -1;
        if (data[unit - 2] == 0xfe && data[unit - 1] == 0xff &&
            (!wide || (data[0] == 0 && data[1] == 0)))
            order = 1;
    }
    Value plain[3] = {args[0], nargs > 1 ? args[1] : RT_NONE, nargs > 3 ? args[3] : RT_FALSE};
    Value pair = decode_with(t, plain, 3, name, false);
    if (rt_is_null(pair)) return RT_NULL;
    return rt_tuple_pack3(t, rt_tuple_at(pair, 0), rt_tuple_at(pair, 1), rt_imm_int(order));
}

static Value utf_16_ex_decode(rt_thread *t, Value *args, uint32_t nargs) {
    return ex_decode(t, args, nargs, false);
}
static Value utf_32_ex_decode(rt_thread *t, Value *args, uint32_t nargs) {
    return ex_decode(t, args, nargs, true);
}

static Value readbuffer_encode(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    if (rt_is_str(args[0])) {
        data = (const unsigned char *)rt_str_utf8(t, args[0], &n);
        if (data == NULL) return RT_NULL;
    } else if (!rt_buffer_get(t, args[0], &data, &n)) {
        return RT_NULL;
    }
    return rt_codecs_pair(t, rt_bytes_new(t, data, n), n);
}

static const rt_native_def functions[] = {
    {"register", codecs_register, 1, 1, NULL, 0, "Register a codec search function."},
    {"unregister", codecs_unregister, 1, 1, NULL, 0,
     "Unregister a codec search function and clear the registry's cache."},
    {"lookup", codecs_lookup, 1, 1, NULL, 0,
     "Looks up a codec tuple in the Python codec registry."},
    {"register_error", codecs_register_error, 2, 2, NULL, 0,
     "Register the specified error handler under the name errors."},
    {"lookup_error", codecs_lookup_error, 1, 1, NULL, 0,
     "Return the error handler for the specified error handling name."},
    {"encode", codecs_encode, 0, 0, "obj, encoding=, errors=", 0,
     "Encodes obj using the codec registered for encoding."},
    {"decode", codecs_decode, 0, 0, "obj, encoding=, errors=", 0,
     "Decodes obj using the codec registered for encoding."},
    {"utf_8_encode", utf_8_encode, 1, 2, NULL, 0, NULL},
    {"utf_8_decode", utf_8_decode, 1, 3, NULL, 0, NULL},
    {"ascii_encode", ascii_encode, 1, 2, NULL, 0, NULL},
    {"ascii_decode", ascii_decode, 1, 2, NULL, 0, NULL},
    {"latin_1_encode", latin_1_encode, 1, 2, NULL, 0, NULL},
    {"latin_1_decode", latin_1_decode, 1, 2, NULL, 0, NULL},
    {"utf_16_encode", utf_16_encode, 1, 3, NULL, 0, NULL},
    {"utf_16_decode", utf_16_decode, 1, 3, NULL, 0, NULL},
    {"utf_16_le_encode", utf_16_le_encode, 1, 2, NULL, 0, NULL},
    {"utf_16_le_decode", utf_16_le_decode, 1, 3, NULL, 0, NULL},
    {"utf_16_be_encode", utf_16_be_encode, 1, 2, NULL, 0, NULL},
    {"utf_16_be_decode", utf_16_be_decode, 1, 3, NULL, 0, NULL},
    {"utf_16_ex_decode", utf_16_ex_decode, 1, 4, NULL, 0, NULL},
    {"utf_32_encode", utf_32_encode, 1, 3, NULL, 0, NULL},
    {"utf_32_decode", utf_32_decode, 1, 3, NULL, 0, NULL},
    {"utf_32_le_encode", utf_32_le_encode, 1, 2, NULL, 0, NULL},
    {"utf_32_le_decode", utf_32_le_decode, 1, 3, NULL, 0, NULL},
    {"utf_32_be_encode", utf_32_be_encode, 1, 2, NULL, 0, NULL},
    {"utf_32_be_decode", utf_32_be_decode, 1, 3, NULL, 0, NULL},
    {"utf_32_ex_decode", utf_32_ex_decode, 1, 4, NULL, 0, NULL},
    {"readbuffer_encode", readbuffer_encode, 1, 2, NULL, 0, NULL},
    {"escape_encode", rt_codecs_escape_encode, 1, 2, NULL, 0, NULL},
    {"escape_decode", rt_codecs_escape_decode, 1, 2, NULL, 0, NULL},
    {"unicode_escape_encode", rt_codecs_unicode_escape_encode, 1, 2, NULL, 0, NULL},
    {"unicode_escape_decode", rt_codecs_unicode_escape_decode, 1, 3, NULL, 0, NULL},
    {"raw_unicode_escape_encode", rt_codecs_raw_unicode_escape_encode, 1, 2, NULL, 0, NULL},
    {"raw_unicode_escape_decode", rt_codecs_raw_unicode_escape_decode, 1, 3, NULL, 0, NULL},
    {"charmap_build", rt_codecs_charmap_build, 1, 1, NULL, 0, NULL},
    {"charmap_encode", rt_codecs_charmap_encode, 1, 3, NULL, 0, NULL},
    {"charmap_decode", rt_codecs_charmap_decode, 1, 3, NULL, 0, NULL},
    {},
};

const rt_module_def rt_module__codecs = {"_codecs", functions, codecs_exec, NULL};
