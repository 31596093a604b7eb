/* scope_print.h - print a symbol table, one name a line, for comparing with python3.11's. */
#ifndef KRAIT_TESTS_TOOLS_SCOPE_PRINT_H
#define KRAIT_TESTS_TOOLS_SCOPE_PRINT_H

#include <stdio.h>

#include "interp/scope.h"

void scope_print(FILE *out, const scope_entry *entry, int depth);

#endif
