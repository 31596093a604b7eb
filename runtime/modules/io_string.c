/* io_string.c - StringIO and IncrementalNewlineDecoder.
 *
 * The contents of a StringIO are one immutable str: appending to it is linear (str.h), changes in the middle build a new one.
 * Owns: the two types. Threads: any, see io_internal.h. */
#include "runtime/modules/io_internal.h"
#include "runtime/objects/tuple.h"

typedef struct io_string {
    rt_object hdr;
    rt_field x_text, x_pos;
    rt_field x_newline; /* None or a str */
    rt_field x_state;   /* 0: before __init__, 1: open, 2: closed */
} io_string;

static io_string *as_string_io(Value v) { return (io_string *)rt_obj(v); }

static rt_own enter(rt_thread *t, Value self) {
    rt_own own = rt_write(t, rt_obj(self));
    if (!own) return own;
    uint64_t state = rt_load_word(&as_string_io(self)->x_state);
    if (state == 1) return own;
    if (state == 2)
        (void)io_raise_closed(t);
    else
        (void)rt_raise_value_error(t, "I/O operation on uninitialized object");
    return STM_CONFLICT;
}

static size_t text_length(const io_string *s) { return rt_as_str(rt_load(&s->x_text))->length; }
static size_t position(const io_string *s) { return rt_load_word(&s->x_pos); }
static bool newline_is(const io_string *s, const char *what) {
    Value v = rt_load(&s->x_newline);
    return !rt_is_none(v) && rt_str_equal_cstr(v, what);
}

static Value replace(rt_thread *t, Value s, const char *from, Value to) {
    Value args[] = {rt_str_from_cstr(t, from), to};
    return rt_is_null(args[0]) || rt_is_null(to) ? RT_NULL : io_call(t, s, "replace", args, 2);
}

static Value universal(rt_thread *t, Value s) {
    Value lf = rt_str_from_char(t, '\n');
    s = replace(t, s, "\r\n", lf);
    return rt_is_null(s) ? s : replace(t, s, "\r", lf);
}

static Value incoming(rt_thread *t, const io_string *s, Value text) {
    Value newline = rt_load(&s->x_newline);
    if (rt_is_none(newline)) return universal(t, text);
    if (newline_is(s, "\r") || newline_is(s, "\r\n")) return replace(t, text, "\n", newline);
    return text;
}

static bool put(rt_thread *t, rt_own own, io_string *s, Value text) {
    Value old = rt_load(&s->x_text);
    size_t pos = position(s), n = text_length(s), added = rt_as_str(text)->length;
    if (pos > n) {
        rt_str_builder b;
        rt_sb_init(&b);
        rt_sb_str(&b, old);
        rt_sb_fill(&b, 0, pos - n);
        old = rt_sb_finish(t, &b);
        n = pos;
    }
    Value head = rt_is_null(old) ? old : pos == n ? old : rt_str_slice(t, old, 0, pos);
    Value all = rt_is_null(head) ? head : rt_str_concat(t, head, text);
    if (!rt_is_null(all) && pos + added < n) {
        Value rest = rt_str_slice(t, old, pos + added, n);
        all = rt_is_null(rest) ? rest : rt_str_concat(t, all, rest);
    }
    if (rt_is_null(all)) return false;
    rt_set(t, own, &s->x_text, all);
    rt_set_word(t, own, &s->x_pos, pos + added);
    return true;
}

static Value string_write(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "string argument expected, got '%T'", args[1]);
    rt_own own = enter(t, args[0]);
    io_string *s = as_string_io(args[0]);
    if (!own) return RT_NULL;
    Value text = incoming(t, s, args[1]);
    if (rt_is_null(text)) return text;
    if (rt_as_str(text)->length && !put(t, own, s, text)) return RT_NULL;
    return rt_imm_int(rt_as_str(args[1])->length);
}

static Value take(rt_thread *t, rt_own own, io_string *s, size_t end) {
    size_t pos = position(s);
    if (end <= pos) return rt_str_empty;
    Value piece = rt_str_slice(t, rt_load(&s->x_text), pos, end);
    if (!rt_is_null(piece)) rt_set_word(t, own, &s->x_pos, end);
    return piece;
}

static Value string_read(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n;
    if (!io_size_arg(t, nargs > 1 ? args[1] : RT_EMPTY, &n)) return RT_NULL;
    rt_own own = enter(t, args[0]);
    if (!own) return RT_NULL;
    io_string *s = as_string_io(args[0]);
    size_t pos = position(s), length = text_length(s);
    return take(t, own, s,
                n < 0 || pos > length || (size_t)n > length - pos ? length : pos + (size_t)n);
}

static size_t line_end(const io_string *s, const rt_str *text, size_t from) {
    bool any = newline_is(s, ""), cr = newline_is(s, "\r"), pair = newline_is(s, "\r\n");
    for (size_t i = from; i < text->length; i++) {
        uint32_t c = rt_str_at(text, i);
        bool lf_next = c == '\r' && i + 1 < text->length && rt_str_at(text, i + 1) == '\n';
        if (pair ? lf_next : any && lf_next) return i + 2;
        if (!pair && ((c == '\n' && !cr) || (c == '\r' && (any || cr)))) return i + 1;
    }
    return text->length;
}

static Value line(rt_thread *t, rt_own own, io_string *s, int64_t limit) {
    size_t pos = position(s),
           end = pos < text_length(s) ? line_end(s, rt_as_str(rt_load(&s->x_text)), pos) : pos;
    if (limit >= 0 && end - pos > (size_t)limit) end = pos + (size_t)limit;
    return take(t, own, s, end);
}

static Value string_readline(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n;
    if (!io_size_arg(t, nargs > 1 ? args[1] : RT_EMPTY, &n)) return RT_NULL;
    rt_own own = enter(t, args[0]);
    return own ? line(t, own, as_string_io(args[0]), n) : RT_NULL;
}

static Value string_next(rt_thread *t, Value self) {
    rt_own own = enter(t, self);
    Value v = own ? line(t, own, as_string_io(self), -1) : RT_NULL;
    return rt_is_null(v) || rt_as_str(v)->length ? v : RT_EMPTY;
}

static Value string_getvalue(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return enter(t, args[0]) ? rt_load(&as_string_io(args[0])->x_text) : RT_NULL;
}

static Value string_seek(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t offset, whence = 0;
    if (!io_int_arg(t, args[1], &offset) || (nargs > 2 && !io_int_arg(t, args[2], &whence)))
        return RT_NULL;
    rt_own own = enter(t, args[0]);
    if (!own) return RT_NULL;
    io_string *s = as_string_io(args[0]);
    if (whence < 0 || whence > 2)
        return rt_raise_value_error(t, "Invalid whence (%lld, should be 0, 1 or 2)",
                                    (long long)whence);
    if (offset < 0 && whence == 0)
        return rt_raise_value_error(t, "Negative seek position %lld", (long long)offset);
    if (whence != 0 && offset != 0)
        return rt_raise(t, &rt_exc_OSError, "Can't do nonzero cur-relative seeks");
    size_t to = whence == 0 ? (size_t)offset : whence == 1 ? position(s) : text_length(s);
    rt_set_word(t, own, &s->x_pos, to);
    return rt_imm_int((int64_t)to);
}

static Value string_tell(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return enter(t, args[0]) ? rt_imm_int((int64_t)position(as_string_io(args[0]))) : RT_NULL;
}

static Value string_truncate(rt_thread *t, Value *args, uint32_t nargs) {
    rt_own own = enter(t, args[0]);
    if (!own) return RT_NULL;
    io_string *s = as_string_io(args[0]);
    int64_t size = (int64_t)position(s);
    if (nargs > 1 && !rt_is_none(args[1]) && !io_int_arg(t, args[1], &size)) return RT_NULL;
    if (size < 0) return rt_raise_value_error(t, "Negative size value %lld", (long long)size);
    if ((size_t)size < text_length(s)) {
        Value cut = rt_str_slice(t, rt_load(&s->x_text), 0, (size_t)size);
        if (rt_is_null(cut)) return cut;
        rt_set(t, own, &s->x_text, cut);
    }
    return rt_imm_int(size);
}

static Value string_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = rt_write(t, rt_obj(args[0]));
    if (!own) return RT_NULL;
    rt_set_word(t, own, &as_string_io(args[0])->x_state, 2);
    rt_set(t, own, &as_string_io(args[0])->x_text, rt_str_empty);
    return RT_NONE;
}

static Value answer(rt_thread *t, Value *args, Value v) { return enter(t, args[0]) ? v : RT_NULL; }
static Value string_true(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, answer(t, args, RT_TRUE);
}
static Value string_flush(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, answer(t, args, RT_NONE);
}

static Value get_closed(rt_thread *t, Value self) {
    rt_own own = rt_write(t, rt_obj(self));
    return own ? rt_bool(rt_load_word(&as_string_io(self)->x_state) == 2) : RT_NULL;
}
static Value get_line_buffering(rt_thread *t, Value self) {
    return enter(t, self) ? RT_FALSE : RT_NULL;
}

static Value string_new(rt_thread *t, Value cls, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Value v = rt_instance_new(t, rt_as_type(cls), 0);
    if (!rt_is_null(v)) rt_init(&as_string_io(v)->x_text, rt_str_empty);
    return v;
}

static bool check_newline(rt_thread *t, Value v) {
    if (rt_is_none(v)) return true;
    if (!rt_is_str(v)) {
        (void)rt_raise_type_error(t, "newline must be str or None, not %T", v);
        return false;
    }
    if (rt_str_equal_cstr(v, "") || rt_str_equal_cstr(v, "\n") || rt_str_equal_cstr(v, "\r") ||
        rt_str_equal_cstr(v, "\r\n"))
        return true;
    (void)rt_raise_value_error(t, "illegal newline value: %R", v);
    return false;
}

static Value string_init(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_empty(args[2])) args[2] = rt_str_from_char(t, '\n');
    if (!check_newline(t, args[2])) return RT_NULL;
    bool given = !rt_is_empty(args[1]) && !rt_is_none(args[1]);
    if (given && !rt_is_str(args[1]))
        return rt_raise_type_error(t, "initial_value must be str or None, not %T", args[1]);
    io_string *s = as_string_io(args[0]);
    rt_own own = rt_write(t, &s->hdr);
    if (!own) return RT_NULL;
    rt_set(t, own, &s->x_newline, args[2]);
    rt_set(t, own, &s->x_text, rt_str_empty);
    rt_set_word(t, own, &s->x_pos, 0);
    rt_set_word(t, own, &s->x_state, 1);
    if (!given) return RT_NONE;
    Value text = incoming(t, s, args[1]);
    if (rt_is_null(text) || !put(t, own, s, text)) return RT_NULL;
    rt_set_word(t, own, &s->x_pos, 0);
    return RT_NONE;
}

static const rt_native_def init_def = {
    "StringIO", string_init, 0, 0, "self, initial_value=, newline=", 0, NULL};
static Value init_slot(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    return rt_native_invoke_tail(t, &init_def, self, args, nargs, kwnames);
}

static void string_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((io_string *)o)->x_text);
    rt_mark_field(m, &((io_string *)o)->x_newline);
}

static const rt_native_def string_methods[] = {
    {"write", string_write, 2, 2, NULL, 0, NULL},
    {"read", string_read, 1, 2, NULL, 0, NULL},
    {"readline", string_readline, 1, 2, NULL, 0, NULL},
    {"getvalue", string_getvalue, 1, 1, NULL, 0, NULL},
    {"seek", string_seek, 2, 3, NULL, 0, NULL},
    {"tell", string_tell, 1, 1, NULL, 0, NULL},
    {"truncate", string_truncate, 1, 2, NULL, 0, NULL},
    {"close", string_close, 1, 1, NULL, 0, NULL},
    {"readable", string_true, 1, 1, NULL, 0, NULL},
    {"writable", string_true, 1, 1, NULL, 0, NULL},
    {"seekable", string_true, 1, 1, NULL, 0, NULL},
    {"flush", string_flush, 1, 1, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
static const rt_getset_def string_getsets[] = {{"closed", get_closed, NULL, NULL},
                                               {"line_buffering", get_line_buffering, NULL, NULL},
                                               {NULL, NULL, NULL, NULL}};

rt_type io_string_type = {
    RT_TYPE_HEAD(io_string_type, "_io.StringIO"),
    .flags = RT_TF_BASETYPE | RT_TF_DICT | RT_TF_WEAKREF,
    .basic_size = sizeof(io_string),
    .inline_slots = 1,
    .base = &io_text_base_type,
    .slots = {.new_ = string_new, .init = init_slot, .next = string_next},
    .trace = string_trace,
    .methods = string_methods,
    .getsets = string_getsets,
    .doc = "Text I/O implementation using an in-memory buffer.",
};

/* ---- IncrementalNewlineDecoder ---- */

typedef struct newline_decoder {
    rt_object hdr;
    rt_field x_decoder; /* None: input is text already */
    rt_field x_translate, x_pending, x_seen;
} newline_decoder;

static newline_decoder *as_newline(Value v) { return (newline_decoder *)rt_obj(v); }

static void look(newline_decoder *d, rt_own own, rt_thread *t, const rt_str *s) {
    uint64_t seen = rt_load_word(&d->x_seen);
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = rt_str_at(s, i);
        bool pair = c == '\r' && i + 1 < s->length && rt_str_at(s, i + 1) == '\n';
        seen |= pair ? 4u : c == '\r' ? 1u : c == '\n' ? 2u : 0u;
        i += pair;
    }
    rt_set_word(t, own, &d->x_seen, seen);
}

/* args: self, input, final */
static Value newline_decode(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    newline_decoder *d = as_newline(args[0]);
    Value final = rt_is_empty(args[2]) ? RT_FALSE : rt_truth(t, args[2]), text = args[1];
    if (rt_is_null(final)) return final;
    Value decoder = rt_read_field(t, &d->hdr, &d->x_decoder);
    if (rt_is_null(decoder)) return decoder;
    if (!rt_is_none(decoder)) {
        Value call[] = {args[1], final};
        text = io_call(t, decoder, "decode", call, 2);
        if (rt_is_null(text)) return text;
    }
    if (!rt_is_str(text))
        return rt_raise_type_error(t, "decoder should return a string result, not '%T'", text);
    rt_own own = rt_write(t, &d->hdr);
    if (!own) return RT_NULL;
    size_t n = rt_as_str(text)->length;
    if (rt_load_word(&d->x_pending) && (n > 0 || rt_same(final, RT_TRUE))) {
        text = rt_str_concat(t, rt_str_from_char(t, '\r'), text);
        if (rt_is_null(text)) return text;
        rt_set_word(t, own, &d->x_pending, 0);
        n++;
    }
    if (!rt_same(final, RT_TRUE) && n > 0 && rt_str_at(rt_as_str(text), n - 1) == '\r') {
        text = rt_str_slice(t, text, 0, n - 1);
        if (rt_is_null(text)) return text;
        rt_set_word(t, own, &d->x_pending, 1);
    }
    look(d, own, t, rt_as_str(text));
    return rt_load_word(&d->x_translate) ? universal(t, text) : text;
}

static Value newline_getstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    newline_decoder *d = as_newline(args[0]);
    rt_own own = rt_write(t, &d->hdr);
    if (!own) return RT_NULL;
    Value buffer = rt_bytes_new(t, "", 0), decoder = rt_load(&d->x_decoder);
    int64_t flag = 0;
    if (!rt_is_none(decoder)) {
        Value state = io_call(t, decoder, "getstate", NULL, 0);
        if (rt_is_null(state)) return state;
        if (!rt_is_tuple(state) || rt_tuple_len(state) != 2)
            return rt_raise_type_error(t, "illegal decoder state");
        buffer = rt_tuple_at(state, 0);
        if (!io_int_arg(t, rt_tuple_at(state, 1), &flag)) return RT_NULL;
    }
    return rt_tuple_pack2(t, buffer, rt_imm_int(flag * 2 + (int64_t)rt_load_word(&d->x_pending)));
}

static Value newline_setstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    newline_decoder *d = as_newline(args[0]);
    int64_t flag;
    if (!rt_is_tuple(args[1]) || rt_tuple_len(args[1]) != 2)
        return rt_raise_type_error(t, "state argument must be a tuple");
    if (!io_int_arg(t, rt_tuple_at(args[1], 1), &flag)) return RT_NULL;
    rt_own own = rt_write(t, &d->hdr);
    if (!own) return RT_NULL;
    rt_set_word(t, own, &d->x_pending, (uint64_t)(flag & 1));
    Value decoder = rt_load(&d->x_decoder);
    if (rt_is_none(decoder)) return RT_NONE;
    Value state = rt_tuple_pack2(t, rt_tuple_at(args[1], 0), rt_imm_int(flag >> 1));
    return rt_is_null(state) ? state : io_call_tail(t, decoder, "setstate", &state, 1);
}

static Value newline_reset(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    newline_decoder *d = as_newline(args[0]);
    rt_own own = rt_write(t, &d->hdr);
    if (!own) return RT_NULL;
    rt_set_word(t, own, &d->x_pending, 0);
    rt_set_word(t, own, &d->x_seen, 0);
    Value decoder = rt_load(&d->x_decoder);
    return rt_is_none(decoder) ? RT_NONE : io_call_tail(t, decoder, "reset", NULL, 0);
}

static Value get_newlines(rt_thread *t, Value self) {
    rt_own own = rt_write(t, rt_obj(self));
    if (!own) return RT_NULL;
    uint64_t seen = rt_load_word(&as_newline(self)->x_seen);
    static const char *const names[] = {"\r", "\n", "\r\n"};
    Value items[3];
    size_t n = 0;
    for (unsigned i = 0; i < 3; i++)
        if (seen & (1u << i)) items[n++] = rt_str_intern_cstr(t, names[i]);
    return n == 0 ? RT_NONE : n == 1 ? items[0] : rt_tuple_new(t, items, n);
}

static Value newline_new(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                         Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Value v = rt_instance_new(t, rt_as_type(cls), 0);
    if (!rt_is_null(v)) rt_init(&as_newline(v)->x_decoder, RT_NONE);
    return v;
}

static Value newline_init(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    newline_decoder *d = as_newline(args[0]);
    Value translate = rt_truth(t, args[2]);
    rt_own own = rt_is_null(translate) ? STM_CONFLICT : rt_write(t, &d->hdr);
    if (!own) return RT_NULL;
    rt_set(t, own, &d->x_decoder, args[1]);
    rt_set_word(t, own, &d->x_translate, rt_same(translate, RT_TRUE));
    return RT_NONE;
}

static const rt_native_def newline_init_def = {
    "IncrementalNewlineDecoder", newline_init, 0, 0, "self, decoder, translate, errors=", 0, NULL};
static Value newline_init_slot(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                               Value kwnames) {
    return rt_native_invoke_tail(t, &newline_init_def, self, args, nargs, kwnames);
}

static void newline_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((newline_decoder *)o)->x_decoder);
}

static const rt_native_def newline_methods[] = {
    {"decode", newline_decode, 0, 0, "self, input, final=", 0, NULL},
    {"getstate", newline_getstate, 1, 1, NULL, 0, NULL},
    {"setstate", newline_setstate, 2, 2, NULL, 0, NULL},
    {"reset", newline_reset, 1, 1, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
static const rt_getset_def newline_getsets[] = {{"newlines", get_newlines, NULL, NULL},
                                                {NULL, NULL, NULL, NULL}};

rt_type io_newline_type = {
    RT_TYPE_HEAD(io_newline_type, "_io.IncrementalNewlineDecoder"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(newline_decoder),
    .slots = {.new_ = newline_new, .init = newline_init_slot},
    .trace = newline_trace,
    .methods = newline_methods,
    .getsets = newline_getsets,
    .doc = "Codec used when reading a file in universal newlines mode.",
};
