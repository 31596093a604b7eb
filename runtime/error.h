/* error.h - raising. Every function that can fail returns RT_NULL (or false, NULL, -1) with one of two things
 * true of the thread: an exception is pending (t->exc), or the transaction must unwind (t->conflict).
 * Callers pass both up alike; only code that would swallow an exception must ask which one it is. */
#ifndef KRAIT_RUNTIME_ERROR_H
#define KRAIT_RUNTIME_ERROR_H

#include "runtime/thread.h"

/* printf-like; besides the usual: %V a Value's str(), %R its repr() (exact built-in types and immediates only are
 * rendered by their own repr, others as <T object at 0x...>: no Python code runs), %T the name of its type,
 * %A the same, but "None" for None (as in errors about arguments), %N an rt_type*'s name. Strings are UTF-8. Returns RT_NULL. */
Value rt_raise(rt_thread *t, rt_type *exc_type, const char *format, ...);
Value rt_raise_type_error(rt_thread *t, const char *format, ...);
Value rt_raise_value_error(rt_thread *t, const char *format, ...);
Value rt_raise_value(rt_thread *t, rt_type *exc_type, Value argument); /* exc_type(argument) */
Value rt_raise_object(rt_thread *t, Value exception); /* an instance; sets __context__ */
Value rt_raise_key_error(rt_thread *t, Value key);
Value rt_raise_os_error(rt_thread *t, int err,
                        Value filename); /* right subclass for err; filename or RT_NULL */
Value rt_raise_no_attribute(rt_thread *t, Value obj,
                            Value name); /* the same text for a write or deletion: no .name, .obj */
/* Tells a new AttributeError which attribute of what was asked for. */
void rt_attribute_error_context(rt_thread *t, Value obj, Value name);
Value rt_raise_attribute_error(rt_thread *t, Value obj,
                               Value name); /* "'T' object has no attribute 'x'", .name, .obj */
Value rt_raise_memory_error(rt_thread *t);
/* RecursionError "maximum recursion depth exceeded" + where. */
Value rt_raise_recursion_error(rt_thread *t, const char *where);

/* Whatever may call itself through the slots of other objects asks first whether there is room left on the C stack.
 * false: RecursionError pending, its text ended by `where`. */
[[nodiscard]] static inline bool rt_stack_left(rt_thread *t, const char *where) {
    if (__builtin_expect((const char *)__builtin_frame_address(0) > t->c_stack_low, 1)) return true;
    (void)rt_raise_recursion_error(t, where);
    return false;
}

static inline bool rt_exception_pending(const rt_thread *t) { return !rt_is_null(t->exc); }
/* An exception (not a conflict) is pending and is an instance of type. */
bool rt_exception_matches(const rt_thread *t, const rt_type *type);
/* Takes the pending exception off the thread. */
static inline Value rt_exception_take(rt_thread *t) {
    Value e = t->exc;
    t->exc = RT_NULL;
    return e;
}
/* If the pending exception matches, drops it and returns true. A conflict is never caught. */
bool rt_exception_catch(rt_thread *t, const rt_type *type);

/* What happens to an exception that nobody can catch (__del__, callbacks of weak references): sys.unraisablehook. Registered
 * by interp/; may return RT_TAIL. Until then such exceptions are dropped. */
extern Value (*rt_unraisable_hook)(rt_thread *t, Value exception, Value object);

/* The same, and false as well if no further Python call would be possible. The interpreter registers the hook. */
extern bool (*rt_frames_left_hook)(const rt_thread *t);
[[nodiscard]] bool rt_depth_left(rt_thread *t, const char *where);

/* A broken invariant: prints the message and aborts. */
[[noreturn]] void rt_fatal(const char *format, ...);

/* Built-in exception types, in hierarchy order. X(name, base, layout) with layouts of objects/exception.c */
#define RT_EXCEPTIONS(X)                                                                                   \
    X(SystemExit, BaseException, system_exit) X(KeyboardInterrupt, BaseException, plain)                   \
    X(GeneratorExit, BaseException, plain) X(Exception, BaseException, plain)                              \
    X(StopIteration, Exception, stop_iteration) X(StopAsyncIteration, Exception, plain)                    \
    X(ArithmeticError, Exception, plain) X(FloatingPointError, ArithmeticError, plain)                     \
    X(OverflowError, ArithmeticError, plain) X(ZeroDivisionError, ArithmeticError, plain)                  \
    X(AssertionError, Exception, plain) X(AttributeError, Exception, attribute_error)                      \
    X(BufferError, Exception, plain) X(EOFError, Exception, plain) X(ImportError, Exception, import_error) \
    X(ModuleNotFoundError, ImportError, import_error) X(LookupError, Exception, plain)                     \
    X(IndexError, LookupError, plain) X(KeyError, LookupError, key_error) X(MemoryError, Exception, plain) \
    X(NameError, Exception, name_error) X(UnboundLocalError, NameError, name_error)                        \
    X(OSError, Exception, os_error) X(BlockingIOError, OSError, os_error)                                  \
    X(ChildProcessError, OSError, os_error) X(ConnectionError, OSError, os_error)                          \
    X(BrokenPipeError, ConnectionError, os_error) X(ConnectionAbortedError, ConnectionError, os_error)     \
    X(ConnectionRefusedError, ConnectionError, os_error) X(ConnectionResetError, ConnectionError, os_error) \
    X(FileExistsError, OSError, os_error) X(FileNotFoundError, OSError, os_error)                          \
    X(InterruptedError, OSError, os_error) X(IsADirectoryError, OSError, os_error)                         \
    X(NotADirectoryError, OSError, os_error) X(PermissionError, OSError, os_error)                         \
    X(ProcessLookupError, OSError, os_error) X(TimeoutError, OSError, os_error)                            \
    X(ReferenceError, Exception, plain) X(RuntimeError, Exception, plain)                                  \
    X(NotImplementedError, RuntimeError, plain) X(RecursionError, RuntimeError, plain)                     \
    X(SyntaxError, Exception, syntax_error) X(IndentationError, SyntaxError, syntax_error)                 \
    X(TabError, IndentationError, syntax_error) X(SystemError, Exception, plain) X(TypeError, Exception, plain) \
    X(ValueError, Exception, plain) X(UnicodeError, ValueError, plain)                                     \
    X(UnicodeDecodeError, UnicodeError, unicode_error) X(UnicodeEncodeError, UnicodeError, unicode_error)  \
    X(UnicodeTranslateError, UnicodeError, unicode_error) X(Warning, Exception, plain)                     \
    X(BytesWarning, Warning, plain) X(DeprecationWarning, Warning, plain) X(EncodingWarning, Warning, plain) \
    X(FutureWarning, Warning, plain) X(ImportWarning, Warning, plain)                                      \
    X(PendingDeprecationWarning, Warning, plain) X(ResourceWarning, Warning, plain)                        \
    X(RuntimeWarning, Warning, plain) X(SyntaxWarning, Warning, plain) X(UnicodeWarning, Warning, plain)   \
    X(UserWarning, Warning, plain)
extern rt_type rt_exc_BaseException, rt_exc_BaseExceptionGroup, rt_exc_ExceptionGroup;
#define X(name, base, layout) extern rt_type rt_exc_##name;
RT_EXCEPTIONS(X)
#undef X

#endif
