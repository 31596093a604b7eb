/* ast.h - the abstract syntax tree of Python 3.11, independent of the runtime.
 *
 * Owns: the node structs (generated from ast.def), interned identifiers, constants.
 * Invariants: ast-1 nodes, sequences, identifiers and constants live in one arena and die with it;
 *   ast-2 two identifiers of one ast_names are equal if and only if their pointers are;
 *   ast-3 a sequence pointer is never NULL (an empty list is a sequence with n == 0); its items are
 *   not NULL except in Dict.keys (`**x`) and arguments.kw_defaults (no default);
 *   ast-4 line numbers start at 1, column offsets are UTF-8 byte offsets from 0.
 * Threads: a tree belongs to one thread at a time.
 */
#ifndef KRAIT_INTERP_AST_H
#define KRAIT_INTERP_AST_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "interp/arena.h"

/* ---- enums ---- */

/* ast_expr_context, ast_boolop, ast_operator, ast_unaryop, ast_cmpop: AST_Load, AST_Add ... */
#define AST_ENUM_BEGIN(type)       typedef enum ast_##type : uint8_t {
#define AST_ENUM_VALUE(type, name) AST_##name,
#define AST_ENUM_END(type) \
    }                      \
    ast_##type;
#include "interp/ast.def"

/* Every value of every choice, numbered in a row: AST_CHOICE_Load ...; AST_CHOICES_operator is the first of its type. */
typedef enum ast_choice_index : int16_t {
#define AST_ENUM_BEGIN(type)       AST_CHOICES_##type, AST_CHOICES_AGAIN_##type = AST_CHOICES_##type - 1,
#define AST_ENUM_VALUE(type, name) AST_CHOICE_##name,
#define AST_ENUM_END(type)
#include "interp/ast.def"
    AST_CHOICE_COUNT
} ast_choice_index;

/* One kind for each node class: AST_Module, AST_BinOp, AST_arguments ... */
typedef enum ast_kind : uint8_t {
#define AST_NODE_BEGIN(sum, name, attributes) AST_##name,
#define AST_FIELD(name, field, kind, count, type)
#define AST_NODE_END(sum, name)
#include "interp/ast.def"
    AST_KIND_COUNT
} ast_kind;

/* The base class of a node kind. */
typedef enum ast_sum : uint8_t {
    AST_SUM_mod,
    AST_SUM_stmt,
    AST_SUM_expr,
    AST_SUM_excepthandler,
    AST_SUM_pattern,
    AST_SUM_type_ignore,
    AST_SUM_product,
} ast_sum;

extern const char *const ast_sum_names[AST_SUM_product]; /* "mod", "stmt" ... */

/* ---- identifiers ---- */

/* An interned name (NFKC-normalised UTF-8, NUL-terminated). Equal names have equal pointers. */
typedef struct ast_ident {
    uint32_t len; /* bytes, without the NUL */
    uint32_t hash;
    uint32_t id;     /* dense, from 0, in order of first appearance; for side tables */
    uint8_t keyword; /* the lexer's token kind when the name is a keyword, else 0 */
    char utf8[];
} ast_ident;

typedef struct ast_ident_seq {
    int32_t n;
    const ast_ident *items[];
} ast_ident_seq;

/* The intern table: open addressing over pointers into the arena. */
typedef struct ast_names {
    arena *memory;
    ast_ident **slots; /* in the arena; NULL: free */
    uint32_t capacity; /* a power of two */
    uint32_t count;
} ast_names;

/* Prepare an empty table. False when memory is exhausted. */
[[nodiscard]] bool ast_names_init(ast_names *names, arena *memory);

/* The identifier with these bytes, added if new; NULL when memory is exhausted. */
[[nodiscard]] ast_ident *ast_intern(ast_names *names, const char *utf8, size_t len);

/* The same for a NUL-terminated string. */
[[nodiscard]] ast_ident *ast_intern_cstr(ast_names *names, const char *utf8);

/* ---- constants ---- */

typedef enum ast_const_kind : uint8_t {
    AST_CONST_NONE,
    AST_CONST_TRUE,
    AST_CONST_FALSE,
    AST_CONST_ELLIPSIS,
    AST_CONST_INT,     /* i */
    AST_CONST_BIGINT,  /* text, len: digits of `base`, bare; too large for i */
    AST_CONST_FLOAT,   /* re */
    AST_CONST_COMPLEX, /* re, im; a literal has re == 0 */
    AST_CONST_STR,     /* text, len: WTF-8 (UTF-8 in which lone surrogates may occur) */
    AST_CONST_BYTES,   /* text, len */
    AST_CONST_TUPLE,
    AST_CONST_FROZENSET, /* items: only in trees made by programs or by folding */
    AST_CONST_OTHER, /* text: the type's name of an object that is no constant; only in trees made by programs, before they are
                        validated */
} ast_const_kind;

typedef struct ast_const {
    ast_const_kind kind;
    uint8_t base;  /* BIGINT: 2, 8, 10 or 16 */
    bool ascii;    /* STR: every byte is below 128 */
    bool negative; /* BIGINT made by folding or by a program */
    uint32_t n;    /* TUPLE, FROZENSET: number of items */
    size_t len;    /* BIGINT, STR, BYTES: bytes, without the NUL that follows them */
    union {
        int64_t i;
        double re;
        const char *text;
        struct ast_const *items;
    };
    double im;
} ast_const;

/* ---- nodes ---- */

/* The head of every node. The positions are 0 in classes without attributes. */
typedef struct ast_node {
    ast_kind kind;
    int32_t lineno, col_offset, end_lineno, end_col_offset;
} ast_node;

/* What a field of an abstract type points to; the checked casts below give the concrete struct. */
typedef ast_node ast_mod_node, ast_stmt, ast_expr, ast_excepthandler, ast_pattern, ast_type_ignore;

typedef struct ast_seq {
    int32_t n;
    ast_node *items[];
} ast_seq;

typedef struct ast_int_seq { /* Compare.ops: values of ast_cmpop */
    int32_t n;
    uint8_t items[];
} ast_int_seq;

/* clang-format off */
#define AST_CTYPE_IDENT_ONE(type)  const ast_ident *
#define AST_CTYPE_IDENT_OPT(type)  const ast_ident *
#define AST_CTYPE_IDENT_SEQ(type)  ast_ident_seq *
#define AST_CTYPE_STRING_ONE(type) const ast_ident *
#define AST_CTYPE_STRING_OPT(type) const ast_ident *
#define AST_CTYPE_INT_ONE(type)    int32_t
#define AST_CTYPE_INT_OPT(type)    int32_t
#define AST_CTYPE_CONST_ONE(type)  ast_const
#define AST_CTYPE_ENUM_ONE(type)   ast_##type
#define AST_CTYPE_ENUM_SEQ(type)   ast_int_seq *
#define AST_CTYPE_NODE_ONE(type)   ast_node *
#define AST_CTYPE_NODE_OPT(type)   ast_node *
#define AST_CTYPE_NODE_SEQ(type)   ast_seq *

/* struct ast_BinOp { ast_node node; ast_node *left; ast_operator op; ast_node *right; } ... */
#define AST_NODE_BEGIN(sum, name, attributes) typedef struct ast_##name { ast_node node;
#define AST_FIELD(name, field, kind, count, type) AST_CTYPE_##kind##_##count(type) field;
#define AST_NODE_END(sum, name) } ast_##name;
#include "interp/ast.def"

/* ast_as_BinOp(node): the checked downcast. */
#define AST_NODE_BEGIN(sum, name, attributes) \
    static inline ast_##name *ast_as_##name(const ast_node *n) \
    { assert(n->kind == AST_##name); return (ast_##name *)(uintptr_t)n; }
#define AST_FIELD(name, field, kind, count, type)
#define AST_NODE_END(sum, name)
#include "interp/ast.def"
/* clang-format on */

/* ---- the classes as data (for dump, copy, the _ast module) ---- */

typedef enum ast_field_kind : uint8_t {
    AST_FIELD_IDENT,
    AST_FIELD_INT,
    AST_FIELD_STRING,
    AST_FIELD_CONST,
    AST_FIELD_ENUM,
    AST_FIELD_NODE,
} ast_field_kind;

typedef enum ast_field_count : uint8_t {
    AST_COUNT_ONE,
    AST_COUNT_OPT,
    AST_COUNT_SEQ
} ast_field_count;

typedef struct ast_field_info {
    const char *name;
    const char *type; /* the abstract grammar's name: "expr", "operator", "identifier" ... */
    ast_field_kind kind;
    ast_field_count count;
    uint16_t offset;      /* of the field in its struct */
    uint8_t first_choice; /* ENUM: index of the type's first value */
} ast_field_info;

typedef struct ast_class_info {
    const char *name;
    const ast_field_info *fields;
    uint16_t size; /* of the struct */
    uint8_t n_fields;
    ast_sum sum;
    bool attributes; /* has lineno, col_offset, end_lineno, end_col_offset */
} ast_class_info;

extern const ast_class_info ast_classes[AST_KIND_COUNT]; /* by ast_kind */

/* The choices, by ast_choice_index. */
typedef struct ast_choice_info {
    const char *type, *name;
} ast_choice_info;
extern const ast_choice_info ast_choices[AST_CHOICE_COUNT];

/* The name of the value of an ENUM field: for example "Add". */
static inline const char *ast_enum_name(const ast_field_info *f, uint8_t value) {
    return ast_choices[f->first_choice + value].name;
}

/* ---- construction ---- */

extern const ast_seq ast_no_items; /* the shared empty sequences: never written */
extern const ast_ident_seq ast_no_idents;

/* A zeroed node of this kind, its sequence fields set to empty; NULL when memory is exhausted. */
[[nodiscard]] ast_node *ast_new(arena *a, ast_kind kind);

/* A sequence of n items (uninitialised); NULL when memory is exhausted. */
[[nodiscard]] ast_seq *ast_seq_new(arena *a, int32_t n);

/* ---- a parsed program ---- */

typedef enum ast_warning_kind : uint8_t {
    AST_DEPRECATION_WARNING,
    AST_SYNTAX_WARNING
} ast_warning_kind;

/* A warning to be issued by whoever compiles, in order (PyErr_WarnExplicit's arguments). */
typedef struct ast_warning {
    struct ast_warning *next;
    ast_warning_kind kind;
    bool in_text; /* the parser's: an error shows the line and counts characters, not bytes */
    int32_t lineno, end_lineno;
    int32_t col_offset, end_col_offset; /* of the token, for when the warning becomes an error */
    const char *message;
} ast_warning;

typedef struct ast_mod {
    ast_node *root;  /* Module, Interactive, Expression or FunctionType */
    arena *memory;   /* where all of it lives */
    ast_names names; /* its identifiers; scope.c and the compiler may add more */
    ast_warning *warnings;
    const char *source; /* the decoded UTF-8 text that positions refer to, with '\n' line ends */
    size_t source_len;
} ast_mod;

/* True when the first statement of a body is a docstring; *text is then its constant. */
bool ast_docstring(const ast_seq *body, const ast_const **text);

#endif
