/* ast_objects.c - from a tree to the objects of the ast module.
 *
 * Owns: nothing beyond the call. The tree is walked recursively: it is as deep as its source is nested, and the room on the
 * C stack is watched. Threads: any, each with its own tree. */
#include "interp/ast_value.h"
#include "interp/modules/ast_nodes.h"
#include "interp/vm.h"
#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/objects/list.h"
#include "runtime/objects/number.h"
#include "runtime/objects/tuple.h"
#include "runtime/shape.h"
#include "runtime/type.h"

enum {
    NODES_A_FRAME = 3
}; /* as python3.11: nodes may be nested this many times deeper than calls */

typedef struct builder {
    rt_thread *t;
    Value classes;
    rt_array *names; /* by identifier id */
    uint32_t depth, limit;
} builder;

static Value node_object(builder *b, const ast_node *node);

static Value name_object(builder *b, const ast_ident *name) {
    return name ? ast_ident_value(b->t, b->names, name) : RT_NONE;
}

static Value choice_object(const builder *b, const ast_field_info *f, uint8_t value) {
    return rt_tuple_at(b->classes, AST_AT_CHOSEN + f->first_choice + value);
}

/* Sequences of every kind have the same beginning. */
static Value list_object(builder *b, const ast_field_info *f, const void *seq) {
    const ast_seq *nodes = seq;
    const ast_ident_seq *idents = seq;
    const ast_int_seq *choices = seq;
    size_t n = (size_t)nodes->n;
    rt_array *items = rt_array_new(b->t, n);
    if (!items) return RT_NULL;
    for (size_t i = 0; i < n; i++) {
        Value v = f->kind == AST_FIELD_NODE    ? node_object(b, nodes->items[i])
                  : f->kind == AST_FIELD_IDENT ? name_object(b, idents->items[i])
                                               : choice_object(b, f, choices->items[i]);
        if (!ast_value_keep(b->t, items, i, v)) return RT_NULL;
    }
    return n ? rt_list_from_array(b->t, items, n) : rt_list_new(b->t, NULL, 0);
}

static Value field_object(builder *b, const ast_field_info *f, const void *at) {
    if (f->count == AST_COUNT_SEQ) return list_object(b, f, *(void *const *)at);
    switch (f->kind) {
    case AST_FIELD_IDENT:
    case AST_FIELD_STRING: return name_object(b, *(const ast_ident *const *)at);
    case AST_FIELD_INT: return rt_imm_int(*(const int32_t *)at);
    case AST_FIELD_CONST: return ast_const_value(b->t, at);
    case AST_FIELD_ENUM: return choice_object(b, f, *(const uint8_t *)at);
    case AST_FIELD_NODE: return node_object(b, *(ast_node *const *)at);
    }
    return RT_NULL;
}

static bool set(builder *b, Value object, Value name, Value v) {
    return !rt_is_null(v) && rt_attr_set(b->t, rt_obj(object), name, v) == RT_ATTR_DONE;
}

static bool set_positions(builder *b, Value object, const ast_node *node) {
    const int32_t positions[] = {node->lineno, node->col_offset, node->end_lineno,
                                 node->end_col_offset};
    Value names = rt_tuple_at(b->classes, AST_AT_ATTRIBUTES);
    for (size_t i = 0; i < 4; i++)
        if (!set(b, object, rt_tuple_at(names, i), rt_imm_int(positions[i]))) return false;
    return true;
}

static bool fill(builder *b, Value object, const ast_node *node) {
    const ast_class_info *info = &ast_classes[node->kind];
    Value names = rt_tuple_at(b->classes, AST_AT_FIELDS + node->kind);
    for (size_t i = 0; i < info->n_fields; i++) {
        const ast_field_info *f = &info->fields[i];
        Value v = field_object(b, f, (const char *)node + f->offset);
        if (!set(b, object, rt_tuple_at(names, i), v)) return false;
    }
    return !info->attributes || set_positions(b, object, node);
}

static Value node_object(builder *b, const ast_node *node) {
    static const char where[] = " during ast construction";
    if (!node) return RT_NONE;
    if (!rt_stack_left(b->t, where)) return RT_NULL;
    if (b->depth == b->limit) return rt_raise_recursion_error(b->t, where);
    b->depth++;
    Value type = rt_tuple_at(b->classes, AST_AT_KIND + node->kind);
    Value object = rt_instance_new(b->t, rt_as_type(type), 0);
    bool done = !rt_is_null(object) && fill(b, object, node);
    b->depth--;
    return done ? object : RT_NULL;
}

Value vm_ast_objects(rt_thread *t, const ast_mod *tree) {
    builder b = {
        .t = t, .classes = vm_ast_classes(t), .limit = vm_recursion_limit() * NODES_A_FRAME};
    if (rt_is_null(b.classes)) return RT_NULL;
    b.names = rt_array_new(t, tree->names.count);
    return b.names ? node_object(&b, tree->root) : RT_NULL;
}
