/* build.h - handlers: displays, formatting, unpacking, functions, imports. */
#define BUILD(name, expression)                                                                            \
    HANDLER(name)                                                                                          \
    {                                                                                                      \
        SAVE();                                                                                            \
        RESULT(pc->a, 1, expression);                                                                      \
    }
BUILD(BUILD_TUPLE, rt_tuple_new(t, &R[pc->b], pc->c))
BUILD(BUILD_LIST, rt_list_new(t, &R[pc->b], pc->c))
BUILD(BUILD_SET, vm_build_set(t, &R[pc->b], pc->c))
BUILD(BUILD_MAP, vm_build_map(t, &R[pc->b], pc->c))
BUILD(BUILD_STRING, vm_build_string(t, &R[pc->b], pc->c))
BUILD(LIST_TO_TUPLE, rt_to_tuple_tail(t, R[pc->b]))
BUILD(FORMAT_VALUE,
      vm_format_value_tail(t, R[pc->b], pc->c & 4 ? R[pc->b + 1] : RT_EMPTY, pc->c & 3u))
BUILD(LOAD_BUILD_CLASS, vm_builtin_attr(t, "__build_class__"))
BUILD(IMPORT_NAME, vm_import_name_tail(t, t->frame, K[pc->b], R[pc->c], R[pc->c + 1]))
BUILD(IMPORT_FROM, vm_import_from_tail(t, R[pc->b], K[pc->c]))
#undef BUILD

/* Where the slice is only used by the subscript that follows, and the object is a built-in sequence, both are done at once. A result at or
 * below the slice's register says so: `x[a:b] += y` keeps the slice for its store. */
HANDLER(BUILD_SLICE) {
    SAVE();
    const Value *bounds = &R[pc->b];
    const vm_word *next = pc + 1;
    if (LIKELY(OPCODE(next) == OP_LOAD_SUBSCR) && next->c == pc->a && next->a <= pc->a) {
        Value v = vm_slice_get(t, R[next->b], bounds);
        CHECK(!rt_is_null(v));
        if (LIKELY(!rt_is_empty(v))) {
            R[next->a] = v;
            NEXT(3);
        }
    } else if (OPCODE(next) == OP_STORE_SUBSCR && next->b == pc->a) {
        Value v = vm_slice_set(t, R[next->a], bounds, V(next->c));
        CHECK(!rt_is_null(v));
        if (LIKELY(!rt_is_empty(v))) NEXT(3);
    }
    RESULT(pc->a, 1, rt_slice_new(t, bounds[0], bounds[1], bounds[2]));
}

HANDLER(LIST_APPEND) {
#if !VM_PARALLEL
    rt_list *l = rt_as_list(R[pc->a]);
    rt_array *items = rt_load_ptr(&l->x_items);
    uint64_t n = rt_load_word(&l->x_size);
    if (LIKELY(items && n < items->length)) {
        rt_init(&items->x_items[n], V(pc->b));
        rt_init_word(&l->x_size, n + 1);
        NEXT(1);
    }
#endif
    SAVE();
    CHECK(rt_list_append(t, R[pc->a], V(pc->b)));
    NEXT(1);
}

HANDLER(SET_ADD) {
    SAVE();
    CHECK(rt_set_add(t, R[pc->a], V(pc->b)) >= 0);
    NEXT(1);
}

HANDLER(MAP_ADD) {
    SAVE();
    CHECK(rt_dict_set(t, R[pc->a], V(pc->b), V(pc->c)));
    NEXT(1);
}

#define UPDATE(name, expression)                                                                           \
    HANDLER(name)                                                                                          \
    {                                                                                                      \
        SAVE();                                                                                            \
        DONE(1, expression);                                                                               \
    }
UPDATE(LIST_EXTEND, vm_list_extend_tail(t, R[pc->a], R[pc->b]))
UPDATE(SET_UPDATE, vm_set_update_tail(t, R[pc->a], R[pc->b]))
UPDATE(DICT_UPDATE, vm_dict_update_tail(t, R[pc->a], R[pc->b]))
UPDATE(DICT_MERGE, vm_dict_merge_tail(t, R[pc->a], R[pc->b], R[pc->c]))
UPDATE(SETUP_ANNOTATIONS, vm_setup_annotations(t, t->frame))
UPDATE(PRINT_EXPR, vm_print_expr_tail(t, R[pc->a]))
UPDATE(IMPORT_STAR, vm_import_star_tail(t, t->frame, R[pc->a]))
#undef UPDATE

HANDLER(UNPACK_SEQUENCE) {
    Value v = R[pc->c];
    if (LIKELY(rt_is_exact(v, &rt_tuple_type)) && LIKELY(rt_tuple_len(v) == pc->b)) {
        const Value *items = rt_as_tuple(v)->items;
        for (uint32_t i = 0; i < pc->b; i++)
            R[pc->a + i] = items[i];
        NEXT(2);
    }
    SAVE();
    STEP(vm_unpack(t, v, pc->a, pc->b, -1));
}

HANDLER(UNPACK_EX) {
    SAVE();
    STEP(vm_unpack(t, R[pc->c], pc->a, pc->b, (int32_t)pc[1].bits));
}

HANDLER(MAKE_FUNCTION) {
    SAVE();
    RESULT(pc->a, 2, vm_make_function(t, t->frame, K[pc->b], (uint32_t)pc[1].bits, &R[pc->c]));
}

HANDLER(LOAD_ASSERTION_ERROR) {
    R[pc->a] = rt_from_obj(&rt_exc_AssertionError);
    NEXT(1);
}
