/* str_misc.c - repr, identifiers, translate, maketrans, encode, format of str.
 * Owns: nothing. Threads: any. */
#include "runtime/format.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str_methods.h"
#include "runtime/objects/text.h"
#include "runtime/protocol.h"
#include "runtime/unicode/ctype.h"

/* ---- repr ---- */

static void sb_hex(rt_str_builder *b, char letter, uint32_t c, int digits) {
    rt_sb_char(b, '\\');
    rt_sb_char(b, (uint32_t)letter);
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        rt_sb_char(b, (uint32_t)"0123456789abcdef"[c >> shift & 15]);
}

static void sb_escaped(rt_str_builder *b, uint32_t c, uint32_t quote) {
    if (c == quote || c == '\\') {
        rt_sb_char(b, '\\');
        rt_sb_char(b, c);
    } else if (c == '\n' || c == '\r' || c == '\t') {
        rt_sb_char(b, '\\');
        rt_sb_char(b, c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
    } else if (c < 0x100) {
        sb_hex(b, 'x', c, 2);
    } else {
        sb_hex(b, c < 0x10000 ? 'u' : 'U', c, c < 0x10000 ? 4 : 8);
    }
}

Value rt_str_repr(rt_thread *t, Value v) {
    const rt_str *s = rt_as_str(v);
    bool single = false, twice = false;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = rt_str_at(s, i);
        single |= c == '\'';
        twice |= c == '"';
    }
    uint32_t quote = single && !twice ? '"' : '\'';
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_char(&b, quote);
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = rt_str_at(s, i);
        if (c == quote || c == '\\' || c < ' ' || c == 0x7f ||
            (c > 0x7f && !rt_uni_is_printable(c)))
            sb_escaped(&b, c, quote);
        else
            rt_sb_char(&b, c);
    }
    rt_sb_char(&b, quote);
    return rt_sb_finish(t, &b);
}

Value rt_str_ascii(rt_thread *t, Value repr) {
    const rt_str *s = rt_as_str(repr);
    if (s->ascii) return repr;
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = rt_str_at(s, i);
        if (c < 128)
            rt_sb_char(&b, c);
        else
            sb_escaped(&b, c, 0);
    }
    return rt_sb_finish(t, &b);
}

Value rt_str_isidentifier(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    const rt_str *s = rt_as_str(args[0]);
    if (s->length == 0 || !(rt_uni_flags_of(rt_str_at(s, 0)) & RT_UNI_ID_START)) return RT_FALSE;
    for (size_t i = 1; i < s->length; i++)
        if (!(rt_uni_flags_of(rt_str_at(s, i)) & RT_UNI_ID_CONTINUE)) return RT_FALSE;
    return RT_TRUE;
}

/* ---- translate ---- */

/* Appends what the table says for c. The table's __getitem__ may be Python code: a short nested call. */
static bool translate_char(rt_thread *t, rt_str_builder *b, Value table, uint32_t c) {
    Value key = rt_imm_int(c), v;
    if (rt_is_exact(table, &rt_dict_type)) {
        v = rt_dict_get(t, table, key);
        if (rt_is_empty(v)) {
            rt_sb_char(b, c);
            return true;
        }
    } else {
        v = rt_getitem(t, table, key);
    }
    if (rt_is_null(v)) {
        if (!rt_exception_catch(t, &rt_exc_LookupError)) return false;
        rt_sb_char(b, c);
        return true;
    }
    int64_t i;
    if (rt_is_none(v)) return true;
    if (rt_is_str(v)) {
        rt_sb_str(b, v);
    } else if (!rt_is_int(v)) {
        rt_raise_type_error(t, "character mapping must return integer, None or str");
        return false;
    } else if (!rt_int_get(v, &i) || i < 0 || i > 0x10ffff) {
        rt_raise_value_error(t, "character mapping must be in range(0x110000)");
        return false;
    } else {
        rt_sb_char(b, (uint32_t)i);
    }
    return true;
}

Value rt_str_translate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_str *s = rt_as_str(args[0]);
    if (rt_type_of(args[1])->slots.getitem == NULL)
        return rt_raise_type_error(t, "'%T' object is not subscriptable", args[1]);
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < s->length; i++) {
        if (!translate_char(t, &b, args[1], rt_str_at(s, i))) {
            rt_sb_drop(&b);
            return RT_NULL;
        }
    }
    return rt_sb_finish(t, &b);
}

/* A dict with its one-character string keys turned into code points. */
static Value maketrans_dict(rt_thread *t, Value from) {
    Value table = rt_dict_new(t), key, value;
    size_t pos = 0;
    if (rt_is_null(table)) return RT_NULL;
    for (;;) {
        int state = rt_dict_next(t, from, &pos, &key, &value);
        if (state < 0) return RT_NULL;
        if (state == 0) return table;
        if (rt_is_str(key)) {
            if (rt_as_str(key)->length != 1)
                return rt_raise_value_error(t,
                                            "string keys in translate table must be of length 1");
            key = rt_imm_int(rt_str_at(rt_as_str(key), 0));
        } else if (!rt_is_int(key)) {
            return rt_raise_type_error(t, "keys in translate table must be strings or integers");
        }
        if (!rt_dict_set(t, table, key, value)) return RT_NULL;
    }
}

Value rt_str_maketrans(rt_thread *t, Value *args, uint32_t nargs) {
    if (nargs == 1 && !rt_is_dict(args[0]))
        return rt_raise_type_error(t,
                                   "if you give only one argument to maketrans it must be a dict");
    if (nargs == 1) return maketrans_dict(t, args[0]);
    if (!rt_is_str(args[0]) && rt_is_str(args[1]))
        return rt_raise_type_error(
            t, "first maketrans argument must be a string if there is a second argument");
    for (uint32_t i = 1; i < nargs; i++)
        if (!rt_is_str(args[i]))
            return rt_raise_type_error(t, "maketrans() argument %u must be str, not %A", i + 1,
                                       args[i]);
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(
            t, "first maketrans argument must be a string if there is a second argument");
    const rt_str *x = rt_as_str(args[0]), *y = rt_as_str(args[1]);
    if (x->length != y->length)
        return rt_raise_value_error(t, "the first two maketrans arguments must have equal length");
    Value table = rt_dict_new(t);
    if (rt_is_null(table)) return RT_NULL;
    for (size_t i = 0; i < x->length; i++)
        if (!rt_dict_set(t, table, rt_imm_int(rt_str_at(x, i)), rt_imm_int(rt_str_at(y, i))))
            return RT_NULL;
    for (size_t i = 0; nargs == 3 && i < rt_as_str(args[2])->length; i++)
        if (!rt_dict_set(t, table, rt_imm_int(rt_str_at(rt_as_str(args[2]), i)), RT_NONE))
            return RT_NULL;
    return table;
}

/* ---- encode, format ---- */

bool rt_codec_arg(rt_thread *t, Value v, const char *function, const char *argument,
                  const char **out) {
    *out = NULL;
    if (rt_is_empty(v)) return true;
    if (!rt_is_str(v)) {
        rt_raise_type_error(t, "%s() argument '%s' must be str, not %A", function, argument, v);
        return false;
    }
    size_t n;
    /* raises for surrogates, which the text below may have */
    if (!rt_as_str(v)->ascii && rt_is_null(rt_encode(t, v, "utf-8", NULL))) return false;
    *out = rt_str_utf8(t, v, &n);
    if (*out != NULL && strlen(*out) != n) {
        rt_raise_value_error(t, "embedded null character");
        return false;
    }
    return *out != NULL;
}

Value rt_str_encode(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const char *encoding, *errors;
    if (!rt_codec_arg(t, args[1], "encode", "encoding", &encoding) ||
        !rt_codec_arg(t, args[2], "encode", "errors", &errors))
        return RT_NULL;
    return rt_encode(t, args[0], encoding, errors);
}

Value rt_str_format(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_str_format_method(t, args[0], args[1], args[2]);
}

Value rt_str_format_map(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_str_format_method(t, args[0], RT_EMPTY, args[1]);
}
