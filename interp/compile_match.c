/* compile_match.c - match statements.
 *
 * A pattern leaves to `fail` as soon as it does not match. What it captures waits in temporaries until the whole pattern
 * has matched; then the names are bound, the guard is tested and the body runs.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

typedef struct capture {
    const ast_ident *name;
    uint32_t reg;
} capture;

typedef struct matcher {
    comp_label fail;
    bool allow_irrefutable; /* a pattern that always matches may stand here */
    capture *captures;      /* every name of the case and its register */
    uint32_t ncaptures, capcaptures;
    uint32_t next_reg;       /* next register reserved for captures */
    const ast_ident **bound; /* names bound on the way to here, in order */
    uint32_t nbound, capbound;
} matcher;

static void pattern(comp_unit *u, const ast_pattern *p, uint32_t subject, matcher *m);

static uint32_t count_captures(const ast_pattern *p);

static uint32_t count_all(const ast_seq *patterns) {
    uint32_t n = 0;
    for (int32_t i = 0; i < patterns->n; i++)
        n += count_captures(patterns->items[i]);
    return n;
}

static uint32_t count_captures(const ast_pattern *p) {
    switch (p->kind) {
    case AST_MatchSequence: return count_all(ast_as_MatchSequence(p)->patterns);
    case AST_MatchMapping: return count_all(ast_as_MatchMapping(p)->patterns) + 1;
    case AST_MatchClass:
        return count_all(ast_as_MatchClass(p)->patterns) +
               count_all(ast_as_MatchClass(p)->kwd_patterns);
    case AST_MatchStar: return 1;
    case AST_MatchAs:
        return 1 + (ast_as_MatchAs(p)->pattern ? count_captures(ast_as_MatchAs(p)->pattern) : 0);
    case AST_MatchOr: return count_all(ast_as_MatchOr(p)->patterns);
    default: return 0;
    }
}

/* ---- captures ------------------------------------------------------------------------------- */

static uint32_t capture_reg(comp_unit *u, matcher *m, const ast_ident *name) {
    for (uint32_t i = 0; i < m->ncaptures; i++)
        if (m->captures[i].name == name) return m->captures[i].reg;
    if (!comp_grow(u->c, (void **)&m->captures, m->ncaptures, &m->capcaptures, sizeof *m->captures))
        return u->first_temp;
    m->captures[m->ncaptures++] = (capture){name, m->next_reg};
    return m->next_reg++;
}

static void bind(comp_unit *u, const ast_ident *name, uint32_t subject, matcher *m) {
    if (!name || comp_forbidden(u, name, AST_Store)) return;
    for (uint32_t i = 0; i < m->nbound; i++)
        if (m->bound[i] == name) {
            comp_error(u, "multiple assignments to name '%s' in pattern", name->utf8);
            return;
        }
    if (!comp_grow(u->c, (void **)&m->bound, m->nbound, &m->capbound, sizeof *m->bound)) return;
    m->bound[m->nbound++] = name;
    comp_move(u, capture_reg(u, m, name), subject);
}

/* ---- kinds of patterns ---------------------------------------------------------------------- */

static void fail_unless(comp_unit *u, uint32_t condition, const matcher *m) {
    comp_jump(u, OP_JUMP_IF_FALSE, condition, m->fail);
}

static bool is_value(const ast_expr *e) {
    ast_kind k = e->kind;
    return k == AST_Constant || k == AST_Attribute || k == AST_UnaryOp || k == AST_BinOp;
}

static void match_value(comp_unit *u, const ast_MatchValue *p, uint32_t subject, matcher *m) {
    if (!is_value(p->value)) {
        comp_error(u, "patterns may only match literals and attribute lookups");
        return;
    }
    uint32_t value = comp_expr(u, p->value), t = comp_temp(u);
    comp_emit(u, OP_COMPARE_EQ, t, subject, value);
    fail_unless(u, t, m);
}

static void match_singleton(comp_unit *u, const ast_MatchSingleton *p, uint32_t subject,
                            matcher *m) {
    uint32_t t = comp_temp(u);
    comp_emit(u, OP_IS, t, subject, comp_operand(u, comp_value(u, &p->value)));
    fail_unless(u, t, m);
}

static bool is_wildcard(const ast_pattern *p) {
    if (p->kind == AST_MatchAs) return !ast_as_MatchAs(p)->name && !ast_as_MatchAs(p)->pattern;
    return p->kind == AST_MatchStar && !ast_as_MatchStar(p)->name;
}

static void subpattern(comp_unit *u, const ast_pattern *p, uint32_t subject, matcher *m) {
    bool allow = m->allow_irrefutable;
    m->allow_irrefutable = true;
    pattern(u, p, subject, m);
    m->allow_irrefutable = allow;
}

static void subpatterns(comp_unit *u, const ast_seq *patterns, uint32_t first, matcher *m) {
    for (int32_t i = 0; i < patterns->n; i++)
        if (!is_wildcard(patterns->items[i]))
            subpattern(u, patterns->items[i], first + (uint32_t)i, m);
}

/* Fails unless len(subject) is (or, if open, is at least) size. */
static void check_length(comp_unit *u, uint32_t subject, int32_t size, bool open,
                         const matcher *m) {
    uint32_t t = comp_temp(u);
    comp_emit(u, OP_GET_LEN, t, subject, 0);
    comp_emit(u, open ? OP_COMPARE_GE : OP_COMPARE_EQ, t, t,
              comp_operand(u, comp_value_int(u, size)));
    fail_unless(u, t, m);
}

/* With `*_` only the items asked for are looked at, by index. */
static void sequence_by_index(comp_unit *u, const ast_seq *patterns, int32_t star, uint32_t subject,
                              matcher *m) {
    for (int32_t i = 0; i < patterns->n; i++) {
        const ast_pattern *p = patterns->items[i];
        if (i == star || is_wildcard(p)) continue;
        uint32_t mark = u->top, item = comp_temp(u);
        uint32_t index = comp_operand(u, comp_value_int(u, i < star ? i : patterns->n - i));
        if (i > star) {
            uint32_t length = comp_temp(u);
            comp_emit(u, OP_GET_LEN, length, subject, 0);
            comp_emit(u, OP_BINARY_SUB, length, length, index);
            index = length;
        }
        comp_emit(u, OP_LOAD_SUBSCR, item, subject, index);
        subpattern(u, p, item, m);
        u->top = mark;
    }
}

static void sequence_unpacked(comp_unit *u, const ast_seq *patterns, int32_t star, uint32_t subject,
                              matcher *m) {
    uint32_t n = (uint32_t)patterns->n, first = comp_temps(u, n);
    if (star < 0)
        comp_emit(u, OP_UNPACK_SEQUENCE, first, n, subject);
    else
        comp_emit_x(u, OP_UNPACK_EX, first, (uint32_t)star, subject, n - (uint32_t)star - 1);
    subpatterns(u, patterns, first, m);
}

static void match_sequence(comp_unit *u, const ast_MatchSequence *p, uint32_t subject, matcher *m) {
    const ast_seq *patterns = p->patterns;
    int32_t star = -1;
    bool only_wildcard = true, star_wildcard = false;
    for (int32_t i = 0; i < patterns->n; i++) {
        const ast_pattern *sub = patterns->items[i];
        if (sub->kind == AST_MatchStar) {
            if (star >= 0) {
                comp_error(u, "multiple starred names in sequence pattern");
                return;
            }
            star = i;
            star_wildcard = is_wildcard(sub);
        }
        only_wildcard &= is_wildcard(sub);
    }
    uint32_t t = comp_temp(u);
    comp_emit(u, OP_MATCH_SEQUENCE, t, subject, 0);
    fail_unless(u, t, m);
    if (star < 0)
        check_length(u, subject, patterns->n, false, m);
    else if (patterns->n > 1)
        check_length(u, subject, patterns->n - 1, true, m);
    if (only_wildcard) return;
    if (star_wildcard)
        sequence_by_index(u, patterns, star, subject, m);
    else
        sequence_unpacked(u, patterns, star, subject, m);
}

/* A constant as a number; false: it is none that a double holds. */
static bool as_number(const ast_const *c, double *re, double *im) {
    *im = 0;
    switch (c->kind) {
    case AST_CONST_TRUE: *re = 1; return true;
    case AST_CONST_FALSE: *re = 0; return true;
    case AST_CONST_INT:
        *re = (double)c->i;
        return *re < 0x1p53 && *re > -0x1p53; /* a larger one may be rounded */
    case AST_CONST_COMPLEX: *im = c->im; [[fallthrough]];
    case AST_CONST_FLOAT: *re = c->re; return true;
    default: return false;
    }
}

/* The same key of a dict: numbers of different types may be. */
static bool same_key(const ast_const *a, const ast_const *b) {
    double are, aim, bre, bim;
    if (as_number(a, &are, &aim) && as_number(b, &bre, &bim)) return are == bre && aim == bim;
    return comp_const_equal(a, b);
}

static bool check_keys(comp_unit *u, const ast_seq *keys) {
    for (int32_t i = 0; i < keys->n; i++) {
        ast_const a, b;
        if (!is_value(keys->items[i])) {
            comp_error(u, "mapping pattern keys may only match literals and attribute lookups");
            return false;
        }
        if (!comp_fold(u->c, keys->items[i], &a)) continue;
        for (int32_t k = 0; k < i; k++) {
            if (!comp_fold(u->c, keys->items[k], &b) || !same_key(&a, &b)) continue;
            size_t len;
            const char *text = comp_unparse(u->c->memory, keys->items[i], &len);
            comp_error(u, "mapping pattern checks duplicate key (%s)", text ? text : "");
            return false;
        }
    }
    return true;
}

static void match_mapping(comp_unit *u, const ast_MatchMapping *p, uint32_t subject, matcher *m) {
    uint32_t t = comp_temp(u), n = (uint32_t)p->keys->n;
    comp_emit(u, OP_MATCH_MAPPING, t, subject, 0);
    fail_unless(u, t, m);
    if (n == 0 && !p->rest) return;
    if (n) check_length(u, subject, p->keys->n, true, m);
    if (!check_keys(u, p->keys)) return;
    uint32_t keys = comp_temp(u), values = comp_temp(u);
    comp_tuple(u, p->keys, keys);
    u->top = values + 1;
    if (n) {
        comp_emit(u, OP_MATCH_KEYS, values, subject, keys);
        comp_jump(u, OP_JUMP_IF_NONE, values, m->fail);
        uint32_t first = comp_temps(u, n);
        comp_emit(u, OP_UNPACK_SEQUENCE, first, n, values);
        subpatterns(u, p->patterns, first, m);
    }
    if (p->rest) {
        comp_emit(u, OP_MATCH_REST, values, subject, keys);
        bind(u, p->rest, values, m);
    }
}

static bool check_attributes(comp_unit *u, const ast_MatchClass *p) {
    for (int32_t i = 0; i < p->kwd_attrs->n; i++) {
        const ast_ident *attr = p->kwd_attrs->items[i];
        if (comp_forbidden(u, attr, AST_Store)) return false;
        for (int32_t k = i + 1; k < p->kwd_attrs->n; k++) {
            if (p->kwd_attrs->items[k] != attr) continue;
            (void)comp_at(u, p->kwd_patterns->items[k]);
            comp_error(u, "attribute name repeated in class pattern: %s", attr->utf8);
            return false;
        }
    }
    return true;
}

static void match_class(comp_unit *u, const ast_MatchClass *p, uint32_t subject, matcher *m) {
    if (!check_attributes(u, p)) return;
    uint32_t nattrs = (uint32_t)p->kwd_attrs->n, npositional = (uint32_t)p->patterns->n;
    uint32_t pair = comp_temps(u, 2);
    comp_expr_to(u, p->cls, pair + 1);
    comp_move(u, pair, subject);
    ast_const *names = arena_zalloc(u->c->memory, (nattrs + 1) * sizeof *names);
    if (!names) return;
    for (uint32_t i = 0; i < nattrs; i++)
        names[i] = (ast_const){.kind = AST_CONST_STR,
                               .text = p->kwd_attrs->items[i]->utf8,
                               .len = p->kwd_attrs->items[i]->len};
    uint32_t tuple =
        comp_value(u, &(ast_const){.kind = AST_CONST_TUPLE, .n = nattrs, .items = names});
    comp_emit_x(u, OP_MATCH_CLASS, pair, pair, npositional, tuple);
    comp_jump(u, OP_JUMP_IF_NONE, pair, m->fail);
    uint32_t n = nattrs + npositional;
    if (n == 0) return;
    uint32_t first = comp_temps(u, n);
    comp_emit(u, OP_UNPACK_SEQUENCE, first, n, pair);
    subpatterns(u, p->patterns, first, m);
    subpatterns(u, p->kwd_patterns, first + npositional, m);
}

static void match_as(comp_unit *u, const ast_MatchAs *p, uint32_t subject, matcher *m) {
    if (p->pattern) {
        pattern(u, p->pattern, subject, m);
    } else if (!m->allow_irrefutable) {
        if (p->name)
            comp_error(u, "name capture '%s' makes remaining patterns unreachable", p->name->utf8);
        else
            comp_error(u, "wildcard makes remaining patterns unreachable");
        return;
    }
    bind(u, p->name, subject, m);
}

/* The names bound since `from`, in both lists, are the same set. */
static bool same_names(const matcher *m, uint32_t from, const ast_ident **first, uint32_t n) {
    if (m->nbound - from != n) return false;
    for (uint32_t i = 0; i < n; i++) {
        bool found = false;
        for (uint32_t k = from; k < m->nbound; k++)
            found |= m->bound[k] == first[i];
        if (!found) return false;
    }
    return true;
}

static void match_or(comp_unit *u, const ast_MatchOr *p, uint32_t subject, matcher *m) {
    comp_label end = comp_label_new(u), fail = m->fail;
    bool allow = m->allow_irrefutable;
    uint32_t from = m->nbound, n = 0;
    const ast_ident **first = NULL;
    for (int32_t i = 0; i < p->patterns->n; i++) {
        bool last = i == p->patterns->n - 1;
        comp_label next = last ? fail : comp_label_new(u);
        m->fail = next;
        m->allow_irrefutable = last && allow;
        m->nbound = from;
        pattern(u, p->patterns->items[i], subject, m);
        if (i == 0) {
            n = m->nbound - from;
            first = arena_alloc(u->c->memory, (n + 1) * sizeof *first);
            if (!first) break;
            if (n) memcpy(first, m->bound + from, n * sizeof *first);
        } else if (!same_names(m, from, first, n)) {
            (void)comp_at(u, p->patterns->items[i]);
            comp_error(u, "alternative patterns bind different names");
            break;
        }
        if (last) break;
        comp_jump(u, OP_JUMP, 0, end);
        comp_label_place(u, next);
    }
    m->fail = fail;
    m->allow_irrefutable = allow;
    comp_label_place(u, end);
}

static void pattern(comp_unit *u, const ast_pattern *p, uint32_t subject, matcher *m) {
    if (u->c->failed || !comp_enter(u->c)) return;
    comp_pos old = comp_at(u, p);
    uint32_t mark = u->top;
    switch (p->kind) {
    case AST_MatchValue: match_value(u, ast_as_MatchValue(p), subject, m); break;
    case AST_MatchSingleton: match_singleton(u, ast_as_MatchSingleton(p), subject, m); break;
    case AST_MatchSequence: match_sequence(u, ast_as_MatchSequence(p), subject, m); break;
    case AST_MatchMapping: match_mapping(u, ast_as_MatchMapping(p), subject, m); break;
    case AST_MatchClass: match_class(u, ast_as_MatchClass(p), subject, m); break;
    case AST_MatchStar: bind(u, ast_as_MatchStar(p)->name, subject, m); break;
    case AST_MatchAs: match_as(u, ast_as_MatchAs(p), subject, m); break;
    default: match_or(u, ast_as_MatchOr(p), subject, m); break;
    }
    u->top = mark;
    u->pos = old;
    comp_leave(u->c);
}

/* ---- the statement -------------------------------------------------------------------------- */

static void match_case(comp_unit *u, const ast_match_case *c, uint32_t subject, bool last,
                       comp_label end) {
    uint32_t mark = u->top, ncaptures = count_captures(c->pattern);
    matcher m = {.fail = comp_label_new(u), .allow_irrefutable = last || c->guard};
    m.next_reg = comp_temps(u, ncaptures);
    comp_pos statement = u->pos;
    pattern(u, c->pattern, subject, &m);
    (void)comp_at(u, c->pattern);
    for (uint32_t i = 0; i < m.nbound; i++)
        comp_store_name(u, m.bound[i], capture_reg(u, &m, m.bound[i]));
    u->pos = statement;
    u->top = mark;
    if (c->guard) comp_jump_if(u, c->guard, m.fail, false);
    comp_body(u, c->body);
    comp_jump(u, OP_JUMP, 0, end);
    comp_label_place(u, m.fail);
    u->pos = statement;
}

void comp_match(comp_unit *u, const ast_Match *s) {
    comp_label end = comp_label_new(u);
    uint32_t subject = comp_temp(u);
    comp_expr_to(u, s->subject, subject);
    for (int32_t i = 0; i < s->cases->n; i++)
        match_case(u, ast_as_match_case(s->cases->items[i]), subject, i == s->cases->n - 1, end);
    comp_label_place(u, end);
}
