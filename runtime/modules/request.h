/* request.h - system calls that may block or that change the world outside: run between two transactions.
 *
 * A request is a blob that holds the arguments, room for results and the C function that makes the call. The function
 * touches nothing but the request. Its answer is a non-negative int, or -errno. */
#ifndef KRAIT_RUNTIME_MODULES_REQUEST_H
#define KRAIT_RUNTIME_MODULES_REQUEST_H

#include "runtime/heap/heap.h"
#include "runtime/native.h"

typedef struct rt_request {
    int64_t (*call)(struct rt_request *r); /* -1: errno says why */
    int64_t i[6];
    const char *path[2]; /* NUL-ended, in the same blob; NULL: none */
    unsigned char *data; /* `size` bytes of the same blob */
    size_t size;
    union {
        struct {
            int64_t sec, nsec;
        } time[2];
        int64_t out[4];
    };
} rt_request;

/* path0, path1: UTF-8 or raw bytes, NULL: none. size: bytes of room at data. NULL: MemoryError. */
[[nodiscard]] rt_request *rt_request_new(rt_thread *t, int64_t (*call)(rt_request *),
                                         const char *path0, const char *path1, size_t size);
/* The blob that a request lies in, and back. */
Value rt_request_value(rt_request *r);
static inline rt_request *rt_request_of(Value blob) {
    return (rt_request *)(void *)((rt_blob *)rt_obj(blob))->data;
}
/* Makes the call outside the transaction: RT_TAIL; the result goes to rt_then as an immediate int. */
Value rt_request_tail(rt_thread *t, rt_request *r);
/* The same; signals that interrupt the call are handled, then it is made again. */
Value rt_request_persist_tail(rt_thread *t, rt_request *r);
/* Makes it now, in the transaction: for calls that change nothing and do not block. */
int64_t rt_request_now(rt_request *r);

/* Handlers of signals that have come in: runs them, None. May return RT_TAIL. Registered by interp/. */
extern Value (*rt_signals_hook)(rt_thread *t);

/* Ends the process with `status` as _exit does: for rt_tail_outside. Registered by threading/, which lets output come first. */
extern Value (*rt_exit_hook)(rt_thread *t, Value status);

/* Writes to a descriptor when the transaction commits (solo: at once). 0, or an errno that is known by now: of this write
 * or of one before it; *done: how much of this one went out before that. Registered by threading/; the default writes at once. */
extern int (*rt_write_hook)(rt_thread *t, int fd, const void *data, size_t n, size_t *done);

/* ---- paths ---- */
/* A str, bytes or os.PathLike as a C string in the file system's encoding. *shown: the object itself, for messages and
 * results; it is bytes if the path was given so. function NULL: messages without it. false: raised. */
[[nodiscard]] bool rt_path_arg(rt_thread *t, Value v, const char *function, const char *argument,
                               const char **out, Value *shown);
/* os.fspath: str or bytes. */
[[nodiscard]] Value rt_fspath(rt_thread *t, Value v);
/* A C string as str in the file system's encoding (surrogateescape). */
[[nodiscard]] Value rt_fsdecode(rt_thread *t, const char *s, size_t n);

#endif
