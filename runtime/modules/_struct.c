/* _struct.c - the module behind struct: numbers packed as C has them, in native or standard sizes and byte orders.
 *
 * A format is parsed into a layout, a blob of fields that never changes; a Struct refers to one.
 *
 * Owns: struct.error, the types Struct and unpack_iterator. Threads: any.
 */
#include <math.h>
#include <stdlib.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/memoryview.h"
#include "runtime/objects/module.h"
#include "runtime/objects/native_item.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

static Value struct_error; /* the class; a root */
static rt_type *error_type(void) { return (rt_type *)rt_obj(struct_error); }

/* ---- formats ---- */

typedef struct field {
    char code;
    uint32_t bytes; /* of one item; s and p: of the whole */
    int64_t offset; /* of the first item */
    int64_t count;  /* items; s and p: 1 */
} field;

typedef struct layout {
    int64_t size, items, nfields;
    bool native, big;
    field fields[];
} layout;

static layout *layout_of(rt_blob *blob) { return (layout *)(void *)blob->data; }

/* Bytes of an item of a standard format; 0: no such format. */
static uint32_t standard_size(char code) {
    switch (code) {
    case 'x':
    case 'c':
    case 'b':
    case 'B':
    case '?':
    case 's':
    case 'p': return 1;
    case 'h':
    case 'H':
    case 'e': return 2;
    case 'i':
    case 'I':
    case 'l':
    case 'L':
    case 'f': return 4;
    case 'q':
    case 'Q':
    case 'd': return 8;
    default: return 0;
    }
}

static uint32_t size_of(char code, bool native) {
    if (!native || code == 'x' || code == 's' || code == 'p' || code == 'e')
        return standard_size(code);
    return (uint32_t)rt_item_size(code);
}

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static bool too_long(rt_thread *t) {
    return rt_raise(t, error_type(), "total struct size too long"), false;
}

/* One field at *at: its count and code. The terminator counts as no format. */
static bool field_parse(rt_thread *t, const char **at, bool native, int64_t *size, field *f) {
    int64_t n = 1;
    const char *p = *at;
    if (*p >= '0' && *p <= '9') {
        for (n = 0; *p >= '0' && *p <= '9'; p++)
            if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *p - '0', &n))
                return too_long(t);
        if (*p == 0)
            return rt_raise(t, error_type(), "repeat count given without format specifier"), false;
    }
    uint32_t bytes = size_of(*p, native);
    if (bytes == 0) return rt_raise(t, error_type(), "bad char in struct format"), false;
    if (native && bytes > 1 && __builtin_add_overflow(*size, (int64_t)bytes - 1, size))
        return too_long(t);
    if (native) *size &= ~((int64_t)bytes - 1);
    int64_t total;
    if (__builtin_mul_overflow(n, (int64_t)bytes, &total)) return too_long(t);
    bool whole = *p == 's' || *p == 'p';
    if (whole && n > UINT32_MAX) return too_long(t);
    *f = (field){
        .code = *p, .bytes = whole ? (uint32_t)n : bytes, .offset = *size, .count = whole ? 1 : n};
    if (__builtin_add_overflow(*size, total, size)) return too_long(t);
    *at = p + 1;
    return true;
}

/* The layout of a NUL-ended format of n characters. NULL: raised. */
static rt_blob *layout_parse(rt_thread *t, const char *format, size_t n) {
    rt_blob *blob = rt_blob_new(t, sizeof(layout) + n * sizeof(field));
    if (blob == NULL) return NULL;
    layout *l = layout_of(blob);
    const char *p = format;
    l->native = true;
    if (*p != 0 && strchr("@=<>!", *p) != NULL) {
        l->native = *p == '@';
        l->big = *p == '>' || *p == '!';
        p++;
    }
    while (*p != 0) {
        if (is_blank(*p)) {
            p++;
            continue;
        }
        field f;
        if (!field_parse(t, &p, l->native, &l->size, &f)) return NULL;
        if (f.code == 'x' || f.count == 0) continue;
        l->items += f.count;
        l->fields[l->nfields++] = f;
    }
    return blob;
}

/* The layout of a format argument, and the format as str if *text is not NULL. */
static rt_blob *layout_arg(rt_thread *t, Value format, Value *text) {
    if (rt_is_bytes(format)) {
        const rt_bytes *b = rt_as_bytes(format);
        Value s = rt_str_from_width(t, b->data, b->length, 1);
        if (rt_is_null(s)) return NULL;
        if (text != NULL) *text = s;
        if (memchr(b->data, 0, b->length) != NULL)
            return rt_raise(t, error_type(), "embedded null character"), NULL;
        return layout_parse(t, (const char *)b->data, b->length);
    }
    if (!rt_is_str(format))
        return rt_raise_type_error(t, "Struct() argument 1 must be a str or bytes object, not %T",
                                   format),
               NULL;
    if (text != NULL) *text = format;
    Value ascii = rt_encode(t, format, "ascii", NULL);
    return rt_is_null(ascii) ? NULL : layout_arg(t, ascii, NULL);
}

/* ---- half precision (IEEE 754 binary16) ---- */

static double half_get(uint16_t h) {
    int exponent = h >> 10 & 31, fraction = h & 1023;
    double d = exponent == 31  ? (fraction ? (double)NAN : (double)INFINITY)
               : exponent == 0 ? ldexp(fraction, -24)
                               : ldexp(fraction + 1024, exponent - 25);
    return h & 0x8000 ? -d : d;
}

/* false: too large. Rounds half to even. */
static bool half_put(double d, uint16_t *out) {
    uint16_t sign = signbit(d) ? 0x8000 : 0;
    d = fabs(d);
    if (isnan(d) || isinf(d)) {
        *out = (uint16_t)(sign | (isnan(d) ? 0x7e00 : 0x7c00));
        return true;
    }
    int exponent;
    (void)frexp(d, &exponent);                         /* d = f * 2^exponent, 0.5 <= f < 1 */
    if (exponent < -13) exponent = -13;                /* subnormal: the unit stays 2^-24 */
    double units = nearbyint(ldexp(d, 11 - exponent)); /* up to 2048 units of the last place */
    if (d == 0) units = 0;
    uint32_t bits =
        (uint32_t)units + (uint32_t)((exponent + 13) << 10); /* a carry moves into the exponent */
    if (units >= 1024 && bits < 1024) bits = 1024;
    if (bits >= 0x7c00) return false;
    *out = (uint16_t)(sign | bits);
    return true;
}

/* ---- items ---- */

static bool is_signed(char code) { return code != 0 && strchr("bhilqn", code) != NULL; }

static void reverse(unsigned char *p, size_t n) {
    for (size_t i = 0; i < n / 2; i++) {
        unsigned char c = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = c;
    }
}

/* The code of the native item that is laid out like a standard one of that size. */
static char native_code(const layout *l, char code) {
    return l->native || (code != 'l' && code != 'L') ? code : code == 'l' ? 'i' : 'I';
}

static Value item_get(rt_thread *t, const layout *l, const field *f, const unsigned char *at) {
    if (f->code == 's') return rt_bytes_new(t, at, f->bytes);
    if (f->code == 'p') {
        size_t n = f->bytes == 0 ? 0 : at[0];
        return rt_bytes_new(t, at + 1, n < f->bytes ? n : f->bytes == 0 ? 0 : f->bytes - 1);
    }
    unsigned char item[8];
    memcpy(item, at, f->bytes);
    if (l->big) reverse(item, f->bytes);
    if (f->code != 'e') return rt_item_get(t, native_code(l, f->code), item);
    uint16_t half;
    memcpy(&half, item, sizeof half);
    return rt_float_new(t, half_get(half));
}

/* Why an int does not fit. */
static Value raise_range(rt_thread *t, const layout *l, const field *f, Value v) {
    int64_t i;
    bool sign = is_signed(f->code), fits = rt_int_get(v, &i);
    bool big_unsigned = !sign && (f->bytes >= 4 || (l->big && f->bytes == 2));
    if (f->code == 'P' || (l->big && f->bytes == 8))
        return rt_raise(t, error_type(), "int too large to convert");
    if (big_unsigned ? rt_int_sign(v) < 0 || f->bytes == 8 ||
                           (!fits && rt_is_obj(v) && llabs(((const rt_int *)rt_obj(v))->size) > 1)
                     : !fits || f->bytes == 8)
        return rt_raise(t, error_type(), "argument out of range");
    static const char *const names[] = {"byte", "ubyte", "short", "ushort"};
    if (f->bytes == 1 ||
        (f->bytes == 2 && !l->big)) { /* python words these by their native packers where it can */
        static const char *const ranges[] = {"-128 <= number <= 127", "0 <= number <= 255",
                                             "-32768 <= number <= 32767", "0 <= number <= 65535"};
        size_t k = (f->bytes == 2 ? 2 : 0) + !sign;
        return rt_raise(t, error_type(), "%s format requires %s", names[k], ranges[k]);
    }
    int64_t top = (INT64_C(1) << (8 * f->bytes - sign)) - 1;
    return rt_raise(t, error_type(), "'%c' format requires %lld <= number <= %lld", f->code,
                    (long long)(sign ? -top - 1 : 0), (long long)top);
}

static bool put_int(rt_thread *t, const layout *l, const field *f, Value v, unsigned char *item) {
    if (!rt_is_int(v)) {
        if (rt_type_of(v)->slots.unary[RT_INDEX] == NULL)
            return rt_raise(t, error_type(), "required argument is not an integer"), false;
        v = rt_index(t, v);
        if (rt_is_null(v)) return false;
    }
    char code = native_code(l, f->code);
    if (code == 'P' && rt_int_sign(v) < 0) code = 'q';
    rt_item_result r = rt_item_put(t, code, v, item);
    if (r == RT_ITEM_BAD_VALUE || r == RT_ITEM_BAD_TYPE) (void)raise_range(t, l, f, v);
    return r == RT_ITEM_OK;
}

static bool put_float(rt_thread *t, const layout *l, const field *f, Value v, unsigned char *item) {
    double d;
    if (rt_item_put(t, 'd', v, &d) != RT_ITEM_OK) {
        if (t->conflict) return false;
        if (rt_exception_pending(t)) (void)rt_exception_take(t);
        return rt_raise(t, error_type(), "required argument is not a float"), false;
    }
    uint16_t half = 0;
    float narrow = (float)d;
    bool ok = f->code == 'e' ? half_put(d, &half)
                             : f->code == 'd' || l->native || isfinite(narrow) || !isfinite(d);
    if (!ok && rt_is_int(v)) return rt_raise(t, error_type(), "int too large to convert"), false;
    if (!ok)
        return rt_raise(t, &rt_exc_OverflowError, "float too large to pack with %c format",
                        f->code),
               false;
    memcpy(item,
           f->code == 'e'   ? (void *)&half
           : f->code == 'f' ? (void *)&narrow
                            : (void *)&d,
           f->bytes);
    return true;
}

static bool put_text(rt_thread *t, const field *f, Value v, unsigned char *at) {
    const unsigned char *data;
    size_t n, room = f->bytes;
    if (!rt_is_bytes(v) && !rt_isinstance_exact(v, &rt_bytearray_type))
        return rt_raise(t, error_type(), "argument for '%c' must be a bytes object", f->code),
               false;
    if (!rt_buffer_get(t, v, &data, &n)) return false;
    if (f->code == 'p') {
        if (room == 0) return true;
        room--;
        if (n > room) n = room;
        *at++ = (unsigned char)(n > 255 ? 255 : n);
    }
    memcpy(at, data, n < room ? n : room);
    return true;
}

/* at is zeroed. */
static bool item_put(rt_thread *t, const layout *l, const field *f, Value v, unsigned char *at) {
    unsigned char item[8] = {0};
    bool ok;
    switch (f->code) {
    case 's':
    case 'p': return put_text(t, f, v, at);
    case 'e':
    case 'f':
    case 'd': ok = put_float(t, l, f, v, item); break;
    case '?': ok = rt_item_put(t, '?', v, item) == RT_ITEM_OK; break;
    case 'c':
        ok = rt_is_bytes(v) && rt_as_bytes(v)->length == 1;
        if (!ok)
            return rt_raise(t, error_type(), "char format requires a bytes object of length 1"),
                   false;
        item[0] = rt_as_bytes(v)->data[0];
        break;
    default: ok = put_int(t, l, f, v, item); break;
    }
    if (!ok) return false;
    if (l->big) reverse(item, f->bytes);
    memcpy(at, item, f->bytes);
    return true;
}

/* ---- packing and unpacking by layout ---- */

static Value unpack(rt_thread *t, const layout *l, const unsigned char *data) {
    Value all = rt_tuple_new(t, NULL, (size_t)l->items);
    size_t n = 0;
    if (rt_is_null(all)) return all;
    for (int64_t k = 0; k < l->nfields; k++) {
        const field *f = &l->fields[k];
        for (int64_t i = 0; i < f->count; i++) {
            Value item = item_get(t, l, f, data + f->offset + i * f->bytes);
            if (rt_is_null(item)) return RT_NULL;
            rt_as_tuple(all)->items[n++] = item;
        }
    }
    return all;
}

/* items: l->items Values. out: l->size zero bytes. */
static bool pack(rt_thread *t, const layout *l, const Value *items, unsigned char *out) {
    for (int64_t k = 0; k < l->nfields; k++) {
        const field *f = &l->fields[k];
        for (int64_t i = 0; i < f->count; i++)
            if (!item_put(t, l, f, *items++, out + f->offset + i * f->bytes)) return false;
    }
    return true;
}

static bool count_check(rt_thread *t, const layout *l, const char *name, uint32_t given) {
    if (l->items == (int64_t)given) return true;
    rt_raise(t, error_type(), "%s expected %lld items for packing (got %u)", name,
             (long long)l->items, given);
    return false;
}

static Value do_pack(rt_thread *t, const layout *l, const Value *items, uint32_t n) {
    if (!count_check(t, l, "pack", n)) return RT_NULL;
    Value bytes = rt_bytes_new(t, NULL, (size_t)l->size);
    return !rt_is_null(bytes) && pack(t, l, items, rt_as_bytes(bytes)->data) ? bytes : RT_NULL;
}

/* An offset argument brought into a buffer of n bytes with room for the layout. */
static bool offset_check(rt_thread *t, const layout *l, int64_t *offset, size_t n, bool packing) {
    int64_t size = l->size, length = (int64_t)n, given = *offset;
    if (given < 0) {
        if (given + size > 0)
            return rt_raise(t, error_type(),
                            packing ? "no space to pack %lld bytes at offset %lld"
                                    : "not enough data to unpack %lld bytes at offset %lld",
                            (long long)size, (long long)given),
                   false;
        if (given + length < 0)
            return rt_raise(t, error_type(), "offset %lld out of range for %lld-byte buffer",
                            (long long)given, (long long)length),
                   false;
        *offset += length;
    }
    if (length - *offset >= size) return true;
    rt_raise(
        t, error_type(),
        "%s requires a buffer of at least %llu bytes for %s %lld bytes at offset %lld (actual buffer size is %lld)",
        packing ? "pack_into" : "unpack_from",
        (unsigned long long)size + (unsigned long long)*offset, packing ? "packing" : "unpacking",
        (long long)size, (long long)*offset, (long long)length);
    return false;
}

/* args: buffer, offset, items... */
static Value do_pack_into(rt_thread *t, const layout *l, const Value *args, uint32_t n) {
    size_t room;
    int64_t offset;
    if (n < 2)
        return rt_raise(t, error_type(), "pack_into expected %s argument",
                        n == 0 ? "buffer" : "offset");
    if (!count_check(t, l, "pack_into", n - 2)) return RT_NULL;
    if (!rt_writable_size(t, args[0], NULL, &room)) return RT_NULL;
    if (!rt_has_index(args[1]))
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", args[1]);
    if (!rt_index_get(t, args[1], false, &offset) || !offset_check(t, l, &offset, room, true))
        return RT_NULL;
    rt_blob *out = rt_blob_new(t, (size_t)l->size + 1);
    if (out == NULL || !pack(t, l, args + 2, out->data)) return RT_NULL;
    return rt_writable_store(t, args[0], (size_t)offset, out->data, (size_t)l->size) ? RT_NONE
                                                                                     : RT_NULL;
}

static Value do_unpack(rt_thread *t, const layout *l, Value buffer) {
    const unsigned char *data;
    size_t n;
    if (!rt_buffer_get(t, buffer, &data, &n)) return RT_NULL;
    if ((int64_t)n != l->size)
        return rt_raise(t, error_type(), "unpack requires a buffer of %lld bytes",
                        (long long)l->size);
    return unpack(t, l, data);
}

static Value do_unpack_from(rt_thread *t, const layout *l, Value buffer, Value at) {
    const unsigned char *data;
    size_t n;
    int64_t offset = 0;
    if (!rt_is_empty(at) && !rt_arg_ssize(t, at, &offset)) return RT_NULL;
    if (!rt_buffer_get(t, buffer, &data, &n) || !offset_check(t, l, &offset, n, false))
        return RT_NULL;
    return unpack(t, l, data + offset);
}

/* ---- unpack_iterator ---- */

typedef struct unpack_iterator {
    rt_object hdr;
    rt_blob *layout;
    Value view;    /* memoryview of the buffer */
    rt_field x_at; /* bytes used */
} unpack_iterator;

static void iterator_trace(rt_object *o, rt_marker *m) {
    rt_mark_ptr(m, ((unpack_iterator *)o)->layout);
    rt_mark(m, ((unpack_iterator *)o)->view);
}

extern rt_type rt_struct_iterator_type;

static Value do_iter_unpack(rt_thread *t, rt_blob *blob, Value buffer) {
    const layout *l = layout_of(blob);
    const unsigned char *data;
    size_t n;
    if (l->size == 0)
        return rt_raise(t, error_type(), "cannot iteratively unpack with a struct of length 0");
    if (!rt_buffer_get(t, buffer, &data, &n)) return RT_NULL;
    if (n % (size_t)l->size != 0)
        return rt_raise(t, error_type(),
                        "iterative unpacking requires a buffer of a multiple of %lld bytes",
                        (long long)l->size);
    Value view = rt_memoryview_new(t, buffer);
    unpack_iterator *it =
        rt_is_null(view)
            ? NULL
            : (unpack_iterator *)rt_alloc(t, sizeof *it, &rt_struct_iterator_type.root);
    if (it == NULL) return RT_NULL;
    it->layout = blob;
    it->view = view;
    return rt_from_obj(it);
}

static Value iterator_self(rt_thread *t, Value self) {
    (void)t;
    return self;
}

static Value iterator_next(rt_thread *t, Value self) {
    unpack_iterator *it = (unpack_iterator *)rt_obj(self);
    const layout *l = layout_of(it->layout);
    const unsigned char *data;
    size_t n;
    rt_own own = rt_write(t, &it->hdr);
    if (!own || !rt_buffer_get(t, it->view, &data, &n)) return RT_NULL;
    size_t at = rt_load_word(&it->x_at);
    if (n - at < (size_t)l->size) return RT_EMPTY;
    rt_set_word(t, own, &it->x_at, at + (size_t)l->size);
    return unpack(t, l, data + at);
}

static Value iterator_hint(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unpack_iterator *it = (unpack_iterator *)rt_obj(args[0]);
    const unsigned char *data;
    size_t n;
    if (!rt_write(t, &it->hdr) || !rt_buffer_get(t, it->view, &data, &n)) return RT_NULL;
    return rt_imm_int((int64_t)(n - rt_load_word(&it->x_at)) / layout_of(it->layout)->size);
}

static const rt_native_def iterator_methods[] = {
    {"__length_hint__", iterator_hint, 1, 1, NULL, 0, NULL}, {}};

rt_type rt_struct_iterator_type = {
    RT_TYPE_HEAD(rt_struct_iterator_type, "_struct.unpack_iterator"),
    .basic_size = sizeof(unpack_iterator),
    .trace = iterator_trace,
    .slots = {.iter = iterator_self, .next = iterator_next},
    .methods = iterator_methods,
};

/* ---- Struct ---- */

typedef struct struct_object {
    rt_object hdr;
    rt_field x_layout, x_format;
} struct_object;

static void struct_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((struct_object *)o)->x_layout);
    rt_mark_field(m, &((struct_object *)o)->x_format);
}

static rt_blob *layout_self(rt_thread *t, Value self) {
    Value blob = rt_read_field(t, rt_obj(self), &((struct_object *)rt_obj(self))->x_layout);
    if (rt_is_null(blob) && !t->conflict)
        rt_raise(t, &rt_exc_RuntimeError, "Struct object is not initialized");
    return rt_is_null(blob) ? NULL : (rt_blob *)rt_obj(blob);
}

static Value struct_new(rt_thread *t, Value cls, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_instance_new(t, (rt_type *)rt_obj(cls), 0);
}

static Value struct_make(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    struct_object *s = (struct_object *)rt_obj(args[0]);
    Value format;
    rt_blob *blob = layout_arg(t, args[1], &format);
    rt_own own = blob == NULL ? STM_CONFLICT : rt_write(t, &s->hdr);
    if (!own) return RT_NULL;
    rt_set_ptr(t, own, &s->x_layout, blob);
    rt_set(t, own, &s->x_format, format);
    return RT_NONE;
}

static const rt_native_def struct_init_def = {"Struct",          struct_make,      0,   0,
                                              "self, /, format", RT_NATIVE_PARSED, NULL};

static Value struct_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    return rt_native_invoke_tail(t, &struct_init_def, self, args, nargs, kwnames);
}

static Value struct_pack(rt_thread *t, Value *args, uint32_t nargs) {
    rt_blob *blob = layout_self(t, args[0]);
    return blob == NULL ? RT_NULL : do_pack(t, layout_of(blob), args + 1, nargs - 1);
}

static Value struct_pack_into(rt_thread *t, Value *args, uint32_t nargs) {
    rt_blob *blob = layout_self(t, args[0]);
    return blob == NULL ? RT_NULL : do_pack_into(t, layout_of(blob), args + 1, nargs - 1);
}

static Value struct_unpack(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_blob *blob = layout_self(t, args[0]);
    return blob == NULL ? RT_NULL : do_unpack(t, layout_of(blob), args[1]);
}

static Value struct_unpack_from(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_blob *blob = layout_self(t, args[0]);
    return blob == NULL ? RT_NULL : do_unpack_from(t, layout_of(blob), args[1], args[2]);
}

static Value struct_iter_unpack(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_blob *blob = layout_self(t, args[0]);
    return blob == NULL ? RT_NULL : do_iter_unpack(t, blob, args[1]);
}

static Value get_size(rt_thread *t, Value self) {
    rt_blob *blob = layout_self(t, self);
    return blob == NULL ? RT_NULL : rt_imm_int(layout_of(blob)->size);
}

static Value get_format(rt_thread *t, Value self) {
    if (layout_self(t, self) == NULL) return RT_NULL;
    return rt_read_field(t, rt_obj(self), &((struct_object *)rt_obj(self))->x_format);
}

static const rt_native_def struct_methods[] = {
    {"pack", struct_pack, 1, -1, NULL, 0, "S.pack(v1, v2, ...) -> bytes"},
    {"pack_into", struct_pack_into, 1, -1, NULL, 0, "S.pack_into(buffer, offset, v1, v2, ...)"},
    {"unpack", struct_unpack, 2, 2, NULL, 0, "Return a tuple containing unpacked values."},
    {"unpack_from", struct_unpack_from, 0, 0, "self, /, buffer, offset=", RT_NATIVE_PARSED,
     "Return a tuple containing unpacked values."},
    {"iter_unpack", struct_iter_unpack, 2, 2, NULL, 0, "Return an iterator yielding tuples."},
    {},
};

static const rt_getset_def struct_getsets[] = {
    {"format", get_format, NULL, "struct format string"},
    {"size", get_size, NULL, "struct size in bytes"},
    {},
};

extern rt_type rt_struct_type;
rt_type rt_struct_type = {
    RT_TYPE_HEAD(rt_struct_type, "_struct.Struct"),
    .flags = RT_TF_BASETYPE | RT_TF_WEAKREF,
    .basic_size = sizeof(struct_object),
    .trace = struct_trace,
    .slots = {.new_ = struct_new, .init = struct_init},
    .methods = struct_methods,
    .getsets = struct_getsets,
    .doc = "Struct(fmt) --> compiled struct object",
};

/* ---- functions ---- */

static Value struct_calcsize(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_blob *blob = layout_arg(t, args[0], NULL);
    return blob == NULL ? RT_NULL : rt_imm_int(layout_of(blob)->size);
}

static rt_blob *format_first(rt_thread *t, Value *args, uint32_t nargs) {
    if (nargs == 0) return rt_raise_type_error(t, "missing format argument"), NULL;
    return layout_arg(t, args[0], NULL);
}

static Value module_pack(rt_thread *t, Value *args, uint32_t nargs) {
    rt_blob *blob = format_first(t, args, nargs);
    return blob == NULL ? RT_NULL : do_pack(t, layout_of(blob), args + 1, nargs - 1);
}

static Value module_pack_into(rt_thread *t, Value *args, uint32_t nargs) {
    rt_blob *blob = format_first(t, args, nargs);
    return blob == NULL ? RT_NULL : do_pack_into(t, layout_of(blob), args + 1, nargs - 1);
}

static Value module_unpack(rt_thread *t, Value *args, uint32_t nargs) {
    rt_blob *blob = format_first(t, args, nargs);
    return blob == NULL ? RT_NULL : do_unpack(t, layout_of(blob), args[1]);
}

static Value module_unpack_from(rt_thread *t, Value *args, uint32_t nargs) {
    rt_blob *blob = format_first(t, args, nargs);
    return blob == NULL ? RT_NULL : do_unpack_from(t, layout_of(blob), args[1], args[2]);
}

static Value module_iter_unpack(rt_thread *t, Value *args, uint32_t nargs) {
    rt_blob *blob = format_first(t, args, nargs);
    return blob == NULL ? RT_NULL : do_iter_unpack(t, blob, args[1]);
}

/* Formats are parsed at each call: there is no cache to clear. */
static Value clearcache(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return RT_NONE;
}

static const rt_native_def functions[] = {
    {"calcsize", struct_calcsize, 1, 1, NULL, 0,
     "Return size in bytes of the struct described by the format string."},
    {"pack", module_pack, 0, -1, NULL, 0, "pack(format, v1, v2, ...) -> bytes"},
    {"pack_into", module_pack_into, 0, -1, NULL, 0,
     "pack_into(format, buffer, offset, v1, v2, ...)"},
    {"unpack", module_unpack, 2, 2, NULL, 0,
     "Return a tuple containing values unpacked according to the format string."},
    {"unpack_from", module_unpack_from, 0, 0, "format, /, buffer, offset=", RT_NATIVE_PARSED,
     "Return a tuple containing values unpacked according to the format string."},
    {"iter_unpack", module_iter_unpack, 2, 2, NULL, 0,
     "Return an iterator yielding tuples unpacked from the given bytes."},
    {"_clearcache", clearcache, 0, 0, NULL, 0, "Clear the internal cache."},
    {},
};

static bool exec(rt_thread *t, Value module) {
    if (rt_is_null(struct_error)) {
        struct_error = rt_type_new_simple(t, "struct.error", &rt_exc_Exception, NULL);
        if (rt_is_null(struct_error)) return false;
        rt_root_add(&struct_error);
    }
    return rt_module_set(t, module, "error", struct_error) &&
           rt_module_set(t, module, "Struct", rt_from_obj(&rt_struct_type));
}

extern const rt_module_def rt_module__struct;
const rt_module_def rt_module__struct = {
    "_struct",
    functions,
    exec,
    "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct\n"
    "and also as format strings (explained below) to describe the layout of data\nin the C struct.",
};
