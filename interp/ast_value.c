/* ast_value.c - see ast_value.h. */
#include "interp/ast_value.h"

#include <stdlib.h>

#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/number.h"
#include "runtime/objects/set.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

bool ast_value_keep(rt_thread *t, rt_array *array, size_t index, Value v) {
    return !rt_is_null(v) && rt_write_field(t, &array->hdr, &array->x_items[index], v);
}

/* Strs that could be names are interned, as in CPython. */
static Value make_str(rt_thread *t, const ast_const *k) {
    Value v = rt_str_from_utf8(t, k->text, k->len);
    if (rt_is_null(v)) return v;
    for (size_t i = 0; i < k->len; i++) {
        char c = k->text[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_'))
            return v;
    }
    return rt_str_intern(t, v);
}

static Value make_bigint(rt_thread *t, const ast_const *k) {
    Value v = rt_int_from_text(t, k->text, k->len, k->base);
    if (rt_is_null(v) || !k->negative) return v;
    return rt_int_binary(t, RT_SUB, rt_imm_int(0), v);
}

/* The items wait in an array until all are there: a tuple is complete when it is born. */
static Value make_tuple(rt_thread *t, const ast_const *k) {
    if (k->n == 0) return rt_tuple_empty;
    rt_array *items = rt_array_new(t, k->n);
    Value *copy = malloc(k->n * sizeof *copy);
    Value result = RT_NULL;
    if (items && copy) {
        uint32_t i = 0;
        for (; i < k->n; i++) {
            copy[i] = ast_const_value(t, &k->items[i]);
            if (!ast_value_keep(t, items, i, copy[i])) break;
        }
        if (i == k->n) result = rt_tuple_new(t, copy, k->n);
    } else if (items) {
        result = rt_raise_memory_error(t);
    }
    free(copy);
    return result;
}

static Value make_frozenset(rt_thread *t, const ast_const *k) {
    Value set = rt_set_new(t, &rt_frozenset_type);
    for (uint32_t i = 0; i < k->n && !rt_is_null(set); i++) {
        Value item = ast_const_value(t, &k->items[i]);
        if (rt_is_null(item) || rt_set_add(t, set, item) < 0) return RT_NULL;
    }
    return set;
}

Value ast_const_value(rt_thread *t, const ast_const *k) {
    switch (k->kind) {
    case AST_CONST_NONE: return RT_NONE;
    case AST_CONST_TRUE: return RT_TRUE;
    case AST_CONST_FALSE: return RT_FALSE;
    case AST_CONST_ELLIPSIS: return RT_ELLIPSIS;
    case AST_CONST_INT: return rt_int_new(t, k->i);
    case AST_CONST_BIGINT: return make_bigint(t, k);
    case AST_CONST_FLOAT: return rt_float_new(t, k->re);
    case AST_CONST_COMPLEX: return rt_complex_new(t, k->re, k->im);
    case AST_CONST_STR: return make_str(t, k);
    case AST_CONST_BYTES: return rt_bytes_new(t, k->text, k->len);
    case AST_CONST_TUPLE: return make_tuple(t, k);
    case AST_CONST_FROZENSET: return make_frozenset(t, k);
    case AST_CONST_OTHER: break;
    }
    return RT_NULL;
}

Value ast_ident_value(rt_thread *t, rt_array *made, const ast_ident *name) {
    Value v = rt_load(&made->x_items[name->id]);
    if (!rt_is_null(v)) return v;
    v = rt_str_from_utf8(t, name->utf8, name->len);
    if (!rt_is_null(v)) v = rt_str_intern(t, v);
    return ast_value_keep(t, made, name->id, v) ? v : RT_NULL;
}
