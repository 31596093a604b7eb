/* ast_value.h - runtime objects of what a tree holds: constants and names.
 *
 * Owns: nothing. Threads: as the tree. */
#ifndef KRAIT_INTERP_AST_VALUE_H
#define KRAIT_INTERP_AST_VALUE_H

#include "interp/ast.h"
#include "runtime/heap/heap.h"

/* The object of a constant (never AST_CONST_OTHER); strs that could be names are interned. RT_NULL: raised or conflict. */
[[nodiscard]] Value ast_const_value(rt_thread *t, const ast_const *k);

/* The interned str of an identifier. `made` remembers them by number: one slot for each identifier of the program. */
[[nodiscard]] Value ast_ident_value(rt_thread *t, rt_array *made, const ast_ident *name);

/* Keeps v in an array that the C stack refers to, so that a collection finds it. False: v is RT_NULL, or a conflict. */
[[nodiscard]] bool ast_value_keep(rt_thread *t, rt_array *array, size_t index, Value v);

#endif
