/* str_build.c - strings made piecewise: the builder, UTF-8 in both directions, C format strings.
 *
 * Owns: nothing shared; a builder belongs to the C function that declared it.
 * Invariants
 *   build-1  A builder's memory is malloc's: it holds characters, never Values, so the collector need not see it.
 * Threads: any.
 */
#include "runtime/objects/codec.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "runtime/heap/heap.h"
#include "runtime/protocol.h"

/* ---- builder ---- */

void rt_sb_init(rt_str_builder *b) { *b = (rt_str_builder){.width = 1}; }

void rt_sb_drop(rt_str_builder *b) {
    free(b->data);
    b->data = NULL;
    b->length = b->cap = 0;
}

/* Room for n more characters of the width; false (and failed) when there is none. */
static bool sb_reserve(rt_str_builder *b, size_t n, int width) {
    if (b->failed) return false;
    if (width <= b->width && b->length + n <= b->cap) return true;
    if (width < b->width) width = b->width;
    size_t need = b->length + n;
    size_t cap = need <= b->cap ? b->cap : need + need / 2 + 32;
    if (need > STR_MAX_LENGTH) {
        b->failed = true;
        return false;
    }
    void *data =
        width == b->width ? realloc(b->data, cap * (size_t)width) : malloc(cap * (size_t)width);
    if (data == NULL) {
        b->failed = true;
        return false;
    }
    if (width != b->width) {
        rt_chars_copy(data, width, b->data, b->width, b->length);
        free(b->data);
    }
    b->data = data;
    b->cap = cap;
    b->width = width;
    return true;
}

void rt_sb_char(rt_str_builder *b, uint32_t c) {
    if (!sb_reserve(b, 1, rt_width_for(c))) return;
    rt_char_put(b->data, b->width, b->length++, c);
}

static void sb_chars(rt_str_builder *b, const void *data, size_t n, int width, int needed) {
    if (n == 0 || !sb_reserve(b, n, needed)) return;
    rt_chars_copy((char *)b->data + b->length * (size_t)b->width, b->width, data, width, n);
    b->length += n;
}

void rt_sb_ascii(rt_str_builder *b, const char *s, size_t n) { sb_chars(b, s, n, 1, 1); }

void rt_sb_cstr(rt_str_builder *b, const char *s) { rt_sb_ascii(b, s, strlen(s)); }

void rt_sb_str(rt_str_builder *b, Value v) {
    const rt_str *s = rt_as_str(v);
    sb_chars(b, s->data, s->length, s->width, s->width);
}

void rt_sb_slice(rt_str_builder *b, Value v, size_t start, size_t end) {
    const rt_str *s = rt_as_str(v);
    rt_sb_width(b, rt_chars_from(s->data, s->width, start), end - start, s->width);
}

void rt_sb_width(rt_str_builder *b, const void *data, size_t n, int width) {
    int needed = width <= b->width ? width : rt_width_for(rt_chars_or(data, n, width));
    sb_chars(b, data, n, width, needed);
}

void rt_sb_fill(rt_str_builder *b, uint32_t c, size_t n) {
    if (n == 0 || !sb_reserve(b, n, rt_width_for(c))) return;
    if (b->width == 1)
        memset((char *)b->data + b->length, (int)c, n);
    else
        for (size_t i = 0; i < n; i++)
            rt_char_put(b->data, b->width, b->length + i, c);
    b->length += n;
}

Value rt_sb_finish(rt_thread *t, rt_str_builder *b) {
    Value s =
        b->failed ? rt_raise_memory_error(t) : rt_str_from_width(t, b->data, b->length, b->width);
    rt_sb_drop(b);
    return s;
}

/* ---- UTF-8 ---- */

Value rt_str_from_utf8(rt_thread *t, const char *s, size_t n) {
    if (rt_chars_or(s, n, 1) < 128) return rt_str_from_ascii(t, s, n);
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < n;) {
        rt_utf8_step step = rt_utf8_next((const unsigned char *)s + i, n - i, true);
        if (step.error != NULL) {
            rt_sb_drop(&b);
            return rt_raise_decode_error(t, "utf-8", (const unsigned char *)s, n, i,
                                         i + step.length, step.error);
        }
        rt_sb_char(&b, step.c);
        i += step.length;
    }
    return rt_sb_finish(t, &b);
}

static size_t utf8_size(const rt_str *s) {
    size_t n = 0;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = rt_str_at(s, i);
        n += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
    return n;
}

const char *rt_str_utf8(rt_thread *t, Value v, size_t *n) {
    const rt_str *s = rt_as_str(v);
    if (s->ascii && s->blob == NULL) {
        if (n != NULL) *n = s->length;
        return s->data;
    }
    size_t size = s->ascii ? s->length : utf8_size(s);
    rt_blob *blob = rt_blob_new(t, size + 1);
    if (blob == NULL) return NULL;
    unsigned char *out = blob->data;
    for (size_t i = 0; i < s->length; i++)
        out += rt_utf8_put(out, rt_str_at(s, i));
    *out = 0;
    if (n != NULL) *n = size;
    return (const char *)blob->data;
}

/* ---- C format strings ---- */

static void sb_utf8(rt_str_builder *b, const char *s, size_t n) {
    for (size_t i = 0; i < n;) {
        rt_utf8_step step = rt_utf8_next((const unsigned char *)s + i, n - i, true);
        rt_sb_char(b, step.error != NULL ? 0xfffd : step.c);
        i += step.length;
    }
}

static void sb_address(rt_str_builder *b, Value v) {
    char text[64];
    int n = snprintf(text, sizeof text, " object at 0x%llx>", (unsigned long long)v.bits);
    rt_sb_char(b, '<');
    rt_sb_cstr(b, rt_type_of(v)->name);
    rt_sb_ascii(b, text, (size_t)n);
}

/* str() or repr() of v where that runs no Python code, else its address. An error on the way is dropped:
 * the caller is raising another one. */
static void sb_value(rt_thread *t, rt_str_builder *b, Value v, bool as_str) {
    if (as_str && rt_is_str(v)) {
        rt_sb_str(b, v);
        return;
    }
    const rt_type *type = rt_type_of(v);
    if ((type->flags & RT_TF_HEAP) || type->slots.repr == NULL) {
        sb_address(b, v);
        return;
    }
    Value text = type->slots.repr(t, v);
    if (rt_is_tail(text)) {
        t->tail.nconts = 0;
        sb_address(b, v);
    } else if (rt_is_null(text)) {
        (void)rt_exception_take(t);
        sb_address(b, v);
    } else {
        rt_sb_str(b, text);
    }
}

/* One plain conversion of printf, its specification in spec[0..n). */
static void sb_printf(rt_str_builder *b, const char *spec, size_t n, int longs, va_list *args) {
    char pattern[32], text[512];
    int length;
    if (n >= sizeof pattern) rt_fatal("format specification too long");
    memcpy(pattern, spec, n);
    pattern[n] = 0;
    switch (spec[n - 1]) {
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
    case 'c':
        length = longs == 0   ? snprintf(text, sizeof text, pattern, va_arg(*args, int))
                 : longs == 1 ? snprintf(text, sizeof text, pattern, va_arg(*args, long))
                              : snprintf(text, sizeof text, pattern, va_arg(*args, long long));
        break;
    case 'p': length = snprintf(text, sizeof text, pattern, va_arg(*args, void *)); break;
    case 'e':
    case 'f':
    case 'g': length = snprintf(text, sizeof text, pattern, va_arg(*args, double)); break;
    default: rt_fatal("bad format character '%c'", spec[n - 1]);
    }
    rt_sb_ascii(b, text, length < (int)sizeof text ? (size_t)length : sizeof text - 1);
}

/* %s with an optional precision (digits or '*'). */
static void sb_cstring(rt_str_builder *b, const char *spec, size_t n, va_list *args) {
    size_t limit = SIZE_MAX;
    const char *dot = memchr(spec, '.', n);
    if (dot != NULL)
        limit = dot[1] == '*' ? (size_t)va_arg(*args, int) : strtoul(dot + 1, NULL, 10);
    const char *s = va_arg(*args, const char *);
    if (s == NULL) s = "(null)";
    sb_utf8(b, s, limit == SIZE_MAX ? strlen(s) : strnlen(s, limit));
}

Value rt_str_format_v(rt_thread *t, const char *format, va_list list) {
    rt_str_builder b;
    va_list args;
    va_copy(args, list);
    rt_sb_init(&b);
    while (*format != 0) {
        size_t plain = strcspn(format, "%");
        sb_utf8(&b, format, plain);
        format += plain;
        if (*format == 0) break;
        const char *spec = format++;
        int longs = 0;
        while (*format != 0 && strchr("-+ #0123456789.*lzjt", *format) != NULL)
            if (strchr("lzjt", *format++) != NULL) longs++;
        char c = *format++;
        size_t n = (size_t)(format - spec);
        switch (c) {
        case '%': rt_sb_char(&b, '%'); break;
        case 's': sb_cstring(&b, spec, n, &args); break;
        case 'V': sb_value(t, &b, va_arg(args, Value), true); break;
        case 'R': sb_value(t, &b, va_arg(args, Value), false); break;
        case 'T': rt_sb_cstr(&b, rt_type_of(va_arg(args, Value))->name); break;
        case 'A': {
            Value v = va_arg(args, Value);
            rt_sb_cstr(&b, rt_is_none(v) ? "None" : rt_type_of(v)->name);
            break;
        }
        case 'N': rt_sb_cstr(&b, va_arg(args, const rt_type *)->name); break;
        default: sb_printf(&b, spec, n, longs, &args);
        }
    }
    va_end(args);
    return rt_sb_finish(t, &b);
}

Value rt_str_format_c(rt_thread *t, const char *format, ...) {
    va_list args;
    va_start(args, format);
    Value s = rt_str_format_v(t, format, args);
    va_end(args);
    return s;
}
