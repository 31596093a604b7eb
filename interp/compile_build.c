/* compile_build.c - tuples, lists, sets, dicts and f-strings.
 *
 * Short displays are evaluated into consecutive registers and built at once; long ones, and those with stars, are built
 * empty and filled. Lists and sets of three or more constants come from one constant.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

static bool has_star(const ast_seq *elts) {
    for (int32_t i = 0; i < elts->n; i++)
        if (elts->items[i]->kind == AST_Starred) return true;
    return false;
}

/* Evaluates the items into consecutive new registers; the first. */
static uint32_t items_to_regs(comp_unit *u, const ast_seq *elts, int32_t from, int32_t n) {
    uint32_t first = u->top;
    for (int32_t i = 0; i < n; i++) {
        uint32_t reg = comp_temp(u);
        comp_expr_to(u, elts->items[from + i], reg);
    }
    return first;
}

/* Fills the list or set in work, item by item. */
static void fill(comp_unit *u, const ast_seq *elts, int32_t from, uint32_t work, vm_op add,
                 vm_op extend) {
    for (int32_t i = from; i < elts->n; i++) {
        const ast_expr *item = elts->items[i];
        uint32_t mark = u->top;
        if (item->kind == AST_Starred) {
            uint32_t value = comp_expr_reg(u, ast_as_Starred(item)->value);
            comp_emit(u, extend, work, value, 0);
        } else {
            comp_emit(u, add, work, comp_expr(u, item), 0);
        }
        u->top = mark;
    }
}

/* How many leading items go in at birth. */
static int32_t head_length(const ast_seq *elts) {
    if (elts->n > COMP_DISPLAY_REGS) return 0;
    int32_t n = 0;
    while (n < elts->n && elts->items[n]->kind != AST_Starred)
        n++;
    return n;
}

static void build(comp_unit *u, const ast_seq *elts, uint32_t work, vm_op create, vm_op add,
                  vm_op extend) {
    int32_t head = head_length(elts);
    uint32_t mark = u->top;
    uint32_t first = items_to_regs(u, elts, 0, head);
    comp_emit(u, create, work, head ? first : work, (uint32_t)head);
    u->top = mark;
    fill(u, elts, head, work, add, extend);
}

static bool build_from_constant(comp_unit *u, const ast_seq *elts, ast_const_kind kind,
                                uint32_t work, vm_op create, vm_op extend) {
    ast_const k;
    if (elts->n < 3 || !comp_fold_seq(u->c, elts, kind, &k)) return false;
    uint32_t mark = u->top, t = comp_temp(u);
    comp_emit(u, create, work, work, 0);
    comp_load_const(u, t, comp_value(u, &k));
    comp_emit(u, extend, work, t, 0);
    u->top = mark;
    return true;
}

void comp_list(comp_unit *u, const ast_seq *elts, uint32_t dest) {
    uint32_t work = comp_work(u, dest);
    if (!build_from_constant(u, elts, AST_CONST_TUPLE, work, OP_BUILD_LIST, OP_LIST_EXTEND))
        build(u, elts, work, OP_BUILD_LIST, OP_LIST_APPEND, OP_LIST_EXTEND);
    comp_work_end(u, dest, work);
}

void comp_set(comp_unit *u, const ast_seq *elts, uint32_t dest) {
    uint32_t work = comp_work(u, dest);
    if (!build_from_constant(u, elts, AST_CONST_FROZENSET, work, OP_BUILD_SET, OP_SET_UPDATE))
        build(u, elts, work, OP_BUILD_SET, OP_SET_ADD, OP_SET_UPDATE);
    comp_work_end(u, dest, work);
}

void comp_tuple(comp_unit *u, const ast_seq *elts, uint32_t dest) {
    if (!has_star(elts) && elts->n <= COMP_DISPLAY_REGS) {
        uint32_t first = items_to_regs(u, elts, 0, elts->n);
        comp_emit(u, OP_BUILD_TUPLE, dest, elts->n ? first : dest, (uint32_t)elts->n);
        return;
    }
    uint32_t work = comp_work(u, dest);
    build(u, elts, work, OP_BUILD_LIST, OP_LIST_APPEND, OP_LIST_EXTEND);
    comp_emit(u, OP_LIST_TO_TUPLE, dest, work, 0);
}

/* ---- dicts ---------------------------------------------------------------------------------- */

/* Pairs that go in at birth: those before the first `**`, if not too many. */
static int32_t head_pairs(const ast_Dict *e) {
    if (e->keys->n * 2 > COMP_DISPLAY_REGS) return 0;
    int32_t n = 0;
    while (n < e->keys->n && e->keys->items[n])
        n++;
    return n;
}

void comp_dict(comp_unit *u, const ast_Dict *e, uint32_t dest) {
    uint32_t work = comp_work(u, dest), mark = u->top, first = u->top;
    int32_t head = head_pairs(e);
    for (int32_t i = 0; i < head; i++) {
        uint32_t pair = comp_temps(u, 2);
        comp_expr_to(u, e->keys->items[i], pair);
        comp_expr_to(u, e->values->items[i], pair + 1);
    }
    comp_emit(u, OP_BUILD_MAP, work, head ? first : work, (uint32_t)head);
    for (int32_t i = head; i < e->keys->n; i++) {
        u->top = mark;
        const ast_expr *key = e->keys->items[i], *value = e->values->items[i];
        if (key) {
            uint32_t k = comp_stable(u, comp_expr(u, key), value);
            comp_emit(u, OP_MAP_ADD, work, k, comp_expr(u, value));
        } else {
            comp_emit(u, OP_DICT_UPDATE, work, comp_expr_reg(u, value), 0);
        }
    }
    u->top = mark;
    comp_work_end(u, dest, work);
}

/* ---- f-strings ------------------------------------------------------------------------------ */

void comp_formatted_value(comp_unit *u, const ast_FormattedValue *e, uint32_t dest) {
    uint32_t conversion = 0;
    switch (e->conversion) {
    case 's': conversion = 1; break;
    case 'r': conversion = 2; break;
    case 'a': conversion = 3; break;
    case -1: break;
    default: {
        const char *text =
            arena_printf(u->c->memory, "Unrecognized conversion character %d", e->conversion);
        comp_fail(u->c, PARSE_SYSTEM_ERROR, text ? text : "Unrecognized conversion character");
    }
    }
    if (!e->format_spec) {
        comp_emit(u, OP_FORMAT_VALUE, dest, comp_expr_reg_in(u, e->value, dest), conversion);
        return;
    }
    uint32_t first = comp_temps(u, 2);
    comp_expr_to(u, e->value, first);
    comp_expr_to(u, e->format_spec, first + 1);
    comp_emit(u, OP_FORMAT_VALUE, dest, first, conversion | 4);
}

/* Long f-strings are joined piece by piece: the first register collects. */
void comp_joined_str(comp_unit *u, const ast_JoinedStr *e, uint32_t dest) {
    int32_t n = e->values->n;
    if (n == 0) {
        comp_load_const(u, dest, comp_value_str(u, "", 0));
        return;
    }
    if (n == 1 && e->values->items[0]->kind == AST_FormattedValue) {
        comp_expr_to(u, e->values->items[0], dest);
        return;
    }
    uint32_t first = u->top, count = 0;
    for (int32_t i = 0; i < n; i++) {
        uint32_t reg = comp_temp(u);
        comp_expr_to(u, e->values->items[i], reg);
        if (++count < COMP_DISPLAY_REGS || i == n - 1) continue;
        comp_emit(u, OP_BUILD_STRING, first, first, count);
        u->top = first + 1;
        count = 1;
    }
    comp_emit(u, OP_BUILD_STRING, dest, first, count);
}
