/* codec.h - characters to bytes and back: the codecs written in C and their error handlers. */
#ifndef KRAIT_RUNTIME_OBJECTS_CODEC_H
#define KRAIT_RUNTIME_OBJECTS_CODEC_H

#include "runtime/objects/str.h"

/* One character read from UTF-8, or what is wrong there: length bytes belong to it either way. */
typedef struct rt_utf8_step {
    uint32_t c;
    uint32_t length;
    const char *error; /* NULL: none; else the reason as in UnicodeDecodeError */
    bool truncated;    /* the error is that the input ends too early */
} rt_utf8_step;

/* n >= 1 bytes at s. surrogates: accept U+D800 to U+DFFF (WTF-8). */
static inline rt_utf8_step rt_utf8_next(const unsigned char *s, size_t n, bool surrogates) {
    unsigned char b = s[0];
    if (b < 0x80) return (rt_utf8_step){.c = b, .length = 1};
    if (b < 0xc2 || b > 0xf4) return (rt_utf8_step){.length = 1, .error = "invalid start byte"};
    uint32_t more = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3, c = b & (0x3fu >> more);
    unsigned char low = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80;
    unsigned char high = b == 0xed && !surrogates ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
    for (uint32_t i = 1; i <= more; i++) {
        if (i >= n)
            return (rt_utf8_step){
                .length = i, .error = "unexpected end of data", .truncated = true};
        if (s[i] < low || s[i] > high)
            return (rt_utf8_step){.length = i, .error = "invalid continuation byte"};
        c = c << 6 | (s[i] & 0x3f);
        low = 0x80;
        high = 0xbf;
    }
    return (rt_utf8_step){.c = c, .length = more + 1};
}

/* Writes c (surrogates included); returns the bytes written, at most 4. */
static inline size_t rt_utf8_put(unsigned char *out, uint32_t c) {
    if (c < 0x80) {
        out[0] = (unsigned char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (unsigned char)(0xc0 | c >> 6);
        out[1] = (unsigned char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (unsigned char)(0xe0 | c >> 12);
        out[1] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (unsigned char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (unsigned char)(0xf0 | c >> 18);
    out[1] = (unsigned char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (unsigned char)(0x80 | (c & 0x3f));
    return 4;
}

/* UnicodeDecodeError(encoding, bytes, start, end, reason); RT_NULL. */
Value rt_raise_decode_error(rt_thread *t, const char *encoding, const unsigned char *data, size_t n,
                            size_t start, size_t end, const char *reason);
/* UnicodeEncodeError(encoding, s, start, end, reason); RT_NULL. */
Value rt_raise_encode_error(rt_thread *t, const char *encoding, Value s, size_t start, size_t end,
                            const char *reason);

/* s.encode(encoding, errors): bytes; NULL: utf-8, strict. Codecs that are not in C are found through the registry. */
[[nodiscard]] Value rt_encode(rt_thread *t, Value s, const char *encoding, const char *errors);
/* data.decode(encoding, errors): a str (or what a registered codec gives). object: where data came from. */
[[nodiscard]] Value rt_decode(rt_thread *t, Value object, const unsigned char *data, size_t n,
                              const char *encoding, const char *errors);
/* An optional str argument as a C string, NULL if absent. */
[[nodiscard]] bool rt_codec_arg(rt_thread *t, Value v, const char *function, const char *argument,
                                const char **out);

#endif
