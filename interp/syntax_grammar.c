/* syntax_grammar.c - reading the notation of syntax_rules.def. It is part of the program, so a
 * mistake in it is a broken invariant: asserts, not errors. */
#include "interp/syntax_grammar.h"

#include "stm/atomic.h"

static const char rules_text[] =
#include "interp/syntax_rules.def"
    ;

const char *const syntax_kind_texts[] = {"",
#define X(kind, text) text,
                                         SYNTAX_KINDS(X)
#undef X
};

static const char *const kind_names[] = {"",
#define X(kind, text) #kind,
                                         SYNTAX_KINDS(X)
#undef X
};

enum { MAX_RULES = 256 };

typedef struct reader {
    const char *s;
    arena *memory;
    ast_names names; /* a rule's number is its name's id */
    syntax_rule *rules;
    bool failed;
} reader;

static void *get(reader *r, size_t size) {
    static syntax_alt spare; /* handed out only after `failed` is set, and never read */
    void *block = arena_zalloc(r->memory, size);
    if (!block) r->failed = true;
    return block ? block : &spare;
}

static_assert(sizeof(syntax_item) <= sizeof(syntax_alt) + 64);

static void skip(reader *r) {
    while (*r->s == ' ')
        r->s++;
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
}

/* The text up to `end`, which is skipped. A backslash protects a quote. */
static const char *quoted(reader *r, char end) {
    const char *start = r->s;
    while (*r->s != end)
        r->s += *r->s == '\\' ? 2 : 1;
    char *copy = arena_strndup(r->memory, start, (size_t)(r->s - start)), *to = copy;
    r->s++;
    r->failed |= !copy;
    for (const char *from = copy; copy && *from; from++)
        if (*from != '\\') *to++ = *from;
    if (copy) *to = '\0';
    return copy ? copy : "";
}

static lex_kind token_named(const char *name) {
    static const struct {
        const char *name;
        lex_kind kind;
    } classes[] = {
        {"NAME", LEX_NAME},       {"NUMBER", LEX_NUMBER}, {"STRING", LEX_STRING},
        {"NEWLINE", LEX_NEWLINE}, {"INDENT", LEX_INDENT}, {"DEDENT", LEX_DEDENT},
        {"END", LEX_END},
    };
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (strcmp(classes[i].name, name) == 0) return classes[i].kind;
    for (int kind = LEX_FALSE; kind < LEX_NUMBER; kind++)
        if (strcmp(lex_spelling[kind], name) == 0) return (lex_kind)kind;
    assert(name[0] == '\0'); /* every other token has a spelling */
    return LEX_ERROR;
}

static uint16_t rule_named(reader *r, const char *name, size_t len) {
    const ast_ident *id = ast_intern(&r->names, name, len);
    if (!id || id->id >= MAX_RULES) {
        r->failed = true;
        return 0;
    }
    r->rules[id->id].name = id->utf8;
    return (uint16_t)id->id;
}

static syntax_alt *read_alts(reader *r);

static void read_word(reader *r, syntax_item *item) {
    const char *start = r->s;
    while (is_word(*r->s))
        r->s++;
    size_t len = (size_t)(r->s - start);
    if (*start >= 'A' && *start <= 'Z') {
        char name[16] = "";
        memcpy(name, start, len < 15 ? len : 15);
        item->op = strcmp(name, "SOFT") == 0 ? OP_ANY_SOFT : OP_TOKEN;
        if (item->op == OP_TOKEN) item->token = token_named(name);
    } else {
        item->op = OP_RULE;
        item->rule = rule_named(r, start, len);
    }
}

/* The part of an item without what stands before and after it. */
static void read_atom(reader *r, syntax_item *item) {
    char c = *r->s;
    if (c == '\'') {
        r->s++;
        item->op = OP_TOKEN;
        item->token = token_named(quoted(r, '\''));
    } else if (c == '"') {
        r->s++;
        item->op = OP_SOFT_WORD;
        item->word = quoted(r, '"');
    } else if (c == '(' || c == '[') {
        r->s++;
        item->op = OP_GROUP;
        item->group = read_alts(r);
        assert(*r->s == (c == '(' ? ')' : ']'));
        r->s++;
        if (c == '[') item->times = TIMES_OPTIONAL;
    } else {
        read_word(r, item);
    }
}

static syntax_item *read_item(reader *r) {
    syntax_item *item = get(r, sizeof *item);
    if (*r->s == '~') {
        r->s++;
        item->op = OP_CUT;
        return item;
    }
    if (r->s[1] == ':' && is_word(*r->s)) {
        item->capture = *r->s;
        r->s += 2;
    }
    syntax_times before = *r->s == '&'   ? TIMES_AHEAD
                          : *r->s == '!' ? TIMES_NOT_AHEAD
                          : *r->s == '^' ? TIMES_FORCED
                                         : TIMES_ONE;
    if (before != TIMES_ONE) r->s++;
    read_atom(r, item);
    if (before != TIMES_ONE) item->times = before;
    if (*r->s == '*' || *r->s == '+')
        item->times = *r->s++ == '*' ? TIMES_ANY : TIMES_SOME;
    else if (r->s[0] == '.' && r->s[1] == '.')
        item->times = TIMES_LIST, r->s += 2;
    return item;
}

static syntax_report report_named(const char *name, size_t len) {
    static const char *const names[] = {"legacy",   "comma",  "key",    "generator", "arguments",
                                        "constant", "assign", "delete", "for"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == len && strncmp(names[i], name, len) == 0)
            return (syntax_report)(REPORT_LEGACY + i);
    assert(len == 0); /* every other report has a name */
    return REPORT_NONE;
}

/* After '>' */
static void read_action(reader *r, syntax_alt *alt) {
    const char *start;
    skip(r);
    if (*r->s == '$') {
        start = ++r->s;
        while (is_word(*r->s))
            r->s++;
        alt->report = report_named(start, (size_t)(r->s - start));
    } else if (*r->s == '@') {
        char c = r->s[1], d = r->s[2];
        alt->report = c == '.'         ? REPORT_HERE
                      : c == '>'       ? REPORT_INDENTATION
                      : d != '-'       ? REPORT_AT
                      : r->s[3] == 'b' ? REPORT_RANGE
                                       : REPORT_FROM;
        while (*r->s != '"')
            r->s++;
        r->s++;
        alt->message = quoted(r, '"');
    } else {
        start = r->s;
        while (is_word(*r->s))
            r->s++;
        size_t len = (size_t)(r->s - start), kind = 1;
        while (strlen(kind_names[kind]) != len || strncmp(kind_names[kind], start, len) != 0)
            kind++;
        alt->kind = (syntax_kind)kind;
    }
    skip(r);
}

static syntax_alt *read_alt(reader *r) {
    syntax_alt *alt = get(r, sizeof *alt);
    syntax_item **end = &alt->items;
    skip(r);
    while (!r->failed && !strchr("|)]\n>", *r->s)) {
        *end = read_item(r);
        end = &(*end)->next;
        skip(r);
    }
    if (*r->s == '>') {
        r->s++;
        read_action(r, alt);
    }
    return alt;
}

static syntax_alt *read_alts(reader *r) {
    syntax_alt *first = read_alt(r), *last = first;
    while (!r->failed && *r->s == '|') {
        r->s++;
        last->next = read_alt(r);
        last = last->next;
    }
    return first;
}

static void read_rule(reader *r) {
    bool keep = *r->s == '*';
    r->s += keep;
    const char *start = r->s;
    while (is_word(*r->s))
        r->s++;
    uint16_t number = rule_named(r, start, (size_t)(r->s - start));
    skip(r);
    assert(*r->s == '=');
    r->s++;
    syntax_rule *rule = &r->rules[number];
    syntax_alt *alts = read_alts(r);
    if (r->failed) return;
    assert(!rule->alts && *r->s == '\n');
    rule->alts = alts;
    rule->keep = keep;
    rule->mistake = strncmp(rule->name, "bad_", 4) == 0 && !strstr(rule->name, "kvpair");
    rule->plain = strcmp(rule->name, "plain_expression") == 0;
    r->s++;
}

static syntax_grammar *read_grammar(arena *a) {
    reader r = {.s = rules_text, .memory = a};
    syntax_grammar *grammar = arena_alloc(a, sizeof *grammar);
    r.rules = arena_zalloc(a, MAX_RULES * sizeof *r.rules);
    if (!grammar || !r.rules || !ast_names_init(&r.names, a)) return NULL;
    while (*r.s && !r.failed)
        read_rule(&r);
    for (uint32_t i = 0; i < r.names.count && !r.failed; i++)
        assert(r.rules[i].alts);
    *grammar = (syntax_grammar){r.rules, (int)r.names.count};
    return r.failed ? NULL : grammar;
}

const syntax_grammar *syntax_grammar_get(void) {
    static _Atomic(syntax_grammar *) x_grammar;   /* set once; whoever comes second drops his own */
    syntax_grammar *known = load_acq(&x_grammar); /* pairs-with: the exchange below */
    if (known) return known;
    arena memory;
    arena_init(&memory, 0);
    syntax_grammar *grammar = read_grammar(&memory);
    if (grammar && cas_acqrel(&x_grammar, &known, grammar)) return grammar;
    arena_release(&memory);
    return known;
}

int syntax_rule_find(const syntax_grammar *grammar, const char *name) {
    for (int i = 0; i < grammar->n_rules; i++)
        if (strcmp(grammar->rules[i].name, name) == 0) return i;
    return -1;
}
