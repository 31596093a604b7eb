/* thread.h - what every C function gets as its first argument: the state of one Python thread.
 *
 * Owns: one rt_thread for each OS thread that runs Python. Grouped by the floor that writes it.
 * Threads: only the owner touches it, except the fields marked x_ and, with the world stopped, the collector.
 */
#ifndef KRAIT_RUNTIME_THREAD_H
#define KRAIT_RUNTIME_THREAD_H

#include "runtime/object.h"

enum { RT_SIZE_CLASSES = 56, RT_DISPATCH_SIZE = 384 };

/* The next object of each size class: a run of free, zeroed cells from `next` to `end` (heap/alloc.c). */
typedef struct rt_alloc_run {
    char *next, *end;
} rt_alloc_run;

/* What runs when a tail call returns: result is its value, or RT_NULL with an exception pending if the
 * continuation was added by rt_then_catch. It may return RT_TAIL again. */
typedef Value (*rt_cont)(rt_thread *t, Value result, Value state);

typedef struct rt_tail_cont {
    rt_cont run;
    Value state;
    bool catches; /* also runs when the call raises */
} rt_tail_cont;

/* A call that a native function asks its caller to make (native.h). */
typedef struct rt_tail {
    Value callable;
    Value *args; /* nargs + the number of kwnames; owned by the thread, reused */
    uint32_t nargs, cap;
    Value kwnames; /* tuple or RT_NULL */
    Value (*outside)(
        rt_thread *t,
        Value
            state); /* instead of a call: see rt_tail_outside, callable is its state; NULL: a call */
    Value ns;       /* interp: namespace of the frame to be made, RT_NULL: none */
    int resume;     /* interp: callable is a generator to resume, 0 if not */
    uint32_t nconts, conts_cap;
    rt_tail_cont *conts; /* innermost first; owned by the thread, reused */
} rt_tail;

typedef struct rt_frame rt_frame; /* interp/frame.h */

struct rt_thread {
    /* stm */
    stm_tx *tx;

    /* runtime: allocation */
    rt_alloc_run runs[RT_SIZE_CLASSES];
    uint64_t allocated; /* bytes not yet added to the heap's own count */
    struct rt_heap_thread
        *heap;      /* heap/: blocks behind the runs, registrations of the transaction */
    bool unsettled; /* heap/finalize.c: rt_heap_transaction_end has something to do */

    /* runtime: outcome of the last failed call: at most one of the two */
    Value exc;     /* pending exception instance, RT_NULL if none */
    bool conflict; /* the transaction must abort; only the replay point clears it */

    /* runtime: what the last exhausted iterator returned, where that is not None (protocol.h) */
    Value stop_iterator, stop_value;

    /* runtime: tail calls */
    rt_tail tail;

    /* runtime: containers whose repr is being made, a chain of frames on the C stack (sequence.h) */
    struct rt_repr_frame *reprs;

    /* threading */
    uint64_t ident; /* as threading.get_ident() */
    void *os;       /* thr_os *: stack bounds, park state (threading/thread.c) */
    _Atomic(uint32_t)
        x_attention; /* bits of threading/safepoint.h: stop the world, signal, wound; set by anyone */
    const char *c_stack_low; /* natives that call each other must stay above (error.h) */
    uint32_t
        c_depth; /* nested evaluation loops on the C stack; above 1 a transaction is not split */
    uint32_t atomic_depth; /* nested krait.atomic blocks */
    bool hurry;            /* others wait for what this transaction holds (threading/schedule.c) */

    /* interp */
    rt_frame *frame;     /* the running frame; its pc is current whenever C code runs */
    rt_frame *frame_low; /* frames below it are as the checkpoint saw them (interp/checkpoint.c) */
    rt_frame *frame_base, *frame_end; /* the frame stack; frame_end follows the recursion limit */
    Value *stack_base, *stack_end;    /* the register stack */
    Value handled; /* exception being handled (sys.exception()), RT_NULL if none */
    rt_object *
        touched; /* what the handler of a barrier is to read or acquire (interp/handlers/barriers.h) */
    void *vm;    /* vm_thread *: checkpoint, profile (interp/vm_internal.h) */
    const void *dispatch[RT_DISPATCH_SIZE]; /* handlers of the mode: solo or parallel */

    rt_thread *next; /* registry (threading/thread.c); NULL-ended */
};

/* A zeroed thread with its transaction attached. tx may be NULL until the first allocation. */
void rt_thread_init(rt_thread *t, stm_tx *tx);
/* Gives back what the runtime holds for a thread that has left the registry; its transaction has ended. */
void rt_thread_fini(rt_thread *t);

/* The instruction that the running Python code is at, for logs; 0 if none. It is the first word of a frame. */
static inline stm_site rt_site(const rt_thread *t) {
    stm_site site = 0;
    if (t->frame) memcpy(&site, (const void *)t->frame, sizeof site);
    return site;
}

#endif
