/* Invariant programs over libkrait-stm: whoever breaks the protocol breaks one of them.
 *
 *     stm_stress [program] [threads] [seconds] [seed] [one_in]
 *
 * program: bank, xy, list, counter, irrevocable, churn, or all. one_in: aborts forced at random,
 * one event in so many (0: none). Prints 'ok' and what was done, or the violation; exit code 0 or 1.
 *
 *   bank         transfers between accounts; the sum seen by a reader never changes
 *   xy           x == y in every transaction, also in one that will abort (opacity)
 *   list         a sorted linked list: insert, remove, and walks that check the order
 *   counter      everyone increments; the total is the number of commits
 *   irrevocable  bank, with some transfers irrevocable: they never abort
 *   churn        bank, with threads that give up their slots and come back
 *
 * Owns: the shared objects of each program. Threads: workers, joined by main.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "stm/stm.h"

enum { ACCOUNTS = 64, START = 1000, KEYS = 64, THREADS_MAX = 256 };

typedef struct cell {
    alignas(16) stm_object header;
    _Atomic(uint64_t) value;
} cell;

typedef struct node {
    alignas(16) stm_object header;
    _Atomic(uint64_t) key;
    _Atomic(uint64_t) next; /* node address */
} node;

static cell accounts[ACCOUNTS];
static cell pair[2];
static cell hot;
static node head, tail;

static _Atomic(uint32_t) x_stop;
static _Atomic(uint64_t) x_commits;
static _Atomic(uint32_t) x_violations;
static uint64_t seed = 1;

typedef struct worker {
    pthread_t thread;
    stm_tx *tx;
    uint64_t random;
    uint64_t commits;
    uint64_t increments;
    node *spare;       /* a node that no transaction has published yet */
    bool spare_linked; /* by this attempt */
} worker;

/* One transaction's body: false on a conflict. */
typedef bool (*body)(worker *w);

static uint64_t next_random(worker *w) {
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return w->random;
}

static void violation(const char *what, uint64_t a, uint64_t b) {
    if (add_rlx(&x_violations, 1) == 0)
        printf("VIOLATION: %s: %llu, %llu (seed %llu)\n", what, (unsigned long long)a,
               (unsigned long long)b, (unsigned long long)seed);
}

[[nodiscard]] static bool get(stm_tx *tx, const stm_object *o, const _Atomic(uint64_t) *field,
                              uint64_t *out, stm_site site) {
    uint64_t h;
    do {
        if (!stm_read_open_at(tx, o, &h, site)) return false;
        *out = load_acq(field);
    } while (!stm_read_close(tx, o, h, site));
    return true;
}

[[nodiscard]] static bool put(stm_tx *tx, stm_object *o, _Atomic(uint64_t) *field, uint64_t value,
                              stm_site site) {
    switch (stm_write(tx, o, site)) {
    case STM_CONFLICT: return false;
    case STM_OWNED: stm_undo_log(tx, field); [[fallthrough]];
    case STM_FRESH: store_rel(field, value);
    }
    return true;
}

/* ---- bank -------------------------------------------------------------------------------- */

static bool transfer(worker *w) {
    cell *from = &accounts[next_random(w) % ACCOUNTS];
    cell *to = &accounts[next_random(w) % ACCOUNTS];
    uint64_t a, b, amount = next_random(w) % 10;
    return get(w->tx, &from->header, &from->value, &a, 1) &&
           put(w->tx, &from->header, &from->value, a - amount, 2) &&
           get(w->tx, &to->header, &to->value, &b, 3) &&
           put(w->tx, &to->header, &to->value, b + amount, 4);
}

static bool audit(worker *w) {
    uint64_t sum = 0, v;
    for (int i = 0; i < ACCOUNTS; i++) {
        if (!get(w->tx, &accounts[i].header, &accounts[i].value, &v, 5)) return false;
        sum += v;
    }
    if (sum != (uint64_t)ACCOUNTS * START)
        violation("bank: sum of the accounts, expected", sum, (uint64_t)ACCOUNTS * START);
    return true;
}

static bool bank(worker *w) { return next_random(w) % 8 == 0 ? audit(w) : transfer(w); }

static bool irrevocable(worker *w) {
    if (next_random(w) % 8 != 0) return bank(w);
    if (!transfer(w) || !stm_irrevocable(w->tx, 6)) return false;
    if (!transfer(w) || !audit(w)) {
        violation("irrevocable: a barrier failed", 0, 0);
        return false;
    }
    return true;
}

/* ---- x == y ------------------------------------------------------------------------------ */

static bool xy(worker *w) {
    uint64_t x, y;
    int first = (int)(next_random(w) % 2);
    if (!get(w->tx, &pair[first].header, &pair[first].value, &x, 10) ||
        !get(w->tx, &pair[!first].header, &pair[!first].value, &y, 11))
        return false;
    if (x != y) violation("x == y inside a transaction", x, y);
    if (next_random(w) % 4 != 0) return true;
    return put(w->tx, &pair[first].header, &pair[first].value, x + 1, 12) &&
           put(w->tx, &pair[!first].header, &pair[!first].value, x + 1, 13);
}

/* ---- sorted list ------------------------------------------------------------------------- */

static node *as_node(uint64_t address) { return (node *)(uintptr_t)address; }

/* Finds the last node with a smaller key, and the one after it, checking the order on the way. */
static bool list_find(worker *w, uint64_t key, node **before, node **at, uint64_t *at_key) {
    node *n = &head;
    uint64_t last = 0, next, k;
    for (int steps = 0;; steps++) {
        if (!get(w->tx, &n->header, &n->next, &next, 20) ||
            !get(w->tx, &as_node(next)->header, &as_node(next)->key, &k, 21))
            return false;
        if (k <= last || steps > KEYS + 2) violation("list: keys out of order", last, k);
        if (k >= key) break;
        last = k;
        n = as_node(next);
    }
    *before = n;
    *at = as_node(next);
    *at_key = k;
    return true;
}

static bool list(worker *w) {
    uint64_t key = next_random(w) % KEYS + 1, found, next;
    bool insert = next_random(w) % 2;
    node *before, *at;
    if (!list_find(w, key, &before, &at, &found)) return false;
    if (insert && found != key) {
        if (!w->spare) /* removed nodes are never reused: a leak instead of a grace period */
            w->spare = aligned_alloc(alignof(node), sizeof(node));
        node *n = w->spare;
        w->spare_linked = true;
        stm_object_init(w->tx, &n->header);
        store_rlx(&n->key, key);
        store_rlx(&n->next, (uint64_t)(uintptr_t)at);
        return put(w->tx, &before->header, &before->next, (uint64_t)(uintptr_t)n, 22);
    }
    if (!insert && found == key)
        return get(w->tx, &at->header, &at->next, &next, 23) &&
               put(w->tx, &before->header, &before->next, next, 24) &&
               put(w->tx, &at->header, &at->next, next, 25); /* a real write: no ghost readers */
    return true;
}

/* ---- counter ----------------------------------------------------------------------------- */

static bool counter(worker *w) {
    uint64_t v;
    return get(w->tx, &hot.header, &hot.value, &v, 30) &&
           put(w->tx, &hot.header, &hot.value, v + 1, 31);
}

/* ---- running ----------------------------------------------------------------------------- */

typedef struct program {
    const char *name;
    body run;
} program;

static const program programs[] = {
    {"bank", bank},  {"xy", xy}, {"list", list}, {"counter", counter}, {"irrevocable", irrevocable},
    {"churn", bank},
};
static const program *current;

/* Runs one transaction to its commit; each attempt makes the same random choices. */
static void transact(worker *w) {
    uint64_t start = w->random;
    for (;;) {
        w->random = start;
        w->spare_linked = false;
        stm_begin(w->tx);
        if (current->run(w) && stm_commit(w->tx)) break;
        stm_abort(w->tx);
    }
    w->commits++;
    if (w->spare_linked) w->spare = nullptr;
}

static void *work(void *arg) {
    worker *w = arg;
    w->tx = stm_thread_attach();
    while (!load_rlx(&x_stop)) {
        transact(w);
        if (strcmp(current->name, "churn") == 0 && w->commits % 64 == 0) stm_thread_park(w->tx);
    }
    stm_thread_detach(w->tx);
    add_rlx(&x_commits, w->commits);
    return nullptr;
}

static void reset(void) {
    for (int i = 0; i < ACCOUNTS; i++)
        accounts[i] = (cell){.value = START};
    pair[0] = pair[1] = hot = (cell){};
    head = (node){.key = 0, .next = (uint64_t)(uintptr_t)&tail};
    tail = (node){.key = UINT64_MAX};
    store_rlx(&x_stop, 0);
    store_rlx(&x_commits, 0);
}

static void check_end(void) {
    uint64_t sum = 0;
    for (int i = 0; i < ACCOUNTS; i++)
        sum += load_rlx(&accounts[i].value);
    if (sum != (uint64_t)ACCOUNTS * START)
        violation("bank: sum at the end, expected", sum, (uint64_t)ACCOUNTS * START);
    if (current->run == counter && load_rlx(&hot.value) != load_rlx(&x_commits))
        violation("counter: total, commits", load_rlx(&hot.value), load_rlx(&x_commits));
}

static void run_program(const program *p, int threads, double seconds) {
    static worker workers[THREADS_MAX];
    current = p;
    reset();
    for (int i = 0; i < threads; i++) {
        workers[i] = (worker){.random = seed * 0x9e3779b97f4a7c15u + (uint64_t)i * 77 + 1};
        pthread_create(&workers[i].thread, nullptr, work, &workers[i]);
    }
    nanosleep(
        &(struct timespec){(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)},
        nullptr);
    store_rlx(&x_stop, 1);
    for (int i = 0; i < threads; i++)
        pthread_join(workers[i].thread, nullptr);
    check_end();
    printf("%-12s %llu commits\n", p->name, (unsigned long long)load_rlx(&x_commits));
}

static void print_conflicts(void) {
    stm_stats s;
    stm_stats_read(&s);
    printf("commits %llu, aborts %llu (injected %llu), waits %llu, extensions %llu, dooms %llu, "
           "starved %llu, irrevocable %llu\n",
           (unsigned long long)s.commits, (unsigned long long)s.aborts,
           (unsigned long long)stm_injected(), (unsigned long long)s.waits,
           (unsigned long long)s.extensions, (unsigned long long)s.dooms,
           (unsigned long long)s.starved, (unsigned long long)s.irrevocable);
    stm_hotspot spots[8];
    size_t n = stm_hotspots(spots, 8);
    for (size_t i = 0; i < n; i++)
        printf("  %-11s site %llu over %llu: %llu conflicts, %llu aborts, %.3f ms lost\n",
               stm_kind_name(spots[i].kind), (unsigned long long)spots[i].winner,
               (unsigned long long)spots[i].loser, (unsigned long long)spots[i].count,
               (unsigned long long)spots[i].aborts, (double)spots[i].lost_ns / 1e6);
}

int main(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : "all";
    int threads = argc > 2 ? atoi(argv[2]) : 4;
    double seconds = argc > 3 ? atof(argv[3]) : 1.0;
    seed = argc > 4 ? strtoull(argv[4], nullptr, 0) : 1;
    uint64_t one_in = argc > 5 ? strtoull(argv[5], nullptr, 0) : 0;
    if (threads < 1 || threads > THREADS_MAX) {
        fprintf(stderr, "stm_stress: threads must be 1 to %d\n", THREADS_MAX);
        return 2;
    }
    stm_init(&(stm_config){.seed = seed});
    if (one_in) stm_inject(&(stm_injection){.one_in = one_in, .seed = seed});
    int ran = 0;
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (strcmp(name, "all") == 0 || strcmp(name, programs[i].name) == 0) {
            run_program(&programs[i], threads, seconds);
            ran++;
        }
    if (ran == 0) {
        fprintf(stderr, "stm_stress: no program named %s\n", name);
        return 2;
    }
    print_conflicts();
    if (load_rlx(&x_violations) != 0) return 1;
    printf("ok\n");
    return 0;
}
