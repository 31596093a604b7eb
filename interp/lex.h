/* lex.h - source bytes to tokens (private to the front end: lex*.c, parse*.c, syntax_error*.c).
 *
 * The whole text is tokenised before parsing, up to the first lexical error, which becomes a
 * LEX_ERROR token: the parser reports it only if it gets that far, as python3.11 does.
 *
 * Owns: lex_source (decoded text), lex_tokens (token array, malloc'ed, freed by lex_release).
 * Invariants: lex-1 the text is valid UTF-8, has only '\n' line ends and is NUL-terminated;
 *   lex-2 the array ends with LEX_END or LEX_ERROR; lex-3 offsets fit in 32 bits.
 * Threads: as the parse that owns it.
 */
#ifndef KRAIT_INTERP_LEX_H
#define KRAIT_INTERP_LEX_H

#include "interp/arena.h"
#include "interp/ast.h"
#include "interp/parse.h"

/* clang-format off */
/* X(kind, spelling): keywords first, then operators. */
#define LEX_KEYWORDS(X) \
    X(FALSE, "False") X(NONE, "None") X(TRUE, "True") X(AND, "and") X(AS, "as") \
    X(ASSERT, "assert") X(ASYNC, "async") X(AWAIT, "await") X(BREAK, "break") X(CLASS, "class") \
    X(CONTINUE, "continue") X(DEF, "def") X(DEL, "del") X(ELIF, "elif") X(ELSE, "else") \
    X(EXCEPT, "except") X(FINALLY, "finally") X(FOR, "for") X(FROM, "from") X(GLOBAL, "global") \
    X(IF, "if") X(IMPORT, "import") X(IN, "in") X(IS, "is") X(LAMBDA, "lambda") \
    X(NONLOCAL, "nonlocal") X(NOT, "not") X(OR, "or") X(PASS, "pass") X(RAISE, "raise") \
    X(RETURN, "return") X(TRY, "try") X(WHILE, "while") X(WITH, "with") X(YIELD, "yield")

#define LEX_OPERATORS(X) \
    X(LPAR, "(") X(RPAR, ")") X(LSQB, "[") X(RSQB, "]") X(LBRACE, "{") X(RBRACE, "}") \
    X(COLON, ":") X(COMMA, ",") X(SEMI, ";") X(PLUS, "+") X(MINUS, "-") X(STAR, "*") \
    X(SLASH, "/") X(VBAR, "|") X(AMPER, "&") X(LESS, "<") X(GREATER, ">") X(EQUAL, "=") \
    X(DOT, ".") X(PERCENT, "%") X(TILDE, "~") X(CIRCUMFLEX, "^") X(AT, "@") X(EQEQUAL, "==") \
    X(NOTEQUAL, "!=") X(LESSEQUAL, "<=") X(GREATEREQUAL, ">=") X(LEFTSHIFT, "<<") \
    X(RIGHTSHIFT, ">>") X(DOUBLESTAR, "**") X(DOUBLESLASH, "//") X(ARROW, "->") \
    X(ELLIPSIS, "...") X(COLONEQUAL, ":=") X(PLUSEQUAL, "+=") X(MINUSEQUAL, "-=") \
    X(STAREQUAL, "*=") X(SLASHEQUAL, "/=") X(PERCENTEQUAL, "%=") X(AMPEREQUAL, "&=") \
    X(VBAREQUAL, "|=") X(CIRCUMFLEXEQUAL, "^=") X(LEFTSHIFTEQUAL, "<<=") \
    X(RIGHTSHIFTEQUAL, ">>=") X(DOUBLESTAREQUAL, "**=") X(DOUBLESLASHEQUAL, "//=") \
    X(ATEQUAL, "@=")
/* clang-format on */

typedef enum lex_kind : uint8_t {
    LEX_NAME, /* 0: ast_ident.keyword of an ordinary name */
#define X(kind, spelling) LEX_##kind,
    LEX_KEYWORDS(X) LEX_OPERATORS(X)
#undef X
        LEX_NUMBER,
    LEX_STRING,
    LEX_NEWLINE,
    LEX_INDENT,
    LEX_DEDENT,
    LEX_END,
    LEX_UNKNOWN, /* a character that starts no token: `?`, `$`, `!` */
    LEX_ERROR,   /* lex_tokens.error says what is wrong */
    LEX_KIND_COUNT
} lex_kind;

/* The spelling of a keyword or operator, a description of the other kinds. */
extern const char *const lex_spelling[LEX_KIND_COUNT];

typedef struct lex_token {
    lex_kind kind;
    uint8_t level;       /* open brackets after this token (at most 200) */
    uint32_t start, end; /* byte offsets in the text */
    int32_t lineno, col; /* col == -1: the token has no extent (INDENT, DEDENT, END) */
    int32_t end_lineno, end_col;
    const ast_ident *name; /* NAME and keywords */
} lex_token;

/* Decoded source text. */
typedef struct lex_source {
    const char *text;
    size_t len;
    bool decoded; /* came from bytes or UTF-8: columns are turned into characters */
} lex_source;

typedef struct lex_tokens {
    lex_token *items;
    int32_t n, capacity;
    parse_error error;   /* of the LEX_ERROR token */
    bool error_raises;   /* it outranks a generic "invalid syntax" found before it */
    bool error_at_eof;   /* the text just ends (open bracket, string or line continuation) */
    int32_t error_level; /* open brackets at the end ... */
    int32_t open_line, open_col; /* ... and where the innermost one is */
    char open_char;
    ast_warning *warnings, **last_warning;
} lex_tokens;

/* Where a text is embedded: an f-string's expression starts in the middle of a file. */
typedef struct lex_place {
    int32_t first_line; /* line number of the first line */
    int32_t first_col;  /* added to the columns of the first line */
    bool fstring;
} lex_place;

/* Decode source bytes: encoding declaration, byte order mark, line ends. False: *err is set. */
[[nodiscard]] bool lex_decode(arena *a, const char *bytes, size_t len, const char *filename,
                              parse_mode mode, unsigned flags, lex_source *source,
                              parse_error *err);

/* Tokenise a text. False only when memory is exhausted. Release the tokens with lex_release. */
[[nodiscard]] bool lex_tokenise(const lex_source *source, ast_names *names, parse_mode mode,
                                unsigned flags, lex_place place, lex_tokens *tokens);

void lex_release(lex_tokens *tokens);

/* Intern the keywords, so that names know their token kinds. False when memory is exhausted. */
[[nodiscard]] bool lex_intern_keywords(ast_names *names);

/* Characters in `len` bytes of UTF-8. */
int32_t lex_char_count(const char *utf8, size_t len);

/* Decode one code point at s (valid UTF-8); *len: its bytes. */
uint32_t lex_code_point(const char *s, int *len);

/* Append code point `cp` (a surrogate, too) as UTF-8 at out; the number of bytes. */
int lex_put_code_point(char *out, uint32_t cp);

#endif
