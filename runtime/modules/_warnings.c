/* _warnings.c - the module _warnings: its functions are in the prelude (warnings.py).
 * Owns: nothing; filters and registry are ordinary objects of the module. Threads: any. */
#include "runtime/error.h"
#include "runtime/modules/arguments.h"
#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

static Value or_none(Value v) { return rt_is_empty(v) ? RT_NONE : v; }

static Value warnings_warn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t level;
    if (!rt_arg_int_or(t, args[2], 1, &level)) return RT_NULL;
    Value call[] = {args[0], or_none(args[1]), rt_imm_int(level), or_none(args[3])};
    return rt_tail_prelude(t, "warnings_warn", call, 4);
}

static Value warnings_warn_explicit(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t line;
    if (!rt_is_str(args[2]))
        return rt_raise_type_error(t, "warn_explicit() argument 3 must be str, not %T", args[2]);
    if (!rt_arg_int(t, args[3], &line)) return RT_NULL;
    args[3] = rt_imm_int(line);
    for (uint32_t i = 4; i < nargs; i++)
        args[i] = or_none(args[i]);
    return rt_tail_prelude(t, "warnings_warn_explicit", args, nargs);
}

static Value warnings_filters_mutated(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    return rt_tail_prelude(t, "warnings_filters_mutated", NULL, 0);
}

static const rt_native_def functions[] = {
    {"warn", warnings_warn, 0, 0, "message, category=, stacklevel=, source=", 0,
     "Issue a warning, or maybe ignore it or raise an exception."},
    {"warn_explicit", warnings_warn_explicit, 0, 0,
     "message, category, filename, lineno, module=, registry=, module_globals=, source=", 0,
     "Low-level interface to warnings functionality."},
    {"_filters_mutated", warnings_filters_mutated, 0, 0, NULL, 0, NULL},
    {.name = NULL},
};

static Value filter(rt_thread *t, const char *action, rt_type *category, const char *module) {
    Value items[] = {rt_str_intern_cstr(t, action), RT_NONE, rt_from_obj(category),
                     module ? rt_str_intern_cstr(t, module) : RT_NONE, rt_imm_int(0)};
    return rt_is_null(items[0]) || rt_is_null(items[3]) ? RT_NULL : rt_tuple_new(t, items, 5);
}

static bool exec(rt_thread *t, Value module) {
    Value items[] = {filter(t, "default", &rt_exc_DeprecationWarning, "__main__"),
                     filter(t, "ignore", &rt_exc_DeprecationWarning, NULL),
                     filter(t, "ignore", &rt_exc_PendingDeprecationWarning, NULL),
                     filter(t, "ignore", &rt_exc_ImportWarning, NULL),
                     filter(t, "ignore", &rt_exc_ResourceWarning, NULL)};
    for (size_t i = 0; i < 5; i++)
        if (rt_is_null(items[i])) return false;
    return rt_module_set(t, module, "filters", rt_list_new(t, items, 5)) &&
           rt_module_set(t, module, "_onceregistry", rt_dict_new(t)) &&
           rt_module_set(t, module, "_defaultaction", rt_str_intern_cstr(t, "default"));
}

const rt_module_def rt_module__warnings = {
    "_warnings", functions, exec,
    "_warnings provides basic warning filtering support.\n"
    "It is a helper module to speed up interpreter start-up."};
