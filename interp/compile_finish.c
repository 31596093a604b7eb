/* compile_finish.c - runtime objects of a compiled program: constants, names, code.
 *
 * All objects made so far hang from two arrays that the C stack refers to, so that a collection in between finds them.
 *
 * Owns: nothing beyond the call. Threads: as compile_internal.h. */
#include <stdlib.h>

#include "interp/compile_internal.h"
#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/number.h"
#include "runtime/objects/set.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

typedef struct finisher {
    rt_thread *t;
    compiler *c;
    rt_array *values; /* by constant id */
    rt_array *names;  /* by identifier id */
    Value filename;
} finisher;

static bool keep(finisher *f, rt_array *array, uint32_t index, Value v) {
    return !rt_is_null(v) && rt_write_field(f->t, &array->hdr, &array->x_items[index], v);
}

/* ---- constants ------------------------------------------------------------------------------ */

static Value make(finisher *f, const ast_const *k);

/* Strs that could be names are interned, as in CPython. */
static Value make_str(finisher *f, const ast_const *k) {
    Value v = rt_str_from_utf8(f->t, k->text, k->len);
    if (rt_is_null(v)) return v;
    for (size_t i = 0; i < k->len; i++) {
        char c = k->text[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_'))
            return v;
    }
    return rt_str_intern(f->t, v);
}

static Value make_bigint(finisher *f, const ast_const *k) {
    Value v = rt_int_from_text(f->t, k->text, k->len, k->base);
    if (rt_is_null(v) || !k->negative) return v;
    return rt_int_binary(f->t, RT_SUB, rt_imm_int(0), v);
}

/* The items wait in an array until all are there: a tuple is complete when it is born. */
static Value make_tuple(finisher *f, const ast_const *k) {
    if (k->n == 0) return rt_tuple_empty;
    rt_array *items = rt_array_new(f->t, k->n);
    Value *copy = malloc(k->n * sizeof *copy);
    Value result = RT_NULL;
    if (items && copy) {
        uint32_t i = 0;
        for (; i < k->n; i++) {
            copy[i] = make(f, &k->items[i]);
            if (!keep(f, items, i, copy[i])) break;
        }
        if (i == k->n) result = rt_tuple_new(f->t, copy, k->n);
    } else if (items) {
        result = rt_raise_memory_error(f->t);
    }
    free(copy);
    return result;
}

static Value make_frozenset(finisher *f, const ast_const *k) {
    Value set = rt_set_new(f->t, &rt_frozenset_type);
    for (uint32_t i = 0; i < k->n && !rt_is_null(set); i++) {
        Value item = make(f, &k->items[i]);
        if (rt_is_null(item) || rt_set_add(f->t, set, item) < 0) return RT_NULL;
    }
    return set;
}

static Value make(finisher *f, const ast_const *k) {
    switch (k->kind) {
    case AST_CONST_NONE: return RT_NONE;
    case AST_CONST_TRUE: return RT_TRUE;
    case AST_CONST_FALSE: return RT_FALSE;
    case AST_CONST_ELLIPSIS: return RT_ELLIPSIS;
    case AST_CONST_INT: return rt_int_new(f->t, k->i);
    case AST_CONST_BIGINT: return make_bigint(f, k);
    case AST_CONST_FLOAT: return rt_float_new(f->t, k->re);
    case AST_CONST_COMPLEX: return rt_complex_new(f->t, k->re, k->im);
    case AST_CONST_STR: return make_str(f, k);
    case AST_CONST_BYTES: return rt_bytes_new(f->t, k->text, k->len);
    case AST_CONST_TUPLE: return make_tuple(f, k);
    case AST_CONST_FROZENSET: return make_frozenset(f, k);
    }
    return RT_NULL;
}

/* ---- names and code ------------------------------------------------------------------------- */

static Value name_of(finisher *f, const ast_ident *name) {
    Value v = rt_load(&f->names->x_items[name->id]);
    if (!rt_is_null(v)) return v;
    v = rt_str_from_utf8(f->t, name->utf8, name->len);
    if (!rt_is_null(v)) v = rt_str_intern(f->t, v);
    return keep(f, f->names, name->id, v) ? v : RT_NULL;
}

static Value name_tuple(finisher *f, const ast_ident **names, uint32_t n) {
    if (n == 0) return rt_tuple_empty;
    Value *items = malloc(n * sizeof *items);
    if (!items) return rt_raise_memory_error(f->t);
    Value result = RT_EMPTY;
    for (uint32_t i = 0; i < n && !rt_is_null(result); i++)
        if (rt_is_null(items[i] = name_of(f, names[i]))) result = RT_NULL;
    if (!rt_is_null(result)) result = rt_tuple_new(f->t, items, n);
    free(items);
    return result;
}

static Value interned_text(finisher *f, const char *text) {
    Value v = rt_str_from_cstr(f->t, text);
    return rt_is_null(v) ? v : rt_str_intern(f->t, v);
}

static Value code_of(finisher *f, comp_unit *u);

static Value value_of(finisher *f, uint32_t id) {
    Value v = rt_load(&f->values->x_items[id]);
    if (!rt_is_null(v)) return v;
    const comp_const *k = &f->c->consts[id];
    v = k->code ? code_of(f, k->code) : make(f, &k->value);
    return keep(f, f->values, id, v) ? v : RT_NULL;
}

/* In the order of compile_assemble.c: low values, names, high values. */
static bool constants_of(finisher *f, const comp_unit *u, Value *consts) {
    uint32_t low = u->nvalues < COMP_LOW_CONSTS ? u->nvalues : COMP_LOW_CONSTS;
    for (uint32_t i = 0; i < u->nvalues; i++) {
        uint32_t at = i < low ? i : i + u->nname_consts;
        if (rt_is_null(consts[at] = value_of(f, u->values[i]))) return false;
    }
    for (uint32_t i = 0; i < u->nname_consts; i++)
        if (rt_is_null(consts[low + i] = name_of(f, u->name_consts[i]))) return false;
    return true;
}

static Value code_from(finisher *f, const comp_unit *u, const Value *consts) {
    vm_code_spec spec = {.words = u->words,
                         .nwords = u->nwords,
                         .nregs = u->maxregs,
                         .argcount = u->argcount,
                         .posonlyargcount = u->posonlyargcount,
                         .kwonlyargcount = u->kwonlyargcount,
                         .flags = u->flags,
                         .nlocals = u->nlocals,
                         .attr_hint = u->nself_attrs,
                         .firstlineno = u->firstlineno,
                         .consts = consts,
                         .nconsts = u->nvalues + u->nname_consts,
                         .nname_consts = u->nname_consts,
                         .first_name = u->nvalues < COMP_LOW_CONSTS ? u->nvalues : COMP_LOW_CONSTS,
                         .handlers = u->handlers,
                         .nhandlers = u->nhandlers,
                         .positions = u->positions,
                         .npositions = u->npositions,
                         .filename = f->filename};
    spec.names = name_tuple(f, u->co_names, u->nco_names);
    spec.varnames = name_tuple(f, u->varnames, u->nlocals);
    spec.cellvars = name_tuple(f, u->cellvars, u->ncells);
    spec.freevars = name_tuple(f, u->freevars, u->nfree);
    spec.name = interned_text(f, u->name);
    spec.qualname = interned_text(f, u->qualname);
    const Value made[] = {spec.names,    spec.varnames, spec.cellvars,
                          spec.freevars, spec.name,     spec.qualname};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        if (rt_is_null(made[i])) return RT_NULL;
    return vm_code_new(f->t, &spec);
}

static Value code_of(finisher *f, comp_unit *u) {
    Value *consts = malloc((u->nvalues + u->nname_consts + 1) * sizeof *consts);
    if (!consts) return rt_raise_memory_error(f->t);
    Value code = constants_of(f, u, consts) ? code_from(f, u, consts) : RT_NULL;
    free(consts);
    return code;
}

Value comp_finish(rt_thread *t, compiler *c, comp_unit *top, Value filename) {
    finisher f = {.t = t, .c = c, .filename = filename};
    f.values = rt_array_new(t, c->nconsts);
    if (!f.values) return RT_NULL;
    f.names = rt_array_new(t, c->mod->names.count);
    if (!f.names) return RT_NULL;
    return code_of(&f, top);
}
