/* local.h - _thread._local: attributes that each thread has its own of. */
#ifndef KRAIT_THREADING_LOCAL_H
#define KRAIT_THREADING_LOCAL_H
#include "runtime/thread.h"
extern rt_type thr_local_type;
/* Gives the calling thread a place for them. Again after an abort: nothing of the attempt counts. */
[[nodiscard]] bool thr_locals_begin(rt_thread *t);

/* What the interpreter itself has one of for each thread lies beside them: an abort takes back a change. */
enum thr_local_key {
    THR_LOCAL_CONTEXT = -1,
    THR_LOCAL_ASYNCGEN_HOOKS = -2,
    THR_LOCAL_ORIGIN_DEPTH = -3
};
Value thr_locals_get(rt_thread *t, enum thr_local_key key); /* RT_EMPTY: none */
[[nodiscard]] bool thr_locals_set(rt_thread *t, enum thr_local_key key, Value v);
#endif
