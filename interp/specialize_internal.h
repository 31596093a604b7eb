/* specialize_internal.h - what the files that choose forms share: the counter of an instruction.
 *
 * The last word of an instruction with a counter: low 16 bits the plain opcode to go back to, next 16 the failures (guesses that
 * failed, attempts that found no form). */
#ifndef KRAIT_INTERP_SPECIALIZE_INTERNAL_H
#define KRAIT_INTERP_SPECIALIZE_INTERNAL_H
#include "interp/specialize.h"

static inline vm_word *counter_of(const vm_word *pc) {
    return (vm_word *)pc + vm_op_words[vm_op_load(pc)] - 1;
}

static inline uint32_t failures_of(const vm_word *pc) {
    return (uint32_t)(vm_cache_load(counter_of(pc)) >> 16) & 0xffff;
}

static inline bool may_specialize(const vm_word *pc) { return failures_of(pc) < VM_MISS_LIMIT; }

/* Nothing fits what was seen: after some attempts none is made any more. */
static inline void give_up(const vm_word *pc) {
    (void)__atomic_fetch_add(&counter_of(pc)->bits, UINT64_C(1) << 16,
                             __ATOMIC_RELAXED); /* a count */
}

static inline void put_form(const vm_word *pc, vm_op form) {
    uint16_t op = vm_op_load(pc);
    if (vm_op_plain[op] != op) return; /* another thread was first */
    /* The low bits are 0 or this opcode: whoever counts a failure meanwhile takes nothing away. */
    (void)__atomic_fetch_or(&counter_of(pc)->bits, op, __ATOMIC_RELEASE);
    vm_op_store((vm_word *)pc, form);
}
#endif
