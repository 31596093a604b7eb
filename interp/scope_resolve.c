/* scope_resolve.c - second pass: from the outside in, what each name of each block is.
 *
 * A block gets the names bound in the functions around it (`bound`, NULL for the module) and those
 * declared global there; it gives back the names that are free in it. Sets are small hash tables of
 * identifiers in the tree's arena.
 */
#include "interp/scope_internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- sets of names ---- */

typedef struct name_set {
    const ast_ident **slots; /* NULL: free; a removed name leaves `removed` */
    uint32_t size, used;     /* used counts removed ones too */
} name_set;

static const ast_ident removed;

static const ast_ident **set_find(const name_set *s, const ast_ident *name) {
    if (!s->size) return NULL;
    for (uint32_t at = name->hash & (s->size - 1);; at = (at + 1) & (s->size - 1)) {
        if (s->slots[at] == name) return &s->slots[at];
        if (!s->slots[at]) return NULL;
    }
}

static bool set_has(const name_set *s, const ast_ident *name) { return set_find(s, name) != NULL; }

static void set_remove(name_set *s, const ast_ident *name) {
    const ast_ident **slot = set_find(s, name);
    if (slot) *slot = &removed;
}

static void set_put(name_set *s, const ast_ident *name) {
    uint32_t at = name->hash & (s->size - 1);
    while (s->slots[at])
        at = (at + 1) & (s->size - 1);
    s->slots[at] = name;
    s->used++;
}

static bool set_add(scope_table *t, name_set *s, const ast_ident *name) {
    if (set_has(s, name)) return true;
    if ((s->used + 1) * 2 > s->size) {
        name_set old = *s;
        s->size = old.size ? old.size * 2 : 8;
        s->used = 0;
        s->slots = arena_zalloc(t->memory, s->size * sizeof *s->slots);
        if (!s->slots) return scope_no_memory(t);
        for (uint32_t i = 0; i < old.size; i++)
            if (old.slots[i] && old.slots[i] != &removed) set_put(s, old.slots[i]);
    }
    set_put(s, name);
    return true;
}

static bool set_add_all(scope_table *t, name_set *to, const name_set *from) {
    for (uint32_t i = 0; i < from->size; i++)
        if (from->slots[i] && from->slots[i] != &removed && !set_add(t, to, from->slots[i]))
            return false;
    return true;
}

/* ---- one name ---- */

static bool fail_at_directive(scope_table *t, const scope_entry *e, const ast_ident *name,
                              const char *format) {
    for (const scope_directive *d = e->directives; d; d = d->next)
        if (d->name == name) {
            ast_node at = {.lineno = d->lineno,
                           .col_offset = d->col_offset,
                           .end_lineno = d->end_lineno,
                           .end_col_offset = d->end_col_offset};
            return scope_fail(t, &at, format, name);
        }
    return scope_fail(t, e->node, format, name);
}

static bool resolve_name(scope_table *t, scope_entry *e, scope_symbol *s, name_set *bound,
                         name_set *local, name_set *free_names, name_set *global) {
    if (s->flags & SCOPE_DEF_GLOBAL) {
        if (s->flags & SCOPE_DEF_NONLOCAL)
            return fail_at_directive(t, e, s->name, "name '%s' is nonlocal and global");
        s->resolution = SCOPE_GLOBAL_EXPLICIT;
        if (bound) set_remove(bound, s->name);
        return set_add(t, global, s->name);
    }
    if (s->flags & SCOPE_DEF_NONLOCAL) {
        if (!bound)
            return fail_at_directive(t, e, s->name,
                                     "nonlocal declaration not allowed at module level");
        if (!set_has(bound, s->name))
            return fail_at_directive(t, e, s->name, "no binding for nonlocal '%s' found");
    } else if (s->flags & SCOPE_DEF_BOUND) {
        s->resolution = SCOPE_LOCAL;
        set_remove(global, s->name);
        return set_add(t, local, s->name);
    } else if (!bound || !set_has(bound, s->name)) {
        s->resolution = SCOPE_GLOBAL_IMPLICIT;
        e->has_free |= e->nested && !set_has(global, s->name);
        return true;
    }
    s->resolution = SCOPE_FREE;
    e->has_free = true;
    return set_add(t, free_names, s->name);
}

/* ---- a block's results ---- */

/* Locals that inner blocks use are cells, and no longer free further out. */
static void find_cells(scope_entry *e, name_set *free_names) {
    for (int32_t i = 0; i < e->n_symbols; i++)
        if (e->symbols[i].resolution == SCOPE_LOCAL && set_has(free_names, e->symbols[i].name)) {
            e->symbols[i].resolution = SCOPE_CELL;
            set_remove(free_names, e->symbols[i].name);
        }
}

/* Names that pass through this block on their way to an inner one. */
static bool pass_through(scope_table *t, scope_entry *e, const name_set *bound,
                         const name_set *free_names) {
    for (uint32_t i = 0; i < free_names->size; i++) {
        const ast_ident *name = free_names->slots[i];
        if (!name || name == &removed) continue;
        scope_symbol *symbol = scope_symbol_find(e, name);
        if (symbol) {
            if (e->kind == SCOPE_CLASS && (symbol->flags & (SCOPE_DEF_BOUND | SCOPE_DEF_GLOBAL)))
                symbol->flags |= SCOPE_DEF_FREE_CLASS;
            continue;
        }
        if (bound && !set_has(bound, name)) continue;
        symbol = scope_symbol_add(t, e, name);
        if (!symbol) return false;
        symbol->resolution = SCOPE_FREE;
    }
    return true;
}

static int by_name(const void *a, const void *b) {
    return strcmp((*(const ast_ident *const *)a)->utf8, (*(const ast_ident *const *)b)->utf8);
}

/* The names for which `wanted` holds, sorted. */
static bool list_names(scope_table *t, const scope_entry *e, bool (*wanted)(const scope_symbol *),
                       bool with_class, const ast_ident ***list, int32_t *n) {
    *n = with_class;
    for (int32_t i = 0; i < e->n_symbols; i++)
        *n += wanted(&e->symbols[i]);
    *list = arena_alloc(t->memory, (size_t)*n * sizeof **list);
    if (!*list) return scope_no_memory(t);
    int32_t at = 0;
    if (with_class) (*list)[at++] = t->id_class;
    for (int32_t i = 0; i < e->n_symbols; i++)
        if (wanted(&e->symbols[i])) (*list)[at++] = e->symbols[i].name;
    qsort(*list, (size_t)*n, sizeof **list, by_name);
    return true;
}

static bool is_cell(const scope_symbol *s) { return s->resolution == SCOPE_CELL; }

static bool is_free(const scope_symbol *s) {
    return s->resolution == SCOPE_FREE || (s->flags & SCOPE_DEF_FREE_CLASS);
}

/* Parameters were met in the order of their slots; then come the other locals of a function. */
static bool list_variables(scope_table *t, scope_entry *e) {
    e->varnames = arena_alloc(t->memory, (size_t)e->n_symbols * sizeof *e->varnames);
    if (!e->varnames) return scope_no_memory(t);
    for (int32_t i = 0; i < e->n_symbols; i++)
        if (e->symbols[i].flags & SCOPE_DEF_PARAM)
            e->varnames[e->n_varnames++] = e->symbols[i].name;
    for (int32_t i = 0; e->kind == SCOPE_FUNCTION && i < e->n_symbols; i++)
        if (!(e->symbols[i].flags & SCOPE_DEF_PARAM) && e->symbols[i].resolution == SCOPE_LOCAL)
            e->varnames[e->n_varnames++] = e->symbols[i].name;
    return list_names(t, e, is_cell, e->needs_class_closure, &e->cellvars, &e->n_cellvars) &&
           list_names(t, e, is_free, false, &e->freevars, &e->n_freevars);
}

/* ---- the walk ---- */

static bool resolve_block(scope_table *t, scope_entry *e, name_set *bound, name_set *free_names,
                          name_set *global);

/* A child sees copies: what it declares does not change what its siblings see. */
static bool resolve_child(scope_table *t, scope_entry *child, const name_set *bound,
                          const name_set *global, name_set *all_free) {
    name_set child_bound = {0}, child_global = {0}, child_free = {0};
    return set_add_all(t, &child_bound, bound) && set_add_all(t, &child_global, global) &&
           resolve_block(t, child, &child_bound, &child_free, &child_global) &&
           set_add_all(t, all_free, &child_free);
}

static bool resolve_block(scope_table *t, scope_entry *e, name_set *bound, name_set *free_names,
                          name_set *global) {
    name_set local = {0}, new_bound = {0}, new_global = {0}, new_free = {0};
    bool class = e->kind == SCOPE_CLASS;
    /* a class's own names are not visible in its functions: pass on what came from outside */
    if (class &&
        (!set_add_all(t, &new_global, global) || (bound && !set_add_all(t, &new_bound, bound))))
        return false;
    for (int32_t i = 0; i < e->n_symbols; i++)
        if (!resolve_name(t, e, &e->symbols[i], bound, &local, &new_free, global)) return false;
    if (!class) {
        if ((e->kind == SCOPE_FUNCTION && !set_add_all(t, &new_bound, &local)) ||
            (bound && !set_add_all(t, &new_bound, bound)) || !set_add_all(t, &new_global, global))
            return false;
    } else if (!set_add(t, &new_bound, t->id_class)) {
        return false;
    }
    name_set inner_free = {0};
    for (int32_t i = 0; i < e->n_children; i++) {
        scope_entry *child = e->children[i];
        if (!resolve_child(t, child, &new_bound, &new_global, &inner_free)) return false;
        e->child_free |= child->has_free || child->child_free;
    }
    if (!set_add_all(t, &new_free, &inner_free)) return false;
    if (e->kind == SCOPE_FUNCTION) {
        find_cells(e, &new_free);
    } else if (class && set_has(&new_free, t->id_class)) {
        e->needs_class_closure = true;
        set_remove(&new_free, t->id_class);
    }
    return pass_through(t, e, bound, &new_free) && set_add_all(t, free_names, &new_free) &&
           list_variables(t, e);
}

bool scope_resolve(scope_table *t) {
    name_set free_names = {0}, global = {0};
    return resolve_block(t, t->top, NULL, &free_names, &global);
}
