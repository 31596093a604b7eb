/* checkpoint.c - what a replay restores: frames and registers, as they were when the transaction began.
 *
 * Taking a checkpoint copies the running frame only. Frames below it cannot change before control returns to them, and a
 * return into one saves it first (vm_checkpoint_lower). Restoring goes from the newest copy to the oldest, because neighbouring windows overlap:
 * the copy taken first is the state at the beginning.
 * Owns: vm_thread.checkpoint, t->frame_low. */
#include "interp/vm_internal.h"

#include <stdlib.h>

#include "runtime/heap/heap.h"
#include "runtime/mutant.h"

static uint32_t frame_nregs(const rt_frame *f) {
    return f->flags & VM_FRAME_EXIT ? 0 : f->code ? f->code->nregs : 1;
}

/* realloc that does not fail: a transaction without a checkpoint could not be replayed. */
static void *enlarge(void *p, size_t bytes) {
    void *larger = realloc(p, bytes);
    if (!larger) rt_fatal("no memory for a checkpoint");
    return larger;
}

static void grow(rt_thread *t, uint32_t nregs) {
    vm_checkpoint *c = &vm_of(t)->checkpoint;
    if (c->nframes == c->frames_cap) {
        c->frames_cap = c->frames_cap ? 2 * c->frames_cap : 16;
        c->frames = enlarge(c->frames, c->frames_cap * sizeof *c->frames);
    }
    if (c->nregs + nregs > c->regs_cap) {
        c->regs_cap = 2 * (c->nregs + nregs);
        c->regs = enlarge(c->regs, c->regs_cap * sizeof *c->regs);
    }
}

static void save(rt_thread *t, rt_frame *f) {
    vm_thread *vm = vm_of(t);
    uint32_t nregs = frame_nregs(f);
    grow(t, nregs);
    vm->checkpoint.frames[vm->checkpoint.nframes++] = (vm_saved_frame){
        .where = f, .frame = *f, .first_reg = vm->checkpoint.nregs, .nregs = nregs};
    if (nregs) memcpy(vm->checkpoint.regs + vm->checkpoint.nregs, f->regs, nregs * sizeof(Value));
    vm->checkpoint.nregs += nregs;
    t->frame_low = f;
}

void vm_checkpoint_take(rt_thread *t) {
    vm_thread *vm = vm_of(t);
    vm->checkpoint.nframes = 0;
    vm->checkpoint.nregs = 0;
    vm->checkpoint.handled = t->handled;
    vm->checkpoint.pending = RT_NULL;
    vm->checkpoint.entry = false;
    save(t, t->frame);
}

/* The frames between are saved, too: from now on they may change. */
void vm_checkpoint_lower(rt_thread *t, rt_frame *f) {
    if (rt_mutant(LOWER_FRAME_NOT_SAVED)) t->frame_low = f < t->frame_low ? f : t->frame_low;
    while (t->frame_low > f)
        save(t, t->frame_low - 1);
}

void vm_checkpoint_restore(rt_thread *t) {
    vm_thread *vm = vm_of(t);
    for (uint32_t i = vm->checkpoint.nframes; i-- > 0;) {
        const vm_saved_frame *s = &vm->checkpoint.frames[i];
        *s->where = s->frame;
        if (s->nregs && !rt_mutant(REGISTERS_NOT_RESTORED))
            memcpy(s->frame.regs, vm->checkpoint.regs + s->first_reg, s->nregs * sizeof(Value));
    }
    t->frame = vm->checkpoint.frames[0].where;
    t->frame_low = t->frame;
    if (!rt_mutant(HANDLED_NOT_RESTORED)) t->handled = vm->checkpoint.handled;
    vm->checkpoint.nframes = 1;
    vm->checkpoint.nregs = vm->checkpoint.frames[0].nregs;
}

void vm_checkpoint_mark(rt_thread *t, rt_marker *m) {
    vm_thread *vm = vm_of(t);
    if (vm->checkpoint.nregs > 0)
        rt_mark_conservative(m, vm->checkpoint.regs, vm->checkpoint.regs + vm->checkpoint.nregs);
    if (vm->checkpoint.nframes > 0)
        rt_mark_conservative(m, vm->checkpoint.frames,
                             vm->checkpoint.frames + vm->checkpoint.nframes);
    rt_mark(m, vm->entry.callable);
    for (uint32_t i = 0; i < vm->entry.nargs; i++)
        rt_mark(m, vm->entry.args[i]);
    rt_mark(m, vm->checkpoint.handled);
    rt_mark(m, vm->checkpoint.pending);
}
