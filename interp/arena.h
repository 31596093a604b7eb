/* arena.h - bump allocation for everything that lives as long as one compilation.
 *
 * Owns: the chunks of one arena; they are freed together, nothing is freed singly.
 * Invariants: arena-1 a returned block is aligned to 8 bytes and not shared; arena-2 after a failed
 *   allocation `failed` stays set, so that a caller may check once at the end of a step.
 * Threads: an arena belongs to one thread at a time; it takes no locks.
 */
#ifndef KRAIT_INTERP_ARENA_H
#define KRAIT_INTERP_ARENA_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Under the address sanitizer what lies between and behind the blocks of a chunk is poisoned. */
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
enum { ARENA_GAP = 8 };
#else
enum { ARENA_GAP = 0 };
#define ASAN_POISON_MEMORY_REGION(p, size)   ((void)(p), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(p, size) ((void)(p), (void)(size))
#endif

typedef struct arena_chunk arena_chunk;

typedef struct arena {
    char *next;          /* first free byte of the newest chunk */
    char *end;           /* one past its last byte */
    arena_chunk *chunks; /* newest first */
    size_t total;        /* bytes obtained from malloc */
    size_t limit;        /* no more than this many; 0: no limit */
    bool failed;
} arena;

/* Prepare an empty arena; `limit` bounds its memory in bytes (0: none). Cannot fail. */
void arena_init(arena *a, size_t limit);

/* Free every chunk. The arena may be used again afterwards. */
void arena_release(arena *a);

/* The slow path of arena_alloc: a new chunk. NULL when memory or the limit is exhausted. */
[[nodiscard]] void *arena_alloc_slow(arena *a, size_t size);

/* `size` bytes, not initialised, 8-aligned; NULL when memory is exhausted. */
[[nodiscard]] static inline void *arena_alloc(arena *a, size_t size) {
    size_t need = ((size + 7) & ~(size_t)7) + ARENA_GAP;
    if (need >= size && (size_t)(a->end - a->next) >= need) {
        void *block = a->next;
        a->next += need;
        ASAN_UNPOISON_MEMORY_REGION(block, size);
        return block;
    }
    return arena_alloc_slow(a, size);
}

/* `size` zeroed bytes; NULL when memory is exhausted. */
[[nodiscard]] static inline void *arena_zalloc(arena *a, size_t size) {
    void *block = arena_alloc(a, size);
    return block ? memset(block, 0, size) : NULL;
}

/* A NUL-terminated copy of `len` bytes; NULL when memory is exhausted. */
[[nodiscard]] char *arena_strndup(arena *a, const char *bytes, size_t len);

/* A formatted, NUL-terminated string; NULL when memory is exhausted. */
[[nodiscard]] char *arena_printf(arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
