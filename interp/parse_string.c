/* parse_string.c - string and bytes literals: escapes and implicit concatenation. */
#include "interp/parse_string.h"

#include <stdio.h>

#include "runtime/unicode/unicode.h"

/* ---- pieces of text ---- */

void text_append(parser *p, text_buffer *b, const char *bytes, size_t len) {
    if (b->len + len + 1 > b->capacity) {
        size_t capacity = (b->len + len + 1) * 2;
        char *more = parse_alloc(p, capacity);
        if (b->len) memcpy(more, b->bytes, b->len);
        b->bytes = more;
        b->capacity = capacity;
    }
    if (len) memcpy(b->bytes + b->len, bytes, len);
    b->len += len;
    b->bytes[b->len] = '\0';
}

static void text_put(parser *p, text_buffer *b, uint32_t cp) {
    char utf8[4];
    text_append(p, b, utf8, (size_t)lex_put_code_point(utf8, cp));
}

void parse_warn_escape(parser *p, const lex_token *t, const char *s, int length) {
    ast_warning *w = parse_alloc(p, sizeof *w);
    const char *message = arena_printf(p->memory, "invalid %sescape sequence '\\%.*s'",
                                       length == 3 ? "octal " : "", length, s);
    if (!message) parse_no_memory(p);
    *w = (ast_warning){.kind = AST_DEPRECATION_WARNING,
                       .in_text = true,
                       .lineno = t->lineno,
                       .end_lineno = t->end_lineno,
                       .col_offset = t->col,
                       .end_col_offset = t->end_col,
                       .message = message};
    *p->last_warning = w;
    p->last_warning = &w->next;
}

/* ---- escapes in str ---- */

/* Where bytes of the literal are in the form that messages count in: a character outside ASCII
 * counts as the ten of its \UXXXXXXXX. */
static size_t escaped_position(const char *start, const char *at) {
    size_t n = 0;
    for (const char *s = start; s < at; s++)
        n += (uint8_t)*s < 0x80 ? 1 : ((uint8_t)*s & 0xC0) != 0x80 ? 10 : 0;
    return n;
}

[[noreturn]] static void bad_escape(parser *p, const char *start, const char *from, const char *to,
                                    const char *reason) {
    size_t first = escaped_position(start, from), last = escaped_position(start, to) - 1;
    const char *message;
    if (first == last)
        message = arena_printf(p->memory,
                               "(unicode error) 'unicodeescape' codec can't decode byte "
                               "0x%02x in position %zu: %s",
                               (uint8_t)*from, first, reason);
    else
        message = arena_printf(p->memory,
                               "(unicode error) 'unicodeescape' codec can't decode bytes "
                               "in position %zu-%zu: %s",
                               first, last, reason);
    if (!message) parse_no_memory(p);
    parse_raise_here(p, message);
}

static int hex_value(char c) {
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
}

static uint32_t octal(parser *p, const lex_token *t, const char **s, const char *end) {
    uint32_t value = 0;
    const char *digits = *s;
    for (int i = 0; i < 3 && *s < end && **s >= '0' && **s <= '7'; i++)
        value = value * 8 + (uint32_t)(*(*s)++ - '0');
    if (value > 0377) parse_warn_escape(p, t, digits, 3);
    return value;
}

/* \N{name}: *s after the N. */
static uint32_t named(parser *p, const char *start, const char *from, const char **s,
                      const char *end) {
    const char *malformed = "malformed \\N character escape", *at = *s;
    if (at >= end || *at != '{') bad_escape(p, start, from, at, malformed);
    const char *name = ++at;
    while (at < end && *at != '}')
        at++;
    if (at >= end || at == name) bad_escape(p, start, from, at, malformed);
    uint32_t cp;
    *s = at + 1;
    if (!rt_uc_lookup_name(name, (size_t)(at - name), &cp))
        bad_escape(p, start, from, *s, "unknown Unicode character name");
    return cp;
}

static uint32_t hex(parser *p, const char *start, const char *from, const char **s, const char *end,
                    int digits) {
    const char *reason = digits == 2   ? "truncated \\xXX escape"
                         : digits == 4 ? "truncated \\uXXXX escape"
                                       : "truncated \\UXXXXXXXX escape";
    uint32_t value = 0;
    for (int i = 0; i < digits; i++, (*s)++) {
        if (*s >= end || hex_value(**s) < 0) bad_escape(p, start, from, *s, reason);
        value = value << 4 | (uint32_t)hex_value(**s);
    }
    if (value > 0x10FFFF) bad_escape(p, start, from, *s, "illegal Unicode character");
    return value;
}

/* The character that a simple escape stands for, or -1. */
static int simple_escape(char c) {
    switch (c) {
    case '\\':
    case '\'':
    case '"': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 't': return '\t';
    case 'n': return '\n';
    case 'r': return '\r';
    case 'v': return '\v';
    case 'a': return '\a';
    default: return -1;
    }
}

void text_unescape(parser *p, text_buffer *b, const lex_token *t, const char *start, size_t len) {
    const char *end = start + len, *s = start;
    while (s < end) {
        const char *from = memchr(s, '\\', (size_t)(end - s));
        text_append(p, b, s, (size_t)((from ? from : end) - s));
        if (!from) return;
        s = from + 1;
        if (s >= end) { /* before the brace of an f-string */
            text_append(p, b, from, 1);
            return;
        }
        char c = *s++;
        int simple = simple_escape(c);
        if (simple >= 0) {
            text_put(p, b, (uint32_t)simple);
        } else if (c == 'x' || c == 'u' || c == 'U') {
            text_put(p, b, hex(p, start, from, &s, end, c == 'x' ? 2 : c == 'u' ? 4 : 8));
        } else if (c == 'N') {
            text_put(p, b, named(p, start, from, &s, end));
        } else if (c >= '0' && c <= '7') {
            s--;
            text_put(p, b, octal(p, t, &s, end));
        } else if (c != '\n') {
            if ((uint8_t)c < 0x80) parse_warn_escape(p, t, s - 1, 1);
            s--;
            text_append(p, b, "\\", 1);
            int n = 1;
            while (s + n < end && ((uint8_t)s[n] & 0xC0) == 0x80)
                n++;
            text_append(p, b, s, (size_t)n);
            s += n;
        }
    }
}

/* ---- escapes in bytes ---- */

static void bytes_unescape(parser *p, text_buffer *b, const lex_token *t, const char *start,
                           size_t len) {
    const char *end = start + len, *s = start;
    while (s < end) {
        const char *from = memchr(s, '\\', (size_t)(end - s));
        text_append(p, b, s, (size_t)((from ? from : end) - s));
        if (!from) return;
        s = from + 1;
        char c = *s++, value;
        int simple = simple_escape(c);
        if (simple >= 0) {
            value = (char)simple;
            text_append(p, b, &value, 1);
        } else if (c == 'x') {
            if (end - s < 2 || hex_value(s[0]) < 0 || hex_value(s[1]) < 0) {
                const char *message =
                    arena_printf(p->memory, "(value error) invalid \\x escape at position %d",
                                 (int)(from - start));
                parse_raise_here(p, message ? message : "");
            }
            value = (char)(hex_value(s[0]) << 4 | hex_value(s[1]));
            text_append(p, b, &value, 1);
            s += 2;
        } else if (c >= '0' && c <= '7') {
            s--;
            value = (char)octal(p, t, &s, end);
            text_append(p, b, &value, 1);
        } else if (c != '\n') {
            parse_warn_escape(p, t, s - 1, 1);
            text_append(p, b, s - 2, 2);
        }
    }
}

/* ---- one literal ---- */

string_literal string_split(const parser *p, const lex_token *t) {
    string_literal lit = {.token = t, .body = p->source.text + t->start};
    const char *end = p->source.text + t->end;
    for (; *lit.body != '"' && *lit.body != '\''; lit.body++) {
        char c = (char)(*lit.body | 0x20);
        lit.raw |= c == 'r';
        lit.bytes |= c == 'b';
        lit.format |= c == 'f';
    }
    int quotes =
        end - lit.body >= 6 && lit.body[1] == lit.body[0] && lit.body[2] == lit.body[0] ? 3 : 1;
    lit.body += quotes;
    lit.len = (size_t)(end - quotes - lit.body);
    return lit;
}

static void add_bytes(parser *p, text_buffer *b, const string_literal *lit) {
    for (size_t i = 0; i < lit->len; i++)
        if ((uint8_t)lit->body[i] >= 0x80)
            parse_raise_here(p, "bytes can only contain ASCII literal characters");
    if (lit->raw)
        text_append(p, b, lit->body, lit->len);
    else
        bytes_unescape(p, b, lit->token, lit->body, lit->len);
}

static bool is_ascii(const char *s, size_t len) {
    for (size_t i = 0; i < len; i++)
        if ((uint8_t)s[i] >= 0x80) return false;
    return true;
}

ast_const string_constant(parser *p, text_buffer *b) {
    if (!b->bytes) text_append(p, b, "", 0);
    ast_const c = {.kind = AST_CONST_STR, .text = b->bytes, .len = b->len};
    c.ascii = is_ascii(b->bytes, b->len);
    return c;
}

/* ---- the literals that stand side by side ---- */

const ast_ident *string_kind(parser *p, const lex_token *first) {
    return p->source.text[first->start] == 'u' ? parse_intern(p, "u", 1) : NULL;
}

/* The common case: one literal without escapes is a slice of the source. */
static bool plain_slice(parser *p, const string_literal *lit, ast_const *value) {
    if (lit->bytes || lit->format || (!lit->raw && memchr(lit->body, '\\', lit->len))) return false;
    char *copy = arena_strndup(p->memory, lit->body, lit->len);
    if (!copy) parse_no_memory(p);
    *value = (ast_const){
        .kind = AST_CONST_STR, .text = copy, .len = lit->len, .ascii = is_ascii(copy, lit->len)};
    return true;
}

ast_node *parse_strings(parser *p) {
    parse_pos start = parse_here(p);
    const lex_token *first = p->tok;
    while (parse_at(p, LEX_STRING))
        parse_next(p);
    const lex_token *last = p->tok;
    if (last->kind == LEX_ERROR) parse_fail(p);
    string_literal lit = string_split(p, first);
    ast_const value;
    if (last - first == 1 && plain_slice(p, &lit, &value))
        return NODE(p, Constant, start, .value = value, .kind = string_kind(p, first));
    text_buffer text = {0};
    bool bytes = lit.bytes, format = false;
    fstring_parts parts = {.first = first, .last = last - 1, .mark = parse_mark(p)};
    for (const lex_token *t = first; t < last; t++) {
        lit = string_split(p, t);
        bool mixed = lit.bytes != bytes;
        if (mixed && lit.format) parse_raise_here(p, "cannot mix bytes and nonbytes literals");
        if (lit.bytes)
            add_bytes(p, &text, &lit);
        else if (lit.format)
            fstring_append(p, &parts, &text, &lit);
        else if (lit.raw)
            text_append(p, &text, lit.body, lit.len);
        else
            text_unescape(p, &text, t, lit.body, lit.len);
        if (mixed) parse_raise_here(p, "cannot mix bytes and nonbytes literals");
        format |= lit.format;
    }
    if (format) return fstring_finish(p, &parts, &text);
    value = string_constant(p, &text);
    value.kind = bytes ? AST_CONST_BYTES : AST_CONST_STR;
    const ast_ident *kind = bytes ? NULL : string_kind(p, first);
    return NODE(p, Constant, start, .value = value, .kind = kind);
}
