/* exception_text.c - the exceptions that point into a text: SyntaxError and the UnicodeErrors.
 *
 * Owns: their slots and attributes. Threads: any, inside a transaction. */
#include "runtime/objects/bytes.h"
#include "runtime/objects/exception_internal.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"

/* ---- SyntaxError ---- */

/* state: self, msg. info: the tuple (filename, lineno, offset, text[, end_lineno, end_offset]). */
static Value syntax_fill(rt_thread *t, Value info, Value state) {
    size_t n = rt_tuple_len(info);
    if (n < 4) {
        return rt_raise_type_error(t, "function takes at least 4 arguments (%zu given)", n);
    }
    if (n == 5) {
        return rt_raise_type_error(t, "end_offset must be provided when end_lineno is provided");
    }
    if (n > 6) {
        return rt_raise_type_error(t, "function takes at most 6 arguments (%zu given)", n);
    }
    Value extras[8] = {rt_state_at(state, 1)};
    for (size_t i = 0; i < 6; i++)
        extras[1 + i] = i < n ? rt_tuple_at(info, i) : RT_NULL;
    extras[EXTRA_PRINT] = RT_NULL;
    return rt_exc_store(t, rt_state_at(state, 0), extras, 8, RT_NULL) ? RT_NONE : RT_NULL;
}

Value rt_exc_syntax_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    if (rt_is_null(rt_exc_base_init(t, self, args, nargs, kwnames))) return RT_NULL;
    if (nargs == 0) return RT_NONE;
    if (nargs != 2) return rt_exc_store(t, self, args, 1, RT_NULL) ? RT_NONE : RT_NULL;
    Value values[] = {self, args[0]}, state = rt_state_new(t, values, 2);
    if (rt_is_null(state)) return state;
    return rt_then(t, rt_to_tuple_tail(t, args[1]), syntax_fill, state);
}

/* The last component of a path. */
static Value base_name(rt_thread *t, Value path) {
    const rt_str *s = rt_as_str(path);
    size_t start = s->length;
    while (start > 0 && rt_str_at(s, start - 1) != '/')
        start--;
    return rt_str_slice(t, path, start, s->length);
}

Value rt_exc_syntax_str(rt_thread *t, Value self) {
    Value msg, file, line;
    int64_t number;
    if (!rt_exc_load(t, self, EXTRA_MSG, &msg) || !rt_exc_load(t, self, EXTRA_SYNTAX_FILE, &file) ||
        !rt_exc_load(t, self, EXTRA_LINENO, &line)) {
        return RT_NULL;
    }
    bool has_file = rt_is_obj(file) && rt_is_str(file);
    bool has_line = rt_is_imm_int(line) && rt_int_get(line, &number);
    if (rt_is_null(msg)) msg = RT_NONE;
    if (!has_file && !has_line) return rt_to_str_tail(t, msg);
    Value text = rt_to_str(t, msg), name = has_file ? base_name(t, file) : RT_NONE;
    if (rt_is_null(text) || rt_is_null(name)) return RT_NULL;
    if (!has_line) return rt_str_format_c(t, "%V (%V)", text, name);
    if (!has_file) return rt_str_format_c(t, "%V (line %lld)", text, (long long)number);
    return rt_str_format_c(t, "%V (%V, line %lld)", text, name, (long long)number);
}

const rt_member_def rt_exc_syntax_members[] = {RT_EXTRA("msg", EXTRA_MSG),
                                               RT_EXTRA("filename", EXTRA_SYNTAX_FILE),
                                               RT_EXTRA("lineno", EXTRA_LINENO),
                                               RT_EXTRA("offset", EXTRA_OFFSET),
                                               RT_EXTRA("text", EXTRA_TEXT),
                                               RT_EXTRA("end_lineno", EXTRA_END_LINENO),
                                               RT_EXTRA("end_offset", EXTRA_END_OFFSET),
                                               RT_EXTRA("print_file_and_line", EXTRA_PRINT),
                                               {0}};

/* ---- UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError ---- */

static bool is_kind(Value self, const rt_type *type) {
    return rt_type_is_subtype(rt_type_of(self), type);
}

/* argument `i` (from 1) must be a str */
static bool need_str(rt_thread *t, Value v, int i) {
    if (rt_is_str(v)) return true;
    (void)rt_raise_type_error(t, "argument %d must be str, not %T", i, v);
    return false;
}

static bool need_index(rt_thread *t, Value v, Value *out) {
    if (!rt_has_index(v)) {
        (void)rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", v);
        return false;
    }
    int64_t i;
    if (!rt_seq_index(t, v, false, &i)) return false;
    *out = rt_imm_int(i);
    return true;
}

Value rt_exc_unicode_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kw) {
    if (rt_is_null(rt_exc_base_init(t, self, args, nargs, kw))) return RT_NULL;
    bool translate = is_kind(self, &rt_exc_UnicodeTranslateError);
    bool decode = is_kind(self, &rt_exc_UnicodeDecodeError);
    uint32_t expected = translate ? 4 : 5;
    if (nargs != expected) {
        return rt_raise_type_error(t, "function takes exactly %u arguments (%u given)", expected,
                                   nargs);
    }
    Value extras[5] = {RT_NULL};
    int at = 0;
    if (!translate) {
        if (!need_str(t, args[at], 1)) return RT_NULL;
        extras[EXTRA_ENCODING] = args[at++];
    }
    Value object = args[at++];
    if (decode && !rt_is_bytes(object)) {
        const unsigned char *data;
        size_t n;
        if (!rt_buffer_get(t, object, &data, &n)) return RT_NULL;
        object = rt_bytes_new(t, data, n);
        if (rt_is_null(object)) return RT_NULL;
    }
    if (!decode && !need_str(t, object, at)) return RT_NULL;
    extras[EXTRA_OBJECT] = object;
    if (!need_index(t, args[at], &extras[EXTRA_START])) return RT_NULL;
    if (!need_index(t, args[at + 1], &extras[EXTRA_END])) return RT_NULL;
    if (!need_str(t, args[at + 2], at + 3)) return RT_NULL;
    extras[EXTRA_REASON] = args[at + 2];
    return rt_exc_store(t, self, extras, 5, RT_NULL) ? RT_NONE : RT_NULL;
}

/* "'codec' codec can't encode " or "can't translate " and the character or the range. */
static Value str_of_chars(rt_thread *t, Value encoding, Value object, int64_t start, int64_t end,
                          Value reason) {
    Value head = rt_is_null(encoding) ? rt_str_from_cstr(t, "can't translate")
                                      : rt_str_format_c(t, "'%V' codec can't encode", encoding);
    if (rt_is_null(head)) return head;
    if (start >= 0 && start < rt_as_str(object)->length && end == start + 1) {
        uint32_t c = rt_str_at(rt_as_str(object), (size_t)start);
        const char *format = c <= 0xff     ? "%V character '\\x%02x' in position %lld: %V"
                             : c <= 0xffff ? "%V character '\\u%04x' in position %lld: %V"
                                           : "%V character '\\U%08x' in position %lld: %V";
        return rt_str_format_c(t, format, head, (unsigned)c, (long long)start, reason);
    }
    return rt_str_format_c(t, "%V characters in position %lld-%lld: %V", head, (long long)start,
                           (long long)end - 1, reason);
}

Value rt_exc_unicode_str(rt_thread *t, Value self) {
    Value v[5];
    for (size_t i = 0; i < 5; i++) {
        if (!rt_exc_load(t, self, i, &v[i])) return RT_NULL;
    }
    if (rt_is_null(v[EXTRA_OBJECT])) return rt_str_empty;
    int64_t start = rt_imm_int_get(v[EXTRA_START]), end = rt_imm_int_get(v[EXTRA_END]);
    Value reason = rt_to_str(t, v[EXTRA_REASON]);
    if (rt_is_null(reason)) return reason;
    if (!is_kind(self, &rt_exc_UnicodeDecodeError)) {
        return str_of_chars(t, v[EXTRA_ENCODING], v[EXTRA_OBJECT], start, end, reason);
    }
    const rt_bytes *bytes = rt_as_bytes(v[EXTRA_OBJECT]);
    if (start >= 0 && (uint64_t)start < bytes->length && end == start + 1) {
        return rt_str_format_c(t, "'%V' codec can't decode byte 0x%02x in position %lld: %V",
                               v[EXTRA_ENCODING], (unsigned)bytes->data[start], (long long)start,
                               reason);
    }
    return rt_str_format_c(t, "'%V' codec can't decode bytes in position %lld-%lld: %V",
                           v[EXTRA_ENCODING], (long long)start, (long long)end - 1, reason);
}

const rt_member_def rt_exc_unicode_members[] = {
    RT_EXTRA("encoding", EXTRA_ENCODING), RT_EXTRA("object", EXTRA_OBJECT),
    RT_EXTRA("start", EXTRA_START),       RT_EXTRA("end", EXTRA_END),
    RT_EXTRA("reason", EXTRA_REASON),     {0}};
const rt_member_def rt_exc_translate_members[] = {RT_EXTRA("object", EXTRA_OBJECT),
                                                  RT_EXTRA("start", EXTRA_START),
                                                  RT_EXTRA("end", EXTRA_END),
                                                  RT_EXTRA("reason", EXTRA_REASON),
                                                  {0}};
