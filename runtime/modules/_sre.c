/* _sre.c - the module behind the stdlib's re package: its constants and functions.
 * Owns: nothing. Threads: any. */
#include "runtime/error.h"
#include "runtime/modules/sre_internal.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/unicode/ctype.h"

/* state: the function's name */
static Value re_found(rt_thread *t, Value module, Value state) {
    return rt_getattr_tail(t, module, state);
}

Value sre_re_function_tail(rt_thread *t, const char *name) {
    Value re = rt_str_intern_cstr(t, "re"),
          function = rt_is_null(re) ? re : rt_str_intern_cstr(t, name);
    if (rt_is_null(function)) return RT_NULL;
    Value module = rt_dict_get_str(t, rt_sys_modules, re);
    if (!rt_is_empty(module))
        return rt_is_null(module) ? RT_NULL : rt_getattr_tail(t, module, function);
    Value import = rt_str_intern_cstr(t, "__import__");
    if (!rt_is_null(import)) import = rt_getattr(t, rt_builtins, import);
    return rt_is_null(import) ? RT_NULL
                              : rt_then(t, rt_tail_call1(t, import, re), re_found, function);
}

static bool character(rt_thread *t, Value v, uint32_t *c) {
    int64_t i;
    if (!rt_has_index(v))
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", v), false;
    if (!rt_seq_index(t, v, true, &i)) return false;
    *c = (uint32_t)i;
    return true;
}

static Value ascii_iscased(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    uint32_t c;
    return character(t, args[0], &c) ? rt_bool((c | 32) - 'a' < 26) : RT_NULL;
}

static Value unicode_iscased(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    uint32_t c;
    return character(t, args[0], &c) ? rt_bool(c != rt_uni_lower(c) || c != rt_uni_upper(c))
                                     : RT_NULL;
}

static Value ascii_tolower(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    uint32_t c;
    return character(t, args[0], &c) ? rt_imm_int(sre_lower_ascii(c)) : RT_NULL;
}

static Value unicode_tolower(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    uint32_t c;
    return character(t, args[0], &c) ? rt_imm_int(rt_uni_lower(c)) : RT_NULL;
}

static Value getcodesize(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return rt_imm_int(sizeof(uint32_t));
}

static const rt_native_def functions[] = {
    {"compile", sre_compile, 0, 0, "pattern, flags, code, groups, groupindex, indexgroup",
     RT_NATIVE_PARSED, NULL},
    {"getcodesize", getcodesize, 0, 0, NULL, 0, NULL},
    {"ascii_iscased", ascii_iscased, 1, 1, NULL, 0, NULL},
    {"unicode_iscased", unicode_iscased, 1, 1, NULL, 0, NULL},
    {"ascii_tolower", ascii_tolower, 1, 1, NULL, 0, NULL},
    {"unicode_tolower", unicode_tolower, 1, 1, NULL, 0, NULL},
    {},
};

static bool exec(rt_thread *t, Value module) {
    Value repeat = rt_int_new(t, SRE_MAXREPEAT), groups = rt_int_new(t, SRE_MAXGROUPS);
    return !rt_is_null(repeat) && !rt_is_null(groups) &&
           rt_module_set(t, module, "MAGIC", rt_imm_int(SRE_MAGIC)) &&
           rt_module_set(t, module, "CODESIZE", rt_imm_int(sizeof(uint32_t))) &&
           rt_module_set(t, module, "MAXREPEAT", repeat) &&
           rt_module_set(t, module, "MAXGROUPS", groups);
}

extern const rt_module_def rt_module__sre;
const rt_module_def rt_module__sre = {"_sre", functions, exec, NULL};
