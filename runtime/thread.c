/* thread.c - the life of an rt_thread as far as the runtime is concerned. Threads: its owner. */
#include "runtime/thread.h"

#include "runtime/heap/heap.h"

#include <stdlib.h>

void rt_thread_init(rt_thread *t, stm_tx *tx) {
    memset(t, 0, sizeof *t);
    t->tx = tx;
    if (tx) tx->user = t;
}

void rt_thread_fini(rt_thread *t) {
    rt_heap_thread_fini(t);
    free(t->tail.args);
    free(t->tail.conts);
    t->tail.args = NULL;
    t->tail.conts = NULL;
    t->tail.conts_cap = 0;
    t->tail.cap = t->tail.nargs = t->tail.nconts = 0;
}
