/* generators.h - handlers: generators, coroutines, await. */
HANDLER(RETURN_GENERATOR)
{
    SAVE();
    STEP(vm_generator_make(t));
}

HANDLER(YIELD)
{
    SAVE();
    STEP(vm_generator_yield(t, R[pc->b]));
}

HANDLER(SEND)
{
    SAVE();
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

HANDLER(END_ASYNC_FOR)
{
    SAVE();
    if (rt_isinstance_exact(R[pc->a], &rt_exc_StopAsyncIteration)) {
        pc += vm_jump32(pc);
        NEXT(1);
    }
    t->exc = R[pc->a];
    vm_of(t)->reraise = true;
    STEP(vm_unwind(t));
}
