/* scope_print.c - see scope_print.h. */
#include "tests/tools/scope_print.h"

static const char *const kinds[] = {"module", "class", "function"};
static const char *const resolutions[] = {"?",    "local", "global_explicit", "global_implicit",
                                          "free", "cell"};

static void print_names(FILE *out, const char *title, const ast_ident *const *names, int32_t n) {
    fprintf(out, " %s=", title);
    for (int32_t i = 0; i < n; i++)
        fprintf(out, "%s%s", i ? "," : "", names[i]->utf8);
}

void scope_print(FILE *out, const scope_entry *e, int depth) {
    fprintf(out, "%*s%s %s line=%d nested=%d", depth * 2, "", kinds[e->kind], e->name->utf8,
            e->lineno, e->nested);
    print_names(out, "params", e->varnames, e->n_params);
    print_names(out, "free", e->freevars, e->kind == SCOPE_FUNCTION ? e->n_freevars : 0);
    fputc('\n', out);
    for (int32_t i = 0; i < e->n_symbols; i++)
        fprintf(out, "%*s- %s %d %s\n", depth * 2, "", e->symbols[i].name->utf8,
                e->symbols[i].flags, resolutions[e->symbols[i].resolution]);
    for (int32_t i = 0; i < e->n_children; i++)
        scope_print(out, e->children[i], depth + 1);
}
