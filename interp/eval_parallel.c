/* eval_parallel.c - the handlers for several Python threads: reads and writes through barriers. */
#include "interp/eval.h"
#define VM_PARALLEL 1
#define VM_TABLE vm_handlers_parallel
#include "interp/handlers.h"
