/* scope_internal.h - shared by scope.c (entries and lookup), scope_collect.c (what each block binds
 * and uses) and scope_resolve.c (what each name therefore is). */
#ifndef KRAIT_INTERP_SCOPE_INTERNAL_H
#define KRAIT_INTERP_SCOPE_INTERNAL_H

#include "interp/scope.h"

enum {
    SCOPE_MAX_DEPTH = 3000
}; /* nested nodes: python3.11's limit at the default recursion limit */

enum : uint16_t { SCOPE_DEF_BOUND = SCOPE_DEF_LOCAL | SCOPE_DEF_PARAM | SCOPE_DEF_IMPORT };

typedef struct scope_directive {
    struct scope_directive *next;
    const ast_ident *name;
    int32_t lineno, col_offset, end_lineno, end_col_offset;
} scope_directive;

struct scope_table {
    ast_mod *mod;
    arena *memory;
    parse_error *err;
    scope_entry *top, *cur;
    const ast_ident *private_name;
    unsigned features;
    int32_t depth;
    scope_entry **by_node; /* open addressing by node address */
    uint32_t map_size, n_entries;
    const ast_ident *id_class, *id_super, *id_dot0, *id_top, *id_lambda, *id_listcomp, *id_setcomp,
        *id_dictcomp, *id_genexpr;
};

/* The symbol of a name, added with no flags if new; NULL when memory is exhausted. */
[[nodiscard]] scope_symbol *scope_symbol_add(scope_table *t, scope_entry *entry,
                                             const ast_ident *name);

/* A new entry below the current one. NULL when memory is exhausted. */
[[nodiscard]] scope_entry *scope_entry_new(scope_table *t, const ast_ident *name, scope_kind kind,
                                           const ast_node *node);

/* Record what each block does with its names. False: err is set. */
[[nodiscard]] bool scope_collect(scope_table *t);

/* Give every symbol its resolution. False: err is set. */
[[nodiscard]] bool scope_resolve(scope_table *t);

/* Report an error; always false. */
bool scope_no_memory(scope_table *t);
bool scope_fail(scope_table *t, const ast_node *at, const char *format, const ast_ident *name);

#endif
