/* io_text.c - TextIOWrapper: its construction, attributes and closing.
 *
 * What is read is kept as decoded text with the newlines of the file; they are translated when a piece is given out. So the
 * position that belongs to the next character is the position of the buffer below, less the bytes of the text that is left.
 * What is written is encoded at once and collected in x_wbuf.
 * Owns: io_text_type. Threads: any, see io_internal.h. */
#include "runtime/modules/io_text.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/module.h"
#include "runtime/objects/sequence.h"

rt_own io_text_enter(rt_thread *t, Value self) {
    io_text *f = io_as_text(self);
    rt_own own = rt_write(t, &f->hdr);
    if (!own || (io_text_flags(f) & IO_READY)) return own;
    (void)rt_raise_value_error(t, io_text_flags(f) & IO_DETACHED
                                      ? "underlying buffer has been detached"
                                      : "I/O operation on uninitialized object");
    return STM_CONFLICT;
}

int io_text_closed(rt_thread *t, const io_text *f) {
    Value buffer = rt_load(&f->x_buffer);
    if (rt_is_exact(buffer, &io_writer_type) || rt_is_exact(buffer, &io_reader_type)) {
        Value raw = rt_load(&io_as_buffered(buffer)->x_raw);
        if (!rt_is_null(raw) && rt_is_exact(raw, &io_file_type)) return io_is_closed(t, raw);
    }
    return io_is_closed(t, buffer);
}

rt_own io_text_enter_open(rt_thread *t, Value self) {
    rt_own own = io_text_enter(t, self);
    if (!own) return own;
    int closed = io_text_closed(t, io_as_text(self));
    if (closed == 0) return own;
    if (closed > 0) (void)io_raise_closed(t);
    return STM_CONFLICT;
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
    rt_own own = io_text_enter(t, args[0]);
    if (!own) return RT_NULL;
    int closed = io_text_closed(t, io_as_text(args[0]));
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
    rt_own own = io_text_enter(t, args[0]);
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
    if (!io_text_open_codec(t, own, f)) return false;
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
    if (!io_text_check_encoding(t, args[2])) return RT_NULL;
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
    rt_own own = io_text_enter(t, args[0]);
    io_text *f = io_as_text(args[0]);
    if (!own) return RT_NULL;
    bool codec = (!rt_is_empty(args[1]) && !rt_is_none(args[1])) ||
                 (!rt_is_empty(args[2]) && !rt_is_none(args[2])) || !rt_is_empty(args[3]);
    if (codec && !rt_is_null(rt_load(&f->x_text)))
        return io_raise_unsupported(
            t, "It is not possible to set the encoding or newline of stream after the first read");
    if (!check_newline(t, args[3])) return RT_NULL;
    bool line = io_text_flags(f) & IO_LINE, through = io_text_flags(f) & IO_THROUGH;
    if (!rt_is_empty(args[4]) && !rt_is_none(args[4]) && !truth_arg(t, args[4], &line))
        return RT_NULL;
    if (!rt_is_empty(args[5]) && !rt_is_none(args[5]) && !truth_arg(t, args[5], &through))
        return RT_NULL;
    if (!io_text_push_now(t, own, f)) return RT_NULL;
    bool new_encoding = !rt_is_empty(args[1]) && !rt_is_none(args[1]);
    if (new_encoding) {
        if (!text_arg(t, "encoding", &args[1], "utf-8") || !io_text_check_encoding(t, args[1]))
            return RT_NULL;
        rt_set(t, own, &f->x_encoding,
               rt_str_equal_cstr(args[1], "locale") ? default_encoding(t) : args[1]);
    }
    bool new_errors = !rt_is_empty(args[2]) && !rt_is_none(args[2]);
    if (new_errors && !text_arg(t, "errors", &args[2], "strict")) return RT_NULL;
    if (new_errors || new_encoding)
        rt_set(t, own, &f->x_errors, new_errors ? args[2] : rt_str_intern_cstr(t, "strict"));
    if (!rt_is_empty(args[3])) rt_set(t, own, &f->x_newline, args[3]);
    if ((new_errors || new_encoding) && !io_text_open_codec(t, own, f)) return RT_NULL;
    io_text_set_flags(t, own, f, (line ? IO_LINE : 0) | (through ? IO_THROUGH : 0),
                      IO_LINE | IO_THROUGH);
    return RT_NONE;
}

/* ---- attributes ---- */

static Value delegate(rt_thread *t, Value self, const char *name) {
    return io_text_enter(t, self)
               ? io_call_tail(t, rt_load(&io_as_text(self)->x_buffer), name, NULL, 0)
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
    return io_text_enter(t, self) ? io_attr(t, rt_load(&io_as_text(self)->x_buffer), "closed")
                                  : RT_NULL;
}
static Value get_name(rt_thread *t, Value self) {
    return io_text_enter(t, self) ? io_attr(t, rt_load(&io_as_text(self)->x_buffer), "name")
                                  : RT_NULL;
}
static Value field(rt_thread *t, Value self, rt_field *f) {
    Value v = rt_read_field(t, rt_obj(self), f);
    return rt_is_null(v) && !t->conflict ? RT_NONE : v;
}
static Value get_buffer(rt_thread *t, Value self) {
    return io_text_enter(t, self) ? field(t, self, &io_as_text(self)->x_buffer) : RT_NULL;
}
static Value get_encoding(rt_thread *t, Value self) {
    return field(t, self, &io_as_text(self)->x_encoding);
}
static Value get_errors(rt_thread *t, Value self) {
    return field(t, self, &io_as_text(self)->x_errors);
}
static Value get_line(rt_thread *t, Value self) {
    return io_text_enter(t, self) ? rt_bool(io_text_flags(io_as_text(self)) & IO_LINE) : RT_NULL;
}
static Value get_through(rt_thread *t, Value self) {
    return io_text_enter(t, self) ? rt_bool(io_text_flags(io_as_text(self)) & IO_THROUGH) : RT_NULL;
}
static Value get_chunk(rt_thread *t, Value self) {
    return (void)t, (void)self, rt_imm_int(IO_BUFFER_SIZE);
}

static Value get_newlines(rt_thread *t, Value self) {
    if (!io_text_enter(t, self)) return RT_NULL;
    unsigned seen = io_text_flags(io_as_text(self)) & IO_SEEN_ALL;
    static const char *const names[] = {"\r", "\n", "\r\n"};
    Value items[3];
    size_t n = 0;
    for (unsigned i = 0; i < 3; i++)
        if (seen & (unsigned)(IO_SEEN_CR << i)) items[n++] = rt_str_intern_cstr(t, names[i]);
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
    if (!io_text_enter(t, self)) return RT_NULL;
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
    {"write", io_text_write, 2, 2, NULL, 0, NULL},
    {"read", io_text_read, 1, 2, NULL, 0, NULL},
    {"readline", io_text_readline, 1, 2, NULL, 0, NULL},
    {"flush", io_text_flush, 1, 1, NULL, 0, NULL},
    {"close", text_close, 1, 1, NULL, 0, NULL},
    {"detach", text_detach, 1, 1, NULL, 0, NULL},
    {"reconfigure", text_reconfigure, 0, 0,
     "self, *, encoding=, errors=, newline=, line_buffering=, write_through=", 0,
     "Reconfigure the text stream with new parameters."},
    {"seek", io_text_seek, 2, 3, NULL, 0, NULL},
    {"tell", io_text_tell, 1, 1, NULL, 0, NULL},
    {"truncate", io_text_truncate, 1, 2, NULL, 0, NULL},
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
    .slots = {.new_ = text_new, .init = init_slot, .repr = text_repr, .next = io_text_next},
    .trace = text_trace,
    .finalize = text_finalize,
    .wants_del = text_wants_del,
    .methods = methods,
    .getsets = getsets,
    .doc = "Character and line based layer over a BufferedIOBase object, buffer.",
};
