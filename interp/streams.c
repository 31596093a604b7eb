/* streams.c - sys.stdin, sys.stdout, sys.stderr, and the built-ins open and input.
 * Owns: nothing beyond start-up. Threads: called once, before there are others. */
#include "interp/streams.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interp/instructions.h"
#include "runtime/builtins.h"
#include "runtime/modules/io_internal.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "threading/deferred.h"
#include "threading/signal.h"
#include "threading/thread.h"

typedef struct stdio {
    const char *name, *shown;
    int fd;
    bool writes;
} stdio;

/* The locale of the environment as far as it decides about undecodable bytes. */
static bool locale_is_c(void) {
    const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    static const char *const c_like[] = {"C", "POSIX", "C.UTF-8", "C.utf8", "UTF-8"};
    for (size_t i = 0; i < 3; i++) {
        const char *v = getenv(names[i]);
        if (!v || !*v) continue;
        for (size_t k = 0; k < sizeof c_like / sizeof *c_like; k++)
            if (!strcmp(v, c_like[k])) return true;
        return false;
    }
    return true;
}

/* PYTHONIOENCODING=encoding:errors, either part may be missing. */
static void wanted(char *encoding, char *errors, size_t n) {
    snprintf(encoding, n, "utf-8");
    snprintf(errors, n, "%s", locale_is_c() ? "surrogateescape" : "strict");
    const char *env = getenv("PYTHONIOENCODING"), *colon = env ? strchr(env, ':') : NULL;
    if (!env || !*env) return;
    size_t length = colon ? (size_t)(colon - env) : strlen(env);
    if (length && length < n) snprintf(encoding, n, "%.*s", (int)length, env);
    if (length) snprintf(errors, n, "strict");
    if (colon && colon[1]) snprintf(errors, n, "%s", colon + 1);
}

static Value open_stream(rt_thread *t, const stdio *s, bool unbuffered) {
    char encoding[64], errors[64];
    if (fcntl(s->fd, F_GETFD) < 0) return RT_NONE;
    wanted(encoding, errors, sizeof encoding);
    if (s->fd == 2) snprintf(errors, sizeof errors, "backslashreplace");
    bool through = unbuffered && s->writes;
    Value shown = rt_str_intern_cstr(t, s->shown);
    Value raw = io_file_make(t, s->fd, shown, s->writes ? IO_WRITE : IO_READ);
    if (rt_is_null(raw)) return raw;
    int64_t size = rt_imm_int_get(rt_load(&io_as_file(raw)->x_blksize));
    Value buffer =
        through ? raw
                : io_buffered_make(t, s->writes ? &io_writer_type : &io_reader_type, raw, size);
    if (rt_is_null(buffer)) return buffer;
    Value newline = rt_str_intern_cstr(t, s->writes ? "\n" : "");
    bool line = s->fd == 2 || (s->writes && isatty(s->fd));
    Value text =
        io_text_make(t, buffer, rt_str_intern_cstr(t, encoding), rt_str_intern_cstr(t, errors),
                     s->writes ? newline : RT_NONE, line && !through, through);
    if (rt_is_null(text)) return text;
    Value mode = rt_str_intern_cstr(t, s->writes ? "w" : "r");
    return rt_is_null(rt_setattr(t, text, rt_str_intern_cstr(t, "mode"), mode)) ? RT_NULL : text;
}

static Value builtin_input(rt_thread *t, Value *args, uint32_t nargs) {
    Value prompt = nargs ? args[0] : RT_EMPTY;
    Value call[] = {rt_is_empty(prompt) ? rt_str_empty : prompt};
    return rt_tail_prelude(t, "input_line", call, 1);
}

static const rt_native_def input_defs[] = {
    {"input", builtin_input, 0, 1, NULL, 0,
     "Read a string from standard input.  The trailing newline is stripped."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

static Value run_signals(rt_thread *t) {
    return t == thr_main() ? thr_signals_run_tail(t) : RT_NONE;
}

bool vm_streams_init(rt_thread *t, bool unbuffered) {
    static const stdio streams[] = {{"stdin", "<stdin>", 0, false},
                                    {"stdout", "<stdout>", 1, true},
                                    {"stderr", "<stderr>", 2, true}};
    rt_write_hook = thr_write;
    rt_exit_hook = thr_exit;
    rt_signals_hook = run_signals;
    Value sys = rt_dict_get_str(t, rt_sys_modules, rt_id.sys),
          io = rt_module_create(t, rt_module_find("_io"));
    if (rt_is_null(io) || !rt_dict_set(t, rt_sys_modules, rt_str_intern_cstr(t, "_io"), io))
        return false;
    for (size_t i = 0; i < 3; i++) {
        char original[16];
        snprintf(original, sizeof original, "__%s__", streams[i].name);
        Value v = open_stream(t, &streams[i], unbuffered);
        if (rt_is_null(v) || !rt_module_set(t, sys, streams[i].name, v) ||
            !rt_module_set(t, sys, original, v))
            return false;
    }
    Value open = io_attr(t, io, "open");
    return !rt_is_null(open) && rt_module_set(t, rt_builtins, "open", open) &&
           rt_builtins_add(t, input_defs);
}
