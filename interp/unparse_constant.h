/* unparse_constant.h - text that grows in an arena, and constants as Python writes them. */
#ifndef KRAIT_INTERP_UNPARSE_CONSTANT_H
#define KRAIT_INTERP_UNPARSE_CONSTANT_H

#include "interp/ast.h"

typedef struct unparse_text {
    arena *memory;
    char *text;
    size_t len, cap;
    bool failed; /* out of memory: the text is incomplete */
} unparse_text;

void unparse_put(unparse_text *t, const char *s, size_t len);
/* The repr of a str given as WTF-8. */
void unparse_str(unparse_text *t, const char *s, size_t len);
/* The repr of a constant; infinite floats as 1e309. */
void unparse_constant(unparse_text *t, const ast_const *k);

#endif
