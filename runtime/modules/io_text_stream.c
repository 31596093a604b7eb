/* io_text_stream.c - TextIOWrapper: writing, reading, positions. How text is kept: io_text.c. Threads: any, see io_internal.h. */
#include <errno.h>
#include <unistd.h>

#include "runtime/modules/io_text.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/sequence.h"

typedef enum text_kind { TEXT_N, TEXT_ALL, TEXT_LINE } text_kind;

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
    if (io_text_universal(f) || io_text_newline_is(f, "\n")) return s;
    Value args[] = {rt_str_from_char(t, '\n'), rt_load(&f->x_newline)};
    return rt_is_null(args[0]) ? RT_NULL : io_call(t, s, "replace", args, 2);
}

/* s as it goes out: bytes, or s itself where its characters are. */
static Value encoded(rt_thread *t, const io_text *f, Value s) {
    if (rt_as_str(s)->ascii && rt_is_null(rt_load(&f->x_encoder))) return s;
    Value bytes = io_text_encode(t, f, s);
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
    if (rt_load_word(&f->x_wlen) < IO_BUFFER_SIZE && !(io_text_flags(f) & IO_THROUGH)) return count;
    return rt_then(t, push(t, own, f), give, count);
}

/* state: self, data, count, flush */
static Value room_made(rt_thread *t, Value result, Value state) {
    (void)result;
    Value self = rt_state_at(state, 0);
    rt_own own = io_text_enter(t, self);
    return own ? collect(t, own, io_as_text(self), rt_state_at(state, 1), rt_state_at(state, 2),
                         rt_same(rt_state_at(state, 3), RT_TRUE))
               : RT_NULL;
}

static bool has_line_end(Value s) { return io_text_newlines_in(rt_as_str(s)) != 0; }

Value io_text_write(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value s = args[1];
    if (!rt_is_str(s)) return rt_raise_type_error(t, "write() argument must be str, not %A", s);
    rt_own own = io_text_enter_open(t, args[0]);
    if (!own) return RT_NULL;
    io_text *f = io_as_text(args[0]);
    if (rt_is_exact(rt_load(&f->x_buffer), &io_reader_type))
        return io_raise_unsupported(t, "not writable");
    bool line = (io_text_flags(f) & IO_LINE) && has_line_end(s);
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

Value io_text_flush(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = io_text_enter_open(t, args[0]);
    return own ? push_and_flush(t, own, io_as_text(args[0])) : RT_NULL;
}

/* ---- reading ---- */

static Value text_go(rt_thread *t, Value self, text_kind kind, int64_t n, bool ended);

static bool add_text(rt_thread *t, rt_own own, io_text *f, Value more, bool ended) {
    Value old = rt_load(&f->x_text);
    if (io_text_flags(f) & IO_EOF_CR) { /* a "\r" that was held back */
        more = rt_str_concat(t, rt_str_from_char(t, '\r'), more);
        if (rt_is_null(more)) return false;
        io_text_set_flags(t, own, f, 0, IO_EOF_CR);
    }
    const rt_str *s = rt_as_str(more);
    if (io_text_universal(f) && !ended && s->length && rt_str_at(s, s->length - 1) == '\r') {
        more = rt_str_slice(t, more, 0, s->length - 1);
        if (rt_is_null(more)) return false;
        io_text_set_flags(t, own, f, IO_EOF_CR, 0);
    }
    if (io_text_universal(f)) io_text_set_flags(t, own, f, io_text_newlines_in(rt_as_str(more)), 0);
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
    io_text_set_flags(t, own, f, 0, IO_BUSY);
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
    Value text = io_text_decode(t, own, f, data, ended);
    if (rt_is_null(text) || !add_text(t, own, f, text, ended)) return RT_NULL;
    return text_go(t, self, kind, rt_imm_int_get(rt_state_at(state, 2)), ended);
}

static Value text_fill(rt_thread *t, rt_own own, Value self, text_kind kind, int64_t n) {
    io_text *f = io_as_text(self);
    Value values[] = {self, rt_imm_int(kind), rt_imm_int(n)};
    Value state = rt_state_new(t, values, 3), buffer = rt_load(&f->x_buffer),
          text = rt_load(&f->x_text);
    if (rt_is_null(state)) return state;
    io_text_set_flags(t, own, f, IO_BUSY, 0);
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
    if (!rt_is_null(piece) && io_text_translates(f)) piece = io_text_translated(t, piece);
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
    size_t cut = n < 0 ? s->length : io_text_count_end(f, s, pos, n, &enough);
    if (kind == TEXT_N) {
        *end = cut;
        return enough;
    }
    size_t line = io_text_line_end(f, s, pos);
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
    if (!(io_text_flags(f) & IO_BUSY) && (text_enough(f, kind, n, &end) || ended))
        return text_take(t, own, f, end);
    Value wait = RT_NONE;
    if (io_text_flags(f) & IO_BUSY) {
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
    rt_own own = io_text_enter_open(t, self);
    if (!own) return own;
    if (io_text_flags(io_as_text(self)) & IO_READ) return own;
    (void)io_raise_unsupported(t, "not readable");
    return STM_CONFLICT;
}

Value io_text_read(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n;
    if (!io_size_arg(t, nargs > 1 ? args[1] : RT_EMPTY, &n) || !enter_reading(t, args[0]))
        return RT_NULL;
    return text_go(t, args[0], n < 0 ? TEXT_ALL : TEXT_N, n, false);
}

Value io_text_readline(rt_thread *t, Value *args, uint32_t nargs) {
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
    io_text_set_flags(t, own, f, 0, IO_UNTOLD);
    return RT_EMPTY;
}

static Value checked_line(rt_thread *t, Value line, Value self) {
    if (!rt_is_str(line))
        return rt_raise(t, &rt_exc_OSError,
                        "readline() should have returned a str object, not '%T'", line);
    return line_or_end(t, line, self);
}

Value io_text_next(rt_thread *t, Value self) {
    rt_own own = enter_reading(t, self);
    if (!own) return RT_NULL;
    io_text *f = io_as_text(self);
    if (!(io_text_flags(f) & IO_UNTOLD)) io_text_set_flags(t, own, f, IO_UNTOLD, 0);
    if (rt_is_exact(self, &io_text_type))
        return rt_then(t, text_go(t, self, TEXT_LINE, -1, false), line_or_end, self);
    return rt_then(t, io_call_tail(t, self, "readline", NULL, 0), checked_line, self);
}

/* ---- positions ---- */

bool io_text_push_now(rt_thread *t, rt_own own, io_text *f) {
    return !rt_is_null(rt_finish(t, push_and_flush(t, own, f)));
}

static rt_own enter_seeking(rt_thread *t, Value self) {
    rt_own own = io_text_enter_open(t, self);
    if (!own) return own;
    int able = io_ask(t, rt_load(&io_as_text(self)->x_buffer), "seekable");
    if (able > 0) return own;
    if (able == 0) (void)io_raise_unsupported(t, "underlying stream is not seekable");
    return STM_CONFLICT;
}

Value io_text_tell(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = enter_seeking(t, args[0]);
    if (!own) return RT_NULL;
    io_text *f = io_as_text(args[0]);
    if (io_text_flags(f) & IO_UNTOLD)
        return rt_raise(t, &rt_exc_OSError, "telling position disabled by next() call");
    if (!io_text_push_now(t, own, f)) return RT_NULL;
    Value at = io_call(t, rt_load(&f->x_buffer), "tell", NULL, 0);
    int64_t n;
    if (rt_is_null(at) || !io_int_arg(t, at, &n)) return RT_NULL;
    Value text = rt_load(&f->x_text), tail = rt_load(&f->x_tail);
    if (!rt_is_null(tail)) n -= (int64_t)rt_as_bytes(tail)->length;
    if (io_text_flags(f) & IO_EOF_CR) n--;
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
    if (!io_text_push_now(t, own, f)) return RT_NULL;
    rt_set(t, own, &f->x_text, RT_NULL);
    rt_set_word(t, own, &f->x_tpos, 0);
    rt_set(t, own, &f->x_tail, RT_NULL);
    io_text_set_flags(t, own, f, 0, IO_EOF_CR | IO_UNTOLD);
    Value decoder = rt_load(&f->x_decoder), encoder = rt_load(&f->x_encoder), zero = rt_imm_int(0);
    if (!rt_is_null(decoder) && rt_is_null(io_call(t, decoder, "reset", NULL, 0))) return RT_NULL;
    Value to[] = {position, rt_imm_int(whence)};
    Value at = io_call(t, rt_load(&f->x_buffer), "seek", to, 2);
    if (rt_is_null(at) || rt_is_null(encoder)) return at;
    Value set = rt_same(at, zero) ? io_call(t, encoder, "reset", NULL, 0)
                                  : io_call(t, encoder, "setstate", &zero, 1);
    return rt_is_null(set) ? set : at;
}

Value io_text_seek(rt_thread *t, Value *args, uint32_t nargs) {
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

Value io_text_truncate(rt_thread *t, Value *args, uint32_t nargs) {
    rt_own own = io_text_enter(t, args[0]);
    if (!own || !io_text_push_now(t, own, io_as_text(args[0]))) return RT_NULL;
    Value size = nargs > 1 ? args[1] : RT_NONE;
    return io_call_tail(t, rt_load(&io_as_text(args[0])->x_buffer), "truncate", &size, 1);
}
