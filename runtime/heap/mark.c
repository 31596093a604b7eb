/* mark.c - marking: the stack of objects to trace, tracing one object, conservative words.
 *
 * Owns: mark_bits during a collection; the markers' stacks.
 *
 * An object is pushed when its bit is set. If the stack cannot grow the marker notes an overflow and goes on; mark_drain
 * then walks the bitmap and traces every marked object again until nothing new was found.
 *
 * Threads: the collecting thread, with the world stopped.
 */
#include "runtime/heap/heap_internal.h"

#include "runtime/shape.h"

#include <stdlib.h>

void mark_init(rt_marker *m) { *m = (rt_marker){.stack = NULL}; }

void mark_free(rt_marker *m) { free(m->stack); }

static bool grow(rt_marker *m) {
    size_t cap = m->cap ? m->cap * 2 : 4096;
    rt_object **stack = realloc(m->stack, cap * sizeof *stack);
    if (!stack) return false;
    m->stack = stack;
    m->cap = cap;
    return true;
}

static void push(rt_marker *m, rt_object *o) {
    if (m->top == m->cap && !grow(m)) {
        m->overflow = true;
        return;
    }
    m->stack[m->top++] = o;
}

void rt_mark_ptr(rt_marker *m, const void *object) {
    size_t offset = range_offset(object);
    if (offset >= heap.top) return; /* NULL or static */
    if (__builtin_expect(m->verify != NULL, 0)) {
        verify_reference(m->verify, object);
        return;
    }
    assert(rt_is_live_object(object));
    if (bit_test(heap.mark_bits, offset)) return;
    bit_set(heap.mark_bits, offset);
    __builtin_prefetch(object);
    push(m, (rt_object *)(uintptr_t)object);
}

void rt_mark(rt_marker *m, Value v) {
    if (rt_is_obj(v)) rt_mark_ptr(m, rt_obj(v));
}

void rt_mark_field(rt_marker *m, const rt_field *f) {
    /* relaxed: the world is stopped */
    rt_mark(m, (Value){atomic_load_explicit((rt_field *)f, memory_order_relaxed)});
}

void mark_word(rt_marker *m, uint64_t word) {
    void *p = (void *)(uintptr_t)word;
    if (range_offset(p) >= heap.top) return;
    rt_object *o = block_find(p);
    if (o) rt_mark_ptr(m, o);
}

/* Stacks hold sanitizers' red zones, and words that a thread in a blocking call may be writing above its bounds. */
[[gnu::noinline]] __attribute__((no_sanitize("address", "thread"))) void mark_words(
    rt_marker *m, const void *low, const void *high) {
    uintptr_t from = ((uintptr_t)low + 7) & ~(uintptr_t)7, to = (uintptr_t)high & ~(uintptr_t)7;
    size_t top = heap.top;
    for (; from < to; from += 8) {
        uint64_t word = *(const uint64_t *)from;
        if (word - (uint64_t)(uintptr_t)heap.base < top) mark_word(m, word);
    }
}

void rt_mark_conservative(rt_marker *m, const void *low, const void *high) {
    mark_words(m, low, high);
}

bool rt_is_marked(const void *object) { return mark_is_marked(object); }

static void trace_attributes(rt_marker *m, rt_object *o, const rt_shape *shape) {
    const rt_type *type = shape->type;
    rt_field *area = rt_slot_area(o, type);
    rt_mark_field(m, area);
    if (shape->dict_mode) return;
    uint32_t n = shape->count < type->inline_slots ? shape->count : type->inline_slots;
    for (uint32_t i = 1; i <= n; i++)
        rt_mark_field(m, &area[i]);
}

void mark_trace(rt_marker *m, rt_object *o) {
    const rt_shape *shape = rt_shape_of(o);
    rt_type *type = shape->type;
    if (type->flags & RT_TF_HEAP) rt_mark_ptr(m, type);
    if (type->trace) type->trace(o, m);
    if (type->slots_offset) trace_attributes(m, o, shape);
}

static void retrace_span(rt_marker *m, const heap_span *s) {
    size_t word = range_offset(s->base) >> 10, words = (s->pages << PAGE_SHIFT) >> 10;
    if (s->kind == SPAN_LARGE) words = 1;
    for (size_t i = word; i < word + words; i++) {
        for (uint64_t w = heap.mark_bits[i]; w; w &= w - 1) {
            size_t offset = i << 10 | (size_t)__builtin_ctzll(w) << 4;
            mark_trace(m, (rt_object *)(void *)(heap.base + offset));
        }
    }
}

static void drain_stack(rt_marker *m) {
    while (m->top > 0)
        mark_trace(m, m->stack[--m->top]);
}

void mark_drain(rt_marker *m) {
    drain_stack(m);
    while (m->overflow) {
        m->overflow = false;
        for (heap_span *s = range_first(); s; s = range_next(s)) {
            if (s->kind == SPAN_FREE) continue;
            retrace_span(m, s);
            drain_stack(m);
        }
    }
}
