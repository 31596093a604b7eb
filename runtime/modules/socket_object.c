/* socket_object.c - _socket.socket.
 *
 * Whatever talks to the system runs between two transactions. A socket with a time limit does not block in the system: the call
 * waits with poll() until the limit and tries again. A signal that interrupts it has its handler run, then the call goes on.
 * Owns: socket_type. Threads: any; fields behind barriers. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/modules/arguments.h"
#include "runtime/modules/socket_internal.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/memoryview.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

typedef struct socket_object {
    rt_object hdr;
    rt_field x_fd, x_family, x_type, x_proto; /* ints; fd -1: closed */
    rt_field x_timeout;                       /* seconds, or None: blocks */
} socket_object;
static socket_object *socket_of(Value v) { return (socket_object *)rt_obj(v); }

static bool load(rt_thread *t, Value self, Value out[5]) {
    socket_object *s = socket_of(self);
    uint64_t h;
    do {
        if (!rt_read_open(t, &s->hdr, &h)) return false;
        out[0] = rt_load(&s->x_fd), out[1] = rt_load(&s->x_family), out[2] = rt_load(&s->x_type);
        out[3] = rt_load(&s->x_proto), out[4] = rt_load(&s->x_timeout);
    } while (!rt_read_close(t, &s->hdr, h));
    return true;
}

/* ---- time limits ---- */

static int64_t now(void) {
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000000000 + ts.tv_nsec;
}

bool socket_timeout_arg(rt_thread *t, Value v, Value *out) {
    double d;
    *out = RT_NONE;
    if (rt_is_none(v)) return true;
    if (!rt_is_float(v) && !rt_is_int(v) && !rt_type_of(v)->slots.unary[RT_INDEX])
        return (void)rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", v),
               false;
    if (!rt_arg_double(t, v, &d)) return false;
    if (isnan(d)) return (void)rt_raise_value_error(t, "Invalid value NaN (not a number)"), false;
    if (d < 0) return (void)rt_raise_value_error(t, "Timeout value out of range"), false;
    if (d > 9.2e9)
        return (void)rt_raise(t, &rt_exc_OverflowError,
                              "timestamp too large to convert to C _PyTime_t"),
               false;
    *out = rt_float_new(t, d);
    return !rt_is_null(*out);
}

/* deadline -1: for ever. false: errno. */
static bool poll_until(int fd, short events, int64_t deadline) {
    int64_t left = deadline - now();
    int ms = left <= 0                     ? 0
             : left / 1000000 >= INT32_MAX ? INT32_MAX
                                           : (int)((left + 999999) / 1000000);
    int n = poll(&(struct pollfd){.fd = fd, .events = events}, 1, deadline < 0 ? -1 : ms);
    if (n == 0) errno = SOCKET_TIMED_OUT;
    return n > 0;
}

/* true: ready, or nothing to wait for. */
static bool wait_ready(int fd, const socket_call *c) {
    return c->deadline < 0 || !c->events || poll_until(fd, c->events, c->deadline);
}

static int64_t run_call(rt_request *r) {
    socket_call *c = (socket_call *)(void *)r->data;
    if (!socket_address_resolve(c, r->path[0])) {
        errno = EADDRNOTAVAIL;
        return -1;
    }
    for (;;) {
        if (!wait_ready(c->fd, c)) return -1;
        int64_t n = c->call(c->fd, c);
        if (n >= 0 || c->deadline < 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) return n;
    }
}

Value socket_failed(rt_thread *t, int64_t result, Value request) {
    const socket_call *c = socket_call_of(request);
    if (c->gai) return socket_gai_failed(t, c->gai);
    if (result == -SOCKET_TIMED_OUT) return rt_raise(t, &rt_exc_TimeoutError, "timed out");
    return rt_raise_os_error(t, (int)-result, RT_NULL);
}

/* A call on the socket with room for `size` bytes; NULL: raised. host: to be looked up, or NULL. */
static rt_request *call_new(rt_thread *t, Value self, int64_t (*call)(int, socket_call *),
                            short events, size_t size, const char *host) {
    Value f[5];
    double d = 0;
    bool number;
    if (!load(t, self, f)) return NULL;
    rt_request *r = rt_request_new(t, run_call, host, NULL, sizeof(socket_call) + size);
    if (!r) return NULL;
    socket_call *c = (socket_call *)(void *)r->data;
    memset(c, 0, sizeof *c);
    c->call = call;
    c->fd = (int)rt_imm_int_get(f[0]);
    c->events = events;
    c->size = size;
    c->deadline = -1;
    if (!rt_is_none(f[4]) && rt_number_to_double(t, f[4], &d, &number) && d > 0)
        c->deadline = now() + (int64_t)ceil(d * 1e9);
    return r;
}
static socket_call *call_of(rt_request *r) { return (socket_call *)(void *)r->data; }
static Value go(rt_thread *t, rt_request *r, rt_cont then) {
    return r ? rt_then(t, rt_request_persist_tail(t, r), then, rt_request_value(r)) : RT_NULL;
}
/* The same with an address that was read into `from`. */
static rt_request *call_with_address(rt_thread *t, Value self, Value address, const char *function,
                                     int64_t (*call)(int, socket_call *), short events,
                                     size_t size) {
    Value family = rt_read_field(t, rt_obj(self), &socket_of(self)->x_family);
    socket_call scratch = {0};
    const char *host;
    if (rt_is_null(family) ||
        !socket_address_arg(t, (int)rt_imm_int_get(family), address, function, &scratch, &host))
        return NULL;
    rt_request *r = call_new(t, self, call, events, size, host);
    if (!r) return NULL;
    socket_call *c = call_of(r);
    c->family = scratch.family, c->port = scratch.port, c->flow = scratch.flow,
    c->scope = scratch.scope;
    c->length = scratch.length;
    c->address = scratch.address;
    return r;
}

static Value to_none(rt_thread *t, Value result, Value request) {
    int64_t n = rt_imm_int_get(result);
    return n < 0 ? socket_failed(t, n, request) : RT_NONE;
}
static Value to_number(rt_thread *t, Value result, Value request) {
    int64_t n = rt_imm_int_get(result);
    return n < 0 ? socket_failed(t, n, request) : result;
}

/* ---- making and closing ---- */

static void finalize(rt_thread *t, rt_object *o) {
    (void)t;
    Value fd = rt_load(&((socket_object *)o)->x_fd);
    if (rt_is_imm_int(fd) && rt_imm_int_get(fd) >= 0) (void)close((int)rt_imm_int_get(fd));
}

static Value socket_new(rt_thread *t, Value type, const Value *args, uint32_t nargs,
                        Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Value self = rt_instance_new(t, rt_as_type(type), 0);
    if (rt_is_null(self)) return self;
    rt_init(&socket_of(self)->x_fd, rt_imm_int(-1));
    rt_init(&socket_of(self)->x_timeout, RT_NONE);
    return rt_finalizer_add(t, rt_obj(self)) ? self : RT_NULL;
}

static bool fill(rt_thread *t, Value self, int64_t fd, int64_t family, int64_t type, int64_t proto,
                 Value timeout) {
    socket_object *s = socket_of(self);
    rt_own own = rt_write(t, &s->hdr);
    if (!own) return false;
    rt_set(t, own, &s->x_fd, rt_imm_int(fd));
    rt_set(t, own, &s->x_family, rt_imm_int(family));
    rt_set(t, own, &s->x_type, rt_imm_int(type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)));
    rt_set(t, own, &s->x_proto, rt_imm_int(proto));
    rt_set(t, own, &s->x_timeout, timeout);
    return true;
}

/* i: family, type, proto; i[3]: 1: does not block */
static int64_t call_socket(rt_request *r) {
    int fd = socket((int)r->i[0], (int)r->i[1] | SOCK_CLOEXEC, (int)r->i[2]);
    if (fd >= 0 && r->i[3]) (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    return fd;
}

/* state: (self, request, time limit) */
static Value made(rt_thread *t, Value result, Value state) {
    int64_t fd = rt_imm_int_get(result);
    if (fd < 0) return rt_raise_os_error(t, (int)-fd, RT_NULL);
    const rt_request *r = rt_request_of(rt_tuple_at(state, 1));
    Value timeout = r->i[1] & SOCK_NONBLOCK ? rt_float_new(t, 0) : rt_tuple_at(state, 2);
    return fill(t, rt_tuple_at(state, 0), fd, r->i[0], r->i[1], r->i[2], timeout) ? RT_NONE
                                                                                  : RT_NULL;
}

static bool option_of(int fd, int option, int64_t *out) {
    int v;
    socklen_t n = sizeof v;
    if (*out != -1) return true;
    if (getsockopt(fd, SOL_SOCKET, option, &v, &n) < 0) return false;
    *out = v;
    return true;
}

static Value from_fd(rt_thread *t, Value self, Value fileno, int64_t family, int64_t type,
                     int64_t proto, Value timeout) {
    int64_t fd;
    socket_address a;
    socklen_t n = sizeof a;
    if (rt_is_float(fileno)) return rt_raise_type_error(t, "integer argument expected, got float");
    if (!rt_arg_int(t, fileno, &fd)) return RT_NULL;
    if (fd < 0) return rt_raise_value_error(t, "negative file descriptor");
    memset(&a, 0, sizeof a);
    if (getsockname((int)fd, &a.any, &n) < 0 &&
        (family == -1 || errno == EBADF || errno == ENOTSOCK))
        return rt_raise_os_error(t, errno, RT_NULL);
    if (family == -1) family = a.any.sa_family;
    if (!option_of((int)fd, SO_TYPE, &type) || !option_of((int)fd, SO_PROTOCOL, &proto))
        return rt_raise_os_error(t, errno, RT_NULL);
    return fill(t, self, fd, family, type, proto, timeout) ? RT_NONE : RT_NULL;
}

/* args: self, family=, type=, proto=, fileno= */
static Value init(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t family, type, proto;
    Value timeout = socket_default_timeout(t);
    if (rt_is_null(timeout) || !rt_arg_int_or(t, args[1], -1, &family) ||
        !rt_arg_int_or(t, args[2], -1, &type) || !rt_arg_int_or(t, args[3], -1, &proto))
        return RT_NULL;
    if (rt_arg_given(args[4])) return from_fd(t, args[0], args[4], family, type, proto, timeout);
    rt_request *r = rt_request_new(t, call_socket, NULL, NULL, 0);
    if (!r) return RT_NULL;
    r->i[0] = family == -1 ? AF_INET : family;
    r->i[1] = type == -1 ? SOCK_STREAM : type;
    r->i[2] = proto == -1 ? 0 : proto;
    r->i[3] = !rt_is_none(timeout);
    Value state = rt_tuple_pack3(t, args[0], rt_request_value(r), timeout);
    return rt_is_null(state) ? state : rt_then(t, rt_request_tail(t, r), made, state);
}
static Value socket_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                         Value kwnames) {
    static const rt_native_def def = {
        "socket", init, 0, 0, "self, /, family=, type=, proto=, fileno=", 0, NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}

/* The descriptor, which the object forgets; -2: conflict. */
static int64_t forget(rt_thread *t, Value self) {
    socket_object *s = socket_of(self);
    rt_own own = rt_write(t, &s->hdr);
    if (!own) return -2;
    int64_t fd = rt_imm_int_get(rt_load(&s->x_fd));
    if (fd >= 0) rt_set(t, own, &s->x_fd, rt_imm_int(-1));
    return fd;
}
static int64_t call_close(rt_request *r) {
    /* a peer that has gone already is no error here */
    return close((int)r->i[0]) < 0 && errno != ECONNRESET ? -1 : 0;
}
static Value closed(rt_thread *t, Value result, Value state) {
    (void)state;
    int64_t n = rt_imm_int_get(result);
    return n < 0 ? rt_raise_os_error(t, (int)-n, RT_NULL) : RT_NONE;
}
static Value socket_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd = forget(t, args[0]);
    if (fd < 0) return fd == -2 ? RT_NULL : RT_NONE;
    rt_request *r = rt_request_new(t, call_close, NULL, NULL, 0);
    if (r) r->i[0] = fd;
    return r ? rt_then(t, rt_request_tail(t, r), closed, RT_NULL) : RT_NULL;
}
static Value socket_detach(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd = forget(t, args[0]);
    return fd == -2 ? RT_NULL : rt_imm_int(fd);
}
static Value socket_fileno(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, rt_read_field(t, rt_obj(args[0]), &socket_of(args[0])->x_fd);
}

/* ---- connections ---- */

static int64_t do_accept(int fd, socket_call *c) {
    c->length = sizeof c->address;
    return accept4(fd, &c->address.any, &c->length, SOCK_CLOEXEC);
}
static Value accepted(rt_thread *t, Value result, Value request) {
    int64_t fd = rt_imm_int_get(result);
    if (fd < 0) return socket_failed(t, fd, request);
    const socket_call *c = socket_call_of(request);
    Value address = socket_address_value(t, &c->address, c->length);
    return rt_is_null(address) ? address : rt_tuple_pack2(t, result, address);
}
static Value socket_accept(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, go(t, call_new(t, args[0], do_accept, POLLIN, 0, NULL), accepted);
}

static int64_t do_bind(int fd, socket_call *c) { return bind(fd, &c->address.any, c->length); }
static Value socket_bind(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs,
           go(t, call_with_address(t, args[0], args[1], "bind", do_bind, 0, 0), to_none);
}

/* Interrupted or not yet done: waits until it is, within the limit. */
static int64_t do_connect(int fd, socket_call *c) {
    int error = 0;
    socklen_t n = sizeof error;
    if (!c->done) {
        if (connect(fd, &c->address.any, c->length) == 0) return 0;
        if (errno != EINTR && (errno != EINPROGRESS || c->deadline < 0)) return -1;
        c->done = 1;
    }
    if (!poll_until(fd, POLLOUT, c->deadline)) return -1;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) < 0) return -1;
    errno = error;
    return error && error != EISCONN ? -1 : 0;
}
static Value socket_connect(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs,
           go(t, call_with_address(t, args[0], args[1], "connect", do_connect, 0, 0), to_none);
}
static Value connect_answer(rt_thread *t, Value result, Value request) {
    int64_t n = rt_imm_int_get(result);
    if (n < 0 && socket_call_of(request)->gai) return socket_failed(t, n, request);
    return rt_imm_int(n == -SOCKET_TIMED_OUT ? EAGAIN : -n);
}
static Value socket_connect_ex(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs,
           go(t, call_with_address(t, args[0], args[1], "connect_ex", do_connect, 0, 0),
              connect_answer);
}

static int64_t do_listen(int fd, socket_call *c) { return listen(fd, c->flags); }
static Value socket_listen(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t backlog = 128;
    if (nargs > 1 && !rt_arg_int(t, args[1], &backlog)) return RT_NULL;
    rt_request *r = call_new(t, args[0], do_listen, 0, 0, NULL);
    if (r) call_of(r)->flags = backlog < 0 ? 0 : (int)backlog;
    return go(t, r, to_none);
}

static int64_t do_shutdown(int fd, socket_call *c) { return shutdown(fd, c->flags); }
static Value socket_shutdown(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t how;
    if (!rt_arg_int(t, args[1], &how)) return RT_NULL;
    rt_request *r = call_new(t, args[0], do_shutdown, 0, 0, NULL);
    if (r) call_of(r)->flags = (int)how;
    return go(t, r, to_none);
}

static Value name_of(rt_thread *t, Value self, int (*ask)(int, struct sockaddr *, socklen_t *)) {
    socket_address a;
    socklen_t n = sizeof a;
    Value fd = rt_read_field(t, rt_obj(self), &socket_of(self)->x_fd);
    if (rt_is_null(fd)) return fd;
    memset(&a, 0, sizeof a);
    return ask((int)rt_imm_int_get(fd), &a.any, &n) < 0 ? rt_raise_os_error(t, errno, RT_NULL)
                                                        : socket_address_value(t, &a, n);
}
static int ask_peer(int fd, struct sockaddr *a, socklen_t *n) { return getpeername(fd, a, n); }
static int ask_own(int fd, struct sockaddr *a, socklen_t *n) { return getsockname(fd, a, n); }
static Value socket_getpeername(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, name_of(t, args[0], ask_peer);
}
static Value socket_getsockname(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, name_of(t, args[0], ask_own);
}

/* ---- receiving ---- */

static int64_t do_recv(int fd, socket_call *c) {
    c->length = sizeof c->address;
    return recvfrom(fd, c->bytes, c->size, c->flags, &c->address.any, &c->length);
}
static rt_request *receive(rt_thread *t, Value self, Value size, Value flags,
                           const char *function) {
    int64_t n, bits;
    if (!rt_arg_long(t, size, &n) || !rt_arg_int_or(t, flags, 0, &bits)) return NULL;
    if (n < 0) return (void)rt_raise_value_error(t, "negative buffersize in %s", function), NULL;
    rt_request *r = call_new(t, self, do_recv, POLLIN, (size_t)n, NULL);
    if (r) call_of(r)->flags = (int)bits;
    return r;
}
static Value received(rt_thread *t, Value result, Value request) {
    int64_t n = rt_imm_int_get(result);
    return n < 0 ? socket_failed(t, n, request)
                 : rt_bytes_new(t, socket_call_of(request)->bytes, (size_t)n);
}
static Value received_from(rt_thread *t, Value result, Value request) {
    Value bytes = received(t, result, request);
    const socket_call *c = socket_call_of(request);
    Value address = rt_is_null(bytes) ? bytes : socket_address_value(t, &c->address, c->length);
    return rt_is_null(address) ? address : rt_tuple_pack2(t, bytes, address);
}
static Value socket_recv(rt_thread *t, Value *args, uint32_t nargs) {
    return go(t, receive(t, args[0], args[1], nargs > 2 ? args[2] : RT_EMPTY, "recv"), received);
}
static Value socket_recvfrom(rt_thread *t, Value *args, uint32_t nargs) {
    return go(t, receive(t, args[0], args[1], nargs > 2 ? args[2] : RT_EMPTY, "recvfrom"),
              received_from);
}

/* state: (buffer, request) */
static Value stored(rt_thread *t, Value result, Value state) {
    int64_t n = rt_imm_int_get(result);
    if (n < 0) return socket_failed(t, n, rt_tuple_at(state, 1));
    return rt_writable_fill(t, rt_tuple_at(state, 0), socket_call_of(rt_tuple_at(state, 1))->bytes,
                            (size_t)n)
               ? result
               : RT_NULL;
}
static Value stored_from(rt_thread *t, Value result, Value state) {
    if (rt_is_null(stored(t, result, state))) return RT_NULL;
    const socket_call *c = socket_call_of(rt_tuple_at(state, 1));
    Value address = socket_address_value(t, &c->address, c->length);
    return rt_is_null(address) ? address : rt_tuple_pack2(t, result, address);
}
static Value receive_into(rt_thread *t, Value *args, const char *function, rt_cont then) {
    size_t room;
    int64_t n;
    if (!rt_writable_size(t, args[1], function, &room) || !rt_arg_int_or(t, args[2], 0, &n))
        return RT_NULL;
    if (n < 0) return rt_raise_value_error(t, "negative buffersize in %s", function);
    if ((size_t)n > room) return rt_raise_value_error(t, "buffer too small for requested bytes");
    rt_request *r = receive(t, args[0], rt_imm_int(n ? n : (int64_t)room), args[3], function);
    Value state = r ? rt_tuple_pack2(t, args[1], rt_request_value(r)) : RT_NULL;
    return rt_is_null(state) ? state : rt_then(t, rt_request_persist_tail(t, r), then, state);
}
static Value socket_recv_into(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, receive_into(t, args, "recv_into", stored);
}
static Value socket_recvfrom_into(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, receive_into(t, args, "recvfrom_into", stored_from);
}

/* ---- sending ---- */

static int64_t do_send(int fd, socket_call *c) {
    return send(fd, c->bytes, c->size, c->flags | MSG_NOSIGNAL);
}
static int64_t do_sendto(int fd, socket_call *c) {
    return sendto(fd, c->bytes, c->size, c->flags | MSG_NOSIGNAL, &c->address.any, c->length);
}
static int64_t do_sendall(int fd, socket_call *c) {
    while (c->done < c->size) {
        if (!wait_ready(fd, c)) return -1;
        ssize_t n = send(fd, c->bytes + c->done, c->size - c->done, c->flags | MSG_NOSIGNAL);
        if (n < 0) return -1;
        c->done += (size_t)n;
    }
    return 0;
}
static bool data_arg(rt_thread *t, Value v, const unsigned char **data, size_t *n) {
    if (rt_is_str(v))
        return (void)rt_raise_type_error(t, "a bytes-like object is required, not 'str'"), false;
    return rt_buffer_get(t, v, data, n);
}
static Value send_with(rt_thread *t, Value *args, uint32_t nargs,
                       int64_t (*call)(int, socket_call *), rt_cont then) {
    const unsigned char *data;
    size_t n;
    int64_t flags = 0;
    if (!data_arg(t, args[1], &data, &n) || (nargs > 2 && !rt_arg_int(t, args[2], &flags)))
        return RT_NULL;
    rt_request *r = call_new(t, args[0], call, POLLOUT, n, NULL);
    if (!r) return RT_NULL;
    memcpy(call_of(r)->bytes, data, n);
    call_of(r)->flags = (int)flags;
    return go(t, r, then);
}
static Value socket_send(rt_thread *t, Value *args, uint32_t nargs) {
    return send_with(t, args, nargs, do_send, to_number);
}
static Value socket_sendall(rt_thread *t, Value *args, uint32_t nargs) {
    return send_with(t, args, nargs, do_sendall, to_none);
}
static Value socket_sendto(rt_thread *t, Value *args, uint32_t nargs) {
    const unsigned char *data;
    size_t n;
    int64_t flags = 0;
    if (!data_arg(t, args[1], &data, &n) || (nargs > 3 && !rt_arg_int(t, args[2], &flags)))
        return RT_NULL;
    rt_request *r = call_with_address(t, args[0], args[nargs - 1], "sendto", do_sendto, POLLOUT, n);
    if (!r) return RT_NULL;
    memcpy(call_of(r)->bytes, data, n);
    call_of(r)->flags = (int)flags;
    return go(t, r, to_number);
}

/* ---- settings ---- */

static int64_t do_setblocking(int fd, socket_call *c) {
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 ? -1 : fcntl(fd, F_SETFL, c->flags ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}
static Value set_timeout(rt_thread *t, Value self, Value timeout) {
    if (!rt_write_field(t, rt_obj(self), &socket_of(self)->x_timeout, timeout)) return RT_NULL;
    rt_request *r = call_new(t, self, do_setblocking, 0, 0, NULL);
    if (r) call_of(r)->flags = rt_is_none(timeout);
    return go(t, r, to_none);
}
static Value socket_settimeout(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value timeout;
    return socket_timeout_arg(t, args[1], &timeout) ? set_timeout(t, args[0], timeout) : RT_NULL;
}
static Value socket_setblocking(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool on;
    return rt_arg_flag(t, args[1], true, &on)
               ? set_timeout(t, args[0], on ? RT_NONE : rt_float_new(t, 0))
               : RT_NULL;
}
static Value timeout_of(rt_thread *t, Value self) {
    return rt_read_field(t, rt_obj(self), &socket_of(self)->x_timeout);
}
static Value socket_gettimeout(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, timeout_of(t, args[0]);
}
static Value socket_getblocking(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value v = timeout_of(t, args[0]);
    return rt_is_null(v) ? v : rt_bool(!rt_is_float(v) || rt_float_get(v) != 0);
}

static int64_t do_setsockopt(int fd, socket_call *c) {
    const void *value = c->flags ? NULL : c->bytes;
    return setsockopt(fd, c->option[0], c->option[1], value,
                      c->flags ? (socklen_t)c->flags : (socklen_t)c->size);
}
static Value socket_setsockopt(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t level, name, number, none_size = 0;
    const unsigned char *data;
    size_t n = sizeof(int);
    int value;
    if (!rt_arg_int(t, args[1], &level) || !rt_arg_int(t, args[2], &name)) return RT_NULL;
    if (rt_is_none(args[3])) {
        if (nargs < 5)
            return rt_raise_type_error(
                t, "socket.setsockopt() requires 4 arguments when the third argument is None");
        if (!rt_arg_int(t, args[4], &none_size)) return RT_NULL;
        data = (const unsigned char *)"";
        n = 0;
    } else if (rt_is_int(args[3])) {
        if (!rt_arg_int(t, args[3], &number)) return RT_NULL;
        value = (int)number;
        data = (const unsigned char *)&value;
    } else if (!rt_buffer_get(t, args[3], &data, &n))
        return RT_NULL;
    rt_request *r = call_new(t, args[0], do_setsockopt, 0, n, NULL);
    if (!r) return RT_NULL;
    memcpy(call_of(r)->bytes, data, n);
    call_of(r)->option[0] = (int)level, call_of(r)->option[1] = (int)name,
    call_of(r)->flags = (int)none_size;
    return go(t, r, to_none);
}
static Value socket_getsockopt(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t level, name, size = 0;
    unsigned char buffer[1024];
    int value = 0;
    Value fd = rt_read_field(t, rt_obj(args[0]), &socket_of(args[0])->x_fd);
    if (rt_is_null(fd) || !rt_arg_int(t, args[1], &level) || !rt_arg_int(t, args[2], &name) ||
        (nargs > 3 && !rt_arg_int(t, args[3], &size)))
        return RT_NULL;
    if (size < 0 || size > (int64_t)sizeof buffer)
        return rt_raise(t, &rt_exc_OSError, "getsockopt buflen out of range");
    socklen_t n = size ? (socklen_t)size : sizeof value;
    if (getsockopt((int)rt_imm_int_get(fd), (int)level, (int)name,
                   size ? (void *)buffer : (void *)&value, &n) < 0)
        return rt_raise_os_error(t, errno, RT_NULL);
    return size ? rt_bytes_new(t, buffer, n) : rt_imm_int(value);
}

static Value socket_repr(rt_thread *t, Value self) {
    Value f[5];
    if (!load(t, self, f)) return RT_NULL;
    return rt_str_format_c(t, "<socket object, fd=%lld, family=%lld, type=%lld, proto=%lld>",
                           (long long)rt_imm_int_get(f[0]), (long long)rt_imm_int_get(f[1]),
                           (long long)rt_imm_int_get(f[2]), (long long)rt_imm_int_get(f[3]));
}
#define GET(name)                                                                                          \
    static Value get_##name(rt_thread *t, Value self) { return rt_read_field(t, rt_obj(self), &socket_of(self)->x_##name); }
GET(family)
GET(type)
GET(proto)
GET(timeout)

static void trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((socket_object *)o)->x_timeout);
}

static const rt_native_def methods[] = {
    {"_accept", socket_accept, 1, 1, NULL, 0, "Wait for an incoming connection."},
    {"bind", socket_bind, 2, 2, NULL, 0, "Bind the socket to a local address."},
    {"close", socket_close, 1, 1, NULL, 0, "Close the socket.  It cannot be used after this call."},
    {"connect", socket_connect, 2, 2, NULL, 0, "Connect the socket to a remote address."},
    {"connect_ex", socket_connect_ex, 2, 2, NULL, 0,
     "This is like connect(address), but returns an error code (the errno value)."},
    {"detach", socket_detach, 1, 1, NULL, 0,
     "Close the socket object without closing the underlying file descriptor."},
    {"fileno", socket_fileno, 1, 1, NULL, 0, "Return the integer file descriptor of the socket."},
    {"getpeername", socket_getpeername, 1, 1, NULL, 0,
     "Return the address of the remote endpoint."},
    {"getsockname", socket_getsockname, 1, 1, NULL, 0, "Return the address of the local endpoint."},
    {"getsockopt", socket_getsockopt, 3, 4, NULL, 0, "Get a socket option."},
    {"setsockopt", socket_setsockopt, 4, 5, NULL, 0, "Set a socket option."},
    {"listen", socket_listen, 1, 2, NULL, 0, "Enable a server to accept connections."},
    {"recv", socket_recv, 2, 3, NULL, 0, "Receive up to buffersize bytes from the socket."},
    {"recv_into", socket_recv_into, 0, 0, "self, buffer, nbytes=, flags=", 0,
     "A version of recv() that stores its data into a buffer."},
    {"recvfrom", socket_recvfrom, 2, 3, NULL, 0,
     "Like recv(buffersize, flags) but also return the sender's address info."},
    {"recvfrom_into", socket_recvfrom_into, 0, 0, "self, buffer, nbytes=, flags=", 0,
     "Like recv_into(buffer[, nbytes[, flags]]) but also return the sender's address info."},
    {"send", socket_send, 2, 3, NULL, 0, "Send a data string to the socket."},
    {"sendall", socket_sendall, 2, 3, NULL, 0, "Send a data string to the socket."},
    {"sendto", socket_sendto, 3, 4, NULL, 0,
     "Like send(data, flags) but allows specifying the destination address."},
    {"setblocking", socket_setblocking, 2, 2, NULL, 0,
     "Set the socket to blocking (flag is true) or non-blocking (false)."},
    {"getblocking", socket_getblocking, 1, 1, NULL, 0,
     "Returns True if socket is in blocking mode, or False if it is in non-blocking mode."},
    {"settimeout", socket_settimeout, 2, 2, NULL, 0, "Set a timeout on socket operations."},
    {"gettimeout", socket_gettimeout, 1, 1, NULL, 0,
     "Returns the timeout in seconds (float) associated with socket operations."},
    {"shutdown", socket_shutdown, 2, 2, NULL, 0,
     "Shut down the reading side of the socket (flag == SHUT_RD), the writing side of the socket (flag == SHUT_WR), or both ends (flag == SHUT_RDWR)."},
    {.name = NULL},
};
static const rt_getset_def getsets[] = {{"family", get_family, NULL, "the socket family"},
                                        {"type", get_type, NULL, "the socket type"},
                                        {"proto", get_proto, NULL, "the socket protocol"},
                                        {"timeout", get_timeout, NULL, "the socket timeout"},
                                        {.name = NULL}};
rt_type socket_type = {
    RT_TYPE_HEAD(socket_type, "_socket.socket"),
    .flags = RT_TF_BASETYPE, /* socket.socket adds __weakref__ */
    .basic_size = sizeof(socket_object),
    .slots = {.new_ = socket_new, .init = socket_init, .repr = socket_repr},
    .trace = trace,
    .finalize = finalize,
    .methods = methods,
    .getsets = getsets,
    .doc = "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object",
};
