/* lex_source.c - source bytes to UTF-8 text: byte order mark, encoding declaration, line ends.
 *
 * Encodings other than UTF-8, Latin-1 and ASCII go through the C library's iconv.
 */
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>

#include "interp/lex.h"

int32_t lex_char_count(const char *utf8, size_t len) {
    int32_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += ((uint8_t)utf8[i] & 0xC0) != 0x80;
    return n;
}

uint32_t lex_code_point(const char *s, int *len) {
    const uint8_t *p = (const uint8_t *)s;
    if (p[0] < 0x80) return *len = 1, p[0];
    if (p[0] < 0xE0) return *len = 2, (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    if (p[0] < 0xF0) return *len = 3, (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    return *len = 4,
           (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

int lex_put_code_point(char *out, uint32_t cp) {
    if (cp < 0x80) return out[0] = (char)cp, 1;
    if (cp < 0x800) return out[0] = (char)(0xC0 | cp >> 6), out[1] = (char)(0x80 | (cp & 0x3F)), 2;
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

/* ---- the encoding declaration (PEP 263) ---- */

enum { MAX_ENCODING = 64 };

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f'; }

static bool is_name_char(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' ||
           c == '_' || c == '.';
}

/* Find `coding[:=] *name` in a comment line. False when the line ends the search. */
static bool line_encoding(const char *line, const char *end, char *name) {
    const char *s = line;
    while (s < end && is_blank(*s))
        s++;
    if (s < end && *s != '#') return false;
    for (; end - s > 7; s++) {
        if (memcmp(s, "coding", 6) != 0 || (s[6] != ':' && s[6] != '=')) continue;
        s += 7;
        while (s < end && is_blank(*s))
            s++;
        size_t n = 0;
        for (; s < end && is_name_char(*s) && n < MAX_ENCODING - 1; s++)
            name[n++] = *s;
        name[n] = '\0';
        if (n) return true;
    }
    return true;
}

/* The declared encoding in the first two lines, or "". */
static void find_encoding(const char *text, size_t len, char *name) {
    const char *end = text + len;
    name[0] = '\0';
    for (int i = 0; i < 2 && text < end; i++) {
        const char *nl = text;
        while (nl < end && *nl != '\n' && *nl != '\r')
            nl++;
        if (!line_encoding(text, nl, name) || name[0]) return;
        text = nl < end && nl[0] == '\r' && nl + 1 < end && nl[1] == '\n' ? nl + 2 : nl + 1;
    }
}

/* python3.11's canonical spelling of the common names, in place. */
static void normalise_encoding(char *name) {
    char low[13] = "";
    for (int i = 0; i < 12 && name[i]; i++)
        low[i] = name[i] == '_' ? '-'
                                : (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] | 32 : name[i]);
    if (strcmp(low, "utf-8") == 0 || strncmp(low, "utf-8-", 6) == 0)
        memcpy(name, "utf-8", sizeof "utf-8");
    else if (strcmp(low, "latin-1") == 0 || strcmp(low, "iso-8859-1") == 0 ||
             strcmp(low, "iso-latin-1") == 0 || strncmp(low, "latin-1-", 8) == 0 ||
             strncmp(low, "iso-8859-1-", 11) == 0 || strncmp(low, "iso-latin-1-", 12) == 0)
        memcpy(name, "iso-8859-1", sizeof "iso-8859-1");
}

/* ---- conversion ---- */

static bool out_of_memory(parse_error *err) {
    *err = (parse_error){.kind = PARSE_MEMORY_ERROR, .message = "out of memory"};
    return false;
}

static bool no_encoding(arena *a, parse_error *err, const char *format, const char *name) {
    char message[128];
    snprintf(message, sizeof message, format, name);
    *err = (parse_error){.kind = PARSE_SYNTAX_ERROR,
                         .offset = -1,
                         .end_lineno = PARSE_NO_VALUE,
                         .end_offset = PARSE_NO_VALUE,
                         .message = arena_strndup(a, message, strlen(message))};
    return err->message ? false : out_of_memory(err);
}

static const char *from_latin1(arena *a, const char *bytes, size_t len, size_t *out_len) {
    char *out = arena_alloc(a, len * 2 + 3);
    if (!out) return NULL;
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += (size_t)lex_put_code_point(out + n, (uint8_t)bytes[i]);
    *out_len = n;
    return out;
}

/* The C library's name for some of Python's aliases. */
static const char *iconv_name(const char *name) {
    static const char *const pairs[][2] = {
        {"ascii", "ASCII"},         {"us-ascii", "ASCII"},      {"cp949", "UHC"},
        {"mac-roman", "MACINTOSH"}, {"shift_jis", "SHIFT_JIS"}, {"mbcs", "CP1252"},
        {"euc_jp", "EUC-JP"},       {"utf8", "UTF-8"},          {"iso2022-jp", "ISO-2022-JP"},
        {"gb18030", "GB18030"},     {"big5", "BIG5"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (strcmp(pairs[i][0], name) == 0) return pairs[i][1];
    return name;
}

static const char *convert(arena *a, const char *name, const char *bytes, size_t len,
                           size_t *out_len, parse_error *err) {
    iconv_t cd = iconv_open("UTF-8", iconv_name(name));
    if (cd == (iconv_t)-1) {
        (void)no_encoding(a, err, "unknown encoding: %s", name);
        return NULL;
    }
    size_t room = len * 4 + 16, left = len;
    char *out = arena_alloc(a, room + 2), *to = out, *from = (char *)(uintptr_t)bytes;
    bool good = out && iconv(cd, &from, &left, &to, &room) != (size_t)-1;
    iconv_close(cd);
    if (!out)
        (void)out_of_memory(err);
    else if (!good)
        (void)no_encoding(a, err, "(unicode error) '%s' codec can't decode the source", name);
    *out_len = out ? (size_t)(to - out) : 0;
    return good ? out : NULL;
}

/* ---- validity ---- */

/* Bytes of the well-formed UTF-8 sequence at s, or 0 with *reason. */
static int sequence_length(const uint8_t *s, const uint8_t *end, const char **reason) {
    static const char start[] = "invalid start byte", next[] = "invalid continuation byte";
    static const char cut[] = "unexpected end of data";
    uint8_t c = *s;
    int n = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    *reason = start;
    if (n <= 1) return n;
    *reason = end - s > 1 ? next : cut;
    if (end - s < 2) return 0;
    uint8_t low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    uint8_t high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (s[1] < low || s[1] > high) return 0;
    for (int i = 2; i < n; i++) {
        if (end - s <= i) return *reason = cut, 0;
        if ((s[i] & 0xC0) != 0x80) return *reason = next, 0;
    }
    return n;
}

static bool bad_utf8(arena *a, const char *text, const char *at, const char *reason,
                     parse_error *err) {
    const char *line = at;
    int lineno = 1;
    while (line > text && line[-1] != '\n')
        line--;
    for (const char *s = text; s < line; s++)
        lineno += *s == '\n';
    const char *message =
        arena_printf(a, "(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %d: %s",
                     (uint8_t)*at, (int)(at - line), reason);
    if (!message) return out_of_memory(err);
    int offset = lex_char_count(line, (size_t)(at - line)) + 1;
    *err = (parse_error){.kind = PARSE_SYNTAX_ERROR,
                         .message = message,
                         .lineno = lineno,
                         .offset = offset,
                         .end_lineno = lineno,
                         .end_offset = -1};
    return false;
}

/* A file without an encoding declaration is not UTF-8. */
static bool undeclared(arena *a, const char *text, const char *at, const char *filename,
                       parse_error *err) {
    int lineno = 1;
    for (const char *s = text; s < at; s++)
        lineno += *s == '\n';
    const char *message = arena_printf(
        a,
        "Non-UTF-8 code starting with '\\x%.2x' in file %s on line %d, but no encoding declared; "
        "see https://peps.python.org/pep-0263/ for details",
        (uint8_t)*at, filename, lineno);
    *err = (parse_error){.kind = PARSE_SYNTAX_ERROR,
                         .message = message,
                         .lineno = PARSE_NO_VALUE,
                         .offset = PARSE_NO_VALUE,
                         .end_lineno = PARSE_NO_VALUE,
                         .end_offset = PARSE_NO_VALUE};
    return message ? false : out_of_memory(err);
}

/* `filename`: of a file without a declaration, else NULL. */
static bool check_utf8(arena *a, const char *text, size_t len, const char *filename,
                       parse_error *err) {
    const uint8_t *s = (const uint8_t *)text, *end = s + len;
    while (s < end) {
        uint64_t word;
        if (end - s >= 8 && (memcpy(&word, s, 8), (word & 0x8080808080808080u) == 0)) {
            s += 8;
            continue;
        }
        const char *reason;
        int n = sequence_length(s, end, &reason);
        if (n == 0)
            return filename ? undeclared(a, text, (const char *)s, filename, err)
                            : bad_utf8(a, text, (const char *)s, reason, err);
        s += n;
    }
    return true;
}

/* ---- line ends ---- */

/* A copy with '\n' line ends; `complete` adds one to a last line that lacks it. */
static char *with_newlines(arena *a, const char *text, size_t len, bool complete, size_t *out_len) {
    char *out = arena_alloc(a, len + 3), *to = out;
    if (!out) return NULL;
    if (!memchr(text, '\r', len)) {
        memcpy(out, text, len);
        to += len;
    } else {
        for (size_t i = 0; i < len; i++) {
            if (text[i] == '\r') {
                *to++ = '\n';
                i += i + 1 < len && text[i + 1] == '\n';
            } else {
                *to++ = text[i];
            }
        }
    }
    if (complete && (to == out || to[-1] != '\n')) *to++ = '\n';
    to[0] = to[1] = '\0'; /* two: operators are recognised by looking at three characters */
    *out_len = (size_t)(to - out);
    return out;
}

bool lex_decode(arena *a, const char *bytes, size_t len, const char *filename, parse_mode mode,
                unsigned flags, lex_source *source, parse_error *err) {
    char name[MAX_ENCODING + 16] = "";
    bool is_str = flags & PARSE_SOURCE_IS_UTF8;
    bool mark = !is_str && len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    if (len > INT32_MAX / 2) {
        *err = (parse_error){.kind = PARSE_OVERFLOW_ERROR,
                             .message = "source code string is too long"};
        return false;
    }
    if (len && memchr(bytes, '\0', len)) {
        *err = (parse_error){.kind = PARSE_VALUE_ERROR,
                             .message = "source code string cannot contain null bytes"};
        return false;
    }
    if (mark) bytes += 3, len -= 3;
    if (!is_str) {
        find_encoding(bytes, len, name);
        normalise_encoding(name);
    }
    if (name[0] && mark && strcmp(name, "utf-8") != 0)
        return no_encoding(a, err, "encoding problem: %s with BOM", name);
    if (strcmp(name, "iso-8859-1") == 0)
        bytes = from_latin1(a, bytes, len, &len);
    else if (name[0] && strcmp(name, "utf-8") != 0)
        bytes = convert(a, name, bytes, len, &len, err);
    if (!bytes) return err->kind == PARSE_OK ? out_of_memory(err) : false;
    bool bare_file = (flags & PARSE_SOURCE_IS_FILE) && !name[0];
    if (!check_utf8(a, bytes, len, bare_file ? filename : NULL, err)) return false;
    source->text = with_newlines(a, bytes, len, mode == PARSE_EXEC, &source->len);
    source->decoded = true;
    return source->text || out_of_memory(err);
}
