/* moves.h - handlers: registers, locals, cells. */
/* A guess failed: back to the plain form, which runs the instruction. */
SLOW_HANDLER(despecialized) {
    vm_despecialize(pc);
    DISPATCH();
}
#define MISS() [[clang::musttail]] return op_despecialized(ARGS)

/* Fuel is spent: the transaction may end here. */
SLOW_HANDLER(out_of_fuel) {
    SAVE();
    STEP(vm_safepoint(t));
}

HANDLER(NOP) { NEXT(1); }

HANDLER(MOVE) {
    R[pc->a] = R[pc->b];
    NEXT(1);
}

HANDLER(LOADK) {
    R[pc->a] = K[pc->b];
    NEXT(1);
}

HANDLER(LOADK_WIDE) {
    R[pc->a] = K[pc[1].bits];
    NEXT(2);
}

HANDLER(LOAD_UNBOUND) {
    R[pc->a] = RT_EMPTY;
    NEXT(1);
}

HANDLER(CHECK_BOUND) {
    if (UNLIKELY(rt_is_empty(R[pc->a]))) {
        SAVE();
        vm_unbound_local(t, K[pc->b]);
        STEP(vm_unwind(t));
    }
    NEXT(1);
}

HANDLER(DELETE_LOCAL) {
    if (UNLIKELY(rt_is_empty(R[pc->a]))) {
        SAVE();
        vm_unbound_local(t, K[pc->b]);
        STEP(vm_unwind(t));
    }
    R[pc->a] = RT_EMPTY;
    NEXT(1);
}

HANDLER(MAKE_CELL) {
    SAVE();
    Value cell = rt_cell_new(t, R[pc->b]);
    CHECK(!rt_is_null(cell));
    R[pc->a] = cell;
    NEXT(1);
}

/* v = the contents of a cell, RT_EMPTY if unbound. */
#if VM_PARALLEL
#define READ_CELL(v, cell_)                                                                                \
    do {                                                                                                   \
        uint64_t stamp_ = 0;                                                                               \
        bool constant_ = rt_cell_is_constant(cell_);                                                       \
        bool known_ = constant_ || vm_read_begin(t->tx, &(cell_)->hdr, &stamp_);                           \
        v = rt_load(&(cell_)->x_value);                                                                    \
        if (UNLIKELY(!known_ || (!constant_ && !READ_STANDS(&(cell_)->hdr, stamp_)))) {                    \
            SAVE();                                                                                        \
            v = rt_cell_get(t, (cell_));                                                                   \
            CHECK(!rt_is_null(v));                                                                         \
        }                                                                                                  \
    } while (0)
#else
#define READ_CELL(v, cell_) (v = rt_load(&(cell_)->x_value))
#endif

HANDLER(LOAD_CELL) {
    rt_cell *cell = rt_as_cell(R[pc->b]);
    Value v;
    READ_CELL(v, cell);
    if (UNLIKELY(rt_is_empty(v))) {
        SAVE();
        vm_unbound_local(t, K[pc->c]);
        STEP(vm_unwind(t));
    }
    R[pc->a] = v;
    NEXT(1);
}

/* Closure cells are ordinary variables. */
#if VM_PARALLEL
#define WRITE_CELL(cell_, v)                                                                               \
    do {                                                                                                   \
        if (WRITE_IS_FREE(&(cell_)->hdr))                                                                  \
            rt_init(&(cell_)->x_value, (v));                                                               \
        else {                                                                                             \
            SAVE();                                                                                        \
            CHECK(rt_cell_set(t, (cell_), (v)));                                                           \
        }                                                                                                  \
    } while (0)
#else
#define WRITE_CELL(cell_, v) rt_init(&(cell_)->x_value, (v))
#endif

HANDLER(STORE_CELL) {
    WRITE_CELL(rt_as_cell(R[pc->a]), V(pc->b));
    NEXT(1);
}

HANDLER(DELETE_CELL) {
    SAVE();
    CHECK(vm_cell_delete(t, rt_as_cell(R[pc->a]), K[pc->c], false));
    NEXT(1);
}

HANDLER(LOAD_FREE) {
    rt_cell *cell = vm_function_cell(t->frame->function, pc->b);
    Value v;
    READ_CELL(v, cell);
    if (UNLIKELY(rt_is_empty(v))) {
        SAVE();
        vm_unbound_free(t, K[pc->c]);
        STEP(vm_unwind(t));
    }
    R[pc->a] = v;
    NEXT(1);
}

HANDLER(STORE_FREE) {
    WRITE_CELL(vm_function_cell(t->frame->function, pc->a), V(pc->b));
    NEXT(1);
}

HANDLER(DELETE_FREE) {
    SAVE();
    CHECK(vm_cell_delete(t, vm_function_cell(t->frame->function, pc->a), K[pc->c], true));
    NEXT(1);
}

HANDLER(LOAD_CLOSURE) {
    R[pc->a] = rt_from_obj(vm_function_cell(t->frame->function, pc->b));
    NEXT(1);
}

HANDLER(LOAD_CLASSDEREF) {
    SAVE();
    RESULT(pc->a, 1, vm_load_classderef_tail(t, t->frame, pc->b, K[pc->c]));
}
