/* anext.c - the builtins aiter() and anext(), and the awaitable of anext() with a default.
 *
 * That awaitable passes on what its iterator's awaitable does, and where that raises StopAsyncIteration it ends with the default.
 * Owns: the type anext_awaitable. Threads: any; its instances are constant. */
#include "interp/builtins_frames.h"
#include "interp/generator.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/str.h"

typedef struct anext_awaitable {
    rt_object hdr;
    Value wrapped, standard; /* the awaitable, the default */
} anext_awaitable;

static const anext_awaitable *self_of(Value v) { return (const anext_awaitable *)rt_obj(v); }

static void anext_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((anext_awaitable *)o)->wrapped);
    rt_mark(m, ((anext_awaitable *)o)->standard);
}

static Value answered(rt_thread *t, Value v, Value self) {
    if (!rt_is_null(v) || !rt_exception_catch(t, &rt_exc_StopAsyncIteration)) return v;
    return vm_raise_stop(t, self_of(self)->standard);
}

/* The iterator of the awaitable: of a coroutine, which is awaited without one, its wrapper. */
static Value iterator_tail(rt_thread *t, Value self) {
    Value wrapped = self_of(self)->wrapped;
    if (rt_is_exact(wrapped, &vm_coroutine_type)) return vm_coroutine_type.slots.await_(t, wrapped);
    return vm_awaitable_tail(t, wrapped, 0);
}

/* state: self, name of the method, its arguments */
static Value method_called(rt_thread *t, Value it, Value state) {
    Value args = rt_tuple_at(state, 2);
    return rt_call_method_tail(t, it, rt_tuple_at(state, 1), rt_as_tuple(args)->items,
                               (uint32_t)rt_tuple_len(args));
}

static Value forward(rt_thread *t, Value name, const Value *args, uint32_t nargs) {
    Value rest = rt_tuple_new(t, args + 1, nargs - 1);
    Value state = rt_is_null(rest) ? rest : rt_tuple_pack3(t, args[0], name, rest);
    if (rt_is_null(state)) return state;
    Value called = rt_then(t, iterator_tail(t, args[0]), method_called, state);
    return rt_then_catch(t, called, answered, args[0]);
}

static Value anext_send(rt_thread *t, Value *args, uint32_t nargs) {
    return forward(t, rt_id.send, args, nargs);
}

static Value anext_throw(rt_thread *t, Value *args, uint32_t nargs) {
    return forward(t, rt_id.throw_, args, nargs);
}

static Value anext_close(rt_thread *t, Value *args, uint32_t nargs) {
    return forward(t, rt_id.close, args, nargs);
}

/* What the iterator returned is kept for its wrapper: it is whom StopIteration is raised for. state: iterator, self */
static Value stepped(rt_thread *t, Value v, Value state) {
    if (rt_is_empty(v))
        rt_stop_keep(t, rt_tuple_at(state, 1), rt_stop_take(t, rt_tuple_at(state, 0)));
    return v;
}

static Value step(rt_thread *t, Value it, Value self) {
    Value state = rt_tuple_pack2(t, it, self);
    return rt_is_null(state) ? state : rt_then(t, rt_next_tail(t, it), stepped, state);
}

static Value anext_next(rt_thread *t, Value self) {
    return rt_then_catch(t, rt_then(t, iterator_tail(t, self), step, self), answered, self);
}

static Value anext_self(rt_thread *t, Value self) {
    (void)t;
    return self;
}

static const rt_native_def methods[] = {
    {"send", anext_send, 2, 2, NULL, 0,
     "send(arg) -> send 'arg' into the wrapped iterator,\n"
     "return next yielded value or raise StopIteration."},
    {"throw", anext_throw, 2, 4, NULL, 0,
     "throw(value)\nthrow(typ[,val[,tb]])\n\n"
     "raise exception in the wrapped iterator, return next yielded value\nor raise StopIteration."},
    {"close", anext_close, 1, 1, NULL, 0, "close() -> raise GeneratorExit inside generator."},
    {.name = NULL},
};

rt_type vm_anext_awaitable_type = {
    RT_TYPE_HEAD(vm_anext_awaitable_type, "anext_awaitable"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(anext_awaitable),
    .slots = {.iter = anext_self, .next = anext_next, .await_ = anext_self},
    .trace = anext_trace,
    .methods = methods,
};

/* ---- the builtins ---- */

static Value aiter_checked(rt_thread *t, Value it, Value state) {
    (void)state;
    if (rt_type_of(it)->slots.anext) return it;
    return rt_raise_type_error(t, "aiter() returned not an async iterator of type '%T'", it);
}

static Value builtin_aiter(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_unary_fn aiter = rt_type_of(args[0])->slots.aiter;
    if (!aiter) return rt_raise_type_error(t, "'%T' object is not an async iterable", args[0]);
    return rt_then(t, aiter(t, args[0]), aiter_checked, RT_NULL);
}

static Value with_default(rt_thread *t, Value awaitable, Value standard) {
    anext_awaitable *a = (anext_awaitable *)rt_alloc(t, sizeof *a, &vm_anext_awaitable_type.root);
    if (!a) return RT_NULL;
    a->wrapped = awaitable;
    a->standard = standard;
    return rt_from_obj(a);
}

static Value builtin_anext(rt_thread *t, Value *args, uint32_t nargs) {
    rt_unary_fn anext = rt_type_of(args[0])->slots.anext;
    if (!anext) return rt_raise_type_error(t, "'%T' object is not an async iterator", args[0]);
    Value awaitable = anext(t, args[0]);
    return nargs < 2 ? awaitable : rt_then(t, awaitable, with_default, args[1]);
}

const rt_native_def vm_builtins_async[] = {
    {"aiter", builtin_aiter, 1, 1, NULL, 0, "Return an AsyncIterator for an AsyncIterable object."},
    {"anext", builtin_anext, 1, 2, NULL, 0,
     "Return the next item from the async iterator.\n\n"
     "If default is given and the async iterator is exhausted,\n"
     "it is returned instead of raising StopAsyncIteration."},
    {.name = NULL},
};
