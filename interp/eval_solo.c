/* eval_solo.c - the handlers for a process with one Python thread: no barriers. */
#include "interp/eval.h"
#define VM_PARALLEL 0
#define VM_TABLE vm_handlers_solo
#include "interp/handlers.h"

Value vm_enter(rt_thread *t, int64_t fuel) {
    const rt_frame *f = t->frame;
    const vm_word *pc = f->pc;
    (void)((handler_fn)t->dispatch[OPCODE(pc)])(pc, f->regs, t, f->consts, fuel);
    return vm_of(t)->result;
}
