/* _codecs_escape.c - the escape codecs and character maps of the _codecs module.
 * Owns: nothing. Threads: any. */
#include "runtime/modules/_codecs_internal.h"

#include <stdio.h>

#include "runtime/objects/bytes_internal.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/codec_registry.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str_internal.h"
#include "runtime/objects/text.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

static bool is_strict(const char *errors) {
    return errors == NULL || strcmp(errors, "strict") == 0;
}

static int hex_value(unsigned char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* ---- bytes escapes ---- */

Value rt_codecs_escape_encode(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_bytes(args[0]))
        return rt_raise_type_error(t, "escape_encode() argument 1 must be bytes, not %A", args[0]);
    const rt_bytes *s = rt_as_bytes(args[0]);
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < s->length; i++) {
        unsigned char c = s->data[i];
        char text[8];
        if (c == '\'' || c == '\\')
            snprintf(text, sizeof text, "\\%c", c);
        else if (c == '\t' || c == '\n' || c == '\r')
            snprintf(text, sizeof text, "\\%c", c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
        else
            snprintf(text, sizeof text, c < ' ' || c >= 0x7f ? "\\x%02x" : "%c", c);
        rt_sb_cstr(&b, text);
    }
    return rt_codecs_pair(t, rt_text_finish(t, RT_TEXT_BYTES, &b), s->length);
}

/* The character that a one-letter escape stands for; -1: none. */
static int simple_escape(unsigned char c) {
    static const char letters[] = "\\'\"abfnrtv", values[] = "\\'\"\a\b\f\n\r\t\v";
    const char *hit = c == 0 ? NULL : strchr(letters, c);
    return hit == NULL ? -1 : values[hit - letters];
}

/* Up to three octal digits at p[*i]. */
static uint32_t octal(const unsigned char *p, size_t n, size_t *i) {
    uint32_t value = 0;
    for (int digits = 0; digits < 3 && *i < n && p[*i] >= '0' && p[*i] <= '7'; digits++)
        value = value * 8 + (uint32_t)(p[(*i)++] - '0');
    return value;
}

Value rt_codecs_escape_decode(rt_thread *t, Value *args, uint32_t nargs) {
    const char *errors;
    const unsigned char *p;
    size_t n;
    if (!rt_codecs_errors(t, nargs > 1 ? args[1] : RT_EMPTY, "escape_decode", &errors))
        return RT_NULL;
    if (rt_is_str(args[0]))
        p = (const unsigned char *)rt_str_utf8(t, args[0], &n);
    else
        p = rt_buffer_get(t, args[0], &p, &n) ? p : NULL;
    if (p == NULL) return RT_NULL;
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < n;) {
        if (p[i] != '\\') {
            rt_sb_char(&b, p[i++]);
            continue;
        }
        size_t start = i++;
        if (i == n) {
            rt_sb_drop(&b);
            return rt_raise_value_error(t, "Trailing \\ in string");
        }
        int simple = simple_escape(p[i]);
        if (p[i] == '\n') {
            i++;
        } else if (simple >= 0) {
            rt_sb_char(&b, (uint32_t)simple);
            i++;
        } else if (p[i] >= '0' && p[i] <= '7') {
            rt_sb_char(&b, octal(p, n, &i) & 0xff);
        } else if (p[i] == 'x') {
            int high = i + 1 < n ? hex_value(p[i + 1]) : -1,
                low = i + 2 < n ? hex_value(p[i + 2]) : -1;
            if (high >= 0 && low >= 0) {
                rt_sb_char(&b, (uint32_t)(high << 4 | low));
                i += 3;
                continue;
            }
            if (is_strict(errors)) {
                rt_sb_drop(&b);
                return rt_raise_value_error(t, "invalid \\x escape at position %zu", start);
            }
            if (strcmp(errors, "replace") == 0) rt_sb_char(&b, '?');
            i += high >= 0 ? 2 : 1;
        } else {
            rt_sb_char(&b, '\\');
            rt_sb_char(&b, p[i++]);
        }
    }
    return rt_codecs_pair(t, rt_text_finish(t, RT_TEXT_BYTES, &b), n);
}

/* ---- unicode escapes ---- */

static Value escape_text(rt_thread *t, Value v, bool raw) {
    if (!rt_is_str(v))
        return rt_raise_type_error(t, "%sunicode_escape_encode() argument 1 must be str, not %A",
                                   raw ? "raw_" : "", v);
    const rt_str *s = rt_as_str(v);
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = rt_str_at(s, i);
        char text[16];
        if (raw ? c < 0x100 : (c >= ' ' && c < 0x7f && c != '\\')) {
            rt_sb_char(&b, c);
            continue;
        }
        if (!raw && (c == '\\' || c == '\n' || c == '\r' || c == '\t'))
            snprintf(text, sizeof text, "\\%c",
                     c == '\\'   ? '\\'
                     : c == '\n' ? 'n'
                     : c == '\r' ? 'r'
                                 : 't');
        else
            snprintf(text, sizeof text,
                     c < 0x100     ? "\\x%02x"
                     : c < 0x10000 ? "\\u%04x"
                                   : "\\U%08x",
                     c);
        rt_sb_cstr(&b, text);
    }
    return rt_codecs_pair(t, rt_text_finish(t, RT_TEXT_BYTES, &b), s->length);
}

Value rt_codecs_unicode_escape_encode(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return escape_text(t, args[0], false);
}

Value rt_codecs_raw_unicode_escape_encode(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return escape_text(t, args[0], true);
}

typedef struct unescaper {
    rt_thread *t;
    const char *codec, *errors;
    const unsigned char *p;
    size_t n;
    bool final;
    rt_str_builder out;
} unescaper;

/* A wrong escape at [start, end); *i moves to where decoding goes on. */
static bool unescape_error(unescaper *u, size_t start, size_t end, const char *reason, size_t *i) {
    Value replacement;
    if (is_strict(u->errors))
        return rt_raise_decode_error(u->t, u->codec, u->p, u->n, start, end, reason), false;
    if (!rt_codec_decode_handler(u->t, u->errors, u->codec, u->p, u->n, start, end, reason,
                                 &replacement, i))
        return false;
    rt_sb_str(&u->out, replacement);
    return true;
}

/* \xXX, \uXXXX, \UXXXXXXXX; *i stands on the letter. 1 done, 0 raised, 2 the input ends here and is not final. */
static int unescape_hex(unescaper *u, size_t start, size_t *i) {
    unsigned char letter = u->p[*i];
    size_t want = letter == 'x' ? 2 : letter == 'u' ? 4 : 8, k = *i + 1;
    uint32_t c = 0;
    for (; k < u->n && k <= *i + want && hex_value(u->p[k]) >= 0; k++)
        c = c << 4 | (uint32_t)hex_value(u->p[k]);
    if (k == *i + 1 + want) {
        if (c > 0x10ffff) return unescape_error(u, start, k, "illegal Unicode character", i);
        rt_sb_char(&u->out, c);
        *i = k;
        return 1;
    }
    if (k == u->n && !u->final) return 2;
    return unescape_error(u, start, k,
                          letter == 'x'   ? "truncated \\xXX escape"
                          : letter == 'u' ? "truncated \\uXXXX escape"
                                          : "truncated \\UXXXXXXXX escape",
                          i);
}

/* \N{name}: looked up in the unicodedata module. */
static int unescape_name(unescaper *u, size_t start, size_t *i) {
    size_t k = *i + 1;
    if (k < u->n && u->p[k] == '{') {
        size_t name = k + 1;
        while (k < u->n && u->p[k] != '}')
            k++;
        if (k == u->n && !u->final) return 2;
        if (k < u->n && k > name) {
            Value text = rt_str_from_width(u->t, u->p + name, k - name, 1),
                  module = rt_codec_import(u->t, "unicodedata");
            if (rt_is_null(text) || rt_is_null(module)) return 0;
            Value c = rt_call_method(u->t, module, rt_str_intern_cstr(u->t, "lookup"), &text, 1);
            if (!rt_is_null(c)) {
                rt_sb_str(&u->out, c);
                *i = k + 1;
                return 1;
            }
            if (!rt_exception_catch(u->t, &rt_exc_KeyError)) return 0;
            return unescape_error(u, start, k + 1, "unknown Unicode character name", i);
        }
    } else if (k == u->n && !u->final) {
        return 2;
    }
    return unescape_error(u, start, k, "malformed \\N character escape", i);
}

/* One escape of unicode_escape; *i stands behind the backslash. Results as unescape_hex. */
static int unescape_one(unescaper *u, size_t start, size_t *i) {
    unsigned char c = u->p[*i];
    int simple = simple_escape(c);
    if (simple >= 0) {
        rt_sb_char(&u->out, (uint32_t)simple);
        ++*i;
    } else if (c == '\n') {
        ++*i;
    } else if (c >= '0' && c <= '7') {
        rt_sb_char(&u->out, octal(u->p, u->n, i));
    } else if (c == 'x' || c == 'u' || c == 'U') {
        return unescape_hex(u, start, i);
    } else if (c == 'N') {
        return unescape_name(u, start, i);
    } else {
        rt_sb_char(&u->out, '\\');
        rt_sb_char(&u->out, c);
        ++*i;
    }
    return 1;
}

static Value unescape(rt_thread *t, Value *args, uint32_t nargs, bool raw) {
    unescaper u = {.t = t, .codec = raw ? "rawunicodeescape" : "unicodeescape"};
    Value final = nargs > 2 ? rt_truth(t, args[2]) : RT_TRUE;
    if (rt_is_null(final) ||
        !rt_codecs_errors(t, nargs > 1 ? args[1] : RT_EMPTY, "decode", &u.errors))
        return RT_NULL;
    u.final = rt_same(final, RT_TRUE);
    if (rt_is_str(args[0])) {
        u.p = (const unsigned char *)rt_str_utf8(t, args[0], &u.n);
        if (u.p == NULL) return RT_NULL;
    } else if (!rt_buffer_get(t, args[0], &u.p, &u.n)) {
        return RT_NULL;
    }
    rt_sb_init(&u.out);
    size_t i = 0;
    while (i < u.n) {
        size_t start = i;
        if (u.p[i++] != '\\') {
            rt_sb_char(&u.out, u.p[start]);
            continue;
        }
        int state = 1;
        if (raw && (i == u.n || (u.p[i] != 'u' && u.p[i] != 'U'))) {
            if (i == u.n && !u.final)
                state = 2;
            else
                rt_sb_char(&u.out, '\\');
            if (state == 1 && i < u.n) rt_sb_char(&u.out, u.p[i++]);
        } else if (i == u.n) {
            state = u.final ? unescape_error(&u, start, i, "\\ at end of string", &i) : 2;
        } else {
            state = raw ? unescape_hex(&u, start, &i) : unescape_one(&u, start, &i);
        }
        if (state == 0) {
            rt_sb_drop(&u.out);
            return RT_NULL;
        }
        if (state == 2) {
            i = start;
            break;
        }
    }
    return rt_codecs_pair(t, rt_sb_finish(t, &u.out), i);
}

Value rt_codecs_unicode_escape_decode(rt_thread *t, Value *args, uint32_t nargs) {
    return unescape(t, args, nargs, false);
}
Value rt_codecs_raw_unicode_escape_decode(rt_thread *t, Value *args, uint32_t nargs) {
    return unescape(t, args, nargs, true);
}

/* ---- character maps ---- */

/* A dict from characters to bytes for a decoding table; U+FFFE stands for a byte without a character. */
Value rt_codecs_charmap_build(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "charmap_build() argument must be str, not %A", args[0]);
    const rt_str *s = rt_as_str(args[0]);
    Value map = rt_dict_new(t);
    for (size_t i = 0; i < s->length && i < 256 && !rt_is_null(map); i++) {
        uint32_t c = rt_str_at(s, i);
        if (c != 0xfffe && !rt_dict_set(t, map, rt_imm_int(c), rt_imm_int((int64_t)i)))
            return RT_NULL;
    }
    return map;
}

/* What a mapping (dict or anything with __getitem__) says of a key; RT_NONE: undefined. */
static Value map_get(rt_thread *t, Value mapping, uint32_t key) {
    Value v = rt_getitem(t, mapping, rt_imm_int(key));
    if (rt_is_null(v) && rt_exception_catch(t, &rt_exc_LookupError)) return RT_NONE;
    return v;
}

/* Appends what c is encoded as. 1 done, 0 raised, 2 undefined. */
static int charmap_put(rt_thread *t, rt_str_builder *b, Value mapping, uint32_t c) {
    int64_t byte;
    Value v = map_get(t, mapping, c);
    if (rt_is_null(v)) return 0;
    if (rt_is_none(v)) return 2;
    if (rt_is_bytes(v)) {
        rt_sb_ascii(b, (const char *)rt_as_bytes(v)->data, rt_as_bytes(v)->length);
        return 1;
    }
    if (!rt_is_int(v))
        return rt_raise_type_error(
                   t, "character mapping must return integer, bytes or None, not %T", v),
               0;
    if (!rt_int_get(v, &byte) || byte < 0 || byte > 255)
        return rt_raise_type_error(t, "character mapping must be in range(256)"), 0;
    rt_sb_char(b, (uint32_t)byte);
    return 1;
}

/* The run of undefined characters from *i on, by the error handler. */
static bool charmap_encode_error(rt_thread *t, rt_str_builder *b, Value mapping, Value text,
                                 const char *errors, size_t *i) {
    static const char reason[] = "character maps to <undefined>";
    const rt_str *s = rt_as_str(text);
    size_t end = *i + 1;
    for (; end < s->length; end++) {
        Value v = map_get(t, mapping, rt_str_at(s, end));
        if (rt_is_null(v)) return false;
        if (!rt_is_none(v)) break;
    }
    if (is_strict(errors)) return rt_raise_encode_error(t, "charmap", text, *i, end, reason), false;
    Value replacement;
    size_t start = *i;
    if (!rt_codec_encode_handler(t, errors, "charmap", text, start, end, reason, &replacement, i))
        return false;
    if (rt_is_bytes(replacement)) {
        rt_sb_ascii(b, (const char *)rt_as_bytes(replacement)->data,
                    rt_as_bytes(replacement)->length);
        return true;
    }
    for (size_t k = 0; k < rt_as_str(replacement)->length; k++) {
        int state = charmap_put(t, b, mapping, rt_str_at(rt_as_str(replacement), k));
        if (state == 2) rt_raise_encode_error(t, "charmap", text, start, end, reason);
        if (state != 1) return false;
    }
    return true;
}

Value rt_codecs_charmap_encode(rt_thread *t, Value *args, uint32_t nargs) {
    const char *errors;
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "charmap_encode() argument 1 must be str, not %A", args[0]);
    if (!rt_codecs_errors(t, nargs > 1 ? args[1] : RT_EMPTY, "charmap_encode", &errors))
        return RT_NULL;
    const rt_str *s = rt_as_str(args[0]);
    if (nargs < 3 || rt_is_none(args[2]))
        return rt_codecs_pair(t, rt_encode(t, args[0], "latin-1", errors), s->length);
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < s->length;) {
        int state = charmap_put(t, &b, args[2], rt_str_at(s, i));
        if (state == 1) i++;
        if (state == 0 ||
            (state == 2 && !charmap_encode_error(t, &b, args[2], args[0], errors, &i))) {
            rt_sb_drop(&b);
            return RT_NULL;
        }
    }
    return rt_codecs_pair(t, rt_text_finish(t, RT_TEXT_BYTES, &b), s->length);
}

/* Appends what a byte stands for. 1 done, 0 raised, 2 undefined. */
static int charmap_take(rt_thread *t, rt_str_builder *b, Value mapping, unsigned char byte) {
    int64_t c;
    if (rt_is_str(mapping)) {
        uint32_t found =
            byte < rt_as_str(mapping)->length ? rt_str_at(rt_as_str(mapping), byte) : 0xfffe;
        if (found == 0xfffe) return 2;
        rt_sb_char(b, found);
        return 1;
    }
    Value v = map_get(t, mapping, byte);
    if (rt_is_null(v)) return 0;
    if (rt_is_none(v)) return 2;
    if (rt_is_str(v)) {
        if (rt_as_str(v)->length == 1 && rt_str_at(rt_as_str(v), 0) == 0xfffe) return 2;
        rt_sb_str(b, v);
        return 1;
    }
    if (!rt_is_int(v))
        return rt_raise_type_error(t, "character mapping must return integer, None or str"), 0;
    if (!rt_int_get(v, &c) || c < 0 || c > 0x10ffff)
        return rt_raise_type_error(t, "character mapping must be in range(0x110000)"), 0;
    if (c == 0xfffe) return 2;
    rt_sb_char(b, (uint32_t)c);
    return 1;
}

Value rt_codecs_charmap_decode(rt_thread *t, Value *args, uint32_t nargs) {
    static const char reason[] = "character maps to <undefined>";
    const char *errors;
    const unsigned char *p;
    size_t n;
    if (!rt_codecs_errors(t, nargs > 1 ? args[1] : RT_EMPTY, "charmap_decode", &errors) ||
        !rt_buffer_get(t, args[0], &p, &n))
        return RT_NULL;
    if (nargs < 3 || rt_is_none(args[2]))
        return rt_codecs_pair(t, rt_str_from_width(t, p, n, 1), n);
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < n;) {
        int state = charmap_take(t, &b, args[2], p[i]);
        if (state == 1) i++;
        if (state == 2) {
            Value replacement;
            if (is_strict(errors)) {
                rt_raise_decode_error(t, "charmap", p, n, i, i + 1, reason);
                state = 0;
            } else if (rt_codec_decode_handler(t, errors, "charmap", p, n, i, i + 1, reason,
                                               &replacement, &i)) {
                rt_sb_str(&b, replacement);
            } else {
                state = 0;
            }
        }
        if (state == 0) {
            rt_sb_drop(&b);
            return RT_NULL;
        }
    }
    return rt_codecs_pair(t, rt_sb_finish(t, &b), n);
}
