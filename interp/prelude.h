/* prelude.h - built-ins' parts written in Python: interp/prelude/. */
#ifndef KRAIT_INTERP_PRELUDE_H
#define KRAIT_INTERP_PRELUDE_H
#include "runtime/thread.h"
/* Runs the prelude's files; internal_module becomes their `_krait`. Once, in solo mode. Fatal on failure. */
void vm_prelude_init(rt_thread *t, Value internal_module);
/* The same for prelude/repl.py, which only an interactive session needs. */
void vm_prelude_session_init(rt_thread *t);
/* The prelude function of that name (rt_prelude_hook); fatal if there is none. RT_NULL: conflict. */
Value vm_prelude_function(rt_thread *t, const char *name);

/* thread_main of prelude/threads.py. */
Value vm_prelude_thread_main(void);
/* Whether the body of the module of that name is running: True or False, RT_NULL on conflict. */
Value vm_prelude_importing(rt_thread *t, Value name);
#endif
