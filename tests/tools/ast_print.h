/* ast_print.h - print trees and strings as python3.11 writes them, for comparing the two. */
#ifndef KRAIT_TESTS_TOOLS_AST_PRINT_H
#define KRAIT_TESTS_TOOLS_AST_PRINT_H

#include <stdio.h>

#include "interp/ast.h"

/* ast.dump(tree, include_attributes=True) */
void ast_print(FILE *out, const ast_node *node);

/* repr() of a str given as WTF-8. */
void ast_print_str(FILE *out, const char *text, size_t len);

#endif
