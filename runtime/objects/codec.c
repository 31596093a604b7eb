/* codec.c - the codecs in C (UTF-8, UTF-16, UTF-32, Latin-1, ASCII) and their error handlers.
 *
 * Owns: the hooks through which registered codecs and handlers are found.
 * Threads: any.
 */
#include "runtime/objects/codec.h"

#include <ctype.h>
#include <stdio.h>

#include "runtime/error.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/codec_registry.h"
#include "runtime/objects/str_internal.h"

typedef enum codec_id {
    CODEC_UTF8,
    CODEC_ASCII,
    CODEC_LATIN1,
    CODEC_UTF16,
    CODEC_UTF16LE,
    CODEC_UTF16BE,
    CODEC_UTF32,
    CODEC_UTF32LE,
    CODEC_UTF32BE,
    CODEC_OTHER
} codec_id;

/* The name in errors, by codec_id. */
static const char *const CODEC_NAMES[] = {"utf-8",  "ascii",     "latin-1",
                                          "utf-16", "utf-16-le", "utf-16-be",
                                          "utf-32", "utf-32-le", "utf-32-be"};

static codec_id codec_find(const char *name) {
    static const struct {
        const char *name;
        codec_id id;
    } ALIASES[] = {
        {"utf-8", CODEC_UTF8},        {"utf8", CODEC_UTF8},         {"u8", CODEC_UTF8},
        {"utf", CODEC_UTF8},          {"cp65001", CODEC_UTF8},      {"ascii", CODEC_ASCII},
        {"us-ascii", CODEC_ASCII},    {"646", CODEC_ASCII},         {"latin-1", CODEC_LATIN1},
        {"latin1", CODEC_LATIN1},     {"latin", CODEC_LATIN1},      {"l1", CODEC_LATIN1},
        {"iso-8859-1", CODEC_LATIN1}, {"iso8859-1", CODEC_LATIN1},  {"8859", CODEC_LATIN1},
        {"cp819", CODEC_LATIN1},      {"utf-16", CODEC_UTF16},      {"utf16", CODEC_UTF16},
        {"u16", CODEC_UTF16},         {"utf-16-le", CODEC_UTF16LE}, {"utf-16le", CODEC_UTF16LE},
        {"utf-16-be", CODEC_UTF16BE}, {"utf-16be", CODEC_UTF16BE},  {"utf-32", CODEC_UTF32},
        {"utf32", CODEC_UTF32},       {"u32", CODEC_UTF32},         {"utf-32-le", CODEC_UTF32LE},
        {"utf-32le", CODEC_UTF32LE},  {"utf-32-be", CODEC_UTF32BE}, {"utf-32be", CODEC_UTF32BE},
    };
    char plain[24];
    size_t n = strlen(name);
    if (n >= sizeof plain) return CODEC_OTHER;
    for (size_t i = 0; i <= n; i++)
        plain[i] = name[i] == '_' || name[i] == ' ' ? '-' : (char)tolower((unsigned char)name[i]);
    for (size_t i = 0; i < sizeof ALIASES / sizeof ALIASES[0]; i++)
        if (strcmp(plain, ALIASES[i].name) == 0) return ALIASES[i].id;
    return CODEC_OTHER;
}

static int unit_of(codec_id id) { return id >= CODEC_UTF32 ? 4 : id >= CODEC_UTF16 ? 2 : 1; }
static bool big_endian(codec_id id) { return id == CODEC_UTF16BE || id == CODEC_UTF32BE; }

/* ---- encoding ---- */

typedef struct encoder {
    rt_thread *t;
    codec_id id;
    Value s;
    const char *errors;
    rt_str_builder out; /* bytes as characters below 256 */
} encoder;

static void put_unit(rt_str_builder *b, uint32_t unit, int bytes, bool big) {
    for (int i = 0; i < bytes; i++)
        rt_sb_char(b, unit >> 8 * (big ? bytes - 1 - i : i) & 0xff);
}

static void put_utf16(rt_str_builder *b, uint32_t c, bool big) {
    if (c >= 0x10000) {
        put_unit(b, 0xd800 | (c - 0x10000) >> 10, 2, big);
        c = 0xdc00 | ((c - 0x10000) & 0x3ff);
    }
    put_unit(b, c, 2, big);
}

/* c without asking whether the codec allows it. */
static void encode_raw(encoder *e, uint32_t c) {
    unsigned char utf8[4];
    switch (unit_of(e->id)) {
    case 4: put_unit(&e->out, c, 4, big_endian(e->id)); return;
    case 2: put_utf16(&e->out, c, big_endian(e->id)); return;
    default: break;
    }
    if (e->id == CODEC_UTF8)
        rt_sb_ascii(&e->out, (const char *)utf8, rt_utf8_put(utf8, c));
    else
        rt_sb_char(&e->out, c);
}

static bool encodable(const encoder *e, uint32_t c) {
    if (e->id == CODEC_ASCII) return c < 128;
    if (e->id == CODEC_LATIN1) return c < 256;
    return c < 0xd800 || c > 0xdfff;
}

static const char *encode_reason(const encoder *e) {
    return e->id == CODEC_ASCII    ? "ordinal not in range(128)"
           : e->id == CODEC_LATIN1 ? "ordinal not in range(256)"
                                   : "surrogates not allowed";
}

static void encode_ascii(encoder *e, const char *text) {
    for (; *text != 0; text++)
        encode_raw(e, (unsigned char)*text);
}

static bool raise_encode(encoder *e, size_t start, size_t end) {
    rt_raise_encode_error(e->t, CODEC_NAMES[e->id], e->s, start, end, encode_reason(e));
    return false;
}

/* One character that cannot be encoded, under a handler that looks at single characters. -1: not such a handler;
 * 0: raised; 1: done. */
static int encode_replaced(encoder *e, uint32_t c) {
    char text[24];
    if (strcmp(e->errors, "ignore") == 0) return 1;
    if (strcmp(e->errors, "replace") == 0) {
        encode_raw(e, '?');
        return 1;
    }
    if (strcmp(e->errors, "backslashreplace") == 0)
        snprintf(text, sizeof text, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    else if (strcmp(e->errors, "xmlcharrefreplace") == 0)
        snprintf(text, sizeof text, "&#%u;", c);
    else
        return -1;
    encode_ascii(e, text);
    return 1;
}

static bool encode_surrogate(encoder *e, uint32_t c) {
    if (strcmp(e->errors, "surrogatepass") == 0 && c >= 0xd800 && c <= 0xdfff &&
        e->id != CODEC_ASCII && e->id != CODEC_LATIN1) {
        encode_raw(e, c);
        return true;
    }
    if (strcmp(e->errors, "surrogateescape") == 0 && c >= 0xdc80 && c <= 0xdcff &&
        unit_of(e->id) == 1) {
        rt_sb_char(&e->out, c - 0xdc00);
        return true;
    }
    return false;
}

/* A registered handler gives a replacement and where to go on. */
static bool encode_custom(encoder *e, size_t start, size_t end, size_t *next) {
    Value replacement;
    if (!rt_codec_encode_handler(e->t, e->errors, CODEC_NAMES[e->id], e->s, start, end,
                                 encode_reason(e), &replacement, next))
        return false;
    if (rt_is_bytes(replacement)) {
        rt_sb_ascii(&e->out, (const char *)rt_as_bytes(replacement)->data,
                    rt_as_bytes(replacement)->length);
        return true;
    }
    const rt_str *r = rt_as_str(replacement);
    for (size_t i = 0; i < r->length; i++) {
        if (!encodable(e, rt_str_at(r, i))) return raise_encode(e, start, end);
        encode_raw(e, rt_str_at(r, i));
    }
    return true;
}

/* Characters [*i, ...) that cannot be encoded; *i moves behind what was dealt with. */
static bool encode_error(encoder *e, size_t *i) {
    const rt_str *s = rt_as_str(e->s);
    size_t start = *i, end = start;
    while (end < s->length && !encodable(e, rt_str_at(s, end)))
        end++;
    if (strcmp(e->errors, "strict") == 0) return raise_encode(e, start, end);
    bool surrogates = strncmp(e->errors, "surrogate", 9) == 0;
    for (size_t k = start; k < end; k++) {
        uint32_t c = rt_str_at(s, k);
        if (surrogates) {
            if (!encode_surrogate(e, c)) return raise_encode(e, start, end);
            continue;
        }
        int state = encode_replaced(e, c);
        if (state < 0) return encode_custom(e, start, end, i);
        if (state == 0) return false;
    }
    *i = end;
    return true;
}

static bool encode_all(encoder *e) {
    const rt_str *s = rt_as_str(e->s);
    if (e->id == CODEC_UTF16) put_unit(&e->out, 0xfeff, 2, false);
    if (e->id == CODEC_UTF32) put_unit(&e->out, 0xfeff, 4, false);
    for (size_t i = 0; i < s->length;) {
        uint32_t c = rt_str_at(s, i);
        if (encodable(e, c)) {
            encode_raw(e, c);
            i++;
        } else if (!encode_error(e, &i)) {
            return false;
        }
    }
    return true;
}

Value rt_encode(rt_thread *t, Value s, const char *encoding, const char *errors) {
    const rt_str *str = rt_as_str(s);
    encoder e = {.t = t,
                 .id = encoding == NULL ? CODEC_UTF8 : codec_find(encoding),
                 .s = s,
                 .errors = errors == NULL ? "strict" : errors};
    if (e.id == CODEC_OTHER) return rt_codec_registered(t, s, encoding, errors, true);
    if (str->ascii && unit_of(e.id) == 1) return rt_bytes_new(t, str->data, str->length);
    rt_sb_init(&e.out);
    bool ok = encode_all(&e);
    Value v = !ok            ? RT_NULL
              : e.out.failed ? rt_raise_memory_error(t)
                             : rt_bytes_new(t, e.out.length == 0 ? "" : e.out.data, e.out.length);
    rt_sb_drop(&e.out);
    return v;
}

/* ---- decoding ---- */

typedef struct decoder {
    rt_thread *t;
    codec_id id;
    const char *name;
    const unsigned char *data;
    size_t n;
    const char *errors;
    bool big;
    rt_str_builder out;
} decoder;

/* surrogatepass: a surrogate encoded as if it were a character; its bytes, 0 if there is none. */
static size_t decode_surrogate(decoder *d, size_t i) {
    const unsigned char *p = d->data + i;
    size_t left = d->n - i;
    uint32_t c = 0;
    int unit = unit_of(d->id);
    if (d->id == CODEC_UTF8 && left >= 3 && p[0] == 0xed && p[1] >= 0xa0 && p[1] <= 0xbf &&
        (p[2] & 0xc0) == 0x80)
        c = 0xd000u | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    else if (unit > 1 && left >= (size_t)unit)
        for (int k = 0; k < unit; k++)
            c |= (uint32_t)p[k] << 8 * (d->big ? unit - 1 - k : k);
    if (c < 0xd800 || c > 0xdfff) return 0;
    rt_sb_char(&d->out, c);
    return d->id == CODEC_UTF8 ? 3 : (size_t)unit;
}

/* What is wrong stands at [start, end); *i moves behind what was dealt with. */
static bool decode_error(decoder *d, size_t start, size_t end, const char *reason, size_t *i) {
    *i = end;
    if (strcmp(d->errors, "ignore") == 0) return true;
    if (strcmp(d->errors, "replace") == 0) {
        rt_sb_char(&d->out, 0xfffd);
        return true;
    }
    if (strcmp(d->errors, "backslashreplace") == 0) {
        for (size_t k = start; k < end; k++) {
            char text[5];
            snprintf(text, sizeof text, "\\x%02x", d->data[k]);
            rt_sb_ascii(&d->out, text, 4);
        }
        return true;
    }
    if (strcmp(d->errors, "surrogateescape") == 0) {
        size_t k = start;
        for (; k < end && k < start + 4 && d->data[k] >= 128; k++)
            rt_sb_char(&d->out, 0xdc00u + d->data[k]);
        *i = k;
        if (k > start) return true;
    } else if (strcmp(d->errors, "surrogatepass") == 0) {
        size_t used = decode_surrogate(d, start);
        *i = start + used;
        if (used > 0) return true;
    } else if (strcmp(d->errors, "xmlcharrefreplace") == 0) {
        rt_raise_type_error(d->t, "don't know how to handle UnicodeDecodeError in error callback");
        return false;
    } else if (strcmp(d->errors, "strict") != 0) {
        Value replacement;
        if (!rt_codec_decode_handler(d->t, d->errors, d->name, d->data, d->n, start, end, reason,
                                     &replacement, i))
            return false;
        rt_sb_str(&d->out, replacement);
        return true;
    }
    rt_raise_decode_error(d->t, d->name, d->data, d->n, start, end, reason);
    return false;
}

static bool decode_bytes(decoder *d, size_t *consumed) {
    for (size_t i = 0; i < d->n;) {
        rt_utf8_step step = {.c = d->data[i], .length = 1};
        if (d->id == CODEC_UTF8)
            step = rt_utf8_next(d->data + i, d->n - i, false);
        else if (d->id == CODEC_ASCII && d->data[i] >= 128)
            step.error = "ordinal not in range(128)";
        if (step.error == NULL) {
            rt_sb_char(&d->out, step.c);
            i += step.length;
        } else if (consumed != NULL && step.truncated) {
            *consumed = i;
            return true;
        } else if (!decode_error(d, i, i + step.length, step.error, &i)) {
            return false;
        }
    }
    if (consumed != NULL) *consumed = d->n;
    return true;
}

static uint32_t unit_at(const decoder *d, size_t i, int bytes) {
    uint32_t c = 0;
    for (int k = 0; k < bytes; k++)
        c |= (uint32_t)d->data[i + (size_t)k] << 8 * (d->big ? bytes - 1 - k : k);
    return c;
}

/* One character of UTF-16 or UTF-32; length 0: the input ends within it. */
static rt_utf8_step wide_next(const decoder *d, size_t i) {
    int unit = unit_of(d->id);
    size_t left = d->n - i;
    rt_utf8_step cut = {.length = (uint32_t)left, .error = "truncated data", .truncated = true};
    if (left < (size_t)unit) return cut;
    uint32_t c = unit_at(d, i, unit);
    if (unit == 4) {
        if (c >= 0xd800 && c <= 0xdfff)
            return (rt_utf8_step){
                .length = 4, .error = "code point in surrogate code point range(0xd800, 0xe000)"};
        if (c > 0x10ffff)
            return (rt_utf8_step){.length = 4, .error = "code point not in range(0x110000)"};
        return (rt_utf8_step){.c = c, .length = 4};
    }
    if (c < 0xd800 || c > 0xdfff) return (rt_utf8_step){.c = c, .length = 2};
    if (c >= 0xdc00) return (rt_utf8_step){.length = 2, .error = "illegal encoding"};
    if (left < 4) {
        cut.error = "unexpected end of data";
        return cut;
    }
    uint32_t low = unit_at(d, i + 2, 2);
    if (low < 0xdc00 || low > 0xdfff)
        return (rt_utf8_step){.length = 2, .error = "illegal UTF-16 surrogate"};
    return (rt_utf8_step){.c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff)), .length = 4};
}

static bool decode_wide(decoder *d, size_t *consumed) {
    size_t i = 0;
    d->big = big_endian(d->id);
    size_t unit = (size_t)unit_of(d->id);
    if ((d->id == CODEC_UTF16 || d->id == CODEC_UTF32) && d->n >= unit) {
        if (unit_at(d, 0, (int)unit) == 0xfeff) {
            i = unit;
        } else {
            d->big = true;
            if (unit_at(d, 0, (int)unit) == 0xfeff)
                i = unit;
            else
                d->big = false;
        }
    }
    if (d->id == CODEC_UTF16) d->id = d->big ? CODEC_UTF16BE : CODEC_UTF16LE;
    if (d->id == CODEC_UTF32) d->id = d->big ? CODEC_UTF32BE : CODEC_UTF32LE;
    d->name = CODEC_NAMES[d->id];
    while (i < d->n) {
        rt_utf8_step step = wide_next(d, i);
        if (step.error == NULL) {
            rt_sb_char(&d->out, step.c);
            i += step.length;
        } else if (consumed != NULL && step.truncated) {
            break;
        } else if (!decode_error(d, i, i + step.length, step.error, &i)) {
            return false;
        }
    }
    if (consumed != NULL) *consumed = i;
    return true;
}

static Value decode_known(rt_thread *t, codec_id id, const unsigned char *data, size_t n,
                          const char *errors, size_t *consumed) {
    decoder d = {.t = t,
                 .id = id,
                 .name = CODEC_NAMES[id],
                 .data = data,
                 .n = n,
                 .errors = errors == NULL ? "strict" : errors};
    if (id == CODEC_LATIN1) {
        if (consumed != NULL) *consumed = n;
        return rt_str_from_width(t, data, n, 1);
    }
    if (unit_of(id) == 1 && rt_chars_or(data, n, 1) < 128) {
        if (consumed != NULL) *consumed = n;
        return rt_str_from_ascii(t, (const char *)data, n);
    }
    rt_sb_init(&d.out);
    if (unit_of(id) == 1 ? decode_bytes(&d, consumed) : decode_wide(&d, consumed))
        return rt_sb_finish(t, &d.out);
    rt_sb_drop(&d.out);
    return RT_NULL;
}

Value rt_decode(rt_thread *t, Value object, const unsigned char *data, size_t n,
                const char *encoding, const char *errors) {
    codec_id id = encoding == NULL ? CODEC_UTF8 : codec_find(encoding);
    if (id == CODEC_OTHER) return rt_codec_registered(t, object, encoding, errors, false);
    return decode_known(t, id, data, n, errors, NULL);
}

Value rt_decode_partial(rt_thread *t, const char *encoding, const unsigned char *data, size_t n,
                        const char *errors, size_t *consumed) {
    codec_id id = codec_find(encoding);
    assert(id != CODEC_OTHER);
    return decode_known(t, id, data, n, errors, consumed);
}

bool rt_codec_is_native(const char *encoding) { return codec_find(encoding) != CODEC_OTHER; }
