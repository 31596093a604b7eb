/* digest.c - see digest.h. Owns: nothing. Threads: any; x_context behind barriers. */
#include "runtime/modules/digest.h"

#include <string.h>

#include "runtime/heap/heap.h"
#include "runtime/modules/arguments.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/number.h"

void digest_blocks(digest_buffer *b, size_t block_size, const unsigned char *data, size_t n,
                   void (*block)(void *context, const unsigned char *p), void *context) {
    size_t have = b->total % block_size;
    b->total += n;
    if (have) {
        size_t part = block_size - have < n ? block_size - have : n;
        memcpy(b->bytes + have, data, part);
        if (have + part < block_size) return;
        block(context, b->bytes);
        data += part;
        n -= part;
    }
    for (; n >= block_size; data += block_size, n -= block_size)
        block(context, data);
    memcpy(b->bytes, data, n);
}

/* ---- contexts ---- */

static rt_blob *context_copy(rt_thread *t, const rt_blob *from) {
    rt_blob *blob = rt_blob_new(t, from->length);
    if (blob) memcpy(blob->data, from->data, from->length);
    return blob;
}

void *digest_context(Value self) {
    return ((rt_blob *)rt_load_ptr(&digest_of(self)->x_context))->data;
}

static Value make(rt_thread *t, rt_type *type, const digest_algorithm *a, uint64_t size,
                  rt_blob *context) {
    digest_object *o = context ? (digest_object *)rt_alloc(t, sizeof *o, &type->root) : NULL;
    if (!o) return RT_NULL;
    o->algorithm = a;
    o->digest_size = size;
    rt_init_ptr(&o->x_context, context);
    return rt_from_obj(o);
}

Value digest_new(rt_thread *t, rt_type *type, const digest_algorithm *a) {
    rt_blob *context = rt_blob_new(t, a->context_size);
    if (!context) return RT_NULL;
    memset(context->data, 0, a->context_size);
    a->init(context->data, a);
    return make(t, type, a, a->digest_size, context);
}

/* The context as it is now: not to be written. */
static const rt_blob *context_now(rt_thread *t, Value self) {
    Value v = rt_read_field(t, rt_obj(self), &digest_of(self)->x_context);
    return rt_is_null(v) ? NULL : (const rt_blob *)rt_obj(v);
}

bool digest_feed(rt_thread *t, Value self, Value data) {
    digest_object *o = digest_of(self);
    const unsigned char *bytes;
    size_t n;
    if (rt_is_str(data))
        return (void)rt_raise_type_error(t, "Strings must be encoded before hashing"), false;
    if (!rt_is_bytes_like(data))
        return (void)rt_raise_type_error(t, "object supporting the buffer API required"), false;
    if (!rt_buffer_get(t, data, &bytes, &n)) return false;
    rt_own own = rt_write(t, &o->hdr);
    if (!own) return false;
    rt_blob *context = rt_load_ptr(&o->x_context);
    if (!rt_born_here(t, &context->hdr)) {
        if (!(context = context_copy(t, context))) return false;
        rt_set_ptr(t, own, &o->x_context, context);
    }
    o->algorithm->update(context->data, bytes, n);
    return true;
}

Value digest_make(rt_thread *t, rt_type *type, const digest_algorithm *a, Value data) {
    Value self = digest_new(t, type, a);
    if (rt_is_null(self) || rt_is_empty(data)) return self;
    return digest_feed(t, self, data) ? self : RT_NULL;
}

void digest_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((digest_object *)o)->x_context);
}

/* ---- methods ---- */

static Value update(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return digest_feed(t, args[0], args[1]) ? RT_NONE : RT_NULL;
}

static Value copy(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_blob *context = context_now(t, args[0]);
    rt_blob *twin = context ? context_copy(t, context) : NULL;
    digest_object *o = digest_of(args[0]);
    return twin ? make(t, rt_type_of(args[0]), o->algorithm, o->digest_size, twin) : RT_NULL;
}

static bool finish(rt_thread *t, Value self, unsigned char *out, size_t n) {
    const rt_blob *context = context_now(t, self);
    if (!context) return false;
    alignas(16) unsigned char scratch[DIGEST_CONTEXT_MAX];
    memcpy(scratch, context->data, context->length);
    digest_of(self)->algorithm->final(scratch, out, n);
    return true;
}

static Value hex_of(rt_thread *t, const unsigned char *p, size_t n) {
    rt_blob *text = rt_blob_new(t, 2 * n + 1);
    if (!text) return RT_NULL;
    for (size_t i = 0; i < n; i++) {
        text->data[2 * i] = (unsigned char)"0123456789abcdef"[p[i] >> 4];
        text->data[2 * i + 1] = (unsigned char)"0123456789abcdef"[p[i] & 15];
    }
    return rt_str_from_ascii(t, (const char *)text->data, 2 * n);
}

static Value digest(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unsigned char out[DIGEST_MAX];
    size_t n = digest_of(args[0])->digest_size;
    return finish(t, args[0], out, n) ? rt_bytes_new(t, out, n) : RT_NULL;
}

static Value hexdigest(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unsigned char out[DIGEST_MAX];
    size_t n = digest_of(args[0])->digest_size;
    return finish(t, args[0], out, n) ? hex_of(t, out, n) : RT_NULL;
}

/* As many bytes as the caller wants. */
static rt_blob *digest_of_length(rt_thread *t, Value self, Value length, size_t *n) {
    int64_t wanted;
    if (!rt_arg_long(t, length, &wanted)) return NULL;
    if (wanted < 0) return (void)rt_raise_value_error(t, "value must be positive"), NULL;
    if (wanted >= 1 << 29) return (void)rt_raise_value_error(t, "length is too large"), NULL;
    *n = (size_t)wanted;
    rt_blob *out = rt_blob_new(t, *n);
    return out && finish(t, self, out->data, *n) ? out : NULL;
}
static Value shake_digest(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t n;
    rt_blob *out = digest_of_length(t, args[0], args[1], &n);
    return out ? rt_bytes_new(t, out->data, n) : RT_NULL;
}
static Value shake_hexdigest(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t n;
    rt_blob *out = digest_of_length(t, args[0], args[1], &n);
    return out ? hex_of(t, out->data, n) : RT_NULL;
}

#define COMMON                                                                                             \
    {"copy", copy, 1, 1, NULL, 0, "Return a copy of the hash object."},                                    \
    {"update", update, 2, 2, NULL, 0, "Update this hash object's state with the provided string."}

const rt_native_def digest_methods[] = {
    COMMON,
    {"digest", digest, 1, 1, NULL, 0, "Return the digest value as a bytes object."},
    {"hexdigest", hexdigest, 1, 1, NULL, 0,
     "Return the digest value as a string of hexadecimal digits."},
    {.name = NULL},
};
const rt_native_def digest_shake_methods[] = {
    COMMON,
    {"digest", shake_digest, 2, 2, NULL, 0, "Return the digest value as a bytes object."},
    {"hexdigest", shake_hexdigest, 2, 2, NULL, 0,
     "Return the digest value as a string of hexadecimal digits."},
    {.name = NULL},
};

static Value get_name(rt_thread *t, Value self) {
    return rt_str_intern_cstr(t, digest_of(self)->algorithm->name);
}
static Value get_block_size(rt_thread *t, Value self) {
    return (void)t, rt_imm_int((int64_t)digest_of(self)->algorithm->block_size);
}
static Value get_digest_size(rt_thread *t, Value self) {
    return (void)t, rt_imm_int((int64_t)digest_of(self)->digest_size);
}
const rt_getset_def digest_getsets[] = {
    {"name", get_name, NULL, NULL},
    {"block_size", get_block_size, NULL, NULL},
    {"digest_size", get_digest_size, NULL, NULL},
    {.name = NULL},
};
