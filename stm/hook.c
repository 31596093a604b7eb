/* The hook table, the clock, random numbers, injected aborts.
 *
 * Owns: stm_hook (the installed table) and the injection counters.
 * Invariants: hook-1 to hook-3 (hook.h).
 * Threads: installation while nothing is in flight; the rest any.
 */
#include "stm/hook.h"

#include <stdlib.h>
#include <time.h>

#include "stm/internal.h"

stm_hooks stm_hook;

static stm_injection injection;
static bool injecting;
static _Atomic(uint64_t) x_barriers, x_commits, x_injected;

/* In the clock's top bit, where every begin sees it. */
static void watch(void) {
    /* relaxed: hook-1, nothing is in flight */
    uint64_t now = load_rlx(&stm_x_clock), next;
    do
        next = stm_hooks_present() ? now | STM_CLOCK_WATCHED : now & ~STM_CLOCK_WATCHED;
    while (!cas_rlx(&stm_x_clock, &now, next));
}

void stm_hooks_install(const stm_hooks *hooks) {
    stm_hook = hooks ? *hooks : (stm_hooks){};
    watch();
}

void stm_inject(const stm_injection *what) {
    injecting = what != nullptr;
    injection = what ? *what : (stm_injection){};
    if (injection.max_attempts == 0) injection.max_attempts = 3;
    store_rlx(&x_barriers, 0);
    store_rlx(&x_commits, 0);
    store_rlx(&x_injected, 0);
    watch();
}

uint64_t stm_injected(void) { return load_rlx(&x_injected); }

bool stm_hooks_present(void) { return injecting || stm_hook.point || stm_hook.inject; }

void stm_hook_point(stm_tx *tx, stm_point at) { stm_at(tx, at); }

const char *stm_point_name(stm_point at) {
    static const char *const names[] = {
#define X(name, doc) #name,
        STM_POINTS(X)
#undef X
    };
    return at < STM_POINT_COUNT ? names[at] : "?";
}

static bool nth(_Atomic(uint64_t) *counter, uint64_t every) {
    /* relaxed: a count, it orders nothing */
    return every != 0 && (add_rlx(counter, 1) + 1) % every == 0;
}

/* The built-in injection. Counts every event, also those that it spares, so that a sweep over n
 * reaches each event of a deterministic program. */
static bool injection_says(stm_tx *tx, stm_point at) {
    bool hit = at == STM_AT_COMMIT ? nth(&x_commits, injection.every_commit)
                                   : nth(&x_barriers, injection.every_barrier);
    if (injection.one_in != 0 && stm_random(tx) % injection.one_in == 0) hit = true;
    return hit;
}

bool stm_should_inject(stm_tx *tx, stm_point at) {
    bool hit = injecting && injection_says(tx, at);
    if (stm_hook.inject && stm_hook.inject(stm_hook.ctx, tx, at)) hit = true;
    unsigned most = injection.max_attempts ? injection.max_attempts : 3;
    if (!hit || tx->irrevocable || tx->solo || tx->attempt >= most) return false;
    add_rlx(&x_injected, 1);
    return true;
}

uint64_t stm_clock(void) {
    if (STM_UNLIKELY(stm_hook.clock)) return stm_hook.clock(stm_hook.ctx);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
uint64_t stm_random(stm_tx *tx) {
    if (STM_UNLIKELY(stm_hook.random)) return stm_hook.random(stm_hook.ctx, tx);
    uint64_t z = tx->cold->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

void *stm_allocate(size_t size) {
    if (STM_UNLIKELY(stm_hook.may_alloc) && !stm_hook.may_alloc(stm_hook.ctx, size)) return nullptr;
    return malloc(size);
}
