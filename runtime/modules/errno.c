/* errno.c - the module errno. Owns: the module. Threads: filled once, constant. */
#include <errno.h>

#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/objects/str.h"

#define CODES(X)                                                                                           \
    X(ENODEV) X(ENOCSI) X(EHOSTUNREACH) X(ENOMSG) X(EUCLEAN) X(EL2NSYNC) X(EL2HLT) X(ENODATA) X(ENOTBLK) X(ENOSYS) X(EPIPE) \
    X(EINVAL) X(EOVERFLOW) X(EADV) X(EINTR) X(EUSERS) X(ENOTEMPTY) X(ENOBUFS) X(EPROTO) X(EREMOTE) X(ENAVAIL) X(ECHILD) X(ELOOP) \
    X(EXDEV) X(E2BIG) X(ESRCH) X(EMSGSIZE) X(EAFNOSUPPORT) X(EBADR) X(EHOSTDOWN) X(EPFNOSUPPORT) X(ENOPROTOOPT) X(EBUSY) \
    X(EBADFD) X(EDOTDOT) X(EISCONN) X(ENOTCONN) X(ESHUTDOWN) X(ENONET) X(EBADE) X(EBADF) X(EMULTIHOP) X(EIO) X(EUNATCH) \
    X(EPROTOTYPE) X(ENOSPC) X(ENOEXEC) X(EALREADY) X(ENETDOWN) X(ENOTNAM) X(EACCES) X(ELNRNG) X(EILSEQ) X(ENOTDIR) X(ENOTUNIQ) \
    X(EPERM) X(EDOM) X(EXFULL) X(ECONNREFUSED) X(EISDIR) X(EPROTONOSUPPORT) X(EROFS) X(EADDRNOTAVAIL) X(EIDRM) X(ECOMM) X(ESRMNT) \
    X(EREMOTEIO) X(EL3RST) X(EBADMSG) X(ENFILE) X(ELIBMAX) X(ESPIPE) X(ENOLINK) X(ENETRESET) X(ETIMEDOUT) X(ENOENT) X(EEXIST) \
    X(EDQUOT) X(ENOSTR) X(EBADSLT) X(EBADRQC) X(ELIBACC) X(EFAULT) X(EFBIG) X(EDEADLOCK) X(EDEADLK) X(ELIBBAD) X(EISNAM) \
    X(ELIBEXEC) X(EOWNERDEAD) X(ESTALE) X(ETOOMANYREFS) X(EMFILE) X(ENOTTY) X(ETXTBSY) X(EINPROGRESS) X(ENXIO) X(ELIBSCN) X(EMLINK) \
    X(ENETUNREACH) X(ENOMEDIUM) X(EMEDIUMTYPE) X(ECANCELED) X(ENOKEY) X(EKEYREJECTED) X(EKEYEXPIRED) X(EKEYREVOKED) X(ENOTRECOVERABLE) \
    X(ENOTSOCK) X(EDESTADDRREQ) X(EADDRINUSE) X(ECONNRESET) X(ECONNABORTED) X(ESOCKTNOSUPPORT) X(EOPNOTSUPP) X(ENOTSUP) X(EWOULDBLOCK) \
    X(EAGAIN) X(ENOLCK) X(ENOMEM) X(ENOSR) X(ENOPKG) X(ENAMETOOLONG) X(ERANGE) X(ETIME) X(ECHRNG) X(EL3HLT) X(ESTRPIPE) X(EL2HLT) \
    X(ENOANO) X(ERESTART) X(EBFONT) X(ERFKILL) X(EHWPOISON)

static bool exec(rt_thread *t, Value module) {
    static const struct {
        const char *name;
        int code;
    } codes[] = {
#define X(name) {#name, name},
        CODES(X)
#undef X
    };
    Value names = rt_dict_new(t);
    if (rt_is_null(names) || !rt_module_set(t, module, "errorcode", names)) return false;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        Value name = rt_str_intern_cstr(t, codes[i].name), code = rt_imm_int(codes[i].code);
        if (rt_is_null(name) || !rt_module_set(t, module, codes[i].name, code) ||
            !rt_dict_set(t, names, code, name))
            return false;
    }
    return true;
}

const rt_module_def rt_module_errno = {
    "errno", NULL, exec, "This module makes available standard errno system symbols."};
