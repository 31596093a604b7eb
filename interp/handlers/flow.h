/* flow.h - handlers: jumps and loops. */
HANDLER(JUMP) {
    pc += vm_jump32(pc);
    NEXT(1);
}

HANDLER(JUMP_BACK) {
    pc += vm_jump32(pc) + 1;
    if (UNLIKELY(--fuel < 0)) [[clang::musttail]]
        return op_out_of_fuel(ARGS);
    DISPATCH();
}

#define JUMP_IF(name, wanted)                                                                              \
    SLOW_HANDLER(jump_if_##name##_slow)                                                                         \
    {                                                                                                      \
        SAVE();                                                                                            \
        bool truth;                                                                                        \
        if (LIKELY(vm_truth_known(t, R[pc->a], &truth))) {                                                 \
            CHECK(!t->conflict);                                                                           \
            pc += truth == (wanted) ? vm_jump32(pc) : 0;                                                   \
            NEXT(1);                                                                                       \
        }                                                                                                  \
        Value v = rt_truth_tail(t, R[pc->a]);                                                              \
        STEP(vm_result(t, v, VM_TO_BRANCH, 0));                                                            \
    }                                                                                                      \
    HANDLER(JUMP_IF_##name)                                                                                \
    {                                                                                                      \
        bool truth;                                                                                        \
        if (UNLIKELY(!vm_truth_fast(R[pc->a], &truth))) GOTO(jump_if_##name##_slow);                       \
        if (truth == (wanted)) {                                                                           \
            pc += vm_jump32(pc);                                                                           \
            NEXT(1);                                                                                       \
        }                                                                                                  \
        NEXT(1);                                                                                           \
    }
JUMP_IF(TRUE, true)
JUMP_IF(FALSE, false)
#undef JUMP_IF

HANDLER(JUMP_IF_NONE) {
    pc += rt_is_none(R[pc->a]) ? vm_jump32(pc) : 0;
    NEXT(1);
}

HANDLER(JUMP_IF_NOT_NONE) {
    pc += rt_is_none(R[pc->a]) ? 0 : vm_jump32(pc);
    NEXT(1);
}

HANDLER(GET_ITER) {
    SAVE();
    RESULT(pc->a, 1, rt_iter_tail(t, R[pc->b]));
}

SLOW_HANDLER(for_iter_any) {
    SAVE();
    Value v = rt_next_tail(t, R[pc->b]);
    if (UNLIKELY(rt_is_null(v) || rt_is_tail(v))) STEP(vm_result(t, v, VM_TO_LOOP, pc->a));
    if (rt_is_empty(v)) {
        pc += (int16_t)pc->c;
        NEXT(2);
    }
    R[pc->a] = v;
    NEXT(2);
}

HANDLER(FOR_ITER) {
    vm_specialize_for_iter(pc, R[pc->b]);
    GOTO(for_iter_any);
}

/* Runs the body in its own frame; a YIELD comes back behind this instruction. */
HANDLER(FOR_ITER_GENERATOR) {
    Value g = R[pc->b];
    if (UNLIKELY(!rt_is_exact(g, &vm_generator_type))) MISS();
    SAVE();
    if (LIKELY(GENERATOR_IS_FREE(g) && vm_generator_enter(t, vm_as_generator(g), RT_NONE,
                                                          VM_FRAME_NEXT, VM_TO_LOOP, pc->a))) {
        RELOAD();
        if (UNLIKELY(--fuel < 0)) [[clang::musttail]]
            return op_out_of_fuel(ARGS);
        DISPATCH();
    }
    STEP(vm_resume(t, g, RT_NONE, VM_RESUME_NEXT, VM_TO_LOOP, pc->a));
}

HANDLER(FOR_ITER_RANGE) {
    Value it = R[pc->b];
    if (UNLIKELY(!rt_is_exact(it, &rt_range_iter_type))) MISS();
    rt_range_iter *r = (rt_range_iter *)rt_obj(it);
#if VM_PARALLEL
    if (!WRITE_IS_FREE(&r->hdr)) ITERATOR_BARRIER(r);
#endif
    int64_t left = (int64_t)rt_load_word(&r->x_left);
    if (left <= 0) {
        pc += (int16_t)pc->c;
        NEXT(2);
    }
    int64_t next = (int64_t)rt_load_word(&r->x_next);
    Value v = rt_imm_int(next);
    if (UNLIKELY(!rt_fits_imm_int(next))) GOTO(for_iter_any);
    rt_init_word(&r->x_left, (uint64_t)(left - 1));
    rt_init_word(&r->x_next, (uint64_t)(next + r->step));
    R[pc->a] = v;
    NEXT(2);
}

HANDLER(FOR_ITER_LIST) {
    Value it = R[pc->b];
    if (UNLIKELY(!rt_is_exact(it, &rt_list_iter_type))) MISS();
    rt_seq_iter *s = (rt_seq_iter *)rt_obj(it);
#if VM_PARALLEL
    if (!WRITE_IS_FREE(&s->hdr)) ITERATOR_BARRIER(s);
#endif
    Value list = rt_load(&s->x_seq);
    if (UNLIKELY(rt_is_null(list))) GOTO(for_iter_any);
    uint64_t i = rt_load_word(&s->x_index);
    const rt_list *l = rt_as_list(list);
#if VM_PARALLEL
    uint64_t stamp;
    if (UNLIKELY(!vm_read_begin(t->tx, &l->hdr, &stamp))) READ_BARRIER(l);
#endif
    uint64_t n = rt_load_word(&l->x_size);
    const rt_array *items = rt_load_ptr(&l->x_items);
    if (UNLIKELY(i >= n || (VM_PARALLEL && (!items || i >= items->length)))) GOTO(for_iter_any);
    Value v = rt_load(&items->x_items[i]);
#if VM_PARALLEL
    if (UNLIKELY(!READ_STANDS(&l->hdr, stamp))) READ_BARRIER(l);
#endif
    rt_init_word(&s->x_index, i + 1);
    R[pc->a] = v;
    NEXT(2);
}

HANDLER(RESUME) { NEXT(1); }
