/* Typed barriers: whole reads and writes of one field or one small block.
 *
 * Owns: nothing; built from barrier.h. Included through stm.h.
 *
 *     struct account { alignas(16) stm_object header; int64_t balance; uint8_t flags; };
 *     int64_t balance;
 *     if (!stm_get(tx, &a->header, &a->balance, &balance)) return false;
 *     if (!stm_set(tx, &a->header, &a->balance, balance + 1)) return false;
 *
 * A field is any naturally aligned scalar of 1, 2, 4 or 8 bytes, or a block whose size is a
 * multiple of 8 and that is aligned to 8, inside an object that is aligned to 16 and whose size is
 * a multiple of 8. Fields are declared without _Atomic: outside transactions, before publication
 * and after the threads are gone, they are plain data.
 *
 * Each returns false on a conflict: unwind to the replay point.
 *
 * Threads: the owner of tx, inside a transaction.
 */
#ifndef STM_FIELD_H
#define STM_FIELD_H

#include <string.h>

#include "stm/barrier.h"

#define STM_STRING_OF(line)   #line
#define STM_PLACE(file, line) file ":" STM_STRING_OF(line)
/* This line as a site: the address of the string "file:line". */
#define STM_HERE              ((stm_site)(uintptr_t)(STM_PLACE(__FILE__, __LINE__)))

/* Words of any declared type, accessed by size. */
typedef uint8_t stm_word8 __attribute__((may_alias));
typedef uint16_t stm_word16 __attribute__((may_alias));
typedef uint32_t stm_word32 __attribute__((may_alias));
typedef uint64_t stm_word64 __attribute__((may_alias));

/* Loads with acquire order, so that the re-check of the stamp comes after. */
static inline void stm_field_load(const void *field, void *out, size_t size) {
    switch (size) {
    case 1: *(stm_word8 *)out = __atomic_load_n((const stm_word8 *)field, __ATOMIC_ACQUIRE); return;
    case 2:
        *(stm_word16 *)out = __atomic_load_n((const stm_word16 *)field, __ATOMIC_ACQUIRE);
        return;
    case 4:
        *(stm_word32 *)out = __atomic_load_n((const stm_word32 *)field, __ATOMIC_ACQUIRE);
        return;
    default:
        assert(size % 8 == 0 && (uintptr_t)field % 8 == 0);
        for (size_t i = 0; i < size / 8; i++) {
            uint64_t word = __atomic_load_n((const stm_word64 *)field + i, __ATOMIC_ACQUIRE);
            memcpy((char *)out + i * 8, &word, 8);
        }
    }
}

/* Stores with release order: who sees the field also sees that the stamp has changed. */
static inline void stm_field_store(void *field, const void *value, size_t size) {
    switch (size) {
    case 1:
        __atomic_store_n((stm_word8 *)field, *(const stm_word8 *)value, __ATOMIC_RELEASE);
        return;
    case 2:
        __atomic_store_n((stm_word16 *)field, *(const stm_word16 *)value, __ATOMIC_RELEASE);
        return;
    case 4:
        __atomic_store_n((stm_word32 *)field, *(const stm_word32 *)value, __ATOMIC_RELEASE);
        return;
    default:
        assert(size % 8 == 0 && (uintptr_t)field % 8 == 0);
        for (size_t i = 0; i < size / 8; i++) {
            uint64_t word;
            memcpy(&word, (const char *)value + i * 8, 8);
            __atomic_store_n((stm_word64 *)field + i, word, __ATOMIC_RELEASE);
        }
    }
}

/* Saves every 8-byte word that a field touches: a scalar lies in one. */
static inline void stm_undo_log_field(stm_tx *tx, void *field, size_t size) {
    uintptr_t first = (uintptr_t)field & ~(uintptr_t)7;
    for (size_t i = 0; i < (size + 7) / 8; i++)
        stm_undo_log(tx, (_Atomic(uint64_t) *)(first + i * 8));
}

[[nodiscard]] static inline bool stm_get_sized(stm_tx *tx, const stm_object *o, const void *field,
                                               void *out, size_t size, stm_site site) {
    uint64_t h;
    do {
        if (STM_UNLIKELY(!stm_read_open_at(tx, o, &h, site))) return false;
        stm_field_load(field, out, size);
    } while (STM_UNLIKELY(!stm_read_close(tx, o, h, site)));
    return true;
}

[[nodiscard]] static inline bool stm_set_sized(stm_tx *tx, stm_object *o, void *field,
                                               const void *value, size_t size, stm_site site) {
    stm_own own = stm_write(tx, o, site);
    if (STM_UNLIKELY(own == STM_CONFLICT)) return false;
    if (own == STM_OWNED) stm_undo_log_field(tx, field, size);
    stm_field_store(field, value, size);
    return true;
}

/* A read of what will be written: acquires the object first, so that the read needs no entry in the
 * log and the write no second look. */
[[nodiscard]] static inline bool stm_take_sized(stm_tx *tx, stm_object *o, const void *field,
                                                void *out, size_t size, stm_site site) {
    if (STM_UNLIKELY(stm_write(tx, o, site) == STM_CONFLICT)) return false;
    stm_field_load(field, out, size);
    return true;
}

/* *out = *field; the same of an object that will be written; *field = value. The types of field and
 * out or value must be the same. */
#define stm_get(tx, o, field, out)                                                      \
    stm_get_sized((tx), (o), (field), (1 ? (out) : (typeof_unqual(*(field)) *)nullptr), \
                  sizeof *(field), STM_HERE)
#define stm_take(tx, o, field, out)                                                      \
    stm_take_sized((tx), (o), (field), (1 ? (out) : (typeof_unqual(*(field)) *)nullptr), \
                   sizeof *(field), STM_HERE)
#define stm_set(tx, o, field, value) \
    stm_set_sized((tx), (o), (field), &(typeof_unqual(*(field))){value}, sizeof *(field), STM_HERE)

/* Bit fields: `width` bits (1 to 64) of a 64-bit word, from bit `shift` up. */
[[nodiscard]] static inline bool stm_get_bits(stm_tx *tx, const stm_object *o, const uint64_t *word,
                                              unsigned shift, unsigned width, uint64_t *out,
                                              stm_site site) {
    uint64_t all;
    if (!stm_get_sized(tx, o, word, &all, sizeof all, site)) return false;
    *out = all >> shift & UINT64_MAX >> (64 - width);
    return true;
}

[[nodiscard]] static inline bool stm_set_bits(stm_tx *tx, stm_object *o, uint64_t *word,
                                              unsigned shift, unsigned width, uint64_t value,
                                              stm_site site) {
    stm_own own = stm_write(tx, o, site);
    if (STM_UNLIKELY(own == STM_CONFLICT)) return false;
    if (own == STM_OWNED) stm_undo_log_field(tx, word, sizeof *word);
    uint64_t mask = UINT64_MAX >> (64 - width) << shift, all;
    stm_field_load(word, &all, sizeof all);
    all = (all & ~mask) | (value << shift & mask);
    stm_field_store(word, &all, sizeof all);
    return true;
}

#endif
