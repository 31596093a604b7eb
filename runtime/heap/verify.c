/* verify.c - a walk over all objects that checks the heap's invariants; for tests and debugging.
 * Threads: any, at a safepoint; stops the world. */
#include "runtime/heap/heap_internal.h"

#include "runtime/error.h"

void verify_reference(const rt_marker *m, const void *p) {
    const rt_object *from = m->verify;
    if (m->marked ? mark_is_marked(p) : rt_is_live_object(p)) return;
    rt_fatal("heap: object %p (%s) refers to %p, which is %s", (const void *)from,
             rt_obj_type(from)->name, p, m->marked ? "not marked" : "not an object");
}

static void verify_object(rt_object *o) {
    const rt_shape *shape = rt_shape_of(o);
    if (!shape || !shape->type) rt_fatal("heap: object %p has no type", (void *)o);
    if (rt_obj_type(&shape->type->hdr) == NULL)
        rt_fatal("heap: the type of object %p is no type", (void *)o);
    rt_marker m = {.verify = o};
    mark_trace(&m, o);
}

static void verify_small(heap_span *s) {
    if (s->cursor % s->cell != 0 || s->cursor > s->cell * s->cells)
        rt_fatal("heap: bad cursor in span %p", (void *)s);
    for (uint32_t i = 0; i < s->cells; i++) {
        rt_object *o = (rt_object *)(void *)(s->base + (size_t)i * s->cell);
        if (rt_is_live_object(o)) verify_object(o);
    }
}

static void verify_span(heap_span *s) {
    size_t first = range_offset(s->base) >> PAGE_SHIFT;
    if (heap.page_map[first] != s || heap.page_map[first + s->pages - 1] != s)
        rt_fatal("heap: span %p is not in the page map", (void *)s);
    if (s->kind == SPAN_SMALL)
        verify_small(s);
    else if (s->kind == SPAN_LARGE)
        verify_object((rt_object *)(void *)s->base);
}

static void verify_marked_span(const heap_span *s) {
    for (uint32_t i = 0; i < (s->kind == SPAN_SMALL ? s->cells : 1); i++) {
        rt_object *o = (rt_object *)(void *)(s->base + (size_t)i * s->cell);
        if (!bit_test(heap.mark_bits, range_offset(o))) continue;
        rt_marker m = {.verify = o, .marked = true};
        mark_trace(&m, o);
    }
}

void verify_marked(void) {
    for (heap_span *s = range_first(); s; s = range_next(s))
        if (s->kind != SPAN_FREE) verify_marked_span(s);
}

static void retire(rt_thread *t, void *ctx) {
    (void)ctx;
    alloc_retire(t);
}

void rt_heap_verify(rt_thread *t) {
    rt_world_stop(t);
    rt_world_each(retire, NULL);
    for (heap_span *s = range_first(); s; s = range_next(s))
        verify_span(s);
    rt_world_start(t);
}
