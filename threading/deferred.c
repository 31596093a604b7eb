/* deferred.c - see deferred.h.
 *
 * A transaction that has output takes the output lock, commits, writes and gives the lock back: so the order of writes is that of
 * commits. Who waits for the lock polls its doom and the safepoint, because a committer that holds it may be waiting for the waiter's objects.
 * Order: output lock, then stm's waits. Threads: the owner of t; errors[] any. */
#include "threading/deferred.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/mutant.h"
#include "threading/lock.h"
#include "threading/schedule.h"
#include "threading/thread.h"

typedef struct thr_action {
    void (*run)(rt_thread *t, void *data);
    void *data;
} thr_action;

typedef struct thr_chunk {
    int fd;
    size_t n;
} thr_chunk;

struct thr_deferred {
    thr_action *actions;
    size_t nactions, actions_cap;
    thr_chunk *chunks;
    size_t nchunks, chunks_cap;
    char *bytes;
    size_t nbytes, bytes_cap;
};

enum { FDS = 1024 };

static pthread_mutex_t output = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(int) x_errors
    [FDS]; /* errno of a failed deferred write; relaxed: a message between two calls of one program */

static thr_deferred *deferred_of(rt_thread *t) {
    thr_os *os = thr_os_of(t);
    if (!os->deferred) os->deferred = calloc(1, sizeof *os->deferred);
    if (!os->deferred) rt_fatal("no memory for what a transaction defers");
    return os->deferred;
}

static void *grown(void *array, size_t *cap, size_t need, size_t size) {
    if (need <= *cap) return array;
    size_t room = *cap ? *cap : 16;
    while (room < need)
        room *= 2;
    array = realloc(array, room * size);
    if (!array) rt_fatal("no memory for what a transaction defers");
    *cap = room;
    return array;
}

static bool at_once(const rt_thread *t) {
    return t->tx->solo || !stm_active(t->tx) || stm_is_irrevocable(t->tx);
}

void thr_defer(rt_thread *t, void (*run)(rt_thread *t, void *data), void *data) {
    if (t->tx->solo) {
        run(t, data);
        return;
    }
    thr_deferred *d = deferred_of(t);
    d->actions = grown(d->actions, &d->actions_cap, d->nactions + 1, sizeof *d->actions);
    d->actions[d->nactions++] = (thr_action){run, data};
}

/* ---- output ---- */
/* Writes everything; errno or 0. */
static int write_all(int fd, const char *bytes, size_t n, size_t *done) {
    for (*done = 0; *done < n;) {
        ssize_t k = write(fd, bytes + *done, n - *done);
        if (k >= 0) {
            *done += (size_t)k;
        } else if (errno == EAGAIN) {
            (void)poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

int thr_write_error(int fd) {
    if (fd < 0 || fd >= FDS) return 0;
    return atomic_exchange_explicit(&x_errors[fd], 0, memory_order_relaxed);
}

static void note_error(int fd, int error) {
    if (error && fd >= 0 && fd < FDS)
        atomic_store_explicit(&x_errors[fd], error, memory_order_relaxed);
}

static void write_chunks(thr_deferred *d) {
    const char *at = d->bytes;
    for (size_t i = 0; i < d->nchunks; i++) {
        size_t done;
        note_error(d->chunks[i].fd, write_all(d->chunks[i].fd, at, d->chunks[i].n, &done));
        at += d->chunks[i].n;
    }
    if (rt_mutant(OUTPUT_TWICE)) return;
    d->nchunks = d->nbytes = 0;
}

static Value write_blocked(rt_thread *t, Value state) {
    (void)state;
    write_chunks(thr_os_of(t)->deferred);
    return RT_NONE;
}

static void append(thr_deferred *d, int fd, const void *bytes, size_t n) {
    d->bytes = grown(d->bytes, &d->bytes_cap, d->nbytes + n, 1);
    memcpy(d->bytes + d->nbytes, bytes, n);
    d->nbytes += n;
    if (d->nchunks && d->chunks[d->nchunks - 1].fd == fd) {
        d->chunks[d->nchunks - 1].n += n;
        return;
    }
    d->chunks = grown(d->chunks, &d->chunks_cap, d->nchunks + 1, sizeof *d->chunks);
    d->chunks[d->nchunks++] = (thr_chunk){fd, n};
}

/* False: doomed meanwhile. */
static bool output_lock(rt_thread *t) {
    for (long wait = 1000; pthread_mutex_trylock(&output) != 0; wait += wait < 200000 ? wait : 0) {
        if (stm_active(t->tx) && stm_doomed(t->tx)) return false;
        thr_poll(t);
        nanosleep(&(struct timespec){.tv_nsec = wait}, NULL);
    }
    return true;
}

int thr_write(rt_thread *t, int fd, const void *bytes, size_t n, size_t *done) {
    int earlier = thr_write_error(fd);
    *done = 0;
    if (earlier || n == 0) return earlier;
    if (t->tx->solo || rt_mutant(OUTPUT_AT_ONCE)) return write_all(fd, bytes, n, done);
    *done = n;
    append(deferred_of(t), fd, bytes, n);
    if (!at_once(t)) return 0;
    (void)output_lock(t); /* in nobody's way: it is older than all, or in no transaction */
    (void)thr_run_blocked(t, write_blocked, RT_NULL);
    pthread_mutex_unlock(&output);
    return thr_write_error(fd);
}

bool thr_write_pending(const rt_thread *t, int fd) {
    const thr_deferred *d = thr_os_of(t)->deferred;
    for (size_t i = 0; d && i < d->nchunks; i++)
        if (d->chunks[i].fd == fd) return true;
    return false;
}

Value thr_exit(rt_thread *t, Value status) {
    (void)t;
    pthread_mutex_lock(&output); /* a committer holds it until its output is written */
    _exit((int)rt_imm_int_get(status));
}

/* ---- the end of a transaction ---- */
static void run_actions(rt_thread *t, thr_deferred *d) {
    for (size_t i = 0; i < d->nactions && !rt_mutant(ACTIONS_FORGOTTEN); i++)
        d->actions[i].run(t, d->actions[i].data);
    d->nactions = 0;
}

bool thr_commit(rt_thread *t) {
    if (!thr_locks_settle(t)) return false;
    thr_deferred *d = thr_os_of(t)->deferred;
    bool writes = d && d->nchunks;
    if (writes && !output_lock(t)) return false;
    bool ok = stm_commit(t->tx);
    if (ok) {
        rt_heap_transaction_end(t, true);
        thr_locks_committed(t);
        thr_committed(t);
        if (d && d->nactions)
            run_actions(t, d); /* first: what they point to was in the logs until now */
        if (writes) (void)thr_run_blocked(t, write_blocked, RT_NULL);
    }
    if (writes) pthread_mutex_unlock(&output);
    return ok;
}

void thr_abort(rt_thread *t) {
    stm_abort(t->tx);
    rt_heap_transaction_end(t, false);
    thr_locks_forget(t);
    thr_deferred *d = thr_os_of(t)->deferred;
    if (d) d->nactions = 0;
    if (d && !rt_mutant(OUTPUT_SURVIVES_ABORT)) d->nchunks = d->nbytes = 0;
    thr_aborted(t);
}

void thr_deferred_now(rt_thread *t) {
    thr_deferred *d = thr_os_of(t)->deferred;
    if (!d || !d->nchunks) return;
    (void)output_lock(t);
    (void)thr_run_blocked(t, write_blocked, RT_NULL);
    pthread_mutex_unlock(&output);
}

void thr_deferred_free(rt_thread *t) {
    thr_deferred *d = thr_os_of(t)->deferred;
    if (!d) return;
    free(d->actions);
    free(d->chunks);
    free(d->bytes);
    free(d);
    thr_os_of(t)->deferred = NULL;
}
