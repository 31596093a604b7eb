/* init.h - brings the runtime up: heap, names, types, builtins. Once a process. */
#ifndef KRAIT_RUNTIME_INIT_H
#define KRAIT_RUNTIME_INIT_H
#include "runtime/thread.h"
typedef struct rt_options {
    size_t memory_limit; /* bytes of heap; 0: none */
    uint64_t gc_every;   /* collect at every n-th allocation; 0: off */
    uint64_t hash_seed;  /* str hash key: the same for the same seed */
} rt_options;
/* t: a zeroed rt_thread whose tx is attached and whose transaction has begun (solo). */
void rt_runtime_init(rt_thread *t, const rt_options *options);

/* The functions of types.def; called by rt_runtime_init only. */
#define TYPE(type)
#define READY(f) void f(rt_thread *t);
#define EXCEPTIONS
#include "runtime/types.def"
#undef TYPE
#undef READY
#undef EXCEPTIONS
#endif
