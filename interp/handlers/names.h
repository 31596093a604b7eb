/* names.h - handlers: globals, built-ins, namespaces. */
SLOW_HANDLER(LOAD_GLOBAL) {
    SAVE();
    RESULT(pc->a, 2, vm_load_global(t, t->frame, K[pc->b], (vm_word *)pc));
}

/* Word 1: the cell, whose binding shadows any built-in. */
HANDLER(LOAD_GLOBAL_CELL) {
    rt_cell *cell = (rt_cell *)(uintptr_t)vm_cache_load(&pc[1]);
    Value v;
    READ_CELL(v, cell);
    if (UNLIKELY(rt_is_empty(v))) GOTO(LOAD_GLOBAL);
    R[pc->a] = v;
    NEXT(2);
}

/* Word 1: a vm_builtin_cache. The name is not a global as long as the global's cell is empty. */
HANDLER(LOAD_GLOBAL_BUILTIN) {
    const vm_builtin_cache *cache = (const vm_builtin_cache *)(uintptr_t)vm_cache_load(&pc[1]);
    Value shadow, v;
    READ_CELL(shadow, cache->global);
    READ_CELL(v, cache->builtin);
    if (UNLIKELY(!rt_is_empty(shadow) || rt_is_empty(v))) GOTO(LOAD_GLOBAL);
    R[pc->a] = v;
    NEXT(2);
}

HANDLER(STORE_GLOBAL) {
    SAVE();
    CHECK(vm_store_global(t, t->frame, K[pc->b], V(pc->a), (vm_word *)pc));
    NEXT(2);
}

HANDLER(STORE_GLOBAL_CELL) {
    rt_cell *cell = (rt_cell *)(uintptr_t)vm_cache_load(&pc[1]);
    SAVE();
    CHECK(rt_cell_set(t, cell, V(pc->a)));
    NEXT(2);
}

HANDLER(DELETE_GLOBAL) {
    SAVE();
    CHECK(vm_delete_global(t, t->frame, K[pc->b]));
    NEXT(1);
}

HANDLER(LOAD_NAME) {
    SAVE();
    RESULT(pc->a, 2, vm_load_name_tail(t, t->frame, K[pc->b], (vm_word *)pc));
}

HANDLER(STORE_NAME) {
    SAVE();
    DONE(2, vm_store_name_tail(t, t->frame, K[pc->b], V(pc->a), (vm_word *)pc));
}

HANDLER(DELETE_NAME) {
    SAVE();
    DONE(1, vm_delete_name_tail(t, t->frame, K[pc->b]));
}

HANDLER(LOAD_LOCALS) {
    R[pc->a] = vm_frame_namespace(t->frame);
    NEXT(1);
}
