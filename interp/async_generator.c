/* async_generator.c - async generators and the awaitables that drive them (PEP 525).
 *
 * An async generator's body yields two kinds of values: those of `await` inside it, which pass through to the event loop, and its own,
 * which ASYNC_GEN_WRAP has marked. The awaitable of asend(), athrow() or aclose() tells them apart: a marked one
 * ends it with StopIteration.
 * Threads: any, through barriers. */
#include "interp/generator.h"

#include "interp/async_hooks.h"
#include "interp/instructions.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/exception.h"

/* A value that an async generator yields as its own. */
typedef struct wrapped {
    rt_object hdr;
    Value value;
} wrapped;

static void wrapped_trace(rt_object *o, rt_marker *m) { rt_mark(m, ((wrapped *)o)->value); }

rt_type vm_async_wrapped_type = {
    RT_TYPE_HEAD(vm_async_wrapped_type, "async_generator_wrapped_value"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(wrapped),
    .trace = wrapped_trace,
};

Value vm_async_gen_wrap(rt_thread *t, Value v) {
    wrapped *w = (wrapped *)rt_alloc(t, sizeof *w, &vm_async_wrapped_type.root);
    if (!w) return RT_NULL;
    w->value = v;
    return rt_from_obj(w);
}

/* ---- awaitables ---- */
enum { FRESH, ITERATING, DONE };
enum { ASEND, ATHROW, ACLOSE };

typedef struct awaitable {
    rt_object hdr;
    rt_field x_state;
    Value generator;
    Value value; /* to send, or the exception to throw */
    int64_t kind;
} awaitable;

static awaitable *as_awaitable(Value v) { return (awaitable *)rt_obj(v); }

static void awaitable_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((awaitable *)o)->generator);
    rt_mark(m, ((awaitable *)o)->value);
}

static const char *call_name(const awaitable *a) {
    return a->kind == ASEND ? "__anext__()/asend()" : "aclose()/athrow()";
}

static bool change_flags(rt_thread *t, const awaitable *a, uint64_t without, uint64_t with) {
    vm_generator *g = vm_as_generator(a->generator);
    rt_own own = rt_write(t, &g->hdr);
    if (own) rt_set_word(t, own, &g->x_flags, (rt_load_word(&g->x_flags) & ~without) | with);
    return own;
}

static bool set_busy(rt_thread *t, const awaitable *a) {
    return change_flags(t, a, 0, a->kind == ACLOSE ? VM_AGEN_BUSY | VM_AGEN_CLOSING : VM_AGEN_BUSY);
}

static bool set_idle(rt_thread *t, const awaitable *a) {
    return change_flags(t, a, VM_AGEN_BUSY, 0);
}

static bool set_state(rt_thread *t, awaitable *a, uint64_t state) {
    return rt_write_field(t, &a->hdr, &a->x_state, (Value){state});
}

Value vm_raise_stop(rt_thread *t, Value v) {
    Value e = rt_exception_new(t, &rt_exc_StopIteration, &v, 1);
    return rt_is_null(e) ? e : rt_raise_object(t, e);
}

/* The body raised: for aclose() its end is success. */
static Value body_raised(rt_thread *t, const awaitable *a) {
    if (a->kind != ACLOSE) return RT_NULL;
    if (rt_exception_catch(t, &rt_exc_StopAsyncIteration) ||
        rt_exception_catch(t, &rt_exc_GeneratorExit))
        return vm_raise_stop(t, RT_NONE);
    return RT_NULL;
}

static Value body_answered(rt_thread *t, Value v, Value self) {
    awaitable *a = as_awaitable(self);
    bool own = !rt_is_null(v) && rt_is_exact(v, &vm_async_wrapped_type);
    if (!rt_is_null(v) && !own) return v; /* an await inside the body */
    Value exc = rt_exception_take(t);
    if (!set_state(t, a, DONE) || !set_idle(t, a)) return RT_NULL;
    t->exc = exc;
    if (rt_is_null(v)) return body_raised(t, a);
    if (a->kind == ACLOSE)
        return rt_raise(t, &rt_exc_RuntimeError, "async generator ignored GeneratorExit");
    return vm_raise_stop(t, ((const wrapped *)rt_obj(v))->value);
}

/* Begins: false with an exception pending if that is not possible; *over: aclose() of what has ended. */
static bool begin(rt_thread *t, awaitable *a, bool *over) {
    vm_generator *g = vm_as_generator(a->generator);
    Value flags = rt_read_field(t, &g->hdr, &g->x_flags),
          state = rt_read_field(t, &g->hdr, &g->x_state);
    if (t->conflict) return false;
    if (flags.bits & VM_AGEN_BUSY) {
        rt_raise(t, &rt_exc_RuntimeError, "%s: asynchronous generator is already running",
                 a->kind == ASEND    ? "anext()"
                 : a->kind == ATHROW ? "athrow()"
                                     : "aclose()");
        return false;
    }
    *over = state.bits == VM_GEN_CLOSED || (a->kind == ACLOSE && state.bits == VM_GEN_CREATED);
    if (*over && a->kind == ACLOSE && state.bits == VM_GEN_CREATED &&
        !rt_write_field(t, &g->hdr, &g->x_state, (Value){VM_GEN_CLOSED}))
        return false;
    return set_state(t, a, *over ? DONE : ITERATING) && (*over || set_busy(t, a));
}

static Value resume(rt_thread *t, Value self, Value v) {
    awaitable *a = as_awaitable(self);
    Value state = rt_read_field(t, &a->hdr, &a->x_state);
    if (t->conflict) return RT_NULL;
    if (state.bits == DONE)
        return rt_raise(t, &rt_exc_RuntimeError, "cannot reuse already awaited %s", call_name(a));
    int mode = VM_RESUME_SEND;
    if (state.bits == FRESH) {
        bool over;
        if (!rt_is_none(v) && a->kind != ASEND)
            return rt_raise(t, &rt_exc_RuntimeError,
                            "can't send non-None value to a just-started coroutine");
        if (!begin(t, a, &over)) return RT_NULL;
        if (over && a->kind == ACLOSE) return vm_raise_stop(t, RT_NONE);
        if (over)
            return rt_raise_object(t, rt_exception_new(t, &rt_exc_StopAsyncIteration, NULL, 0));
        if (rt_is_none(v)) v = a->value;
        mode = a->kind == ASEND ? VM_RESUME_SEND : VM_RESUME_THROW;
    }
    return rt_then_catch(t, vm_tail_resume(t, a->generator, v, mode), body_answered, self);
}

static Value awaitable_send(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return resume(t, args[0], args[1]);
}

static Value awaitable_next(rt_thread *t, Value self) { return resume(t, self, RT_NONE); }

static Value awaitable_self(rt_thread *t, Value self) {
    (void)t;
    return self;
}

static Value thrown_made(rt_thread *t, Value exc, Value self) {
    awaitable *a = as_awaitable(self);
    Value state = rt_read_field(t, &a->hdr, &a->x_state);
    if (t->conflict) return RT_NULL;
    if (state.bits == DONE)
        return rt_raise(t, &rt_exc_RuntimeError, "cannot reuse already awaited %s", call_name(a));
    bool over = false;
    if (state.bits == FRESH && !begin(t, a, &over)) return RT_NULL;
    return rt_then_catch(t, vm_tail_resume(t, a->generator, exc, VM_RESUME_THROW), body_answered,
                         self);
}

static Value awaitable_throw(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_then(t, vm_exception_of_args_tail(t, args + 1, nargs - 1), thrown_made, args[0]);
}

static Value awaitable_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return set_state(t, as_awaitable(args[0]), DONE) ? RT_NONE : RT_NULL;
}

static const rt_native_def awaitable_methods[] = {
    {"send", awaitable_send, 2, 2, NULL, 0, NULL},
    {"throw", awaitable_throw, 2, 4, NULL, 0, NULL},
    {"close", awaitable_close, 1, 1, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

#define AWAITABLE(variable, type_name)                                                                     \
    rt_type variable = {                                                                                   \
        RT_TYPE_HEAD(variable, type_name),                                                                 \
        .basic_size = sizeof(awaitable),                                                                   \
        .slots = {.iter = awaitable_self, .next = awaitable_next, .await_ = awaitable_self},               \
        .trace = awaitable_trace,                                                                          \
        .methods = awaitable_methods,                                                                      \
    }
AWAITABLE(vm_async_asend_type, "async_generator_asend");
AWAITABLE(vm_async_athrow_type, "async_generator_athrow");
#undef AWAITABLE

static Value hooks_called(rt_thread *t, Value ignored, Value awaitable) {
    (void)t, (void)ignored;
    return awaitable;
}

/* Makes an awaitable; with a generator's first one its hooks are called. */
static Value awaitable_tail(rt_thread *t, Value generator, Value value, int64_t kind) {
    rt_type *type = kind == ASEND ? &vm_async_asend_type : &vm_async_athrow_type;
    awaitable *a = (awaitable *)rt_alloc(t, sizeof *a, &type->root);
    if (!a) return RT_NULL;
    a->generator = generator;
    a->value = value;
    a->kind = kind;
    return rt_then(t, vm_async_gen_first_tail(t, generator), hooks_called, rt_from_obj(a));
}

/* ---- the generator's side ---- */
static Value agen_anext(rt_thread *t, Value self) {
    return awaitable_tail(t, self, RT_NONE, ASEND);
}

static Value asend(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return awaitable_tail(t, args[0], args[1], ASEND);
}

static Value athrow_made(rt_thread *t, Value exc, Value self) {
    return awaitable_tail(t, self, exc, ATHROW);
}

static Value athrow(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_then(t, vm_exception_of_args_tail(t, args + 1, nargs - 1), athrow_made, args[0]);
}

static Value aclose(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value exc = rt_exception_new(t, &rt_exc_GeneratorExit, NULL, 0);
    return rt_is_null(exc) ? exc : awaitable_tail(t, args[0], exc, ACLOSE);
}

static Value agen_running(rt_thread *t, Value self) {
    Value flags = rt_read_field(t, rt_obj(self), &vm_as_generator(self)->x_flags);
    return t->conflict ? RT_NULL : rt_bool((flags.bits & VM_AGEN_BUSY) != 0);
}

static const rt_native_def agen_methods[] = {
    {"asend", asend, 2, 2, NULL, 0, "asend(v) -> send 'v' in generator."},
    {"athrow", athrow, 2, 4, NULL, 0, "athrow(value): raise exception in generator."},
    {"aclose", aclose, 1, 1, NULL, 0, "aclose() -> raise GeneratorExit inside generator."},
    {"__del__", vm_async_gen_del, 1, 1, NULL, 0, NULL},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
static const rt_getset_def agen_getsets[] = {
    {"ag_running", agen_running, rt_set_readonly, NULL},
    {"ag_frame", vm_generator_frame, NULL, NULL},
    {"ag_code", vm_generator_code, rt_set_readonly, NULL},
    {"ag_await", vm_generator_delegate, NULL, NULL},
    {"__name__", vm_generator_name, vm_generator_set_name, NULL},
    {"__qualname__", vm_generator_qualname, vm_generator_set_qualname, NULL},
    {NULL, NULL, NULL, NULL},
};

rt_type vm_async_generator_type = {
    RT_TYPE_HEAD(vm_async_generator_type, "async_generator"),
    .flags = RT_TF_WEAKREF | RT_TF_FINALIZER,
    .wants_del = vm_generator_wants_del,
    .basic_size = sizeof(vm_generator),
    .slots = {.aiter = awaitable_self, .anext = agen_anext, .repr = vm_generator_repr},
    .trace = vm_generator_trace,
    .methods = agen_methods,
    .getsets = agen_getsets,
};
