/* vm_internal.h - what the files of the evaluation loop share.
 *
 * The loop keeps pc, registers, thread, constants and fuel in machine registers; everything slower is a C function that finds and leaves
 * all state in t->frame. Such functions return a vm_step: what the handler does next. */
#ifndef KRAIT_INTERP_VM_INTERNAL_H
#define KRAIT_INTERP_VM_INTERNAL_H

#include "interp/frame.h"
#include "interp/objects/frame_object.h"
#include "interp/objects/function.h"
#include "runtime/error.h"
#include "runtime/protocol.h"
#include "threading/schedule.h"

typedef enum vm_step {
    VM_GO,    /* go on at t->frame: pc, regs and consts have changed */
    VM_LEAVE, /* the bottom frame of this loop is gone: return t->vm->result to C */
} vm_step;

/* Copies of frames and registers as they were when the transaction began; see checkpoint.c. */
typedef struct vm_saved_frame {
    rt_frame *where;
    rt_frame frame;
    uint32_t first_reg, nregs; /* in the register pool of the checkpoint */
} vm_saved_frame;

enum { VM_ENTRY_ARGS = 4 };

typedef struct vm_checkpoint {
    vm_saved_frame *frames;
    uint32_t nframes, frames_cap;
    Value *regs;
    uint32_t nregs, regs_cap;
    Value handled;
    Value pending;      /* result of the blocking call just before, RT_NULL if none */
    vm_deliver deliver; /* and where it goes */
    uint16_t dst;
    bool entry; /* the replay point is the call of the outermost loop */
} vm_checkpoint;

typedef struct vm_thread {
    Value result; /* of the loop being left */
    Value *
        args_top; /* end of the arguments of the native call in progress; NULL: none outside the window */
    bool send_ended; /* the value under way to SEND is its delegate's result */
    bool reraise;    /* the pending exception gets no traceback entry in this frame */
    int64_t fuel;    /* back-edges and calls that the new transaction gets */
    bool refueled;   /* fuel is to be taken over by the loop */
    vm_checkpoint checkpoint;
    struct {
        Value callable, args[VM_ENTRY_ARGS];
        uint32_t nargs;
    } entry; /* what the outermost loop was entered for */
} vm_thread;

static inline vm_thread *vm_of(const rt_thread *t) { return (vm_thread *)t->vm; }

/* ---- continue.c: results, exceptions and conflicts on their way down the frames ---- */
/* v (complete, RT_TAIL or RT_NULL) is the result of the instruction at t->frame->pc; does with it what deliver says. */
[[nodiscard]] vm_step vm_result(rt_thread *t, Value v, vm_deliver deliver, uint16_t dst);
/* The running frame returns v to its caller. */
[[nodiscard]] vm_step vm_return(rt_thread *t, Value v);
/* Something was raised (or a conflict is set): finds the handler. */
[[nodiscard]] vm_step vm_unwind(rt_thread *t);
/* Puts v where `deliver` says in the frame t->frame, whose pc is the instruction that asked. */
[[nodiscard]] vm_step vm_deliver_to(rt_thread *t, Value v, vm_deliver deliver, uint16_t dst,
                                    Value aux);
/* Pops the running frame: its frame object, if any, keeps its locals. */
void vm_frame_pop(rt_thread *t);

/* ---- call.c ---- */
/* Calls anything. args: nargs positional then the values of kwnames; lies in registers or elsewhere. */
[[nodiscard]] vm_step vm_call(rt_thread *t, Value callable, const Value *args, uint32_t nargs,
                              Value kwnames, vm_deliver deliver, uint16_t dst);
void vm_recursion_error(rt_thread *t);
/* Pushes a frame for f whose arguments are already bound at regs; code: f's, or what its body was begun with. NULL:
 * RecursionError pending. */
[[nodiscard]] rt_frame *vm_push(rt_thread *t, vm_function *f, rt_code *code, Value *regs,
                                vm_deliver deliver, uint16_t dst);
/* Pushes a continuation frame. */
[[nodiscard]] rt_frame *vm_push_cont(rt_thread *t, rt_cont run, Value state, bool catches,
                                     vm_deliver deliver, uint16_t dst);
/* First register free above the running frame's window and the arguments of a native call in progress. */
static inline Value *vm_top(const rt_thread *t) {
    const rt_frame *f = t->frame;
    Value *free = f->regs + (f->code ? f->code->nregs : 1);
    Value *args = vm_of(t)->args_top; /* arguments of a native call in progress */
    return args > free ? args : free;
}

/* ---- instruction fields ---- */
static inline int32_t vm_jump32(const vm_word *w) { return (int32_t)(w->b | (uint32_t)w->c << 16); }
static inline bool vm_op_jumps_if_true(uint16_t op) { return op == OP_JUMP_IF_TRUE; }

/* ---- eval.c ---- */
/* rt_finish_hook: makes the call in t->tail in a nested loop. */
Value vm_finish(rt_thread *t);
/* The two dispatch tables, filled by the two compilations of handlers.h. */
extern const void *const vm_handlers_solo[VM_OP_COUNT], *const vm_handlers_parallel[VM_OP_COUNT];
/* Dispatches from t->frame until a step says VM_LEAVE; the result is in vm_of(t)->result. */
Value vm_enter(rt_thread *t, int64_t fuel);

/* ---- checkpoint.c ---- */
/* The running frame is what a replay starts from; its pc is the next instruction to run. */
void vm_checkpoint_take(rt_thread *t);
/* Frame f (below t->frame_low) is about to change: saves it. */
void vm_checkpoint_lower(rt_thread *t, rt_frame *f);
/* Puts frames and registers back as the checkpoint saw them. */
void vm_checkpoint_restore(rt_thread *t);
void vm_checkpoint_mark(rt_thread *t, rt_marker *m);

/* ---- transaction.c: where transactions begin and end ---- */
/* Fuel ran out, or attention is asked for; t->frame->pc is the next instruction. New fuel in vm_of(t)->fuel. */
[[nodiscard]] vm_step vm_safepoint(rt_thread *t);
/* Aborts the transaction and goes back to the checkpoint; only in the outermost loop. */
[[nodiscard]] vm_step vm_replay(rt_thread *t);
/* Runs t->tail.outside between two transactions. */
[[nodiscard]] vm_step vm_outside(rt_thread *t, vm_deliver deliver, uint16_t dst);
/* Starts the call in t->tail, a plain one, in the outermost loop: with several threads in a transaction of its own, to be replayed from here. */
[[nodiscard]] vm_step vm_outermost_enter(rt_thread *t);
/* The outermost loop is done, with v. The C code behind it runs in a transaction that cannot abort (main thread), or in none. */
[[nodiscard]] vm_step vm_outermost_leave(rt_thread *t, Value v);
/* Ends that transaction of the main thread. */
void vm_outermost_done(rt_thread *t);
/* thr_interp.run. */
void vm_thread_run(rt_thread *t, Value boot);
/* The fuel to go on with after a slow step. */
static inline int64_t vm_refuel(rt_thread *t, int64_t fuel) {
    vm_thread *vm = vm_of(t);
    if (t->hurry) fuel = thr_fuel_in_a_hurry(t, vm->fuel, fuel);
    if (!vm->refueled) return fuel;
    vm->refueled = false;
    return vm->fuel;
}

/* ---- exceptions.c ---- */
/* Adds a traceback entry for frame f to the pending exception. */
void vm_traceback_add(rt_thread *t, rt_frame *f);
/* The pending exception is to leave f: where f_lineno of its frame object will point. */
void vm_frame_settle_line(rt_thread *t, rt_frame *f);

#endif
