/* continue.c - results, exceptions and conflicts on their way down the frames.
 *
 * Owns: what happens when an instruction or a frame is done. A result goes to where the frame's `deliver` says; an
 * exception to the nearest handler; a conflict to the replay point, passing every handler by.
 * Threads: the running thread, on its own frames. */
#include "interp/generator.h"
#include "interp/instructions.h"
#include "interp/specialize.h"
#include "interp/vm_internal.h"
#include "runtime/objects/exception.h"

/* A stub that continuation frames "call" from: a result delivered as after a 3-word call arrives at CONTINUATION. */
static const vm_word cont_stub[4] = {
    {{OP_NOP, 0, 0, 0}}, {{0}}, {{0}}, {{OP_CONTINUATION, 0, 0, 0}}};

void vm_frame_pop(rt_thread *t) {
    rt_frame *f = t->frame;
    if (f->flags & VM_FRAME_OBJECT) vm_frame_object_detach(t, f);
    if (f->flags & VM_FRAME_GENERATOR) t->handled = f->handled;
    t->frame = f - 1;
    if (f - 1 < t->frame_low) vm_checkpoint_lower(t, f - 1);
}

rt_frame *vm_push_cont(rt_thread *t, rt_cont run, Value state, bool catches, vm_deliver deliver,
                       uint16_t dst) {
    Value *regs = vm_top(t);
    rt_frame *f = t->frame + 1;
    if (f >= t->frame_end || regs + 1 > t->stack_end) {
        vm_recursion_error(t);
        return NULL;
    }
    *f = (rt_frame){
        .pc = cont_stub,
        .regs = regs,
        .dst = dst,
        .deliver = deliver,
        .flags = (uint8_t)(VM_FRAME_CONT | (catches ? VM_FRAME_CATCHES : 0)),
        .cont = run,
        .aux = state,
    };
    regs[0] = RT_NULL;
    t->frame = f;
    return f;
}

/* A module's or class body's code: a function without parameters whose frame has a namespace. */
static vm_step call_with_namespace(rt_thread *t, Value *regs, vm_deliver deliver, uint16_t dst) {
    Value ns = t->tail.ns;
    t->tail.ns = RT_NULL;
    vm_function *function = vm_as_function(t->tail.callable);
    rt_frame *f = vm_push(t, function, vm_function_code(function), regs, deliver, dst);
    if (!f) return vm_unwind(t);
    f->ns = ns;
    f->flags |= VM_FRAME_NS;
    return VM_GO;
}

/* Makes the call that t->tail describes, its continuations waiting for it. */
static vm_step tail_call(rt_thread *t, vm_deliver deliver, uint16_t dst) {
    rt_tail *tail = &t->tail;
    for (uint32_t i = tail->nconts; i-- > 0;) {
        if (!vm_push_cont(t, tail->conts[i].run, tail->conts[i].state, tail->conts[i].catches,
                          deliver, dst))
            return vm_unwind(t);
        deliver = VM_TO_CALL;
        dst = 0;
    }
    tail->nconts = 0;
    if (tail->outside) return vm_outside(t, deliver, dst);
    if (tail->resume) {
        Value generator = tail->callable, sent = tail->args[0];
        tail->callable = tail->args[0] = RT_NULL;
        return vm_resume(t, generator, sent, tail->resume, deliver, dst);
    }
    uint32_t total =
        tail->nargs + (rt_is_null(tail->kwnames) ? 0 : (uint32_t)rt_tuple_len(tail->kwnames));
    Value *args = vm_top(t) + 1; /* one free in front for a bound self */
    if (args + total > t->stack_end) {
        vm_recursion_error(t);
        return vm_unwind(t);
    }
    /* What stays there would keep objects alive, and all that they refer to, until the next call of as many arguments. */
    if (total > 0) {
        memcpy(args, tail->args, total * sizeof(Value));
        memset(tail->args, 0, total * sizeof(Value));
    }
    if (!rt_is_null(tail->ns)) return call_with_namespace(t, args, deliver, dst);
    return vm_call(t, tail->callable, args, tail->nargs, tail->kwnames, deliver, dst);
}

vm_step vm_result(rt_thread *t, Value v, vm_deliver deliver, uint16_t dst) {
    if (rt_is_null(v)) return vm_unwind(t);
    if (rt_is_tail(v)) return tail_call(t, deliver, dst);
    return vm_deliver_to(t, v, deliver, dst, RT_NULL);
}

static void jump_if(rt_frame *f, bool taken) {
    const vm_word *pc = f->pc;
    f->pc = pc + vm_op_words[vm_op_load(pc)];
    if (taken) f->pc += vm_jump32(pc);
}

/* Puts v in place in an ordinary frame. False: an exception is pending. */
static bool place(rt_thread *t, rt_frame *f, Value v, vm_deliver deliver, uint16_t dst, Value aux) {
    const vm_word *pc = f->pc;
    switch (deliver) {
    case VM_TO_BRANCH:
        jump_if(f, rt_same(v, RT_TRUE) == vm_op_jumps_if_true(vm_op_load(pc)));
        return true;
    case VM_TO_NOT: v = rt_bool(rt_same(v, RT_FALSE)); break;
    case VM_TO_LOOP:
        if (rt_is_empty(v)) {
            f->pc = pc + vm_op_words[OP_FOR_ITER] + (int16_t)pc->c;
            return true;
        }
        break;
    case VM_TO_INIT:
        if (!rt_is_none(v)) {
            rt_raise_type_error(t, "__init__() should return None, not '%T'", v);
            return false;
        }
        v = aux;
        break;
    case VM_TO_PAIR:
        f->regs[dst + 1] = rt_tuple_at(v, 1);
        v = rt_tuple_at(v, 0);
        break;
    case VM_TO_RESUME: return true;
    case VM_TO_SPECIAL: f->regs[dst + 1] = RT_EMPTY; break;
    default: break;
    }
    if (deliver != VM_TO_NOWHERE) f->regs[dst] = v;
    f->pc = pc + vm_op_words[vm_op_load(pc)];
    return true;
}

/* The loop is done. */
static vm_step leave(rt_thread *t, Value v) {
    if (t->c_depth == 1) return vm_outermost_leave(t, v);
    vm_of(t)->result = v;
    return VM_LEAVE;
}

vm_step vm_deliver_to(rt_thread *t, Value v, vm_deliver deliver, uint16_t dst, Value aux) {
    rt_frame *f = t->frame;
    if (f->flags & VM_FRAME_EXIT) return leave(t, v);
    if (f->flags & VM_FRAME_CONT) {
        rt_cont run = f->cont;
        Value state = f->aux;
        deliver = f->deliver;
        dst = f->dst;
        vm_frame_pop(t);
        return vm_result(t, run(t, v, state), deliver, dst);
    }
    if (deliver == VM_TO_UNPACK) return vm_unpack_list(t, v);
    if (deliver == VM_TO_SEND) return vm_sent(t, v);
    return place(t, f, v, deliver, dst, aux) ? VM_GO : vm_unwind(t);
}

vm_step vm_return(rt_thread *t, Value v) {
    rt_frame *f = t->frame;
    if (f->flags & VM_FRAME_GENERATOR) return vm_generator_returned(t, v);
    vm_deliver deliver = f->deliver;
    uint16_t dst = f->dst;
    Value aux = f->aux;
    vm_frame_pop(t);
    return vm_deliver_to(t, v, deliver, dst, aux);
}

static const vm_handler *handler_find(const rt_code *code, const vm_word *pc) {
    uint32_t at = (uint32_t)(pc - code->words);
    for (uint32_t i = 0; i < code->nhandlers; i++)
        if (at >= code->handlers[i].start && at < code->handlers[i].end) return &code->handlers[i];
    return NULL;
}

/* A conflict: the frames of this loop are dropped without a trace; the outermost loop replays. */
static vm_step unwind_conflict(rt_thread *t) {
    if (t->c_depth == 1) return vm_replay(t);
    while (!(t->frame->flags & VM_FRAME_EXIT))
        t->frame--;
    vm_of(t)->result = RT_NULL;
    return VM_LEAVE;
}

vm_step vm_unwind(rt_thread *t) {
    for (;;) {
        if (t->conflict) return unwind_conflict(t);
        rt_frame *f = t->frame;
        if (f->flags & VM_FRAME_EXIT) return leave(t, RT_NULL);
        if (f->flags & VM_FRAME_CONT) {
            rt_cont run = f->cont;
            Value state = f->aux;
            vm_deliver deliver = f->deliver;
            uint16_t dst = f->dst;
            bool catches = f->flags & VM_FRAME_CATCHES;
            vm_frame_pop(t);
            if (!catches) continue;
            Value v = run(t, RT_NULL, state);
            if (!rt_is_null(v)) return vm_result(t, v, deliver, dst);
            continue;
        }
        if (!vm_of(t)->reraise) vm_traceback_add(t, f);
        vm_of(t)->reraise = false;
        const vm_handler *h = handler_find(f->code, f->pc);
        if (h) {
            f->regs[h->reg] = rt_exception_take(t);
            f->pc = f->code->words + h->handler;
            return VM_GO;
        }
        vm_frame_settle_line(t, f);
        if (f->flags & VM_FRAME_GENERATOR)
            vm_generator_raised(t);
        else
            vm_frame_pop(t);
    }
}
