/* float_text.c - doubles as text, in both directions.
 *
 * Owns: the table of powers of ten (constant).
 * Invariants
 *   dtoa-1  shortest() gives the fewest digits that read back as the same double, and among those the closest to it
 *           (ties to the even digit). That is what repr() promises.
 * Threads: any. Reading uses strtod, which rounds correctly; the C locale's decimal point is a dot, and the
 * program never sets LC_NUMERIC.
 */
#include "runtime/objects/float_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/format.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"

typedef struct u128 {
    uint64_t high, low;
} u128;

enum { POW10_MIN = -292, POW10_MAX = 324 };
static const u128 POW10[] = {
#include "runtime/objects/float_pow10.inc"
};
static_assert(sizeof POW10 / sizeof POW10[0] == POW10_MAX - POW10_MIN + 1,
              "one row for each power");

static inline uint64_t round_to_odd(u128 g, uint64_t cp) {
    unsigned __int128 low = (unsigned __int128)g.low * cp;
    unsigned __int128 y = (unsigned __int128)g.high * cp + (uint64_t)(low >> 64);
    return (uint64_t)(y >> 64) | ((uint64_t)y > 1);
}

static inline int32_t floor_log2_pow10(int32_t e) {
    return (int32_t)(((int64_t)e * 1741647) >> 19);
}

/* Schubfach: R. Giulietti, The Schubfach way to render doubles, 2020, figure 7. c * 2^q with c > 0; regular: the
 * neighbours are equally far. Digits in *digits, value digits * 10^result. */
static int32_t schubfach(uint64_t c, int32_t q, bool regular, uint64_t *digits) {
    uint64_t cbl = regular ? 4 * c - 2 : 4 * c - 1, cb = 4 * c, cbr = 4 * c + 2, odd = c & 1;
    int32_t k = (int32_t)(((int64_t)q * 1262611 - (regular ? 0 : 524031)) >> 22);
    int32_t h = q + floor_log2_pow10(-k) + 1;
    u128 g = POW10[-k - POW10_MIN];
    uint64_t lower = round_to_odd(g, cbl << h) + odd, vb = round_to_odd(g, cb << h);
    uint64_t upper = round_to_odd(g, cbr << h) - odd, s = vb / 4;
    if (s >= 10) {
        uint64_t sp = s / 10;
        bool up_inside = lower <= 40 * sp, wp_inside = 40 * sp + 40 <= upper;
        if (up_inside != wp_inside) {
            *digits = sp + wp_inside;
            return k + 1;
        }
    }
    bool u_inside = lower <= 4 * s, w_inside = 4 * s + 4 <= upper;
    if (u_inside != w_inside) {
        *digits = s + w_inside;
        return k;
    }
    uint64_t middle = 4 * s + 2;
    *digits = s + (vb > middle || (vb == middle && (s & 1)));
    return k;
}

/* d > 0, finite: *n digits (no trailing zero) in out[17]; returns the decimal exponent: 0.DIGITS * 10^result. */
int rt_double_shortest(double d, char out[static 20], int *n) {
    uint64_t bits, digits;
    memcpy(&bits, &d, sizeof bits);
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    int32_t exponent = (int32_t)(bits >> 52 & 0x7ff);
    uint64_t c = exponent != 0 ? fraction | UINT64_C(1) << 52 : fraction;
    int32_t q = exponent != 0 ? exponent - 1075 : -1074, e;
    if (q <= 0 && q > -53 && (c & ((UINT64_C(1) << -q) - 1)) == 0) {
        digits = c >> -q; /* a whole number below 2^53 */
        e = 0;
    } else {
        e = schubfach(c, q, fraction != 0 || exponent <= 1, &digits);
    }
    while (digits % 10 == 0) {
        digits /= 10;
        e++;
    }
    char text[24], *p = text + sizeof text;
    for (; digits != 0; digits /= 10)
        *--p = (char)('0' + digits % 10);
    *n = (int)(text + sizeof text - p);
    memcpy(out, p, (size_t)*n);
    return e + *n;
}

/* ---- repr ---- */

/* 0.DIGITS * 10^point as repr writes it; at most 32 characters. */
static size_t repr_layout(char *out, const char *digits, int n, int point) {
    char *p = out;
    if (point > 16 || point <= -4) {
        *p++ = digits[0];
        if (n > 1) {
            *p++ = '.';
            memcpy(p, digits + 1, (size_t)n - 1);
            p += n - 1;
        }
        return (size_t)(p - out) +
               (size_t)sprintf(p, "e%c%02d", point > 0 ? '+' : '-', abs(point - 1));
    }
    if (point <= 0) {
        *p++ = '0';
        *p++ = '.';
        for (int i = point; i < 0; i++)
            *p++ = '0';
        memcpy(p, digits, (size_t)n);
        return (size_t)(p - out) + (size_t)n;
    }
    for (int i = 0; i < point; i++)
        *p++ = i < n ? digits[i] : '0';
    *p++ = '.';
    if (n <= point) *p++ = '0';
    for (int i = point; i < n; i++)
        *p++ = digits[i];
    return (size_t)(p - out);
}

size_t rt_double_repr(double d, char out[static 40]) {
    char digits[20], *p = out;
    int n;
    if (isnan(d)) return (size_t)sprintf(out, "nan");
    if (signbit(d)) *p++ = '-';
    if (isinf(d)) return (size_t)(p - out) + (size_t)sprintf(p, "inf");
    if (d == 0) return (size_t)(p - out) + (size_t)sprintf(p, "0.0");
    int point = rt_double_shortest(fabs(d), digits, &n);
    return (size_t)(p - out) + repr_layout(p, digits, n, point);
}

Value rt_float_repr(rt_thread *t, double d) {
    char text[40];
    size_t n = rt_double_repr(d, text);
    return rt_str_from_ascii(t, text, n);
}

/* printf in a pattern of its own for each kind; the precision may be thousands. */
static char *double_printf(double d, char kind, int precision, bool alternate) {
    char pattern[8];
    snprintf(pattern, sizeof pattern, "%%%s.*%c", alternate ? "#" : "", kind);
    int n = snprintf(NULL, 0, pattern, precision, d);
    char *text = n < 0 ? NULL : malloc((size_t)n + 1);
    if (text != NULL) snprintf(text, (size_t)n + 1, pattern, precision, d);
    return text;
}

char *rt_double_text(double d, char kind, int precision, bool alternate) {
    char text[40];
    if (kind != 'r' && isfinite(d)) return double_printf(d, kind, precision, alternate);
    text[rt_double_repr(d, text)] = 0;
    return strdup(text);
}

/* ---- reading ---- */

/* strtod on a text that is one number, inf or nan, without blanks and underscores. */
static bool parse_plain(const char *s, size_t n, double *out) {
    const char *p = s + (n > 0 && (*s == '+' || *s == '-'));
    size_t left = n - (size_t)(p - s);
    bool named = (left == 3 && (strncasecmp(p, "inf", 3) == 0 || strncasecmp(p, "nan", 3) == 0)) ||
                 (left == 8 && strncasecmp(p, "infinity", 8) == 0);
    if (!named) {
        if (left == 0) return false;
        for (size_t i = 0; i < left; i++)
            if (strchr("0123456789.eE+-", p[i]) == NULL || p[i] == 0) return false;
        if (*p == '+' || *p == '-') return false;
    }
    char *end;
    *out = strtod(s, &end);
    if (named && (*p == 'n' || *p == 'N')) *out = copysign((double)NAN, *s == '-' ? -1.0 : 1.0);
    return end == s + n && end != s;
}

/* Drops underscores that stand between digits; SIZE_MAX if one does not. */
static size_t drop_underscores(char *out, const char *s, size_t n) {
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] != '_') {
            out[k++] = s[i];
            continue;
        }
        bool between = i > 0 && i + 1 < n && s[i - 1] >= '0' && s[i - 1] <= '9' &&
                       s[i + 1] >= '0' && s[i + 1] <= '9';
        if (!between) return SIZE_MAX;
    }
    return k;
}

bool rt_double_parse(const char *s, size_t n, double *out) {
    while (n > 0 && (*s == ' ' || (*s >= '\t' && *s <= '\r'))) {
        s++;
        n--;
    }
    while (n > 0 && (s[n - 1] == ' ' || (s[n - 1] >= '\t' && s[n - 1] <= '\r')))
        n--;
    char small[64], *text = n < sizeof small ? small : malloc(n + 1);
    if (text == NULL) return false;
    size_t k = drop_underscores(text, s, n);
    bool ok = k != SIZE_MAX;
    if (ok) {
        text[k] = 0;
        ok = parse_plain(text, k, out);
    }
    if (text != small) free(text);
    return ok;
}

Value rt_float_parse(rt_thread *t, const char *s, size_t n) {
    double d;
    if (rt_double_parse(s, n, &d)) return rt_float_new(t, d);
    Value text = rt_str_from_utf8(t, s, n);
    return rt_is_null(text)
               ? RT_NULL
               : rt_raise_value_error(t, "could not convert string to float: %R", text);
}
