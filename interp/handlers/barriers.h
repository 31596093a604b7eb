/* barriers.h - handlers: what a handler does not do itself when it needs an object in parallel mode.
 *
 * A fast handler calls no C. It names the object and ends in one of these, which reads or acquires it; then the same instruction runs again
 * and finds it known (vm_read_begin), or mine. Nothing may be changed before. */
#if VM_PARALLEL
/* t->touched is to be read: it is in the filter afterwards. */
SLOW_HANDLER(barrier_read) {
    const rt_object *o = t->touched;
    SAVE();
    uint64_t h;
    do {
        CHECK(rt_read_open(t, o, &h));
    } while (!rt_read_close(t, o, h));
    DISPATCH();
}
#define READ_BARRIER(o)                                                                                    \
    do {                                                                                                   \
        t->touched = (rt_object *)(o);                                                                     \
        GOTO(barrier_read);                                                                                \
    } while (0)

/* t->touched is to be acquired, its words to be logged one by one. */
SLOW_HANDLER(barrier_write) {
    SAVE();
    CHECK(rt_write(t, t->touched));
    IF_HURRIED();
    DISPATCH();
}
#define WRITE_BARRIER(o)                                                                                   \
    do {                                                                                                   \
        t->touched = (rt_object *)(o);                                                                     \
        GOTO(barrier_write);                                                                               \
    } while (0)

/* t->touched, a built-in iterator whose state is all in itself, is to be acquired whole. */
SLOW_HANDLER(barrier_iterator) {
    rt_object *o = t->touched;
    SAVE();
    size_t words = (rt_obj_type(o)->basic_size - sizeof *o) / sizeof(rt_field);
    CHECK(rt_write_whole(t, o, (rt_field *)(o + 1), words));
    IF_HURRIED();
    DISPATCH();
}
#define ITERATOR_BARRIER(o)                                                                                \
    do {                                                                                                   \
        t->touched = &(o)->hdr;                                                                            \
        GOTO(barrier_iterator);                                                                            \
    } while (0)

SLOW_HANDLER(undo_log_full) {
    stm_undo_log_grow(t->tx);
    DISPATCH();
}

/* Stores into o need no log. */
#define WRITE_IS_FREE(o) LIKELY(stm_write_is_free(t->tx, &(o)->stm))
/* o is mine, or the handler ends in the barrier. */
#define ACQUIRE(o)                                                                                         \
    do {                                                                                                   \
        if (!WRITE_IS_FREE(o) && UNLIKELY(!stm_write_is_logged(t->tx, &(o)->stm))) WRITE_BARRIER(o);       \
    } while (0)
/* Before a store to a word of o, which is mine. */
#define LOG_WORD(o, word)                                                                                  \
    do {                                                                                                   \
        if (!WRITE_IS_FREE(o) && UNLIKELY(!stm_undo_log_try(t->tx, (word)))) GOTO(undo_log_full);          \
    } while (0)
#define GENERATOR_IS_FREE(g) vm_generator_is_free(t, vm_as_generator(g))
#else
#define ACQUIRE(o)           ((void)0)
#define LOG_WORD(o, word)    ((void)0)
#define GENERATOR_IS_FREE(g) true
#endif
