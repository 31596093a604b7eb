/* binascii.c - bytes as ASCII text and back: hexadecimal, base 64, uuencode, quoted-printable; checksums.
 *
 * Owns: binascii.Error, binascii.Incomplete. Threads: any.
 */
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/bytes_internal.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

static Value error, incomplete; /* the classes; roots */

static Value raise(rt_thread *t, const char *message) {
    return rt_raise(t, (rt_type *)rt_obj(error), "%s", message);
}

/* An argument that is ASCII text: a str or bytes-like object. */
static bool ascii_arg(rt_thread *t, Value v, const unsigned char **data, size_t *n) {
    if (rt_is_str(v)) {
        *data = rt_as_str(v)->data;
        *n = rt_as_str(v)->length;
        if (!rt_as_str(v)->ascii)
            rt_raise_value_error(t, "string argument should contain only ASCII characters");
        return rt_as_str(v)->ascii;
    }
    if (rt_is_bytes_like(v)) return rt_buffer_get(t, v, data, n);
    rt_raise_type_error(t, "argument should be bytes, buffer or ASCII string, not '%T'", v);
    return false;
}

static bool flag_arg(rt_thread *t, Value v, bool by_default, bool *out) {
    Value truth = rt_is_empty(v) ? rt_bool(by_default) : rt_truth(t, v);
    *out = rt_same(truth, RT_TRUE);
    return !rt_is_null(truth);
}

/* ---- hexadecimal ---- */

static Value hexlify(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    if (!rt_buffer_get(t, args[0], &data, &n)) return RT_NULL;
    Value text = rt_bytes_hex(t, data, n, args[1], args[2]);
    return rt_is_null(text) ? text
                            : rt_bytes_new(t, rt_as_str(text)->data, rt_as_str(text)->length);
}

static int hex_digit(unsigned char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static Value unhexlify(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    if (!ascii_arg(t, args[0], &data, &n)) return RT_NULL;
    if (n % 2 != 0) return raise(t, "Odd-length string");
    Value bytes = rt_bytes_new(t, NULL, n / 2);
    for (size_t i = 0; i < n && !rt_is_null(bytes); i += 2) {
        int high = hex_digit(data[i]), low = hex_digit(data[i + 1]);
        if (high < 0 || low < 0) return raise(t, "Non-hexadecimal digit found");
        rt_as_bytes(bytes)->data[i / 2] = (unsigned char)(high << 4 | low);
    }
    return bytes;
}

/* ---- base 64 (RFC 4648) ---- */

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int base64_digit(unsigned char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static Value b2a_base64(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *p;
    size_t n;
    bool newline;
    if (!rt_buffer_get(t, args[0], &p, &n) || !flag_arg(t, args[1], true, &newline)) return RT_NULL;
    Value bytes = rt_bytes_new(t, NULL, (n + 2) / 3 * 4 + newline);
    if (rt_is_null(bytes)) return bytes;
    unsigned char *out = rt_as_bytes(bytes)->data;
    for (; n > 0; p += 3) {
        uint32_t bits =
            (uint32_t)p[0] << 16 | (n > 1 ? (uint32_t)p[1] << 8 : 0) | (n > 2 ? p[2] : 0);
        *out++ = (unsigned char)base64[bits >> 18];
        *out++ = (unsigned char)base64[bits >> 12 & 63];
        *out++ = (unsigned char)(n > 1 ? base64[bits >> 6 & 63] : '=');
        *out++ = (unsigned char)(n > 2 ? base64[bits & 63] : '=');
        n -= n < 3 ? n : 3;
    }
    if (newline) *out = '\n';
    return bytes;
}

/* Decodes into out. The number of bytes, or -1 with Error pending. Without strict, what is no digit is skipped. */
static int64_t base64_decode(rt_thread *t, const unsigned char *p, size_t n, bool strict,
                             unsigned char *out) {
    unsigned char *start = out, left = 0;
    int place = 0, pads = 0;
    bool padding = false; /* a pad was seen */
    const char *message = NULL;
    if (strict && n > 0 && p[0] == '=') return raise(t, "Leading padding not allowed"), -1;
    for (size_t i = 0; i < n && message == NULL; i++) {
        if (p[i] == '=') {
            padding = true;
            if (place >= 2 && place + ++pads >= 4) {
                if (strict && i + 1 < n) return raise(t, "Excess data after padding"), -1;
                return out - start;
            }
            continue;
        }
        int digit = base64_digit(p[i]);
        if (digit < 0) {
            if (strict) message = "Only base64 data is allowed";
            continue;
        }
        if (strict && padding) message = "Discontinuous padding not allowed";
        pads = 0;
        if (place > 0) *out++ = (unsigned char)(left << (2 * place) | digit >> (6 - 2 * place));
        left = (unsigned char)digit;
        place = (place + 1) % 4;
    }
    if (message != NULL) return raise(t, message), -1;
    if (place == 0) return out - start;
    if (place > 1) return raise(t, "Incorrect padding"), -1;
    rt_raise(
        t, (rt_type *)rt_obj(error),
        "Invalid base64-encoded string: number of data characters (%lld) cannot be 1 more than a multiple of 4",
        (long long)(out - start) / 3 * 4 + 1);
    return -1;
}

static Value a2b_base64(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *p;
    size_t n;
    bool strict;
    if (!ascii_arg(t, args[0], &p, &n) || !flag_arg(t, args[1], false, &strict)) return RT_NULL;
    rt_blob *room = rt_blob_new(t, n + 1);
    int64_t length = room == NULL ? -1 : base64_decode(t, p, n, strict, room->data);
    return length < 0 ? RT_NULL : rt_bytes_new(t, room->data, (size_t)length);
}

/* ---- uuencode ---- */

enum { UU_LINE = 45 };

static Value b2a_uu(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *p;
    size_t n;
    bool backtick;
    if (!rt_buffer_get(t, args[0], &p, &n) || !flag_arg(t, args[1], false, &backtick))
        return RT_NULL;
    if (n > UU_LINE) return raise(t, "At most 45 bytes at once");
    unsigned char line[2 + UU_LINE * 4 / 3 + 4], *out = line;
    *out++ = backtick && n == 0 ? '`' : (unsigned char)(' ' + n);
    for (size_t i = 0; i < n; i += 3) {
        uint32_t bits = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) |
                        (i + 2 < n ? p[i + 2] : 0);
        for (int shift = 18; shift >= 0; shift -= 6) {
            uint32_t digit = bits >> shift & 63;
            *out++ = backtick && digit == 0 ? '`' : (unsigned char)(' ' + digit);
        }
    }
    *out++ = '\n';
    return rt_bytes_new(t, line, (size_t)(out - line));
}

static bool is_line_end(unsigned char c) { return c == '\n' || c == '\r'; }

static Value a2b_uu(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *p;
    size_t n, i = 1;
    if (!ascii_arg(t, args[0], &p, &n)) return RT_NULL;
    size_t length = ((n > 0 ? p[0] : 0u) - ' ') & 63;
    Value bytes = rt_bytes_new(t, NULL, length);
    if (rt_is_null(bytes)) return bytes;
    uint32_t bits = 0;
    int have = 0;
    for (size_t done = 0; done < length; i++) {
        unsigned char c = i < n ? p[i] : 0;
        if (c == 0 || is_line_end(c)) /* the line was cut: zeros */
            c = 0;
        else if (c < ' ' || c > ' ' + 64)
            return raise(t, "Illegal char");
        else
            c = (c - ' ') & 63;
        bits = bits << 6 | c;
        have += 6;
        if (have < 8) continue;
        have -= 8;
        rt_as_bytes(bytes)->data[done++] = (unsigned char)(bits >> have);
    }
    for (; i < n; i++)
        if (p[i] != ' ' && p[i] != ' ' + 64 && !is_line_end(p[i]))
            return raise(t, "Trailing garbage");
    return bytes;
}

/* ---- quoted-printable (RFC 2045) ---- */

static Value a2b_qp(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *p;
    size_t n, k = 0;
    bool header;
    if (!ascii_arg(t, args[0], &p, &n) || !flag_arg(t, args[1], false, &header)) return RT_NULL;
    rt_blob *room = rt_blob_new(t, n + 1);
    if (room == NULL) return RT_NULL;
    for (size_t i = 0; i < n;) {
        if (p[i] != '=') {
            room->data[k++] = header && p[i] == '_' ? ' ' : p[i];
            i++;
        } else if (++i >= n) {
            break;
        } else if (is_line_end(p[i])) { /* a soft line break */
            while (i < n && p[i] != '\n')
                i++;
            i++;
        } else if (p[i] == '=') { /* broken case from broken encoders */
            room->data[k++] = '=';
            i++;
        } else if (i + 1 < n && hex_digit(p[i]) >= 0 && hex_digit(p[i + 1]) >= 0) {
            room->data[k++] = (unsigned char)(hex_digit(p[i]) << 4 | hex_digit(p[i + 1]));
            i += 2;
        } else {
            room->data[k++] = '=';
        }
    }
    return rt_bytes_new(t, room->data, k);
}

typedef struct qp_writer {
    const unsigned char *p;
    size_t n;
    bool quote_tabs, text, header;
    rt_str_builder out;
    size_t line; /* characters on the line */
} qp_writer;

static void qp_put(qp_writer *w, const char *s, size_t n) {
    rt_sb_ascii(&w->out, s, n);
    w->line += n;
}

static void qp_quote(qp_writer *w, unsigned char c) {
    char hex[3] = {'=', "0123456789ABCDEF"[c >> 4], "0123456789ABCDEF"[c & 15]};
    qp_put(w, hex, 3);
}

/* The character at i must be quoted. */
static bool qp_must(const qp_writer *w, size_t i) {
    unsigned char c = w->p[i];
    bool last = i + 1 == w->n;
    if (c > 126 || c == '=' || (w->header && c == '_')) return true;
    if (c == '.' && w->line == 0)
        return last || w->p[i + 1] == '\n' || w->p[i + 1] == '\r' || w->p[i + 1] == 0;
    if (!w->text && is_line_end(c)) return true;
    if ((c == '\t' || c == ' ') && last) return true;
    if (c < 33) return !is_line_end(c) && (c != '\t' && c != ' ' ? true : w->quote_tabs);
    return false;
}

enum { QP_LINE = 76 };

/* A line end at i: the one that the data uses. Blanks before it are quoted. Returns the index behind it. */
static size_t qp_line_end(qp_writer *w, size_t i, bool crlf) {
    if (crlf) rt_sb_char(&w->out, '\r');
    rt_sb_char(&w->out, '\n');
    w->line = 0;
    return i + (w->p[i] == '\r' ? 2 : 1);
}

static void qp_write(qp_writer *w) {
    const unsigned char *first = memchr(w->p, '\n', w->n);
    bool crlf = first != NULL && first > w->p && first[-1] == '\r';
    for (size_t i = 0; i < w->n;) {
        unsigned char c = w->p[i];
        bool ends = w->text && (c == '\n' || (c == '\r' && i + 1 < w->n && w->p[i + 1] == '\n'));
        if (ends) {
            i = qp_line_end(w, i, crlf);
            continue;
        }
        bool before_end =
            w->text && i + 1 < w->n &&
            (w->p[i + 1] == '\n' || (w->p[i + 1] == '\r' && i + 2 < w->n && w->p[i + 2] == '\n'));
        bool quote = qp_must(w, i) || (before_end && ((c == ' ' && !w->header) || c == '\t'));
        size_t room = quote ? 3 : 1;
        bool line_ends = i + 1 == w->n || w->p[i + 1] == '\n';
        if (w->line + room >= QP_LINE && !(line_ends && !quote)) { /* a soft line break */
            rt_sb_cstr(&w->out, crlf ? "=\r\n" : "=\n");
            w->line = 0;
            quote = qp_must(w, i) || quote;
        }
        char plain = w->header && c == ' ' ? '_' : (char)c;
        if (quote)
            qp_quote(w, c);
        else
            qp_put(w, &plain, 1);
        i++;
    }
}

static Value b2a_qp(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    qp_writer w = {.line = 0};
    if (!rt_buffer_get(t, args[0], &w.p, &w.n) || !flag_arg(t, args[1], false, &w.quote_tabs) ||
        !flag_arg(t, args[2], true, &w.text) || !flag_arg(t, args[3], false, &w.header))
        return RT_NULL;
    rt_sb_init(&w.out);
    qp_write(&w);
    Value text = rt_sb_finish(t, &w.out);
    return rt_is_null(text) ? text
                            : rt_bytes_new(t, rt_as_str(text)->data, rt_as_str(text)->length);
}

/* ---- checksums ---- */

/* A number taken modulo 2^32. */
static bool seed_arg(rt_thread *t, Value v, uint32_t *out) {
    int64_t i = 0;
    if (!rt_is_empty(v)) {
        if (!rt_has_index(v))
            return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", v),
                   false;
        Value index = rt_index(t, v),
              low = rt_is_null(index) ? index
                                      : rt_int_binary(t, RT_AND, index, rt_imm_int(UINT32_MAX));
        if (rt_is_null(low) || !rt_int_get(low, &i)) return false;
    }
    *out = (uint32_t)i;
    return true;
}

/* CRC-32 of IEEE 802.3, reflected, polynomial 0xEDB88320. */
static Value crc32(rt_thread *t, Value *args, uint32_t nargs) {
    const unsigned char *p;
    size_t n;
    uint32_t crc;
    if (!rt_buffer_get(t, args[0], &p, &n) || !seed_arg(t, nargs > 1 ? args[1] : RT_EMPTY, &crc))
        return RT_NULL;
    uint32_t table[256];
    for (uint32_t i = 0; i < 256; i++) {
        table[i] = i;
        for (int bit = 0; bit < 8; bit++)
            table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xEDB88320u : 0);
    }
    crc = ~crc;
    for (size_t i = 0; i < n; i++)
        crc = table[(crc ^ p[i]) & 255] ^ crc >> 8;
    return rt_imm_int(~crc);
}

/* CRC-CCITT, polynomial 0x1021. */
static Value crc_hqx(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *p;
    size_t n;
    uint32_t crc;
    if (!rt_buffer_get(t, args[0], &p, &n) || !seed_arg(t, args[1], &crc)) return RT_NULL;
    crc &= 0xffff;
    for (size_t i = 0; i < n; i++) {
        crc ^= (uint32_t)p[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
    }
    return rt_imm_int(crc);
}

static const rt_native_def functions[] = {
    {"hexlify", hexlify, 0, 0, "data, sep=, bytes_per_sep=", RT_NATIVE_PARSED,
     "Hexadecimal representation of binary data."},
    {"b2a_hex", hexlify, 0, 0, "data, sep=, bytes_per_sep=", RT_NATIVE_PARSED,
     "Hexadecimal representation of binary data."},
    {"unhexlify", unhexlify, 1, 1, NULL, 0, "Binary data of hexadecimal representation."},
    {"a2b_hex", unhexlify, 1, 1, NULL, 0, "Binary data of hexadecimal representation."},
    {"b2a_base64", b2a_base64, 0, 0, "data, /, *, newline=", RT_NATIVE_PARSED,
     "Base64-code line of data."},
    {"a2b_base64", a2b_base64, 0, 0, "data, /, *, strict_mode=", RT_NATIVE_PARSED,
     "Decode a line of base64 data."},
    {"b2a_uu", b2a_uu, 0, 0, "data, /, *, backtick=", RT_NATIVE_PARSED, "Uuencode line of data."},
    {"a2b_uu", a2b_uu, 1, 1, NULL, 0, "Decode a line of uuencoded data."},
    {"a2b_qp", a2b_qp, 0, 0, "data, header=", RT_NATIVE_PARSED,
     "Decode a string of qp-encoded data."},
    {"b2a_qp", b2a_qp, 0, 0, "data, quotetabs=, istext=, header=", RT_NATIVE_PARSED,
     "Encode a string using quoted-printable encoding."},
    {"crc32", crc32, 1, 2, NULL, 0, "Compute CRC-32 incrementally."},
    {"crc_hqx", crc_hqx, 2, 2, NULL, 0, "Compute CRC-CCITT incrementally."},
    {},
};

static bool exec(rt_thread *t, Value module) {
    if (rt_is_null(error)) {
        error = rt_type_new_simple(t, "binascii.Error", &rt_exc_ValueError, NULL);
        incomplete = rt_type_new_simple(t, "binascii.Incomplete", &rt_exc_Exception, NULL);
        if (rt_is_null(error) || rt_is_null(incomplete)) return false;
        rt_root_add(&error);
        rt_root_add(&incomplete);
    }
    return rt_module_set(t, module, "Error", error) &&
           rt_module_set(t, module, "Incomplete", incomplete);
}

extern const rt_module_def rt_module_binascii;
const rt_module_def rt_module_binascii = {"binascii", functions, exec,
                                          "Conversion between binary data and ASCII"};
