/* syntax_grammar.h - the rules of syntax_rules.def as data (private to syntax_grammar.c and
 * syntax_rules.c).
 *
 * Owns: the one grammar of the process, read when the first wrong text asks for it, never freed.
 * Threads: any number at once. */
#ifndef KRAIT_INTERP_SYNTAX_GRAMMAR_H
#define KRAIT_INTERP_SYNTAX_GRAMMAR_H

#include "interp/lex.h"

/* clang-format off */
/* What an alternative makes, or a value is. The texts are what messages call an expression. */
#define SYNTAX_KINDS(X) \
    X(Token, "") X(Seq, "") X(Name, "name") X(Constant, "literal") X(True, "True") \
    X(False, "False") X(None, "None") X(Ellipsis, "ellipsis") X(JoinedStr, "f-string expression") \
    X(Attribute, "attribute") X(Subscript, "subscript") X(Starred, "starred") X(List, "list") \
    X(Tuple, "tuple") X(Lambda, "lambda") X(Call, "function call") X(BoolOp, "expression") \
    X(BinOp, "expression") X(UnaryOp, "expression") X(GeneratorExp, "generator expression") \
    X(Yield, "yield expression") X(Await, "await expression") \
    X(ListComp, "list comprehension") X(SetComp, "set comprehension") \
    X(DictComp, "dict comprehension") X(Dict, "dict literal") X(Set, "set display") \
    X(Compare, "comparison") X(IfExp, "conditional expression") \
    X(NamedExpr, "named expression") X(Slice, "slice") X(Pattern, "pattern") X(Param, "") \
    X(Clause, "") X(Args, "") X(Keyword, "") X(Unpacking, "") X(In, "") X(Chain, "") \
    X(Strings, "")
/* clang-format on */

typedef enum syntax_kind : uint8_t {
    SYNTAX_PASS, /* no action: the parts go to the rule above */
#define X(kind, text) SYNTAX_##kind,
    SYNTAX_KINDS(X)
#undef X
} syntax_kind;

extern const char *const syntax_kind_texts[];

typedef enum syntax_report : uint8_t {
    REPORT_NONE,
    REPORT_AT,
    REPORT_RANGE,
    REPORT_FROM,
    REPORT_HERE,
    REPORT_INDENTATION,
    REPORT_LEGACY,
    REPORT_COMMA,
    REPORT_KEY,
    REPORT_GENERATOR,
    REPORT_ARGUMENTS,
    REPORT_CONSTANT,
    REPORT_ASSIGN,
    REPORT_DELETE,
    REPORT_FOR,
} syntax_report;

typedef enum syntax_op : uint8_t {
    OP_TOKEN,
    OP_SOFT_WORD,
    OP_ANY_SOFT,
    OP_RULE,
    OP_GROUP,
    OP_CUT,
} syntax_op;

typedef enum syntax_times : uint8_t {
    TIMES_ONE,
    TIMES_OPTIONAL,
    TIMES_ANY,
    TIMES_SOME,
    TIMES_LIST,
    TIMES_AHEAD,
    TIMES_NOT_AHEAD,
    TIMES_FORCED,
} syntax_times;

typedef struct syntax_item {
    struct syntax_item *next;
    syntax_op op;
    syntax_times times;
    lex_kind token;
    char capture; /* 'a', 'b' or 0 */
    uint16_t rule;
    const char *word; /* OP_SOFT_WORD */
    struct syntax_alt *group;
} syntax_item;

typedef struct syntax_alt {
    struct syntax_alt *next;
    syntax_item *items;
    const char *message;
    syntax_kind kind;
    syntax_report report;
} syntax_alt;

typedef struct syntax_rule {
    const char *name;
    syntax_alt *alts;
    bool keep;    /* one remembered result, whether mistakes are looked for or not */
    bool mistake; /* tried only while mistakes are looked for; those in dict displays always are */
    bool plain;   /* mistakes are not looked for below it */
} syntax_rule;

typedef struct syntax_grammar {
    syntax_rule *rules;
    int n_rules;
} syntax_grammar;

/* The grammar; NULL when memory is exhausted. */
const syntax_grammar *syntax_grammar_get(void);

/* The number of a rule; -1: there is none. */
int syntax_rule_find(const syntax_grammar *grammar, const char *name);

#endif
