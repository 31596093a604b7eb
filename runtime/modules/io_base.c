/* io_base.c - _IOBase, _RawIOBase, _BufferedIOBase, _TextIOBase, and what all streams share.
 * Owns: the four types. Threads: any. */
#include "runtime/modules/io_internal.h"

#include "runtime/objects/bytes_internal.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/slice.h"
#include "runtime/objects/tuple.h"
#include "runtime/shape.h"

Value io_unsupported;

/* ---- shared helpers ---- */

Value io_raise_unsupported(rt_thread *t, const char *message) {
    Value text = rt_str_from_cstr(t, message);
    Value e = rt_is_null(text) ? text : rt_call(t, io_unsupported, &text, 1);
    return rt_is_null(e) ? e : rt_raise_object(t, e);
}

Value io_raise_closed(rt_thread *t) {
    return rt_raise_value_error(t, "I/O operation on closed file.");
}

bool io_int_arg(rt_thread *t, Value v, int64_t *n) {
    if (!rt_is_int(v) && !rt_type_of(v)->slots.unary[RT_INDEX]) {
        (void)rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", v);
        return false;
    }
    Value i = rt_index(t, v);
    if (rt_is_null(i)) return false;
    if (rt_int_get(i, n)) return true;
    (void)rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C long");
    return false;
}

bool io_size_arg(rt_thread *t, Value v, int64_t *n) {
    *n = -1;
    if (rt_is_empty(v) || rt_is_none(v)) return true;
    if (!rt_is_int(v) && !rt_type_of(v)->slots.unary[RT_INDEX]) {
        (void)rt_raise_type_error(t, "argument should be integer or None, not '%T'", v);
        return false;
    }
    if (!io_int_arg(t, v, n)) return false;
    if (*n < 0) *n = -1;
    return true;
}

Value io_attr(rt_thread *t, Value o, const char *name) {
    Value id = rt_str_intern_cstr(t, name);
    return rt_is_null(id) ? id : rt_getattr(t, o, id);
}

Value io_call_tail(rt_thread *t, Value o, const char *name, const Value *args, uint32_t nargs) {
    Value id = rt_str_intern_cstr(t, name);
    return rt_is_null(id) ? id : rt_call_method_tail(t, o, id, args, nargs);
}

Value io_call(rt_thread *t, Value o, const char *name, const Value *args, uint32_t nargs) {
    return rt_finish(t, io_call_tail(t, o, name, args, nargs));
}

static int truth(rt_thread *t, Value v) {
    if (rt_is_null(v)) return -1;
    v = rt_truth(t, v);
    return rt_is_null(v) ? -1 : rt_same(v, RT_TRUE);
}

int io_ask(rt_thread *t, Value o, const char *name) {
    return truth(t, io_call(t, o, name, NULL, 0));
}

int io_is_closed(rt_thread *t, Value o) {
    if (rt_is_exact(o, &io_file_type)) return rt_imm_int_get(rt_load(&io_as_file(o)->x_fd)) < 0;
    return truth(t, io_attr(t, o, "closed"));
}

Value io_answer(rt_thread *t, Value result, Value filename) {
    int64_t n = rt_imm_int_get(result);
    return n < 0 ? rt_raise_os_error(t, (int)-n, filename) : result;
}

Value io_to_bytes(rt_thread *t, Value v) {
    if (rt_is_exact(v, &rt_bytes_type)) return v;
    const unsigned char *data;
    size_t n;
    return rt_buffer_get(t, v, &data, &n) ? rt_bytes_new(t, data, n) : RT_NULL;
}

bool io_target_size(rt_thread *t, Value target, size_t *n) {
    if (rt_is_str(target) || rt_is_bytes(target) || rt_is_imm_int(target) || rt_is_none(target)) {
        (void)rt_raise_type_error(
            t, "readinto() argument must be read-write bytes-like object, not %T", target);
        return false;
    }
    int64_t len;
    Value v = rt_len(t, target);
    if (rt_is_null(v) || !rt_int_get(v, &len)) return false;
    *n = (size_t)len;
    return true;
}

bool io_store(rt_thread *t, Value target, const unsigned char *data, size_t n) {
    Value bytes = rt_bytes_new(t, data, n);
    Value slice =
        rt_is_null(bytes) ? bytes : rt_slice_new(t, RT_NONE, rt_imm_int((int64_t)n), RT_NONE);
    return !rt_is_null(slice) && !rt_is_null(rt_setitem(t, target, slice, bytes));
}

/* ---- bytes waiting to be written ---- */

/* Whole words, because an undo log works in words; what lies beyond the length needs none. */
bool io_append(rt_thread *t, rt_own own, rt_field *x_wbuf, rt_field *x_wlen, const void *data,
               size_t n) {
    rt_blob *blob = rt_load_ptr(x_wbuf);
    size_t used = rt_load_word(x_wlen);
    if (!blob || used + n > blob->length) {
        size_t room = used + n < IO_BUFFER_SIZE ? IO_BUFFER_SIZE : (used + n) * 2;
        rt_blob *bigger = rt_blob_new(t, room);
        if (!bigger) return false;
        if (used) memcpy(bigger->data, blob->data, used);
        rt_set_ptr(t, own, x_wbuf, bigger);
        blob = bigger;
    }
    if (n) memcpy(blob->data + used, data, n);
    rt_set_word(t, own, x_wlen, used + n);
    return true;
}

void io_take(rt_thread *t, rt_own own, rt_field *x_wbuf, rt_field *x_wlen,
             const unsigned char **data, size_t *n) {
    rt_blob *blob = rt_load_ptr(x_wbuf);
    *data = blob ? blob->data : NULL;
    *n = rt_load_word(x_wlen);
    rt_set_word(t, own, x_wlen, 0);
    if (own != STM_FRESH && !t->tx->solo)
        rt_set_ptr(t, own, x_wbuf, NULL); /* an abort must find the old bytes */
}

/* ---- _IOBase ---- */

static Value closed_name(rt_thread *t) { return rt_str_intern_cstr(t, "__IOBase_closed"); }

static Value base_closed(rt_thread *t, Value self) {
    Value name = closed_name(t);
    if (rt_is_null(name)) return name;
    Value v = rt_attr_get(t, rt_obj(self), name);
    return rt_is_null(v) ? v : rt_bool(!rt_is_empty(v));
}

static Value after_flush(rt_thread *t, Value result, Value self) {
    Value e = rt_is_null(result) ? rt_exception_take(t) : RT_NULL;
    Value name = closed_name(t);
    if (rt_is_null(name) || !rt_attr_set(t, rt_obj(self), name, RT_TRUE)) return RT_NULL;
    return rt_is_null(e) ? RT_NONE : rt_raise_object(t, e);
}

static Value base_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value closed = base_closed(t, args[0]);
    if (!rt_same(closed, RT_FALSE)) return rt_is_null(closed) ? closed : RT_NONE;
    return rt_then_catch(t, rt_call_method_tail(t, args[0], rt_id.flush, NULL, 0), after_flush,
                         args[0]);
}

static Value check_closed(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int closed = io_is_closed(t, args[0]);
    return closed < 0 ? RT_NULL : closed ? io_raise_closed(t) : RT_NONE;
}

static Value base_flush(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value closed = base_closed(t, args[0]);
    return rt_same(closed, RT_TRUE) ? io_raise_closed(t) : rt_is_null(closed) ? closed : RT_NONE;
}

static Value unsupported_seek(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return io_raise_unsupported(t, "seek");
}
static Value base_tell(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value to[] = {rt_imm_int(0), rt_imm_int(1)};
    return io_call_tail(t, args[0], "seek", to, 2);
}
static Value unsupported_truncate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return io_raise_unsupported(t, "truncate");
}
static Value unsupported_fileno(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return io_raise_unsupported(t, "fileno");
}

static Value base_false(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return RT_FALSE;
}

static Value base_isatty(rt_thread *t, Value *args, uint32_t nargs) {
    Value ok = check_closed(t, args, nargs);
    return rt_is_null(ok) ? ok : RT_FALSE;
}

static Value check_ability(rt_thread *t, Value self, const char *ask, const char *message) {
    int able = io_ask(t, self, ask);
    return able < 0 ? RT_NULL : able ? RT_TRUE : io_raise_unsupported(t, message);
}
static Value check_readable(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return check_ability(t, args[0], "readable", "File or stream is not readable.");
}
static Value check_writable(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return check_ability(t, args[0], "writable", "File or stream is not writable.");
}
static Value check_seekable(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return check_ability(t, args[0], "seekable", "File or stream is not seekable.");
}

static Value base_enter(rt_thread *t, Value *args, uint32_t nargs) {
    Value ok = check_closed(t, args, nargs);
    return rt_is_null(ok) ? ok : args[0];
}

static Value base_exit(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_call_method_tail(t, args[0], rt_id.close, NULL, 0);
}

/* What closing raises at this point nobody can be told. */
static Value deleted(rt_thread *t, Value result, Value state) {
    (void)state;
    if (rt_is_null(result)) (void)rt_exception_take(t);
    return RT_NONE;
}

static Value base_del(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int closed = io_is_closed(t, args[0]);
    if (closed < 0) return t->conflict ? RT_NULL : deleted(t, RT_NULL, RT_NULL);
    if (closed) return RT_NONE;
    return rt_then_catch(t, rt_call_method_tail(t, args[0], rt_id.close, NULL, 0), deleted,
                         RT_NULL);
}

bool io_wants_del(const rt_object *o) { return rt_obj_type(o)->flags & RT_TF_HEAP; }

static Value base_iter(rt_thread *t, Value self) {
    Value ok = check_closed(t, &self, 1);
    return rt_is_null(ok) ? ok : self;
}

static Value line_or_end(rt_thread *t, Value line, Value state) {
    (void)state;
    Value n = rt_len(t, line);
    return rt_is_null(n) ? n : rt_same(n, rt_imm_int(0)) ? RT_EMPTY : line;
}

static Value base_next(rt_thread *t, Value self) {
    return rt_then(t, io_call_tail(t, self, "readline", NULL, 0), line_or_end, RT_NULL);
}

static Value base_readline(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t limit;
    if (!io_size_arg(t, nargs > 1 ? args[1] : RT_EMPTY, &limit)) return RT_NULL;
    Value call[] = {args[0], rt_imm_int(limit)};
    return rt_tail_prelude(t, "io_readline", call, 2);
}

static Value base_readlines(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t hint;
    if (!io_size_arg(t, nargs > 1 ? args[1] : RT_EMPTY, &hint)) return RT_NULL;
    Value call[] = {args[0], rt_imm_int(hint)};
    return rt_tail_prelude(t, "io_readlines", call, 2);
}

static Value base_writelines(rt_thread *t, Value *args, uint32_t nargs) {
    Value ok = check_closed(t, args, nargs);
    return rt_is_null(ok) ? ok : rt_tail_prelude(t, "io_writelines", args, 2);
}

static const rt_native_def base_methods[] = {
    {"seek", unsupported_seek, 2, 3, NULL, 0,
     "Change the stream position to the given byte offset."},
    {"tell", base_tell, 1, 1, NULL, 0, "Return current stream position."},
    {"truncate", unsupported_truncate, 1, 2, NULL, 0, "Truncate file to size bytes."},
    {"flush", base_flush, 1, 1, NULL, 0, "Flush write buffers, if applicable."},
    {"close", base_close, 1, 1, NULL, 0, "Flush and close the IO object."},
    {"seekable", base_false, 1, 1, NULL, 0, "Return whether object supports random access."},
    {"readable", base_false, 1, 1, NULL, 0, "Return whether object was opened for reading."},
    {"writable", base_false, 1, 1, NULL, 0, "Return whether object was opened for writing."},
    {"_checkClosed", check_closed, 1, 2, NULL, 0, NULL},
    {"_checkSeekable", check_seekable, 1, 1, NULL, 0, NULL},
    {"_checkReadable", check_readable, 1, 1, NULL, 0, NULL},
    {"_checkWritable", check_writable, 1, 1, NULL, 0, NULL},
    {"fileno", unsupported_fileno, 1, 1, NULL, 0,
     "Returns underlying file descriptor if one exists."},
    {"isatty", base_isatty, 1, 1, NULL, 0, "Return whether this is an 'interactive' stream."},
    {"__enter__", base_enter, 1, 1, NULL, 0, NULL},
    {"__exit__", base_exit, 1, -1, NULL, 0, NULL},
    {"__del__", base_del, 1, 1, NULL, 0, NULL},
    {"readline", base_readline, 1, 2, NULL, 0, "Read and return a line from the stream."},
    {"readlines", base_readlines, 1, 2, NULL, 0, "Return a list of lines from the stream."},
    {"writelines", base_writelines, 2, 2, NULL, 0, "Write a list of lines to stream."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

static const rt_getset_def base_getsets[] = {{"closed", base_closed, NULL, NULL},
                                             {NULL, NULL, NULL, NULL}};

static Value base_new(rt_thread *t, Value cls, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_instance_new(t, rt_as_type(cls), 0);
}

#define IO_TYPE_FLAGS (RT_TF_BASETYPE | RT_TF_DICT | RT_TF_WEAKREF | RT_TF_STREAM)

rt_type io_base_type = {
    RT_TYPE_HEAD(io_base_type, "_io._IOBase"),
    .flags = IO_TYPE_FLAGS,
    .basic_size = sizeof(rt_object),
    .inline_slots = 3,
    .slots = {.new_ = base_new, .iter = base_iter, .next = base_next},
    .wants_del = io_wants_del,
    .methods = base_methods,
    .getsets = base_getsets,
    .doc = "The abstract base class for all I/O classes.",
};

/* ---- _RawIOBase ---- */

static Value raw_read(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n;
    if (!io_size_arg(t, nargs > 1 ? args[1] : RT_EMPTY, &n)) return RT_NULL;
    Value call[] = {args[0], rt_imm_int(n)};
    return rt_tail_prelude(t, "io_raw_read", call, 2);
}
static Value raw_readall(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_tail_prelude(t, "io_raw_readall", args, 1);
}
static Value not_implemented(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_raise(t, &rt_exc_NotImplementedError, "");
}

static const rt_native_def raw_methods[] = {
    {"read", raw_read, 1, 2, NULL, 0, NULL},
    {"readall", raw_readall, 1, 1, NULL, 0, "Read until EOF, using multiple read() call."},
    {"readinto", not_implemented, 2, 2, NULL, 0, NULL},
    {"write", not_implemented, 2, 2, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

rt_type io_raw_base_type = {
    RT_TYPE_HEAD(io_raw_base_type, "_io._RawIOBase"),
    .flags = IO_TYPE_FLAGS,
    .base = &io_base_type,
    .methods = raw_methods,
    .doc = "Base class for raw binary I/O.",
};

/* ---- _BufferedIOBase, _TextIOBase ---- */

#define UNSUPPORTED(name)                                                                                  \
    static Value unsupported_##name(rt_thread *t, Value *args, uint32_t nargs)                             \
    {                                                                                                      \
        (void)args, (void)nargs;                                                                           \
        return io_raise_unsupported(t, #name);                                                             \
    }
UNSUPPORTED(detach)
UNSUPPORTED(read)
UNSUPPORTED(read1)
UNSUPPORTED(write)
UNSUPPORTED(readline)

static Value buffered_base_readinto(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value call[] = {args[0], args[1], rt_str_intern_cstr(t, "read")};
    return rt_tail_prelude(t, "io_readinto", call, 3);
}
static Value buffered_base_readinto1(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value call[] = {args[0], args[1], rt_str_intern_cstr(t, "read1")};
    return rt_tail_prelude(t, "io_readinto", call, 3);
}

static const rt_native_def buffered_base_methods[] = {
    {"detach", unsupported_detach, 1, 1, NULL, 0,
     "Disconnect this buffer from its underlying raw stream and return it."},
    {"read", unsupported_read, 1, 2, NULL, 0, "Read and return up to n bytes."},
    {"read1", unsupported_read1, 1, 2, NULL, 0,
     "Read and return up to n bytes, with at most one read() call."},
    {"readinto", buffered_base_readinto, 2, 2, NULL, 0, NULL},
    {"readinto1", buffered_base_readinto1, 2, 2, NULL, 0, NULL},
    {"write", unsupported_write, 2, 2, NULL, 0, "Write the given buffer to the IO stream."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

rt_type io_buffered_base_type = {
    RT_TYPE_HEAD(io_buffered_base_type, "_io._BufferedIOBase"),
    .flags = IO_TYPE_FLAGS,
    .base = &io_base_type,
    .methods = buffered_base_methods,
    .doc = "Base class for buffered IO objects.",
};

static const rt_native_def text_base_methods[] = {
    {"detach", unsupported_detach, 1, 1, NULL, 0,
     "Separate the underlying buffer from the TextIOBase and return it."},
    {"read", unsupported_read, 1, 2, NULL, 0, "Read at most n characters from stream."},
    {"readline", unsupported_readline, 1, 2, NULL, 0, "Read until newline or EOF."},
    {"write", unsupported_write, 2, 2, NULL, 0, "Write string to stream."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

static Value attribute_none(rt_thread *t, Value self) {
    (void)t, (void)self;
    return RT_NONE;
}

static const rt_getset_def text_base_getsets[] = {
    {"encoding", attribute_none, NULL, "Encoding of the text stream."},
    {"newlines", attribute_none, NULL, "Line endings translated so far."},
    {"errors", attribute_none, NULL, "The error setting of the decoder or encoder."},
    {NULL, NULL, NULL, NULL},
};

rt_type io_text_base_type = {
    RT_TYPE_HEAD(io_text_base_type, "_io._TextIOBase"),
    .flags = IO_TYPE_FLAGS,
    .base = &io_base_type,
    .methods = text_base_methods,
    .getsets = text_base_getsets,
    .doc = "Base class for text I/O.",
};
