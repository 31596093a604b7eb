/* text.h - str, bytes and bytearray seen alike: runs of characters of 1, 2 or 4 bytes, and the methods that are the
 * same for all three. A bytearray is looked at as a copy made under its barrier. */
#ifndef KRAIT_RUNTIME_OBJECTS_TEXT_H
#define KRAIT_RUNTIME_OBJECTS_TEXT_H

#include "runtime/error.h"
#include "runtime/native.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/str_internal.h"

typedef enum rt_text_kind { RT_TEXT_STR, RT_TEXT_BYTES, RT_TEXT_BYTEARRAY } rt_text_kind;

typedef struct rt_text {
    const void *data;
    size_t n;
    int width;
    rt_text_kind kind;
    Value whole; /* the object it came from */
} rt_text;

/* self is a str, bytes or bytearray. false: conflict or MemoryError. */
[[nodiscard]] bool rt_text_of(rt_thread *t, Value self, rt_text *out);
/* An argument that must fit self: a str for str, bytes-like for the others; else TypeError with `str_message` (its %T is
 * the argument's type; NULL: "must be str, not %T"). */
[[nodiscard]] bool rt_text_arg(rt_thread *t, const rt_text *self, Value v, rt_text *out,
                               const char *str_message);
/* A new object of self's kind. Characters need not be narrow. */
[[nodiscard]] Value rt_text_new(rt_thread *t, rt_text_kind kind, const void *data, size_t n,
                                int width);
[[nodiscard]] Value rt_text_slice(rt_thread *t, const rt_text *s, size_t start, size_t end);
/* Ends a builder as an object of the kind. */
[[nodiscard]] Value rt_text_finish(rt_thread *t, rt_text_kind kind, rt_str_builder *b);
[[nodiscard]] Value rt_bytearray_new(rt_thread *t, const void *data, size_t n);

static inline uint32_t rt_text_at(const rt_text *s, size_t i) {
    return rt_char_at(s->data, s->width, i);
}
static inline void rt_sb_text(rt_str_builder *b, const rt_text *s, size_t start, size_t end) {
    rt_sb_width(b, rt_chars_from(s->data, s->width, start), end - start, s->width);
}
/* White space as the kind sees it: Unicode's for str, ASCII's for bytes. */
bool rt_text_is_space(const rt_text *s, uint32_t c);

/* ---- search (text_search.c): positions in s, -1 if absent; an empty pattern is found at once ---- */
int64_t rt_text_find(const rt_text *s, const rt_text *pattern, size_t start, size_t end);
int64_t rt_text_rfind(const rt_text *s, const rt_text *pattern, size_t start, size_t end);
/* Occurrences that do not overlap; at most `limit`. */
size_t rt_text_count(const rt_text *s, const rt_text *pattern, size_t start, size_t end,
                     size_t limit);
bool rt_text_match(const rt_text *s, const rt_text *pattern,
                   size_t at); /* pattern stands at `at`, which leaves room */

/* ---- methods: native functions for all three ---- */
#define RT_TEXT_METHODS(X)                                                                                 \
    X(find) X(rfind) X(index) X(rindex) X(count) X(startswith) X(endswith) X(replace)                      \
    X(split) X(rsplit) X(splitlines) X(partition) X(rpartition) X(join)                                    \
    X(strip) X(lstrip) X(rstrip) X(center) X(ljust) X(rjust) X(zfill) X(expandtabs)                        \
    X(removeprefix) X(removesuffix)
#define X(name) Value rt_text_##name##_method(rt_thread *t, Value *args, uint32_t nargs);
RT_TEXT_METHODS(X)
#undef X
/* The rows of RT_TEXT_METHODS for a method table. */
#define RT_TEXT_METHOD_ROWS                                                                                \
    {"find", rt_text_find_method, 2, 4, NULL, RT_NATIVE_PARSED, "Return the lowest index where sub is found, -1 on failure."},       \
    {"rfind", rt_text_rfind_method, 2, 4, NULL, RT_NATIVE_PARSED, "Return the highest index where sub is found, -1 on failure."},    \
    {"index", rt_text_index_method, 2, 4, NULL, RT_NATIVE_PARSED, "Return the lowest index where sub is found; ValueError if absent."},  \
    {"rindex", rt_text_rindex_method, 2, 4, NULL, RT_NATIVE_PARSED, "Return the highest index where sub is found; ValueError if absent."}, \
    {"count", rt_text_count_method, 2, 4, NULL, RT_NATIVE_PARSED, "Return the number of non-overlapping occurrences of sub."},       \
    {"startswith", rt_text_startswith_method, 2, 4, NULL, RT_NATIVE_PARSED, "Return True if it starts with the specified prefix."},  \
    {"endswith", rt_text_endswith_method, 2, 4, NULL, RT_NATIVE_PARSED, "Return True if it ends with the specified suffix."},        \
    {"replace", rt_text_replace_method, 3, 4, NULL, 0, "Return a copy with all occurrences of old replaced by new."}, \
    {"split", rt_text_split_method, 0, 0, "self, /, sep=, maxsplit=", 0, "Return a list of the parts, using sep as the separator."}, \
    {"rsplit", rt_text_rsplit_method, 0, 0, "self, /, sep=, maxsplit=", 0, "Like split, from the end."},              \
    {"splitlines", rt_text_splitlines_method, 0, 0, "self, /, keepends=", 0, "Return a list of the lines, breaking at line boundaries."}, \
    {"partition", rt_text_partition_method, 2, 2, NULL, 0, "Partition into three parts using the given separator."},  \
    {"rpartition", rt_text_rpartition_method, 2, 2, NULL, 0, "Partition into three parts, searching from the end."},  \
    {"join", rt_text_join_method, 2, 2, NULL, 0, "Concatenate any number of parts, with self between them."},         \
    {"strip", rt_text_strip_method, 1, 2, NULL, 0, "Return a copy with leading and trailing characters removed."},    \
    {"lstrip", rt_text_lstrip_method, 1, 2, NULL, 0, "Return a copy with leading characters removed."},               \
    {"rstrip", rt_text_rstrip_method, 1, 2, NULL, 0, "Return a copy with trailing characters removed."},              \
    {"center", rt_text_center_method, 2, 3, NULL, 0, "Return a centered copy of length width."},                      \
    {"ljust", rt_text_ljust_method, 2, 3, NULL, 0, "Return a left-justified copy of length width."},                  \
    {"rjust", rt_text_rjust_method, 2, 3, NULL, 0, "Return a right-justified copy of length width."},                 \
    {"zfill", rt_text_zfill_method, 2, 2, NULL, 0, "Pad a numeric text with zeros on the left."},                     \
    {"expandtabs", rt_text_expandtabs_method, 0, 0, "self, /, tabsize=", 0, "Return a copy with tabs expanded using spaces."}, \
    {"removeprefix", rt_text_removeprefix_method, 2, 2, NULL, 0, "Return a copy with the given prefix removed if present."}, \
    {"removesuffix", rt_text_removesuffix_method, 2, 2, NULL, 0, "Return a copy with the given suffix removed if present."}

/* An iterator over a str, bytes or bytearray. */
[[nodiscard]] Value rt_text_iter(rt_thread *t, Value text);
[[nodiscard]] bool rt_bytearray_length(rt_thread *t, Value v, size_t *n);
[[nodiscard]] Value rt_bytearray_item(rt_thread *t, Value v, size_t i); /* RT_EMPTY: out of range */
/* s repeated; count clamped at 0. */
[[nodiscard]] Value rt_text_repeat(rt_thread *t, const rt_text *s, int64_t count);
/* s[key] for a slice. */
[[nodiscard]] Value rt_text_getslice(rt_thread *t, const rt_text *s, Value slice);

#endif
