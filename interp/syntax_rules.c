/* syntax_rules.c - matching the tokens of a failed parse against syntax_rules.def.
 *
 * A packrat matcher: ordered choice with backtracking, results remembered by rule and token. The
 * first alternative with a report that matches ends the search. Values are only as rich as the
 * reports need: a class, an extent, parts.
 *
 * Invariant rules-1: depth is bounded (MAX_DEPTH), whatever the text.
 */
#include <stdlib.h>

#include "interp/syntax_error.h"
#include "interp/syntax_grammar.h"

enum { MAX_DEPTH = 5000 }; /* nested rules; beyond it python3.11 gives up, too: MemoryError */

typedef struct value {
    syntax_kind kind;
    int32_t n;
    const lex_token *first, *last;
    struct value **parts;
} value;

typedef struct memo {
    struct memo *next;
    const lex_token *end; /* NULL: the rule does not match here */
    value *result;
    uint16_t rule;
    bool mistakes;
} memo;

typedef struct matcher {
    parser *p;
    arena *memory;
    const syntax_grammar *grammar;
    const lex_token *tok, *first, *last, *furthest;
    memo **memos;  /* by token */
    value **parts; /* of the alternatives being matched */
    int32_t n_parts, cap_parts;
    int32_t depth;
    bool mistakes; /* looking for them */
    jmp_buf exit;
} matcher;

static value *match_alts(matcher *m, const syntax_alt *alt);
static value *match_rule(matcher *m, uint16_t number);

/* ---- leaving ---- */

/* p->err is set. */
[[noreturn]] static void stop(matcher *m) { longjmp(m->exit, 1); }

[[noreturn]] static void no_memory(matcher *m) {
    *m->p->err = (parse_error){.kind = PARSE_MEMORY_ERROR};
    stop(m);
}

static void *get(matcher *m, size_t size) {
    void *block = arena_alloc(m->memory, size);
    if (!block) no_memory(m);
    return block;
}

static const lex_token *peek(matcher *m) {
    const lex_token *t = m->tok <= m->last ? m->tok : m->last;
    if (t > m->furthest) m->furthest = t;
    if (t->kind == LEX_ERROR) {
        syntax_error_lexical(m->p);
        stop(m);
    }
    return t;
}

/* ---- reports ---- */

static const char *text_with(matcher *m, const char *format, const char *name, int line) {
    const char *hole = strchr(format, '%');
    if (!hole) return format;
    const char *text =
        hole[1] == 'd'
            ? arena_printf(m->memory, "%.*s%d%s", (int)(hole - format), format, line, hole + 2)
            : arena_printf(m->memory, "%.*s%s%s", (int)(hole - format), format, name, hole + 2);
    if (!text) no_memory(m);
    return text;
}

[[noreturn]] static void report_range(matcher *m, const lex_token *from, const lex_token *to,
                                      const char *message) {
    syntax_error_set(m->p, m->furthest, PARSE_SYNTAX_ERROR, message, from->lineno, from->col + 1,
                     to->end_lineno, to->end_col + 1);
    stop(m);
}

/* Where b ends: sequences at their last item, comprehensions at their last expression. */
static const lex_token *end_of(const value *v) {
    while ((v->kind == SYNTAX_Seq || v->kind == SYNTAX_Clause) && v->n > 0)
        v = v->parts[v->n - 1];
    return v->last;
}

/* The extent from a token to the end of what was read, in the line of the last token. */
[[noreturn]] static void report_from(matcher *m, const value *a, const char *message) {
    const lex_token *far = m->furthest;
    int32_t end = far->col == -1 ? 0 : far->end_col;
    syntax_error_set(m->p, far, PARSE_SYNTAX_ERROR, message, a->first->lineno, a->first->col + 1,
                     far->end_lineno, end);
    stop(m);
}

[[noreturn]] static void report_here(matcher *m, parse_error_kind kind, const char *message) {
    syntax_error_at_token(m->p, m->furthest, kind, message);
    stop(m);
}

static const value *bad_target(const value *v, syntax_report use) {
    switch (v->kind) {
    case SYNTAX_List:
    case SYNTAX_Tuple:
        for (int32_t i = 0; i < v->n; i++) {
            const value *bad = bad_target(v->parts[i], use);
            if (bad) return bad;
        }
        return NULL;
    case SYNTAX_Starred: return use == REPORT_DELETE ? v : bad_target(v->parts[0], use);
    case SYNTAX_Compare: /* `for a in b` reads as a comparison */
        if (use != REPORT_FOR) return v;
        return v->n > 1 && v->parts[1]->kind == SYNTAX_In ? bad_target(v->parts[0], use) : NULL;
    case SYNTAX_Name:
    case SYNTAX_Subscript:
    case SYNTAX_Attribute: return NULL;
    default: return v;
    }
}

static void report_target(matcher *m, const value *v, syntax_report use) {
    const value *bad = bad_target(v, use);
    if (!bad) return;
    const char *format = use == REPORT_DELETE ? "cannot delete %s" : "cannot assign to %s";
    report_range(m, bad->first, bad->last, text_with(m, format, syntax_kind_texts[bad->kind], 0));
}

/* `print x`: the two statements that became functions. */
static bool is_legacy(const value *v) {
    return v->kind == SYNTAX_Name && v->first == v->last &&
           (parse_is_soft(v->first, "print") || parse_is_soft(v->first, "exec"));
}

static void report_legacy(matcher *m, const value *a, const value *b) {
    if (!is_legacy(a)) return;
    const char *name = a->first->name->utf8;
    const char *message = arena_printf(
        m->memory, "Missing parentheses in call to '%s'. Did you mean %s(...)?", name, name);
    if (!message) no_memory(m);
    report_range(m, a->first, b->last, message);
}

static void report_comma(matcher *m, const value *a, const value *b) {
    if (!is_legacy(a) && m->tok[-1].level > 0)
        report_range(m, a->first, b->last, "invalid syntax. Perhaps you forgot a comma?");
}

static void report_key(matcher *m, const value *a) {
    const lex_token *t = a->last;
    syntax_error_set(m->p, m->furthest, PARSE_SYNTAX_ERROR, "':' expected after dictionary key",
                     a->first->lineno, t->end_col, t->end_lineno, 0);
    stop(m);
}

/* The last positional argument before a generator expression without parentheses. */
static void report_generator(matcher *m, const value *args, const value *clauses) {
    const value *last = NULL;
    int32_t n = 0;
    for (int32_t i = 0; i < args->n; i++)
        if (args->parts[i]->kind != SYNTAX_Keyword && args->parts[i]->kind != SYNTAX_Unpacking) {
            last = args->parts[i];
            n++;
        }
    if (n > 1)
        report_range(m, last->first, end_of(clauses), "Generator expression must be parenthesized");
}

static void report_arguments(matcher *m, const value *args) {
    const char *message = "positional argument follows keyword argument";
    for (int32_t i = 0; i < args->n; i++)
        if (args->parts[i]->kind == SYNTAX_Unpacking)
            message = "positional argument follows keyword argument unpacking";
    report_here(m, PARSE_SYNTAX_ERROR, message);
}

/* A report whose conditions do not hold is no match. */
static void report(matcher *m, const syntax_alt *alt, const value *a, const value *b) {
    const char *message = alt->message;
    if (message)
        message =
            text_with(m, message, a ? syntax_kind_texts[a->kind] : "", a ? a->first->lineno : 0);
    switch (alt->report) {
    case REPORT_NONE: break;
    case REPORT_AT: report_range(m, a->first, a->last, message);
    case REPORT_RANGE: report_range(m, a->first, end_of(b), message);
    case REPORT_FROM: report_from(m, a, message);
    case REPORT_HERE: report_here(m, PARSE_SYNTAX_ERROR, message);
    case REPORT_INDENTATION: report_here(m, PARSE_INDENTATION_ERROR, message);
    case REPORT_LEGACY: report_legacy(m, a, b); break;
    case REPORT_COMMA: report_comma(m, a, b); break;
    case REPORT_KEY: report_key(m, a); break;
    case REPORT_GENERATOR: report_generator(m, a, b); break;
    case REPORT_ARGUMENTS: report_arguments(m, a); break;
    case REPORT_CONSTANT:
        report_range(m, a->first, b->last,
                     text_with(m, "cannot assign to %s", lex_spelling[a->first->kind], 0));
    case REPORT_ASSIGN:
    case REPORT_DELETE:
    case REPORT_FOR: report_target(m, a, alt->report); break;
    }
}

/* ---- values ---- */

static void push_part(matcher *m, value *v) {
    if (m->n_parts == m->cap_parts) {
        int32_t capacity = m->cap_parts ? m->cap_parts * 2 : 256;
        value **parts = realloc(m->parts, (size_t)capacity * sizeof *parts);
        if (!parts) no_memory(m);
        m->parts = parts;
        m->cap_parts = capacity;
    }
    m->parts[m->n_parts++] = v;
}

static void push_value(matcher *m, value *v) {
    if (v->kind == SYNTAX_Token) return;
    if (v->kind != SYNTAX_Seq) {
        push_part(m, v);
        return;
    }
    for (int32_t i = 0; i < v->n; i++)
        push_part(m, v->parts[i]);
}

/* The last token before the current one that has an extent. */
static const lex_token *last_before(const matcher *m, const lex_token *start) {
    const lex_token *t = m->tok - 1;
    while (t > start && t->kind >= LEX_NEWLINE)
        t--;
    return t < start ? start : t;
}

static value *new_value(matcher *m, syntax_kind kind, const lex_token *start, int32_t mark) {
    int32_t n = m->n_parts - mark;
    value *v = get(m, sizeof *v);
    *v = (value){.kind = kind, .n = n, .first = start, .last = last_before(m, start)};
    v->parts = get(m, (size_t)n * sizeof *v->parts);
    if (n) memcpy(v->parts, m->parts + mark, (size_t)n * sizeof *v->parts);
    m->n_parts = mark;
    return v;
}

/* Literals that the first reading did not get to may be wrong in themselves. */
static void check_strings(matcher *m, const lex_token *start) {
    parser *p = m->p;
    jmp_buf here, *outer = p->exit;
    const lex_token *tok = p->tok, *furthest = p->furthest;
    ast_warning **last_warning = p->last_warning;
    p->tok = start;
    p->furthest = m->furthest;
    p->exit = &here;
    bool volatile good = false;
    if (setjmp(here) == 0) {
        (void)parse_strings(p);
        good = true;
    }
    p->exit = outer;
    if (!good) stop(m);
    p->tok = tok;
    p->furthest = furthest;
    p->last_warning = last_warning;
    *last_warning = NULL;
}

/* The value of a matched alternative. */
static value *finish(matcher *m, syntax_kind kind, const lex_token *start, int32_t mark) {
    int32_t n = m->n_parts - mark;
    if (kind == SYNTAX_Strings) check_strings(m, start);
    if ((kind == SYNTAX_PASS || kind == SYNTAX_Chain || kind == SYNTAX_Strings) && n == 1) {
        value *only = m->parts[mark];
        m->n_parts = mark;
        return only;
    }
    if (kind == SYNTAX_Chain) {
        kind = m->parts[m->n_parts - 1]->kind;
    } else if (kind == SYNTAX_Strings) {
        kind = SYNTAX_Constant;
        for (int32_t i = mark; i < m->n_parts; i++)
            if (m->parts[i]->kind == SYNTAX_JoinedStr) kind = SYNTAX_JoinedStr;
    } else if (kind == SYNTAX_PASS) {
        kind = n ? SYNTAX_Seq : SYNTAX_Token;
    }
    return new_value(m, kind, start, mark);
}

static syntax_kind token_kind(const matcher *m, const lex_token *t) {
    if (t->kind == LEX_NAME) return SYNTAX_Name;
    if (t->kind == LEX_NUMBER) return SYNTAX_Constant;
    if (t->kind != LEX_STRING) return SYNTAX_Token;
    const char *s = m->p->source.text + t->start;
    for (; *s != '"' && *s != '\''; s++)
        if ((*s | 0x20) == 'f') return SYNTAX_JoinedStr;
    return SYNTAX_Constant;
}

static value *take_token(matcher *m) {
    const lex_token *t = m->tok++;
    value *v = get(m, sizeof *v);
    *v = (value){.kind = token_kind(m, t), .first = t, .last = t};
    return v;
}

/* ---- items ---- */

/* As in python3.11 the first letters of a soft keyword are enough here. */
static bool any_soft(const lex_token *t) {
    static const char *const words[] = {"_", "case", "match"};
    for (int i = 0; t->kind == LEX_NAME && i < 3; i++)
        if (strncmp(words[i], t->name->utf8, t->name->len) == 0) return true;
    return false;
}

/* One occurrence; NULL: no match, nothing consumed. */
static value *match_one(matcher *m, const syntax_item *item) {
    bool fits;
    switch (item->op) {
    case OP_TOKEN: fits = peek(m)->kind == item->token; break;
    case OP_SOFT_WORD: fits = parse_is_soft(peek(m), item->word); break;
    case OP_ANY_SOFT: fits = any_soft(peek(m)); break;
    case OP_RULE: return match_rule(m, item->rule);
    case OP_GROUP: return match_alts(m, item->group);
    default: return NULL;
    }
    return fits ? take_token(m) : NULL;
}

static bool look_ahead(matcher *m, const syntax_item *item) {
    const lex_token *tok = m->tok;
    bool matched = match_one(m, item) != NULL;
    m->tok = tok;
    return matched;
}

static value *match_forced(matcher *m, const syntax_item *item) {
    value *v = match_one(m, item);
    if (!v) {
        const lex_token *t = peek(m);
        report_range(m, t, t, text_with(m, "expected '%s'", lex_spelling[item->token], 0));
    }
    return v;
}

/* Repetitions push each part; true if there were enough. */
static bool match_many(matcher *m, const syntax_item *item) {
    value *v = match_one(m, item);
    if (!v) return item->times == TIMES_ANY;
    while (v) {
        push_value(m, v);
        const lex_token *before = m->tok;
        if (item->times == TIMES_LIST) {
            if (peek(m)->kind != LEX_COMMA) return true;
            m->tok++;
        }
        v = match_one(m, item);
        if (!v || m->tok == before) {
            m->tok = before;
            return true;
        }
    }
    return true;
}

/* One item of an alternative, with what stands before and after it. */
static bool match_item(matcher *m, const syntax_item *item, value **captures) {
    value *v;
    switch (item->times) {
    case TIMES_AHEAD: return look_ahead(m, item);
    case TIMES_NOT_AHEAD: return !look_ahead(m, item);
    case TIMES_ANY:
    case TIMES_SOME:
    case TIMES_LIST: return match_many(m, item);
    case TIMES_FORCED: v = match_forced(m, item); break;
    default: v = match_one(m, item); break;
    }
    if (!v) return item->times == TIMES_OPTIONAL;
    if (item->capture) captures[item->capture - 'a'] = v;
    push_value(m, v);
    return true;
}

/* ---- alternatives and rules ---- */

static value *match_alts(matcher *m, const syntax_alt *alt) {
    const lex_token *start = m->tok;
    int32_t mark = m->n_parts;
    for (; alt; alt = alt->next) {
        value *captures[2] = {0};
        bool cut = false, matched = true;
        for (const syntax_item *item = alt->items; item && matched; item = item->next) {
            if (item->op == OP_CUT)
                cut = true;
            else
                matched = match_item(m, item, captures);
        }
        if (matched && alt->report) {
            report(m, alt, captures[0], captures[1]);
            matched = false;
        }
        if (matched) return finish(m, alt->kind, start, mark);
        m->tok = start;
        m->n_parts = mark;
        if (cut) return NULL;
    }
    return NULL;
}

static memo *find_memo(const matcher *m, uint16_t number, bool keep) {
    memo *found = m->memos[m->tok - m->first];
    while (found && (found->rule != number || (!keep && found->mistakes != m->mistakes)))
        found = found->next;
    return found;
}

static value *match_rule(matcher *m, uint16_t number) {
    const syntax_rule *rule = &m->grammar->rules[number];
    if (rule->mistake && !m->mistakes) return NULL;
    peek(m);
    if (m->tok > m->last) return NULL;
    memo *known = find_memo(m, number, rule->keep);
    if (known) {
        if (known->end) m->tok = known->end;
        return known->result;
    }
    if (++m->depth > MAX_DEPTH) no_memory(m);
    const lex_token *start = m->tok;
    bool mistakes = m->mistakes;
    m->mistakes = mistakes && !rule->plain;
    value *result = match_alts(m, rule->alts);
    m->mistakes = mistakes;
    m->depth--;
    known = get(m, sizeof *known);
    memo **list = &m->memos[start - m->first];
    *known = (memo){.next = *list,
                    .end = result ? m->tok : NULL,
                    .result = result,
                    .rule = number,
                    .mistakes = mistakes};
    *list = known;
    return result;
}

/* ---- entry ---- */

static const char *start_rule(const parser *p) {
    static const char *const names[] = {"file", "eval", "interactive", "func_type"};
    return p->place.fstring ? "fstring" : names[p->mode];
}

/* One reading from the start symbol. False when it ended in a report. */
static bool run(matcher *m, const lex_token *start, bool mistakes) {
    size_t size = (size_t)m->p->tokens.n * sizeof *m->memos;
    if (setjmp(m->exit) != 0) return false;
    m->memos = memset(get(m, size), 0, size);
    m->tok = start;
    m->n_parts = m->depth = 0;
    m->mistakes = mistakes;
    (void)match_rule(m, (uint16_t)syntax_rule_find(m->grammar, start_rule(m->p)));
    return true;
}

static bool has_brace(const lex_token *from, const lex_token *to) {
    while (from < to && from->kind != LEX_LBRACE)
        from++;
    return from < to;
}

/* Mistakes in dict displays are noticed in a first reading already, where the others are not yet
 * looked for. */
static void run_both(matcher *m, const lex_token *start) {
    if (!has_brace(start, m->furthest) || run(m, start, false)) (void)run(m, start, true);
}

bool syntax_rules_run(parser *p, const lex_token **last) {
    arena scratch;
    arena_init(&scratch, 0);
    matcher m = {.p = p, .memory = &scratch, .grammar = syntax_grammar_get(), .furthest = *last};
    m.first = p->tokens.items;
    m.last = m.first + p->tokens.n - 1;
    *p->err = (parse_error){0};
    if (m.grammar)
        run_both(&m, p->statement && !p->place.fstring ? p->statement : m.first);
    else
        *p->err = (parse_error){.kind = PARSE_MEMORY_ERROR};
    /* what the error says must outlive the scratch memory */
    if (p->err->message)
        p->err->message = arena_strndup(p->memory, p->err->message, strlen(p->err->message));
    free(m.parts);
    arena_release(&scratch);
    *last = m.furthest;
    return p->err->kind != PARSE_OK;
}
