/* moves.h - handlers: registers, locals, cells. */
/* A guess failed: back to the plain form, which runs the instruction. */
HANDLER(despecialized)
{
    vm_despecialize(pc);
    DISPATCH();
}
#define MISS() [[clang::musttail]] return op_despecialized(ARGS)

HANDLER(NOP) { NEXT(1); }

HANDLER(MOVE)
{
    R[pc->a] = R[pc->b];
    NEXT(1);
}

HANDLER(LOADK)
{
    R[pc->a] = K[pc->b];
    NEXT(1);
}

HANDLER(LOADK_WIDE)
{
    R[pc->a] = K[pc[1].bits];
    NEXT(2);
}

HANDLER(LOAD_UNBOUND)
{
    R[pc->a] = RT_EMPTY;
    NEXT(1);
}

HANDLER(CHECK_BOUND)
{
    if (UNLIKELY(rt_is_empty(R[pc->a]))) {
        SAVE();
        vm_unbound_local(t, K[pc->b]);
        STEP(vm_unwind(t));
    }
    NEXT(1);
}

HANDLER(DELETE_LOCAL)
{
    if (UNLIKELY(rt_is_empty(R[pc->a]))) {
        SAVE();
        vm_unbound_local(t, K[pc->b]);
        STEP(vm_unwind(t));
    }
    R[pc->a] = RT_EMPTY;
    NEXT(1);
}

HANDLER(MAKE_CELL)
{
    SAVE();
    Value cell = rt_cell_new(t, R[pc->b]);
    CHECK(!rt_is_null(cell));
    R[pc->a] = cell;
    NEXT(1);
}

HANDLER(LOAD_CELL)
{
    rt_cell *cell = rt_as_cell(R[pc->b]);
#if VM_PARALLEL
    SAVE();
    Value v = rt_cell_get(t, cell);
    CHECK(!rt_is_null(v));
#else
    Value v = rt_load(&cell->x_value);
#endif
    if (UNLIKELY(rt_is_empty(v))) {
        SAVE();
        vm_unbound_local(t, K[pc->c]);
        STEP(vm_unwind(t));
    }
    R[pc->a] = v;
    NEXT(1);
}

HANDLER(STORE_CELL)
{
    SAVE();
    CHECK(rt_cell_set(t, rt_as_cell(R[pc->a]), V(pc->b)));
    NEXT(1);
}

HANDLER(DELETE_CELL)
{
    SAVE();
    CHECK(vm_cell_delete(t, rt_as_cell(R[pc->a]), K[pc->c], false));
    NEXT(1);
}

HANDLER(LOAD_FREE)
{
    rt_cell *cell = vm_function_cell(t->frame->function, pc->b);
#if VM_PARALLEL
    SAVE();
    Value v = rt_cell_get(t, cell);
    CHECK(!rt_is_null(v));
#else
    Value v = rt_load(&cell->x_value);
#endif
    if (UNLIKELY(rt_is_empty(v))) {
        SAVE();
        vm_unbound_free(t, K[pc->c]);
        STEP(vm_unwind(t));
    }
    R[pc->a] = v;
    NEXT(1);
}

HANDLER(STORE_FREE)
{
    SAVE();
    CHECK(rt_cell_set(t, vm_function_cell(t->frame->function, pc->a), V(pc->b)));
    NEXT(1);
}

HANDLER(DELETE_FREE)
{
    SAVE();
    CHECK(vm_cell_delete(t, vm_function_cell(t->frame->function, pc->a), K[pc->c], true));
    NEXT(1);
}

HANDLER(LOAD_CLOSURE)
{
    R[pc->a] = rt_from_obj(vm_function_cell(t->frame->function, pc->b));
    NEXT(1);
}

HANDLER(LOAD_CLASSDEREF)
{
    SAVE();
    RESULT(pc->a, 1, vm_load_classderef_tail(t, t->frame, pc->b, K[pc->c]));
}
