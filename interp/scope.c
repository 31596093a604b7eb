/* scope.c - entries of the symbol table, lookup, name mangling (see scope.h). */
#include "interp/scope_internal.h"

#include <string.h>

/* ---- errors ---- */

bool scope_no_memory(scope_table *t) {
    *t->err = (parse_error){.kind = PARSE_MEMORY_ERROR};
    return false;
}

bool scope_fail(scope_table *t, const ast_node *at, const char *format, const ast_ident *name) {
    const char *hole = strstr(format, "%s");
    const char *message = format;
    if (hole)
        message =
            arena_printf(t->memory, "%.*s%s%s", (int)(hole - format), format, name->utf8, hole + 2);
    if (!message) return scope_no_memory(t);
    parse_error_at(t->err, message, at->lineno, at->col_offset, at->end_lineno, at->end_col_offset);
    t->err->kind = PARSE_SYMBOL_ERROR;
    return false;
}

/* ---- symbols of one entry ---- */

enum { FEW_SYMBOLS = 8 }; /* no more: a linear search, without an index */

static uint32_t slot_of(const scope_entry *entry, const ast_ident *name) {
    uint32_t mask = entry->index_size - 1;
    uint32_t at = name->hash & mask;
    while (entry->index[at] && entry->symbols[entry->index[at] - 1].name != name)
        at = (at + 1) & mask;
    return at;
}

scope_symbol *scope_symbol_find(const scope_entry *entry, const ast_ident *name) {
    if (entry->index_size) {
        int32_t number = entry->index[slot_of(entry, name)];
        return number ? &entry->symbols[number - 1] : NULL;
    }
    for (int32_t i = 0; i < entry->n_symbols; i++)
        if (entry->symbols[i].name == name) return &entry->symbols[i];
    return NULL;
}

scope_resolution scope_lookup(const scope_entry *entry, const ast_ident *name) {
    const scope_symbol *symbol = scope_symbol_find(entry, name);
    return symbol ? symbol->resolution : SCOPE_UNKNOWN;
}

static bool grow(scope_table *t, scope_entry *entry) {
    int32_t capacity = entry->cap_symbols ? entry->cap_symbols * 2 : FEW_SYMBOLS;
    scope_symbol *symbols = arena_alloc(t->memory, (size_t)capacity * sizeof *symbols);
    if (!symbols) return false;
    if (entry->n_symbols)
        memcpy(symbols, entry->symbols, (size_t)entry->n_symbols * sizeof *symbols);
    entry->symbols = symbols;
    entry->cap_symbols = capacity;
    if (capacity == FEW_SYMBOLS) return true;
    entry->index_size = (uint32_t)capacity * 2;
    entry->index = arena_zalloc(t->memory, entry->index_size * sizeof *entry->index);
    if (!entry->index) return false;
    for (int32_t i = 0; i < entry->n_symbols; i++)
        entry->index[slot_of(entry, symbols[i].name)] = i + 1;
    return true;
}

scope_symbol *scope_symbol_add(scope_table *t, scope_entry *entry, const ast_ident *name) {
    scope_symbol *symbol = scope_symbol_find(entry, name);
    if (symbol) return symbol;
    if (entry->n_symbols == entry->cap_symbols && !grow(t, entry)) {
        (void)scope_no_memory(t);
        return NULL;
    }
    int32_t number = entry->n_symbols;
    if (entry->index_size) entry->index[slot_of(entry, name)] = number + 1;
    entry->n_symbols++;
    entry->symbols[number] = (scope_symbol){.name = name};
    return &entry->symbols[number];
}

/* ---- entries ---- */

static uint32_t node_slot(const scope_table *t, const ast_node *node) {
    uint32_t mask = t->map_size - 1;
    uint64_t key = (uint64_t)(uintptr_t)node >> 3;
    uint32_t at = (uint32_t)(key * 0x9E3779B97F4A7C15u >> 32) & mask;
    while (t->by_node[at] && t->by_node[at]->node != node)
        at = (at + 1) & mask;
    return at;
}

static bool map_add(scope_table *t, scope_entry *entry) {
    if ((t->n_entries + 1) * 2 > t->map_size) {
        scope_entry **old = t->by_node;
        uint32_t old_size = t->map_size;
        t->map_size = old_size ? old_size * 2 : 64;
        t->by_node = arena_zalloc(t->memory, t->map_size * sizeof *t->by_node);
        if (!t->by_node) return false;
        for (uint32_t i = 0; i < old_size; i++)
            if (old[i]) t->by_node[node_slot(t, old[i]->node)] = old[i];
    }
    t->by_node[node_slot(t, entry->node)] = entry;
    t->n_entries++;
    return true;
}

static bool add_child(scope_table *t, scope_entry *parent, scope_entry *child) {
    if (parent->n_children == parent->cap_children) {
        int32_t capacity = parent->cap_children ? parent->cap_children * 2 : 4;
        scope_entry **children = arena_alloc(t->memory, (size_t)capacity * sizeof *children);
        if (!children) return false;
        if (parent->n_children)
            memcpy(children, parent->children, (size_t)parent->n_children * sizeof *children);
        parent->children = children;
        parent->cap_children = capacity;
    }
    parent->children[parent->n_children++] = child;
    return true;
}

scope_entry *scope_entry_new(scope_table *t, const ast_ident *name, scope_kind kind,
                             const ast_node *node) {
    scope_entry *entry = arena_zalloc(t->memory, sizeof *entry), *parent = t->cur;
    if (!entry || !name) {
        (void)scope_no_memory(t);
        return NULL;
    }
    *entry = (scope_entry){.node = node,
                           .name = name,
                           .parent = parent,
                           .kind = kind,
                           .private_name = t->private_name,
                           .lineno = node->lineno,
                           .col_offset = node->col_offset};
    if (parent) {
        entry->nested = parent->nested || parent->kind == SCOPE_FUNCTION;
        entry->comp_iter_expr = parent->comp_iter_expr;
    }
    bool linked = node->kind == AST_arguments || /* annotations are not a block of their own */
                  (map_add(t, entry) && (!parent || add_child(t, parent, entry)));
    if (!linked) {
        (void)scope_no_memory(t);
        return NULL;
    }
    return entry;
}

scope_entry *scope_top(const scope_table *table) { return table->top; }

scope_entry *scope_of(const scope_table *table, const ast_node *node) {
    return table->by_node[node_slot(table, node)];
}

/* ---- mangling ---- */

const ast_ident *scope_mangle(ast_names *names, const ast_ident *private_name,
                              const ast_ident *name) {
    const char *s = name->utf8;
    if (!private_name || name->len < 2 || s[0] != '_' || s[1] != '_') return name;
    if ((s[name->len - 1] == '_' && s[name->len - 2] == '_') || memchr(s, '.', name->len))
        return name;
    const char *class = private_name->utf8;
    while (*class == '_')
        class ++;
    if (!*class) return name;
    size_t class_len = strlen(class), len = 1 + class_len + name->len;
    char *mangled = arena_alloc(names->memory, len + 1);
    if (!mangled) return NULL;
    mangled[0] = '_';
    memcpy(mangled + 1, class, class_len);
    memcpy(mangled + 1 + class_len, s, name->len);
    return ast_intern(names, mangled, len);
}

/* ---- building ---- */

static bool intern_names(scope_table *t) {
    static const char *const texts[] = {"__class__", "super",   ".0",       "top",    "lambda",
                                        "listcomp",  "setcomp", "dictcomp", "genexpr"};
    const ast_ident **const slots[] = {&t->id_class,   &t->id_super,    &t->id_dot0,
                                       &t->id_top,     &t->id_lambda,   &t->id_listcomp,
                                       &t->id_setcomp, &t->id_dictcomp, &t->id_genexpr};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *slots[i] = ast_intern_cstr(&t->mod->names, texts[i]);
        if (!*slots[i]) return false;
    }
    return true;
}

scope_table *scope_build(ast_mod *mod, unsigned features, parse_error *err) {
    *err = (parse_error){0};
    scope_table *t = arena_zalloc(mod->memory, sizeof *t);
    if (!t) {
        *err = (parse_error){.kind = PARSE_MEMORY_ERROR};
        return NULL;
    }
    *t = (scope_table){.mod = mod, .memory = mod->memory, .err = err, .features = features};
    if (!intern_names(t)) {
        (void)scope_no_memory(t);
        return NULL;
    }
    return scope_collect(t) && scope_resolve(t) ? t : NULL;
}
