/* ast_validate_internal.h - what the two files of the validator share. */
#ifndef KRAIT_INTERP_AST_VALIDATE_INTERNAL_H
#define KRAIT_INTERP_AST_VALIDATE_INTERNAL_H

#include "interp/parse.h"

enum { AST_VALIDATE_DEPTH = 3000 }; /* nested nodes; as the compiler */

typedef struct ast_validator {
    arena *memory;
    parse_error *err;
    uint32_t depth;
} ast_validator;

/* Each returns false with v->err filled in. ast_invalid always does; message NULL: out of memory. */
bool ast_invalid(ast_validator *v, parse_error_kind kind, const char *message);
bool ast_valid_positions(ast_validator *v, const ast_node *n);
bool ast_valid_name(ast_validator *v, const ast_ident *name);
bool ast_valid_expr(ast_validator *v, const ast_node *n, ast_expr_context ctx);
bool ast_valid_pattern(ast_validator *v, const ast_node *n, bool star_ok);
/* Every item, none of which may be NULL. what: for the message. */
bool ast_valid_seq(ast_validator *v, const ast_seq *seq, const char *what,
                   bool (*check)(ast_validator *v, const ast_node *n));

#endif
