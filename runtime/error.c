/* error.c - raising exceptions, asking about the pending one, and dying of a broken invariant.
 *
 * Owns: the MemoryError for when there is no memory for one.
 * Threads: the owner of t; rt_fatal any.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* strerrordesc_np */
#endif
#include "runtime/error.h"

#include "runtime/barrier.h"
#include "runtime/heap/heap.h"
#include "runtime/init.h"
#include "runtime/native_internal.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static Value last_memory_error; /* a root; shared by all who cannot have one of their own */

static Value drop(rt_thread *t, Value exception, Value object) {
    (void)t, (void)exception, (void)object;
    return RT_NONE;
}

Value (*rt_unraisable_hook)(rt_thread *t, Value exception, Value object) = drop;

void rt_fatal(const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("krait: fatal: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}

/* ---- raising ---- */

/* Makes a new exception pending; e RT_NULL: its making has failed, with something pending already. */
static Value raise_new(rt_thread *t, Value e) {
    if (rt_is_null(e)) return RT_NULL;
    if (!rt_is_null(t->handled)) rt_init(&rt_as_exception(e)->x_context, t->handled);
    t->exc = e;
    return RT_NULL;
}

static Value raise_args(rt_thread *t, rt_type *type, const Value *args, size_t n) {
    if (t->conflict) return RT_NULL;
    t->exc = RT_NULL;
    return raise_new(t, rt_exception_new(t, type, args, n));
}

static Value raise_format(rt_thread *t, rt_type *type, const char *format, va_list list) {
    if (t->conflict) return RT_NULL;
    Value text = rt_str_format_v(t, format, list);
    return rt_is_null(text) ? RT_NULL : raise_args(t, type, &text, 1);
}

Value rt_raise(rt_thread *t, rt_type *exc_type, const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)raise_format(t, exc_type, format, args);
    va_end(args);
    return RT_NULL;
}

Value rt_raise_type_error(rt_thread *t, const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)raise_format(t, &rt_exc_TypeError, format, args);
    va_end(args);
    return RT_NULL;
}

Value rt_raise_value_error(rt_thread *t, const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)raise_format(t, &rt_exc_ValueError, format, args);
    va_end(args);
    return RT_NULL;
}

Value rt_raise_value(rt_thread *t, rt_type *exc_type, Value argument) {
    return raise_args(t, exc_type, &argument, 1);
}

Value rt_raise_key_error(rt_thread *t, Value key) {
    return rt_raise_value(t, &rt_exc_KeyError, key);
}

/* Cuts e out of the chain of contexts that starts at `from`, so that setting e's context makes no circle. Chains
 * that are circular already are followed with a second pointer at half speed. false: conflict. */
static bool cut_from_chain(rt_thread *t, Value from, Value e) {
    Value slow = from;
    for (bool move = false;; move = !move) {
        Value next = rt_read_field(t, rt_obj(from), &rt_as_exception(from)->x_context);
        if (t->conflict) return false;
        if (rt_is_null(next) || rt_is_none(next)) return true;
        if (rt_same(next, e))
            return rt_write_field(t, rt_obj(from), &rt_as_exception(from)->x_context, RT_NULL);
        from = next;
        if (rt_same(slow, from)) return true;
        if (move) slow = rt_read_field(t, rt_obj(slow), &rt_as_exception(slow)->x_context);
        if (t->conflict) return false;
    }
}

Value rt_raise_object(rt_thread *t, Value exception) {
    if (t->conflict) return RT_NULL;
    Value handled = t->handled;
    t->exc = RT_NULL;
    if (!rt_is_null(handled) && !rt_same(handled, exception)) {
        rt_exception *e = rt_as_exception(exception);
        if (!cut_from_chain(t, handled, exception) ||
            !rt_write_field(t, &e->hdr, &e->x_context, handled))
            return RT_NULL;
    }
    t->exc = exception;
    return RT_NULL;
}

/* ---- particular exceptions ---- */

static rt_type *os_error_type(int err) {
    switch (err) {
    case EAGAIN:
    case EALREADY:
    case EINPROGRESS: return &rt_exc_BlockingIOError;
    case EPIPE:
    case ESHUTDOWN: return &rt_exc_BrokenPipeError;
    case ECHILD: return &rt_exc_ChildProcessError;
    case ECONNABORTED: return &rt_exc_ConnectionAbortedError;
    case ECONNREFUSED: return &rt_exc_ConnectionRefusedError;
    case ECONNRESET: return &rt_exc_ConnectionResetError;
    case EEXIST: return &rt_exc_FileExistsError;
    case ENOENT: return &rt_exc_FileNotFoundError;
    case EISDIR: return &rt_exc_IsADirectoryError;
    case ENOTDIR: return &rt_exc_NotADirectoryError;
    case EINTR: return &rt_exc_InterruptedError;
    case EACCES:
    case EPERM: return &rt_exc_PermissionError;
    case ESRCH: return &rt_exc_ProcessLookupError;
    case ETIMEDOUT: return &rt_exc_TimeoutError;
    default: return &rt_exc_OSError;
    }
}

Value rt_raise_os_error(rt_thread *t, int err, Value filename) {
    Value text = rt_str_from_cstr(t, strerrordesc_np(err) ? strerrordesc_np(err) : "Unknown error");
    if (rt_is_null(text)) return RT_NULL;
    Value args[] = {rt_imm_int(err), text, filename};
    return raise_args(t, os_error_type(err), args, rt_is_null(filename) ? 2 : 3);
}

Value rt_raise_no_attribute(rt_thread *t, Value obj, Value name) {
    if (rt_has_flag(obj, RT_TF_TYPE))
        return rt_raise(t, &rt_exc_AttributeError, "type object '%s' has no attribute '%V'",
                        rt_type_short_name((rt_type *)rt_obj(obj)), name);
    return rt_raise(t, &rt_exc_AttributeError, "'%T' object has no attribute '%V'", obj, name);
}

void rt_attribute_error_context(rt_thread *t, Value obj, Value name) {
    if (!rt_exception_matches(t, &rt_exc_AttributeError)) return;
    rt_exception *e = rt_as_exception(t->exc);
    rt_own own = rt_write(t, &e->hdr); /* it may be an old one, raised again */
    if (!own) {
        t->exc = RT_NULL;
        return;
    }
    rt_set(t, own, &e->x_extra[0], name);
    rt_set(t, own, &e->x_extra[1], obj);
}

Value rt_raise_attribute_error(rt_thread *t, Value obj, Value name) {
    (void)rt_raise_no_attribute(t, obj, name);
    rt_attribute_error_context(t, obj, name);
    return RT_NULL;
}

Value rt_raise_recursion_error(rt_thread *t, const char *where) {
    return rt_raise(t, &rt_exc_RecursionError, "maximum recursion depth exceeded%s", where);
}

static bool always(const rt_thread *t) {
    (void)t;
    return true;
}

bool (*rt_frames_left_hook)(const rt_thread *t) = always;

bool rt_depth_left(rt_thread *t, const char *where) {
    if (!rt_stack_left(t, where)) return false;
    if (__builtin_expect(rt_frames_left_hook(t), 1)) return true;
    (void)rt_raise_recursion_error(t, where);
    return false;
}

/* Made early, while there is memory. */
void rt_error_ready(rt_thread *t) {
    rt_root_add(&last_memory_error);
    last_memory_error = rt_exception_new(t, &rt_exc_MemoryError, NULL, 0);
}

Value rt_raise_memory_error(rt_thread *t) {
    if (t->conflict) return RT_NULL;
    if (rt_heap_reserve(t, true)) { /* already raising one */
        t->exc = last_memory_error;
        return RT_NULL;
    }
    (void)raise_args(t, &rt_exc_MemoryError, NULL, 0);
    (void)rt_heap_reserve(t, false);
    if (rt_is_null(t->exc)) t->exc = last_memory_error;
    return RT_NULL;
}

/* ---- the pending exception ---- */

bool rt_exception_matches(const rt_thread *t, const rt_type *type) {
    return !t->conflict && !rt_is_null(t->exc) && rt_type_is_subtype(rt_type_of(t->exc), type);
}

bool rt_exception_catch(rt_thread *t, const rt_type *type) {
    if (!rt_exception_matches(t, type)) return false;
    t->exc = RT_NULL;
    return true;
}
