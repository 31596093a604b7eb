/* streams.c - sys.stdin, sys.stdout, sys.stderr. */
#include "interp/streams.h"

#include <unistd.h>

#include "interp/instructions.h"
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "threading/deferred.h"
#include "runtime/type.h"
#include "runtime/objects/number.h"
#include "runtime/objects/module.h"
#include "runtime/objects/dict.h"

typedef struct stream { rt_object hdr; int64_t fd; } stream;
static Value write_out(rt_thread *t, Value *args, uint32_t nargs)
{
    (void)nargs;
    size_t n;
    const char *s = rt_str_utf8(t, args[1], &n);
    if (!s) return RT_NULL;
    int error = thr_write(t, (int)((stream *)rt_obj(args[0]))->fd, s, n);
    if (error) return rt_raise_os_error(t, error, RT_NULL);
    return rt_imm_int((int64_t)n);
}
static Value flush(rt_thread *t, Value *args, uint32_t nargs) { (void)t; (void)args; (void)nargs; return RT_NONE; }
static const rt_native_def methods[] = {{"write", write_out, 2, 2, NULL, 0, NULL}, {"flush", flush, 1, 1, NULL, 0, NULL}, {NULL, NULL, 0, 0, NULL, 0, NULL}};
static rt_type stream_type = {RT_TYPE_HEAD(stream_type, "stream"), .basic_size = sizeof(stream), .methods = methods};

bool vm_streams_init(rt_thread *t, bool unbuffered)
{
    (void)unbuffered;
    rt_type_ready(t, &stream_type);
    Value sys = rt_dict_get_str(t, rt_sys_modules, rt_str_intern_cstr(t, "sys"));
    stream *out = (stream *)rt_alloc(t, sizeof(stream), &stream_type.root), *err = (stream *)rt_alloc(t, sizeof(stream), &stream_type.root);
    out->fd = 1;
    err->fd = 2;
    return rt_module_set(t, sys, "stdout", rt_from_obj(out)) && rt_module_set(t, sys, "stderr", rt_from_obj(err));
}
