/* codec_registry.c - codecs and error handlers that Python code registered.
 *
 * Owns: the search path (a list), the cache of found codecs and the handlers (dicts): ordinary Python objects under their
 * own barriers, made at start-up and never replaced.
 * Threads: any.
 */
#include "runtime/objects/codec_registry.h"

#include <ctype.h>
#include <stdlib.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/init.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

static Value search_path, codec_cache, handlers;

void rt_codec_ready(rt_thread *t) {
    rt_root_add(&search_path);
    rt_root_add(&codec_cache);
    rt_root_add(&handlers);
    search_path = rt_list_new(t, NULL, 0);
    codec_cache = rt_dict_new(t);
    handlers = rt_dict_new(t);
    if (rt_is_null(search_path) || rt_is_null(codec_cache) || rt_is_null(handlers))
        rt_fatal("out of memory at start-up");
}

/* ---- codecs ---- */

Value rt_codec_register(rt_thread *t, Value search) {
    if (rt_type_of(search)->slots.call == NULL)
        return rt_raise_type_error(t, "argument must be callable");
    return rt_list_append(t, search_path, search) ? RT_NONE : RT_NULL;
}

Value rt_codec_unregister(rt_thread *t, Value search) {
    int64_t n;
    if (!rt_list_len(t, search_path, &n)) return RT_NULL;
    for (int64_t i = 0; i < n; i++) {
        Value item = rt_list_get(t, search_path, i);
        if (rt_is_null(item)) return RT_NULL;
        if (!rt_same(item, search)) continue;
        Value name = rt_str_intern_cstr(t, "clear");
        if (rt_is_null(name) || rt_is_null(rt_call_method(t, codec_cache, name, NULL, 0)))
            return RT_NULL;
        return rt_setitem(t, search_path, rt_imm_int(i), RT_EMPTY);
    }
    return RT_NONE;
}

/* Lower case, blanks as underscores. */
static Value normalised(rt_thread *t, const char *encoding) {
    rt_str_builder b;
    rt_sb_init(&b);
    for (; *encoding != 0; encoding++)
        rt_sb_char(&b, *encoding == ' ' ? '_' : (uint32_t)tolower((unsigned char)*encoding));
    return rt_sb_finish(t, &b);
}

Value rt_codec_import(rt_thread *t, const char *name) {
    Value text = rt_str_intern_cstr(t, name);
    Value import = rt_is_null(text) ? RT_NULL : rt_getattr(t, rt_builtins, rt_id.__import__);
    return rt_is_null(import) ? RT_NULL : rt_call(t, import, &text, 1);
}

/* The encodings package registers its search function when it is imported: at the first name that C does not know. */
static Value search_codecs(rt_thread *t, Value name) {
    int64_t n;
    if (!rt_list_len(t, search_path, &n)) return RT_NULL;
    if (n == 0 && rt_is_null(rt_codec_import(t, "encodings"))) {
        if (!rt_exception_catch(t, &rt_exc_ImportError) &&
            !rt_exception_catch(t, &rt_exc_AttributeError))
            return RT_NULL;
    }
    if (!rt_list_len(t, search_path, &n)) return RT_NULL;
    for (int64_t i = 0; i < n; i++) {
        Value search = rt_list_get(t, search_path, i);
        if (rt_is_null(search)) return RT_NULL;
        if (rt_is_empty(search)) break;
        Value found = rt_call(t, search, &name, 1);
        if (rt_is_null(found)) return RT_NULL;
        if (rt_is_none(found)) continue;
        if (!rt_is_tuple(found) || rt_tuple_len(found) != 4)
            return rt_raise_type_error(t, "codec search functions must return 4-tuples");
        return found;
    }
    return RT_EMPTY;
}

Value rt_codec_lookup(rt_thread *t, const char *encoding) {
    Value name = normalised(t, encoding);
    if (rt_is_null(name)) return RT_NULL;
    Value codec = rt_dict_get(t, codec_cache, name);
    if (rt_is_null(codec) || !rt_is_empty(codec)) return codec;
    codec = search_codecs(t, name);
    if (rt_is_empty(codec))
        return rt_raise(t, &rt_exc_LookupError, "unknown encoding: %s", encoding);
    if (rt_is_null(codec) || !rt_dict_set(t, codec_cache, name, codec)) return RT_NULL;
    return codec;
}

Value rt_codec_registered(rt_thread *t, Value object, const char *encoding, const char *errors,
                          bool encode) {
    Value codec = rt_codec_lookup(t, encoding);
    if (rt_is_null(codec)) return RT_NULL;
    Value args[2] = {object, rt_str_from_cstr(t, errors == NULL ? "strict" : errors)};
    if (rt_is_null(args[1])) return RT_NULL;
    Value pair = rt_call(t, rt_tuple_at(codec, encode ? 0 : 1), args, 2);
    if (rt_is_null(pair)) return RT_NULL;
    if (!rt_is_tuple(pair) || rt_tuple_len(pair) != 2)
        return rt_raise_type_error(t, encode ? "encoder must return a tuple (object, integer)"
                                             : "decoder must return a tuple (object,integer)");
    Value result = rt_tuple_at(pair, 0);
    if (encode ? rt_is_bytes(result) || rt_isinstance_exact(result, &rt_bytearray_type)
               : rt_is_str(result))
        return result;
    if (encode)
        return rt_raise_type_error(
            t,
            "'%s' encoder returned '%T' instead of 'bytes'; use codecs.encode() to encode to arbitrary types",
            encoding, result);
    return rt_raise_type_error(
        t,
        "'%s' decoder returned '%T' instead of 'str'; use codecs.decode() to decode to arbitrary types",
        encoding, result);
}

/* ---- handlers ---- */

Value rt_codec_handler_get(rt_thread *t, Value name) { return rt_dict_get(t, handlers, name); }
bool rt_codec_handler_set(rt_thread *t, Value name, Value handler) {
    return rt_dict_set(t, handlers, name, handler);
}

/* Calls the handler with the exception and takes its answer apart. length: of the input, for negative positions. */
static bool call_handler(rt_thread *t, const char *errors, Value exception, size_t length,
                         bool encoding, Value *replacement, size_t *next) {
    int64_t at;
    Value name = rt_str_from_cstr(t, errors);
    Value handler = rt_is_null(name) ? RT_NULL : rt_codec_handler_get(t, name);
    if (rt_is_empty(handler))
        rt_raise(t, &rt_exc_LookupError, "unknown error handler name '%s'", errors);
    if (rt_is_empty(handler) || rt_is_null(handler)) return false;
    Value answer = rt_call(t, handler, &exception, 1);
    if (rt_is_null(answer)) return false;
    bool good =
        rt_is_tuple(answer) && rt_tuple_len(answer) == 2 && rt_is_int(rt_tuple_at(answer, 1)) &&
        (rt_is_str(rt_tuple_at(answer, 0)) || (encoding && rt_is_bytes(rt_tuple_at(answer, 0))));
    if (!good) {
        rt_raise_type_error(t, encoding
                                   ? "encoding error handler must return (str/bytes, int) tuple"
                                   : "decoding error handler must return (str, int) tuple");
        return false;
    }
    if (!rt_int_get(rt_tuple_at(answer, 1), &at)) at = INT64_MAX;
    int64_t asked = at;
    if (at < 0) at += (int64_t)length;
    if (at < 0 || at > (int64_t)length) {
        rt_raise(t, &rt_exc_IndexError, "position %lld from error handler out of bounds",
                 (long long)asked);
        return false;
    }
    *replacement = rt_tuple_at(answer, 0);
    *next = (size_t)at;
    return true;
}

static Value unicode_error(rt_thread *t, rt_type *type, const char *encoding, Value object,
                           size_t start, size_t end, const char *reason) {
    Value args[5] = {rt_str_from_cstr(t, encoding), object, rt_imm_int((int64_t)start),
                     rt_imm_int((int64_t)end), RT_NULL};
    args[4] = rt_is_null(args[0]) ? RT_NULL : rt_str_from_cstr(t, reason);
    return rt_is_null(args[4]) ? RT_NULL : rt_exception_new(t, type, args, 5);
}

bool rt_codec_encode_handler(rt_thread *t, const char *errors, const char *encoding, Value s,
                             size_t start, size_t end, const char *reason, Value *replacement,
                             size_t *next) {
    Value exception = unicode_error(t, &rt_exc_UnicodeEncodeError, encoding, s, start, end, reason);
    return !rt_is_null(exception) &&
           call_handler(t, errors, exception, rt_as_str(s)->length, true, replacement, next);
}

bool rt_codec_decode_handler(rt_thread *t, const char *errors, const char *encoding,
                             const unsigned char *data, size_t n, size_t start, size_t end,
                             const char *reason, Value *replacement, size_t *next) {
    Value object = rt_bytes_new(t, data, n);
    if (rt_is_null(object)) return false;
    Value exception =
        unicode_error(t, &rt_exc_UnicodeDecodeError, encoding, object, start, end, reason);
    return !rt_is_null(exception) &&
           call_handler(t, errors, exception, n, false, replacement, next);
}
