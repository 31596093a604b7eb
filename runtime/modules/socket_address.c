/* socket_address.c - _socket: addresses of the families inet, inet6 and unix, and names of hosts.
 * Owns: nothing. Threads: any. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <stddef.h>
#include <string.h>

#include "runtime/error.h"
#include "runtime/modules/arguments.h"
#include "runtime/modules/socket_internal.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

Value socket_gai_failed(rt_thread *t, int code) {
    if (code == EAI_SYSTEM) return rt_raise_os_error(t, errno ? errno : EIO, RT_NULL);
    Value args[] = {rt_imm_int(code), rt_str_from_cstr(t, gai_strerror(code))};
    Value exc = rt_is_null(args[1]) ? args[1] : rt_call(t, socket_gaierror, args, 2);
    return rt_is_null(exc) ? exc : rt_raise_object(t, exc);
}

/* ---- from C ---- */

static Value unix_path(rt_thread *t, const struct sockaddr_un *un, socklen_t length) {
    size_t n = length > offsetof(struct sockaddr_un, sun_path)
                   ? length - offsetof(struct sockaddr_un, sun_path)
                   : 0;
    if (n > 0 && un->sun_path[0] == 0) return rt_bytes_new(t, un->sun_path, n); /* abstract */
    return rt_fsdecode(t, un->sun_path, strnlen(un->sun_path, n));
}

Value socket_address_value(rt_thread *t, const socket_address *a, socklen_t length) {
    char text[INET6_ADDRSTRLEN];
    if (length == 0) return RT_NONE;
    if (a->any.sa_family == AF_UNIX) return unix_path(t, &a->un, length);
    if (a->any.sa_family == AF_INET) {
        (void)inet_ntop(AF_INET, &a->in.sin_addr, text, sizeof text);
        Value host = rt_str_from_cstr(t, text);
        return rt_is_null(host) ? host : rt_tuple_pack2(t, host, rt_imm_int(ntohs(a->in.sin_port)));
    }
    if (a->any.sa_family == AF_INET6) {
        (void)inet_ntop(AF_INET6, &a->in6.sin6_addr, text, sizeof text);
        Value v[] = {rt_str_from_cstr(t, text), rt_imm_int(ntohs(a->in6.sin6_port)),
                     rt_imm_int(ntohl(a->in6.sin6_flowinfo)), rt_imm_int(a->in6.sin6_scope_id)};
        return rt_is_null(v[0]) ? v[0] : rt_tuple_new(t, v, 4);
    }
    Value bytes = rt_bytes_new(t, a->any.sa_data, length - sizeof a->any.sa_family);
    return rt_is_null(bytes) ? bytes : rt_tuple_pack2(t, rt_imm_int(a->any.sa_family), bytes);
}

/* ---- to C ---- */

const char *socket_host_arg(rt_thread *t, Value v) {
    Value bytes = v;
    if (rt_is_str(v)) {
        bytes = rt_as_str(v)->ascii ? rt_encode(t, v, "ascii", "strict")
                                    : rt_encode(t, v, "idna", "strict");
        if (rt_is_null(bytes)) return NULL;
    } else if (!rt_is_bytes(v)) {
        const unsigned char *data;
        size_t n;
        if (!rt_is_bytes_like(v))
            return (void)rt_raise_type_error(t, "str, bytes or bytearray expected, not %T", v),
                   NULL;
        if (!rt_buffer_get(t, v, &data, &n) || rt_is_null(bytes = rt_bytes_new(t, data, n)))
            return NULL;
    }
    const char *s = (const char *)rt_as_bytes(bytes)->data;
    if (strlen(s) == rt_as_bytes(bytes)->length) return s;
    return (void)rt_raise_type_error(t, "host name must not contain null character"), NULL;
}

static bool unix_arg(rt_thread *t, Value v, socket_call *c) {
    const unsigned char *data;
    size_t n;
    Value bytes = rt_is_str(v) ? rt_encode(t, v, "utf-8", "surrogateescape") : v;
    if (rt_is_null(bytes)) return false;
    if (!rt_is_bytes_like(bytes))
        return (void)rt_raise_type_error(t, "a bytes-like object is required, not '%T'", v), false;
    if (!rt_buffer_get(t, bytes, &data, &n)) return false;
    bool abstract = n > 0 && data[0] == 0;
    if (n + !abstract > sizeof c->address.un.sun_path)
        return (void)rt_raise(t, &rt_exc_OSError, "AF_UNIX path too long"), false;
    memset(&c->address, 0, sizeof c->address);
    c->address.un.sun_family = AF_UNIX;
    memcpy(c->address.un.sun_path, data, n);
    c->length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n + !abstract);
    return true;
}

static bool number_in(rt_thread *t, Value v, int64_t max, const char *function, const char *what,
                      uint32_t *out) {
    int64_t n;
    if (!rt_arg_long(t, v, &n)) return false;
    *out = (uint32_t)n;
    if (n >= 0 && n <= max) return true;
    (void)rt_raise(t, &rt_exc_OverflowError, "%s(): %s must be 0-%lld.", function, what,
                   (long long)max);
    return false;
}

bool socket_address_arg(rt_thread *t, int family, Value v, const char *function, socket_call *c,
                        const char **host) {
    *host = NULL;
    c->family = family;
    if (family == AF_UNIX) return unix_arg(t, v, c);
    if (family != AF_INET && family != AF_INET6)
        return (void)rt_raise(t, &rt_exc_OSError, "%s(): unknown address family", function), false;
    const char *name = family == AF_INET ? "AF_INET" : "AF_INET6";
    size_t most = family == AF_INET ? 2 : 4;
    if (!rt_is_tuple(v))
        return (void)rt_raise_type_error(t, "%s(): %s address must be tuple, not %T", function,
                                         name, v),
               false;
    if (rt_tuple_len(v) < 2 || rt_tuple_len(v) > most) {
        (void)rt_raise_type_error(
            t, family == AF_INET
                   ? "AF_INET address must be a pair (host, port)"
                   : "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])");
        return false;
    }
    if (!(*host = socket_host_arg(t, rt_tuple_at(v, 0)))) return false;
    if (!number_in(t, rt_tuple_at(v, 1), 65535, function, "port", &c->port)) return false;
    if (rt_tuple_len(v) > 2 &&
        !number_in(t, rt_tuple_at(v, 2), 0xfffff, function, "flowinfo", &c->flow))
        return false;
    return rt_tuple_len(v) < 4 ||
           number_in(t, rt_tuple_at(v, 3), UINT32_MAX, function, "scope_id", &c->scope);
}

/* The address of a host: any, broadcast, digits, or what the resolver says. */
static bool find_host(socket_call *c, const char *host) {
    if (c->family == AF_INET && (!*host || strcmp(host, "<broadcast>") == 0)) {
        c->address.in.sin_addr.s_addr = *host ? htonl(INADDR_BROADCAST) : htonl(INADDR_ANY);
        return true;
    }
    if (c->family == AF_INET && inet_pton(AF_INET, host, &c->address.in.sin_addr) == 1) return true;
    if (c->family == AF_INET6 &&
        (!*host || inet_pton(AF_INET6, host, &c->address.in6.sin6_addr) == 1))
        return true;
    struct addrinfo hints = {.ai_family = c->family}, *found;
    c->gai = getaddrinfo(host, NULL, &hints, &found);
    if (c->gai) return false;
    memcpy(&c->address, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

bool socket_address_resolve(socket_call *c, const char *host) {
    if (!host) return true;
    memset(&c->address, 0, sizeof c->address);
    if (!find_host(c, host)) return false;
    c->address.any.sa_family = (sa_family_t)c->family;
    if (c->family == AF_INET) {
        c->address.in.sin_port = htons((uint16_t)c->port);
        c->length = sizeof c->address.in;
    } else {
        c->address.in6.sin6_port = htons((uint16_t)c->port);
        c->address.in6.sin6_flowinfo = htonl(c->flow);
        if (c->scope) c->address.in6.sin6_scope_id = c->scope;
        c->length = sizeof c->address.in6;
    }
    return true;
}
