/* lex.c - the tokeniser: lines, indentation, names, strings' extents, operators (see lex.h).
 *
 * Follows the rules of the language reference's chapter "Lexical analysis". Each function leaves
 * `cur` after what it consumed; a false result means that an error was recorded.
 */
#include "interp/lex_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/unicode/unicode.h"

/* clang-format off */
const char *const lex_spelling[LEX_KIND_COUNT] = {
#define X(kind, spelling) [LEX_##kind] = spelling,
    LEX_KEYWORDS(X)
    LEX_OPERATORS(X)
#undef X
    [LEX_NAME] = "name", [LEX_NUMBER] = "number", [LEX_STRING] = "string",
    [LEX_NEWLINE] = "newline", [LEX_INDENT] = "indent", [LEX_DEDENT] = "dedent",
    [LEX_END] = "end", [LEX_UNKNOWN] = "unknown", [LEX_ERROR] = "error",
};

#define LETTERS(first, last) [first ... last] = LEX_C_ID_START | LEX_C_ID
const uint8_t lex_class[256] = {
    LETTERS('a', 'z'), LETTERS('A', 'Z'), LETTERS(128, 255), ['_'] = LEX_C_ID_START | LEX_C_ID,
    ['0' ... '9'] = LEX_C_ID | LEX_C_DIGIT,
    [' '] = LEX_C_SPACE, ['\t'] = LEX_C_SPACE, ['\f'] = LEX_C_SPACE,
};
#undef LETTERS
/* clang-format on */

bool lex_intern_keywords(ast_names *names) {
    for (int kind = LEX_FALSE; kind <= LEX_YIELD; kind++) {
        ast_ident *name = ast_intern_cstr(names, lex_spelling[kind]);
        if (!name) return false;
        name->keyword = (uint8_t)kind;
    }
    return true;
}

/* ---- errors ---- */

/* The line that holds `at`, without its newline. */
static const char *line_text(lexer *lx, const char *line) {
    const char *nl = memchr(line, '\n', (size_t)(lx->end - line));
    const char *text = arena_strndup(lx->names->memory, line, (size_t)((nl ? nl : lx->end) - line));
    lx->out_of_memory |= !text;
    return text;
}

static void set_error(lexer *lx, parse_error_kind kind, const char *message, int offset,
                      int end_offset) {
    parse_error *err = &lx->out->error;
    *err = (parse_error){.kind = kind,
                         .message = message,
                         .lineno = lx->lineno,
                         .offset = offset,
                         .end_lineno = lx->lineno,
                         .end_offset = end_offset,
                         .text = line_text(lx, lx->line_start)};
}

bool lex_fail(lexer *lx, const char *format, ...) {
    char message[256];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    const char *copy = arena_strndup(lx->names->memory, message, strlen(message));
    lx->out_of_memory |= !copy;
    int offset = lex_char_count(lx->line_start, (size_t)(lx->cur - lx->line_start));
    set_error(lx, PARSE_SYNTAX_ERROR, copy, offset, offset);
    lx->out->error_raises = true;
    return false;
}

/* Errors that the parser words: a generic message found earlier outranks them. */
static bool fail_quietly(lexer *lx, parse_error_kind kind, const char *message, int offset,
                         int end_offset) {
    set_error(lx, kind, message, offset, end_offset);
    const char *text = lx->out->error.text;
    if (text && *lx->line_start)
        lx->out->error.text = arena_printf(lx->names->memory, "%s\n", text);
    return false;
}

static bool fail_at_eof(lexer *lx) {
    lx->out->error_at_eof = true;
    int chars = lex_char_count(lx->line_start, (size_t)(lx->cur - lx->line_start));
    return fail_quietly(lx, PARSE_SYNTAX_ERROR, "unexpected EOF while parsing", chars, -1);
}

static bool fail_tabs(lexer *lx) {
    return fail_quietly(lx, PARSE_TAB_ERROR, "inconsistent use of tabs and spaces in indentation",
                        1, 0);
}

void lex_warn(lexer *lx, const char *message) {
    ast_warning *w = arena_zalloc(lx->names->memory, sizeof *w);
    if (!w) {
        lx->out_of_memory = true;
        return;
    }
    int32_t last = (int32_t)(lx->cur - lx->line_start) - 1;
    *w = (ast_warning){.kind = AST_SYNTAX_WARNING,
                       .in_text = true,
                       .lineno = lx->lineno,
                       .end_lineno = lx->lineno,
                       .col_offset = last,
                       .end_col_offset = last,
                       .message = message};
    *lx->out->last_warning = w;
    lx->out->last_warning = &w->next;
}

/* ---- tokens ---- */

static lex_token *add_token(lexer *lx) {
    lex_tokens *out = lx->out;
    if (out->n == out->capacity) {
        int32_t capacity = out->capacity ? out->capacity * 2 : 256;
        lex_token *items = realloc(out->items, (size_t)capacity * sizeof *items);
        if (!items) {
            lx->out_of_memory = true;
            return NULL;
        }
        out->items = items;
        out->capacity = capacity;
    }
    return &out->items[out->n++];
}

/* The column of `at` in a line that starts at `line`; embedded text shifts its first line. */
static int32_t column(const lexer *lx, const char *line, const char *at, int32_t lineno) {
    int32_t shift = lineno == lx->place.first_line ? lx->place.first_col : 0;
    return (int32_t)(at - line) + shift;
}

static bool emit(lexer *lx, lex_kind kind, const char *end, const ast_ident *name) {
    lex_token *t = add_token(lx);
    if (!t) return false;
    *t = (lex_token){
        .kind = kind,
        .level = (uint8_t)lx->level,
        .start = (uint32_t)(lx->start - lx->text),
        .end = (uint32_t)(end - lx->text),
        .lineno = lx->token_lineno,
        .col = column(lx, lx->token_line, lx->start, lx->lineno),
        .end_lineno = lx->lineno,
        .end_col = column(lx, lx->line_start, end, lx->lineno),
        .name = name,
    };
    return true;
}

/* INDENT, DEDENT, END, ERROR: no extent; `end` remembers how far the tokeniser had read. */
static bool emit_bare(lexer *lx, lex_kind kind) {
    lex_token *t = add_token(lx);
    if (!t) return false;
    uint32_t at = (uint32_t)(lx->cur - lx->text);
    *t = (lex_token){.kind = kind,
                     .level = (uint8_t)lx->level,
                     .start = at,
                     .end = at,
                     .lineno = lx->lineno,
                     .col = -1,
                     .end_lineno = lx->lineno,
                     .end_col = -1};
    return true;
}

/* ---- lines and indentation ---- */

/* Enter the line that starts at `cur`, unless the text ends there. */
static void begin_line(lexer *lx) {
    if (lx->cur < lx->end) {
        lx->line_start = lx->cur;
        lx->lineno++;
    }
}

/* After a backslash: the line must end here and another must follow. */
static bool continuation(lexer *lx) {
    char c = *lx->cur;
    if (c != '\n' || lx->cur >= lx->end) {
        int offset = lex_char_count(lx->line_start, (size_t)(lx->cur - lx->line_start));
        offset += lx->cur < lx->end;
        return fail_quietly(lx, PARSE_SYNTAX_ERROR,
                            "unexpected character after line continuation character", offset, 0);
    }
    lx->cur++;
    if (lx->cur >= lx->end) return fail_at_eof(lx);
    begin_line(lx);
    return true;
}

/* Skip the blanks that open a line. *col counts tabs to multiples of 8, *alt to 1. */
static bool measure_indent(lexer *lx, int32_t *col, int32_t *alt) {
    int32_t continued = 0;
    *col = *alt = 0;
    for (;; lx->cur++) {
        char c = *lx->cur;
        if (c == ' ') {
            ++*col, ++*alt;
        } else if (c == '\t') {
            *col = (*col / 8 + 1) * 8, ++*alt;
        } else if (c == '\f') {
            *col = *alt = 0;
        } else if (c == '\\') {
            continued = continued ? continued : *col;
            lx->cur++;
            if (!continuation(lx)) return false;
            lx->cur--;
        } else {
            break;
        }
    }
    if (continued) *col = *alt = continued;
    return true;
}

static bool indent_deeper(lexer *lx, int32_t col, int32_t alt) {
    if (lx->indent + 1 >= LEX_MAX_INDENT)
        return fail_quietly(lx, PARSE_INDENTATION_ERROR, "too many levels of indentation", 1, 0);
    if (alt <= lx->alt_indents[lx->indent]) return fail_tabs(lx);
    lx->indent++;
    lx->indents[lx->indent] = col;
    lx->alt_indents[lx->indent] = alt;
    return emit_bare(lx, LEX_INDENT);
}

static bool dedent(lexer *lx, int32_t col, int32_t alt) {
    int32_t to = lx->indent;
    while (to > 0 && col < lx->indents[to])
        to--;
    if (col != lx->indents[to]) {
        const char *nl = memchr(lx->line_start, '\n', (size_t)(lx->end - lx->line_start));
        lx->cur = nl ? nl + 1 : lx->end;
        int chars = lex_char_count(lx->line_start, (size_t)(lx->cur - lx->line_start));
        return fail_quietly(lx, PARSE_INDENTATION_ERROR,
                            "unindent does not match any outer indentation level", chars, -1);
    }
    if (alt != lx->alt_indents[to]) return fail_tabs(lx);
    for (; lx->indent > to; lx->indent--)
        if (!emit_bare(lx, LEX_DEDENT)) return false;
    return true;
}

/* At the start of a line: INDENT and DEDENT tokens. *blank: the line has no token. */
static bool start_line(lexer *lx, bool *blank) {
    int32_t col, alt;
    lx->at_line_start = false;
    if (!measure_indent(lx, &col, &alt)) return false;
    char c = *lx->cur;
    *blank = c == '#' || (c == '\n' && lx->cur < lx->end);
    if (*blank || lx->level > 0) return true;
    if (col == lx->indents[lx->indent]) return alt == lx->alt_indents[lx->indent] || fail_tabs(lx);
    return col > lx->indents[lx->indent] ? indent_deeper(lx, col, alt) : dedent(lx, col, alt);
}

/* ---- names ---- */

/* Check the characters of a name that is not ASCII; `cur` is after it. */
static bool check_name(lexer *lx) {
    for (const char *s = lx->start; s < lx->cur;) {
        int len;
        uint32_t cp = lex_code_point(s, &len);
        bool good =
            s == lx->start ? rt_uc_is_xid_start(cp) || cp == '_' : rt_uc_is_xid_continue(cp);
        s += len;
        if (good) continue;
        lx->cur = s;
        if (rt_uc_is_printable(cp))
            return lex_fail(lx, "invalid character '%.*s' (U+%04X)", len, s - len, cp);
        return lex_fail(lx, "invalid non-printable character U+%04X", cp);
    }
    return true;
}

static const ast_ident *normalised(lexer *lx, const char *name, size_t len) {
    size_t capacity = rt_uc_nfkc_bound(len);
    char *buffer = malloc(capacity);
    const ast_ident *ident = NULL;
    if (buffer) {
        size_t n = rt_uc_nfkc(name, len, buffer, capacity);
        ident = ast_intern(lx->names, buffer, n);
    }
    free(buffer);
    return ident;
}

static bool scan_name(lexer *lx) {
    uint8_t seen = 0;
    while (lex_class[(uint8_t)*lx->cur] & LEX_C_ID)
        seen |= (uint8_t)*lx->cur++;
    seen |= (uint8_t)*lx->start;
    size_t len = (size_t)(lx->cur - lx->start);
    const ast_ident *name;
    if (seen < 128) {
        name = ast_intern(lx->names, lx->start, len);
    } else {
        if (!check_name(lx)) return false;
        name = normalised(lx, lx->start, len);
    }
    if (!name) {
        lx->out_of_memory = true;
        return false;
    }
    /* a keyword spelt with compatibility characters is still only a name */
    return emit(lx, seen < 128 ? name->keyword : LEX_NAME, lx->cur, name);
}

/* ---- strings ---- */

/* The prefix's letters at the start of a name: their number when a quote follows, else -1. */
static int string_prefix(const char *s) {
    bool b = false, r = false, u = false, f = false;
    for (int n = 0;; n++) {
        char c = (char)(s[n] | 0x20);
        if (s[n] == '"' || s[n] == '\'') return n;
        if (c == 'b' && !(b || u || f))
            b = true;
        else if (c == 'u' && !(b || u || r || f))
            u = true;
        else if (c == 'r' && !(r || u))
            r = true;
        else if (c == 'f' && !(f || b || u))
            f = true;
        else
            return -1;
    }
}

static bool fail_string(lexer *lx, bool triple) {
    int detected = lx->lineno;
    if (lx->cur >= lx->end) lx->out->error_at_eof = true;
    lx->cur = lx->start + 1;
    lx->line_start = lx->token_line;
    lx->lineno = lx->token_lineno;
    return lex_fail(lx,
                    triple ? "unterminated triple-quoted string literal (detected at line %d)"
                           : "unterminated string literal (detected at line %d)",
                    detected);
}

/* `cur` is at the opening quote, `start` at the prefix. */
static bool scan_string(lexer *lx) {
    char quote = *lx->cur++;
    int size = 1;
    if (lx->cur[0] == quote && lx->cur[1] == quote) {
        size = 3;
        lx->cur += 2;
    } else if (lx->cur[0] == quote) {
        lx->cur++;
        return emit(lx, LEX_STRING, lx->cur, NULL);
    }
    for (int closing = 0; closing < size;) {
        char c = *lx->cur;
        if (lx->cur >= lx->end || (size == 1 && c == '\n')) return fail_string(lx, size == 3);
        lx->cur++;
        closing = c == quote ? closing + 1 : 0;
        if (c == '\n') begin_line(lx);
        if (c != '\\' || lx->cur >= lx->end) continue;
        lx->cur++;
        if (lx->cur[-1] == '\n') begin_line(lx);
    }
    return emit(lx, LEX_STRING, lx->cur, NULL);
}

/* ---- operators ---- */

static bool open_bracket(lexer *lx, char c) {
    if (lx->level >= LEX_MAX_LEVEL) return lex_fail(lx, "too many nested parentheses");
    lx->brackets[lx->level] = c;
    lx->bracket_lines[lx->level] = lx->lineno;
    lx->bracket_cols[lx->level] = (int32_t)(lx->start - lx->line_start);
    lx->level++;
    return true;
}

static bool close_bracket(lexer *lx, char c) {
    if (lx->level == 0) return lex_fail(lx, "unmatched '%c'", c);
    lx->level--;
    char open = lx->brackets[lx->level];
    if ((open == '(' && c == ')') || (open == '[' && c == ']') || (open == '{' && c == '}'))
        return true;
    if (lx->bracket_lines[lx->level] != lx->lineno)
        return lex_fail(lx,
                        "closing parenthesis '%c' does not match opening parenthesis '%c' on "
                        "line %d",
                        c, open, lx->bracket_lines[lx->level]);
    return lex_fail(lx, "closing parenthesis '%c' does not match opening parenthesis '%c'", c,
                    open);
}

/* The operator at s (at most 3 characters): its kind and, in *len, its length. */
static lex_kind find_operator(const char *s, int *len) {
    char b = s[1], c = b ? s[2] : '\0';
#define OP(n, kind) (*len = (n), LEX_##kind)
    *len = 1;
    switch (s[0]) {
    case '(': return LEX_LPAR;
    case ')': return LEX_RPAR;
    case '[': return LEX_LSQB;
    case ']': return LEX_RSQB;
    case '{': return LEX_LBRACE;
    case '}': return LEX_RBRACE;
    case ',': return LEX_COMMA;
    case ';': return LEX_SEMI;
    case '~': return LEX_TILDE;
    case ':': return b == '=' ? OP(2, COLONEQUAL) : LEX_COLON;
    case '.': return b == '.' && c == '.' ? OP(3, ELLIPSIS) : LEX_DOT;
    case '+': return b == '=' ? OP(2, PLUSEQUAL) : LEX_PLUS;
    case '-': return b == '=' ? OP(2, MINUSEQUAL) : b == '>' ? OP(2, ARROW) : LEX_MINUS;
    case '%': return b == '=' ? OP(2, PERCENTEQUAL) : LEX_PERCENT;
    case '&': return b == '=' ? OP(2, AMPEREQUAL) : LEX_AMPER;
    case '|': return b == '=' ? OP(2, VBAREQUAL) : LEX_VBAR;
    case '^': return b == '=' ? OP(2, CIRCUMFLEXEQUAL) : LEX_CIRCUMFLEX;
    case '@': return b == '=' ? OP(2, ATEQUAL) : LEX_AT;
    case '=': return b == '=' ? OP(2, EQEQUAL) : LEX_EQUAL;
    case '!': return b == '=' ? OP(2, NOTEQUAL) : LEX_UNKNOWN;
    case '*':
        if (b == '*') return c == '=' ? OP(3, DOUBLESTAREQUAL) : OP(2, DOUBLESTAR);
        return b == '=' ? OP(2, STAREQUAL) : LEX_STAR;
    case '/':
        if (b == '/') return c == '=' ? OP(3, DOUBLESLASHEQUAL) : OP(2, DOUBLESLASH);
        return b == '=' ? OP(2, SLASHEQUAL) : LEX_SLASH;
    case '<':
        if (b == '<') return c == '=' ? OP(3, LEFTSHIFTEQUAL) : OP(2, LEFTSHIFT);
        return b == '=' ? OP(2, LESSEQUAL) : b == '>' ? OP(2, NOTEQUAL) : LEX_LESS;
    case '>':
        if (b == '>') return c == '=' ? OP(3, RIGHTSHIFTEQUAL) : OP(2, RIGHTSHIFT);
        return b == '=' ? OP(2, GREATEREQUAL) : LEX_GREATER;
    default: return LEX_UNKNOWN;
    }
#undef OP
}

static bool scan_operator(lexer *lx) {
    int len;
    char c = *lx->start;
    lex_kind kind = find_operator(lx->start, &len);
    lx->cur = lx->start + len;
    if ((c == '(' || c == '[' || c == '{') && !open_bracket(lx, c)) return false;
    if ((c == ')' || c == ']' || c == '}') && !close_bracket(lx, c)) return false;
    if (kind == LEX_UNKNOWN && ((uint8_t)c < 32 || c == 127))
        return lex_fail(lx, "invalid non-printable character U+%04X", (unsigned)c);
    return emit(lx, kind, lx->cur, NULL);
}

/* ---- the loop ---- */

/* Skip blanks and a comment; the next token starts at `start`, `cur` is at its first character. A
 * comment that ends a line is where its NEWLINE starts. */
static void skip_blanks(lexer *lx) {
    while (lex_class[(uint8_t)*lx->cur] & LEX_C_SPACE)
        lx->cur++;
    lx->start = lx->cur;
    lx->token_line = lx->line_start;
    lx->token_lineno = lx->lineno;
    if (*lx->cur == '#') {
        const char *nl = memchr(lx->cur, '\n', (size_t)(lx->end - lx->cur));
        lx->cur = nl ? nl : lx->end;
    }
}

/* A line end that counts, or the end of one statement typed in. */
static bool end_line(lexer *lx, bool blank) {
    const char *nl = lx->cur++;
    lx->at_line_start = true;
    if (!blank && lx->level == 0 && !emit(lx, LEX_NEWLINE, nl, NULL)) return false;
    begin_line(lx);
    return true;
}

static bool scan_token(lexer *lx) {
    char c = *lx->start;
    if (lex_class[(uint8_t)c] & LEX_C_ID_START) {
        int prefix = string_prefix(lx->start);
        if (prefix < 0) return scan_name(lx);
        lx->cur = lx->start + prefix;
        return scan_string(lx);
    }
    if (lex_class[(uint8_t)c] & LEX_C_DIGIT ||
        (c == '.' && lex_class[(uint8_t)lx->start[1]] & LEX_C_DIGIT)) {
        lx->cur = lx->start + 1;
        return lex_number(lx, c) && emit(lx, LEX_NUMBER, lx->cur, NULL);
    }
    if (c == '"' || c == '\'') return scan_string(lx);
    return scan_operator(lx);
}

/* The end of the text: what is still open closes. In `single` mode a NEWLINE comes first, so that
 * a statement need not end its line. */
static bool finish(lexer *lx) {
    if (lx->level > 0) return fail_at_eof(lx);
    if (lx->implicit_newline && lx->out->n > 0) {
        if (!emit_bare(lx, LEX_NEWLINE)) return false;
        bool dedents = lx->indent > 0 && !(lx->flags & PARSE_DONT_IMPLY_DEDENT);
        for (; dedents && lx->indent > 0; lx->indent--)
            if (!emit_bare(lx, LEX_DEDENT)) return false;
        if (dedents && !emit_bare(lx, LEX_NEWLINE)) return false;
    }
    return emit_bare(lx, LEX_END);
}

static bool run(lexer *lx) {
    bool blank = false;
    begin_line(lx);
    for (;;) {
        if (lx->at_line_start) {
            blank = false;
            if (!start_line(lx, &blank)) return false;
        }
        skip_blanks(lx);
        char c = *lx->cur;
        if (lx->cur >= lx->end) return finish(lx);
        if (c == '\n') {
            if (!end_line(lx, blank)) return false;
        } else if (c == '\\') {
            lx->cur++;
            if (!continuation(lx)) return false;
        } else if (!scan_token(lx)) {
            return false;
        }
    }
}

bool lex_tokenise(const lex_source *source, ast_names *names, parse_mode mode, unsigned flags,
                  lex_place place, lex_tokens *tokens) {
    lexer lx = {
        .text = source->text,
        .end = source->text + source->len,
        .cur = source->text,
        .line_start = source->text,
        .lineno = place.first_line - 1,
        .at_line_start = true,
        .implicit_newline = mode == PARSE_SINGLE,
        .flags = flags,
        .place = place,
        .names = names,
        .out = tokens,
    };
    *tokens = (lex_tokens){.last_warning = &tokens->warnings};
    lx.start = lx.token_line = lx.cur;
    if (!run(&lx) && !lx.out_of_memory) (void)emit_bare(&lx, LEX_ERROR);
    tokens->error_level = lx.level;
    if (lx.level > 0) {
        tokens->open_line = lx.bracket_lines[lx.level - 1];
        tokens->open_col = lx.bracket_cols[lx.level - 1];
        tokens->open_char = lx.brackets[lx.level - 1];
    }
    if (lx.out_of_memory) lex_release(tokens);
    return !lx.out_of_memory;
}

void lex_release(lex_tokens *tokens) {
    free(tokens->items);
    tokens->items = NULL;
    tokens->n = tokens->capacity = 0;
}
