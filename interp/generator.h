/* generator.h - generators, coroutines, async generators.
 *
 * A suspended body is its registers and its pc, kept in the generator object. To resume it is to copy them onto the stacks as an ordinary
 * frame; to yield is to copy them back. The object is written through barriers, so an abort puts a half-run body back. */
#ifndef KRAIT_INTERP_GENERATOR_H
#define KRAIT_INTERP_GENERATOR_H
#include "interp/vm_internal.h"
#include "runtime/heap/heap.h"

enum vm_generator_state { VM_GEN_CREATED, VM_GEN_SUSPENDED, VM_GEN_RUNNING, VM_GEN_CLOSED };
enum vm_agen_flags {
    VM_AGEN_BUSY = 1,     /* one of its awaitables is under way */
    VM_AGEN_ITERATED = 2, /* the hooks had their say (async_hooks.h) */
    VM_AGEN_CLOSING = 4,  /* aclose() has begun */
};

typedef struct vm_generator {
    rt_object hdr;
    rt_field x_state;    /* enum vm_generator_state */
    rt_field x_pc;       /* word offset of the YIELD it is suspended at */
    rt_field x_regs;     /* rt_array of nregs words; constant until closed, then RT_NULL */
    rt_field x_function; /* vm_function* */
    rt_field
        x_code; /* rt_code* that the body was begun with: the function may have another one now */
    rt_field x_handled; /* the exception that the body is handling, RT_NULL if none */
    rt_field x_name, x_qualname;
    rt_field x_frame;  /* its frame object, if one was asked for */
    rt_field x_origin; /* coroutines: cr_origin; async generators: the finalizer; RT_NULL if none */
    rt_field x_flags;  /* async generators: bits of enum vm_agen_flags */
} vm_generator;

extern rt_type vm_generator_type, vm_coroutine_type, vm_coroutine_wrapper_type,
    vm_async_generator_type;
static inline vm_generator *vm_as_generator(Value v) { return (vm_generator *)rt_obj(v); }
bool vm_is_generator(Value v);          /* any of the three */
const char *vm_generator_kind(Value g); /* "generator", "coroutine", "async generator" */

enum vm_resume_mode {
    VM_RESUME_SEND = 1, /* the value is sent; the end raises StopIteration */
    VM_RESUME_NEXT,     /* None is sent; the end is RT_EMPTY */
    VM_RESUME_THROW, /* the value is an exception to raise at the YIELD; the end raises StopIteration */
};
/* Asks for a resumption of generator g: returns RT_TAIL. For natives and slots. */
Value vm_tail_resume(rt_thread *t, Value g, Value value, int mode);
/* Resumes g here and now; what it yields goes where deliver says. */
[[nodiscard]] vm_step vm_resume(rt_thread *t, Value g, Value value, int mode, vm_deliver deliver,
                                uint16_t dst);

/* rt_write of a generator with its saved registers, as a whole. */
[[nodiscard]] rt_own vm_generator_acquire(rt_thread *t, vm_generator *g);
static inline bool vm_generator_is_free(const rt_thread *t, const vm_generator *g) {
    return stm_write_is_free(t->tx, &g->hdr.stm);
}

/* The body's frame for a value that is sent, g being suspended and without a frame object: the fast way. Solo mode, or g is
 * free. False: take vm_resume. */
static inline bool vm_generator_enter(rt_thread *t, vm_generator *g, Value sent, uint8_t flags,
                                      vm_deliver deliver, uint16_t dst) {
    uint64_t state = rt_load_word(&g->x_state);
    if (state != VM_GEN_SUSPENDED || !rt_is_null(rt_load(&g->x_frame))) return false;
    vm_function *function = (vm_function *)rt_load_ptr(&g->x_function);
    rt_code *code = rt_load_ptr(&g->x_code);
    Value *regs = vm_top(t);
    rt_frame *f = t->frame + 1;
    if (__builtin_expect(f >= t->frame_end || regs + code->nregs > t->stack_end, 0)) return false;
    const rt_array *saved = rt_load_ptr(&g->x_regs);
    for (uint32_t i = 0; i < code->nregs; i++)
        regs[i] = rt_load(&saved->x_items[i]);
    const vm_word *yield = code->words + rt_load_word(&g->x_pc);
    regs[yield->a] = sent;
    Value handled = rt_load(&g->x_handled);
    *f = (rt_frame){.pc = yield + 1,
                    .regs = regs,
                    .consts = code->consts,
                    .code = code,
                    .function = function,
                    .dst = dst,
                    .deliver = deliver,
                    .flags = (uint8_t)(VM_FRAME_GENERATOR | flags |
                                       (rt_is_null(handled) ? 0 : VM_FRAME_HANDLES)),
                    .aux = rt_from_obj(g),
                    .handled = t->handled};
    if (!rt_is_null(handled)) t->handled = handled;
    rt_init_word(&g->x_state, VM_GEN_RUNNING);
    t->frame = f;
    return true;
}

/* What the body of frame f, the running one, is handling itself. */
static inline Value vm_generator_handles(const rt_thread *t, const rt_frame *f) {
    return f->flags & VM_FRAME_HANDLES ? t->handled : RT_NULL;
}

/* Puts the running body, which stands at a YIELD, back into its object and pops its frame, which has no frame object. Solo mode,
 * or the generator is free and the caller's frame is not below t->frame_low. */
static inline void vm_generator_leave(rt_thread *t) {
    const rt_frame *f = t->frame;
    vm_generator *g = vm_as_generator(f->aux);
    rt_array *saved = rt_load_ptr(&g->x_regs);
    for (uint32_t i = 0, n = f->code->nregs; i < n; i++)
        rt_init(&saved->x_items[i], f->regs[i]);
    rt_init_word(&g->x_pc, (uint64_t)(f->pc - f->code->words));
    rt_init(&g->x_handled, vm_generator_handles(t, f));
    rt_init_word(&g->x_state, VM_GEN_SUSPENDED);
    t->handled = f->handled;
    t->frame = (rt_frame *)f - 1;
}

/* ---- shared by the three types (generator_objects.c) ---- */
void vm_generator_trace(rt_object *o, rt_marker *m);
Value vm_generator_repr(rt_thread *t, Value self);
Value vm_generator_close(rt_thread *t, Value *args, uint32_t nargs); /* the method close */
Value vm_generator_code(rt_thread *t, Value self);
Value vm_generator_frame(rt_thread *t, Value self);
Value vm_generator_delegate(
    rt_thread *t, Value self); /* the iterator that a suspended body delegates to, or None */
Value vm_generator_name(rt_thread *t, Value self);
Value vm_generator_set_name(rt_thread *t, Value self, Value v);
Value vm_generator_qualname(rt_thread *t, Value self);
Value vm_generator_set_qualname(rt_thread *t, Value self, Value v);
/* The exception instance that the arguments (type, value=None, traceback=None) of throw mean. */
Value vm_exception_of_args_tail(rt_thread *t, const Value *args, uint32_t nargs);
extern rt_type vm_async_wrapped_type, vm_async_asend_type, vm_async_athrow_type,
    vm_anext_awaitable_type;

/* ---- instructions ---- */
[[nodiscard]] vm_step vm_generator_make(rt_thread *t);              /* RETURN_GENERATOR */
[[nodiscard]] vm_step vm_generator_yield(rt_thread *t, Value v);    /* YIELD */
[[nodiscard]] vm_step vm_generator_returned(rt_thread *t, Value v); /* the body returned v */
void vm_generator_raised(rt_thread *t); /* the pending exception leaves the body: pops its frame */
[[nodiscard]] vm_step vm_send(rt_thread *t, Value iterator, Value v, uint16_t dst);
[[nodiscard]] vm_step vm_sent(rt_thread *t, Value v); /* what SEND's iterator yielded */
/* The delegate of the SEND at the frame's pc ended with v. */
[[nodiscard]] vm_step vm_send_ended(rt_thread *t, Value v);
/* Throws exc into the delegate of the SEND at the frame's pc. */
[[nodiscard]] vm_step vm_throw_delegate(rt_thread *t, Value delegate, Value exc);
Value vm_yield_from_iter_tail(rt_thread *t, rt_frame *f, Value v);
Value vm_awaitable_tail(rt_thread *t, Value v, uint32_t where);
Value vm_aiter_tail(rt_thread *t, Value v);
Value vm_anext_tail(rt_thread *t, Value v);
Value vm_async_gen_wrap(rt_thread *t, Value v);
Value vm_raise_stop(rt_thread *t, Value v); /* StopIteration(v) */
#endif
