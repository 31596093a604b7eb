/* calls.h - handlers: calls and returns. */

/* A frame for f at regs, with the arguments in place; nothing else can go wrong than the stacks being full. */
#define PUSH_SIMPLE(f, code_, args_)                                                                       \
    do {                                                                                                   \
        rt_frame *fr = t->frame + 1;                                                                       \
        Value *regs = (args_);                                                                             \
        const rt_code *c_ = (code_);                                                                       \
        if (UNLIKELY(fr >= t->frame_end || regs + c_->nregs > t->stack_end)) {                             \
            vm_recursion_error(t);                                                                         \
            STEP(vm_unwind(t));                                                                            \
        }                                                                                                  \
        fr->regs = regs;                                                                                   \
        fr->consts = c_->consts;                                                                           \
        fr->code = (rt_code *)c_;                                                                          \
        fr->function = (f);                                                                                \
        fr->dst = pc->c;                                                                                   \
        fr->deliver = VM_TO_CALL;                                                                          \
        fr->flags = 0;                                                                                     \
        for (uint32_t i = c_->argcount; i < c_->nlocals; i++) regs[i] = RT_EMPTY;                          \
        t->frame = fr;                                                                                     \
        pc = c_->words;                                                                                    \
        R = regs;                                                                                          \
        K = c_->consts;                                                                                    \
        if (UNLIKELY(--fuel < 0)) [[clang::musttail]] return op_out_of_fuel(ARGS);                         \
        DISPATCH();                                                                                        \
    } while (0)

/* Calls callable with nargs values from args (registers with nothing live above). */
#define CALL_ANY(callable, args, nargs)                                                                    \
    do {                                                                                                   \
        Value f_ = (callable);                                                                             \
        SAVE();                                                                                            \
        if (LIKELY(rt_is_exact(f_, &vm_function_type))) {                                                  \
            vm_function *function = vm_as_function(f_);                                                    \
            rt_code *code = vm_function_code(function);                                                    \
            if (LIKELY(code->simple_argcount == (nargs))) PUSH_SIMPLE(function, code, args);               \
        } else {                                                                                           \
            rt_call_fn call = rt_type_of(f_)->slots.call;                                                  \
            if (LIKELY(call != NULL)) RESULT(pc->c, 3, call(t, f_, args, nargs, RT_NULL));                 \
        }                                                                                                  \
        STEP(vm_call(t, f_, args, nargs, RT_NULL, VM_TO_REG, pc->c));                                      \
    } while (0)

HANDLER(CALL)
{
    Value *base = &R[pc->a];
    CALL_ANY(base[0], base + 1, (uint32_t)pc->b);
}

HANDLER(CALL_METHOD)
{
    Value *base = &R[pc->a];
    bool bound = rt_is_empty(base[1]);
    Value f = base[0];
    Value *args = base + 1 + bound;
    uint32_t nargs = (uint32_t)pc->b + !bound;
    CALL_ANY(f, args, nargs);
}

HANDLER(CALL_KW)
{
    SAVE();
    Value *base = &R[pc->a];
    Value kwnames = K[pc[1].bits];
    STEP(vm_call(t, base[0], base + 1, (uint32_t)(pc->b - rt_tuple_len(kwnames)), kwnames, VM_TO_REG, pc->c));
}

HANDLER(CALL_METHOD_KW)
{
    SAVE();
    Value *base = &R[pc->a];
    bool bound = rt_is_empty(base[1]);
    Value kwnames = K[pc[1].bits];
    STEP(vm_call(t, base[0], base + 1 + bound, (uint32_t)(pc->b - rt_tuple_len(kwnames) + !bound), kwnames, VM_TO_REG, pc->c));
}

HANDLER(CALL_EX)
{
    SAVE();
    Value *base = &R[pc->a];
    STEP(vm_call_ex(t, base[0], base[1], pc->b ? base[2] : RT_EMPTY, pc->c));
}

HANDLER(return_slow)
{
    Value v = V(pc->a);
    SAVE();
    STEP(vm_return(t, v));
}

HANDLER(RETURN)
{
    rt_frame *f = t->frame;
    rt_frame *caller = f - 1;
    if (UNLIKELY(f->deliver != VM_TO_CALL || f->flags != 0)) [[clang::musttail]] return op_return_slow(ARGS);
#if VM_PARALLEL
    if (UNLIKELY(caller < t->frame_low)) [[clang::musttail]] return op_return_slow(ARGS);
#endif
    Value v = V(pc->a);
    t->frame = caller;
    pc = caller->pc;
    R = caller->regs;
    K = caller->consts;
    R[f->dst] = v;
    NEXT(3);
}

HANDLER(CONTINUATION)
{
    SAVE();
    STEP(vm_deliver_to(t, R[0], VM_TO_REG, 0, RT_NULL));
}

/* Never reached: a frame is left before its exit frame's instruction is fetched. */
HANDLER(EXIT_LOOP) { rt_fatal("evaluation fell through an exit frame"); }
