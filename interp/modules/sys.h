/* sys.h - the sys module. */
#ifndef KRAIT_INTERP_MODULES_SYS_H
#define KRAIT_INTERP_MODULES_SYS_H
#include "runtime/thread.h"
typedef struct vm_sys_options {
    const char *const *argv; /* what the program sees */
    size_t argc;
    const char *const *orig_argv;
    size_t orig_argc;
    const char *const *path; /* sys.path */
    size_t npath;
    const char *const *warnoptions;
    size_t nwarnoptions;
    const char *executable;
    const char *pycache_prefix; /* NULL: None */
    int optimize, quiet, isolated, ignore_environment, dont_write_bytecode, safe_path;
    bool hash_random; /* no seed was given */
} vm_sys_options;
/* Creates the module and puts it into sys.modules. RT_NULL: raised. sys.stdin and its like come with _io. */
[[nodiscard]] Value vm_sys_init(rt_thread *t, const vm_sys_options *options);
#endif
