/* ast_validate.h - whether a tree that a program has made is one that the parser could have made. */
#ifndef KRAIT_INTERP_AST_VALIDATE_H
#define KRAIT_INTERP_AST_VALIDATE_H

#include "interp/parse.h"

/* Checks what the compiler takes for granted: contexts, lengths that belong together, bodies that are not empty, what a pattern
 * may consist of, positions. False: *err is a ValueError, TypeError or RecursionError as python3.11's, its message in the arena.
 * Fields that must be there are (interp/modules/ast_trees.c); items of lists may be NULL. */
[[nodiscard]] bool ast_validate(arena *memory, const ast_node *root, parse_error *err);

#endif
