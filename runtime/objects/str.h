/* str.h - immutable strings of code points, 1, 2 or 4 bytes each (the narrowest that fits).
 * The characters follow the object, or lie in a shared rt_blob with room behind them: s + t appends in place
 * when s ends where its blob's used part ends (claimed by compare-and-swap), so that repeated s += t is linear. */
#ifndef KRAIT_RUNTIME_OBJECTS_STR_H
#define KRAIT_RUNTIME_OBJECTS_STR_H

#include <stdarg.h>

#include "runtime/barrier.h"
#include "runtime/heap/heap.h"

typedef struct rt_str {
    rt_object hdr;
    rt_field x_hash;          /* 0: not yet computed; racing threads store the same value */
    uint32_t length;          /* code points */
    uint8_t width;            /* 1, 2, 4 */
    bool ascii;               /* width 1 and all below 128: data is UTF-8 */
    _Atomic(bool) x_interned; /* in the intern table: pointer equality; immortal */
    const void *data;         /* own items, or inside a blob */
    const rt_object *
        blob; /* what data lies in: an rt_blob, or (instances of subclasses) an exact str; NULL if own items */
    /* own items follow, with a NUL behind them; instances of subclasses have none */
} rt_str;

static inline rt_str *rt_as_str(Value v) { return (rt_str *)rt_obj(v); }
static inline bool rt_is_str(Value v) { return rt_has_flag(v, RT_TF_STR); }
static inline uint32_t rt_str_at(const rt_str *s, size_t i) {
    return s->width == 1   ? ((const uint8_t *)s->data)[i]
           : s->width == 2 ? ((const uint16_t *)s->data)[i]
                           : ((const uint32_t *)s->data)[i];
}

extern Value rt_str_empty;
extern Value rt_str_chars[256]; /* the shared string of each code point below 256 */
[[nodiscard]] Value rt_str_from_ascii(rt_thread *t, const char *s, size_t n);
[[nodiscard]] Value rt_str_from_utf8(
    rt_thread *t, const char *s,
    size_t n); /* UnicodeDecodeError; lone surrogates as WTF-8 accepted */
[[nodiscard]] Value rt_str_from_cstr(rt_thread *t, const char *s);       /* UTF-8, NUL-ended */
[[nodiscard]] Value rt_str_from_char(rt_thread *t, uint32_t code_point); /* below 256: shared */
[[nodiscard]] Value rt_str_from_ucs4(rt_thread *t, const uint32_t *s, size_t n);
[[nodiscard]] Value rt_str_from_width(rt_thread *t, const void *data, size_t n,
                                      int width);         /* narrows */
[[nodiscard]] Value rt_str_intern(rt_thread *t, Value s); /* the one interned equal string */
[[nodiscard]] Value rt_str_intern_cstr(rt_thread *t, const char *s);
[[nodiscard]] Value rt_str_concat(rt_thread *t, Value a, Value b);
[[nodiscard]] Value rt_str_slice(rt_thread *t, Value s, size_t start, size_t end);
[[nodiscard]] Value rt_str_format_c(rt_thread *t, const char *format,
                                    ...); /* the formats of rt_raise */
[[nodiscard]] Value rt_str_format_v(rt_thread *t, const char *format, va_list args);
bool rt_str_equal(Value a, Value b);            /* both str */
bool rt_str_equal_cstr(Value a, const char *s); /* ASCII */
int rt_str_cmp(Value a, Value b);               /* by code point: <0, 0, >0 */
uint64_t rt_str_hash(Value s); /* below 2^62: equals the immediate int of rt_hash */
uint64_t rt_hash_bytes(const void *data,
                       size_t n); /* the same function over raw bytes (bytes, bytearray) */
/* UTF-8 with surrogates passed through, NUL behind; a heap blob's bytes or the string's own; *n may be NULL.
 * NULL: MemoryError. */
[[nodiscard]] const char *rt_str_utf8(rt_thread *t, Value s, size_t *n);

/* Builder: grows in malloc memory; no allocation in the collected heap until finished. Free with finish or drop. */
typedef struct rt_str_builder {
    void *data;
    size_t length, cap;
    int width;
    bool failed; /* out of memory: finish raises */
} rt_str_builder;
void rt_sb_init(rt_str_builder *b);
void rt_sb_char(rt_str_builder *b, uint32_t c);
void rt_sb_ascii(rt_str_builder *b, const char *s, size_t n);
void rt_sb_cstr(rt_str_builder *b, const char *ascii);
void rt_sb_str(rt_str_builder *b, Value s);
void rt_sb_slice(rt_str_builder *b, Value s, size_t start, size_t end);
void rt_sb_width(rt_str_builder *b, const void *data, size_t n, int width); /* width 1: Latin-1 */
void rt_sb_fill(rt_str_builder *b, uint32_t c, size_t n);
[[nodiscard]] Value rt_sb_finish(rt_thread *t, rt_str_builder *b);
void rt_sb_drop(rt_str_builder *b);

/* Names used in C: X(identifier). rt_id.__add__ etc. are interned strs (runtime/names.def lists them). */
typedef struct rt_ids {
#define X(id) Value id;
#include "runtime/names.def"
#undef X
} rt_ids;
extern rt_ids rt_id;

/* First of all: shared strings, intern table and rt_id; before any type is readied. */
void rt_str_ready(rt_thread *t, uint64_t hash_seed);

#endif
