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

HANDLER(PUSH_EXC) {
    Value exc = R[pc->b];
    R[pc->a] = rt_is_null(t->handled) ? RT_NONE : t->handled;
    t->handled = exc;
    NEXT(1);
}

HANDLER(POP_EXC) {
    t->handled = rt_is_none(R[pc->a]) ? RT_NULL : R[pc->a];
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
