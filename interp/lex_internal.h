/* lex_internal.h - the state of one tokenisation, shared by lex.c and lex_number.c. */
#ifndef KRAIT_INTERP_LEX_INTERNAL_H
#define KRAIT_INTERP_LEX_INTERNAL_H

#include "interp/lex.h"

enum { LEX_MAX_INDENT = 100, LEX_MAX_LEVEL = 200 };

typedef struct lexer {
    const char *text, *end; /* the whole source */
    const char *cur;        /* next character */
    const char *line_start; /* of the current line */
    const char *start;      /* of the current token */
    const char *token_line; /* line start where the current token began */
    int32_t lineno;         /* of the current line */
    int32_t token_lineno;   /* where the current token began */
    int32_t indent;         /* index of the innermost indentation */
    int32_t indents[LEX_MAX_INDENT], alt_indents[LEX_MAX_INDENT];
    int32_t level; /* open brackets */
    char brackets[LEX_MAX_LEVEL];
    int32_t bracket_lines[LEX_MAX_LEVEL], bracket_cols[LEX_MAX_LEVEL];
    bool at_line_start;
    bool out_of_memory;
    bool implicit_newline; /* PARSE_SINGLE: the text's end counts as a line end */
    unsigned flags;
    lex_place place;
    ast_names *names;
    lex_tokens *out;
} lexer;

/* Lexical error at the current position, in the form of python3.11's tokenizer: the offset is the
 * number of characters up to `cur`. Returns false, always. */
bool lex_fail(lexer *lx, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Scan a number whose first character is at cur - 1. False: an error was recorded. */
bool lex_number(lexer *lx, char first);

/* Record a DeprecationWarning at the current token. */
void lex_warn(lexer *lx, const char *message);

/* Character classes. */
enum : uint8_t { LEX_C_ID_START = 1, LEX_C_ID = 2, LEX_C_DIGIT = 4, LEX_C_SPACE = 8 };
extern const uint8_t lex_class[256];

#endif
