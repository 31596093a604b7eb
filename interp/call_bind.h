/* call_bind.h - Python's rules for parameters. */
#ifndef KRAIT_INTERP_CALL_BIND_H
#define KRAIT_INTERP_CALL_BIND_H
#include "interp/objects/function.h"

/* Registers that parameters take: positional, keyword-only, *args, **kwargs. */
static inline uint32_t vm_code_params(const rt_code *c) {
    return c->argcount + c->kwonlyargcount + ((c->flags & CO_VARARGS) != 0) +
           ((c->flags & CO_VARKEYWORDS) != 0);
}
/* The arguments are the parameters as they lie. */
static inline bool vm_bind_is_simple(const rt_code *c, uint32_t nargs, Value kwnames) {
    return nargs == c->argcount && rt_is_null(kwnames) && c->kwonlyargcount == 0 &&
           (c->flags & (CO_VARARGS | CO_VARKEYWORDS)) == 0;
}
/* Turns nargs positional values and the values of kwnames at `args` into f's parameters in place. The caller has made sure that
 * the stack has room behind them for as many values again and the parameters. False: TypeError (or a conflict). */
[[nodiscard]] bool vm_bind(rt_thread *t, const vm_function *f, Value *args, uint32_t nargs,
                           Value kwnames);
#endif
