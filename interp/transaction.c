/* transaction.c - where transactions begin and end: at safepoints, around blocking calls, at replay.
 *
 * Invariants
 *   transaction-1  Only the outermost evaluation loop ends a transaction: below it C frames hold state that a replay cannot restore.
 *   transaction-2  Whatever a transaction did to the frames since its checkpoint, vm_checkpoint_restore undoes;
 *                  whatever it did to the heap, stm_abort undoes; nothing else may be touched before the commit
 *                  (output and wake-ups wait in threading/deferred.c). */
#include "interp/prelude.h"
#include "interp/vm_internal.h"
#include "runtime/heap/heap.h"
#include "runtime/mutant.h"
#include "runtime/objects/tuple.h"
#include "threading/deferred.h"
#include "threading/schedule.h"
#include "threading/thread.h"

static void refuel(rt_thread *t) {
    vm_of(t)->fuel = thr_fuel(t);
    vm_of(t)->refueled = true;
}

/* A fresh transaction whose replay point is the running frame as it is now. */
static void begin(rt_thread *t) {
    thr_park_at_end(t);
    stm_begin(t->tx);
    vm_checkpoint_take(t);
    refuel(t);
}

static bool asked_for(const rt_thread *t) {
    /* relaxed: a hint, looked at again at the next safepoint */
    return rt_pending_any() ||
           (atomic_load_explicit(&t->x_attention, memory_order_relaxed) & ~(uint32_t)THR_STOP);
}

/* Signals and finalizers, before the program goes on at the frame's pc. */
static vm_step attend(rt_thread *t) {
    if (!asked_for(t)) return VM_GO;
    Value v = thr_attention_tail(t);
    if (rt_is_null(v)) return vm_unwind(t);
    return rt_is_tail(v) ? vm_result(t, v, VM_TO_RESUME, 0) : VM_GO;
}

/* The transaction is over; the next one, perhaps in solo mode. */
static void begin_next(rt_thread *t) {
    thr_poll(t);
    if ((atomic_load_explicit(&t->x_attention, memory_order_relaxed) & THR_RETURN) && thr_alone(t))
        thr_solo_enter(t);
    begin(t);
}

vm_step vm_safepoint(rt_thread *t) {
    if (t->tx->solo || !thr_may_split(t) || thr_locks_extend(t)) {
        thr_poll(t);
        refuel(t);
        return attend(t);
    }
    if (stm_doomed(t->tx) || !thr_commit(t)) return vm_replay(t);
    begin_next(t);
    return attend(t);
}

/* Goes on from the checkpoint: at its frame, or with the result of a blocking call that came just before it, or with the call
 * that the outermost loop is for. */
static vm_step go_on(rt_thread *t) {
    vm_thread *vm = vm_of(t);
    if (vm->checkpoint.entry) {
        Value v = rt_tail_call(t, vm->entry.callable, vm->entry.args, vm->entry.nargs);
        return vm_result(t, v, VM_TO_EXIT, 0);
    }
    if (rt_is_null(vm->checkpoint.pending) || rt_mutant(RESULT_FORGOTTEN)) return VM_GO;
    return vm_deliver_to(t, vm->checkpoint.pending, vm->checkpoint.deliver, vm->checkpoint.dst,
                         RT_NULL);
}

vm_step vm_replay(rt_thread *t) {
    vm_thread *vm = vm_of(t);
    thr_abort(t);
    t->conflict = false;
    t->exc = RT_NULL;
    t->tail.nconts = 0;
    t->tail.outside = NULL;
    t->tail.resume = 0;
    t->tail.ns = RT_NULL;
    t->reprs = NULL;
    t->atomic_depth = 0;
    vm->args_top = NULL;
    vm->send_ended = vm->reraise = false;
    vm_checkpoint_restore(t);
    thr_poll(t);
    thr_park_at_end(t);
    stm_begin(t->tx);
    refuel(t);
    return go_on(t);
}

/* Where the transaction cannot end, it must not abort any more. */
static vm_step outside_irrevocably(rt_thread *t, Value (*run)(rt_thread *, Value), Value state,
                                   vm_deliver deliver, uint16_t dst) {
    if (!t->tx->solo) {
        if (!stm_irrevocable(t->tx, rt_site(t))) {
            t->conflict = true;
            return vm_unwind(t);
        }
        thr_deferred_now(t);
    }
    Value v = thr_run_blocked(t, run, state);
    return vm_result(t, v, deliver, dst);
}

vm_step vm_outside(rt_thread *t, vm_deliver deliver, uint16_t dst) {
    Value (*run)(rt_thread *, Value) = t->tail.outside;
    Value state = t->tail.callable;
    t->tail.outside = NULL;
    if (!thr_may_split(t)) return outside_irrevocably(t, run, state, deliver, dst);
    if (!t->tx->solo && stm_doomed(t->tx)) return vm_replay(t);
    if (!thr_commit(t)) return vm_replay(t);
    Value v = thr_run_blocked(t, run, state);
    begin_next(t);
    vm_thread *vm = vm_of(t);
    vm->checkpoint.pending = v;
    vm->checkpoint.deliver = deliver;
    vm->checkpoint.dst = dst;
    return go_on(t);
}

/* ---- the outermost loop ---- */
vm_step vm_outermost_enter(rt_thread *t) {
    vm_thread *vm = vm_of(t);
    rt_tail *tail = &t->tail;
    if (t->tx->solo) return vm_result(t, RT_TAIL, VM_TO_EXIT, 0);
    if (tail->nargs > VM_ENTRY_ARGS || tail->nconts || !rt_is_null(tail->kwnames))
        rt_fatal("an outermost call is too complicated");
    vm->entry.callable = tail->callable;
    vm->entry.nargs = tail->nargs;
    memcpy(vm->entry.args, tail->args, tail->nargs * sizeof(Value));
    if (stm_active(t->tx) && !thr_commit(t)) rt_fatal("an irrevocable transaction does not commit");
    begin(t);
    vm->checkpoint.entry = true;
    return go_on(t);
}

vm_step vm_outermost_leave(rt_thread *t, Value v) {
    if (!t->tx->solo) {
        bool ok = t == thr_main() ? stm_irrevocable(t->tx, 0) : thr_commit(t);
        if (!ok) return vm_replay(t);
    }
    vm_of(t)->result = v;
    return VM_LEAVE;
}

void vm_outermost_done(rt_thread *t) {
    if (!t->tx->solo && stm_active(t->tx) && !thr_commit(t))
        rt_fatal("the last transaction does not commit");
}

void vm_thread_run(rt_thread *t, Value boot) {
    Value args[] = {rt_tuple_at(boot, 0), rt_tuple_at(boot, 1), rt_tuple_at(boot, 2)};
    if (rt_is_null(rt_tail_call(t, vm_prelude_thread_main(), args, 3))) return;
    thr_os_of(t)->boot = RT_NULL;
    (void)vm_finish(t);
}
