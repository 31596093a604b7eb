/* dispatch.h - the shape of a handler. Included by handlers.h only, once for each mode.
 *
 * A handler is a function of five words that stay in machine registers from handler to handler by tail calls: the
 * instruction, the registers, the thread, the constants and the fuel. VM_PARALLEL is 0 or 1: without other threads
 * reads need no barrier and returns no checkpoint test. A fast handler calls no C; what is slower ends in STEP,
 * which leaves all state in t->frame and goes on from there. */
#ifndef VM_PARALLEL
#error "define VM_PARALLEL"
#endif

#if defined(__SANITIZE_ADDRESS__) || \
    (defined(__has_feature) && __has_feature(address_sanitizer)) || defined(VM_PLAIN_CALLS)
#define VM_CC
#else
#define VM_CC __attribute__((preserve_none))
#endif

#define PARAMS const vm_word *pc, Value *R, rt_thread *t, const Value *K, int64_t fuel
#define ARGS pc, R, t, K, fuel
typedef VM_CC Value (*handler_fn)(PARAMS);

#pragma clang diagnostic ignored "-Wunused-parameter"
#define HANDLER(name) VM_CC static Value op_##name(PARAMS)
/* Kept out of the handlers that end in it: what calls C needs a stack frame, and they do not. */
#define SLOW_HANDLER(name) __attribute__((noinline)) VM_CC static Value op_##name(PARAMS)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define LIKELY(x) __builtin_expect(!!(x), 1)

/* The opcode may be rewritten by another thread at any time: any of its forms is right. */
#define OPCODE(p) vm_op_load(p)
#define DISPATCH() [[clang::musttail]] return ((handler_fn)t->dispatch[OPCODE(pc)])(ARGS)
#define NEXT(words)                                                                                        \
    do {                                                                                                   \
        pc += (words);                                                                                     \
        DISPATCH();                                                                                        \
    } while (0)
/* The same instruction once more, in another form. */
#define GOTO(name) [[clang::musttail]] return op_##name(ARGS)

/* Before any call of C: what runs there may raise, log or look at the frame. */
#define SAVE() (t->frame->pc = pc)
#define RELOAD()                                                                                           \
    do {                                                                                                   \
        const rt_frame *frame_ = t->frame;                                                                   \
        pc = frame_->pc;                                                                                       \
        R = frame_->regs;                                                                                      \
        K = frame_->consts;                                                                                    \
    } while (0)
#define STEP(expression)                                                                                   \
    do {                                                                                                   \
        if ((expression) == VM_LEAVE) return RT_NULL;                                                      \
        fuel = vm_refuel(t, fuel);                                                                         \
        RELOAD();                                                                                          \
        DISPATCH();                                                                                        \
    } while (0)
/* After C code that may have acquired an object or released a lock. */
#if VM_PARALLEL
#define IF_HURRIED()                                                                                       \
    do {                                                                                                   \
        if (UNLIKELY(t->hurry)) fuel = thr_fuel_in_a_hurry(t, vm_of(t)->fuel, fuel);                       \
    } while (0)
#else
#define IF_HURRIED() ((void)0)
#endif
/* v is the result of this instruction, for register dst: the fast way if it is an ordinary value. */
#define RESULT(dst, words, v)                                                                              \
    do {                                                                                                   \
        Value v_ = (v);                                                                                    \
        if (UNLIKELY(rt_is_null(v_) || rt_is_tail(v_))) STEP(vm_result(t, v_, VM_TO_REG, (dst)));          \
        R[dst] = v_;                                                                                       \
        IF_HURRIED();                                                                                      \
        NEXT(words);                                                                                       \
    } while (0)
/* The same where the value is dropped. */
#define DONE(words, v)                                                                                     \
    do {                                                                                                   \
        Value v_ = (v);                                                                                    \
        if (UNLIKELY(rt_is_null(v_) || rt_is_tail(v_))) STEP(vm_result(t, v_, VM_TO_NOWHERE, 0));          \
        IF_HURRIED();                                                                                      \
        NEXT(words);                                                                                       \
    } while (0)
#define CHECK(ok)                                                                                          \
    do {                                                                                                   \
        if (UNLIKELY(!(ok))) STEP(vm_unwind(t));                                                           \
    } while (0)

/* The short cut of a read in parallel mode: true where the object is mine, or was read in this transaction. Load the fields, then ask
 * READ_STANDS: if it does they belong to one version, which is logged. */
static inline bool vm_read_begin(const stm_tx *tx, const rt_object *o, uint64_t *stamp) {
    *stamp = load_acq(&o->stm.x_stamp);
    if (LIKELY(stm_mine(tx, *stamp))) return true;
    return stm_read_filtered(tx, &o->stm, stamp);
}
#define READ_STANDS(o, stamp) (load_rlx(&(o)->stm.x_stamp) == (stamp))

/* An operand that is a register or a constant. */
#define V(x) (*((x) & VM_CONST_BIT ? &K[(x) & (VM_CONST_BIT - 1)] : &R[x]))
