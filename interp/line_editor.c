/* line_editor.c - see line_editor.h.
 *
 * The line stays in memory of its own until the next one is read: making a str of it may be replayed. */
#include "interp/line_editor.h"

#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>
#include <wchar.h>

#include "runtime/error.h"
#include "runtime/modules/request.h"
#include "runtime/objects/str.h"
#include "threading/signal.h"

enum { HISTORY_LINES = 1000 };

static EditLine *editor;
static History *history_lines;
static locale_t utf8; /* what libedit converts characters by; (locale_t)0: the process's own */
static const char *prompt;
static bool interrupted;
static char *line; /* malloc */

static char *show_prompt(EditLine *e) { return (void)e, (char *)(uintptr_t)prompt; }

/* Until a byte can be read or a signal comes: handlers run only while it waits, so none is missed. */
static bool wait_for_input(void) {
    fd_set in;
    FD_ZERO(&in);
    FD_SET(STDIN_FILENO, &in);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    interrupted = thr_signals_pending() ||
                  (pselect(STDIN_FILENO + 1, &in, NULL, NULL, NULL, &before) < 0 && errno == EINTR);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return !interrupted;
}

/* One character; a signal ends the line, where libedit's own function would go on. */
static int read_char(EditLine *e, wchar_t *out) {
    (void)e;
    char byte;
    mbstate_t state = {0};
    for (;;) {
        if (!wait_for_input()) return -1;
        ssize_t n = read(STDIN_FILENO, &byte, 1);
        if (n <= 0) return (int)n;
        size_t used = mbrtowc(out, &byte, 1, &state);
        if (used == (size_t)-2) continue; /* more bytes belong to it */
        if (used == (size_t)-1) *out = (unsigned char)byte;
        return 1;
    }
}

/* Letters that libedit takes for commands with the meta key, which are still reached by escape. */
static void bind_letters(void) {
    for (unsigned c = 0xa0; c <= 0xff; c++) {
        char key[] = {(char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f)), 0};
        el_set(editor, EL_BIND, key, "ed-insert", NULL);
    }
    el_set(editor, EL_BIND, "^I", "ed-insert", NULL); /* a tab indents */
}

static bool open_editor(void) {
    HistEvent event;
    history_lines = history_init();
    editor = history_lines ? el_init("krait", stdin, stdout, stderr) : NULL;
    if (!editor) return false;
    history(history_lines, &event, H_SETSIZE, HISTORY_LINES);
    history(history_lines, &event, H_SETUNIQUE, 1);
    el_set(editor, EL_PROMPT, show_prompt);
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_HIST, history, history_lines);
    bind_letters();
    el_set(editor, EL_GETCFN, read_char);
    return true;
}

static void remember(const char *text) {
    HistEvent event;
    if (text[strspn(text, " \t\n")]) history(history_lines, &event, H_ENTER, text);
}

/* The number of bytes read; -1: errno. */
static int64_t edit_utf8(rt_request *r) {
    errno = ENOMEM;
    if (!editor && !open_editor()) return -1;
    prompt = r->path[0];
    interrupted = false;
    int n = 0;
    const char *text = el_gets(editor, &n);
    if (interrupted) {
        el_reset(editor);
        errno = EINTR;
        return -1;
    }
    if (!text || n <= 0) return 0;
    char *copy = strdup(text);
    errno = ENOMEM;
    if (!copy) return -1;
    free(line);
    line = copy;
    remember(line);
    return n;
}

static int64_t edit(rt_request *r) {
    if (!utf8) utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = uselocale(utf8);
    int64_t n = edit_utf8(r);
    (void)uselocale(before);
    return n;
}

static Value nothing(rt_thread *t, Value result, Value state) {
    return (void)t, (void)result, (void)state, RT_NONE;
}

static Value edited(rt_thread *t, Value result, Value state) {
    (void)state;
    int64_t n = rt_imm_int_get(result);
    if (n == -EINTR) return rt_then(t, rt_signals_hook(t), nothing, RT_NULL);
    if (n < 0) return rt_raise_os_error(t, (int)-n, RT_NULL);
    return n ? rt_fsdecode(t, line, strlen(line)) : rt_str_empty;
}

Value vm_edit_line(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const char *text = rt_str_utf8(t, args[0], NULL);
    rt_request *r = text ? rt_request_new(t, edit, text, NULL, 0) : NULL;
    return r ? rt_then(t, rt_request_tail(t, r), edited, RT_NULL) : RT_NULL;
}
