/* call_bind.c - binding arguments to parameters, with the errors that python3.11 raises.
 *
 * The arguments are first moved out of the way, behind the place where the parameters will be. */
#include "interp/call_bind.h"

#include "interp/vm_internal.h"
#include "runtime/error.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/str.h"

typedef struct binding {
    rt_thread *t;
    const vm_function *f;
    const rt_code *code;
    Value *params;      /* the callee's first registers */
    const Value *given; /* positional, then keyword values */
    uint32_t nargs;
    Value kwnames;
    uint32_t nkw;
    Value extra_kw; /* **kwargs dict, RT_NULL if the function has none */
} binding;

static Value param_name(const binding *b, uint32_t i) { return rt_tuple_at(b->code->varnames, i); }
static Value qualname(const binding *b) { return rt_load(&b->f->x_qualname); }

/* 'a', 'b', and 'c' - the names among [from, to) that are still empty. */
static void missing_names(const binding *b, uint32_t from, uint32_t to, uint32_t count,
                          rt_str_builder *out) {
    uint32_t seen = 0;
    for (uint32_t i = from; i < to; i++) {
        if (!rt_is_empty(b->params[i])) continue;
        if (seen > 0) rt_sb_cstr(out, count == 2 ? " and " : seen == count - 1 ? ", and " : ", ");
        rt_sb_char(out, '\'');
        rt_sb_str(out, param_name(b, i));
        rt_sb_char(out, '\'');
        seen++;
    }
}

static bool missing(const binding *b, uint32_t from, uint32_t to, const char *kind) {
    uint32_t count = 0;
    for (uint32_t i = from; i < to; i++)
        count += rt_is_empty(b->params[i]);
    if (count == 0) return true;
    rt_str_builder names;
    rt_sb_init(&names);
    missing_names(b, from, to, count, &names);
    Value list = rt_sb_finish(b->t, &names);
    if (rt_is_null(list)) return false;
    rt_raise_type_error(b->t, "%V() missing %u required %s argument%s: %V", qualname(b), count,
                        kind, count == 1 ? "" : "s", list);
    return false;
}

static bool too_many(const binding *b, uint32_t ndefaults) {
    const rt_code *c = b->code;
    uint32_t kwonly_given = 0;
    for (uint32_t i = c->argcount; i < c->argcount + c->kwonlyargcount; i++)
        kwonly_given += !rt_is_empty(b->params[i]);
    char takes[64], given[96] = "";
    bool plural;
    if (ndefaults) {
        snprintf(takes, sizeof takes, "from %u to %u", c->argcount - ndefaults, c->argcount);
        plural = true;
    } else {
        snprintf(takes, sizeof takes, "%u", c->argcount);
        plural = c->argcount != 1;
    }
    if (kwonly_given)
        snprintf(given, sizeof given, " positional argument%s (and %u keyword-only argument%s)",
                 b->nargs == 1 ? "" : "s", kwonly_given, kwonly_given == 1 ? "" : "s");
    rt_raise_type_error(b->t, "%V() takes %s positional argument%s but %u%s %s given", qualname(b),
                        takes, plural ? "s" : "", b->nargs, given,
                        b->nargs == 1 && !kwonly_given ? "was" : "were");
    return false;
}

/* The parameter called `name` among those that take keywords; -1 if there is none. */
static int64_t keyword_param(const binding *b, Value name) {
    uint32_t end = b->code->argcount + b->code->kwonlyargcount;
    for (uint32_t i = b->code->posonlyargcount; i < end; i++)
        if (rt_same(param_name(b, i), name)) return i;
    for (uint32_t i = b->code->posonlyargcount; i < end; i++)
        if (rt_str_equal(param_name(b, i), name)) return i;
    return -1;
}

/* A keyword that names no parameter: the error says more if a positional-only one has that name. */
static bool unexpected_keyword(const binding *b, Value name) {
    rt_str_builder names;
    rt_sb_init(&names);
    uint32_t count = 0;
    for (uint32_t i = 0; i < b->code->posonlyargcount; i++)
        for (uint32_t k = 0; k < b->nkw; k++)
            if (rt_str_equal(param_name(b, i), rt_tuple_at(b->kwnames, k))) {
                if (count++) rt_sb_cstr(&names, ", ");
                rt_sb_str(&names, param_name(b, i));
            }
    Value list = rt_sb_finish(b->t, &names);
    if (rt_is_null(list)) return false;
    if (count)
        rt_raise_type_error(
            b->t, "%V() got some positional-only arguments passed as keyword arguments: '%V'",
            qualname(b), list);
    else
        rt_raise_type_error(b->t, "%V() got an unexpected keyword argument '%V'", qualname(b),
                            name);
    return false;
}

static bool bind_keyword(binding *b, Value name, Value value) {
    if (!rt_is_str(name)) {
        rt_raise_type_error(b->t, "%V() keywords must be strings", qualname(b));
        return false;
    }
    int64_t i = keyword_param(b, name);
    if (i < 0) {
        if (rt_is_null(b->extra_kw)) return unexpected_keyword(b, name);
        return rt_dict_set(b->t, b->extra_kw, name, value);
    }
    if (!rt_is_empty(b->params[i])) {
        rt_raise_type_error(b->t, "%V() got multiple values for argument '%V'", qualname(b), name);
        return false;
    }
    b->params[i] = value;
    return true;
}

static bool fill_kwonly_defaults(binding *b) {
    Value defaults = rt_load(&b->f->x_kwdefaults);
    uint32_t end = b->code->argcount + b->code->kwonlyargcount;
    if (rt_is_null(defaults)) return true;
    for (uint32_t i = b->code->argcount; i < end; i++) {
        if (!rt_is_empty(b->params[i])) continue;
        b->params[i] = rt_dict_get_str(b->t, defaults, param_name(b, i));
        if (rt_is_null(b->params[i])) return false;
    }
    return true;
}

/* *args and **kwargs, which come behind the other parameters. */
static bool bind_rest(binding *b, uint32_t npos) {
    const rt_code *c = b->code;
    uint32_t at = c->argcount + c->kwonlyargcount;
    b->extra_kw = RT_NULL;
    if (c->flags & CO_VARARGS) {
        b->params[at] = rt_tuple_new(b->t, b->given + npos, b->nargs - npos);
        if (rt_is_null(b->params[at])) return false;
        at++;
    }
    if (c->flags & CO_VARKEYWORDS) {
        b->extra_kw = b->params[at] = rt_dict_new(b->t);
        if (rt_is_null(b->extra_kw)) return false;
    }
    return true;
}

static bool bind_moved(rt_thread *t, const vm_function *f, Value *args, uint32_t nargs,
                       Value kwnames) {
    const rt_code *code = vm_function_code(f);
    uint32_t nkw = rt_is_null(kwnames) ? 0 : (uint32_t)rt_tuple_len(kwnames);
    uint32_t nparams = vm_code_params(code);
    Value *given = args + nparams;
    memmove(given, args, (nargs + nkw) * sizeof(Value));
    binding b = {t, f, code, args, given, nargs, kwnames, nkw, RT_NULL};
    uint32_t npos = nargs < code->argcount ? nargs : code->argcount;
    for (uint32_t i = 0; i < nparams; i++)
        args[i] = i < npos ? given[i] : RT_EMPTY;
    if (!bind_rest(&b, npos)) return false;
    for (uint32_t k = 0; k < nkw; k++)
        if (!bind_keyword(&b, rt_tuple_at(kwnames, k), given[nargs + k])) return false;
    Value defaults = rt_load(&f->x_defaults);
    uint32_t ndefaults = rt_is_null(defaults) ? 0 : (uint32_t)rt_tuple_len(defaults);
    if (nargs > code->argcount && !(code->flags & CO_VARARGS)) return too_many(&b, ndefaults);
    for (uint32_t i = 0; i < ndefaults; i++) {
        Value *param = &args[code->argcount - ndefaults + i];
        if (rt_is_empty(*param)) *param = rt_tuple_at(defaults, i);
    }
    if (!missing(&b, 0, code->argcount, "positional")) return false;
    if (!code->kwonlyargcount) return true;
    return fill_kwonly_defaults(&b) &&
           missing(&b, code->argcount, code->argcount + code->kwonlyargcount, "keyword-only");
}

bool vm_bind(rt_thread *t, const vm_function *f, Value *args, uint32_t nargs, Value kwnames) {
    vm_thread *vm = vm_of(t);
    Value *saved_top = vm->args_top;
    uint32_t nkw = rt_is_null(kwnames) ? 0 : (uint32_t)rt_tuple_len(kwnames);
    vm->args_top =
        args + vm_code_params(vm_function_code(f)) + nargs + nkw; /* the collector looks so far */
    bool bound = bind_moved(t, f, args, nargs, kwnames);
    vm->args_top = saved_top;
    return bound;
}
