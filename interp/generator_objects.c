/* generator_objects.c - generators and coroutines as Python sees them: types, methods, attributes.
 * The mechanics are in generator.c, async generators in async_generator.c. */
#include "interp/generator.h"

#include "interp/async_hooks.h"
#include "interp/instructions.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/exception.h"

void vm_generator_trace(rt_object *o, rt_marker *m) {
    vm_generator *g = (vm_generator *)o;
    rt_mark_storage(m, rt_load_ptr(&g->x_regs));
    rt_mark_field(m, &g->x_function);
    rt_mark_field(m, &g->x_code);
    rt_mark_field(m, &g->x_handled);
    rt_mark_field(m, &g->x_name);
    rt_mark_field(m, &g->x_qualname);
    rt_mark_field(m, &g->x_frame);
    rt_mark_field(m, &g->x_origin);
}

static Value next_slot(rt_thread *t, Value self) {
    return vm_tail_resume(t, self, RT_NONE, VM_RESUME_NEXT);
}
static Value self_slot(rt_thread *t, Value self) {
    (void)t;
    return self;
}

static Value send(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return vm_tail_resume(t, args[0], args[1], VM_RESUME_SEND);
}

static Value with_traceback(rt_thread *t, Value exc, Value traceback) {
    if (!rt_is_none(traceback) &&
        !rt_write_field(t, rt_obj(exc), &rt_as_exception(exc)->x_traceback, traceback))
        return RT_NULL;
    return exc;
}

/* state: class, traceback */
static Value instance_made(rt_thread *t, Value exc, Value state) {
    if (!rt_is_exception(exc))
        return rt_raise_type_error(
            t, "calling %R should have returned an instance of BaseException, not %T",
            rt_tuple_at(state, 0), exc);
    return with_traceback(t, exc, rt_tuple_at(state, 1));
}

/* What went wrong with making the instance is thrown in its place. */
static Value instance_or_failure(rt_thread *t, Value exc, Value state) {
    (void)state;
    return rt_is_null(exc) ? rt_exception_take(t) : exc;
}

/* The instance that throw(type, value=None, traceback=None) means. */
Value vm_exception_of_args_tail(rt_thread *t, const Value *args, uint32_t nargs) {
    Value type = args[0], value = nargs > 1 ? args[1] : RT_NONE,
          traceback = nargs > 2 ? args[2] : RT_NONE;
    if (!rt_is_none(traceback) && !rt_is_exact(traceback, &vm_traceback_type))
        return rt_raise_type_error(t, "throw() third argument must be a traceback object");
    if (rt_is_exception(type)) {
        if (!rt_is_none(value))
            return rt_raise_type_error(t, "instance exception may not have a separate value");
        return with_traceback(t, type, traceback);
    }
    if (!rt_has_flag(type, RT_TF_TYPE) ||
        !rt_type_is_subtype((rt_type *)rt_obj(type), &rt_exc_BaseException))
        return rt_raise_type_error(
            t, "exceptions must be classes or instances deriving from BaseException, not %T", type);
    if (rt_is_exception(value) && rt_type_is_subtype(rt_type_of(value), (rt_type *)rt_obj(type)))
        return with_traceback(t, value, traceback);
    const Value *given = &value;
    uint32_t ngiven = rt_is_none(value) ? 0 : 1;
    if (rt_is_exact(value, &rt_tuple_type)) {
        given = rt_as_tuple(value)->items;
        ngiven = (uint32_t)rt_tuple_len(value);
    }
    Value state = rt_tuple_pack2(t, type, traceback);
    if (rt_is_null(state)) return state;
    Value made = rt_then(t, rt_call_kw_tail(t, type, given, ngiven, RT_NULL), instance_made, state);
    return rt_then_catch(t, made, instance_or_failure, state);
}

static Value throw_made(rt_thread *t, Value exc, Value g) {
    return vm_tail_resume(t, g, exc, VM_RESUME_THROW);
}

static Value throw_into(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_then(t, vm_exception_of_args_tail(t, args + 1, nargs - 1), throw_made, args[0]);
}

static Value closed(rt_thread *t, Value v, Value g) {
    if (rt_is_null(v)) {
        bool over = rt_exception_catch(t, &rt_exc_GeneratorExit) ||
                    rt_exception_catch(t, &rt_exc_StopIteration);
        return over ? RT_NONE : RT_NULL;
    }
    return rt_raise(t, &rt_exc_RuntimeError, "%s ignored GeneratorExit", vm_generator_kind(g));
}

Value vm_generator_close(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    vm_generator *g = vm_as_generator(args[0]);
    Value state = rt_read_field(t, &g->hdr, &g->x_state);
    if (t->conflict) return RT_NULL;
    if (state.bits == VM_GEN_CLOSED) return RT_NONE;
    if (state.bits == VM_GEN_CREATED) {
        rt_own own = rt_write(t, &g->hdr);
        if (!own) return RT_NULL;
        rt_set_word(t, own, &g->x_state, VM_GEN_CLOSED);
        rt_set_storage(t, own, &g->x_regs, NULL);
        return RT_NONE;
    }
    Value stop = rt_exception_new(t, &rt_exc_GeneratorExit, NULL, 0);
    if (rt_is_null(stop)) return stop;
    if (!rt_is_null(t->handled)) rt_init(&rt_as_exception(stop)->x_context, t->handled);
    return rt_then_catch(t, vm_tail_resume(t, args[0], stop, VM_RESUME_THROW), closed, args[0]);
}

/* ---- attributes ---- */
static Value get_running(rt_thread *t, Value self) {
    Value state = rt_read_field(t, rt_obj(self), &vm_as_generator(self)->x_state);
    return t->conflict ? RT_NULL : rt_bool(state.bits == VM_GEN_RUNNING);
}

static Value get_suspended(rt_thread *t, Value self) {
    Value state = rt_read_field(t, rt_obj(self), &vm_as_generator(self)->x_state);
    return t->conflict ? RT_NULL : rt_bool(state.bits == VM_GEN_SUSPENDED);
}

Value vm_generator_code(rt_thread *t, Value self) {
    (void)t;
    return rt_load(&vm_as_generator(self)->x_code);
}

/* The iterator that a suspended body delegates to. */
Value vm_generator_delegate(rt_thread *t, Value self) {
    vm_generator *g = vm_as_generator(self);
    Value state = rt_read_field(t, &g->hdr, &g->x_state);
    if (t->conflict) return RT_NULL;
    if (state.bits != VM_GEN_SUSPENDED) return RT_NONE;
    const rt_code *code = rt_load_ptr(&g->x_code);
    const vm_word *pc = code->words + rt_load_word(&g->x_pc);
    if (vm_op_load(pc) != OP_YIELD || pc->c == 0xffff) return RT_NONE;
    return rt_load(&((rt_array *)rt_load_ptr(&g->x_regs))->x_items[pc->c]);
}

/* The frame object of a body: of the live frame while it runs, else one that remembers where it stands. */
Value vm_generator_frame(rt_thread *t, Value self) {
    vm_generator *g = vm_as_generator(self);
    Value state = rt_read_field(t, &g->hdr, &g->x_state);
    if (t->conflict) return RT_NULL;
    if (state.bits == VM_GEN_CLOSED) return RT_NONE;
    if (state.bits == VM_GEN_RUNNING) {
        for (rt_frame *f = t->frame; f > t->frame_base; f--)
            if ((f->flags & VM_FRAME_GENERATOR) && rt_same(f->aux, self)) {
                vm_frame_object *o = vm_frame_object_get(t, f);
                return o ? rt_from_obj(o) : RT_NULL;
            }
    }
    Value known = rt_load(&g->x_frame);
    if (!rt_is_null(known)) return known;
    vm_frame_object *o = (vm_frame_object *)rt_alloc(t, sizeof *o, &vm_frame_type.root);
    if (!o) return RT_NULL;
    rt_init(&o->x_code, vm_generator_code(t, self));
    rt_init(&o->x_function, rt_load(&g->x_function));
    rt_init(&o->x_locals, rt_load(&g->x_regs));
    rt_init_word(&o->x_pc, rt_load_word(&g->x_pc));
    return rt_write_field(t, &g->hdr, &g->x_frame, rt_from_obj(o)) ? rt_from_obj(o) : RT_NULL;
}

#define NAME(field, dunder)                                                                                \
    Value vm_generator##field(rt_thread *t, Value self)                                                      \
    {                                                                                                      \
        return rt_read_field(t, rt_obj(self), &vm_as_generator(self)->x##field);                           \
    }                                                                                                      \
    Value vm_generator_set##field(rt_thread *t, Value self, Value v)                                             \
    {                                                                                                      \
        if (rt_is_empty(v) || !rt_is_str(v)) return rt_raise_type_error(t, dunder " must be set to a string object");        \
        return rt_write_field(t, rt_obj(self), &vm_as_generator(self)->x##field, v) ? RT_NONE : RT_NULL;   \
    }
NAME(_name, "__name__")
NAME(_qualname, "__qualname__")
#undef NAME

Value vm_generator_repr(rt_thread *t, Value self) {
    Value name = vm_generator_qualname(t, self);
    return rt_is_null(name)
               ? name
               : rt_str_format_c(t, "<%T object %V at %p>", self, name, (void *)rt_obj(self));
}

#define METHODS(what)                                                                                      \
    {"send", send, 2, 2, NULL, 0, "send(arg) -> send 'arg' into " what ",\nreturn next yielded value or raise StopIteration."}, \
    {"throw", throw_into, 2, 4, NULL, 0, "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in " what ", return next yielded value or raise\nStopIteration."}, \
    {"close", vm_generator_close, 1, 1, NULL, 0, "close() -> raise GeneratorExit inside " what "."}
static const rt_native_def generator_methods[] = {METHODS("generator"), {.name = NULL}};
static const rt_native_def coroutine_methods[] = {
    METHODS("coroutine"), {"__del__", vm_coroutine_del, 1, 1, NULL, 0, NULL}, {.name = NULL}};
#undef METHODS
#define GETSETS(p)                                                                                         \
    {p "_running", get_running, NULL, NULL}, {p "_suspended", get_suspended, NULL, NULL},                  \
    {p "_code", vm_generator_code, rt_set_readonly, NULL}, {p "_frame", vm_generator_frame, NULL, NULL},                                \
    {"__name__", vm_generator_name, vm_generator_set_name, NULL}, {"__qualname__", vm_generator_qualname, vm_generator_set_qualname, NULL}
static const rt_getset_def generator_getsets[] = {
    GETSETS("gi"), {"gi_yieldfrom", vm_generator_delegate, NULL, NULL}, {NULL, NULL, NULL, NULL}};
static const rt_getset_def coroutine_getsets[] = {
    GETSETS("cr"), {"cr_await", vm_generator_delegate, NULL, NULL}, {NULL, NULL, NULL, NULL}};
static const rt_member_def coroutine_members[] = {
    {"cr_origin", offsetof(vm_generator, x_origin), false, true}, {NULL, 0, false, false}};

rt_type vm_generator_type = {
    RT_TYPE_HEAD(vm_generator_type, "generator"),
    .flags = RT_TF_WEAKREF,
    .basic_size = sizeof(vm_generator),
    .slots = {.iter = self_slot, .next = next_slot, .repr = vm_generator_repr},
    .trace = vm_generator_trace,
    .methods = generator_methods,
    .getsets = generator_getsets,
};

/* ---- what coroutine.__await__() returns: an iterator over the coroutine ---- */

typedef struct coroutine_wrapper {
    rt_object hdr;
    Value coroutine;
} coroutine_wrapper;

static Value coroutine_await(rt_thread *t, Value self) {
    rt_object *o = rt_alloc(t, sizeof(coroutine_wrapper), &vm_coroutine_wrapper_type.root);
    if (!o) return RT_NULL;
    ((coroutine_wrapper *)o)->coroutine = self;
    return rt_from_obj(o);
}

static Value wrapped(Value self) { return ((coroutine_wrapper *)rt_obj(self))->coroutine; }

/* What the coroutine returned is kept for the wrapper: it is whom StopIteration is raised for. */
static Value wrapper_stepped(rt_thread *t, Value v, Value self) {
    if (rt_is_empty(v)) rt_stop_keep(t, self, rt_stop_take(t, wrapped(self)));
    return v;
}

static Value wrapper_next(rt_thread *t, Value self) {
    return rt_then(t, next_slot(t, wrapped(self)), wrapper_stepped, self);
}

static Value wrapper_send(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return vm_tail_resume(t, wrapped(args[0]), args[1], VM_RESUME_SEND);
}

static Value wrapper_throw(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_then(t, vm_exception_of_args_tail(t, args + 1, nargs - 1), throw_made,
                   wrapped(args[0]));
}

static Value wrapper_close(rt_thread *t, Value *args, uint32_t nargs) {
    Value coroutine = wrapped(args[0]);
    return vm_generator_close(t, &coroutine, nargs);
}

static void wrapper_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((coroutine_wrapper *)o)->coroutine);
}

static const rt_native_def wrapper_methods[] = {
    {"send", wrapper_send, 2, 2, NULL, 0,
     "send(arg) -> send 'arg' into coroutine,\nreturn next yielded value or raise StopIteration."},
    {"throw", wrapper_throw, 2, 4, NULL, 0,
     "throw(value)\nthrow(type[,value[,traceback]])\n\n"
     "Raise exception in coroutine, return next yielded value or raise\nStopIteration."},
    {"close", wrapper_close, 1, 1, NULL, 0, "close() -> raise GeneratorExit inside coroutine."},
    {NULL, NULL, 0, 0, NULL, 0, NULL}};

rt_type vm_coroutine_wrapper_type = {
    RT_TYPE_HEAD(vm_coroutine_wrapper_type, "coroutine_wrapper"),
    .basic_size = sizeof(coroutine_wrapper),
    .slots = {.iter = self_slot, .next = wrapper_next},
    .trace = wrapper_trace,
    .methods = wrapper_methods,
};

rt_type vm_coroutine_type = {
    RT_TYPE_HEAD(vm_coroutine_type, "coroutine"),
    .flags = RT_TF_WEAKREF | RT_TF_FINALIZER,
    .wants_del = vm_generator_wants_del,
    .basic_size = sizeof(vm_generator),
    .slots = {.await_ = coroutine_await, .repr = vm_generator_repr},
    .trace = vm_generator_trace,
    .methods = coroutine_methods,
    .getsets = coroutine_getsets,
    .members = coroutine_members,
};

/* ---- instructions ---- */
Value vm_yield_from_iter_tail(rt_thread *t, rt_frame *f, Value v) {
    if (rt_is_obj(v) && rt_obj_type(rt_obj(v)) == &vm_generator_type) return v;
    if (rt_is_obj(v) && rt_obj_type(rt_obj(v)) == &vm_coroutine_type) {
        if (f->code->flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE)) return v;
        return rt_raise_type_error(
            t, "cannot 'yield from' a coroutine object in a non-coroutine generator");
    }
    return rt_iter_tail(t, v);
}

static Value await_checked(rt_thread *t, Value it, Value v) {
    (void)v;
    if (rt_is_obj(it) && rt_obj_type(rt_obj(it)) == &vm_coroutine_type)
        return rt_raise_type_error(t, "__await__() returned a coroutine");
    if (!rt_type_of(it)->slots.next)
        return rt_raise_type_error(t, "__await__() returned non-iterator of type '%T'", it);
    return it;
}

Value vm_awaitable_tail(rt_thread *t, Value v, uint32_t where) {
    if (rt_is_obj(v) && rt_obj_type(rt_obj(v)) == &vm_coroutine_type) {
        Value delegate = vm_generator_delegate(t, v);
        if (rt_is_null(delegate)) return delegate;
        return rt_is_none(delegate)
                   ? v
                   : rt_raise(t, &rt_exc_RuntimeError, "coroutine is being awaited already");
    }
    if (rt_is_obj(v) && rt_obj_type(rt_obj(v)) == &vm_generator_type &&
        (vm_as_code(vm_generator_code(t, v))->flags & CO_ITERABLE_COROUTINE))
        return v;
    rt_unary_fn await = rt_type_of(v)->slots.await_;
    if (await) return rt_then(t, await(t, v), await_checked, v);
    if (where == 0)
        return rt_raise_type_error(t, "object %T can't be used in 'await' expression", v);
    return rt_raise_type_error(
        t, "'async with' received an object from __a%s__ that does not implement __await__: %T",
        where == 1 ? "enter" : "exit", v);
}

static Value aiter_checked(rt_thread *t, Value it, Value v) {
    (void)v;
    if (rt_type_of(it)->slots.anext) return it;
    return rt_raise_type_error(
        t, "'async for' received an object from __aiter__ that does not implement __anext__: %T",
        it);
}

Value vm_aiter_tail(rt_thread *t, Value v) {
    rt_unary_fn aiter = rt_type_of(v)->slots.aiter;
    if (!aiter)
        return rt_raise_type_error(
            t, "'async for' requires an object with __aiter__ method, got %T", v);
    return rt_then(t, aiter(t, v), aiter_checked, v);
}

/* No awaitable, or no iterator for it: the reason becomes the cause. */
static Value anext_checked(rt_thread *t, Value it, Value awaitable) {
    if (!rt_is_null(it) || t->conflict) return it;
    Value cause = rt_exception_take(t);
    (void)rt_raise_type_error(t, "'async for' received an invalid object from __anext__: %T",
                              awaitable);
    if (t->conflict) return RT_NULL;
    Value error = rt_exception_take(t);
    return vm_raise_instance(t, error, cause);
}

static Value anext_awaitable(rt_thread *t, Value awaitable, Value it) {
    (void)it;
    return rt_then_catch(t, vm_awaitable_tail(t, awaitable, 0), anext_checked, awaitable);
}

Value vm_anext_tail(rt_thread *t, Value v) {
    rt_unary_fn anext = rt_type_of(v)->slots.anext;
    if (!anext)
        return rt_raise_type_error(
            t, "'async for' requires an iterator with __anext__ method, got %T", v);
    return rt_then(t, anext(t, v), anext_awaitable, v);
}
