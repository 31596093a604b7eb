/* bytes_methods.c - the methods of bytes and bytearray that str does not share: ASCII case and tests, hex, decode,
 * translate.
 * Owns: nothing. Threads: any. */
#include "runtime/objects/bytes_internal.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/text.h"
#include "runtime/protocol.h"

static bool lower(unsigned char c) { return c >= 'a' && c <= 'z'; }
static bool upper(unsigned char c) { return c >= 'A' && c <= 'Z'; }
static bool letter(unsigned char c) { return lower(c) || upper(c); }
static bool digit(unsigned char c) { return c >= '0' && c <= '9'; }
static bool alnum(unsigned char c) { return letter(c) || digit(c); }
static bool space(unsigned char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static unsigned char to_lower(unsigned char c) { return upper(c) ? c | 0x20 : c; }
static unsigned char to_upper(unsigned char c) { return lower(c) ? c & ~0x20 : c; }

/* ---- case ---- */

/* A new object of self's kind, each byte by step(c, whether the byte before was a letter, its position). */
static Value mapped(rt_thread *t, Value self,
                    unsigned char (*step)(unsigned char c, bool inside, size_t i)) {
    rt_text s;
    if (!rt_text_of(t, self, &s)) return RT_NULL;
    Value v = rt_bytes_new(t, NULL, s.n);
    if (rt_is_null(v)) return RT_NULL;
    unsigned char *out = rt_as_bytes(v)->data;
    const unsigned char *in = s.data;
    bool inside = false;
    for (size_t i = 0; i < s.n; i++) {
        out[i] = step(in[i], inside, i);
        inside = letter(in[i]);
    }
    return s.kind == RT_TEXT_BYTES ? v : rt_bytearray_new(t, out, s.n);
}

static unsigned char lower_step(unsigned char c, bool inside, size_t i) {
    return (void)inside, (void)i, to_lower(c);
}
static unsigned char upper_step(unsigned char c, bool inside, size_t i) {
    return (void)inside, (void)i, to_upper(c);
}
static unsigned char capitalize_step(unsigned char c, bool inside, size_t i) {
    return (void)inside, i == 0 ? to_upper(c) : to_lower(c);
}
static unsigned char title_step(unsigned char c, bool inside, size_t i) {
    return (void)i, inside ? to_lower(c) : to_upper(c);
}
static unsigned char swapcase_step(unsigned char c, bool inside, size_t i) {
    return (void)inside, (void)i, letter(c) ? c ^ 0x20 : c;
}

#define BYTES_MAP(name)                                                                            \
    Value rt_bytes_##name##_method(rt_thread *t, Value *args, uint32_t nargs)                      \
    {                                                                                              \
        (void)nargs;                                                                               \
        return mapped(t, args[0], name##_step);                                                    \
    }
BYTES_MAP(lower)
BYTES_MAP(upper)
BYTES_MAP(capitalize)
BYTES_MAP(title)
BYTES_MAP(swapcase)
#undef BYTES_MAP

/* ---- tests ---- */

static Value all_are(rt_thread *t, Value self, bool (*test)(unsigned char)) {
    rt_text s;
    if (!rt_text_of(t, self, &s)) return RT_NULL;
    for (size_t i = 0; i < s.n; i++)
        if (!test(((const unsigned char *)s.data)[i])) return RT_FALSE;
    return rt_bool(s.n > 0);
}

#define BYTES_TEST(name, test)                                                                     \
    Value rt_bytes_##name##_method(rt_thread *t, Value *args, uint32_t nargs)                      \
    {                                                                                              \
        (void)nargs;                                                                               \
        return all_are(t, args[0], test);                                                          \
    }
BYTES_TEST(isalpha, letter)
BYTES_TEST(isalnum, alnum)
BYTES_TEST(isdigit, digit)
BYTES_TEST(isspace, space)
#undef BYTES_TEST

Value rt_bytes_isascii_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_text s;
    return rt_text_of(t, args[0], &s) ? rt_bool(rt_chars_or(s.data, s.n, 1) < 128) : RT_NULL;
}

static Value some_none(rt_thread *t, Value self, bool (*wanted)(unsigned char),
                       bool (*forbidden)(unsigned char)) {
    rt_text s;
    bool seen = false;
    if (!rt_text_of(t, self, &s)) return RT_NULL;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = ((const unsigned char *)s.data)[i];
        if (forbidden(c)) return RT_FALSE;
        seen |= wanted(c);
    }
    return rt_bool(seen);
}

Value rt_bytes_islower_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return some_none(t, args[0], lower, upper);
}

Value rt_bytes_isupper_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return some_none(t, args[0], upper, lower);
}

Value rt_bytes_istitle_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_text s;
    bool seen = false, inside = false;
    if (!rt_text_of(t, args[0], &s)) return RT_NULL;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = ((const unsigned char *)s.data)[i];
        if ((upper(c) && inside) || (lower(c) && !inside)) return RT_FALSE;
        inside = letter(c);
        seen |= inside;
    }
    return rt_bool(seen);
}

/* ---- decode, hex ---- */

Value rt_bytes_decode_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const char *encoding, *errors;
    const unsigned char *data;
    size_t n;
    if (!rt_codec_arg(t, args[1], "decode", "encoding", &encoding) ||
        !rt_codec_arg(t, args[2], "decode", "errors", &errors) ||
        !rt_buffer_get(t, args[0], &data, &n))
        return RT_NULL;
    /* As in python3.11 nobody looks for the codec of nothing. */
    return n ? rt_decode(t, args[0], data, n, encoding, errors) : rt_str_empty;
}

static bool separator_get(rt_thread *t, Value v, uint32_t *out) {
    rt_text text;
    Value length = rt_len(t, v);
    if (rt_is_null(length)) return false;
    if (!rt_same(length, rt_imm_int(1)))
        return rt_raise_value_error(t, "sep must be length 1."), false;
    if (!rt_is_str(v) && !rt_is_bytes(v))
        return rt_raise_type_error(t, "sep must be str or bytes."), false;
    if (!rt_text_of(t, v, &text)) return false;
    *out = rt_text_at(&text, 0);
    if (*out >= 128) return rt_raise_value_error(t, "sep must be ASCII."), false;
    return true;
}

Value rt_bytes_hex(rt_thread *t, const unsigned char *data, size_t n, Value sep, Value per_sep) {
    uint32_t mark = 0;
    int group = 1;
    if (!rt_is_empty(per_sep) && !rt_arg_c_int(t, per_sep, &group)) return RT_NULL;
    if (!rt_is_empty(sep) && !separator_get(t, sep, &mark)) return RT_NULL;
    size_t size = (size_t)(group < 0 ? -(int64_t)group : group);
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < n; i++) {
        size_t from = group > 0 ? n - i : i; /* positive: groups are counted from the right */
        if (i > 0 && mark != 0 && size > 0 && from % size == 0) rt_sb_char(&b, mark);
        rt_sb_char(&b, (uint32_t)"0123456789abcdef"[data[i] >> 4]);
        rt_sb_char(&b, (uint32_t)"0123456789abcdef"[data[i] & 15]);
    }
    return rt_sb_finish(t, &b);
}

Value rt_bytes_hex_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    return rt_buffer_get(t, args[0], &data, &n) ? rt_bytes_hex(t, data, n, args[1], args[2])
                                                : RT_NULL;
}

static int hex_digit(uint32_t c) {
    return c >= '0' && c <= '9'   ? (int)c - '0'
           : c >= 'a' && c <= 'f' ? (int)c - 'a' + 10
           : c >= 'A' && c <= 'F' ? (int)c - 'A' + 10
                                  : -1;
}

Value rt_bytes_fromhex_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "fromhex() argument must be str, not %A", args[1]);
    const rt_str *s = rt_as_str(args[1]);
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < s->length;) {
        uint32_t c = rt_str_at(s, i);
        if (c < 128 && space((unsigned char)c)) {
            i++;
            continue;
        }
        int high = hex_digit(c), low = i + 1 < s->length ? hex_digit(rt_str_at(s, i + 1)) : -1;
        if (high < 0 || low < 0) {
            rt_sb_drop(&b);
            return rt_raise_value_error(
                t, "non-hexadecimal number found in fromhex() arg at position %zu",
                high < 0 ? i : i + 1);
        }
        rt_sb_char(&b, (uint32_t)(high << 4 | low));
        i += 2;
    }
    Value bytes = rt_text_finish(t, RT_TEXT_BYTES, &b);
    if (rt_is_null(bytes) || rt_obj(args[0]) == &rt_bytes_type.hdr) return bytes;
    return rt_tail_call1(t, args[0], bytes);
}

/* ---- translate ---- */

Value rt_bytes_translate_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_text s, table = {0}, drop = {0};
    if (!rt_text_of(t, args[0], &s)) return RT_NULL;
    if (!rt_is_none(args[1])) {
        if (!rt_text_arg(t, &s, args[1], &table, NULL)) return RT_NULL;
        if (table.n != 256)
            return rt_raise_value_error(t, "translation table must be 256 characters long");
    }
    if (!rt_is_empty(args[2]) && !rt_text_arg(t, &s, args[2], &drop, NULL)) return RT_NULL;
    bool dropped[256] = {false};
    for (size_t i = 0; i < drop.n; i++)
        dropped[((const unsigned char *)drop.data)[i]] = true;
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = ((const unsigned char *)s.data)[i];
        if (!dropped[c])
            rt_sb_char(&b, table.data == NULL ? c : ((const unsigned char *)table.data)[c]);
    }
    return rt_text_finish(t, s.kind, &b);
}

Value rt_bytes_maketrans_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *from, *to;
    size_t n, m;
    if (!rt_buffer_get(t, args[0], &from, &n) || !rt_buffer_get(t, args[1], &to, &m))
        return RT_NULL;
    if (n != m) return rt_raise_value_error(t, "maketrans arguments must have same length");
    unsigned char table[256];
    for (size_t i = 0; i < 256; i++)
        table[i] = (unsigned char)i;
    for (size_t i = 0; i < n; i++)
        table[from[i]] = to[i];
    return rt_bytes_new(t, table, sizeof table);
}
