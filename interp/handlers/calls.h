/* calls.h - handlers: calls and returns. */

/* A frame for f at regs, with the arguments in place; nothing else can go wrong than the stacks being full. */
#define PUSH_SIMPLE(f, code_, args_, deliver_)                                                                     \
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
        fr->deliver = (deliver_);                                                                          \
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
#define CALL_ANY(callable, args, nargs, specialize)                                                        \
    do {                                                                                                   \
        Value f_ = (callable);                                                                             \
        SAVE();                                                                                            \
        if (LIKELY(rt_is_exact(f_, &vm_function_type))) {                                                  \
            vm_function *function = vm_as_function(f_);                                                    \
            rt_code *code = vm_function_code(function);                                                    \
            if (LIKELY(code->simple_argcount == (nargs))) PUSH_SIMPLE(function, code, args, VM_TO_CALL);   \
        } else {                                                                                           \
            specialize;                                                                                    \
            CHECK(!t->conflict);                                                                           \
            rt_call_fn call = rt_type_of(f_)->slots.call;                                                  \
            if (LIKELY(call != NULL)) RESULT(pc->c, 3, call(t, f_, args, nargs, RT_NULL));                 \
        }                                                                                                  \
        STEP(vm_call(t, f_, args, nargs, RT_NULL, VM_TO_REG, pc->c));                                      \
    } while (0)

HANDLER(CALL) {
    Value *base = &R[pc->a];
    CALL_ANY(base[0], base + 1, (uint32_t)pc->b, vm_specialize_call(t, pc, f_, pc->b));
}

HANDLER(CALL_METHOD) {
    Value *base = &R[pc->a];
    bool bound = rt_is_empty(base[1]);
    Value f = base[0];
    Value *args = base + 1 + bound;
    uint32_t nargs = (uint32_t)pc->b + !bound;
    CALL_ANY(f, args, nargs, vm_specialize_call_method(pc, f_, base[1], nargs));
}

/* The native `f_` with its n arguments as they lie at args; the register before them is free for a bound self. */
#define CALL_POSITIONAL(f_, args_, n_)                                                                     \
    do {                                                                                                   \
        const rt_native *native = rt_as_native(f_);                                                        \
        const rt_native_def *def = native->def;                                                            \
        bool bound = !rt_is_empty(native->self);                                                           \
        uint32_t n = (n_) + (uint32_t)bound;                                                               \
        if (UNLIKELY(def->sig || n < (uint32_t)def->min || n > (uint32_t)def->max)) MISS();                \
        Value *row = (args_) - bound;                                                                      \
        if (bound) row[0] = native->self;                                                                  \
        SAVE();                                                                                            \
        RESULT(pc->c, 3, def->fn(t, row, n));                                                              \
    } while (0)

HANDLER(CALL_NATIVE) {
    Value *base = &R[pc->a];
    if (UNLIKELY(!rt_is_exact(base[0], &rt_native_type))) MISS();
    CALL_POSITIONAL(base[0], base + 1, pc->b);
}

HANDLER(CALL_METHOD_NATIVE) {
    Value *base = &R[pc->a];
    if (UNLIKELY(!rt_is_empty(base[1]) || !rt_is_exact(base[0], &rt_native_type))) MISS();
    CALL_POSITIONAL(base[0], base + 2, pc->b);
}

HANDLER(CALL_METHOD_DESCR) {
    Value *base = &R[pc->a];
    if (UNLIKELY(!rt_is_exact(base[0], &rt_method_descr_type) || !rt_is_obj(base[1]))) MISS();
    const rt_descr *d = rt_as_descr(base[0]);
    const rt_native_def *def = d->method;
    uint32_t n = pc->b + 1u;
    if (UNLIKELY(rt_obj_type(rt_obj(base[1])) != d->owner || def->sig || n < (uint32_t)def->min ||
                 n > (uint32_t)def->max))
        MISS();
    SAVE();
    RESULT(pc->c, 3, def->fn(t, base + 1, n));
}

SLOW_HANDLER(append_growing) {
    const Value *base = &R[pc->a];
    SAVE();
    CHECK(rt_list_append(t, base[1], base[2]));
    R[pc->c] = RT_NONE;
    NEXT(3);
}

HANDLER(CALL_LIST_APPEND) {
    Value *base = &R[pc->a];
    if (UNLIKELY(!rt_is_exact(base[0], &rt_method_descr_type) ||
                 rt_as_descr(base[0])->method->fn != rt_list_append_method))
        MISS();
    if (UNLIKELY(!rt_is_exact(base[1], &rt_list_type) || pc->b != 1)) MISS();
    rt_list *l = rt_as_list(base[1]);
    ACQUIRE(&l->hdr);
    rt_array *items = rt_load_ptr(&l->x_items);
    uint64_t n = rt_load_word(&l->x_size);
    if (UNLIKELY(!items || n >= items->length)) GOTO(append_growing);
    LOG_WORD(&l->hdr, &l->x_size);
    rt_init(&items->x_items[n], base[2]); /* list-2: beyond the size nothing is logged */
    rt_init_word(&l->x_size, n + 1);
    R[pc->c] = RT_NONE;
    NEXT(3);
}

/* Word 1: the record of the class. The instance takes the class's place as the first argument of __init__. */
HANDLER(CALL_CLASS) {
    Value *base = &R[pc->a];
    const vm_class_record *r = (const vm_class_record *)(uintptr_t)vm_cache_load(&pc[1]);
    if (UNLIKELY(base[0].bits != (uintptr_t)r->type || rt_type_version(r->type) != r->version))
        MISS();
    rt_code *code = r->init ? vm_function_code(r->init) : NULL;
    if (UNLIKELY(code && code->simple_argcount != pc->b + 1u)) MISS();
    SAVE();
    rt_object *o = rt_alloc_fast(t, r->size_class, r->cell, &r->type->root);
    if (UNLIKELY(!o)) {
        o = rt_alloc_slow(t, r->cell, &r->type->root);
        CHECK(o);
    }
    if (!code) {
        R[pc->c] = rt_from_obj(o);
        NEXT(3);
    }
    base[0] = rt_from_obj(o);
    t->frame[1].aux = base[0];
    PUSH_SIMPLE(r->init, code, base, VM_TO_INIT);
}

HANDLER(CALL_KW) {
    SAVE();
    Value *base = &R[pc->a];
    Value kwnames = K[pc[1].bits];
    STEP(vm_call(t, base[0], base + 1, (uint32_t)(pc->b - rt_tuple_len(kwnames)), kwnames,
                 VM_TO_REG, pc->c));
}

HANDLER(CALL_METHOD_KW) {
    SAVE();
    Value *base = &R[pc->a];
    bool bound = rt_is_empty(base[1]);
    Value kwnames = K[pc[1].bits];
    STEP(vm_call(t, base[0], base + 1 + bound, (uint32_t)(pc->b - rt_tuple_len(kwnames) + !bound),
                 kwnames, VM_TO_REG, pc->c));
}

HANDLER(CALL_EX) {
    SAVE();
    Value *base = &R[pc->a];
    STEP(vm_call_ex(t, base[0], base[1], pc->b ? base[2] : RT_EMPTY, pc->c));
}

SLOW_HANDLER(return_slow) {
    Value v = V(pc->a);
    SAVE();
    STEP(vm_return(t, v));
}

/* The frame f is left, its result is in `v`. */
#define RETURN_FAST(v)                                                                                     \
    do {                                                                                                   \
        Value v_ = (v);                                                                                    \
        t->frame = caller;                                                                                 \
        pc = caller->pc;                                                                                   \
        R = caller->regs;                                                                                  \
        K = caller->consts;                                                                                \
        R[f->dst] = v_;                                                                                    \
        NEXT(3);                                                                                           \
    } while (0)

SLOW_HANDLER(return_other) {
    rt_frame *f = t->frame;
    rt_frame *caller = f - 1;
    if (f->deliver != VM_TO_INIT || f->flags != 0 || !rt_is_none(V(pc->a))) [[clang::musttail]]
        return op_return_slow(ARGS);
#if VM_PARALLEL
    if (UNLIKELY(caller < t->frame_low)) [[clang::musttail]]
        return op_return_slow(ARGS);
#endif
    RETURN_FAST(f->aux);
}

HANDLER(RETURN) {
    rt_frame *f = t->frame;
    rt_frame *caller = f - 1;
    if (UNLIKELY(f->deliver != VM_TO_CALL || f->flags != 0)) [[clang::musttail]]
        return op_return_other(ARGS);
#if VM_PARALLEL
    if (UNLIKELY(caller < t->frame_low)) [[clang::musttail]]
        return op_return_slow(ARGS);
#endif
    RETURN_FAST(V(pc->a));
}

HANDLER(CONTINUATION) {
    SAVE();
    STEP(vm_deliver_to(t, R[0], VM_TO_REG, 0, RT_NULL));
}

/* Never reached: a frame is left before its exit frame's instruction is fetched. */
HANDLER(EXIT_LOOP) { rt_fatal("evaluation fell through an exit frame"); }
