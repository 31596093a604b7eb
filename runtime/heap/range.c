/* range.c - the reserved address range, its pages, and spans of them.
 *
 * Owns: heap.base to heap.top, the page map, the bitmaps' memory, the bins of free spans.
 *
 * The range is reserved without access (PROT_NONE costs nothing, whatever the overcommit policy) and opened in
 * steps of 4 MiB, together with the part of the page map and bitmaps that describes each step. Free spans are
 * kept in bins by length and merged with their neighbours, found through the page map (boundary tags).
 *
 * Threads: range_take and range_give under heap_lock or with the world stopped; the rest as heap_internal.h says.
 */
#include "runtime/heap/heap_internal.h"

#include "runtime/error.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { STEP = 4 << 20, BITMAPS = 5, BITMAP_SHIFT = 7, MAP_ENTRY = sizeof(heap_span *) };

heap_state heap = {.limit = SIZE_MAX};
pthread_mutex_t heap_lock = PTHREAD_MUTEX_INITIALIZER;
static heap_span *spare_spans; /* descriptors, linked by next */

static void *reserve(size_t bytes) {
    void *p = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void range_init(void) {
    for (size_t bytes = (size_t)64 << 30; bytes >= (size_t)256 << 20; bytes >>= 1) {
        size_t bits = bytes >> BITMAP_SHIFT, map = (bytes >> PAGE_SHIFT) * MAP_ENTRY;
        char *p = reserve(bytes + BITMAPS * bits + map);
        if (!p) continue;
        generation_init();
        heap.base = p;
        heap.reserved = bytes;
        heap.alloc_bits = (uint64_t *)(void *)(p + bytes);
        heap.mark_bits = (uint64_t *)(void *)(p + bytes + bits);
        heap.old_bits = (uint64_t *)(void *)(p + bytes + 2 * bits);
        heap.again_bits = (uint64_t *)(void *)(p + bytes + 3 * bits);
        heap.open_bits = (uint64_t *)(void *)(p + bytes + 4 * bits);
        heap.page_map = (heap_span **)(void *)(p + bytes + BITMAPS * bits);
        return;
    }
    rt_fatal("cannot reserve addresses for the heap");
}

static bool open_pages(void *p, size_t bytes) {
    return mprotect(p, bytes, PROT_READ | PROT_WRITE) == 0;
}

static bool open_bitmap(uint64_t *bitmap, size_t from, size_t bytes) {
    return open_pages((char *)bitmap + (from >> BITMAP_SHIFT), bytes >> BITMAP_SHIFT);
}

/* Makes the range accessible up to offset `end`. A step that failed half-way is simply opened again. */
static bool commit(size_t end) {
    if (end > heap.reserved) return false;
    size_t from = heap.committed, to = (end + STEP - 1) / STEP * STEP, bytes = to - from;
    if (!open_pages(heap.base + from, bytes) || !open_bitmap(heap.alloc_bits, from, bytes) ||
        !open_bitmap(heap.mark_bits, from, bytes) || !open_bitmap(heap.old_bits, from, bytes) ||
        !open_bitmap(heap.again_bits, from, bytes) || !open_bitmap(heap.open_bits, from, bytes) ||
        !open_pages(&heap.page_map[from >> PAGE_SHIFT], (bytes >> PAGE_SHIFT) * MAP_ENTRY))
        return false;
    heap.committed = to;
    return true;
}
static_assert((STEP >> BITMAP_SHIFT) % PAGE_BYTES == 0 &&
              (STEP >> PAGE_SHIFT) * MAP_ENTRY % PAGE_BYTES == 0);

static heap_span *descriptor_new(char *base, size_t pages) {
    enum { BATCH = 64 };
    if (!spare_spans) {
        heap_span *batch = calloc(BATCH, sizeof *batch);
        if (!batch) return NULL;
        for (size_t i = 0; i < BATCH; i++) {
            batch[i].next = spare_spans;
            spare_spans = &batch[i];
        }
    }
    heap_span *s = spare_spans;
    spare_spans = s->next;
    *s = (heap_span){.base = base, .pages = pages, .kind = SPAN_FREE};
    return s;
}

static void descriptor_drop(heap_span *s) {
    s->next = spare_spans;
    spare_spans = s;
}

static size_t first_page(const heap_span *s) { return (size_t)(s->base - heap.base) >> PAGE_SHIFT; }

static unsigned bin_of(size_t pages) {
    return pages < EXACT_BINS ? (unsigned)pages
                              : EXACT_BINS + 57u - (unsigned)__builtin_clzll(pages);
}

static void bin_add(heap_span *s) {
    heap_span **bin = &heap.bins[bin_of(s->pages)];
    s->kind = SPAN_FREE;
    s->prev = NULL;
    s->next = *bin;
    if (s->next) s->next->prev = s;
    *bin = s;
    size_t first = first_page(s);
    heap.page_map[first] = heap.page_map[first + s->pages - 1] = s;
    heap.free_pages += s->pages;
}

static void bin_remove(heap_span *s) {
    if (s->prev)
        s->prev->next = s->next;
    else
        heap.bins[bin_of(s->pages)] = s->next;
    if (s->next) s->next->prev = s->prev;
    size_t first = first_page(s);
    heap.page_map[first] = heap.page_map[first + s->pages - 1] = NULL;
    heap.free_pages -= s->pages;
}

/* The first fit in the smallest bin that has one; NULL: none. Memory that the system backs goes before memory that is zero. */
static heap_span *bin_find(size_t pages, bool fresh) {
    heap_span *zeroed = NULL;
    for (unsigned b = bin_of(pages); b < SPAN_BINS; b++)
        for (heap_span *s = heap.bins[b]; s; s = s->next) {
            if (s->pages < pages) continue;
            if (!s->zeroed) return s;
            if (!zeroed) zeroed = s;
        }
    return fresh ? zeroed : NULL;
}

/* Fresh pages above top. */
static heap_span *extend(size_t pages) {
    size_t bytes = pages << PAGE_SHIFT;
    if (bytes > heap.reserved || heap.top + bytes > heap.reserved) return NULL;
    if (heap.top + bytes > heap.committed && !commit(heap.top + bytes)) return NULL;
    heap_span *s = descriptor_new(heap.base + heap.top, pages);
    if (!s) return NULL;
    s->zeroed = true;
    heap.top += bytes;
    return s;
}

heap_span *range_take(size_t pages, bool fresh) {
    heap_span *s = bin_find(pages, fresh);
    if (!s) return fresh ? extend(pages) : NULL;
    heap_span *rest = NULL;
    if (s->pages > pages) {
        rest = descriptor_new(s->base + (pages << PAGE_SHIFT), s->pages - pages);
        if (!rest) return NULL;
        rest->zeroed = s->zeroed;
    }
    bin_remove(s);
    s->pages = pages;
    if (rest) bin_add(rest);
    return s;
}

void range_map(heap_span *s) {
    size_t first = first_page(s);
    for (size_t i = 0; i < s->pages; i++)
        heap.page_map[first + i] = s;
}

void range_give(heap_span *s) {
    size_t first = first_page(s), after = first + s->pages;
    for (size_t i = first; i < after; i++)
        heap.page_map[i] = NULL;
    heap_span *right = after < heap.top >> PAGE_SHIFT ? heap.page_map[after] : NULL;
    if (right && right->kind == SPAN_FREE) {
        bin_remove(right);
        s->pages += right->pages;
        s->zeroed = s->zeroed && right->zeroed;
        descriptor_drop(right);
    }
    heap_span *left = first > 0 ? heap.page_map[first - 1] : NULL;
    if (left && left->kind == SPAN_FREE) {
        bin_remove(left);
        left->pages += s->pages;
        left->zeroed = s->zeroed && left->zeroed;
        descriptor_drop(s);
        s = left;
    }
    bin_add(s);
}

void range_trim(size_t keep) {
    size_t held = 0; /* free bytes that the system still backs */
    for (heap_span *s = range_first(); s; s = range_next(s)) {
        if (s->kind != SPAN_FREE || s->zeroed) continue;
        size_t bytes = s->pages << PAGE_SHIFT;
        if (held + bytes <= keep) {
            held += bytes;
        } else if (madvise(s->base, bytes, MADV_DONTNEED) == 0) {
            s->zeroed = true;
        }
    }
}
