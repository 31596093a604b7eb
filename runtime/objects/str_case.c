/* str_case.c - case mappings and character tests of str.
 * Owns: nothing. Threads: any. */
#include "runtime/objects/str_methods.h"

#include "runtime/objects/str_internal.h"
#include "runtime/unicode/ctype.h"

/* ---- mappings ---- */

static void map_into(rt_str_builder *b, uint32_t c, enum rt_uni_case which) {
    uint32_t out[3];
    size_t n = rt_uni_map(c, which, out);
    for (size_t i = 0; i < n; i++)
        rt_sb_char(b, out[i]);
}

/* Is the capital sigma at i the last cased letter of a word? Then its lower form is the final one. */
static bool is_final_sigma(const rt_str *s, size_t i) {
    size_t j = i;
    while (j > 0 && (rt_uni_flags_of(rt_str_at(s, j - 1)) & RT_UNI_CASE_IGNORABLE))
        j--;
    if (j == 0 || !(rt_uni_flags_of(rt_str_at(s, j - 1)) & RT_UNI_CASED)) return false;
    for (j = i + 1; j < s->length && (rt_uni_flags_of(rt_str_at(s, j)) & RT_UNI_CASE_IGNORABLE);)
        j++;
    return j == s->length || !(rt_uni_flags_of(rt_str_at(s, j)) & RT_UNI_CASED);
}

static void lower_into(rt_str_builder *b, const rt_str *s, size_t i) {
    uint32_t c = rt_str_at(s, i);
    if (c == 0x3a3)
        rt_sb_char(b, is_final_sigma(s, i) ? 0x3c2 : 0x3c3);
    else
        map_into(b, c, RT_UNI_TO_LOWER);
}

/* ASCII letters by arithmetic; first: of a word, for title and capitalize. */
static Value ascii_mapped(rt_thread *t, const rt_str *s, bool upper) {
    rt_str *r = rt_str_alloc(t, s->length, 1, true);
    if (r == NULL) return RT_NULL;
    const uint8_t *from = s->data;
    uint8_t *to = (uint8_t *)(r + 1);
    uint8_t low = upper ? 'a' : 'A';
    for (size_t i = 0; i < s->length; i++)
        to[i] = (uint8_t)(from[i] ^ ((uint8_t)(from[i] - low) < 26 ? 0x20 : 0));
    return s->length == 0 ? rt_str_empty : s->length == 1 ? rt_str_chars[to[0]] : rt_from_obj(r);
}

Value rt_str_lower(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_str *s = rt_as_str(args[0]);
    if (s->ascii) return ascii_mapped(t, s, false);
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < s->length; i++)
        lower_into(&b, s, i);
    return rt_sb_finish(t, &b);
}

static Value mapped(rt_thread *t, const rt_str *s, enum rt_uni_case which) {
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < s->length; i++)
        map_into(&b, rt_str_at(s, i), which);
    return rt_sb_finish(t, &b);
}

Value rt_str_upper(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_str *s = rt_as_str(args[0]);
    return s->ascii ? ascii_mapped(t, s, true) : mapped(t, s, RT_UNI_TO_UPPER);
}

Value rt_str_casefold(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_str *s = rt_as_str(args[0]);
    return s->ascii ? ascii_mapped(t, s, false) : mapped(t, s, RT_UNI_TO_FOLD);
}

Value rt_str_capitalize(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_str *s = rt_as_str(args[0]);
    rt_str_builder b;
    rt_sb_init(&b);
    if (s->length > 0) map_into(&b, rt_str_at(s, 0), RT_UNI_TO_TITLE);
    for (size_t i = 1; i < s->length; i++)
        lower_into(&b, s, i);
    return rt_sb_finish(t, &b);
}

Value rt_str_title(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_str *s = rt_as_str(args[0]);
    rt_str_builder b;
    bool inside = false;
    rt_sb_init(&b);
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = rt_str_at(s, i);
        if (inside)
            lower_into(&b, s, i);
        else
            map_into(&b, c, RT_UNI_TO_TITLE);
        inside = rt_uni_flags_of(c) & RT_UNI_CASED;
    }
    return rt_sb_finish(t, &b);
}

Value rt_str_swapcase(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_str *s = rt_as_str(args[0]);
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = rt_str_at(s, i), flags = rt_uni_flags_of(c);
        if (flags & RT_UNI_UPPER)
            lower_into(&b, s, i);
        else if (flags & RT_UNI_LOWER)
            map_into(&b, c, RT_UNI_TO_UPPER);
        else
            rt_sb_char(&b, c);
    }
    return rt_sb_finish(t, &b);
}

/* ---- tests ---- */

/* Not empty, and every character has one of the flags. */
static Value all_have(Value v, uint32_t flags) {
    const rt_str *s = rt_as_str(v);
    for (size_t i = 0; i < s->length; i++)
        if (!(rt_uni_flags_of(rt_str_at(s, i)) & flags)) return RT_FALSE;
    return rt_bool(s->length > 0);
}

#define STR_TEST(name, flags)                                                                      \
    Value rt_str_##name(rt_thread *t, Value *args, uint32_t nargs)                                 \
    {                                                                                              \
        (void)t, (void)nargs;                                                                      \
        return all_have(args[0], flags);                                                           \
    }
STR_TEST(isalpha, RT_UNI_ALPHA)
STR_TEST(isalnum, RT_UNI_ALPHA | RT_UNI_DECIMAL | RT_UNI_DIGIT | RT_UNI_NUMERIC)
STR_TEST(isdecimal, RT_UNI_DECIMAL)
STR_TEST(isdigit, RT_UNI_DIGIT)
STR_TEST(isnumeric, RT_UNI_NUMERIC)
STR_TEST(isspace, RT_UNI_SPACE)
#undef STR_TEST

Value rt_str_isprintable(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    return rt_as_str(args[0])->length == 0 ? RT_TRUE : all_have(args[0], RT_UNI_PRINTABLE);
}

Value rt_str_isascii(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    return rt_bool(rt_as_str(args[0])->ascii);
}

/* At least one character with `wanted`, none with `forbidden`. */
static Value some_none(Value v, uint32_t wanted, uint32_t forbidden) {
    const rt_str *s = rt_as_str(v);
    bool seen = false;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t flags = rt_uni_flags_of(rt_str_at(s, i));
        if (flags & forbidden) return RT_FALSE;
        seen |= (flags & wanted) != 0;
    }
    return rt_bool(seen);
}

Value rt_str_islower(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    return some_none(args[0], RT_UNI_LOWER, RT_UNI_UPPER | RT_UNI_TITLE);
}

Value rt_str_isupper(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    return some_none(args[0], RT_UNI_UPPER, RT_UNI_LOWER | RT_UNI_TITLE);
}

Value rt_str_istitle(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    const rt_str *s = rt_as_str(args[0]);
    bool seen = false, inside = false;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t flags = rt_uni_flags_of(rt_str_at(s, i));
        bool capital = flags & (RT_UNI_UPPER | RT_UNI_TITLE), small = flags & RT_UNI_LOWER;
        if ((capital && inside) || (small && !inside)) return RT_FALSE;
        inside = capital || small;
        seen |= inside;
    }
    return rt_bool(seen);
}
