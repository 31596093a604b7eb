/* _socket.c - the module _socket: functions and constants.
 * Owns: the exceptions gaierror and herror, the default time limit. Threads: any. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/modules/arguments.h"
#include "runtime/modules/socket_internal.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

Value socket_gaierror, socket_herror;
static Value default_timeout; /* a list of one item, so that an abort takes back a change */

Value socket_default_timeout(rt_thread *t) { return rt_list_get(t, default_timeout, 0); }

static Value getdefaulttimeout(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)args, (void)nargs, socket_default_timeout(t);
}
static Value setdefaulttimeout(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value timeout;
    return socket_timeout_arg(t, args[0], &timeout) && rt_list_set(t, default_timeout, 0, timeout)
               ? RT_NONE
               : RT_NULL;
}

/* ---- the resolver: outside the transaction ---- */

enum { RESULTS = 64, NAME = 256 };

typedef struct gai_result {
    int family, type, proto;
    socklen_t length;
    socket_address address;
    char name[NAME];
} gai_result;
typedef struct gai_call {
    int error, saved, n;
    gai_result results[RESULTS];
} gai_call;

/* path: host, service ("" stands for none: flags tell); i: family, type, proto, flags, which of the two are given */
static int64_t call_getaddrinfo(rt_request *r) {
    gai_call *c = (gai_call *)(void *)r->data;
    struct addrinfo hints = {.ai_family = (int)r->i[0],
                             .ai_socktype = (int)r->i[1],
                             .ai_protocol = (int)r->i[2],
                             .ai_flags = (int)r->i[3]},
                    *found = NULL;
    c->error = getaddrinfo(r->i[4] & 1 ? r->path[0] : NULL, r->i[4] & 2 ? r->path[1] : NULL, &hints,
                           &found);
    c->saved = errno;
    c->n = 0;
    for (const struct addrinfo *a = found; a && !c->error && c->n < RESULTS; a = a->ai_next) {
        if (a->ai_addrlen > sizeof(socket_address)) continue;
        gai_result *out = &c->results[c->n++];
        out->family = a->ai_family, out->type = a->ai_socktype, out->proto = a->ai_protocol;
        out->length = a->ai_addrlen;
        memcpy(&out->address, a->ai_addr, a->ai_addrlen);
        strncpy(out->name, a->ai_canonname ? a->ai_canonname : "", NAME - 1);
    }
    if (found) freeaddrinfo(found);
    return 0;
}

static gai_call *gai_of(Value request) { return (gai_call *)(void *)rt_request_of(request)->data; }

static Value gai_failed(rt_thread *t, const gai_call *c) {
    errno = c->saved;
    return socket_gai_failed(t, c->error);
}

static Value found_addresses(rt_thread *t, Value result, Value request) {
    (void)result;
    gai_call *c = gai_of(request);
    if (c->error) return gai_failed(t, c);
    Value list = rt_list_new(t, NULL, 0);
    for (int i = 0; i < c->n && !rt_is_null(list); i++) {
        gai_result *a = &c->results[i];
        Value v[] = {rt_imm_int(a->family), rt_imm_int(a->type), rt_imm_int(a->proto),
                     rt_str_from_cstr(t, a->name), socket_address_value(t, &a->address, a->length)};
        if (rt_is_null(v[3]) || rt_is_null(v[4])) return RT_NULL;
        Value entry = rt_tuple_new(t, v, 5);
        if (rt_is_null(entry) || !rt_list_append(t, list, entry)) return RT_NULL;
    }
    return list;
}

static Value resolve(rt_thread *t, const char *host, const char *service, const int64_t hints[4],
                     rt_cont then) {
    rt_request *r = rt_request_new(t, call_getaddrinfo, host ? host : "", service ? service : "",
                                   sizeof(gai_call));
    if (!r) return RT_NULL;
    memset(r->data, 0, sizeof(gai_call));
    memcpy(r->i, hints, 4 * sizeof *hints);
    r->i[4] = (host != NULL) | (service != NULL) << 1;
    return rt_then(t, rt_request_tail(t, r), then, rt_request_value(r));
}

/* args: host, port, family=, type=, proto=, flags= */
static Value socket_getaddrinfo(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const char *host = NULL, *service = NULL;
    int64_t hints[4];
    for (int i = 0; i < 4; i++)
        if (!rt_arg_int_or(t, args[2 + i], 0, &hints[i])) return RT_NULL;
    if (!rt_is_none(args[0]) && !rt_is_str(args[0]) && !rt_is_bytes(args[0]))
        return rt_raise_type_error(t, "getaddrinfo() argument 1 must be string or None");
    if (!rt_is_none(args[0]) && !(host = socket_host_arg(t, args[0]))) return RT_NULL;
    if (rt_is_int(args[1])) {
        Value text = rt_int_text(t, args[1], 10);
        if (rt_is_null(text) || !(service = rt_str_utf8(t, text, NULL))) return RT_NULL;
    } else if (rt_is_str(args[1]) || rt_is_bytes(args[1])) {
        if (!(service = socket_host_arg(t, args[1]))) return RT_NULL;
    } else if (!rt_is_none(args[1]))
        return rt_raise(t, &rt_exc_OSError, "Int or String expected");
    return resolve(t, host, service, hints, found_addresses);
}

static Value first_host(rt_thread *t, Value result, Value request) {
    (void)result;
    char text[INET_ADDRSTRLEN];
    gai_call *c = gai_of(request);
    if (c->error || c->n == 0) return gai_failed(t, c);
    (void)inet_ntop(AF_INET, &c->results[0].address.in.sin_addr, text, sizeof text);
    return rt_str_from_cstr(t, text);
}
static Value socket_gethostbyname(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const char *host = socket_host_arg(t, args[0]);
    const int64_t hints[4] = {AF_INET, SOCK_STREAM};
    if (!host) return RT_NULL;
    if (!*host) return rt_str_intern_cstr(t, "0.0.0.0");
    return resolve(t, strcmp(host, "<broadcast>") ? host : "255.255.255.255", NULL, hints,
                   first_host);
}

typedef struct name_call {
    socket_address address;
    socklen_t length;
    int error;
    char host[1025], service[64];
} name_call;
static int64_t call_getnameinfo(rt_request *r) {
    name_call *c = (name_call *)(void *)r->data;
    c->error = getnameinfo(&c->address.any, c->length, c->host, sizeof c->host, c->service,
                           sizeof c->service, (int)r->i[0]);
    return 0;
}
static Value named(rt_thread *t, Value result, Value request) {
    (void)result;
    name_call *c = (name_call *)(void *)rt_request_of(request)->data;
    if (c->error) return socket_gai_failed(t, c->error);
    Value host = rt_str_from_cstr(t, c->host), service = rt_str_from_cstr(t, c->service);
    return rt_is_null(host) || rt_is_null(service) ? RT_NULL : rt_tuple_pack2(t, host, service);
}
static Value socket_getnameinfo(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t flags;
    const char *host;
    socket_call scratch = {0};
    if (!rt_is_tuple(args[0]))
        return rt_raise_type_error(t, "getnameinfo() argument 1 must be a tuple");
    if (!rt_arg_int(t, args[1], &flags)) return RT_NULL;
    if (rt_tuple_len(args[0]) < 2 || !rt_is_str(rt_tuple_at(args[0], 0)))
        return rt_raise_type_error(t, "getnameinfo(): illegal sockaddr argument");
    const char *text = rt_str_utf8(t, rt_tuple_at(args[0], 0), NULL);
    if (!text) return RT_NULL;
    if (!socket_address_arg(t, strchr(text, ':') ? AF_INET6 : AF_INET, args[0], "getnameinfo",
                            &scratch, &host))
        return RT_NULL;
    unsigned char digits[16];
    if (inet_pton(scratch.family, host, digits) != 1) return socket_gai_failed(t, EAI_NONAME);
    (void)socket_address_resolve(&scratch, host); /* digits: nobody is asked */
    rt_request *r = rt_request_new(t, call_getnameinfo, NULL, NULL, sizeof(name_call));
    if (!r) return RT_NULL;
    name_call *c = (name_call *)(void *)r->data;
    memset(c, 0, sizeof *c);
    c->address = scratch.address;
    c->length = scratch.length;
    r->i[0] = flags;
    return rt_then(t, rt_request_tail(t, r), named, rt_request_value(r));
}

static Value socket_gethostname(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    char name[1025];
    return gethostname(name, sizeof name) < 0 ? rt_raise_os_error(t, errno, RT_NULL)
                                              : rt_fsdecode(t, name, strlen(name));
}

/* ---- names of services and protocols: files that do not change while we run ---- */

static Value socket_getservbyname(rt_thread *t, Value *args, uint32_t nargs) {
    const char *name = rt_is_str(args[0]) ? rt_str_utf8(t, args[0], NULL) : NULL, *proto = NULL;
    if (!name || (nargs > 1 && (!rt_is_str(args[1]) || !(proto = rt_str_utf8(t, args[1], NULL)))))
        return rt_exception_pending(t)
                   ? RT_NULL
                   : rt_raise_type_error(t, "getservbyname() arguments must be str");
    struct servent entry, *found;
    char room[2048];
    (void)getservbyname_r(name, proto, &entry, room, sizeof room, &found);
    return found ? rt_imm_int(ntohs((uint16_t)entry.s_port))
                 : rt_raise(t, &rt_exc_OSError, "service/proto not found");
}
static Value socket_getservbyport(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t port;
    const char *proto = NULL;
    if (!rt_arg_int(t, args[0], &port)) return RT_NULL;
    if (nargs > 1 && (!rt_is_str(args[1]) || !(proto = rt_str_utf8(t, args[1], NULL))))
        return rt_exception_pending(t)
                   ? RT_NULL
                   : rt_raise_type_error(t, "getservbyport() argument 2 must be str");
    if (port < 0 || port > 65535)
        return rt_raise(t, &rt_exc_OverflowError, "getservbyport: port must be 0-65535.");
    struct servent entry, *found;
    char room[2048];
    (void)getservbyport_r(htons((uint16_t)port), proto, &entry, room, sizeof room, &found);
    return found ? rt_str_from_cstr(t, entry.s_name)
                 : rt_raise(t, &rt_exc_OSError, "port/proto not found");
}
static Value socket_getprotobyname(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const char *name = rt_is_str(args[0]) ? rt_str_utf8(t, args[0], NULL) : NULL;
    if (!name)
        return rt_exception_pending(t)
                   ? RT_NULL
                   : rt_raise_type_error(t, "getprotobyname() argument must be str");
    struct protoent entry, *found;
    char room[2048];
    (void)getprotobyname_r(name, &entry, room, sizeof room, &found);
    return found ? rt_imm_int(entry.p_proto) : rt_raise(t, &rt_exc_OSError, "protocol not found");
}

/* ---- numbers and digits ---- */

static Value swap(rt_thread *t, Value v, const char *name, uint32_t max,
                  uint32_t (*convert)(uint32_t)) {
    int64_t n;
    if (!rt_arg_long(t, v, &n)) return RT_NULL;
    if (n < 0)
        return rt_raise(t, &rt_exc_OverflowError,
                        "%s: can't convert negative Python int to C %d-bit unsigned integer", name,
                        max == UINT16_MAX ? 16 : 32);
    if (n > max)
        return rt_raise(t, &rt_exc_OverflowError,
                        "%s: Python int too large to convert to C %d-bit unsigned integer", name,
                        max == UINT16_MAX ? 16 : 32);
    return rt_imm_int(convert((uint32_t)n));
}
static uint32_t swap16(uint32_t n) { return htons((uint16_t)n); }
static uint32_t swap32(uint32_t n) { return htonl(n); }
#define SWAP(name, max, convert)                                                                           \
    static Value socket_##name(rt_thread *t, Value *args, uint32_t nargs) { return (void)nargs, swap(t, args[0], #name, max, convert); }
SWAP(htons, UINT16_MAX, swap16)
SWAP(ntohs, UINT16_MAX, swap16)
SWAP(htonl, UINT32_MAX, swap32)
SWAP(ntohl, UINT32_MAX, swap32)

static Value socket_inet_aton(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    struct in_addr a;
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "inet_aton() argument 1 must be str, not %T", args[0]);
    const char *text = rt_str_utf8(t, args[0], NULL);
    if (!text) return RT_NULL;
    return inet_aton(text, &a)
               ? rt_bytes_new(t, &a, sizeof a)
               : rt_raise(t, &rt_exc_OSError, "illegal IP address string passed to inet_aton");
}
static Value digits(rt_thread *t, int family, Value packed, const char *wrong) {
    const unsigned char *data;
    size_t n;
    char text[INET6_ADDRSTRLEN];
    if (!rt_buffer_get(t, packed, &data, &n)) return RT_NULL;
    if (family != AF_INET && family != AF_INET6)
        return rt_raise_value_error(t, "unknown address family %d", family);
    if (n != (family == AF_INET ? 4 : 16)) {
        if (strcmp(wrong, "inet_ntoa") == 0)
            return rt_raise(t, &rt_exc_OSError, "packed IP wrong length");
        return rt_raise_value_error(t, "invalid length of packed IP address string");
    }
    return inet_ntop(family, data, text, sizeof text) ? rt_str_from_cstr(t, text)
                                                      : rt_raise_os_error(t, errno, RT_NULL);
}
static Value socket_inet_ntoa(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, digits(t, AF_INET, args[0], "inet_ntoa");
}
static Value socket_inet_ntop(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t family;
    return rt_arg_int(t, args[0], &family) ? digits(t, (int)family, args[1], "inet_ntop") : RT_NULL;
}
static Value socket_inet_pton(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t family;
    unsigned char packed[16];
    if (!rt_arg_int(t, args[0], &family)) return RT_NULL;
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "inet_pton() argument 2 must be str, not %T", args[1]);
    const char *text = rt_str_utf8(t, args[1], NULL);
    if (!text) return RT_NULL;
    int ok = inet_pton((int)family, text, packed);
    if (ok < 0) return rt_raise_os_error(t, errno, RT_NULL);
    if (ok == 0)
        return rt_raise(t, &rt_exc_OSError, "illegal IP address string passed to inet_pton");
    return rt_bytes_new(t, packed, family == AF_INET ? 4 : 16);
}

/* ---- descriptors ---- */

static int64_t call_pair(rt_request *r) {
    int ends[2];
    if (socketpair((int)r->i[0], (int)r->i[1] | SOCK_CLOEXEC, (int)r->i[2], ends) < 0) return -1;
    r->out[0] = ends[0], r->out[1] = ends[1];
    return 0;
}
static bool fine(rt_thread *t, Value result) {
    int64_t n = rt_imm_int_get(result);
    if (n < 0) (void)rt_raise_os_error(t, (int)-n, RT_NULL);
    return n >= 0;
}
/* Two plain sockets; socket.py makes its own of their descriptors. */
static Value paired(rt_thread *t, Value result, Value request) {
    if (!fine(t, result)) return RT_NULL;
    rt_request *r = rt_request_of(request);
    Value ends[2];
    for (int i = 0; i < 2; i++) {
        Value args[] = {rt_imm_int(r->i[0]), rt_imm_int(r->i[1]), rt_imm_int(r->i[2]),
                        rt_imm_int(r->out[i])};
        ends[i] = rt_call(t, rt_from_obj(&socket_type), args, 4);
        if (rt_is_null(ends[i])) return RT_NULL;
    }
    return rt_tuple_pack2(t, ends[0], ends[1]);
}
static Value socket_socketpair(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t v[] = {AF_UNIX, SOCK_STREAM, 0};
    for (uint32_t i = 0; i < nargs; i++)
        if (!rt_is_none(args[i]) && !rt_arg_int(t, args[i], &v[i])) return RT_NULL;
    rt_request *r = rt_request_new(t, call_pair, NULL, NULL, 0);
    if (!r) return RT_NULL;
    memcpy(r->i, v, sizeof v);
    return rt_then(t, rt_request_tail(t, r), paired, rt_request_value(r));
}

static int64_t call_dup(rt_request *r) { return fcntl((int)r->i[0], F_DUPFD_CLOEXEC, 0); }
static int64_t call_close(rt_request *r) { return close((int)r->i[0]); }
static Value duplicated(rt_thread *t, Value result, Value state) {
    return (void)state, fine(t, result) ? result : RT_NULL;
}
static Value closed(rt_thread *t, Value result, Value state) {
    return (void)state, fine(t, result) ? RT_NONE : RT_NULL;
}
static Value on_fd(rt_thread *t, Value v, int64_t (*call)(rt_request *), rt_cont then) {
    int64_t fd;
    if (!rt_arg_int(t, v, &fd)) return RT_NULL;
    rt_request *r = rt_request_new(t, call, NULL, NULL, 0);
    if (!r) return RT_NULL;
    r->i[0] = fd;
    return rt_then(t, rt_request_tail(t, r), then, RT_NULL);
}
static Value socket_dup(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, on_fd(t, args[0], call_dup, duplicated);
}
static Value socket_close_fd(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, on_fd(t, args[0], call_close, closed);
}

static Value socket_if_nameindex(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    struct if_nameindex *all = if_nameindex();
    if (!all) return rt_raise_os_error(t, errno, RT_NULL);
    Value list = rt_list_new(t, NULL, 0);
    for (const struct if_nameindex *i = all; i->if_index && !rt_is_null(list); i++) {
        Value name = rt_str_from_cstr(t, i->if_name),
              pair = rt_is_null(name) ? name : rt_tuple_pack2(t, rt_imm_int(i->if_index), name);
        if (rt_is_null(pair) || !rt_list_append(t, list, pair)) list = RT_NULL;
    }
    if_freenameindex(all);
    return list;
}

static const rt_native_def functions[] = {
    {"getaddrinfo", socket_getaddrinfo, 0, 0, "host, port, family=, type=, proto=, flags=", 0,
     "Resolve host and port into addrinfo struct."},
    {"getnameinfo", socket_getnameinfo, 2, 2, NULL, 0, "Get host and port for a sockaddr."},
    {"gethostbyname", socket_gethostbyname, 1, 1, NULL, 0,
     "Return the IP address (a string of the form '255.255.255.255') for a host."},
    {"gethostname", socket_gethostname, 0, 0, NULL, 0, "Return the current host name."},
    {"getservbyname", socket_getservbyname, 1, 2, NULL, 0,
     "Return a port number from a service name and protocol name."},
    {"getservbyport", socket_getservbyport, 1, 2, NULL, 0,
     "Return the service name from a port number and protocol name."},
    {"getprotobyname", socket_getprotobyname, 1, 1, NULL, 0,
     "Return the protocol number for the named protocol."},
    {"htons", socket_htons, 1, 1, NULL, 0,
     "Convert a 16-bit unsigned integer from host to network byte order."},
    {"ntohs", socket_ntohs, 1, 1, NULL, 0,
     "Convert a 16-bit unsigned integer from network to host byte order."},
    {"htonl", socket_htonl, 1, 1, NULL, 0,
     "Convert a 32-bit integer from host to network byte order."},
    {"ntohl", socket_ntohl, 1, 1, NULL, 0,
     "Convert a 32-bit integer from network to host byte order."},
    {"inet_aton", socket_inet_aton, 1, 1, NULL, 0,
     "Convert an IP address in string format to the 32-bit packed binary format."},
    {"inet_ntoa", socket_inet_ntoa, 1, 1, NULL, 0,
     "Convert an IP address from 32-bit packed binary format to string format"},
    {"inet_pton", socket_inet_pton, 2, 2, NULL, 0,
     "Convert an IP address from string format to a packed string."},
    {"inet_ntop", socket_inet_ntop, 2, 2, NULL, 0,
     "Convert a packed IP address of the given family to string format."},
    {"socketpair", socket_socketpair, 0, 3, NULL, 0,
     "Create a pair of socket objects from the sockets returned by the platform socketpair() function."},
    {"dup", socket_dup, 1, 1, NULL, 0, "Duplicate an integer socket file descriptor."},
    {"close", socket_close_fd, 1, 1, NULL, 0, "Close an integer socket file descriptor."},
    {"if_nameindex", socket_if_nameindex, 0, 0, NULL, 0,
     "Returns a list of network interface information (index, name) tuples."},
    {"getdefaulttimeout", getdefaulttimeout, 0, 0, NULL, 0,
     "Returns the default timeout in seconds (float) for new socket objects."},
    {"setdefaulttimeout", setdefaulttimeout, 1, 1, NULL, 0,
     "Set the default timeout in seconds (float) for new socket objects."},
    {.name = NULL},
};

#define C(name) {#name, (int64_t)(name)}
static const rt_constant constants[] = {C(AF_UNSPEC),
                                        C(AF_UNIX),
                                        C(AF_INET),
                                        C(AF_INET6),
                                        C(AF_NETLINK),
                                        C(AF_PACKET),
                                        C(SOCK_STREAM),
                                        C(SOCK_DGRAM),
                                        C(SOCK_RAW),
                                        C(SOCK_RDM),
                                        C(SOCK_SEQPACKET),
                                        C(SOCK_CLOEXEC),
                                        C(SOCK_NONBLOCK),
                                        C(SOL_SOCKET),
                                        {"SOL_IP", 0},
                                        {"SOL_TCP", 6},
                                        {"SOL_UDP", 17},
                                        C(SO_DEBUG),
                                        C(SO_ACCEPTCONN),
                                        C(SO_REUSEADDR),
                                        C(SO_REUSEPORT),
                                        C(SO_KEEPALIVE),
                                        C(SO_DONTROUTE),
                                        C(SO_BROADCAST),
                                        C(SO_LINGER),
                                        C(SO_OOBINLINE),
                                        C(SO_SNDBUF),
                                        C(SO_RCVBUF),
                                        C(SO_SNDLOWAT),
                                        C(SO_RCVLOWAT),
                                        C(SO_SNDTIMEO),
                                        C(SO_RCVTIMEO),
                                        C(SO_ERROR),
                                        C(SO_TYPE),
                                        C(SO_PASSCRED),
                                        C(SO_PEERCRED),
                                        C(SO_PROTOCOL),
                                        C(SO_DOMAIN),
                                        C(SO_BINDTODEVICE),
                                        C(SO_PRIORITY),
                                        C(SO_MARK),
                                        C(SOMAXCONN),
                                        C(MSG_OOB),
                                        C(MSG_PEEK),
                                        C(MSG_DONTROUTE),
                                        C(MSG_DONTWAIT),
                                        C(MSG_EOR),
                                        C(MSG_TRUNC),
                                        C(MSG_CTRUNC),
                                        C(MSG_WAITALL),
                                        C(MSG_NOSIGNAL),
                                        C(MSG_MORE),
                                        C(MSG_CMSG_CLOEXEC),
                                        C(MSG_ERRQUEUE),
                                        C(MSG_CONFIRM),
                                        C(SHUT_RD),
                                        C(SHUT_WR),
                                        C(SHUT_RDWR),
                                        C(IPPROTO_IP),
                                        C(IPPROTO_ICMP),
                                        C(IPPROTO_IGMP),
                                        C(IPPROTO_TCP),
                                        C(IPPROTO_UDP),
                                        C(IPPROTO_IPV6),
                                        C(IPPROTO_RAW),
                                        C(IPPROTO_ICMPV6),
                                        C(IPPORT_RESERVED),
                                        {"IPPORT_USERRESERVED", 5000},
                                        C(INADDR_ANY),
                                        C(INADDR_BROADCAST),
                                        C(INADDR_LOOPBACK),
                                        C(INADDR_NONE),
                                        C(INADDR_UNSPEC_GROUP),
                                        C(INADDR_ALLHOSTS_GROUP),
                                        C(INADDR_MAX_LOCAL_GROUP),
                                        C(IP_OPTIONS),
                                        C(IP_HDRINCL),
                                        C(IP_TOS),
                                        C(IP_TTL),
                                        C(IP_MULTICAST_IF),
                                        C(IP_MULTICAST_TTL),
                                        C(IP_MULTICAST_LOOP),
                                        C(IP_ADD_MEMBERSHIP),
                                        C(IP_DROP_MEMBERSHIP),
                                        C(IP_TRANSPARENT),
                                        C(IPV6_JOIN_GROUP),
                                        C(IPV6_LEAVE_GROUP),
                                        C(IPV6_MULTICAST_HOPS),
                                        C(IPV6_MULTICAST_IF),
                                        C(IPV6_MULTICAST_LOOP),
                                        C(IPV6_UNICAST_HOPS),
                                        C(IPV6_V6ONLY),
                                        C(IPV6_RECVTCLASS),
                                        C(IPV6_TCLASS),
                                        C(TCP_NODELAY),
                                        C(TCP_MAXSEG),
                                        C(TCP_CORK),
                                        C(TCP_KEEPIDLE),
                                        C(TCP_KEEPINTVL),
                                        C(TCP_KEEPCNT),
                                        C(TCP_SYNCNT),
                                        C(TCP_LINGER2),
                                        C(TCP_DEFER_ACCEPT),
                                        C(TCP_WINDOW_CLAMP),
                                        C(TCP_INFO),
                                        C(TCP_QUICKACK),
                                        C(TCP_FASTOPEN),
                                        C(TCP_USER_TIMEOUT),
                                        C(TCP_CONGESTION),
                                        C(EAI_ADDRFAMILY),
                                        C(EAI_AGAIN),
                                        C(EAI_BADFLAGS),
                                        C(EAI_FAIL),
                                        C(EAI_FAMILY),
                                        C(EAI_MEMORY),
                                        C(EAI_NODATA),
                                        C(EAI_NONAME),
                                        C(EAI_OVERFLOW),
                                        C(EAI_SERVICE),
                                        C(EAI_SOCKTYPE),
                                        C(EAI_SYSTEM),
                                        C(AI_PASSIVE),
                                        C(AI_CANONNAME),
                                        C(AI_NUMERICHOST),
                                        C(AI_NUMERICSERV),
                                        C(AI_ALL),
                                        C(AI_V4MAPPED),
                                        C(AI_ADDRCONFIG),
                                        C(NI_MAXHOST),
                                        C(NI_MAXSERV),
                                        C(NI_NOFQDN),
                                        C(NI_NUMERICHOST),
                                        C(NI_NAMEREQD),
                                        C(NI_NUMERICSERV),
                                        C(NI_DGRAM),
                                        C(SCM_RIGHTS),
                                        C(SCM_CREDENTIALS)};
#undef C

static bool make_all(rt_thread *t) {
    Value none = RT_NONE;
    rt_root_add(&default_timeout);
    rt_root_add(&socket_gaierror);
    rt_root_add(&socket_herror);
    rt_type_ready(t, &socket_type);
    socket_gaierror = rt_type_new_simple(t, "socket.gaierror", &rt_exc_OSError, NULL);
    socket_herror = rt_type_new_simple(t, "socket.herror", &rt_exc_OSError, NULL);
    default_timeout = rt_list_new(t, &none, 1);
    return !rt_is_null(socket_gaierror) && !rt_is_null(socket_herror) &&
           !rt_is_null(default_timeout);
}

static bool exec(rt_thread *t, Value module) {
    if (rt_is_null(default_timeout) && !make_all(t)) return false;
    return rt_module_constants(t, module, constants, sizeof constants / sizeof *constants) &&
           rt_module_set(t, module, "error", rt_from_obj(&rt_exc_OSError)) &&
           rt_module_set(t, module, "gaierror", socket_gaierror) &&
           rt_module_set(t, module, "herror", socket_herror) &&
           rt_module_set(t, module, "timeout", rt_from_obj(&rt_exc_TimeoutError)) &&
           rt_module_set(t, module, "socket", rt_from_obj(&socket_type)) &&
           rt_module_set(t, module, "SocketType", rt_from_obj(&socket_type)) &&
           rt_module_set(t, module, "has_ipv6", RT_TRUE);
}

extern const rt_module_def rt_module__socket;
const rt_module_def rt_module__socket = {
    "_socket", functions, exec,
    "Implementation module for socket operations.\n\nSee the socket module for documentation."};
