/* lock.c - see lock.h.
 *
 * Who excludes whom:
 * | operation            | by                                                                                   |
 * |----------------------|--------------------------------------------------------------------------------------|
 * | elided with elided   | nobody: they run side by side; the data decides                                      |
 * | elided with real     | the lock's stamp: the real acquisition was not in the elided one's snapshot          |
 * | real with real       | the lock's stamp, then its owner                                                     |
 * | sleep with wake      | x_changes: the sleeper read it before it saw the lock held                           |
 * Threads: any. */
#define _GNU_SOURCE
#include "threading/lock.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/mutant.h"
#include "runtime/native.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"
#include "stm/atomic.h"
#include "threading/deferred.h"
#include "threading/schedule.h"
#include "threading/thread.h"

enum {
    ELIDE_ATTEMPTS = 8,      /* a section that aborts so often takes its lock for real */
    EXTENSIONS = 8,          /* further helpings of fuel for an open section */
    HEAT_OF_AN_ABORT = 4096, /* releases of a lock after which a collision is forgotten */
};

typedef enum taken { TAKEN, BUSY, CONFLICT } taken;

static bool is_rlock(const thr_lock *l) { return rt_obj_type(&l->hdr) == &thr_rlock_type; }

Value thr_lock_new(rt_thread *t) {
    rt_object *o = rt_alloc(t, sizeof(thr_lock), &thr_lock_type.root);
    return o ? rt_from_obj(o) : RT_NULL;
}

/* ---- sections that collide ---- */
/* An attempt that is aborted has most likely met others in a section of the lock that it elided last. For a while this thread's
 * transactions then end with such sections, so that what was read in one is not exposed for longer than it lasts. */
static uint16_t *heat_of(thr_os *os, const thr_lock *l) {
    return &os->lock_heat[(uintptr_t)l / 16 * UINT64_C(0x9e3779b97f4a7c15) >> 32 &
                          (THR_HEAT_LOCKS - 1)];
}

static void heat_up(thr_os *os) {
    if (os->last_elided) *heat_of(os, os->last_elided) = HEAT_OF_AN_ABORT;
    os->last_elided = NULL;
}

static void released(rt_thread *t, const thr_lock *l) {
    thr_os *os = thr_os_of(t);
    uint16_t *heat = heat_of(os, l);
    if (*heat > 0) {
        --*heat;
        os->contended = true;
    }
    if (os->nelided == 0) thr_contended_released(t);
}

/* ---- what this thread holds ---- */
static thr_elided *elided_find(thr_os *os, const thr_lock *l) {
    for (uint32_t i = 0; i < os->nelided; i++)
        if (os->elided[i].lock == l) return &os->elided[i];
    return NULL;
}

static void real_add(thr_os *os, thr_lock *l) {
    if (os->nreal < THR_REAL_MAX)
        os->real[os->nreal++] = l; /* beyond that nobody's progress depends on it */
}

/* The rest is only as old as what is still held; others may have released some. */
void thr_locks_committed(rt_thread *t) {
    thr_os *os = thr_os_of(t);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < os->nreal; i++)
        if (rt_load_word(&os->real[i]->x_owner) == t->ident)
            os->real[kept++] = os->real[i]; /* a peek: a rank is at stake, no more */
    os->nreal = kept;
    memcpy(os->real_before, os->real, sizeof os->real);
    os->nreal_before = kept;
    os->extensions = 0;
    os->last_elided = NULL;
}

void thr_locks_forget(rt_thread *t) {
    thr_os *os = thr_os_of(t);
    if (!rt_mutant(ELISION_SURVIVES_ABORT)) os->nelided = 0;
    heat_up(os);
    os->extensions = 0;
    memcpy(os->real, os->real_before, sizeof os->real);
    os->nreal = os->nreal_before;
}

void thr_locks_mark(rt_thread *t, rt_marker *m) {
    const thr_os *os = thr_os_of(t);
    for (uint32_t i = 0; i < os->nelided; i++)
        rt_mark_ptr(m, os->elided[i].lock);
    for (uint32_t i = 0; i < os->nreal; i++)
        rt_mark_ptr(m, os->real[i]);
    for (uint32_t i = 0; i < os->nreal_before; i++)
        rt_mark_ptr(m, os->real_before[i]);
}

bool thr_locks_extend(rt_thread *t) {
    thr_os *os = thr_os_of(t);
    return os->nelided > 0 && os->extensions++ < EXTENSIONS;
}

/* ---- taking ---- */
static taken take_real(rt_thread *t, thr_lock *l, uint64_t count) {
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return CONFLICT;
    if (rt_load_word(&l->x_owner) != 0) return BUSY;
    if (rt_mutant(LOCK_OWNER_NOT_LOGGED)) own = STM_FRESH;
    rt_set_word(t, own, &l->x_owner, t->ident);
    rt_set_word(t, own, &l->x_count, count);
    if (!t->tx->solo) real_add(thr_os_of(t), l);
    return TAKEN;
}

static bool may_elide(const rt_thread *t) {
    return !t->tx->solo && t->tx->attempt < ELIDE_ATTEMPTS &&
           thr_os_of(t)->nelided < THR_ELIDED_MAX;
}

static taken take_again(rt_thread *t, thr_lock *l) {
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return CONFLICT;
    rt_set_word(t, own, &l->x_count, rt_load_word(&l->x_count) + 1);
    return TAKEN;
}

static taken take(rt_thread *t, thr_lock *l) {
    thr_os *os = thr_os_of(t);
    thr_elided *e = elided_find(os, l);
    if (e) {
        e->count += is_rlock(l);
        return is_rlock(l) ? TAKEN : BUSY;
    }
    bool blind = rt_mutant(ELISION_WITHOUT_READ) && may_elide(t);
    uint64_t owner = blind ? 0 : rt_read_field(t, &l->hdr, &l->x_owner).bits;
    if (t->conflict) return CONFLICT;
    if (owner == t->ident && is_rlock(l)) return take_again(t, l);
    if (owner != 0) return BUSY;
    if (!may_elide(t)) return take_real(t, l, 1);
    os->elided[os->nelided++] = (thr_elided){l, 1};
    os->last_elided = l;
    return TAKEN;
}

bool thr_locks_settle(rt_thread *t) {
    thr_os *os = thr_os_of(t);
    for (uint32_t i = 0; i < os->nelided && !rt_mutant(ELISION_FORGOTTEN); i++)
        if (take_real(t, os->elided[i].lock, os->elided[i].count) != TAKEN) {
            stm_condemn(t->tx);
            return false;
        }
    os->nelided = 0;
    if (os->nreal | os->nreal_before) stm_age_keep(t->tx, os->nreal > 0); /* lock-3 */
    return true;
}

/* ---- waiting ---- */
static int64_t now_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* Sleeps until a release has committed since `seen`, the time is up, or a signal came. Outside any transaction. */
static void sleep_on(rt_thread *t, thr_lock *l, uint32_t seen, int64_t until) {
    thr_os *os = thr_os_of(t);
    struct timespec at = {.tv_sec = until / 1000000000, .tv_nsec = until % 1000000000};
    add_acqrel(&l->x_waiters, 1);
    atomic_store(&os->x_parked, &l->x_changes); /* pairs-with: thr_signal_wake */
    /* seq_cst: the handler that we do not see here sees x_parked */
    if (!(atomic_load(&t->x_attention) & THR_SIGNAL))
        syscall(SYS_futex, &l->x_changes, FUTEX_WAIT_BITSET_PRIVATE, seen, until >= 0 ? &at : NULL,
                NULL, FUTEX_BITSET_MATCH_ANY);
    atomic_store(&os->x_parked, NULL);
    sub_acqrel(&l->x_waiters, 1);
}

static Value park(rt_thread *t, Value lock) {
    const thr_os *os = thr_os_of(t);
    sleep_on(t, thr_as_lock(lock), os->park_seen, os->park_until);
    return RT_NONE;
}

static Value acquire_again(rt_thread *t, Value result, Value state) {
    (void)result;
    return thr_lock_acquire_tail(t, thr_as_lock(rt_tuple_at(state, 0)),
                                 rt_imm_int_get(rt_tuple_at(state, 1)));
}

static Value woken(rt_thread *t, Value result, Value state) {
    (void)result;
    return rt_then(t, thr_attention_tail(t), acquire_again, state);
}

/* Inside krait.atomic or a nested loop the transaction cannot end here. It starts over when something that it has read changes;
 * an irrevocable one waits for others to release the lock, which it must not have touched. */
static Value wait_within(rt_thread *t, thr_lock *l, int64_t until) {
    if (!stm_is_irrevocable(t->tx) && until == THR_FOR_EVER) {
        (void)stm_retry(t->tx);
        (void)rt_conflict(t);
        return RT_NULL;
    }
    if (stm_mine(t->tx, load_acq(&l->hdr.stm.x_stamp)) && until == THR_FOR_EVER)
        return rt_raise(
            t, &rt_exc_RuntimeError,
            "deadlock: waiting for a lock in an irrevocable transaction that has looked at it");
    if (!stm_irrevocable(t->tx, rt_site(t))) {
        (void)rt_conflict(t);
        return RT_NULL;
    }
    thr_os *os = thr_os_of(t);
    int64_t slice = now_ns() + 1000000;
    os->park_until = until >= 0 && until < slice ? until : slice;
    (void)thr_run_blocked(t, park, rt_from_obj(l));
    return thr_lock_acquire_tail(t, l, until);
}

Value thr_lock_acquire_tail(rt_thread *t, thr_lock *l, int64_t until) {
    uint32_t seen = load_acq(&l->x_changes); /* before the lock is read; pairs-with: wake */
    switch (take(t, l)) {
    case TAKEN: return RT_TRUE;
    case CONFLICT: return RT_NULL;
    case BUSY: break;
    }
    if (until == THR_AT_ONCE || (until > 0 && now_ns() >= until)) return RT_FALSE;
    thr_os *os = thr_os_of(t);
    os->park_seen = seen;
    os->park_until = until;
    if (!t->tx->solo && !thr_may_split(t)) return wait_within(t, l, until);
    Value state = rt_tuple_pack2(t, rt_from_obj(l), rt_imm_int(until));
    if (rt_is_null(state)) return state;
    return rt_then(t, rt_tail_outside(t, park, rt_from_obj(l)), woken, state);
}

/* ---- releasing ---- */
static void wake(rt_thread *t, void *lock) {
    (void)t;
    thr_lock *l = lock;
    atomic_fetch_add(&l->x_changes,
                     1); /* seq_cst: before the look at x_waiters; pairs-with: sleep_on */
    if (atomic_load(&l->x_waiters) > 0)
        syscall(SYS_futex, &l->x_changes, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

static bool release_real(rt_thread *t, thr_lock *l, uint64_t owner) {
    bool reentrant = is_rlock(l);
    if (reentrant ? owner != t->ident : owner == 0) {
        (void)rt_raise(t, &rt_exc_RuntimeError,
                       reentrant ? "cannot release un-acquired lock" : "release unlocked lock");
        return false;
    }
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return false;
    uint64_t count = rt_load_word(&l->x_count);
    rt_set_word(t, own, &l->x_count, count - 1);
    if (count > 1) return true;
    rt_set_word(t, own, &l->x_owner, 0);
    thr_defer(t, wake, l); /* in the write log until then */
    /* relaxed: who starts to wait now waits for the rest of this transaction */
    if (load_rlx(&l->x_waiters) > 0) thr_contended(t->tx, NULL);
    return true;
}

bool thr_lock_release(rt_thread *t, thr_lock *l) {
    thr_os *os = thr_os_of(t);
    thr_elided *e = elided_find(os, l);
    if (e) {
        if (--e->count == 0) *e = os->elided[--os->nelided];
        released(t, l);
        return true;
    }
    uint64_t owner = rt_read_field(t, &l->hdr, &l->x_owner).bits;
    return !t->conflict && release_real(t, l, owner);
}

bool thr_lock_held(rt_thread *t, thr_lock *l, bool *held) {
    *held = elided_find(thr_os_of(t), l) || rt_read_field(t, &l->hdr, &l->x_owner).bits != 0;
    return !t->conflict;
}

/* ---- as Python sees them ---- */
static bool timeout_get(rt_thread *t, Value v, double *seconds) {
    bool is_number;
    if (!rt_number_to_double(t, v, seconds, &is_number) && is_number) return false;
    if (!is_number)
        (void)rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", v);
    return is_number;
}

/* The arguments of acquire() as a time. False: raised. */
static bool acquire_until(rt_thread *t, Value blocking, Value timeout, int64_t *until) {
    bool wait = true;
    double seconds = -1;
    if (!rt_is_empty(blocking)) {
        Value truth = rt_truth(t, blocking);
        if (rt_is_null(truth)) return false;
        wait = rt_same(truth, RT_TRUE);
    }
    if (!rt_is_empty(timeout) && !timeout_get(t, timeout, &seconds)) return false;
    if (!wait && seconds != -1)
        return rt_raise_value_error(t, "can't specify a timeout for a non-blocking call"), false;
    if (seconds < 0 && seconds != -1)
        return rt_raise_value_error(t, "timeout value must be positive"), false;
    if (seconds > THR_TIMEOUT_MAX) {
        bool fits = seconds < THR_TIMEOUT_MAX + 0.854775807;
        (void)rt_raise(t, &rt_exc_OverflowError,
                       fits ? "timeout value is too large"
                            : "timestamp too large to convert to C _PyTime_t");
        return false;
    }
    *until = !wait || seconds == 0 ? THR_AT_ONCE
             : seconds < 0         ? THR_FOR_EVER
                                   : now_ns() + (int64_t)(seconds * 1e9);
    return true;
}

static Value lock_acquire(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t until;
    return acquire_until(t, args[1], args[2], &until)
               ? thr_lock_acquire_tail(t, thr_as_lock(args[0]), until)
               : RT_NULL;
}

static Value lock_enter(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return thr_lock_acquire_tail(t, thr_as_lock(args[0]), THR_FOR_EVER);
}

static Value lock_release(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return thr_lock_release(t, thr_as_lock(args[0])) ? RT_NONE : RT_NULL;
}

static Value lock_locked(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool held;
    return thr_lock_held(t, thr_as_lock(args[0]), &held) ? rt_bool(held) : RT_NULL;
}

static Value lock_reinit(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    thr_lock *l = thr_as_lock(args[0]);
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return RT_NULL;
    rt_set_word(t, own, &l->x_owner, 0);
    rt_set_word(t, own, &l->x_count, 0);
    return RT_NONE;
}

/* Owner and count as this thread sees them. False: conflict. */
static bool look(rt_thread *t, thr_lock *l, uint64_t *owner, uint64_t *count) {
    const thr_elided *e = elided_find(thr_os_of(t), l);
    *owner = e ? t->ident : rt_read_field(t, &l->hdr, &l->x_owner).bits;
    *count = e ? e->count : rt_read_field(t, &l->hdr, &l->x_count).bits;
    return !t->conflict;
}

static Value lock_repr(rt_thread *t, Value self) {
    uint64_t owner, count;
    if (!look(t, thr_as_lock(self), &owner, &count)) return RT_NULL;
    const char *state = owner ? "locked" : "unlocked";
    if (!is_rlock(thr_as_lock(self)))
        return rt_str_format_c(t, "<%s %T object at 0x%llx>", state, self,
                               (unsigned long long)self.bits);
    return rt_str_format_c(t, "<%s %T object owner=%llu count=%llu at 0x%llx>", state, self,
                           (unsigned long long)owner, (unsigned long long)(owner ? count : 0),
                           (unsigned long long)self.bits);
}

static Value rlock_owned(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    uint64_t owner, count;
    return look(t, thr_as_lock(args[0]), &owner, &count) ? rt_bool(owner == t->ident) : RT_NULL;
}

static Value rlock_recursion_count(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    uint64_t owner, count;
    if (!look(t, thr_as_lock(args[0]), &owner, &count)) return RT_NULL;
    return rt_imm_int(owner == t->ident ? (int64_t)count : 0);
}

/* Lets go of all levels; (count, owner) for _acquire_restore. */
static Value rlock_release_save(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    thr_lock *l = thr_as_lock(args[0]);
    uint64_t owner, count;
    if (!look(t, l, &owner, &count)) return RT_NULL;
    if (owner != t->ident)
        return rt_raise(t, &rt_exc_RuntimeError, "cannot release un-acquired lock");
    Value saved = rt_tuple_pack2(t, rt_imm_int((int64_t)count), rt_int_new_u64(t, owner));
    for (uint64_t i = 0; i < count; i++)
        if (!thr_lock_release(t, l)) return RT_NULL;
    return saved;
}

static Value restored(rt_thread *t, Value result, Value state) {
    (void)result;
    thr_lock *l = thr_as_lock(rt_tuple_at(state, 0));
    int64_t count = rt_imm_int_get(rt_tuple_at(rt_tuple_at(state, 1), 0));
    for (int64_t i = 1; i < count; i++)
        if (take(t, l) == CONFLICT) return RT_NULL;
    return RT_NONE;
}

static Value rlock_acquire_restore(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value saved = args[1];
    if (!rt_is_tuple(saved) || rt_tuple_len(saved) != 2 || !rt_is_imm_int(rt_tuple_at(saved, 0)))
        return rt_raise_type_error(t, "_acquire_restore() expects a state of _release_save()");
    Value state = rt_tuple_pack2(t, args[0], saved);
    if (rt_is_null(state)) return state;
    return rt_then(t, thr_lock_acquire_tail(t, thr_as_lock(args[0]), THR_FOR_EVER), restored,
                   state);
}

static Value rlock_make(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_instance_new(t, rt_as_type(args[0]), 0);
}

static Value rlock_new(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rlock_make(t, &type, 1);
}

#define ACQUIRE_SIG "self, /, blocking=, timeout="
static const rt_native_def lock_methods[] = {
    {"acquire", lock_acquire, 0, 0, ACQUIRE_SIG, 0, NULL},
    {"acquire_lock", lock_acquire, 0, 0, ACQUIRE_SIG, 0, NULL},
    {"release", lock_release, 1, 1, NULL, 0, NULL},
    {"release_lock", lock_release, 1, 1, NULL, 0, NULL},
    {"locked", lock_locked, 1, 1, NULL, 0, NULL},
    {"locked_lock", lock_locked, 1, 1, NULL, 0, NULL},
    {"__enter__", lock_enter, 1, 1, NULL, 0, NULL},
    {"__exit__", lock_release, 1, -1, NULL, 0, NULL},
    {"_at_fork_reinit", lock_reinit, 1, 1, NULL, 0, NULL},
    {.name = NULL},
};

static const rt_native_def rlock_methods[] = {
    {"acquire", lock_acquire, 0, 0, ACQUIRE_SIG, 0, NULL},
    {"release", lock_release, 1, 1, NULL, 0, NULL},
    {"__enter__", lock_enter, 1, 1, NULL, 0, NULL},
    {"__exit__", lock_release, 1, -1, NULL, 0, NULL},
    {"_is_owned", rlock_owned, 1, 1, NULL, 0, NULL},
    {"_recursion_count", rlock_recursion_count, 1, 1, NULL, 0, NULL},
    {"_release_save", rlock_release_save, 1, 1, NULL, 0, NULL},
    {"_acquire_restore", rlock_acquire_restore, 2, 2, NULL, 0, NULL},
    {"_at_fork_reinit", lock_reinit, 1, 1, NULL, 0, NULL},
    {.name = NULL},
};

rt_type thr_lock_type = {
    RT_TYPE_HEAD(thr_lock_type, "_thread.lock"),
    .basic_size = sizeof(thr_lock),
    .flags = RT_TF_WEAKREF,
    .slots = {.repr = lock_repr},
    .methods = lock_methods,
};

rt_type thr_rlock_type = {
    RT_TYPE_HEAD(thr_rlock_type, "_thread.RLock"),
    .basic_size = sizeof(thr_lock),
    .flags = RT_TF_BASETYPE | RT_TF_WEAKREF,
    .slots = {.new_ = rlock_new, .repr = lock_repr},
    .methods = rlock_methods,
};
