/* text_pad.c - strip, pad, zfill, expandtabs.
 * Owns: nothing. Threads: any. */
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/text.h"
#include "runtime/protocol.h"

/* ---- strip ---- */

static bool strips(const rt_text *s, const rt_text *set, uint32_t c) {
    if (set == NULL) return rt_text_is_space(s, c);
    for (size_t i = 0; i < set->n; i++)
        if (rt_text_at(set, i) == c) return true;
    return false;
}

static Value strip_any(rt_thread *t, Value *args, uint32_t nargs, const char *message, bool left,
                       bool right) {
    rt_text s, chars, *set = NULL;
    if (!rt_text_of(t, args[0], &s)) return RT_NULL;
    if (nargs > 1 && !rt_is_none(args[1])) {
        if (!rt_text_arg(t, &s, args[1], &chars, message)) return RT_NULL;
        set = &chars;
    }
    size_t start = 0, end = s.n;
    while (left && start < end && strips(&s, set, rt_text_at(&s, start)))
        start++;
    while (right && end > start && strips(&s, set, rt_text_at(&s, end - 1)))
        end--;
    return rt_text_slice(t, &s, start, end);
}

Value rt_text_strip_method(rt_thread *t, Value *args, uint32_t nargs) {
    return strip_any(t, args, nargs, "strip arg must be None or str", true, true);
}

Value rt_text_lstrip_method(rt_thread *t, Value *args, uint32_t nargs) {
    return strip_any(t, args, nargs, "lstrip arg must be None or str", true, false);
}

Value rt_text_rstrip_method(rt_thread *t, Value *args, uint32_t nargs) {
    return strip_any(t, args, nargs, "rstrip arg must be None or str", false, true);
}

/* ---- padding ---- */

static bool fill_get(rt_thread *t, const rt_text *s, Value v, const char *name, uint32_t *fill) {
    rt_text text;
    if (s->kind == RT_TEXT_STR) {
        if (!rt_text_arg(t, s, v, &text, "The fill character must be a unicode character, not %T"))
            return false;
        if (text.n != 1) {
            rt_raise_type_error(t, "The fill character must be exactly one character long");
            return false;
        }
    } else {
        bool fits = rt_is_bytes(v) || rt_isinstance_exact(v, &rt_bytearray_type);
        if (fits && !rt_text_of(t, v, &text)) return false;
        if (!fits || text.n != 1) {
            rt_raise_type_error(t, "%s() argument 2 must be a byte string of length 1, not %A",
                                name, v);
            return false;
        }
    }
    *fill = rt_text_at(&text, 0);
    return true;
}

static Value padded(rt_thread *t, const rt_text *s, uint32_t fill, size_t left, size_t right) {
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_fill(&b, fill, left);
    rt_sb_text(&b, s, 0, s->n);
    rt_sb_fill(&b, fill, right);
    return rt_text_finish(t, s->kind, &b);
}

static Value pad_any(rt_thread *t, Value *args, uint32_t nargs, const char *name, int side) {
    rt_text s;
    int64_t width;
    uint32_t fill = ' ';
    if (!rt_text_of(t, args[0], &s) || !rt_arg_ssize(t, args[1], &width)) return RT_NULL;
    if (nargs > 2 && !fill_get(t, &s, args[2], name, &fill)) return RT_NULL;
    if (width <= (int64_t)s.n) return rt_text_slice(t, &s, 0, s.n);
    if (width > STR_MAX_LENGTH) return rt_raise_memory_error(t);
    size_t pad = (size_t)width - s.n;
    size_t left = side < 0 ? 0 : side > 0 ? pad : pad / 2 + (pad & (size_t)width & 1);
    return padded(t, &s, fill, left, pad - left);
}

Value rt_text_center_method(rt_thread *t, Value *args, uint32_t nargs) {
    return pad_any(t, args, nargs, "center", 0);
}
Value rt_text_ljust_method(rt_thread *t, Value *args, uint32_t nargs) {
    return pad_any(t, args, nargs, "ljust", -1);
}
Value rt_text_rjust_method(rt_thread *t, Value *args, uint32_t nargs) {
    return pad_any(t, args, nargs, "rjust", 1);
}

Value rt_text_zfill_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_text s;
    int64_t width;
    if (!rt_text_of(t, args[0], &s) || !rt_arg_ssize(t, args[1], &width)) return RT_NULL;
    if (width <= (int64_t)s.n) return rt_text_slice(t, &s, 0, s.n);
    if (width > STR_MAX_LENGTH) return rt_raise_memory_error(t);
    uint32_t first = s.n > 0 ? rt_text_at(&s, 0) : 0;
    size_t sign = first == '+' || first == '-';
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_text(&b, &s, 0, sign);
    rt_sb_fill(&b, '0', (size_t)width - s.n);
    rt_sb_text(&b, &s, sign, s.n);
    return rt_text_finish(t, s.kind, &b);
}

Value rt_text_expandtabs_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_text s;
    int size = 8;
    size_t column = 0;
    if (!rt_text_of(t, args[0], &s)) return RT_NULL;
    if (!rt_is_empty(args[1]) && !rt_arg_c_int(t, args[1], &size)) return RT_NULL;
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < s.n; i++) {
        uint32_t c = rt_text_at(&s, i);
        if (c == '\t') {
            if (size <= 0) continue;
            size_t step = (size_t)size - column % (size_t)size;
            rt_sb_fill(&b, ' ', step);
            column += step;
            continue;
        }
        column = c == '\n' || c == '\r' ? 0 : column + 1;
        rt_sb_char(&b, c);
    }
    return rt_text_finish(t, s.kind, &b);
}
