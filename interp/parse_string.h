/* parse_string.h - shared by the two files of string literals. */
#ifndef KRAIT_INTERP_PARSE_STRING_H
#define KRAIT_INTERP_PARSE_STRING_H

#include "interp/parse_internal.h"

/* Growing text in the arena; NUL-terminated once anything was appended. */
typedef struct text_buffer {
    char *bytes;
    size_t len, capacity;
} text_buffer;

void text_append(parser *p, text_buffer *b, const char *bytes, size_t len);

/* Append a piece of a str literal with its escapes replaced. */
/* A DeprecationWarning for the escape of this length that s, behind its backslash, begins. */
void parse_warn_escape(parser *p, const lex_token *t, const char *s, int length);
void text_unescape(parser *p, text_buffer *b, const lex_token *t, const char *start, size_t len);

/* A STRING token taken apart: the text between its quotes and its prefix. */
typedef struct string_literal {
    const lex_token *token;
    const char *body;
    size_t len;
    bool raw, bytes, format;
} string_literal;

string_literal string_split(const parser *p, const lex_token *t);

/* The text as a str constant. */
ast_const string_constant(parser *p, text_buffer *b);

/* The `kind` of a Constant: "u" when the first literal has that prefix. */
const ast_ident *string_kind(parser *p, const lex_token *first);

/* The values of a JoinedStr being collected on the parser's stack. All nodes made of several
 * literals extend from the first to the last of them, as in python3.11. */
typedef struct fstring_parts {
    const lex_token *first, *last;
    int32_t mark;
} fstring_parts;

/* Add the pieces of one f-string; text that may still grow stays in *text. */
void fstring_append(parser *p, fstring_parts *parts, text_buffer *text, const string_literal *lit);

ast_node *fstring_finish(parser *p, fstring_parts *parts, text_buffer *text);

/* Parse the expression of a formatted value as a text of its own (parse.c). */
ast_node *parse_embedded(parser *outer, const char *text, size_t len, const lex_token *string,
                         lex_place place);

#endif
