/* parse_fstring.c - f-strings. In Python 3.11 they are STRING tokens whose expressions are parsed
 * as texts of their own, in parentheses, and shifted to where they stand. */
#include <stdio.h>

#include "interp/parse_string.h"

enum { MAX_BRACKETS = 200, MAX_NESTING = 2 };

/* A scan through one literal. */
typedef struct scan {
    const string_literal *lit;
    const char *s, *end;
    int level; /* 0: the string itself, 1: a format specification, 2: one inside that */
} scan;

static ast_node *parse_spec(parser *p, const fstring_parts *outer, scan *in);

[[noreturn]] static void raise_char(parser *p, const char *format, char c) {
    char message[80];
    snprintf(message, sizeof message, format, c);
    const char *copy = arena_strndup(p->memory, message, strlen(message));
    if (!copy) parse_no_memory(p);
    parse_raise_here(p, copy);
}

static ast_node whole(const fstring_parts *parts, ast_kind kind) {
    return (ast_node){kind, parts->first->lineno, parts->first->col, parts->last->end_lineno,
                      parts->last->end_col};
}

static void flush_text(parser *p, const fstring_parts *parts, text_buffer *text) {
    if (text->len == 0) return;
    ast_Constant node = {.node = whole(parts, AST_Constant),
                         .value = string_constant(p, text),
                         .kind = string_kind(p, parts->first)};
    parse_push(p, parse_put(p, &node, sizeof node));
    *text = (text_buffer){0};
}

/* ---- literal parts ---- */

/* Copy text up to a brace that is not doubled. True: stopped after a doubled one, go on. */
static bool literal_part(parser *p, scan *in, text_buffer *text) {
    const char *start = in->s, *s = start, *next = NULL;
    bool doubled = false;
    while (s < in->end) {
        char c = *s++;
        if (!in->lit->raw && c == '\\' && s < in->end) {
            c = *s++;
            if (c == 'N') {
                if (s < in->end && *s++ == '{')
                    while (s < in->end && *s++ != '}') {
                    }
                continue;
            }
            if (c == '{') parse_warn_escape(p, in->lit->token, s - 1, 1);
        }
        if (c != '{' && c != '}') continue;
        if (in->level == 0) {
            if (s < in->end && *s == c) {
                doubled = true;
                next = s + 1;
                break;
            }
            if (c == '}') parse_raise_here(p, "f-string: single '}' is not allowed");
        }
        s--;
        break;
    }
    in->s = next ? next : s;
    if (in->lit->raw)
        text_append(p, text, start, (size_t)(s - start));
    else
        text_unescape(p, text, in->lit->token, start, (size_t)(s - start));
    return doubled;
}

/* ---- the extent of an expression ---- */

/* What the scan is inside of. */
typedef struct nesting {
    char quote; /* the quote of the string it is in, or 0 */
    bool triple;
    int depth;
    char open[MAX_BRACKETS];
} nesting;

static bool tripled(const scan *in) {
    return in->s + 2 < in->end && in->s[1] == in->s[0] && in->s[2] == in->s[0];
}

static void inside_quotes(scan *in, nesting *n) {
    if (*in->s != n->quote || (n->triple && !tripled(in))) return;
    if (n->triple) in->s += 2;
    n->quote = 0;
}

static void open_quote(scan *in, nesting *n) {
    n->quote = *in->s;
    n->triple = tripled(in);
    if (n->triple) in->s += 2;
}

static void close_bracket(parser *p, nesting *n, char c) {
    if (n->depth == 0) raise_char(p, "f-string: unmatched '%c'", c);
    char open = n->open[--n->depth];
    if ((open == '(' && c == ')') || (open == '[' && c == ']') || (open == '{' && c == '}')) return;
    const char *message = arena_printf(p->memory,
                                       "f-string: closing parenthesis '%c' does not match "
                                       "opening parenthesis '%c'",
                                       c, open);
    if (!message) parse_no_memory(p);
    parse_raise_here(p, message);
}

/* Does the expression end at this character, outside brackets? Skips two-character operators. */
static bool ends_expression(scan *in) {
    char c = *in->s, next = in->s + 1 < in->end ? in->s[1] : '\0';
    if (c == ':' || c == '}') return true;
    if ((c == '!' || c == '=' || c == '<' || c == '>') && next == '=') {
        in->s++;
        return false;
    }
    return c == '!' || c == '=';
}

/* Advance to the end of the expression. */
static void find_end(parser *p, scan *in) {
    nesting n = {0};
    for (; in->s < in->end; in->s++) {
        char c = *in->s;
        if (c == '\\') parse_raise_here(p, "f-string expression part cannot include a backslash");
        if (n.quote) {
            inside_quotes(in, &n);
        } else if (c == '\'' || c == '"') {
            open_quote(in, &n);
        } else if (c == '{' || c == '[' || c == '(') {
            if (n.depth >= MAX_BRACKETS)
                parse_raise_here(p, "f-string: too many nested parenthesis");
            n.open[n.depth++] = c;
        } else if (c == '#') {
            parse_raise_here(p, "f-string expression part cannot include '#'");
        } else if (n.depth == 0 && strchr("!:}=><", c)) {
            if (ends_expression(in)) break;
        } else if (c == ']' || c == '}' || c == ')') {
            close_bracket(p, &n, c);
        }
    }
    if (n.quote) parse_raise_here(p, "f-string: unterminated string");
    if (n.depth) raise_char(p, "f-string: unmatched '%c'", n.open[n.depth - 1]);
    if (in->s >= in->end) parse_raise_here(p, "f-string: expecting '}'");
}

/* ---- the expression ---- */

/* Lines and columns from the start of the token to the `{`. */
static lex_place place_of(const parser *p, const lex_token *t, const char *brace) {
    const char *token = p->source.text + t->start;
    int32_t lines = 0, cols = 0;
    const char *s = brace + 1;
    while (*s == ' ' || *s == '\t' || *s == '\f')
        s++;
    if (*s != '\n' && *s != '}') {
        s = brace;
        while (s > token && *s != '\n')
            s--;
        cols = (int32_t)(brace - s) - (*s == '\n');
    }
    for (s = token; s < brace; s++)
        lines += *s == '\n';
    return (lex_place){.first_line = t->lineno + lines,
                       .first_col = lines ? cols : t->col + cols,
                       .fstring = true};
}

static ast_node *compile_expression(parser *p, const string_literal *lit, const char *start,
                                    const char *end) {
    const char *s = start;
    while (s < end && (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\f'))
        s++;
    if (s == end && (*end == '!' || *end == ':' || *end == '='))
        raise_char(p, "f-string: expression required before '%c'", *end);
    if (s == end) parse_raise_here(p, "f-string: empty expression not allowed");
    size_t len = (size_t)(end - start);
    char *text = parse_alloc(p, len + 5);
    text[0] = '(';
    memcpy(text + 1, start, len);
    memcpy(text + 1 + len, ")\n\0", 4);
    return parse_embedded(p, text, len + 3, lit->token, place_of(p, lit->token, start - 1));
}

static int conversion(parser *p, scan *in) {
    in->s++;
    if (in->s >= in->end) parse_raise_here(p, "f-string: expecting '}'");
    char c = *in->s++;
    if (c != 's' && c != 'r' && c != 'a')
        parse_raise_here(p, "f-string: invalid conversion character: expected 's', 'r', or 'a'");
    return c;
}

/* At `{`: push the FormattedValue; the text of `{x=}` goes before it. */
static void formatted_value(parser *p, const fstring_parts *parts, scan *in, text_buffer *text) {
    if (in->level >= MAX_NESTING) parse_raise_here(p, "f-string: expressions nested too deeply");
    const char *start = ++in->s;
    find_end(p, in);
    ast_FormattedValue node = {.node = whole(parts, AST_FormattedValue), .conversion = -1};
    node.value = compile_expression(p, in->lit, start, in->s);
    bool self_documenting = *in->s == '=';
    if (self_documenting) {
        do
            in->s++;
        while (in->s < in->end && (*in->s == ' ' || (*in->s >= '\t' && *in->s <= '\r')));
        text_append(p, text, start, (size_t)(in->s - start));
    }
    if (in->s < in->end && *in->s == '!') node.conversion = conversion(p, in);
    if (in->s < in->end && *in->s == ':') {
        in->s++;
        if (in->s >= in->end) parse_raise_here(p, "f-string: expecting '}'");
        node.format_spec = parse_spec(p, parts, in);
    }
    if (in->s >= in->end || *in->s != '}') parse_raise_here(p, "f-string: expecting '}'");
    in->s++;
    if (self_documenting && !node.format_spec && node.conversion == -1) node.conversion = 'r';
    flush_text(p, parts, text);
    parse_push(p, parse_put(p, &node, sizeof node));
}

/* ---- strings and format specifications ---- */

static void scan_parts(parser *p, const fstring_parts *parts, scan *in, text_buffer *text) {
    for (;;) {
        if (literal_part(p, in, text)) continue;
        if (in->s >= in->end || *in->s == '}') break;
        formatted_value(p, parts, in, text);
    }
}

static ast_node *parse_spec(parser *p, const fstring_parts *outer, scan *in) {
    fstring_parts parts = {.first = outer->first, .last = outer->last, .mark = parse_mark(p)};
    text_buffer text = {0};
    in->level++;
    scan_parts(p, &parts, in, &text);
    in->level--;
    if (in->s >= in->end || *in->s != '}') parse_raise_here(p, "f-string: expecting '}'");
    parts.first = parts.last =
        in->lit->token; /* what ends a specification is placed in its literal */
    return fstring_finish(p, &parts, &text);
}

void fstring_append(parser *p, fstring_parts *parts, text_buffer *text, const string_literal *lit) {
    scan in = {.lit = lit, .s = lit->body, .end = lit->body + lit->len};
    scan_parts(p, parts, &in, text);
}

ast_node *fstring_finish(parser *p, fstring_parts *parts, text_buffer *text) {
    flush_text(p, parts, text);
    ast_seq *values = parse_take(p, parts->mark);
    ast_JoinedStr node = {.node = whole(parts, AST_JoinedStr), .values = values};
    return parse_put(p, &node, sizeof node);
}
