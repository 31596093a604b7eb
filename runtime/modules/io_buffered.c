/* io_buffered.c - BufferedReader, BufferedWriter, BufferedRandom.
 *
 * A read operation says how much it wants; as long as the buffer does not hold that, it is filled by one more read of the raw
 * stream, and the operation is looked at again. Over a FileIO all of it is C; other raw streams are called.
 * Owns: the three types. Threads: any, see io_internal.h. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/modules/io_internal.h"
#include "runtime/objects/bytes_internal.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/sequence.h"

typedef enum read_kind { READ_N, READ_ALL, READ_ONCE, READ_LINE, READ_PEEK } read_kind;

static unsigned flags_of(const io_buffered *b) { return (unsigned)rt_load_word(&b->x_flags); }
static size_t have(const io_buffered *b) {
    return rt_load_word(&b->x_rend) - rt_load_word(&b->x_rpos);
}
static size_t pending(const io_buffered *b) { return rt_load_word(&b->x_wlen); }

/* Owns the object and checks that it can be used; 0: raised or conflict. */
static rt_own enter(rt_thread *t, Value self) {
    io_buffered *b = io_as_buffered(self);
    rt_own own = rt_write(t, &b->hdr);
    if (!own) return own;
    unsigned flags = flags_of(b);
    if (flags & IO_READY) return own;
    (void)rt_raise_value_error(t, flags & IO_DETACHED ? "raw stream has been detached"
                                                      : "I/O operation on uninitialized object");
    return STM_CONFLICT;
}

/* The same for operations that need an open stream; closed: what to say otherwise. */
static rt_own enter_open(rt_thread *t, Value self, const char *closed) {
    rt_own own = enter(t, self);
    if (!own) return own;
    int is_closed = io_is_closed(t, rt_load(&io_as_buffered(self)->x_raw));
    if (is_closed == 0) return own;
    if (is_closed > 0) (void)rt_raise_value_error(t, "%s", closed);
    return STM_CONFLICT;
}

static void set_flag(rt_thread *t, rt_own own, io_buffered *b, unsigned flag, bool on) {
    unsigned flags = flags_of(b);
    rt_set_word(t, own, &b->x_flags, on ? flags | flag : flags & ~flag);
}

/* ---- waiting while another thread reads ---- */

static int64_t call_pause(rt_request *r) {
    (void)r;
    usleep(50);
    return 0;
}

static Value pause_tail(rt_thread *t) {
    rt_request *r = rt_request_new(t, call_pause, NULL, NULL, 0);
    return r ? rt_request_tail(t, r) : RT_NULL;
}

/* ---- writing ---- */

static Value write_error(rt_thread *t, int err) {
    if (err != EAGAIN) return rt_raise_os_error(t, err, RT_NULL);
    Value args[] = {rt_imm_int(err),
                    rt_str_from_cstr(t, "write could not complete without blocking"),
                    rt_imm_int(0)};
    Value e = rt_call(t, rt_from_obj(&rt_exc_BlockingIOError), args, 3);
    return rt_is_null(e) ? e : rt_raise_object(t, e);
}

/* What an error has left unwritten comes before what was collected meanwhile: it is not lost. */
static bool put_back(rt_thread *t, io_buffered *b, const unsigned char *left, size_t nleft) {
    rt_own own = rt_write(t, &b->hdr);
    if (!own) return false;
    const unsigned char *data;
    size_t n;
    io_take(t, own, &b->x_wbuf, &b->x_wlen, &data, &n);
    Value later = rt_bytes_new(t, data, n);
    return !rt_is_null(later) && io_append(t, own, &b->x_wbuf, &b->x_wlen, left, nleft) &&
           io_append(t, own, &b->x_wbuf, &b->x_wlen, rt_as_bytes(later)->data, n);
}

static Value wrote(rt_thread *t, Value result, Value state);

/* Calls raw.write until bytes are out from `from` on; keep: what an error leaves is put back. */
static Value write_raw(rt_thread *t, Value self, Value bytes, size_t from, bool keep) {
    const rt_bytes *all = rt_as_bytes(bytes);
    Value rest = from ? rt_bytes_new(t, all->data + from, all->length - from) : bytes;
    Value values[] = {self, bytes, rt_imm_int((int64_t)from), rt_bool(keep)};
    Value state = rt_is_null(rest) ? rest : rt_state_new(t, values, 4);
    if (rt_is_null(state)) return state;
    Value raw = rt_load(&io_as_buffered(self)->x_raw);
    return rt_then_catch(t, io_call_tail(t, raw, "write", &rest, 1), wrote, state);
}

/* How much raw.write says it has written; raised where that is no answer. */
static bool count_of(rt_thread *t, Value result, size_t most, size_t *n) {
    int64_t count;
    if (rt_is_null(result)) return false;
    if (rt_is_none(result)) return !rt_is_null(write_error(t, EAGAIN));
    if (!io_int_arg(t, result, &count)) return false;
    *n = (size_t)count;
    if (count >= 0 && *n <= most) return true;
    (void)rt_raise(t, &rt_exc_OSError,
                   "raw write() returned invalid length %lld (should have been between 0 and %lld)",
                   (long long)count, (long long)most);
    return false;
}

/* state: self, bytes, from, keep */
static Value wrote(rt_thread *t, Value result, Value state) {
    Value self = rt_state_at(state, 0), bytes = rt_state_at(state, 1);
    size_t from = (size_t)rt_imm_int_get(rt_state_at(state, 2)), n;
    bool keep = rt_same(rt_state_at(state, 3), RT_TRUE);
    const rt_bytes *all = rt_as_bytes(bytes);
    if (count_of(t, result, all->length - from, &n)) {
        from += n;
        return from == all->length ? RT_NONE : write_raw(t, self, bytes, from, keep);
    }
    if (t->conflict || !keep) return RT_NULL;
    Value e = rt_exception_take(t);
    return put_back(t, io_as_buffered(self), all->data + from, all->length - from)
               ? rt_raise_object(t, e)
               : RT_NULL;
}

/* Sends what is pending on its way. The caller owns the object. May return RT_TAIL; result None. */
static Value write_out(rt_thread *t, rt_own own, Value self) {
    io_buffered *b = io_as_buffered(self);
    if (pending(b) == 0) return RT_NONE;
    Value raw = rt_load(&b->x_raw);
    const unsigned char *data;
    size_t n, done;
    if (!io_is_file(raw)) {
        io_take(t, own, &b->x_wbuf, &b->x_wlen, &data, &n);
        Value bytes = rt_bytes_new(t, data, n);
        return rt_is_null(bytes) ? bytes : write_raw(t, self, bytes, 0, true);
    }
    int fd = io_file_fd(t, raw);
    if (fd < 0) return RT_NULL;
    io_take(t, own, &b->x_wbuf, &b->x_wlen, &data, &n);
    int err = rt_write_hook(t, fd, data, n, &done);
    if (!err) return RT_NONE;
    Value left = rt_bytes_new(t, data + done, n - done);
    if (rt_is_null(left) || !put_back(t, b, rt_as_bytes(left)->data, n - done)) return RT_NULL;
    return write_error(t, err);
}

/* What is longer than the buffer does not go through it; an error leaves nothing. */
static Value write_through(rt_thread *t, Value self, Value source, const unsigned char *data,
                           size_t n) {
    Value raw = rt_load(&io_as_buffered(self)->x_raw);
    if (!io_is_file(raw)) {
        Value bytes = rt_is_exact(source, &rt_bytes_type) ? source : rt_bytes_new(t, data, n);
        return rt_is_null(bytes) ? bytes : write_raw(t, self, bytes, 0, false);
    }
    size_t done;
    int fd = io_file_fd(t, raw), err = fd < 0 ? 0 : rt_write_hook(t, fd, data, n, &done);
    return fd < 0 ? RT_NULL : err ? write_error(t, err) : RT_NONE;
}

/* Goes back to where the program thinks it is: the raw stream is ahead by what was read but not given out. */
static bool forget_read(rt_thread *t, rt_own own, Value self) {
    io_buffered *b = io_as_buffered(self);
    int64_t ahead = (int64_t)have(b);
    rt_set_word(t, own, &b->x_rpos, 0);
    rt_set_word(t, own, &b->x_rend, 0);
    if (ahead == 0) return true;
    Value to[] = {rt_imm_int(-ahead), rt_imm_int(1)};
    return !rt_is_null(io_call(t, rt_load(&b->x_raw), "seek", to, 2));
}

static Value buffered_write(rt_thread *t, Value *args, uint32_t nargs);

static Value written_out(rt_thread *t, Value none, Value state) {
    (void)none;
    Value args[] = {rt_state_at(state, 0), rt_state_at(state, 1)};
    return buffered_write(t, args, 2);
}

static Value give_count(rt_thread *t, Value none, Value count) {
    (void)t, (void)none;
    return count;
}

static Value buffered_write(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value self = args[0];
    if (rt_is_str(args[1]))
        return rt_raise_type_error(t, "a bytes-like object is required, not 'str'");
    const unsigned char *data;
    size_t n;
    if (!rt_buffer_get(t, args[1], &data, &n)) return RT_NULL;
    rt_own own = enter_open(t, self, "write to closed file");
    if (!own) return RT_NULL;
    io_buffered *b = io_as_buffered(self);
    if (have(b) && !forget_read(t, own, self)) return RT_NULL;
    size_t size = rt_load_word(&b->x_size);
    if (pending(b) && (pending(b) + n > size || n >= size)) {
        Value values[] = {self, args[1]};
        Value state = rt_state_new(t, values, 2);
        return rt_is_null(state) ? state : rt_then(t, write_out(t, own, self), written_out, state);
    }
    Value count = rt_imm_int((int64_t)n);
    if (n > size) return rt_then(t, write_through(t, self, args[1], data, n), give_count, count);
    return io_append(t, own, &b->x_wbuf, &b->x_wlen, data, n) ? count : RT_NULL;
}

static Value flush_raw(rt_thread *t, Value none, Value self) {
    (void)none;
    Value raw = rt_load(&io_as_buffered(self)->x_raw);
    if (rt_is_exact(raw, &io_file_type)) return RT_NONE;
    return rt_call_method_tail(t, raw, rt_id.flush, NULL, 0);
}

static Value to_none(rt_thread *t, Value v, Value state) {
    (void)t, (void)v, (void)state;
    return RT_NONE;
}

static Value buffered_flush(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = enter_open(t, args[0], "flush of closed file");
    if (!own) return RT_NULL;
    io_buffered *b = io_as_buffered(args[0]);
    if (pending(b) == 0 &&
        io_is_file(rt_load(&b->x_raw))) { /* an error of a write at a commit is told now */
        size_t done;
        int fd = io_file_fd(t, rt_load(&b->x_raw)),
            err = fd < 0 ? 0 : rt_write_hook(t, fd, "", 0, &done);
        if (fd < 0 || err) return fd < 0 ? RT_NULL : write_error(t, err);
    }
    Value raw_done = rt_then(t, write_out(t, own, args[0]), flush_raw, args[0]);
    return rt_then(t, raw_done, to_none, RT_NULL);
}

/* ---- filling the read buffer ---- */

/* i: descriptor, bytes kept in front */
static int64_t call_fill(rt_request *r) {
    return read((int)r->i[0], r->data + r->i[1], r->size - (size_t)r->i[1]);
}

static Value read_go(rt_thread *t, Value self, read_kind kind, int64_t n, Value target, bool ended);

/* state: self, kind, n, target, request or bytearray */
static Value filled(rt_thread *t, Value result, Value state) {
    Value self = rt_state_at(state, 0), source = rt_state_at(state, 4);
    io_buffered *b = io_as_buffered(self);
    rt_own own = rt_write(t, &b->hdr);
    if (!own) return RT_NULL;
    set_flag(t, own, b, IO_BUSY, false);
    if (rt_is_null(result)) return RT_NULL;
    read_kind kind = (read_kind)rt_imm_int_get(rt_state_at(state, 1));
    int64_t n = rt_imm_int_get(rt_state_at(state, 2)), count;
    bool own_request = rt_is_exact(source, &rt_blob_type);
    if (own_request && rt_same(result, rt_imm_int(-EAGAIN))) result = RT_NONE;
    if (rt_is_none(result)) {
        if (have(b) == 0 && kind != READ_PEEK && kind != READ_LINE) return RT_NONE;
        return read_go(t, self, kind, n, rt_state_at(state, 3), true);
    }
    if (own_request) {
        if (rt_is_null(io_answer(t, result, RT_NULL))) return RT_NULL;
        rt_request *r = rt_request_of(source);
        count = rt_imm_int_get(result);
        if (count > 0) {
            size_t start = (size_t)(r->data - ((rt_blob *)rt_obj(source))->data);
            rt_set(t, own, &b->x_rbuf, source);
            rt_set_word(t, own, &b->x_rpos, start);
            rt_set_word(t, own, &b->x_rend, start + (size_t)r->i[1] + (size_t)count);
        }
    } else {
        const unsigned char *data;
        size_t room, kept = have(b);
        if (!rt_is_int(result)) return rt_raise(t, &rt_exc_OSError, "readinto() failed");
        if (!rt_buffer_get(t, source, &data, &room)) return RT_NULL;
        if (!rt_int_get(result, &count) || count < 0 || (size_t)count > room)
            return rt_raise(
                t, &rt_exc_OSError,
                "raw readinto() returned invalid length %V (should have been between 0 and %zu)",
                result, room);
        rt_blob *blob = rt_blob_new(t, kept + (size_t)count);
        if (!blob) return RT_NULL;
        if (kept)
            memcpy(blob->data,
                   ((rt_blob *)rt_load_ptr(&b->x_rbuf))->data + rt_load_word(&b->x_rpos), kept);
        memcpy(blob->data + kept, data, (size_t)count);
        rt_set_ptr(t, own, &b->x_rbuf, blob);
        rt_set_word(t, own, &b->x_rpos, 0);
        rt_set_word(t, own, &b->x_rend, kept + (size_t)count);
    }
    return read_go(t, self, kind, n, rt_state_at(state, 3), count == 0);
}

static size_t room_wanted(io_buffered *b, read_kind kind, int64_t n, int fd) {
    size_t size = rt_load_word(&b->x_size), kept = have(b);
    if (kind == READ_N && n > 0 && (size_t)n - kept > size) return (size_t)n - kept;
    if (kind == READ_ONCE && n > 0 && (size_t)n > size) return (size_t)n;
    struct stat st;
    off_t at = kind == READ_ALL && fd >= 0 ? lseek(fd, 0, SEEK_CUR) : -1;
    if (at >= 0 && fstat(fd, &st) == 0 && st.st_size - at > (off_t)size)
        return (size_t)(st.st_size - at) + 1;
    return (kind == READ_LINE || kind == READ_ALL) && kept > size ? kept : size;
}

static Value fill(rt_thread *t, rt_own own, Value self, read_kind kind, int64_t n, Value target) {
    io_buffered *b = io_as_buffered(self);
    Value raw = rt_load(&b->x_raw), call, source;
    size_t kept = have(b);
    if (io_is_file(raw)) {
        int fd = io_file_fd(t, raw);
        if (fd < 0) return RT_NULL;
        rt_request *r =
            rt_request_new(t, call_fill, NULL, NULL, kept + room_wanted(b, kind, n, fd));
        if (!r) return RT_NULL;
        r->i[0] = fd;
        r->i[1] = (int64_t)kept;
        if (kept)
            memcpy(r->data, ((rt_blob *)rt_load_ptr(&b->x_rbuf))->data + rt_load_word(&b->x_rpos),
                   kept);
        source = rt_request_value(r);
        call = RT_EMPTY;
    } else {
        Value size = rt_imm_int((int64_t)room_wanted(b, kind, n, -1));
        source = rt_call(t, rt_from_obj(&rt_bytearray_type), &size, 1);
        if (rt_is_null(source)) return RT_NULL;
        call = raw;
    }
    Value values[] = {self, rt_imm_int(kind), rt_imm_int(n), target, source};
    Value state = rt_state_new(t, values, 5);
    if (rt_is_null(state)) return state;
    set_flag(t, own, b, IO_BUSY, true);
    Value done = rt_is_empty(call) ? rt_request_persist_tail(t, rt_request_of(source))
                                   : io_call_tail(t, raw, "readinto", &source, 1);
    return rt_then_catch(t, done, filled, state);
}

/* ---- reading ---- */

static Value take(rt_thread *t, rt_own own, io_buffered *b, size_t n, Value target) {
    size_t pos = rt_load_word(&b->x_rpos);
    rt_blob *blob = rt_load_ptr(&b->x_rbuf);
    const unsigned char *data = blob ? blob->data + pos : (const unsigned char *)"";
    rt_set_word(t, own, &b->x_rpos, pos + n);
    if (rt_is_none(target)) return rt_bytes_new(t, data, n);
    return io_store(t, target, data, n) ? rt_imm_int((int64_t)n) : RT_NULL;
}

/* Bytes that answer the operation with what the buffer holds; -1: not enough. */
static int64_t enough(const io_buffered *b, read_kind kind, int64_t n, bool ended) {
    size_t held = have(b);
    const rt_blob *blob = rt_load_ptr(&b->x_rbuf);
    switch (kind) {
    case READ_N: return held >= (size_t)n ? n : ended ? (int64_t)held : -1;
    case READ_ALL: return ended ? (int64_t)held : -1;
    case READ_ONCE:
        return n == 0 ? 0 : held ? (n < 0 || held < (size_t)n ? (int64_t)held : n) : ended ? 0 : -1;
    case READ_PEEK: return held || ended ? (int64_t)held : -1;
    case READ_LINE: break;
    }
    const unsigned char *start = blob ? blob->data + rt_load_word(&b->x_rpos) : NULL;
    const unsigned char *end = held ? memchr(start, '\n', held) : NULL;
    size_t length = end ? (size_t)(end - start) + 1 : held;
    if (n >= 0 && length >= (size_t)n) return n;
    return end || ended ? (int64_t)length : -1;
}

/* state: self, kind, n, target */
static Value read_again(rt_thread *t, Value none, Value state) {
    (void)none;
    return read_go(t, rt_state_at(state, 0), (read_kind)rt_imm_int_get(rt_state_at(state, 1)),
                   rt_imm_int_get(rt_state_at(state, 2)), rt_state_at(state, 3), false);
}

static Value read_go(rt_thread *t, Value self, read_kind kind, int64_t n, Value target,
                     bool ended) {
    io_buffered *b = io_as_buffered(self);
    rt_own own = rt_write(t, &b->hdr);
    if (!own) return RT_NULL;
    Value wait = flags_of(b) & IO_BUSY ? pause_tail(t)
                 : pending(b)          ? write_out(t, own, self)
                                       : RT_NONE;
    if (rt_is_null(wait)) return wait;
    if (rt_is_tail(wait)) {
        Value values[] = {self, rt_imm_int(kind), rt_imm_int(n), target};
        return rt_suspend(t, read_again, values, 4);
    }
    int64_t count = enough(b, kind, n, ended);
    if (count < 0) return fill(t, own, self, kind, n, target);
    if (kind != READ_PEEK) return take(t, own, b, (size_t)count, target);
    rt_blob *blob = rt_load_ptr(&b->x_rbuf);
    return rt_bytes_new(t, blob ? blob->data + rt_load_word(&b->x_rpos) : NULL, (size_t)count);
}

static Value buffered_read(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n = -1;
    Value v = nargs > 1 ? args[1] : RT_NONE;
    if (!rt_is_none(v)) {
        if (!rt_is_int(v) && !rt_has_index(v))
            return rt_raise_type_error(t, "argument should be integer or None, not '%T'", v);
        if (!io_int_arg(t, v, &n)) return RT_NULL;
        if (n < -1) return rt_raise_value_error(t, "read length must be non-negative or -1");
    }
    if (!enter_open(t, args[0], "read of closed file")) return RT_NULL;
    return read_go(t, args[0], n < 0 ? READ_ALL : READ_N, n, RT_NONE, false);
}

static Value buffered_read1(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n = -1;
    if (nargs > 1 && !io_int_arg(t, args[1], &n)) return RT_NULL;
    if (!enter_open(t, args[0], "read of closed file")) return RT_NULL;
    return read_go(t, args[0], READ_ONCE, n < 0 ? -1 : n, RT_NONE, false);
}

static Value read_into(rt_thread *t, Value *args, read_kind kind) {
    size_t n;
    if (!io_target_size(t, args[1], &n) || !enter_open(t, args[0], "readinto of closed file"))
        return RT_NULL;
    return read_go(t, args[0], kind, (int64_t)n, args[1], false);
}
static Value buffered_readinto(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, read_into(t, args, READ_N);
}
static Value buffered_readinto1(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, read_into(t, args, READ_ONCE);
}

static Value buffered_peek(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!enter_open(t, args[0], "peek of closed file")) return RT_NULL;
    return read_go(t, args[0], READ_PEEK, -1, RT_NONE, false);
}

static Value buffered_readline(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n;
    if (!io_size_arg(t, nargs > 1 ? args[1] : RT_EMPTY, &n) ||
        !enter_open(t, args[0], "readline of closed file"))
        return RT_NULL;
    return read_go(t, args[0], READ_LINE, n, RT_NONE, false);
}

static Value line_or_end(rt_thread *t, Value line, Value state) {
    (void)t, (void)state;
    return rt_as_bytes(line)->length ? line : RT_EMPTY;
}

static Value buffered_next(rt_thread *t, Value self) {
    if (!enter_open(t, self, "readline of closed file")) return RT_NULL;
    return rt_then(t, read_go(t, self, READ_LINE, -1, RT_NONE, false), line_or_end, RT_NULL);
}

/* ---- positions ---- */

/* Complete: what is pending is written in a nested call where the raw stream is Python. */
static bool settle(rt_thread *t, rt_own own, Value self) {
    return !rt_is_null(rt_finish(t, write_out(t, own, self)));
}

static Value raw_seek(rt_thread *t, Value none, Value state) {
    (void)none;
    Value self = rt_state_at(state, 0);
    io_buffered *b = io_as_buffered(self);
    int64_t offset = rt_imm_int_get(rt_state_at(state, 1)),
            whence = rt_imm_int_get(rt_state_at(state, 2));
    rt_own own = rt_write(t, &b->hdr);
    if (!own) return RT_NULL;
    if (whence == 1) offset -= (int64_t)have(b);
    rt_set_word(t, own, &b->x_rpos, 0);
    rt_set_word(t, own, &b->x_rend, 0);
    Value to[] = {rt_int_new(t, offset), rt_imm_int(whence)};
    return io_call_tail(t, rt_load(&b->x_raw), "seek", to, 2);
}

static Value buffered_seek(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t offset, whence = 0;
    if (nargs > 2 && !io_int_arg(t, args[2], &whence)) return RT_NULL;
    if (whence < 0 || whence > 2)
        return rt_raise_value_error(t, "whence value %lld unsupported", (long long)whence);
    rt_own own = enter_open(t, args[0], "seek of closed file");
    if (!own) return RT_NULL;
    int able = io_ask(t, rt_load(&io_as_buffered(args[0])->x_raw), "seekable");
    if (able < 0) return RT_NULL;
    if (!able) return io_raise_unsupported(t, "File or stream is not seekable.");
    if (!io_int_arg(t, args[1], &offset)) return RT_NULL;
    Value values[] = {args[0], rt_imm_int(offset), rt_imm_int(whence)};
    Value state = rt_state_new(t, values, 3);
    return rt_is_null(state) ? state : rt_then(t, write_out(t, own, args[0]), raw_seek, state);
}

static Value buffered_tell(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = enter(t, args[0]);
    io_buffered *b = io_as_buffered(args[0]);
    if (!own || !settle(t, own, args[0])) return RT_NULL;
    Value at = io_call(t, rt_load(&b->x_raw), "tell", NULL, 0);
    int64_t n;
    if (rt_is_null(at) || !io_int_arg(t, at, &n)) return RT_NULL;
    if (n < 0)
        return rt_raise(t, &rt_exc_OSError, "Raw stream returned invalid position %lld",
                        (long long)n);
    return rt_int_new(t, n - (int64_t)have(b));
}

static Value buffered_truncate(rt_thread *t, Value *args, uint32_t nargs) {
    rt_own own = enter_open(t, args[0], "truncate of closed file");
    if (!own) return RT_NULL;
    io_buffered *b = io_as_buffered(args[0]);
    if (!(flags_of(b) & IO_WRITE)) return io_raise_unsupported(t, "truncate");
    if (!settle(t, own, args[0])) return RT_NULL;
    Value size = nargs > 1 ? args[1] : RT_NONE;
    if (rt_is_none(size)) size = buffered_tell(t, args, 1);
    return rt_is_null(size) ? size : io_call_tail(t, rt_load(&b->x_raw), "truncate", &size, 1);
}

/* ---- closing ---- */

/* state: raw; result: of the flush */
static Value close_raw(rt_thread *t, Value result, Value state);
static Value raise_first(rt_thread *t, Value result, Value first) {
    if (!rt_is_null(first)) return rt_raise_object(t, first);
    return rt_is_null(result) ? RT_NULL : RT_NONE;
}

static Value close_raw(rt_thread *t, Value result, Value raw) {
    Value first = rt_is_null(result) ? rt_exception_take(t) : RT_NULL;
    Value done = rt_call_method_tail(t, raw, rt_id.close, NULL, 0);
    return rt_is_null(first) ? rt_then(t, done, raise_first, first)
                             : rt_then_catch(t, done, raise_first, first);
}

static Value buffered_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = enter(t, args[0]);
    if (!own) return RT_NULL;
    Value raw = rt_load(&io_as_buffered(args[0])->x_raw);
    int closed = io_is_closed(t, raw);
    if (closed) return closed < 0 ? RT_NULL : RT_NONE;
    return rt_then_catch(t, rt_call_method_tail(t, args[0], rt_id.flush, NULL, 0), close_raw, raw);
}

static Value buffered_detach(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = enter(t, args[0]);
    if (!own || rt_is_null(io_call(t, args[0], "flush", NULL, 0))) return RT_NULL;
    io_buffered *b = io_as_buffered(args[0]);
    Value raw = rt_load(&b->x_raw);
    rt_set(t, own, &b->x_raw, RT_NULL);
    rt_set_word(t, own, &b->x_flags, IO_DETACHED);
    if (io_is_file(raw)) {
        rt_own raw_own = rt_write(t, rt_obj(raw));
        if (!raw_own) return RT_NULL;
        rt_set_word(t, raw_own, &io_as_file(raw)->x_flags,
                    rt_load_word(&io_as_file(raw)->x_flags) & ~(uint64_t)IO_OWNED);
    }
    return raw;
}

static void write_left(int fd, const rt_blob *blob, size_t n) {
    for (size_t done = 0; fd >= 0 && blob && done < n;) {
        ssize_t k = write(fd, blob->data + done, n - done);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) return;
        done += (size_t)k;
    }
}

void io_buffered_release(io_buffered *b, const rt_blob *more, size_t n) {
    Value raw = rt_load(&b->x_raw);
    if (rt_is_null(raw) || !io_is_file(raw)) return;
    int fd = (int)rt_imm_int_get(rt_load(&io_as_file(raw)->x_fd));
    write_left(fd, rt_load_ptr(&b->x_wbuf), pending(b));
    rt_init_word(&b->x_wlen, 0);
    write_left(fd, more, n);
    io_close_quietly(io_as_file(raw));
}

static void buffered_finalize(rt_thread *t, rt_object *o) {
    (void)t;
    io_buffered *b = (io_buffered *)o;
    if (!(flags_of(b) & IO_OWNED)) io_buffered_release(b, NULL, 0);
}

/* What is pending for a raw stream written in Python goes out by a call. */
static bool buffered_wants_del(const rt_object *o) {
    const io_buffered *b = (const io_buffered *)o;
    return io_wants_del(o) || (pending(b) && !rt_is_exact(rt_load(&b->x_raw), &io_file_type));
}

static void buffered_trace(rt_object *o, rt_marker *m) {
    io_buffered *b = (io_buffered *)o;
    rt_mark_field(m, &b->x_raw);
    rt_mark_field(m, &b->x_rbuf);
    rt_mark_field(m, &b->x_wbuf);
}

/* ---- what the raw stream knows ---- */

static Value delegate(rt_thread *t, Value self, const char *name) {
    if (!enter(t, self)) return RT_NULL;
    return io_call_tail(t, rt_load(&io_as_buffered(self)->x_raw), name, NULL, 0);
}
#define DELEGATE(name)                                                                                     \
    static Value buffered_##name(rt_thread *t, Value *args, uint32_t nargs) { return (void)nargs, delegate(t, args[0], #name); }
DELEGATE(readable)
DELEGATE(writable)
DELEGATE(seekable)
DELEGATE(fileno)
DELEGATE(isatty)

static Value raw_attr(rt_thread *t, Value self, const char *name) {
    return enter(t, self) ? io_attr(t, rt_load(&io_as_buffered(self)->x_raw), name) : RT_NULL;
}
static Value get_closed(rt_thread *t, Value self) { return raw_attr(t, self, "closed"); }
static Value get_name(rt_thread *t, Value self) { return raw_attr(t, self, "name"); }
static Value get_mode(rt_thread *t, Value self) { return raw_attr(t, self, "mode"); }
static Value get_raw(rt_thread *t, Value self) {
    Value raw = rt_read_field(t, rt_obj(self), &io_as_buffered(self)->x_raw);
    return rt_is_null(raw) && !t->conflict ? RT_NONE : raw;
}

static Value buffered_repr(rt_thread *t, Value self) {
    const char *type = rt_type_short_name(rt_type_of(self));
    Value name = enter(t, self) ? rt_getattr_opt(t, self, rt_id.name) : RT_NULL;
    if (rt_is_null(name)) {
        if (!rt_exception_catch(t, &rt_exc_ValueError)) return name;
        name = RT_EMPTY;
    }
    return rt_is_empty(name) ? rt_str_format_c(t, "<_io.%s>", type)
                             : rt_str_format_c(t, "<_io.%s name=%R>", type, name);
}

/* ---- construction ---- */

static Value buffered_new(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                          Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_instance_new(t, rt_as_type(cls), 0);
}

static bool set_up(rt_thread *t, Value self, Value raw, int64_t size, unsigned flags) {
    io_buffered *b = io_as_buffered(self);
    rt_own own = rt_write(t, &b->hdr);
    if (!own) return false;
    rt_set(t, own, &b->x_raw, raw);
    rt_set_word(t, own, &b->x_size, (uint64_t)size);
    rt_set_word(t, own, &b->x_flags, flags | IO_READY);
    rt_set_word(t, own, &b->x_rpos, 0);
    rt_set_word(t, own, &b->x_rend, 0);
    rt_set_word(t, own, &b->x_wlen, 0);
    if (!io_is_file(raw)) return true;
    rt_own raw_own = rt_write(t, rt_obj(raw));
    if (!raw_own) return false;
    rt_set_word(t, raw_own, &io_as_file(raw)->x_flags,
                rt_load_word(&io_as_file(raw)->x_flags) | IO_OWNED);
    return true;
}

static bool must(rt_thread *t, Value raw, const char *ask, const char *what) {
    int able = io_ask(t, raw, ask);
    if (able > 0) return true;
    char text[64];
    snprintf(text, sizeof text, "File or stream is not %s.", what);
    if (able == 0) (void)io_raise_unsupported(t, text);
    return false;
}

static Value init(rt_thread *t, Value *args, unsigned flags) {
    int64_t size = IO_BUFFER_SIZE;
    if (!rt_is_empty(args[2]) && !io_int_arg(t, args[2], &size)) return RT_NULL;
    if ((flags & IO_RANDOM) && !must(t, args[1], "seekable", "seekable")) return RT_NULL;
    if ((flags & IO_READ) && !must(t, args[1], "readable", "readable")) return RT_NULL;
    if ((flags & IO_WRITE) && !must(t, args[1], "writable", "writable")) return RT_NULL;
    if (size <= 0) return rt_raise_value_error(t, "buffer size must be strictly positive");
    return set_up(t, args[0], args[1], size, flags) ? RT_NONE : RT_NULL;
}

static unsigned flags_for(const rt_type *type) {
    return type == &io_reader_type   ? IO_READ
           : type == &io_writer_type ? IO_WRITE
                                     : IO_READ | IO_WRITE | IO_RANDOM;
}

Value io_buffered_make(rt_thread *t, rt_type *type, Value raw, int64_t size) {
    Value v = buffered_new(t, rt_from_obj(type), NULL, 0, RT_NULL);
    return rt_is_null(v) || !set_up(t, v, raw, size, flags_for(type)) ? RT_NULL : v;
}

#define INIT(kind, python_name)                                                                            \
    static Value kind##_init(rt_thread *t, Value *args, uint32_t nargs)                                    \
    {                                                                                                      \
        return (void)nargs, init(t, args, flags_for(&io_##kind##_type));                                   \
    }                                                                                                      \
    static const rt_native_def kind##_init_def = {python_name, kind##_init, 0, 0, "self, raw, buffer_size=", 0, NULL}; \
    static Value kind##_init_slot(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) \
    {                                                                                                      \
        return rt_native_invoke_tail(t, &kind##_init_def, self, args, nargs, kwnames);                     \
    }
INIT(reader, "BufferedReader")
INIT(writer, "BufferedWriter")
INIT(random, "BufferedRandom")

#define COMMON_METHODS                                                                                     \
    {"detach", buffered_detach, 1, 1, NULL, 0, NULL}, {"close", buffered_close, 1, 1, NULL, 0, NULL},      \
        {"flush", buffered_flush, 1, 1, NULL, 0, NULL}, {"seek", buffered_seek, 2, 3, NULL, 0, NULL},      \
        {"tell", buffered_tell, 1, 1, NULL, 0, NULL}, {"truncate", buffered_truncate, 1, 2, NULL, 0, NULL}, \
        {"readable", buffered_readable, 1, 1, NULL, 0, NULL}, {"writable", buffered_writable, 1, 1, NULL, 0, NULL}, \
        {"seekable", buffered_seekable, 1, 1, NULL, 0, NULL}, {"fileno", buffered_fileno, 1, 1, NULL, 0, NULL}, \
        {"isatty", buffered_isatty, 1, 1, NULL, 0, NULL}, {NULL, NULL, 0, 0, NULL, 0, NULL}
#define READ_METHODS                                                                                       \
    {"read", buffered_read, 1, 2, NULL, 0, NULL}, {"read1", buffered_read1, 1, 2, NULL, 0, NULL},          \
        {"readinto", buffered_readinto, 2, 2, NULL, 0, NULL}, {"readinto1", buffered_readinto1, 2, 2, NULL, 0, NULL}, \
        {"peek", buffered_peek, 1, 2, NULL, 0, NULL}, {"readline", buffered_readline, 1, 2, NULL, 0, NULL}
#define WRITE_METHODS {"write", buffered_write, 2, 2, NULL, 0, NULL}

static const rt_native_def reader_methods[] = {READ_METHODS, COMMON_METHODS};
static const rt_native_def writer_methods[] = {WRITE_METHODS, COMMON_METHODS};
static const rt_native_def random_methods[] = {READ_METHODS, WRITE_METHODS, COMMON_METHODS};

static const rt_getset_def getsets[] = {
    {"closed", get_closed, NULL, NULL}, {"name", get_name, NULL, NULL},
    {"mode", get_mode, NULL, NULL},     {"raw", get_raw, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

#define BUFFERED(kind, python_name, next_slot, text)                                                       \
    rt_type io_##kind##_type = {                                                                           \
        RT_TYPE_HEAD(io_##kind##_type, "_io." python_name),                                                \
        .flags = RT_TF_BASETYPE | RT_TF_DICT | RT_TF_WEAKREF,                                              \
        .basic_size = sizeof(io_buffered),                                                                 \
        .inline_slots = 2,                                                                                 \
        .base = &io_buffered_base_type,                                                                    \
        .slots = {.new_ = buffered_new, .init = kind##_init_slot, .repr = buffered_repr, .next = next_slot}, \
        .trace = buffered_trace,                                                                           \
        .finalize = buffered_finalize,                                                                     \
        .wants_del = buffered_wants_del,                                                                   \
        .methods = kind##_methods,                                                                         \
        .getsets = getsets,                                                                                \
        .doc = text,                                                                                       \
    }
BUFFERED(reader, "BufferedReader", buffered_next,
         "Create a new buffered reader using the given readable raw IO object.");
BUFFERED(writer, "BufferedWriter", NULL, "A buffer for a writeable sequential RawIO object.");
BUFFERED(random, "BufferedRandom", buffered_next, "A buffered interface to random access streams.");
