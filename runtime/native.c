/* native.c - tail calls, and binding arguments to functions written in C.
 *
 * Owns: the cache of parsed signatures, outside the collected heap and never freed.
 *
 * Invariant native-1: a signature is parsed once and never changes; its names are interned, hence immortal.
 *
 * Threads: any. The cache is a table of lists that only grow at their heads: readers need no lock
 * (pairs-with comments below); two threads that parse the same signature both add it, which is harmless.
 */
#include "runtime/native.h"

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/heap/heap_internal.h"
#include "runtime/native_internal.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "stm/atomic.h"

#include <stdlib.h>

static Value no_finish(rt_thread *t) {
    (void)t;
    rt_fatal("a call needs the interpreter, which is not there");
}

static Value no_prelude(rt_thread *t, const char *name) {
    (void)t;
    rt_fatal("the prelude function %s is not there", name);
}

Value (*rt_attention_hook)(rt_thread *t);
Value (*rt_finish_hook)(rt_thread *t) = no_finish;
Value (*rt_prelude_hook)(rt_thread *t, const char *name) = no_prelude;

/* ---- tail calls ---- */

static bool tail_room(rt_thread *t, uint32_t n) {
    rt_tail *tail = &t->tail;
    if (n <= tail->cap) return true;
    uint32_t cap = n < 16 ? 16 : n;
    Value *args = realloc(tail->args, cap * sizeof *args);
    if (!args) {
        (void)rt_raise_memory_error(t);
        return false;
    }
    memset(args + tail->cap, 0, (cap - tail->cap) * sizeof *args);
    tail->args = args;
    tail->cap = cap;
    return true;
}

Value rt_tail_call_kw(rt_thread *t, Value callable, const Value *args, uint32_t nargs,
                      Value kwnames) {
    rt_tail *tail = &t->tail;
    uint32_t n = nargs + (rt_is_null(kwnames) ? 0 : (uint32_t)rt_tuple_len(kwnames));
    bool own = n > 0 && tail->cap > 0 && args >= tail->args &&
               args < tail->args + tail->cap; /* arguments passed on */
    size_t offset = own ? (size_t)(args - tail->args) : 0;
    if (!tail_room(t, n)) return RT_NULL;
    if (n > 0) memmove(tail->args, own ? tail->args + offset : args, n * sizeof *args);
    tail->callable = callable;
    tail->nargs = nargs;
    tail->kwnames = kwnames;
    tail->outside = NULL;
    tail->resume = 0;
    tail->ns = RT_NULL;
    tail->nconts = 0;
    return RT_TAIL;
}

Value rt_tail_call(rt_thread *t, Value callable, const Value *args, uint32_t nargs) {
    return rt_tail_call_kw(t, callable, args, nargs, RT_NULL);
}

Value rt_tail_outside(rt_thread *t, Value (*run)(rt_thread *t, Value state), Value state) {
    t->tail.callable = state;
    t->tail.nargs = 0;
    t->tail.kwnames = RT_NULL;
    t->tail.outside = run;
    t->tail.resume = 0;
    t->tail.ns = RT_NULL;
    t->tail.nconts = 0;
    return RT_TAIL;
}

Value rt_tail_prelude(rt_thread *t, const char *name, const Value *args, uint32_t nargs) {
    Value f = rt_prelude_hook(t, name);
    return rt_is_null(f) ? RT_NULL : rt_tail_call(t, f, args, nargs);
}

static bool cont_room(rt_thread *t) {
    rt_tail *tail = &t->tail;
    if (tail->nconts < tail->conts_cap) return true;
    uint32_t cap = tail->conts_cap ? 2 * tail->conts_cap : 32;
    rt_tail_cont *conts = realloc(tail->conts, cap * sizeof *conts);
    if (!conts) {
        (void)rt_raise_memory_error(t);
        return false;
    }
    tail->conts = conts;
    tail->conts_cap = cap;
    return true;
}

static Value add_cont(rt_thread *t, rt_cont run, Value state, bool catches) {
    rt_tail *tail = &t->tail;
    if (!cont_room(t)) return RT_NULL;
    tail->conts[tail->nconts].run = run;
    tail->conts[tail->nconts].state = state;
    tail->conts[tail->nconts].catches = catches;
    tail->nconts++;
    return RT_TAIL;
}

Value rt_then(rt_thread *t, Value result, rt_cont run, Value state) {
    if (rt_is_tail(result)) return add_cont(t, run, state, false);
    return rt_is_null(result) ? RT_NULL : run(t, result, state);
}

Value rt_then_catch(rt_thread *t, Value result, rt_cont run, Value state) {
    if (rt_is_tail(result)) return add_cont(t, run, state, true);
    return t->conflict ? RT_NULL : run(t, result, state);
}

/* ---- signatures ---- */

static rt_signature *_Atomic x_signatures[256];

static rt_signature *_Atomic *signature_list(const rt_native_def *def) {
    return &x_signatures[((uintptr_t)def >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 56];
}

static bool is_name_char(char c) { return c == '_' || (c >= '0' && c <= '9') || (c | 32) >= 'a'; }

/* Parses one parameter at *p, which ends behind it and its comma. false: no memory. */
static bool parse_parameter(rt_thread *t, rt_signature *s, const char **p) {
    const char *c = *p;
    unsigned stars = 0;
    while (*c == '*')
        c++, stars++;
    const char *start = c;
    while (*c && is_name_char(*c))
        c++;
    size_t n = (size_t)(c - start);
    if (n == 0 && stars == 1) s->positional = s->count; /* bare *: the rest by keyword */
    if (n == 0 && stars == 0 && *c == '/') {
        s->positional_only = s->count;
        c++;
    }
    if (n > 0) {
        if (s->count == RT_SIGNATURE_MAX) rt_fatal("too many parameters: %s", *p);
        Value name = rt_str_from_ascii(t, start, n);
        if (!rt_is_null(name)) name = rt_str_intern(t, name);
        if (rt_is_null(name)) return false;
        uint32_t i = s->count++;
        s->names[i] = name;
        s->required[i] = stars == 0 && *c != '=';
        if (stars == 1) s->varargs = (int32_t)i, s->positional = i;
        if (stars == 2) s->varkw = (int32_t)i;
        if (*c == '=') c++;
    }
    while (*c == ' ' || *c == ',')
        c++;
    if (c == *p) rt_fatal("bad signature: %s", c);
    *p = c;
    return true;
}

static bool parse(rt_thread *t, rt_signature *s) {
    const char *p = s->def->sig;
    s->positional = UINT32_MAX;
    s->varargs = s->varkw = -1;
    while (*p)
        if (!parse_parameter(t, s, &p)) return false;
    uint32_t named = s->count - (s->varkw >= 0);
    if (s->positional > named) s->positional = named;
    /* Parameters that can be bound by name: all but *args and **kw. */
    s->named = named - (s->varargs >= 0);
    for (uint32_t i = 0; i < s->count; i++)
        if (s->required[i]) s->least = i + 1;
    return true;
}

const rt_signature *rt_signature_of(rt_thread *t, const rt_native_def *def) {
    rt_signature *_Atomic *list = signature_list(def);
    rt_signature *first = load_acq(list); /* pairs-with: the cas below */
    for (rt_signature *s = first; s; s = s->next)
        if (s->def == def) return s;
    rt_signature *s = calloc(1, sizeof *s);
    if (s) s->def = def;
    if (!s || !parse(t, s)) {
        free(s);
        if (!t->conflict) (void)rt_raise_memory_error(t);
        return NULL;
    }
    do {
        s->next = first;
    } while (!cas_acqrel(list, &first, s));
    return s;
}

/* ---- binding by name ---- */

/* Index of the parameter `name` in [from, count), -1: none that can be given by name. */
static int32_t find_name(const rt_signature *s, uint32_t from, Value name) {
    for (uint32_t i = from; i < s->count; i++)
        if (rt_same(s->names[i], name) && (int32_t)i != s->varargs && (int32_t)i != s->varkw)
            return (int32_t)i;
    for (uint32_t i = from; i < s->count; i++)
        if ((int32_t)i != s->varargs && (int32_t)i != s->varkw && rt_str_equal(s->names[i], name))
            return (int32_t)i;
    return -1;
}

typedef struct binding {
    const rt_signature *s;
    const Value *args; /* positional, prefix included; then the values of kwnames */
    uint32_t nargs, nkw;
    uint32_t prefix; /* 1: args[0] is self and not counted in messages */
    Value kwnames;
    Value *out;
} binding;

static const char *plural(uint32_t n) { return n == 1 ? "" : "s"; }

/* Positional arguments that must be given by position, prefix included. */
static uint32_t required_positional_only(const rt_signature *s) {
    uint32_t n = 0;
    while (n < s->positional_only && s->required[n])
        n++;
    return n;
}

static uint32_t required_count(const rt_signature *s) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->count; i++)
        n += s->required[i];
    return n;
}

/* Wrong numbers, before any name is looked at. */
static bool check_counts(rt_thread *t, const binding *b) {
    const rt_signature *s = b->s;
    const char *f = s->def->name;
    uint32_t given = b->nargs - b->prefix, most = s->positional - b->prefix,
             len = s->named - b->prefix;
    uint32_t least = required_positional_only(s);
    least = least > b->prefix ? least - b->prefix : 0;
    if (s->varargs < 0 && s->varkw < 0 && given + b->nkw > len) {
        const char *bound = required_count(s) - b->prefix == len ? "exactly" : "at most";
        (void)rt_raise_type_error(t, "%s() takes %s %u %sargument%s (%u given)", f, bound, len,
                                  given == 0 ? "keyword " : "", plural(len), given + b->nkw);
        return false;
    }
    if (s->varargs < 0 && given > most) {
        uint32_t min = 0;
        while (min + b->prefix < s->positional && s->required[min + b->prefix])
            min++;
        if (most == 0)
            (void)rt_raise_type_error(t, "%s() takes no positional arguments", f);
        else
            (void)rt_raise_type_error(t, "%s() takes %s %u positional argument%s (%u given)", f,
                                      min < most ? "at most" : "exactly", most, plural(most),
                                      given);
        return false;
    }
    if (given >= least) return true;
    (void)rt_raise_type_error(t, "%s() takes %s %u positional argument%s (%u given)", f,
                              least < most || s->varargs >= 0 ? "at least" : "exactly", least,
                              plural(least), given);
    return false;
}

static bool bind_positional(rt_thread *t, const binding *b) {
    const rt_signature *s = b->s;
    uint32_t n = b->nargs < s->positional ? b->nargs : s->positional;
    for (uint32_t i = 0; i < s->count; i++)
        b->out[i] = i < n ? b->args[i] : RT_EMPTY;
    if (s->varargs < 0) return true;
    Value rest = rt_tuple_new(t, b->args + n, b->nargs - n);
    b->out[s->varargs] = rest;
    return !rt_is_null(rest);
}

static bool unexpected(rt_thread *t, const binding *b, Value name, int32_t position) {
    if (position >= 0)
        (void)rt_raise_type_error(t, "argument for %s() given by name ('%V') and position (%u)",
                                  b->s->def->name, name, (uint32_t)position + 1 - b->prefix);
    else
        (void)rt_raise_type_error(t, "'%V' is an invalid keyword argument for %s()", name,
                                  b->s->def->name);
    return false;
}

/* Also puts what no parameter takes into **kw, or else remembers the first such name in *bad. */
static bool bind_keywords(rt_thread *t, const binding *b, Value *bad) {
    const rt_signature *s = b->s;
    if (s->varkw >= 0 && rt_is_null(b->out[s->varkw] = rt_dict_new(t))) return false;
    for (uint32_t i = 0; i < b->nkw; i++) {
        Value name = rt_tuple_at(b->kwnames, i), value = b->args[b->nargs + i];
        int32_t at = find_name(s, s->positional_only, name);
        if (at >= 0 && rt_is_empty(b->out[at]))
            b->out[at] = value;
        else if (at < 0 && s->varkw >= 0) {
            if (!rt_dict_set(t, b->out[s->varkw], name, value)) return false;
        } else if (rt_is_empty(*bad))
            *bad = name;
    }
    return true;
}

static bool check_required(rt_thread *t, const binding *b) {
    const rt_signature *s = b->s;
    for (uint32_t i = 0; i < s->count; i++) {
        if (!s->required[i] || !rt_is_empty(b->out[i])) continue;
        (void)rt_raise_type_error(t, "%s() missing required argument '%V' (pos %u)", s->def->name,
                                  s->names[i], i + 1 - b->prefix);
        return false;
    }
    return true;
}

static bool bind(rt_thread *t, const binding *b) {
    Value bad = RT_EMPTY;
    if (!check_counts(t, b) || !bind_positional(t, b) || !bind_keywords(t, b, &bad) ||
        !check_required(t, b))
        return false;
    return rt_is_empty(bad) || unexpected(t, b, bad, find_name(b->s, b->s->positional_only, bad));
}

/* ---- arity ---- */

static bool wrong_arity(rt_thread *t, const rt_native_def *def, Value prefix, uint32_t given,
                        uint32_t nkw) {
    uint32_t bound = !rt_is_empty(prefix), min = (uint32_t)def->min - bound,
             max = (uint32_t)def->max - bound;
    Value name = rt_native_full_name(t, def, prefix);
    if (rt_is_null(name)) return false;
    if (nkw > 0)
        (void)rt_raise_type_error(t, "%V() takes no keyword arguments", name);
    else if (def->flags & RT_NATIVE_PARSED) {
        uint32_t n = given < min ? min : max;
        const char *how = min == max ? "exactly" : given < min ? "at least" : "at most";
        (void)rt_raise_type_error(t, "%s() takes %s %u argument%s (%u given)", def->name, how, n,
                                  plural(n), given);
    } else if (def->max >= 0 && min == max && max == 0)
        (void)rt_raise_type_error(t, "%V() takes no arguments (%u given)", name, given);
    else if (def->max >= 0 && min == max && max == 1)
        (void)rt_raise_type_error(t, "%V() takes exactly one argument (%u given)", name, given);
    else {
        uint32_t n = given < min ? min : max;
        const char *how = def->max >= 0 && min == max ? "" : given < min ? "at least " : "at most ";
        (void)rt_raise_type_error(t, "%s expected %s%u argument%s, got %u", def->name, how, n,
                                  plural(n), given);
    }
    return false;
}

/* ---- invocation ---- */

enum { INLINE_ARGS = 16 };

/* prefix, then args and the keywords' values, in one writable row: in `local` if they fit, else in a fresh array. */
static Value *gather(rt_thread *t, Value *local, Value prefix, const Value *args, uint32_t n) {
    uint32_t bound = !rt_is_empty(prefix);
    Value *row = local;
    if (n + bound > INLINE_ARGS) {
        rt_array *a = rt_array_new(t, (size_t)n + bound);
        if (!a) return NULL;
        row =
            (Value *)(void *)a->x_items; /* nobody else knows it; found by the scan of this stack */
    }
    if (bound) row[0] = prefix;
    if (n > 0) memcpy(row + bound, args, n * sizeof *args);
    return row;
}

/* All given by position, and enough: the rest is empty. */
static bool positional_suffices(const binding *b) {
    const rt_signature *s = b->s;
    return b->nkw == 0 && s->varargs < 0 && s->varkw < 0 && b->nargs <= s->positional &&
           b->nargs >= s->least;
}

static Value invoke_signature(rt_thread *t, const rt_native_def *def, binding *b) {
    Value out[RT_SIGNATURE_MAX];
    b->s = rt_signature_of(t, def);
    if (!b->s) return RT_NULL;
    if (positional_suffices(b)) {
        for (uint32_t i = 0; i < b->s->count; i++)
            out[i] = i < b->nargs ? b->args[i] : RT_EMPTY;
        return def->fn(t, out, b->s->count);
    }
    b->out = out;
    if (b->prefix && b->s->positional == 0 && b->s->varargs < 0)
        rt_fatal("%s is no method", def->name);
    return bind(t, b) ? def->fn(t, out, b->s->count) : RT_NULL;
}

Value rt_native_invoke_tail(rt_thread *t, const rt_native_def *def, Value prefix, const Value *args,
                            uint32_t nargs, Value kwnames) {
    Value local[INLINE_ARGS];
    uint32_t bound = !rt_is_empty(prefix),
             nkw = rt_is_null(kwnames) ? 0 : (uint32_t)rt_tuple_len(kwnames);
    uint32_t n = nargs + bound;
    if (!def->sig &&
        (nkw > 0 || n < (uint32_t)def->min || (def->max >= 0 && n > (uint32_t)def->max))) {
        (void)wrong_arity(t, def, prefix, nargs, nkw);
        return RT_NULL;
    }
    Value *row = gather(t, local, prefix, args, nargs + nkw);
    if (!row) return RT_NULL;
    if (!def->sig) return def->fn(t, row, n);
    binding b = {.args = row, .nargs = n, .nkw = nkw, .prefix = bound, .kwnames = kwnames};
    return invoke_signature(t, def, &b);
}

bool rt_poll(rt_thread *t) {
    /* relaxed: seen late, the next safepoint sees it */
    if (atomic_load_explicit(&t->x_attention, memory_order_relaxed) == 0) return true;
    world_poll(t);
    if (!t->tx->solo && stm_doomed(t->tx)) return rt_conflict(t);
    return rt_attention_hook == NULL || !rt_is_null(rt_finish(t, rt_attention_hook(t)));
}
