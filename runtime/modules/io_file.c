/* io_file.c - FileIO: a file descriptor.
 * Owns: io_file_type. Threads: any; the descriptor is a field of the object, every use of it is a request. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/modules/io_internal.h"
#include "runtime/objects/sequence.h"

static unsigned flags_of(Value self) { return (unsigned)rt_load_word(&io_as_file(self)->x_flags); }

int io_file_fd(rt_thread *t, Value file) {
    Value v = rt_read_field(t, rt_obj(file), &io_as_file(file)->x_fd);
    if (rt_is_null(v)) {
        if (!t->conflict) (void)rt_raise_value_error(t, "I/O operation on uninitialized object");
        return -1;
    }
    int fd = (int)rt_imm_int_get(v);
    if (fd < 0) (void)rt_raise_value_error(t, "I/O operation on closed file");
    return fd;
}

static const char *mode_text(unsigned flags) {
    if (flags & IO_CREATED) return flags & IO_READ ? "xb+" : "xb";
    if (flags & IO_APPEND) return flags & IO_READ ? "ab+" : "ab";
    if (flags & IO_READ) return flags & IO_WRITE ? "rb+" : "rb";
    return "wb";
}

/* ---- opening ---- */

/* i: flags; results: fd, or -1. out[0] is the block size, out[1] whether it is a directory. */
static int64_t call_open(rt_request *r) {
    int fd = r->path[0] ? open(r->path[0], (int)r->i[0] | O_CLOEXEC, 0666) : (int)r->i[1];
    if (fd < 0) return -1;
    struct stat st;
    r->out[0] = IO_BUFFER_SIZE;
    r->out[1] = 0;
    if (fstat(fd, &st) != 0) {
        if (errno == EBADF && !r->path[0]) return -1;
        return fd;
    }
    r->out[0] = st.st_blksize > 1 ? st.st_blksize : IO_BUFFER_SIZE;
    if (S_ISDIR(st.st_mode)) {
        if (r->path[0]) close(fd);
        errno = EISDIR;
        return -1;
    }
    if (r->i[2]) (void)lseek(fd, 0, SEEK_END);
    return fd;
}

static bool parse_mode(rt_thread *t, const char *mode, unsigned *flags, int *open_flags) {
    int kinds = 0, plus = 0;
    *flags = *open_flags = 0;
    for (const char *p = mode; *p; p++) {
        switch (*p) {
        case 'x': *flags |= IO_CREATED | IO_WRITE, *open_flags |= O_EXCL | O_CREAT, kinds++; break;
        case 'r': *flags |= IO_READ, kinds++; break;
        case 'w': *flags |= IO_WRITE, *open_flags |= O_CREAT | O_TRUNC, kinds++; break;
        case 'a': *flags |= IO_WRITE | IO_APPEND, *open_flags |= O_APPEND | O_CREAT, kinds++; break;
        case '+': *flags |= IO_READ | IO_WRITE, plus++; break;
        case 'b': break;
        default: (void)rt_raise_value_error(t, "invalid mode: %s", mode); return false;
        }
    }
    if (kinds != 1 || plus > 1) {
        (void)rt_raise_value_error(
            t, "Must have exactly one of create/read/write/append mode and at most one plus");
        return false;
    }
    *open_flags |= (*flags & IO_READ) && (*flags & IO_WRITE) ? O_RDWR
                   : *flags & IO_READ                        ? O_RDONLY
                                                             : O_WRONLY;
    return true;
}

/* Makes the object a file over fd. */
static bool set_up(rt_thread *t, Value self, int fd, unsigned flags, int64_t blksize, Value name) {
    io_file *f = io_as_file(self);
    rt_own own = rt_write(t, &f->hdr);
    if (!own) return false;
    rt_set(t, own, &f->x_fd, rt_imm_int(fd));
    rt_set_word(t, own, &f->x_flags, flags);
    rt_set(t, own, &f->x_seekable, RT_NONE);
    rt_set(t, own, &f->x_blksize, rt_imm_int(blksize));
    return !rt_is_null(rt_setattr(t, self, rt_id.name, name));
}

/* state: self, file as given, flags, request */
static Value opened(rt_thread *t, Value result, Value state) {
    Value self = rt_state_at(state, 0), name = rt_state_at(state, 1);
    if (rt_is_null(io_answer(t, result, name))) return RT_NULL;
    unsigned flags = (unsigned)rt_imm_int_get(rt_state_at(state, 2));
    int64_t blksize = rt_request_of(rt_state_at(state, 3))->out[0];
    if (!set_up(t, self, (int)rt_imm_int_get(result), flags, blksize, name)) return RT_NULL;
    return RT_NONE;
}

static Value open_fd(rt_thread *t, Value self, Value name, unsigned flags, int open_flags,
                     const char *path, int64_t fd) {
    rt_request *r = rt_request_new(t, call_open, path, NULL, 0);
    if (!r) return RT_NULL;
    r->i[0] = open_flags;
    r->i[1] = fd;
    r->i[2] = (flags & IO_APPEND) != 0;
    Value state[] = {self, name, rt_imm_int(flags), rt_request_value(r)};
    Value s = rt_state_new(t, state, 4);
    return rt_is_null(s) ? s : rt_then(t, rt_request_persist_tail(t, r), opened, s);
}

static Value opener_done(rt_thread *t, Value result, Value state) {
    int64_t fd;
    if (!rt_is_int(result)) return rt_raise_type_error(t, "expected integer from opener");
    if (!io_int_arg(t, result, &fd)) return RT_NULL;
    if (fd < 0) return rt_raise_value_error(t, "opener returned %lld", (long long)fd);
    unsigned flags = (unsigned)rt_imm_int_get(rt_state_at(state, 2));
    return open_fd(t, rt_state_at(state, 0), rt_state_at(state, 1), flags, 0, NULL, fd);
}

/* args: self, file, mode, closefd, opener */
static Value file_init(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unsigned flags;
    int open_flags;
    int64_t fd = -1;
    const char *path = NULL, *mode = "r";
    Value shown = args[1];
    if (!rt_is_empty(args[2])) {
        if (!rt_is_str(args[2]))
            return rt_raise_type_error(t, "FileIO() argument 'mode' must be str, not %A", args[2]);
        mode = rt_str_utf8(t, args[2], NULL);
        if (!mode) return RT_NULL;
    }
    Value truth = rt_is_empty(args[3]) ? RT_TRUE : rt_truth(t, args[3]);
    if (rt_is_null(truth)) return truth;
    if (rt_is_float(args[1])) return rt_raise_type_error(t, "integer argument expected, got float");
    if (rt_is_int(args[1])) {
        if (!io_int_arg(t, args[1], &fd)) return RT_NULL;
        if (fd < 0) return rt_raise_value_error(t, "negative file descriptor");
    } else if (!rt_path_arg(t, args[1], "FileIO", "file", &path, &shown))
        return RT_NULL;
    if (!parse_mode(t, mode, &flags, &open_flags)) return RT_NULL;
    if (rt_same(truth, RT_TRUE))
        flags |= IO_CLOSEFD;
    else if (path)
        return rt_raise_value_error(t, "Cannot use closefd=False with file name");
    if (!path || rt_is_empty(args[4]) || rt_is_none(args[4]))
        return open_fd(t, args[0], args[1], flags, open_flags, path, fd);
    Value state[] = {args[0], args[1], rt_imm_int(flags)};
    Value s = rt_state_new(t, state, 3);
    return rt_is_null(s)
               ? s
               : rt_then(t, rt_tail_call2(t, args[4], args[1], rt_imm_int(open_flags | O_CLOEXEC)),
                         opener_done, s);
}

static const rt_native_def init_def = {
    "FileIO", file_init, 0, 0, "self, file, mode=, closefd=, opener=", 0, NULL};

static Value file_init_slot(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                            Value kwnames) {
    return rt_native_invoke_tail(t, &init_def, self, args, nargs, kwnames);
}

static Value file_new_slot(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                           Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Value v = rt_instance_new(t, rt_as_type(cls), 0);
    if (rt_is_null(v)) return v;
    rt_init(&io_as_file(v)->x_fd, rt_imm_int(-1));
    rt_init(&io_as_file(v)->x_seekable, RT_NONE);
    return v;
}

Value io_file_make(rt_thread *t, int fd, Value name, unsigned flags) {
    Value v = file_new_slot(t, rt_from_obj(&io_file_type), NULL, 0, RT_NULL);
    struct stat st;
    int64_t blksize = fstat(fd, &st) == 0 && st.st_blksize > 1 ? st.st_blksize : IO_BUFFER_SIZE;
    return rt_is_null(v) || !set_up(t, v, fd, flags, blksize, name) ? RT_NULL : v;
}

void io_close_quietly(io_file *f) {
    int fd = (int)rt_imm_int_get(rt_load(&f->x_fd));
    if (fd >= 0 && (rt_load_word(&f->x_flags) & IO_CLOSEFD)) (void)close(fd);
    rt_init(&f->x_fd, rt_imm_int(-1));
}

static void file_finalize(rt_thread *t, rt_object *o) {
    (void)t;
    io_file *f = (io_file *)o;
    if (!(rt_load_word(&f->x_flags) & IO_OWNED)) io_close_quietly(f);
}

/* ---- closing ---- */

static int64_t call_close(rt_request *r) { return close((int)r->i[0]); }

static Value closed(rt_thread *t, Value result, Value state) {
    (void)state;
    if (rt_same(result, rt_imm_int(-EINTR))) return RT_NONE;
    return rt_is_null(io_answer(t, result, RT_NULL)) ? RT_NULL : RT_NONE;
}

static Value file_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    io_file *f = io_as_file(args[0]);
    rt_own own = rt_write(t, &f->hdr);
    if (!own) return RT_NULL;
    int64_t fd = rt_imm_int_get(rt_load(&f->x_fd));
    if (fd < 0) return RT_NONE;
    rt_set(t, own, &f->x_fd, rt_imm_int(-1));
    if (!(flags_of(args[0]) & IO_CLOSEFD)) return RT_NONE;
    rt_request *r = rt_request_new(t, call_close, NULL, NULL, 0);
    if (!r) return RT_NULL;
    r->i[0] = fd;
    return rt_then(t, rt_request_tail(t, r), closed, RT_NULL);
}

/* ---- reading and writing ---- */

static int64_t call_read(rt_request *r) { return read((int)r->i[0], r->data, r->size); }
static int64_t call_write(rt_request *r) { return write((int)r->i[0], r->data, r->size); }

/* From the present position to the end, at most i[1] bytes less than the room; -1 with EFBIG-like answers never. */
static int64_t call_read_all(rt_request *r) {
    size_t used = 0;
    while (used < r->size) {
        ssize_t n = read((int)r->i[0], r->data + used, r->size - used);
        if (n < 0 && used > 0 && errno == EAGAIN) break;
        if (n < 0) return -1;
        if (n == 0) break;
        used += (size_t)n;
    }
    return (int64_t)used;
}

static Value mode_error(rt_thread *t, const char *what) {
    char text[64];
    snprintf(text, sizeof text, "File not open for %s", what);
    return io_raise_unsupported(t, text);
}

static int fd_for(rt_thread *t, Value self, unsigned need) {
    int fd = io_file_fd(t, self);
    if (fd < 0 || (flags_of(self) & need)) return fd;
    (void)mode_error(t, need == IO_READ ? "reading" : "writing");
    return -1;
}

static Value read_bytes(rt_thread *t, Value result, Value request) {
    if (rt_same(result, rt_imm_int(-EAGAIN))) return RT_NONE;
    if (rt_is_null(io_answer(t, result, RT_NULL))) return RT_NULL;
    return rt_bytes_new(t, rt_request_of(request)->data, (size_t)rt_imm_int_get(result));
}

static rt_request *read_request(rt_thread *t, int64_t (*call)(rt_request *), int fd, size_t size) {
    rt_request *r = rt_request_new(t, call, NULL, NULL, size);
    if (r) r->i[0] = fd;
    return r;
}

/* ---- readall: pieces in a list until the end ---- */

static Value readall_step(rt_thread *t, int fd, Value list);

static Value readall_joined(rt_thread *t, Value list) {
    size_t n, i, total = 0;
    const rt_array *pieces = rt_list_snapshot(t, list, &n);
    if (!pieces) return RT_NULL;
    for (i = 0; i < n; i++)
        total += rt_as_bytes(rt_load(&pieces->x_items[i]))->length;
    Value all = rt_bytes_new(t, NULL, total);
    if (rt_is_null(all)) return all;
    unsigned char *at = rt_as_bytes(all)->data;
    for (i = 0; i < n; i++) {
        const rt_bytes *part = rt_as_bytes(rt_load(&pieces->x_items[i]));
        memcpy(at, part->data, part->length);
        at += part->length;
    }
    return all;
}

/* state: list, fd, request */
static Value readall_read(rt_thread *t, Value result, Value state) {
    Value list = rt_state_at(state, 0), request = rt_state_at(state, 2);
    int64_t n, count = rt_imm_int_get(result);
    if (!rt_list_len(t, list, &n)) return RT_NULL;
    if (count == -EAGAIN) return n ? readall_joined(t, list) : RT_NONE;
    if (rt_is_null(io_answer(t, result, RT_NULL))) return RT_NULL;
    if (count == 0) return readall_joined(t, list);
    rt_request *r = rt_request_of(request);
    Value part = rt_bytes_new(t, r->data, (size_t)count);
    if (rt_is_null(part) || !rt_list_append(t, list, part)) return RT_NULL;
    if ((size_t)count < r->size) return readall_joined(t, list);
    return readall_step(t, (int)r->i[0], list);
}

static Value readall_step(rt_thread *t, int fd, Value list) {
    int64_t n;
    if (!rt_list_len(t, list, &n)) return RT_NULL;
    struct stat st;
    off_t at = lseek(fd, 0, SEEK_CUR);
    size_t room = fstat(fd, &st) == 0 && at >= 0 && st.st_size > at
                      ? (size_t)(st.st_size - at) + 1
                      : (size_t)IO_BUFFER_SIZE << (n < 10 ? n : 10);
    rt_request *r = read_request(t, call_read_all, fd, room);
    if (!r) return RT_NULL;
    Value values[] = {list, rt_imm_int(fd), rt_request_value(r)};
    Value state = rt_state_new(t, values, 3);
    return rt_is_null(state) ? state
                             : rt_then(t, rt_request_persist_tail(t, r), readall_read, state);
}

static Value file_readall(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int fd = fd_for(t, args[0], IO_READ);
    if (fd < 0) return RT_NULL;
    Value list = rt_list_new(t, NULL, 0);
    return rt_is_null(list) ? list : readall_step(t, fd, list);
}

static Value file_read(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t n;
    int fd = fd_for(t, args[0], IO_READ);
    if (fd < 0 || !io_size_arg(t, nargs > 1 ? args[1] : RT_EMPTY, &n)) return RT_NULL;
    if (n < 0) return io_call_tail(t, args[0], "readall", NULL, 0);
    rt_request *r = read_request(t, call_read, fd, (size_t)n);
    return r ? rt_then(t, rt_request_persist_tail(t, r), read_bytes, rt_request_value(r)) : RT_NULL;
}

/* state: target, request */
static Value read_into(rt_thread *t, Value result, Value state) {
    if (rt_same(result, rt_imm_int(-EAGAIN))) return RT_NONE;
    if (rt_is_null(io_answer(t, result, RT_NULL))) return RT_NULL;
    rt_request *r = rt_request_of(rt_state_at(state, 1));
    return io_store(t, rt_state_at(state, 0), r->data, (size_t)rt_imm_int_get(result)) ? result
                                                                                       : RT_NULL;
}

static Value file_readinto(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t n;
    int fd = fd_for(t, args[0], IO_READ);
    if (fd < 0 || !io_target_size(t, args[1], &n)) return RT_NULL;
    rt_request *r = read_request(t, call_read, fd, n);
    if (!r) return RT_NULL;
    Value values[] = {args[1], rt_request_value(r)};
    Value state = rt_state_new(t, values, 2);
    return rt_is_null(state) ? state : rt_then(t, rt_request_persist_tail(t, r), read_into, state);
}

static Value written(rt_thread *t, Value result, Value request) {
    (void)request;
    return rt_same(result, rt_imm_int(-EAGAIN)) ? RT_NONE : io_answer(t, result, RT_NULL);
}

static Value file_write(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    int fd = fd_for(t, args[0], IO_WRITE);
    if (fd < 0 || !rt_buffer_get(t, args[1], &data, &n)) return RT_NULL;
    rt_request *r = read_request(t, call_write, fd, n);
    if (!r) return RT_NULL;
    memcpy(r->data, data, n);
    return rt_then(t, rt_request_persist_tail(t, r), written, rt_request_value(r));
}

/* ---- positions ---- */

static int64_t call_seek(rt_request *r) { return lseek((int)r->i[0], r->i[1], (int)r->i[2]); }
static int64_t call_truncate(rt_request *r) {
    int64_t size = r->i[2] ? lseek((int)r->i[0], 0, SEEK_CUR) : r->i[1];
    return size < 0 || ftruncate((int)r->i[0], size) < 0 ? -1 : size;
}

static Value answered(rt_thread *t, Value result, Value state) {
    (void)state;
    return io_answer(t, result, RT_NULL);
}

static Value seek_to(rt_thread *t, int fd, int64_t offset, int64_t whence) {
    rt_request *r = read_request(t, call_seek, fd, 0);
    if (!r) return RT_NULL;
    r->i[1] = offset;
    r->i[2] = whence;
    return rt_then(t, rt_request_tail(t, r), answered, RT_NULL);
}

static Value file_seek(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t offset, whence = 0;
    int fd = io_file_fd(t, args[0]);
    if (fd < 0) return RT_NULL;
    if (rt_is_float(args[1])) return rt_raise_type_error(t, "an integer is required");
    if (!io_int_arg(t, args[1], &offset) || (nargs > 2 && !io_int_arg(t, args[2], &whence)))
        return RT_NULL;
    return seek_to(t, fd, offset, whence);
}

static Value file_tell(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int fd = io_file_fd(t, args[0]);
    return fd < 0 ? RT_NULL : seek_to(t, fd, 0, SEEK_CUR);
}

static Value file_truncate(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t size = 0;
    bool here = nargs < 2 || rt_is_none(args[1]);
    int fd = fd_for(t, args[0], IO_WRITE);
    if (fd < 0 || (!here && !io_int_arg(t, args[1], &size))) return RT_NULL;
    rt_request *r = read_request(t, call_truncate, fd, 0);
    if (!r) return RT_NULL;
    r->i[1] = size;
    r->i[2] = here;
    return rt_then(t, rt_request_tail(t, r), answered, here ? RT_NULL : args[1]);
}

static Value file_seekable(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int fd = io_file_fd(t, args[0]);
    return fd < 0 ? RT_NULL : rt_bool(lseek(fd, 0, SEEK_CUR) >= 0);
}

static Value file_readable(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return io_file_fd(t, args[0]) < 0 ? RT_NULL : rt_bool(flags_of(args[0]) & IO_READ);
}
static Value file_writable(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return io_file_fd(t, args[0]) < 0 ? RT_NULL : rt_bool(flags_of(args[0]) & IO_WRITE);
}
static Value file_fileno(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int fd = io_file_fd(t, args[0]);
    return fd < 0 ? RT_NULL : rt_imm_int(fd);
}
static Value file_isatty(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int fd = io_file_fd(t, args[0]);
    return fd < 0 ? RT_NULL : rt_bool(isatty(fd));
}

static Value get_closed(rt_thread *t, Value self) {
    Value fd = rt_read_field(t, rt_obj(self), &io_as_file(self)->x_fd);
    return rt_is_null(fd) ? fd : rt_bool(rt_imm_int_get(fd) < 0);
}
static Value get_closefd(rt_thread *t, Value self) {
    return (void)t, rt_bool(flags_of(self) & IO_CLOSEFD);
}
static Value get_mode(rt_thread *t, Value self) {
    return rt_str_from_cstr(t, mode_text(flags_of(self)));
}
static Value get_blksize(rt_thread *t, Value self) {
    return rt_read_field(t, rt_obj(self), &io_as_file(self)->x_blksize);
}

static Value file_repr(rt_thread *t, Value self) {
    Value fd = rt_read_field(t, rt_obj(self), &io_as_file(self)->x_fd);
    if (rt_is_null(fd)) return fd;
    if (rt_imm_int_get(fd) < 0) return rt_str_format_c(t, "<_io.FileIO [closed]>");
    Value name = rt_getattr_opt(t, self, rt_id.name);
    if (rt_is_null(name)) return name;
    const char *closefd = flags_of(self) & IO_CLOSEFD ? "True" : "False",
               *mode = mode_text(flags_of(self));
    if (rt_is_empty(name))
        return rt_str_format_c(t, "<_io.FileIO fd=%V mode='%s' closefd=%s>", fd, mode, closefd);
    return rt_str_format_c(t, "<_io.FileIO name=%R mode='%s' closefd=%s>", name, mode, closefd);
}

static const rt_native_def file_methods[] = {
    {"read", file_read, 1, 2, NULL, 0, "Read at most size bytes, returned as bytes."},
    {"readall", file_readall, 1, 1, NULL, 0, "Read all data from the file, returned as bytes."},
    {"readinto", file_readinto, 2, 2, NULL, 0, "Same as RawIOBase.readinto()."},
    {"write", file_write, 2, 2, NULL, 0, "Write buffer b to file, return number of bytes written."},
    {"seek", file_seek, 2, 3, NULL, 0, "Move to new file position and return the file position."},
    {"tell", file_tell, 1, 1, NULL, 0, "Current file position."},
    {"truncate", file_truncate, 1, 2, NULL, 0,
     "Truncate the file to at most size bytes and return the truncated size."},
    {"close", file_close, 1, 1, NULL, 0, "Close the file."},
    {"seekable", file_seekable, 1, 1, NULL, 0, "True if file supports random-access."},
    {"readable", file_readable, 1, 1, NULL, 0, "True if file was opened in a read mode."},
    {"writable", file_writable, 1, 1, NULL, 0, "True if file was opened in a write mode."},
    {"fileno", file_fileno, 1, 1, NULL, 0, "Return the underlying file descriptor (an integer)."},
    {"isatty", file_isatty, 1, 1, NULL, 0, "True if the file is connected to a TTY device."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

static const rt_getset_def file_getsets[] = {
    {"closed", get_closed, NULL, "True if the file is closed"},
    {"closefd", get_closefd, NULL, "True if the file descriptor will be closed by close()."},
    {"mode", get_mode, NULL, "String giving the file mode"},
    {"_blksize", get_blksize, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

rt_type io_file_type = {
    RT_TYPE_HEAD(io_file_type, "_io.FileIO"),
    .flags = RT_TF_BASETYPE | RT_TF_DICT | RT_TF_WEAKREF,
    .basic_size = sizeof(io_file),
    .inline_slots = 3,
    .base = &io_raw_base_type,
    .slots = {.new_ = file_new_slot, .init = file_init_slot, .repr = file_repr},
    .finalize = file_finalize,
    .methods = file_methods,
    .getsets = file_getsets,
    .doc = "Open a file.",
};
