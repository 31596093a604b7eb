/* call.c - calls: frames for Python functions, binding of arguments, everything else through its type.
 *
 * Arguments lie in the register stack, the first at `args`; the callee's frame begins right there. */
#include "interp/call_bind.h"
#include "interp/vm_internal.h"
#include "runtime/objects/dict.h"

void vm_recursion_error(rt_thread *t) {
    rt_raise(t, &rt_exc_RecursionError, "maximum recursion depth exceeded");
}

rt_frame *vm_push(rt_thread *t, vm_function *function, rt_code *code, Value *regs,
                  vm_deliver deliver, uint16_t dst) {
    rt_frame *f = t->frame + 1;
    if (__builtin_expect(f >= t->frame_end || regs + code->nregs > t->stack_end, 0)) {
        vm_recursion_error(t);
        return NULL;
    }
    f->pc = code->words;
    f->regs = regs;
    f->consts = code->consts;
    f->code = code;
    f->function = function;
    f->dst = dst;
    f->deliver = deliver;
    f->flags = 0;
    for (uint32_t i = vm_code_params(code); i < code->nlocals; i++)
        regs[i] = RT_EMPTY;
    t->frame = f;
    return f;
}

static vm_step call_function(rt_thread *t, vm_function *function, Value *args, uint32_t nargs,
                             Value kwnames, vm_deliver deliver, uint16_t dst) {
    rt_code *code = vm_function_code(function);
    uint32_t nkw = rt_is_null(kwnames) ? 0 : (uint32_t)rt_tuple_len(kwnames);
    if (args + nargs + nkw + code->nregs + vm_code_params(code) >= t->stack_end) {
        vm_recursion_error(t);
        return vm_unwind(t);
    }
    if (!vm_bind_is_simple(code, nargs, kwnames) && !vm_bind(t, function, args, nargs, kwnames))
        return vm_unwind(t);
    return vm_push(t, function, code, args, deliver, dst) ? VM_GO : vm_unwind(t);
}

vm_step vm_call(rt_thread *t, Value callable, const Value *args, uint32_t nargs, Value kwnames,
                vm_deliver deliver, uint16_t dst) {
    if (vm_is_function(callable))
        return call_function(t, vm_as_function(callable), (Value *)args, nargs, kwnames, deliver,
                             dst);
    rt_call_fn call = rt_type_of(callable)->slots.call;
    if (!call) {
        rt_raise_type_error(t, "'%T' object is not callable", callable);
        return vm_unwind(t);
    }
    uint32_t total = nargs + (rt_is_null(kwnames) ? 0 : (uint32_t)rt_tuple_len(kwnames));
    vm_thread *vm = vm_of(t);
    Value *saved_top = vm->args_top;
    vm->args_top = (Value *)args + total;
    Value v = call(t, callable, args, nargs, kwnames);
    vm->args_top = saved_top;
    return vm_result(t, v, deliver, dst);
}
