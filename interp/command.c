/* command.c - from the command line to the exit status.
 *
 * Owns: the order of start-up and shut-down. Each step that runs Python is a function of prelude/lifecycle.py, so that even the
 * outermost frames can be replayed; only their outcomes are looked at here. */
#define _GNU_SOURCE
#include "interp/command.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interp/builtins_frames.h"
#include "interp/code_cache.h"
#include "interp/compile.h"
#include "interp/conflict_report.h"
#include "interp/import.h"
#include "interp/modules/ast_nodes.h"
#include "interp/modules/imp.h"
#include "interp/modules/krait_internal.h"
#include "interp/modules/sys.h"
#include "interp/options.h"
#include "interp/prelude.h"
#include "interp/streams.h"
#include "interp/vm.h"
#include "interp/vm_internal.h"
#include "runtime/error.h"
#include "runtime/init.h"
#include "runtime/native.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "threading/deferred.h"
#include "threading/krait_module.h"
#include "threading/schedule.h"
#include "threading/signal.h"
#include "threading/thread.h"
#include "threading/thread_module.h"

static const char *stdlib_path(void) {
    const char *from_env = getenv("KRAIT_STDLIB");
    return from_env && *from_env ? from_env : "/usr/lib/python3.11";
}

/* ---- sys.path ---- */
static char *working_dir(void) {
    char *dir = malloc(PATH_MAX);
    if (dir && !getcwd(dir, PATH_MAX)) *dir = 0;
    return dir;
}

/* A zip file ends with its directory: the record that closes it has no comment, or else the file begins as one. */
static bool is_zip(const char *path) {
    char end[22] = "", begin[4] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    off_t size = lseek(fd, 0, SEEK_END);
    bool ok = size >= (off_t)sizeof end && pread(fd, begin, sizeof begin, 0) == sizeof begin &&
              pread(fd, end, sizeof end, size - (off_t)sizeof end) == sizeof end;
    close(fd);
    return ok && (!memcmp(end, "PK\5\6", 4) || !memcmp(begin, "PK\3\4", 4));
}

static char *absolute(const char *path) {
    if (*path == '/') return strdup(path);
    char *dir = working_dir(), *all = NULL;
    if (!dir || asprintf(&all, "%s/%s", dir, path) < 0) all = NULL;
    free(dir);
    return all;
}

static bool is_place(const char *path) {
    struct stat st;
    if (stat(path, &st) != 0) return false;
    return S_ISDIR(st.st_mode) || (S_ISREG(st.st_mode) && is_zip(path));
}

/* The directory of a script, its symbolic links followed; "" for everything else. */
static char *script_dir(const vm_options *o) {
    if (o->kind == VM_RUN_MODULE) return working_dir();
    if (o->kind == VM_RUN_PLACE) return strdup(o->program);
    if (o->kind != VM_RUN_FILE) return strdup("");
    char *real = realpath(o->program, NULL);
    if (!real) return working_dir();
    char *slash = strrchr(real, '/');
    if (slash) slash[slash == real] = 0;
    return real;
}

enum { PATH_MAX_ENTRIES = 256 };

static size_t path_entries(const vm_options *o, const char **path) {
    size_t n = 0;
    if (!o->safe_path || o->kind == VM_RUN_PLACE) path[n++] = script_dir(o);
    const char *env = o->ignore_environment ? NULL : getenv("PYTHONPATH");
    char *copy = env && *env ? strdup(env) : NULL;
    for (char *save = NULL, *part = copy ? strtok_r(copy, ":", &save) : NULL;
         part && n < PATH_MAX_ENTRIES - 2; part = strtok_r(NULL, ":", &save))
        path[n++] = part;
    path[n++] = stdlib_path();
    return n;
}

/* ---- start-up ---- */
static void stm_safepoint(stm_tx *tx, void *user) {
    (void)user;
    if (tx->user) thr_poll(tx->user);
}

static void stm_sleeping(stm_tx *tx, void *user, void (*sleep)(void *arg), void *arg) {
    (void)user;
    if (tx->user)
        thr_sleep(tx->user, sleep, arg);
    else
        sleep(arg);
}

/* Type names of what two transactions fought over; addresses only, no heap access beyond the header. */
static void describe(const stm_object *o, char *buf, size_t n) {
    snprintf(buf, n, "%s", rt_obj_type((const rt_object *)o)->name);
}

static Value make_sys(rt_thread *t, const vm_options *o, int argc, char **argv) {
    static const char *path[PATH_MAX_ENTRIES];
    static char executable[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", executable, sizeof executable - 1);
    if (len < 0) len = 0;
    executable[len] = 0;
    const char *first = o->kind == VM_RUN_COMMAND  ? "-c"
                        : o->kind == VM_RUN_MODULE ? "-m"
                        : o->kind == VM_RUN_STDIN  ? (o->argc ? "-" : "")
                                                   : o->argv[0];
    const char **args = calloc(o->argc + 1, sizeof *args);
    if (!args) return rt_raise_memory_error(t);
    for (size_t i = 0; i < o->argc; i++)
        args[i] = o->argv[i];
    args[0] = first;
    const vm_sys_options s = {.argv = args,
                              .argc = o->argc ? o->argc : 1,
                              .orig_argv = (const char *const *)argv,
                              .orig_argc = (size_t)argc,
                              .path = path,
                              .npath = path_entries(o, path),
                              .warnoptions = o->warnoptions,
                              .nwarnoptions = o->nwarnoptions,
                              .executable = executable,
                              .optimize = o->optimize,
                              .quiet = o->quiet,
                              .isolated = o->isolated,
                              .ignore_environment = o->ignore_environment,
                              .dont_write_bytecode = o->dont_write_bytecode,
                              .pycache_prefix = o->pycache_prefix,
                              .safe_path = o->safe_path,
                              .hash_random = o->hash_random};
    return vm_sys_init(t, &s);
}

static bool thread_init(rt_thread *t) {
    return vm_thread_init(t, (const char *)thr_os_of(t)->stack_low + VM_C_STACK_RESERVE);
}

static bool has_session(const vm_options *o) {
    return o->interactive && (o->inspect || o->kind == VM_RUN_STDIN);
}

static rt_thread *start(const vm_options *o, int argc, char **argv) {
    stm_init(&(stm_config){.safepoint = stm_safepoint,
                           .sleeping = stm_sleeping,
                           .contended = thr_contended,
                           .describe = describe,
                           .seed = o->abort_seed});
    static const thr_interp interp = {.thread_init = thread_init,
                                      .thread_fini = vm_thread_fini,
                                      .mode_set = vm_mode_set,
                                      .run = vm_thread_run};
    thr_init(&interp);
    thr_fuel_set(o->fuel);
    if (o->abort_every || o->abort_random)
        stm_inject(&(stm_injection){.every_barrier = o->abort_every,
                                    .every_commit = o->abort_every,
                                    .one_in = o->abort_random ? 20 : 0,
                                    .seed = o->abort_seed});
    rt_thread *t = thr_attach();
    if (!t || !thread_init(t)) rt_fatal("no memory to start");
    vm_mode_set(t, false);
    if (!stm_solo_enter(t->tx)) rt_fatal("cannot enter solo mode");
    stm_begin(t->tx);
    rt_runtime_init(t, &(rt_options){.memory_limit = o->memory_limit,
                                     .gc_every = o->gc_every,
                                     .hash_seed = o->hash_seed});
    vm_init(t);
    thr_modules_init(t);
    rt_module_register(&rt_module__imp);
    thr_site_hook = vm_site_tuple;
    thr_signals_init();
    vm_optimize = o->optimize;
    vm_cache_init(o->pycache_prefix);
    Value sys = vm_builtins_init(t) ? make_sys(t, o, argc, argv) : RT_NULL;
    Value internal = rt_is_null(sys) ? sys : vm_internal_module(t, sys);
    if (rt_is_null(internal)) rt_fatal("cannot create the first modules");
    vm_prelude_init(t, internal);
    vm_ast_init(t);
    if (!vm_streams_init(t, o->unbuffered)) rt_fatal("cannot open the standard streams");
    if (!o->no_site && rt_is_null(rt_finish(t, rt_tail_prelude(t, "add_site_builtins", NULL, 0))))
        rt_fatal("cannot add built-ins");
    if (has_session(o)) vm_prelude_session_init(t);
    rt_finalizers_forget();
    return t;
}

/* ---- running ---- */
static Value read_source(rt_thread *t, const vm_options *o) {
    if (o->kind == VM_RUN_COMMAND)
        return comp_compile_source(t, o->program, strlen(o->program),
                                   rt_str_intern_cstr(t, "<string>"), PARSE_EXEC, 0, o->optimize);
    size_t n;
    char *text = vm_file_read(o->kind == VM_RUN_FILE ? o->program : "/dev/stdin", &n);
    Value filename = rt_str_from_cstr(t, o->kind == VM_RUN_FILE ? o->program : "<stdin>");
    Value code = text ? comp_compile_source(t, text, n, filename, PARSE_EXEC, COMP_SOURCE_IS_FILE,
                                            o->optimize)
                      : RT_NULL;
    free(text);
    return code;
}

static Value run(rt_thread *t, const vm_options *o) {
    if (o->kind == VM_RUN_MODULE) {
        Value name = rt_str_from_cstr(t, o->program);
        return rt_is_null(name) ? name : rt_finish(t, rt_tail_prelude(t, "run_module", &name, 1));
    }
    if (o->kind == VM_RUN_PLACE) return rt_finish(t, rt_tail_prelude(t, "run_place", NULL, 0));
    Value code = read_source(t, o);
    if (rt_is_null(code)) return code;
    if (o->disassemble) {
        vm_disassemble(stdout, vm_as_code(code));
        return RT_NONE;
    }
    Value args[] = {code, o->kind == VM_RUN_FILE    ? rt_str_from_cstr(t, o->program)
                          : o->kind == VM_RUN_STDIN ? rt_str_from_cstr(t, "<stdin>")
                                                    : RT_NONE};
    return rt_is_null(args[1]) ? RT_NULL : rt_finish(t, rt_tail_prelude(t, "run_code", args, 2));
}

/* The exit status for the pending exception. */
static int failed(rt_thread *t) {
    Value exc = rt_exception_take(t);
    Value status =
        rt_is_null(exc) ? RT_NULL : rt_finish(t, rt_tail_prelude(t, "handle_exit", &exc, 1));
    int64_t n;
    if (!rt_is_null(status) && rt_int_get(status, &n)) return (int)(n & 0xff);
    Value second = rt_exception_take(t);
    Value text = rt_is_null(second) ? second : rt_str_format_c(t, "%T: %R", second, second);
    fprintf(stderr, "krait: the exception could not be reported: %s\n",
            rt_is_null(text) ? "out of memory" : rt_str_utf8(t, text, NULL));
    return 1;
}

/* false: standard output could not be written, which has been reported now. */
static bool flush(rt_thread *t, bool report) {
    Value arg = rt_bool(report);
    Value flushed = rt_finish(t, rt_tail_prelude(t, "flush_streams", &arg, 1));
    if (rt_is_null(flushed)) (void)rt_exception_take(t);
    return rt_same(flushed, RT_TRUE);
}

/* Once the threads that are waited for have ended the others stand still, and what is alive is finalized: a file that was never
 * closed loses nothing. Streams are flushed before, because finalizers come to grief more easily, and after. */
static int finish(rt_thread *t, int status) {
    if (rt_is_null(rt_finish(t, rt_tail_prelude(t, "shut_down", NULL, 0)))) status = failed(t);
    bool flushed = flush(t, true);
    thr_others_park();
    if (rt_is_null(rt_finish(t, rt_tail_prelude(t, "finalize", NULL, 0))))
        (void)rt_exception_take(t);
    return flush(t, flushed) && flushed ? status : 120;
}

/* The program, then or instead of it a session; the exit status. */
static int run_all(rt_thread *t, const vm_options *o) {
    static const char banner[] =
        "Krait 0.1.0 (Python 3.11.2) on linux\n"
        "Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n";
    bool session = o->kind == VM_RUN_STDIN && o->interactive;
    if (!session) {
        bool done = !rt_is_null(run(t, o));
        if (!has_session(o)) return done ? 0 : failed(t);
        Value exc = done ? RT_EMPTY : rt_exception_take(t);
        if (!done && rt_is_null(rt_finish(t, rt_tail_prelude(t, "show_uncaught", &exc, 1))))
            return failed(t);
    }
    Value text = session ? rt_str_from_cstr(t, o->quiet ? "" : banner) : RT_NONE;
    if (rt_is_null(text)) return failed(t);
    return rt_is_null(rt_finish(t, rt_tail_prelude(t, "run_interactive", &text, 1))) ? failed(t)
                                                                                     : 0;
}

/* A missing file is no program: python3.11's messages. */
static bool is_readable(const vm_options *o, const char *self) {
    struct stat st;
    if (o->kind != VM_RUN_FILE) return true;
    if (stat(o->program, &st) != 0 || access(o->program, R_OK) != 0) {
        fprintf(stderr, "%s: can't open file '%s': [Errno %d] %s\n", self, o->program, errno,
                strerror(errno));
        return false;
    }
    return true;
}

int vm_command(int argc, char **argv) {
    vm_options o;
    if (!vm_options_parse(argc, argv, &o)) return 2;
    if (o.kind == VM_RUN_VERSION) return puts("Krait 0.1.0 (Python 3.11.2)") < 0;
    if (o.kind == VM_RUN_HELP) {
        vm_options_help(argv[0]);
        return 0;
    }
    char *whole = o.kind == VM_RUN_FILE ? absolute(o.program) : NULL;
    if (whole) o.program = whole;
    if (!is_readable(&o, argv[0])) return 2;
    if (o.kind == VM_RUN_FILE && is_place(o.program)) o.kind = VM_RUN_PLACE;
    rt_thread *t = start(&o, argc, argv);
    if (o.nwarnoptions && rt_is_null(rt_finish(t, rt_tail_prelude(t, "import_warnings", NULL, 0))))
        (void)failed(t);
    int status = finish(t, run_all(t, &o));
    vm_outermost_done(t);
    if (o.conflicts) vm_conflict_report(t, o.conflicts_file);
    fflush(stdout);
    (void)thr_run_blocked(t, thr_exit, rt_imm_int(status));
    return status;
}
