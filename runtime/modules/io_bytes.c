/* io_bytes.c - BytesIO and BufferedRWPair.
 *
 * The bytes of a BytesIO lie in an rt_store, as those of a bytearray, so that getbuffer() is a memoryview into it.
 * Owns: io_bytes_type, io_pair_type. Threads: any, see io_internal.h. */
#include "runtime/modules/io_internal.h"
#include "runtime/objects/bytes_store.h"
#include "runtime/objects/memoryview.h"
#include "runtime/objects/sequence.h"

typedef struct io_bytes {
    rt_store store;
    rt_field x_pos;
    rt_field x_closed; /* 0, 1 */
} io_bytes;

static io_bytes *as_bytes_io(Value v) { return (io_bytes *)rt_obj(v); }

static rt_own enter(rt_thread *t, Value self) {
    rt_own own = rt_write(t, rt_obj(self));
    if (!own || !rt_load_word(&as_bytes_io(self)->x_closed)) return own;
    (void)io_raise_closed(t);
    return STM_CONFLICT;
}

static size_t length(const io_bytes *b) { return rt_load_word(&b->store.x_size); }
static size_t position(const io_bytes *b) { return rt_load_word(&b->x_pos); }
static size_t left_of(const io_bytes *b) {
    size_t pos = position(b);
    return pos < length(b) ? length(b) - pos : 0;
}

static Value take(rt_thread *t, rt_own own, io_bytes *b, size_t n) {
    size_t pos = position(b), left = left_of(b);
    if (n > left) n = left;
    Value v = rt_bytes_new(t, NULL, n);
    bool inside;
    if (rt_is_null(v) ||
        !rt_store_load(t, &b->store, n ? pos : 0, rt_as_bytes(v)->data, n, &inside))
        return RT_NULL;
    if (n) rt_set_word(t, own, &b->x_pos, pos + n);
    return v;
}

static Value bytes_read(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n;
    if (!io_size_arg(t, nargs > 1 ? args[1] : RT_EMPTY, &n)) return RT_NULL;
    rt_own own = enter(t, args[0]);
    return own ? take(t, own, as_bytes_io(args[0]), n < 0 ? SIZE_MAX : (size_t)n) : RT_NULL;
}

/* How many bytes there are up to and with the next newline, at most `most`. false: conflict. */
static bool line_length(rt_thread *t, io_bytes *b, size_t most, size_t *n) {
    unsigned char part[256];
    bool inside;
    for (*n = 0; *n < most;) {
        size_t some = most - *n < sizeof part ? most - *n : sizeof part;
        if (!rt_store_load(t, &b->store, position(b) + *n, part, some, &inside)) return false;
        const unsigned char *end = memchr(part, '\n', some);
        *n += end ? (size_t)(end - part) + 1 : some;
        if (end) break;
    }
    return true;
}

static Value line(rt_thread *t, rt_own own, io_bytes *b, int64_t limit) {
    size_t most = left_of(b), n;
    if (limit >= 0 && most > (size_t)limit) most = (size_t)limit;
    return line_length(t, b, most, &n) ? take(t, own, b, n) : RT_NULL;
}

static Value bytes_readline(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n;
    if (!io_size_arg(t, nargs > 1 ? args[1] : RT_EMPTY, &n)) return RT_NULL;
    rt_own own = enter(t, args[0]);
    return own ? line(t, own, as_bytes_io(args[0]), n) : RT_NULL;
}

static Value bytes_next(rt_thread *t, Value self) {
    rt_own own = enter(t, self);
    Value v = own ? line(t, own, as_bytes_io(self), -1) : RT_NULL;
    return rt_is_null(v) || rt_as_bytes(v)->length ? v : RT_EMPTY;
}

static Value bytes_readinto(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t n;
    if (!io_target_size(t, args[1], &n)) return RT_NULL;
    rt_own own = enter(t, args[0]);
    Value v = own ? take(t, own, as_bytes_io(args[0]), n) : RT_NULL;
    if (rt_is_null(v)) return v;
    rt_bytes *bytes = rt_as_bytes(v);
    return io_store(t, args[1], bytes->data, bytes->length) ? rt_imm_int((int64_t)bytes->length)
                                                            : RT_NULL;
}

/* Bytes up to `end`, zeros where there were none yet. */
static bool fill_up(rt_thread *t, io_bytes *b, size_t end) {
    static const unsigned char zeros[256];
    for (size_t n = length(b); n < end; n = length(b)) {
        size_t some = end - n < sizeof zeros ? end - n : sizeof zeros;
        if (!rt_store_splice(t, &b->store, n, n, zeros, some)) return false;
    }
    return true;
}

static Value bytes_write(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    if (rt_is_str(args[1]))
        return rt_raise_type_error(t, "a bytes-like object is required, not 'str'");
    rt_own own = enter(t, args[0]);
    if (!own || !rt_buffer_get(t, args[1], &data, &n)) return RT_NULL;
    io_bytes *b = as_bytes_io(args[0]);
    size_t pos = position(b);
    if (n == 0) return rt_imm_int(0);
    if (!fill_up(t, b, pos)) return RT_NULL;
    size_t replaced = left_of(b) < n ? left_of(b) : n;
    if (!rt_store_splice(t, &b->store, pos, pos + replaced, data, n)) return RT_NULL;
    rt_set_word(t, own, &b->x_pos, pos + n);
    return rt_imm_int((int64_t)n);
}

static Value bytes_seek(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t offset, whence = 0;
    if (!io_int_arg(t, args[1], &offset) || (nargs > 2 && !io_int_arg(t, args[2], &whence)))
        return RT_NULL;
    rt_own own = enter(t, args[0]);
    if (!own) return RT_NULL;
    io_bytes *b = as_bytes_io(args[0]);
    if (offset < 0 && whence == 0)
        return rt_raise_value_error(t, "negative seek value %lld", (long long)offset);
    if (whence < 0 || whence > 2)
        return rt_raise_value_error(t, "invalid whence (%lld, should be 0, 1 or 2)",
                                    (long long)whence);
    int64_t base = whence == 1 ? (int64_t)position(b) : whence == 2 ? (int64_t)length(b) : 0;
    if (base + offset < 0) offset = -base;
    rt_set_word(t, own, &b->x_pos, (uint64_t)(base + offset));
    return rt_imm_int(base + offset);
}

static Value bytes_tell(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return enter(t, args[0]) ? rt_imm_int((int64_t)position(as_bytes_io(args[0]))) : RT_NULL;
}

static Value bytes_truncate(rt_thread *t, Value *args, uint32_t nargs) {
    rt_own own = enter(t, args[0]);
    if (!own) return RT_NULL;
    io_bytes *b = as_bytes_io(args[0]);
    int64_t size = (int64_t)position(b);
    if (nargs > 1 && !rt_is_none(args[1]) && !io_int_arg(t, args[1], &size)) return RT_NULL;
    if (size < 0) return rt_raise_value_error(t, "negative size value %lld", (long long)size);
    if ((size_t)size < length(b) &&
        !rt_store_splice(t, &b->store, (size_t)size, length(b), NULL, 0))
        return RT_NULL;
    return rt_imm_int(size);
}

static Value bytes_getvalue(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    if (!enter(t, args[0]) || !rt_store_snapshot(t, rt_as_store(args[0]), &data, &n))
        return RT_NULL;
    return rt_bytes_new(t, data, n);
}

static Value bytes_getbuffer(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return enter(t, args[0]) ? rt_memoryview_whole(t, args[0]) : RT_NULL;
}

static Value bytes_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = rt_write(t, rt_obj(args[0]));
    if (!own) return RT_NULL;
    io_bytes *b = as_bytes_io(args[0]);
    if (!rt_store_splice(t, &b->store, 0, length(b), NULL, 0)) return RT_NULL;
    rt_set_word(t, own, &b->x_closed, 1);
    return RT_NONE;
}

static Value answer(rt_thread *t, Value *args, Value v) { return enter(t, args[0]) ? v : RT_NULL; }
static Value bytes_true(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, answer(t, args, RT_TRUE);
}
static Value bytes_false(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, answer(t, args, RT_FALSE);
}
static Value bytes_flush(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, answer(t, args, RT_NONE);
}

static Value get_closed(rt_thread *t, Value self) {
    return rt_write(t, rt_obj(self)) ? rt_bool(rt_load_word(&as_bytes_io(self)->x_closed) != 0)
                                     : RT_NULL;
}

static Value bytes_new(rt_thread *t, Value cls, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_instance_new(t, rt_as_type(cls), 0);
}

static Value bytes_init(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data = NULL;
    size_t n = 0;
    if (!rt_is_empty(args[1]) && !rt_is_none(args[1]) && !rt_buffer_get(t, args[1], &data, &n))
        return RT_NULL;
    io_bytes *b = as_bytes_io(args[0]);
    rt_own own = rt_write(t, &b->store.hdr);
    if (!own) return RT_NULL;
    if (!rt_store_splice(t, &b->store, 0, length(b), data, n)) return RT_NULL;
    rt_set_word(t, own, &b->x_pos, 0);
    rt_set_word(t, own, &b->x_closed, 0);
    return RT_NONE;
}

static const rt_native_def init_def = {
    "BytesIO", bytes_init, 0, 0, "self, initial_bytes=", 0, NULL};
static Value init_slot(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    return rt_native_invoke_tail(t, &init_def, self, args, nargs, kwnames);
}

static const rt_native_def bytes_methods[] = {
    {"read", bytes_read, 1, 2, NULL, 0, NULL},
    {"read1", bytes_read, 1, 2, NULL, 0, NULL},
    {"readline", bytes_readline, 1, 2, NULL, 0, NULL},
    {"readinto", bytes_readinto, 2, 2, NULL, 0, NULL},
    {"write", bytes_write, 2, 2, NULL, 0, NULL},
    {"seek", bytes_seek, 2, 3, NULL, 0, NULL},
    {"tell", bytes_tell, 1, 1, NULL, 0, NULL},
    {"truncate", bytes_truncate, 1, 2, NULL, 0, NULL},
    {"getvalue", bytes_getvalue, 1, 1, NULL, 0, NULL},
    {"getbuffer", bytes_getbuffer, 1, 1, NULL, 0, NULL},
    {"close", bytes_close, 1, 1, NULL, 0, NULL},
    {"readable", bytes_true, 1, 1, NULL, 0, NULL},
    {"writable", bytes_true, 1, 1, NULL, 0, NULL},
    {"seekable", bytes_true, 1, 1, NULL, 0, NULL},
    {"isatty", bytes_false, 1, 1, NULL, 0, NULL},
    {"flush", bytes_flush, 1, 1, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
static const rt_getset_def bytes_getsets[] = {{"closed", get_closed, NULL, NULL},
                                              {NULL, NULL, NULL, NULL}};

rt_type io_bytes_type = {
    RT_TYPE_HEAD(io_bytes_type, "_io.BytesIO"),
    .flags = RT_TF_BASETYPE | RT_TF_DICT | RT_TF_WEAKREF,
    .basic_size = sizeof(io_bytes),
    .inline_slots = 1,
    .base = &io_buffered_base_type,
    .slots = {.new_ = bytes_new, .init = init_slot, .next = bytes_next},
    .trace = rt_store_trace,
    .methods = bytes_methods,
    .getsets = bytes_getsets,
    .doc = "Buffered I/O implementation using an in-memory bytes buffer.",
};

/* ---- BufferedRWPair: a reader and a writer ---- */

typedef struct io_pair {
    rt_object hdr;
    rt_field x_reader, x_writer; /* RT_NULL before __init__ */
} io_pair;

static Value side(rt_thread *t, Value self, bool writer) {
    io_pair *p = (io_pair *)rt_obj(self);
    Value v = rt_read_field(t, &p->hdr, writer ? &p->x_writer : &p->x_reader);
    if (rt_is_null(v) && !t->conflict)
        (void)rt_raise_value_error(t, "I/O operation on uninitialized object");
    return v;
}

static Value pass(rt_thread *t, Value *args, uint32_t nargs, const char *name, bool writer) {
    Value to = side(t, args[0], writer);
    return rt_is_null(to) ? to : io_call_tail(t, to, name, args + 1, nargs - 1);
}
#define PASS(name, writer)                                                                                 \
    static Value pair_##name(rt_thread *t, Value *args, uint32_t nargs) { return pass(t, args, nargs, #name, writer); }
PASS(read, false)
PASS(read1, false)
PASS(peek, false)
PASS(readinto, false)
PASS(readinto1, false)
PASS(readable, false)
PASS(write, true)
PASS(flush, true)
PASS(writable, true)

static Value close_reader(rt_thread *t, Value result, Value reader) {
    Value first = rt_is_null(result) ? rt_exception_take(t) : RT_NULL;
    Value done = rt_call_method(t, reader, rt_id.close, NULL, 0);
    return rt_is_null(first) || rt_is_null(done) ? done : rt_raise_object(t, first);
}

static Value pair_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value reader = side(t, args[0], false),
          writer = rt_is_null(reader) ? reader : side(t, args[0], true);
    return rt_is_null(writer)
               ? writer
               : rt_then_catch(t, rt_call_method_tail(t, writer, rt_id.close, NULL, 0),
                               close_reader, reader);
}

static Value pair_isatty(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value reader = side(t, args[0], false),
          writer = rt_is_null(reader) ? reader : side(t, args[0], true);
    int first = rt_is_null(writer) ? -1 : io_ask(t, writer, "isatty");
    return first < 0 ? RT_NULL : first ? RT_TRUE : io_call_tail(t, reader, "isatty", NULL, 0);
}

static Value pair_get_closed(rt_thread *t, Value self) {
    Value writer = side(t, self, true);
    return rt_is_null(writer) ? writer : io_attr(t, writer, "closed");
}

static Value pair_init(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t size = IO_BUFFER_SIZE;
    if (!rt_is_empty(args[3]) && !io_int_arg(t, args[3], &size)) return RT_NULL;
    Value made[2], count = rt_imm_int(size);
    for (int i = 0; i < 2; i++) {
        Value init[] = {args[1 + i], count};
        made[i] = rt_call(t, rt_from_obj(i ? &io_writer_type : &io_reader_type), init, 2);
        if (rt_is_null(made[i])) return RT_NULL;
    }
    io_pair *p = (io_pair *)rt_obj(args[0]);
    rt_own own = rt_write(t, &p->hdr);
    if (!own) return RT_NULL;
    rt_set(t, own, &p->x_reader, made[0]);
    rt_set(t, own, &p->x_writer, made[1]);
    return RT_NONE;
}

static const rt_native_def pair_init_def = {
    "BufferedRWPair", pair_init, 0, 0, "self, reader, writer, buffer_size=, /", 0, NULL};
static Value pair_init_slot(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                            Value kwnames) {
    return rt_native_invoke_tail(t, &pair_init_def, self, args, nargs, kwnames);
}

static void pair_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((io_pair *)o)->x_reader);
    rt_mark_field(m, &((io_pair *)o)->x_writer);
}

static const rt_native_def pair_methods[] = {
    {"read", pair_read, 1, 2, NULL, 0, NULL},
    {"read1", pair_read1, 1, 2, NULL, 0, NULL},
    {"peek", pair_peek, 1, 2, NULL, 0, NULL},
    {"readinto", pair_readinto, 2, 2, NULL, 0, NULL},
    {"readinto1", pair_readinto1, 2, 2, NULL, 0, NULL},
    {"readable", pair_readable, 1, 1, NULL, 0, NULL},
    {"write", pair_write, 2, 2, NULL, 0, NULL},
    {"flush", pair_flush, 1, 1, NULL, 0, NULL},
    {"writable", pair_writable, 1, 1, NULL, 0, NULL},
    {"close", pair_close, 1, 1, NULL, 0, NULL},
    {"isatty", pair_isatty, 1, 1, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
static const rt_getset_def pair_getsets[] = {{"closed", pair_get_closed, NULL, NULL},
                                             {NULL, NULL, NULL, NULL}};

rt_type io_pair_type = {
    RT_TYPE_HEAD(io_pair_type, "_io.BufferedRWPair"),
    .flags = RT_TF_BASETYPE | RT_TF_DICT | RT_TF_WEAKREF,
    .basic_size = sizeof(io_pair),
    .inline_slots = 1,
    .base = &io_buffered_base_type,
    .slots = {.new_ = bytes_new, .init = pair_init_slot},
    .trace = pair_trace,
    .methods = pair_methods,
    .getsets = pair_getsets,
    .doc = "A buffered reader and writer object together.",
};
