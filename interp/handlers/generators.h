/* generators.h - handlers: generators, coroutines, await. */
HANDLER(RETURN_GENERATOR) {
    SAVE();
    STEP(vm_generator_make(t));
}

HANDLER(YIELD) {
    SAVE();
    const rt_frame *f = t->frame;
    const rt_frame *caller = f - 1;
    bool to_loop = f->deliver == VM_TO_LOOP;
    if (LIKELY(!(f->flags & VM_FRAME_OBJECT) && (to_loop || f->deliver == VM_TO_SEND) &&
               (!VM_PARALLEL || caller >= t->frame_low) && GENERATOR_IS_FREE(f->aux))) {
        Value v = R[pc->b];
        vm_generator_leave(t);
        pc = caller->pc;
        R = caller->regs;
        K = caller->consts;
        R[to_loop ? f->dst : pc->a] = v;
        pc += to_loop ? 2 : 1; /* FOR_ITER or SEND */
        DISPATCH();
    }
    STEP(vm_generator_yield(t, R[pc->b]));
}

HANDLER(SEND) {
    SAVE();
    Value g = R[pc->b];
    if (LIKELY(rt_is_exact(g, &vm_generator_type) && GENERATOR_IS_FREE(g)) &&
        LIKELY(vm_generator_enter(t, vm_as_generator(g), R[pc->a], 0, VM_TO_SEND, pc->a))) {
        RELOAD();
        DISPATCH();
    }
    STEP(vm_send(t, R[pc->b], R[pc->a], pc->a));
}

#define GENERATOR(name, expression)                                                                        \
    HANDLER(name)                                                                                          \
    {                                                                                                      \
        SAVE();                                                                                            \
        RESULT(pc->a, 1, expression);                                                                      \
    }
GENERATOR(GET_YIELD_FROM_ITER, vm_yield_from_iter_tail(t, t->frame, R[pc->b]))
GENERATOR(GET_AWAITABLE, vm_awaitable_tail(t, R[pc->b], pc->c))
GENERATOR(GET_AITER, vm_aiter_tail(t, R[pc->b]))
GENERATOR(GET_ANEXT, vm_anext_tail(t, R[pc->b]))
GENERATOR(ASYNC_GEN_WRAP, vm_async_gen_wrap(t, R[pc->b]))
#undef GENERATOR

HANDLER(END_ASYNC_FOR) {
    SAVE();
    if (rt_isinstance_exact(R[pc->a], &rt_exc_StopAsyncIteration)) {
        pc += vm_jump32(pc);
        NEXT(1);
    }
    t->exc = R[pc->a];
    vm_of(t)->reraise = true;
    STEP(vm_unwind(t));
}
