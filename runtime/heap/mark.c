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

#include "runtime/mutant.h"
#include "runtime/shape.h"

#include <stdlib.h>

void mark_init(rt_marker *m, bool young, bool parallel) {
    *m = (rt_marker){.base = heap.base,
                     .top = heap.top,
                     .bits = heap.mark_bits,
                     .young = young,
                     .parallel = parallel};
}

void mark_free(rt_marker *m) { free(m->stack); }

/* What seldom happens while marking keeps its callers' registers, so that they need not save any. */
#define SELDOM [[gnu::noinline, clang::preserve_most]] static

SELDOM void push_growing(rt_marker *m, rt_object *o) {
    size_t cap = m->cap ? m->cap * 2 : 4096;
    rt_object **stack = realloc(m->stack, cap * sizeof *stack);
    if (!stack) {
        m->overflow = true;
        return;
    }
    m->stack = stack;
    m->cap = cap;
    m->stack[m->count++] = o;
}

SELDOM void verify(const rt_marker *m, const void *object) {
    if (range_offset(object) < heap.top) verify_reference(m, object);
}

static inline void push(rt_marker *m, rt_object *o) {
    if (__builtin_expect(m->count == m->cap, 0))
        push_growing(m, o);
    else
        m->stack[m->count++] = o;
}

static inline void mark(rt_marker *m, const void *object) {
    size_t offset = (size_t)((const char *)object - m->base);
    if (offset >= m->top) { /* NULL or static */
        if (__builtin_expect(m->verify != NULL, 0)) verify(m, object);
        return;
    }
    assert(rt_is_live_object(object));
    rt_object *o = (rt_object *)(uintptr_t)object;
    if (bit_test(m->bits, offset)) return;
    bit_set(m->bits, offset);
    push(m, o);
}

static inline void mark_value(rt_marker *m, Value v) {
    if ((v.bits & 15) == 0) mark(m, (const void *)(uintptr_t)v.bits); /* an object, or NULL */
}

void rt_mark_ptr(rt_marker *m, const void *object) { mark(m, object); }

void rt_mark_storage(rt_marker *m, const void *storage) {
    size_t offset = (size_t)((const char *)storage - m->base);
    if (m->young && !rt_mutant(STORAGE_NOT_AGAIN) && offset < m->top && bit_test(m->bits, offset) &&
        !bit_test(heap.again_bits, offset) && rt_obj_type(storage)->flags & RT_TF_STORAGE) {
        bit_set(heap.again_bits, offset); /* once is enough */
        push(m, (rt_object *)(uintptr_t)storage);
    }
    mark(m, storage);
}

void rt_mark(rt_marker *m, Value v) { mark_value(m, v); }

void rt_mark_values(rt_marker *m, const Value *values, size_t n) {
    for (size_t i = 0; i < n; i++)
        mark_value(m, values[i]);
}

/* relaxed, here and below: the world is stopped */
void rt_mark_field(rt_marker *m, const rt_field *f) { mark_value(m, (Value){load_rlx(f)}); }

void rt_mark_fields(rt_marker *m, const rt_field *fields, size_t n) {
    for (size_t i = 0; i < n; i++)
        mark_value(m, (Value){load_rlx(&fields[i])});
}

void mark_word(rt_marker *m, uint64_t word) {
    void *p = (void *)(uintptr_t)word;
    if (range_offset(p) >= heap.top) return;
    rt_object *o = block_find(p);
    if (!o) return;
    rt_mark_storage(m, o); /* it may be what a transaction in flight has replaced */
    generation_open(m, o); /* C code may be giving it its first contents */
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
    uint32_t n = shape->count < type->inline_slots ? shape->count : type->inline_slots;
    rt_field *area = rt_slot_area(o, type);
    rt_mark_storage(m, rt_load_ptr(area)); /* the overflow */
    if (!shape->dict_mode) rt_mark_fields(m, area + 1, n);
}

void mark_trace(rt_marker *m, rt_object *o) {
    if (stm_since_epoch(&o->stm)) generation_open(m, o); /* owned by a transaction in flight */
    const rt_shape *shape = rt_shape_of(o);
    rt_type *type = shape->type;
    if (type->flags & RT_TF_HEAP) mark(m, type);
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

/* Between the stack and tracing an object waits for a few turns while its first line comes into the cache: what lives for
 * long has been displaced from it by what was allocated since the last collection. */
static void drain_stack(rt_marker *m) {
    enum { AHEAD = 8 };
    rt_object *ahead[AHEAD];
    for (unsigned first = 0, n = 0;; first++, n--) {
        for (; n < AHEAD && m->count > 0; n++) {
            rt_object *o = m->stack[--m->count];
            __builtin_prefetch(o);
            ahead[(first + n) % AHEAD] = o;
        }
        if (n == 0) return;
        mark_trace(m, ahead[first % AHEAD]);
    }
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
