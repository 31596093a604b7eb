/* generator.c - resuming and suspending. See generator.h for the types' Python side: generator_objects.c, async_generator.c.
 *
 * Invariants
 *   generator-1  While a body runs its object says RUNNING and its saved registers are stale.
 *   generator-2  A frame with VM_FRAME_GENERATOR has the object in aux; deliver and dst say where the next yielded value goes.
 *   generator-3  A body suspended in `yield from` stands at the YIELD right behind the SEND of its delegate. */
#include "interp/generator.h"

#include "interp/async_hooks.h"
#include "interp/instructions.h"
#include "interp/specialize.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/exception.h"

bool vm_is_generator(Value v) {
    if (!rt_is_obj(v)) return false;
    const rt_type *type = rt_obj_type(rt_obj(v));
    return type == &vm_generator_type || type == &vm_coroutine_type ||
           type == &vm_async_generator_type;
}

const char *vm_generator_kind(Value g) {
    const rt_type *type = rt_obj_type(rt_obj(g));
    return type == &vm_generator_type   ? "generator"
           : type == &vm_coroutine_type ? "coroutine"
                                        : "async generator";
}

/* ---- creation ---- */
static rt_type *type_for(const rt_code *code) {
    return code->flags & CO_GENERATOR   ? &vm_generator_type
           : code->flags & CO_COROUTINE ? &vm_coroutine_type
                                        : &vm_async_generator_type;
}

static void save_regs(rt_array *to, const rt_frame *f) {
    for (uint32_t i = 0; i < f->code->nregs; i++)
        rt_init(&to->x_items[i], f->regs[i]);
}

static Value generator_from(rt_thread *t, rt_frame *f) {
    rt_array *regs = rt_array_new(t, f->code->nregs);
    rt_type *type = type_for(f->code);
    vm_generator *g = regs ? (vm_generator *)rt_alloc(t, sizeof *g, &type->root) : NULL;
    if (!g) return RT_NULL;
    save_regs(regs, f);
    rt_init_word(&g->x_state, VM_GEN_CREATED);
    rt_init_word(&g->x_pc, (uint64_t)(f->pc - f->code->words));
    rt_init_ptr(&g->x_regs, regs);
    rt_init_ptr(&g->x_function, f->function);
    rt_init_ptr(&g->x_code, f->code);
    Value name = rt_read_field(t, &f->function->hdr, &f->function->x_name);
    Value qualname = rt_read_field(t, &f->function->hdr, &f->function->x_qualname);
    if (t->conflict) return RT_NULL;
    rt_init(&g->x_name, name);
    rt_init(&g->x_qualname, qualname);
    if (type == &vm_coroutine_type && !vm_coroutine_born(t, g, f)) return RT_NULL;
    return rt_from_obj(g);
}

vm_step vm_generator_make(rt_thread *t) {
    rt_frame *f = t->frame;
    memset(f->regs + f->code->nlocals, 0,
           (f->code->nregs - f->code->nlocals) * sizeof(Value)); /* nothing stale is kept alive */
    Value g = generator_from(t, f);
    if (rt_is_null(g)) return vm_unwind(t);
    return vm_return(t, g);
}

/* ---- resumption ---- */
Value vm_tail_resume(rt_thread *t, Value g, Value value, int mode) {
    Value v = rt_tail_call(t, g, &value, 1);
    if (rt_is_tail(v)) t->tail.resume = mode;
    return v;
}

static vm_step raise_stop(rt_thread *t, Value v) {
    Value stop = rt_exception_new(t, &rt_exc_StopIteration, &v, rt_is_none(v) ? 0 : 1);
    if (!rt_is_null(stop)) rt_raise_object(t, stop);
    return vm_unwind(t);
}

/* Whether a body, or one that delegates to it, is handling an exception itself, besides what their caller is. */
static bool handles_itself(const rt_frame *f) {
    for (; !(f->flags & VM_FRAME_HANDLES); f--)
        if (f->deliver != VM_TO_SEND) return false;
    return true;
}

/* Raises what was thrown into a body. What its caller is handling is no context of it, what it is handling itself (own) is. */
static Value raise_thrown(rt_thread *t, Value exc, bool own) {
    Value handled = t->handled;
    if (!own) t->handled = RT_NULL;
    rt_raise_object(t, exc);
    t->handled = handled;
    return RT_NULL;
}

/* Resuming what has ended already. */
static vm_step resume_closed(rt_thread *t, Value g, Value value, int mode, vm_deliver deliver,
                             uint16_t dst) {
    if (rt_obj_type(rt_obj(g)) == &vm_coroutine_type) {
        rt_raise(t, &rt_exc_RuntimeError, "cannot reuse already awaited coroutine");
        return vm_unwind(t);
    }
    if (mode == VM_RESUME_THROW) {
        raise_thrown(t, value, false);
        return vm_unwind(t);
    }
    if (mode == VM_RESUME_NEXT) {
        rt_stop_keep(t, g, RT_NONE);
        return vm_deliver_to(t, RT_EMPTY, deliver, dst, RT_NULL);
    }
    if (deliver == VM_TO_SEND) return vm_send_ended(t, RT_NONE);
    return raise_stop(t, RT_NONE);
}

rt_own vm_generator_acquire(rt_thread *t, vm_generator *g) {
    rt_own own = rt_write(t, &g->hdr);
    if (own != STM_OWNED) return own;
    rt_array *regs = rt_load_ptr(&g->x_regs);
    if (regs) stm_undo_log_words(t->tx, regs->x_items, regs->length);
    const size_t words = (sizeof *g - sizeof g->hdr) / sizeof(rt_field);
    return rt_write_whole(t, &g->hdr, &g->x_state, words);
}

/* Copies the body onto the stacks. NULL: raised. */
static rt_frame *push_body(rt_thread *t, vm_generator *g, vm_deliver deliver, uint16_t dst) {
    rt_own own = vm_generator_acquire(t, g);
    if (!own) return NULL;
    vm_function *function = rt_load_ptr(&g->x_function);
    rt_array *regs = rt_load_ptr(&g->x_regs);
    Value handled = rt_load(&g->x_handled);
    rt_frame *f = vm_push(t, function, rt_load_ptr(&g->x_code), vm_top(t), deliver, dst);
    if (!f) return NULL;
    for (uint32_t i = 0; i < f->code->nregs; i++)
        f->regs[i] = rt_load(&regs->x_items[i]);
    f->pc = f->code->words + rt_load_word(&g->x_pc);
    f->flags = rt_is_null(handled) ? VM_FRAME_GENERATOR : VM_FRAME_GENERATOR | VM_FRAME_HANDLES;
    f->aux = rt_from_obj(g);
    f->handled = t->handled;
    if (!rt_is_null(handled)) t->handled = handled;
    Value object = rt_load(&g->x_frame);
    if (!rt_is_null(object)) {
        vm_frame_object *o = (vm_frame_object *)rt_obj(object);
        rt_own frame_own = rt_write(t, &o->hdr);
        if (!frame_own) return NULL;
        rt_set_ptr(t, frame_own, &o->x_live, f);
        rt_set_ptr(t, frame_own, &o->x_owner, t);
        f->object = object;
        f->flags |= VM_FRAME_OBJECT;
    }
    rt_set_word(t, own, &g->x_state, VM_GEN_RUNNING);
    return f;
}

/* Raises value in the body at the YIELD it stands at; a delegate of `yield from` gets it first. */
static vm_step throw_into(rt_thread *t, rt_frame *f, Value value) {
    const vm_word *yield = f->pc;
    if (vm_op_load(yield) == OP_YIELD && yield->c != 0xffff) {
        Value delegate = f->regs[yield->c];
        f->pc = yield - vm_op_words[OP_SEND];
        return vm_throw_delegate(t, delegate, value);
    }
    raise_thrown(t, value, handles_itself(f));
    return vm_unwind(t);
}

vm_step vm_resume(rt_thread *t, Value gv, Value value, int mode, vm_deliver deliver, uint16_t dst) {
    t->tail.resume = 0;
    vm_generator *g = vm_as_generator(gv);
    Value state = rt_read_field(t, &g->hdr, &g->x_state);
    if (t->conflict) return vm_unwind(t);
    if (state.bits == VM_GEN_RUNNING) {
        rt_raise_value_error(t, "%s already executing", vm_generator_kind(gv));
        return vm_unwind(t);
    }
    if (state.bits == VM_GEN_CLOSED) return resume_closed(t, gv, value, mode, deliver, dst);
    if (state.bits == VM_GEN_CREATED && mode == VM_RESUME_SEND && !rt_is_none(value)) {
        rt_raise_type_error(t, "can't send non-None value to a just-started %s",
                            vm_generator_kind(gv));
        return vm_unwind(t);
    }
    rt_frame *f = push_body(t, g, deliver, dst);
    if (!f) return vm_unwind(t);
    if (mode == VM_RESUME_NEXT) f->flags |= VM_FRAME_NEXT;
    if (mode == VM_RESUME_THROW) return throw_into(t, f, value);
    const vm_word *at = f->pc;
    if (vm_op_load(at) == OP_YIELD) f->regs[at->a] = value;
    f->pc = at + vm_op_words[vm_op_load(at)]; /* behind YIELD or RETURN_GENERATOR */
    return VM_GO;
}

/* ---- suspension ---- */
/* The body's frame leaves the stacks; its object is told the new state. False: conflict. */
static bool leave_body(rt_thread *t, uint64_t state) {
    rt_frame *f = t->frame;
    vm_generator *g = vm_as_generator(f->aux);
    rt_own own = vm_generator_acquire(t, g);
    if (!own) return false;
    if (state == VM_GEN_SUSPENDED) {
        rt_array *regs = rt_load_ptr(&g->x_regs);
        for (uint32_t i = 0; i < f->code->nregs; i++)
            rt_set(t, own, &regs->x_items[i], f->regs[i]);
        rt_set_word(t, own, &g->x_pc, (uint64_t)(f->pc - f->code->words));
        rt_set(t, own, &g->x_handled, vm_generator_handles(t, f));
    } else {
        rt_set_storage(t, own, &g->x_regs, NULL);
        rt_set(t, own, &g->x_handled, RT_NULL);
    }
    if (f->flags & VM_FRAME_OBJECT)
        rt_set(t, own, &g->x_frame, state == VM_GEN_SUSPENDED ? f->object : RT_NULL);
    rt_set_word(t, own, &g->x_state, state);
    vm_frame_pop(t);
    return !t->conflict;
}

vm_step vm_generator_yield(rt_thread *t, Value v) {
    vm_deliver deliver = t->frame->deliver;
    uint16_t dst = t->frame->dst;
    if (!leave_body(t, VM_GEN_SUSPENDED)) {
        t->conflict = true;
        return vm_unwind(t);
    }
    return vm_deliver_to(t, v, deliver, dst, RT_NULL);
}

vm_step vm_generator_returned(rt_thread *t, Value v) {
    rt_frame *f = t->frame;
    vm_deliver deliver = f->deliver;
    uint16_t dst = f->dst;
    bool next = (f->flags & VM_FRAME_NEXT) != 0;
    Value g = f->aux;
    bool async_gen = rt_obj_type(rt_obj(g)) == &vm_async_generator_type;
    if (!leave_body(t, VM_GEN_CLOSED)) {
        t->conflict = true;
        return vm_unwind(t);
    }
    if (async_gen) {
        rt_raise_object(t, rt_exception_new(t, &rt_exc_StopAsyncIteration, NULL, 0));
        return vm_unwind(t);
    }
    if (next) {
        rt_stop_keep(t, g, v);
        return vm_deliver_to(t, RT_EMPTY, deliver, dst, RT_NULL);
    }
    if (deliver == VM_TO_SEND) return vm_send_ended(t, v);
    return raise_stop(t, v);
}

/* StopIteration must not leave a body (PEP 479): it becomes RuntimeError. */
static void guard_stop(rt_thread *t, Value g) {
    bool stop = rt_exception_matches(t, &rt_exc_StopIteration);
    bool async_stop = rt_obj_type(rt_obj(g)) == &vm_async_generator_type &&
                      rt_exception_matches(t, &rt_exc_StopAsyncIteration);
    if (!stop && !async_stop) return;
    Value cause = rt_exception_take(t);
    rt_raise(t, &rt_exc_RuntimeError, "%s raised %s", vm_generator_kind(g),
             stop ? "StopIteration" : "StopAsyncIteration");
    if (rt_is_null(t->exc)) return;
    rt_exception *e = rt_as_exception(t->exc);
    rt_init(&e->x_cause, cause);
    rt_init(&e->x_context, cause);
    rt_init(&e->x_suppress_context, RT_TRUE);
}

void vm_generator_raised(rt_thread *t) {
    Value g = t->frame->aux;
    guard_stop(t, g);
    Value exc = rt_exception_take(t);
    if (!leave_body(t, VM_GEN_CLOSED))
        t->conflict = true;
    else
        t->exc = exc;
}

/* ---- delegation: SEND ---- */
/* The delegate at SEND ended with result v: the loop of `yield from` is left. */
vm_step vm_send_ended(rt_thread *t, Value v) {
    rt_frame *f = t->frame;
    const vm_word *send = f->pc;
    f->regs[send->a] = v;
    f->pc = send + vm_op_words[OP_SEND] + (int16_t)send->c;
    return VM_GO;
}

vm_step vm_sent(rt_thread *t, Value v) {
    rt_frame *f = t->frame;
    if (vm_of(t)->send_ended || rt_is_empty(v)) {
        vm_of(t)->send_ended = false;
        return vm_send_ended(t, rt_is_empty(v) ? rt_stop_take(t, f->regs[f->pc->b]) : v);
    }
    f->regs[f->pc->a] = v;
    f->pc += vm_op_words[OP_SEND];
    return VM_GO;
}

/* The answer of a delegate that is not a generator: (result or StopIteration) as the pair SEND wants. */
static Value delegate_answered(rt_thread *t, Value v, Value state) {
    (void)state;
    if (!rt_is_null(v)) return v;
    if (!rt_exception_matches(t, &rt_exc_StopIteration)) return RT_NULL;
    Value stop = rt_exception_take(t);
    vm_of(t)->send_ended = true;
    return rt_exception_stop_value(stop);
}

static vm_step delegate_result(rt_thread *t, Value v) {
    return vm_result(t, rt_then_catch(t, v, delegate_answered, RT_NULL), VM_TO_SEND, 0);
}

vm_step vm_send(rt_thread *t, Value iterator, Value v, uint16_t dst) {
    if (vm_is_generator(iterator))
        return vm_resume(t, iterator, v, VM_RESUME_SEND, VM_TO_SEND, dst);
    if (!rt_is_none(v))
        return delegate_result(t, rt_call_method_tail(t, iterator, rt_id.send, &v, 1));
    rt_type *type = rt_type_of(iterator);
    if (type->flags & RT_TF_HEAP)
        return delegate_result(t, rt_call_special_tail(t, iterator, rt_id.__next__, NULL, 0));
    Value next = rt_next_tail(t, iterator);
    if (rt_is_empty(next)) return vm_send_ended(t, rt_stop_take(t, iterator));
    return delegate_result(t, next);
}

/* state: the exception, whether the body is handling one itself */
static Value raise_from_state(rt_thread *t, Value state) {
    return raise_thrown(t, rt_tuple_at(state, 0), rt_same(rt_tuple_at(state, 1), RT_TRUE));
}

static Value throw_method_got(rt_thread *t, Value method, Value state) {
    if (rt_is_null(method)) return method;
    if (rt_is_empty(method))
        return raise_from_state(t, state); /* as if it were raised in the body */
    Value answer = rt_tail_call1(t, method, rt_tuple_at(state, 0));
    return rt_then_catch(t, answer, delegate_answered, RT_NULL);
}

/* A delegate that does not tell whether it has `close` is left alone, with a report. */
static Value close_method_got(rt_thread *t, Value method, Value delegate) {
    if (rt_is_null(method)) return rt_unraisable_hook(t, rt_exception_take(t), delegate);
    return rt_is_empty(method) ? method : rt_tail_call0(t, method);
}

static Value closed_then_raise(rt_thread *t, Value v, Value state) {
    return rt_is_null(v) ? v : raise_from_state(t, state);
}

vm_step vm_throw_delegate(rt_thread *t, Value delegate, Value exc) {
    Value own = rt_bool(handles_itself(t->frame)), state = rt_tuple_pack2(t, exc, own);
    if (rt_is_null(state)) return vm_unwind(t);
    if (rt_isinstance_exact(exc, &rt_exc_GeneratorExit)) {
        Value closed = rt_then_catch(t, rt_getattr_opt_tail(t, delegate, rt_id.close),
                                     close_method_got, delegate);
        return vm_result(t, rt_then(t, closed, closed_then_raise, state), VM_TO_SEND, 0);
    }
    if (vm_is_generator(delegate))
        return vm_resume(t, delegate, exc, VM_RESUME_THROW, VM_TO_SEND, 0);
    Value method = rt_getattr_opt_tail(t, delegate, rt_id.throw_);
    return vm_result(t, rt_then(t, method, throw_method_got, state), VM_TO_SEND, 0);
}
