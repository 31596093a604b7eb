/* ast_nodes.h - trees as Python objects: the classes of _ast, and the way between their instances and the trees of interp/ast.h.
 *
 * Owns: the classes, made at the first use (ast_classes.c). They are ordinary classes, so a transaction that aborts takes
 * them back with everything else.
 * Threads: any. */
#ifndef KRAIT_INTERP_MODULES_AST_NODES_H
#define KRAIT_INTERP_MODULES_AST_NODES_H

#include "interp/ast.h"
#include "interp/parse.h"
#include "runtime/thread.h"

/* What the tuple of classes holds, and where. */
enum {
    AST_AT_BASE,                                      /* AST itself */
    AST_AT_SUM,                                       /* by ast_sum */
    AST_AT_KIND = AST_AT_SUM + AST_SUM_product,       /* by ast_kind */
    AST_AT_FIELDS = AST_AT_KIND + AST_KIND_COUNT,     /* _fields of each kind: a tuple of str */
    AST_AT_CHOICE = AST_AT_FIELDS + AST_KIND_COUNT,   /* by ast_choice_index: Load ... */
    AST_AT_CHOSEN = AST_AT_CHOICE + AST_CHOICE_COUNT, /* the one instance of each of these */
    AST_AT_TYPE =
        AST_AT_CHOSEN + AST_CHOICE_COUNT, /* expr_context ..., at the index of its first choice */
    AST_AT_ATTRIBUTES =
        AST_AT_TYPE + AST_CHOICE_COUNT, /* the names of the positions: a tuple of str */
    AST_AT_COUNT,
};

/* Called once at start, behind the prelude. */
void vm_ast_init(rt_thread *t);
/* The tuple; RT_NULL: raised or conflict. */
[[nodiscard]] Value vm_ast_classes(rt_thread *t);
/* Whether v is an instance of AST. */
[[nodiscard]] bool vm_ast_check(Value v);

/* The objects of a tree. */
[[nodiscard]] Value vm_ast_objects(rt_thread *t, const ast_mod *tree);

/* The tree of an object, as compile() takes it: fields of the right kinds, checked by ast_validate. NULL: raised (TypeError
 * or ValueError as python3.11's), or conflict. mode says which class the root must have. */
[[nodiscard]] ast_mod *vm_ast_tree(rt_thread *t, arena *memory, Value root, parse_mode mode);

#endif
