/* frame.h - one call in progress.
 *
 * Frames lie in an array of their own, registers in another: the callee's registers begin at the caller's first
 * argument, so that arguments are not copied. The caller of a frame is the frame before it.
 *
 * Owns: the layout; frames belong to their thread. Invariants:
 *   frame-1  pc is the instruction being executed whenever C code runs, and in a caller the instruction that called.
 *   frame-2  ns and object are valid only if the flags say so (a call does not pay for clearing them).
 *   frame-3  A frame below t->frame_low has not changed since the checkpoint (checkpoint.c). */
#ifndef KRAIT_INTERP_FRAME_H
#define KRAIT_INTERP_FRAME_H

#include "interp/code.h"
#include "runtime/thread.h"

/* What becomes of the result of a frame: said by the callee's frame, done in its caller. */
typedef enum vm_deliver : uint8_t {
    VM_TO_CALL,    /* register dst, then the instruction after a 3-word call: the fast way */
    VM_TO_REG,     /* register dst, then the instruction after the caller's pc */
    VM_TO_NOWHERE, /* dropped */
    VM_TO_INIT,    /* __init__ returned: must be None; the caller gets aux, the instance, in dst */
    VM_TO_BRANCH,  /* a bool: the conditional jump at the caller's pc goes on */
    VM_TO_NOT,     /* a bool, negated into dst */
    VM_TO_LOOP,    /* next() for FOR_ITER: RT_EMPTY leaves the loop */
    VM_TO_SEND,    /* SEND: see generator.c */
    VM_TO_SPECIAL, /* LOAD_METHOD and LOAD_SPECIAL that had to bind: dst = value, dst + 1 = RT_EMPTY */
    VM_TO_UNPACK, /* a list of the items for the UNPACK at the caller's pc */
    VM_TO_PAIR,   /* a tuple of two into dst and dst + 1 */
    VM_TO_RESUME, /* dropped; the caller's pc is where it goes on */
    VM_TO_EXIT,   /* the C caller of a nested loop */
} vm_deliver;

enum vm_frame_flags {
    VM_FRAME_NS = 1,      /* ns is the namespace of a class body, module or exec */
    VM_FRAME_OBJECT = 2,  /* object is this frame as Python sees it */
    VM_FRAME_CONT = 4,    /* a native continuation: cont, aux */
    VM_FRAME_CATCHES = 8, /* that runs on exceptions too */
    VM_FRAME_GENERATOR =
        16, /* aux is the generator whose body this is, handled what its resumer is handling */
    VM_FRAME_EXIT = 32,    /* the bottom of an evaluation loop */
    VM_FRAME_NEXT = 128,   /* the end of the body is RT_EMPTY, not StopIteration (generators) */
    VM_FRAME_HANDLES = 64, /* the body is handling an exception itself (generators) */
};

typedef struct vm_function vm_function;

struct rt_frame {
    const vm_word *pc;
    Value *regs;
    const Value *consts;
    rt_code *code;
    vm_function *function;
    uint16_t dst;
    vm_deliver deliver;
    uint8_t flags;
    uint32_t reserved;
    rt_cont cont;
    Value aux;
    Value ns;
    Value object;
    Value handled;
};
static_assert(offsetof(rt_frame, pc) == 0); /* rt_site (runtime/thread.h) reads it */
static_assert(sizeof(rt_frame) == 88);
static_assert(offsetof(rt_frame, pc) == 0); /* rt_site */

#endif
