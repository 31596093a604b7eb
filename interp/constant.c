/* constant.c - the constants of a compilation: each distinct one once, then numbered in each unit that uses it.
 *
 * Two constants are one if type and value agree down to the sign of zero: 1, 1.0 and True stay apart, 0.0 and -0.0 too, also
 * inside tuples (as CPython's _PyCode_ConstantKey).
 *
 * Owns: the compiler's table of constants and the units' numbering. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

static uint32_t mix(uint32_t h, uint64_t word) {
    word *= UINT64_C(0x9e3779b97f4a7c15);
    return (h ^ (uint32_t)(word >> 32)) * 16777619u;
}

static uint32_t hash_const(const ast_const *v) {
    uint32_t h = 2166136261u ^ v->kind;
    uint64_t bits;
    switch (v->kind) {
    case AST_CONST_INT: return mix(h, (uint64_t)v->i);
    case AST_CONST_COMPLEX:
        memcpy(&bits, &v->im, sizeof bits);
        h = mix(h, bits);
        [[fallthrough]];
    case AST_CONST_FLOAT: memcpy(&bits, &v->re, sizeof bits); return mix(h, bits);
    case AST_CONST_BIGINT:
    case AST_CONST_STR:
    case AST_CONST_BYTES:
        for (size_t i = 0; i < v->len; i++)
            h = (h ^ (uint8_t)v->text[i]) * 16777619u;
        return h;
    case AST_CONST_TUPLE:
    case AST_CONST_FROZENSET:
        for (uint32_t i = 0; i < v->n; i++)
            h = mix(h, hash_const(&v->items[i]));
        return h;
    default: return h;
    }
}

/* By bit pattern: 0.0 and -0.0 are different constants, a NaN equals itself. */
static bool same_bits(double a, double b) {
    uint64_t x, y;
    memcpy(&x, &a, sizeof x);
    memcpy(&y, &b, sizeof y);
    return x == y;
}

bool comp_const_equal(const ast_const *a, const ast_const *b) {
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case AST_CONST_INT: return a->i == b->i;
    case AST_CONST_COMPLEX:
        if (!same_bits(a->im, b->im)) return false;
        [[fallthrough]];
    case AST_CONST_FLOAT: return same_bits(a->re, b->re);
    case AST_CONST_BIGINT:
        if (a->base != b->base || a->negative != b->negative) return false;
        [[fallthrough]];
    case AST_CONST_STR:
    case AST_CONST_BYTES: return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
    case AST_CONST_TUPLE:
    case AST_CONST_FROZENSET:
        if (a->n != b->n) return false;
        for (uint32_t i = 0; i < a->n; i++)
            if (!comp_const_equal(&a->items[i], &b->items[i])) return false;
        return true;
    default: return true;
    }
}

/* Makes room in the hash index for one more; false: out of memory. */
static bool index_room(compiler *c) {
    if (c->const_slots && c->nconsts * 2 <= c->const_mask) return true;
    uint32_t size = c->const_slots ? (c->const_mask + 1) * 2 : 256;
    uint32_t *slots = arena_zalloc(c->memory, size * sizeof *slots);
    if (!slots) {
        comp_fail(c, PARSE_MEMORY_ERROR, "out of memory");
        return false;
    }
    for (uint32_t i = 0; i < c->nconsts; i++) {
        uint32_t at = c->consts[i].hash & (size - 1);
        while (slots[at])
            at = (at + 1) & (size - 1);
        slots[at] = i + 1;
    }
    c->const_slots = slots;
    c->const_mask = size - 1;
    return true;
}

/* The compilation-wide id of a constant. */
static uint32_t intern_const(compiler *c, const ast_const *v) {
    if (!index_room(c)) return 0;
    uint32_t hash = hash_const(v);
    uint32_t at = hash & c->const_mask;
    for (uint32_t id; (id = c->const_slots[at]); at = (at + 1) & c->const_mask) {
        const comp_const *k = &c->consts[id - 1];
        if (k->hash == hash && !k->code && comp_const_equal(&k->value, v)) return id - 1;
    }
    if (!comp_grow(c, (void **)&c->consts, c->nconsts, &c->capconsts, sizeof *c->consts)) return 0;
    c->consts[c->nconsts] = (comp_const){.hash = hash, .value = *v};
    c->const_slots[at] = ++c->nconsts;
    return c->nconsts - 1;
}

static uint32_t unit_value(comp_unit *u, uint32_t id) {
    uint32_t index = comp_map_get(&u->value_map, id);
    if (index == COMP_NONE) {
        if (!comp_grow(u->c, (void **)&u->values, u->nvalues, &u->capvalues, sizeof *u->values))
            return COMP_CONST;
        index = u->nvalues++;
        u->values[index] = id;
        comp_map_put(u->c, &u->value_map, id, index);
    }
    return index | COMP_CONST;
}

uint32_t comp_value(comp_unit *u, const ast_const *value) {
    return unit_value(u, intern_const(u->c, value));
}

uint32_t comp_value_code(comp_unit *u, comp_unit *inner) {
    compiler *c = u->c;
    if (!index_room(c) ||
        !comp_grow(c, (void **)&c->consts, c->nconsts, &c->capconsts, sizeof *c->consts))
        return COMP_CONST;
    uint32_t id = c->nconsts++;
    c->consts[id] = (comp_const){.hash = mix(1, id), .code = inner};
    uint32_t at = c->consts[id].hash & c->const_mask;
    while (c->const_slots[at])
        at = (at + 1) & c->const_mask;
    c->const_slots[at] = id + 1;
    return unit_value(u, id);
}

uint32_t comp_value_none(comp_unit *u) {
    return comp_value(u, &(ast_const){.kind = AST_CONST_NONE});
}

uint32_t comp_value_int(comp_unit *u, int64_t i) {
    return comp_value(u, &(ast_const){.kind = AST_CONST_INT, .i = i});
}

uint32_t comp_value_str(comp_unit *u, const char *text, size_t len) {
    return comp_value(u, &(ast_const){.kind = AST_CONST_STR, .text = text, .len = len});
}

uint32_t comp_value_ident(comp_unit *u, const ast_ident *name) {
    return comp_value_str(u, name->utf8, name->len);
}

uint32_t comp_name_only(comp_unit *u, const ast_ident *name) {
    uint32_t index = comp_map_get(&u->const_names, name->id);
    if (index == COMP_NONE) {
        if (u->nname_consts >= 0xffff - COMP_LOW_CONSTS) {
            comp_fail(u->c, PARSE_OVERFLOW_ERROR, "code uses too many names");
            return COMP_NAME;
        }
        if (!comp_grow(u->c, (void **)&u->name_consts, u->nname_consts, &u->capname_consts,
                       sizeof *u->name_consts))
            return COMP_NAME;
        index = u->nname_consts++;
        u->name_consts[index] = name;
        comp_map_put(u->c, &u->const_names, name->id, index);
    }
    return index | COMP_NAME;
}

uint32_t comp_name_const(comp_unit *u, const ast_ident *name) {
    if (comp_map_get(&u->co_name_map, name->id) == COMP_NONE &&
        comp_grow(u->c, (void **)&u->co_names, u->nco_names, &u->capco_names,
                  sizeof *u->co_names)) {
        comp_map_put(u->c, &u->co_name_map, name->id, u->nco_names);
        u->co_names[u->nco_names++] = name;
    }
    return comp_name_only(u, name);
}
