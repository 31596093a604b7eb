/* int_text.c - ints as text, in both directions, bases 2 to 36.
 *
 * Owns: the digit limit (sys.set_int_max_str_digits), which any thread may read.
 * Threads: any.
 */
#include "runtime/objects/int_internal.h"

#include <stdlib.h>

#include "runtime/objects/str.h"
#include "runtime/protocol.h"

_Atomic(int) rt_int_x_max_digits = 4300;

static const char LIMIT_HINT[] = "use sys.set_int_max_str_digits() to increase the limit";

static int max_digits(void) {
    return atomic_load_explicit(&rt_int_x_max_digits,
                                memory_order_relaxed); /* a setting, on its own */
}

static Value raise_limit(rt_thread *t, size_t digits) {
    if (digits == 0)
        return rt_raise_value_error(
            t, "Exceeds the limit (%d digits) for integer string conversion; %s", max_digits(),
            LIMIT_HINT);
    return rt_raise_value_error(
        t, "Exceeds the limit (%d digits) for integer string conversion: value has %zu digits; %s",
        max_digits(), digits, LIMIT_HINT);
}

/* ---- int to text ---- */

static Value small_text(rt_thread *t, int64_t i, int base) {
    char text[72], *p = text + sizeof text;
    uint64_t u = i < 0 ? -(uint64_t)i : (uint64_t)i;
    do {
        *--p = "0123456789abcdefghijklmnopqrstuvwxyz"[u % (unsigned)base];
        u /= (unsigned)base;
    } while (u != 0);
    if (i < 0) *--p = '-';
    return rt_str_from_ascii(t, p, (size_t)(text + sizeof text - p));
}

/* mpn_get_str into malloc memory; digits are values, not characters. */
static unsigned char *view_digits(const int_view *v, int base, size_t *n) {
    size_t room = mpn_sizeinbase(v->limbs, (mp_size_t)v->n, base) + 2;
    unsigned char *digits = malloc(room);
    mp_limb_t *copy = malloc((v->n + 1) * sizeof *copy);
    if (digits != NULL && copy != NULL) {
        mpn_copyi(copy, v->limbs, (mp_size_t)v->n);
        *n = mpn_get_str(digits, base, copy, (mp_size_t)v->n);
    } else {
        free(digits);
        digits = NULL;
    }
    free(copy);
    return digits;
}

Value rt_int_text(rt_thread *t, Value value, int base) {
    int64_t i;
    int_view v;
    size_t n, skip = 0;
    if (int_small(value, &i)) return small_text(t, i, base);
    int_view_of(value, &v);
    if (v.n == 0) return rt_str_from_ascii(t, "0", 1);
    int limit = base == 10 ? max_digits() : 0;
    /* Every limb is at least 19 digits; this many are surely too many, so that no time is spent on them. */
    if (limit > 0 && v.n > (size_t)limit / 19 + 2) return raise_limit(t, 0);
    unsigned char *digits = view_digits(&v, base, &n);
    if (digits == NULL) return rt_raise_memory_error(t);
    while (skip + 1 < n && digits[skip] == 0)
        skip++;
    n -= skip;
    if (limit > 0 && n > (size_t)limit) {
        free(digits);
        return raise_limit(t, 0);
    }
    for (size_t k = 0; k < n; k++)
        digits[skip + k] = (unsigned char)"0123456789abcdefghijklmnopqrstuvwxyz"[digits[skip + k]];
    rt_str_builder b;
    rt_sb_init(&b);
    if (v.neg) rt_sb_char(&b, '-');
    rt_sb_ascii(&b, (const char *)digits + skip, n);
    free(digits);
    return rt_sb_finish(t, &b);
}

/* ---- text to int ---- */

static int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static Value raise_literal(rt_thread *t, int base, Value original) {
    Value text = rt_repr(t, original);
    if (rt_is_null(text)) return RT_NULL;
    if (rt_as_str(text)->length > 200) text = rt_str_slice(t, text, 0, 200);
    if (rt_is_null(text)) return RT_NULL;
    return rt_raise_value_error(t, "invalid literal for int() with base %d: %V", base, text);
}

/* 0b, 0o, 0x where the base allows it; fixes base 0. Returns the characters of the prefix. */
static size_t parse_prefix(const char *s, size_t n, int *base) {
    int letter_base = 0;
    if (n >= 2 && s[0] == '0') {
        char c = (char)(s[1] | 0x20);
        letter_base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
    }
    if (letter_base != 0 && (*base == 0 || *base == letter_base)) {
        *base = letter_base;
        return 2;
    }
    if (*base == 0) *base = 10;
    return 0;
}

/* Digit values into out; *count of them. false: not digits with single underscores between. */
static bool collect_digits(const char *s, size_t n, int base, bool prefixed, unsigned char *out,
                           size_t *count) {
    bool last_underscore = !prefixed; /* after a prefix one underscore is fine, at the start none */
    size_t k = 0;
    if (n == 0) return false;
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '_') {
            if (last_underscore) return false;
            last_underscore = true;
            continue;
        }
        int d = digit_value(s[i]);
        if (d >= base) return false;
        out[k++] = (unsigned char)d;
        last_underscore = false;
    }
    *count = k;
    return !last_underscore;
}

static Value int_from_digits(rt_thread *t, const unsigned char *digits, size_t n, int base,
                             bool neg) {
    while (n > 0 && *digits == 0) {
        digits++;
        n--;
    }
    if (n <= 12) {
        int64_t i = 0;
        for (size_t k = 0; k < n; k++)
            i = i * base + digits[k];
        return rt_int_new(t, neg ? -i : i);
    }
    static const double BITS[] = {[2] = 1, [8] = 3, [10] = 3.33, [16] = 4, [32] = 5, [36] = 5.17};
    double bits = base <= 36 && BITS[base] != 0 ? BITS[base] : 5.17;
    size_t limbs = (size_t)((double)n * bits / 64) + 3;
    rt_int *r = rt_int_alloc(t, limbs);
    if (r == NULL) return RT_NULL;
    mp_size_t used = mpn_set_str(r->limbs, digits, n, base);
    return rt_int_finish(r, (size_t)used, neg);
}

Value rt_int_parse(rt_thread *t, const char *s, size_t n, int base, Value original) {
    int given = base;
    while (n > 0 && is_space(*s)) {
        s++;
        n--;
    }
    while (n > 0 && is_space(s[n - 1]))
        n--;
    bool neg = n > 0 && *s == '-';
    if (n > 0 && (*s == '-' || *s == '+')) {
        s++;
        n--;
    }
    size_t prefix = parse_prefix(s, n, &base), count = 0;
    unsigned char *digits = malloc(n + 1);
    if (digits == NULL) return rt_raise_memory_error(t);
    bool ok = collect_digits(s + prefix, n - prefix, base, prefix != 0, digits, &count);
    if (ok && given == 0 && prefix == 0 && digits[0] == 0) /* 010 is no literal, 000 is */
        for (size_t i = 1; i < count; i++)
            ok = ok && digits[i] == 0;
    bool binary = (base & (base - 1)) == 0;
    Value result;
    if (!ok)
        result = raise_literal(t, given, original);
    else if (!binary && max_digits() > 0 && count > (size_t)max_digits())
        result = raise_limit(t, count);
    else
        result = int_from_digits(t, digits, count, base, neg);
    free(digits);
    return result;
}

Value rt_int_from_text(rt_thread *t, const char *s, size_t n, int base) {
    Value original = rt_str_from_utf8(t, s, n);
    return rt_is_null(original) ? RT_NULL : rt_int_parse(t, s, n, base, original);
}
