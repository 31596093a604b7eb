/* unicode.c - see unicode.h. The tables come from tools/gen_unicode.py at build time. */
#include "runtime/unicode/unicode.h"

#include <assert.h>
#include <string.h>

#include "unicode_tables.h"

enum { FLAG_XID_START = 1, FLAG_XID_CONTINUE = 2, FLAG_PRINTABLE = 4 };

enum {
    HANGUL_S = 0xAC00,
    HANGUL_L = 0x1100,
    HANGUL_V = 0x1161,
    HANGUL_T = 0x11A7,
    HANGUL_LS = 19,
    HANGUL_VS = 21,
    HANGUL_TS = 28,
    HANGUL_SS = 19 * 21 * 28
};

static uint8_t flags_of(uint32_t cp) {
    return cp < 0x110000 ? uc_flags_blocks[uc_flags_index[cp >> 8] * 256 + (cp & 255)] : 0;
}

bool rt_uc_is_xid_start(uint32_t cp) { return flags_of(cp) & FLAG_XID_START; }

bool rt_uc_is_xid_continue(uint32_t cp) { return flags_of(cp) & FLAG_XID_CONTINUE; }

bool rt_uc_is_printable(uint32_t cp) { return flags_of(cp) & FLAG_PRINTABLE; }

uint8_t rt_uc_combining_class(uint32_t cp) {
    return cp < 0x110000 ? uc_combining_blocks[uc_combining_index[cp >> 8] * 256 + (cp & 255)] : 0;
}

/* ---- normalisation (UAX #15: decompose, order, compose) ---- */

/* Index of cp among the decomposable code points, or -1. */
static int find_decomposition(uint32_t cp) {
    int low = 0, high = (int)(sizeof uc_decomposed_from / sizeof uc_decomposed_from[0]) - 1;
    while (low <= high) {
        int middle = (low + high) / 2;
        if (uc_decomposed_from[middle] == cp) return middle;
        if (uc_decomposed_from[middle] < cp)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return -1;
}

/* Append the full compatibility decomposition of cp; the new count. */
static size_t decompose(uint32_t cp, uint32_t *out, size_t n) {
    uint32_t s = cp - HANGUL_S;
    if (s < HANGUL_SS) {
        out[n++] = HANGUL_L + s / (HANGUL_VS * HANGUL_TS);
        out[n++] = HANGUL_V + s % (HANGUL_VS * HANGUL_TS) / HANGUL_TS;
        if (s % HANGUL_TS) out[n++] = HANGUL_T + s % HANGUL_TS;
        return n;
    }
    int at = cp < 0xA0 ? -1 : find_decomposition(cp);
    if (at < 0) {
        out[n++] = cp;
        return n;
    }
    for (int i = 0; i < uc_decomposed_len[at]; i++)
        out[n++] = uc_decomposed_pool[uc_decomposed_at[at] + i];
    return n;
}

/* Stable insertion sort of each run of combining marks by class. */
static void order_marks(uint32_t *cps, size_t n) {
    for (size_t i = 1; i < n; i++) {
        uint32_t cp = cps[i];
        uint8_t class = rt_uc_combining_class(cp);
        size_t j = i;
        if (class == 0) continue;
        while (j > 0 && rt_uc_combining_class(cps[j - 1]) > class) {
            cps[j] = cps[j - 1];
            j--;
        }
        cps[j] = cp;
    }
}

/* The primary composite of two code points, or 0. */
static uint32_t compose_pair(uint32_t a, uint32_t b) {
    if (a - HANGUL_L < HANGUL_LS && b - HANGUL_V < HANGUL_VS)
        return HANGUL_S + ((a - HANGUL_L) * HANGUL_VS + (b - HANGUL_V)) * HANGUL_TS;
    if (a - HANGUL_S < HANGUL_SS && (a - HANGUL_S) % HANGUL_TS == 0 && b > HANGUL_T &&
        b < HANGUL_T + HANGUL_TS)
        return a + (b - HANGUL_T);
    int low = 0, high = (int)(sizeof uc_compose_first / sizeof uc_compose_first[0]) - 1;
    while (low <= high) {
        int middle = (low + high) / 2;
        uint32_t first = uc_compose_first[middle], second = uc_compose_second[middle];
        if (first == a && second == b) return uc_compose_result[middle];
        if (first < a || (first == a && second < b))
            low = middle + 1;
        else
            high = middle - 1;
    }
    return 0;
}

/* Compose in place; the new count. */
static size_t compose(uint32_t *cps, size_t n) {
    size_t kept = 0, starter = 0;
    bool have_starter = false;
    uint8_t last_class = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t class = rt_uc_combining_class(cps[i]);
        bool adjacent = have_starter && kept == starter + 1;
        uint32_t composite = 0;
        if (have_starter && (adjacent || last_class < class))
            composite = compose_pair(cps[starter], cps[i]);
        if (composite) {
            cps[starter] = composite;
            continue;
        }
        if (class == 0) {
            starter = kept;
            have_starter = true;
        }
        last_class = class;
        cps[kept++] = cps[i];
    }
    return kept;
}

/* One code point decomposes to at most 18; each takes 4 bytes while it is worked on. */
size_t rt_uc_nfkc_bound(size_t len) { return len * 18 * sizeof(uint32_t) + sizeof(uint32_t); }

static uint32_t decode(const unsigned char **s) {
    const unsigned char *p = *s;
    int more = *p < 0x80 ? 0 : *p < 0xE0 ? 1 : *p < 0xF0 ? 2 : 3;
    uint32_t cp = more == 0 ? *p : *p & (0x3Fu >> more);
    while (more-- > 0)
        cp = cp << 6 | (*++p & 0x3Fu);
    *s = p + 1;
    return cp;
}

static char *encode(char *out, uint32_t cp) {
    if (cp < 0x80) {
        *out++ = (char)cp;
    } else if (cp < 0x800) {
        *out++ = (char)(0xC0 | cp >> 6);
        *out++ = (char)(0x80 | (cp & 0x3F));
    } else if (cp < 0x10000) {
        *out++ = (char)(0xE0 | cp >> 12);
        *out++ = (char)(0x80 | (cp >> 6 & 0x3F));
        *out++ = (char)(0x80 | (cp & 0x3F));
    } else {
        *out++ = (char)(0xF0 | cp >> 18);
        *out++ = (char)(0x80 | (cp >> 12 & 0x3F));
        *out++ = (char)(0x80 | (cp >> 6 & 0x3F));
        *out++ = (char)(0x80 | (cp & 0x3F));
    }
    return out;
}

size_t rt_uc_nfkc(const char *utf8, size_t len, char *out, size_t capacity) {
    assert(capacity >= rt_uc_nfkc_bound(len));
    (void)capacity;
    uint32_t *cps = (uint32_t *)(void *)out;
    const unsigned char *s = (const unsigned char *)utf8, *end = s + len;
    size_t n = 0;
    while (s < end)
        n = decompose(decode(&s), cps, n);
    order_marks(cps, n);
    n = compose(cps, n);
    /* encoding in place: a code point never needs more than the 4 bytes it occupies */
    char *to = out;
    for (size_t i = 0; i < n; i++)
        to = encode(to, cps[i]);
    return (size_t)(to - out);
}

/* ---- names ---- */

static const char *const hangul_l[] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                       "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
static const char *const hangul_v[] = {"A",   "AE", "YA", "YAE", "EO", "E",  "YEO",
                                       "YE",  "O",  "WA", "WAE", "OE", "YO", "U",
                                       "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
static const char *const hangul_t[] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D", "L",  "LG",
                                       "LM", "LB", "LS", "LT", "LP", "LH", "M",  "B", "BS", "S",
                                       "SS", "NG", "J",  "C",  "K",  "T",  "P",  "H"};

/* The longest of `n` parts that *s begins with; -1: none. Advances *s. */
static int longest_part(const char **s, const char *const *parts, int n) {
    int best = -1;
    size_t best_len = 0;
    for (int i = 0; i < n; i++) {
        size_t len = strlen(parts[i]);
        if (strncmp(*s, parts[i], len) == 0 && (best < 0 || len > best_len)) {
            best = i;
            best_len = len;
        }
    }
    *s += best_len;
    return best;
}

static bool hangul_by_name(const char *s, uint32_t *cp) {
    int l = longest_part(&s, hangul_l, HANGUL_LS);
    int v = longest_part(&s, hangul_v, HANGUL_VS);
    int t = longest_part(&s, hangul_t, HANGUL_TS);
    if (l < 0 || v < 0 || t < 0 || *s) return false;
    *cp = HANGUL_S + (uint32_t)((l * HANGUL_VS + v) * HANGUL_TS + t);
    return true;
}

static bool is_unified_ideograph(uint32_t cp) {
    static const uint32_t ranges[][2] = {
        {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0x20000, 0x2A6DF}, {0x2A700, 0x2B738},
        {0x2B740, 0x2B81D}, {0x2B820, 0x2CEA1}, {0x2CEB0, 0x2EBE0}, {0x30000, 0x3134A},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (cp >= ranges[i][0] && cp <= ranges[i][1]) return true;
    return false;
}

static bool ideograph_by_name(const char *digits, uint32_t *cp) {
    size_t len = strlen(digits);
    uint32_t value = 0;
    if (len != 4 && len != 5) return false;
    for (; *digits; digits++) {
        char c = *digits;
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'))) return false;
        value = value << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'A' + 10);
    }
    *cp = value;
    return is_unified_ideograph(value);
}

static bool find_hash(uint64_t hash, uint32_t *cp) {
    int low = 0, high = (int)(sizeof uc_name_hash / sizeof uc_name_hash[0]) - 1;
    while (low <= high) {
        int middle = (low + high) / 2;
        if (uc_name_hash[middle] == hash) return *cp = uc_name_code[middle], true;
        if (uc_name_hash[middle] < hash)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return false;
}

bool rt_uc_lookup_name(const char *name, size_t len, uint32_t *cp) {
    static const char hangul[] = "HANGUL SYLLABLE ", ideograph[] = "CJK UNIFIED IDEOGRAPH-";
    char upper[128], exact[128];
    uint64_t hash = 0xCBF29CE484222325u;
    if (len >= sizeof upper) return false;
    for (size_t i = 0; i < len; i++) {
        char c = name[i];
        upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        hash = (hash ^ (unsigned char)upper[i]) * 0x100000001B3u;
    }
    upper[len] = '\0';
    /* python3.11 wants the algorithmic names in capitals */
    memcpy(exact, name, len);
    exact[len] = '\0';
    if (strncmp(exact, hangul, sizeof hangul - 1) == 0)
        return hangul_by_name(exact + sizeof hangul - 1, cp);
    if (strncmp(exact, ideograph, sizeof ideograph - 1) == 0)
        return ideograph_by_name(exact + sizeof ideograph - 1, cp);
    return find_hash(hash, cp);
}
