/* compile_assign.c - assignment, augmented and annotated assignment, del.
 *
 * Owns: nothing. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

/* ---- storing -------------------------------------------------------------------------------- */

/* self.<attr> targets of methods size the instances of the class. */
static void note_self_attribute(comp_unit *u, const ast_Attribute *target) {
    if (!u->self_name || target->value->kind != AST_Name ||
        ast_as_Name(target->value)->id != u->self_name)
        return;
    comp_unit *cls = u->parent;
    const ast_ident *attr = comp_mangle(u, target->attr);
    for (uint32_t i = 0; i < cls->nself_attrs; i++)
        if (cls->self_attrs[i] == attr) return;
    if (comp_grow(u->c, (void **)&cls->self_attrs, cls->nself_attrs, &cls->capself_attrs,
                  sizeof *cls->self_attrs))
        cls->self_attrs[cls->nself_attrs++] = attr;
}

static void store_attribute(comp_unit *u, const ast_Attribute *target, uint32_t operand) {
    if (comp_forbidden(u, target->attr, AST_Store)) return;
    note_self_attribute(u, target);
    operand = comp_stable(u, operand, target->value);
    uint32_t object = comp_expr_reg(u, target->value);
    comp_start_at_attribute(u, &target->node);
    comp_emit(u, OP_STORE_ATTR, object, operand, comp_name_const(u, comp_mangle(u, target->attr)));
}

static void store_subscript(comp_unit *u, const ast_Subscript *target, uint32_t operand) {
    operand = comp_stable(u, operand, &target->node);
    uint32_t object = comp_stable(u, comp_expr_reg(u, target->value), target->slice);
    uint32_t key = comp_subscript_key(u, target->slice);
    comp_emit(u, OP_STORE_SUBSCR, object, key, operand);
}

/* Unpacks into new registers; the first. */
static uint32_t unpack(comp_unit *u, const ast_seq *elts, uint32_t source) {
    uint32_t n = (uint32_t)elts->n, star = n;
    for (uint32_t i = 0; i < n; i++) {
        if (elts->items[i]->kind != AST_Starred) continue;
        if (star != n) {
            comp_error(u, "multiple starred expressions in assignment");
            return u->first_temp;
        }
        star = i;
    }
    if (star != n && (star >= 256 || n - star - 1 >= INT32_MAX >> 8)) {
        comp_error(u, "too many expressions in star-unpacking assignment");
        return u->first_temp;
    }
    uint32_t first = comp_temps(u, n ? n : 1);
    if (star == n)
        comp_emit(u, OP_UNPACK_SEQUENCE, first, n, source);
    else
        comp_emit_x(u, OP_UNPACK_EX, first, star, source, n - star - 1);
    return first;
}

static void store_sequence(comp_unit *u, const ast_seq *elts, uint32_t operand) {
    uint32_t first = unpack(u, elts, comp_to_reg(u, operand));
    for (int32_t i = 0; i < elts->n; i++) {
        const ast_expr *item = elts->items[i];
        if (item->kind == AST_Starred) item = ast_as_Starred(item)->value;
        comp_store(u, item, first + (uint32_t)i);
    }
}

void comp_store(comp_unit *u, const ast_expr *target, uint32_t operand) {
    if (!comp_enter(u->c)) return;
    comp_pos old = comp_at(u, target);
    uint32_t mark = u->top;
    switch (target->kind) {
    case AST_Name: comp_store_name(u, ast_as_Name(target)->id, operand); break;
    case AST_Attribute: store_attribute(u, ast_as_Attribute(target), operand); break;
    case AST_Subscript: store_subscript(u, ast_as_Subscript(target), operand); break;
    case AST_Tuple: store_sequence(u, ast_as_Tuple(target)->elts, operand); break;
    case AST_List: store_sequence(u, ast_as_List(target)->elts, operand); break;
    case AST_Starred: comp_error(u, "starred assignment target must be in a list or tuple"); break;
    default: comp_error(u, "invalid assignment target"); break;
    }
    u->top = mark;
    u->pos = old;
    comp_leave(u->c);
}

/* ---- assignment ----------------------------------------------------------------------------- */

static const ast_seq *plain_items(const ast_expr *e) {
    const ast_seq *elts;
    if (e->kind == AST_Tuple)
        elts = ast_as_Tuple(e)->elts;
    else if (e->kind == AST_List)
        elts = ast_as_List(e)->elts;
    else
        return NULL;
    for (int32_t i = 0; i < elts->n; i++)
        if (elts->items[i]->kind == AST_Starred) return NULL;
    return elts;
}

/* Whether storing to targets[0 .. before) may change the local in reg. */
static bool overwritten(comp_unit *u, const ast_seq *targets, int32_t before, uint32_t reg) {
    for (int32_t i = 0; i < before; i++) {
        const ast_expr *t = targets->items[i];
        if (t->kind == AST_Attribute || t->kind == AST_Subscript) continue;
        if (t->kind != AST_Name || comp_local(u, ast_as_Name(t)->id) == reg) return true;
    }
    return false;
}

/* a, b = x, y without the tuple: all values, then all stores. False if the shapes do not fit. */
static bool assign_parallel(comp_unit *u, const ast_Assign *s) {
    const ast_seq *values = plain_items(s->value), *targets = plain_items(s->targets->items[0]);
    ast_const k;
    if (!values || !targets || values->n != targets->n || values->n > COMP_DISPLAY_REGS ||
        u->c->assigns_in_expr || comp_fold(u->c, s->value, &k))
        return false;
    uint32_t operands[COMP_DISPLAY_REGS];
    for (int32_t i = 0; i < values->n; i++) {
        operands[i] = comp_expr(u, values->items[i]);
        if (operands[i] >= u->nlocals || !overwritten(u, targets, i, operands[i])) continue;
        uint32_t copy = comp_temp(u);
        comp_move(u, copy, operands[i]);
        operands[i] = copy;
    }
    for (int32_t i = 0; i < targets->n; i++)
        comp_store(u, targets->items[i], operands[i]);
    return true;
}

static bool is_plain_target(const ast_expr *t) {
    return t->kind == AST_Name || t->kind == AST_Attribute || t->kind == AST_Subscript;
}

void comp_assign(comp_unit *u, const ast_Assign *s) {
    const ast_seq *targets = s->targets;
    const ast_expr *target = targets->items[0];
    if (targets->n == 1 && target->kind == AST_Name) {
        const ast_ident *name = ast_as_Name(target)->id;
        uint32_t local = comp_local(u, name);
        if (local != COMP_NONE) {
            comp_expr_to(u, s->value, local);
            (void)comp_at(u, target);
            (void)comp_forbidden(u, name, AST_Store);
            return;
        }
    }
    if (targets->n == 1 && assign_parallel(u, s)) return;
    uint32_t value = comp_expr(u, s->value);
    for (int32_t i = 0; i < targets->n - 1; i++)
        if (!is_plain_target(targets->items[i]) && value < u->nlocals) {
            uint32_t copy = comp_temp(u);
            comp_move(u, copy, value);
            value = copy;
        }
    for (int32_t i = 0; i < targets->n; i++)
        comp_store(u, targets->items[i], value);
}

/* ---- augmented assignment ------------------------------------------------------------------- */

static void aug_name(comp_unit *u, const ast_AugAssign *s, vm_op op) {
    const ast_Name *target = ast_as_Name(s->target);
    comp_pos old = comp_at(u, s->target);
    if (comp_forbidden(u, target->id, AST_Store)) return;
    uint32_t left = comp_stable(u, comp_name_operand(u, target->id, COMP_NONE), s->value);
    u->pos = old;
    uint32_t right = comp_expr(u, s->value);
    uint32_t local = comp_local(u, target->id), dest = local == COMP_NONE ? left : local;
    comp_emit(u, op, dest, left, right);
    (void)comp_at(u, s->target);
    if (local == COMP_NONE) comp_store_name(u, target->id, dest);
    u->pos = old;
}

static void aug_attribute(comp_unit *u, const ast_AugAssign *s, vm_op op) {
    const ast_Attribute *target = ast_as_Attribute(s->target);
    if (comp_forbidden(u, target->attr, AST_Store)) return;
    note_self_attribute(u, target);
    uint32_t object = comp_stable(u, comp_expr_reg(u, target->value), s->value);
    uint32_t name = comp_name_const(u, comp_mangle(u, target->attr));
    uint32_t value = comp_temp(u);
    comp_pos old = comp_at(u, s->target);
    comp_start_at_attribute(u, s->target);
    comp_emit(u, OP_LOAD_ATTR, value, object, name);
    u->pos = old;
    uint32_t right = comp_expr(u, s->value);
    comp_emit(u, op, value, value, right);
    (void)comp_at(u, s->target);
    comp_start_at_attribute(u, s->target);
    comp_emit(u, OP_STORE_ATTR, object, value, name);
    u->pos = old;
}

static void aug_subscript(comp_unit *u, const ast_AugAssign *s, vm_op op) {
    const ast_Subscript *target = ast_as_Subscript(s->target);
    uint32_t object = comp_stable(u, comp_expr_reg(u, target->value), target->slice);
    object = comp_stable(u, object, s->value);
    uint32_t key = comp_stable(u, comp_subscript_key(u, target->slice), s->value);
    uint32_t value = comp_temp(u);
    comp_pos old = comp_at(u, s->target);
    comp_emit(u, OP_LOAD_SUBSCR, value, object, key);
    u->pos = old;
    uint32_t right = comp_expr(u, s->value);
    comp_emit(u, op, value, value, right);
    (void)comp_at(u, s->target);
    comp_emit(u, OP_STORE_SUBSCR, object, key, value);
    u->pos = old;
}

void comp_aug_assign(comp_unit *u, const ast_AugAssign *s) {
    vm_op op = comp_binary_op(s->op, true);
    switch (s->target->kind) {
    case AST_Name: aug_name(u, s, op); break;
    case AST_Attribute: aug_attribute(u, s, op); break;
    case AST_Subscript: aug_subscript(u, s, op); break;
    default: comp_error(u, "invalid target for augmented assignment"); break;
    }
}

/* ---- annotated assignment ------------------------------------------------------------------- */

static void store_annotation(comp_unit *u, const ast_AnnAssign *s) {
    uint32_t value = comp_temp(u), dict = comp_temp(u);
    comp_annotation(u, s->annotation, value);
    const ast_ident *name = comp_mangle(u, ast_as_Name(s->target)->id);
    comp_load_name(u, comp_ident(u->c, "__annotations__"), dict);
    comp_emit(u, OP_STORE_SUBSCR, dict, comp_operand(u, comp_value_ident(u, name)), value);
}

static void drop_slice(comp_unit *u, const ast_expr *e) {
    if (e->kind == AST_Tuple) {
        for (int32_t i = 0; i < ast_as_Tuple(e)->elts->n; i++)
            drop_slice(u, ast_as_Tuple(e)->elts->items[i]);
        return;
    }
    if (e->kind != AST_Slice) {
        comp_expr_drop(u, e);
        return;
    }
    const ast_Slice *s = ast_as_Slice(e);
    if (s->lower) comp_expr_drop(u, s->lower);
    if (s->upper) comp_expr_drop(u, s->upper);
    if (s->step) comp_expr_drop(u, s->step);
}

void comp_ann_assign(comp_unit *u, const ast_AnnAssign *s) {
    bool in_namespace = !comp_is_function(u);
    if (s->value) {
        uint32_t local =
            s->target->kind == AST_Name ? comp_local(u, ast_as_Name(s->target)->id) : COMP_NONE;
        uint32_t value = local;
        if (local == COMP_NONE)
            value = comp_expr(u, s->value);
        else
            comp_expr_to(u, s->value, local);
        comp_store(u, s->target, value);
    }
    switch (s->target->kind) {
    case AST_Name:
        if (comp_forbidden(u, ast_as_Name(s->target)->id, AST_Store)) return;
        if (s->simple && in_namespace) store_annotation(u, s);
        break;
    case AST_Attribute:
        if (comp_forbidden(u, ast_as_Attribute(s->target)->attr, AST_Store)) return;
        if (!s->value) comp_expr_drop(u, ast_as_Attribute(s->target)->value);
        break;
    case AST_Subscript:
        if (s->value) break;
        comp_expr_drop(u, ast_as_Subscript(s->target)->value);
        drop_slice(u, ast_as_Subscript(s->target)->slice);
        break;
    default: comp_error(u, "invalid node type for annotated assignment"); return;
    }
    if (!s->simple && in_namespace && !(u->c->flags & CO_FUTURE_ANNOTATIONS))
        comp_expr_drop(u, s->annotation);
}

/* ---- del ------------------------------------------------------------------------------------ */

void comp_delete(comp_unit *u, const ast_expr *target) {
    comp_pos old = comp_at(u, target);
    uint32_t mark = u->top;
    switch (target->kind) {
    case AST_Name:
        if (!comp_forbidden(u, ast_as_Name(target)->id, AST_Del))
            comp_delete_name(u, ast_as_Name(target)->id);
        break;
    case AST_Attribute: {
        const ast_Attribute *a = ast_as_Attribute(target);
        if (comp_forbidden(u, a->attr, AST_Del)) break;
        uint32_t object = comp_expr_reg(u, a->value);
        comp_start_at_attribute(u, target);
        comp_emit(u, OP_DELETE_ATTR, object, 0, comp_name_const(u, comp_mangle(u, a->attr)));
        break;
    }
    case AST_Subscript: {
        const ast_Subscript *s = ast_as_Subscript(target);
        uint32_t object = comp_stable(u, comp_expr_reg(u, s->value), s->slice);
        comp_emit(u, OP_DELETE_SUBSCR, object, comp_subscript_key(u, s->slice), 0);
        break;
    }
    case AST_Tuple:
    case AST_List: {
        const ast_seq *elts =
            target->kind == AST_Tuple ? ast_as_Tuple(target)->elts : ast_as_List(target)->elts;
        for (int32_t i = 0; i < elts->n; i++)
            comp_delete(u, elts->items[i]);
        break;
    }
    default: comp_error(u, "invalid deletion target"); break;
    }
    u->top = mark;
    u->pos = old;
}
