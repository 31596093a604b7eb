/* posix_internal.h - what the files of the module posix share. */
#ifndef KRAIT_RUNTIME_MODULES_POSIX_INTERNAL_H
#define KRAIT_RUNTIME_MODULES_POSIX_INTERNAL_H

#include <sys/stat.h>

#include "runtime/error.h"
#include "runtime/modules/request.h"
#include "runtime/native.h"
#include "runtime/protocol.h"

/* A path argument: a path, or (where allowed) an open descriptor. */
typedef struct posix_path {
    const char *path; /* NULL: fd */
    int fd;
    Value shown; /* for messages; bytes: results are bytes, too */
} posix_path;

enum { POSIX_FD = 1, POSIX_NONE = 2 }; /* what else than a path is accepted */
[[nodiscard]] bool posix_path_arg(rt_thread *t, Value v, const char *function, const char *argument,
                                  unsigned also, posix_path *out);
[[nodiscard]] bool posix_int_arg(rt_thread *t, Value v, int64_t *out);
/* dir_fd: absent or None is the current directory. */
[[nodiscard]] bool posix_dir_fd(rt_thread *t, Value v, int *out);
/* A keyword that is true unless given otherwise. */
[[nodiscard]] bool posix_flag(rt_thread *t, Value v, bool standard, bool *out);
/* str or bytes like `like`. */
Value posix_name(rt_thread *t, const char *s, size_t n, Value like);

Value posix_stat_result(rt_thread *t, const struct stat *st);

/* Tables that the module is made of. */
extern const rt_native_def posix_path_functions[], posix_file_functions[],
    posix_process_functions[], posix_dir_functions[], posix_child_functions[];
/* fork(); -1 and EDEADLK in a process with several threads. Registered by threading/. */
extern int64_t (*rt_fork_hook)(rt_thread *t);
[[nodiscard]] bool posix_dir_exec(rt_thread *t, Value module);
[[nodiscard]] bool posix_stat_exec(rt_thread *t, Value module);
[[nodiscard]] bool posix_process_exec(rt_thread *t, Value module);

#endif
