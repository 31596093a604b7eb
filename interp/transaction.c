/* transaction.c - where transactions begin and end: at safepoints, around blocking calls, at replay.
 *
 * Invariants
 *   transaction-1  Only the outermost evaluation loop ends a transaction: below it C frames hold state that a replay cannot restore.
 *   transaction-2  Whatever a transaction did to the frames since its checkpoint, vm_checkpoint_restore undoes;
 *                  whatever it did to the heap, stm_abort undoes; nothing else may be touched before the commit
 *                  (output and wake-ups wait in threading/deferred.c). */
#include "interp/vm_internal.h"
#include "runtime/heap/heap.h"
#include "threading/schedule.h"
#include "threading/thread.h"

static bool may_split(const rt_thread *t) { return t->c_depth == 1 && t->atomic_depth == 0; }

static void refuel(rt_thread *t)
{
    vm_of(t)->fuel = thr_fuel(t);
    vm_of(t)->refueled = true;
}

/* A fresh transaction whose replay point is the running frame as it is now. */
static void begin(rt_thread *t)
{
    stm_begin(t->tx);
    vm_checkpoint_take(t);
    refuel(t);
}

/* Commits; false: the transaction has to be replayed. */
static bool commit(rt_thread *t)
{
    if (!stm_commit(t->tx)) return false;
    rt_heap_transaction_end(t, true);
    thr_committed(t);
    return true;
}

/* Signals and finalizers, before the program goes on at the frame's pc. */
static vm_step attend(rt_thread *t)
{
    if (!rt_pending_any() && !(atomic_load_explicit(&t->x_attention, memory_order_relaxed) & ~(uint32_t)THR_STOP)) return VM_GO;
    Value v = thr_attention_tail(t);
    if (rt_is_null(v)) return vm_unwind(t);
    return rt_is_tail(v) ? vm_result(t, v, VM_TO_RESUME, 0) : VM_GO;
}

vm_step vm_safepoint(rt_thread *t)
{
    if (!may_split(t)) {
        thr_poll(t);
        refuel(t);
    } else if (t->tx->solo) {
        thr_poll(t);
        refuel(t);
    } else {
        if (stm_doomed(t->tx) || !commit(t)) return vm_replay(t);
        thr_poll(t);
        begin(t);
    }
    return attend(t);
}

/* Goes on from the checkpoint: at its frame, or with the result of a blocking call that came just before it. */
static vm_step go_on(rt_thread *t)
{
    vm_thread *vm = vm_of(t);
    if (rt_is_null(vm->checkpoint.pending)) return VM_GO;
    return vm_deliver_to(t, vm->checkpoint.pending, vm->checkpoint.deliver, vm->checkpoint.dst, RT_NULL);
}

vm_step vm_replay(rt_thread *t)
{
    stm_abort(t->tx);
    rt_heap_transaction_end(t, false);
    thr_aborted(t);
    t->conflict = false;
    t->exc = RT_NULL;
    t->tail.nconts = 0;
    vm_checkpoint_restore(t);
    thr_poll(t);
    stm_begin(t->tx);
    refuel(t);
    return go_on(t);
}

/* Where the transaction cannot end, it must not abort any more. */
static vm_step outside_irrevocably(rt_thread *t, Value (*run)(rt_thread *, Value), Value state, vm_deliver deliver, uint16_t dst)
{
    if (!t->tx->solo && !stm_irrevocable(t->tx, rt_site(t))) {
        t->conflict = true;
        return vm_unwind(t);
    }
    Value v = thr_run_blocked(t, run, state);
    return vm_result(t, v, deliver, dst);
}

vm_step vm_outside(rt_thread *t, vm_deliver deliver, uint16_t dst)
{
    Value (*run)(rt_thread *, Value) = t->tail.outside;
    Value state = t->tail.callable;
    t->tail.outside = NULL;
    if (!may_split(t)) return outside_irrevocably(t, run, state, deliver, dst);
    if (stm_doomed(t->tx) || !commit(t)) return vm_replay(t);
    Value v = thr_run_blocked(t, run, state);
    begin(t);
    vm_thread *vm = vm_of(t);
    vm->checkpoint.pending = v;
    vm->checkpoint.deliver = deliver;
    vm->checkpoint.dst = dst;
    return go_on(t);
}
