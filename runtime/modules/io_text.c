/* io_text.c - TextIOWrapper.
 *
 * What is read is kept as decoded text with the newlines of the file; they are translated when a piece is given out. So the
 * position that belongs to the next character is the position of the buffer below, less the bytes of the text that is left.
 * What is written is encoded at once and collected in x_wbuf.
 * Owns: io_text_type. Threads: any, see io_internal.h. */
#include <errno.h>
#include <unistd.h>

#include "runtime/modules/io_internal.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/codec_registry.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/module.h"
#include "runtime/objects/sequence.h"

typedef enum text_kind { TEXT_N, TEXT_ALL, TEXT_LINE } text_kind;

enum { SEEN_CR = 1 << 24, SEEN_LF = 2 << 24, SEEN_CRLF = 4 << 24, SEEN_ALL = 7 << 24 };

static unsigned flags_of(const io_text *f) { return (unsigned)rt_load_word(&f->x_flags); }

static rt_own enter(rt_thread *t, Value self) {
    io_text *f = io_as_text(self);
    rt_own own = rt_write(t, &f->hdr);
    if (!own || (flags_of(f) & IO_READY)) return own;
    (void)rt_raise_value_error(t, flags_of(f) & IO_DETACHED
                                      ? "underlying buffer has been detached"
                                      : "I/O operation on uninitialized object");
    return STM_CONFLICT;
}

static int buffer_closed(rt_thread *t, const io_text *f) {
    Value buffer = rt_load(&f->x_buffer);
    if (rt_is_exact(buffer, &io_writer_type) || rt_is_exact(buffer, &io_reader_type)) {
        Value raw = rt_load(&io_as_buffered(buffer)->x_raw);
        if (!rt_is_null(raw) && rt_is_exact(raw, &io_file_type)) return io_is_closed(t, raw);
    }
    return io_is_closed(t, buffer);
}

static rt_own enter_open(rt_thread *t, Value self) {
    rt_own own = enter(t, self);
    if (!own) return own;
    int closed = buffer_closed(t, io_as_text(self));
    if (closed == 0) return own;
    if (closed > 0) (void)io_raise_closed(t);
    return STM_CONFLICT;
}

static void set_flags(rt_thread *t, rt_own own, io_text *f, unsigned on, unsigned off) {
    rt_set_word(t, own, &f->x_flags, (flags_of(f) & ~off) | on);
}

static bool newline_is(const io_text *f, const char *s) {
    Value v = rt_load(&f->x_newline);
    return !rt_is_none(v) && rt_str_equal_cstr(v, s);
}
static bool translates(const io_text *f) { return rt_is_none(rt_load(&f->x_newline)); }
static bool universal(const io_text *f) { return translates(f) || newline_is(f, ""); }

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

/* LookupError if there is no such encoding; bytes-to-bytes codecs are refused. */
static bool check_encoding(rt_thread *t, Value encoding) {
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
static bool open_codec(rt_thread *t, rt_own own, io_text *f) {
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

static Value encode(rt_thread *t, const io_text *f, Value s) {
    Value encoder = rt_load(&f->x_encoder);
    if (!rt_is_null(encoder)) return io_call(t, encoder, "encode", &s, 1);
    const char *encoding = rt_str_utf8(t, rt_load(&f->x_encoding), NULL),
               *errors = rt_str_utf8(t, rt_load(&f->x_errors), NULL);
    return encoding && errors ? rt_encode(t, s, encoding, errors) : RT_NULL;
}

/* data behind the tail of what came before; the new tail is kept unless `last`. */
static Value decode(rt_thread *t, rt_own own, io_text *f, Value data, bool last) {
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

/* "\r\n" and "\r" become "\n". */
static Value translated(rt_thread *t, Value v) {
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

static unsigned seen_in(const rt_str *s) {
    unsigned seen = find_char(s, 0, s->length, '\n') < s->length ? SEEN_LF : 0;
    size_t cr = find_char(s, 0, s->length, '\r');
    if (cr == s->length) return seen;
    seen = 0;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = rt_str_at(s, i);
        if (c == '\n') seen |= SEEN_LF;
        if (c != '\r') continue;
        bool pair = i + 1 < s->length && rt_str_at(s, i + 1) == '\n';
        seen |= pair ? SEEN_CRLF : SEEN_CR;
        i += pair;
    }
    return seen;
}

/* Where the line that begins at `from` ends; 0: not in this text. */
static size_t line_end(const io_text *f, const rt_str *s, size_t from) {
    size_t n = s->length;
    if (universal(f)) {
        size_t lf = find_char(s, from, n, '\n'), cr = find_char(s, from, lf, '\r');
        if (cr < lf) return cr + 1 + (cr + 1 < n && rt_str_at(s, cr + 1) == '\n');
        return lf < n ? lf + 1 : 0;
    }
    if (newline_is(f, "\r\n")) {
        for (size_t cr = from; (cr = find_char(s, cr, n, '\r')) + 1 < n; cr++)
            if (rt_str_at(s, cr + 1) == '\n') return cr + 2;
        return 0;
    }
    size_t at = find_char(s, from, n, newline_is(f, "\r") ? '\r' : '\n');
    return at < n ? at + 1 : 0;
}

/* The end of n characters as the program counts them; 0 in *enough: there are fewer. */
static size_t count_end(const io_text *f, const rt_str *s, size_t from, int64_t n, bool *enough) {
    size_t most = s->length - from;
    if (!translates(f) || find_char(s, from, s->length, '\r') == s->length) {
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

/* ---- writing ---- */

static Value to_none(rt_thread *t, Value v, Value state) {
    (void)t, (void)v, (void)state;
    return RT_NONE;
}

/* Hands what is collected to the buffer below. May return RT_TAIL; the result does not matter. */
static Value push(rt_thread *t, rt_own own, io_text *f) {
    const unsigned char *data;
    size_t n = rt_load_word(&f->x_wlen);
    if (n == 0) return RT_NONE;
    rt_blob *blob = rt_load_ptr(&f->x_wbuf);
    Value bytes = rt_bytes_new(t, blob->data, n);
    if (rt_is_null(bytes)) return bytes;
    io_take(t, own, &f->x_wbuf, &f->x_wlen, &data, &n);
    return rt_call_method_tail(t, rt_load(&f->x_buffer), rt_id.write, &bytes, 1);
}

static Value flush_buffer(rt_thread *t, Value result, Value buffer) {
    (void)result;
    return rt_call_method_tail(t, buffer, rt_id.flush, NULL, 0);
}

static Value push_and_flush(rt_thread *t, rt_own own, io_text *f) {
    Value done = rt_then(t, push(t, own, f), flush_buffer, rt_load(&f->x_buffer));
    return rt_then(t, done, to_none, RT_NULL);
}

static Value give(rt_thread *t, Value none, Value count) {
    (void)t, (void)none;
    return count;
}

static Value with_newlines(rt_thread *t, const io_text *f, Value s) {
    if (universal(f) || newline_is(f, "\n")) return s;
    Value args[] = {rt_str_from_char(t, '\n'), rt_load(&f->x_newline)};
    return rt_is_null(args[0]) ? RT_NULL : io_call(t, s, "replace", args, 2);
}

/* s as it goes out: bytes, or s itself where its characters are. */
static Value encoded(rt_thread *t, const io_text *f, Value s) {
    if (rt_as_str(s)->ascii && rt_is_null(rt_load(&f->x_encoder))) return s;
    Value bytes = encode(t, f, s);
    if (rt_is_null(bytes) || rt_is_bytes(bytes)) return bytes;
    return rt_raise_type_error(t, "encoder should return a bytes object, not '%T'", bytes);
}

static size_t encoded_length(Value v) {
    return rt_is_bytes(v) ? rt_as_bytes(v)->length : rt_as_str(v)->length;
}

/* Adds to what is collected; hands it on where it is due. */
static Value collect(rt_thread *t, rt_own own, io_text *f, Value data, Value count, bool flush) {
    const void *bytes = rt_is_bytes(data) ? (void *)rt_as_bytes(data)->data : rt_as_str(data)->data;
    if (!io_append(t, own, &f->x_wbuf, &f->x_wlen, bytes, encoded_length(data))) return RT_NULL;
    if (flush) return rt_then(t, push_and_flush(t, own, f), give, count);
    if (rt_load_word(&f->x_wlen) < IO_BUFFER_SIZE && !(flags_of(f) & IO_THROUGH)) return count;
    return rt_then(t, push(t, own, f), give, count);
}

/* state: self, data, count, flush */
static Value room_made(rt_thread *t, Value result, Value state) {
    (void)result;
    Value self = rt_state_at(state, 0);
    rt_own own = enter(t, self);
    return own ? collect(t, own, io_as_text(self), rt_state_at(state, 1), rt_state_at(state, 2),
                         rt_same(rt_state_at(state, 3), RT_TRUE))
               : RT_NULL;
}

static bool has_line_end(Value s) {
    const rt_str *r = rt_as_str(s);
    return find_char(r, 0, r->length, '\n') < r->length ||
           find_char(r, 0, r->length, '\r') < r->length;
}

static Value text_write(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value s = args[1];
    if (!rt_is_str(s)) return rt_raise_type_error(t, "write() argument must be str, not %A", s);
    rt_own own = enter_open(t, args[0]);
    if (!own) return RT_NULL;
    io_text *f = io_as_text(args[0]);
    if (rt_is_exact(rt_load(&f->x_buffer), &io_reader_type))
        return io_raise_unsupported(t, "not writable");
    bool line = (flags_of(f) & IO_LINE) && has_line_end(s);
    Value out = with_newlines(t, f, s), data = rt_is_null(out) ? out : encoded(t, f, out);
    if (rt_is_null(data)) return data;
    if (!rt_is_null(rt_load(&f->x_text))) {
        rt_set(t, own, &f->x_text, RT_NULL);
        rt_set(t, own, &f->x_tail, RT_NULL);
    }
    Value count = rt_imm_int(rt_as_str(s)->length);
    size_t held = rt_load_word(&f->x_wlen);
    if (!held || held + encoded_length(data) <= IO_BUFFER_SIZE)
        return collect(t, own, f, data, count, line);
    Value values[] = {args[0], data, count, rt_bool(line)}, state = rt_state_new(t, values, 4);
    return rt_is_null(state) ? state : rt_then(t, push(t, own, f), room_made, state);
}

static Value text_flush(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = enter_open(t, args[0]);
    return own ? push_and_flush(t, own, io_as_text(args[0])) : RT_NULL;
}

/* ---- reading ---- */

static Value text_go(rt_thread *t, Value self, text_kind kind, int64_t n, bool ended);

static bool add_text(rt_thread *t, rt_own own, io_text *f, Value more, bool ended) {
    Value old = rt_load(&f->x_text);
    if (flags_of(f) & IO_EOF_CR) { /* a "\r" that was held back */
        more = rt_str_concat(t, rt_str_from_char(t, '\r'), more);
        if (rt_is_null(more)) return false;
        set_flags(t, own, f, 0, IO_EOF_CR);
    }
    const rt_str *s = rt_as_str(more);
    if (universal(f) && !ended && s->length && rt_str_at(s, s->length - 1) == '\r') {
        more = rt_str_slice(t, more, 0, s->length - 1);
        if (rt_is_null(more)) return false;
        set_flags(t, own, f, IO_EOF_CR, 0);
    }
    if (universal(f)) set_flags(t, own, f, seen_in(rt_as_str(more)), 0);
    size_t pos = rt_load_word(&f->x_tpos);
    if (!rt_is_null(old) && pos < rt_as_str(old)->length) {
        Value left = rt_str_slice(t, old, pos, rt_as_str(old)->length);
        more = rt_is_null(left) ? left : rt_str_concat(t, left, more);
    }
    if (rt_is_null(more)) return false;
    rt_set(t, own, &f->x_text, more);
    rt_set_word(t, own, &f->x_tpos, 0);
    return true;
}

/* state: self, kind, n */
static Value text_filled(rt_thread *t, Value data, Value state) {
    Value self = rt_state_at(state, 0);
    io_text *f = io_as_text(self);
    rt_own own = rt_write(t, &f->hdr);
    if (!own) return RT_NULL;
    set_flags(t, own, f, 0, IO_BUSY);
    if (rt_is_null(data)) return RT_NULL;
    text_kind kind = (text_kind)rt_imm_int_get(rt_state_at(state, 1));
    const char *method = kind == TEXT_ALL ? "read" : "read1";
    if (rt_is_none(data) && kind == TEXT_ALL) data = rt_bytes_new(t, "", 0);
    if (!rt_has_flag(data, RT_TF_BYTES) && !rt_isinstance_exact(data, &rt_bytearray_type))
        return rt_raise_type_error(
            t, "underlying %s() should have returned a bytes-like object, not '%T'", method, data);
    data = io_to_bytes(t, data);
    if (rt_is_null(data)) return data;
    bool ended = kind == TEXT_ALL || rt_as_bytes(data)->length == 0;
    Value text = decode(t, own, f, data, ended);
    if (rt_is_null(text) || !add_text(t, own, f, text, ended)) return RT_NULL;
    return text_go(t, self, kind, rt_imm_int_get(rt_state_at(state, 2)), ended);
}

static Value text_fill(rt_thread *t, rt_own own, Value self, text_kind kind, int64_t n) {
    io_text *f = io_as_text(self);
    Value values[] = {self, rt_imm_int(kind), rt_imm_int(n)};
    Value state = rt_state_new(t, values, 3), buffer = rt_load(&f->x_buffer),
          text = rt_load(&f->x_text);
    if (rt_is_null(state)) return state;
    set_flags(t, own, f, IO_BUSY, 0);
    if (kind == TEXT_ALL)
        return rt_then_catch(t, io_call_tail(t, buffer, "read", NULL, 0), text_filled, state);
    size_t left = rt_is_null(text) ? 0 : rt_as_str(text)->length - rt_load_word(&f->x_tpos);
    Value size = rt_imm_int((int64_t)(left > IO_BUFFER_SIZE ? left : IO_BUFFER_SIZE));
    return rt_then_catch(t, io_call_tail(t, buffer, "read1", &size, 1), text_filled, state);
}

static Value text_take(rt_thread *t, rt_own own, io_text *f, size_t end) {
    Value text = rt_load(&f->x_text);
    size_t pos = rt_load_word(&f->x_tpos);
    if (rt_is_null(text) || end == pos) return rt_str_empty;
    Value piece = rt_str_slice(t, text, pos, end);
    if (!rt_is_null(piece) && translates(f)) piece = translated(t, piece);
    if (rt_is_null(piece)) return piece;
    rt_set_word(t, own, &f->x_tpos, end);
    if (end == rt_as_str(text)->length) {
        rt_set(t, own, &f->x_text, RT_NULL);
        rt_set_word(t, own, &f->x_tpos, 0);
    }
    return piece;
}

/* Whether the text at hand answers the operation, and where the answer ends. */
static bool text_enough(const io_text *f, text_kind kind, int64_t n, size_t *end) {
    Value text = rt_load(&f->x_text);
    size_t pos = rt_load_word(&f->x_tpos);
    *end = pos;
    if (n == 0) return true;
    if (rt_is_null(text)) return false;
    const rt_str *s = rt_as_str(text);
    *end = s->length;
    if (kind == TEXT_ALL) return false;
    bool enough = false;
    size_t cut = n < 0 ? s->length : count_end(f, s, pos, n, &enough);
    if (kind == TEXT_N) {
        *end = cut;
        return enough;
    }
    size_t line = line_end(f, s, pos);
    if (line && (n < 0 || line <= cut)) cut = line, enough = true;
    if (enough) *end = cut;
    return enough;
}

static int64_t call_pause(rt_request *r) {
    (void)r;
    usleep(50);
    return 0;
}

/* state: self, kind, n */
static Value text_again(rt_thread *t, Value none, Value state) {
    (void)none;
    return text_go(t, rt_state_at(state, 0), (text_kind)rt_imm_int_get(rt_state_at(state, 1)),
                   rt_imm_int_get(rt_state_at(state, 2)), false);
}

static Value text_go(rt_thread *t, Value self, text_kind kind, int64_t n, bool ended) {
    io_text *f = io_as_text(self);
    rt_own own = rt_write(t, &f->hdr);
    if (!own) return RT_NULL;
    size_t end;
    if (!(flags_of(f) & IO_BUSY) && (text_enough(f, kind, n, &end) || ended))
        return text_take(t, own, f, end);
    Value wait = RT_NONE;
    if (flags_of(f) & IO_BUSY) {
        rt_request *r = rt_request_new(t, call_pause, NULL, NULL, 0);
        wait = r ? rt_request_tail(t, r) : RT_NULL;
    } else if (rt_load_word(&f->x_wlen))
        wait = push_and_flush(t, own, f);
    if (rt_is_null(wait)) return wait;
    if (!rt_is_tail(wait)) return text_fill(t, own, self, kind, n);
    Value values[] = {self, rt_imm_int(kind), rt_imm_int(n)};
    return rt_suspend(t, text_again, values, 3);
}

static rt_own enter_reading(rt_thread *t, Value self) {
    rt_own own = enter_open(t, self);
    if (!own) return own;
    if (flags_of(io_as_text(self)) & IO_READ) return own;
    (void)io_raise_unsupported(t, "not readable");
    return STM_CONFLICT;
}

static Value text_read(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n;
    if (!io_size_arg(t, nargs > 1 ? args[1] : RT_EMPTY, &n) || !enter_reading(t, args[0]))
        return RT_NULL;
    return text_go(t, args[0], n < 0 ? TEXT_ALL : TEXT_N, n, false);
}

static Value text_readline(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n = -1;
    if (nargs > 1 && !io_int_arg(t, args[1], &n)) return RT_NULL;
    if (!enter_reading(t, args[0])) return RT_NULL;
    return text_go(t, args[0], TEXT_LINE, n < 0 ? -1 : n, false);
}

static Value line_or_end(rt_thread *t, Value line, Value self) {
    if (rt_as_str(line)->length) return line;
    io_text *f = io_as_text(self);
    rt_own own = rt_write(t, &f->hdr);
    if (!own) return RT_NULL;
    set_flags(t, own, f, 0, IO_UNTOLD);
    return RT_EMPTY;
}

static Value checked_line(rt_thread *t, Value line, Value self) {
    if (!rt_is_str(line))
        return rt_raise(t, &rt_exc_OSError,
                        "readline() should have returned a str object, not '%T'", line);
    return line_or_end(t, line, self);
}

static Value text_next(rt_thread *t, Value self) {
    rt_own own = enter_reading(t, self);
    if (!own) return RT_NULL;
    io_text *f = io_as_text(self);
    if (!(flags_of(f) & IO_UNTOLD)) set_flags(t, own, f, IO_UNTOLD, 0);
    if (rt_is_exact(self, &io_text_type))
        return rt_then(t, text_go(t, self, TEXT_LINE, -1, false), line_or_end, self);
    return rt_then(t, io_call_tail(t, self, "readline", NULL, 0), checked_line, self);
}

/* ---- positions ---- */

static bool push_now(rt_thread *t, rt_own own, io_text *f) {
    return !rt_is_null(rt_finish(t, push_and_flush(t, own, f)));
}

static rt_own enter_seeking(rt_thread *t, Value self) {
    rt_own own = enter_open(t, self);
    if (!own) return own;
    int able = io_ask(t, rt_load(&io_as_text(self)->x_buffer), "seekable");
    if (able > 0) return own;
    if (able == 0) (void)io_raise_unsupported(t, "underlying stream is not seekable");
    return STM_CONFLICT;
}

static Value text_tell(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = enter_seeking(t, args[0]);
    if (!own) return RT_NULL;
    io_text *f = io_as_text(args[0]);
    if (flags_of(f) & IO_UNTOLD)
        return rt_raise(t, &rt_exc_OSError, "telling position disabled by next() call");
    if (!push_now(t, own, f)) return RT_NULL;
    Value at = io_call(t, rt_load(&f->x_buffer), "tell", NULL, 0);
    int64_t n;
    if (rt_is_null(at) || !io_int_arg(t, at, &n)) return RT_NULL;
    Value text = rt_load(&f->x_text), tail = rt_load(&f->x_tail);
    if (!rt_is_null(tail)) n -= (int64_t)rt_as_bytes(tail)->length;
    if (flags_of(f) & IO_EOF_CR) n--;
    if (!rt_is_null(text)) {
        Value left = rt_str_slice(t, text, rt_load_word(&f->x_tpos), rt_as_str(text)->length);
        const char *encoding = rt_str_utf8(t, rt_load(&f->x_encoding), NULL),
                   *errors = rt_str_utf8(t, rt_load(&f->x_errors), NULL);
        Value bytes = rt_is_null(left) || !encoding || !errors
                          ? RT_NULL
                          : rt_encode(t, left, encoding, errors);
        if (rt_is_null(bytes)) return bytes;
        n -= (int64_t)rt_as_bytes(bytes)->length;
    }
    return rt_int_new(t, n);
}

static Value seek_buffer(rt_thread *t, rt_own own, io_text *f, Value position, int64_t whence) {
    if (!push_now(t, own, f)) return RT_NULL;
    rt_set(t, own, &f->x_text, RT_NULL);
    rt_set_word(t, own, &f->x_tpos, 0);
    rt_set(t, own, &f->x_tail, RT_NULL);
    set_flags(t, own, f, 0, IO_EOF_CR | IO_UNTOLD);
    Value decoder = rt_load(&f->x_decoder), encoder = rt_load(&f->x_encoder), zero = rt_imm_int(0);
    if (!rt_is_null(decoder) && rt_is_null(io_call(t, decoder, "reset", NULL, 0))) return RT_NULL;
    Value to[] = {position, rt_imm_int(whence)};
    Value at = io_call(t, rt_load(&f->x_buffer), "seek", to, 2);
    if (rt_is_null(at) || rt_is_null(encoder)) return at;
    Value set = rt_same(at, zero) ? io_call(t, encoder, "reset", NULL, 0)
                                  : io_call(t, encoder, "setstate", &zero, 1);
    return rt_is_null(set) ? set : at;
}

static Value text_seek(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t whence = 0;
    if (nargs > 2 && !io_int_arg(t, args[2], &whence)) return RT_NULL;
    rt_own own = enter_seeking(t, args[0]);
    if (!own) return RT_NULL;
    Value cookie = args[1];
    if (whence == 1 || whence == 2) {
        Value zero = rt_compare(t, cookie, rt_imm_int(0), RT_EQ);
        if (rt_is_null(zero)) return zero;
        if (!rt_same(zero, RT_TRUE))
            return io_raise_unsupported(t, whence == 1 ? "can't do nonzero cur-relative seeks"
                                                       : "can't do nonzero end-relative seeks");
        if (whence == 1) cookie = io_call(t, args[0], "tell", NULL, 0);
        if (rt_is_null(cookie)) return cookie;
        return seek_buffer(t, own, io_as_text(args[0]), cookie, whence == 1 ? 0 : 2);
    }
    if (whence != 0)
        return rt_raise_value_error(t, "invalid whence (%lld, should be 0, 1 or 2)",
                                    (long long)whence);
    int64_t position;
    if (!io_int_arg(t, cookie, &position)) return RT_NULL;
    if (position < 0)
        return rt_raise_value_error(t, "negative seek position %lld", (long long)position);
    return seek_buffer(t, own, io_as_text(args[0]), cookie, 0);
}

static Value text_truncate(rt_thread *t, Value *args, uint32_t nargs) {
    rt_own own = enter(t, args[0]);
    if (!own || !push_now(t, own, io_as_text(args[0]))) return RT_NULL;
    Value size = nargs > 1 ? args[1] : RT_NONE;
    return io_call_tail(t, rt_load(&io_as_text(args[0])->x_buffer), "truncate", &size, 1);
}

/* ---- closing ---- */

static Value raise_first(rt_thread *t, Value result, Value first) {
    if (!rt_is_null(first)) return rt_raise_object(t, first);
    return rt_is_null(result) ? RT_NULL : RT_NONE;
}

static Value close_buffer(rt_thread *t, Value result, Value buffer) {
    Value first = rt_is_null(result) ? rt_exception_take(t) : RT_NULL;
    Value done = rt_call_method_tail(t, buffer, rt_id.close, NULL, 0);
    return rt_is_null(first) ? rt_then(t, done, raise_first, first)
                             : rt_then_catch(t, done, raise_first, first);
}

static Value text_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = enter(t, args[0]);
    if (!own) return RT_NULL;
    int closed = buffer_closed(t, io_as_text(args[0]));
    if (closed) return closed < 0 ? RT_NULL : RT_NONE;
    Value buffer = rt_load(&io_as_text(args[0])->x_buffer);
    return rt_then_catch(t, rt_call_method_tail(t, args[0], rt_id.flush, NULL, 0), close_buffer,
                         buffer);
}

static void set_owned(rt_thread *t, Value buffer, bool on) {
    if (!rt_is_obj(buffer) || rt_type_of(buffer)->finalize != io_reader_type.finalize) return;
    io_buffered *b = io_as_buffered(buffer);
    rt_own own = rt_write(t, &b->hdr);
    uint64_t flags = rt_load_word(&b->x_flags);
    if (own) rt_set_word(t, own, &b->x_flags, on ? flags | IO_OWNED : flags & ~(uint64_t)IO_OWNED);
}

static Value text_detach(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = enter(t, args[0]);
    if (!own || rt_is_null(io_call(t, args[0], "flush", NULL, 0))) return RT_NULL;
    io_text *f = io_as_text(args[0]);
    Value buffer = rt_load(&f->x_buffer);
    rt_set(t, own, &f->x_buffer, RT_NULL);
    rt_set_word(t, own, &f->x_flags, IO_DETACHED);
    set_owned(t, buffer, false);
    return buffer;
}

/* World stopped, nobody else knows the objects: what is collected goes out through the buffer to the descriptor. */
static void text_finalize(rt_thread *t, rt_object *o) {
    (void)t;
    io_text *f = (io_text *)o;
    Value buffer = rt_load(&f->x_buffer);
    if (!rt_is_obj(buffer) || rt_type_of(buffer)->finalize != io_reader_type.finalize) return;
    io_buffered_release(io_as_buffered(buffer), rt_load_ptr(&f->x_wbuf), rt_load_word(&f->x_wlen));
    rt_init_word(&f->x_wlen, 0);
}

/* What is collected for a stream written in Python goes out by calls. */
static bool text_wants_del(const rt_object *o) {
    const io_text *f = (const io_text *)o;
    Value buffer = rt_load(&f->x_buffer);
    return io_wants_del(o) ||
           (rt_load_word(&f->x_wlen) &&
            (!(rt_is_exact(buffer, &io_writer_type) || rt_is_exact(buffer, &io_random_type)) ||
             !rt_is_exact(rt_load(&io_as_buffered(buffer)->x_raw), &io_file_type)));
}

static void text_trace(rt_object *o, rt_marker *m) {
    io_text *f = (io_text *)o;
    rt_field *const fields[] = {&f->x_buffer,  &f->x_encoding, &f->x_errors,
                                &f->x_newline, &f->x_wbuf,     &f->x_text,
                                &f->x_tail,    &f->x_decoder,  &f->x_encoder};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        rt_mark_field(m, fields[i]);
}

/* ---- construction ---- */

static bool check_newline(rt_thread *t, Value v) {
    if (rt_is_empty(v) || rt_is_none(v)) return true;
    if (!rt_is_str(v)) {
        (void)rt_raise_type_error(
            t, "TextIOWrapper() argument 'newline' must be str or None, not %T", v);
        return false;
    }
    if (rt_str_equal_cstr(v, "") || rt_str_equal_cstr(v, "\n") || rt_str_equal_cstr(v, "\r") ||
        rt_str_equal_cstr(v, "\r\n"))
        return true;
    (void)rt_raise_value_error(t, "illegal newline value: %R", v);
    return false;
}

static bool set_up(rt_thread *t, Value self, Value buffer, Value encoding, Value errors,
                   Value newline, bool line, bool through) {
    io_text *f = io_as_text(self);
    int readable = io_ask(t, buffer, "readable");
    rt_own own = readable < 0 ? STM_CONFLICT : rt_write(t, &f->hdr);
    if (!own) return false;
    rt_set(t, own, &f->x_buffer, buffer);
    rt_set(t, own, &f->x_encoding, encoding);
    rt_set(t, own, &f->x_errors, errors);
    rt_set(t, own, &f->x_newline, newline);
    rt_set_word(t, own, &f->x_wlen, 0);
    rt_set_word(t, own, &f->x_tpos, 0);
    rt_set(t, own, &f->x_text, RT_NULL);
    rt_set(t, own, &f->x_tail, RT_NULL);
    unsigned flags =
        (readable ? IO_READ : IO_WRITE) | (line ? IO_LINE : 0) | (through ? IO_THROUGH : 0);
    rt_set_word(t, own, &f->x_flags, flags);
    if (!open_codec(t, own, f)) return false;
    rt_set_word(t, own, &f->x_flags, flags | IO_READY);
    set_owned(t, buffer, true);
    return true;
}

static Value text_new(rt_thread *t, Value cls, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_instance_new(t, rt_as_type(cls), 0);
}

Value io_text_make(rt_thread *t, Value buffer, Value encoding, Value errors, Value newline,
                   bool line, bool through) {
    Value v = text_new(t, rt_from_obj(&io_text_type), NULL, 0, RT_NULL);
    return rt_is_null(v) || !set_up(t, v, buffer, encoding, errors, newline, line, through)
               ? RT_NULL
               : v;
}

static bool truth_arg(rt_thread *t, Value v, bool *out) {
    if (rt_is_empty(v)) return true;
    Value b = rt_truth(t, v);
    *out = rt_same(b, RT_TRUE);
    return !rt_is_null(b);
}

static Value default_encoding(rt_thread *t) { return rt_str_intern_cstr(t, "UTF-8"); }

static bool text_arg(rt_thread *t, const char *what, Value *v, const char *standard) {
    if (rt_is_empty(*v) || rt_is_none(*v))
        *v = rt_str_intern_cstr(t, standard);
    else if (!rt_is_str(*v))
        *v = rt_raise_type_error(t, "TextIOWrapper() argument '%s' must be str or None, not %T",
                                 what, *v);
    return !rt_is_null(*v);
}

/* args: self, buffer, encoding, errors, newline, line_buffering, write_through */
static Value init(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool line = false, through = false;
    if (!text_arg(t, "encoding", &args[2], "UTF-8") || !text_arg(t, "errors", &args[3], "strict"))
        return RT_NULL;
    if (rt_str_equal_cstr(args[2], "locale")) args[2] = default_encoding(t);
    if (rt_is_empty(args[4])) args[4] = RT_NONE;
    if (!check_newline(t, args[4]) || !truth_arg(t, args[5], &line) ||
        !truth_arg(t, args[6], &through))
        return RT_NULL;
    if (!check_encoding(t, args[2])) return RT_NULL;
    return set_up(t, args[0], args[1], args[2], args[3], args[4], line, through) ? RT_NONE
                                                                                 : RT_NULL;
}

static const rt_native_def init_def = {
    "TextIOWrapper",
    init,
    0,
    0,
    "self, buffer, encoding=, errors=, newline=, line_buffering=, write_through=",
    0,
    NULL};

static Value init_slot(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    return rt_native_invoke_tail(t, &init_def, self, args, nargs, kwnames);
}

/* args: self, encoding, errors, newline, line_buffering, write_through */
static Value text_reconfigure(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = enter(t, args[0]);
    io_text *f = io_as_text(args[0]);
    if (!own) return RT_NULL;
    bool codec = (!rt_is_empty(args[1]) && !rt_is_none(args[1])) ||
                 (!rt_is_empty(args[2]) && !rt_is_none(args[2])) || !rt_is_empty(args[3]);
    if (codec && !rt_is_null(rt_load(&f->x_text)))
        return io_raise_unsupported(
            t, "It is not possible to set the encoding or newline of stream after the first read");
    if (!check_newline(t, args[3])) return RT_NULL;
    bool line = flags_of(f) & IO_LINE, through = flags_of(f) & IO_THROUGH;
    if (!rt_is_empty(args[4]) && !rt_is_none(args[4]) && !truth_arg(t, args[4], &line))
        return RT_NULL;
    if (!rt_is_empty(args[5]) && !rt_is_none(args[5]) && !truth_arg(t, args[5], &through))
        return RT_NULL;
    if (!push_now(t, own, f)) return RT_NULL;
    bool new_encoding = !rt_is_empty(args[1]) && !rt_is_none(args[1]);
    if (new_encoding) {
        if (!text_arg(t, "encoding", &args[1], "utf-8") || !check_encoding(t, args[1]))
            return RT_NULL;
        rt_set(t, own, &f->x_encoding,
               rt_str_equal_cstr(args[1], "locale") ? default_encoding(t) : args[1]);
    }
    bool new_errors = !rt_is_empty(args[2]) && !rt_is_none(args[2]);
    if (new_errors && !text_arg(t, "errors", &args[2], "strict")) return RT_NULL;
    if (new_errors || new_encoding)
        rt_set(t, own, &f->x_errors, new_errors ? args[2] : rt_str_intern_cstr(t, "strict"));
    if (!rt_is_empty(args[3])) rt_set(t, own, &f->x_newline, args[3]);
    if ((new_errors || new_encoding) && !open_codec(t, own, f)) return RT_NULL;
    set_flags(t, own, f, (line ? IO_LINE : 0) | (through ? IO_THROUGH : 0), IO_LINE | IO_THROUGH);
    return RT_NONE;
}

/* ---- attributes ---- */

static Value delegate(rt_thread *t, Value self, const char *name) {
    return enter(t, self) ? io_call_tail(t, rt_load(&io_as_text(self)->x_buffer), name, NULL, 0)
                          : RT_NULL;
}
#define DELEGATE(name)                                                                                     \
    static Value text_##name(rt_thread *t, Value *args, uint32_t nargs) { return (void)nargs, delegate(t, args[0], #name); }
DELEGATE(readable)
DELEGATE(writable)
DELEGATE(seekable)
DELEGATE(fileno)
DELEGATE(isatty)

static Value get_closed(rt_thread *t, Value self) {
    return enter(t, self) ? io_attr(t, rt_load(&io_as_text(self)->x_buffer), "closed") : RT_NULL;
}
static Value get_name(rt_thread *t, Value self) {
    return enter(t, self) ? io_attr(t, rt_load(&io_as_text(self)->x_buffer), "name") : RT_NULL;
}
static Value field(rt_thread *t, Value self, rt_field *f) {
    Value v = rt_read_field(t, rt_obj(self), f);
    return rt_is_null(v) && !t->conflict ? RT_NONE : v;
}
static Value get_buffer(rt_thread *t, Value self) {
    return enter(t, self) ? field(t, self, &io_as_text(self)->x_buffer) : RT_NULL;
}
static Value get_encoding(rt_thread *t, Value self) {
    return field(t, self, &io_as_text(self)->x_encoding);
}
static Value get_errors(rt_thread *t, Value self) {
    return field(t, self, &io_as_text(self)->x_errors);
}
static Value get_line(rt_thread *t, Value self) {
    return enter(t, self) ? rt_bool(flags_of(io_as_text(self)) & IO_LINE) : RT_NULL;
}
static Value get_through(rt_thread *t, Value self) {
    return enter(t, self) ? rt_bool(flags_of(io_as_text(self)) & IO_THROUGH) : RT_NULL;
}
static Value get_chunk(rt_thread *t, Value self) {
    return (void)t, (void)self, rt_imm_int(IO_BUFFER_SIZE);
}

static Value get_newlines(rt_thread *t, Value self) {
    if (!enter(t, self)) return RT_NULL;
    unsigned seen = flags_of(io_as_text(self)) & SEEN_ALL;
    static const char *const names[] = {"\r", "\n", "\r\n"};
    Value items[3];
    size_t n = 0;
    for (unsigned i = 0; i < 3; i++)
        if (seen & (unsigned)(SEEN_CR << i)) items[n++] = rt_str_intern_cstr(t, names[i]);
    return n == 0 ? RT_NONE : n == 1 ? items[0] : rt_tuple_new(t, items, n);
}

static Value part(rt_thread *t, Value self, const char *name) {
    Value v = io_attr(t, self, name);
    if (rt_is_null(v) && (rt_exception_catch(t, &rt_exc_AttributeError) ||
                          rt_exception_catch(t, &rt_exc_ValueError)))
        return RT_EMPTY;
    return v;
}

static Value text_repr(rt_thread *t, Value self) {
    if (!enter(t, self)) return RT_NULL;
    Value name = part(t, self, "name"), mode = rt_is_null(name) ? name : part(t, self, "mode");
    Value encoding = rt_is_null(mode) ? mode : get_encoding(t, self);
    if (rt_is_null(encoding)) return encoding;
    Value text = rt_str_from_cstr(t, "<_io.TextIOWrapper");
    if (!rt_is_empty(name) && !rt_is_null(text))
        text = rt_str_format_c(t, "%V name=%R", text, name);
    if (!rt_is_empty(mode) && !rt_is_null(text))
        text = rt_str_format_c(t, "%V mode=%R", text, mode);
    return rt_is_null(text) ? text : rt_str_format_c(t, "%V encoding=%R>", text, encoding);
}

static const rt_native_def methods[] = {
    {"write", text_write, 2, 2, NULL, 0, NULL},
    {"read", text_read, 1, 2, NULL, 0, NULL},
    {"readline", text_readline, 1, 2, NULL, 0, NULL},
    {"flush", text_flush, 1, 1, NULL, 0, NULL},
    {"close", text_close, 1, 1, NULL, 0, NULL},
    {"detach", text_detach, 1, 1, NULL, 0, NULL},
    {"reconfigure", text_reconfigure, 0, 0,
     "self, *, encoding=, errors=, newline=, line_buffering=, write_through=", 0,
     "Reconfigure the text stream with new parameters."},
    {"seek", text_seek, 2, 3, NULL, 0, NULL},
    {"tell", text_tell, 1, 1, NULL, 0, NULL},
    {"truncate", text_truncate, 1, 2, NULL, 0, NULL},
    {"readable", text_readable, 1, 1, NULL, 0, NULL},
    {"writable", text_writable, 1, 1, NULL, 0, NULL},
    {"seekable", text_seekable, 1, 1, NULL, 0, NULL},
    {"fileno", text_fileno, 1, 1, NULL, 0, NULL},
    {"isatty", text_isatty, 1, 1, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

static const rt_getset_def getsets[] = {
    {"closed", get_closed, NULL, NULL},       {"name", get_name, NULL, NULL},
    {"buffer", get_buffer, NULL, NULL},       {"encoding", get_encoding, NULL, NULL},
    {"errors", get_errors, NULL, NULL},       {"newlines", get_newlines, NULL, NULL},
    {"line_buffering", get_line, NULL, NULL}, {"write_through", get_through, NULL, NULL},
    {"_CHUNK_SIZE", get_chunk, NULL, NULL},   {NULL, NULL, NULL, NULL},
};

rt_type io_text_type = {
    RT_TYPE_HEAD(io_text_type, "_io.TextIOWrapper"),
    .flags = RT_TF_BASETYPE | RT_TF_DICT | RT_TF_WEAKREF,
    .basic_size = sizeof(io_text),
    .inline_slots = 2,
    .base = &io_text_base_type,
    .slots = {.new_ = text_new, .init = init_slot, .repr = text_repr, .next = text_next},
    .trace = text_trace,
    .finalize = text_finalize,
    .wants_del = text_wants_del,
    .methods = methods,
    .getsets = getsets,
    .doc = "Character and line based layer over a BufferedIOBase object, buffer.",
};
