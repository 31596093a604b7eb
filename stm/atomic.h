/* Atomic accesses whose name carries the memory order.
 *
 * Owns: nothing. These are the only spellings of an atomic access in the project: there is no
 * default order, so that every site says what it needs. They are type-generic over _Atomic(T)
 * pointers, which is why they are macros; each evaluates its arguments once.
 *
 *   load_rlx   load, no order                store_rlx  store, no order
 *   load_acq   load, acquire                 store_rel  store, release
 *   load_sc    load, sequentially consistent store_sc   store, sequentially consistent
 *   cas_*      compare and swap: on failure *expected holds what was found
 *   add_*      fetch-and-add, returns the value before
 *
 * Threads: any.
 */
#ifndef STM_ATOMIC_H
#define STM_ATOMIC_H

#include <stdatomic.h>
#include <stdint.h>

#define load_rlx(p) atomic_load_explicit((p), memory_order_relaxed)
#define load_acq(p) atomic_load_explicit((p), memory_order_acquire)
#define load_sc(p)  atomic_load_explicit((p), memory_order_seq_cst)

#define store_rlx(p, v) atomic_store_explicit((p), (v), memory_order_relaxed)
#define store_rel(p, v) atomic_store_explicit((p), (v), memory_order_release)
#define store_sc(p, v)  atomic_store_explicit((p), (v), memory_order_seq_cst)

#define cas_seqcst(p, expected, desired)                                                      \
    atomic_compare_exchange_strong_explicit((p), (expected), (desired), memory_order_seq_cst, \
                                            memory_order_acquire)
#define cas_acqrel(p, expected, desired)                                                      \
    atomic_compare_exchange_strong_explicit((p), (expected), (desired), memory_order_acq_rel, \
                                            memory_order_acquire)
#define cas_rlx(p, expected, desired)                                                         \
    atomic_compare_exchange_strong_explicit((p), (expected), (desired), memory_order_relaxed, \
                                            memory_order_relaxed)

#define add_rlx(p, v)     atomic_fetch_add_explicit((p), (v), memory_order_relaxed)
#define add_acqrel(p, v)  atomic_fetch_add_explicit((p), (v), memory_order_acq_rel)
#define sub_acqrel(p, v)  atomic_fetch_sub_explicit((p), (v), memory_order_acq_rel)
#define swap_acqrel(p, v) atomic_exchange_explicit((p), (v), memory_order_acq_rel)

/* A counter with one writer: no locked instruction, and readers never see a torn value. */
static inline void count_add(_Atomic(uint64_t) *counter, uint64_t n) {
    store_rlx(counter, load_rlx(counter) + n);
}

/* Asks for a cache line that will be written soon, before anything waits for it: a load alone would fetch it from another
 * processor for reading, and the write would fetch it once more. */
static inline void prefetch_own(const void *address) {
#if defined(__x86_64__)
    __asm__ __volatile__("prefetchw %0" : : "m"(*(const char *)address));
#else
    __builtin_prefetch(address, 1);
#endif
}

/* One turn of a spin loop, kind to the other hardware thread. */
static inline void cpu_relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

#endif
