/* io_internal.h - what the files of the _io module share.
 *
 * A stream is used by one thread at a time: every operation takes ownership of the object first (rt_write), so that its
 * fields are plain values meanwhile. Ownership ends with the transaction; an operation that waits for the system
 * (a read) marks the object busy across that, and others wait until it is not.
 *
 * Invariants
 *   io-1  The bytes of a read buffer are constant once it is in x_rbuf; those of a write buffer below x_wlen, too.
 *   io-2  The outermost object of a stack text - buffered - file closes it when it is collected: the inner ones are OWNED. */
#ifndef KRAIT_RUNTIME_MODULES_IO_INTERNAL_H
#define KRAIT_RUNTIME_MODULES_IO_INTERNAL_H

#include "runtime/error.h"
#include "runtime/modules/request.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

enum { IO_BUFFER_SIZE = 8192 };

enum io_flags {
    IO_READ = 1,
    IO_WRITE = 2,
    IO_APPEND = 4,
    IO_CREATED = 8,
    IO_CLOSEFD = 16,
    IO_OWNED = 32,
    IO_BUSY = 64,
    IO_RANDOM = 128,
    IO_DETACHED = 256,
    IO_LINE = 512,     /* text: flush at line ends */
    IO_THROUGH = 1024, /* text: write_through */
    IO_READY = 2048,   /* __init__ has succeeded */
    IO_CLOSED = 4096,
    IO_EOF_CR = 8192,
    IO_UNTOLD = 16384, /* text: next() was used, so tell() will not do */
    IO_SEEKED = 32768, /* text: written after a seek or at a start: byte order marks */
};

typedef struct io_file {
    rt_object hdr;
    rt_field x_fd; /* immediate int, -1: closed */
    rt_field x_flags;
    rt_field x_seekable; /* immediate bool, None: not yet known */
    rt_field x_blksize;
} io_file;

/* BufferedReader, BufferedWriter, BufferedRandom. */
typedef struct io_buffered {
    rt_object hdr;
    rt_field x_raw; /* RT_NULL: none */
    rt_field x_flags;
    rt_field x_size; /* buffer size */
    rt_field x_rbuf, x_rpos,
        x_rend;              /* rt_blob; what was read and not yet given out is [rpos, rend) */
    rt_field x_wbuf, x_wlen; /* rt_blob; bytes to be written */
} io_buffered;

typedef struct io_text {
    rt_object hdr;
    rt_field x_buffer; /* RT_NULL: none */
    rt_field x_flags;
    rt_field x_encoding, x_errors; /* str */
    rt_field x_newline;            /* str or None, as given */
    rt_field x_wbuf, x_wlen;       /* rt_blob; encoded text to be written */
    rt_field x_text,
        x_tpos;         /* decoded and not yet given out, newlines as in the file; RT_NULL: none */
    rt_field x_tail;    /* bytes: the beginning of a character; RT_NULL: none */
    rt_field x_decoder; /* of a codec written in Python; RT_NULL */
    rt_field x_encoder;
} io_text;

extern rt_type io_base_type, io_raw_base_type, io_buffered_base_type, io_text_base_type;
extern rt_type io_file_type, io_reader_type, io_writer_type, io_random_type, io_pair_type,
    io_bytes_type;
extern rt_type io_text_type, io_string_type, io_newline_type;
extern Value io_unsupported; /* UnsupportedOperation */

static inline io_file *io_as_file(Value v) { return (io_file *)rt_obj(v); }
static inline io_buffered *io_as_buffered(Value v) { return (io_buffered *)rt_obj(v); }
static inline io_text *io_as_text(Value v) { return (io_text *)rt_obj(v); }
static inline bool io_is_file(Value v) { return rt_isinstance_exact(v, &io_file_type); }

/* ---- common to all (io_base.c) ---- */
Value io_raise_unsupported(rt_thread *t, const char *message);
Value io_raise_closed(rt_thread *t); /* ValueError "I/O operation on closed file." */
/* A size argument: RT_EMPTY, None or an index; *n = -1 where it is absent, None or negative. */
[[nodiscard]] bool io_size_arg(rt_thread *t, Value v, int64_t *n);
[[nodiscard]] bool io_int_arg(rt_thread *t, Value v, int64_t *n);
/* Attribute or method by a C name; complete. */
Value io_attr(rt_thread *t, Value o, const char *name);
Value io_call(rt_thread *t, Value o, const char *name, const Value *args, uint32_t nargs);
Value io_call_tail(rt_thread *t, Value o, const char *name, const Value *args, uint32_t nargs);
/* Whether `finalize` is not enough for an unreachable stream: its class is written in Python. */
bool io_wants_del(const rt_object *o);
/* The truth of o.name() or of the attribute o.name; -1: raised. */
int io_ask(rt_thread *t, Value o, const char *name);
int io_is_closed(rt_thread *t, Value o);
/* OSError for -errno; the result of a request otherwise. filename: RT_NULL for none. */
Value io_answer(rt_thread *t, Value result, Value filename);
/* Moves the bytes of v (bytes-like) to a bytes object: itself where it is an exact bytes. */
Value io_to_bytes(rt_thread *t, Value v);
/* Stores data at the start of a bytearray or memoryview; false: raised. */
[[nodiscard]] bool io_store(rt_thread *t, Value target, const unsigned char *data, size_t n);
[[nodiscard]] bool io_target_size(rt_thread *t, Value target, size_t *n);

/* ---- bytes waiting to be written, in x_wbuf and x_wlen of an owned object ---- */
[[nodiscard]] bool io_append(rt_thread *t, rt_own own, rt_field *x_wbuf, rt_field *x_wlen,
                             const void *data, size_t n);
/* Takes all of them out: *data lies in a blob that nobody changes any more. */
void io_take(rt_thread *t, rt_own own, rt_field *x_wbuf, rt_field *x_wlen,
             const unsigned char **data, size_t *n);

/* ---- FileIO (io_file.c) ---- */
/* The descriptor; -1 with ValueError pending if closed. */
int io_file_fd(rt_thread *t, Value file);
/* An exact FileIO over fd, owned by nobody yet; name: int or str. */
Value io_file_make(rt_thread *t, int fd, Value name, unsigned flags);
void io_close_quietly(io_file *f); /* for finalizers */

/* ---- Buffered* (io_buffered.c) ---- */
Value io_buffered_make(rt_thread *t, rt_type *type, Value raw, int64_t size);
/* For finalizers: writes what is left, and n bytes of `more` behind it; closes. */
void io_buffered_release(io_buffered *b, const rt_blob *more, size_t n);

/* ---- text (io_text.c) ---- */
Value io_text_make(rt_thread *t, Value buffer, Value encoding, Value errors, Value newline,
                   bool line, bool through);
/* print() to an exact TextIOWrapper or StringIO: appends without calls; false in *done: has to be written the slow way. */
Value io_open_impl(rt_thread *t, Value *args, uint32_t nargs);

void io_types_ready(rt_thread *t);

#endif
