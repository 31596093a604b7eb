/* thread_module.h - the C modules of this floor. */
#ifndef KRAIT_THREADING_THREAD_MODULE_H
#define KRAIT_THREADING_THREAD_MODULE_H
#include "runtime/thread.h"
/* Makes `_thread` and `krait` known, and their types ready. Main thread, in solo mode. */
void thr_modules_init(rt_thread *t);
/* Natives for the prelude's thread_main: what a thread does first and last. */
Value thr_thread_begun(rt_thread *t, Value *args, uint32_t nargs);
Value thr_thread_ended(rt_thread *t, Value *args, uint32_t nargs);
extern const struct rt_module_def rt_module__thread, rt_module__signal, rt_module__contextvars;
#endif
