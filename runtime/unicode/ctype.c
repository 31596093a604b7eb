/* ctype.c - properties and case mappings of code points.
 * Owns: read-only tables, made by tools/gen_ctype.py at build time. Threads: any. */
#include "runtime/unicode/ctype.h"

/* length 0: value is the distance to the one code point mapped to; else value is an offset in ctype_pool. */
typedef struct ctype_mapping {
    int32_t value;
    uint8_t length;
} ctype_mapping;

typedef struct ctype_record {
    uint16_t flags;
    uint8_t decimal, digit; /* 255: none */
    ctype_mapping maps[4];  /* by enum rt_uni_case */
} ctype_record;

#include "ctype_tables.h"

static const ctype_record *record_of(uint32_t c) {
    if (c >= 0x110000) c = 0x10ffff; /* unassigned: no property */
    return &ctype_records[ctype_blocks[ctype_index[c >> 7] * 128 + (c & 127)]];
}

uint32_t rt_uni_flags_of(uint32_t c) { return record_of(c)->flags; }

int rt_uni_decimal(uint32_t c) {
    uint8_t value = record_of(c)->decimal;
    return value == 255 ? -1 : value;
}

int rt_uni_digit(uint32_t c) {
    uint8_t value = record_of(c)->digit;
    return value == 255 ? -1 : value;
}

size_t rt_uni_map(uint32_t c, enum rt_uni_case which, uint32_t out[3]) {
    ctype_mapping map = record_of(c)->maps[which];
    if (map.length == 0) {
        out[0] = (uint32_t)((int32_t)c + map.value);
        return 1;
    }
    for (size_t i = 0; i < map.length; i++)
        out[i] = ctype_pool[(size_t)map.value + i];
    return map.length;
}

/* A simple mapping is the full one where that is one code point; the few longer ones stay themselves. */
static uint32_t map_one(uint32_t c, enum rt_uni_case which) {
    ctype_mapping map = record_of(c)->maps[which];
    return map.length == 0 ? (uint32_t)((int32_t)c + map.value) : c;
}

uint32_t rt_uni_lower(uint32_t c) { return map_one(c, RT_UNI_TO_LOWER); }
uint32_t rt_uni_upper(uint32_t c) { return map_one(c, RT_UNI_TO_UPPER); }
