/* parse.h - from source text to tree: all of Python 3.11's grammar.
 *
 * Owns: nothing beyond a call; all of it, the error's strings too, lives in the caller's arena.
 * Threads: any number at once, each with its own arena.
 */
#ifndef KRAIT_INTERP_PARSE_H
#define KRAIT_INTERP_PARSE_H

#include "interp/arena.h"
#include "interp/ast.h"

typedef enum parse_mode { PARSE_EXEC, PARSE_EVAL, PARSE_SINGLE, PARSE_FUNC_TYPE } parse_mode;

enum : unsigned {
    PARSE_SOURCE_IS_UTF8 = 1 << 0,    /* text came from a str: ignore a coding declaration */
    PARSE_DONT_IMPLY_DEDENT = 1 << 1, /* at the end of input do not close blocks (REPL, codeop) */
    PARSE_ALLOW_INCOMPLETE = 1 << 2,  /* input that merely stops early: "incomplete input" */
    PARSE_SOURCE_IS_FILE = 1 << 4,    /* text is a file's: its encoding errors name the file */
    PARSE_BARRY_AS_BDFL = 1 << 3,     /* from __future__ import barry_as_FLUFL is in force */
};

typedef enum parse_error_kind {
    PARSE_OK,
    PARSE_SYNTAX_ERROR,
    PARSE_SYMBOL_ERROR, /* SyntaxError about a name: its args are the message alone */
    PARSE_INDENTATION_ERROR,
    PARSE_TAB_ERROR,
    PARSE_VALUE_ERROR, /* "source code string cannot contain null bytes"; a tree that is malformed */
    PARSE_TYPE_ERROR,  /* the same */
    PARSE_SYSTEM_ERROR,    /* a tree that no source could give, noticed late */
    PARSE_MEMORY_ERROR,    /* out of memory, or the nesting limit (MemoryError in python3.11 too) */
    PARSE_RECURSION_ERROR, /* scope analysis or compilation nested too deeply */
    PARSE_OVERFLOW_ERROR,
} parse_error_kind;

enum { PARSE_NO_VALUE = INT32_MIN }; /* an offset or line that is None */

/* What SyntaxError's arguments are made from. Strings are NUL-terminated and live in the arena. */
typedef struct parse_error {
    parse_error_kind kind;
    const char *message;
    const char *text;           /* the source line (UTF-8), or NULL for None */
    int lineno, offset;         /* from 1, in characters; python3.11's odd 0 and -1 are kept */
    int end_lineno, end_offset; /* each of the four may be PARSE_NO_VALUE */
    bool incomplete; /* more input could make it valid (only with PARSE_ALLOW_INCOMPLETE) */
} parse_error;

/* Parse `len` bytes of source. NULL on failure, with *err filled in. `filename` only appears in
 * messages about encodings. The mode selects the start symbol: a module, one expression, one
 * interactive statement, or a function type. */
[[nodiscard]] ast_mod *parse_module(arena *a, const char *src, size_t len, const char *filename,
                                    parse_mode mode, unsigned flags, parse_error *err);

/* The text of line `lineno` of the decoded source, without its newline, for errors found after
 * parsing; NULL when there is no such line or memory is exhausted. */
const char *parse_line_text(arena *a, const ast_mod *mod, int lineno);

/* Fill *err with a SyntaxError over a node's range. As in python3.11 the offsets of errors found
 * after parsing count bytes, and the text is left to whoever knows the file (NULL here). */
void parse_error_at(parse_error *err, const char *message, int lineno, int col_offset,
                    int end_lineno, int end_col_offset);

#endif
