/* fiber.c - see fiber.h. */
#include "stress/sched/fiber.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#if __has_feature(thread_sanitizer)
#include <sanitizer/tsan_interface.h>
#endif
#if __has_feature(address_sanitizer)
#include <sanitizer/common_interface_defs.h>
#endif

enum { STACK_BYTES = 256 * 1024 };

struct fiber {
    ucontext_t context;
    void (*run)(void *arg);
    void *arg;
    void *stack; /* null: the caller's own */
    const void *stack_bottom;
    size_t stack_size;
    void *fake_stack; /* of the address sanitizer */
    void *tsan;
};

static fiber *leaving; /* the fiber that the running one was reached from */

static void no_memory(void) {
    fprintf(stderr, "stress: no memory for a fiber\n");
    abort();
}

/* First thing after each arrival. */
static void arrived(fiber *self) {
#if __has_feature(address_sanitizer)
    const void *bottom;
    size_t size;
    __sanitizer_finish_switch_fiber(self->fake_stack, &bottom, &size);
    if (leaving && !leaving->stack) {
        leaving->stack_bottom = bottom;
        leaving->stack_size = size;
    }
#else
    (void)self;
#endif
}

static void enter(unsigned high, unsigned low) {
    fiber *self = (fiber *)((uintptr_t)high << 32 | low);
    arrived(self);
    self->run(self->arg);
    fprintf(stderr, "stress: a fiber returned\n");
    abort();
}

static fiber *allocate(void) {
    fiber *f = calloc(1, sizeof *f);
    if (!f) no_memory();
    return f;
}

fiber *fiber_of_caller(void) {
    fiber *f = allocate();
#if __has_feature(thread_sanitizer)
    f->tsan = __tsan_get_current_fiber();
#endif
    return f;
}

fiber *fiber_create(void (*run)(void *arg), void *arg) {
    fiber *f = allocate();
    f->run = run;
    f->arg = arg;
    f->stack = mmap(nullptr, STACK_BYTES, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (f->stack == MAP_FAILED || getcontext(&f->context) != 0) no_memory();
    f->stack_bottom = f->stack;
    f->stack_size = STACK_BYTES;
    f->context.uc_stack.ss_sp = f->stack;
    f->context.uc_stack.ss_size = STACK_BYTES;
    uintptr_t self = (uintptr_t)f;
    /* makecontext passes ints */
    makecontext(&f->context, (void (*)(void))(void *)enter, 2, (unsigned)(self >> 32),
                (unsigned)self);
#if __has_feature(thread_sanitizer)
    f->tsan = __tsan_create_fiber(0);
#endif
    return f;
}

void fiber_switch(fiber *from, fiber *to) {
    leaving = from;
#if __has_feature(address_sanitizer)
    __sanitizer_start_switch_fiber(&from->fake_stack, to->stack_bottom, to->stack_size);
#endif
#if __has_feature(thread_sanitizer)
    __tsan_switch_to_fiber(to->tsan, 0);
#endif
    swapcontext(&from->context, &to->context);
    arrived(from);
}

void fiber_destroy(fiber *f) {
#if __has_feature(thread_sanitizer)
    if (f->stack) __tsan_destroy_fiber(f->tsan);
#endif
    if (f->stack) munmap(f->stack, STACK_BYTES);
    free(f);
}
