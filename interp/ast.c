/* ast.c - see ast.h: identifiers, the class table generated from ast.def, construction. */
#include "interp/ast.h"

#include <stdlib.h>

/* ---- identifiers ---- */

enum { FIRST_NAMES = 512 };

bool ast_names_init(ast_names *names, arena *memory) {
    *names = (ast_names){.memory = memory, .capacity = FIRST_NAMES};
    names->slots = arena_zalloc(memory, FIRST_NAMES * sizeof(ast_ident *));
    return names->slots != NULL;
}

/* FNV-1a, four bytes' worth of mixing at the end: names are short. */
static uint32_t hash_bytes(const char *s, size_t len) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (uint8_t)s[i]) * 16777619u;
    return h ^ (h >> 15);
}

static bool names_grow(ast_names *names) {
    uint32_t capacity = names->capacity * 2;
    ast_ident **slots = arena_zalloc(names->memory, capacity * sizeof(ast_ident *));
    if (!slots) return false;
    for (uint32_t i = 0; i < names->capacity; i++) {
        ast_ident *name = names->slots[i];
        if (!name) continue;
        uint32_t at = name->hash & (capacity - 1);
        while (slots[at])
            at = (at + 1) & (capacity - 1);
        slots[at] = name;
    }
    names->slots = slots;
    names->capacity = capacity;
    return true;
}

static ast_ident *names_add(ast_names *names, const char *utf8, size_t len, uint32_t hash) {
    if (len > UINT32_MAX / 2) return NULL;
    ast_ident *name = arena_alloc(names->memory, sizeof *name + len + 1);
    if (!name) return NULL;
    *name = (ast_ident){.len = (uint32_t)len, .hash = hash, .id = names->count};
    memcpy(name->utf8, utf8, len);
    name->utf8[len] = '\0';
    names->count++;
    return name;
}

ast_ident *ast_intern(ast_names *names, const char *utf8, size_t len) {
    uint32_t hash = hash_bytes(utf8, len);
    uint32_t mask = names->capacity - 1;
    uint32_t at = hash & mask;
    for (ast_ident *name; (name = names->slots[at]); at = (at + 1) & mask)
        if (name->hash == hash && name->len == len && memcmp(name->utf8, utf8, len) == 0)
            return name;
    if (names->count * 2 >= names->capacity) {
        if (!names_grow(names)) return NULL;
        mask = names->capacity - 1;
        at = hash & mask;
        while (names->slots[at])
            at = (at + 1) & mask;
    }
    return names->slots[at] = names_add(names, utf8, len, hash);
}

ast_ident *ast_intern_cstr(ast_names *names, const char *utf8) {
    return ast_intern(names, utf8, strlen(utf8));
}

/* ---- the class table ---- */

/* clang-format off */
#define AST_NODE_BEGIN(sum, name, attributes) static const ast_field_info name##_fields[] = {
#define FIRST_IDENT(type) 0
#define FIRST_INT(type) 0
#define FIRST_STRING(type) 0
#define FIRST_CONST(type) 0
#define FIRST_NODE(type) 0
#define FIRST_ENUM(type) AST_CHOICES_##type
#define AST_FIELD(name, field, kind, count, type) \
    { #field, #type, AST_FIELD_##kind, AST_COUNT_##count, offsetof(ast_##name, field), \
      FIRST_##kind(type) },
#define AST_NODE_END(sum, name) { 0 } };
#include "interp/ast.def"

#define AST_NO_ATTRS false
#define AST_ATTRS true
const ast_class_info ast_classes[AST_KIND_COUNT] = {
#define AST_NODE_BEGIN(sum, name, attributes) [AST_##name] = { #name, name##_fields, \
    sizeof(ast_##name), sizeof name##_fields / sizeof name##_fields[0] - 1, AST_SUM_##sum, \
    attributes },
#define AST_FIELD(name, field, kind, count, type)
#define AST_NODE_END(sum, name)
#include "interp/ast.def"
};

const ast_choice_info ast_choices[AST_CHOICE_COUNT] = {
#define AST_ENUM_BEGIN(type)
#define AST_ENUM_VALUE(type, name) { #type, #name },
#define AST_ENUM_END(type)
#include "interp/ast.def"
};
/* clang-format on */

const char *const ast_sum_names[AST_SUM_product] = {
    [AST_SUM_mod] = "mod",         [AST_SUM_stmt] = "stmt",
    [AST_SUM_expr] = "expr",       [AST_SUM_excepthandler] = "excepthandler",
    [AST_SUM_pattern] = "pattern", [AST_SUM_type_ignore] = "type_ignore",
};

/* ---- construction ---- */

const ast_seq ast_no_items = {.n = 0};
const ast_ident_seq ast_no_idents = {.n = 0};

/* The empty sequences have the same layout up to `n`; ast-3 lets any of them stand for none. */
ast_node *ast_new(arena *a, ast_kind kind) {
    const ast_class_info *info = &ast_classes[kind];
    ast_node *node = arena_zalloc(a, info->size);
    if (!node) return NULL;
    node->kind = kind;
    for (int i = 0; i < info->n_fields; i++)
        if (info->fields[i].count == AST_COUNT_SEQ) {
            const void *none = &ast_no_items;
            memcpy((char *)node + info->fields[i].offset, &none, sizeof none);
        }
    return node;
}

ast_seq *ast_seq_new(arena *a, int32_t n) {
    ast_seq *seq = arena_alloc(a, sizeof *seq + (size_t)n * sizeof(ast_node *));
    if (seq) seq->n = n;
    return seq;
}

bool ast_docstring(const ast_seq *body, const ast_const **text) {
    if (body->n == 0 || body->items[0]->kind != AST_Expr) return false;
    const ast_node *value = ast_as_Expr(body->items[0])->value;
    if (value->kind != AST_Constant || ast_as_Constant(value)->value.kind != AST_CONST_STR)
        return false;
    *text = &ast_as_Constant(value)->value;
    return true;
}
