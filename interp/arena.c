/* arena.c - see arena.h. Chunks double up to a megabyte, so that small parses stay small. */
#include "interp/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct arena_chunk {
    arena_chunk *older;
    size_t size;
};

enum { FIRST_CHUNK = 8 << 10, LARGEST_CHUNK = 1 << 20 };

void arena_init(arena *a, size_t limit) { *a = (arena){.limit = limit}; }

void arena_release(arena *a) {
    for (arena_chunk *c = a->chunks, *older; c; c = older) {
        older = c->older;
        free(c);
    }
    *a = (arena){.limit = a->limit};
}

static size_t next_chunk_size(const arena *a, size_t need) {
    size_t size = a->chunks ? a->chunks->size * 2 : FIRST_CHUNK;
    if (size > LARGEST_CHUNK) size = LARGEST_CHUNK;
    return need > size ? need : size;
}

void *arena_alloc_slow(arena *a, size_t size) {
    if (size > SIZE_MAX / 4) {
        a->failed = true;
        return NULL;
    }
    size_t need = ((size + 7) & ~(size_t)7) + ARENA_GAP;
    size_t chunk = next_chunk_size(a, need + sizeof(arena_chunk));
    if (a->limit && a->total + chunk > a->limit) {
        chunk = need + sizeof(arena_chunk);
        if (a->total + chunk > a->limit) {
            a->failed = true;
            return NULL;
        }
    }
    arena_chunk *c = malloc(chunk);
    if (!c) {
        a->failed = true;
        return NULL;
    }
    *c = (arena_chunk){a->chunks, chunk};
    a->chunks = c;
    a->total += chunk;
    char *block = (char *)(c + 1);
    ASAN_POISON_MEMORY_REGION(block, chunk - sizeof *c);
    ASAN_UNPOISON_MEMORY_REGION(block, size);
    a->next = block + need;
    a->end = (char *)c + chunk;
    return block;
}

char *arena_strndup(arena *a, const char *bytes, size_t len) {
    char *copy = arena_alloc(a, len + 1);
    if (!copy) return NULL;
    if (len) memcpy(copy, bytes, len);
    copy[len] = '\0';
    return copy;
}

char *arena_printf(arena *a, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = len < 0 ? NULL : arena_alloc(a, (size_t)len + 1);
    if (text) vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}
