/* attributes.h - handlers: attributes, methods, subscripts.
 *
 * Caches: word 1 of an attribute instruction packs {shape, slot} of an inline slot into one word; word 2 points to a
 * chain of vm_attr_record, which are immutable and never freed. Each form reads one of them, so a reader never sees half of a change. */
static inline const vm_attr_record *vm_records(const vm_word *pc) {
    return (const vm_attr_record *)(uintptr_t)vm_cache_load(&pc[2]);
}

HANDLER(LOAD_ATTR) {
    SAVE();
    vm_specialize_load_attr(t, pc, R[pc->b], K[pc->c]);
    CHECK(!t->conflict);
    RESULT(pc->a, 4, rt_getattr_tail(t, R[pc->b], K[pc->c]));
}

HANDLER(LOAD_ATTR_SLOT) {
    Value v = R[pc->b];
    if (UNLIKELY(!rt_is_obj(v))) MISS();
    rt_object *o = rt_obj(v);
    vm_slot_cache cache = vm_slot_unpack(vm_cache_load(&pc[1]));
#if VM_PARALLEL
    uint64_t stamp;
    if (UNLIKELY(!vm_read_begin(t->tx, o, &stamp))) READ_BARRIER(o);
    /* of another shape the object may be too small */
    bool known = rt_shape_of(o) == cache.shape;
    Value r = LIKELY(known) ? rt_load(vm_slot_at(o, cache.offset)) : RT_EMPTY;
    if (UNLIKELY(!READ_STANDS(o, stamp))) READ_BARRIER(o);
#else
    if (UNLIKELY(rt_shape_of(o) != cache.shape)) MISS();
    Value r = rt_load(vm_slot_at(o, cache.offset));
#endif
    if (UNLIKELY(rt_is_empty(r) || rt_is_null(r))) MISS();
    R[pc->a] = r;
    NEXT(4);
}

/* Pushes the getter's frame behind this one's registers. */
SLOW_HANDLER(load_property) {
    SAVE();
    const vm_attr_record *r = vm_record_find(vm_records(pc), rt_shape_of(rt_obj(R[pc->b])));
    Value *top = vm_top(t);
    if (UNLIKELY(!r || r->kind != VM_RECORD_PROPERTY ||
                 !rt_same(rt_load(&((rt_property *)rt_obj(r->value))->x_get), r->getter)))
        MISS();
    vm_function *getter = vm_as_function(r->getter);
    if (UNLIKELY(vm_function_code(getter)->simple_argcount != 1 || top >= t->stack_end)) MISS();
    top[0] = R[pc->b];
    CHECK(vm_push(t, getter, vm_function_code(getter), top, VM_TO_REG, pc->a));
    RELOAD();
    if (UNLIKELY(--fuel < 0)) [[clang::musttail]]
        return op_out_of_fuel(ARGS);
    DISPATCH();
}

/* Word 2: records of slots, class attributes and properties. */
HANDLER(LOAD_ATTR_RECORD) {
    Value v = R[pc->b];
    if (UNLIKELY(!rt_is_obj(v))) MISS();
    rt_object *o = rt_obj(v);
    const vm_attr_record *r;
    Value slot = RT_EMPTY;
#if VM_PARALLEL
    uint64_t stamp;
    if (UNLIKELY(!vm_read_begin(t->tx, o, &stamp))) READ_BARRIER(o);
#endif
    r = vm_record_find(vm_records(pc), rt_shape_of(o));
    if (LIKELY(r && r->kind == VM_RECORD_SLOT)) slot = rt_load(vm_slot_at(o, r->offset));
#if VM_PARALLEL
    if (UNLIKELY(!READ_STANDS(o, stamp))) READ_BARRIER(o);
#endif
    if (UNLIKELY(!r)) MISS();
    if (r->kind != VM_RECORD_SLOT) {
        if (UNLIKELY(rt_type_version(r->shape->type) != r->version)) MISS();
        if (r->kind == VM_RECORD_PROPERTY) GOTO(load_property);
        slot = r->value;
    }
    if (UNLIKELY(rt_is_empty(slot) || rt_is_null(slot))) MISS();
    R[pc->a] = slot;
    NEXT(4);
}

/* v = the attribute of the object that the record in word 2 is about. */
#define OBJECT_ATTRIBUTE(v)                                                                                \
    do {                                                                                                   \
        const vm_attr_record *r_ = vm_records(pc);                                                         \
        if (UNLIKELY(!rt_same(R[pc->b], r_->object))) MISS();                                              \
        if (r_->kind == VM_RECORD_CLASS) {                                                                 \
            if (UNLIKELY(rt_type_version(rt_as_type(r_->object)) != r_->version)) MISS();                  \
            v = r_->value;                                                                                 \
        } else {                                                                                           \
            READ_CELL(v, r_->cell);                                                                        \
            if (UNLIKELY(rt_is_empty(v) || rt_shape_of(rt_obj(r_->object)) != &rt_module_type.root)) MISS(); \
        }                                                                                                  \
    } while (0)

HANDLER(LOAD_ATTR_OBJECT) {
    Value v;
    OBJECT_ATTRIBUTE(v);
    R[pc->a] = v;
    NEXT(4);
}

HANDLER(STORE_ATTR) {
    SAVE();
    Value o = R[pc->a], v = V(pc->b);
    vm_specialize_store_attr(t, pc, o, K[pc->c]);
    CHECK(!t->conflict);
    DONE(4, rt_setattr_tail(t, o, K[pc->c], v));
}

/* The stores of the two forms below, into an object that is ours already. */
#define STORE_SLOT(own)                                                                                    \
    do {                                                                                                   \
        if (UNLIKELY(rt_shape_of(o) != cache.shape)) MISS();                                               \
        rt_set(t, own, vm_slot_at(o, cache.offset), V(pc->b));                                             \
        NEXT(4);                                                                                           \
    } while (0)
#define STORE_RECORD(own)                                                                                  \
    do {                                                                                                   \
        const vm_attr_record *r_ = vm_record_find(vm_records(pc), rt_shape_of(o));                         \
        if (UNLIKELY(!r_)) MISS();                                                                         \
        if (UNLIKELY(r_->kind != VM_RECORD_SLOT && rt_type_version(r_->shape->type) != r_->version)) MISS(); \
        rt_set(t, own, vm_slot_at(o, r_->offset), V(pc->b));                                               \
        if (r_->kind != VM_RECORD_SLOT) rt_set_ptr(t, own, &o->x_shape, r_->next_shape);                   \
        NEXT(4);                                                                                           \
    } while (0)

/* The same where the object has to be acquired, or is logged word by word. */
#if VM_PARALLEL
SLOW_HANDLER(store_attr_slot_acquire) {
    rt_object *o = rt_obj(R[pc->a]);
    vm_slot_cache cache = vm_slot_unpack(vm_cache_load(&pc[1]));
    SAVE();
    rt_own own = rt_write_instance(t, o);
    CHECK(own);
    STORE_SLOT(own);
}

SLOW_HANDLER(store_attr_record_acquire) {
    rt_object *o = rt_obj(R[pc->a]);
    SAVE();
    rt_own own = rt_write_instance(t, o);
    CHECK(own);
    STORE_RECORD(own);
}
#endif

HANDLER(STORE_ATTR_SLOT) {
    Value ov = R[pc->a];
    if (UNLIKELY(!rt_is_obj(ov))) MISS();
    rt_object *o = rt_obj(ov);
    vm_slot_cache cache = vm_slot_unpack(vm_cache_load(&pc[1]));
#if VM_PARALLEL
    if (!WRITE_IS_FREE(o)) GOTO(store_attr_slot_acquire);
#endif
    STORE_SLOT(STM_FRESH);
}

/* Word 2: records of slots and of attributes to be added. */
HANDLER(STORE_ATTR_RECORD) {
    Value ov = R[pc->a];
    if (UNLIKELY(!rt_is_obj(ov))) MISS();
    rt_object *o = rt_obj(ov);
#if VM_PARALLEL
    if (!WRITE_IS_FREE(o)) GOTO(store_attr_record_acquire);
#endif
    STORE_RECORD(STM_FRESH);
}
#undef STORE_SLOT
#undef STORE_RECORD

HANDLER(DELETE_ATTR) {
    SAVE();
    DONE(1, rt_setattr_tail(t, R[pc->a], K[pc->c], RT_EMPTY));
}

HANDLER(LOAD_METHOD) {
    SAVE();
    Value self = R[pc->b], function;
    vm_specialize_load_method(t, pc, self, K[pc->c]);
    CHECK(!t->conflict);
    switch (vm_method_find(t, self, K[pc->c], &function)) {
    case VM_METHOD_RAISED: STEP(vm_unwind(t));
    case VM_METHOD_UNBOUND:
        R[pc->a] = function;
        R[pc->a + 1] = self;
        NEXT(4);
    default: STEP(vm_result(t, rt_getattr_tail(t, self, K[pc->c]), VM_TO_SPECIAL, pc->a));
    }
}

/* Word 2: records with the shape of self (which has no such attribute of its own), the version of its type, the function. */
HANDLER(LOAD_METHOD_RECORD) {
    Value self = R[pc->b];
    if (UNLIKELY(!rt_is_obj(self))) MISS();
    rt_object *o = rt_obj(self);
#if VM_PARALLEL
    rt_shape *shape = rt_shape_of(o);
    uint64_t stamp;
    if (!(shape->type->flags & RT_TF_IMMUTABLE)) {
        if (UNLIKELY(!vm_read_begin(t->tx, o, &stamp))) READ_BARRIER(o);
        shape = rt_shape_of(o);
        if (UNLIKELY(!READ_STANDS(o, stamp))) READ_BARRIER(o);
    }
#else
    const rt_shape *shape = rt_shape_of(o);
#endif
    const vm_attr_record *r = vm_record_find(vm_records(pc), shape);
    if (UNLIKELY(!r || rt_type_version(shape->type) != r->version)) MISS();
    R[pc->a] = r->value;
    R[pc->a + 1] = self;
    NEXT(4);
}

HANDLER(LOAD_METHOD_OBJECT) {
    Value v;
    OBJECT_ATTRIBUTE(v);
    R[pc->a] = v;
    R[pc->a + 1] = RT_EMPTY;
    NEXT(4);
}

HANDLER(LOAD_SPECIAL) {
    SAVE();
    Value self = R[pc->b], function;
    switch (vm_special_find(t, self, K[pc->c], &function)) {
    case VM_METHOD_RAISED: STEP(vm_unwind(t));
    case VM_METHOD_UNBOUND:
        R[pc->a] = function;
        R[pc->a + 1] = self;
        NEXT(1);
    default: STEP(vm_result(t, vm_special_bind_tail(t, self, function), VM_TO_SPECIAL, pc->a));
    }
}

SLOW_HANDLER(LOAD_SUBSCR) {
    SAVE();
    Value o = R[pc->b], key = V(pc->c);
    vm_specialize_subscr(pc, o, key);
    RESULT(pc->a, 2, rt_getitem_tail(t, o, key));
}

HANDLER(LOAD_SUBSCR_LIST) {
    Value o = R[pc->b], key = V(pc->c);
    if (UNLIKELY(!rt_is_exact(o, &rt_list_type) || !rt_is_imm_int(key))) MISS();
    rt_list *l = rt_as_list(o);
    int64_t i = rt_imm_int_get(key);
#if VM_PARALLEL
    uint64_t stamp;
    if (UNLIKELY(!vm_read_begin(t->tx, &l->hdr, &stamp))) READ_BARRIER(l);
#endif
    const rt_array *items = rt_load_ptr(&l->x_items);
    int64_t n = (int64_t)rt_load_word(&l->x_size);
    i = i < 0 ? i + n : i;
    if (UNLIKELY((uint64_t)i >= (uint64_t)n)) GOTO(LOAD_SUBSCR);
#if VM_PARALLEL
    if (UNLIKELY(!items || (uint64_t)i >= items->length)) GOTO(LOAD_SUBSCR); /* torn */
#endif
    Value v = rt_load(&items->x_items[i]);
#if VM_PARALLEL
    if (UNLIKELY(!READ_STANDS(&l->hdr, stamp))) READ_BARRIER(l);
#endif
    R[pc->a] = v;
    NEXT(2);
}

HANDLER(LOAD_SUBSCR_TUPLE) {
    Value o = R[pc->b], key = V(pc->c);
    if (UNLIKELY(!rt_is_exact(o, &rt_tuple_type) || !rt_is_imm_int(key))) MISS();
    int64_t i = rt_imm_int_get(key), n = (int64_t)rt_tuple_len(o);
    i = i < 0 ? i + n : i;
    if (UNLIKELY((uint64_t)i >= (uint64_t)n)) GOTO(LOAD_SUBSCR);
    R[pc->a] = rt_tuple_at(o, (size_t)i);
    NEXT(2);
}

HANDLER(LOAD_SUBSCR_STR) {
    Value o = R[pc->b], key = V(pc->c);
    if (UNLIKELY(!rt_is_exact(o, &rt_str_type) || !rt_is_imm_int(key))) MISS();
    const rt_str *s = rt_as_str(o);
    int64_t i = rt_imm_int_get(key), n = s->length;
    i = i < 0 ? i + n : i;
    if (UNLIKELY((uint64_t)i >= (uint64_t)n || s->width != 1)) GOTO(LOAD_SUBSCR);
    R[pc->a] = rt_str_chars[((const uint8_t *)s->data)[i]];
    NEXT(2);
}

HANDLER(LOAD_SUBSCR_DICT) {
    Value o = R[pc->b], key = V(pc->c);
    if (UNLIKELY(!rt_is_exact(o, &rt_dict_type))) MISS();
    SAVE();
    Value v = rt_dict_get(t, o, key);
    CHECK(!rt_is_null(v));
    if (UNLIKELY(rt_is_empty(v))) {
        rt_raise_key_error(t, key);
        STEP(vm_unwind(t));
    }
    R[pc->a] = v;
    NEXT(2);
}

SLOW_HANDLER(STORE_SUBSCR) {
    SAVE();
    Value o = R[pc->a], key = V(pc->b);
    vm_specialize_subscr(pc, o, key);
    DONE(2, rt_setitem_tail(t, o, key, V(pc->c)));
}

HANDLER(STORE_SUBSCR_LIST) {
    Value o = R[pc->a], key = V(pc->b);
    if (UNLIKELY(!rt_is_exact(o, &rt_list_type) || !rt_is_imm_int(key))) MISS();
    rt_list *l = rt_as_list(o);
    ACQUIRE(&l->hdr);
    int64_t i = rt_imm_int_get(key), n = (int64_t)rt_load_word(&l->x_size);
    i = i < 0 ? i + n : i;
    if (UNLIKELY((uint64_t)i >= (uint64_t)n)) GOTO(STORE_SUBSCR);
    rt_field *item = &((rt_array *)rt_load_ptr(&l->x_items))->x_items[i];
    LOG_WORD(&l->hdr, item);
    rt_init(item, V(pc->c));
    NEXT(2);
}

HANDLER(STORE_SUBSCR_DICT) {
    Value o = R[pc->a];
    if (UNLIKELY(!rt_is_exact(o, &rt_dict_type))) MISS();
    SAVE();
    CHECK(rt_dict_set(t, o, V(pc->b), V(pc->c)));
    NEXT(2);
}

HANDLER(DELETE_SUBSCR) {
    SAVE();
    DONE(1, rt_setitem_tail(t, R[pc->a], V(pc->b), RT_EMPTY));
}
