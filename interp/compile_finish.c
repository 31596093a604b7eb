/* compile_finish.c - runtime objects of a compiled program: constants, names, code.
 *
 * All objects made so far hang from two arrays that the C stack refers to, so that a collection in between finds them.
 *
 * Owns: nothing beyond the call. Threads: as compile_internal.h. */
#include <stdlib.h>

#include "interp/ast_value.h"
#include "interp/compile_internal.h"
#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

typedef struct finisher {
    rt_thread *t;
    compiler *c;
    rt_array *values; /* by constant id */
    rt_array *names;  /* by identifier id */
    Value filename;
} finisher;

/* ---- names and code ------------------------------------------------------------------------- */

static Value name_tuple(finisher *f, const ast_ident **names, uint32_t n) {
    if (n == 0) return rt_tuple_empty;
    Value *items = malloc(n * sizeof *items);
    if (!items) return rt_raise_memory_error(f->t);
    Value result = RT_EMPTY;
    for (uint32_t i = 0; i < n && !rt_is_null(result); i++)
        if (rt_is_null(items[i] = ast_ident_value(f->t, f->names, names[i]))) result = RT_NULL;
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
    v = k->code ? code_of(f, k->code) : ast_const_value(f->t, &k->value);
    return ast_value_keep(f->t, f->values, id, v) ? v : RT_NULL;
}

/* In the order of compile_assemble.c: low values, names, high values. */
static bool constants_of(finisher *f, const comp_unit *u, Value *consts) {
    uint32_t low = u->nvalues < COMP_LOW_CONSTS ? u->nvalues : COMP_LOW_CONSTS;
    for (uint32_t i = 0; i < u->nvalues; i++) {
        uint32_t at = i < low ? i : i + u->nname_consts;
        if (rt_is_null(consts[at] = value_of(f, u->values[i]))) return false;
    }
    for (uint32_t i = 0; i < u->nname_consts; i++)
        if (rt_is_null(consts[low + i] = ast_ident_value(f->t, f->names, u->name_consts[i])))
            return false;
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
    Value code = vm_code_new(f->t, &spec);
#ifndef NDEBUG
    if (!rt_is_null(code)) vm_code_verify(vm_as_code(code));
#endif
    return code;
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
