/* select.c - the module select: select, poll objects, epoll objects.
 *
 * Waiting is a request (request.h): it runs between two transactions, and one that a signal interrupts is made again with what is
 * left of its time limit. A poll object's descriptors are an ordinary dict.
 * Owns: the types poll and epoll. Threads: any. */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/modules/arguments.h"
#include "runtime/modules/request.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

/* ---- time limits: i[1] of a request says whether there is one, time[0] when it ends (monotonic) ---- */

static bool limit_set(rt_thread *t, rt_request *r, double seconds) {
    if (isnan(seconds)) {
        (void)rt_raise_value_error(t, "Invalid value NaN (not a number)");
        return false;
    }
    if (seconds > 9.2e9) {
        (void)rt_raise(t, &rt_exc_OverflowError, "timeout is too large");
        return false;
    }
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    double whole = floor(seconds);
    int64_t ns = now.tv_nsec + (int64_t)ceil((seconds - whole) * 1e9);
    r->i[1] = 1;
    r->time[0].sec = now.tv_sec + (int64_t)whole + ns / 1000000000;
    r->time[0].nsec = ns % 1000000000;
    return true;
}

/* Milliseconds that are left, rounded up; -1: no limit. */
static int limit_left(const rt_request *r) {
    if (!r->i[1]) return -1;
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ns = (r->time[0].sec - now.tv_sec) * 1000000000 + r->time[0].nsec - now.tv_nsec;
    int64_t ms = ns <= 0 ? 0 : (ns + 999999) / 1000000;
    return ms > INT32_MAX ? INT32_MAX : (int)ms;
}

/* i[0]: how many pollfds lie at data */
static int64_t call_poll(rt_request *r) {
    return poll((struct pollfd *)(void *)r->data, (nfds_t)r->i[0], limit_left(r));
}
static rt_request *poll_request(rt_thread *t, size_t n) {
    rt_request *r = rt_request_new(t, call_poll, NULL, NULL, n * sizeof(struct pollfd));
    if (r) r->i[0] = (int64_t)n;
    return r;
}
static struct pollfd *fds_of(rt_request *r) { return (struct pollfd *)(void *)r->data; }

static bool waited_well(rt_thread *t, Value result) {
    int64_t n = rt_imm_int_get(result);
    if (n < 0) (void)rt_raise_os_error(t, (int)-n, RT_NULL);
    return n >= 0;
}

/* ---- select ---- */

static const short kinds[3] = {POLLIN, POLLOUT, POLLPRI};
/* What poll says where select calls a descriptor ready. */
static const short ready_bits[3] = {POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI};

static rt_array *pairs_of(rt_thread *t, Value lists, int kind, size_t *n) {
    Value list = rt_list_get(t, lists, kind);
    return rt_is_null(list) ? NULL : rt_list_snapshot(t, list, n);
}

/* state: (request, the three lists of (descriptor, object)) */
static Value select_done(rt_thread *t, Value result, Value state) {
    if (!waited_well(t, result)) return RT_NULL;
    const struct pollfd *fd = fds_of(rt_request_of(rt_tuple_at(state, 0)));
    Value ready[3];
    for (int kind = 0; kind < 3; kind++) {
        size_t n;
        rt_array *pairs = pairs_of(t, rt_tuple_at(state, 1), kind, &n);
        ready[kind] = pairs ? rt_list_new(t, NULL, 0) : RT_NULL;
        if (rt_is_null(ready[kind])) return RT_NULL;
        for (size_t i = 0; i < n; i++, fd++) {
            if (fd->revents & POLLNVAL) return rt_raise_os_error(t, EBADF, RT_NULL);
            if ((fd->revents & ready_bits[kind]) &&
                !rt_list_append(t, ready[kind], rt_tuple_at(rt_load(&pairs->x_items[i]), 1)))
                return RT_NULL;
        }
    }
    return rt_tuple_pack3(t, ready[0], ready[1], ready[2]);
}

static bool descriptor(rt_thread *t, Value pair, int *out) {
    int64_t fd;
    Value v = rt_tuple_at(pair, 0);
    if (!rt_is_int(v)) {
        (void)rt_raise_type_error(t, "argument must be an int, or have a fileno() method.");
        return false;
    }
    if (!rt_int_get(v, &fd) || fd > INT32_MAX) {
        (void)rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C int");
        return false;
    }
    if (fd < 0)
        (void)rt_raise_value_error(t, "file descriptor cannot be a negative integer (%lld)",
                                   (long long)fd);
    else if (fd >= FD_SETSIZE)
        (void)rt_raise_value_error(t, "filedescriptor out of range in select()");
    *out = (int)fd;
    return fd >= 0 && fd < FD_SETSIZE;
}

/* lists: of (descriptor, object) for reading, writing, exceptions (prelude); state: the time limit or None */
static Value select_go(rt_thread *t, Value lists, Value limit) {
    size_t n[3];
    rt_array *pairs[3];
    for (int kind = 0; kind < 3; kind++)
        if (!(pairs[kind] = pairs_of(t, lists, kind, &n[kind]))) return RT_NULL;
    rt_request *r = poll_request(t, n[0] + n[1] + n[2]);
    if (!r) return RT_NULL;
    struct pollfd *fd = fds_of(r);
    for (int kind = 0; kind < 3; kind++)
        for (size_t i = 0; i < n[kind]; i++, fd++) {
            if (!descriptor(t, rt_load(&pairs[kind]->x_items[i]), &fd->fd)) return RT_NULL;
            fd->events = kinds[kind];
        }
    double seconds;
    if (!rt_is_none(limit) && (!rt_arg_double(t, limit, &seconds) || !limit_set(t, r, seconds)))
        return RT_NULL;
    Value state = rt_tuple_pack2(t, rt_request_value(r), lists);
    return rt_is_null(state) ? state
                             : rt_then(t, rt_request_persist_tail(t, r), select_done, state);
}

static Value select_select(rt_thread *t, Value *args, uint32_t nargs) {
    Value limit = nargs > 3 ? args[3] : RT_NONE;
    double seconds;
    if (!rt_is_none(limit)) {
        if (!rt_is_float(limit) && !rt_is_int(limit) && !rt_type_of(limit)->slots.unary[RT_INDEX])
            return rt_raise_type_error(t, "timeout must be a float or None");
        if (!rt_arg_double(t, limit, &seconds)) return RT_NULL;
        if (seconds < 0) return rt_raise_value_error(t, "timeout must be non-negative");
    }
    return rt_then(t, rt_tail_prelude(t, "select_filenos", args, 3), select_go, limit);
}

/* ---- poll objects ---- */

typedef struct poll_object {
    rt_object hdr;
    rt_field x_fds;  /* dict: descriptor -> events; constant */
    rt_field x_busy; /* 1 while a poll() is waiting */
} poll_object;
static rt_type poll_type;
static poll_object *poll_of(Value v) { return (poll_object *)rt_obj(v); }
static Value fds_dict(Value self) { return rt_load(&poll_of(self)->x_fds); }

static bool events_arg(rt_thread *t, Value v, int64_t standard, int64_t *out) {
    *out = standard;
    if (rt_is_empty(v)) return true;
    if (!rt_arg_long(t, v, out)) return false;
    if (*out < 0)
        (void)rt_raise_value_error(t, "value must be positive");
    else if (*out > UINT16_MAX)
        (void)rt_raise(t, &rt_exc_OverflowError, "Python int too large for C unsigned short");
    return *out >= 0 && *out <= UINT16_MAX;
}

static Value poll_register(rt_thread *t, Value *args, uint32_t nargs) {
    int fd;
    int64_t events;
    if (!rt_arg_fd(t, args[1], &fd) ||
        !events_arg(t, nargs > 2 ? args[2] : RT_EMPTY, POLLIN | POLLPRI | POLLOUT, &events))
        return RT_NULL;
    return rt_dict_set(t, fds_dict(args[0]), rt_imm_int(fd), rt_imm_int(events)) ? RT_NONE
                                                                                 : RT_NULL;
}

static Value poll_modify(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int fd;
    int64_t events;
    if (!rt_arg_fd(t, args[1], &fd) || !events_arg(t, args[2], 0, &events)) return RT_NULL;
    Value old = rt_dict_get(t, fds_dict(args[0]), rt_imm_int(fd));
    if (rt_is_null(old)) return old;
    if (rt_is_empty(old)) return rt_raise_os_error(t, ENOENT, RT_NULL);
    return rt_dict_set(t, fds_dict(args[0]), rt_imm_int(fd), rt_imm_int(events)) ? RT_NONE
                                                                                 : RT_NULL;
}

static Value poll_unregister(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int fd;
    if (!rt_arg_fd(t, args[1], &fd)) return RT_NULL;
    int deleted = rt_dict_del(t, fds_dict(args[0]), rt_imm_int(fd));
    return deleted < 0 ? RT_NULL : deleted ? RT_NONE : rt_raise_key_error(t, rt_imm_int(fd));
}

/* state: (self, request) */
static Value poll_done(rt_thread *t, Value result, Value state) {
    Value self = rt_tuple_at(state, 0);
    if (!rt_write_field(t, rt_obj(self), &poll_of(self)->x_busy, rt_imm_int(0))) return RT_NULL;
    if (rt_is_null(result) || !waited_well(t, result)) return RT_NULL;
    rt_request *r = rt_request_of(rt_tuple_at(state, 1));
    Value list = rt_list_new(t, NULL, 0);
    for (int64_t i = 0; i < r->i[0] && !rt_is_null(list); i++) {
        const struct pollfd *fd = &fds_of(r)[i];
        if (!fd->revents) continue;
        Value pair = rt_tuple_pack2(t, rt_imm_int(fd->fd), rt_imm_int(fd->revents & 0xffff));
        if (rt_is_null(pair) || !rt_list_append(t, list, pair)) return RT_NULL;
    }
    return list;
}

static rt_request *request_of_dict(rt_thread *t, Value dict) {
    int64_t n;
    size_t pos = 0;
    Value key, value;
    rt_request *r = rt_dict_len(t, dict, &n) ? poll_request(t, (size_t)n) : NULL;
    for (int64_t i = 0; r && i < n; i++) {
        int more = rt_dict_next(t, dict, &pos, &key, &value);
        if (more < 0) return NULL;
        if (more == 0) break;
        fds_of(r)[i] =
            (struct pollfd){.fd = (int)rt_imm_int_get(key), .events = (short)rt_imm_int_get(value)};
    }
    return r;
}

/* A time limit in milliseconds; None and negative: for ever. */
static bool milliseconds(rt_thread *t, rt_request *r, Value v) {
    double ms;
    if (!rt_arg_given(v)) return true;
    if (!rt_is_float(v) && !rt_is_int(v) && !rt_type_of(v)->slots.unary[RT_INDEX]) {
        (void)rt_raise_type_error(t, "timeout must be an integer or None");
        return false;
    }
    if (!rt_arg_double(t, v, &ms)) return false;
    if (ms > INT32_MAX) {
        (void)rt_raise(t, &rt_exc_OverflowError, "timeout is too large");
        return false;
    }
    return ms < 0 || limit_set(t, r, ceil(ms) * 1e-3);
}

static Value poll_poll(rt_thread *t, Value *args, uint32_t nargs) {
    rt_request *r = request_of_dict(t, fds_dict(args[0]));
    if (!r || !milliseconds(t, r, nargs > 1 ? args[1] : RT_NONE)) return RT_NULL;
    poll_object *p = poll_of(args[0]);
    Value state = rt_tuple_pack2(t, args[0], rt_request_value(r));
    rt_own own = rt_is_null(state) ? STM_CONFLICT : rt_write(t, &p->hdr);
    if (!own) return RT_NULL;
    if (rt_same(rt_load(&p->x_busy), rt_imm_int(1)))
        return rt_raise(t, &rt_exc_RuntimeError, "concurrent poll() invocation");
    rt_set(t, own, &p->x_busy, rt_imm_int(1));
    return rt_then_catch(t, rt_request_persist_tail(t, r), poll_done, state);
}

static void poll_trace(rt_object *o, rt_marker *m) { rt_mark_field(m, &((poll_object *)o)->x_fds); }
static const rt_native_def poll_methods[] = {
    {"register", poll_register, 2, 3, NULL, 0,
     "Register a file descriptor with the polling object."},
    {"modify", poll_modify, 3, 3, NULL, 0, "Modify an already registered file descriptor."},
    {"unregister", poll_unregister, 2, 2, NULL, 0,
     "Remove a file descriptor being tracked by the polling object."},
    {"poll", poll_poll, 1, 2, NULL, 0, "Polls the set of registered file descriptors."},
    {.name = NULL},
};
static rt_type poll_type = {RT_TYPE_HEAD(poll_type, "select.poll"),
                            .basic_size = sizeof(poll_object), .trace = poll_trace,
                            .methods = poll_methods};

static Value select_poll(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    Value dict = rt_dict_new(t);
    poll_object *p =
        rt_is_null(dict) ? NULL : (poll_object *)rt_alloc(t, sizeof *p, &poll_type.root);
    if (!p) return RT_NULL;
    rt_init(&p->x_fds, dict);
    rt_init(&p->x_busy, rt_imm_int(0));
    return rt_from_obj(p);
}

/* ---- epoll objects ---- */

typedef struct epoll_object {
    rt_object hdr;
    rt_field x_fd; /* int; -1: closed */
} epoll_object;
static rt_type epoll_type;
static epoll_object *epoll_of(Value v) { return (epoll_object *)rt_obj(v); }

static bool epoll_fd(rt_thread *t, Value self, int *out) {
    Value fd = rt_read_field(t, rt_obj(self), &epoll_of(self)->x_fd);
    if (rt_is_null(fd)) return false;
    *out = (int)rt_imm_int_get(fd);
    if (*out < 0) (void)rt_raise_value_error(t, "I/O operation on closed epoll object");
    return *out >= 0;
}

static int64_t call_create(rt_request *r) { return (void)r, epoll_create1(EPOLL_CLOEXEC); }
static int64_t call_close(rt_request *r) { return close((int)r->i[0]); }
static int64_t call_control(rt_request *r) {
    struct epoll_event event = {.events = (uint32_t)r->i[3], .data.fd = (int)r->i[2]};
    return epoll_ctl((int)r->i[0], (int)r->i[1], (int)r->i[2], &event);
}
/* i[0]: descriptor, i[1]: whether there is a limit, i[2]: most events; they go to data */
static int64_t call_wait(rt_request *r) {
    return epoll_wait((int)r->i[0], (struct epoll_event *)(void *)r->data, (int)r->i[2],
                      limit_left(r));
}

static Value to_none(rt_thread *t, Value result, Value state) {
    return (void)state, waited_well(t, result) ? RT_NONE : RT_NULL;
}

/* An epoll object that was dropped without close(). */
static void epoll_finalize(rt_thread *t, rt_object *o) {
    (void)t;
    int64_t fd = rt_imm_int_get(rt_load(&((epoll_object *)o)->x_fd));
    if (fd >= 0) (void)close((int)fd);
}

static Value epoll_made(rt_thread *t, Value result, Value type) {
    if (!waited_well(t, result)) return RT_NULL;
    Value self = rt_instance_new(t, rt_as_type(type), 0);
    if (rt_is_null(self)) return self;
    rt_init(&epoll_of(self)->x_fd, result);
    return rt_finalizer_add(t, rt_obj(self)) ? self : RT_NULL;
}
static Value epoll_make(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t size, flags;
    if (!rt_arg_int_or(t, args[1], -1, &size) || !rt_arg_int_or(t, args[2], 0, &flags))
        return RT_NULL;
    if (size != -1 && size <= 0) return rt_raise_value_error(t, "negative sizehint");
    if (flags & ~EPOLL_CLOEXEC) return rt_raise_os_error(t, EINVAL, RT_NULL);
    rt_request *r = rt_request_new(t, call_create, NULL, NULL, 0);
    return r ? rt_then(t, rt_request_tail(t, r), epoll_made, args[0]) : RT_NULL;
}
static Value epoll_new(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames) {
    static const rt_native_def def = {
        "epoll", epoll_make, 0, 0, "type, /, sizehint=, flags=", 0, NULL};
    return rt_native_invoke_tail(t, &def, type, args, nargs, kwnames);
}
static Value epoll_fromfd(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t fd;
    return rt_arg_int(t, args[1], &fd) ? epoll_made(t, rt_imm_int(fd), args[0]) : RT_NULL;
}

static Value epoll_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    epoll_object *e = epoll_of(args[0]);
    rt_own own = rt_write(t, &e->hdr);
    if (!own) return RT_NULL;
    int64_t fd = rt_imm_int_get(rt_load(&e->x_fd));
    if (fd < 0) return RT_NONE;
    rt_set(t, own, &e->x_fd, rt_imm_int(-1));
    rt_request *r = rt_request_new(t, call_close, NULL, NULL, 0);
    if (!r) return RT_NULL;
    r->i[0] = fd;
    return rt_then(t, rt_request_tail(t, r), to_none, RT_NULL);
}

static Value control(rt_thread *t, Value self, int operation, Value object, Value events) {
    int fd, epfd;
    int64_t mask = EPOLLIN | EPOLLOUT | EPOLLPRI;
    if (!epoll_fd(t, self, &epfd) || !rt_arg_fd(t, object, &fd) ||
        (!rt_is_empty(events) && !rt_arg_long(t, events, &mask)))
        return RT_NULL;
    rt_request *r = rt_request_new(t, call_control, NULL, NULL, 0);
    if (!r) return RT_NULL;
    r->i[0] = epfd, r->i[1] = operation, r->i[2] = fd, r->i[3] = mask;
    return rt_then(t, rt_request_tail(t, r), to_none, RT_NULL);
}
static Value epoll_register(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, control(t, args[0], EPOLL_CTL_ADD, args[1], args[2]);
}
static Value epoll_modify(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, control(t, args[0], EPOLL_CTL_MOD, args[1], args[2]);
}
static Value epoll_unregister(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, control(t, args[0], EPOLL_CTL_DEL, args[1], RT_EMPTY);
}

static Value epoll_done(rt_thread *t, Value result, Value blob) {
    if (!waited_well(t, result)) return RT_NULL;
    const struct epoll_event *event =
        (const struct epoll_event *)(const void *)rt_request_of(blob)->data;
    Value list = rt_list_new(t, NULL, 0);
    for (int64_t i = 0; i < rt_imm_int_get(result) && !rt_is_null(list); i++) {
        Value pair = rt_tuple_pack2(t, rt_imm_int(event[i].data.fd), rt_imm_int(event[i].events));
        if (rt_is_null(pair) || !rt_list_append(t, list, pair)) return RT_NULL;
    }
    return list;
}
static Value epoll_poll(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int epfd;
    int64_t most;
    double seconds = -1;
    if (!epoll_fd(t, args[0], &epfd) || !rt_arg_int_or(t, args[2], -1, &most)) return RT_NULL;
    if (rt_arg_given(args[1]) && !rt_is_float(args[1]) && !rt_is_int(args[1]) &&
        !rt_type_of(args[1])->slots.unary[RT_INDEX])
        return rt_raise_type_error(t, "timeout must be an integer or None");
    if (rt_arg_given(args[1]) && !rt_arg_double(t, args[1], &seconds)) return RT_NULL;
    if (most == -1)
        most = FD_SETSIZE - 1;
    else if (most < 1)
        return rt_raise_value_error(t, "maxevents must be greater than 0, got %lld",
                                    (long long)most);
    rt_request *r =
        rt_request_new(t, call_wait, NULL, NULL, (size_t)most * sizeof(struct epoll_event));
    if (!r) return RT_NULL;
    r->i[0] = epfd, r->i[2] = most;
    if (seconds >= 0 && !limit_set(t, r, seconds)) return RT_NULL;
    return rt_then(t, rt_request_persist_tail(t, r), epoll_done, rt_request_value(r));
}

static Value epoll_fileno(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int fd;
    return epoll_fd(t, args[0], &fd) ? rt_imm_int(fd) : RT_NULL;
}
static Value epoll_enter(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int fd;
    return epoll_fd(t, args[0], &fd) ? args[0] : RT_NULL;
}
static Value epoll_closed(rt_thread *t, Value self) {
    Value fd = rt_read_field(t, rt_obj(self), &epoll_of(self)->x_fd);
    return rt_is_null(fd) ? fd : rt_bool(rt_imm_int_get(fd) < 0);
}

static const rt_native_def epoll_methods[] = {
    {"fromfd", epoll_fromfd, 2, 2, NULL, RT_NATIVE_CLASS,
     "Create an epoll object from a given control fd."},
    {"close", epoll_close, 1, 1, NULL, 0, "Close the epoll control file descriptor."},
    {"fileno", epoll_fileno, 1, 1, NULL, 0, "Return the epoll control file descriptor."},
    {"register", epoll_register, 0, 0, "self, fd, eventmask=", 0,
     "Registers a new fd or raises an OSError if the fd is already registered."},
    {"modify", epoll_modify, 0, 0, "self, fd, eventmask", 0,
     "Modify event mask for a registered file descriptor."},
    {"unregister", epoll_unregister, 0, 0, "self, fd", 0,
     "Remove a registered file descriptor from the epoll object."},
    {"poll", epoll_poll, 0, 0, "self, timeout=, maxevents=", 0,
     "Wait for events on the epoll file descriptor."},
    {"__enter__", epoll_enter, 1, 1, NULL, 0, NULL},
    {"__exit__", epoll_close, 1, 4, NULL, 0, NULL},
    {.name = NULL},
};
static const rt_getset_def epoll_getsets[] = {
    {"closed", epoll_closed, NULL, "True if the epoll handler is closed"},
    {.name = NULL},
};
static rt_type epoll_type = {RT_TYPE_HEAD(epoll_type, "select.epoll"),
                             .basic_size = sizeof(epoll_object),
                             .slots = {.new_ = epoll_new},
                             .finalize = epoll_finalize,
                             .methods = epoll_methods,
                             .getsets = epoll_getsets};

/* ---- the module ---- */

static const rt_native_def functions[] = {
    {"select", select_select, 3, 4, NULL, 0,
     "Wait until one or more file descriptors are ready for some kind of I/O."},
    {"poll", select_poll, 0, 0, NULL, 0, "Returns a polling object."},
    {.name = NULL},
};

#define C(name) {#name, (int64_t)(unsigned)(name)}
static const rt_constant constants[] = {
    {"PIPE_BUF", 4096}, C(POLLIN),         C(POLLPRI),      C(POLLOUT),     C(POLLERR),
    C(POLLHUP),         C(POLLNVAL),       C(POLLRDNORM),   C(POLLRDBAND),  C(POLLWRNORM),
    C(POLLWRBAND),      C(POLLMSG),        C(POLLRDHUP),    C(EPOLLIN),     C(EPOLLOUT),
    C(EPOLLPRI),        C(EPOLLERR),       C(EPOLLHUP),     C(EPOLLRDHUP),  C(EPOLLET),
    C(EPOLLONESHOT),    C(EPOLLEXCLUSIVE), C(EPOLLRDNORM),  C(EPOLLRDBAND), C(EPOLLWRNORM),
    C(EPOLLWRBAND),     C(EPOLLMSG),       C(EPOLL_CLOEXEC)};
#undef C

static bool exec(rt_thread *t, Value module) {
    rt_type_ready(t, &poll_type);
    rt_type_ready(t, &epoll_type);
    return rt_module_constants(t, module, constants, sizeof constants / sizeof *constants) &&
           rt_module_set(t, module, "error", rt_from_obj(&rt_exc_OSError)) &&
           rt_module_set(t, module, "epoll", rt_from_obj(&epoll_type));
}

extern const rt_module_def rt_module_select;
const rt_module_def rt_module_select = {
    "select", functions, exec,
    "This module supports asynchronous I/O on multiple file descriptors."};
