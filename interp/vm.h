/* vm.h - the evaluation loop as the rest of interp/ and main see it. */
#ifndef KRAIT_INTERP_VM_H
#define KRAIT_INTERP_VM_H
#include "interp/code.h"
#include "runtime/thread.h"

/* Registers the interpreter's hooks with the runtime and makes its types ready. Once, after rt_init. */
void vm_init(rt_thread *t);
enum { VM_C_STACK_RESERVE = 256 << 10 }; /* bytes of C stack that nested loops leave alone */
/* Points t->dispatch at the handlers of the mode. */
void vm_mode_set(rt_thread *t, bool parallel);
/* Gives a thread its stacks; c_stack_low: the lowest address its C stack may reach. */
[[nodiscard]] bool vm_thread_init(rt_thread *t, const void *c_stack_low);
void vm_thread_fini(rt_thread *t);

/* Calls callable from C in a (nested or outermost) loop; RT_NULL: exception pending, or a conflict in a nested loop. */
Value vm_call_from_c(rt_thread *t, Value callable, const Value *args, uint32_t nargs,
                     Value kwnames);
/* Runs code as a module, class body or exec does: with a globals dict and a namespace mapping (RT_NULL: the globals). */
Value vm_exec_tail(rt_thread *t, Value code, Value globals, Value ns, Value closure);

/* sys.setrecursionlimit: RecursionError if the current depth is beyond it. It is set between two transactions: an abort could
 * not take it back. */
Value vm_recursion_limit_set_tail(rt_thread *t, uint32_t limit);
uint32_t vm_recursion_limit(void);
#endif
