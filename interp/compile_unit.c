/* compile_unit.c - opening and closing a unit: registers of its names, cells, flags, qualified name.
 *
 * Owns: comp_unit's life. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

/* ---- maps ----------------------------------------------------------------------------------- */

static uint32_t map_home(uint32_t key) { return key * 2654435761u; }

uint32_t comp_map_get(const comp_map *m, uint32_t key) {
    if (!m->slots) return COMP_NONE;
    for (uint32_t at = map_home(key) & m->mask; m->slots[at]; at = (at + 1) & m->mask)
        if (m->slots[at] >> 32 == (uint64_t)key + 1) return (uint32_t)m->slots[at];
    return COMP_NONE;
}

static void map_insert(comp_map *m, uint64_t slot) {
    uint32_t at = map_home((uint32_t)(slot >> 32) - 1) & m->mask;
    while (m->slots[at])
        at = (at + 1) & m->mask;
    m->slots[at] = slot;
}

void comp_map_put(compiler *c, comp_map *m, uint32_t key, uint32_t value) {
    if (!m->slots || m->count * 2 > m->mask) {
        uint32_t size = m->slots ? (m->mask + 1) * 2 : 16;
        comp_map bigger = {.slots = arena_zalloc(c->memory, size * sizeof(uint64_t)),
                           .mask = size - 1,
                           .count = m->count};
        if (!bigger.slots) {
            comp_fail(c, PARSE_MEMORY_ERROR, "out of memory");
            return;
        }
        for (uint32_t i = 0; m->slots && i <= m->mask; i++)
            if (m->slots[i]) map_insert(&bigger, m->slots[i]);
        *m = bigger;
    }
    map_insert(m, ((uint64_t)key + 1) << 32 | value);
    m->count++;
}

/* ---- names ---------------------------------------------------------------------------------- */

const ast_ident *comp_ident(compiler *c, const char *name) {
    const ast_ident *id = ast_intern_cstr(&c->mod->names, name);
    if (!id) comp_fail(c, PARSE_MEMORY_ERROR, "out of memory");
    static const ast_ident none = {0};
    return id ? id : &none;
}

const ast_ident *comp_mangle(comp_unit *u, const ast_ident *name) {
    if (!u->private_name || name->len < 3 || name->utf8[0] != '_' || name->utf8[1] != '_')
        return name;
    const ast_ident *mangled = scope_mangle(&u->c->mod->names, u->private_name, name);
    if (!mangled) comp_fail(u->c, PARSE_MEMORY_ERROR, "out of memory");
    return mangled ? mangled : name;
}

static comp_name *add_name(comp_unit *u, const ast_ident *ident) {
    static comp_name spare;
    if (!comp_grow(u->c, (void **)&u->names, u->nnames, &u->capnames, sizeof *u->names))
        return &spare;
    comp_name *n = &u->names[u->nnames];
    *n = (comp_name){.ident = ident,
                     .resolution = scope_lookup(u->scope, ident),
                     .reg = COMP_NONE,
                     .cell = COMP_NONE,
                     .free_index = COMP_NONE};
    comp_map_put(u->c, &u->name_map, ident->id, u->nnames++);
    return n;
}

comp_name *comp_name_of(comp_unit *u, const ast_ident *mangled) {
    uint32_t index = comp_map_get(&u->name_map, mangled->id);
    return index == COMP_NONE ? add_name(u, mangled) : &u->names[index];
}

static void number_locals(comp_unit *u) {
    const scope_entry *s = u->scope;
    u->varnames = s->varnames;
    u->nlocals = comp_is_function(u) ? (uint32_t)s->n_varnames : 0;
    for (uint32_t i = 0; i < u->nlocals; i++)
        comp_name_of(u, s->varnames[i])->reg = i;
}

/* Cells in the order of CPython: parameters as they stand, then the others by name. */
static void order_cells(comp_unit *u) {
    const scope_entry *s = u->scope;
    uint32_t given = (uint32_t)s->n_cellvars;
    const ast_ident **cells = arena_alloc(u->c->memory, (given + 1) * sizeof *cells);
    if (!cells) return;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < (pass ? given : u->nlocals); i++) {
            const ast_ident *name = pass ? s->cellvars[i] : s->varnames[i];
            bool is_parameter = comp_name_of(u, name)->reg != COMP_NONE;
            if (pass ? !is_parameter : comp_name_of(u, name)->resolution == SCOPE_CELL)
                cells[u->ncells++] = name;
        }
    u->cellvars = cells;
}

static void number_cells(comp_unit *u) {
    order_cells(u);
    for (uint32_t i = 0; i < u->ncells; i++)
        comp_name_of(u, u->cellvars[i])->cell = u->nlocals + i;
    u->freevars = u->scope->freevars;
    u->nfree = (uint32_t)u->scope->n_freevars;
    for (uint32_t i = 0; i < u->nfree; i++)
        comp_name_of(u, u->freevars[i])->free_index = i;
}

/* ---- qualified names ------------------------------------------------------------------------ */

static const char *qualified(comp_unit *u, comp_unit *parent, const char *name) {
    if (!parent || parent->kind == COMP_MODULE) return name;
    if (u->kind != COMP_LAMBDA && u->kind != COMP_COMPREHENSION) {
        const ast_ident *id = ast_intern_cstr(&u->c->mod->names, name);
        const ast_ident *mangled = id ? comp_mangle(parent, id) : NULL;
        if (mangled && scope_lookup(parent->scope, mangled) == SCOPE_GLOBAL_EXPLICIT) return name;
    }
    bool locals = comp_is_function(parent) && parent->kind != COMP_COMPREHENSION;
    const char *text =
        arena_printf(u->c->memory, locals ? "%s.<locals>.%s" : "%s.%s", parent->qualname, name);
    if (!text) comp_fail(u->c, PARSE_MEMORY_ERROR, "out of memory");
    return text ? text : name;
}

static uint32_t code_flags(const comp_unit *u) {
    const scope_entry *s = u->scope;
    uint32_t flags = u->c->flags;
    if (comp_is_function(u)) {
        flags |= CO_OPTIMIZED | CO_NEWLOCALS;
        if (s->nested) flags |= CO_NESTED;
        if (s->generator && s->coroutine)
            flags |= CO_ASYNC_GENERATOR;
        else if (s->generator)
            flags |= CO_GENERATOR;
        else if (s->coroutine)
            flags |= CO_COROUTINE;
        if (s->varargs) flags |= CO_VARARGS;
        if (s->varkeywords) flags |= CO_VARKEYWORDS;
    }
    if (u->kind == COMP_MODULE && u->c->top_level_await && s->coroutine && !s->generator)
        flags |= CO_COROUTINE;
    return flags;
}

/* ---- open and close ------------------------------------------------------------------------- */

static void emit_prologue(comp_unit *u) {
    if (u->flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) {
        comp_pos start =
            u->pos; /* what throw() raises before the first statement has a line alone */
        u->pos.col = u->pos.end_col = -1;
        comp_emit(u, OP_RETURN_GENERATOR, 0, 0, 0);
        u->pos = start;
    }
    for (uint32_t i = 0; i < u->ncells; i++) {
        const comp_name *n = comp_name_of(u, u->cellvars[i]);
        if (n->reg == COMP_NONE) comp_emit(u, OP_LOAD_UNBOUND, n->cell, 0, 0);
        comp_emit(u, OP_MAKE_CELL, n->cell, n->reg == COMP_NONE ? n->cell : n->reg, 0);
    }
    comp_emit(u, OP_RESUME, 0, 0, 0);
}

comp_unit *comp_unit_open(compiler *c, comp_unit *parent, const ast_node *node, comp_kind kind,
                          const char *name, int32_t lineno) {
    comp_unit *u = arena_zalloc(c->memory, sizeof *u);
    scope_entry *scope = scope_of(c->scopes, node);
    if (!u || !scope) {
        comp_fail(c, PARSE_MEMORY_ERROR, "out of memory");
        return NULL;
    }
    u->c = c;
    u->parent = parent;
    u->scope = scope;
    u->kind = kind;
    u->private_name = scope->private_name;
    u->name = name;
    u->firstlineno = lineno;
    u->qualname = qualified(u, parent, name);
    u->flags = code_flags(u);
    if (!comp_grow(c, (void **)&u->regions, 0, &u->capregions, sizeof *u->regions)) return NULL;
    u->nregions = 1;
    u->regions[0] = (comp_region){0};
    number_locals(u);
    number_cells(u);
    u->first_temp = u->top = u->maxregs = u->nlocals + u->ncells;
    if (u->first_temp > COMP_MAX_REGS - 64)
        comp_fail(c, PARSE_OVERFLOW_ERROR, "code has too many local variables");
    u->pos = (comp_pos){lineno, lineno, 0, 0};
    emit_prologue(u);
    return u;
}

void comp_unit_close(comp_unit *u) {
    if (!u->unreachable) comp_emit(u, OP_RETURN, comp_operand(u, comp_value_none(u)), 0, 0);
    if (u->c->failed) return;
    if (u->nchecks) comp_flow(u);
    comp_assemble(u);
}
