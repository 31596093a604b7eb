/* request.c - system calls outside transactions, and paths.
 * Owns: the hooks by which threading/ orders output and learns of signals. Threads: any. */
#include "runtime/modules/request.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

static int write_now(rt_thread *t, int fd, const void *data, size_t n, size_t *done) {
    (void)t;
    for (*done = 0; *done < n;) {
        ssize_t k = write(fd, (const char *)data + *done, n - *done);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) return errno;
        *done += (size_t)k;
    }
    return 0;
}

static Value exit_now(rt_thread *t, Value status) {
    (void)t;
    _exit((int)rt_imm_int_get(status));
}

static Value no_signals(rt_thread *t) {
    (void)t;
    return RT_NONE;
}

int (*rt_write_hook)(rt_thread *t, int fd, const void *data, size_t n, size_t *done) = write_now;
Value (*rt_signals_hook)(rt_thread *t) = no_signals;
Value (*rt_exit_hook)(rt_thread *t, Value status) = exit_now;

static const char *keep(char **at, const char *s) {
    if (!s) return NULL;
    size_t n = strlen(s) + 1;
    char *copy = memcpy(*at, s, n);
    *at += n;
    return copy;
}

rt_request *rt_request_new(rt_thread *t, int64_t (*call)(rt_request *), const char *path0,
                           const char *path1, size_t size) {
    size_t paths = (path0 ? strlen(path0) + 1 : 0) + (path1 ? strlen(path1) + 1 : 0);
    rt_blob *blob = rt_blob_new(t, sizeof(rt_request) + size + paths);
    if (!blob) return NULL;
    rt_request *r = (rt_request *)(void *)blob->data;
    memset(r, 0, sizeof *r);
    r->call = call;
    r->data = blob->data + sizeof *r;
    r->size = size;
    char *at = (char *)r->data + size;
    r->path[0] = keep(&at, path0);
    r->path[1] = keep(&at, path1);
    return r;
}

Value rt_request_value(rt_request *r) { return rt_from_obj((char *)r - offsetof(rt_blob, data)); }

int64_t rt_request_now(rt_request *r) {
    errno = 0;
    int64_t result = r->call(r);
    return result < 0 ? -(int64_t)errno : result;
}

static Value run(rt_thread *t, Value blob) {
    (void)t;
    return rt_imm_int(rt_request_now(rt_request_of(blob)));
}

Value rt_request_tail(rt_thread *t, rt_request *r) {
    return rt_tail_outside(t, run, rt_request_value(r));
}

static Value again(rt_thread *t, Value none, Value request) {
    (void)none;
    return rt_request_tail(t, rt_request_of(request));
}

static Value interrupted(rt_thread *t, Value result, Value request) {
    if (!rt_same(result, rt_imm_int(-EINTR))) return result;
    Value retry = rt_then(t, rt_signals_hook(t), again, request);
    return rt_then(t, retry, interrupted, request);
}

Value rt_request_persist_tail(rt_thread *t, rt_request *r) {
    return rt_then(t, rt_request_tail(t, r), interrupted, rt_request_value(r));
}

/* ---- paths ---- */

Value rt_fspath(rt_thread *t, Value v) {
    if (rt_is_str(v) || rt_is_bytes(v)) return v;
    Value name = rt_str_intern_cstr(t, "__fspath__");
    if (rt_is_null(name)) return RT_NULL;
    Value path = rt_call_special(t, v, name, NULL, 0);
    if (rt_is_null(path)) return RT_NULL;
    if (rt_is_empty(path))
        return rt_raise_type_error(t, "expected str, bytes or os.PathLike object, not %T", v);
    if (rt_is_str(path) || rt_is_bytes(path)) return path;
    return rt_raise_type_error(t, "expected %T.__fspath__() to return str or bytes, not %T", v,
                               path);
}

static bool path_type_error(rt_thread *t, Value v, const char *function, const char *argument) {
    (void)rt_raise_type_error(t, "%s%s%s should be string, bytes or os.PathLike, not %T",
                              function ? function : "", function ? ": " : "", argument, v);
    return false;
}

bool rt_path_arg(rt_thread *t, Value v, const char *function, const char *argument,
                 const char **out, Value *shown) {
    if (!rt_is_str(v) && !rt_is_bytes(v)) {
        Value name = rt_str_intern_cstr(t, "__fspath__");
        Value found = rt_is_null(name) ? name : rt_type_lookup(t, rt_type_of(v), name);
        if (rt_is_null(found)) return false;
        if (rt_is_empty(found)) return path_type_error(t, v, function, argument);
        v = rt_fspath(t, v);
        if (rt_is_null(v)) return false;
    }
    *shown = v;
    Value bytes = rt_is_bytes(v) ? v : rt_encode(t, v, "utf-8", "surrogateescape");
    if (rt_is_null(bytes)) return false;
    *out = (const char *)rt_as_bytes(bytes)->data;
    if (strlen(*out) == rt_as_bytes(bytes)->length) return true;
    if (function)
        (void)rt_raise_value_error(t, "%s: embedded null character in %s", function, argument);
    else
        (void)rt_raise_value_error(t, rt_is_bytes(v) ? "embedded null byte"
                                                     : "embedded null character");
    return false;
}

Value rt_fsdecode(rt_thread *t, const char *s, size_t n) {
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] >= 0x80)
            return rt_decode(t, RT_NONE, (const unsigned char *)s, n, "utf-8", "surrogateescape");
    return rt_str_from_ascii(t, s, n);
}
