/* code.c - code objects: creation, positions, the registry that finds code by the address of an instruction.
 *
 * Owns: the words of all code (malloc, never freed: sites in logs point into them) and the registry.
 * Invariants: code-1 a registry entry names a code object only until a collection finds it dead. code-2 everything that
 *   hangs from a code object is immutable but the words (specialisation) and x_globals_cache.
 * Order: registry_lock is a leaf. Threads: any; entries are swept with the world stopped. */
#include "interp/code.h"

#include <pthread.h>
#include <stdlib.h>

#include "interp/code_internal.h"
#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

/* ---- registry ------------------------------------------------------------------------------- */

typedef struct entry {
    const vm_word *words;
    uint32_t nwords;
    const rt_code *code; /* NULL: collected */
} entry;

static pthread_mutex_t registry_lock = PTHREAD_MUTEX_INITIALIZER;
static entry *entries;
static size_t nentries, capentries;
static bool sorted; /* entries are in order of address */

/* World stopped: nobody holds the lock. */
static void forget_dead(rt_thread *t) {
    (void)t;
    for (size_t i = 0; i < nentries; i++)
        if (entries[i].code && !rt_is_marked(entries[i].code)) entries[i].code = NULL;
}

static bool registry_add(const rt_code *code) {
    pthread_mutex_lock(&registry_lock);
    if (nentries == capentries) {
        size_t cap = capentries ? capentries * 2 : 256;
        entry *bigger = realloc(entries, cap * sizeof *bigger);
        if (!bigger) {
            pthread_mutex_unlock(&registry_lock);
            return false;
        }
        if (!capentries) rt_after_mark_hook(forget_dead);
        entries = bigger;
        capentries = cap;
    }
    entries[nentries++] = (entry){code->words, code->nwords, code};
    sorted = false;
    pthread_mutex_unlock(&registry_lock);
    return true;
}

static int by_address(const void *a, const void *b) {
    const entry *x = a, *y = b;
    return x->words < y->words ? -1 : x->words > y->words;
}

/* The entry whose words hold the address. */
static const entry *registry_find(const vm_word *at) {
    if (!sorted && nentries) qsort(entries, nentries, sizeof *entries, by_address);
    sorted = true;
    size_t low = 0, high = nentries;
    while (low < high) { /* the first entry that begins behind `at` */
        size_t middle = (low + high) / 2;
        if (entries[middle].words <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || at >= entries[low - 1].words + entries[low - 1].nwords) return NULL;
    return &entries[low - 1];
}

const rt_code *vm_code_find(stm_site site, uint32_t *pc) {
    const vm_word *at = (const vm_word *)site;
    pthread_mutex_lock(&registry_lock);
    const entry *e = registry_find(at);
    const rt_code *code = e ? e->code : NULL;
    if (code) {
        *pc = (uint32_t)(at - e->words);
        /* Code of an aborted transaction may have been replaced by another object. */
        if (rt_obj_type(&code->hdr) != &vm_code_type || code->words != e->words) code = NULL;
    }
    pthread_mutex_unlock(&registry_lock);
    return code;
}

void vm_code_each(void (*visit)(rt_code *code, void *ctx), void *ctx) {
    pthread_mutex_lock(&registry_lock);
    for (size_t i = 0; i < nentries; i++) {
        rt_code *code = (rt_code *)entries[i].code;
        if (code && rt_obj_type(&code->hdr) == &vm_code_type && code->words == entries[i].words)
            visit(code, ctx);
    }
    pthread_mutex_unlock(&registry_lock);
}

/* ---- creation ------------------------------------------------------------------------------- */

static void *copy_of(const void *data, size_t bytes) {
    void *copy = malloc(bytes ? bytes : 1);
    if (copy && bytes) memcpy(copy, data, bytes);
    return copy;
}

/* Copies the tables and enters the words into the registry. */
static bool own_tables(rt_code *c, const vm_code_spec *s) {
    c->words = copy_of(s->words, s->nwords * sizeof *s->words);
    c->handlers = copy_of(s->handlers, s->nhandlers * sizeof *s->handlers);
    c->positions = copy_of(s->positions, s->npositions * sizeof *s->positions);
    c->nwords = s->nwords;
    c->nhandlers = s->nhandlers;
    c->npositions = s->npositions;
    return c->words && c->handlers && c->positions && registry_add(c);
}

static uint32_t simple_argcount(const vm_code_spec *s) {
    bool simple = s->kwonlyargcount == 0 && !(s->flags & (CO_VARARGS | CO_VARKEYWORDS));
    return simple ? s->argcount : UINT32_MAX;
}

Value vm_code_new(rt_thread *t, const vm_code_spec *spec) {
    Value consts = rt_tuple_new(t, spec->consts, spec->nconsts);
    if (rt_is_null(consts)) return RT_NULL;
    rt_code *c = (rt_code *)rt_alloc(t, sizeof(rt_code), &vm_code_type.root);
    if (!c) return RT_NULL;
    c->nregs = spec->nregs;
    c->argcount = spec->argcount;
    c->posonlyargcount = spec->posonlyargcount;
    c->kwonlyargcount = spec->kwonlyargcount;
    c->simple_argcount = simple_argcount(spec);
    c->flags = spec->flags;
    c->nlocals = spec->nlocals;
    c->firstlineno = spec->firstlineno;
    c->consts_tuple = consts;
    c->consts = rt_as_tuple(consts)->items;
    c->nconsts = spec->nconsts;
    c->first_name = spec->first_name;
    c->nname_consts = spec->nname_consts;
    c->attr_hint = spec->attr_hint;
    c->names = spec->names;
    c->varnames = spec->varnames;
    c->cellvars = spec->cellvars;
    c->freevars = spec->freevars;
    c->filename = spec->filename;
    c->name = spec->name;
    c->qualname = spec->qualname;
    return own_tables(c, spec) ? rt_from_obj(c) : rt_raise_memory_error(t);
}

vm_position vm_code_position(const rt_code *code, uint32_t pc) {
    uint32_t low = 0, high = code->npositions;
    while (low < high) { /* the first entry behind pc */
        uint32_t middle = (low + high) / 2;
        if (code->positions[middle].pc <= pc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return (vm_position){.pc = 0, .line = -1, .end_line = -1, .col = -1, .end_col = -1};
    return code->positions[low - 1];
}

bool vm_op_has_data(uint16_t op) {
    switch (vm_op_plain[op]) {
    case OP_LOADK_WIDE:
    case OP_CALL_KW:
    case OP_CALL_METHOD_KW:
    case OP_UNPACK_EX:
    case OP_MAKE_FUNCTION:
    case OP_MATCH_CLASS: return true;
    default: return false;
    }
}

/* ---- the type ------------------------------------------------------------------------------- */

static void code_trace(rt_object *o, rt_marker *m) {
    const rt_code *c = (const rt_code *)o;
    const Value parts[] = {c->consts_tuple, c->names,    c->varnames, c->cellvars,
                           c->freevars,     c->filename, c->name,     c->qualname};
    rt_mark_values(m, parts, sizeof parts / sizeof *parts);
    rt_mark_field(m, &c->x_globals_cache);
}

static Value code_repr(rt_thread *t, Value self) {
    const rt_code *c = vm_as_code(self);
    size_t n;
    const char *name = rt_str_utf8(t, c->name, &n), *file = rt_str_utf8(t, c->filename, &n);
    if (!name || !file) return RT_NULL;
    char head[64];
    snprintf(head, sizeof head, "at %p", (const void *)c);
    return rt_str_format_c(t, "<code object %s %s, file \"%s\", line %d>", name, head, file,
                           c->firstlineno ? c->firstlineno : -1);
}

rt_type vm_code_type = {
    RT_TYPE_HEAD(vm_code_type, "code"),
    .flags = RT_TF_IMMUTABLE | RT_TF_WEAKREF,
    .basic_size = sizeof(rt_code),
    .slots = {.repr = code_repr, .hash = vm_code_hash, .compare = vm_code_compare},
    .trace = code_trace,
    .getsets = vm_code_getsets,
    .methods = vm_code_methods,
    .doc = "Create a code object.  Not for mere mortals.",
};
