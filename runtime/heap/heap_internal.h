/* heap_internal.h - what the files of heap/ share; nobody else includes it.
 *
 *   range.c     the reserved addresses, pages, spans of pages
 *   block.c     spans of one size class, free runs, sweeping
 *   alloc.c     threads' runs, large objects, the limit
 *   roots.c     what is live from the start; stopping the world
 *   mark.c      the mark stack, tracing
 *   generation.c  what is old, what of it a collection of the young must look at
 *   finalize.c  objects with finalizers, the queue of pending calls
 *   pace.c      when to collect what
 *   collect.c   one collection, top to bottom
 *   verify.c    the debug walk
 *
 * Order: heap_lock is a leaf: nothing else is locked, and nothing stops the world, while it is held.
 *
 * Invariants
 *   heap-1  Every page below heap.top belongs to one span, used or free. page_map names the span at each page
 *           of a used span, and at the first and last page of a free one; elsewhere it is NULL.
 *   heap-2  A cell of a small span is allocated exactly when it lies before the span's cursor and outside the
 *           run of the thread that owns the span, or has its bit in alloc_bits. So allocation sets no bits.
 *   heap-3  alloc_bits and mark_bits change with the world stopped only. After a collection what was marked is
 *           what is allocated: the two bitmaps change places.
 *   heap-4  An object that is old (old_bits, a part of alloc_bits) refers to nothing but old objects, unless it has its bit in
 *           again_bits or open_bits, or is in a list of written objects (generation.c).
 */
#ifndef KRAIT_RUNTIME_HEAP_INTERNAL_H
#define KRAIT_RUNTIME_HEAP_INTERNAL_H

#include "runtime/heap/heap.h"
#include "stm/atomic.h"

#include <assert.h>
#include <pthread.h>

enum {
    PAGE_SHIFT = 12,
    PAGE_BYTES = 1 << PAGE_SHIFT,
    RUN_BYTES = 4096, /* a run is at most so long (or one cell): zeroed just ahead of its use */
    EXACT_BINS = 64, /* free spans of 1 to 63 pages by their length, longer ones by its logarithm */
    SPAN_BINS = EXACT_BINS + 48,
};

typedef enum span_kind { SPAN_FREE, SPAN_SMALL, SPAN_LARGE } span_kind;

/* A run of whole pages with one use. Written under heap_lock or with the world stopped, except what the
 * owning thread moves while it allocates (cursor, zero_from). */
typedef struct heap_span {
    char *base;
    size_t pages;
    span_kind kind;
    bool zeroed;                   /* free: all zero bytes */
    uint8_t size_class;            /* small */
    uint32_t cell, cells;          /* small: bytes a cell, cells in the span */
    uint32_t reciprocal;           /* small: offset * reciprocal >> 32 is the cell's index */
    uint32_t cursor;               /* small: see heap-2; a multiple of cell */
    uint32_t zero_from;            /* small: bytes from here on are zero */
    uint32_t live;                 /* cells marked by the last collection (large: 1 or 0) */
    struct heap_span *next, *prev; /* free: bin; small: list of its class */
} heap_span;

/* A growing array of words in malloc memory. */
typedef struct heap_vector {
    uint64_t *items;
    size_t count, cap;
} heap_vector;

/* What the heap keeps for one thread: rt_thread.heap. */
typedef struct rt_heap_thread {
    heap_span *span[RT_SIZE_CLASSES]; /* where the thread's runs come from; NULL: none */
    heap_vector born;    /* finalize.c: objects registered by the transaction in flight */
    heap_vector taken;   /* finalize.c: pending calls taken by it, two words each */
    heap_vector written; /* generation.c: old objects to which this thread was the first to write */
    bool reserve;        /* may pass the limit: it is raising MemoryError */
} rt_heap_thread;

typedef struct heap_state {
    char *base;        /* of the reserved range */
    size_t reserved;   /* bytes; a multiple of the commit step */
    size_t committed;  /* bytes made accessible */
    size_t top;        /* bytes ever handed out as spans */
    size_t free_pages; /* in free spans below top */
    heap_span **page_map;
    uint64_t *alloc_bits, *mark_bits;            /* one bit a granule */
    uint64_t *old_bits, *again_bits, *open_bits; /* generation.c */
    heap_span *bins[SPAN_BINS];
    heap_span *partial[RT_SIZE_CLASSES]; /* swept spans with free cells, owned by no thread */

    size_t limit;     /* bytes; SIZE_MAX: none */
    size_t threshold; /* collect when so much was allocated and no used memory is left, */
    size_t patience;  /* or so much in any case */
    size_t live;      /* bytes after the last collection, charges included */
    size_t full_at;   /* once so much lives after a collection, the next one is full */
    _Atomic(size_t)
        x_allocated; /* since then, in steps; relaxed: a count, read to decide when to collect */
    _Atomic(int64_t) x_charged; /* outside the heap, alive or not */
    _Atomic(uint64_t) x_stress; /* 0: off; else collect at every n-th allocation */
    _Atomic(uint64_t) x_stress_count;
    _Atomic(bool) x_disabled;
    _Atomic(bool)
        x_spoilt; /* something was written that nobody noted: the next collection is full */
    _Atomic(uint64_t) x_collections;
    rt_heap_stats stats;
} heap_state;

extern heap_state heap;
extern pthread_mutex_t heap_lock;

struct rt_marker {
    const char *base;  /* heap.base */
    size_t top;        /* heap.top; 0: nothing is marked (verify) */
    uint64_t *bits;    /* heap.mark_bits */
    rt_object **stack; /* marked, not yet traced */
    size_t count, cap;
    bool overflow; /* some marked object was not pushed: look for them in the bitmaps */
    bool young;    /* of what is old only that is traced which may refer to young objects */
    bool parallel; /* not in solo mode */
    const rt_object *verify; /* verify.c: check the references of this object instead of marking, */
    bool marked;             /* that they are marked rather than allocated */
};

/* range.c */
void range_init(void);
/* A span of kind FREE, unlinked; NULL: no memory. Unless `fresh`, only of memory that was used before. */
[[nodiscard]] heap_span *range_take(size_t pages, bool fresh);
void range_give(heap_span *s); /* merges with its free neighbours */
void range_map(heap_span *s);  /* enters a used span in the page map */
void range_trim(size_t keep);  /* returns free pages beyond `keep` bytes to the system */
static inline heap_span *range_first(void) { return heap.top ? heap.page_map[0] : NULL; }
static inline heap_span *range_next(const heap_span *s) {
    size_t offset = (size_t)(s->base - heap.base) + (s->pages << PAGE_SHIFT);
    return offset < heap.top ? heap.page_map[offset >> PAGE_SHIFT] : NULL;
}
/* Offset of p in the range, or a number not below heap.top if it lies outside. */
static inline size_t range_offset(const void *p) { return (size_t)((const char *)p - heap.base); }

/* block.c */
/* From the partial list, or new; takes heap_lock. `fresh` as for range_take. */
[[nodiscard]] heap_span *block_take(unsigned size_class, bool fresh);
bool block_carve(heap_span *s, rt_alloc_run *run, size_t max);
void block_retire(heap_span *s, rt_alloc_run *run);
void block_sweep_all(void);           /* after marking; sets heap.live */
rt_object *block_find(const void *p); /* object that contains p, NULL: none. World stopped */

static inline bool bit_test(const uint64_t *bits, size_t offset) {
    return (bits[offset >> 10] >> (offset >> 4 & 63) & 1) != 0;
}
static inline void bit_set(uint64_t *bits, size_t offset) {
    bits[offset >> 10] |= UINT64_C(1) << (offset >> 4 & 63);
}

/* alloc.c */
rt_heap_thread *alloc_thread(rt_thread *t); /* creates it on first use; NULL: no memory */
void alloc_retire(rt_thread *t);            /* world stopped: gives up the thread's runs */
void alloc_flush(rt_thread *t);             /* adds t->allocated to the heap's count */

/* roots.c */
void roots_mark(rt_thread *t, rt_marker *m); /* t: the collecting thread */
void roots_after_mark(rt_thread *t);         /* weak references, through their hooks */
void world_poll(rt_thread *t);               /* waits while another thread has stopped the world */
void world_stop(rt_thread *t); /* to collect: rt_world_stop is for those who also write */

/* mark.c */
void mark_init(rt_marker *m, bool young, bool parallel);
void mark_drain(rt_marker *m);
void mark_free(rt_marker *m);
void mark_words(rt_marker *m, const void *low,
                const void *high);               /* conservative; no sanitizer looks */
void mark_word(rt_marker *m, uint64_t word);     /* conservative, one word */
void mark_trace(rt_marker *m, rt_object *o);     /* reports what o refers to */
static inline bool mark_is_marked(const void *p) /* objects outside the range always live */
{
    size_t offset = range_offset(p);
    return offset >= heap.top || bit_test(heap.mark_bits, offset);
}

/* generation.c */
void generation_init(void);
void generation_begin(rt_marker *m);     /* an epoch ends; sets what is marked from the start */
void generation_roots(rt_marker *m);     /* traces what is old and may refer to young objects */
void generation_end(const rt_marker *m); /* after marking, before sweeping: what has become old */
void generation_thread_fini(rt_thread *t);
/* While marking: o may be written to, without notice, when the world goes on. */
void generation_open(const rt_marker *m, const rt_object *o);

/* finalize.c */
void finalize_roots(rt_thread *t, rt_marker *m); /* of one thread: born and taken */
void finalize_queue_roots(rt_marker *m);
void finalize_resurrect(rt_marker *m); /* unreachable objects with __del__: queued, marked */
void finalize_release(rt_thread *t);   /* C finalizers of what is dead now */
void finalize_thread_fini(rt_thread *t);

/* collect.c */
/* Unless another thread has collected since x_collections was `seen`. Full, or as pace.c and x_spoilt say. */
void collect_since(rt_thread *t, uint64_t seen, bool full);

/* pace.c */
bool pace_begin(const rt_thread *t);          /* of a collection: had it better be full? */
void pace_end(const rt_thread *t, bool full); /* sets how far the heap may grow */
uint64_t pace_pause(void);                    /* ns since pace_begin */
void pace_tune(void);                         /* after heap.limit has changed */

/* verify.c */
void verify_marked(void); /* what is marked refers to nothing that is not */
void verify_reference(const rt_marker *m, const void *p);

[[nodiscard]] bool vector_push(heap_vector *v, uint64_t word);

#endif
