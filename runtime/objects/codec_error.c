/* codec_error.c - raising UnicodeDecodeError and UnicodeEncodeError.
 * Owns: nothing. Threads: any. */
#include "runtime/error.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/number.h"

static Value raise_unicode_error(rt_thread *t, rt_type *type, const char *encoding, Value object,
                                 size_t start, size_t end, const char *reason) {
    Value args[5] = {rt_str_from_cstr(t, encoding), object, rt_imm_int((int64_t)start),
                     rt_imm_int((int64_t)end), RT_NULL};
    if (rt_is_null(args[0])) return RT_NULL;
    args[4] = rt_str_from_cstr(t, reason);
    if (rt_is_null(args[4])) return RT_NULL;
    Value exception = rt_exception_new(t, type, args, 5);
    return rt_is_null(exception) ? RT_NULL : rt_raise_object(t, exception);
}

Value rt_raise_decode_error(rt_thread *t, const char *encoding, const unsigned char *data, size_t n,
                            size_t start, size_t end, const char *reason) {
    Value object = rt_bytes_new(t, data, n);
    if (rt_is_null(object)) return RT_NULL;
    return raise_unicode_error(t, &rt_exc_UnicodeDecodeError, encoding, object, start, end, reason);
}

Value rt_raise_encode_error(rt_thread *t, const char *encoding, Value s, size_t start, size_t end,
                            const char *reason) {
    return raise_unicode_error(t, &rt_exc_UnicodeEncodeError, encoding, s, start, end, reason);
}
