/* format_string.c - str.format: the walk over a template, field names, conversions, nested specifications.
 *
 * The walk is a loop in C; what a field needs of user code (__getattr__, __getitem__, __format__, __str__) is a
 * short nested call each, so a transaction is not split inside one format call.
 *
 * Owns: nothing. Threads: any.
 */
#include "runtime/format_internal.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/str_methods.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/unicode/ctype.h"

typedef struct format_walk {
    rt_thread *t;
    Value args, kwargs; /* RT_EMPTY: none */
    int64_t next_index; /* of automatic numbering */
    enum { NUMBERING_NONE, NUMBERING_AUTO, NUMBERING_MANUAL } numbering;
} format_walk;

static bool walk(format_walk *w, rt_str_builder *out, const rt_str *s, size_t i, size_t end,
                 int depth);

/* ---- field names ---- */

int64_t format_index_of(rt_thread *t, const rt_str *s, size_t start, size_t end) {
    int64_t n = 0;
    if (start == end) return -1;
    for (size_t i = start; i < end; i++) {
        int digit = rt_uni_decimal(rt_str_at(s, i));
        if (digit < 0) return -1;
        if (n > (INT64_MAX - 9) / 10) {
            rt_raise_value_error(t, "Too many decimal digits in format string");
            return -2;
        }
        n = n * 10 + digit;
    }
    return n;
}

static bool set_numbering(format_walk *w, bool automatic) {
    if (w->numbering == NUMBERING_NONE)
        w->numbering = automatic ? NUMBERING_AUTO : NUMBERING_MANUAL;
    if ((w->numbering == NUMBERING_AUTO) == automatic) return true;
    rt_raise_value_error(
        w->t, automatic
                  ? "cannot switch from manual field specification to automatic field numbering"
                  : "cannot switch from automatic field numbering to manual field specification");
    return false;
}

static Value positional(format_walk *w, int64_t index) {
    if (rt_is_empty(w->args))
        return rt_raise_value_error(w->t, "Format string contains positional fields");
    if (index >= (int64_t)rt_tuple_len(w->args))
        return rt_raise(w->t, &rt_exc_IndexError,
                        "Replacement index %lld out of range for positional args tuple",
                        (long long)index);
    return rt_tuple_at(w->args, (size_t)index);
}

static Value keyword(format_walk *w, const rt_str *s, size_t start, size_t end) {
    Value name = rt_str_slice(w->t, rt_from_obj(s), start, end);
    if (rt_is_null(name)) return RT_NULL;
    if (rt_is_empty(w->kwargs)) return rt_raise_key_error(w->t, name);
    if (!rt_is_exact(w->kwargs, &rt_dict_type)) return rt_getitem(w->t, w->kwargs, name);
    Value v = rt_dict_get(w->t, w->kwargs, name);
    return rt_is_empty(v) ? rt_raise_key_error(w->t, name) : v;
}

static Value first_part(format_walk *w, const rt_str *s, size_t start, size_t end) {
    int64_t index = format_index_of(w->t, s, start, end);
    if (index == -2) return RT_NULL;
    if (start == end || index >= 0) {
        if (!set_numbering(w, start == end)) return RT_NULL;
        return positional(w, start == end ? w->next_index++ : index);
    }
    return keyword(w, s, start, end);
}

/* .name or [index] after the first part; *i moves behind it. */
static Value next_part(format_walk *w, const rt_str *s, size_t *i, size_t end, Value v) {
    bool attribute = rt_str_at(s, *i) == '.';
    size_t start = ++*i;
    if (attribute) {
        while (*i < end && rt_str_at(s, *i) != '.' && rt_str_at(s, *i) != '[')
            ++*i;
    } else {
        while (*i < end && rt_str_at(s, *i) != ']')
            ++*i;
        if (*i == end) return rt_raise_value_error(w->t, "Missing ']' in format string");
    }
    if (*i == start) return rt_raise_value_error(w->t, "Empty attribute in format string");
    Value name = rt_str_slice(w->t, rt_from_obj(s), start, *i);
    if (rt_is_null(name)) return RT_NULL;
    if (attribute) return rt_getattr(w->t, v, name);
    int64_t index = format_index_of(w->t, s, start, (*i)++);
    if (index == -2) return RT_NULL;
    v = rt_getitem(w->t, v, index >= 0 ? rt_imm_int(index) : name);
    if (!rt_is_null(v) && *i < end && rt_str_at(s, *i) != '.' && rt_str_at(s, *i) != '[')
        return rt_raise_value_error(w->t,
                                    "Only '.' or '[' may follow ']' in format field specifier");
    return v;
}

static Value field_value(format_walk *w, const rt_str *s, size_t start, size_t end) {
    size_t i = start;
    while (i < end && rt_str_at(s, i) != '.' && rt_str_at(s, i) != '[')
        i++;
    Value v = first_part(w, s, start, i);
    while (i < end && !rt_is_null(v))
        v = next_part(w, s, &i, end, v);
    return v;
}

/* ---- fields ---- */

bool format_field_scan(rt_thread *t, const rt_str *s, size_t start, size_t end, format_field *f) {
    size_t i = start;
    uint32_t c = 0;
    bool bracket = false;
    *f = (format_field){0};
    for (; i < end; i++) {
        c = rt_str_at(s, i);
        if (c == '[') bracket = true;
        if (c == ']') bracket = false;
        if (!bracket && c == '{')
            return rt_raise_value_error(t, "unexpected '{' in field name"), false;
        if (!bracket && (c == '}' || c == ':' || c == '!')) break;
    }
    f->name_end = i;
    if (i == end) return rt_raise_value_error(t, "expected '}' before end of string"), false;
    if (c == '!') {
        if (i + 1 >= end)
            return rt_raise_value_error(t, "end of string while looking for conversion specifier"),
                   false;
        f->conversion = rt_str_at(s, i + 1);
        i += 2;
        if (i >= end) return rt_raise_value_error(t, "unmatched '{' in format spec"), false;
        c = rt_str_at(s, i);
        if (c != ':' && c != '}')
            return rt_raise_value_error(t, "expected ':' after conversion specifier"), false;
    }
    f->spec = f->spec_end = i + 1;
    f->after = i + 1;
    if (c == '}') return true;
    size_t nested = 1;
    for (i = f->spec; i < end; i++) {
        c = rt_str_at(s, i);
        if (c == '{') nested++;
        if (c == '}' && --nested == 0) break;
    }
    if (i == end) return rt_raise_value_error(t, "unmatched '{' in format spec"), false;
    f->spec_end = i;
    f->after = i + 1;
    return true;
}

static Value convert(rt_thread *t, Value v, uint32_t conversion) {
    switch (conversion) {
    case 0: return v;
    case 's': return rt_to_str(t, v);
    case 'r': return rt_repr(t, v);
    case 'a': {
        Value text = rt_repr(t, v);
        return rt_is_null(text) ? RT_NULL : rt_str_ascii(t, text);
    }
    default:
        if (conversion > 32 && conversion < 127)
            return rt_raise_value_error(t, "Unknown conversion specifier %c", (int)conversion);
        return rt_raise_value_error(t, "Unknown conversion specifier \\x%x", conversion);
    }
}

static bool put_field(format_walk *w, rt_str_builder *out, const rt_str *s, size_t start,
                      const format_field *f, int depth) {
    Value v = field_value(w, s, start, f->name_end);
    if (!rt_is_null(v)) v = convert(w->t, v, f->conversion);
    if (rt_is_null(v)) return false;
    Value spec = rt_str_empty;
    if (f->spec < f->spec_end) {
        rt_str_builder nested;
        rt_sb_init(&nested);
        if (!walk(w, &nested, s, f->spec, f->spec_end, depth - 1)) {
            rt_sb_drop(&nested);
            return false;
        }
        spec = rt_sb_finish(w->t, &nested);
        if (rt_is_null(spec)) return false;
    }
    Value text = rt_format(w->t, v, spec);
    if (rt_is_null(text)) return false;
    rt_sb_str(out, text);
    return true;
}

static bool walk(format_walk *w, rt_str_builder *out, const rt_str *s, size_t i, size_t end,
                 int depth) {
    if (depth < 0) return rt_raise_value_error(w->t, "Max string recursion exceeded"), false;
    while (i < end) {
        size_t start = i;
        while (i < end && rt_str_at(s, i) != '{' && rt_str_at(s, i) != '}')
            i++;
        rt_sb_slice(out, rt_from_obj(s), start, i);
        if (i == end) return true;
        uint32_t c = rt_str_at(s, i++);
        if (i < end && rt_str_at(s, i) == c) {
            rt_sb_char(out, c);
            i++;
            continue;
        }
        if (c == '}')
            return rt_raise_value_error(w->t, "Single '}' encountered in format string"), false;
        if (i == end)
            return rt_raise_value_error(w->t, "Single '{' encountered in format string"), false;
        format_field f;
        if (!format_field_scan(w->t, s, i, end, &f) || !put_field(w, out, s, i, &f, depth))
            return false;
        i = f.after;
    }
    return true;
}

Value rt_str_format_method(rt_thread *t, Value template, Value args, Value kwargs) {
    format_walk w = {.t = t, .args = args, .kwargs = kwargs};
    rt_str_builder out;
    rt_sb_init(&out);
    if (walk(&w, &out, rt_as_str(template), 0, rt_as_str(template)->length, 1))
        return rt_sb_finish(t, &out);
    rt_sb_drop(&out);
    return RT_NULL;
}
