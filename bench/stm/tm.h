/* One way to write a transactional program, four ways to run it.
 *
 * Owns: nothing. Each benchmark is written once over these macros and compiled once for each back end:
 *
 *   TM_KRAIT   libkrait-stm
 *   TM_ITM     GCC's transactional memory (-fgnu-tm, libitm)
 *   TM_MUTEX   every transaction under one pthread mutex
 *   TM_NONE    unsynchronised: right on one thread only
 *
 * A shared object begins with TM_HEADER in every back end, so that all have the same layout. A function
 * that runs inside a transaction is a TM_FUNCTION: it takes the thread's `tx` first, returns true, and
 * delivers results through pointers; false, a conflict, exists with krait only and is passed on by
 * TM_CALL. A TM_PURE function touches nothing shared. What only the creator has seen yet is stored plainly.
 *
 *   TM_READ(tx, o, k = TM_LOAD(&o->key); v = TM_LOAD(&o->value))    several fields of one object
 *   TM_GET(tx, o, field, &local)                                   one of them
 *   TM_TAKE(tx, o, field, &local)                                  the same, of what will be written
 *   TM_SET(tx, o, field, value)
 *   TM_NEW(tx, size), TM_DELETE(tx, o)
 *   TM_ATOMIC(tx, call)                                            the transaction
 *
 * Nothing loaded inside TM_READ may be followed before it is over.
 *
 * Threads: a `tx` belongs to one thread.
 */
#ifndef BENCH_STM_TM_H
#define BENCH_STM_TM_H

#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#if !defined __clang__ && __GNUC__ < 13
#define nullptr ((void *)0)
#endif

#if defined TM_KRAIT

#include "stm/stm.h"

#define TM_NAME     "krait-stm"
#define TM_HEADER   alignas(16) stm_object header
#define TM_FUNCTION [[nodiscard]] static inline bool
#define TM_PURE     static inline
#define TM_CALL(call)             \
    do {                          \
        if (!(call)) return false; \
    } while (0)
#define TM_LOAD(field)                                  \
    ({                                                  \
        typeof_unqual(*(field)) loaded_;                \
        stm_field_load((field), &loaded_, sizeof loaded_); \
        loaded_;                                        \
    })
#define TM_READ(tx, o, ...)                                                      \
    do {                                                                         \
        uint64_t stamp_;                                                         \
        do {                                                                     \
            TM_CALL(stm_read_open_at((tx), &(o)->header, &stamp_, STM_HERE));    \
            __VA_ARGS__;                                                         \
        } while (STM_UNLIKELY(!stm_read_close((tx), &(o)->header, stamp_, STM_HERE))); \
    } while (0)
#define TM_GET(tx, o, field, out)   TM_CALL(stm_get((tx), &(o)->header, &(o)->field, (out)))
#define TM_TAKE(tx, o, field, out)  TM_CALL(stm_take((tx), &(o)->header, &(o)->field, (out)))
#define TM_SET(tx, o, field, value) TM_CALL(stm_set((tx), &(o)->header, &(o)->field, (value)))
#define TM_NEW(tx, size)            stm_new((tx), (size))
#define TM_DELETE(tx, o)            stm_free((tx), (o))
#define TM_ATOMIC(tx, call)                  \
    for (;;) {                               \
        stm_begin(tx);                       \
        if ((call) && stm_commit(tx)) break; \
        stm_abort(tx);                       \
    }

static inline void tm_init(void) { stm_init(nullptr); }
static inline stm_tx *tm_attach(void) { return stm_thread_attach(); }
static inline void tm_detach(stm_tx *tx) { stm_thread_detach(tx); }
/* Before blocking outside transactions. */
static inline void tm_park(stm_tx *tx) { stm_thread_park(tx); }

#else

typedef struct stm_tx stm_tx; /* always null */

#define TM_HEADER                   alignas(16) uint64_t header
#define TM_CALL(call)               ((void)(call))
#define TM_LOAD(field)              (*(field))
#define TM_READ(tx, o, ...)         do { (void)(tx), (void)(o); __VA_ARGS__; } while (0)
#define TM_GET(tx, o, field, out)   ((void)(tx), (void)(*(out) = (o)->field))
#define TM_TAKE(tx, o, field, out)  TM_GET(tx, o, field, out)
#define TM_SET(tx, o, field, value) ((void)(tx), (void)((o)->field = (value)))
#define TM_NEW(tx, size)            ((void)(tx), calloc(1, (size)))
#define TM_DELETE(tx, o)            ((void)(tx), free(o))

static inline void tm_init(void) {}
static inline stm_tx *tm_attach(void) { return nullptr; }
static inline void tm_detach(stm_tx *tx) { (void)tx; }
static inline void tm_park(stm_tx *tx) { (void)tx; }

#if defined TM_ITM
#define TM_NAME             "libitm"
#define TM_FUNCTION         __attribute__((transaction_safe)) static inline bool
#define TM_PURE             __attribute__((transaction_pure)) static inline
#define TM_ATOMIC(tx, call) __transaction_atomic { (void)(call); }
#elif defined TM_MUTEX
#define TM_NAME     "mutex"
#define TM_FUNCTION static inline bool
#define TM_PURE     static inline
extern pthread_mutex_t tm_mutex;
#define TM_ATOMIC(tx, call)                \
    do {                                   \
        pthread_mutex_lock(&tm_mutex);     \
        (void)(call);                      \
        pthread_mutex_unlock(&tm_mutex);   \
    } while (0)
#elif defined TM_NONE
#define TM_NAME             "unsynchronised"
#define TM_FUNCTION         static inline bool
#define TM_PURE             static inline
#define TM_ATOMIC(tx, call) ((void)(call))
#else
#error "define TM_KRAIT, TM_ITM, TM_MUTEX or TM_NONE"
#endif

#endif

#endif
