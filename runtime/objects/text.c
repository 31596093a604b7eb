/* text.c - views of str, bytes and bytearray, and making new ones from them.
 * Owns: nothing. Threads: any; the view of a bytearray is a private copy. */
#include "runtime/objects/text.h"

#include "runtime/objects/number.h"
#include "runtime/objects/slice.h"
#include "runtime/protocol.h"
#include "runtime/unicode/ctype.h"

bool rt_text_of(rt_thread *t, Value self, rt_text *out) {
    out->whole = self;
    if (rt_is_str(self)) {
        const rt_str *s = rt_as_str(self);
        out->data = s->data;
        out->n = s->length;
        out->width = s->width;
        out->kind = RT_TEXT_STR;
        return true;
    }
    const unsigned char *data;
    out->kind = rt_is_bytes(self) ? RT_TEXT_BYTES : RT_TEXT_BYTEARRAY;
    out->width = 1;
    if (!rt_buffer_get(t, self, &data, &out->n)) return false;
    out->data = data;
    return true;
}

bool rt_text_arg(rt_thread *t, const rt_text *self, Value v, rt_text *out,
                 const char *str_message) {
    if (self->kind == RT_TEXT_STR && !rt_is_str(v)) {
        rt_raise_type_error(t, str_message == NULL ? "must be str, not %T" : str_message, v);
        return false;
    }
    if (self->kind == RT_TEXT_STR) return rt_text_of(t, v, out);
    const unsigned char *data;
    if (!rt_buffer_get(t, v, &data, &out->n)) return false;
    *out = (rt_text){.data = data, .n = out->n, .width = 1, .kind = self->kind, .whole = v};
    return true;
}

Value rt_text_new(rt_thread *t, rt_text_kind kind, const void *data, size_t n, int width) {
    if (kind == RT_TEXT_STR) return rt_str_from_width(t, data, n, width);
    return kind == RT_TEXT_BYTES ? rt_bytes_new(t, data, n) : rt_bytearray_new(t, data, n);
}

Value rt_text_slice(rt_thread *t, const rt_text *s, size_t start, size_t end) {
    if (s->kind == RT_TEXT_STR) return rt_str_slice(t, s->whole, start, end);
    if (start == 0 && end == s->n && rt_is_exact(s->whole, &rt_bytes_type)) return s->whole;
    return rt_text_new(t, s->kind, (const char *)s->data + start, end - start, 1);
}

Value rt_text_finish(rt_thread *t, rt_text_kind kind, rt_str_builder *b) {
    if (kind == RT_TEXT_STR) return rt_sb_finish(t, b);
    assert(b->width == 1);
    Value v = b->failed ? rt_raise_memory_error(t)
                        : rt_text_new(t, kind, b->length == 0 ? "" : b->data, b->length, 1);
    rt_sb_drop(b);
    return v;
}

bool rt_text_is_space(const rt_text *s, uint32_t c) {
    if (c < 128)
        return c == ' ' || (c >= '\t' && c <= '\r') ||
               (c >= 0x1c && c <= 0x1f && s->kind == RT_TEXT_STR);
    return s->kind == RT_TEXT_STR && rt_uni_is_space(c);
}

Value rt_text_repeat(rt_thread *t, const rt_text *s, int64_t count) {
    if (count <= 0 || s->n == 0) return rt_text_new(t, s->kind, "", 0, 1);
    if (count == 1 && s->kind != RT_TEXT_BYTEARRAY) return rt_text_slice(t, s, 0, s->n);
    if (s->kind != RT_TEXT_BYTEARRAY && (size_t)count > INT64_MAX / s->n)
        return rt_raise(t, &rt_exc_OverflowError, "repeated %s too long",
                        s->kind == RT_TEXT_STR ? "string is" : "bytes are");
    if ((size_t)count > STR_MAX_LENGTH / s->n) return rt_raise_memory_error(t);
    size_t bytes = s->n * (size_t)s->width, total = bytes * (size_t)count;
    char *out;
    Value v;
    if (s->kind == RT_TEXT_STR) {
        rt_str *r = rt_str_alloc(t, s->n * (size_t)count, s->width, rt_as_str(s->whole)->ascii);
        if (r == NULL) return RT_NULL;
        out = (char *)(r + 1);
        v = rt_from_obj(r);
    } else {
        v = rt_bytes_new(t, NULL, total);
        if (rt_is_null(v)) return RT_NULL;
        out = (char *)rt_as_bytes(v)->data;
    }
    memcpy(out, s->data, bytes);
    for (size_t done = bytes; done < total;) { /* doubling: each copy is as long as what is there */
        size_t step = done < total - done ? done : total - done;
        memcpy(out + done, out, step);
        done += step;
    }
    return s->kind == RT_TEXT_BYTEARRAY ? rt_bytearray_new(t, out, total) : v;
}

Value rt_text_getslice(rt_thread *t, const rt_text *s, Value slice) {
    int64_t start, stop, step, count;
    if (!rt_slice_indices(t, slice, (int64_t)s->n, &start, &stop, &step, &count)) return RT_NULL;
    if (count <= 0) return rt_text_new(t, s->kind, "", 0, 1);
    if (step == 1) return rt_text_slice(t, s, (size_t)start, (size_t)(start + count));
    rt_str_builder b;
    rt_sb_init(&b);
    for (int64_t i = 0; i < count; i++)
        rt_sb_char(&b, rt_text_at(s, (size_t)(start + i * step)));
    return rt_text_finish(t, s->kind, &b);
}
