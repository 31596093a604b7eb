/* block.c - spans of one size class: finding free runs in them, and sweeping.
 *
 * Owns: small spans' cursors, the lists of partly free spans.
 *
 * A collection never touches dead objects: what is free follows from the bitmap (heap-2), and memory is zeroed when a run
 * of it is handed out, a few KiB ahead of its use. After Go's span allocator (runtime/mbitmap, allocBits).
 *
 * Threads: a span is owned by one thread from block_take until the next collection; sweeping with the world stopped.
 */
#include "runtime/heap/heap_internal.h"

/* Each thread holds a span of each class that it uses: those of larger cells are as short as they can be without losing more than a
 * sixteenth behind the last cell. */
static size_t block_pages(size_t cell) {
    size_t pages = cell <= 256 ? 8 : 4;
    while (pages < 16 && (pages << PAGE_SHIFT) % cell > (pages << PAGE_SHIFT) / 16)
        pages++;
    return pages;
}

static heap_span *block_new(unsigned size_class, bool fresh) {
    size_t cell = rt_class_size(size_class);
    heap_span *s = range_take(block_pages(cell), fresh);
    if (!s) return NULL;
    s->kind = SPAN_SMALL;
    s->size_class = (uint8_t)size_class;
    s->cell = (uint32_t)cell;
    s->cells = (uint32_t)((s->pages << PAGE_SHIFT) / cell);
    s->reciprocal = (uint32_t)(((UINT64_C(1) << 32) + cell - 1) / cell);
    s->cursor = 0;
    s->zero_from = s->zeroed ? 0 : s->cell * s->cells;
    s->live = 0;
    range_map(s);
    return s;
}

heap_span *block_take(unsigned size_class, bool fresh) {
    pthread_mutex_lock(&heap_lock);
    heap_span *s = heap.partial[size_class];
    if (s)
        heap.partial[size_class] = s->next;
    else
        s = block_new(size_class, fresh);
    pthread_mutex_unlock(&heap_lock);
    return s;
}

/* First offset in [from, to) whose bit is set, else `to`. Offsets from heap.base. */
static size_t next_bit(const uint64_t *bits, size_t from, size_t to) {
    size_t word = from >> 10, last = (to - 1) >> 10;
    uint64_t w = bits[word] & ~UINT64_C(0) << (from >> 4 & 63);
    while (w == 0) {
        if (word == last) return to;
        w = bits[++word];
    }
    size_t found = word << 10 | (size_t)__builtin_ctzll(w) << 4;
    return found < to ? found : to;
}

/* The next run of free cells, of at most max bytes (at least one cell); false: the span is used up. */
bool block_carve(heap_span *s, rt_alloc_run *run, size_t max) {
    size_t origin = range_offset(s->base), cell = s->cell;
    size_t pos = s->cursor, end = (size_t)s->cells * cell;
    while (pos < end && bit_test(heap.alloc_bits, origin + pos))
        pos += cell;
    if (pos == end) {
        s->cursor = (uint32_t)end;
        return false;
    }
    size_t most = max < cell ? cell : max / cell * cell;
    if (end - pos > most) end = pos + most;
    end = next_bit(heap.alloc_bits, origin + pos, origin + end) - origin;
    size_t dirty = end < s->zero_from ? end : s->zero_from;
    if (pos < dirty) memset(s->base + pos, 0, dirty - pos);
    if (s->zero_from < end) s->zero_from = (uint32_t)end;
    s->cursor = (uint32_t)end;
    *run = (rt_alloc_run){s->base + pos, s->base + end};
    return true;
}

void block_retire(heap_span *s, rt_alloc_run *run) {
    if (run->next != run->end) s->cursor = (uint32_t)(run->next - s->base);
    *run = (rt_alloc_run){NULL, NULL};
}

static uint32_t count_marks(const heap_span *s) {
    size_t word = range_offset(s->base) >> 10, words = (s->pages << PAGE_SHIFT) >> 10;
    unsigned n = 0;
    for (size_t i = 0; i < words; i++)
        n += (unsigned)__builtin_popcountll(heap.mark_bits[word + i]);
    return n;
}

static heap_span *partial_tail[RT_SIZE_CLASSES];

static void partial_append(heap_span *s) {
    unsigned c = s->size_class;
    s->next = NULL;
    if (heap.partial[c])
        partial_tail[c]->next = s;
    else
        heap.partial[c] = s;
    partial_tail[c] = s;
}

static void sweep(heap_span *s) {
    s->live = s->kind == SPAN_LARGE ? mark_is_marked(s->base) : count_marks(s);
    if (s->live == 0) {
        s->zeroed = s->kind == SPAN_SMALL && s->zero_from == 0;
        range_give(s);
        return;
    }
    heap.live += s->kind == SPAN_LARGE ? s->pages << PAGE_SHIFT : (size_t)s->live * s->cell;
    if (s->kind == SPAN_LARGE) return;
    s->cursor = 0;
    if (s->live < s->cells) partial_append(s);
}

/* In order of address, so that allocation fills the heap from below. */
void block_sweep_all(void) {
    heap.live = 0;
    memset(heap.partial, 0, sizeof heap.partial);
    for (heap_span *s = range_first(), *next; s; s = next) {
        next = range_next(s); /* a free neighbour may be merged into s: skip it below */
        if (s->kind == SPAN_FREE) continue;
        if (next && next->kind == SPAN_FREE) next = range_next(next);
        sweep(s);
    }
    uint64_t *bits = heap.alloc_bits;
    heap.alloc_bits = heap.mark_bits;
    heap.mark_bits = bits;
}

static heap_span *span_at(size_t offset) {
    return offset < heap.top ? heap.page_map[offset >> PAGE_SHIFT] : NULL;
}

rt_object *block_find(const void *p) {
    heap_span *s = span_at(range_offset(p));
    if (!s || s->kind == SPAN_FREE) return NULL;
    if (s->kind == SPAN_LARGE) return (rt_object *)(void *)s->base;
    size_t index = (uint64_t)(size_t)((const char *)p - s->base) * s->reciprocal >> 32;
    size_t offset = index * s->cell;
    if (index >= s->cells) return NULL;
    if (offset >= s->cursor && !bit_test(heap.alloc_bits, range_offset(s->base) + offset))
        return NULL;
    return (rt_object *)(void *)(s->base + offset);
}

bool rt_is_live_object(const void *p) { return p && block_find(p) == p; }
