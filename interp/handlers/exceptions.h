/* exceptions.h - handlers: raising and handling. */
HANDLER(RAISE) {
    SAVE();
    STEP(vm_raise(t, V(pc->a), V(pc->b), pc->c));
}

HANDLER(RERAISE) {
    SAVE();
    t->exc = R[pc->a];
    vm_of(t)->reraise = true;
    STEP(vm_unwind(t));
}

/* What the resumer of a generator's body is handling is not the body's to save: the next resumer handles something else. */
HANDLER(PUSH_EXC) {
    rt_frame *f = t->frame;
    Value exc = R[pc->b];
    R[pc->a] = rt_is_null(t->handled) ? RT_NONE : t->handled;
    if (f->flags & VM_FRAME_GENERATOR && !(f->flags & VM_FRAME_HANDLES)) {
        R[pc->a] = RT_EMPTY;
        f->flags |= VM_FRAME_HANDLES;
    }
    t->handled = exc;
    NEXT(1);
}

HANDLER(POP_EXC) {
    rt_frame *f = t->frame;
    Value previous = R[pc->a];
    if (rt_is_empty(previous)) {
        f->flags = (uint8_t)(f->flags & ~VM_FRAME_HANDLES);
        t->handled = f->handled;
    } else {
        t->handled = rt_is_none(previous) ? RT_NULL : previous;
    }
    NEXT(1);
}

HANDLER(EXC_INFO) {
    Value exc = R[pc->b];
    Value traceback = rt_load(&rt_as_exception(exc)->x_traceback);
    R[pc->a] = rt_from_obj(rt_type_of(exc));
    R[pc->a + 1] = exc;
    R[pc->a + 2] = rt_is_null(traceback) ? RT_NONE : traceback;
    NEXT(1);
}

HANDLER(EXC_MATCH) {
    SAVE();
    RESULT(pc->a, 1, vm_exc_match(t, R[pc->b], R[pc->c]));
}

HANDLER(EXC_GROUP_MATCH) {
    SAVE();
    STEP(vm_exc_group_match(t, R[pc->b], R[pc->c], pc->a));
}

HANDLER(EXC_GROUP_RERAISE) {
    SAVE();
    RESULT(pc->a, 1, vm_exc_group_reraise_tail(t, R[pc->b], R[pc->c]));
}
