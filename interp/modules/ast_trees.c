/* ast_trees.c - from the objects of the ast module to a tree that can be compiled.
 *
 * Any program may have made the objects: a field may be missing, of a wrong type, or a circle. What is read is put into the
 * tree as it is; what it means is checked by ast_validate.
 *
 * Owns: nothing beyond the call. Walks recursively; the depth is limited as that of calls. Threads: any. */
#include <stdlib.h>

#include "interp/ast_validate.h"
#include "interp/modules/ast_nodes.h"
#include "interp/vm.h"
#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/list.h"
#include "runtime/objects/number.h"
#include "runtime/objects/set.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

typedef struct reader {
    rt_thread *t;
    arena *memory;
    ast_mod *tree;
    Value classes;
    uint32_t depth, limit;
} reader;

static bool read_node(reader *r, Value v, const char *type, ast_node **out);

static bool no_memory(const reader *r) {
    (void)rt_raise_memory_error(r->t);
    return false;
}

/* Pair with `r->depth--`. */
static bool enter(reader *r, const char *type) {
    char where[64];
    snprintf(where, sizeof where, " while traversing '%s' node", type);
    if (!rt_stack_left(r->t, where)) return false;
    if (r->depth == r->limit) {
        (void)rt_raise_recursion_error(r->t, where);
        return false;
    }
    r->depth++;
    return true;
}

/* ---- constants ---- */

static bool read_const(reader *r, Value v, ast_const *out);

static bool read_text(const reader *r, Value v, ast_const *out) {
    size_t n;
    const char *utf8 = rt_str_utf8(r->t, v, &n);
    char *copy = utf8 ? arena_strndup(r->memory, utf8, n) : NULL;
    if (!copy) return utf8 ? no_memory(r) : false;
    *out = (ast_const){.kind = AST_CONST_STR, .text = copy, .len = n, .ascii = rt_as_str(v)->ascii};
    return true;
}

static bool read_bytes(const reader *r, Value v, ast_const *out) {
    size_t n = rt_as_bytes(v)->length;
    char *copy = arena_strndup(r->memory, (const char *)rt_as_bytes(v)->data, n);
    if (!copy) return no_memory(r);
    *out = (ast_const){.kind = AST_CONST_BYTES, .text = copy, .len = n};
    return true;
}

static bool read_int(const reader *r, Value v, ast_const *out) {
    int64_t small;
    if (rt_int_get(v, &small)) {
        *out = (ast_const){.kind = AST_CONST_INT, .i = small};
        return true;
    }
    Value digits = rt_int_text(r->t, v, 16);
    if (rt_is_null(digits) || !read_text(r, digits, out)) return false;
    out->kind = AST_CONST_BIGINT;
    out->base = 16;
    out->negative = out->text[0] == '-';
    out->text += out->negative;
    out->len -= out->negative;
    return true;
}

/* A tuple of the items of a tuple or frozenset. */
static bool read_items(reader *r, Value items, ast_const_kind kind, ast_const *out) {
    size_t n = rt_tuple_len(items);
    if (n > UINT32_MAX / sizeof(ast_const) || !enter(r, "constant")) return false;
    ast_const *values = arena_zalloc(r->memory, (n + 1) * sizeof *values);
    bool done = values || no_memory(r);
    for (size_t i = 0; i < n && done; i++)
        done = read_const(r, rt_tuple_at(items, i), &values[i]);
    r->depth--;
    *out = (ast_const){.kind = kind, .n = (uint32_t)n, .items = values};
    return done;
}

/* Not a constant: validation words the error, unless the place asks for something else first. */
static bool read_other(const reader *r, Value v, ast_const *out) {
    const char *name = rt_type_short_name(rt_type_of(v));
    char *copy = arena_strndup(r->memory, name, strlen(name));
    *out = (ast_const){.kind = AST_CONST_OTHER, .text = copy};
    return copy || no_memory(r);
}

static bool read_const(reader *r, Value v, ast_const *out) {
    ast_const_kind kind = rt_is_none(v)             ? AST_CONST_NONE
                          : rt_same(v, RT_TRUE)     ? AST_CONST_TRUE
                          : rt_same(v, RT_FALSE)    ? AST_CONST_FALSE
                          : rt_same(v, RT_ELLIPSIS) ? AST_CONST_ELLIPSIS
                                                    : AST_CONST_OTHER;
    *out = (ast_const){.kind = kind};
    if (kind != AST_CONST_OTHER) return true;
    const rt_type *type = rt_type_of(v);
    if (type == &rt_int_type) return read_int(r, v, out);
    if (type == &rt_str_type) return read_text(r, v, out);
    if (type == &rt_bytes_type) return read_bytes(r, v, out);
    if (type == &rt_tuple_type) return read_items(r, v, AST_CONST_TUPLE, out);
    if (type == &rt_float_type)
        *out = (ast_const){.kind = AST_CONST_FLOAT, .re = rt_float_get(v)};
    else if (type == &rt_complex_type) {
        const rt_complex *c = (const rt_complex *)rt_obj(v);
        *out = (ast_const){.kind = AST_CONST_COMPLEX, .re = c->re, .im = c->im};
    } else if (type == &rt_frozenset_type) {
        Value items = rt_to_tuple(r->t, v);
        return !rt_is_null(items) && read_items(r, items, AST_CONST_FROZENSET, out);
    } else
        return read_other(r, v, out);
    return true;
}

/* ---- single values ---- */

static bool read_ident(const reader *r, Value v, const char *what, const ast_ident **out) {
    *out = NULL;
    if (rt_is_none(v)) return true;
    if (rt_type_of(v) != &rt_str_type) {
        (void)rt_raise_type_error(r->t, "AST %s must be of type str", what);
        return false;
    }
    size_t n;
    const char *utf8 = rt_str_utf8(r->t, v, &n);
    if (!utf8) return false;
    *out = ast_intern(&r->tree->names, utf8, n);
    return *out || no_memory(r);
}

static bool read_number(const reader *r, Value v, int32_t *out) {
    int64_t n = 0;
    if (!rt_is_int(v)) {
        (void)rt_raise_value_error(r->t, "invalid integer value: %R", v);
        return false;
    }
    bool fits = rt_int_get(v, &n) && n >= INT32_MIN && n <= INT32_MAX;
    if (!fits)
        (void)rt_raise(r->t, &rt_exc_OverflowError, "Python int too large to convert to C int");
    *out = (int32_t)n;
    return fits;
}

/* Whether v is an instance of a class, quickly where it is a direct one. */
static bool is_a(Value v, Value type) {
    return rt_type_of(v) == rt_as_type(type) || rt_isinstance_exact(v, rt_as_type(type));
}

static bool unexpected(const reader *r, Value v, const char *type) {
    Value text = rt_repr(r->t, v);
    if (!rt_is_null(text))
        (void)rt_raise_type_error(r->t, "expected some sort of %s, but got %V", type, text);
    return false;
}

static bool read_choice(const reader *r, Value v, const ast_field_info *f, uint8_t *out) {
    for (int i = f->first_choice; i < AST_CHOICE_COUNT && strcmp(ast_choices[i].type, f->type) == 0;
         i++)
        if (is_a(v, rt_tuple_at(r->classes, (size_t)(AST_AT_CHOICE + i)))) {
            *out = (uint8_t)(i - f->first_choice);
            return true;
        }
    return unexpected(r, v, f->type);
}

/* ---- lists ---- */

/* The four kinds of sequence begin alike; items are pointers or, in choices, bytes. */
static bool read_items_of(reader *r, const ast_field_info *f, const rt_array *items, size_t n,
                          void *seq) {
    ast_seq *nodes = seq;
    ast_ident_seq *idents = seq;
    ast_int_seq *choices = seq;
    nodes->n = (int32_t)n;
    for (size_t i = 0; i < n; i++) {
        Value v = rt_load(&items->x_items[i]);
        bool done = f->kind == AST_FIELD_NODE    ? read_node(r, v, f->type, &nodes->items[i])
                    : f->kind == AST_FIELD_IDENT ? read_ident(r, v, "identifier", &idents->items[i])
                                                 : read_choice(r, v, f, &choices->items[i]);
        if (!done) return false;
    }
    return true;
}

static bool read_list(reader *r, const char *owner, const ast_field_info *f, Value v, void **out) {
    if (!rt_is_list(v)) {
        (void)rt_raise_type_error(r->t, "%s field \"%s\" must be a list, not a %T", owner, f->name,
                                  v);
        return false;
    }
    size_t n;
    const rt_array *items = rt_list_snapshot(r->t, v, &n);
    if (!items) return false;
    *out = n < INT32_MAX / sizeof(void *) ? ast_seq_new(r->memory, (int32_t)n) : NULL;
    return *out ? read_items_of(r, f, items, n, *out) : no_memory(r);
}

/* ---- fields ---- */

/* The attribute; RT_EMPTY: missing, or None where the field may be left out; RT_NULL: raised. */
static Value field_of(const reader *r, Value object, const char *name, bool optional) {
    Value id = rt_str_intern_cstr(r->t, name);
    Value v = rt_is_null(id) ? id : rt_getattr_opt(r->t, object, id);
    return optional && rt_is_none(v) ? RT_EMPTY : v;
}

static bool missing(const reader *r, const char *name, const char *owner) {
    (void)rt_raise_type_error(r->t, "required field \"%s\" missing from %s", name, owner);
    return false;
}

static bool read_field(reader *r, const char *owner, const ast_field_info *f, Value v, void *at) {
    if (f->count == AST_COUNT_SEQ) return read_list(r, owner, f, v, at);
    switch (f->kind) {
    case AST_FIELD_IDENT: return read_ident(r, v, "identifier", at);
    case AST_FIELD_STRING: return read_ident(r, v, "string", at);
    case AST_FIELD_INT: return read_number(r, v, at);
    case AST_FIELD_CONST: return read_const(r, v, at);
    case AST_FIELD_ENUM: return read_choice(r, v, f, at);
    case AST_FIELD_NODE: return read_node(r, v, f->type, at);
    }
    return false;
}

static bool read_fields(reader *r, Value object, ast_node *node) {
    const ast_class_info *info = &ast_classes[node->kind];
    for (int i = 0; i < info->n_fields; i++) {
        const ast_field_info *f = &info->fields[i];
        Value v = field_of(r, object, f->name, f->count == AST_COUNT_OPT);
        if (rt_is_null(v)) return false;
        if (rt_is_empty(v) && f->count == AST_COUNT_OPT) continue;
        if (rt_is_empty(v)) return missing(r, f->name, info->name);
        if (!read_field(r, info->name, f, v, (char *)node + f->offset)) return false;
    }
    return true;
}

/* None where a field needs a node or a name. */
static bool check_fields(const reader *r, const ast_node *node) {
    const ast_class_info *info = &ast_classes[node->kind];
    for (int i = 0; i < info->n_fields; i++) {
        const ast_field_info *f = &info->fields[i];
        bool pointer =
            f->kind == AST_FIELD_NODE || f->kind == AST_FIELD_IDENT || f->kind == AST_FIELD_STRING;
        if (f->count != AST_COUNT_ONE || !pointer) continue;
        if (*(void *const *)(const void *)((const char *)node + f->offset)) continue;
        (void)rt_raise_value_error(r->t, "field '%s' is required for %s", f->name, info->name);
        return false;
    }
    return true;
}

/* ends: they must be there, too; otherwise they default to the start. */
static bool read_positions(const reader *r, Value object, const char *owner, bool ends,
                           ast_node *node) {
    struct {
        const char *name;
        int32_t *at;
        bool optional;
    } rows[] = {{"lineno", &node->lineno, false},
                {"col_offset", &node->col_offset, false},
                {"end_lineno", &node->end_lineno, !ends},
                {"end_col_offset", &node->end_col_offset, !ends}};
    for (int i = 0; i < 4; i++) {
        Value v = field_of(r, object, rows[i].name, rows[i].optional);
        if (rt_is_null(v)) return false;
        if (rt_is_empty(v) && rows[i].optional)
            *rows[i].at = *rows[i - 2].at;
        else if (rt_is_empty(v))
            return missing(r, rows[i].name, owner);
        else if (!read_number(r, v, rows[i].at))
            return false;
    }
    return true;
}

/* ---- nodes ---- */

/* The kind of a product type by its name. */
static ast_kind product_kind(const char *type) {
    int kind = 0;
    while (ast_classes[kind].sum != AST_SUM_product || strcmp(ast_classes[kind].name, type) != 0)
        kind++;
    return (ast_kind)kind;
}

static ast_sum sum_of(const char *type) {
    int sum = 0;
    while (sum < AST_SUM_product && strcmp(ast_sum_names[sum], type) != 0)
        sum++;
    return (ast_sum)sum;
}

/* The first kind of a sum that v is an instance of; AST_KIND_COUNT: none. */
static ast_kind kind_of(const reader *r, Value v, ast_sum sum) {
    const rt_type *type = rt_type_of(v);
    for (int kind = 0; kind < AST_KIND_COUNT; kind++)
        if (ast_classes[kind].sum == sum &&
            rt_as_type(rt_tuple_at(r->classes, (size_t)(AST_AT_KIND + kind))) == type)
            return (ast_kind)kind;
    for (int kind = 0; kind < AST_KIND_COUNT; kind++)
        if (ast_classes[kind].sum == sum &&
            rt_isinstance_exact(v,
                                rt_as_type(rt_tuple_at(r->classes, (size_t)(AST_AT_KIND + kind)))))
            return (ast_kind)kind;
    return AST_KIND_COUNT;
}

static bool read_product(reader *r, Value v, const char *type, ast_node **out) {
    ast_node *node = ast_new(r->memory, product_kind(type));
    if (!node) return no_memory(r);
    *out = node;
    return read_fields(r, v, node) &&
           (!ast_classes[node->kind].attributes || read_positions(r, v, type, false, node)) &&
           check_fields(r, node);
}

static bool read_sum(reader *r, Value v, ast_sum sum, ast_node **out) {
    const char *type = ast_sum_names[sum];
    ast_node positions = {0};
    if (rt_is_none(v)) return true;
    if (sum != AST_SUM_mod && sum != AST_SUM_type_ignore &&
        !read_positions(r, v, type, sum == AST_SUM_pattern, &positions))
        return false;
    ast_kind kind = kind_of(r, v, sum);
    if (kind == AST_KIND_COUNT) return unexpected(r, v, type);
    ast_node *node = ast_new(r->memory, kind);
    if (!node) return no_memory(r);
    positions.kind = kind;
    *node = positions;
    *out = node;
    return read_fields(r, v, node) && check_fields(r, node);
}

static bool read_node(reader *r, Value v, const char *type, ast_node **out) {
    *out = NULL;
    if (!enter(r, type)) return false;
    ast_sum sum = sum_of(type);
    bool done = sum == AST_SUM_product ? read_product(r, v, type, out) : read_sum(r, v, sum, out);
    r->depth--;
    return done;
}

/* ---- the program ---- */

static bool check_root(const reader *r, Value root, parse_mode mode) {
    static const ast_kind kinds[] = {[PARSE_EXEC] = AST_Module,
                                     [PARSE_EVAL] = AST_Expression,
                                     [PARSE_SINGLE] = AST_Interactive,
                                     [PARSE_FUNC_TYPE] = AST_FunctionType};
    if (is_a(root, rt_tuple_at(r->classes, (size_t)(AST_AT_KIND + kinds[mode])))) return true;
    (void)rt_raise_type_error(r->t, "expected %s node, got %s", ast_classes[kinds[mode]].name,
                              rt_type_short_name(rt_type_of(root)));
    return false;
}

static bool validate(const reader *r) {
    parse_error e = {.kind = PARSE_OK};
    if (ast_validate(r->memory, r->tree->root, &e)) return true;
    if (e.kind == PARSE_MEMORY_ERROR) return no_memory(r);
    rt_type *type = e.kind == PARSE_TYPE_ERROR        ? &rt_exc_TypeError
                    : e.kind == PARSE_RECURSION_ERROR ? &rt_exc_RecursionError
                                                      : &rt_exc_ValueError;
    (void)rt_raise(r->t, type, "%s", e.message);
    return false;
}

ast_mod *vm_ast_tree(rt_thread *t, arena *memory, Value root, parse_mode mode) {
    reader r = {
        .t = t, .memory = memory, .classes = vm_ast_classes(t), .limit = vm_recursion_limit()};
    if (rt_is_null(r.classes) || !check_root(&r, root, mode)) return NULL;
    r.tree = arena_zalloc(memory, sizeof *r.tree);
    if (!r.tree || !ast_names_init(&r.tree->names, memory)) {
        (void)no_memory(&r);
        return NULL;
    }
    r.tree->memory = memory;
    if (!read_node(&r, root, "mod", &r.tree->root)) return NULL;
    return validate(&r) ? r.tree : NULL;
}
