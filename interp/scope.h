/* scope.h - whose name is it: the symbol table of one parsed program.
 *
 * Built once before compilation, in two passes as CPython's symtable: collect the bindings and uses
 * of every block, then resolve them from the outside in.
 *
 * Owns: the entries of one table, in the tree's arena.
 * Invariants: scope-1 every Module, ClassDef, FunctionDef, Lambda, comprehension and generator
 *   expression has exactly one entry, found by its node; scope-2 names are compared by pointer and
 *   already mangled; scope-3 after scope_build every symbol has a resolution.
 * Threads: as the tree.
 */
#ifndef KRAIT_INTERP_SCOPE_H
#define KRAIT_INTERP_SCOPE_H

#include "interp/ast.h"
#include "interp/parse.h"

typedef enum scope_kind : uint8_t { SCOPE_MODULE, SCOPE_CLASS, SCOPE_FUNCTION } scope_kind;

typedef enum scope_resolution : uint8_t {
    SCOPE_UNKNOWN, /* the name does not occur in this block */
    SCOPE_LOCAL,
    SCOPE_GLOBAL_EXPLICIT, /* declared `global` */
    SCOPE_GLOBAL_IMPLICIT, /* not bound in any enclosing function */
    SCOPE_FREE,            /* bound in an enclosing function */
    SCOPE_CELL,            /* bound here and free in an inner block */
} scope_resolution;

/* What a block does with a name; the bits of CPython's DEF_ flags, for the symtable module. */
enum : uint16_t {
    SCOPE_DEF_GLOBAL = 1, /* global statement */
    SCOPE_DEF_LOCAL = 2,  /* assigned, imported, defined ... */
    SCOPE_DEF_PARAM = 4,
    SCOPE_DEF_NONLOCAL = 8,    /* nonlocal statement */
    SCOPE_USE = 16,            /* read */
    SCOPE_DEF_FREE_CLASS = 64, /* free in an inner block of a class that also binds it */
    SCOPE_DEF_IMPORT = 128,
    SCOPE_DEF_ANNOT = 256,
    SCOPE_DEF_COMP_ITER = 512, /* iteration variable of a comprehension */
};

typedef struct scope_symbol {
    const ast_ident *name;
    uint16_t flags;
    scope_resolution resolution;
} scope_symbol;

typedef struct scope_entry {
    const ast_node
        *node; /* Module ..., ClassDef, FunctionDef, Lambda, ListComp, GeneratorExp ... */
    const ast_ident *name; /* "top", the class's or function's name, "lambda", "listcomp" ... */
    struct scope_entry *parent;
    struct scope_entry **children; /* in order of appearance */
    scope_symbol *symbols;         /* in order of first appearance */
    int32_t n_children, n_symbols;
    const ast_ident **varnames; /* parameters in order (also `.0`), then the other locals as met */
    const ast_ident **cellvars; /* sorted by name */
    const ast_ident **freevars; /* sorted by name; a class's may include `__class__`'s users' */
    int32_t n_varnames, n_params, n_cellvars, n_freevars;
    const ast_ident *private_name; /* the class whose name mangles here, or NULL */
    int32_t lineno, col_offset;
    scope_kind kind;
    bool nested;     /* inside a function, at any depth */
    bool has_free;   /* some name here is free */
    bool child_free; /* some inner block has free names */
    bool generator, coroutine;
    uint8_t comprehension; /* AST_ListComp, AST_SetComp, AST_DictComp, AST_GeneratorExp, or 0 */
    bool varargs, varkeywords;
    bool returns_value;
    bool needs_class_closure; /* class: an inner function uses __class__ or super */
    bool annotation;        /* collecting: the annotations of a function, not a block of its own */
    bool comp_iter_target;  /* collecting: in the target of a comprehension's `for` */
    int32_t comp_iter_expr; /* collecting: depth of comprehensions' iterable expressions */
    uint32_t index_size;    /* a power of two, or 0 */
    int32_t *index;         /* symbol numbers + 1, by identifier */
    int32_t cap_symbols, cap_children;
    struct scope_directive *directives; /* global and nonlocal statements, for their errors */
} scope_entry;

typedef struct scope_table scope_table;

enum : unsigned { /* bits of CO_FUTURE_ features, as in CPython's code flags */
                  SCOPE_FUTURE_BARRY_AS_BDFL = 0x400000,
                  SCOPE_FUTURE_ANNOTATIONS = 0x1000000,
                  SCOPE_FUTURE_GENERATOR_STOP = 0x800000,
                  SCOPE_FUTURE_UNICODE_LITERALS = 0x200000,
                  SCOPE_FUTURE_PRINT_FUNCTION = 0x100000,
                  SCOPE_FUTURE_WITH_STATEMENT = 0x80000,
                  SCOPE_FUTURE_ABSOLUTE_IMPORT = 0x40000,
                  SCOPE_FUTURE_DIVISION = 0x20000,
};

/* Features named by the `from __future__` imports at the head of a program, and in *last_line the
 * line of the last such statement (-1: none), by which the compiler finds those that come too late.
 * False on failure, with *err filled in. */
[[nodiscard]] bool scope_future(const ast_mod *mod, unsigned *features, int *last_line,
                                parse_error *err);

/* The symbol table of a program. `features` are SCOPE_FUTURE_ bits in force. NULL on failure, with
 * *err filled in (SyntaxError with python3.11's text, RecursionError, or out of memory). */
[[nodiscard]] scope_table *scope_build(ast_mod *mod, unsigned features, parse_error *err);

/* The outermost entry. */
scope_entry *scope_top(const scope_table *table);

/* The entry that a node opened; NULL when the node opens no block. A generator expression, lambda
 * and so on are found by their expression node, the top entry by the root node. */
scope_entry *scope_of(const scope_table *table, const ast_node *node);

/* The symbol of an already mangled name in this block; NULL when it does not occur. */
scope_symbol *scope_symbol_find(const scope_entry *entry, const ast_ident *name);

/* How a mangled name resolves in this block (SCOPE_UNKNOWN: it does not occur). */
scope_resolution scope_lookup(const scope_entry *entry, const ast_ident *name);

/* `__x` inside class C is `_C__x`; other names come back unchanged. NULL: memory is exhausted. */
[[nodiscard]] const ast_ident *scope_mangle(ast_names *names, const ast_ident *private_name,
                                            const ast_ident *name);

#endif
