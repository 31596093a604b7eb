/* io_text_codec.c - TextIOWrapper: between characters and bytes, and where lines end. Threads: any, see io_internal.h. */
#include "runtime/modules/io_text.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/codec_registry.h"
#include "runtime/objects/module.h"

/* ---- codecs ---- */

/* Codecs that keep ASCII as it is and have no state: known to this file. */
static bool is_plain_codec(const char *name) {
    char plain[16];
    size_t n = 0;
    for (; *name && n < sizeof plain - 1; name++)
        if (*name != '-' && *name != '_' && *name != ' ')
            plain[n++] = (char)(*name >= 'A' && *name <= 'Z' ? *name + 32 : *name);
    plain[n] = 0;
    static const char *const known[] = {"utf8",   "u8",       "ascii", "usascii",
                                        "latin1", "iso88591", "l1",    "646"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(plain, known[i])) return true;
    return false;
}

static Value codecs_module(rt_thread *t) {
    Value name = rt_str_intern_cstr(t, "codecs"), import = io_attr(t, rt_builtins, "__import__");
    return rt_is_null(name) || rt_is_null(import) ? RT_NULL : rt_call(t, import, &name, 1);
}

/* codecs.getincremental...(encoding)(errors) */
static Value incremental(rt_thread *t, const char *what, Value encoding, Value errors) {
    Value codecs = codecs_module(t);
    Value factory = rt_is_null(codecs) ? codecs : io_call(t, codecs, what, &encoding, 1);
    return rt_is_null(factory) ? factory : rt_call(t, factory, &errors, 1);
}

bool io_text_check_encoding(rt_thread *t, Value encoding) {
    const char *name = rt_str_utf8(t, encoding, NULL);
    if (!name) return false;
    if (is_plain_codec(name)) return true;
    Value info = rt_codec_lookup(t, name);
    if (rt_is_null(info)) return false;
    Value text = rt_getattr_opt(t, info, rt_str_intern_cstr(t, "_is_text_encoding"));
    if (rt_is_null(text)) return false;
    if (!rt_same(text, RT_FALSE)) return true;
    (void)rt_raise(t, &rt_exc_LookupError,
                   "'%s' is not a text encoding; use codecs.open() to handle arbitrary codecs",
                   name);
    return false;
}

/* Decoder and encoder, unless the codec is one of the plain ones. */
bool io_text_open_codec(rt_thread *t, rt_own own, io_text *f) {
    Value encoding = rt_load(&f->x_encoding), errors = rt_load(&f->x_errors);
    const char *name = rt_str_utf8(t, encoding, NULL);
    if (!name) return false;
    rt_set(t, own, &f->x_decoder, RT_NULL);
    rt_set(t, own, &f->x_encoder, RT_NULL);
    if (is_plain_codec(name)) return true;
    Value buffer = rt_load(&f->x_buffer);
    int readable = io_ask(t, buffer, "readable"),
        writable = readable < 0 ? -1 : io_ask(t, buffer, "writable");
    if (writable < 0) return false;
    Value decoder = readable ? incremental(t, "getincrementaldecoder", encoding, errors) : RT_NONE;
    Value encoder = rt_is_null(decoder) ? decoder
                    : writable          ? incremental(t, "getincrementalencoder", encoding, errors)
                                        : RT_NONE;
    if (rt_is_null(encoder)) return false;
    if (readable) rt_set(t, own, &f->x_decoder, decoder);
    if (!writable) return true;
    rt_set(t, own, &f->x_encoder, encoder);
    int seekable = io_ask(t, buffer, "seekable");
    if (seekable <= 0) return seekable == 0;
    Value at = io_call(t, buffer, "tell", NULL, 0), zero = rt_imm_int(0);
    if (rt_is_null(at)) return false;
    return rt_same(at, zero) || !rt_is_null(io_call(t, encoder, "setstate", &zero, 1));
}

Value io_text_encode(rt_thread *t, const io_text *f, Value s) {
    Value encoder = rt_load(&f->x_encoder);
    if (!rt_is_null(encoder)) return io_call(t, encoder, "encode", &s, 1);
    const char *encoding = rt_str_utf8(t, rt_load(&f->x_encoding), NULL),
               *errors = rt_str_utf8(t, rt_load(&f->x_errors), NULL);
    return encoding && errors ? rt_encode(t, s, encoding, errors) : RT_NULL;
}

Value io_text_decode(rt_thread *t, rt_own own, io_text *f, Value data, bool last) {
    Value decoder = rt_load(&f->x_decoder), tail = rt_load(&f->x_tail);
    if (!rt_is_null(decoder)) {
        Value args[] = {data, rt_bool(last)};
        Value text = io_call(t, decoder, "decode", args, 2);
        if (rt_is_null(text) || rt_is_str(text)) return text;
        return rt_raise_type_error(t, "decoder should return a string result, not '%T'", text);
    }
    if (!rt_is_null(tail)) data = rt_binary(t, RT_ADD, tail, data);
    if (rt_is_null(data)) return data;
    const char *encoding = rt_str_utf8(t, rt_load(&f->x_encoding), NULL),
               *errors = rt_str_utf8(t, rt_load(&f->x_errors), NULL);
    if (!encoding || !errors) return RT_NULL;
    rt_bytes *b = rt_as_bytes(data);
    rt_set(t, own, &f->x_tail, RT_NULL);
    if (last) return rt_decode(t, data, b->data, b->length, encoding, errors);
    size_t used = 0;
    Value text = rt_decode_partial(t, encoding, b->data, b->length, errors, &used);
    if (rt_is_null(text) || used == b->length) return text;
    Value left = rt_bytes_new(t, b->data + used, b->length - used);
    if (rt_is_null(left)) return left;
    rt_set(t, own, &f->x_tail, left);
    return text;
}

/* ---- newlines ---- */

static size_t find_char(const rt_str *s, size_t from, size_t to, uint32_t c) {
    if (s->width == 1) {
        const uint8_t *base = s->data,
                      *p = from < to ? memchr(base + from, (int)c, to - from) : NULL;
        return p ? (size_t)(p - base) : to;
    }
    while (from < to && rt_str_at(s, from) != c)
        from++;
    return from;
}

Value io_text_translated(rt_thread *t, Value v) {
    const rt_str *s = rt_as_str(v);
    size_t at = 0, cr = find_char(s, 0, s->length, '\r');
    if (cr == s->length) return v;
    rt_str_builder b;
    rt_sb_init(&b);
    for (; cr < s->length; cr = find_char(s, at, s->length, '\r')) {
        rt_sb_slice(&b, v, at, cr);
        rt_sb_char(&b, '\n');
        at = cr + 1 + (cr + 1 < s->length && rt_str_at(s, cr + 1) == '\n');
    }
    rt_sb_slice(&b, v, at, s->length);
    return rt_sb_finish(t, &b);
}

unsigned io_text_newlines_in(const rt_str *s) {
    unsigned seen = find_char(s, 0, s->length, '\n') < s->length ? IO_SEEN_LF : 0;
    size_t cr = find_char(s, 0, s->length, '\r');
    if (cr == s->length) return seen;
    seen = 0;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = rt_str_at(s, i);
        if (c == '\n') seen |= IO_SEEN_LF;
        if (c != '\r') continue;
        bool pair = i + 1 < s->length && rt_str_at(s, i + 1) == '\n';
        seen |= pair ? IO_SEEN_CRLF : IO_SEEN_CR;
        i += pair;
    }
    return seen;
}

size_t io_text_line_end(const io_text *f, const rt_str *s, size_t from) {
    size_t n = s->length;
    if (io_text_universal(f)) {
        size_t lf = find_char(s, from, n, '\n'), cr = find_char(s, from, lf, '\r');
        if (cr < lf) return cr + 1 + (cr + 1 < n && rt_str_at(s, cr + 1) == '\n');
        return lf < n ? lf + 1 : 0;
    }
    if (io_text_newline_is(f, "\r\n")) {
        for (size_t cr = from; (cr = find_char(s, cr, n, '\r')) + 1 < n; cr++)
            if (rt_str_at(s, cr + 1) == '\n') return cr + 2;
        return 0;
    }
    size_t at = find_char(s, from, n, io_text_newline_is(f, "\r") ? '\r' : '\n');
    return at < n ? at + 1 : 0;
}

size_t io_text_count_end(const io_text *f, const rt_str *s, size_t from, int64_t n, bool *enough) {
    size_t most = s->length - from;
    if (!io_text_translates(f) || find_char(s, from, s->length, '\r') == s->length) {
        *enough = most >= (size_t)n;
        return *enough ? from + (size_t)n : s->length;
    }
    for (; n > 0 && from < s->length; n--) {
        bool pair =
            rt_str_at(s, from) == '\r' && from + 1 < s->length && rt_str_at(s, from + 1) == '\n';
        from += pair ? 2 : 1;
    }
    *enough = n == 0;
    return from;
}
