/* str_internal.h - what the str*.c files share. */
#ifndef KRAIT_RUNTIME_OBJECTS_STR_INTERNAL_H
#define KRAIT_RUNTIME_OBJECTS_STR_INTERNAL_H

#include <assert.h>

#include "runtime/error.h"
#include "runtime/native.h"
#include "runtime/objects/str.h"

enum { STR_MAX_LENGTH = INT32_MAX };

/* An exact str for n characters, data at its own items, NUL behind; ascii is for the caller to be right about.
 * The items are zero and must be filled before anyone sees the string. NULL: MemoryError. */
rt_str *rt_str_alloc(rt_thread *t, size_t n, int width, bool ascii);
/* The same outside the collected heap, for ever. NULL: out of memory (nothing raised). */
rt_str *rt_str_alloc_immortal(size_t n, int width, bool ascii);
/* An exact str over characters that lie in `owner` (an rt_blob). */
rt_str *rt_str_view(rt_thread *t, const rt_object *owner, const void *data, size_t n, int width,
                    bool ascii);
/* v as an exact str (a str subclass instance gives a str of the same characters). */
Value rt_str_exact(rt_thread *t, Value v);
/* Bits set in any of the n characters: its size tells the width needed. */
uint32_t rt_chars_or(const void *data, size_t n, int width);
/* Copies n characters between widths; dst must be wide enough for each. */
void rt_chars_copy(void *dst, int dst_width, const void *src, int src_width, size_t n);

static inline int rt_width_for(uint32_t bits) { return bits < 0x100 ? 1 : bits < 0x10000 ? 2 : 4; }

static inline uint32_t rt_char_at(const void *data, int width, size_t i) {
    return width == 1   ? ((const uint8_t *)data)[i]
           : width == 2 ? ((const uint16_t *)data)[i]
                        : ((const uint32_t *)data)[i];
}

static inline void rt_char_put(void *data, int width, size_t i, uint32_t c) {
    if (width == 1)
        ((uint8_t *)data)[i] = (uint8_t)c;
    else if (width == 2)
        ((uint16_t *)data)[i] = (uint16_t)c;
    else
        ((uint32_t *)data)[i] = c;
}

static inline const void *rt_chars_from(const void *data, int width, size_t i) {
    return (const char *)data + i * (size_t)width;
}

void rt_str_hash_init(uint64_t seed);

#endif
