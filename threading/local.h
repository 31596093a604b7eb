/* local.h - _thread._local: attributes that each thread has its own of. */
#ifndef KRAIT_THREADING_LOCAL_H
#define KRAIT_THREADING_LOCAL_H
#include "runtime/thread.h"
extern rt_type thr_local_type;
/* Gives the calling thread a place for them. Again after an abort: nothing of the attempt counts. */
[[nodiscard]] bool thr_locals_begin(rt_thread *t);
#endif
