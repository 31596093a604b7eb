/* native.h - functions written in C, seen from Python: their tables, arguments and tail calls.
 *
 * A native function never loops over calls into Python, and replay restores only VM state, never the C stack
 * (DESIGN 6). So a native that needs Python's answer does not call: it returns RT_TAIL, having said what is to be called and
 * what is to be done with the result:
 *
 *     static Value hasattr_done(rt_thread *t, Value result, Value state)
 *     {
 *         if (!rt_is_null(result)) return RT_TRUE;
 *         return rt_exception_catch(t, &rt_exc_AttributeError) ? RT_FALSE : RT_NULL;
 *     }
 *     static Value builtin_hasattr(rt_thread *t, Value *args, uint32_t nargs)
 *     {
 *         return rt_then_catch(t, rt_getattr_tail(t, args[0], args[1]), hasattr_done, RT_NULL);
 *     }
 *
 * rt_then runs the continuation at once when the result is there already. The evaluation loop makes the call
 * on the VM stack, whatever it is, and hands the result to the continuation: no C recursion, and the transaction may end
 * in the middle. Whoever may return RT_TAIL has a name that ends in _tail, is a type slot, or is a native
 * function; everything else returns complete results. C code that cannot continue later uses rt_finish, which runs the
 * call in a nested loop: correct, but the transaction is not split there, and depth costs C stack. */
#ifndef KRAIT_RUNTIME_NATIVE_H
#define KRAIT_RUNTIME_NATIVE_H

#include "runtime/thread.h"

/* args: for methods args[0] is self (for class methods the class). May change args in place, not keep it. */
typedef Value (*rt_native_fn)(rt_thread *t, Value *args, uint32_t nargs);

enum rt_native_flags {
    RT_NATIVE_STATIC = 1, /* static method in a type's table: no self */
    RT_NATIVE_CLASS = 2,  /* class method */
    RT_NATIVE_PARSED =
        4, /* words a wrong number of arguments as "f() takes at least 1 argument (0 given)" */
};

/* A row of a method or module table.
 * sig == NULL: positional only, min <= nargs <= max arguments, self included (max -1: any number).
 * sig != NULL: keywords bind by name. Written as in Python without defaults' values:
 *     "self, /, sep=, maxsplit=" ; "a, b, /, c=, *, d=" ; "*args, key=, **kw"
 *     `=` marks an optional one, which reaches fn as RT_EMPTY if absent; *args arrives as a tuple, **kw as a
 *     dict; args then has one slot for each name, nargs is their number, and min, max are ignored. */
struct rt_native_def {
    const char *name;
    rt_native_fn fn;
    int min, max;
    const char *sig;
    uint32_t flags;
    const char *doc;
};

/* A computed attribute. set NULL: read-only. value RT_EMPTY: deletion. Either may return RT_TAIL. */
struct rt_getset_def {
    const char *name;
    Value (*get)(rt_thread *t, Value self);
    Value (*set)(rt_thread *t, Value self, Value value); /* result None */
    const char *doc;
};
/* As `set`: AttributeError 'readonly attribute', which is what an attribute of CPython's C structs says. */
Value rt_set_readonly(rt_thread *t, Value self, Value value);

/* An attribute stored in one rt_field of the C part. */
struct rt_member_def {
    const char *name;
    uint32_t offset;   /* bytes from the start of the object */
    bool writable;     /* otherwise read-only */
    bool none_if_null; /* RT_NULL reads as None; otherwise as AttributeError */
};

/* The built-in function object (objects/native.c); immutable. */
typedef struct rt_native {
    rt_object hdr;
    const rt_native_def *def;
    Value self;   /* bound first argument, or RT_EMPTY */
    Value module; /* name (str) or RT_NONE */
} rt_native;
static inline rt_native *rt_as_native(Value v) { return (rt_native *)rt_obj(v); }
/* def must live for ever. self: bound first argument or RT_EMPTY. module: its name (str) or RT_NONE. */
[[nodiscard]] Value rt_native_new(rt_thread *t, const rt_native_def *def, Value self, Value module);

/* Binds (args, kwnames) to def->sig or checks the arity, then runs it; used by every caller of a native.
 * may return RT_TAIL. prefix: self if bound, else RT_EMPTY. */
Value rt_native_invoke_tail(rt_thread *t, const rt_native_def *def, Value prefix, const Value *args,
                            uint32_t nargs, Value kwnames);

/* ---- tail calls: each returns RT_TAIL, or RT_NULL (raised) ---- */
Value rt_tail_call(rt_thread *t, Value callable, const Value *args, uint32_t nargs);
Value rt_tail_call_kw(rt_thread *t, Value callable, const Value *args, uint32_t nargs,
                      Value kwnames);
static inline Value rt_tail_call0(rt_thread *t, Value f) { return rt_tail_call(t, f, NULL, 0); }
static inline Value rt_tail_call1(rt_thread *t, Value f, Value a) {
    return rt_tail_call(t, f, &a, 1);
}
static inline Value rt_tail_call2(rt_thread *t, Value f, Value a, Value b) {
    Value args[] = {a, b};
    return rt_tail_call(t, f, args, 2);
}
static inline Value rt_tail_call3(rt_thread *t, Value f, Value a, Value b, Value c) {
    Value args[] = {a, b, c};
    return rt_tail_call(t, f, args, 3);
}

/* Ends the transaction, runs `run` outside any, begins a new one and delivers what `run` returned: for whatever may
 * block (reading a file, sleeping, waiting for a lock). `run` must not touch the heap: it works on memory that
 * only it knows (a blob created before counts: nobody else has it) and returns an immediate; rt_then turns that into the result.
 * Inside krait.atomic or a nested loop the transaction becomes irrevocable instead and `run` runs in it. */
Value rt_tail_outside(rt_thread *t, Value (*run)(rt_thread *t, Value state), Value state);

/* Goes on with `run` when `result` is complete: now, or, if it is RT_TAIL, when the call returns.
 * rt_then: a raised result (RT_NULL) passes through without running it. rt_then_catch: it runs on an exception too, with
 * RT_NULL and the exception pending; a conflict always passes through. */
Value rt_then(rt_thread *t, Value result, rt_cont run, Value state);
Value rt_then_catch(rt_thread *t, Value result, rt_cont run, Value state);

/* Completes a result in a nested evaluation loop if it is RT_TAIL. Registered by interp/. */
extern Value (*rt_finish_hook)(rt_thread *t);
static inline Value rt_finish(rt_thread *t, Value result) {
    return rt_is_tail(result) ? rt_finish_hook(t) : result;
}

/* Tail-calls the prelude function `name` (interp/prelude): built-ins' parts written in Python. */
extern Value (*rt_prelude_hook)(rt_thread *t, const char *name);
Value rt_tail_prelude(rt_thread *t, const char *name, const Value *args, uint32_t nargs);

/* A safepoint for long work in C, to be called every few microseconds of it or so: waits while the world is stopped, notices a
 * doomed transaction, and runs signals' handlers and finalizers nested (rt_attention_hook, registered by interp/, which may
 * return RT_TAIL). false: raised or conflict; the work is to be given up. */
extern Value (*rt_attention_hook)(rt_thread *t);
[[nodiscard]] bool rt_poll(rt_thread *t);

/* ---- modules in C ---- */
typedef struct rt_module_def {
    const char *name;
    const rt_native_def *functions; /* ended by a NULL name; NULL: none */
    bool (*exec)(rt_thread *t,
                 Value module); /* adds the rest; false: raised; NULL: nothing to add */
    const char *doc;
} rt_module_def;
/* Every C module is one row `X(name)` in runtime/modules/modules.def and one `const rt_module_def rt_module_<name>`. */
[[nodiscard]] Value rt_module_create(rt_thread *t, const rt_module_def *def);
/* Those of the floors above register at start. */
void rt_module_register(const rt_module_def *def);
const rt_module_def *rt_module_find(const char *name); /* NULL: no such C module */
const rt_module_def *rt_module_at(size_t i); /* all C modules in turn; NULL behind the last */
/* The C module whose function table holds def; NULL: none. */
const rt_module_def *rt_module_of(const rt_native_def *def);

#endif
