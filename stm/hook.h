/* One table for all that is not determined by the program: yield points, injected aborts, the
 * clock, random choices, sleeping.
 *
 * Owns: the hook table. Tests and stress runs take it over to choose the schedule, to abort an
 * attempt at its n-th event, or to run on a clock of their own; otherwise every entry is null and
 * costs one predicted branch in a slow path.
 *
 * Invariants
 *   hook-1  A hook is installed or removed only while no transaction is in flight.
 *   hook-2  While a point or inject hook is installed each barrier takes its slow path (the
 *           snapshot of every thread is replaced by one that no stamp satisfies).
 *   hook-3  An injection never stops progress: an attempt is spared after `max_attempts` tries,
 *           and an irrevocable transaction always.
 *
 * Threads: the functions of the table are called by every thread, possibly at once.
 */
#ifndef STM_HOOK_H
#define STM_HOOK_H

#include <stddef.h>
#include <stdint.h>

typedef struct stm_tx stm_tx;

/* Yield points, in the order in which a transaction meets them. */
#define STM_POINTS(X)                                                         \
    X(BEGIN, "a transaction is about to begin")                               \
    X(READ, "a read barrier is about to load the stamp")                      \
    X(READ_OPEN, "a read barrier has loaded the stamp, the fields come next") \
    X(WRITE, "a write barrier is about to load the stamp")                    \
    X(ACQUIRE, "the acquiring compare-and-swap comes next")                   \
    X(ACQUIRED, "an object has been acquired")                                \
    X(EXTEND, "the snapshot is about to be extended")                         \
    X(EXTEND_LOADED, "the new vector is loaded, validation comes next")       \
    X(VALIDATE, "an entry of the read log is about to be validated")          \
    X(COMMIT, "a commit is about to validate")                                \
    X(PUBLISH, "validated, the commit store comes next")                      \
    X(ABORT, "an abort is about to restore memory")                           \
    X(RESTORE, "a word is about to be restored")                              \
    X(RELEASE, "a stamp is about to be given back")                           \
    X(ABORTED, "all is restored, the store of the serial comes next")         \
    X(CONFLICT, "an object was found owned by another transaction")           \
    X(DOOM, "another transaction is about to be doomed")                      \
    X(WAIT, "one turn of waiting for an owner")                               \
    X(HANDOFF, "one turn of waiting for the winner, holding nothing")         \
    X(TOKEN, "one turn of waiting for the irrevocable token")                 \
    X(RETRY, "one turn of waiting until something read has changed")          \
    X(SLOT, "one turn of waiting for a free slot")                            \
    X(USER, "a place that the program chose")

typedef enum stm_point {
#define X(name, doc) STM_AT_##name,
    STM_POINTS(X)
#undef X
        STM_POINT_COUNT
} stm_point;

typedef struct stm_hooks {
    void *ctx;
    /* A yield point: may switch threads, sleep, or record. */
    void (*point)(void *ctx, stm_tx *tx, stm_point at);
    /* Asked at READ, WRITE and COMMIT: true aborts this attempt, as if it were doomed. */
    bool (*inject)(void *ctx, stm_tx *tx, stm_point at);
    /* Nanoseconds, monotonic. */
    uint64_t (*clock)(void *ctx);
    /* 64 random bits. */
    uint64_t (*random)(void *ctx, stm_tx *tx);
    /* Stands in for a spin or a timed sleep of `ns` while waiting. */
    void (*idle)(void *ctx, stm_tx *tx, uint64_t ns);
    /* false makes the allocation of `size` bytes for a log fail; null: never. */
    bool (*may_alloc)(void *ctx, size_t size);
} stm_hooks;

/* Injected aborts, without writing a hook: each number 0 means never. */
typedef struct stm_injection {
    uint64_t
        every_barrier;     /* abort at every n-th read or write barrier, counted over all threads */
    uint64_t every_commit; /* abort at every n-th commit */
    uint64_t one_in;       /* abort at random, one event in so many */
    uint64_t seed;         /* of the random choices; also of stm_random */
    unsigned max_attempts; /* spare a transaction after so many attempts; 0 = 3 */
} stm_injection;

/* Installs `hooks` (copied) or, with null, removes them. See hook-1. */
void stm_hooks_install(const stm_hooks *hooks);
/* Starts or, with null, stops injecting aborts; may be combined with other hooks. See hook-1. */
void stm_inject(const stm_injection *what);
/* How many aborts were injected since stm_inject. */
uint64_t stm_injected(void);
/* A yield point of the program's own; `tx` may be null. */
void stm_hook_point(stm_tx *tx, stm_point at);
const char *stm_point_name(stm_point at);

/* The clock in nanoseconds: CLOCK_MONOTONIC unless hooked. */
uint64_t stm_clock(void);
/* 64 random bits from the thread's seeded generator unless hooked. */
uint64_t stm_random(stm_tx *tx);

#endif
