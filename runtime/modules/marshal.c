/* marshal.c - the module marshal: values written as bytes and read back, in the format of python3.11 (version 4).
 *
 * Code objects are not written: Krait's instructions mean nothing to others. Writing visits exact built-in types only, so no
 * Python code runs in between; reading makes ordinary new objects.
 * Owns: nothing. Threads: any. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/modules/arguments.h"
#include "runtime/native.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/set.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

enum { VERSION = 4, DEPTH_MAX = 2000, FLAG_REF = 0x80, DIGIT_BITS = 15 };

/* ---- writing ---- */

typedef struct writer {
    rt_thread *t;
    unsigned char *bytes; /* malloc */
    size_t n, room;
    Value seen; /* dict: id of a written object -> its number; RT_NULL below version 3 */
    int64_t nrefs;
    int version, depth;
} writer;

static bool put(writer *w, const void *data, size_t n) {
    if (w->n + n > w->room) {
        size_t room = w->room * 2 + n + 64;
        unsigned char *larger = realloc(w->bytes, room);
        if (!larger) return (void)rt_raise_memory_error(w->t), false;
        w->bytes = larger;
        w->room = room;
    }
    memcpy(w->bytes + w->n, data, n);
    w->n += n;
    return true;
}
static bool put_byte(writer *w, int c) { return put(w, &(unsigned char){(unsigned char)c}, 1); }
static bool put_long(writer *w, int64_t v) { return put(w, &(int32_t){(int32_t)v}, 4); }
static bool put_short(writer *w, int64_t v) { return put(w, &(int16_t){(int16_t)v}, 2); }

static bool put_type(writer *w, char type, int flag) { return put_byte(w, type | flag); }

static bool put_size(writer *w, char type, int flag, size_t n) {
    if (n > INT32_MAX) return (void)rt_raise_value_error(w->t, "unmarshallable object"), false;
    return put_type(w, type, flag) && put_long(w, (int64_t)n);
}

static bool put_big_int(writer *w, Value v, int flag) {
    int sign = rt_int_sign(v);
    Value text = rt_int_text(w->t, v, 16); /* "-1f" */
    const char *digits = rt_is_null(text) ? NULL : rt_str_utf8(w->t, text, NULL);
    if (!digits) return false;
    if (*digits == '-') digits++;
    size_t nhex = strlen(digits), bits = 4 * nhex, ndigits = 0;
    size_t at = w->n;
    if (!put_type(w, 'l', flag) || !put_long(w, 0)) return false;
    size_t last = 0;
    for (size_t done = 0; done < bits; done += DIGIT_BITS, ndigits++) {
        int digit = 0;
        for (size_t b = done; b < done + DIGIT_BITS && b < bits; b++) {
            char c = digits[nhex - 1 - b / 4];
            int nibble = c <= '9' ? c - '0' : c - 'a' + 10;
            digit |= (nibble >> (b % 4) & 1) << (b - done);
        }
        if (digit) last = ndigits + 1;
        if (!put_short(w, digit)) return false;
    }
    w->n -= 2 * (ndigits - last);
    int32_t size = (int32_t)(sign < 0 ? -(int64_t)last : (int64_t)last);
    memcpy(w->bytes + at + 1, &size, 4);
    return true;
}

static bool put_int(writer *w, Value v, int flag) {
    int64_t i;
    if (rt_int_get(v, &i) && i >= INT32_MIN && i <= INT32_MAX)
        return put_type(w, 'i', flag) && put_long(w, i);
    return put_big_int(w, v, flag);
}

static bool put_double(writer *w, double d) {
    if (w->version > 1) return put(w, &d, 8);
    Value text = rt_float_repr(w->t, d);
    const char *s = rt_is_null(text) ? NULL : rt_str_utf8(w->t, text, NULL);
    return s && put_byte(w, (int)strlen(s)) && put(w, s, strlen(s));
}

static bool put_str(writer *w, Value v, int flag) {
    const rt_str *s = rt_as_str(v);
    size_t n;
    const char *text = rt_str_utf8(w->t, v, &n);
    if (!text) return false;
    bool interned = atomic_load_explicit(&((rt_str *)rt_obj(v))->x_interned, memory_order_relaxed);
    if (w->version >= 4 && s->ascii && n < 256)
        return put_type(w, interned ? 'Z' : 'z', flag) && put_byte(w, (int)n) && put(w, text, n);
    char type = w->version >= 4 && s->ascii   ? (interned ? 'A' : 'a')
                : w->version >= 3 && interned ? 't'
                                              : 'u';
    return put_size(w, type, flag, n) && put(w, text, n);
}

static bool put_value(writer *w, Value v);

static bool put_items(writer *w, const Value *items, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!put_value(w, items[i])) return false;
    return true;
}

static bool put_tuple(writer *w, Value v, int flag) {
    size_t n = rt_tuple_len(v);
    bool small = w->version >= 4 && n < 256;
    if (!(small ? put_type(w, ')', flag) && put_byte(w, (int)n) : put_size(w, '(', flag, n)))
        return false;
    return put_items(w, rt_as_tuple(v)->items, n);
}

static bool put_list(writer *w, Value v, int flag) {
    size_t n;
    rt_array *items = rt_list_snapshot(w->t, v, &n);
    if (!items || !put_size(w, '[', flag, n)) return false;
    for (size_t i = 0; i < n; i++)
        if (!put_value(w, rt_load(&items->x_items[i]))) return false;
    return true;
}

static bool put_dict(writer *w, Value v, int flag) {
    size_t pos = 0;
    Value key, value;
    int more;
    if (!put_type(w, '{', flag)) return false;
    while ((more = rt_dict_next(w->t, v, &pos, &key, &value)) > 0)
        if (!put_value(w, key) || !put_value(w, value)) return false;
    return more == 0 && put_byte(w, '0');
}

static bool put_set(writer *w, Value v, char type, int flag) {
    size_t pos = 0, n = 0;
    Value key;
    int more;
    size_t at = w->n;
    if (!put_size(w, type, flag, 0)) return false;
    for (; (more = rt_set_next(w->t, v, &pos, &key)) > 0; n++)
        if (!put_value(w, key)) return false;
    int32_t size = (int32_t)n;
    memcpy(w->bytes + at + 1, &size, 4);
    return more == 0;
}

static bool put_object(writer *w, Value v, int flag) {
    const unsigned char *data;
    size_t n;
    if (rt_is_int(v) && (rt_is_imm_int(v) || rt_is_exact(v, &rt_int_type)))
        return put_int(w, v, flag);
    if (rt_is_imm_float(v) || rt_is_exact(v, &rt_float_type))
        return put_type(w, w->version > 1 ? 'g' : 'f', flag) && put_double(w, rt_float_get(v));
    if (rt_is_exact(v, &rt_complex_type)) {
        const rt_complex *c = (const rt_complex *)rt_obj(v);
        return put_type(w, w->version > 1 ? 'y' : 'x', flag) && put_double(w, c->re) &&
               put_double(w, c->im);
    }
    if (rt_is_exact(v, &rt_str_type)) return put_str(w, v, flag);
    if (rt_is_exact(v, &rt_tuple_type)) return put_tuple(w, v, flag);
    if (rt_is_exact(v, &rt_list_type)) return put_list(w, v, flag);
    if (rt_is_exact(v, &rt_dict_type)) return put_dict(w, v, flag);
    if (rt_is_exact(v, &rt_set_type)) return put_set(w, v, '<', flag);
    if (rt_is_exact(v, &rt_frozenset_type)) return put_set(w, v, '>', flag);
    if (rt_is_bytes_like(v))
        return rt_buffer_get(w->t, v, &data, &n) && put_size(w, 's', flag, n) && put(w, data, n);
    (void)rt_raise_value_error(w->t, "unmarshallable object");
    return false;
}

/* Objects that other places may refer to get a number; the second time only the number is written. 1: written; 0: not yet. */
static int put_reference(writer *w, Value v) {
    if (rt_is_null(w->seen) || !rt_is_obj(v)) return 0;
    Value key = rt_int_new_u64(w->t, v.bits), number;
    if (rt_is_null(key) || rt_is_null(number = rt_dict_get(w->t, w->seen, key))) return -1;
    if (rt_is_empty(number))
        return rt_dict_set(w->t, w->seen, key, rt_imm_int(w->nrefs++)) ? 0 : -1;
    return put_byte(w, 'r') && put_long(w, rt_imm_int_get(number)) ? 1 : -1;
}

static bool put_value(writer *w, Value v) {
    if (rt_is_none(v)) return put_byte(w, 'N');
    if (rt_is_bool(v)) return put_byte(w, rt_same(v, RT_TRUE) ? 'T' : 'F');
    if (rt_same(v, RT_ELLIPSIS)) return put_byte(w, '.');
    if (rt_same(v, rt_from_obj(&rt_exc_StopIteration))) return put_byte(w, 'S');
    int written = put_reference(w, v);
    if (written) return written > 0;
    if (++w->depth > DEPTH_MAX)
        return (void)rt_raise_value_error(w->t, "object too deeply nested to marshal"), false;
    int flag = !rt_is_null(w->seen) && rt_is_obj(v) ? FLAG_REF : 0;
    bool ok = put_object(w, v, flag);
    w->depth--;
    return ok;
}

static Value dumps(rt_thread *t, Value value, Value version) {
    int64_t n;
    if (!rt_arg_int_or(t, version, VERSION, &n)) return RT_NULL;
    writer w = {.t = t, .version = (int)n};
    if (n >= 3 && rt_is_null(w.seen = rt_dict_new(t))) return RT_NULL;
    bool ok = put_value(&w, value);
    Value v = ok ? rt_bytes_new(t, w.bytes, w.n) : RT_NULL;
    free(w.bytes);
    return v;
}

/* ---- reading ---- */

typedef struct reader {
    rt_thread *t;
    const unsigned char *p, *end;
    Value refs; /* list */
    int depth;
} reader;

static const unsigned char *take(reader *r, size_t n) {
    if ((size_t)(r->end - r->p) < n) {
        (void)rt_raise(r->t, &rt_exc_EOFError, "marshal data too short");
        return NULL;
    }
    r->p += n;
    return r->p - n;
}
static bool get_long(reader *r, int64_t *out) {
    int32_t v;
    const unsigned char *p = take(r, 4);
    if (p) memcpy(&v, p, 4), *out = v;
    return p != NULL;
}
static Value bad_data(reader *r, const char *what) {
    return rt_raise_value_error(r->t, "bad marshal data (%s)", what);
}
static bool get_size(reader *r, const char *what, size_t *out) {
    int64_t n;
    if (!get_long(r, &n)) return false;
    *out = (size_t)n;
    if (n < 0) (void)bad_data(r, what);
    return n >= 0;
}

static Value get_big_int(reader *r) {
    int64_t n;
    if (!get_long(r, &n)) return RT_NULL;
    size_t ndigits = (size_t)(n < 0 ? -n : n);
    const unsigned char *p = take(r, 2 * ndigits);
    if (!p) return RT_NULL;
    size_t nhex = (ndigits * DIGIT_BITS + 3) / 4;
    char *hex = calloc(nhex + 2, 1);
    if (!hex) return rt_raise_memory_error(r->t);
    for (size_t i = 0; i < nhex; i++) {
        int nibble = 0;
        for (size_t b = 4 * i; b < 4 * i + 4 && b / DIGIT_BITS < ndigits; b++) {
            size_t d = b / DIGIT_BITS;
            nibble |= ((p[2 * d] | p[2 * d + 1] << 8) >> (b % DIGIT_BITS) & 1) << (b - 4 * i);
        }
        hex[nhex - i] = "0123456789abcdef"[nibble];
    }
    hex[0] = n < 0 ? '-' : '0';
    bool normal =
        ndigits == 0 || (p[2 * ndigits - 1] < 0x80 && (p[2 * ndigits - 2] | p[2 * ndigits - 1]));
    Value v =
        normal ? rt_int_from_text(r->t, hex, nhex + 1, 16) : bad_data(r, "unnormalized long data");
    free(hex);
    return v;
}

static bool get_double(reader *r, bool text, double *out) {
    if (!text) {
        const unsigned char *p = take(r, 8);
        if (p) memcpy(out, p, 8);
        return p != NULL;
    }
    const unsigned char *n = take(r, 1), *p = n ? take(r, *n) : NULL;
    Value v = p ? rt_float_parse(r->t, (const char *)p, *n) : RT_NULL;
    if (rt_is_null(v)) return false;
    *out = rt_float_get(v);
    return true;
}

static Value get_str(reader *r, size_t n, bool ascii, bool interned) {
    const unsigned char *p = take(r, n);
    if (!p) return RT_NULL;
    Value v = ascii ? rt_str_from_width(r->t, p, n, 1) : rt_str_from_utf8(r->t, (const char *)p, n);
    return rt_is_null(v) || !interned ? v : rt_str_intern(r->t, v);
}

static Value get_value(reader *r, bool end_allowed);

static bool add_reference(reader *r, Value v) { return rt_list_append(r->t, r->refs, v); }

/* Items after the container was given its number: index, or -1 if it has none. */
static int64_t reserve(reader *r, bool ref) {
    int64_t n;
    if (!ref) return -1;
    return rt_list_len(r->t, r->refs, &n) && add_reference(r, RT_NONE) ? n : -2;
}
static Value fulfil(reader *r, int64_t index, Value v) {
    if (rt_is_null(v) || index < 0) return v;
    return rt_list_set(r->t, r->refs, index, v) ? v : RT_NULL;
}

static Value get_tuple(reader *r, size_t n, bool ref) {
    int64_t index = reserve(r, ref);
    Value list = index == -2 ? RT_NULL : rt_list_new(r->t, NULL, 0);
    for (size_t i = 0; i < n && !rt_is_null(list); i++) {
        Value item = get_value(r, false);
        if (rt_is_null(item) || !rt_list_append(r->t, list, item)) return RT_NULL;
    }
    return rt_is_null(list) ? list : fulfil(r, index, rt_to_tuple(r->t, list));
}

static Value get_list(reader *r, size_t n, bool ref) {
    Value list = rt_list_new(r->t, NULL, 0);
    if (rt_is_null(list) || (ref && !add_reference(r, list))) return RT_NULL;
    for (size_t i = 0; i < n; i++) {
        Value item = get_value(r, false);
        if (rt_is_null(item) || !rt_list_append(r->t, list, item)) return RT_NULL;
    }
    return list;
}

static Value get_dict(reader *r, bool ref) {
    Value dict = rt_dict_new(r->t);
    if (rt_is_null(dict) || (ref && !add_reference(r, dict))) return RT_NULL;
    for (;;) {
        Value key = get_value(r, true);
        if (rt_is_empty(key)) return dict;
        Value value = rt_is_null(key) ? key : get_value(r, false);
        if (rt_is_null(value) || !rt_dict_set(r->t, dict, key, value)) return RT_NULL;
    }
}

static Value get_set(reader *r, size_t n, bool frozen, bool ref) {
    int64_t index = frozen ? reserve(r, ref) : -1;
    Value set = index == -2 ? RT_NULL : rt_set_new(r->t, &rt_set_type);
    if (rt_is_null(set) || (!frozen && ref && !add_reference(r, set))) return RT_NULL;
    for (size_t i = 0; i < n; i++) {
        Value item = get_value(r, false);
        if (rt_is_null(item) || rt_set_add(r->t, set, item) < 0) return RT_NULL;
    }
    return frozen ? fulfil(r, index, rt_call(r->t, rt_from_obj(&rt_frozenset_type), &set, 1)) : set;
}

static Value get_reference(reader *r) {
    int64_t n;
    if (!get_long(r, &n)) return RT_NULL;
    Value v = n < 0 ? RT_EMPTY : rt_list_get(r->t, r->refs, n);
    return rt_is_empty(v) || rt_is_none(v) ? bad_data(r, "invalid reference") : v;
}

/* The values without parts; RT_EMPTY: it is none of them. */
static Value get_plain(reader *r, int type) {
    int64_t i;
    size_t n;
    double a, b;
    const unsigned char *p;
    switch (type) {
    case 'i': return get_long(r, &i) ? rt_imm_int(i) : RT_NULL;
    case 'l': return get_big_int(r);
    case 'f':
    case 'g': return get_double(r, type == 'f', &a) ? rt_float_new(r->t, a) : RT_NULL;
    case 'x':
    case 'y':
        return get_double(r, type == 'x', &a) && get_double(r, type == 'x', &b)
                   ? rt_complex_new(r->t, a, b)
                   : RT_NULL;
    case 's':
        return get_size(r, "bytes object size out of range", &n) && (p = take(r, n))
                   ? rt_bytes_new(r->t, p, n)
                   : RT_NULL;
    case 'z':
    case 'Z': return (p = take(r, 1)) ? get_str(r, *p, true, type == 'Z') : RT_NULL;
    case 'a':
    case 'A':
    case 'u':
    case 't':
        return get_size(r, "string size out of range", &n)
                   ? get_str(r, n, type == 'a' || type == 'A', type == 'A' || type == 't')
                   : RT_NULL;
    default: return RT_EMPTY;
    }
}

static Value get_container(reader *r, int type, bool ref) {
    const unsigned char *p;
    size_t n = 0;
    if (type == '{') return get_dict(r, ref);
    if (type == ')') {
        if (!(p = take(r, 1))) return RT_NULL;
        return get_tuple(r, *p, ref);
    }
    const char *what = type == '('   ? "tuple size out of range"
                       : type == '[' ? "list size out of range"
                                     : "set size out of range";
    if (type != '(' && type != '[' && type != '<' && type != '>')
        return bad_data(r, "unknown type code");
    if (!get_size(r, what, &n)) return RT_NULL;
    return type == '('   ? get_tuple(r, n, ref)
           : type == '[' ? get_list(r, n, ref)
                         : get_set(r, n, type == '>', ref);
}

static Value get_value(reader *r, bool end_allowed) {
    if (r->p == r->end) return rt_raise(r->t, &rt_exc_EOFError, "EOF read where object expected");
    int byte = *r->p++, type = byte & 0x7f;
    bool ref = byte & FLAG_REF;
    switch (type) {
    case '0':
        return end_allowed ? RT_EMPTY
                           : rt_raise_type_error(r->t, "NULL object in marshal data for object");
    case 'N': return RT_NONE;
    case 'T': return RT_TRUE;
    case 'F': return RT_FALSE;
    case '.': return RT_ELLIPSIS;
    case 'S': return rt_from_obj(&rt_exc_StopIteration);
    case 'r': return get_reference(r);
    default: break;
    }
    Value v = get_plain(r, type);
    if (!rt_is_empty(v)) return rt_is_null(v) || !ref || add_reference(r, v) ? v : RT_NULL;
    if (++r->depth > DEPTH_MAX) return bad_data(r, "recursion limit exceeded");
    v = get_container(r, type, ref);
    r->depth--;
    return v;
}

/* *rest: bytes behind the value. */
static Value loads(rt_thread *t, Value data, size_t *rest) {
    size_t n;
    reader r = {.t = t};
    if (!rt_buffer_get(t, data, &r.p, &n)) return RT_NULL;
    r.end = r.p + n;
    r.refs = rt_list_new(t, NULL, 0);
    Value v = rt_is_null(r.refs) ? r.refs : get_value(&r, false);
    *rest = (size_t)(r.end - r.p);
    return v;
}

/* ---- the module ---- */

static Value marshal_dumps(rt_thread *t, Value *args, uint32_t nargs) {
    return dumps(t, args[0], nargs > 1 ? args[1] : RT_EMPTY);
}
static Value marshal_loads(rt_thread *t, Value *args, uint32_t nargs) {
    size_t rest;
    return (void)nargs, loads(t, args[0], &rest);
}
static Value marshal_dump(rt_thread *t, Value *args, uint32_t nargs) {
    Value bytes = dumps(t, args[0], nargs > 2 ? args[2] : RT_EMPTY);
    return rt_is_null(bytes) ? bytes : rt_call_method_tail(t, args[1], rt_id.write, &bytes, 1);
}

static Value put_back(rt_thread *t, Value result, Value value) {
    return (void)t, (void)result, value;
}
/* The file is read to its end, then set back to the end of the value. */
static Value file_read(rt_thread *t, Value data, Value file) {
    size_t rest;
    if (!rt_is_bytes(data))
        return rt_raise_type_error(t, "file.read() returned not bytes but %T", data);
    Value v = loads(t, data, &rest);
    if (rt_is_null(v) || rest == 0) return v;
    Value seek[] = {rt_imm_int(-(int64_t)rest), rt_imm_int(1)};
    Value name = rt_str_intern_cstr(t, "seek");
    return rt_then(t, rt_call_method_tail(t, file, name, seek, 2), put_back, v);
}
static Value marshal_load(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value name = rt_str_intern_cstr(t, "read");
    return rt_then(t, rt_call_method_tail(t, args[0], name, NULL, 0), file_read, args[0]);
}

static const rt_native_def functions[] = {
    {"dump", marshal_dump, 2, 3, NULL, 0, "Write the value on the open file."},
    {"load", marshal_load, 1, 1, NULL, 0, "Read one value from the open file and return it."},
    {"dumps", marshal_dumps, 1, 2, NULL, 0,
     "Return the bytes object that would be written to a file by dump(value, file)."},
    {"loads", marshal_loads, 1, 1, NULL, 0, "Convert the bytes-like object to a value."},
    {.name = NULL},
};

static bool exec(rt_thread *t, Value module) {
    return rt_module_set(t, module, "version", rt_imm_int(VERSION));
}

const rt_module_def rt_module_marshal = {
    "marshal", functions, exec,
    "This module contains functions that can read and write Python values in\na binary format."};
