/* compile_name.c - reading, binding and deleting names, by where the symbol table says they live.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

typedef enum name_place {
    PLACE_LOCAL,
    PLACE_CELL,
    PLACE_FREE,
    PLACE_GLOBAL,
    PLACE_NAMESPACE
} name_place;

static name_place place_of(const comp_unit *u, const comp_name *n) {
    switch (n->resolution) {
    case SCOPE_FREE: return n->free_index == COMP_NONE ? PLACE_NAMESPACE : PLACE_FREE;
    case SCOPE_CELL: return n->cell == COMP_NONE ? PLACE_NAMESPACE : PLACE_CELL;
    case SCOPE_LOCAL: return n->reg == COMP_NONE ? PLACE_NAMESPACE : PLACE_LOCAL;
    case SCOPE_GLOBAL_IMPLICIT: return comp_is_function(u) ? PLACE_GLOBAL : PLACE_NAMESPACE;
    case SCOPE_GLOBAL_EXPLICIT: return PLACE_GLOBAL;
    default: return PLACE_NAMESPACE;
    }
}

uint32_t comp_local(comp_unit *u, const ast_ident *name) {
    if (!comp_is_function(u)) return COMP_NONE;
    const comp_name *n = comp_name_of(u, comp_mangle(u, name));
    return place_of(u, n) == PLACE_LOCAL ? n->reg : COMP_NONE;
}

static void check_bound(comp_unit *u, const comp_name *n) {
    if (u->unreachable) return;
    comp_emit(u, OP_CHECK_BOUND, n->reg, comp_name_only(u, n->ident), 0);
    u->nchecks++;
}

uint32_t comp_name_operand(comp_unit *u, const ast_ident *name, uint32_t scratch) {
    const comp_name *n = comp_name_of(u, comp_mangle(u, name));
    if (place_of(u, n) == PLACE_LOCAL) {
        check_bound(u, n);
        return n->reg;
    }
    uint32_t dest = comp_is_temp(u, scratch) ? scratch : comp_temp(u);
    comp_load_name(u, name, dest);
    return dest;
}

void comp_load_name(comp_unit *u, const ast_ident *name, uint32_t dest) {
    const comp_name *n = comp_name_of(u, comp_mangle(u, name));
    switch (place_of(u, n)) {
    case PLACE_LOCAL:
        check_bound(u, n);
        comp_move(u, dest, n->reg);
        break;
    case PLACE_CELL: comp_emit(u, OP_LOAD_CELL, dest, n->cell, comp_name_only(u, n->ident)); break;
    case PLACE_FREE:
        comp_emit(u, u->kind == COMP_CLASS ? OP_LOAD_CLASSDEREF : OP_LOAD_FREE, dest, n->free_index,
                  comp_name_only(u, n->ident));
        break;
    case PLACE_GLOBAL: comp_emit(u, OP_LOAD_GLOBAL, dest, comp_name_const(u, n->ident), 0); break;
    case PLACE_NAMESPACE: comp_emit(u, OP_LOAD_NAME, dest, comp_name_const(u, n->ident), 0); break;
    }
}

void comp_store_name(comp_unit *u, const ast_ident *name, uint32_t operand) {
    if (comp_forbidden(u, name, AST_Store)) return;
    const comp_name *n = comp_name_of(u, comp_mangle(u, name));
    switch (place_of(u, n)) {
    case PLACE_LOCAL: comp_move(u, n->reg, operand); break;
    case PLACE_CELL: comp_emit(u, OP_STORE_CELL, n->cell, operand, 0); break;
    case PLACE_FREE: comp_emit(u, OP_STORE_FREE, n->free_index, operand, 0); break;
    case PLACE_GLOBAL:
        comp_emit(u, OP_STORE_GLOBAL, operand, comp_name_const(u, n->ident), 0);
        break;
    case PLACE_NAMESPACE:
        comp_emit(u, OP_STORE_NAME, operand, comp_name_const(u, n->ident), 0);
        break;
    }
}

void comp_delete_name(comp_unit *u, const ast_ident *name) {
    comp_name *n = comp_name_of(u, comp_mangle(u, name));
    switch (place_of(u, n)) {
    case PLACE_LOCAL: comp_emit(u, OP_DELETE_LOCAL, n->reg, comp_name_only(u, n->ident), 0); break;
    case PLACE_CELL: comp_emit(u, OP_DELETE_CELL, n->cell, comp_name_only(u, n->ident), 0); break;
    case PLACE_FREE:
        comp_emit(u, OP_DELETE_FREE, n->free_index, comp_name_only(u, n->ident), 0);
        break;
    case PLACE_GLOBAL: comp_emit(u, OP_DELETE_GLOBAL, 0, comp_name_const(u, n->ident), 0); break;
    case PLACE_NAMESPACE: comp_emit(u, OP_DELETE_NAME, 0, comp_name_const(u, n->ident), 0); break;
    }
}

void comp_clear_name(comp_unit *u, const ast_ident *name) {
    comp_name *n = comp_name_of(u, comp_mangle(u, name));
    if (place_of(u, n) == PLACE_LOCAL) {
        comp_emit(u, OP_LOAD_UNBOUND, n->reg, 0, 0);
        return;
    }
    uint32_t mark = u->top;
    comp_store_name(u, name, comp_operand(u, comp_value_none(u)));
    comp_delete_name(u, name);
    u->top = mark;
}

bool comp_forbidden(comp_unit *u, const ast_ident *name, ast_expr_context ctx) {
    if (ctx == AST_Load || name->len != 9 || strcmp(name->utf8, "__debug__") != 0) return false;
    comp_error(u, ctx == AST_Store ? "cannot assign to __debug__" : "cannot delete __debug__");
    return true;
}
