/* unicode.h - properties of code points and normalisation, from generated tables (Unicode 14.0).
 *
 * Owns: read-only tables. Independent of values and the heap.
 * Threads: any.
 */
#ifndef KRAIT_RUNTIME_UNICODE_UNICODE_H
#define KRAIT_RUNTIME_UNICODE_UNICODE_H

#include <stddef.h>
#include <stdint.h>

/* May a code point begin, or continue, an identifier (XID_Start; `_` counts only as continuing)? */
bool rt_uc_is_xid_start(uint32_t cp);
bool rt_uc_is_xid_continue(uint32_t cp);

/* str.isprintable of one code point. */
bool rt_uc_is_printable(uint32_t cp);

/* Canonical combining class, 0 for most. */
uint8_t rt_uc_combining_class(uint32_t cp);

/* The most bytes that the NFKC form of `len` bytes of UTF-8 can need, working space included. */
size_t rt_uc_nfkc_bound(size_t len);

/* Normalisation form KC (UAX #15) of valid UTF-8. `out` has at least rt_uc_nfkc_bound(len) bytes,
 * aligned for uint32_t. Returns the length of the result, which is not NUL-terminated. */
size_t rt_uc_nfkc(const char *utf8, size_t len, char *out, size_t capacity);

/* The code point with this name or alias, in any case (unicodedata.lookup without sequences).
 * False when there is none. */
bool rt_uc_lookup_name(const char *name, size_t len, uint32_t *cp);

#endif
