/* socket_internal.h - what the files of the module _socket share. */
#ifndef KRAIT_RUNTIME_MODULES_SOCKET_INTERNAL_H
#define KRAIT_RUNTIME_MODULES_SOCKET_INTERNAL_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "runtime/modules/request.h"
#include "runtime/native.h"

typedef union socket_address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    struct sockaddr_un un;
    struct sockaddr_storage room;
} socket_address;

/* What a call on a socket needs; lies at the data of its request, `size` bytes behind it. */
typedef struct socket_call {
    int64_t (*call)(int fd, struct socket_call *c); /* -1: errno says why */
    int fd, flags, option[2];
    short events;     /* what is waited for where there is a time limit; 0: nothing */
    int64_t deadline; /* monotonic ns; -1: none. Such sockets do not block */
    int family; /* of an address to be looked up: the request's path[0] is the host, port the rest */
    uint32_t port, flow, scope;
    int gai; /* what getaddrinfo had to say; 0: nothing */
    socklen_t length;
    socket_address address;
    size_t size, done; /* bytes; of them sent already */
    unsigned char bytes[];
} socket_call;
static inline socket_call *socket_call_of(Value request) {
    return (socket_call *)(void *)rt_request_of(request)->data;
}

/* The errno of a call whose time was up. */
enum { SOCKET_TIMED_OUT = 62 /* ETIME */ };

extern Value socket_gaierror, socket_herror;
/* Raises what a call's negative result means. Returns RT_NULL. */
Value socket_failed(rt_thread *t, int64_t result, Value request);
[[nodiscard]] Value socket_gai_failed(rt_thread *t, int code);

/* An address as Python has it. */
[[nodiscard]] Value socket_address_value(rt_thread *t, const socket_address *a, socklen_t length);
/* Reads an address of the family. Names of hosts are left for socket_address_resolve: *host. false: raised. */
[[nodiscard]] bool socket_address_arg(rt_thread *t, int family, Value v, const char *function,
                                      socket_call *c, const char **host);
/* Outside the transaction: looks the host up if there is one. false: c->gai. */
[[nodiscard]] bool socket_address_resolve(socket_call *c, const char *host);
/* A host name as bytes for the resolver; NULL pending. */
[[nodiscard]] const char *socket_host_arg(rt_thread *t, Value v);

extern rt_type socket_type;
extern const rt_native_def socket_functions[];
/* Seconds a new socket waits; RT_NONE: for ever. Any thread. */
[[nodiscard]] Value socket_default_timeout(rt_thread *t);
[[nodiscard]] bool socket_timeout_arg(rt_thread *t, Value v, Value *out);
#endif
