/* syntax_error.c - choosing and filling in a syntax error (see syntax_error.h). */
#include "interp/syntax_error.h"

/* ---- texts and columns ---- */

static bool at_text_end(const parser *p, const char *s) {
    return s == p->source.text + p->source.len;
}

/* The start of the line that holds `s`. */
static const char *line_start(const parser *p, const char *s) {
    while (s > p->source.text && s[-1] != '\n')
        s--;
    return s;
}

/* Where the tokeniser's buffer begins when it has read up to `last`. A line is added to it, not put
 * in its place, inside a string and after a backslash. */
static const char *buffer_start(const parser *p, const lex_token *last) {
    const char *text = p->source.text, *s = text + last->start;
    if (at_text_end(p, s) && s > text && s[-1] == '\n') s--; /* still in the last line */
    s = line_start(p, s);
    for (const lex_token *t = last;;) {
        while (t > p->tokens.items && text + t[-1].end > s)
            t--;
        bool indentation = t == last && last->col == -1; /* there a backslash does not join */
        if (text + t->start < s)
            s = line_start(p, text + t->start);
        else if (s - text >= 2 && s[-2] == '\\' && !indentation)
            s = line_start(p, s - 1);
        else
            return s;
    }
}

static const char *line_end(const parser *p, const char *s) {
    const char *nl = memchr(s, '\n', (size_t)(p->source.text + p->source.len - s));
    return nl ? nl + 1 : p->source.text + p->source.len;
}

/* Everything the tokeniser holds after `last`: lines up to the one that token ends in. */
static const char *buffer_text(parser *p, const lex_token *last) {
    const char *start = buffer_start(p, last);
    const char *at = p->source.text + last->end;
    if (at_text_end(p, at) && at > start && at[-1] == '\n') at--;
    const char *end = line_end(p, at > start ? at : start);
    return arena_strndup(p->memory, start, (size_t)(end - start));
}

/* Line `lineno` alone, without its newline. */
static const char *single_line(parser *p, int32_t lineno) {
    const char *s = p->source.text;
    for (int32_t line = p->place.first_line; line < lineno; line++)
        s = line_end(p, s);
    const char *end = line_end(p, s);
    size_t len = (size_t)(end - s);
    if (len && end[-1] == '\n') len--;
    return arena_strndup(p->memory, s, len);
}

/* A byte offset from 1 into `text` as a character offset from 1; at most one past its end, which is
 * also where the end of a range in a later line is cut. */
static int32_t to_characters(const parser *p, const char *text, int32_t offset) {
    if (offset <= 0 || !p->source.decoded) return offset < 0 ? 0 : offset;
    int32_t len = (int32_t)strlen(text);
    return lex_char_count(text, (size_t)(offset < len ? offset : len)) + (offset > len);
}

void syntax_error_set(parser *p, const lex_token *last, parse_error_kind kind, const char *message,
                      int32_t lineno, int32_t offset, int32_t end_lineno, int32_t end_offset) {
    const char *text = last->end_lineno <= lineno ? buffer_text(p, last) : single_line(p, lineno);
    if (p->place.fstring) {
        offset -= p->place.first_col;
        end_offset -= p->place.first_col;
        message = arena_printf(p->memory, "f-string: %s", message);
    }
    if (!text || !message) {
        *p->err = (parse_error){.kind = PARSE_MEMORY_ERROR};
        return;
    }
    *p->err = (parse_error){.kind = kind,
                            .message = message,
                            .text = text,
                            .lineno = lineno,
                            .offset = to_characters(p, text, offset),
                            .end_lineno = end_lineno,
                            .end_offset =
                                end_offset > 0 ? to_characters(p, text, end_offset) : end_offset};
}

void syntax_error_at_token(parser *p, const lex_token *t, parse_error_kind kind,
                           const char *message) {
    int32_t offset = t->col + 1, end_offset = t->end_col + 1;
    if (t->col == -1) { /* no extent: as far as the tokeniser had read in the line */
        const char *at = p->source.text + t->end, *line = at;
        if (at_text_end(p, at) && line > p->source.text && line[-1] == '\n') line--;
        while (line > p->source.text && line[-1] != '\n')
            line--;
        offset = (int32_t)(at - line);
        end_offset = -1;
    }
    syntax_error_set(p, t, kind, message, t->lineno, offset, t->end_lineno, end_offset);
}

/* ---- lexical errors ---- */

static void never_closed(parser *p, const lex_token *last) {
    const lex_tokens *t = &p->tokens;
    const char *message = arena_printf(p->memory, "'%c' was never closed", t->open_char);
    if (!message) {
        *p->err = (parse_error){.kind = PARSE_MEMORY_ERROR};
        return;
    }
    syntax_error_set(p, last, PARSE_SYNTAX_ERROR, message, t->open_line, t->open_col + 1,
                     t->open_line, 0);
}

static const lex_token *last_token(const parser *p) { return &p->tokens.items[p->tokens.n - 1]; }

void syntax_error_lexical(parser *p) {
    const lex_tokens *t = &p->tokens;
    if (t->error_at_eof && !t->error_raises && t->error_level > 0)
        never_closed(p, last_token(p));
    else
        *p->err = t->error;
    if (t->error_raises || t->error_at_eof || t->error.kind != PARSE_SYNTAX_ERROR) return;
    /* after a backslash the offset counts from the start of what the tokeniser holds */
    const lex_token *last = last_token(p);
    const char *start = buffer_start(p, last), *line = line_start(p, p->source.text + last->start);
    p->err->text = buffer_text(p, last);
    p->err->offset += lex_char_count(start, (size_t)(line - start));
}

/* A lexical error in the rest of the text is the better explanation of a syntax error before it;
 * so is a bracket left open before the line of the error. */
static void look_ahead(parser *p, const lex_token *furthest) {
    const lex_tokens *t = &p->tokens;
    const lex_token *last = last_token(p);
    if (last->kind != LEX_ERROR || furthest == last) return;
    if (t->error_raises)
        *p->err = t->error;
    else if (t->error_level > 0 && furthest->lineno > t->open_line)
        never_closed(p, last);
}

/* ---- diagnosis ---- */

/* Had the tokeniser met the end of the text when it delivered this token? Names, numbers and
 * operators end only where another character begins. */
static bool met_end(const parser *p, const lex_token *t) {
    if (t->kind == LEX_ERROR) return p->tokens.error_at_eof;
    return t->kind == LEX_END || (t->kind != LEX_STRING && at_text_end(p, p->source.text + t->end));
}

/* The text stops where more could have followed. */
static bool incomplete(parser *p, const lex_token *last) {
    if (!(p->flags & PARSE_ALLOW_INCOMPLETE) || p->place.fstring || !met_end(p, last)) return false;
    syntax_error_at_token(p, last, PARSE_SYNTAX_ERROR, "incomplete input");
    p->err->incomplete = true;
    return true;
}

/* `last`: where the first reading stopped; `reached`: how far the tokens were read since. */
static void generic(parser *p, const lex_token *last, const lex_token *reached) {
    if (last->kind == LEX_INDENT || last->kind == LEX_DEDENT) {
        syntax_error_at_token(p, reached, PARSE_INDENTATION_ERROR,
                              last->kind == LEX_INDENT ? "unexpected indent"
                                                       : "unexpected unindent");
        return;
    }
    syntax_error_set(p, reached, PARSE_SYNTAX_ERROR, "invalid syntax", last->lineno, last->col + 1,
                     last->end_lineno, last->end_col + 1);
}

void syntax_error_diagnose(parser *p) {
    const lex_token *last = p->tok > p->furthest ? p->tok : p->furthest;
    if (incomplete(p, last)) return;
    bool indentation = false;
    if (!p->raised) {
        const lex_token *reached = last;
        if (!syntax_rules_run(p, &reached)) {
            generic(p, last, reached);
            indentation = p->err->kind != PARSE_SYNTAX_ERROR;
        }
        last = reached;
    } else if (last->kind == LEX_ERROR) {
        return;
    }
    if (!indentation && p->err->kind != PARSE_MEMORY_ERROR) look_ahead(p, last);
}
