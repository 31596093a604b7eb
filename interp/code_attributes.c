/* code_attributes.c - code objects as Python sees them: co_ attributes, equality, co_lines, co_positions, replace.
 *
 * Bytecode offsets are bytes of the words, eight a word; CPython's unit of two bytes is a quarter of a word, so
 * co_positions yields four entries a word.
 *
 * Owns: nothing. Threads: any; code is immutable. */
#include <stdlib.h>

#include "interp/code_internal.h"
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/list.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

enum { UNITS_A_WORD = 4, BYTES_A_WORD = 8 };

/* ---- attributes ----------------------------------------------------------------------------- */

#define INT_ATTRIBUTE(name, expression)                                                                    \
    static Value get_##name(rt_thread *t, Value self)                                                      \
    {                                                                                                      \
        (void)t;                                                                                           \
        const rt_code *c = vm_as_code(self);                                                               \
        return rt_imm_int(expression);                                                                     \
    }
#define VALUE_ATTRIBUTE(name)                                                                              \
    static Value get_##name(rt_thread *t, Value self)                                                      \
    {                                                                                                      \
        (void)t;                                                                                           \
        return vm_as_code(self)->name;                                                                     \
    }
INT_ATTRIBUTE(argcount, c->argcount)
INT_ATTRIBUTE(posonlyargcount, c->posonlyargcount)
INT_ATTRIBUTE(kwonlyargcount, c->kwonlyargcount)
INT_ATTRIBUTE(nlocals, c->nlocals)
INT_ATTRIBUTE(stacksize, (int64_t)c->nregs - c->nlocals)
INT_ATTRIBUTE(flags, c->flags & ~(uint32_t)CO_PRELUDE)
INT_ATTRIBUTE(firstlineno, c->firstlineno)
VALUE_ATTRIBUTE(names)
VALUE_ATTRIBUTE(varnames)
VALUE_ATTRIBUTE(cellvars)
VALUE_ATTRIBUTE(freevars)
VALUE_ATTRIBUTE(filename)
VALUE_ATTRIBUTE(name)
VALUE_ATTRIBUTE(qualname)
#undef INT_ATTRIBUTE
#undef VALUE_ATTRIBUTE

/* The words as compiled: specialisation undone, caches empty. */
static void plain_words(const rt_code *c, vm_word *out) {
    memset(out, 0, c->nwords * sizeof *out);
    for (uint32_t pc = 0; pc < c->nwords;) {
        const vm_word *w = &c->words[pc];
        uint16_t op = vm_op_plain[vm_op_load(w)];
        out[pc] = (vm_word){.op = op, .a = w->a, .b = w->b, .c = w->c};
        if (vm_op_has_data(op)) out[pc + 1] = c->words[pc + 1];
        pc += vm_op_words[op];
    }
}

static Value get_code(rt_thread *t, Value self) {
    const rt_code *c = vm_as_code(self);
    vm_word *words = malloc(c->nwords * sizeof *words);
    if (!words) return rt_raise_memory_error(t);
    plain_words(c, words);
    Value v = rt_bytes_new(t, words, c->nwords * sizeof *words);
    free(words);
    return v;
}

static Value get_consts(rt_thread *t, Value self) {
    const rt_code *c = vm_as_code(self);
    uint32_t n = c->nconsts - c->nname_consts;
    if (n == c->nconsts) return c->consts_tuple;
    Value *values = malloc((n + 1) * sizeof *values);
    if (!values) return rt_raise_memory_error(t);
    memcpy(values, c->consts, c->first_name * sizeof *values);
    memcpy(values + c->first_name, c->consts + c->first_name + c->nname_consts,
           (n - c->first_name) * sizeof *values);
    Value v = rt_tuple_new(t, values, n);
    free(values);
    return v;
}

static Value get_no_bytes(rt_thread *t, Value self) {
    (void)self;
    return rt_bytes_new(t, "", 0);
}

const rt_getset_def vm_code_getsets[] = {
    {"co_argcount", get_argcount, rt_set_readonly, NULL},
    {"co_posonlyargcount", get_posonlyargcount, rt_set_readonly, NULL},
    {"co_kwonlyargcount", get_kwonlyargcount, rt_set_readonly, NULL},
    {"co_nlocals", get_nlocals, NULL, NULL},
    {"co_stacksize", get_stacksize, rt_set_readonly, NULL},
    {"co_flags", get_flags, rt_set_readonly, NULL},
    {"co_firstlineno", get_firstlineno, rt_set_readonly, NULL},
    {"co_code", get_code, NULL, NULL},
    {"_co_code_adaptive", get_code, NULL, NULL},
    {"co_consts", get_consts, rt_set_readonly, NULL},
    {"co_names", get_names, rt_set_readonly, NULL},
    {"co_varnames", get_varnames, NULL, NULL},
    {"co_cellvars", get_cellvars, NULL, NULL},
    {"co_freevars", get_freevars, NULL, NULL},
    {"co_filename", get_filename, rt_set_readonly, NULL},
    {"co_name", get_name, rt_set_readonly, NULL},
    {"co_qualname", get_qualname, rt_set_readonly, NULL},
    {"co_lnotab", get_no_bytes, NULL, NULL},
    {"co_linetable", get_no_bytes, rt_set_readonly, NULL},
    {"co_exceptiontable", get_no_bytes, rt_set_readonly, NULL},
    {NULL, NULL, NULL, NULL},
};

/* ---- equality ------------------------------------------------------------------------------- */

static bool same_words(const rt_code *a, const rt_code *b) {
    if (a->nwords != b->nwords) return false;
    for (uint32_t pc = 0; pc < a->nwords;) {
        const vm_word *x = &a->words[pc], *y = &b->words[pc];
        uint16_t op = vm_op_plain[vm_op_load(x)];
        if (op != vm_op_plain[vm_op_load(y)] || x->a != y->a || x->b != y->b || x->c != y->c)
            return false;
        if (vm_op_has_data(op) && a->words[pc + 1].bits != b->words[pc + 1].bits) return false;
        pc += vm_op_words[op];
    }
    return true;
}

static bool same_tables(const rt_code *a, const rt_code *b) {
    return a->nhandlers == b->nhandlers && a->npositions == b->npositions &&
           memcmp(a->handlers, b->handlers, a->nhandlers * sizeof *a->handlers) == 0 &&
           memcmp(a->positions, b->positions, a->npositions * sizeof *a->positions) == 0;
}

/* Equal and of equal type all the way down: 1 and 1.0 are different constants. */
static Value same_constant(rt_thread *t, Value a, Value b) {
    if (rt_same(a, b)) return RT_TRUE;
    if (rt_type_of(a) != rt_type_of(b)) return RT_FALSE;
    if (rt_is_tuple(a)) {
        if (rt_tuple_len(a) != rt_tuple_len(b)) return RT_FALSE;
        for (size_t i = 0; i < rt_tuple_len(a); i++) {
            Value same = same_constant(t, rt_tuple_at(a, i), rt_tuple_at(b, i));
            if (!rt_same(same, RT_TRUE)) return same;
        }
        return RT_TRUE;
    }
    if (rt_is_float(a)) { /* by bit pattern: 0.0 and -0.0 are different constants */
        double x = rt_float_get(a), y = rt_float_get(b);
        uint64_t x_bits, y_bits;
        memcpy(&x_bits, &x, sizeof x);
        memcpy(&y_bits, &y, sizeof y);
        return rt_bool(x_bits == y_bits);
    }
    return rt_compare_bool(t, a, b, RT_EQ);
}

static Value code_equal(rt_thread *t, const rt_code *a, const rt_code *b) {
    if (a == b) return RT_TRUE;
    if (a->argcount != b->argcount || a->posonlyargcount != b->posonlyargcount ||
        a->kwonlyargcount != b->kwonlyargcount || a->flags != b->flags ||
        a->firstlineno != b->firstlineno || !same_words(a, b) || !same_tables(a, b))
        return RT_FALSE;
    const Value pairs[][2] = {{a->name, b->name},         {a->consts_tuple, b->consts_tuple},
                              {a->names, b->names},       {a->varnames, b->varnames},
                              {a->cellvars, b->cellvars}, {a->freevars, b->freevars}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Value same = same_constant(t, pairs[i][0], pairs[i][1]);
        if (!rt_same(same, RT_TRUE)) return same;
    }
    return RT_TRUE;
}

Value vm_code_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if ((op != RT_EQ && op != RT_NE) || rt_type_of(a) != &vm_code_type ||
        rt_type_of(b) != &vm_code_type)
        return RT_NOT_IMPLEMENTED;
    Value same = code_equal(t, vm_as_code(a), vm_as_code(b));
    if (rt_is_null(same)) return same;
    return rt_bool(rt_same(same, RT_TRUE) == (op == RT_EQ));
}

Value vm_code_hash(rt_thread *t, Value self) {
    (void)t;
    const rt_code *c = vm_as_code(self);
    uint64_t h = rt_str_hash(c->name);
    const uint64_t parts[] = {c->argcount, c->posonlyargcount,       c->kwonlyargcount,
                              c->flags,    (uint64_t)c->firstlineno, c->nwords,
                              c->nconsts};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        h = (h ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return rt_imm_int((int64_t)(h >> 3));
}

/* ---- lines and positions -------------------------------------------------------------------- */

static Value number_or_none(int32_t n) { return n < 0 ? RT_NONE : rt_imm_int(n); }

/* An iterator over (start, end, line), one for each stretch of words of one line. */
static Value code_lines(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_code *c = vm_as_code(args[0]);
    Value list = rt_list_new(t, NULL, 0);
    if (rt_is_null(list)) return list;
    for (uint32_t i = 0; i < c->npositions;) {
        uint32_t next = i + 1;
        while (next < c->npositions && c->positions[next].line == c->positions[i].line)
            next++;
        uint32_t end = next < c->npositions ? c->positions[next].pc : c->nwords;
        Value item = rt_tuple_pack3(t, rt_imm_int(BYTES_A_WORD * (int64_t)c->positions[i].pc),
                                    rt_imm_int(BYTES_A_WORD * (int64_t)end),
                                    number_or_none(c->positions[i].line));
        if (rt_is_null(item) || !rt_list_append(t, list, item)) return RT_NULL;
        i = next;
    }
    return rt_iter_tail(t, list);
}

static Value code_positions(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_code *c = vm_as_code(args[0]);
    Value list = rt_list_new(t, NULL, 0);
    for (uint32_t i = 0; i < c->npositions && !rt_is_null(list); i++) {
        const vm_position *p = &c->positions[i];
        uint32_t end = i + 1 < c->npositions ? p[1].pc : c->nwords;
        Value parts[] = {number_or_none(p->line), number_or_none(p->end_line),
                         number_or_none(p->col), number_or_none(p->end_col)};
        Value item = rt_tuple_new(t, parts, 4);
        if (rt_is_null(item)) return item;
        for (uint32_t k = UNITS_A_WORD * p->pc; k < UNITS_A_WORD * end; k++)
            if (!rt_list_append(t, list, item)) return RT_NULL;
    }
    return rt_is_null(list) ? list : rt_iter_tail(t, list);
}

/* ---- replace -------------------------------------------------------------------------------- */

static bool take_int(rt_thread *t, Value v, uint32_t *out) {
    int64_t i;
    if (rt_is_empty(v)) return true;
    if (!rt_is_int(v) || !rt_int_get(v, &i)) {
        rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", v);
        return false;
    }
    *out = (uint32_t)i;
    return true;
}

static bool take(rt_thread *t, Value v, rt_type *type, Value *out) {
    if (rt_is_empty(v)) return true;
    if (rt_type_of(v) != type) {
        rt_raise_type_error(t, "replace() argument must be %N, not %T", type, v);
        return false;
    }
    *out = v;
    return true;
}

/* Puts the names back behind the new value constants. False: raised, or another number of constants. */
static bool take_consts(rt_thread *t, const rt_code *c, Value v, Value *consts) {
    if (rt_is_empty(v)) return true;
    uint32_t n = c->nconsts - c->nname_consts;
    if (!rt_is_tuple(v) || rt_tuple_len(v) != n) {
        rt_raise_value_error(t, "co_consts must be a tuple of the same length");
        return false;
    }
    const Value *items = rt_as_tuple(v)->items;
    memcpy(consts, items, c->first_name * sizeof *consts);
    memcpy(consts + c->first_name + c->nname_consts, items + c->first_name,
           (n - c->first_name) * sizeof *consts);
    return true;
}

static bool same_code_bytes(rt_thread *t, Value self, Value given) {
    if (rt_is_empty(given)) return true;
    Value own = get_code(t, self);
    if (rt_is_null(own)) return false;
    Value same = rt_compare_bool(t, own, given, RT_EQ);
    if (rt_same(same, RT_FALSE))
        rt_raise_value_error(t, "co_code cannot be replaced by other code");
    return rt_same(same, RT_TRUE);
}

static const char replace_signature[] =
    "self, /, *, co_argcount=, co_posonlyargcount=, co_kwonlyargcount=, co_nlocals=, co_stacksize=, co_flags=, "
    "co_firstlineno=, co_code=, co_consts=, co_names=, co_varnames=, co_freevars=, co_cellvars=, co_filename=, "
    "co_name=, co_qualname=, co_linetable=, co_exceptiontable=";

static Value code_replace(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const rt_code *c = vm_as_code(args[0]);
    vm_code_spec s = {.nwords = c->nwords,
                      .nregs = c->nregs,
                      .argcount = c->argcount,
                      .posonlyargcount = c->posonlyargcount,
                      .kwonlyargcount = c->kwonlyargcount,
                      .flags = c->flags,
                      .nlocals = c->nlocals,
                      .attr_hint = c->attr_hint,
                      .firstlineno = c->firstlineno,
                      .nconsts = c->nconsts,
                      .first_name = c->first_name,
                      .nname_consts = c->nname_consts,
                      .handlers = c->handlers,
                      .nhandlers = c->nhandlers,
                      .positions = c->positions,
                      .npositions = c->npositions,
                      .names = c->names,
                      .varnames = c->varnames,
                      .cellvars = c->cellvars,
                      .freevars = c->freevars,
                      .filename = c->filename,
                      .name = c->name,
                      .qualname = c->qualname};
    uint32_t line = (uint32_t)c->firstlineno;
    vm_word *words = malloc(c->nwords * sizeof *words);
    Value *consts = malloc((c->nconsts + 1) * sizeof *consts);
    Value result = RT_NULL;
    if (!words || !consts) {
        result = rt_raise_memory_error(t);
    } else {
        plain_words(c, words);
        memcpy(consts, c->consts, c->nconsts * sizeof *consts);
        if (take_int(t, args[1], &s.argcount) && take_int(t, args[2], &s.posonlyargcount) &&
            take_int(t, args[3], &s.kwonlyargcount) && take_int(t, args[6], &s.flags) &&
            take_int(t, args[7], &line) && same_code_bytes(t, args[0], args[8]) &&
            take_consts(t, c, args[9], consts) && take(t, args[10], &rt_tuple_type, &s.names) &&
            take(t, args[11], &rt_tuple_type, &s.varnames) &&
            take(t, args[12], &rt_tuple_type, &s.freevars) &&
            take(t, args[13], &rt_tuple_type, &s.cellvars) &&
            take(t, args[14], &rt_str_type, &s.filename) &&
            take(t, args[15], &rt_str_type, &s.name) &&
            take(t, args[16], &rt_str_type, &s.qualname)) {
            s.words = words;
            s.consts = consts;
            s.firstlineno = (int32_t)line;
            result = vm_code_new(t, &s);
        }
    }
    free(words);
    free(consts);
    return result;
}

const rt_native_def vm_code_methods[] = {
    {"co_lines", code_lines, 1, 1, NULL, 0, NULL},
    {"co_positions", code_positions, 1, 1, NULL, 0, NULL},
    {"replace", code_replace, 0, 0, replace_signature, 0,
     "Return a copy of the code object with new values for the specified fields."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};
