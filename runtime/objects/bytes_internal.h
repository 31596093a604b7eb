/* bytes_internal.h - what bytes and bytearray share. */
#ifndef KRAIT_RUNTIME_OBJECTS_BYTES_INTERNAL_H
#define KRAIT_RUNTIME_OBJECTS_BYTES_INTERNAL_H

#include "runtime/error.h"
#include "runtime/native.h"
#include "runtime/objects/bytes.h"

/* Beyond what any machine has: what is below may still be more than the heap gives. */
static const size_t BYTES_MAX_LENGTH = (size_t)1 << 47;

bool rt_is_buffer(Value v); /* bytes, bytearray */
/* The bytes of a bytearray as they are now, in a heap blob or a bytes of its own. false: conflict or MemoryError. */
bool rt_bytearray_snapshot(rt_thread *t, Value v, const unsigned char **data, size_t *n);
/* bytes(source, encoding, errors) as an exact bytes; each may be RT_EMPTY. May return RT_TAIL. */
Value rt_bytes_content_tail(rt_thread *t, Value source, Value encoding, Value errors,
                            const char *type_name);
/* The bytes of a buffer or those that an iterable gives; errors as the purpose words them. May return RT_TAIL. */
typedef enum rt_bytes_purpose {
    RT_BYTES_NEW,
    RT_BYTEARRAY_NEW,
    RT_BYTEARRAY_EXTEND
} rt_bytes_purpose;
Value rt_bytes_from_items_tail(rt_thread *t, Value source, rt_bytes_purpose purpose);
/* The literal b'...'. A bytearray's has a backslash before an apostrophe between double quotes too. */
Value rt_bytes_repr_of(rt_thread *t, const unsigned char *data, size_t n, bool bytearray);

/* hex() of the bytes; sep and per_sep may be RT_EMPTY. */
Value rt_bytes_hex(rt_thread *t, const unsigned char *data, size_t n, Value sep, Value per_sep);

/* Slots for both types. */
Value rt_bytes_compare(rt_thread *t, Value a, Value b, rt_cmp op);
Value rt_bytes_contains(rt_thread *t, Value self, Value item);
Value rt_bytes_add(rt_thread *t, Value a, Value b);
Value rt_bytes_mul(rt_thread *t, Value a, Value b);
Value rt_bytes_mod(rt_thread *t, Value a, Value b);

#define RT_BYTES_METHODS(X)                                                                                \
    X(lower) X(upper) X(capitalize) X(title) X(swapcase) X(isalpha) X(isalnum) X(isdigit) X(isspace)       \
    X(isascii) X(islower) X(isupper) X(istitle) X(decode) X(hex) X(fromhex) X(translate) X(maketrans)
#define X(name) Value rt_bytes_##name##_method(rt_thread *t, Value *args, uint32_t nargs);
RT_BYTES_METHODS(X)
#undef X
#define RT_BYTES_METHOD_ROWS                                                                               \
    {"lower", rt_bytes_lower_method, 1, 1, NULL, 0, "Return a copy with ASCII characters converted to lowercase."},   \
    {"upper", rt_bytes_upper_method, 1, 1, NULL, 0, "Return a copy with ASCII characters converted to uppercase."},   \
    {"capitalize", rt_bytes_capitalize_method, 1, 1, NULL, 0, "Return a copy with only its first character capitalized."}, \
    {"title", rt_bytes_title_method, 1, 1, NULL, 0, "Return a titlecased version."},                                  \
    {"swapcase", rt_bytes_swapcase_method, 1, 1, NULL, 0, "Return a copy with the case of ASCII letters swapped."},   \
    {"isalpha", rt_bytes_isalpha_method, 1, 1, NULL, 0, "True if all bytes are ASCII letters."},                      \
    {"isalnum", rt_bytes_isalnum_method, 1, 1, NULL, 0, "True if all bytes are ASCII letters or digits."},            \
    {"isdigit", rt_bytes_isdigit_method, 1, 1, NULL, 0, "True if all bytes are ASCII digits."},                       \
    {"isspace", rt_bytes_isspace_method, 1, 1, NULL, 0, "True if all bytes are ASCII white space."},                  \
    {"isascii", rt_bytes_isascii_method, 1, 1, NULL, 0, "True if all bytes are below 128."},                          \
    {"islower", rt_bytes_islower_method, 1, 1, NULL, 0, "True if there are cased bytes and all of them are lowercase."},  \
    {"isupper", rt_bytes_isupper_method, 1, 1, NULL, 0, "True if there are cased bytes and all of them are uppercase."},  \
    {"istitle", rt_bytes_istitle_method, 1, 1, NULL, 0, "True if titlecased."},                                       \
    {"decode", rt_bytes_decode_method, 0, 0, "self, /, encoding=, errors=", 0, "Decode the bytes using the codec registered for encoding."}, \
    {"hex", rt_bytes_hex_method, 0, 0, "self, /, sep=, bytes_per_sep=", 0, "Create a string of hexadecimal numbers."}, \
    {"fromhex", rt_bytes_fromhex_method, 2, 2, NULL, RT_NATIVE_CLASS, "Create from a string of hexadecimal numbers."}, \
    {"translate", rt_bytes_translate_method, 0, 0, "self, table, /, delete=", 0, "Return a copy with each byte mapped by the given table."}, \
    {"maketrans", rt_bytes_maketrans_method, 2, 2, NULL, RT_NATIVE_STATIC, "Return a table usable for the translate method."}

#endif
