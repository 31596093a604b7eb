/* checkpoint.c - what a replay restores: frames and registers, as they were when the transaction began.
 *
 * Taking a checkpoint copies the running frame only. Frames below it cannot change before control returns to them, and a
 * return into one saves it first (vm_checkpoint_lower). Restoring goes from the newest copy to the oldest, because neighbouring windows overlap:
 * the copy taken first is the state at the beginning.
 * Owns: vm_thread.checkpoint, t->frame_low. */
#include "interp/vm_internal.h"

#include <stdlib.h>

#include "runtime/heap/heap.h"

static uint32_t frame_nregs(const rt_frame *f) { return f->flags & VM_FRAME_EXIT ? 0 : f->code ? f->code->nregs : 1; }

static void grow(rt_thread *t, uint32_t nregs)
{
    vm_thread *vm = vm_of(t);
    if (vm->checkpoint.nframes == vm->checkpoint.frames_cap) {
        uint32_t cap = vm->checkpoint.frames_cap ? 2 * vm->checkpoint.frames_cap : 16;
        vm->checkpoint.frames = realloc(vm->checkpoint.frames, cap * sizeof *vm->checkpoint.frames);
        vm->checkpoint.frames_cap = cap;
    }
    if (vm->checkpoint.nregs + nregs > vm->checkpoint.regs_cap) {
        uint32_t cap = 2 * (vm->checkpoint.nregs + nregs);
        vm->checkpoint.regs = realloc(vm->checkpoint.regs, cap * sizeof *vm->checkpoint.regs);
        vm->checkpoint.regs_cap = cap;
    }
    if (!vm->checkpoint.frames || (!vm->checkpoint.regs && nregs)) rt_fatal("no memory for a checkpoint");
}

static void save(rt_thread *t, rt_frame *f)
{
    vm_thread *vm = vm_of(t);
    uint32_t nregs = frame_nregs(f);
    grow(t, nregs);
    vm->checkpoint.frames[vm->checkpoint.nframes++] =
        (vm_saved_frame){.where = f, .frame = *f, .first_reg = vm->checkpoint.nregs, .nregs = nregs};
    if (nregs) memcpy(vm->checkpoint.regs + vm->checkpoint.nregs, f->regs, nregs * sizeof(Value));
    vm->checkpoint.nregs += nregs;
    t->frame_low = f;
}

void vm_checkpoint_take(rt_thread *t)
{
    vm_thread *vm = vm_of(t);
    vm->checkpoint.nframes = 0;
    vm->checkpoint.nregs = 0;
    vm->checkpoint.handled = t->handled;
    vm->checkpoint.pending = RT_NULL;
    vm->checkpoint.entry = false;
    save(t, t->frame);
}

/* The frames between are saved, too: from now on they may change. */
void vm_checkpoint_lower(rt_thread *t, rt_frame *f)
{
    while (t->frame_low > f) save(t, t->frame_low - 1);
}

void vm_checkpoint_restore(rt_thread *t)
{
    vm_thread *vm = vm_of(t);
    for (uint32_t i = vm->checkpoint.nframes; i-- > 0;) {
        const vm_saved_frame *s = &vm->checkpoint.frames[i];
        *s->where = s->frame;
        if (s->nregs) memcpy(s->frame.regs, vm->checkpoint.regs + s->first_reg, s->nregs * sizeof(Value));
    }
    t->frame = vm->checkpoint.frames[0].where;
    t->frame_low = t->frame;
    t->handled = vm->checkpoint.handled;
    vm->checkpoint.nframes = 1;
    vm->checkpoint.nregs = vm->checkpoint.frames[0].nregs;
}

void vm_checkpoint_mark(rt_thread *t, rt_marker *m)
{
    vm_thread *vm = vm_of(t);
    if (vm->checkpoint.nregs > 0) rt_mark_conservative(m, vm->checkpoint.regs, vm->checkpoint.regs + vm->checkpoint.nregs);
    if (vm->checkpoint.nframes > 0) rt_mark_conservative(m, vm->checkpoint.frames, vm->checkpoint.frames + vm->checkpoint.nframes);
    rt_mark(m, vm->entry.callable);
    for (uint32_t i = 0; i < vm->entry.nargs; i++) rt_mark(m, vm->entry.args[i]);
    rt_mark(m, vm->checkpoint.handled);
    rt_mark(m, vm->checkpoint.pending);
}
